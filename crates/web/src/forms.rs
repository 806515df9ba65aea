//! Forms to commands: the typed text of a form becomes the fields of a command, by the types that the command itself declares.
//!
//! A form sends what people write: `G-12`, `3d`, `2026-11-23`. Each field of a command says its type, and this is the one place that knows how each type is
//! written. What cannot be understood becomes a sentence beside its field. An absent field is left as it is; an empty one is emptied.

use jiff::civil::{Date, DateTime};
use office::Seen;
use organization::command::CommandEntry;
use organization::{AnyId, Command, FieldAbout, Kind, Money, Name, Party, Prose, Quantity, Reference};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::component::Problem;

/// What a form sent, in order; a name may occur several times.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The last value under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values under a name, also those that stand in one, divided by `;`.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        values.flat_map(|(_, value)| value.split(';')).map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// All lines under a name: the entries of a list that one writes below each other.
    fn lines(&self, name: &str) -> Vec<&str> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        values.flat_map(|(_, value)| value.lines()).map(str::trim).filter(|line| !line.is_empty()).collect()
    }

    fn has(&self, name: &str) -> bool {
        let part = |known: &str| known.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.0.iter().any(|(known, _)| part(known))
    }
}

/// The command of a kind from what a form sent; `id` is the id of a new record where the command makes one.
pub fn command(kind: &str, fields: &Fields, seen: &Seen, id: Uuid) -> Result<Command, Vec<Problem>> {
    let Some(entry) = Command::ALL.iter().find(|entry| entry.kind == kind) else {
        return Err(vec![Problem::at("", format!("There is no command “{kind}”."))]);
    };
    let mut data = Map::new();
    let mut problems = Vec::new();
    if entry.fields.first().is_some_and(|field| field.name == "id") {
        data.insert("id".to_owned(), json!(id));
    }
    for field in entry.fields.iter().filter(|field| fields.has(field.name) && field.name != "id") {
        match value(field, fields, seen) {
            Ok(Some(value)) => drop(data.insert(field.name.to_owned(), value)),
            Ok(None) => {}
            Err(sentence) => problems.push(Problem::at(field.name, sentence)),
        }
    }
    for field in missing(entry, &data) {
        if !problems.iter().any(|problem| problem.field == field.name) {
            problems.push(Problem::at(field.name, "Fill this in."));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Command::from_parts(kind, Value::Object(data)).map_err(|fault| vec![Problem::at("", fault)])
}

fn missing<'a>(entry: &'a CommandEntry, data: &'a Map<String, Value>) -> impl Iterator<Item = &'a FieldAbout> {
    entry.fields.iter().filter(|field| field.required && !data.contains_key(field.name))
}

/// The value of one field; nothing where it is to be left as it is.
fn value(field: &FieldAbout, fields: &Fields, seen: &Seen) -> Result<Option<Value>, String> {
    let (sets, inner) = unwrap("Set", field.kind).map_or((false, field.kind), |inner| (true, inner));
    if let Some(item) = unwrap("Vec", unwrap("Option", inner).unwrap_or(inner)) {
        // A step of a checklist is a line, whatever stands in it.
        let steps = matches!(field.name, "checklist" | "ticked");
        let texts = if steps { fields.lines(field.name) } else { fields.all(field.name) };
        let items: Result<Vec<Value>, String> = texts.into_iter().map(|text| one(item, text, field.name, fields, seen)).collect();
        return items.map(|items| Some(Value::Array(items)));
    }
    let (optional, inner) = unwrap("Option", inner).map_or((false, inner), |inner| (true, inner));
    let inner = unwrap("Box", inner).unwrap_or(inner);
    let text = fields.get(field.name).unwrap_or_default().trim();
    if inner == "Date"
        && let Some(last) = last_day(field.name, fields)?
    {
        return Ok(Some(json!(last)));
    }
    if field.name == "units"
        && let Some(units) = whole_units(fields)?
    {
        return Ok(Some(json!(units)));
    }
    let composed = matches!(inner, "Dated" | "Constraint" | "Manual" | "Reported" | "Asked" | "Schedule")
        && fields.get(field.name).is_none();
    if text.is_empty() && !composed {
        return match inner {
            "Prose" => Ok(Some(json!(""))),
            "bool" => Ok(Some(json!(false))),
            _ if optional && sets => Ok(Some(Value::Null)),
            _ if optional => Ok(None),
            _ => Err("Fill this in.".to_owned()),
        };
    }
    let read = one(inner, text, field.name, fields, seen)?;
    Ok(if read.is_null() && !sets { None } else { Some(read) })
}

/// The day after the last one, where a form asks for the last day of something that ends.
fn last_day(name: &str, fields: &Fields) -> Result<Option<Date>, String> {
    let Some(last) = fields.get(&format!("{name}.last")).map(str::trim).filter(|last| !last.is_empty()) else {
        return Ok(None);
    };
    day(last)?.tomorrow().map(Some).map_err(|_| format!("“{last}” lies too far ahead."))
}

/// How much there is of something, in ten-thousandths, where a form asks for it in wholes: `2.5` machines at a time.
fn whole_units(fields: &Fields) -> Result<Option<u32>, String> {
    let Some(text) = fields.get("units.whole").map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let units = text.parse::<Quantity>().ok().map(|amount| amount.millionths() / 100);
    let units = units.filter(|units| (1..=10_000_000).contains(units)).and_then(|units| u32::try_from(units).ok());
    units.map(Some).ok_or_else(|| format!("“{text}” is no amount. Write 1, 2.5 or at most 1000."))
}

/// Reads one value of a type.
fn one(kind: &str, text: &str, name: &str, fields: &Fields, seen: &Seen) -> Result<Value, String> {
    match kind {
        "Name" => Name::new(text).map(|name| json!(name)),
        "Prose" => Prose::new(text).map(|prose| json!(prose)),
        "bool" => Ok(json!(matches!(text, "true" | "on" | "yes" | "1"))),
        "Date" => day(text).map(|day| json!(day)),
        "DateTime" => instant(text, name).map(|at| json!(at)),
        "u32" if name == "weekly_minutes" => weekly(text).map(|minutes| json!(minutes)),
        "u8" | "u32" => text
            .trim_end_matches('%')
            .trim()
            .parse::<u32>()
            .map(|number| json!(number))
            .map_err(|_| format!("“{text}” is not a whole number.")),
        "i64" => minutes(text).map(|(minutes, _)| json!(minutes)),
        "Quantity" => text.parse::<Quantity>().map(|quantity| json!(quantity)),
        "Duration" => minutes(text).map(|(minutes, elapsed)| json!({ "minutes": minutes, "elapsed": elapsed })),
        "Estimate" => estimate(text),
        "Dated" => dated(name, fields),
        "Constraint" => constraint(name, fields),
        "Manual" => manual(name, fields),
        "Reported" => Ok(fields
            .get(&format!("{name}.status"))
            .filter(|status| !status.is_empty())
            .map_or(Value::Null, |status| json!({ "status": status, "on": seen.day() }))),
        "GoalState" => {
            Ok(if matches!(text, "active" | "proposed") { json!(text) } else { json!({ text: { "on": seen.day() } }) })
        }
        "Lag" => lag(text),
        "Money" => money(text),
        "MoneyPoints" => money_points(text),
        "Schedule" => schedule(name, fields),
        "AnyId" => named(text, None, seen).map(|id| json!(id)),
        "Party" => party(text, seen),
        "Need" => need(text, seen),
        "Bearer" => bearer(text, seen),
        "Asked" => asked(name, fields, seen),
        "ResourceSort" => resource_sort(text, name, fields, seen),
        "Work" => work(text, seen),
        "Service" => named(text, Some(Kind::Goal), seen).map(|id| json!({ "goal": id.id })),
        id if id.ends_with("Id") => {
            let kind = Kind::ALL.iter().copied().find(|kind| format!("{kind:?}Id") == id);
            named(text, kind, seen).map(|id| json!(id.id))
        }
        _ => Ok(json!(text)),
    }
}

pub(crate) fn unwrap<'a>(wrapper: &str, kind: &'a str) -> Option<&'a str> {
    kind.strip_prefix(wrapper)?.strip_prefix('<')?.strip_suffix('>')
}

/// A record by reference (`G-12`, also with its title behind it), by id, or by its whole title where only one has it.
pub fn named(text: &str, kind: Option<Kind>, seen: &Seen) -> Result<AnyId, String> {
    let text = text.trim();
    let fits = |id: &AnyId| kind.is_none_or(|kind| kind == id.kind) && seen.shows(*id);
    let first = text.split_whitespace().next().unwrap_or_default();
    let by_reference = first.parse::<Reference>().ok().and_then(|reference| seen.at_reference(reference));
    let by_id = text.parse::<AnyId>().ok().or_else(|| Uuid::parse_str(text).ok().and_then(|id| Some(AnyId { kind: kind?, id })));
    if let Some(id) = by_reference.or(by_id).filter(fits) {
        return Ok(id);
    }
    let what = kind.map_or("record", Kind::words);
    let by_title = titled(text, kind, seen);
    match by_title.as_slice() {
        [only] => Ok(*only),
        [] => Err(format!(
            "“{text}” is no {what} here. {}",
            match kind.map(Kind::letter) {
                Some(Some(letter)) => format!("Write its reference, such as {letter}-12."),
                Some(None) => "Write its whole name.".to_owned(),
                None => "Write its reference, such as G-12.".to_owned(),
            }
        )),
        several => match kind.and_then(Kind::letter) {
            Some(_) => Err(format!("{} {what}s are called “{text}”. Write the reference.", several.len())),
            None => Err(format!("{} {what}s are called “{text}”. Rename one of them first.", several.len())),
        },
    }
}

/// The kinds that people also name by their title alone where any kind would do.
const TITLED: [Kind; 6] = [Kind::Person, Kind::Unit, Kind::Goal, Kind::Project, Kind::Process, Kind::Policy];

fn titled(text: &str, kind: Option<Kind>, seen: &Seen) -> Vec<AnyId> {
    let text = text.to_lowercase();
    // There may be a million tasks; they are named by their references.
    if kind == Some(Kind::Task) {
        return Vec::new();
    }
    let kinds = kind.map_or_else(|| TITLED.to_vec(), |kind| vec![kind]);
    seen.compute(|value| {
        let same =
            kinds.into_iter().flat_map(|kind| value.of_kind(kind)).filter(|record| record.title(value).to_lowercase() == text);
        same.map(|record| record.id()).filter(|id| seen.shows(*id)).collect()
    })
}

/// A role or position.
fn bearer(text: &str, seen: &Seen) -> Result<Value, String> {
    let id = named(text, None, seen).or_else(|_| named(text, Some(Kind::Position), seen));
    let id = id.or_else(|_| named(text, Some(Kind::Role), seen))?;
    Ok(json!({ id.kind.name(): id.id }))
}

/// A skill with its level, from the fields `<name>.skill` and `<name>.level`.
fn skilled(name: &str, fields: &Fields, seen: &Seen) -> Result<Value, String> {
    let part = |part: &str| fields.get(&format!("{name}.{part}")).map(str::trim).unwrap_or_default();
    if part("skill").is_empty() {
        return Err("Say which skill.".to_owned());
    }
    let skill = named(part("skill"), Some(Kind::Skill), seen)?;
    let level: u8 = part("level").parse().map_err(|_| "Say at which level, from 1 to 5.".to_owned())?;
    Ok(json!({ "skill": skill.id, "level": level }))
}

/// What a role or position asks: its sort, and the fields that go with it.
fn asked(name: &str, fields: &Fields, seen: &Seen) -> Result<Value, String> {
    let part = |part: &str| fields.get(&format!("{name}.{part}")).map(str::trim).unwrap_or_default();
    match part("sort") {
        "qualification" => Name::new(part("name"))
            .map(|name| json!({ "qualification": { "name": name } }))
            .map_err(|_| "Say what the qualification is called.".to_owned()),
        "education" => {
            let eqf: u8 = part("eqf").parse().map_err(|_| "Say which level of education, from 1 to 8.".to_owned())?;
            Ok(json!({ "education": { "eqf": eqf } }))
        }
        _ => skilled(name, fields, seen).map(|skill| json!({ "skill": skill })),
    }
}

/// The sort of a resource; a generic one says what it must be able to do.
fn resource_sort(text: &str, name: &str, fields: &Fields, seen: &Seen) -> Result<Value, String> {
    if text == "generic" {
        return skilled(name, fields, seen).map(|skill| json!({ "generic": skill }));
    }
    Ok(json!(text))
}

fn party(text: &str, seen: &Seen) -> Result<Value, String> {
    let id = named(text, None, seen)
        .or_else(|_| named(text, Some(Kind::Person), seen))
        .or_else(|_| named(text, Some(Kind::Unit), seen));
    let party = id.ok().and_then(Party::of);
    party.map(|party| json!(party)).ok_or_else(|| {
        format!("“{text}” is nobody here. Write a person, position or unit: its name or its reference, such as H-3.")
    })
}

/// The field `party` of a form alone, for forms that name whoever is accountable beside something new.
pub fn party_of(fields: &Fields, seen: &Seen) -> Result<Map<String, Value>, String> {
    let party = party(fields.get("party").unwrap_or_default(), seen)?;
    Ok(Map::from_iter([("party".to_owned(), party)]))
}

fn need(text: &str, seen: &Seen) -> Result<Value, String> {
    if let Ok(id) = named(text, Some(Kind::Resource), seen) {
        return Ok(json!({ "resource": id.id }));
    }
    named(text, Some(Kind::Person), seen).map(|id| json!({ "person": id.id }))
}

fn work(text: &str, seen: &Seen) -> Result<Value, String> {
    if let Ok(project) = named(text, Some(Kind::Project), seen) {
        return Ok(json!({ "project": project.id }));
    }
    let tasks: Result<Vec<Uuid>, String> =
        text.split([',', ';']).map(|text| named(text, Some(Kind::Task), seen).map(|id| id.id)).collect();
    tasks.map(|tasks| json!({ "tasks": tasks }))
}

/// The years that a day may lie in where somebody says one; a plan is computed from 1900 to 2199.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=9999;

/// A day as `2026-11-23`.
pub fn day(text: &str) -> Result<Date, String> {
    let day: Date = text.parse().map_err(|_| {
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            [year, month, day]
                if [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) && !year.is_empty() =>
            {
                format!("There is no day {day} in month {month} of {year}.")
            }
            _ => format!("“{text}” is not a date. Write it as 2026-11-23."),
        }
    })?;
    within_years(day, text)
}

fn within_years(day: Date, text: &str) -> Result<Date, String> {
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(format!("“{text}” is not a date: years go from 1000 to 9999.")) }
}

/// A day, or a day and a time. A start without a time is the beginning of the day; an end is its last minute.
fn instant(text: &str, name: &str) -> Result<DateTime, String> {
    if text.len() > 10 {
        let instant: DateTime = text
            .replace(' ', "T")
            .parse()
            .map_err(|_| format!("“{text}” is not a date and time. Write it as 2026-11-23 08:00."))?;
        return within_years(instant.date(), text).map(|_| instant);
    }
    let end = name.contains("finish") || name.contains("deadline") || name.contains("status");
    day(text).map(|day| if end { day.at(23, 59, 0, 0) } else { day.at(0, 0, 0, 0) })
}

/// A duration in words: `3d`, `2w`, `4h`, `30m`, `1mo`, or elapsed with an `e` before the unit (`2ed`). A day has 8 hours, a week 5 days.
pub fn minutes(text: &str) -> Result<(i64, bool), String> {
    let fault = || format!("“{text}” is not a duration. Write 3d, 2w, 4h or 30m; 2ed counts nights and days off.");
    let compact: String = text.to_lowercase().split_whitespace().collect();
    let digits = compact.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(compact.len());
    let (number, unit) = compact.split_at(digits);
    let amount: Quantity = number.parse().map_err(|_| fault())?;
    let (elapsed, unit) = match unit.strip_prefix('e') {
        Some(unit) if !unit.is_empty() => (true, unit),
        _ => (false, unit),
    };
    let per = match (unit, elapsed) {
        ("m" | "min" | "minutes", _) => 1,
        ("h" | "hour" | "hours", _) => 60,
        ("" | "d" | "day" | "days", false) => 480,
        ("w" | "week" | "weeks", false) => 2400,
        ("mo" | "month" | "months", false) => 9600,
        ("d" | "day" | "days", true) => 1440,
        ("w" | "week" | "weeks", true) => 10_080,
        ("mo" | "month" | "months", true) => 43_200,
        _ => return Err(fault()),
    };
    let minutes = amount.millionths().checked_mul(per).ok_or_else(fault)? / 1_000_000;
    Ok((minutes, elapsed))
}

/// Hours of work a week, such as `36`, `37.5 h` or `2250m`, in minutes.
fn weekly(text: &str) -> Result<i64, String> {
    let plain = text.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let read = minutes(&if plain { format!("{text}h") } else { text.to_owned() });
    let hours = read.ok().map(|(minutes, _)| minutes).filter(|minutes| (0..=168 * 60).contains(minutes));
    hours.ok_or_else(|| format!("“{text}” are no hours of a week. Write 36 or 37.5 h."))
}

fn estimate(text: &str) -> Result<Value, String> {
    let points: Vec<&str> = text.split('/').map(str::trim).collect();
    let [optimistic, likely, pessimistic] = points.as_slice() else {
        return Err(format!("“{text}” is not a three-point estimate. Write the best, likely and worst case as 2d/3d/6d."));
    };
    let last_unit: String = pessimistic.chars().filter(|letter| letter.is_alphabetic()).collect();
    let with_unit =
        |point: &str| if point.chars().any(char::is_alphabetic) { point.to_owned() } else { format!("{point}{last_unit}") };
    let read = |point: &str| minutes(&with_unit(point)).map(|(minutes, _)| minutes);
    Ok(json!({ "optimistic": read(optimistic)?, "likely": read(likely)?, "pessimistic": read(pessimistic)? }))
}

/// A span from two fields: the first day and the last day, or the first day on which it no longer holds.
fn dated(name: &str, fields: &Fields) -> Result<Value, String> {
    let part = |part: &str| fields.get(&format!("{name}.{part}")).map(str::trim).filter(|text| !text.is_empty());
    let mut span = Map::new();
    if let Some(from) = part("from") {
        span.insert("from".to_owned(), json!(day(from)?));
    }
    if let Some(last) = part("last") {
        let until = day(last)?.tomorrow().map_err(|_| format!("“{last}” lies too far ahead."))?;
        span.insert("until".to_owned(), json!(until));
    } else if let Some(until) = part("until") {
        span.insert("until".to_owned(), json!(day(until)?));
    }
    Ok(Value::Object(span))
}

fn constraint(name: &str, fields: &Fields) -> Result<Value, String> {
    let kind = fields.get(&format!("{name}.kind")).unwrap_or_default().trim();
    match kind {
        "" | "as-soon-as-possible" => Ok(Value::Null),
        "as-late-as-possible" => Ok(json!(kind)),
        _ => {
            let on = fields.get(&format!("{name}.on")).unwrap_or_default().trim();
            if on.is_empty() {
                return Err("Say on which day the constraint holds.".to_owned());
            }
            Ok(json!({ kind: instant(on, kind)? }))
        }
    }
}

fn manual(name: &str, fields: &Fields) -> Result<Value, String> {
    let part = |part: &str| -> Result<Option<DateTime>, String> {
        let text = fields.get(&format!("{name}.{part}")).map(str::trim).filter(|text| !text.is_empty());
        text.map(|text| instant(text, part)).transpose()
    };
    let (start, finish) = (part("start")?, part("finish")?);
    if start.is_none() && finish.is_none() {
        return Ok(Value::Null);
    }
    Ok(json!({ "start": start, "finish": finish }))
}

fn lag(text: &str) -> Result<Value, String> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent: i32 = percent.trim().parse().map_err(|_| format!("“{text}” is not a share in per cent."))?;
        return Ok(json!({ "percent": percent }));
    }
    let (sign, size) = text.strip_prefix('-').map_or((1, text.trim_start_matches('+')), |size| (-1, size));
    let (minutes, elapsed) = minutes(size)?;
    Ok(if elapsed { json!({ "elapsed": sign * minutes }) } else { json!({ "working": sign * minutes }) })
}

fn money(text: &str) -> Result<Value, String> {
    let fault = || format!("“{text}” is not an amount. Write 1200 EUR or 1200.50 EUR.");
    let (amount, currency) = text.rsplit_once(' ').ok_or_else(fault)?;
    let plain = format!("{} {}", amount.replace([' ', ','], ""), currency.to_uppercase());
    plain.parse().map(|money: Money| json!(money)).map_err(|_| fault())
}

/// Money as three points of one currency: `1000/2000/5000 EUR`.
fn money_points(text: &str) -> Result<Value, String> {
    let fault = || format!("“{text}” are no three amounts. Write the best, likely and worst case as 1000/2000/5000 EUR.");
    let (points, currency) = text.trim().rsplit_once(' ').ok_or_else(fault)?;
    let points: Vec<Value> = points
        .split('/')
        .map(|point| money(&format!("{} {currency}", point.trim())))
        .collect::<Result<_, _>>()
        .map_err(|_| fault())?;
    let [optimistic, likely, pessimistic] = points.as_slice() else { return Err(fault()) };
    let minor = |point: &Value| point["minor"].clone();
    Ok(json!({
        "optimistic": minor(optimistic), "likely": minor(likely), "pessimistic": minor(pessimistic),
        "currency": likely["currency"],
    }))
}

/// When something is due again and again, from three fields: how often, every how many, and the first day.
fn schedule(name: &str, fields: &Fields) -> Result<Value, String> {
    let part = |part: &str| fields.get(&format!("{name}.{part}")).map(str::trim).unwrap_or_default();
    let kind = part("kind");
    if matches!(kind, "" | "as-needed") {
        return Ok(json!("as-needed"));
    }
    let every = part("every");
    let every: u16 = if every.is_empty() { Ok(1) } else { every.parse() }
        .map_err(|_| format!("“{every}” is not a whole number: say every how many it is due."))?;
    if part("from").is_empty() {
        return Err("Say on which day it is due first.".to_owned());
    }
    Ok(json!({ kind: { "from": day(part("from"))?, "every": every } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_amounts_have_one_currency() {
        let points = |text: &str| money_points(text).map(|value| value.to_string());
        let read = r#"{"currency":"EUR","likely":200050,"optimistic":100000,"pessimistic":500000}"#;
        assert_eq!(points("1000/2000.50/5000 eur").as_deref(), Ok(read));
        for wrong in ["1000/2000 EUR", "1000/2000/5000", "1000 EUR/2000 EUR/5000 EUR", "a/b/c EUR", ""] {
            assert!(points(wrong).is_err_and(|sentence| sentence.contains("1000/2000/5000 EUR")), "{wrong}");
        }
    }

    #[test]
    fn a_day_lies_in_a_year_that_people_mean() {
        assert_eq!(day("2026-02-28").map(|day| day.to_string()).as_deref(), Ok("2026-02-28"));
        assert_eq!(day("0000-01-01"), Err("“0000-01-01” is not a date: years go from 1000 to 9999.".to_owned()));
        assert_eq!(
            instant("0999-01-01 08:00", "start"),
            Err("“0999-01-01 08:00” is not a date: years go from 1000 to 9999.".to_owned())
        );
        assert_eq!(day("2026-02-31"), Err("There is no day 31 in month 02 of 2026.".to_owned()));
    }

    #[test]
    fn a_week_of_work_is_written_in_hours() {
        let read: Vec<Option<i64>> = ["36", "37.5 h", "2250m", "5d", "200", "much"].map(|text| weekly(text).ok()).to_vec();
        assert_eq!(read, [Some(2160), Some(2250), Some(2250), Some(2400), None, None]);
    }
}
