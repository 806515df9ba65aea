//! What a file says about people, interruptions and constraints moves the computed dates; each rule has a made-up plan that another reading would put elsewhere.

use crate::pipe::{DAY, imported, project, task};
use crate::xml;

/// One task of two days from Monday, 2 March 2026, and somebody who works in the mornings only.
fn plan(head: &str, of_task: &str, of_assignment: &str) -> String {
    let mornings =
        "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes>";
    let days: String =
        (2..=6).map(|day| format!("<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking>{mornings}</WeekDay>")).collect();
    xml::project(&format!(
        "<StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID>{head}
        <Calendars><Calendar><UID>1</UID><Name>Standard</Name></Calendar>
        <Calendar><UID>2</UID><Name>Mornings</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays>{days}</WeekDays></Calendar></Calendars>
        <Tasks><Task><UID>1</UID><Name>Paint</Name><Duration>PT16H0M0S</Duration>{of_task}</Task></Tasks>
        <Resources><Resource><UID>1</UID><Name>Painter</Name><Type>1</Type><CalendarUID>2</CalendarUID></Resource></Resources>
        <Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units>{of_assignment}</Assignment></Assignments>"
    ))
}

/// When the task starts and finishes, and whether it is critical.
fn dates(text: &str) -> String {
    let organization = imported(text);
    let plan = insight::plan(&organization, &[project(&organization)], DAY);
    let planned = plan.of(task(&organization, 1).expect("the task")).expect("dates");
    let critical = if planned.critical { " critical" } else { "" };
    format!("{} to {}{critical}", planned.start.strftime("%d %H:%M"), planned.finish.strftime("%d %H:%M"))
}

#[test]
fn a_task_takes_as_long_as_those_who_work_on_it_unless_it_ignores_their_calendars() {
    let work = "<Work>PT16H0M0S</Work>";
    assert_eq!(dates(&plan("", "", work)), "02 08:00 to 05 12:00 critical");
    assert_eq!(dates(&plan("", "<IgnoreResourceCalendar>1</IgnoreResourceCalendar>", work)), "02 08:00 to 03 17:00 critical");
    assert_eq!(dates(&plan("", "<Type>1</Type>", work)), "02 08:00 to 03 17:00 critical");
}

#[test]
fn somebody_to_whom_no_work_falls_moves_nothing() {
    assert_eq!(dates(&plan("", "", "<Work>PT0H0M0S</Work>")), "02 08:00 to 03 17:00 critical");
}

#[test]
fn work_that_begins_later_ends_later() {
    let later = "<Work>PT16H0M0S</Work><Delay>2400</Delay>";
    assert_eq!(dates(&plan("", "", later)), "03 08:00 to 06 12:00 critical");
}

#[test]
fn work_that_is_spread_unevenly_takes_longer() {
    let at_first = "<Work>PT12H0M0S</Work><WorkContour>2</WorkContour>";
    assert_eq!(dates(&plan("", "", at_first)), "02 08:00 to 06 12:00 critical");
}

#[test]
fn what_is_left_goes_on_where_it_resumes() {
    let begun = "<ActualStart>2026-03-02T08:00:00</ActualStart><RemainingDuration>PT8H0M0S</RemainingDuration>";
    let nobody = "<Work>PT0H0M0S</Work>";
    assert_eq!(dates(&plan("", begun, nobody)), "02 08:00 to 03 17:00 critical");
    let interrupted = format!("{begun}<Resume>2026-03-09T08:00:00</Resume>");
    assert_eq!(dates(&plan("", &interrupted, nobody)), "02 08:00 to 09 17:00 critical");
}

#[test]
fn a_task_is_critical_up_to_the_float_that_the_project_says() {
    let other = |text: String| {
        text.replace("</Tasks>", "<Task><UID>2</UID><Name>Dry</Name><Duration>PT24H0M0S</Duration></Task></Tasks>")
    };
    let nobody = "<Work>PT0H0M0S</Work>";
    assert_eq!(dates(&other(plan("", "", nobody))), "02 08:00 to 03 17:00");
    let limit = "<CriticalSlackLimit>1</CriticalSlackLimit>";
    assert_eq!(dates(&other(plan(limit, "", nobody))), "02 08:00 to 03 17:00 critical");
}

#[test]
fn a_constraint_holds_against_a_link_unless_the_project_lets_links_win() {
    let held = "<ConstraintType>2</ConstraintType><ConstraintDate>2026-03-03T08:00:00</ConstraintDate><PredecessorLink><PredecessorUID>2</PredecessorUID></PredecessorLink>";
    let after = |head: &str| {
        plan(head, held, "<Work>PT0H0M0S</Work>")
            .replace("</Tasks>", "<Task><UID>2</UID><Name>Dry</Name><Duration>PT24H0M0S</Duration></Task></Tasks>")
    };
    assert!(dates(&after("")).starts_with("03 08:00 to 04 17:00"), "{}", dates(&after("")));
    let links = "<HonorConstraints>0</HonorConstraints>";
    assert!(dates(&after(links)).starts_with("05 08:00 to 06 17:00"), "{}", dates(&after(links)));
}
