//! The made-up plan "wave 2 Eastvale" as outline and timeline.

use jiff::civil::{Date, date};

use web::chart::{Anchor, Closure, Gantt, GanttRow, Link, LinkKind, Look, Mark, Span, Zoom};
use web::component::{
    Expansion, GridRow, Knot, Pages, Place, PlanGrid, Rail, RowKind, Segmented, Tab, Tabs, Thread, Timeline, Who,
};
use web::pages::scope::*;

use super::{Plan, content};

/// outline, name, owner, work, start, finish, per cent, marks (C critical, B bolt, N nobody, M manual)
type Line = (&'static str, &'static str, &'static str, &'static str, (i16, i8, i8), (i16, i8, i8), u8, &'static str);

const LINES: [Line; 18] = [
    ("1", "Prepare the ground", "", "", (2026, 11, 2), (2026, 12, 4), 64, ""),
    ("1.1", "Confirm household list", "Tomas Lind", "60 h", (2026, 11, 2), (2026, 11, 17), 100, ""),
    ("1.2", "Secure street permits", "Priya Nair", "90 h", (2026, 11, 9), (2026, 12, 2), 55, "C"),
    ("1.3", "Meter stock on site", "Kofi Mensah", "", (2026, 12, 4), (2026, 12, 4), 0, ""),
    ("2", "Install wave 2", "", "", (2026, 11, 16), (2027, 2, 20), 12, ""),
    ("2.1", "Train 14 fitters", "Marta Kovač", "112 h", (2026, 11, 16), (2026, 11, 28), 70, ""),
    ("2.2", "Pilot street, 40 homes", "Crew A", "80 h", (2026, 12, 3), (2026, 12, 12), 0, "C"),
    ("2.3", "Install north sector, 8,200", "Crew A", "640 h", (2026, 12, 14), (2027, 1, 30), 0, "C"),
    ("2.4", "Install south sector, 7,900", "Crew B", "610 h", (2026, 12, 16), (2027, 1, 29), 0, ""),
    ("2.5", "Second visits after refusals", "Crew B", "160 h", (2027, 2, 1), (2027, 2, 18), 0, "M"),
    ("3", "Data and billing", "", "", (2026, 11, 23), (2027, 2, 26), 8, ""),
    ("3.1", "Map meter IDs to accounts", "Jonas Weber", "2 h", (2026, 11, 25), (2026, 11, 26), 0, "B"),
    ("3.2", "Migrate reading history", "Data team", "120 h", (2026, 11, 27), (2026, 12, 22), 0, ""),
    ("3.3", "Dry-run bill, 500 accounts", "Jonas Weber", "40 h", (2027, 2, 1), (2027, 2, 10), 0, "C"),
    ("3.4", "Billing cut-over", "Ines Duarte", "", (2027, 2, 15), (2027, 2, 15), 0, "C"),
    ("4", "Bring customers along", "", "", (2026, 11, 30), (2027, 2, 26), 0, ""),
    ("4.1", "Letters to households", "Lena Ström", "36 h", (2026, 11, 30), (2026, 12, 11), 0, ""),
    ("4.2", "Support surge", "", "80 h", (2027, 2, 15), (2027, 2, 26), 0, "N"),
];

const LINKS: [(usize, usize, LinkKind); 9] = [
    (1, 2, LinkKind::FinishToStart),
    (2, 6, LinkKind::FinishToStart),
    (5, 6, LinkKind::FinishToStart),
    (6, 7, LinkKind::FinishToStart),
    (7, 8, LinkKind::StartToStart),
    (8, 9, LinkKind::FinishToStart),
    (11, 12, LinkKind::FinishToStart),
    (7, 13, LinkKind::FinishToStart),
    (13, 14, LinkKind::FinishToStart),
];

fn day((year, month, day): (i16, i8, i8)) -> Date {
    date(year, month, day)
}

fn mark(line: &Line) -> Mark {
    let span = Span { from: day(line.4), to: day(line.5) };
    if !line.0.contains('.') {
        Mark::Summary(span)
    } else if line.4 == line.5 && line.3.is_empty() {
        Mark::Milestone(span.from)
    } else {
        Mark::Task(span)
    }
}

fn grid_row(at: usize, line: &Line) -> GridRow {
    let short = |date: Date| date.strftime("%-d %b").to_string();
    let kind = match mark(line) {
        Mark::Summary(_) => RowKind::Summary,
        Mark::Task(_) => RowKind::Task,
        Mark::Milestone(_) => RowKind::Milestone,
    };
    GridRow {
        id: format!("task-{at}"),
        number: at + 1,
        outline: line.0.to_owned(),
        level: if line.0.contains('.') { 2 } else { 1 },
        name: line.1.to_owned(),
        href: "plan.html".to_owned(),
        kind,
        expansion: if kind == RowKind::Summary { Expansion::Open("plan.html".to_owned()) } else { Expansion::Leaf },
        owner: (!line.2.is_empty()).then(|| Who::new(line.2, None)),
        unowned: line.7 == "N",
        work: line.3.to_owned(),
        start: short(day(line.4)),
        finish: short(day(line.5)),
        done: if kind == RowKind::Milestone { String::new() } else { format!("{}%", line.6) },
        critical: line.7 == "C",
        waits: (line.7 == "B").then(|| "31 tasks wait on it".to_owned()),
        selected: line.7 == "B",
        arrange: None,
    }
}

fn bar(line: &Line) -> GanttRow {
    let look = match line.7 {
        "N" => Look::Unowned,
        "M" => Look::Manual,
        _ => Look::Plain,
    };
    let note = match line.7 {
        "N" => Some("Nobody".to_owned()),
        "B" => Some("2 h of work, 31 tasks wait on it".to_owned()),
        _ => None,
    };
    let deadline = (line.0 == "3.4").then(|| date(2027, 2, 12));
    let baseline = (line.0 == "2.3").then(|| Span { from: date(2026, 12, 10), to: date(2027, 1, 22) });
    GanttRow {
        done: line.6,
        critical: line.7 == "C",
        look,
        note,
        deadline,
        baseline,
        selected: line.7 == "B",
        ..GanttRow::new(Some(mark(line)))
    }
}

fn gantt() -> Gantt {
    let anchor = |row: usize| Anchor { row, mark: mark(&LINES[row]) };
    let critical = |row: usize| LINES[row].7 == "C";
    let link = |&(from, to, kind): &(usize, usize, LinkKind)| Link {
        from: anchor(from),
        to: anchor(to),
        kind,
        critical: critical(from) && critical(to),
    };
    let mut closures = vec![Closure { from: date(2026, 12, 24), to: date(2027, 1, 3) }];
    let mut saturday = date(2026, 10, 31);
    while saturday < date(2027, 4, 1) {
        let sunday = saturday.tomorrow().expect("a day after");
        closures.push(Closure { from: saturday, to: sunday });
        saturday = saturday.saturating_add(jiff::ToSpan::days(7));
    }
    Gantt {
        id: "plan".to_owned(),
        from: date(2026, 10, 26),
        until: date(2027, 3, 8),
        zoom: Zoom::Week,
        today: content::TODAY,
        first_row: 0,
        rows: LINES.iter().map(bar).collect(),
        links: LINKS.iter().map(link).collect(),
        closures,
    }
}

pub(super) fn page(bars: bool) -> Plan {
    let mut shell = content::shell("Wave 2 Eastvale", Some(Place::Plans));
    shell.rail = Rail::Icons;
    let knots = vec![
        Knot::new("Goal", "60,000 households on smart meters", Some("goals.html".to_owned())),
        Knot::new("Plan", "Wave 2 Eastvale", Some("plan.html".to_owned())),
        Knot::here("Task 3.1", "Map meter IDs"),
        Knot::new("Person", "Jonas Weber", Some("empty.html".to_owned())),
    ];
    let rows = LINES.iter().enumerate().map(|(at, line)| grid_row(at, line)).collect();
    let grid = PlanGrid { label: "Work breakdown, 18 rows".to_owned(), total: LINES.len(), rows };
    Plan {
        shell,
        status: Status::new(Tone::Bad, "Ends 4 days after its goal"),
        thread: Thread { label: "Thread of the selected task".to_owned(), knots },
        tabs: Tabs {
            label: "Views of the plan".to_owned(),
            tabs: vec![Tab::new("Outline", "outline.html", !bars), Tab::new("Timeline", "plan.html", bars)],
        },
        layers: Segmented {
            label: "Show".to_owned(),
            choices: vec![Tab::new("Baseline", "plan.html?baseline=off", true), Tab::new("Links", "plan.html?links=off", true)],
        },
        timeline: if bars { Timeline::with_bars(grid, &gantt()) } else { Timeline::outline(grid) },
        pages: Pages {
            from: 1,
            to: 18,
            total: 418,
            noun: "rows".to_owned(),
            previous: None,
            next: Some("plan.html?from=19".to_owned()),
        },
    }
}
