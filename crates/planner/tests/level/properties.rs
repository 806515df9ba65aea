//! What holds for every levelled plan, tried on made-up ones.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use planner::{
    Constraint, Demand, Levelled, Link, Network, Objective, Resource, ResourceIndex, Resources, TaskIndex, Watch, Work, check,
    explain, level, level_watched, options, schedule,
};
use proptest::prelude::*;

use crate::made_up::{Chance, Kind, Plan, plan};

fn levelled(plan: &Plan) -> Levelled {
    level(&plan.network, &plan.calendars, &plan.resources, &plan.objective)
}

/// Where each of some things stands after they were shuffled.
fn shuffled(chance: &mut Chance, count: usize) -> Vec<usize> {
    let mut place: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        place.swap(at, chance.below(u32::try_from(at + 1).unwrap()) as usize);
    }
    place
}

/// The things in the order that the places say.
fn put<T: Clone>(things: &[T], place: &[usize]) -> Vec<T> {
    let mut order: Vec<usize> = (0..things.len()).collect();
    order.sort_by_key(|index| place[*index]);
    order.into_iter().map(|index| things[index].clone()).collect()
}

/// The same plan with its tasks, links, demands and resources in another order.
pub(crate) fn turned(plan: &Plan, chance: &mut Chance) -> (Plan, Vec<usize>, Vec<usize>) {
    let tasks = shuffled(chance, plan.network.tasks.len());
    let people = shuffled(chance, plan.resources.resources.len());
    let demands = shuffled(chance, plan.resources.demands.len());
    let task = |index: TaskIndex| TaskIndex(u32::try_from(tasks[index.0 as usize]).unwrap());
    let person = |index: ResourceIndex| ResourceIndex(u32::try_from(people[index.0 as usize]).unwrap());
    let mut network: Network = plan.network.clone();
    for own in &mut network.tasks {
        own.parent = own.parent.map(task);
    }
    network.tasks = put(&network.tasks, &tasks);
    network.links =
        plan.network.links.iter().rev().map(|link| Link { from: task(link.from), to: task(link.to), ..*link }).collect();
    let asked = |demand: &Demand| {
        let need = match demand.need {
            planner::Need::Resource(resource) => planner::Need::Resource(person(resource)),
            skill @ planner::Need::Skill { .. } => skill,
        };
        Demand { task: task(demand.task), need, ..demand.clone() }
    };
    let moved: Vec<Demand> = plan.resources.demands.iter().map(asked).collect();
    let resources = Resources {
        resources: put::<Resource>(&plan.resources.resources, &people),
        demands: put(&moved, &demands),
        keys: put(&plan.resources.keys, &tasks),
    };
    let mut objective: Objective = plan.objective.clone();
    for agreed in objective.agreed.iter_mut().flatten() {
        agreed.people.iter_mut().for_each(|index| *index = person(*index));
        agreed.people.sort();
    }
    if !objective.agreed.is_empty() {
        objective.agreed = put(&objective.agreed, &tasks);
    }
    for goal in &mut objective.goals {
        if let planner::Aim::Task(own) = &mut goal.aim {
            *own = task(*own);
        }
    }
    (Plan { network, calendars: plan.calendars.clone(), resources, objective }, tasks, people)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// No task before its links, nobody above capacity, demands met by different people who qualify, what stands untouched.
    #[test]
    fn every_levelled_plan_is_possible(seed: u64, size in 1u32..40) {
        let plan = plan(seed, size, Kind::Sane);
        let levelled = levelled(&plan);
        let breaches = check(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &levelled);
        prop_assert!(breaches.is_empty(), "{breaches:?}\n{plan:#?}\n{levelled:#?}");
        prop_assert!(levelled.bound <= levelled.score);
        prop_assert!(levelled.schedules <= plan.objective.schedules.max(1));
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(seed: u64, size in 1u32..30) {
        let plan = plan(seed, size, Kind::Sane);
        let (other, tasks, people) = turned(&plan, &mut Chance(seed));
        let (first, second) = (levelled(&plan), levelled(&other));
        for (index, own) in first.tasks.iter().enumerate() {
            prop_assert_eq!(own, &second.tasks[tasks[index]]);
        }
        prop_assert_eq!(first.score, second.score);
        prop_assert_eq!(first.bound, second.bound);
        // Which of two equal demands of a task somebody meets is the same.
        let moved = |work: &Work| (tasks[work.task.0 as usize], people[work.resource.0 as usize], work.start, work.finish, work.units);
        let mut one: Vec<_> = first.work.iter().map(moved).collect();
        let stays = |work: &Work| (work.task.0 as usize, work.resource.0 as usize, work.start, work.finish, work.units);
        let mut two: Vec<_> = second.work.iter().map(stays).collect();
        one.sort();
        two.sort();
        prop_assert_eq!(one, two);
    }

    #[test]
    fn threads_change_nothing(seed: u64, size in 1u32..30) {
        let mut plan = plan(seed, size, Kind::Sane);
        plan.objective.schedules = 60;
        plan.resources.demands.truncate(20);
        let one = levelled(&plan);
        plan.objective.threads = 3;
        prop_assert_eq!(one, levelled(&plan));
    }

    /// A run that is cancelled before it begins still gives a plan.
    #[test]
    fn a_cancelled_run_gives_the_best_plan_so_far(seed: u64, size in 1u32..30) {
        let mut plan = plan(seed, size, Kind::Sane);
        plan.objective.schedules = 1_000_000_000;
        let cancel = AtomicBool::new(true);
        let mut seen = Vec::new();
        let mut better = |score, _| seen.push(score);
        let mut watch = Watch { cancel: Some(&cancel), better: Some(&mut better) };
        let levelled = level_watched(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &mut watch);
        let breaches = check(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &levelled);
        prop_assert!(breaches.is_empty(), "{breaches:?}");
        prop_assert_eq!(seen.last(), Some(&levelled.score));
        prop_assert!(seen.is_sorted_by(|one, other| one > other));
    }

    #[test]
    fn more_schedules_are_never_worse(seed: u64, size in 1u32..30) {
        let mut plan = plan(seed, size, Kind::Sane);
        plan.objective.schedules = 1;
        let first = levelled(&plan).score;
        plan.objective.schedules = 40;
        prop_assert!(levelled(&plan).score <= first);
    }

    /// Levelling without demands is scheduling.
    #[test]
    fn without_demands_the_dates_are_those_of_the_schedule(seed: u64, size in 1u32..40) {
        let mut plan = plan(seed, size, Kind::Sane);
        plan.resources.demands.clear();
        plan.objective = Objective::default();
        // What is as late as possible heeds the links exactly here; a schedule rounds on the way back.
        for task in &mut plan.network.tasks {
            if task.constraint == Constraint::AsLateAsPossible {
                task.constraint = Constraint::None;
            }
        }
        let (levelled, schedule) = (levelled(&plan), schedule(&plan.network, &plan.calendars));
        for (own, other) in levelled.tasks.iter().zip(&schedule.tasks) {
            prop_assert_eq!(own.map(|own| (own.start, own.finish)), other.as_ref().map(|other| (other.start, other.finish)));
        }
        prop_assert_eq!(levelled.findings, schedule.findings);
    }

    #[test]
    fn no_plan_is_too_absurd_to_be_levelled(seed: u64, size in 1u32..40) {
        let plan = plan(seed, size, Kind::Garbage);
        let levelled = levelled(&plan);
        prop_assert_eq!(levelled.tasks.len(), plan.network.tasks.len());
        let _ = check(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &levelled);
        let told = explain(&plan.network, &plan.calendars, &plan.resources, &plan.objective, &levelled);
        for reason in &told.reasons {
            let chain = told.chain(reason.task);
            let tasks: BTreeSet<TaskIndex> = chain.iter().map(|step| step.task).collect();
            prop_assert!(!chain.is_empty() && tasks.len() == chain.len());
            let first = told.first_steps(reason.task, 2);
            prop_assert_eq!(&first.steps[..], &chain[..chain.len().min(2)]);
            prop_assert_eq!(first.more as usize, chain.len() - first.steps.len());
        }
    }

    #[test]
    fn every_option_is_possible(seed: u64, size in 1u32..25) {
        let mut plan = plan(seed, size, Kind::Sane);
        plan.objective.schedules = 3;
        for option in options(&plan.network, &plan.calendars, &plan.resources, &plan.objective) {
            let objective = Objective { agreed: Vec::new(), from: None, ..plan.objective.clone() };
            let objective = if plan.objective.agreed.iter().any(Option::is_some) { plan.objective.clone() } else { objective };
            let breaches = check(&plan.network, &plan.calendars, &plan.resources, &objective, &option.plan);
            prop_assert!(breaches.is_empty(), "{:?} {breaches:?}\n{plan:#?}\n{:#?}", option.strategy, option.plan);
        }
    }
}
