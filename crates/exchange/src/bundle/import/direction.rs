//! Goals, asks and proposals, as bundles from elsewhere write them.

use organization::{AnyId, GoalState, Kind, Letter};
use serde_json::json;

use super::builder::{Builder, Told};
use super::parties::{Named, responsibilities};
use super::structure::set_closed;
use super::wanted::Wanted;
use crate::bundle::codec::{Codec, id_value, parts, read_date};

/// The units, period, state and owner of a goal.
pub(super) fn goal(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    period(builder, row, wanted);
    several_units(builder, row, wanted);
    if builder.column(row, "state").is_none()
        && let Some((column, text)) = builder.cell(row, "status")
    {
        let state = match text.to_lowercase().as_str() {
            "" | "accepted" | "proposed" | "theme" | "active" => Some(GoalState::Active),
            "not accepted" | "rejected" | "dropped" => Some(GoalState::Dropped { on: None }),
            "met" | "done" | "completed" => Some(GoalState::Met { on: None }),
            "missed" => Some(GoalState::Missed { on: None }),
            _ => None,
        };
        match state {
            Some(state) => set_state(builder, row, wanted, state),
            None => {
                let sentence = format!("“{text}” is no status of a goal (Accepted, Proposed, theme, Not accepted).");
                builder.list(row, column, Told::warning(sentence));
            }
        }
    }
    owner(builder, row, "owner", wanted.id);
}

/// The period as two days.
fn period(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    if builder.column(row, "period").is_some()
        || (builder.column(row, "from").is_none() && builder.column(row, "until").is_none())
    {
        return;
    }
    let mut period = serde_json::Map::new();
    for name in ["from", "until"] {
        let Some((column, text)) = builder.cell(row, name) else { continue };
        if text.is_empty() {
            period.insert(name.to_owned(), serde_json::Value::Null);
            continue;
        }
        match read_date(text) {
            Ok(day) => {
                period.insert(name.to_owned(), json!(day));
            }
            Err(sentence) => {
                builder.list(row, column, Told::warning(format!("Column {name}: {sentence} The cell is not taken over.")))
            }
        }
    }
    wanted.fields.insert("period", serde_json::Value::Object(period));
}

/// The first of several units is the goal's, the others support it.
fn several_units(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    let Some((column, text)) = builder.cell(row, "unit") else { return };
    if builder.rows[row].own {
        return;
    }
    if !text.contains(';') {
        if builder.column(row, "supporting").is_none() {
            wanted.fields.insert("supporting", json!([]));
        }
        return;
    }
    let units = builder.read_many(row, column, Kind::Unit, text);
    let mut units = units.as_array().cloned().unwrap_or_default().into_iter();
    wanted.fields.insert("unit", units.next().unwrap_or_default());
    let mut supporting: Vec<_> = units.collect();
    if let Some(said) = wanted.fields.get("supporting").and_then(|said| said.as_array()) {
        supporting.extend(said.iter().filter(|unit| !supporting.contains(unit)).cloned().collect::<Vec<_>>());
    }
    wanted.fields.insert("supporting", json!(supporting));
}

/// The state of a goal; a goal that is over keeps the day on which that was said, and its own project goes with it.
fn set_state(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted, state: GoalState) {
    let now = wanted.id.to().and_then(|goal: organization::GoalId| builder.value.find(goal)).map(|goal| goal.state);
    if now.is_none_or(|now| now.word() != state.word() && !(now == GoalState::Proposed && state == GoalState::Active)) {
        wanted.fields.insert("state", json!(state));
    }
    let Some(now) = now.filter(|now| now.is_over() != state.is_over()) else { return };
    let project = builder.names.in_value(Kind::Project, &builder.rows[row].key.clone());
    if let Some(project) = project {
        let mut closing = Wanted::new(project, true, row);
        closing.column = builder.column(row, "status");
        set_closed(builder, &mut closing, !now.is_over());
        builder.wanted.push(closing);
    }
}

/// The owner of a thing is its Accountable.
pub(super) fn owner(builder: &mut Builder<'_>, row: usize, name: &'static str, subject: AnyId) {
    let Some((column, text)) = builder.cell(row, name) else { return };
    let mut people: Vec<AnyId> = Vec::new();
    for part in parts(text) {
        people.extend(builder.find(row, column, &[Kind::Person], part));
    }
    if people.len() > 1 {
        let sentence = "The row names several owners; the first is accountable, the others are not taken over.";
        let told = Told { code: "TL301", ..Told::warning(sentence) };
        builder.list(row, column, told);
        people.truncate(1);
    }
    responsibilities(builder, &Named { row, column, subject, letter: Letter::Accountable, suffix: name, parties: people });
}

/// An answer whose facts stand in columns of their own.
pub(super) fn answer(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    let (Some((column, word)), Some(_)) = (builder.cell(row, "state"), builder.column(row, "on")) else { return };
    let (on, by) = (builder.text(row, "on"), builder.text(row, "by"));
    let mut text = word.to_owned();
    if !on.is_empty() {
        text.push_str(&format!(" {on}"));
    }
    if !by.is_empty() && word != "done" && word != "withdrawn" {
        text.push_str(&format!(" by {by}"));
    }
    let facts = ["question", "because", "work"].into_iter().map(|name| builder.text(row, name)).find(|text| !text.is_empty());
    if let Some(facts) = facts {
        text.push_str(&format!(": {facts}"));
    }
    match Codec::AnswerState.read(&text, &mut builder.names) {
        Ok(state) => {
            wanted.fields.insert("state", state);
        }
        Err(sentence) => {
            builder.list(row, column, Told::warning(format!("Column state: {sentence} The cell is not taken over.")))
        }
    }
}

/// What a goal asks of a unit: a directive and its answer.
pub(super) fn ask(builder: &mut Builder<'_>, row: usize) {
    let Some(directive) = builder.rows[row].main else { return };
    let mut found = Vec::new();
    for (name, kind) in [("goal", Kind::Goal), ("team", Kind::Unit)] {
        let Some((column, text)) = builder.cell(row, name) else {
            let sentence = format!("The file has no column “{name}”, which an ask needs.");
            return builder.leave_out(row, None, Told::error(sentence));
        };
        match builder.find(row, column, &[kind], text) {
            Some(id) => found.push(id),
            None => {
                let sentence = format!("An ask needs a {name} that is there. The row is left out.");
                builder.findings.pop();
                return builder.leave_out(row, Some(column), Told::error(sentence));
            }
        }
    }
    let [goal, unit] = found.as_slice() else { return };
    let key = builder.rows[row].key.clone();
    let mut wanted = Wanted::new(directive, builder.value.has(directive), row);
    wanted.fields.insert("goal", id_value(*goal));
    wanted.keys = (!wanted.is_there).then(|| builder.keyed(&key));
    if !wanted.is_there {
        let title = ask_title(builder, row, *goal);
        wanted.derived.insert("title", json!(title));
        if let Some(owner) = owner_of(builder, *goal) {
            wanted.derived.insert("from", id_value(owner));
        }
    }
    builder.wanted.push(wanted);
    let (answer, is_there) = builder.claim(Kind::Answer, &key);
    let mut addressed = Wanted::new(answer, is_there, row);
    addressed.fields.insert("directive", id_value(directive));
    addressed.fields.insert("addressee", json!({ "unit": unit.id }));
    addressed.keys = (!is_there).then(|| builder.keyed(&key));
    addressed.column = builder.column(row, "team");
    builder.wanted.push(addressed);
    if let Some((column, text)) = builder.cell(row, "champion") {
        builder.hint_of_case(row, column, text);
    }
    if is_closed(builder, *unit) {
        let sentence = format!("It asks the unit “{}”, which is closed.", builder.text(row, "team"));
        let column = builder.column(row, "team");
        builder.tell(row, column, Told::hint(sentence));
    }
}

fn is_closed(builder: &Builder<'_>, unit: AnyId) -> bool {
    match builder.row_of(unit) {
        Some(row) => {
            builder.text(row, "status").eq_ignore_ascii_case("archived") || builder.text(row, "state").starts_with("closed")
        }
        None => {
            unit.to().and_then(|unit: organization::UnitId| builder.value.find(unit)).is_some_and(|unit| unit.state.is_closed())
        }
    }
}

/// What is asked for, in one line: the words of the ask and the goal that it is for.
fn ask_title(builder: &Builder<'_>, row: usize, goal: AnyId) -> String {
    let what = builder.text(row, "level");
    let title = builder.row_of(goal).map(|row| builder.text(row, "title").to_owned());
    let title =
        title.filter(|title| !title.is_empty()).or_else(|| builder.value.record(goal).map(|goal| goal.title(builder.value)));
    let title = title.unwrap_or_default();
    let what = if what.is_empty() { "Support" } else { what };
    format!("{what} for {title}").chars().take(500).collect()
}

/// The owner of a goal, as its row says or as the value does.
fn owner_of(builder: &mut Builder<'_>, goal: AnyId) -> Option<AnyId> {
    if let Some(row) = builder.row_of(goal) {
        let text = parts(builder.text(row, "owner")).next()?.to_owned();
        let found = crate::bundle::codec::Lookup::find(&mut builder.names, &[Kind::Person], &text).ok();
        builder.names.hint = None;
        return found;
    }
    let named = builder.value.named_accountable(goal, builder.day)?;
    Some(named.party.id()).filter(|party| party.kind == Kind::Person)
}

/// The state of a proposal.
pub(super) fn proposal(builder: &mut Builder<'_>, row: usize, wanted: &mut Wanted) {
    let Some((column, text)) = builder.cell(row, "status").filter(|_| builder.column(row, "state").is_none()) else { return };
    let created = read_date(builder.text(row, "created")).ok();
    let mut decided = None;
    if let Some((column, text)) = builder.cell(row, "decided").filter(|(_, text)| !text.is_empty()) {
        match read_date(text) {
            Ok(day) if created.is_some_and(|created| day < created) => {
                let sentence =
                    format!("It was decided ({day}) before it was created. The day of the decision is not taken over.");
                builder.list(row, column, Told::warning(sentence));
            }
            Ok(day) => decided = Some(day),
            Err(sentence) => builder.list(row, column, Told::warning(sentence)),
        }
    }
    let over = |word: &str| json!({ word: decided.map_or_else(|| json!({}), |day| json!({ "on": day })) });
    let state = match text.to_lowercase().as_str() {
        "draft" | "deferred" | "open" => json!({ "open": created.map_or_else(|| json!({}), |day| json!({ "since": day })) }),
        "accepted" | "active" | "final" | "superseded" | "adopted" => over("adopted"),
        "rejected" | "withdrawn" => over("rejected"),
        _ => {
            let sentence = format!("“{text}” is no status of a proposal that is known here; the proposal comes in as a draft.");
            return builder.list(row, column, Told::warning(sentence));
        }
    };
    let now =
        wanted.id.to().and_then(|id: organization::ProposalId| builder.value.find(id)).map(|proposal| json!(proposal.state));
    let word = |state: &serde_json::Value| state.as_object().and_then(|state| state.keys().next().cloned());
    let known = now.as_ref().and_then(|now| now.get("adopted").or_else(|| now.get("rejected"))).and_then(|now| now.get("on"));
    let same_word = now.as_ref().is_some_and(|now| word(now) == word(&state));
    if !(same_word
        && decided.is_none()
        && known.is_some()
        && !builder.text(row, "status").is_empty()
        && word(&state) != Some("open".to_owned()))
    {
        wanted.fields.insert("state", state);
    }
}
