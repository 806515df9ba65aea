//! What the pages of goals, plans and tasks have in common: who carries a thing, what was found about it, and what people say about it.

use askama::Template;
use askama::filters::HtmlSafe;
use insight::Finding;
use jiff::civil::Date;
use office::Seen;
use organization::{AnyId, Comment, Function, Kind, Letter, Party, RecordId as _, Relation};

use super::scope::*;
use crate::address;
use crate::choices;
use crate::component::{ActFold, ActForm, Code, Knot, Severity, Thread, Who};
use crate::filling::Filling;
use crate::format;
use crate::visit::{Tried, Visit};

/// Who carries a thing, with the forms that change it.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/responsibilities.html")]
pub(super) struct Responsibilities {
    /// Who answers for it: the party, and where that was said when it is inherited.
    pub(super) accountable: Option<(Who, Option<Code>)>,
    /// Why nobody is named where nobody answers.
    pub(super) vacant: Option<String>,
    /// The others by letter.
    pub(super) rows: Vec<Carrier>,
    /// The forms, where the viewer may use them.
    pub(super) folds: Vec<ActFold>,
}

impl HtmlSafe for Responsibilities {}

/// One party with its letter.
#[derive(serde::Serialize)]
pub(super) struct Carrier {
    /// The word of the letter.
    pub(super) word: &'static str,
    /// Who.
    pub(super) who: Who,
    /// The button that ends it.
    pub(super) end: Option<ActForm>,
}

/// Facts beside their names.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/facts.html")]
pub(super) struct Facts {
    /// The facts.
    pub(super) rows: Vec<Fact>,
}

impl HtmlSafe for Facts {}

impl Facts {
    /// Whether the fact there has another name than the one before; several of one name stand below each other.
    fn begins(&self, at: &usize) -> bool {
        let name = |at: usize| self.rows.get(at).map(|fact| fact.name);
        at.checked_sub(1).and_then(name) != name(*at)
    }
}

/// One fact beside its name: words, a party or a link.
#[derive(serde::Serialize)]
pub(super) struct Fact {
    /// Its name.
    pub(super) name: &'static str,
    /// Its words.
    pub(super) text: String,
    /// Who it is.
    pub(super) who: Option<Who>,
    /// Where its words lead.
    pub(super) href: Option<String>,
}

impl Fact {
    /// Words.
    pub(super) fn text(name: &'static str, text: impl Into<String>) -> Fact {
        Fact { name, text: text.into(), who: None, href: None }
    }

    /// A day; nothing where none was named.
    pub(super) fn day(name: &'static str, day: Option<Date>, today: Date) -> Option<Fact> {
        day.map(|day| Fact::text(name, format::day(day, today)))
    }

    /// A party.
    pub(super) fn who(name: &'static str, who: Who) -> Fact {
        Fact { name, text: String::new(), who: Some(who), href: None }
    }

    /// A record that the viewer may see, with its page.
    pub(super) fn record(name: &'static str, seen: &Seen, id: AnyId) -> Option<Fact> {
        seen.shows(id).then(|| Fact { href: Some(address::of(seen, id)), ..Fact::text(name, seen.title(id)) })
    }
}

/// The page of a party, where it has one.
pub(super) fn page_of(seen: &Seen, id: AnyId) -> Option<String> {
    seen.shows(id).then(|| address::of(seen, id))
}

/// A party in a row.
pub(super) fn who(seen: &Seen, party: Party) -> Who {
    let id = party.id();
    Who::new(&seen.title(id), page_of(seen, id))
}

/// People, positions and units that a field offers, as one writes them.
pub(super) fn parties(seen: &Seen) -> Vec<String> {
    let mut offered = people(seen);
    offered.extend(units(seen));
    offered
}

/// People that a field offers: `H-3 Ines Duarte`.
pub(super) fn people(seen: &Seen) -> Vec<String> {
    choices::records(seen, Kind::Person)
}

/// Units that a field offers: `U-3 Network operations`.
pub(super) fn units(seen: &Seen) -> Vec<String> {
    choices::records(seen, Kind::Unit)
}

/// Goals that a field offers: `G-12 60,000 households`.
pub(super) fn goals(seen: &Seen) -> Vec<String> {
    choices::records(seen, Kind::Goal)
}

/// Projects that a field offers: `P-3 Wave 2`.
pub(super) fn projects(seen: &Seen) -> Vec<String> {
    choices::records(seen, Kind::Project)
}

/// A record as one writes it into a field: reference and title; empty for nothing.
pub(crate) fn written(seen: &Seen, id: impl Into<AnyId>) -> String {
    let id = id.into();
    match seen.reference(id) {
        Some(reference) => format!("{reference} {}", seen.title(id)),
        None => seen.title(id),
    }
}

impl Responsibilities {
    /// Who carries a thing on the day.
    pub(super) fn of(visit: &Visit, tried: &Tried, thing: AnyId) -> Responsibilities {
        let seen = &visit.seen;
        let found = seen.accountable(thing).filter(|found| seen.shows(found.party.id()));
        let vacant = found.as_ref().filter(|found| found.people.is_empty()).map(|found| match found.party {
            Party::Person(_) => "They have left.".to_owned(),
            Party::Position(_) => "The position is vacant.".to_owned(),
            Party::Role(_) => "Nobody plays this role.".to_owned(),
            Party::Unit(_) => "The unit has no head.".to_owned(),
        });
        let accountable = found.map(|found| {
            let said = (found.said_at != thing).then(|| seen.reference(found.said_at)).flatten();
            let said = said.map(|reference| Code::linked(reference.to_string(), address::of(seen, found.said_at)));
            (who(seen, found.party), said)
        });
        let may = visit.may(Function::Organize, thing);
        let rows = seen
            .responsibilities(thing)
            .into_iter()
            .filter(|held| held.letter != Letter::Accountable)
            .map(|held| Carrier {
                word: held.letter.word(),
                who: who(seen, held.party),
                end: may.then(|| {
                    let end = Filling::new(visit, tried, "end-responsibility").named(format!("end-{}", held.id.uuid().simple()));
                    let end = end.back().with("responsibility", AnyId::from(held.id)).with("until", seen.day());
                    end.submit("End").look("quiet").about(format!("{} {}", held.letter.word(), seen.title(held.party.id())))
                }),
            })
            .collect();
        let folds = if may { carrier_forms(visit, tried, thing, accountable.is_some()) } else { Vec::new() };
        Responsibilities { accountable, vacant, rows, folds }
    }
}

fn carrier_forms(visit: &Visit, tried: &Tried, thing: AnyId, named: bool) -> Vec<ActFold> {
    let seen = &visit.seen;
    let offered = parties(seen);
    let name = Filling::new(visit, tried, "replace-accountable").back().with("subject", thing);
    let name = name
        .suggested("party", "Who answers for it", offered.clone(), "")
        .required()
        .hint("A person, position or unit: name or reference.")
        .day("from", "From", seen.day().to_string())
        .submit(if named { "Replace" } else { "Name" })
        .look("primary");
    let letters: Vec<(&str, &str)> = Letter::ALL
        .iter()
        .filter(|letter| **letter != Letter::Accountable)
        .map(|letter| (code_of(*letter), letter.word()))
        .collect();
    let add = Filling::new(visit, tried, "add-responsibility").back().with("subject", thing);
    let add = add
        .suggested("party", "Who", offered, "")
        .required()
        .one_of("letter", "As", &letters, "responsible")
        .required()
        .submit("Add")
        .look("primary");
    let words = if named { "Replace who is accountable" } else { "Name who is accountable" };
    vec![
        ActFold::new(words, name, tried.is("replace-accountable")),
        ActFold::new("Add somebody", add, tried.is("add-responsibility")),
    ]
}

fn code_of(letter: Letter) -> &'static str {
    match letter {
        Letter::Accountable => "accountable",
        Letter::Responsible => "responsible",
        Letter::Support => "support",
        Letter::Consulted => "consulted",
        Letter::Informed => "informed",
    }
}

/// What was found about things, with the way to its fixes.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/findings.html")]
pub(super) struct Found {
    /// The findings, the gravest first.
    pub(super) rows: Vec<FoundRow>,
    /// How many more there are.
    pub(super) more: usize,
    /// Where all of them are.
    pub(super) all: String,
    /// What the page says where there are none.
    pub(super) none: &'static str,
}

impl HtmlSafe for Found {}

/// One finding.
#[derive(serde::Serialize)]
pub(super) struct FoundRow {
    /// Shape, word and colour.
    pub(super) status: Status,
    /// The rule.
    pub(super) code: Code,
    /// What is wrong.
    pub(super) sentence: String,
    /// Where it stands with its fixes.
    pub(super) href: String,
}

/// How many findings a page shows before it leads to Check.
const SHOWN: usize = 8;

impl Found {
    /// The findings about the things that `about` names, as far as the viewer sees them. `within` narrows the page Check to them.
    pub(super) fn of(visit: &Visit, within: AnyId, about: impl Fn(&Finding) -> bool) -> Found {
        let seen = &visit.seen;
        let findings = visit.results.findings.clone();
        let mut found: Vec<&Finding> =
            findings.open.iter().filter(|finding| about(finding) && seen.shows(finding.subject)).collect();
        found.sort_by_key(|finding| finding.rule.severity);
        let more = found.len().saturating_sub(SHOWN);
        let rows = found.into_iter().take(SHOWN).map(|finding| FoundRow::of(seen, finding)).collect();
        let reference = seen.reference(within).map(|reference| reference.to_string()).unwrap_or_default();
        Found { rows, more, all: format!("/check?in={reference}"), none: "Nothing is cut or loose here." }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.rows.len() + self.more
    }
}

impl FoundRow {
    fn of(seen: &Seen, finding: &Finding) -> FoundRow {
        let code = finding.rule.code;
        let subject =
            seen.reference(finding.subject).map_or_else(|| finding.subject.to_string(), |reference| reference.to_string());
        FoundRow {
            status: severity(finding.rule.severity).status(),
            code: Code::linked(code, format!("/check/rules/{code}")),
            sentence: finding.sentence.clone(),
            href: format!("/check?rule={code}&finding={code}/{subject}"),
        }
    }
}

fn severity(severity: insight::Severity) -> Severity {
    match severity {
        insight::Severity::Error => Severity::Cut,
        insight::Severity::Warning => Severity::LooseEnd,
        insight::Severity::Hint => Severity::Note,
    }
}

/// What people say about a thing.
#[derive(Template, serde::Serialize)]
#[template(path = "parts/comments.html")]
pub(super) struct Comments {
    /// The comments, the oldest first.
    pub(super) rows: Vec<CommentRow>,
    /// How many older ones are left out.
    pub(super) older: usize,
    /// The form for a new one.
    pub(super) add: Option<ActFold>,
}

impl HtmlSafe for Comments {}

/// One comment.
#[derive(serde::Serialize)]
pub(super) struct CommentRow {
    /// Who said it; nothing where an import does not say.
    pub(super) who: Option<Who>,
    /// On which day.
    pub(super) day: String,
    /// Its paragraphs.
    pub(super) text: Vec<String>,
    /// Whether only its author and whoever answers for the thing see it.
    pub(super) private: bool,
    /// The button that takes it away.
    pub(super) remove: Option<ActForm>,
}

/// The thread through a thing, as far as the viewer sees it.
pub(super) fn thread(visit: &Visit, thing: AnyId, label: &str) -> Thread {
    let seen = &visit.seen;
    let thread = seen.compute(|value| insight::thread(value, thing, seen.day()));
    let shown = |node: &&insight::ThreadNode| node.id.is_none_or(|id| seen.shows(id));
    let knots = thread.nodes.iter().filter(shown).map(|node| {
        let href = node.id.filter(|id| *id != thing).map(|id| address::of(seen, id));
        let kind = if node.count > 1 { plural(node.layer) } else { node.layer.word() };
        let knot = Knot::new(kind, node.label.clone(), href);
        Knot { here: node.here, nothing: node.count == 0, cut: node.cut.is_some(), ..knot }
    });
    Thread { label: label.to_owned(), knots: knots.collect() }
}

fn plural(layer: insight::Layer) -> &'static str {
    match layer {
        insight::Layer::Goal => "Goals",
        insight::Layer::Directive => "Directives",
        insight::Layer::Plan => "Plans",
        insight::Layer::Unit => "Units",
        insight::Layer::Task => "Work",
        insight::Layer::Position => "Positions",
        insight::Layer::Policy => "Policies",
        insight::Layer::Proposal => "Proposals",
        insight::Layer::Person => "People",
        insight::Layer::Other => "Objects",
    }
}

/// How many comments a page shows.
const COMMENTS: usize = 50;

impl Comments {
    /// The comments on a thing.
    pub(super) fn of(visit: &Visit, tried: &Tried, thing: AnyId) -> Comments {
        let seen = &visit.seen;
        let all = seen.linked::<Comment>(Relation::CommentOn, thing);
        let older = all.len().saturating_sub(COMMENTS);
        let row = |comment: &std::sync::Arc<Comment>| CommentRow {
            who: comment.by.map(|by| who(seen, Party::Person(by))),
            day: comment.day.map(|day| format::day(day, seen.day())).unwrap_or_default(),
            text: paragraphs(&comment.text),
            private: comment.private,
            remove: (comment.by == Some(visit.me)).then(|| {
                let remove = Filling::new(visit, tried, "remove-comment").named(format!("remove-{}", comment.id.uuid().simple()));
                let about = comment.day.map(|day| format!("your comment of {day}")).unwrap_or_default();
                remove.back().with("comment", AnyId::from(comment.id)).submit("Remove").look("quiet").about(about)
            }),
        };
        let rows = all.iter().skip(older).map(row).collect();
        let add = visit.may(Function::OperateDaily, thing).then(|| {
            let form = Filling::new(visit, tried, "add-comment").back().with("on", thing);
            let form = form
                .lines("text", "Comment", "")
                .required()
                .check("private", "Only for whoever answers for this", false)
                .submit("Comment")
                .look("primary");
            ActFold::new("Say something", form, tried.is("add-comment"))
        });
        Comments { rows, older, add }
    }
}

/// Text as paragraphs.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A span of days in words: "1 Jan to 30 Jun", "since 1 Jan", "until 30 Jun", or empty where it is open at both ends.
pub(super) fn span(dated: organization::Dated, today: Date) -> String {
    let last = dated.until.map(|until| until.yesterday().unwrap_or(until));
    match (dated.from, last) {
        (Some(from), Some(last)) => format!("{} to {}", format::day(from, today), format::day(last, today)),
        (Some(from), None) => format!("since {}", format::day(from, today)),
        (None, Some(last)) => format!("until {}", format::day(last, today)),
        (None, None) => String::new(),
    }
}
