//! Matrices: people by skills with levels, activities by parties with letters; and the same as long lists.

use organization::{AnyId, Kind, Relation, SkillHolding};

use super::{Making, Translation};

const PERSON: &[Kind] = &[Kind::Person];
const SKILL: &[Kind] = &[Kind::Skill];
const PARTIES: &[Kind] = &[Kind::Person, Kind::Position, Kind::Role, Kind::Unit];
const SUBJECTS: &[Kind] = &[Kind::Task, Kind::Project, Kind::Goal, Kind::Process, Kind::Policy];

/// Words for levels, from the lowest.
const LEVELS: [&[&str]; 5] = [
    &["beginner", "novice", "basic", "anfanger", "grundkenntnisse", "aware"],
    &["advanced beginner", "elementary", "working", "fortgeschrittener anfanger"],
    &["intermediate", "competent", "practitioner", "fortgeschritten", "kompetent"],
    &["advanced", "proficient", "skilled", "erfahren", "gut"],
    &["expert", "master", "experte", "expertin", "sehr gut"],
];

/// Translates skills of people: a matrix, or one row for each skill.
pub(super) fn skills(translation: &mut Translation<'_>) {
    for row in translation.rows() {
        let Some((text, place)) = translation.said(row, "person").filter(|(text, _)| !text.is_empty()) else {
            translation.leave(row, None, "The row names no person.");
            continue;
        };
        let person = match translation.record(row, PERSON, text) {
            Ok(person) => person,
            Err(sentence) => {
                translation.leave(row, Some(place), sentence);
                continue;
            }
        };
        let mut found: Vec<(String, String, usize)> = Vec::new();
        if let Some((skill, place)) = translation.said(row, "skill").filter(|(skill, _)| !skill.is_empty()) {
            found.push((
                skill.to_owned(),
                translation.text(row, "level").to_owned(),
                translation.said(row, "level").map_or(place, |(_, place)| place),
            ));
        }
        for column in translation.matrix.clone() {
            for place in column.places {
                found.push((column.head.clone(), translation.grid.cell(row, place).trim().to_owned(), place));
            }
        }
        for (skill, level, place) in found {
            holding(translation, row, (&person, text), (&skill, &level, place));
        }
    }
}

/// The level that a cell says, 0 for none.
fn level_of(text: &str) -> Option<u8> {
    let word = crate::table::target::head(text);
    if word.is_empty() || matches!(word.as_str(), "none" | "no" | "keine" | "x0") {
        return Some(0);
    }
    let named = LEVELS.iter().position(|words| words.contains(&word.as_str())).and_then(|at| u8::try_from(at + 1).ok());
    named.or_else(|| word.parse().ok())
}

/// One skill of one person. A level of none takes away what this source brought before.
fn holding(
    translation: &mut Translation<'_>,
    row: usize,
    (person, called): (&str, &str),
    (skill, level, place): (&str, &str, usize),
) {
    let key = format!("{called}: {skill}");
    let known = translation.value.at_key(Kind::SkillHolding, translation.source, &key);
    let level = match level_of(level) {
        Some(0) => {
            if known.is_some() {
                translation.wrong(
                    row,
                    place,
                    format!(
                        "The table says no level of {skill} any more; the one that is here stays. Remove it on the person's page."
                    ),
                );
            }
            return;
        }
        Some(level) if level <= organization::HIGHEST_LEVEL => level,
        _ => {
            let highest = organization::HIGHEST_LEVEL;
            return translation.wrong(
                row,
                place,
                format!("“{level}” is no level of a skill: levels are numbers from 1 to {highest}."),
            );
        }
    };
    let name = match translation.record(row, SKILL, skill) {
        Ok(name) => name,
        Err(sentence) => return translation.wrong(row, place, sentence),
    };
    let here = || {
        let id = |text: &str| uuid::Uuid::parse_str(text).ok();
        let (person, skill) = (id(person)?, id(&name)?);
        let mut held =
            translation.value.linked::<SkillHolding>(Relation::SkillHoldingPerson, AnyId { kind: Kind::Person, id: person });
        held.find(|held| AnyId::from(held.skill).id == skill && held.keys.in_source(translation.source).is_none())
            .map(|held| AnyId::from(held.id))
    };
    let id = if known.is_some() { key } else { here().map_or(key, |id| id.id.to_string()) };
    let mut making =
        Making::new(translation.line(row), id).with("person", person, translation.said(row, "person").map(|(_, place)| place));
    making.put("skill", name, Some(place));
    making.put("level", level.to_string(), Some(place));
    for field in ["evidence", "assessed_by", "on", "expires"] {
        let target = translation.target;
        if let Some(field) = target.field(field) {
            translation.put(&mut making, row, field);
        }
    }
    translation.add("skill_holdings.csv", making);
}

/// Translates responsibilities: a matrix, or one row for each letter.
pub(super) fn responsibilities(translation: &mut Translation<'_>) {
    for row in translation.rows() {
        let Some((activity, place)) = translation.said(row, "activity").filter(|(text, _)| !text.is_empty()) else {
            translation.leave(row, None, "The row names no activity.");
            continue;
        };
        let line = translation.line(row);
        let subject = match translation.record(row, SUBJECTS, activity) {
            Ok(subject) => subject,
            Err(sentence) if sentence.contains(" may be ") => {
                translation.leave(row, Some(place), sentence);
                continue;
            }
            Err(_) => match translation.names.create(Kind::Process, activity, line) {
                Ok((_, name)) => format!("process/{name}"),
                Err(sentence) => {
                    translation.leave(row, Some(place), sentence);
                    continue;
                }
            },
        };
        let mut found: Vec<(String, String, usize)> = Vec::new();
        if let Some((party, place)) = translation.said(row, "party").filter(|(party, _)| !party.is_empty()) {
            found.push((
                party.to_owned(),
                translation.text(row, "letter").to_owned(),
                translation.said(row, "letter").map_or(place, |(_, place)| place),
            ));
        }
        for column in translation.matrix.clone() {
            for place in column.places {
                found.push((column.head.clone(), translation.grid.cell(row, place).trim().to_owned(), place));
            }
        }
        for (party, letters, place) in found {
            held(translation, row, (&subject, activity), (&party, &letters, place));
        }
    }
}

/// The letters of one party for one activity.
fn held(
    translation: &mut Translation<'_>,
    row: usize,
    (subject, activity): (&str, &str),
    (party, letters, place): (&str, &str, usize),
) {
    let letters: Vec<char> = letters
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '/' | ',' | ';' | '+' | '-'))
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    if letters.is_empty() {
        return;
    }
    let name = match translation.record(row, PARTIES, party) {
        Ok(name) => name,
        Err(sentence) => return translation.wrong(row, place, sentence),
    };
    for letter in letters {
        if !matches!(letter, 'R' | 'A' | 'S' | 'C' | 'I') {
            translation.wrong(row, place, format!("“{letter}” is no letter of responsibility (R, A, S, C or I)."));
            continue;
        }
        let making = Making::new(translation.line(row), format!("{activity}: {party}: {letter}")).with(
            "subject",
            subject,
            translation.said(row, "activity").map(|(_, place)| place),
        );
        translation.add(
            "responsibilities.csv",
            making.with("party", name.clone(), Some(place)).with("letter", letter.to_string(), Some(place)),
        );
    }
}
