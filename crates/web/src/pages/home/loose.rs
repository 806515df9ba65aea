//! Findings as rows, on pages that show those near to their reader.

use insight::{Finding, Severity as Grade};
use office::Seen;
use organization::AnyId;

use crate::component::{Code, FindingRow, Severity};

/// The address of Check with one finding beside the list.
pub(crate) fn href(seen: &Seen, finding: &Finding) -> String {
    let subject = seen.reference(finding.subject).map_or_else(|| finding.subject.to_string(), |reference| reference.to_string());
    let code = finding.rule.code;
    format!("/check?rule={code}&finding={code}/{subject}")
}

/// The rule with its page.
pub(crate) fn code(finding: &Finding) -> Code {
    Code::linked(finding.rule.code, format!("/check/rules/{}", finding.rule.code))
}

/// The first of some findings, the gravest first.
pub(crate) fn rows<'a>(seen: &Seen, findings: impl Iterator<Item = &'a Finding>, most: usize) -> Vec<FindingRow> {
    let mut shown: Vec<&Finding> = findings.filter(|finding| seen.shows(finding.subject)).collect();
    shown.sort_by_key(|finding| (finding.rule.severity, finding.rule.code));
    shown.into_iter().take(most).map(|finding| row(seen, finding)).collect()
}

/// The first findings of each rule with how many there are, the gravest first.
pub(crate) fn by_rule<'a>(seen: &Seen, findings: impl Iterator<Item = &'a Finding>, most: usize) -> Vec<FindingRow> {
    let mut rules: std::collections::BTreeMap<(Grade, &str), (&Finding, usize)> = std::collections::BTreeMap::new();
    for finding in findings.filter(|finding| seen.shows(finding.subject)) {
        rules.entry((finding.rule.severity, finding.rule.code)).or_insert((finding, 0)).1 += 1;
    }
    rules.into_values().take(most).map(|(finding, count)| FindingRow { count, ..row(seen, finding) }).collect()
}

fn row(seen: &Seen, finding: &Finding) -> FindingRow {
    let named = |id: AnyId| seen.title(id);
    let people: Vec<_> = finding.people.iter().filter(|person| seen.shows((**person).into())).copied().collect();
    let people = match people.as_slice() {
        [] => "an administrator".to_owned(),
        [only] => named((*only).into()),
        [first, rest @ ..] => format!("{} and {} more", named((*first).into()), rest.len()),
    };
    FindingRow {
        id: format!("finding-{}-{}", finding.rule.code, finding.subject.id),
        severity: match finding.rule.severity {
            Grade::Error => Severity::Cut,
            Grade::Warning => Severity::LooseEnd,
            Grade::Hint => Severity::Note,
        },
        code: code(finding),
        sentence: finding.sentence.clone(),
        href: href(seen, finding),
        count: 1,
        place: finding.place.map(named).unwrap_or_default(),
        who: people,
        selected: false,
    }
}
