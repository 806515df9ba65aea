//! The decisions: each record that a row wants is compared and decided on a copy of the value, and every row and cell gets its account.

use std::collections::{BTreeMap, BTreeSet};

use organization::{AnyId, AnyRecord, Command, Kind, Organization, Refusal};

use super::builder::{Builder, Fate, Part, Told};
use super::compose::{commands, record_of};
use super::order::{in_order, is_soft};
use super::outcome::Imported;
use super::wanted::Wanted;
use crate::bundle::fault::Place;
use crate::bundle::sheet::{Charset, Sheet};
use crate::import::{CommandList, IMPORT, Import, KeptPart, Outcome, PartReport, PreviewRow, Report, code_of};

/// Why something was not taken over.
enum Obstacle {
    Words(String),
    Refused(Refusal),
}

struct Decisions {
    list: CommandList,
    /// What each row did: whether its own record is new, and the fields that changed.
    done: Vec<(bool, Vec<String>)>,
}

/// Decides all that the rows want.
pub(super) fn decide(mut builder: Builder<'_>) -> Imported {
    settle_rivals(&mut builder);
    let list = CommandList::new(builder.value, builder.day);
    let mut decisions = Decisions { list, done: vec![(false, Vec::new()); builder.rows.len()] };
    let wanted = std::mem::take(&mut builder.wanted);
    let mut records: Vec<(AnyId, Option<AnyRecord>)> = Vec::with_capacity(wanted.len());
    for one in &wanted {
        let record = if one.is_there { None } else { record_of(one).ok() };
        records.push((one.id, record));
    }
    let mut waiting: Vec<Wanted> = in_order(&records).into_iter().map(|number| wanted[number].clone()).collect();
    drop(records);
    loop {
        let mut refused = Vec::new();
        let mut later = Vec::new();
        let before = decisions.list.commands.len();
        for mut one in waiting {
            if builder.rows[one.row].left_out.is_some() && is_own(&builder, &one) {
                continue;
            }
            later.extend(put_off(&decisions.list.value, &mut one));
            if let Err(obstacle) = try_one(&builder, &mut decisions, &one) {
                refused.push((one, obstacle));
            }
        }
        let again = decisions.list.commands.len() > before || !later.is_empty();
        if !again {
            let circles = Circles::new(refused.iter().map(|(one, _)| one));
            for (one, obstacle) in &refused {
                refuse(&mut builder, &decisions.list.value, one, (obstacle, &circles));
            }
            break;
        }
        waiting = later;
        waiting.extend(refused.into_iter().map(|(one, _)| one));
    }
    finish(builder, decisions)
}

/// Whether a record belongs to its row alone: not a head position or role that other rows need too.
fn is_own(builder: &Builder<'_>, wanted: &Wanted) -> bool {
    builder.rows[wanted.row].main == Some(wanted.id) || !wanted.fields.is_empty() || wanted.is_there
}

/// Of several rows that name one record, the one that agrees with the value counts, else the first.
fn settle_rivals(builder: &mut Builder<'_>) {
    let mut groups: BTreeMap<AnyId, Vec<usize>> = BTreeMap::new();
    for (id, row) in std::mem::take(&mut builder.rivals) {
        let first = || builder.row_of(id);
        groups.entry(id).or_insert_with(|| first().into_iter().collect()).push(row);
    }
    for (id, mut rows) in groups {
        rows.retain(|row| builder.rows[*row].left_out.is_none());
        let agrees = |row: &&usize| {
            let mut own = builder.wanted.iter().filter(|wanted| wanted.row == **row);
            own.all(|wanted| commands(builder.value, wanted).is_ok_and(|commands| commands.is_empty()))
        };
        let Some(counts) = rows.iter().find(|row| builder.value.has(id) && agrees(row)).or(rows.first()).copied() else {
            continue;
        };
        for row in rows.into_iter().filter(|row| *row != counts) {
            builder.findings.retain(|(of, _)| *of != row);
            let other = builder.row(counts).line();
            let column = builder.column(row, "id");
            let sentence = format!("“{}” is in line {other} already; this row is left out.", builder.rows[row].key);
            builder.leave_out(row, column, Told::error(sentence));
            let mut wanted = std::mem::take(&mut builder.wanted);
            wanted.retain(|wanted| wanted.row != row || !is_own(builder, wanted));
            builder.wanted = wanted;
        }
    }
}

/// The fields whose links may go in circles.
const SOFT: &[(Kind, &str)] =
    &[(Kind::Position, "dotted"), (Kind::Proposal, "challenges"), (Kind::Risk, "subject"), (Kind::Improvement, "subject")];

/// Links that may go in circles wait until the records are there.
fn put_off(value: &Organization, wanted: &mut Wanted) -> Option<Wanted> {
    let (_, field) = SOFT.iter().find(|(kind, _)| *kind == wanted.id.kind)?;
    if value.has(wanted.id) {
        return None;
    }
    let record = record_of(wanted).ok()?;
    let mut missing = false;
    record.links(&mut |link| missing |= is_soft(link.relation) && link.to != wanted.id && !value.has(link.to));
    if !missing {
        return None;
    }
    let said = wanted.fields.remove(*field)?;
    let mut later = Wanted::new(wanted.id, true, wanted.row);
    later.fields.insert(*field, said);
    Some(later)
}

fn try_one(builder: &Builder<'_>, decisions: &mut Decisions, wanted: &Wanted) -> Result<(), Obstacle> {
    let is_new = !decisions.list.value.has(wanted.id);
    let commands = commands(&decisions.list.value, wanted).map_err(Obstacle::Words)?;
    if commands.is_empty() {
        return Ok(());
    }
    let at = builder.place(wanted.row, wanted.column);
    let given = decisions.list.commands.len();
    let before = (commands.len() > 1).then(|| decisions.list.value.clone());
    let is_main = builder.rows[wanted.row].main == Some(wanted.id);
    let fields: Vec<String> =
        if is_new && is_main { Vec::new() } else { commands.iter().flat_map(|command| fields_of(command, wanted)).collect() };
    for command in commands {
        if let Err(refusal) = decisions.list.give(command, &at) {
            if let Some(value) = before {
                decisions.list.value = value;
                decisions.list.commands.truncate(given);
            }
            return Err(Obstacle::Refused(refusal));
        }
    }
    if decisions.list.commands.len() > given {
        let done = &mut decisions.done[wanted.row];
        done.0 |= is_new && is_main;
        done.1.extend(fields);
    }
    Ok(())
}

/// What a command changes, in words: the fields of the row's own record, or the kind of another one.
fn fields_of(command: &Command, wanted: &Wanted) -> Vec<String> {
    let data = command.data();
    let said = data.as_object().into_iter().flatten().filter(|(_, value)| value.as_str() != Some(&wanted.id.id.to_string()));
    said.map(|(field, _)| field.clone()).collect()
}

/// A refusal leaves the row out, or lists the cell where only that part was refused.
fn refuse(builder: &mut Builder<'_>, value: &Organization, wanted: &Wanted, (obstacle, circles): (&Obstacle, &Circles)) {
    let is_main = builder.rows[wanted.row].main == Some(wanted.id);
    let code = match obstacle {
        Obstacle::Refused(refusal) => code_of(refusal, wanted.id.kind),
        Obstacle::Words(_) => IMPORT,
    };
    let (code, sentence) = match (missing(builder, value, wanted, circles), obstacle) {
        (Some((in_circle, sentence)), _) => {
            (if in_circle && wanted.id.kind == Kind::Position { "TL305" } else { code }, sentence)
        }
        (None, Obstacle::Words(words)) => (code, words.clone()),
        (None, Obstacle::Refused(refusal)) => (code, refusal.to_string()),
    };
    let told = if is_main {
        Told { code, ..Told::error(format!("{sentence} The row is left out.")) }
    } else {
        Told { code, ..Told::warning(sentence) }
    };
    match (is_main, wanted.column) {
        (true, column) => builder.leave_out(wanted.row, column, told),
        (false, Some(column)) => builder.list(wanted.row, column, told),
        (false, None) if is_own(builder, wanted) => builder.tell(wanted.row, None, told),
        // Whatever needs it says so.
        (false, None) => {}
    }
}

/// What those that were refused point at.
struct Circles(BTreeMap<AnyId, Vec<AnyId>>);

impl Circles {
    fn new<'a>(refused: impl Iterator<Item = &'a Wanted>) -> Circles {
        let mut all = BTreeMap::new();
        for wanted in refused {
            let targets: &mut Vec<AnyId> = all.entry(wanted.id).or_default();
            if let Ok(record) = record_of(wanted) {
                record.links(&mut |link| targets.push(link.to));
            }
        }
        Circles(all)
    }

    /// Whether the second leads back to the first.
    fn join(&self, first: AnyId, second: AnyId) -> bool {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![second]);
        while let Some(here) = waiting.pop() {
            if here == first {
                return true;
            }
            if seen.insert(here) {
                waiting.extend(self.0.get(&here).into_iter().flatten());
            }
        }
        false
    }
}

/// What it points at that did not come in, and whether that points back at it.
fn missing(builder: &Builder<'_>, value: &Organization, wanted: &Wanted, circles: &Circles) -> Option<(bool, String)> {
    let record = if value.has(wanted.id) { return None } else { record_of(wanted).ok()? };
    let mut gone = None;
    record.links(&mut |link| {
        if gone.is_none() && link.to != wanted.id && !value.has(link.to) {
            gone = Some(link.to);
        }
    });
    let target = gone?;
    let Some(row) = builder.row_of(target) else {
        return Some((false, format!("It needs a {} that did not come in.", target.kind.words())));
    };
    let key = &builder.rows[row].key;
    let in_circle = circles.join(wanted.id, target);
    let place = builder.row(row).place();
    let sentence = if in_circle {
        format!("It hangs on “{key}” ({place}), which hangs on it in turn, directly or over others.")
    } else {
        format!("It needs “{key}” ({place}), which is left out.")
    };
    Some((in_circle, sentence))
}

fn finish(mut builder: Builder<'_>, decisions: Decisions) -> Imported {
    let mut findings = std::mem::take(&mut builder.findings);
    findings.sort_by(|(one_row, one), (other_row, other)| (one_row, one.at.column).cmp(&(other_row, other.at.column)));
    let mut notes = std::mem::take(&mut builder.notes);
    notes.extend(builder.bundle.sheets.iter().filter_map(writing));
    let Decisions { list, done } = decisions;
    let ours = |row: &usize| !matches!(Part::of(builder.row(*row).sheet), Part::Foreign);
    let done = done.into_iter().enumerate().filter(|(row, _)| ours(row));
    let mut rows: Vec<PreviewRow> = done.map(|(row, done)| preview(&builder, &list.value, row, done)).collect();
    rows.extend(gone(&builder, &list.value));
    let report = report(&builder);
    let findings = findings.into_iter().map(|(_, finding)| finding).collect();
    Imported { plan: Import { commands: list.commands, rows, findings, report }, value: list.value, notes }
}

/// How a file was read, where that was guessed.
fn writing(sheet: &Sheet) -> Option<String> {
    let delimiter = match sheet.delimiter {
        ',' => None,
        '\t' => Some("tabs".to_owned()),
        other => Some(format!("“{other}”")),
    };
    let (name, charset) = (&sheet.name, sheet.charset.words());
    match (sheet.charset, delimiter) {
        (Charset::Windows1252, _) => {
            Some(format!("{name} is not UTF-8 and was read as {charset}; look whether letters such as é are right"))
        }
        (Charset::Utf8, None) => None,
        (_, delimiter) => {
            Some(format!("{name} was read as {charset} with {} between cells", delimiter.unwrap_or("commas".to_owned())))
        }
    }
}

fn preview(builder: &Builder<'_>, value: &Organization, row: usize, done: (bool, Vec<String>)) -> PreviewRow {
    let state = &builder.rows[row];
    let kept = state.main.is_some_and(|main| main.kind == Kind::Remainder) && builder.row(row).sheet.name != "remainders.csv";
    let (is_new, mut fields) = done;
    fields.sort_unstable();
    fields.dedup();
    let outcome = match &state.left_out {
        Some(because) => Outcome::LeftOut { because: because.clone() },
        None if kept => Outcome::Kept { because: "It is not modelled here and is kept as it stands.".to_owned() },
        None if is_new => Outcome::New,
        None if fields.is_empty() => Outcome::Same,
        None => Outcome::Changed { fields },
    };
    let record = state.main.filter(|record| value.has(*record));
    let named = || ["title", "name", "question"].into_iter().map(|name| builder.text(row, name)).find(|text| !text.is_empty());
    let title = record.and_then(|record| value.record(record)).map(|record| record.title(value));
    let title = title.or_else(|| named().map(str::to_owned)).unwrap_or_default();
    PreviewRow { at: builder.row(row).place(), kind: builder.kind_of(row), key: state.key.clone(), title, record, outcome }
}

fn report(builder: &Builder<'_>) -> Report {
    let mut report = Report::default();
    for (sheet, fates) in builder.bundle.sheets.iter().zip(&builder.fates) {
        let mut part = PartReport { name: sheet.name.clone(), ..PartReport::default() };
        let mut kept = vec![0_u64; sheet.header.len()];
        for row in sheet.rows() {
            for column in (0..sheet.header.len()).filter(|column| !row.cell(*column).trim().is_empty()) {
                part.read += 1;
                match fates.get(row.number * sheet.header.len() + column) {
                    Some(Fate::Imported) => part.imported += 1,
                    Some(Fate::Kept) => {
                        part.kept += 1;
                        kept[column] += 1;
                    }
                    Some(Fate::Listed) | None => part.listed += 1,
                }
            }
        }
        let columns = sheet.header.iter().zip(kept).filter(|(_, count)| *count > 0);
        report.kept.extend(columns.map(|(name, count)| KeptPart { part: sheet.name.clone(), name: name.clone(), count }));
        report.parts.push(part);
    }
    report.kept.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.cmp(other)));
    report
}

/// Records that an earlier import from this source brought, of the kinds that the files speak of, and that no row names any more.
fn gone(builder: &Builder<'_>, value: &Organization) -> Vec<PreviewRow> {
    let mut kinds: BTreeMap<Kind, (bool, &str)> = BTreeMap::new();
    for (at, sheet) in builder.bundle.sheets.iter().enumerate() {
        let own = builder.rows.iter().any(|row| row.sheet == at && row.own);
        match Part::of(sheet) {
            Part::Records(table) => {
                kinds.insert(table.kind, (own, &sheet.name));
                if table.kind == Kind::Membership && !own {
                    kinds.entry(Kind::Appointment).or_insert((false, &sheet.name));
                }
            }
            Part::Guest(guest) if guest.file == "asks.csv" => {
                kinds.entry(Kind::Directive).or_insert((false, &sheet.name));
            }
            Part::Guest(_) | Part::Foreign => {}
        }
    }
    let named: BTreeSet<AnyId> =
        builder.rows.iter().filter_map(|row| row.main).chain(builder.spoken_of.iter().copied()).collect();
    let mut gone = Vec::new();
    for record in builder.value.records() {
        let id = record.id();
        let key = record.keys().in_source(builder.source);
        let Some((all, file)) = kinds.get(&id.kind).filter(|(all, _)| *all || key.is_some()) else { continue };
        let from_cell = key.is_some_and(|key| key.contains('#') && !builder.by_record.contains_key(&id));
        if named.contains(&id) || (!all && from_cell && matches!(id.kind, Kind::Position | Kind::Responsibility | Kind::Demand)) {
            continue;
        }
        gone.push(PreviewRow {
            at: Place { file: (*file).to_owned(), line: 0, column: 0 },
            kind: id.kind,
            key: key.map_or_else(|| value.label(id), str::to_owned),
            title: record.title(value),
            record: Some(id),
            outcome: Outcome::NoLongerNamed,
        });
    }
    gone
}
