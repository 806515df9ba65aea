//! Where the thread breaks: cuts between the layers as one line, and the gravest findings.

use insight::{Finding, Findings};

use super::loose;
use crate::chart::Drawing;
use crate::component::Code;
use crate::pages::layers::Layers;
use crate::visit::Visit;

/// Findings below the line.
const SHOWN: usize = 4;

/// The line with its findings.
#[derive(serde::Serialize)]
pub(super) struct Breaks {
    pub(super) drawing: Drawing,
    /// The same numbers as a sentence that stands on the page.
    pub(super) table: Vec<(&'static str, usize)>,
    pub(super) gravest: Vec<(Code, String, String)>,
    pub(super) total: usize,
}

impl Breaks {
    pub(super) fn of(visit: &Visit, findings: &Findings) -> Breaks {
        let seen = &visit.seen;
        let shown: Vec<&Finding> = findings.open.iter().filter(|finding| seen.shows(finding.subject)).collect();
        let layers = Layers::of(visit, shown.iter().copied());
        let mut gravest = shown.clone();
        gravest.sort_by_key(|finding| (finding.rule.severity, finding.rule.code));
        // One of each rule says more than four of one.
        gravest.dedup_by_key(|finding| finding.rule.code);
        Breaks {
            drawing: layers.line().draw(),
            table: layers.held.iter().map(|held| (held.stretch.words(), held.cuts)).collect(),
            gravest: gravest
                .into_iter()
                .take(SHOWN)
                .map(|finding| (loose::code(finding), finding.sentence.clone(), loose::href(seen, finding)))
                .collect(),
            total: shown.len(),
        }
    }
}
