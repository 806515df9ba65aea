//! Options: named ways to level with what they move, cost and leave unsolved.

use planner::{Aim, Strategy, Unsolved, options};

use crate::drawing::same;
use crate::plan::show;
use crate::reading::case;

/// One line for each option with what moves, then what stays unsolved.
#[track_caller]
fn check_options(drawn: &str, expected: &str) {
    let case = case(drawn);
    let name = |task: planner::TaskIndex| case.tasks[task.0 as usize].as_str();
    let mut told = String::new();
    for option in options(&case.network, &case.calendars, &case.resources, &case.objective) {
        let moved: Vec<String> =
            option.effect.moved.iter().map(|moved| format!("{} to {}", name(moved.task), show(moved.start))).collect();
        told.push_str(&format!("{:?}: {}\n", option.strategy, moved.join(", ")));
        for unsolved in &option.effect.unsolved {
            told.push_str(&match unsolved {
                Unsolved::Short(shortage) => format!("  ! {shortage:?}\n"),
                Unsolved::Late { aim: Aim::Task(task), finish, chain, .. } => {
                    let chain: Vec<&str> = chain.steps.iter().filter_map(|step| step.wait.task()).map(name).collect();
                    format!("  ! {} is late at {} behind {}\n", name(*task), show(*finish), chain.join(" "))
                }
                Unsolved::Late { finish, .. } => format!("  ! the project is late at {}\n", show(*finish)),
            });
        }
    }
    same(&told, expected);
}

#[test]
fn four_ways_to_share_one_person() {
    check_options(
        "
        person ann
        goal pour Mon 17:00
        dig    2d; needs ann; agreed Mon 08:00 ann
        pour   1d; needs ann; agreed Tue 08:00 ann
        lift   1d; after pour
    ",
        "
        WithinFloat: pour to Tue 08:00
          ! OutOfFloat { task: TaskIndex(1), demand: DemandIndex(1) }
          ! pour is late at Tue 17:00 behind
        LeastDisturbance: pour to Wed 08:00
          ! pour is late at Wed 17:00 behind dig
        Fastest: dig to Tue 08:00, pour to Mon 08:00
        Protect(0): dig to Tue 08:00, pour to Mon 08:00
    ",
    );
}

#[test]
fn a_goal_is_protected_only_where_it_would_be_missed() {
    let case = case(
        "
        person ann
        goal dig Fri 17:00
        dig    2d; needs ann
    ",
    );
    let options = options(&case.network, &case.calendars, &case.resources, &case.objective);
    let strategies: Vec<Strategy> = options.iter().map(|option| option.strategy).collect();
    assert_eq!(strategies, [Strategy::WithinFloat, Strategy::LeastDisturbance, Strategy::Fastest]);
    assert!(options.iter().all(|option| option.effect.unsolved.is_empty() && option.effect.moved.is_empty()));
}
