//! What one person can do and can show: skills with who says so, qualifications with their expiry, and what their positions and roles ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use organization::{
    AnyId, AnyRecord, Function, Party, Person, PersonId, Qualification, Relation, SkillHolding, SkillId, Strength,
};

use crate::component::{ActFold, Status, Tone};
use crate::filling::{Filling, fold, levels};
use crate::pages::listing::{Listed, Listing};
use crate::visit::{Tried, Visit};
use crate::{address, choices, format};

/// Days before its expiry in which a qualification is marked.
const SOON: i32 = 90;

/// "level 3, Does".
pub(super) fn level_words(visit: &Visit, skill: SkillId, level: u8) -> String {
    let at = usize::from(level).saturating_sub(1);
    let words = levels(visit, skill).into_iter().nth(at).map(|(_, words)| words).unwrap_or_default();
    match words.split_once(", ") {
        Some((_, name)) if !name.starts_with("the ") => format!("level {level}, {name}"),
        _ => format!("level {level}"),
    }
}

/// Who says so: whoever assessed it, or the person themselves; or that it no longer counts.
pub(super) fn said_by(visit: &Visit, holding: &SkillHolding) -> Status {
    let (seen, today) = (&visit.seen, visit.seen.day());
    if let Some(expires) = holding.expires.filter(|expires| *expires <= today) {
        return Status::new(Tone::Warn, format!("Expired {}", format::day(expires, today)));
    }
    match holding.assessed_by {
        Some(by) => Status::new(Tone::Ok, format!("Confirmed by {}", seen.title(by.into()))),
        None => Status::new(Tone::Mute, "Says so themselves"),
    }
}

/// The newest statement about each skill, and those before it.
pub(super) fn newest(all: Vec<Arc<SkillHolding>>) -> (Vec<Arc<SkillHolding>>, Vec<Arc<SkillHolding>>) {
    let mut newest: BTreeMap<SkillId, Arc<SkillHolding>> = BTreeMap::new();
    let mut before = Vec::new();
    for holding in all {
        match newest.get(&holding.skill) {
            Some(known) if known.on > holding.on => before.push(holding),
            Some(_) | None => before.extend(newest.insert(holding.skill, holding)),
        }
    }
    (newest.into_values().collect(), before)
}

/// The skills of a person.
pub(in crate::pages) fn of_person(visit: &Visit, tried: &Tried, person: &Person) -> Listing {
    let seen = &visit.seen;
    let (mut now, before) = newest(seen.linked::<SkillHolding>(Relation::SkillHoldingPerson, person.id));
    now.sort_by_cached_key(|holding| seen.title(holding.skill.into()).to_lowercase());
    let own = person.id == visit.me;
    let develops = develops(visit, person.id);
    let state = visit.may(Function::OperateDaily, person.id).then(|| {
        let form = Filling::new(visit, tried, "add-skill-holding").back().with("person", AnyId::from(person.id));
        let form = form.ask("skill", "Skill").ask("level", "How well").ask("evidence", "What shows it");
        let form = form.ask_last("expires", "Counts until").hint("Empty: for good.");
        fold(tried, if own { "Say what you can do" } else { "Say it for them" }, form.submit("Add the skill").look("primary"))
    });
    let assess = develops.then(|| {
        let form = Filling::new(visit, tried, "add-skill-holding").named("assess").back().with("person", AnyId::from(person.id));
        let form = form.with("assessed", "true").ask("skill", "Skill").ask("level", "How well").ask("evidence", "What shows it");
        fold(tried, "Assess another skill", form.submit("Save the assessment").look("primary"))
    });
    Listing::new("skills", "Skills", "No skill is written down yet.")
        .link("All skills", "/skills")
        .rows(now.iter().map(|holding| listed(visit, tried, holding, develops)))
        .past(before.iter().rev().map(|holding| listed(visit, tried, holding, false)))
        .fold(state)
        .fold(assess)
}

fn develops(visit: &Visit, person: PersonId) -> bool {
    let function = visit.seen.compute(|value| value.developing(person));
    person != visit.me && visit.may(function, person)
}

fn listed(visit: &Visit, tried: &Tried, holding: &Arc<SkillHolding>, develops: bool) -> Listed {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let skill = seen.title(holding.skill.into());
    let on = holding.on.map(|on| format!("since {}", format::day(on, today))).unwrap_or_default();
    let until = holding.expires.filter(|expires| *expires > today).and_then(|expires| expires.yesterday().ok());
    let until = until.map(|last| format!("until {}", format::day(last, today))).unwrap_or_default();
    let function = seen.compute(|value| match holding.assessed_by {
        Some(_) => value.developing(holding.person),
        None => Function::OperateDaily,
    });
    let may = visit.may(function, holding.id) && (holding.assessed_by.is_none() || holding.person != visit.me);
    let record = AnyRecord::SkillHolding(holding.clone());
    let offered = levels(visit, holding.skill);
    let offered: Vec<(&str, &str)> = offered.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let level = holding.level.to_string();
    let change = may.then(|| {
        let form = Filling::changing(visit, tried, "change-skill-holding", &record);
        let form = form.one_of("level", "How well", &offered, &level).ask("evidence", "What shows it");
        fold(tried, "Change", form.ask_last("expires", "Counts until").submit("Save").look("primary").about(skill.clone()))
    });
    let remove = may.then(|| {
        Filling::about(visit, tried, "remove-skill-holding", holding.id).submit("Remove").look("quiet").about(skill.clone())
    });
    Listed::new(holding.id, skill.clone())
        .href(address::of(seen, holding.skill.into()))
        .status(Some(said_by(visit, holding)))
        .facts([level_words(visit, holding.skill, holding.level), on, until])
        .said(&holding.evidence)
        .fold((develops && holding.assessed_by.is_none()).then(|| confirm(visit, tried, holding, (&offered, &skill))))
        .fold(change)
        .act(remove)
}

/// The form by which whoever develops a person confirms what they say of themselves, at the same or another level.
fn confirm(visit: &Visit, tried: &Tried, holding: &SkillHolding, (offered, skill): (&[(&str, &str)], &str)) -> ActFold {
    let form = Filling::new(visit, tried, "add-skill-holding").named(format!("confirm-{}", AnyId::from(holding.id).id.simple()));
    let form = form.back().with("person", AnyId::from(holding.person)).with("skill", AnyId::from(holding.skill));
    let form = form.with("assessed", "true").one_of("level", "How well", offered, &holding.level.to_string());
    let form = form.lines("evidence", "What shows it", holding.evidence.to_string());
    fold(tried, "Confirm", form.submit("Confirm").look("primary").about(skill))
}

/// The qualifications of a person.
pub(in crate::pages) fn qualifications(visit: &Visit, tried: &Tried, person: PersonId) -> Listing {
    let (seen, today) = (&visit.seen, visit.seen.day());
    let mut all = seen.linked::<Qualification>(Relation::QualificationPerson, person);
    all.sort_by_cached_key(|held| (held.expires.is_some_and(|expires| expires <= today), held.name.to_lowercase()));
    let add = visit.may(Function::OperateDaily, person).then(|| {
        let form = Filling::new(visit, tried, "add-qualification").back().with("person", AnyId::from(person));
        fold(tried, "Add a qualification", shown_fields(form).submit("Add the qualification").look("primary"))
    });
    Listing::new("qualifications", "Education, certificates, licences", "None is written down yet.")
        .rows(all.iter().map(|held| qualified(visit, tried, held)))
        .fold(add)
}

fn shown_fields(form: Filling<'_>) -> Filling<'_> {
    let form = form.ask("sort", "Sort").ask("name", "What it is called");
    let form =
        form.ask("eqf", "Level of education, 1 to 8").hint("In the European Qualifications Framework: 6 is a bachelor’s degree.");
    form.ask("issuer", "Who issued it").ask("obtained", "Obtained on").ask_last("expires", "Holds until").hint("Empty: for good.")
}

fn qualified(visit: &Visit, tried: &Tried, held: &Arc<Qualification>) -> Listed {
    let today = visit.seen.day();
    let soon = jiff::Span::new().try_days(SOON).ok().and_then(|span| today.checked_add(span).ok()).unwrap_or(today);
    let last = held.expires.and_then(|expires| expires.yesterday().ok()).map(|last| format::day(last, today));
    let status = match (held.expires, last) {
        (Some(expires), Some(last)) if expires <= today => Some(Status::new(Tone::Bad, format!("Expired after {last}"))),
        (Some(expires), Some(last)) if expires <= soon => Some(Status::new(Tone::Warn, format!("Until {last}"))),
        (Some(_), Some(last)) => Some(Status::new(Tone::Ok, format!("Until {last}"))),
        _ => None,
    };
    let may = visit.may(Function::OperateDaily, held.id);
    let record = AnyRecord::Qualification(held.clone());
    let name = held.name.to_string();
    Listed::new(held.id, name.clone())
        .status(status)
        .facts([
            choices::words("QualificationSort", &held.sort).to_lowercase(),
            held.eqf.map(|level| format!("level {level}")).unwrap_or_default(),
            held.issuer.as_ref().map(ToString::to_string).unwrap_or_default(),
            held.obtained.map(|on| format!("obtained {}", format::day(on, today))).unwrap_or_default(),
        ])
        .fold(may.then(|| {
            let form = shown_fields(Filling::changing(visit, tried, "change-qualification", &record));
            fold(tried, "Change", form.submit("Save").look("primary").about(name.clone()))
        }))
        .act(
            may.then(|| Filling::about(visit, tried, "remove-qualification", held.id).submit("Remove").look("quiet").about(name)),
        )
}

/// What the positions and roles of a person ask of them; nothing where they ask nothing.
pub(in crate::pages) fn asked(visit: &Visit, person: PersonId) -> Option<Listing> {
    let seen = &visit.seen;
    let asks = seen.compute(|value| insight::asks(value, person, seen.day()));
    let missing = asks.iter().filter(|asks| !asks.met).count();
    let row = |asks: &insight::Asks| {
        let words = seen.compute(|value| asks.requirement.what.words(value));
        let strength = if asks.requirement.strength == Strength::Must { "must be met" } else { "should be met" };
        let status = match (asks.met, asks.requirement.strength) {
            (true, _) => Status::new(Tone::Ok, "Met"),
            (false, Strength::Must) => Status::new(Tone::Bad, "Not met"),
            (false, Strength::Should) => Status::new(Tone::Warn, "Not met"),
        };
        let of = Party::of(asks.of).map(|party| crate::pages::parts::who(seen, party));
        Listed::new(asks.requirement.id, words).status(Some(status)).who(of).facts([strength.to_owned()])
    };
    let note = match missing {
        0 => "Everything is met.".to_owned(),
        missing => format!("{} not met.", format::count(missing, "requirement is", "requirements are")),
    };
    (!asks.is_empty())
        .then(|| Listing::new("asked", "What their positions and roles ask", "").note(note).rows(asks.iter().map(row)))
}
