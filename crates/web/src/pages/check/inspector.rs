//! The finding that stands beside the list: its thread, why it matters, and what to do.

use insight::Finding;
use jiff::ToSpan as _;
use organization::Function;

use super::filter::Filter;
use super::findings::Found;
use super::list::{code, name_of, severity};
use super::mending::{self, MEND};
use crate::address;
use crate::component::{Code, Control, Field, Knot, Link, Status, Thread, Who};
use crate::visit::{Tried, Visit};

/// How long a finding is muted where nobody says otherwise, in days.
const MUTED_FOR: i64 = 90;

/// One finding.
#[derive(serde::Serialize)]
pub(super) struct Inspector {
    pub(super) code: Code,
    pub(super) status: Status,
    pub(super) title: &'static str,
    pub(super) sentence: String,
    pub(super) thread: Option<Thread>,
    /// Why it matters: the first paragraph of the explanation of the rule.
    pub(super) why: &'static str,
    /// The object, and the place in which it lies.
    pub(super) links: Vec<(&'static str, Link)>,
    pub(super) people: Vec<Who>,
    /// Where the forms are sent.
    pub(super) action: String,
    pub(super) mend: Option<Mend>,
    /// Why there is no form that mends.
    pub(super) unmended: Option<String>,
    pub(super) mute: Option<Mute>,
}

/// The form that mends.
#[derive(serde::Serialize)]
pub(super) struct Mend {
    pub(super) hidden: Vec<(String, String)>,
    /// The ways, the proposed one first, with whether it is chosen.
    pub(super) choices: Vec<(String, bool)>,
}

/// The form that mutes.
#[derive(serde::Serialize)]
pub(super) struct Mute {
    pub(super) hidden: Vec<(String, String)>,
    pub(super) fields: Vec<Field>,
    pub(super) open: bool,
}

impl Inspector {
    pub(super) fn of(visit: &Visit, found: &Found<'_>, filter: &Filter, at: usize, tried: &Tried) -> Option<Inspector> {
        let finding = found.open.get(at)?;
        let seen = &visit.seen;
        let next = found.open.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| found.open.get(before)));
        let next = next.map(|finding| name_of(visit, finding)).unwrap_or_default();
        let then = format!("{}#finding", filter.href(filter.page, &next));
        let mut links = vec![("About", Link::new(seen.label(finding.subject), address::of(seen, finding.subject)))];
        let place = finding.place.filter(|place| *place != finding.subject && seen.shows(*place));
        links.extend(place.map(|place| ("In", Link::new(seen.label(place), address::of(seen, place)))));
        let people = finding.people.iter().filter(|person| seen.shows((**person).into()));
        let (mend, unmended) = mend(visit, finding, &then, tried);
        Some(Inspector {
            code: code(finding.rule),
            status: severity(finding.rule.severity).status(),
            title: finding.rule.title,
            sentence: finding.sentence.clone(),
            thread: thread(visit, finding),
            why: finding.rule.about.split("\n\n").next().unwrap_or_default(),
            links,
            people: people
                .map(|person| Who::new(&seen.title((*person).into()), Some(address::of(seen, (*person).into()))))
                .collect(),
            action: filter.href(filter.page, &name_of(visit, finding)),
            mend,
            unmended,
            mute: mute(visit, finding, &then, tried),
        })
    }
}

/// The thread of the object, as far as the viewer may see it.
fn thread(visit: &Visit, finding: &Finding) -> Option<Thread> {
    let seen = &visit.seen;
    let thread = seen.compute(|value| insight::thread(value, finding.subject, seen.day()));
    let knot = |node: insight::ThreadNode| {
        let shown = node.id.filter(|id| seen.shows(*id));
        let hidden = node.id.is_some() && shown.is_none();
        Knot {
            kind: node.layer.word().to_owned(),
            value: if hidden { "something you cannot see".to_owned() } else { node.label },
            href: shown.filter(|_| !node.here).map(|id| address::of(seen, id)),
            here: node.here,
            nothing: node.count == 0,
            cut: node.cut.is_some(),
        }
    };
    let knots: Vec<Knot> = thread.nodes.into_iter().map(knot).collect();
    (!knots.is_empty()).then(|| Thread { label: "Thread of this finding".to_owned(), knots })
}

fn hidden(visit: &Visit, command: &str, finding: &Finding, then: &str) -> Vec<(String, String)> {
    [
        ("command", command.to_owned()),
        ("id", visit.mint().to_string()),
        ("code", finding.rule.code.to_owned()),
        ("subject", finding.subject.to_string()),
        ("then", then.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn mend(visit: &Visit, finding: &Finding, then: &str, tried: &Tried) -> (Option<Mend>, Option<String>) {
    let mut ways = mending::ways(visit, finding);
    let denied = ways.iter().find_map(|way| way.denied.clone());
    ways.retain(|way| way.denied.is_none());
    if ways.is_empty() {
        let sentence = denied.unwrap_or_else(|| "No single step mends this. Open it and decide what is right.".to_owned());
        return (None, Some(sentence));
    }
    let first = ways.first().map(|way| way.fix.label.clone()).unwrap_or_default();
    let chosen = tried.value(MEND, "fix", first.clone());
    let chosen = if ways.iter().any(|way| way.fix.label == chosen) { chosen } else { first };
    let choices = ways.into_iter().map(|way| (way.fix.label == chosen, way.fix.label)).map(|(is, label)| (label, is)).collect();
    (Some(Mend { hidden: hidden(visit, MEND, finding, then), choices }), None)
}

fn mute(visit: &Visit, finding: &Finding, then: &str, tried: &Tried) -> Option<Mute> {
    if !visit.may(Function::Monitor, finding.subject) {
        return None;
    }
    const FORM: &str = "add-waiver";
    let day = visit.seen.day();
    let until = day.checked_add(MUTED_FOR.days()).unwrap_or(day).to_string();
    let fields = vec![
        Field::new("reason", "Why it may stay as it is", Control::Line(tried.value(FORM, "reason", "")))
            .required()
            .wrong(tried.error(FORM, "reason")),
        Field::new("until", "Until", Control::Day(tried.value(FORM, "until", until)))
            .hint("From that day on it is shown again.")
            .required()
            .wrong(tried.error(FORM, "until")),
    ];
    Some(Mute { hidden: hidden(visit, FORM, finding, then), fields, open: tried.is(FORM) })
}
