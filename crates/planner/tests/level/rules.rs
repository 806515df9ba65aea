//! Rules about dates hold with people too: lags in all units, constraints, deadlines, pieces, calendars that change.

use crate::drawing::check;

/// A lag runs in the working time of the task that waits; an elapsed one by the clock; a percentage is of the task before,
/// with its own people.
#[test]
fn lags_and_leads_count_in_working_time_by_the_clock_and_per_cent() {
    check(
        "
        person ann
        person bob
        dig 2d; needs ann
        work 2h; after dig+1d; needs bob
        rest 2h; after dig+1ed; needs bob
        part 2h; after dig+25%; needs bob
        lead 2h; after dig-1d; needs bob
        soon 2h; after dig-4eh; needs bob
        early 2h; after dig-25%; needs bob
    ",
        "
        dig        |##..| Mon 08:00 .. Tue 17:00 ann
        work       |...#| Thu 08:00 .. Thu 10:00 bob
        rest       |...#| Thu 10:00 .. Thu 12:00 bob
        part       |..#.| Wed 13:00 .. Wed 15:00 bob
        lead       |.#..| Tue 08:00 .. Tue 10:00 bob
        soon       |.#..| Tue 13:00 .. Tue 15:00 bob
        early      |.#..| Tue 15:00 .. Tue 17:00 bob
    ",
    );
}

#[test]
fn constraints_hold_while_people_are_short() {
    check(
        "
        person ann
        dig 1d; needs ann
        late 1d; fnet Thu 17:00; needs ann
        then 1d; snet Wed 08:00; needs ann
        first 4h; snlt Mon 08:00; needs ann
    ",
        "
        dig        |##..| Mon 13:00 .. Tue 12:00 ann
        late       |...#| Thu 08:00 .. Thu 17:00 ann
        then       |..#.| Wed 08:00 .. Wed 17:00 ann
        first      |#...| Mon 08:00 .. Mon 12:00 ann
    ",
    );
}

#[test]
fn a_date_that_people_cannot_keep_is_found() {
    check(
        "
        person ann
        hold 2d; pinned Mon 08:00; needs ann
        dig 1d; fnlt Tue 17:00; needs ann
    ",
        "
        hold       |##.| Mon 08:00 .. Tue 17:00 ann
        dig        |..#| Wed 08:00 .. Wed 17:00 ann
        ! dig should be at Tue 17:00 and is at Wed 17:00
    ",
    );
}

#[test]
fn a_deadline_decides_who_comes_first() {
    check(
        "
        person ann
        schedules 10
        dig 2d; needs ann
        lay 1d; deadline Mon 17:00; needs ann
        pour 1d; after dig
    ",
        "
        dig        |.##.| Tue 08:00 .. Wed 17:00 ann
        lay        |#...| Mon 08:00 .. Mon 17:00 ann
        pour       |...#| Thu 08:00 .. Thu 17:00
    ",
    );
}

/// The two hours between are too short for a piece, so they stay free.
#[test]
fn no_piece_is_shorter_than_it_may_be() {
    check(
        "
        person ann
        meet 2h; pinned Mon 10:00; needs ann
        dig 8h; needs ann in pieces of 4h
        file 2h; needs ann
    ",
        "
        meet       |#.| Mon 10:00 .. Mon 12:00 ann
        dig        |##| Mon 13:00 .. Tue 12:00 ann
        file       |#.| Mon 08:00 .. Mon 10:00 ann
    ",
    );
}

#[test]
fn work_of_a_pool_may_be_interrupted_too() {
    check(
        "
        pool crew 200%
        rush 1d; pinned Tue 08:00; needs crew at 200%
        dig 2d; needs crew at 100% in pieces of 4h
        pour 2d; needs crew at 100%
    ",
        "
        rush       |.#..| Tue 08:00 .. Tue 17:00 crew
        dig        |###.| Mon 08:00 .. Wed 17:00 crew
        pour       |..##| Wed 08:00 .. Thu 17:00 crew
    ",
    );
}

#[test]
fn typed_dates_that_break_a_link_stand_and_hold_their_people() {
    check(
        "
        person ann
        dig 2d; needs ann
        pour 1d; manual Tue 08:00; after dig; needs ann
        lift 1d; after pour; needs ann
    ",
        "
        dig        |.##.| Wed 08:00 .. Thu 17:00 ann
        pour       |#...| Tue 08:00 .. Tue 17:00 ann
        lift       |...#| Fri 08:00 .. Fri 17:00 ann
    ",
    );
}

/// Half days from the second week on.
#[test]
fn who_works_less_from_a_day_on_takes_longer_from_then_on() {
    check(
        "
        calendar ann: Mon-Fri 8-12+13-17
        calendar ann Mon2-Fri2: Mon-Fri 8-12
        person ann
        dig 4d; needs ann
        pour 2d; after dig; needs ann
    ",
        "
        dig        |####.....| Mon 08:00 .. Thu 17:00 ann
        pour       |....#####| Fri 08:00 .. Tue2 12:00 ann
    ",
    );
}
