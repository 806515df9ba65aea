//! The passes over lanes, compiled once for each set of vector instructions that is worth it, and chosen at run time, so
//! that a build for any x86-64 uses what its machine has.
//!
//! All versions are the same code, without a line of machine instructions; they differ in what the compiler may use.
//! The version that every machine can run is the safe twin that the tests compare the others with.

use super::draws::Lanes;
use super::exact::Exact;
use super::kernel::{Job, State, sweep};

/// Instructions that this machine has; nobody but [`Instructions::all`] makes them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Instructions(Set);

/// A set of instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Set {
    /// What every machine has.
    Usual,
    /// Vectors of 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Vectors of 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Instructions {
    /// The best that this machine has.
    pub(super) fn best() -> Self {
        Self::all().last().copied().unwrap_or(Self(Set::Usual))
    }

    /// All that this machine has, the best last.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self(Set::Usual)];
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx2") {
                all.push(Self(Set::Avx2));
            }
            if std::arch::is_x86_feature_detected!("avx2")
                && std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512bw")
                && std::arch::is_x86_feature_detected!("avx512dq")
                && std::arch::is_x86_feature_detected!("avx512vl")
            {
                all.push(Self(Set::Avx512));
            }
        }
        all
    }
}

/// Both passes over a part of a program for a block of samples.
#[cfg_attr(
    target_arch = "x86_64",
    expect(
        unsafe_code,
        reason = "a function compiled for more instructions may be called only where the machine has them, and \
                  `Instructions` are made by `all` alone, which asks the machine"
    )
)]
pub(super) fn run(with: Instructions, job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    match with.0 {
        Set::Usual => sweep(job, samples, state, exact),
        // SAFETY: the machine was asked for these instructions before the value was made.
        #[cfg(target_arch = "x86_64")]
        Set::Avx2 => unsafe { sweep_avx2(job, samples, state, exact) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Set::Avx512 => unsafe { sweep_avx512(job, samples, state, exact) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_avx2(job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    sweep(job, samples, state, exact);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
fn sweep_avx512(job: &Job<'_>, samples: &Lanes<u32>, state: &mut State, exact: &mut Exact<'_>) {
    sweep(job, samples, state, exact);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{Calendar, CalendarId, Calendars, Week};
    use crate::minute::Minute;
    use crate::network::{Constraint, Lag, Link, LinkKind, Network, Project, ProjectIndex, Task, TaskIndex};
    use crate::simulate::{Asked, Correlation, Estimate, Impact, Risk, Spread, ThreePoints, Uncertainty, simulate_with};

    /// A plan with everything in it that lanes do, and something that they do not.
    fn plan() -> (Network, Calendars, Uncertainty) {
        let mut calendars = Calendars::new();
        let week = calendars.add(&Calendar::weekly(Week::standard()));
        let start = Minute::midnight(date(2026, 1, 5));
        let projects = vec![Project::starting(start, week), Project::starting(start, CalendarId::AROUND_THE_CLOCK)];
        let mut network = Network { projects, ..Network::default() };
        let mut own = Uncertainty { samples: 300, ..Uncertainty::default() };
        for index in 0..240u32 {
            let mut task = Task::working(ProjectIndex(index / 120), 300);
            task.calendar = (index % 11 == 3).then_some(CalendarId::AROUND_THE_CLOCK);
            if index % 17 == 5 {
                task.constraint = Constraint::FinishNoLaterThan(start);
            }
            task.deadline = (index % 40 == 7).then_some(Minute::midnight(date(2026, 2, 20)));
            network.tasks.push(task);
            let kind = if index % 7 == 2 { LinkKind::StartToStart } else { LinkKind::FinishToStart };
            let lag = [Lag::NONE, Lag::NONE, Lag::Working(120), Lag::Working(-60), Lag::Elapsed(500)][(index % 5) as usize];
            for from in [index.checked_sub(3), index.checked_sub(8)].into_iter().flatten() {
                network.links.push(Link { from: TaskIndex(from), to: TaskIndex(index), kind, lag });
            }
            let points = ThreePoints { low: 10 * i64::from(index % 13), likely: 200, high: 900 + i64::from(index) };
            let spread = match index % 4 {
                0 => Spread::Triangular(points),
                1 => Spread::Lognormal { median: 250, high: 400 + i64::from(index) },
                2 | 3 => Spread::Pert(points),
                _ => continue,
            };
            own.estimates.push(Estimate { task: TaskIndex(index), stream: u64::from(index), spread });
        }
        own.correlations.push(Correlation { project: ProjectIndex(1), stream: 1, share: 4_000 });
        let hit = |task| Impact { task: TaskIndex(task), spread: Spread::Lognormal { median: 500, high: 2_000 } };
        own.risks.push(Risk { stream: 8, chance: 300_000, impacts: [9, 99, 199].map(hit).to_vec() });
        own.asked = Asked { cruciality: true, drivers: 3, risks: true, goals: vec![TaskIndex(100)], ..Asked::default() };
        (network, calendars, own)
    }

    #[test]
    fn all_instructions_give_the_same_answer() {
        let (network, calendars, own) = plan();
        let answers: Vec<_> =
            Instructions::all().into_iter().map(|with| simulate_with(&network, &calendars, &own, with)).collect();
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        assert!(answers[0].projects.iter().all(Option::is_some));
    }
}
