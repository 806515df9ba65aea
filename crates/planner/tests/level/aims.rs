//! What counts: goals, priorities, what was agreed, and options.

use crate::drawing::check;

#[test]
fn the_more_urgent_goal_comes_first() {
    check(
        "
        person ann
        schedules 30
        goal pour Mon 17:00 x5
        dig 1d; needs ann; deadline Tue 17:00
        pour 1d; needs ann
    ",
        "
        dig        |.#| Tue 08:00 .. Tue 17:00 ann
        pour       |#.| Mon 08:00 .. Mon 17:00 ann
    ",
    );
}

#[test]
fn what_was_agreed_stays_although_it_could_be_earlier() {
    check(
        "
        person ann: welding 1
        person bob: welding 1
        seam 1d; needs welding 1; agreed Wed 08:00 bob
        edge 1d; needs welding 1
    ",
        "
        seam       |..#| Wed 08:00 .. Wed 17:00 bob
        edge       |#..| Mon 08:00 .. Mon 17:00 ann
    ",
    );
}

#[test]
fn fastest_pulls_what_was_agreed() {
    check(
        "
        order makespan
        person ann
        seam 1d; needs ann; agreed Wed 08:00 ann
    ",
        "
        seam       |#| Mon 08:00 .. Mon 17:00 ann
    ",
    );
}

/// What was agreed to begin before stands.
#[test]
fn nothing_is_put_before_the_day_from_which_work_can_be_moved() {
    check(
        "
        move from Wed 08:00
        person ann
        dig 1d; needs ann; agreed Tue 08:00 ann
        pour 1d; needs ann
    ",
        "
        dig        |#.| Tue 08:00 .. Tue 17:00 ann
        pour       |.#| Wed 08:00 .. Wed 17:00 ann
    ",
    );
}

#[test]
fn a_better_order_is_found() {
    check(
        "
        schedules 200
        order makespan
        person ann
        person bob
        one 1d; needs ann
        two 1d; needs ann
        long 3d; after two; needs bob
    ",
        "
        one        |.#..| Tue 08:00 .. Tue 17:00 ann
        two        |#...| Mon 08:00 .. Mon 17:00 ann
        long       |.###| Tue 08:00 .. Thu 17:00 bob
    ",
    );
}
