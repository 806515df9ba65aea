//! Who is busy, who is away, who qualifies.

use crate::drawing::check;

#[test]
fn nobody_does_two_things_at_once() {
    check(
        "
        person ann
        dig 2d; needs ann
        pour 1d; needs ann
    ",
        "
        dig        |##.| Mon 08:00 .. Tue 17:00 ann
        pour       |..#| Wed 08:00 .. Wed 17:00 ann
    ",
    );
}

/// Fixed units: the planned duration runs at its units, so two halves fit side by side (Microsoft: duration x units is work).
#[test]
fn half_of_somebodys_time_leaves_the_other_half() {
    check(
        "
        person ann
        dig 1d; needs ann at 50%
        pour 1d; needs ann at 50%
        cure 4h; needs ann
    ",
        "
        dig        |#.| Mon 08:00 .. Mon 17:00 ann
        pour       |#.| Mon 08:00 .. Mon 17:00 ann
        cure       |.#| Tue 08:00 .. Tue 12:00 ann
    ",
    );
}

/// Fixed units: the duration is counted in the working time of whoever does it.
#[test]
fn work_goes_around_an_absence() {
    check(
        "
        calendar ann: Mon-Fri 8-12+13-17
        calendar ann off Wed-Thu
        person ann
        dig 3d; needs ann
    ",
        "
        dig        |#####| Mon 08:00 .. Fri 17:00 ann
    ",
    );
}

#[test]
fn a_task_of_fixed_duration_waits_until_its_people_are_back_for_its_last_day() {
    check(
        "
        calendar ann: Mon-Fri 8-12+13-17
        calendar ann off Wed-Thu
        person ann
        meet 2d; fixed; needs ann
        walk 3d; fixed; needs ann
    ",
        "
        meet       |##.......| Mon 08:00 .. Tue 17:00 ann
        walk       |....#####| Fri 08:00 .. Tue2 17:00 ann
    ",
    );
}

/// Each one runs work ÷ units on their own calendar; the task spans the first start to the last finish.
#[test]
fn fixed_work_takes_longer_part_time() {
    check(
        "
        calendar ann: Mon-Fri 8-12
        person ann
        person bob
        dig 1d; needs ann for 8h; needs bob for 4h
    ",
        "
        dig        |##| Mon 08:00 .. Tue 12:00 ann bob
    ",
    );
}

#[test]
fn work_on_a_task_with_hours_of_its_own_is_done_in_both() {
    check(
        "
        calendar early: Mon-Fri 6-10
        person ann
        shift 4h; on early; needs ann
    ",
        "
        shift      |##| Mon 08:00 .. Tue 10:00 ann
    ",
    );
}

#[test]
fn anybody_who_qualifies_may_do_it() {
    check(
        "
        person ann: welding 3
        person bob: welding 3
        seam 2d; needs welding 3
        edge 2d; needs welding 2
        rest 1d; needs welding 1
    ",
        "
        seam       |##.| Mon 08:00 .. Tue 17:00 ann
        edge       |##.| Mon 08:00 .. Tue 17:00 bob
        rest       |..#| Wed 08:00 .. Wed 17:00 ann
    ",
    );
}

/// Between equals whoever has fewer skills is taken.
#[test]
fn rare_skills_stay_free() {
    check(
        "
        person ann: welding 3, diving 1
        person bob: welding 3
        seam 2d; needs welding 3
        dive 1d; needs diving 1
    ",
        "
        seam       |##| Mon 08:00 .. Tue 17:00 bob
        dive       |#.| Mon 08:00 .. Mon 17:00 ann
    ",
    );
}

#[test]
fn several_people_begin_together() {
    check(
        "
        person ann: welding 3
        person bob: welding 3
        dig 4h; needs ann
        seam 1d; needs 2 welding 3
    ",
        "
        dig        |#.| Mon 08:00 .. Mon 12:00 ann
        seam       |##| Mon 13:00 .. Tue 12:00 ann bob
    ",
    );
}

/// Ann alone can cut, so bob welds (augmenting paths).
#[test]
fn places_that_compete_are_filled_by_moving_people() {
    check(
        "
        person ann: welding 3, cutting 1
        person bob: welding 3
        mend 1d; needs welding 1; needs cutting 1
    ",
        "
        mend       |#| Mon 08:00 .. Mon 17:00 bob ann
    ",
    );
}

#[test]
fn a_pool_does_several_things_at_once() {
    check(
        "
        pool crew 300%
        dig 1d; needs crew at 200%
        pour 1d; needs crew at 100%
        cure 1d; needs crew at 100%
    ",
        "
        dig        |#.| Mon 08:00 .. Mon 17:00 crew
        pour       |#.| Mon 08:00 .. Mon 17:00 crew
        cure       |.#| Tue 08:00 .. Tue 17:00 crew
    ",
    );
}

#[test]
fn work_may_be_interrupted_where_it_says_so() {
    check(
        "
        person ann
        meet 1d; snet Tue 08:00; pinned Tue 08:00; needs ann
        dig 2d; needs ann in pieces of 4h
        pour 2d; needs ann
    ",
        "
        meet       |.#...| Tue 08:00 .. Tue 17:00 ann
        dig        |###..| Mon 08:00 .. Wed 17:00 ann
        pour       |...##| Thu 08:00 .. Fri 17:00 ann
    ",
    );
}

#[test]
fn a_demand_that_nobody_meets_is_found_and_the_rest_is_levelled() {
    check(
        "
        person ann: welding 2
        seam 1d; needs welding 3
        edge 1d; needs 2 welding 1
        dive 1d; needs diving 1
        dig 1d; needs ann at 200%
        pour 1d; after dig; needs ann
    ",
        "
        seam       |#.| Mon 08:00 .. Mon 17:00
        edge       |#.| Mon 08:00 .. Mon 17:00 ann
        dive       |#.| Mon 08:00 .. Mon 17:00
        dig        |#.| Mon 08:00 .. Mon 17:00
        pour       |.#| Tue 08:00 .. Tue 17:00 ann
        ! seam lacks 1 with welding 3
        ! edge lacks 1 with welding 1
        ! dive lacks 1 with diving 1
        ! dig lacks 1 with ann
    ",
    );
}

#[test]
fn who_never_works_does_nothing() {
    check(
        "
        calendar ann: Mon-Fri off
        person ann
        person bob
        dig 1d; needs ann
        pour 1d; needs bob
    ",
        "
        dig        |#| Mon 08:00 .. Mon 17:00
        pour       |#| Mon 08:00 .. Mon 17:00 bob
        ! ann never works
        ! dig lacks 1 with ann
    ",
    );
}

#[test]
fn people_who_are_never_there_together_leave_a_place_empty() {
    check(
        "
        calendar ann: Mon-Fri 6-10
        calendar bob: Mon-Fri 18-22
        person ann
        person bob
        meet 2h; fixed; on ann; needs ann; needs bob
    ",
        "
        meet       |#| Mon 08:00 .. Mon 10:00 ann
        ! meet finds nobody free with bob
    ",
    );
}

#[test]
fn a_milestone_needs_nobody() {
    check(
        "
        person ann
        dig 1d; needs ann
        done 0; after dig; needs ann
    ",
        "
        dig        |#| Mon 08:00 .. Mon 17:00 ann
        done       |o| Mon 17:00 .. Mon 17:00
    ",
    );
}
