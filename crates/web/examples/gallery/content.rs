//! The made-up utility: goals, findings and a form.

use jiff::civil::{Date, date};

use web::chart::{Connections, Layer, Span, Strip, StripAxis};
use web::component::{Cell, Code, Column, Control, Empty, ErrorSummary, Field, FindingRow, FindingTable, FormHead, Knot};
use web::component::{Place, Problem, Row, Segmented, Severity, Stale, StaleField, Tab, Table, Thread, Toast, Undo, Viewer, Who};
use web::pages::scope::*;

use super::{Check, Form, Home, List, Part, links};

pub(super) const TODAY: Date = date(2026, 11, 23);

pub(super) fn shell(title: &str, place: Option<Place>) -> Shell {
    let mut shell = Shell::bare(title, Theme::System);
    shell.place = place;
    shell.crumbs = links(&[(title, "")]);
    if let Some(place) = place.filter(|place| place.label() != title) {
        shell.crumbs.insert(0, web::component::Link::new(place.label(), place.href()));
    }
    let menu = links(&[("Your page", "/people"), ("Import", "/import")]);
    shell.viewer = Some(Viewer { name: "Amara Okafor".to_owned(), menu });
    shell.cuts = 9;
    shell.new = links(&[("goal", "form.html"), ("plan", "form.html"), ("person", "form.html")]);
    shell
}

fn table(flat: bool) -> Table {
    let axis = StripAxis { from: date(2026, 9, 1), until: date(2027, 9, 1), width: 272, today: TODAY };
    let row = |number: usize, level, name: &str, who: &str, tone, word: &str, span: Option<(Date, Date)>, due| {
        let span = span.map(|(from, to)| Span { from, to });
        let strip = Strip { name: name.to_owned(), span, done: 30, target: Some(due) };
        let plan = if span.is_some() {
            Cell::Drawing(strip.draw(&axis))
        } else {
            Cell::Link { text: "Link a plan".to_owned(), href: "form.html".to_owned() }
        };
        let under = Some(format!("G-{number}, due {}", web::format::day(due, TODAY)));
        let title =
            Cell::Title { text: name.to_owned(), href: "goals.html".to_owned(), under, level: if flat { 1 } else { level } };
        Row::new(
            format!("goal-{number}"),
            vec![
                title,
                Cell::Status(Status::new(tone, word).large()),
                plan,
                Cell::Who(Who::new(who, Some("empty.html".to_owned()))),
            ],
        )
    };
    let rows = vec![
        row(
            12,
            1,
            "60,000 households on smart meters",
            "Ines Duarte",
            Tone::Bad,
            "4 days late",
            Some((date(2026, 9, 14), date(2027, 7, 4))),
            date(2027, 6, 30),
        ),
        row(
            13,
            2,
            "Outages under 20 hours a year",
            "Kofi Mensah",
            Tone::Warn,
            "no slack",
            Some((date(2026, 10, 5), date(2027, 3, 31))),
            date(2027, 3, 31),
        ),
        row(
            14,
            2,
            "Self-service billing for all",
            "Jonas Weber",
            Tone::Ok,
            "14 days early",
            Some((date(2026, 11, 2), date(2027, 5, 18))),
            date(2027, 6, 1),
        ),
        row(15, 1, "Customer trust score of 8", "Lena Ström", Tone::Mute, "None yet", None, date(2027, 6, 30)),
    ];
    let mut table = Table::new(
        "Goals with their plans",
        vec![Column::words("Goal"), Column::words("On time"), Column::charts("Plan", axis.head()), Column::words("Owner")],
        rows,
    );
    table.dense = false;
    table
}

fn findings() -> FindingTable {
    let row = |number: usize, severity, code: &str, sentence: &str, place: &str, who: &str| FindingRow {
        id: format!("finding-{number}"),
        severity,
        code: Code::linked(code, "check.html"),
        sentence: sentence.to_owned(),
        href: "check.html#inspector".to_owned(),
        count: if number == 3 { 4 } else { 1 },
        place: place.to_owned(),
        who: who.to_owned(),
        selected: number == 1,
    };
    let rows = vec![
        row(
            1,
            Severity::Cut,
            "TL201",
            "Support surge has 80 h of work and nobody accountable",
            "Self-service billing",
            "Lena Ström",
        ),
        row(2, Severity::Cut, "TL301", "Policy “Confined spaces” has two accountable", "Safety", "Marta Kovač"),
        row(3, Severity::LooseEnd, "TL101", "Goal “Customer trust score of 8” has no plan", "Customer care", "Lena Ström"),
        row(
            4,
            Severity::Note,
            "TL304",
            "Network operations: 14 people report to one position",
            "Network operations",
            "Amara Okafor",
        ),
    ];
    FindingTable { caption: "Findings, the gravest first".to_owned(), rows }
}

fn connections() -> Connections {
    let layer = |name: &str, count, cuts| Layer { name: name.to_owned(), count, cuts };
    Connections { layers: vec![layer("Goals", 7, 1), layer("Plans", 12, 3), layer("Work", 418, 5), layer("People", 64, 0)] }
}

pub(super) fn home() -> Home {
    let mut shell = shell("Home", Some(Place::Home));
    shell.toast = Some(Toast {
        sentence: "Linked “Leak patrols” to goal G-13.".to_owned(),
        undo: Some(Undo { action: "index.html".to_owned(), hidden: vec![("entry".to_owned(), "91".to_owned())] }),
    });
    let choices = vec![
        Tab::new("Lead", "index.html", true).with(Icon::Compass),
        Tab::new("Manage", "plan.html", false).with(Icon::ChartGantt),
        Tab::new("Today", "outline.html", false).with(Icon::ListChecks),
    ];
    Home {
        shell,
        lens: Segmented { label: "Lens".to_owned(), choices },
        goals: table(true),
        findings: findings(),
        connections: connections().draw(),
        code: Code::linked("TL101", "check.html"),
    }
}

pub(super) fn check() -> Check {
    let choices = vec![
        Tab::new("All", "check.html", true).counting(23),
        Tab::new("Cuts", "check.html?kind=cut", false).counting(9),
        Tab::new("Loose ends", "check.html?kind=loose-end", false).counting(12),
        Tab::new("Mine", "check.html?mine", false).counting(2),
    ];
    let knots = vec![
        Knot::new("Goal", "Self-service billing for all", Some("goals.html".to_owned())),
        Knot::new("Plan", "Wave 2", Some("plan.html".to_owned())),
        Knot::here("Task 4.2", "Support surge").cut(),
        Knot::nothing("Person", "nobody"),
    ];
    Check {
        shell: shell("Check", Some(Place::Check)),
        filter: Segmented { label: "Show".to_owned(), choices },
        findings: findings(),
        code: Code::plain("TL201"),
        thread: Thread { label: "Thread of this finding".to_owned(), knots },
    }
}

pub(super) fn goals() -> List {
    List { shell: shell("Goals", Some(Place::Goals)), parts: vec![Part::Table(Box::new(table(false)))] }
}

pub(super) fn empty() -> List {
    let empty = Empty {
        icon: Icon::Goal,
        title: "No goals yet".to_owned(),
        text: "Write the first one, or bring in what is in a sheet.".to_owned(),
        links: links(&[("Write a goal", "form.html"), ("Import a sheet", "form.html")]),
    };
    List { shell: shell("People", Some(Place::People)), parts: vec![Part::Empty(empty)] }
}

pub(super) fn stale() -> Stale {
    let field = |label: &str, theirs: &str, yours: &str| StaleField {
        label: label.to_owned(),
        theirs: theirs.to_owned(),
        yours: yours.to_owned(),
    };
    Stale {
        sentence: "Priya Nair changed Due one minute ago.".to_owned(),
        fields: vec![field("Due", "9 Dec 2026", "30 Nov 2026")],
        keep: "goals.html".to_owned(),
        action: "form.html".to_owned(),
        hidden: vec![("due".to_owned(), "2026-11-30".to_owned())],
    }
}

pub(super) fn form(stale: Option<Stale>) -> Form {
    let mut shell = shell("Change goal G-12", Some(Place::Goals));
    let sentence = "The due day lies after that of the parent goal, 30 June 2027.";
    let refused = stale.is_none();
    shell.refused = refused;
    let options = [("a", "Active"), ("p", "Proposed"), ("m", "Met")].map(|(value, word)| (value.to_owned(), word.to_owned()));
    let fields = vec![
        Field::new("title", "Title", Control::Line("60,000 households on smart meters".to_owned())).required(),
        Field::new("why", "Why", Control::Lines("Bills from live readings.".to_owned()))
            .hint("What would be missing without it."),
        Field::new("due", "Due", Control::Day("2027-07-30".to_owned())).wrong(refused.then(|| sentence.to_owned())),
        Field::new("state", "State", Control::OneOf { options: options.to_vec(), chosen: "a".to_owned() }).required(),
        Field::new(
            "owner",
            "Owner",
            Control::Suggested {
                value: "Ines Duarte".to_owned(),
                suggestions: vec!["Ines Duarte".to_owned(), "Kofi Mensah".to_owned()],
            },
        ),
        Field::new("weight", "Weight", Control::Number("3".to_owned())),
        Field::new("private", "Only its people see it", Control::Check(false)).hint("Its name stays hidden from others."),
        Field::new("file", "Attach a sheet", Control::File(".csv,.xlsx".to_owned())),
    ];
    let summary = ErrorSummary { title: "The goal was not saved".to_owned(), problems: vec![Problem::at("due", sentence)] };
    Form {
        shell,
        stale,
        summary: refused.then_some(summary),
        head: FormHead { command: "change_goal".to_owned(), id: "0193".to_owned(), based_on: 7 },
        fields,
    }
}
