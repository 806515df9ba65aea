//! The findings that a reader may see, those that they asked for, and the sentences about them.

use std::collections::BTreeMap;

use insight::{Finding, Findings, RULES, Severity, Waived};
use organization::{AnyId, Demand, Dependency, PersonId, Responsibility};

use super::filter::{Filter, Show, lies_in};
use crate::component::{Empty, Icon, Link};
use crate::format;
use crate::visit::Visit;

/// The findings of one reader.
pub(super) struct Found<'a> {
    me: PersonId,
    /// Everything open that they may see.
    pub(super) all: Vec<&'a Finding>,
    /// Everything muted that they may see.
    waived: Vec<&'a Waived>,
    /// What they asked for, in the order in which it is listed.
    pub(super) open: Vec<&'a Finding>,
    /// The muted ones that they asked for.
    pub(super) muted: Vec<&'a Waived>,
}

impl<'a> Found<'a> {
    pub(super) fn of(visit: &Visit, findings: &'a Findings, filter: &Filter) -> Found<'a> {
        let shows = |finding: &Finding| visit.seen.shows(finding.subject);
        let all: Vec<&Finding> = findings.open.iter().filter(|finding| shows(finding)).collect();
        let waived: Vec<&Waived> = findings.waived.iter().filter(|waived| shows(&waived.finding)).collect();
        let mut found = Found { me: visit.me, all, waived, open: Vec::new(), muted: Vec::new() };
        if filter.is_lost() {
            return found;
        }
        let asked = |finding: &Finding| {
            filter.rule.is_none_or(|rule| *rule == *finding.rule)
                && filter.cause.as_deref().is_none_or(|cause| cause == finding.cause)
        };
        let near = |finding: &Finding| {
            filter.place.is_none_or(|place| {
                visit.seen.compute(|value| {
                    let at = |id: AnyId| lies_in(value, id, place);
                    at(finding.subject) || finding.place.is_some_and(at)
                })
            })
        };
        let shown = |finding: &Finding| asked(finding) && near(finding);
        found.open = found.all.iter().copied().filter(|finding| found.is(filter.show, finding) && shown(finding)).collect();
        found.open.sort_by_key(|finding| (finding.rule.severity, finding.rule.code, finding.cause));
        if filter.show == Show::Muted {
            found.muted = found.waived.iter().copied().filter(|waived| shown(&waived.finding)).collect();
        }
        found
    }

    fn is(&self, show: Show, finding: &Finding) -> bool {
        match show {
            Show::All => true,
            Show::Of(severity) => finding.rule.severity == severity,
            Show::Mine => finding.people.contains(&self.me),
            Show::Muted => false,
        }
    }

    /// How many there are of a kind, without narrowing.
    pub(super) fn count(&self, show: Show) -> usize {
        if show == Show::Muted { self.waived.len() } else { self.all.iter().filter(|finding| self.is(show, finding)).count() }
    }

    /// How many open ones a rule has.
    pub(super) fn of_rule(&self, code: &str) -> usize {
        self.all.iter().filter(|finding| finding.rule.code == code).count()
    }

    /// The number in the list of the finding that stands beside it: the one that was chosen, else the first.
    pub(super) fn chosen(&self, filter: &Filter) -> Option<usize> {
        let chosen = filter.finding.as_ref().and_then(|(code, subject)| {
            self.open.iter().position(|finding| finding.rule.code == code && finding.subject == *subject)
        });
        let first = || {
            let at = filter.page * super::list::ROWS;
            let shown = if filter.rule.is_some() { at } else { 0 };
            Some(shown).filter(|at| *at < self.open.len())
        };
        chosen.or_else(first)
    }

    /// "9 cuts, 31 loose ends. 5 of them are yours to mend."
    pub(super) fn sentence(&self) -> String {
        let counted =
            [(Severity::Error, "cut", "cuts"), (Severity::Warning, "loose end", "loose ends"), (Severity::Hint, "note", "notes")]
                .map(|(severity, one, many)| (self.count(Show::Of(severity)), one, many));
        let parts: Vec<String> = counted
            .iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, one, many)| format::count(*count, one, many))
            .collect();
        if parts.is_empty() {
            return "Every thread holds, from the goals to the people.".to_owned();
        }
        let mine = match (self.count(Show::Mine), self.all.len()) {
            (0, _) => "None of them is yours to mend.".to_owned(),
            (1, 1) => "It is yours to mend.".to_owned(),
            (1, _) => "One of them is yours to mend.".to_owned(),
            (mine, all) if mine == all => "All of them are yours to mend.".to_owned(),
            (mine, _) => format!("{} of them are yours to mend.", format::count(mine, "", "").trim()),
        };
        format!("{}. {mine}", parts.join(", "))
    }

    /// "1,204 links checked against 17 rules".
    pub(super) fn checked(&self, visit: &Visit) -> String {
        let served: usize = visit.seen.compute(|value| value.projects().iter().map(|project| project.serves.len()).sum());
        let links =
            served + visit.seen.count::<Responsibility>() + visit.seen.count::<Demand>() + visit.seen.count::<Dependency>();
        format!("{} checked against {}", format::count(links, "link", "links"), format::count(RULES.len(), "rule", "rules"))
    }

    /// The places in which most lies, for the field that narrows.
    pub(super) fn places(&self, visit: &Visit) -> Vec<String> {
        let mut counts: BTreeMap<AnyId, usize> = BTreeMap::new();
        for place in self.all.iter().filter_map(|finding| finding.place) {
            *counts.entry(place).or_default() += 1;
        }
        let mut places: Vec<(AnyId, usize)> = counts.into_iter().collect();
        places.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        places.iter().take(50).map(|(place, _)| visit.seen.label(*place)).filter(|label| !label.is_empty()).collect()
    }

    /// What stands in the place of a list with nothing in it.
    pub(super) fn empty(&self, filter: &Filter) -> Option<Empty> {
        if !self.open.is_empty() || !self.muted.is_empty() {
            return None;
        }
        let rules = Link::new("Read what is checked", "/check/rules");
        let all = Link::new("Show all findings", "/check");
        let (title, text, links) = if filter.narrows() {
            ("Nothing of this kind here", "The rule finds nothing in this place.", vec![all, rules])
        } else {
            match filter.show {
                Show::Muted => {
                    ("Nothing is muted", "A finding that is known and accepted for a time can be muted with a reason.", vec![all])
                }
                Show::Mine => ("Nothing here is yours to mend", "What others have to mend is under All.", vec![all]),
                Show::All | Show::Of(_) => ("Nothing is cut", "Every rule was checked, and none found anything.", vec![rules]),
            }
        };
        Some(Empty { icon: Icon::CircleCheck, title: title.to_owned(), text: text.to_owned(), links })
    }
}
