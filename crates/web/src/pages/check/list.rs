//! The list of findings: groups of one rule and cause with a few examples, or one row a finding.

use std::collections::BTreeSet;

use insight::{Finding, Rule, Waived};
use organization::{AnyId, Function};

use super::filter::{Filter, Show};
use super::findings::Found;
use crate::component::{Code, FindingRow, Pages, Severity};
use crate::format;
use crate::visit::Visit;

/// How many rows are shown at once.
pub(super) const ROWS: usize = 200;
/// How many examples a group shows.
const EXAMPLES: usize = 3;

/// What is listed.
#[derive(serde::Serialize)]
pub(super) struct List {
    pub(super) groups: Vec<Group>,
    pub(super) muted: Vec<Muted>,
    pub(super) pages: Option<Pages>,
}

/// Findings of one rule and cause.
#[derive(serde::Serialize)]
pub(super) struct Group {
    /// Rule, cause and count; nothing where the rows stand for themselves.
    pub(super) head: Option<Head>,
    pub(super) rows: Vec<FindingRow>,
}

/// The line above the examples of a group.
#[derive(serde::Serialize)]
pub(super) struct Head {
    pub(super) severity: Severity,
    pub(super) code: Code,
    /// "Task without an estimate: nobody said how long it takes".
    pub(super) title: String,
    /// "134 times".
    pub(super) count: String,
    /// All of them.
    pub(super) href: String,
}

/// A finding that somebody accepted for a time.
#[derive(serde::Serialize)]
pub(super) struct Muted {
    pub(super) code: Code,
    pub(super) sentence: String,
    pub(super) reason: String,
    /// "by Ada Byron, until 3 Feb".
    pub(super) by: String,
    /// The hidden fields of the form that ends it; nothing where the reader may not.
    pub(super) end: Option<Vec<(String, String)>>,
}

/// The severity as the pages show it.
pub(super) fn severity(severity: insight::Severity) -> Severity {
    match severity {
        insight::Severity::Error => Severity::Cut,
        insight::Severity::Warning => Severity::LooseEnd,
        insight::Severity::Hint => Severity::Note,
    }
}

/// The code of a rule, which leads to its page.
pub(super) fn code(rule: &Rule) -> Code {
    Code::linked(rule.code, format!("/check/rules/{}", rule.code))
}

/// How an address names a finding: `TL203/T-12`.
pub(super) fn name_of(visit: &Visit, finding: &Finding) -> String {
    let subject =
        visit.seen.reference(finding.subject).map_or_else(|| finding.subject.to_string(), |reference| reference.to_string());
    format!("{}/{subject}", finding.rule.code)
}

impl List {
    pub(super) fn of(visit: &Visit, found: &Found<'_>, filter: &Filter, chosen: Option<usize>) -> List {
        if filter.show == Show::Muted {
            let from = filter.page * ROWS;
            let muted = found.muted.iter().skip(from).take(ROWS).map(|waived| Muted::of(visit, filter, waived)).collect();
            return List { groups: Vec::new(), muted, pages: pages(filter, found.muted.len()) };
        }
        let mut drawn = Drawn { visit, filter, chosen: chosen.and_then(|at| found.open.get(at)).copied(), ids: BTreeSet::new() };
        if filter.rule.is_some() {
            let rows = found.open.iter().skip(filter.page * ROWS).take(ROWS).map(|finding| drawn.row(finding)).collect();
            let groups = vec![Group { head: None, rows }];
            return List { groups, muted: Vec::new(), pages: pages(filter, found.open.len()) };
        }
        let same = |one: &&Finding, other: &&Finding| one.rule == other.rule && one.cause == other.cause;
        let groups = found.open.chunk_by(same).take(ROWS / EXAMPLES).map(|group| drawn.group(group)).collect();
        List { groups, muted: Vec::new(), pages: None }
    }
}

fn pages(filter: &Filter, total: usize) -> Option<Pages> {
    let from = filter.page * ROWS;
    (total > ROWS).then(|| Pages {
        from: (from + 1).min(total),
        to: (from + ROWS).min(total),
        total,
        noun: "findings".to_owned(),
        previous: filter.page.checked_sub(1).map(|page| filter.href(page, "")),
        next: (from + ROWS < total).then(|| filter.href(filter.page + 1, "")),
    })
}

/// Draws rows; the ids of rows on one page differ.
struct Drawn<'a> {
    visit: &'a Visit,
    filter: &'a Filter,
    chosen: Option<&'a Finding>,
    ids: BTreeSet<String>,
}

impl Drawn<'_> {
    fn group(&mut self, findings: &[&Finding]) -> Group {
        let head = match findings {
            [first, ..] if findings.len() > 1 => Some(Head {
                severity: severity(first.rule.severity),
                code: code(first.rule),
                title: format!("{}: {}", first.rule.title, first.cause),
                count: format::count(findings.len(), "time", "times"),
                href: self.filter.of_cause(first.rule, first.cause),
            }),
            _ => None,
        };
        // The one beside the list is always in it.
        let chosen = findings.iter().position(|finding| self.is_chosen(finding)).filter(|at| *at >= EXAMPLES);
        let examples = findings.iter().take(EXAMPLES - usize::from(chosen.is_some()));
        let rows = examples.chain(chosen.and_then(|at| findings.get(at))).map(|finding| self.row(finding)).collect();
        Group { head, rows }
    }

    fn is_chosen(&self, finding: &Finding) -> bool {
        self.chosen.is_some_and(|chosen| std::ptr::eq(chosen, finding))
    }

    fn row(&mut self, finding: &Finding) -> FindingRow {
        let seen = &self.visit.seen;
        let name = name_of(self.visit, finding);
        let mut id = format!("finding-{}", name.replace('/', "-"));
        while !self.ids.insert(id.clone()) {
            id.push_str("-more");
        }
        let people: Vec<_> = finding.people.iter().filter(|person| seen.shows((**person).into())).collect();
        let others = people.len().saturating_sub(1);
        let who = people.first().map_or("an administrator".to_owned(), |person| seen.title((**person).into()));
        FindingRow {
            id,
            severity: severity(finding.rule.severity),
            code: code(finding.rule),
            sentence: finding.sentence.clone(),
            href: format!("{}#finding", self.filter.href(self.filter.page, &name)),
            count: 1,
            place: finding.place.map(|place| seen.title(place)).unwrap_or_default(),
            who: if others == 0 { who } else { format!("{who} and {}", format::count(others, "other", "others")) },
            selected: self.is_chosen(finding),
        }
    }
}

impl Muted {
    fn of(visit: &Visit, filter: &Filter, waived: &Waived) -> Muted {
        let finding = &waived.finding;
        let waiver = visit.seen.find(waived.waiver);
        let by = waiver
            .as_ref()
            .and_then(|waiver| waiver.by)
            .map(|person| visit.seen.title(person.into()))
            .filter(|name| !name.is_empty());
        let until = waiver.as_ref().map(|waiver| format::day(waiver.until, visit.seen.day())).unwrap_or_default();
        let may = visit.may(Function::Monitor, waived.waiver);
        let end = || {
            let pair = |name: &str, value: String| (name.to_owned(), value);
            vec![
                pair("command", "end-waiver".to_owned()),
                pair("id", visit.mint().to_string()),
                pair("waiver", AnyId::from(waived.waiver).to_string()),
                pair("then", filter.start()),
            ]
        };
        Muted {
            code: code(finding.rule),
            sentence: finding.sentence.clone(),
            reason: waiver.as_ref().map(|waiver| waiver.reason.to_string()).unwrap_or_default(),
            by: by.map_or_else(|| format!("until {until}"), |by| format!("by {by}, until {until}")),
            end: may.then(end),
        }
    }
}
