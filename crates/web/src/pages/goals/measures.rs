//! The measures of a goal: what is read, where it is to arrive, and what was read when.

use office::Seen;
use organization::{AnyId, Function, GoalId, Measure, Quantity, Reading, RecordId as _, Relation};

use crate::chart::{Drawing, Readings};
use crate::component::{ActFold, Cell, Column, Row, Table};
use crate::filling::Filling;
use crate::format;
use crate::visit::{Tried, Visit};

/// How many readings a table shows.
const READINGS: usize = 60;

/// The measures of a goal.
#[derive(serde::Serialize)]
pub(super) struct Measures {
    pub(super) rows: Vec<MeasureRow>,
    pub(super) add: Option<ActFold>,
}

/// One measure.
#[derive(serde::Serialize)]
pub(super) struct MeasureRow {
    pub(super) name: String,
    pub(super) now: Option<String>,
    pub(super) when: String,
    pub(super) baseline: String,
    pub(super) target: String,
    pub(super) chart: Option<Drawing>,
    pub(super) table: Option<Table>,
    pub(super) folds: Vec<ActFold>,
}

/// "31,480 households", "7.1 %".
fn words(value: Quantity, unit: &str) -> String {
    let text = value.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("−", digits));
    let (whole, places) = digits.split_once('.').map_or((digits, String::new()), |(whole, places)| (whole, format!(".{places}")));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), format::thousands);
    format!("{sign}{whole}{places}{}{unit}", if unit.is_empty() { "" } else { " " })
}

impl Measures {
    pub(super) fn of(visit: &Visit, tried: &Tried, goal: GoalId) -> Measures {
        let measures = visit.seen.linked::<Measure>(Relation::MeasureGoal, goal);
        let rows = measures.iter().map(|measure| row(visit, tried, measure)).collect();
        let add = visit.may(Function::SetDirection, goal).then(|| {
            let form = Filling::new(visit, tried, "add-measure").back().with("goal", AnyId::from(goal));
            let form = form
                .line("name", "What is read", "")
                .required()
                .line("unit", "Unit", "")
                .number("baseline", "Started at", "")
                .number("target", "Target", "")
                .submit("Add measure")
                .look("primary");
            ActFold::new("Add a measure", form, tried.is("add-measure"))
        });
        Measures { rows, add }
    }

    /// "Homes connected is at 31,480 of 60,000." for the first measure that was read.
    pub(super) fn sentence(&self) -> Option<String> {
        let row = self.rows.iter().find(|row| row.now.is_some())?;
        let now = row.now.as_deref()?;
        let target = if row.target.is_empty() { String::new() } else { format!(", target {}", row.target) };
        Some(format!("{}: {now}{target}.", row.name))
    }
}

fn row(visit: &Visit, tried: &Tried, measure: &Measure) -> MeasureRow {
    let seen = &visit.seen;
    let unit = measure.unit.as_deref().unwrap_or_default();
    let mut readings = seen.linked::<Reading>(Relation::ReadingMeasure, measure.id);
    readings.sort_by_key(|reading| (reading.on, reading.id));
    let last = readings.last();
    let target = measure.target.map(|target| words(target, unit));
    let chart = Readings {
        name: measure.name.to_string(),
        points: readings.iter().map(|reading| (reading.on, reading.value.millionths())).collect(),
        target: measure.target.map(|target| (target.millionths(), format!("target {}", words(target, "")))),
        last: last.map(|reading| words(reading.value, "")).unwrap_or_default(),
        today: seen.day(),
    };
    MeasureRow {
        name: measure.name.to_string(),
        now: last.map(|reading| words(reading.value, unit)),
        when: last.map(|reading| format::day(reading.on, seen.day())).unwrap_or_default(),
        baseline: measure.baseline.map(|baseline| words(baseline, unit)).unwrap_or_default(),
        target: target.unwrap_or_default(),
        chart: chart.draw(),
        table: (!readings.is_empty()).then(|| table(seen, measure, &readings)),
        folds: folds(visit, tried, measure),
    }
}

fn table(seen: &Seen, measure: &Measure, readings: &[std::sync::Arc<Reading>]) -> Table {
    let unit = measure.unit.as_deref().unwrap_or_default();
    let row = |reading: &std::sync::Arc<Reading>| {
        let note = if reading.note.is_empty() { Cell::Blank } else { Cell::text(reading.note.to_string()) };
        let day = Cell::number(format::day(reading.on, seen.day()));
        Row::new(format!("reading-{}", reading.id.uuid().simple()), vec![day, Cell::number(words(reading.value, unit)), note])
    };
    let columns = vec![Column::words("Day"), Column::numbers("Reading"), Column::words("Note")];
    let rows = readings.iter().rev().take(READINGS).map(row).collect();
    Table { dense: true, ..Table::new(format!("Readings of {}, the newest first", measure.name), columns, rows) }
}

fn folds(visit: &Visit, tried: &Tried, measure: &Measure) -> Vec<ActFold> {
    let mut folds = Vec::new();
    let place = measure.id.uuid().simple();
    let id = AnyId::from(measure.id);
    if visit.may(Function::Monitor, id) {
        let name = format!("read-{place}");
        let form = Filling::new(visit, tried, "add-reading").named(&name).back().with("measure", id);
        let form = form
            .number("value", "Reading", "")
            .required()
            .day("on", "Day", visit.seen.day().to_string())
            .required()
            .line("note", "Note", "")
            .submit("Add reading")
            .look("primary")
            .about(format!("of {}", measure.name))
            .across();
        folds.push(ActFold::new("Add a reading", form, tried.is(&name)));
    }
    if visit.may(Function::SetDirection, id) {
        let name = format!("measure-{place}");
        let number = |value: Option<Quantity>| value.map(|value| value.to_string()).unwrap_or_default();
        let form = Filling::new(visit, tried, "change-measure").named(&name).back().with("measure", id);
        let form = form
            .line("name", "What is read", measure.name.to_string())
            .required()
            .line("unit", "Unit", measure.unit.as_deref().unwrap_or_default())
            .number("baseline", "Started at", number(measure.baseline))
            .number("target", "Target", number(measure.target))
            .submit("Save measure")
            .look("primary")
            .about(measure.name.to_string())
            .across();
        folds.push(ActFold::new("Change", form, tried.is(&name)));
    }
    folds
}
