//! The rows of a plan as a file of comma-separated values, with every date that the plan computed.

use axum::http::header;
use axum::response::IntoResponse;
use insight::Plan;
use office::Seen;
use organization::{Demand, Relation};

use super::rows::OutlineLine;

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
    let name: String = reference.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
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
