//! What of the findings a reader wants to see; all of it stands in the address, so that Back, bookmarks and mails work.

use insight::{RULES, Rule, Severity};
use office::Seen;
use organization::{AnyId, GoalId, Kind, Organization, ProjectId, UnitId};
use serde::Deserialize;

use super::findings::Found;
use crate::address::escape;
use crate::component::{Control, Field, Link, Segmented, Tab};
use crate::forms::named;
use crate::visit::Visit;

/// The query of the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    show: String,
    rule: String,
    cause: String,
    r#in: String,
    finding: String,
    page: String,
    pub(super) r#as: String,
}

/// Which kind of findings is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) enum Show {
    /// All that are open.
    #[default]
    All,
    /// Of one severity.
    Of(Severity),
    /// Those that concern the reader.
    Mine,
    /// Those that somebody accepted for a time.
    Muted,
}

impl Show {
    const EVERY: [Show; 6] =
        [Show::All, Show::Of(Severity::Error), Show::Of(Severity::Warning), Show::Of(Severity::Hint), Show::Mine, Show::Muted];

    fn name(self) -> &'static str {
        match self {
            Show::All => "",
            Show::Of(Severity::Error) => "cuts",
            Show::Of(Severity::Warning) => "loose-ends",
            Show::Of(Severity::Hint) => "notes",
            Show::Mine => "mine",
            Show::Muted => "muted",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Show::All => "All",
            Show::Of(Severity::Error) => "Cuts",
            Show::Of(Severity::Warning) => "Loose ends",
            Show::Of(Severity::Hint) => "Notes",
            Show::Mine => "Mine",
            Show::Muted => "Muted",
        }
    }
}

/// The choices of the reader.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) show: Show,
    pub(super) rule: Option<&'static Rule>,
    pub(super) cause: Option<String>,
    /// A unit, project or goal, with what was typed to name it.
    pub(super) place: Option<AnyId>,
    typed: String,
    /// The finding that stands beside the list: code and subject.
    pub(super) finding: Option<(String, AnyId)>,
    /// The piece of the list, from 0.
    pub(super) page: usize,
}

impl Filter {
    pub(super) fn of(seen: &Seen, asked: &Asked) -> Filter {
        let show = Show::EVERY.into_iter().find(|show| show.name() == asked.show).unwrap_or_default();
        let rule = Rule::find(&asked.rule).filter(|_| !asked.rule.is_empty());
        let typed = asked.r#in.trim().to_owned();
        let place = (!typed.is_empty()).then(|| place(&typed, seen)).flatten();
        Filter {
            show,
            rule,
            cause: Some(asked.cause.clone()).filter(|cause| rule.is_some() && !cause.is_empty()),
            place,
            typed,
            finding: asked
                .finding
                .split_once('/')
                .and_then(|(code, subject)| Some((code.to_owned(), subject_of(seen, subject)?))),
            page: asked.page.parse::<usize>().unwrap_or(1).saturating_sub(1),
        }
    }

    /// Whether anything but the severity narrows the list.
    pub(super) fn narrows(&self) -> bool {
        self.rule.is_some() || !self.typed.is_empty()
    }

    /// Whether a place was typed that names nothing here.
    pub(super) fn is_lost(&self) -> bool {
        !self.typed.is_empty() && self.place.is_none()
    }

    /// The address of the same list with another piece and another finding beside it.
    pub(super) fn href(&self, page: usize, finding: &str) -> String {
        let page = if page == 0 { String::new() } else { (page + 1).to_string() };
        let pairs = [
            ("show", self.show.name()),
            ("rule", self.rule.map_or("", |rule| rule.code)),
            ("cause", self.cause.as_deref().unwrap_or_default()),
            ("in", &self.typed),
            ("page", &page),
            ("finding", finding),
        ];
        let kept: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect();
        if kept.is_empty() { "/check".to_owned() } else { format!("/check?{}", kept.join("&")) }
    }

    /// The address of the same list, from its beginning.
    pub(super) fn start(&self) -> String {
        self.href(0, "")
    }

    /// The address of all findings of a rule with one cause.
    pub(super) fn of_cause(&self, rule: &'static Rule, cause: &str) -> String {
        Filter { rule: Some(rule), cause: Some(cause.to_owned()), ..self.clone() }.start()
    }

    pub(super) fn segments(&self, found: &Found<'_>) -> Segmented {
        let choice = |show: Show| {
            let href = Filter { show, ..self.clone() }.start();
            Tab::new(show.word(), href, self.show == show).counting(found.count(show))
        };
        let used = |show: &Show| *show == Show::All || *show == self.show || found.count(*show) > 0;
        Segmented { label: "Which findings".to_owned(), choices: Show::EVERY.into_iter().filter(used).map(choice).collect() }
    }

    /// The same list as data.
    pub(super) fn exports(&self) -> Vec<Link> {
        let start = self.start();
        let joint = if start.contains('?') { '&' } else { '?' };
        [("CSV", "csv"), ("JSON", "json")].map(|(label, name)| Link::new(label, format!("{start}{joint}as={name}"))).to_vec()
    }
}

/// What a place is called in an address or in the field: a reference, a title, or an id.
fn place(typed: &str, seen: &Seen) -> Option<AnyId> {
    [None, Some(Kind::Unit), Some(Kind::Project), Some(Kind::Goal)]
        .into_iter()
        .find_map(|kind| named(typed, kind, seen).ok())
        .filter(|id| matches!(id.kind, Kind::Unit | Kind::Project | Kind::Goal))
}

fn subject_of(seen: &Seen, text: &str) -> Option<AnyId> {
    let by_reference = text.parse().ok().and_then(|reference| seen.at_reference(reference));
    by_reference.or_else(|| text.parse().ok()).filter(|id| seen.shows(*id))
}

/// Whether a thing lies in a unit, project or goal: in itself, or by what it belongs to.
pub(super) fn lies_in(value: &Organization, at: AnyId, place: AnyId) -> bool {
    let mut at = Some(at);
    for _ in 0..100 {
        let Some(here) = at else { return false };
        if here == place || around(value, here, place) {
            return true;
        }
        at = value.record(here).and_then(|record| record.home()).filter(|home| *home != here);
    }
    false
}

fn around(value: &Organization, here: AnyId, place: AnyId) -> bool {
    let in_unit =
        |unit: Option<UnitId>| unit.is_some_and(|unit| value.units_from(unit).any(|above| AnyId::from(above.id) == place));
    let under_goal = |goal: GoalId| value.goals_from(goal).any(|above| AnyId::from(above.id) == place);
    if let Some(unit) = here.to::<UnitId>() {
        return in_unit(Some(unit));
    }
    if let Some(goal) = here.to::<GoalId>().and_then(|id| value.find(id)) {
        return under_goal(goal.id) || in_unit(goal.unit);
    }
    here.to::<ProjectId>()
        .and_then(|id| value.find(id))
        .is_some_and(|project| in_unit(project.unit) || project.serves.iter().any(|service| under_goal(service.goal)))
}

/// The form that narrows the list.
#[derive(serde::Serialize)]
pub(super) struct Narrowing {
    /// Which severity stays chosen.
    pub(super) show: &'static str,
    pub(super) fields: Vec<Field>,
    /// The same list without narrowing, where there is one.
    pub(super) clear: Option<String>,
}

impl Narrowing {
    pub(super) fn of(visit: &Visit, found: &Found<'_>, filter: &Filter) -> Narrowing {
        let mut options = vec![(String::new(), "Any rule".to_owned())];
        options.extend(RULES.iter().filter(|rule| found.of_rule(rule.code) > 0 || filter.rule == Some(rule)).map(|rule| {
            let words = format!("{} {} ({})", rule.code, rule.title, found.of_rule(rule.code));
            (rule.code.to_owned(), words)
        }));
        let chosen = filter.rule.map_or(String::new(), |rule| rule.code.to_owned());
        let wrong = filter
            .is_lost()
            .then(|| format!("“{}” is no unit, plan or goal here. Write its reference, such as U-3.", filter.typed));
        let value = filter.place.map_or_else(|| filter.typed.clone(), |place| visit.seen.label(place));
        let fields = vec![
            Field::new("rule", "Rule", Control::OneOf { options, chosen }).required(),
            Field::new("in", "In a unit, plan or goal", Control::Suggested { value, suggestions: found.places(visit) })
                .wrong(wrong),
        ];
        let clear = filter.narrows().then(|| Filter { show: filter.show, ..Filter::default() }.start());
        Narrowing { show: filter.show.name(), fields, clear }
    }
}
