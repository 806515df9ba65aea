//! After an edit the plan before is kept where it can be.

use planner::{
    Calendar, Calendars, Constraint, Demand, Lag, Length, Levelled, Link, LinkKind, Minute, Mode, Need, Network, Objective,
    Progress, Project, ProjectIndex, Resource, ResourceIndex, Resources, Shortage, Skill, SkillId, Span, Task, TaskIndex, Week,
    check, level, relevel,
};
use proptest::prelude::*;

use crate::drawing::{draw, same};
use crate::made_up::{Chance, Kind, Plan, plan};
use crate::plan::moment;
use crate::properties::turned;
use crate::reading::case;

/// Levels a drawn plan, and then, after an edit, another drawn one.
#[track_caller]
fn check_edit(drawn: &str, (old, new): (&str, &str), expected: &str) {
    let (before, after) = (case(drawn), case(&drawn.replace(old, new)));
    let plan = level(&before.network, &before.calendars, &before.resources, &before.objective);
    let again = relevel(&plan, &after.network, &after.calendars, &after.resources, &after.objective);
    let breaches = check(&after.network, &after.calendars, &after.resources, &after.objective, &again);
    assert!(breaches.is_empty(), "{breaches:?}\n{}", draw(&after, &again));
    let moved: Vec<&str> = again.moved.iter().map(|moved| after.tasks[moved.task.0 as usize].as_str()).collect();
    same(&format!("{}moved: {}\n", draw(&after, &again), moved.join(" ")), expected);
}

#[test]
fn only_what_is_in_the_way_of_a_longer_task_moves() {
    check_edit(
        "
        person ann
        person bob
        dig 1d; needs ann
        pour 1d; needs ann; after dig
        tidy 1d; needs ann; after pour
        seal 1d; needs ann; agreed Fri 08:00 ann
        wire 3d; needs bob
    ",
        ("pour 1d", "pour 2d"),
        "
        dig        |#....| Mon 08:00 .. Mon 17:00 ann
        pour       |.##..| Tue 08:00 .. Wed 17:00 ann
        tidy       |...#.| Thu 08:00 .. Thu 17:00 ann
        seal       |....#| Fri 08:00 .. Fri 17:00 ann
        wire       |###..| Mon 08:00 .. Wed 17:00 bob
        moved: tidy
    ",
    );
}

#[test]
fn nobody_is_pulled_forward_by_a_shorter_task() {
    check_edit(
        "
        person ann
        dig 2d; needs ann
        pour 1d; needs ann; after dig
    ",
        ("dig 2d", "dig 1d"),
        "
        dig        |#..| Mon 08:00 .. Mon 17:00 ann
        pour       |..#| Wed 08:00 .. Wed 17:00 ann
        moved:
    ",
    );
}

#[test]
fn whoever_is_away_now_is_replaced_only_where_they_are_away() {
    check_edit(
        "
        calendar ann: Mon-Fri 8-12+13-17
        person ann: welding 1
        person bob: welding 1, cutting 1
        weld 2d; needs welding 1
        join 1d; needs welding 1; after weld
        cap 1d; needs welding 1; after join
    ",
        ("person ann", "calendar ann off Wed\n person ann"),
        "
        weld       |##..| Mon 08:00 .. Tue 17:00 ann
        join       |..#.| Wed 08:00 .. Wed 17:00 bob
        cap        |...#| Thu 08:00 .. Thu 17:00 ann
        moved: join
    ",
    );
}

fn levelled(plan: &Plan) -> Levelled {
    level(&plan.network, &plan.calendars, &plan.resources, &plan.objective)
}

fn again(before: &Levelled, plan: &Plan) -> Levelled {
    relevel(before, &plan.network, &plan.calendars, &plan.resources, &plan.objective)
}

/// Something that people do to a plan.
fn edit(plan: &mut Plan, chance: &mut Chance) {
    let tasks = u32::try_from(plan.network.tasks.len()).unwrap();
    let at = chance.below(tasks) as usize;
    let moment = Minute::new(i64::from(moment("Mon 00:00").get()) + i64::from(chance.below(20_000)));
    let demands = u32::try_from(plan.resources.demands.len()).unwrap();
    match chance.below(8) {
        0 => longer(&mut plan.network.tasks[at], 240),
        1 => plan.network.tasks[at].pinned = Some(moment),
        2 => plan.network.tasks[at].constraint = Constraint::StartNoEarlierThan(moment),
        3 => plan.network.tasks[at].progress = Progress::Started { start: moment, remaining: 30, resume: None },
        4 => {
            let person = chance.below(u32::try_from(plan.resources.resources.len()).unwrap()) as usize;
            let calendar =
                plan.resources.resources[chance.below(u32::try_from(plan.resources.resources.len()).unwrap()) as usize].calendar;
            plan.resources.resources[person].calendar = calendar;
        }
        5 if demands > 0 => {
            let demand = &mut plan.resources.demands[chance.below(demands) as usize];
            demand.need = Need::Skill { skill: SkillId(0), level: 1, people: 1 };
        }
        6 if demands > 0 => {
            let demand = &mut plan.resources.demands[chance.below(demands) as usize];
            demand.work = demand.work.map(|work| work + 240);
        }
        _ => {
            let (one, other) = (chance.below(tasks), chance.below(tasks));
            let (from, to) = (TaskIndex(one.min(other)), TaskIndex(one.max(other)));
            plan.network.links.push(Link { from, to, kind: LinkKind::FinishToStart, lag: Lag::NONE });
        }
    }
}

fn longer(task: &mut Task, minutes: i64) {
    let length = |length: Length| match length {
        Length::Working(own) => Length::Working(own + minutes),
        Length::Elapsed(own) => Length::Elapsed(own + minutes),
    };
    match &mut task.span {
        Span::Fixed(own) => *own = length(*own),
        Span::Assigned { otherwise, .. } => *otherwise = length(*otherwise),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_after_an_edit_is_possible(seed: u64, size in 1u32..40, edits in 1u32..4) {
        let mut plan = plan(seed, size, Kind::Sane);
        let mut chance = Chance(seed ^ 1);
        let mut before = levelled(&plan);
        for _ in 0..edits {
            edit(&mut plan, &mut chance);
            let after = again(&before, &plan);
            let breaches = check(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &after);
            prop_assert!(breaches.is_empty(), "{breaches:?}\n{plan:#?}\n{before:#?}\n{after:#?}");
            prop_assert!(after.bound <= after.score);
            prop_assert_eq!(&again(&before, &plan), &after);
            before = after;
        }
    }

    #[test]
    fn the_order_of_the_input_changes_nothing_after_an_edit(seed: u64, size in 1u32..30) {
        let plan = plan(seed, size, Kind::Sane);
        let mut edited = plan.clone();
        longer(&mut edited.network.tasks[0], 480);
        if let Some(demand) = edited.resources.demands.last_mut() {
            demand.work = Some(600);
        }
        let (shuffled, tasks, _) = turned(&plan, &mut Chance(seed));
        let (shuffled_edited, _, _) = turned(&edited, &mut Chance(seed));
        let one = again(&levelled(&plan), &edited);
        let other = again(&levelled(&shuffled), &shuffled_edited);
        for (index, own) in one.tasks.iter().enumerate() {
            prop_assert_eq!(own, &other.tasks[tasks[index]]);
        }
        prop_assert_eq!(one.score, other.score);
    }

    #[test]
    fn no_edit_is_too_absurd(seed: u64, other: u64, size in 1u32..30, more in 1u32..30) {
        let before = levelled(&plan(seed, size, Kind::Garbage));
        let plan = plan(other, more, Kind::Garbage);
        let after = again(&before, &plan);
        prop_assert_eq!(after.tasks.len(), plan.network.tasks.len());
    }
}

/// Made-up plans in which nobody is free at no time: those are looked for anew.
fn staffed(change: impl Fn(&mut Plan)) -> impl Iterator<Item = (u64, Plan, Levelled)> {
    (0..400u64).filter_map(move |seed| {
        let mut plan = plan(seed, 1 + u32::try_from(seed % 39).unwrap(), Kind::Sane);
        change(&mut plan);
        let before = levelled(&plan);
        let lacks = before.shortages.iter().any(|shortage| matches!(shortage, Shortage::NobodyFree { .. }));
        (!lacks).then_some((seed, plan, before))
    })
}

/// The starts are not always the order in which a plan was decided, so a repair may find something better. How seldom it does
/// is counted.
#[test]
fn without_an_edit_nearly_nothing_changes() {
    let (mut all, mut same) = (0, 0);
    for (_, plan, before) in staffed(|_| {}) {
        let after = again(&before, &plan);
        all += 1;
        same += usize::from((&after.tasks, &after.work, &after.shortages) == (&before.tasks, &before.work, &before.shortages));
    }
    assert!(all > 100 && same * 100 >= all * 98, "{same} of {all}");
}

/// Tasks are placed in the order of their starts, so whatever started earlier hardly ever hears of it.
#[test]
fn what_started_before_the_edited_task_nearly_always_stays() {
    let (mut all, mut same) = (0, 0);
    let plain = |plan: &mut Plan| {
        // What is as late as possible stands by dates without people; other links let tasks begin before what they wait for.
        for link in &mut plan.network.links {
            (link.kind, link.lag) = (LinkKind::FinishToStart, Lag::NONE);
        }
        for task in &mut plan.network.tasks {
            task.constraint = Constraint::None;
            task.progress = Progress::NotStarted;
            task.pinned = None;
            task.mode = Mode::Automatic;
        }
        plan.objective.from = None;
    };
    for (seed, mut plan, before) in staffed(plain) {
        let at = Chance(seed).below(u32::try_from(plan.network.tasks.len()).unwrap()) as usize;
        let Some(dates) = before.tasks[at] else { continue };
        longer(&mut plan.network.tasks[at], 900);
        let after = again(&before, &plan);
        for (one, other) in before.tasks.iter().zip(&after.tasks) {
            if let Some(one) = one.filter(|one| one.start < dates.start) {
                all += 1;
                same += usize::from(other.is_some_and(|other| other.start == one.start));
            }
        }
    }
    assert!(all > 100 && same * 100 >= all * 98, "{same} of {all}");
}

/// Six projects that share 30 people with skills.
fn portfolio() -> Plan {
    let mut chance = Chance(7);
    let mut calendars = Calendars::new();
    let week = calendars.add(&Calendar::weekly(Week::standard()));
    let mut plan =
        Plan { network: Network::default(), calendars, resources: Resources::default(), objective: Objective::default() };
    for key in 0..30 {
        let mut person = Resource::person(key, week);
        person.skills = (0..2).map(|_| Skill { skill: SkillId(chance.below(8)), level: 1 }).collect();
        plan.resources.resources.push(person);
    }
    for index in 0..600u32 {
        if index.is_multiple_of(100) {
            plan.network.projects.push(Project::starting(moment("Mon 08:00"), week));
        }
        let length = Length::Working(60 + 30 * i64::from(chance.below(60)));
        let mut task = Task::working(ProjectIndex(index / 100), 0);
        task.span = Span::Assigned { assignments: Vec::new(), otherwise: length };
        plan.network.tasks.push(task);
        let earlier = (index % 100).min(15);
        if earlier > 0 {
            let from = TaskIndex(index - 1 - chance.below(earlier));
            plan.network.links.push(Link { from, to: TaskIndex(index), kind: LinkKind::FinishToStart, lag: Lag::NONE });
        }
        let skill = SkillId(chance.below(8));
        plan.resources.demands.push(Demand::skilled(TaskIndex(index), skill, 1, 1 + u32::from(chance.below(5) == 0)));
    }
    plan
}

/// How many tasks of 600 start elsewhere or are done by others.
fn changed(one: &Levelled, other: &Levelled) -> usize {
    let doing = |plan: &Levelled, index: u32| -> Vec<ResourceIndex> {
        plan.work_on(TaskIndex(index)).iter().map(|work| work.resource).collect()
    };
    let start = |plan: &Levelled, index: u32| plan.tasks[index as usize].map(|dates| dates.start);
    (0..600).filter(|index| start(one, *index) != start(other, *index) || doing(one, *index) != doing(other, *index)).count()
}

/// Half a day more for each of some tasks in turn, in a plan in which everybody has work all the time: what moves must move
/// others. Levelled afresh twice as many move.
#[test]
fn a_small_edit_moves_few_tasks() {
    let mut plan = portfolio();
    let before = levelled(&plan);
    let (mut moved, mut afresh) = (Vec::new(), Vec::new());
    for at in (0..600).step_by(60) {
        let own = plan.network.tasks[at].clone();
        longer(&mut plan.network.tasks[at], 240);
        let after = again(&before, &plan);
        let breaches = check(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &after);
        assert!(breaches.is_empty(), "{breaches:?}");
        moved.push(changed(&before, &after));
        afresh.push(changed(&before, &levelled(&plan)));
        plan.network.tasks[at] = own;
    }
    assert_eq!(moved, [374, 13, 1, 28, 38, 313, 115, 1, 27, 81]);
    assert_eq!(afresh, [376, 51, 92, 256, 274, 468, 251, 1, 26, 297]);
}
