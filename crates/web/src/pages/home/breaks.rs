//! Where the thread breaks: cuts between the layers as one line, and the gravest findings.

use insight::{Finding, Findings};
use office::Seen;
use organization::{Goal, Project, Task};

use super::loose;
use crate::chart::{Connections, Drawing, Layer};
use crate::component::Code;
use crate::visit::Visit;

/// The rules by the link that is missing where they find something: goals to plans, plans to work, work to people.
const LINKS: [&[&str]; 3] =
    [&["TL101", "TL102", "TL107"], &["TL203", "TL204", "TL209"], &["TL104", "TL201", "TL301", "TL303", "TL311"]];
/// Findings below the line.
const SHOWN: usize = 4;

/// The line with its findings.
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
        let cuts = LINKS.map(|codes| shown.iter().filter(|finding| codes.contains(&finding.rule.code)).count());
        let people = visit.desk.derived.staff(seen).people.len();
        let layer = |name: &str, count, cuts| Layer { name: name.to_owned(), count, cuts };
        let layers = vec![
            layer("Goals", open_goals(seen), cuts[0]),
            layer("Plans", open_plans(seen), cuts[1]),
            layer("Work", seen.count::<Task>(), cuts[2]),
            layer("People", people, 0),
        ];
        let mut gravest = shown.clone();
        gravest.sort_by_key(|finding| (finding.rule.severity, finding.rule.code));
        // One of each rule says more than four of one.
        gravest.dedup_by_key(|finding| finding.rule.code);
        Breaks {
            drawing: Connections { layers }.draw(),
            table: ["Goals to plans", "Plans to work", "Work to people"].into_iter().zip(cuts).collect(),
            gravest: gravest
                .into_iter()
                .take(SHOWN)
                .map(|finding| (loose::code(finding), finding.sentence.clone(), loose::href(seen, finding)))
                .collect(),
            total: shown.len(),
        }
    }
}

fn open_goals(seen: &Seen) -> usize {
    seen.compute(|value| value.table::<Goal>().iter().filter(|goal| !goal.state.is_over()).count())
}

fn open_plans(seen: &Seen) -> usize {
    seen.compute(|value| value.table::<Project>().iter().filter(|plan| !plan.state.is_closed()).count())
}
