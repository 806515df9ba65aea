use crate::made_up::{plan, Kind, Plan};
use planner::*;

fn brief(plan: &Plan) {
    for (i, p) in plan.network.projects.iter().enumerate() { println!("P{i} {:?} st {:?} honor {}", p.direction, p.status, p.honor_constraints); }
    for (i, t) in plan.network.tasks.iter().enumerate() {
        println!("T{i} p{} parent {:?} {:?} cal {:?} {:?} {:?} {:?} pin {:?} dl {:?} pauses {:?}", t.project.0, t.parent.map(|p| p.0), t.span, t.calendar, t.mode, t.constraint, t.progress, t.pinned, t.deadline, t.pauses);
    }
    for l in &plan.network.links { println!("L {} -> {} {:?} {:?}", l.from.0, l.to.0, l.kind, l.lag); }
    for (i, r) in plan.resources.resources.iter().enumerate() { println!("R{i} {r:?}"); }
    for (i, d) in plan.resources.demands.iter().enumerate() { println!("D{i} {d:?}"); }
    println!("{:?}", plan.objective);
    println!("keys {:?}", plan.resources.keys);
}

fn smallest(fails: impl Fn(&Plan) -> Option<String>, count: u64) {
    for size in [1, 2, 3, 4, 6, 9, 14, 22, 33] {
        for seed in 0..count {
            let p = plan(seed, size, Kind::Sane);
            let begin = std::time::Instant::now();
            let why = fails(&p);
            if begin.elapsed().as_millis() > 60 { println!("SLOW size {size} seed {seed} {:?}", begin.elapsed()); }
            if let Some(why) = why {
                println!("size {size} seed {seed}: {why}");
                brief(&p);
                return;
            }
        }
    }
    println!("none");
}

fn show(l: &Levelled) -> String {
    let mut s = String::new();
    for (i, t) in l.tasks.iter().enumerate() { if let Some(t) = t { s += &format!("  t{i} {} {}\n", t.start, t.finish); } }
    for w in &l.work { s += &format!("  w t{} d{} r{} {} {} u{}\n", w.task.0, w.demand.0, w.resource.0, w.start, w.finish, w.units); }
    s + &format!("{:?} {:?} {:?} {:?}", l.shortages, l.findings, l.score, l.bound)
}

#[test]
fn debug_sched() {
    smallest(|p| {
        let mut p = p.clone();
        p.resources.demands.clear();
        p.objective = Objective::default(); for t in &mut p.network.tasks { if t.constraint == Constraint::AsLateAsPossible { t.constraint = Constraint::None; } }
        let (l, s) = (level(&p.network, &p.calendars, &p.resources, &p.objective), schedule(&p.network, &p.calendars));
        for (i, (a, b)) in l.tasks.iter().zip(&s.tasks).enumerate() {
            if a.map(|a| (a.start, a.finish)) != b.as_ref().map(|b| (b.start, b.finish)) { return Some(format!("task {i} {a:?} {b:?}\n{}", show(&l))); }
        }
        (l.findings != s.findings).then(|| format!("{:?} {:?}", l.findings, s.findings))
    }, 300);
}

#[test]
fn debug_check() {
    smallest(|p| {
        let l = level(&p.network, &p.calendars, &p.resources, &p.objective);
        let b = check(&p.network, &p.calendars, &p.resources, &p.objective, &l);
        if !b.is_empty() { return Some(format!("{b:?}\n{}", show(&l))); }
        (l.bound > l.score).then(|| format!("bound {}", show(&l)))
    }, 300);
}

#[test]
fn debug_options() {
    smallest(|p| {
        let mut p = p.clone();
        p.objective.schedules = 3;
        for option in options(&p.network, &p.calendars, &p.resources, &p.objective) {
            let objective = Objective { agreed: Vec::new(), from: None, ..p.objective.clone() };
            let objective = if p.objective.agreed.iter().any(Option::is_some) { p.objective.clone() } else { objective };
            let b = check(&p.network, &p.calendars, &p.resources, &objective, &option.plan);
            if !b.is_empty() { return Some(format!("{:?} {b:?}\n{}", option.strategy, show(&option.plan))); }
        }
        None
    }, 100);
}

#[test]
fn debug_order() {
    smallest(|p| {
        let (other, tasks, _) = crate::properties::turned(p, &mut crate::made_up::Chance(7));
        let one = level(&p.network, &p.calendars, &p.resources, &p.objective);
        let two = level(&other.network, &other.calendars, &other.resources, &other.objective);
        for (i, own) in one.tasks.iter().enumerate() {
            if own != &two.tasks[tasks[i]] { return Some(format!("task {i}\n{}\n{:?}\n{}", show(&one), tasks, show(&two))); }
        }
        None
    }, 200);
}
