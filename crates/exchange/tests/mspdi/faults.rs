//! Single things that are wrong in a file: each is named with its place, and the rest is read.

use crate::xml::{project, tasks};
use exchange::mspdi::{Item, ItemKind, Limits, Plan, ProblemCode, read};
use std::collections::BTreeSet;

fn plan(text: &str) -> Plan {
    read(text.as_bytes(), &Limits::default()).expect("a plan")
}

fn problems(plan: &Plan) -> Vec<String> {
    plan.problems.iter().map(|problem| format!("{}: {} ({})", problem.code, problem.sentence, problem.at)).collect()
}

fn link(predecessor: i64) -> String {
    format!("<PredecessorLink><PredecessorUID>{predecessor}</PredecessorUID><Type>1</Type></PredecessorLink>")
}

#[test]
fn a_link_to_a_task_that_is_not_there_is_set_aside() {
    let plan = plan(&tasks(&[&format!("<UID>14</UID>{}{}", link(99), link(15)), "<UID>15</UID>"]));
    assert_eq!(problems(&plan), ["dangling-link: Task 14 waits for task 99, which is not in the file. (line 4, column 20)"]);
    assert_eq!(plan.problems[0].item, Item { kind: ItemKind::Task, uid: Some(14) });
    assert_eq!(plan.tasks[0].predecessors.iter().map(|link| link.predecessor).collect::<Vec<_>>(), [15]);
    assert_eq!(plan.tasks[0].refused_links.iter().map(|link| link.predecessor).collect::<Vec<_>>(), [99]);
}

/// The links that stay, as `successor<predecessor`.
fn links(plan: &Plan) -> Vec<String> {
    plan.tasks.iter().flat_map(|task| task.predecessors.iter().map(|link| format!("{}<{}", task.uid, link.predecessor))).collect()
}

#[test]
fn a_circle_of_links_is_opened_in_one_place() {
    let plan = plan(&tasks(&[
        &format!("<UID>1</UID>{}", link(3)),
        &format!("<UID>2</UID>{}", link(1)),
        &format!("<UID>3</UID>{}", link(2)),
        &format!("<UID>4</UID>{}", link(3)),
        &format!("<UID>5</UID>{}", link(5)),
    ]));
    assert_eq!(
        problems(&plan),
        [
            "link-loop: Task 5 waits for itself. The link was left out. (line 8, column 19)",
            "link-loop: Task 1 waits for task 3, but tasks 1, 2 and 3 wait for each other in a circle. The link was left out. (line 4, column 19)",
        ]
    );
    assert_eq!(links(&plan), ["2<1", "3<2", "4<3"]);
}

#[test]
fn a_circle_that_runs_up_the_rows_loses_the_one_link_that_runs_down() {
    let plan = plan(&tasks(&[
        &format!("<UID>1</UID>{}", link(2)),
        &format!("<UID>2</UID>{}", link(3)),
        &format!("<UID>3</UID>{}", link(1)),
    ]));
    assert_eq!(links(&plan), ["1<2", "2<3"]);
}

#[test]
fn a_circle_may_run_through_a_summary() {
    let row = |uid: i64, level: i64, links: &str| format!("<UID>{uid}</UID><OutlineLevel>{level}</OutlineLevel>{links}");
    let text = tasks(&[&row(1, 1, ""), &row(2, 2, &link(3)), &row(3, 1, &link(1)), &row(4, 1, ""), &row(5, 2, &link(4))]);
    let plan = plan(&text);
    assert_eq!(
        problems(&plan),
        [
            "link-loop: Task 2 waits for task 3, but tasks 1, 2 and 3 wait for each other in a circle. The link was left out. (line 5, column 49)",
            "link-loop: Task 5 waits for task 4, and one of them is the summary of the other. The link was left out. (line 8, column 49)",
        ]
    );
    assert_eq!(links(&plan), ["3<1"]);
}

#[test]
fn every_fault_is_named_with_its_record_and_place_and_the_rest_is_read() {
    let text = project(concat!(
        "<CalendarUID>7</CalendarUID>\n",
        "<Calendars>\n",
        "<Calendar><UID>1</UID><BaseCalendarUID>2</BaseCalendarUID></Calendar>\n",
        "<Calendar><UID>2</UID><BaseCalendarUID>1</BaseCalendarUID></Calendar>\n",
        "<Calendar><UID>3</UID><BaseCalendarUID>-1</BaseCalendarUID></Calendar>\n",
        "</Calendars>\n",
        "<Tasks>\n",
        "<Task><Name>nobody</Name></Task>\n",
        "<Task><UID>1</UID><Duration>PT-8H0M0S</Duration><Work>PT1e20H0M0S</Work><Start>2024-02-30T08:00:00</Start></Task>\n",
        "<Task><UID>1</UID></Task>\n",
        "<Task><UID>2</UID><Priority>high</Priority><Type>9</Type><Finish>31.12.2024</Finish><CalendarUID>8</CalendarUID></Task>\n",
        "<Task><UID>3</UID><Start>2024-03-01T08:00:00+01:00</Start><Name lang='en'>dig</Name><PercentComplete>120</PercentComplete></Task>\n",
        "</Tasks>\n",
        "<Resources><Resource><UID>1</UID><MaxUnits>-1</MaxUnits></Resource></Resources>\n",
        "<Assignments>\n",
        "<Assignment><UID>1</UID><TaskUID>77</TaskUID><ResourceUID>1</ResourceUID></Assignment>\n",
        "<Assignment><UID>2</UID><TaskUID>1</TaskUID><ResourceUID>88</ResourceUID></Assignment>\n",
        "<Assignment><UID>3</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment>\n",
        "</Assignments>",
    ));
    let plan = plan(&text);
    assert_eq!(
        problems(&plan),
        [
            "missing-uid: A task has no UID and was left out. (line 10, column 1)",
            "bad-date: Task 1: Start is \"2024-02-30T08:00:00\"; there is no such day. (line 11, column 73)",
            "negative-duration: Task 1: Duration is \"PT-8H0M0S\"; it cannot be less than nothing. (line 11, column 19)",
            "bad-duration: Task 1: Work is \"PT1e20H0M0S\"; that is longer than a plan can be. (line 11, column 49)",
            "duplicate-uid: Task 1 is in the file more than once; only the first was read. (line 12, column 1)",
            "bad-value: Task 2: Type is \"9\"; it is none of the values that this field has. (line 13, column 44)",
            "bad-number: Task 2: Priority is \"high\"; that is not a number. (line 13, column 19)",
            "bad-date: Task 2: Finish is \"31.12.2024\"; that is not a date (use YYYY-MM-DDTHH:MM:SS). (line 13, column 58)",
            "unread-attribute: Task 3: the attributes of Name are not read; plans have none. (line 14, column 59)",
            "date-with-zone: Task 3: Start names a time zone; plans have none, so the clock time 2024-03-01T08:00:00 was taken. (line 14, column 19)",
            "bad-number: Task 3: PercentComplete is \"120\"; that is more than this field can hold. (line 14, column 85)",
            "bad-number: Resource 1: MaxUnits is \"-1\"; it cannot be less than nothing. (line 16, column 34)",
            "unknown-calendar: The project uses calendar 7, which is not in the file. (line 2, column 1)",
            "unknown-calendar: Task 2 uses calendar 8, which is not in the file. (line 13, column 1)",
            "calendar-loop: Calendar 2 is based on itself through others; it was taken as based on none. (line 6, column 1)",
            "unknown-task: Assignment 1 is for task 77, which is not in the file; it was left out. (line 18, column 1)",
            "unknown-resource: Assignment 2 gives task 1 to resource 88, which is not in the file. (line 19, column 1)",
        ]
    );
    assert_eq!(plan.tasks.iter().map(|task| task.uid).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(plan.tasks[2].name.as_deref(), Some("dig"));
    assert_eq!(
        plan.assignments.iter().map(|assignment| (assignment.uid, assignment.resource)).collect::<Vec<_>>(),
        [(2, None), (3, None)]
    );
    assert_eq!(plan.refused_assignments.len(), 1);
    let mut seen: BTreeSet<ProblemCode> = plan.problems.iter().map(|problem| problem.code).collect();
    // These three have tests of their own.
    seen.extend([ProblemCode::DanglingLink, ProblemCode::LinkLoop, ProblemCode::TooManyDates]);
    assert_eq!(seen, ProblemCode::ALL.iter().copied().collect(), "every problem has its example");
}

#[test]
fn a_parent_follows_from_the_level_or_the_number_of_the_outline() {
    let plan = plan(&tasks(&[
        "<UID>0</UID><OutlineLevel>0</OutlineLevel>",
        "<UID>1</UID><OutlineNumber>1</OutlineNumber>",
        "<UID>2</UID><OutlineNumber>1.1</OutlineNumber>",
        "<UID>3</UID><OutlineLevel>3</OutlineLevel>",
        "<UID>4</UID><OutlineLevel>2</OutlineLevel>",
        "<UID>5</UID>",
    ]));
    let parents: Vec<Option<i64>> = plan.tasks.iter().map(|task| task.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(2), Some(1), Some(0)]);
}

#[test]
fn words_of_a_file_cannot_disturb_a_sentence() {
    let plan = plan(&tasks(&[&format!("<UID>1</UID><Priority>\u{202E}{}</Priority>", "9".repeat(100))]));
    let sentence = &plan.problems[0].sentence;
    assert_eq!(*sentence, format!("Task 1: Priority is \"\u{FFFD}{}…\"; that is not a number.", "9".repeat(59)));
}
