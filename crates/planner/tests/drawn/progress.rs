//! Progress: what is done stands; what remains is not planned in the past. The status date moves what Microsoft Project
//! moves on "Reschedule uncompleted work to start after" (Microsoft Support, "Update Project"): tasks that have not started,
//! and the remaining part of those in progress, which it splits.

use crate::picture::check;

#[test]
fn remaining_work_is_not_planned_before_the_status_date() {
    check(
        "
        status Thu 08:00
        done   1d; finished Mon 08:00 .. Mon 17:00
        begun  2d; started Mon 08:00 left 1d
        ahead  5d; started Mon 08:00 left 1d
        late   1d
        next   1d; after begun
        typed  1d; manual Tue 08:00 .. Tue 17:00
    ",
        "
        done       |#....| Mon 08:00 .. Mon 17:00 float 0
        begun      |####.| Mon 08:00 .. Thu 17:00 float 0
        ahead      |#####| Mon 08:00 .. Fri 17:00 float 0
        late       |...#.| Thu 08:00 .. Thu 17:00 float 8h
        next       |....#| Fri 08:00 .. Fri 17:00 float 0
        typed      |.#...| Tue 08:00 .. Tue 17:00 float 24h
    ",
    );
}

#[test]
fn without_a_status_date_progress_moves_nothing() {
    check(
        "
        begun  2d; started Tue 08:00 left 1d
        late   1d
        next   1d; after begun
    ",
        "
        begun      |.##.| Tue 08:00 .. Wed 17:00 float 0
        late       |#...| Mon 08:00 .. Mon 17:00 float 24h
        next       |...#| Thu 08:00 .. Thu 17:00 float 0
    ",
    );
}

#[test]
fn remaining_work_goes_on_where_it_resumes() {
    check(
        "
        begun  3d; started Mon 08:00 left 2d again Thu 08:00
        next   1d; after begun
    ",
        "
        begun      |#####...| Mon 08:00 .. Fri 17:00 float 0
        next       |.......#| Mon2 08:00 .. Mon2 17:00 float 0
    ",
    );
}

#[test]
fn what_is_finished_has_no_float_and_asks_nothing_of_its_predecessors() {
    check(
        "
        dig    1d
        paint  1d; after dig; finished Mon 08:00 .. Mon 12:00
        tour   5d
    ",
        "
        dig        |#....| Mon 08:00 .. Mon 17:00 float 32h
        paint      |#....| Mon 08:00 .. Mon 12:00 float 0
        tour       |#####| Mon 08:00 .. Fri 17:00 float 0
        ! progress contradicts paint after dig
    ",
    );
}

#[test]
fn a_started_task_asks_of_its_predecessors_only_what_remains() {
    check(
        "
        dig    1d
        paint  4d; after dig; started Tue 08:00 left 1d
        tour   5d
    ",
        "
        dig        |#....| Mon 08:00 .. Mon 17:00 float 24h
        paint      |.####| Tue 08:00 .. Fri 17:00 float 0
        tour       |#####| Mon 08:00 .. Fri 17:00 float 0
    ",
    );
}

#[test]
fn work_that_remains_of_an_assignment_goes_on_after_the_status_date() {
    check(
        "
        status Wed 08:00
        calendar ann: Mon-Fri 8-12
        paint  1d; by ann; started Mon 08:00 left 8h
    ",
        "
        paint      |####| Mon 08:00 .. Thu 12:00 float 0
    ",
    );
}

#[test]
fn a_split_task_pauses() {
    check(
        "
        paint  2d; pause after 1d for 2d
        next   1d; after paint
        begun  2d; pause after 1d for 1d; started Mon 08:00 left 4h
    ",
        "
        paint      |####.| Mon 08:00 .. Thu 17:00 float 0
        next       |....#| Fri 08:00 .. Fri 17:00 float 0
        begun      |###..| Mon 08:00 .. Wed 17:00 float 16h
    ",
    );
}
