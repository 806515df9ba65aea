//! What stands in the way is found, and the rest is scheduled.

use planner::{CalendarId, Calendars, Finding, Lag, Link, LinkKind, Network, Project, ProjectIndex, Task, TaskIndex, schedule};

use crate::picture::check;
use crate::plan::{moment, plan};

#[test]
fn a_circle_is_found_with_its_members_and_scheduled_without_its_links() {
    check(
        "
        plan   1d
        dig    1d; after plan, paint
        pour   1d; after dig
        paint  1d; after pour
        sell   1d; after paint
    ",
        "
        plan       |#.| Mon 08:00 .. Mon 17:00 float 0
        dig        |.#| Tue 08:00 .. Tue 17:00 float 0
        pour       |#.| Mon 08:00 .. Mon 17:00 float 8h
        paint      |#.| Mon 08:00 .. Mon 17:00 float 0
        sell       |.#| Tue 08:00 .. Tue 17:00 float 0
        ! circle dig pour paint
    ",
    );
}

#[test]
fn a_link_from_a_summary_to_what_is_below_it_is_a_circle() {
    check(
        "
        house
            dig    1d; after house
            pour   1d; after dig
        self   1d; after self
    ",
        "
        house      |#| Mon 08:00 .. Mon 17:00 float 0
        dig        |#| Mon 08:00 .. Mon 17:00 float 0
        pour       |#| Mon 08:00 .. Mon 17:00 float 0
        self       |#| Mon 08:00 .. Mon 17:00 float 0
        ! circle house dig pour
        ! circle self
    ",
    );
}

#[test]
fn a_task_that_is_its_own_ancestor_is_scheduled_without_parent() {
    let mut drawn = plan("one 1d\n two 1d\nthree 1d");
    drawn.network.tasks[0].parent = Some(TaskIndex(1));
    let schedule = schedule(&drawn.network, &drawn.calendars);
    let found = |task| Finding::OwnAncestor { task: TaskIndex(task) };
    assert_eq!(schedule.findings, [found(0), found(1)]);
    assert!(schedule.tasks.iter().all(Option::is_some));
}

#[test]
fn what_points_nowhere_is_found() {
    let mut network = Network::default();
    network.projects.push(Project::starting(moment("Mon 08:00"), CalendarId::AROUND_THE_CLOCK));
    network.tasks =
        vec![Task::working(ProjectIndex(0), 60), Task::working(ProjectIndex(9), 60), Task::working(ProjectIndex(0), 60)];
    network.tasks[0].parent = Some(TaskIndex(99));
    let link = |from, to| Link { from: TaskIndex(from), to: TaskIndex(to), kind: LinkKind::FinishToStart, lag: Lag::NONE };
    network.links = vec![link(0, 77), link(0, 1), link(0, 2)];
    let schedule = schedule(&network, &Calendars::new());
    let unknown = |task| Finding::UnknownReference { task: TaskIndex(task) };
    assert_eq!(schedule.findings, [unknown(0), unknown(1), Finding::UnknownLink { link: 0 }]);
    assert_eq!(schedule.tasks.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn a_finished_task_that_began_too_early_is_found_once_for_each_link() {
    check(
        "
        dig    3d
        plan   2d
        pour   1d; after dig, plan; finished Tue 08:00 .. Tue 17:00
        house  0; after dig
            roof   1d; started Mon 08:00 left 1d
    ",
        "
        dig        |###| Mon 08:00 .. Wed 17:00 float -8h
        plan       |##.| Mon 08:00 .. Tue 17:00 float 8h
        pour       |.#.| Tue 08:00 .. Tue 17:00 float 0
        house      |#..| Mon 08:00 .. Mon 17:00 float 0
        roof       |#..| Mon 08:00 .. Mon 17:00 float 16h
        ! progress contradicts pour after dig
        ! progress contradicts pour after plan
        ! progress contradicts house after dig
    ",
    );
}

#[test]
fn tasks_with_a_little_float_are_critical_when_the_project_says_so() {
    let drawn = plan("critical below 1d\nlong 3d\nnear 2d\nfar 1d");
    let schedule = schedule(&drawn.network, &drawn.calendars);
    let critical: Vec<bool> = schedule.tasks.iter().flatten().map(|placement| placement.critical).collect();
    assert_eq!(critical, [true, true, false]);
}

#[test]
fn projects_have_their_own_start_and_finish_and_links_cross_them() {
    let mut drawn = plan("dig 1d\npour 1d; after dig\nother 1d");
    drawn.network.projects.push(Project::starting(moment("Mon2 08:00"), drawn.network.projects[0].calendar));
    drawn.network.tasks[1].project = ProjectIndex(1);
    drawn.network.tasks[2].project = ProjectIndex(1);
    let schedule = schedule(&drawn.network, &drawn.calendars);
    let shown: Vec<_> = schedule.tasks.iter().flatten().map(|own| (crate::plan::show(own.start), own.total_float)).collect();
    assert_eq!(shown, [("Mon 08:00".into(), 0), ("Tue 08:00".into(), 4 * 480), ("Mon2 08:00".into(), 0)]);
    let finishes: Vec<_> = schedule.projects.iter().flatten().map(|own| crate::plan::show(own.finish)).collect();
    assert_eq!(finishes, ["Mon 17:00", "Mon2 17:00"]);
}

#[test]
fn free_float_ends_where_a_successor_would_move() {
    let drawn =
        plan("dig 1d\nwait 1d; after dig SS\npour 1d; after dig+1d\nfloor 1d; after dig FF+3d\nlong 9d\nend 0; after wait, pour");
    let schedule = schedule(&drawn.network, &drawn.calendars);
    let free: Vec<String> = schedule.tasks.iter().flatten().map(|own| crate::picture::hours(own.free_float)).collect();
    assert_eq!(free, ["0", "16h", "0", "40h", "0", "48h"]);
}

#[test]
fn late_dates_lead_back_from_the_finish_of_the_project() {
    let drawn = plan("dig 1d\npour 2d; after dig\nlong 5d\nhouse 0; after pour\n  roof 1d\n  done 0; after roof");
    let schedule = schedule(&drawn.network, &drawn.calendars);
    let show = crate::plan::show;
    let late: Vec<_> = schedule.tasks.iter().flatten().map(|own| (show(own.late_start), show(own.late_finish))).collect();
    let expected = [
        ("Tue 08:00", "Tue 17:00"),
        ("Wed 08:00", "Thu 17:00"),
        ("Mon 08:00", "Fri 17:00"),
        ("Fri 08:00", "Fri 17:00"),
        ("Fri 08:00", "Fri 17:00"),
        ("Fri 17:00", "Fri 17:00"),
    ];
    assert_eq!(late, expected.map(|(start, finish)| (start.to_owned(), finish.to_owned())));
}
