//! The thread through an object, and what hangs below it.

use insight::{thread, trace};

use crate::notation::{TODAY, World};

/// A thread on one line: `|` where it is whole, `/CODE/` where it is cut, `[ ]` around the object itself.
fn line(world: &World, name: &str) -> String {
    let mut line = String::new();
    for node in thread(&world.value, world.id(name), TODAY).nodes {
        let label = if node.here { format!("[{}]", node.label) } else { node.label };
        line += &format!("{} {label}", node.layer.word());
        line += &node.cut.map_or_else(|| " | ".to_owned(), |code| format!(" /{code}/ "));
    }
    line.trim_end_matches([' ', '|']).to_owned()
}

/// What hangs below an object, indented.
fn rows(world: &World, name: &str) -> Vec<String> {
    trace(&world.value, world.id(name), TODAY, 2).below.iter().map(insight::TraceRow::line).collect()
}

fn utility() -> World {
    World::read(
        "
        person ana
        person ben
        person cleo
        unit works
        head works ana
        goal water owner ana
        goal leaks owner ana under water unit works
        goal trust under water
        project patrols for leaks unit works
        project move
        task harbour in patrols
        task walk in patrols under harbour by ben
        task listen in patrols under harbour by cleo after walk
        task report in patrols
        task pack in move
        task done in move closed
        policy nights unit works
        directive night to works for leaks state accepted
        ",
    )
}

#[test]
fn a_task_hangs_on_a_thread_from_a_goal_to_a_person() {
    let world = utility();
    assert_eq!(line(&world, "walk"), "Goal water | Goal leaks | Plan patrols | Task harbour | Task [walk] | Person ben");
    assert_eq!(line(&world, "report"), "Goal water | Goal leaks | Plan patrols | Task [report] | Person ana");
}

#[test]
fn the_thread_is_cut_where_a_link_is_missing() {
    let world = utility();
    assert_eq!(line(&world, "pack"), "Goal no goal /TL102/ Plan move | Task [pack] /TL201/ Person nobody");
    assert_eq!(line(&world, "trust"), "Goal water | Goal [trust] /TL101/ Plan no plan /TL104/ Person nobody");
    assert_eq!(line(&world, "nights"), "Unit works | Policy [nights] /TL301/ Person nobody");
    assert_eq!(line(&world, "night"), "Goal water | Goal leaks | Directive [night] /TL107/ Plan no plan | Person ana");
    assert_eq!(line(&world, "night-answer"), line(&world, "night"));
    assert!(!thread(&world.value, world.id("walk"), TODAY).is_cut());
}

#[test]
fn a_goal_and_a_project_count_what_is_below_them() {
    let world = utility();
    assert_eq!(line(&world, "water"), "Goal [water] | Plan patrols | Task 3 open tasks | Person 2 people");
    assert_eq!(line(&world, "patrols"), "Goal water | Goal leaks | Plan [patrols] | Task 3 open tasks | Person 2 people");
    assert_eq!(line(&world, "move"), "Goal no goal /TL102/ Plan [move] | Task pack /TL301/ Person nobody");
}

#[test]
fn a_person_and_a_unit_hang_below_what_they_work_for() {
    let world = utility();
    assert_eq!(line(&world, "ben"), "Goal leaks | Plan patrols | Task walk | Person [ben]");
    assert_eq!(line(&world, "ana"), "Goal 2 goals | Plan no plan | Task no open task | Person [ana]");
    assert_eq!(line(&world, "works"), "Goal leaks | Plan patrols | Unit [works] | Person ana");
}

#[test]
fn a_trace_lists_what_can_be_done_next_and_who_does_it() {
    let world = utility();
    assert_eq!(
        rows(&world, "water"),
        [
            "G-2 “leaks”",
            "  P-1 “patrols”",
            "    T-2 “walk”",
            "      H-2 “ben”",
            "    T-4 “report”",
            "      H-1 “ana”",
            "    1 more open task",
            "G-3 “trust”",
            "  no owner (TL104)",
            "  no plan (TL101)",
        ]
    );
    assert_eq!(rows(&world, "move"), ["T-5 “pack”", "  nobody (TL201)"]);
}
