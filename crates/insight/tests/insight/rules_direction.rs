//! TL1xx: direction.

use crate::notation::{check, mends};

#[test]
fn an_active_goal_needs_an_open_project_of_its_own_or_below_it() {
    check(
        "
        person ana
        goal leaks owner ana measured
        goal mains owner ana under leaks measured
        project patrols for mains owner ana
        ",
        "",
    );
    check(
        "
        person ana
        goal leaks owner ana measured
        goal bills owner ana measured
        goal later owner ana state proposed
        project patrols for bills owner ana closed
        ",
        "
        TL101 G-1 “leaks” is active, and no open project serves it.
        TL101 G-2 “bills” is active, and no open project serves it.
        ",
    );
}

#[test]
fn a_goal_without_a_plan_gets_a_project_or_a_free_one_of_its_unit() {
    mends(
        "
        person ana
        unit works
        goal leaks owner ana measured unit works
        ",
        "Start a project “leaks” that serves it",
    );
}

#[test]
fn an_active_goal_needs_a_measure() {
    check(
        "
        person ana
        goal leaks owner ana
        goal bills owner ana state met
        project patrols for leaks
        ",
        "TL103 G-1 “leaks” has no measure, so nobody can read how far it is.",
    );
    mends(
        "
        person ana
        goal leaks owner ana
        project patrols for leaks
        ",
        "Measure it by the share that is done, from 0 to 100 per cent",
    );
}

#[test]
fn a_goal_needs_an_owner_who_is_still_here() {
    check(
        "
        person ana
        person ben until 2026-03-01
        person cleo until 2026-03-03
        unit works
        head works
        goal nobody measured
        goal gone owner ben measured
        goal leaving owner cleo measured
        goal vacant owner works measured
        goal over state dropped
        project patrols for nobody,gone,leaving,vacant owner ana
        ",
        "
        TL104 Nobody answers for G-1 “nobody”: nobody is named.
        TL104 Nobody answers for G-2 “gone”: the person named has left.
        TL104 Nobody answers for G-4 “vacant”: the unit named has no head.
        ",
    );
}

#[test]
fn people_near_to_a_goal_are_offered_as_its_owner() {
    mends(
        "
        person zoe
        person ana
        person ben
        unit works
        head works ana
        goal leaks measured unit works
        project patrols for leaks owner ben
        ",
        "
        Make H-2 “ana” accountable
        Make H-3 “ben” accountable
        ",
    );
}

#[test]
fn an_open_project_needs_a_goal() {
    check(
        "
        person ana
        goal leaks owner ana measured
        project patrols for leaks
        project move owner ana
        project moved owner ana closed
        ",
        "TL102 P-2 “move” serves no goal.",
    );
    mends(
        "
        person ana
        unit works
        goal leaks owner ana measured
        goal bills owner ana measured unit works
        project patrols for leaks,bills
        project move owner ana unit works
        ",
        "
        Link it to G-2 “bills”
        Close the project
        ",
    );
}

#[test]
fn a_goal_ends_no_later_than_the_goal_that_it_helps() {
    check(
        "
        person ana
        goal leaks owner ana measured until 2027-01-01
        goal mains owner ana measured under leaks
        goal harbour owner ana measured under mains until 2027-01-01
        goal old owner ana under mains until 2028-01-01 state missed
        project lay for harbour
        ",
        "",
    );
    mends(
        "
        person ana
        goal leaks owner ana measured until 2027-01-01
        goal mains owner ana measured under leaks
        goal harbour owner ana measured under mains until 2027-07-01
        project lay for harbour
        ",
        "
        Let it end with G-1 “leaks”
        Give G-1 “leaks” until then
        ",
    );
}

#[test]
fn a_goal_that_ends_late_names_both_last_days() {
    check(
        "
        person ana
        goal leaks owner ana measured until 2027-01-01
        goal mains owner ana measured under leaks until 2027-07-01
        project lay for mains
        ",
        "TL105 G-2 “mains” ends on 30 Jun 2027, after G-1 “leaks”, which ends on 31 Dec 2026.",
    );
}

#[test]
fn a_directive_is_answered_by_its_date() {
    check(
        "
        person ana
        directive late to ana answer 2026-03-01
        directive today to ana answer 2026-03-02
        directive open to ana
        directive no to ana answer 2026-03-01 state declined
        ",
        "TL106 D-1 “late” was to be answered by 1 Mar 2026: no answer from H-1 “ana”.",
    );
    mends(
        "
        person ana
        directive late to ana answer 2026-03-01
        ",
        "
        Ask again, for an answer by 9 Mar 2026
        Withdraw it
        ",
    );
}

#[test]
fn an_accepted_directive_becomes_work() {
    check(
        "
        person ana
        directive night to ana state accepted
        directive day to ana
        ",
        "TL107 D-1 “night” was accepted by H-1 “ana”, and no project or task came of it.",
    );
    mends(
        "
        person ana
        unit works
        goal leaks owner ana measured
        project patrols for leaks
        directive night to works for leaks state accepted
        ",
        "
        It became P-1 “patrols”
        Start a project “night” for it
        ",
    );
}
