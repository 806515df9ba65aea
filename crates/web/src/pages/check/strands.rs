//! Where the thread breaks: the layers from goals to people, how many links between them are cut, and by which rules.

use insight::{Rule, Severity};
use organization::{Person, Task};

use super::findings::Found;
use super::list::code;
use crate::chart::{Connections, Drawing, Layer};
use crate::component::Code;
use crate::format;
use crate::visit::Visit;

/// The rules by the layers between which they find something: goals to plans, plans to work, work to people.
const LINKS: [(&str, &[&str]); 3] = [
    ("Goals to plans", &["TL101", "TL102", "TL103", "TL105", "TL106", "TL107"]),
    ("Plans to work", &["TL202", "TL203", "TL204", "TL209"]),
    ("Work to people", &["TL104", "TL201", "TL301", "TL303", "TL304", "TL305", "TL311"]),
];

/// The picture with its table twin.
pub(super) struct Strands {
    pub(super) drawing: Drawing,
    pub(super) links: Vec<Broken>,
}

/// One pair of layers.
pub(super) struct Broken {
    pub(super) name: &'static str,
    /// "3 cuts, 2 loose ends", or "holds".
    pub(super) count: String,
    pub(super) cut: bool,
    /// The rules that found it, with how often, and the list of their findings.
    pub(super) rules: Vec<(Code, String, String)>,
}

impl Strands {
    pub(super) fn of(visit: &Visit, found: &Found<'_>) -> Option<Strands> {
        let (goals, plans) = visit.seen.compute(|value| {
            let goals = value.goals().iter().filter(|goal| !goal.state.is_over()).count();
            let plans = value.projects().iter().filter(|project| !project.state.is_closed()).count();
            (goals, plans)
        });
        let (work, people) = (visit.seen.count::<Task>(), visit.seen.count::<Person>());
        if goals + plans + work == 0 {
            return None;
        }
        let cuts = LINKS.map(|(_, codes)| found_by(found, codes, Severity::Error));
        let layer = |name: &str, count, cuts| Layer { name: name.to_owned(), count, cuts };
        let layers = vec![
            layer("Goals", goals, cuts[0]),
            layer("Plans", plans, cuts[1]),
            layer("Work", work, cuts[2]),
            layer("People", people, 0),
        ];
        let links = LINKS.iter().zip(cuts).map(|((name, codes), cuts)| Broken::of(found, name, codes, cuts > 0)).collect();
        Some(Strands { drawing: Connections { layers }.draw(), links })
    }
}

/// How many findings of a severity some rules have.
fn found_by(found: &Found<'_>, codes: &[&str], severity: Severity) -> usize {
    let rules = codes.iter().filter_map(|code| Rule::find(code)).filter(|rule| rule.severity == severity);
    rules.map(|rule| found.of_rule(rule.code)).sum()
}

impl Broken {
    fn of(found: &Found<'_>, name: &'static str, codes: &[&str], cut: bool) -> Broken {
        let counted =
            [(Severity::Error, "cut", "cuts"), (Severity::Warning, "loose end", "loose ends"), (Severity::Hint, "note", "notes")]
                .map(|(severity, one, many)| (found_by(found, codes, severity), one, many));
        let parts: Vec<String> = counted
            .iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, one, many)| format::count(*count, one, many))
            .collect();
        let rules = codes.iter().filter_map(|code| Rule::find(code)).map(|rule| (rule, found.of_rule(rule.code)));
        let told = |(rule, count): (&'static Rule, usize)| {
            let words = format!("{}, {}", rule.title, format::count(count, "time", "times"));
            (code(rule), words, format!("/check?rule={}", rule.code))
        };
        Broken {
            name,
            count: if parts.is_empty() { "holds".to_owned() } else { parts.join(", ") },
            cut,
            rules: rules.filter(|(_, count)| *count > 0).map(told).collect(),
        }
    }
}
