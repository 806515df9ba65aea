//! The four kinds of links, with lag and lead. A link ties one end of the predecessor to one end of the successor; a lag is
//! counted on the successor's calendar (Microsoft KB 159773: lag uses the base calendar, not the resource's; J. Aksel, MVP,
//! office-forums.com 459892: the successor's task calendar, else the project's).

use crate::picture::check;

#[test]
fn a_task_waits_for_its_slowest_predecessor() {
    check(
        "
        dig    2d
        pour   4d
        build  1d; after dig, pour
    ",
        "
        dig        |##...| Mon 08:00 .. Tue 17:00 float 16h
        pour       |####.| Mon 08:00 .. Thu 17:00 float 0
        build      |....#| Fri 08:00 .. Fri 17:00 float 0
    ",
    );
}

#[test]
fn a_lag_counts_working_days_and_a_lead_goes_back_over_the_weekend() {
    check(
        "
        dig    5d
        wait   1d; after dig+2d
        early  1d; after wait-3d
    ",
        "
        dig        |#####.....| Mon 08:00 .. Fri 17:00 float 0
        wait       |.........#| Wed2 08:00 .. Wed2 17:00 float 0
        early      |.......#..| Mon2 08:00 .. Mon2 17:00 float 16h
    ",
    );
}

#[test]
fn an_elapsed_lag_runs_through_the_weekend() {
    check(
        "
        pour   4d
        strip  1d; after pour+3ed
        check  1d; after pour+4ed
    ",
        "
        pour       |####.....| Mon 08:00 .. Thu 17:00 float 0
        strip      |.......#.| Mon2 08:00 .. Mon2 17:00 float 8h
        check      |........#| Tue2 08:00 .. Tue2 17:00 float 0
    ",
    );
}

#[test]
fn start_to_start_ties_the_starts() {
    check(
        "
        dig   4d
        haul  1d; after dig SS+1d
        swept 2d; after haul SS
    ",
        "
        dig        |####| Mon 08:00 .. Thu 17:00 float 0
        haul       |.#..| Tue 08:00 .. Tue 17:00 float 8h
        swept      |.##.| Tue 08:00 .. Wed 17:00 float 8h
    ",
    );
}

#[test]
fn finish_to_finish_lets_a_task_finish_no_earlier() {
    check(
        "
        dig   4d
        haul  1d; after dig FF+1d
        paper 6d; after dig FF
    ",
        "
        dig        |####....| Mon 08:00 .. Thu 17:00 float 8h
        haul       |....#...| Fri 08:00 .. Fri 17:00 float 8h
        paper      |########| Mon 08:00 .. Mon2 17:00 float 0
    ",
    );
}

/// Microsoft's own files state the finish of such a successor at the start of a shift when the link puts it there, not at the
/// end of the shift before.
#[test]
fn start_to_finish_ends_a_task_where_another_starts() {
    check(
        "
        dig    2d
        new    1d; after dig
        old    1d; after new SF
        older  1d; after new SF+4h
    ",
        "
        dig        |##.| Mon 08:00 .. Tue 17:00 float 0
        new        |..#| Wed 08:00 .. Wed 17:00 float 0
        old        |.##| Tue 08:00 .. Wed 08:00 float 8h
        older      |.##| Tue 13:00 .. Wed 12:00 float 4h
    ",
    );
}

#[test]
fn a_lag_in_per_cent_is_a_part_of_the_predecessors_duration() {
    check(
        "
        dig    4d
        half   1d; after dig SS+50%
        lead   1d; after dig-75%
        clock  1d; after dig+150e%
        cure   2ed
        after  1d; after cure-50%
    ",
        "
        dig        |####....| Mon 08:00 .. Thu 17:00 float 8h
        half       |..#.....| Wed 08:00 .. Wed 17:00 float 24h
        lead       |.#......| Tue 08:00 .. Tue 17:00 float 32h
        clock      |.......#| Mon2 08:00 .. Mon2 17:00 float 0
        cure       |###.....| Mon 08:00 .. Wed 08:00 float 129h
        after      |.#......| Tue 08:00 .. Tue 17:00 float 32h
    ",
    );
}

#[test]
fn a_lag_after_a_summary_in_per_cent_is_a_part_of_its_span() {
    check(
        "
        house
            dig    1d
            pour   1d; after dig
        sell   1d; after house+100%
    ",
        "
        house      |##...| Mon 08:00 .. Tue 17:00 float 0
        dig        |#....| Mon 08:00 .. Mon 17:00 float 0
        pour       |.#...| Tue 08:00 .. Tue 17:00 float 0
        sell       |....#| Fri 08:00 .. Fri 17:00 float 0
    ",
    );
}

#[test]
fn a_lag_is_counted_on_the_successors_calendar() {
    check(
        "
        calendar weekend: Sat-Sun 8-12+13-17
        dig    5d
        dance  1d; on weekend; after dig+1d
        sweep  1d; after dance+1d
    ",
        "
        dig        |#####....| Mon 08:00 .. Fri 17:00 float 0
        dance      |......#..| Sun 08:00 .. Sun 17:00 float 0
        sweep      |........#| Tue2 08:00 .. Tue2 17:00 float 0
    ",
    );
}

#[test]
fn float_is_counted_in_the_working_time_of_the_task() {
    check(
        "
        calendar night: Mon-Fri 20-24
        long   5d
        short  1d
        watch  4h; on night
    ",
        "
        long       |#####| Mon 08:00 .. Fri 17:00 float 0
        short      |#....| Mon 08:00 .. Mon 17:00 float 32h
        watch      |#....| Mon 20:00 .. Tue 00:00 float 12h
    ",
    );
}

#[test]
fn a_link_with_lag_leaves_no_float_on_the_longest_way() {
    check(
        "
        dig    1d
        pour   1d; after dig+1d
        strip  1d; after pour SS+2d
        paint  1d; after strip FF+1d
        side   1d; after dig
    ",
        "
        dig        |#.......| Mon 08:00 .. Mon 17:00 float 0
        pour       |..#.....| Wed 08:00 .. Wed 17:00 float 0
        strip      |....#...| Fri 08:00 .. Fri 17:00 float 0
        paint      |.......#| Mon2 08:00 .. Mon2 17:00 float 0
        side       |.#......| Tue 08:00 .. Tue 17:00 float 32h
    ",
    );
}
