//! The eight constraint types, deadlines, agreed starts, and scheduling from the finish. Sources: Microsoft Support, "Set a
//! task start or finish date (constraint) for a task"; for float against a hard constraint T. Boyle, "Total slack and hard
//! constraints" (boyleprojectconsulting.com, December 2016), who measured it.

use crate::picture::check;

/// As late as possible: as late as it can without delaying the project's finish. It uses up its total float, so its
/// successors move along (in Microsoft Project the early dates of a successor follow the late finish of such a task).
#[test]
fn as_late_as_possible_uses_up_the_float_and_moves_successors() {
    check(
        "
        long   5d
        order  1d; alap
        fit    1d; after order
    ",
        "
        long       |#####| Mon 08:00 .. Fri 17:00 float 0
        order      |...#.| Thu 08:00 .. Thu 17:00 float 0
        fit        |....#| Fri 08:00 .. Fri 17:00 float 0
    ",
    );
}

#[test]
fn tasks_as_late_as_possible_follow_each_other_to_the_end() {
    check(
        "
        long   4d
        order  1d; alap
        fit    1d; after order; alap
    ",
        "
        long       |####| Mon 08:00 .. Thu 17:00 float 0
        order      |..#.| Wed 08:00 .. Wed 17:00 float 0
        fit        |...#| Thu 08:00 .. Thu 17:00 float 0
    ",
    );
}

#[test]
fn start_no_earlier_than_waits_and_snaps_to_working_time() {
    check(
        "
        dig    1d; snet Wed 08:00
        pour   1d; snet Sat 08:00
    ",
        "
        dig        |#.....| Wed 08:00 .. Wed 17:00 float 24h
        pour       |.....#| Mon2 08:00 .. Mon2 17:00 float 0
    ",
    );
}

/// Start no later than: links that would put it later are overruled (constraints win unless told otherwise).
#[test]
fn start_no_later_than_overrules_a_late_predecessor() {
    check(
        "
        dig    4d
        pour   1d; after dig; snlt Wed 08:00
        free   1d; snlt Wed 08:00
    ",
        "
        dig        |####| Mon 08:00 .. Thu 17:00 float -16h
        pour       |..#.| Wed 08:00 .. Wed 17:00 float -16h
        free       |#...| Mon 08:00 .. Mon 17:00 float 16h
        ! pour cannot keep Wed 08:00 links say Fri 08:00
    ",
    );
}

#[test]
fn finish_no_earlier_than_pushes_the_start() {
    check(
        "
        dig    2d; finished Mon 08:00 .. Tue 17:00
        pour   1d; fnet Thu 17:00
    ",
        "
        dig        |##..| Mon 08:00 .. Tue 17:00 float 0
        pour       |...#| Thu 08:00 .. Thu 17:00 float 0
    ",
    );
}

/// Finish no later than: the same at the finish.
#[test]
fn finish_no_later_than_overrules_a_late_predecessor() {
    check(
        "
        dig    4d
        pour   2d; after dig; fnlt Thu 17:00
        free   1d; fnlt Wed 17:00
    ",
        "
        dig        |####| Mon 08:00 .. Thu 17:00 float -16h
        pour       |..##| Wed 08:00 .. Thu 17:00 float -16h
        free       |#...| Mon 08:00 .. Mon 17:00 float 16h
        ! pour cannot keep Thu 17:00 links say Mon2 17:00
    ",
    );
}

/// Must start on, against a link: it starts on its date, and the float says by how much the links overrun it.
#[test]
fn must_start_on_stands_against_a_link() {
    check(
        "
        dig    3d
        pour   1d; after dig; mso Tue 08:00
        cure   1d; after pour
        late   1d; mso Fri 08:00
    ",
        "
        dig        |###..| Mon 08:00 .. Wed 17:00 float -16h
        pour       |.#...| Tue 08:00 .. Tue 17:00 float -16h
        cure       |..#..| Wed 08:00 .. Wed 17:00 float 16h
        late       |....#| Fri 08:00 .. Fri 17:00 float 0
        ! pour cannot keep Tue 08:00 links say Thu 08:00
    ",
    );
}

/// A task that must start or finish on its date has no float of its own, and what follows takes none from what is before
/// (T. Boyle: the constraint blocks the logic that flows through the task).
#[test]
fn must_start_on_and_must_finish_on_stop_what_successors_ask() {
    check(
        "
        dig    1d
        pour   1d; after dig; mso Wed 08:00
        cure   1d; after pour; deadline Wed 17:00
        plan   1d
        open   1d; after plan; mfo Thu 17:00
        party  1d; after open; deadline Thu 17:00
    ",
        "
        dig        |#....| Mon 08:00 .. Mon 17:00 float 8h
        pour       |..#..| Wed 08:00 .. Wed 17:00 float 0
        cure       |...#.| Thu 08:00 .. Thu 17:00 float -8h
        plan       |#....| Mon 08:00 .. Mon 17:00 float 16h
        open       |...#.| Thu 08:00 .. Thu 17:00 float 0
        party      |....#| Fri 08:00 .. Fri 17:00 float -8h
        ! cure misses Wed 17:00 finishes Thu 17:00
        ! party misses Thu 17:00 finishes Fri 17:00
    ",
    );
}

/// The option "Tasks will always honor their constraint dates" switched off: links win, the date shows as negative float.
#[test]
fn links_can_win_over_constraints() {
    check(
        "
        links win
        dig    3d
        start  1d; after dig; mso Tue 08:00
        finish 1d; after dig; mfo Tue 17:00
        snlt   1d; after dig; snlt Tue 08:00
        fnlt   1d; after dig; fnlt Tue 17:00
    ",
        "
        dig        |###.| Mon 08:00 .. Wed 17:00 float -16h
        start      |...#| Thu 08:00 .. Thu 17:00 float -16h
        finish     |...#| Thu 08:00 .. Thu 17:00 float -16h
        snlt       |...#| Thu 08:00 .. Thu 17:00 float -16h
        fnlt       |...#| Thu 08:00 .. Thu 17:00 float -16h
        ! start cannot keep Tue 08:00 links say Thu 08:00
        ! finish cannot keep Tue 17:00 links say Thu 17:00
        ! snlt cannot keep Tue 08:00 links say Thu 08:00
        ! fnlt cannot keep Tue 17:00 links say Thu 17:00
    ",
    );
}

/// Finish no later than on a summary limits what is below; start no earlier than holds it back (the two that Microsoft
/// Project allows on summaries).
#[test]
fn constraints_of_a_summary_hold_for_all_below() {
    check(
        "
        house  0; snet Wed 08:00
            dig    1d
            pour   1d; after dig
        yard   0; fnlt Wed 17:00
            mow    1d
        tour   5d
    ",
        "
        house      |..##.| Wed 08:00 .. Thu 17:00 float 8h
        dig        |..#..| Wed 08:00 .. Wed 17:00 float 8h
        pour       |...#.| Thu 08:00 .. Thu 17:00 float 8h
        yard       |#....| Mon 08:00 .. Mon 17:00 float 16h
        mow        |#....| Mon 08:00 .. Mon 17:00 float 16h
        tour       |#####| Mon 08:00 .. Fri 17:00 float 0
    ",
    );
}

/// Deadline (task field), Microsoft Support: it does not move the task; total float is counted to it.
#[test]
fn a_deadline_moves_nothing_but_takes_float() {
    check(
        "
        dig    2d; deadline Mon 17:00
        pour   1d; deadline Wed 17:00
        tour   5d
    ",
        "
        dig        |##...| Mon 08:00 .. Tue 17:00 float -8h
        pour       |#....| Mon 08:00 .. Mon 17:00 float 16h
        tour       |#####| Mon 08:00 .. Fri 17:00 float 0
        ! dig misses Mon 17:00 finishes Tue 17:00
    ",
    );
}

/// Levelling delay is added to the start that links allow.
#[test]
fn a_levelling_delay_is_added_to_what_links_allow() {
    check(
        "
        dig    1d
        pour   1d; after dig; delay 1d
        cure   1d; after pour; delay 1ed
    ",
        "
        dig        |#....| Mon 08:00 .. Mon 17:00 float 16h
        pour       |..#..| Wed 08:00 .. Wed 17:00 float 8h
        cure       |....#| Fri 08:00 .. Fri 17:00 float 0
    ",
    );
}

#[test]
fn an_agreed_start_stands_and_a_conflict_is_found() {
    check(
        "
        dig    3d
        pour   1d; after dig; pinned Tue 08:00
        paint  1d; pinned Thu 08:00
        cure   1d; after paint
    ",
        "
        dig        |###..| Mon 08:00 .. Wed 17:00 float 8h
        pour       |.#...| Tue 08:00 .. Tue 17:00 float 8h
        paint      |...#.| Thu 08:00 .. Thu 17:00 float 0
        cure       |....#| Fri 08:00 .. Fri 17:00 float 0
        ! agreed start contradicts pour after dig
    ",
    );
}

/// Scheduling from the finish: every task as late as possible, counted back from the finish date (Microsoft Support, "Tasks
/// are not rescheduled when I change the project to schedule from a finish date": as late as possible is its default).
#[test]
fn a_project_is_scheduled_back_from_its_finish() {
    check(
        "
        until Fri2 17:00
        dig    2d
        pour   3d; after dig
        order  1d
        build  1d; after pour, order
    ",
        "
        dig        |####....| Fri 08:00 .. Mon2 17:00 float 0
        pour       |....###.| Tue2 08:00 .. Thu2 17:00 float 0
        order      |......#.| Thu2 08:00 .. Thu2 17:00 float 32h
        build      |.......#| Fri2 08:00 .. Fri2 17:00 float 0
    ",
    );
}

/// In such a project a task as soon as possible starts where the project starts and draws its predecessors along.
#[test]
fn as_soon_as_possible_uses_up_the_float_of_a_project_that_is_scheduled_from_its_finish() {
    check(
        "
        until Fri 17:00
        long   5d
        plan   1d
        order  1d; after plan; asap
        fit    1d; after order
    ",
        "
        long       |#####| Mon 08:00 .. Fri 17:00 float 0
        plan       |#....| Mon 08:00 .. Mon 17:00 float 0
        order      |.#...| Tue 08:00 .. Tue 17:00 float 0
        fit        |....#| Fri 08:00 .. Fri 17:00 float 16h
    ",
    );
}

#[test]
fn a_finish_that_cannot_be_kept_is_found() {
    check(
        "
        until Fri 17:00
        dig    2d; snet Thu 08:00
        pour   2d; after dig
    ",
        "
        dig        |##....| Thu 08:00 .. Fri 17:00 float -16h
        pour       |....##| Mon2 08:00 .. Tue2 17:00 float -16h
        ! project misses Fri 17:00 finishes Tue2 17:00
    ",
    );
}
