//! Tables of any other kind of record: their columns are those of the bundle, with a few words more for risks and absences.

use organization::Kind;

use super::convert::is_over;
use super::{Making, Translation, goals};
use crate::table::amount::{read_flag, read_number};
use crate::table::target::head;

/// Translates all rows.
#[expect(clippy::wildcard_enum_match_arm, reason = "all other kinds have the columns of the bundle only")]
pub(super) fn plain(translation: &mut Translation<'_>) {
    let file = translation.file();
    let kind = translation.target.kind;
    let scale = if kind == Kind::Risk { scale(translation) } else { Scale::Percent };
    for row in translation.rows() {
        let mut making = translation.main(row);
        match kind {
            Kind::Risk => risk(translation, &mut making, row, scale),
            Kind::Absence => absence(translation, &mut making, row),
            _ => translation.put_plain(&mut making, row, &[]),
        }
        if kind == Kind::Risk {
            owned(translation, row);
        }
        translation.add(file, making);
    }
}

/// How probabilities are written in a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// From 0 to 100.
    Percent,
    /// From 0 to 1.
    Share,
    /// From 1 to 5.
    Five,
}

fn scale(translation: &Translation<'_>) -> Scale {
    let texts: Vec<&str> =
        translation.rows().map(|row| translation.text(row, "probability")).filter(|text| !text.is_empty()).collect();
    let numbers: Vec<f64> = texts.iter().filter(|text| !text.contains('%')).filter_map(|text| read_number(text)).collect();
    if numbers.is_empty() {
        return Scale::Percent;
    }
    if numbers.iter().all(|number| (0.0..=1.0).contains(number)) {
        return Scale::Share;
    }
    if numbers.iter().all(|number| (1.0..=5.0).contains(number) && number.fract() == 0.0) { Scale::Five } else { Scale::Percent }
}

/// Words for probabilities in per cent; those of five steps take the middle of each fifth.
const LIKELY: [(&str, u8); 22] = [
    ("very low", 10),
    ("rare", 10),
    ("sehr gering", 10),
    ("remote", 10),
    ("low", 30),
    ("unlikely", 30),
    ("gering", 30),
    ("niedrig", 30),
    ("faible", 30),
    ("medium", 50),
    ("moderate", 50),
    ("possible", 50),
    ("mittel", 50),
    ("moyenne", 50),
    ("high", 70),
    ("likely", 70),
    ("hoch", 70),
    ("elevee", 70),
    ("very high", 90),
    ("almost certain", 90),
    ("certain", 90),
    ("sehr hoch", 90),
];

fn risk(translation: &mut Translation<'_>, making: &mut Making, row: usize, scale: Scale) {
    translation.put_plain(making, row, &["probability", "residual", "response", "state"]);
    for field in ["probability", "residual"] {
        let Some((text, place)) = translation.said(row, field).filter(|(text, _)| !text.is_empty()) else { continue };
        let number = read_number(text.trim_end_matches('%').trim());
        let worded = LIKELY.iter().find(|(word, _)| *word == head(text)).map(|(_, percent)| f64::from(*percent));
        let percent = worded.or_else(|| {
            number.map(|number| match scale {
                Scale::Share if !text.contains('%') => number * 100.0,
                Scale::Five if !text.contains('%') => number * 20.0 - 10.0,
                Scale::Percent | Scale::Share | Scale::Five => number,
            })
        });
        match percent {
            Some(percent) => making.put(field, format!("{:.0}", percent.round()), Some(place)),
            None => translation.wrong(
                row,
                place,
                format!("“{text}” is no probability (write 30%, 0.3, 1 to 5, or low, medium, high)."),
            ),
        }
    }
    let plan = translation.said(row, "plan").filter(|(text, _)| !text.is_empty());
    if let Some((text, place)) = translation.said(row, "strategy").filter(|(text, _)| !text.is_empty()) {
        let how = plan.map_or("", |(text, _)| text);
        let day = translation.day;
        let response = match head(text).as_str() {
            "avoid" | "avoidance" | "vermeiden" | "eviter" | "evitar" => Some(format!("avoid: {how}")),
            "reduce" | "mitigate" | "mitigation" | "treat" | "verringern" | "vermindern" | "reduire" | "mitigar" | "enhance" => {
                Some(format!("reduce: {how}"))
            }
            "transfer" | "share" | "insure" | "ubertragen" | "transferer" | "transferir" => Some(format!("transfer: {how}")),
            "accept" | "acceptance" | "accepted" | "retain" | "akzeptieren" | "accepter" | "aceptar" => {
                Some(format!("accept on {day}: {how}"))
            }
            _ => None,
        };
        match response {
            Some(response) => making.put("response", response, Some(place)),
            None => {
                translation.wrong(row, place, format!("“{text}” is no response to a risk (avoid, reduce, transfer or accept)."))
            }
        }
    } else if let Some((text, place)) = plan {
        making.put("response", format!("reduce: {text}"), Some(place));
    } else if let Some(field) = translation.target.field("response") {
        translation.put(making, row, field);
    }
    if let Some((text, place)) = translation.said(row, "status").filter(|(text, _)| !text.is_empty()) {
        making.put("state", if is_over(text) { "closed" } else { "active" }, Some(place));
    } else if let Some(field) = translation.target.field("state") {
        translation.put(making, row, field);
    }
}

/// The owner of a risk is accountable for it.
fn owned(translation: &mut Translation<'_>, row: usize) {
    let mut owner = Making::new(translation.line(row), format!("{}#owner", translation.keys[row]));
    goals::owner(translation, &mut owner, row);
    let said = owner
        .cells
        .iter()
        .find(|(name, text, _)| name == "owner" && !text.is_empty())
        .map(|(_, text, place)| (text.clone(), *place));
    let Some((person, place)) = said else { return };
    let place = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
    let person = person.split(';').next().unwrap_or_default().to_owned();
    let making = Making::new(owner.line, format!("{}#owner", translation.keys[row]));
    let making = making
        .with("subject", format!("risk/{}", translation.name_of(row)), place)
        .with("party", format!("person/{person}"), place)
        .with("letter", "A", place);
    translation.add("responsibilities.csv", making);
}

fn absence(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    translation.put_plain(making, row, &["kind", "until", "state"]);
    if let Some((text, place)) = translation.said(row, "kind").filter(|(text, _)| !text.is_empty()) {
        let sort = match head(text).as_str() {
            "holiday" | "vacation" | "annual leave" | "leave" | "pto" | "urlaub" | "conge" | "conges payes" | "vacaciones"
            | "ferie" | "vakantie" | "paid leave" => "holiday",
            "illness" | "sick" | "sick leave" | "sickness" | "krank" | "krankheit" | "maladie" | "enfermedad" | "malattia"
            | "ziek" => "illness",
            "care" | "parental leave" | "parental" | "maternity" | "paternity" | "child sick" | "pflege" | "elternzeit"
            | "parentalite" | "family" => "care",
            "training" | "course" | "seminar" | "conference" | "fortbildung" | "schulung" | "formation" | "formacion" => {
                "training"
            }
            "away" | "other" | "business trip" | "unpaid leave" | "dienstreise" | "sonstiges" | "absent" => "away",
            _ => "",
        };
        if sort.is_empty() {
            translation.wrong(row, place, format!("“{text}” is no kind of absence that is known here (holiday, illness, care, training, away). It comes in as away."));
        } else {
            making.put("kind", sort, Some(place));
        }
    }
    until(translation, making, row);
    if let Some((text, place)) = translation.said(row, "half").filter(|(text, _)| !text.is_empty()) {
        match head(text).as_str() {
            "morning" | "am" | "vormittag" | "matin" => making.put("part", "morning", Some(place)),
            "afternoon" | "pm" | "nachmittag" | "apres midi" => making.put("part", "afternoon", Some(place)),
            _ => match read_flag(text) {
                // Which half is not said: the first.
                Some(true) => making.put("part", "morning", Some(place)),
                Some(false) => making.put("part", "whole", Some(place)),
                None => translation.wrong(row, place, format!("“{text}” is no part of a day (yes, no, morning, afternoon).")),
            },
        }
    }
    if let Some((text, place)) = translation.said(row, "status").filter(|(text, _)| !text.is_empty()) {
        let day = translation.day;
        let state = match head(text).as_str() {
            "approved" | "yes" | "genehmigt" | "ja" | "approuve" | "aprobado" | "taken" | "planned" | "confirmed" => {
                Some(format!("approved on {day}"))
            }
            "requested" | "pending" | "open" | "beantragt" | "submitted" => Some("requested".to_owned()),
            "declined" | "rejected" | "no" | "abgelehnt" | "refused" => Some(format!("declined on {day}:")),
            "cancelled" | "canceled" | "withdrawn" | "storniert" => Some(format!("cancelled on {day}")),
            _ => None,
        };
        let known = match translation.known[row] {
            super::Known::Keyed(id) => {
                id.to::<organization::AbsenceId>().and_then(|id| translation.value.find(id)).map(|absence| absence.state.word())
            }
            super::Known::Named(_) | super::Known::New => None,
        };
        match state {
            // The day on which it was said stays.
            Some(state) if known.is_some_and(|known| state.starts_with(known)) => {}
            Some(state) => making.put("state", state, Some(place)),
            None => translation.wrong(
                row,
                place,
                format!("“{text}” is no state of an absence (requested, approved, declined, cancelled)."),
            ),
        }
    }
}

/// The day after the last: as it stands, from the last day, or from the only day.
fn until(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let said = |field: &str| translation.said(row, field).filter(|(text, _)| !text.is_empty());
    let (text, place, after) = match (said("until"), said("last"), said("from")) {
        (Some((text, place)), ..) => (text, place, false),
        (None, Some((text, place)), _) => (text, place, true),
        (None, None, Some((text, place))) => (text, place, true),
        (None, None, None) => return,
    };
    match if after { translation.day_after(text) } else { translation.day_of(text) } {
        Ok(day) => making.put("until", day.to_string(), Some(place)),
        Err(sentence) => translation.wrong(row, place, sentence),
    }
}
