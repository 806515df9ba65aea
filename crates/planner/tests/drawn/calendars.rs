//! Working time: weeks that change, exceptions, combinations, hours per day, and the borders of what a calendar knows.

use jiff::civil::date;
use planner::{Calendar, CalendarId, Calendars, Exception, Minute, Shift, Week};

use crate::picture::check;
use crate::plan::{moment, show};

/// A working week replaces the usual one between two dates (Change Working Time, "Work Weeks").
#[test]
fn working_weeks_change_over_time() {
    check(
        "
        calendar project: Mon-Fri 8-12+13-17
        calendar project Wed-Fri2: Mon-Fri 8-12
        dig    6d
    ",
        "
        dig        |############| Mon 08:00 .. Fri2 12:00 float 0
    ",
    );
}

/// Exceptions win over working weeks; of two exceptions the shorter applies (Microsoft TechNet gg982971, "Modify working and
/// nonworking times": only the lowest-level exception applies on a day).
#[test]
fn exceptions_win_over_weeks_and_the_shorter_exception_over_the_longer() {
    let mut calendar = Calendar::weekly(Week::standard()).off(date(2024, 1, 1), date(2024, 1, 5));
    calendar.exceptions.push(Exception { from: date(2024, 1, 3), to: date(2024, 1, 3), shifts: vec![Shift::hours(9, 11)] });
    let mut calendars = Calendars::new();
    let id = calendars.add(&calendar);
    let after = |minutes| show(calendars.add_working(id, moment("Mon 00:00"), minutes).unwrap());
    assert_eq!((after(60), after(120), after(121)), ("Wed 10:00".into(), "Wed 11:00".into(), "Mon2 08:01".into()));
}

#[test]
fn a_holiday_is_worked_around() {
    check(
        "
        calendar project off Wed
        dig    4d
        pour   1d; after dig
    ",
        "
        dig        |#####...| Mon 08:00 .. Fri 17:00 float 0
        pour       |.......#| Mon2 08:00 .. Mon2 17:00 float 0
    ",
    );
}

/// What a day means is the project's, not the calendar's (Microsoft: "Hours per day" only converts what people type).
#[test]
fn a_day_of_six_hours_is_six_hours_of_whatever_calendar() {
    check(
        "
        day 6h
        calendar short: Mon-Fri 8-14
        dig    2d
        short  2d; on short
        lag    1d; after dig+1d
    ",
        "
        dig        |##.| Mon 08:00 .. Tue 12:00 float 0
        short      |##.| Mon 08:00 .. Tue 14:00 float 6h
        lag        |..#| Wed 10:00 .. Wed 17:00 float 0
    ",
    );
}

#[test]
fn a_night_shift_goes_on_after_midnight() {
    check(
        "
        calendar night: Mon-Fri 0-3+23-24
        watch  8h; on night
    ",
        "
        watch      |###| Mon 23:00 .. Wed 03:00 float 0
    ",
    );
}

#[test]
fn around_the_clock_every_minute_is_working_time() {
    check(
        "
        calendar project: Mon-Sun 0-24
        dig    36h
        done   0; after dig
        pour   3h; after done-1h
    ",
        "
        dig        |##| Mon 08:00 .. Tue 20:00 float 0
        done       |.o| Tue 20:00 .. Tue 20:00 float 0
        pour       |.#| Tue 19:00 .. Tue 22:00 float 0
    ",
    );
}

#[test]
fn a_calendar_without_working_time_is_found_and_the_rest_is_scheduled() {
    check(
        "
        calendar never: Mon-Fri off
        calendar ann: Mon-Fri 13-17
        calendar morning: Mon-Fri 8-12
        dig    1d
        lost   1d; after dig; on never
        torn   1d; on morning; by ann
        pour   1d; after lost
    ",
        "
        dig        |#.| Mon 08:00 .. Mon 17:00 float 0
        lost       |o.| Mon 17:00 .. Mon 17:00 float 15h
        torn       |##| Mon 08:00 .. Tue 12:00 float 0
        pour       |.#| Tue 08:00 .. Tue 17:00 float 0
        ! lost has no working time
        ! torn has no working time
    ",
    );
}

#[test]
fn the_same_working_time_is_recognised_however_it_is_described() {
    let mut calendars = Calendars::new();
    let one = calendars.add(&Calendar::weekly(Week::monday_to_friday(&[Shift::hours(8, 12), Shift::hours(12, 17)])));
    let other = calendars.add(&Calendar::weekly(Week::monday_to_friday(&[Shift::hours(10, 17), Shift::hours(8, 11)])));
    let third = calendars.add(&Calendar::weekly(Week::standard()));
    assert!(calendars.same_working_time(one, other));
    assert!(!calendars.same_working_time(one, third));
    assert!(!calendars.same_working_time(third, CalendarId::AROUND_THE_CLOCK));
}

#[test]
fn working_time_is_added_subtracted_and_counted() {
    let mut calendars = Calendars::new();
    let id = calendars.add(&Calendar::weekly(Week::standard()).off(date(2024, 1, 8), date(2024, 1, 8)));
    let say = |minute: Option<Minute>| minute.map(show).unwrap_or_default();
    let (friday, sunday) = (moment("Fri 17:00"), moment("Sun 12:00"));
    assert_eq!(say(calendars.add_working(id, friday, 1)), "Tue2 08:01");
    assert_eq!(say(calendars.add_working(id, friday, 0)), "Fri 17:00");
    assert_eq!(say(calendars.subtract_working(id, sunday, 480)), "Fri 08:00");
    assert_eq!(say(calendars.next_working(id, sunday)), "Tue2 08:00");
    assert_eq!(say(calendars.previous_working(id, sunday)), "Fri 17:00");
    assert_eq!(calendars.working_between(id, friday, moment("Wed2 12:00")), 720);
    assert_eq!(calendars.working_between(id, moment("Wed2 12:00"), friday), -720);
    assert_eq!(calendars.add_working(id, friday, i64::MAX), None);
    assert_eq!(calendars.subtract_working(id, friday, i64::MIN), None);
    assert_eq!(calendars.previous_working(id, Minute::EARLIEST), None);
    assert_eq!(calendars.next_working(id, Minute::LATEST), None);
}

#[test]
fn a_task_beyond_the_years_that_are_known_is_found() {
    check(
        "
        dig    1w
        epic   9999999999999h; after dig
        next   1d; after epic
    ",
        "
        dig        |#####........................................................| Mon 08:00 .. Fri 17:00 float 0
        epic       |.......######################################################| Mon2 08:00 .. Tue9184 00:00 float 0
        next       |.............................................................| Tue9184 00:00 .. Tue9184 00:00 float 0
        ! epic is out of horizon
        ! next is out of horizon
    ",
    );
}
