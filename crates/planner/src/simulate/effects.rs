//! What if: the same samples once more with one thing changed, and only those samples and parts of the network in which
//! it can change anything.
//!
//! Because both runs draw the same numbers (common random numbers), differences are far more certain than the finishes
//! themselves; their standard errors say how much.

use super::distribution::{Cause, Change, Driver, Effect, count, spread};
use super::draws::Draws;
use super::engine::{Engine, Order, Sheet};
use super::program::{Program, fits};
use super::uncertainty::{Done, Doubt};
use super::window;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Progress, ProjectIndex, TaskIndex};
use crate::prepared::Prepared;

/// A tenth of all numbers.
const TENTH: u32 = u32::MAX / 10;

/// The plan as it is, to compare with.
pub(super) struct Baseline<'b> {
    engine: &'b Engine<'b>,
    prepared: &'b Prepared<'b>,
    draws: &'b Draws,
    sheet: &'b Sheet,
    goals: &'b [TaskIndex],
    /// All samples.
    samples: Vec<u32>,
    /// The finish of everything in each sample.
    whole: Vec<Minute>,
}

/// One change: what is drawn, in which samples and for which tasks it is different.
struct Trial<'t> {
    draws: &'t Draws,
    samples: &'t [u32],
    tasks: &'t [TaskIndex],
}

impl<'b> Baseline<'b> {
    pub(super) fn new(
        engine: &'b Engine<'b>,
        prepared: &'b Prepared<'b>,
        draws: &'b Draws,
        sheet: &'b Sheet,
        goals: &'b [TaskIndex],
    ) -> Self {
        let count_of = sheet.projects.iter().map(Vec::len).max().unwrap_or(0);
        let whole = (0..count_of).map(|sample| last(sheet.projects.iter(), sample)).collect();
        Self { engine, prepared, draws, sheet, goals, samples: (0..count(count_of)).collect(), whole }
    }

    /// What removing each risk changes.
    pub(super) fn risks(&self) -> Vec<Effect> {
        (0..self.draws.risks()).map(|risk| self.without(risk)).collect()
    }

    fn without(&self, risk: usize) -> Effect {
        let samples: Vec<u32> = self.samples.iter().copied().filter(|sample| self.draws.happens(risk, *sample)).collect();
        let tasks: Vec<TaskIndex> = self.draws.hit_by(risk).collect();
        self.tried(&Trial { draws: &self.draws.without_risk(risk), samples: &samples, tasks: &tasks })
    }

    fn certain(&self, risk: usize) -> Effect {
        let samples: Vec<u32> = self.samples.iter().copied().filter(|sample| !self.draws.happens(risk, *sample)).collect();
        let tasks: Vec<TaskIndex> = self.draws.hit_by(risk).collect();
        self.tried(&Trial { draws: &self.draws.with_risk_certain(risk), samples: &samples, tasks: &tasks })
    }

    /// The tornado: the most critical tasks and all risks, as many as asked for.
    pub(super) fn drivers(&self, most: usize) -> Vec<Driver> {
        let critical = |task: TaskIndex| {
            let node = self.prepared.graph.leaf_or_sum[task.0 as usize] as usize;
            self.sheet.critical.get(node).copied().unwrap_or(0)
        };
        let drawn = (0u32..).zip(&self.draws.drawn).filter(|(_, drawn)| drawn.varies());
        let mut tasks: Vec<_> = drawn.map(|(index, drawn)| (critical(drawn.task), drawn.rank(), index, drawn.task)).collect();
        tasks.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut drivers = Vec::new();
        for (times, rank, index, task) in tasks.into_iter().take(most) {
            if times == 0 {
                break;
            }
            let [best, worst] = [TENTH, u32::MAX - TENTH].map(|number| {
                let draws = self.draws.with_task_near(index, self.engine.tables, number);
                self.tried(&Trial { draws: &draws, samples: &self.samples, tasks: &[task] })
            });
            drivers.push((rank, Driver { cause: Cause::Task(task), best, worst }));
        }
        for risk in 0..self.draws.risks() {
            let (best, worst) = (self.without(risk), self.certain(risk));
            drivers.push((self.draws.rank_of_risk(risk), Driver { cause: Cause::Risk(count(risk)), best, worst }));
        }
        // Among equals not the place in the input decides.
        drivers.sort_by(|one, other| other.1.swing().total_cmp(&one.1.swing()).then(one.0.cmp(&other.0)));
        drivers.truncate(most);
        drivers.into_iter().map(|(_, driver)| driver).collect()
    }

    /// What each task would change if it were done.
    pub(super) fn done(&self, done: &Done, doubts: &mut Vec<Doubt>) -> Vec<Effect> {
        done.tasks.iter().map(|task| self.without_task(*task, done.at, doubts)).collect()
    }

    fn without_task(&self, task: TaskIndex, at: Minute, doubts: &mut Vec<Doubt>) -> Effect {
        let node = self.prepared.graph.leaf_or_sum.get(task.0 as usize).copied().unwrap_or(NONE);
        if node == NONE || !self.prepared.is_leaf(node as usize) {
            doubts.push(Doubt::NoDuration { task });
            return Effect::default();
        }
        let mut network = self.engine.network.clone();
        let own = &mut network.tasks[task.0 as usize].progress;
        let start = match own {
            Progress::NotStarted => at,
            Progress::Started { start, .. } => *start,
            Progress::Finished { .. } => return Effect::default(),
        };
        *own = Progress::Finished { start: start.min(at), finish: at };
        if self.engine.levelling.is_some() {
            let draws = self.draws.with_task_done(task);
            return self.tried(&Trial { draws: &draws, samples: &self.samples, tasks: &[task] });
        }
        let prepared = network.prepare(self.engine.calendars);
        let program = (self.engine.program.is_some() && fits(&prepared))
            .then(|| Program::new(&prepared, &prepared.calendars, self.draws, window(&prepared)));
        let engine = Engine { network: &network, program: program.as_ref(), ..*self.engine };
        let parts = self.parts(&[task]);
        let parts = if program.is_some() { parts.as_deref() } else { None };
        let sheet = engine.run(Order { draws: self.draws, samples: &self.samples, parts, criticality: false });
        self.compared(&sheet, &self.samples)
    }

    /// The parts of the program with some tasks.
    fn parts(&self, tasks: &[TaskIndex]) -> Option<Vec<usize>> {
        let program = self.engine.program?;
        let part = |task: &TaskIndex| {
            let node = self.prepared.graph.leaf_or_sum[task.0 as usize] as usize;
            program.ranges.partition_point(|range| range.end <= node)
        };
        let mut parts: Vec<usize> = tasks.iter().map(part).collect();
        parts.sort_unstable();
        parts.dedup();
        Some(parts)
    }

    fn tried(&self, trial: &Trial<'_>) -> Effect {
        if trial.samples.is_empty() || trial.tasks.is_empty() {
            return Effect::default();
        }
        let parts = self.parts(trial.tasks);
        let order = Order { draws: trial.draws, samples: trial.samples, parts: parts.as_deref(), criticality: false };
        self.compared(&self.engine.run(order), trial.samples)
    }

    /// What is different in some samples; in all others nothing is.
    fn compared(&self, sheet: &Sheet, samples: &[u32]) -> Effect {
        let of = count(self.samples.len());
        let moved = |now: &[Minute], before: &[Minute]| {
            let before = samples.iter().map(|sample| before[*sample as usize]);
            Moved::of(now.iter().copied().zip(before))
        };
        let untouched: Vec<&Vec<Minute>> =
            self.sheet.projects.iter().zip(&sheet.projects).filter(|(_, now)| now.is_empty()).map(|(before, _)| before).collect();
        let whole = samples.iter().enumerate().map(|(index, sample)| {
            let rest = last(untouched.iter().copied(), *sample as usize);
            (rest.max(last(sheet.projects.iter(), index)), self.whole[*sample as usize])
        });
        let whole = Moved::of(whole).change(of);
        let projects = (0u32..).zip(sheet.projects.iter().zip(&self.sheet.projects)).filter(|(_, (now, _))| !now.is_empty());
        let projects = projects
            .map(|(index, (now, before))| (ProjectIndex(index), moved(now, before)))
            .filter(|(_, moved)| moved.any())
            .map(|(project, moved)| (project, moved.change(of)));
        let goals = self.goals.iter().zip(sheet.goals.iter().zip(&self.sheet.goals)).filter(|(_, (now, _))| !now.is_empty());
        let goals = goals
            .map(|(goal, (now, before))| (*goal, moved(now, before)))
            .filter(|(_, moved)| moved.any())
            .map(|(goal, moved)| (goal, moved.change(of)));
        Effect { whole, projects: projects.collect(), goals: goals.collect() }
    }
}

/// The last of several finishes in a sample.
fn last<'f>(finishes: impl Iterator<Item = &'f Vec<Minute>>, sample: usize) -> Minute {
    finishes.filter_map(|finishes| finishes.get(sample)).max().copied().unwrap_or(Minute::EARLIEST)
}

/// Sums of differences.
struct Moved {
    sum: i128,
    squares: i128,
}

impl Moved {
    fn of(pairs: impl Iterator<Item = (Minute, Minute)>) -> Self {
        let mut moved = Self { sum: 0, squares: 0 };
        for (now, before) in pairs {
            let difference = i128::from(now.get()) - i128::from(before.get());
            moved.sum += difference;
            moved.squares += difference * difference;
        }
        moved
    }

    fn any(&self) -> bool {
        self.squares > 0
    }

    fn change(&self, of: u32) -> Change {
        let mean = self.sum as f64 / f64::from(of.max(1));
        Change { mean, standard_error: spread(self.sum, self.squares, of) / f64::from(of.max(1)).sqrt() }
    }
}
