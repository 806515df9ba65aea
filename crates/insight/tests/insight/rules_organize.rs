//! TL3xx, TL5xx and TL8xx: organize, communicate, change.

use crate::notation::{World, check, lines, mends};

#[test]
fn somebody_answers_for_each_project_and_policy() {
    check(
        "
        person ana
        person ben until 2026-01-01
        goal leaks owner ana measured
        goal bills measured
        project patrols for leaks
        project portal for bills
        project gone for leaks owner ben
        policy nights
        policy days owner ana
        policy old closed
        ",
        "
        TL104 Nobody answers for G-2 “bills”: nobody is named.
        TL301 Nobody answers for P-3 “gone”: the person named has left.
        TL301 Nobody answers for L-1 “nights”: nobody is named.
        ",
    );
    mends(
        "
        person zoe
        person ana
        unit works
        head works ana
        policy nights unit works
        ",
        "Make H-2 “ana” accountable",
    );
}

#[test]
fn several_people_who_share_a_position_answer_for_nothing() {
    let organization = "
        person ana
        person ben
        unit works
        head works ana,ben
        goal leaks owner works-head measured
        project patrols for leaks
        task walk in patrols lasts 1d
        ";
    check(organization, "TL301 2 people answer for G-1 “leaks”: they share O-1 “Head of works”.");
    mends(
        organization,
        "
        Make H-1 “ana” accountable
        Make H-2 “ben” accountable
        ",
    );
}

#[test]
fn a_vacant_position_is_found_where_work_waits_for_it() {
    let organization = "
        person ana
        person ben
        unit works
        head works ana
        member works ben
        goal leaks owner ana measured
        project patrols for leaks
        project old for leaks closed
        position fitter in works
        position mason in works held ben
        position clerk in works
        position smith in works closed
        responsible fitter for patrols
        responsible mason for patrols
        responsible smith for patrols
        responsible clerk for old
        ";
    check(organization, "TL303 Nobody holds O-2 “fitter”, and P-1 “patrols” waits for it.");
    mends(
        organization,
        "
        Let H-2 “ben” act in it for now
        Let H-1 “ana” act in it for now
        ",
    );
    check(
        "
        person ana
        unit works
        head works ana
        position fitter in works
        directive night to fitter
        ",
        "TL303 Nobody holds O-2 “fitter”, and D-1 “night” waits for it.",
    );
}

/// A chief and so many people who report to them.
fn crew(reports: usize) -> String {
    let mut text = "person ana\nunit works\nhead works ana\n".to_owned();
    for number in 1..=reports {
        text += &format!("person p{number}\nposition o{number} in works reports works-head held p{number}\n");
    }
    text
}

#[test]
fn more_than_ten_direct_reports_are_many() {
    check(&crew(10), "");
    check(&crew(12), "TL304 12 people report to O-1 “Head of works”; more than 10 are hard to lead.");
    mends(
        &crew(12),
        "
        Let O-13 “o12”, O-12 “o11” report to O-2 “o1”
        Let O-13 “o12”, O-12 “o11” report to O-3 “o2”
        Let O-13 “o12”, O-12 “o11” report to O-4 “o3”
        ",
    );
}

#[test]
fn a_stated_line_can_close_a_circle_with_the_tree_of_units() {
    let organization = "
        person ana
        person ben
        unit works
        unit crew under works
        position foreman in crew held ben head
        position chief in works reports foreman held ana head
        ";
    check(organization, "TL305 O-1 “foreman” reports to O-2 “chief”, which reports to O-1 “foreman”.");
    mends(organization, "O-2 “chief” no longer reports to O-1 “foreman”");
}

#[test]
fn an_active_unit_with_members_needs_a_head() {
    check(
        "
        person ana
        person ben
        person cleo until 2026-01-01
        unit works
        unit crew
        unit empty
        unit past closed
        unit all sort marker-team
        unit friends
        unit gone
        head crew
        head gone cleo
        member works ana
        member crew ana,ben
        member past ana
        member all ana
        member friends ana alumni
        ",
        "
        TL311 U-1 “works” has one member and no head.
        TL311 U-2 “crew” has 2 members and no head.
        ",
    );
    let found = World::read("person ana\nunit works\nunit crew\nhead crew\nmember works ana\nmember crew ana").findings();
    let causes: Vec<&str> = found.open.iter().map(|finding| finding.cause).collect();
    assert_eq!(causes, ["it has no head position", "its head position is vacant"], "{}", lines(&found));
}

#[test]
fn a_unit_gets_a_head_from_its_members_or_from_above() {
    mends(
        "
        person ana
        person ben
        unit works
        unit crew under works
        head works ana
        member crew ben
        ",
        "
        Make H-2 “ben” its head
        Make H-1 “ana” its head
        ",
    );
    mends("person ben\nunit crew\nhead crew\nmember crew ben", "Make H-1 “ben” its head");
}

#[test]
fn a_policy_is_reviewed_by_its_date() {
    check(
        "
        person ana
        policy nights owner ana review 2026-03-01
        policy days owner ana review 2026-03-02
        policy old owner ana review 2025-01-01 closed
        ",
        "TL502 L-1 “nights” was to be reviewed by 1 Mar 2026.",
    );
    mends(
        "
        person ana
        policy nights owner ana review 2026-03-01
        ",
        "
        Confirm it unchanged as version 1.1, to be reviewed by 2 Mar 2027
        Retire it
        ",
    );
}

#[test]
fn a_proposal_is_decided_within_half_a_year() {
    check(
        "
        proposal old open 2025-09-03
        proposal new open 2025-09-04
        proposal draft
        ",
        "TL801 C-1 “old” has waited 180 days for a decision.",
    );
    mends(
        "proposal old open 2025-01-01",
        "
        Adopt it
        Reject it
        ",
    );
}
