//! Mending a finding: its fixes are worked out when they are shown, and again when one is chosen, from what then holds.

use insight::{Finding, Fix};
use organization::{Act, AnyId, Command, Organization};

use crate::forms::Fields;
use crate::visit::Visit;

/// The name of the form that mends.
pub(super) const MEND: &str = "mend";

/// A way to mend a finding, and whether the reader may.
pub(super) struct Way {
    pub(super) fix: Fix,
    /// Who can do it, where the reader may not.
    pub(super) denied: Option<String>,
}

/// The ways to mend a finding that no rule stands against.
pub(super) fn ways(visit: &Visit, finding: &Finding) -> Vec<Way> {
    let act = visit.act();
    visit.seen.compute(|value| {
        let fixes = finding.rule.fixes(finding, value, visit.seen.day(), &mut || visit.mint());
        fixes.into_iter().filter_map(|fix| tried(value, &act, fix)).collect()
    })
}

/// Tries a fix on a copy of the value.
fn tried(value: &Organization, act: &Act, fix: Fix) -> Option<Way> {
    let mut after = value.clone();
    for command in &fix.commands {
        let function = command.function(&after);
        let mut changes = after.decide(command, act).ok()?;
        if let Err(denial) = after.authorize(act, function, &changes) {
            let denied = Some(denial.sentence(&after));
            return Some(Way { fix, denied });
        }
        after.apply(&mut changes, value.position() + 1);
    }
    Some(Way { fix, denied: None })
}

/// The commands of the fix that a form names, or why there are none.
pub(super) fn commands(visit: &Visit, fields: &Fields) -> Result<Vec<Command>, String> {
    let code = fields.get("code").unwrap_or_default();
    let subject: Option<AnyId> = fields.get("subject").and_then(|subject| subject.parse().ok());
    let findings = visit.results.findings_of(&visit.seen);
    let finding = subject
        .filter(|subject| visit.seen.shows(*subject))
        .and_then(|subject| findings.about(subject).find(|finding| finding.rule.code == code))
        .ok_or("Somebody has mended this already. Nothing was changed.")?;
    let label = fields.get("fix").ok_or("Choose a way to mend it.")?;
    let way = ways(visit, finding).into_iter().find(|way| way.fix.label == label);
    let way = way.ok_or("This way to mend it is no longer open. Choose another one.")?;
    Ok(way.fix.commands)
}
