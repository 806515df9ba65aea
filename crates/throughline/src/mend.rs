//! `throughline fix`, `waive` and `undo`: mending from the terminal.

use insight::Rule;
use jiff::civil::Date;
use office::Undone;
use organization::{AnyId, Command, Organization, Prose, Reference};
use serde_json::json;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::place::Place;
use crate::reach::{self, Errand, Reach};
use crate::surroundings::Machine;

/// The record that somebody names: `G-12`, or kind and id.
pub(crate) fn named(value: &Organization, text: &str) -> Result<AnyId, Failure> {
    let by_reference = text.parse::<Reference>().ok().and_then(|reference| value.at_reference(reference));
    let by_id = text.parse::<AnyId>().ok().filter(|id| value.has(*id));
    by_reference
        .or(by_id)
        .ok_or_else(|| Failure::usage(format!("Nothing is called “{text}” here. Write a reference such as G-12.")))
}

/// Carries out the proposed fix of a finding.
pub(crate) async fn fix(place: &Place, (code, subject): (&str, &str), day: Date, choice: usize) -> Result<(), Failure> {
    let value = reach::read(place).await?;
    let rule = Rule::find(code).ok_or_else(|| Failure::usage(format!("There is no rule {code}.")))?;
    let subject = named(&value, subject)?;
    let findings = insight::findings(&value, day, Some(&insight::plan_all(&value, day)));
    let finding = findings.about(subject).find(|finding| finding.rule == rule);
    let finding = finding.ok_or_else(|| Failure::usage(format!("{} finds nothing at {}.", rule.code, value.label(subject))))?;
    let fixes = rule.fixes(finding, &value, day, &mut || Machine.mint());
    if fixes.is_empty() {
        return Err(Failure::refused(format!("Only people can mend this: {}", finding.sentence)));
    }
    let Some(fix) = fixes.get(choice.saturating_sub(1)) else {
        let labels: Vec<String> = fixes.iter().enumerate().map(|(at, fix)| format!("{} {}", at + 1, fix.label)).collect();
        return Err(Failure::usage(format!("There is no fix {choice}. Choose of: {}.", labels.join("; "))));
    };
    let mut reach = Reach::existing(place).await?;
    let done = reach.perform(Errand { commands: fix.commands.clone(), ..Errand::default() }, day).await?;
    println!("{}. To take it back: throughline undo {}", fix.label, done.position);
    Ok(())
}

/// Mutes a finding for a time.
pub(crate) async fn waive(
    place: &Place,
    (code, subject): (&str, &str),
    reason: &str,
    (day, until): (Date, Date),
) -> Result<(), Failure> {
    let value = reach::read(place).await?;
    let rule = Rule::find(code).ok_or_else(|| Failure::usage(format!("There is no rule {code}.")))?;
    let subject = named(&value, subject)?;
    let reason = Prose::new(reason).map_err(Failure::usage)?;
    let data = json!({ "id": Machine.mint(), "code": rule.code, "subject": subject, "reason": reason, "until": until });
    let command = Command::from_parts("add-waiver", data).map_err(Failure::usage)?;
    let mut reach = Reach::existing(place).await?;
    let done = reach.perform(Errand { commands: vec![command], ..Errand::default() }, day).await?;
    println!(
        "{} at {} is muted until {until}. To take it back: throughline undo {}",
        rule.code,
        value.label(subject),
        done.position
    );
    Ok(())
}

/// Takes an entry of the journal, or a whole import, back.
pub(crate) async fn undo(place: &Place, what: Undone, day: Date) -> Result<(), Failure> {
    let mut reach = Reach::existing(place).await?;
    let done = reach.undo(what, day).await?;
    let words = match what {
        Undone::Entry(position) => format!("entry {position}"),
        Undone::Import(_) => "the import".to_owned(),
    };
    println!("Took {words} back with entry {}.", done.position);
    Ok(())
}
