//! Tasks as trackers and planning sheets have them: outlines by parent, number, level or indentation, predecessors in one cell, people by name, Jira's words.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use organization::Kind;

use super::convert::is_over;
use super::{Known, Making, Translation};
use crate::table::day::read_day;
use crate::table::target::{Shape, head};

const TASK: &[Kind] = &[Kind::Task];
const PERSON: &[Kind] = &[Kind::Person];
const PROJECT: &[Kind] = &[Kind::Project];

/// The outline: the row above each row.
struct Outline {
    parents: Vec<Option<usize>>,
    has_children: Vec<bool>,
}

/// Translates all rows.
pub(super) fn tasks(translation: &mut Translation<'_>) {
    let outline = outline(translation);
    let mut plans = HashMap::new();
    for row in translation.rows() {
        let (title, place) = translation.said(row, "title").unwrap_or_default();
        if title.is_empty() {
            translation.leave(row, Some(place), "A task needs a title.");
            continue;
        }
        let Some(plan) = plan_of(translation, row, &mut plans) else { continue };
        task(translation, row, &plan, &outline);
        links(translation, row);
    }
}

fn outline(translation: &mut Translation<'_>) -> Outline {
    let count = translation.grid.rows.len();
    let mut outline = Outline { parents: vec![None; count], has_children: vec![false; count] };
    let by_name: HashMap<String, usize> = translation.rows().map(|row| (translation.name_of(row), row)).collect();
    let title_at = translation.said(translation.first, "title").map(|(_, place)| place);
    let indent = |row: usize| {
        let text = title_at.map_or("", |place| translation.grid.cell(row, place));
        text.chars().take_while(|letter| matches!(letter, ' ' | '\u{a0}' | '\t')).count()
    };
    let indented = translation.rows().any(|row| indent(row) > 1);
    let mut open: Vec<(usize, usize)> = Vec::new();
    for row in translation.rows() {
        let wbs = translation.text(row, "wbs").trim_end_matches('.');
        let parent = if translation.has("parent") {
            let text = translation.text(row, "parent");
            translation.names.known(TASK, text).ok().flatten().and_then(|name| by_name.get(&name).copied())
        } else if wbs.contains('.') {
            let above = wbs.rsplit_once('.').map_or("", |(above, _)| above);
            translation.names.known(TASK, above).ok().flatten().and_then(|name| by_name.get(&name).copied())
        } else if translation.has("level") || indented {
            let depth = translation.text(row, "level").parse::<usize>().unwrap_or_else(|_| indent(row));
            open.retain(|(above, _)| *above < depth);
            let parent = open.last().map(|(_, row)| *row);
            open.push((depth, row));
            parent
        } else {
            None
        };
        outline.parents[row] = parent.filter(|parent| *parent != row);
        if let Some(parent) = outline.parents[row] {
            outline.has_children[parent] = true;
        }
    }
    outline
}

/// The plan that a row belongs to: that of its own cell, or the one that was chosen for all; a new one where it is not here yet.
fn plan_of(translation: &mut Translation<'_>, row: usize, plans: &mut HashMap<String, String>) -> Option<String> {
    let said = translation.said(row, "project_name").filter(|(text, _)| !text.is_empty());
    let chosen = translation.recipe.into.trim();
    let name = match (chosen, said) {
        ("", Some((text, _))) => text.to_owned(),
        ("", None) => translation.source.to_owned(),
        (chosen, _) => chosen.to_owned(),
    };
    if let Some(plan) = plans.get(&name) {
        return Some(plan.clone());
    }
    let place = said.map(|(_, place)| place);
    let plan = match translation.names.known(PROJECT, &name) {
        Ok(Some(plan)) => plan,
        Ok(None) => {
            let line = translation.line(row);
            translation.add("projects.csv", Making::new(line, name.clone()).with("name", name.clone(), place));
            name.clone()
        }
        Err(sentence) => {
            translation.leave(row, place, sentence);
            return None;
        }
    };
    plans.insert(name, plan.clone());
    Some(plan)
}

fn task(translation: &mut Translation<'_>, row: usize, plan: &str, outline: &Outline) {
    let mut making = translation.main(row);
    making.put("project", plan, None);
    let is_summary = outline.has_children[row];
    let except: &[&str] = if is_summary {
        &["parent", "priority", "percent", "duration", "work", "remaining"]
    } else {
        &["parent", "priority", "percent"]
    };
    translation.put_plain(&mut making, row, except);
    above(translation, &mut making, row, outline);
    percent(translation, &mut making, row, is_summary);
    priority(translation, &mut making, row);
    over(translation, &mut making, row);
    if !is_summary {
        dates(translation, &mut making, row);
    }
    let milestone = head(translation.text(row, "type"));
    if matches!(milestone.as_str(), "milestone" | "meilenstein" | "jalon" | "hito") {
        making.put("milestone", "yes", translation.said(row, "type").map(|(_, place)| place));
    }
    who(translation, &mut making, row);
    translation.add("tasks.csv", making);
}

fn above(translation: &mut Translation<'_>, making: &mut Making, row: usize, outline: &Outline) {
    let place = ["parent", "wbs", "level"].into_iter().find_map(|field| translation.said(row, field)).map(|(_, place)| place);
    if let Some(parent) = outline.parents[row] {
        let name = translation.name_of(parent);
        return making.put("parent", name, place);
    }
    if let Some((text, place)) = translation.said(row, "parent").filter(|(text, _)| !text.is_empty()) {
        return match translation.record(row, TASK, text) {
            Ok(parent) => making.put("parent", parent, Some(place)),
            Err(sentence) => translation.wrong(row, place, sentence),
        };
    }
    if matches!(translation.known[row], Known::Keyed(_))
        && ["parent", "wbs", "level"].into_iter().any(|field| translation.has(field))
    {
        making.put("parent", "", place);
    }
}

fn percent(translation: &mut Translation<'_>, making: &mut Making, row: usize, is_summary: bool) {
    let Some((text, place)) = translation.said(row, "percent").filter(|(text, _)| !text.is_empty() && !is_summary) else {
        return;
    };
    match translation.convert(row, place, Shape::Percent, text) {
        Ok(percent) => making.put("percent", percent, Some(place)),
        Err(sentence) => translation.wrong(row, place, sentence),
    }
}

/// Priorities are numbers here, from 1 to 1000, 500 being the usual one.
fn priority(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let Some((text, place)) = translation.said(row, "priority").filter(|(text, _)| !text.is_empty()) else { return };
    let number = match head(text).as_str() {
        "blocker" | "urgent" | "critical" | "kritisch" | "dringend" => "1000".to_owned(),
        "highest" | "hochste" | "sehr hoch" => "900".to_owned(),
        "high" | "major" | "hoch" | "haute" | "alta" | "hoog" => "700".to_owned(),
        "medium" | "normal" | "mittel" | "moyenne" | "media" | "important" => "500".to_owned(),
        "low" | "minor" | "niedrig" | "gering" | "basse" | "baja" | "laag" => "300".to_owned(),
        "lowest" | "trivial" | "sehr niedrig" => "100".to_owned(),
        _ => match translation.convert(row, place, Shape::Whole, text) {
            Ok(number) => number,
            Err(_) => {
                return translation.wrong(
                    row,
                    place,
                    format!("“{text}” is no priority that is known here (Highest, High, Medium, Low, Lowest or 1 to 1000)."),
                );
            }
        },
    };
    making.put("priority", number, Some(place));
}

/// Whether it is done, and since when.
fn over(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let words: Vec<(&str, usize)> = translation
        .fields
        .get("status")
        .into_iter()
        .flatten()
        .map(|place| (translation.grid.cell(row, *place).trim(), *place))
        .collect();
    let Some((_, place)) = words.first().copied().filter(|_| words.iter().any(|(text, _)| !text.is_empty())) else { return };
    let done = words.iter().any(|(text, _)| is_over(text));
    let known = match translation.known[row] {
        Known::Keyed(id) | Known::Named(id) => {
            id.to::<organization::TaskId>().and_then(|id| translation.value.find(id)).map(|task| task.state.is_closed())
        }
        Known::New => None,
    };
    let day =
        translation.said(row, "closed").filter(|(text, _)| !text.is_empty()).and_then(|(text, _)| translation.day_of(text).ok());
    match (done, known) {
        // A day that is known here stays.
        (true, Some(true)) if day.is_none() => {}
        (true, _) => making.put("state", day.map_or_else(|| "closed".to_owned(), |day| format!("closed {day}")), Some(place)),
        (false, _) => making.put("state", "active", Some(place)),
    }
    let word = words.iter().map(|(text, _)| *text).find(|text| !text.is_empty()).unwrap_or_default();
    if !done && !matches!(head(word).as_str(), "open" | "active" | "to do" | "todo" | "new" | "not started") {
        making.put("status_word", word, Some(place));
    }
}

/// Start and finish as they were planned. A task without predecessors starts no earlier; where no duration is said, it follows from both days.
fn dates(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    let mut moments = [None, None];
    for (moment, field) in moments.iter_mut().zip(["start", "finish"]) {
        let Some((text, place)) = translation.said(row, field).filter(|(text, _)| !text.is_empty()) else { continue };
        match translation.moment_of(text) {
            Ok(said) => *moment = Some((said, place)),
            Err(sentence) => translation.wrong(row, place, sentence),
        }
    }
    let [start, finish] = moments;
    let day = |moment: &Option<(String, usize)>| moment.as_ref().and_then(|(text, _)| read_day(text, None)).map(|(day, _)| day);
    let (first, last) = (day(&start), day(&finish));
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        let place = finish.as_ref().map_or(0, |(_, place)| *place);
        return translation.wrong(row, place, format!("The finish ({last}) is before the start ({first}). Both are left out."));
    }
    if let Some((text, place)) = &start
        && translation.text(row, "predecessors").is_empty()
    {
        making.put("start", text.clone(), Some(*place));
    }
    if (translation.text(row, "duration").is_empty() && translation.text(row, "work").is_empty())
        && let (Some(first), Some(last), Some((_, place))) = (first, last, &finish)
    {
        making.put("duration", format!("{}d", working_days(first, last)), Some(*place));
    }
    if start.is_some() || finish.is_some() {
        let text = |moment: &Option<(String, usize)>, time: &str| {
            moment
                .as_ref()
                .map_or_else(String::new, |(text, _)| if text.contains('T') { text.clone() } else { format!("{text}T{time}") })
        };
        let place = start.as_ref().or(finish.as_ref()).map(|(_, place)| *place);
        making.put("stated", format!("{}..{}", text(&start, "08:00"), text(&finish, "17:00")), place);
    }
}

/// How many days from Monday to Friday lie between two days, both counted.
fn working_days(first: Date, last: Date) -> i64 {
    let days = i64::from(first.until(last).map_or(0, |span| span.get_days())) + 1;
    let weeks = days / 7;
    let rest = (0..days % 7).filter(|number| {
        let day = first.checked_add((weeks * 7 + number).days()).unwrap_or(first);
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    });
    (weeks * 5 + i64::try_from(rest.count()).unwrap_or_default()).max(1)
}

fn who(translation: &mut Translation<'_>, making: &mut Making, row: usize) {
    for (field, column) in [("people", "owner"), ("accountable", "accountable")] {
        let Some((text, place)) = translation.all_said(row, field) else { continue };
        if text.is_empty() {
            if matches!(translation.known[row], Known::Keyed(_)) {
                making.put(column, "", Some(place));
            }
            continue;
        }
        match translation.records(row, place, PERSON, &text) {
            Ok(people) if !people.is_empty() => making.put(column, people, Some(place)),
            Ok(_) => {}
            Err(sentence) => translation.wrong(row, place, sentence),
        }
    }
}

/// Predecessors and successors of a row.
fn links(translation: &mut Translation<'_>, row: usize) {
    for (field, forward) in [("predecessors", false), ("successors", true)] {
        let Some((text, place)) = translation.all_said(row, field) else { continue };
        for part in text.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let link = link(part);
            let other = translation
                .names
                .known(TASK, &link.other)
                .ok()
                .flatten()
                .or_else(|| translation.names.known(TASK, part).ok().flatten());
            let Some(other) = other else {
                translation.wrong(
                    row,
                    place,
                    format!("The row is linked to “{}”, which is not in the table. The link is left out.", link.other),
                );
                continue;
            };
            let own = translation.name_of(row);
            if own == other {
                translation.wrong(row, place, "A task cannot wait for itself. The link is left out.");
                continue;
            }
            let (from, to) = if forward { (own, other) } else { (other, own) };
            let mut making = Making::new(translation.line(row), format!("{from}>{to}")).with("from", from, Some(place)).with(
                "to",
                to,
                Some(place),
            );
            making.put("kind", link.sort, Some(place));
            if let Some(lag) = link.lag {
                match translation.minutes_or_share(place, &lag) {
                    Ok(lag) => making.put("lag", lag, Some(place)),
                    Err(sentence) => translation.wrong(row, place, sentence),
                }
            }
            // Both ends of a link may tell of it.
            translation.add_once("dependencies.csv", making);
        }
    }
}

/// One link as it is written in a cell: `4FS+2d`.
struct Link {
    other: String,
    sort: &'static str,
    lag: Option<String>,
}

/// The kinds of links in several languages: English, German, French.
const SORTS: [(&str, &str); 12] = [
    ("fs", "FS"),
    ("ss", "SS"),
    ("ff", "FF"),
    ("sf", "SF"),
    ("ea", "FS"),
    ("aa", "SS"),
    ("ee", "FF"),
    ("ae", "SF"),
    ("fd", "FS"),
    ("dd", "SS"),
    ("df", "SF"),
    ("ef", "FS"),
];

fn link(text: &str) -> Link {
    let plain = || Link { other: text.to_owned(), sort: "FS", lag: None };
    // Keys such as W2-30 hold letters and a hyphen: a kind of link stands behind digits only, a lag behind a kind.
    let digits = text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(text.len());
    let (other, rest) = if digits > 0 { text.split_at(digits) } else { text.split_once(' ').unwrap_or((text, "")) };
    let rest = rest.trim_start();
    let Some(sort) = rest.get(..2).and_then(|sort| SORTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(sort))) else {
        return if rest.starts_with(['+', '-'])
            && digits > 0
            && rest.len() > 1
            && rest[1..].trim_start().starts_with(|letter: char| letter.is_ascii_digit())
        {
            Link { other: other.to_owned(), sort: "FS", lag: Some(rest.to_owned()) }
        } else {
            plain()
        };
    };
    let lag = rest.get(2..).map(str::trim).filter(|lag| !lag.is_empty());
    Link { other: other.trim_end_matches('.').to_owned(), sort: sort.1, lag: lag.map(str::to_owned) }
}

impl Translation<'_> {
    /// A lag: working time, or a share of the predecessor.
    fn minutes_or_share(&self, place: usize, text: &str) -> Result<String, String> {
        let bare = text.replace(' ', "");
        let bare = bare.strip_prefix('+').unwrap_or(&bare);
        if bare.ends_with('%') {
            return Ok(bare.to_owned());
        }
        let (sign, amount) = bare.strip_prefix('-').map_or((1, bare), |amount| (-1, amount));
        self.minutes_of(place, amount).map(|minutes| format!("{}min", sign * minutes))
    }

    /// Adds a row unless one with the same id is there.
    fn add_once(&mut self, file: &'static str, making: Making) {
        let id = making.cells.iter().find(|(name, ..)| name == "id").map(|(_, id, _)| id.clone()).unwrap_or_default();
        if self.once.insert((file, id)) {
            self.add(file, making);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{link, working_days};

    #[test]
    fn links_are_read_as_planning_sheets_write_them() {
        for (text, other, sort, lag) in [
            ("3", "3", "FS", None),
            ("2fs", "2", "FS", None),
            ("4FS+2d", "4", "FS", Some("+2d")),
            ("4SS - 1 day", "4", "SS", Some("- 1 day")),
            ("12EA+3 Tage", "12", "FS", Some("+3 Tage")),
            ("7+2d", "7", "FS", Some("+2d")),
            ("W2-30", "W2-30", "FS", None),
            ("1.2.3FF", "1.2.3", "FF", None),
            ("Dig the trench", "Dig the trench", "FS", None),
        ] {
            let link = link(text);
            assert_eq!((link.other.as_str(), link.sort, link.lag.as_deref()), (other, sort, lag), "{text}");
        }
    }

    #[test]
    fn days_from_monday_to_friday_count() {
        assert_eq!(working_days(date(2026, 11, 23), date(2026, 11, 23)), 1);
        assert_eq!(working_days(date(2026, 11, 23), date(2026, 11, 27)), 5);
        assert_eq!(working_days(date(2026, 11, 27), date(2026, 11, 30)), 2);
        assert_eq!(working_days(date(2026, 11, 28), date(2026, 11, 29)), 1);
        assert_eq!(working_days(date(2023, 1, 2), date(2023, 2, 13)), 31);
    }
}
