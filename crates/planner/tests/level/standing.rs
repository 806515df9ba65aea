//! What is done, under way, typed, pinned, promised; links, lags, summaries and projects that are scheduled from their finish.

use crate::drawing::check;

#[test]
fn a_pinned_task_stays_and_holds_its_people() {
    check(
        "
        person ann
        meet 1d; pinned Tue 08:00; needs ann
        dig 2d; needs ann
    ",
        "
        meet       |#..| Tue 08:00 .. Tue 17:00 ann
        dig        |.##| Wed 08:00 .. Thu 17:00 ann
    ",
    );
}

#[test]
fn typed_dates_stay_and_hold_their_people() {
    check(
        "
        person ann
        meet 1d; manual Mon 08:00 .. Mon 17:00; fixed; needs ann
        dig 1d; needs ann
    ",
        "
        meet       |#.| Mon 08:00 .. Mon 17:00 ann
        dig        |.#| Tue 08:00 .. Tue 17:00 ann
    ",
    );
}

#[test]
fn done_work_stays_with_who_did_it() {
    check(
        "
        status Wed 08:00
        person ann: welding 1
        person bob: welding 1
        seam 1d; finished Mon 08:00 .. Mon 17:00; needs welding 1; agreed Mon 08:00 bob
        edge 1d; needs welding 1
    ",
        "
        seam       |#..| Mon 08:00 .. Mon 17:00 bob
        edge       |..#| Wed 08:00 .. Wed 17:00 ann
    ",
    );
}

#[test]
fn what_remains_of_a_task_under_way_goes_on_after_the_status_date() {
    check(
        "
        status Wed 08:00
        person ann
        dig 2d; started Mon 08:00 left 1d; needs ann
        pour 1d; needs ann
    ",
        "
        dig        |###.| Mon 08:00 .. Wed 17:00 ann
        pour       |...#| Thu 08:00 .. Thu 17:00 ann
    ",
    );
}

#[test]
fn two_tasks_that_stand_on_the_same_day_are_found() {
    check(
        "
        person ann
        meet 1d; pinned Tue 08:00; needs ann
        walk 1d; pinned Tue 08:00; needs ann
    ",
        "
        meet       |#| Tue 08:00 .. Tue 17:00 ann
        walk       |#| Tue 08:00 .. Tue 17:00 ann
        ! ann overloaded Tue 08:00 .. Tue 17:00
    ",
    );
}

#[test]
fn a_promise_that_nobody_is_free_for_is_found() {
    check(
        "
        person ann
        meet 1d; pinned Mon 08:00; needs ann
        dig 1d; snlt Mon 08:00; needs ann
    ",
        "
        meet       |#.| Mon 08:00 .. Mon 17:00 ann
        dig        |.#| Tue 08:00 .. Tue 17:00 ann
        ! dig should be at Mon 08:00 and is at Tue 08:00
    ",
    );
}

#[test]
fn links_of_all_kinds_hold_with_people() {
    check(
        "
        person ann
        person bob
        dig 2d; needs ann
        pour 1d; after dig SS+1d; needs bob
        cure 1d; after dig FF; needs bob
        mend 4h; after dig-4h; needs bob
        lift 1d; after cure+50%; needs ann
    ",
        "
        dig        |##..| Mon 08:00 .. Tue 17:00 ann
        pour       |..#.| Wed 08:00 .. Wed 17:00 bob
        cure       |.#..| Tue 08:00 .. Tue 17:00 bob
        mend       |...#| Thu 08:00 .. Thu 12:00 bob
        lift       |..##| Wed 13:00 .. Thu 12:00 ann
    ",
    );
}

#[test]
fn a_link_into_a_summary_holds_for_all_below() {
    check(
        "
        person ann
        dig 1d; needs ann
        house 0; after dig
          wall 1d; needs ann
          roof 1d; after wall; needs ann
        done 0; after house
    ",
        "
        dig        |#..| Mon 08:00 .. Mon 17:00 ann
        house      |.##| Tue 08:00 .. Wed 17:00
        wall       |.#.| Tue 08:00 .. Tue 17:00 ann
        roof       |..#| Wed 08:00 .. Wed 17:00 ann
        done       |..o| Wed 17:00 .. Wed 17:00
    ",
    );
}

#[test]
fn a_task_as_late_as_possible_waits_for_its_people_all_the_same() {
    check(
        "
        person ann
        person bob
        dig 3d; needs ann
        post 1d; alap; needs bob
        meet 1d; pinned Wed 08:00; needs bob
    ",
        "
        dig        |###.| Mon 08:00 .. Wed 17:00 ann
        post       |...#| Thu 08:00 .. Thu 17:00 bob
        meet       |..#.| Wed 08:00 .. Wed 17:00 bob
    ",
    );
}

#[test]
fn a_project_from_its_finish_begins_as_much_earlier_as_people_are_short() {
    check(
        "
        until Fri 17:00
        person ann
        dig 1d; needs ann
        pour 1d; needs ann
        cure 1d; needs ann
    ",
        "
        dig        |#..| Wed 08:00 .. Wed 17:00 ann
        pour       |.#.| Thu 08:00 .. Thu 17:00 ann
        cure       |..#| Fri 08:00 .. Fri 17:00 ann
    ",
    );
}

#[test]
fn a_wait_for_concrete_needs_nobody() {
    check(
        "
        person ann
        pour 1d; needs ann
        cure 3ed; after pour
        strip 1d; after cure; needs ann
    ",
        "
        pour       |#....| Mon 08:00 .. Mon 17:00 ann
        cure       |####.| Mon 17:00 .. Thu 17:00
        strip      |....#| Fri 08:00 .. Fri 17:00 ann
    ",
    );
}

#[test]
fn a_circle_is_found_and_its_people_still_work_in_turn() {
    check(
        "
        person ann
        dig 1d; after pour; needs ann
        pour 1d; after dig; needs ann
    ",
        "
        dig        |#.| Mon 08:00 .. Mon 17:00 ann
        pour       |.#| Tue 08:00 .. Tue 17:00 ann
    ",
    );
}
