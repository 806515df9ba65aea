//! A plan as a file: its rows as comma-separated values with every date that the plan computed, and the whole as a file of Microsoft Project.

use axum::http::header;
use axum::response::IntoResponse;
use insight::Plan;
use office::Seen;
use organization::{Demand, Function, ProjectId, Relation};

use super::rows::OutlineLine;
use crate::visit::{Answer, Visit};

/// One cell. What a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '\u{FF1D}', '\t', '\r']);
    let text = if formula && text.parse::<i64>().is_err() { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The answer with the file.
pub(super) fn answer(seen: &Seen, reference: &str, lines: &[OutlineLine], plan: &Plan) -> impl IntoResponse + use<> {
    let mut text = String::from(
        "outline,reference,name,people,work_minutes,start,finish,early_start,early_finish,late_start,late_finish,total_float_minutes,critical,done_percent\n",
    );
    for line in lines {
        let planned = plan.of(line.task.id);
        let at = |at: Option<jiff::civil::DateTime>| at.map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
        let people: Vec<String> =
            seen.linked::<Demand>(Relation::DemandTask, line.task.id).iter().map(|demand| seen.title(demand.need.id())).collect();
        let cells = [
            line.outline.clone(),
            format!("T-{}", line.task.number),
            line.task.name.to_string(),
            people.join("; "),
            if line.work > 0 { line.work.to_string() } else { String::new() },
            at(planned.map(|planned| planned.start)),
            at(planned.map(|planned| planned.finish)),
            at(planned.map(|planned| planned.early_start)),
            at(planned.map(|planned| planned.early_finish)),
            at(planned.map(|planned| planned.late_start)),
            at(planned.map(|planned| planned.late_finish)),
            planned.map(|planned| planned.total_float.to_string()).unwrap_or_default(),
            planned.map(|planned| if planned.critical { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
            line.done.to_string(),
        ];
        text.push_str(&cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    attached(reference, ("csv", "text/csv; charset=utf-8"), text)
}

/// A text as a file to keep.
fn attached(reference: &str, (suffix, kind): (&str, &'static str), text: String) -> impl IntoResponse + use<> {
    let name: String = reference.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let disposition = format!("attachment; filename=\"{name}.{suffix}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
}

/// Whether the viewer may take a plan out as a file of Microsoft Project: it gives back all that an imported file said of its resources, so only those who
/// plan it may.
pub(super) fn may_take(visit: &Visit, project: ProjectId) -> bool {
    visit.may(Function::Plan, project)
}

/// The answer with the plan as a file of Microsoft Project.
pub(super) fn project_file(visit: &Visit, reference: &str, project: ProjectId) -> Answer {
    let seen = &visit.seen;
    let text =
        may_take(visit, project).then(|| seen.compute(|value| exchange::mspdi::export(value, project, seen.day()))).flatten();
    text.map(|text| attached(reference, ("xml", "application/xml; charset=utf-8"), text).into_response())
        .ok_or_else(|| visit.not_found())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_becomes_a_formula() {
        let cells = ["plain", "=1+1", " @cmd", "-480", "a, \"b\"", "-2+3"].map(cell);
        assert_eq!(cells, ["plain", "'=1+1", "' @cmd", "-480", "\"a, \"\"b\"\"\"", "'-2+3"]);
    }
}
