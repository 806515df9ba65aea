//! Microsoft's rules, found by trying on plans of Microsoft Project with the dates that it states: one plan for each that
//! fails without it.

use jiff::civil::date;
use planner::Minute;

use crate::picture::check;
use crate::plan::moment;

/// The project's start is only a default: a task constrained or started before it stands before it.
#[test]
fn the_projects_start_is_only_a_default() {
    check(
        "
        from Wed 08:00
        free     1d
        snet     1d; snet Mon 08:00
        fnet     1d; fnet Tue 17:00
        begun    1d; started Tue 08:00 left 1d
        follows  1d; after snet
        lead     1d; after free-2d
    ",
        "
        free       |..#| Wed 08:00 .. Wed 17:00 float 0
        snet       |#..| Mon 08:00 .. Mon 17:00 float 8h
        fnet       |.#.| Tue 08:00 .. Tue 17:00 float 8h
        begun      |.#.| Tue 08:00 .. Tue 17:00 float 8h
        follows    |.#.| Tue 08:00 .. Tue 17:00 float 8h
        lead       |.#.| Tue 08:00 .. Tue 17:00 float 8h
    ",
    );
}

/// A finish to finish link never pulls a task before the start of its project.
#[test]
fn finish_to_finish_does_not_pull_a_task_before_its_project() {
    check(
        "
        dig    1d
        paper  3d; after dig FF
        paint  1d; after dig FF
    ",
        "
        dig        |#..| Mon 08:00 .. Mon 17:00 float 16h
        paper      |###| Mon 08:00 .. Wed 17:00 float 0
        paint      |#..| Mon 08:00 .. Mon 17:00 float 16h
    ",
    );
}

/// A duration runs on the task's calendar, else on the project's.
#[test]
fn a_duration_runs_on_the_tasks_calendar_else_the_projects() {
    check(
        "
        calendar project: Mon-Thu 8-12
        calendar night: Mon-Fri 20-24
        dig    12h
        watch  12h; on night
    ",
        "
        dig        |###| Mon 08:00 .. Wed 12:00 float 0
        watch      |###| Mon 20:00 .. Thu 00:00 float 0
    ",
    );
}

/// Each assignment starts at the next working minute of its resource and runs work ÷ units on that calendar; the task
/// spans the first start to the last finish.
#[test]
fn assignments_run_on_their_resources_calendars() {
    check(
        "
        calendar ann: Tue-Fri 8-12
        calendar bob: Mon-Fri 13-17
        one    1d; by ann
        both   1d; by ann 100% for 8h; by bob 100% for 8h
        half   1d; by bob 50%
        two    2d; by ann 200%
        fixed  1d
        next   1d; after one
    ",
        "
        one        |.##.| Tue 08:00 .. Wed 12:00 float 0
        both       |###.| Mon 13:00 .. Wed 12:00 float 12h
        half       |####| Mon 13:00 .. Thu 17:00 float 0
        two        |.##.| Tue 08:00 .. Wed 12:00 float 8h
        fixed      |#...| Mon 08:00 .. Mon 17:00 float 24h
        next       |..##| Wed 13:00 .. Thu 12:00 float 4h
    ",
    );
}

/// Where the task has a calendar of its own, people work in the time that both have.
#[test]
fn a_task_calendar_and_a_resource_calendar_are_combined() {
    check(
        "
        calendar morning: Mon-Fri 8-12
        calendar ann: Mon-Fri 10-14
        paint  4h; on morning; by ann
    ",
        "
        paint      |##| Mon 10:00 .. Tue 12:00 float 0
    ",
    );
}

/// A milestone stays at its predecessor's finish; a task that has duration moves on to the next shift.
#[test]
fn a_milestone_stays_where_its_predecessor_ends() {
    check(
        "
        dig    1d
        done   0; after dig
        pour   1d; after done
        ready  0; after dig+12eh
        begun  0
    ",
        "
        dig        |#.| Mon 08:00 .. Mon 17:00 float 0
        done       |o.| Mon 17:00 .. Mon 17:00 float 0
        pour       |.#| Tue 08:00 .. Tue 17:00 float 0
        ready      |.o| Tue 08:00 .. Tue 08:00 float 8h
        begun      |o.| Mon 08:00 .. Mon 08:00 float 16h
    ",
    );
}

/// A link into a summary binds all its descendants; a link out of one uses its computed finish (or start).
#[test]
fn links_of_a_summary_bind_what_is_below() {
    check(
        "
        plan   2d
        house  0; after plan
            walls  1d
            inside 0
                paint  3d
                floor  1d; after paint
            roof   1d; after plan SS
        sell   1d; after house
        tell   1d; after house SS+1d
    ",
        "
        plan       |##.......| Mon 08:00 .. Tue 17:00 float 0
        house      |..######.| Wed 08:00 .. Mon2 17:00 float 0
        walls      |..#......| Wed 08:00 .. Wed 17:00 float 24h
        inside     |..######.| Wed 08:00 .. Mon2 17:00 float 0
        paint      |..###....| Wed 08:00 .. Fri 17:00 float 0
        floor      |.......#.| Mon2 08:00 .. Mon2 17:00 float 0
        roof       |..#......| Wed 08:00 .. Wed 17:00 float 24h
        sell       |........#| Tue2 08:00 .. Tue2 17:00 float 0
        tell       |...#.....| Thu 08:00 .. Thu 17:00 float 24h
    ",
    );
}

/// What happened stands, even against links and on a Sunday. In progress without status date: actual start + duration.
#[test]
fn what_happened_stands_against_links_and_on_a_sunday() {
    check(
        "
        from Mon 08:00
        dig    2d
        early  1d; after dig; finished Sun0 09:00 .. Sun0 11:00
        begun  2d; after dig; started Sun0 09:00 left 1d
        next   1d; after early
    ",
        "
        dig        |.##| Mon 08:00 .. Tue 17:00 float -8h
        early      |#..| Sun0 09:00 .. Sun0 11:00 float 0
        begun      |###| Sun0 09:00 .. Tue 17:00 float 0
        next       |.#.| Mon 08:00 .. Mon 17:00 float 8h
        ! progress contradicts early after dig
        ! progress contradicts begun after dig
    ",
    );
}

/// Must finish on fixes the finish even when a predecessor is late: a finding, and negative float all the way back.
#[test]
fn must_finish_on_fixes_the_finish_when_a_predecessor_is_late() {
    check(
        "
        dig    3d
        pour   2d; after dig
        open   0; after pour; mfo Thu 17:00
        party  1d; after open
        build  1d; mfo Wed 17:00
    ",
        "
        dig        |###..| Mon 08:00 .. Wed 17:00 float -8h
        pour       |...##| Thu 08:00 .. Fri 17:00 float -8h
        open       |...o.| Thu 17:00 .. Thu 17:00 float -8h
        party      |....#| Fri 08:00 .. Fri 17:00 float 0
        build      |..#..| Wed 08:00 .. Wed 17:00 float 0
        ! open cannot keep Thu 17:00 links say Fri 17:00
    ",
    );
}

/// An elapsed duration runs by the clock, from the minute at which its predecessor ends (T. Boyle, "How to Model Waiting
/// Times in Microsoft Project", 2017: it gives the same dates as a calendar around the clock and as an elapsed lag).
#[test]
fn an_elapsed_duration_runs_through_nights_and_weekends() {
    check(
        "
        pour   5d
        cure   2ed; after pour
        strip  1d; after cure
    ",
        "
        pour       |#####...| Mon 08:00 .. Fri 17:00 float 0
        cure       |....###.| Fri 17:00 .. Sun 17:00 float 15h
        strip      |.......#| Mon2 08:00 .. Mon2 17:00 float 0
    ",
    );
}

/// Seconds occur in files: rounded to the nearest minute, or sums lose one.
#[test]
fn seconds_are_rounded_to_the_nearest_minute() {
    let at = |second| Minute::from(date(2024, 1, 1).at(15, 6, second, 0));
    assert_eq!(at(29), moment("Mon 15:06"));
    assert_eq!(at(30), moment("Mon 15:07"));
    assert_eq!(Minute::from(date(1969, 12, 31).at(23, 59, 42, 0)).get(), 0);
}

/// Manual dates stand as typed; what is not typed follows from what is.
#[test]
fn manual_dates_stand_and_a_conflict_is_found() {
    check(
        "
        dig    3d
        paint  1d; after dig; manual Tue 10:00 .. Sat 12:00
        until  1d; manual until Thu 12:00
        from   1d; manual Thu 12:00
        blank  1d; after dig; manual
        end    1d; after paint
    ",
        "
        dig        |###.....| Mon 08:00 .. Wed 17:00 float 8h
        paint      |.#####..| Tue 10:00 .. Sat 12:00 float 0
        until      |..##....| Wed 13:00 .. Thu 12:00 float 20h
        from       |...##...| Thu 12:00 .. Fri 12:00 float 12h
        blank      |...#....| Thu 08:00 .. Thu 17:00 float 16h
        end        |.......#| Mon2 08:00 .. Mon2 17:00 float 0
        ! manual dates contradict paint after dig
    ",
    );
}

/// A link from the *start* of a manual task does not limit its late finish, one from its finish does: Microsoft states more
/// float for the first where both links ask for the same.
#[test]
fn links_from_the_start_of_a_manual_task_take_no_float() {
    check(
        "
        roof   1d; manual Mon 08:00 .. Mon 17:00
        after  1d; after roof SS; deadline Tue 17:00
        wall   1d; manual Mon 08:00 .. Mon 17:00
        then   1d; after wall FF; deadline Tue 17:00
        tour   5d
    ",
        "
        roof       |#....| Mon 08:00 .. Mon 17:00 float 32h
        after      |#....| Mon 08:00 .. Mon 17:00 float 8h
        wall       |#....| Mon 08:00 .. Mon 17:00 float 8h
        then       |#....| Mon 08:00 .. Mon 17:00 float 8h
        tour       |#####| Mon 08:00 .. Fri 17:00 float 0
    ",
    );
}

/// Inactive tasks take part in nothing: their links are broken as if they were not there.
#[test]
fn inactive_tasks_take_part_in_nothing() {
    check(
        "
        dig    1d
        gone   5d; after dig; inactive
        pour   1d; after gone
        house
            left   9d; inactive
    ",
        "
        dig        |#| Mon 08:00 .. Mon 17:00 float 0
        gone       -
        pour       |#| Mon 08:00 .. Mon 17:00 float 0
        house      -
        left       -
    ",
    );
}
