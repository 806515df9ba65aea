//! Why tasks wait.

use planner::{TaskIndex, explain};

use crate::drawing::{check_reasons, sound};
use crate::reading::case;

#[test]
fn a_task_waits_for_somebody_who_is_on_another() {
    check_reasons(
        "
        person ann
        dig 2d; needs ann
        pour 1d; needs ann
    ",
        "
        pour waits for ann on dig until Tue 17:00; ann: nobody else
    ",
    );
}

/// "T-31 waits for T-12; T-12 waits for H-9; H-9 is away to 12 May; nobody else has welding at 3."
#[test]
fn a_chain_leads_over_links_and_people_to_an_absence() {
    check_reasons(
        "
        calendar hal: Mon-Fri 8-12+13-17
        calendar hal off Mon-Wed
        person hal: welding 3
        person ann
        seam 1d; needs welding 3
        lift 1d; after seam; needs ann
        pour 1d; needs ann; after lift
    ",
        "
        seam waits for hal away until Thu 08:00; welding 3: nobody else
        lift waits for seam until Thu 17:00; seam waits for hal away until Thu 08:00
        pour waits for lift until Fri 17:00; lift waits for seam until Thu 17:00; seam waits for hal away until Thu 08:00
    ",
    );
}

#[test]
fn others_who_qualify_are_named_with_what_stands_in_the_way() {
    check_reasons(
        "
        calendar bob: Mon-Fri 8-12+13-17
        calendar bob off Mon-Thu
        person ann: welding 1
        person bob: welding 1
        dig 2d; needs ann
        seam 1d; needs welding 1
    ",
        "
        seam waits for ann on dig until Tue 17:00; welding 1: bob is away until Fri 08:00
    ",
    );
}

#[test]
fn what_was_agreed_is_a_reason() {
    check_reasons(
        "
        person ann
        seam 1d; needs ann; agreed Wed 08:00 ann
        move from Tue 08:00
        dig 1d; needs ann
    ",
        "
        seam is agreed for Wed 08:00; ann: nobody else
        dig moves from Tue 08:00; ann: nobody else
    ",
    );
}

/// A thousand tasks one behind the other: their chains together have half a million steps, and nobody has to walk them.
#[test]
fn a_long_chain_says_how_many_more_there_are() {
    let line = |index: u32| format!("t{index} 1h; needs ann; after t{}", index - 1);
    let lines: Vec<String> = (1..1_000).map(line).collect();
    let case = case(&format!("person ann\nhold 1d; needs ann; pinned Mon 08:00\nt0 1h; needs ann\n{}", lines.join("\n")));
    let plan = sound(&case);
    let told = explain(&case.network, &case.calendars, &case.resources, &case.objective, &plan);
    let more: u64 = told.reasons.iter().map(|reason| u64::from(told.first_steps(reason.task, 2).more)).sum();
    let last = told.first_steps(TaskIndex(1_000), 2);
    let steps: Vec<TaskIndex> = last.steps.iter().map(|step| step.task).collect();
    assert_eq!((steps, last.more, more), (vec![TaskIndex(1_000), TaskIndex(999)], 998, 998 * 999 / 2));
}
