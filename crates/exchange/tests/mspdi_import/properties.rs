//! What holds for every file: importing it twice is importing it once, nothing of it is lost, and another version of it is taken over whole.

use crate::pipe::{after, import_into};
use crate::whole::check;
use crate::xml;
use organization::Organization;
use proptest::prelude::*;

/// An element with one of some texts, wrong ones among them, or none.
fn element(name: &'static str, texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    let some = proptest::sample::select(texts).prop_map(move |text| format!("<{name}>{text}</{name}>"));
    prop_oneof![2 => some, 1 => Just(String::new())]
}

const DATES: &[&str] = &["2026-03-02T08:00:00", "2026-03-10T17:00:00", "2026-03-07T12:00:00", "1899-01-01T00:00:00", "soon"];
const LENGTHS: &[&str] = &["PT8H0M0S", "PT0H0M0S", "PT37H30M20S", "-PT8H0M0S", "PT9000000H0M0S", "long"];
const NUMBERS: &[&str] = &["0", "1", "2", "3", "-1", "7", "500", "x"];
const FLAGS: &[&str] = &["0", "1", "maybe"];

fn links() -> impl Strategy<Value = String> {
    let one = (0..8_i64, 0..5_u8, -600..600_i64, proptest::sample::select(&["3", "7", "8", "19", "20", "99"][..]));
    let one = one.prop_map(|(from, kind, lag, format)| {
        format!("<PredecessorLink><PredecessorUID>{from}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag><LagFormat>{format}</LagFormat></PredecessorLink>")
    });
    proptest::collection::vec(one, 0..3).prop_map(|links| links.concat())
}

fn task() -> impl Strategy<Value = String> {
    let shape = (1..8_u8, 0..4_u8, element("IsNull", FLAGS), element("Milestone", FLAGS), element("Manual", FLAGS));
    let dates =
        (element("Start", DATES), element("Finish", DATES), element("ActualStart", DATES), element("ActualFinish", DATES));
    let amounts =
        (element("Duration", LENGTHS), element("Work", LENGTHS), element("RemainingDuration", LENGTHS), element("Type", NUMBERS));
    let rest = (
        element("ConstraintType", NUMBERS),
        element("ConstraintDate", DATES),
        element("Priority", NUMBERS),
        element("Odd", NUMBERS),
    );
    let more = (element("CalendarUID", NUMBERS), element("Name", &["a", "b\u{200F}c", " "]), links());
    (shape, dates, amounts, rest, more).prop_map(|(shape, dates, amounts, rest, more)| {
        let (uid, level, null, milestone, manual) = shape;
        let parts = [null, milestone, manual, dates.0, dates.1, dates.2, dates.3, amounts.0, amounts.1, amounts.2, amounts.3];
        let others = [rest.0, rest.1, rest.2, rest.3, more.0, more.1, more.2];
        format!("<Task><UID>{uid}</UID><OutlineLevel>{level}</OutlineLevel>{}{}</Task>", parts.concat(), others.concat())
    })
}

fn file() -> impl Strategy<Value = String> {
    let tasks = proptest::collection::vec(task(), 0..9).prop_map(|tasks| tasks.join("\n"));
    let resource =
        (0..4_u8, element("Type", NUMBERS), element("MaxUnits", &["1", "0.5", "2.00005"]), element("CalendarUID", NUMBERS));
    let resource =
        resource.prop_map(|(uid, kind, units, calendar)| format!("<Resource><UID>{uid}</UID>{kind}{units}{calendar}</Resource>"));
    let assignment = (0..6_u8, 0..8_u8, -1..4_i8, element("Units", &["1", "0", "0.3333333"]), element("Work", LENGTHS));
    let assignment = assignment.prop_map(|(uid, task, resource, units, work)| {
        format!(
            "<Assignment><UID>{uid}</UID><TaskUID>{task}</TaskUID><ResourceUID>{resource}</ResourceUID>{units}{work}</Assignment>"
        )
    });
    let calendar = (1..4_u8, element("BaseCalendarUID", NUMBERS), element("Name", &["Early", "Late"]));
    let calendar = calendar.prop_map(|(uid, base, name)| format!("<Calendar><UID>{uid}</UID>{base}{name}</Calendar>"));
    let some = |records: BoxedStrategy<String>| proptest::collection::vec(records, 0..5).prop_map(|records| records.join("\n"));
    let lists = (some(calendar.boxed()), tasks, some(resource.boxed()), some(assignment.boxed()));
    let head =
        (element("StartDate", DATES), element("ScheduleFromStart", FLAGS), element("MinutesPerDay", &["480", "420", "9999"]));
    (head, lists).prop_map(|(head, (calendars, tasks, resources, assignments))| {
        let (start, from_start, minutes) = head;
        xml::project(&format!(
            "{start}{from_start}{minutes}<Calendars>{calendars}</Calendars><Tasks>{tasks}</Tasks><Resources>{resources}</Resources><Assignments>{assignments}</Assignments>"
        ))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn importing_a_file_twice_is_importing_it_once_and_nothing_is_lost(text in file()) {
        let empty = Organization::default();
        let first = import_into(&empty, &text, 1);
        let organization = after(&empty, &first);
        check("made up", &text, &first, &organization);
        let second = import_into(&organization, &text, 2);
        prop_assert_eq!(second.commands, []);
        prop_assert_eq!(first.findings, second.findings);
    }

    #[test]
    fn after_another_version_of_a_file_a_second_import_of_it_plans_nothing(one in file(), other in file()) {
        let empty = Organization::default();
        let organization = after(&empty, &import_into(&empty, &one, 1));
        let second = import_into(&organization, &other, 2);
        let changed = after(&organization, &second);
        let third = import_into(&changed, &other, 3);
        // What a rule refused the first time (a task under one that waits for it) may fit once the rest is in.
        let refused = second.findings.iter().any(|finding| !first_reading(&other).contains(&finding.sentence));
        prop_assert!(refused || third.commands.is_empty(), "{:?}", third.commands);
        prop_assert!(organization.records().len() <= changed.records().len() + removed(&second));
    }
}

/// What is wrong in a file by itself.
fn first_reading(text: &str) -> Vec<String> {
    import_into(&Organization::default(), text, 9).findings.into_iter().map(|finding| finding.sentence).collect()
}

/// How many remainders an import takes away; nothing else ever goes.
fn removed(import: &exchange::import::Import) -> usize {
    import.commands().filter(|command| command.kind() == "remove-remainder").count()
}
