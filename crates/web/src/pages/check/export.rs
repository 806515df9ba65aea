//! The findings as data: the list as it is narrowed, one entry for each subject.

use std::collections::BTreeMap;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use exchange::diagnostics::{Context, Diagnostic, csv, json};

use super::filter::{Asked, Filter};
use super::findings::Found;
use crate::visit::Visit;

/// The list as CSV or JSON, where the address asks for that.
pub(super) fn data(visit: &Visit, asked: &Asked) -> Option<Response> {
    let (kind, disposition) = match asked.r#as.as_str() {
        "csv" => ("text/csv; charset=utf-8", "attachment; filename=\"findings.csv\""),
        "json" => ("application/json", "inline"),
        _ => return None,
    };
    let findings = visit.results.findings_of(&visit.seen);
    let filter = Filter::of(&visit.seen, asked);
    let found = Found::of(visit, &findings, &filter);
    let diagnostics: Vec<Diagnostic> = visit.seen.compute(|organization| {
        let context = Context { organization, day: visit.seen.day(), source: None, places: &BTreeMap::new() };
        found.open.iter().map(|finding| context.diagnostic(finding, &mut || visit.mint())).collect()
    });
    let text = if asked.r#as == "csv" { csv(&diagnostics) } else { json(&diagnostics) };
    Some(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}
