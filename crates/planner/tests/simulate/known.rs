//! Distributions of which theory knows mean, deviation and chances.

use planner::{
    Asked, CERTAIN, CalendarId, Calendars, Cause, Correlation, Curve, Distribution, Done, Estimate, Impact, Lag, Link, LinkKind,
    Minute, Network, Project, ProjectIndex, Risk, Span, Spread, Task, TaskIndex, ThreePoints, Uncertainty, simulate,
};

use crate::plan::moment;

/// A project around the clock, so that minutes of work are minutes by the clock.
struct Sketch {
    network: Network,
    own: Uncertainty,
}

const START: &str = "Mon 00:00";

impl Sketch {
    fn new(samples: u32) -> Self {
        let mut network = Network::default();
        network.projects.push(Project::starting(moment(START), CalendarId::AROUND_THE_CLOCK));
        Self { network, own: Uncertainty { samples, seed: 1, threads: 2, ..Uncertainty::default() } }
    }

    fn task(&mut self, minutes: i64) -> TaskIndex {
        self.network.tasks.push(Task::working(ProjectIndex(0), minutes));
        TaskIndex(u32::try_from(self.network.tasks.len() - 1).unwrap())
    }

    fn uncertain(&mut self, spread: Spread) -> TaskIndex {
        let task = self.task(600);
        self.own.estimates.push(Estimate { task, stream: u64::from(task.0) + 100, spread });
        task
    }

    fn after(&mut self, from: TaskIndex, to: TaskIndex) {
        self.network.links.push(Link { from, to, kind: LinkKind::FinishToStart, lag: Lag::NONE });
    }

    /// So many tasks one after the other.
    fn chain(&mut self, count: u32, spread: Spread) -> Vec<TaskIndex> {
        let tasks: Vec<_> = (0..count).map(|_| self.uncertain(spread)).collect();
        for pair in tasks.windows(2) {
            self.after(pair[0], pair[1]);
        }
        tasks
    }

    fn answer(&self) -> Distribution {
        let answer = simulate(&self.network, &Calendars::new(), &self.own);
        assert_eq!((answer.doubts.as_slice(), answer.findings.as_slice()), (&[][..], &[][..]));
        answer
    }

    fn whole(&self) -> Curve {
        self.answer().whole.unwrap()
    }
}

fn at(minutes: i64) -> Minute {
    Minute::new(i64::from(moment(START).get()) + minutes)
}

fn minutes(date: Minute) -> f64 {
    f64::from(date.get()) - f64::from(moment(START).get())
}

const WIDE: ThreePoints = ThreePoints { low: 1_000, likely: 2_000, high: 6_000 };

#[track_caller]
fn about(value: f64, expected: f64, error: f64) {
    assert!((value - expected).abs() <= error, "{value} instead of {expected} (give or take {error})");
}

#[test]
fn one_task_has_the_mean_and_the_deviation_of_its_three_points() {
    let mut pert = Sketch::new(40_000);
    pert.uncertain(Spread::Pert(WIDE));
    let curve = pert.whole();
    about(minutes(curve.mean()), (1_000.0 + 4.0 * 2_000.0 + 6_000.0) / 6.0, 4.0 * curve.standard_error());
    // Beta with exponents 1.8 and 4.2 over 5,000 minutes.
    about(curve.deviation(), 5_000.0 * (1.8f64 * 4.2 / 36.0 / 7.0).sqrt(), 15.0);
    let mut triangle = Sketch::new(40_000);
    triangle.uncertain(Spread::Triangular(WIDE));
    let curve = triangle.whole();
    about(minutes(curve.mean()), 3_000.0, 4.0 * curve.standard_error());
    about(curve.deviation(), 5_000.0 * ((1.0 - 0.2 + 0.04) / 18.0f64).sqrt(), 15.0);
    for chance in [1_000u32, 5_000, 9_000] {
        let share = f64::from(chance) / 10_000.0;
        let exact = if share < 0.2 { (share * 0.2).sqrt() } else { 1.0 - ((1.0 - share) * 0.8).sqrt() };
        about(minutes(curve.finish(chance)), 1_000.0 + 5_000.0 * exact, 40.0);
    }
    let finishes = curve.finishes();
    assert!(finishes[0] >= at(1_000) && finishes[finishes.len() - 1] <= at(6_000));
}

#[test]
fn a_lognormal_task_has_its_median_and_its_high_value() {
    let mut sketch = Sketch::new(40_000);
    sketch.uncertain(Spread::Lognormal { median: 3_000, high: 5_000 });
    let curve = sketch.whole();
    about(minutes(curve.finish(5_000)), 3_000.0, 30.0);
    about(minutes(curve.finish(9_000)), 5_000.0, 60.0);
    let sigma = (5_000.0f64 / 3_000.0).ln() / 1.281_551_6;
    about(minutes(curve.mean()), 3_000.0 * (sigma * sigma / 2.0).exp(), 4.0 * curve.standard_error());
}

#[test]
fn means_and_variances_of_a_chain_add_up() {
    let mut sketch = Sketch::new(20_000);
    sketch.chain(16, Spread::Pert(WIDE));
    let curve = sketch.whole();
    about(minutes(curve.mean()), 16.0 * 2_500.0, 4.0 * curve.standard_error());
    about(curve.deviation(), 4.0 * 5_000.0 * (1.8f64 * 4.2 / 36.0 / 7.0).sqrt(), 60.0);
}

#[test]
fn tasks_side_by_side_are_done_when_the_last_is() {
    let mut sketch = Sketch::new(40_000);
    for _ in 0..3 {
        sketch.uncertain(Spread::Triangular(WIDE));
    }
    let curve = sketch.whole();
    for date in [1_700i32, 3_000, 4_800] {
        let alone = 1.0 - ((6_000.0 - f64::from(date)) / 5_000.0).powi(2) / 0.8;
        let alone = if date < 2_000 { ((f64::from(date) - 1_000.0) / 5_000.0).powi(2) / 0.2 } else { alone };
        let chance = curve.chance(at(i64::from(date)));
        about(chance.value(), alone.powi(3), 4.0 * chance.standard_error() + 0.001);
    }
}

#[test]
fn a_risk_of_two_points_has_its_closed_form() {
    let mut sketch = Sketch::new(40_000);
    let task = sketch.task(1_000);
    let other = sketch.task(300);
    sketch.after(task, other);
    let impact = Spread::Pert(ThreePoints::exactly(400));
    let impacts = vec![Impact { task, spread: impact }, Impact { task: other, spread: impact }];
    sketch.own.risks.push(Risk { stream: 5, chance: CERTAIN / 4, impacts });
    sketch.own.asked.risks = true;
    let answer = sketch.answer();
    let curve = answer.whole.unwrap();
    let spared = curve.chance(at(1_300));
    about(spared.value(), 0.75, 4.0 * spared.standard_error());
    assert_eq!(curve.chance(at(2_099)), spared);
    assert_eq!(curve.chance(at(2_100)).value(), 1.0);
    let removed = answer.risks[0].whole;
    about(removed.mean, -800.0 * (1.0 - spared.value()), 1e-9);
    about(removed.standard_error, 800.0 * spared.standard_error(), 0.01);
}

#[test]
fn tasks_of_a_project_are_as_correlated_as_asked() {
    for share in [0u32, 3_000, 8_000, 10_000] {
        let mut sketch = Sketch::new(1);
        sketch.uncertain(Spread::Pert(WIDE));
        sketch.uncertain(Spread::Triangular(ThreePoints { low: 0, likely: 9_000, high: 10_000 }));
        sketch.own.correlations.push(Correlation { project: ProjectIndex(0), stream: 2, share });
        let ranks = |task: usize| {
            let networks = sketch.own.sampled(&sketch.network, 0..3_000);
            let lengths: Vec<i64> = networks.iter().map(|own| own.tasks[task].span.planned().minutes()).collect();
            let mut order: Vec<usize> = (0..lengths.len()).collect();
            order.sort_by_key(|index| lengths[*index]);
            let mut ranks = vec![0.0; order.len()];
            for (rank, index) in order.iter().enumerate() {
                ranks[*index] = rank as f64 / 2_999.0 - 0.5;
            }
            ranks
        };
        let (one, other) = (ranks(0), ranks(1));
        let correlation: f64 = one.iter().zip(&other).map(|(one, other)| one * other).sum::<f64>() * 12.0 / 3_000.0;
        about(correlation, f64::from(share) / 10_000.0, 0.06 * (1.0 - f64::from(share) / 10_000.0) + 0.004);
    }
}

#[test]
fn correlation_widens_the_whole_and_leaves_the_mean() {
    let mut sketch = Sketch::new(20_000);
    sketch.chain(16, Spread::Pert(WIDE));
    let alone = sketch.whole();
    sketch.own.correlations.push(Correlation { project: ProjectIndex(0), stream: 2, share: 5_000 });
    let together = sketch.whole();
    about(minutes(together.mean()), minutes(alone.mean()), 4.0 * together.standard_error());
    // Variances of 16 tasks, any two of which share half: 16 × (1 + 15 × 0.5) instead of 16.
    about(together.deviation() / alone.deviation(), 8.5f64.sqrt(), 0.1);
}

#[test]
fn one_of_several_ways_is_critical() {
    let mut sketch = Sketch::new(10_000);
    let ways: Vec<_> =
        (0..4).map(|_| sketch.uncertain(Spread::Pert(ThreePoints { low: 10_000, likely: 90_000, high: 200_000 }))).collect();
    let end = sketch.task(0);
    for way in ways {
        sketch.after(way, end);
    }
    let answer = sketch.answer();
    let shares: Vec<f64> = answer.tasks.iter().flatten().map(|own| own.criticality.unwrap().value()).collect();
    about(shares[..4].iter().sum(), 1.0, 0.001);
    assert_eq!(shares[4], 1.0);
    for share in &shares[..4] {
        about(*share, 0.25, 0.02);
    }
}

#[test]
fn what_decides_the_finish_is_crucial() {
    let mut sketch = Sketch::new(5_000);
    let long = sketch.uncertain(Spread::Pert(ThreePoints { low: 1_000, likely: 5_000, high: 20_000 }));
    let short = sketch.uncertain(Spread::Pert(ThreePoints { low: 100, likely: 200, high: 300 }));
    let risky = sketch.task(100);
    sketch.after(long, risky);
    sketch.own.risks.push(Risk {
        stream: 1,
        chance: CERTAIN / 2,
        impacts: vec![Impact { task: risky, spread: Spread::Pert(ThreePoints { low: 0, likely: 500, high: 4_000 }) }],
    });
    sketch.own.asked.cruciality = true;
    let answer = sketch.answer();
    let crucial = |task: TaskIndex| answer.tasks[task.0 as usize].unwrap().cruciality.unwrap();
    assert!(crucial(long) > 0.93, "{}", crucial(long));
    about(crucial(short), 0.0, 0.06);
    assert!((0.1..0.6).contains(&crucial(risky)), "{}", crucial(risky));
}

#[test]
fn a_deadline_is_kept_with_the_chance_of_its_date() {
    let mut sketch = Sketch::new(40_000);
    let task = sketch.uncertain(Spread::Triangular(WIDE));
    sketch.network.tasks[0].deadline = Some(at(3_000));
    sketch.own.asked.goals = vec![task];
    let answer = sketch.answer();
    let kept = answer.deadlines[0];
    about(kept.chance.value(), 1.0 - (0.6f64 * 0.6) / 0.8, 4.0 * kept.chance.standard_error());
    let curve = answer.goals[0].as_ref().unwrap();
    assert_eq!(curve.chance(at(3_000)), kept.chance);
    let (from, to) = curve.finish_range(5_000);
    assert!(from < curve.finish(5_000) && curve.finish(5_000) < to);
}

#[test]
fn what_is_done_takes_no_time() {
    let mut sketch = Sketch::new(2_000);
    let tasks = sketch.chain(2, Spread::Pert(WIDE));
    sketch.own.asked.done = Some(Done { at: at(0), tasks: tasks.clone() });
    let answer = sketch.answer();
    let mut alone = Sketch::new(2_000);
    alone.own.seed = sketch.own.seed;
    let second = alone.uncertain(Spread::Pert(WIDE));
    alone.own.estimates[0] = Estimate { task: second, ..sketch.own.estimates[1] };
    let gain = minutes(alone.whole().mean()) - minutes(answer.whole.as_ref().unwrap().mean());
    about(answer.done[0].whole.mean, gain, 1.0);
    assert!(answer.done[0].whole.standard_error < 30.0);
    // The second one cannot be done before the first: its work is saved, the first still finishes.
    assert!(answer.done[1].whole.mean < -2_000.0);
}

#[test]
fn the_tornado_begins_with_the_widest() {
    let mut sketch = Sketch::new(4_000);
    let wide = sketch.uncertain(Spread::Triangular(ThreePoints { low: 0, likely: 4_000, high: 8_000 }));
    let narrow = sketch.uncertain(Spread::Triangular(ThreePoints { low: 3_000, likely: 4_000, high: 5_000 }));
    sketch.after(wide, narrow);
    let impacts = vec![Impact { task: narrow, spread: Spread::Pert(ThreePoints::exactly(2_000)) }];
    sketch.own.risks.push(Risk { stream: 9, chance: CERTAIN / 10, impacts });
    sketch.own.asked.drivers = 5;
    let drivers = sketch.answer().drivers;
    let causes: Vec<_> = drivers.iter().map(|driver| driver.cause).collect();
    assert_eq!(causes, [Cause::Task(wide), Cause::Risk(0), Cause::Task(narrow)]);
    // Between the tenth part and nine tenths of a triangle lie 1 - 2 × √0.05 of its range.
    about(drivers[0].swing(), 8_000.0 * (1.0 - 2.0 * 0.05f64.sqrt()), 3.0);
    about(drivers[1].swing(), 2_000.0, 1e-6);
}

#[test]
fn without_uncertainty_everything_is_as_planned() {
    let mut sketch = Sketch::new(3);
    let task = sketch.task(700);
    sketch.network.tasks[0].span = Span::Fixed(planner::Length::Elapsed(500));
    sketch.own.asked = Asked { goals: vec![task], ..Asked::default() };
    let answer = sketch.answer();
    assert_eq!(answer.goals[0].as_ref().unwrap().finishes(), [at(500); 3]);
    assert_eq!(answer.tasks[0].unwrap().criticality.unwrap().times, 3);
}
