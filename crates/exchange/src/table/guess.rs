//! Guesses: what a table is about, in which row its heads stand, and which column is which field. Names count most; cells that cannot be what the name says
//! count against it.

use std::collections::BTreeMap;

use organization::Kind;

use super::amount::{TimeUnit, read_flag, read_number, read_percent, read_working_time, unit_named};
use super::day::{DayOrder, Evidence, read_day};
use super::grid::Grid;
use super::recipe::{Column, KEEP, LEAVE, Recipe, columns};
use super::target::{FIRST_TARGETS, Field, Shape, Target, head, target, targets};

/// How many rows from the top may be the one with the heads.
pub(super) const HEADER_ROWS: usize = 20;
/// How many rows are looked at to see what a column holds.
const LOOKED_AT: usize = 200;
/// How many samples of a column are shown.
const SAMPLES: usize = 3;

/// Guesses how a table is read; `about` is the name of a target where that was said.
pub fn guess(grid: &Grid, about: Option<&str>) -> Recipe {
    let chosen = about.and_then(target);
    let candidates: Vec<Target> = chosen.map_or_else(targets, |target| vec![target]);
    let mut best: Option<(i64, usize, usize)> = None;
    for row in 0..grid.rows.len().min(HEADER_ROWS) {
        if grid.rows[row].cells.iter().filter(|cell| !cell.trim().is_empty()).count() < 2 && grid.width() > 1 {
            continue;
        }
        let columns = columns(grid, row);
        for (at, target) in candidates.iter().enumerate() {
            let score = score(grid, row, &columns, target, at);
            if best.is_none_or(|(most, ..)| score > most) {
                best = Some((score, row, at));
            }
        }
    }
    let (_, row, at) = best.unwrap_or_default();
    let Some(target) = candidates.get(at) else { return Recipe::default() };
    with_header(grid, row, target)
}

/// Guesses the columns of a table whose heads stand in a row.
pub fn with_header(grid: &Grid, row: usize, target: &Target) -> Recipe {
    let columns = columns(grid, row);
    let matched = matched(grid, row, &columns, target);
    let becomes = |(at, column): (usize, &Column)| {
        let field = matched.get(&at).map_or(KEEP, |(field, _)| target.fields[*field].name);
        (column.head.clone(), field.to_owned())
    };
    let mut recipe = Recipe {
        target: target.name.to_owned(),
        sheet: grid.sheet.clone(),
        header: grid.rows.get(row).map_or(1, |row| row.line),
        columns: columns.iter().enumerate().map(becomes).collect(),
        ..Recipe::default()
    };
    // Jira's estimates are in seconds.
    if recipe.columns.contains_key("Issue key") {
        recipe.times = TimeUnit::Seconds;
        for (name, becomes) in &mut recipe.columns {
            let name = head(name);
            if becomes == KEEP
                && (name.ends_with(" id")
                    || name.starts_with('σ')
                    || matches!(name.as_str(), "votes" | "last viewed" | "work ratio" | "custom field rank" | "parent summary"))
            {
                LEAVE.clone_into(becomes);
            }
        }
    }
    recipe
}

/// A few different cells of a column, for people to see what it holds.
pub fn samples<'a>(grid: &'a Grid, header: usize, column: &Column) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for row in header + 1..grid.rows.len() {
        for place in &column.places {
            let cell = grid.cell(row, *place).trim();
            if !cell.is_empty() && !found.contains(&cell) {
                found.push(cell);
            }
        }
        if found.len() >= SAMPLES {
            found.truncate(SAMPLES);
            break;
        }
    }
    found
}

/// What all columns that become days say about the order of day and month.
pub fn evidence(grid: &Grid, header: usize, recipe: &Recipe) -> Evidence {
    let Some(target) = target(&recipe.target) else { return Evidence::default() };
    let mut all = Evidence::default();
    for column in columns(grid, header) {
        let is_day = |field: &Field| matches!(field.shape, Shape::Day | Shape::Moment);
        if !recipe.field(&target, &column.head).is_some_and(is_day) {
            continue;
        }
        let mut own = Evidence::default();
        for row in header + 1..grid.rows.len() {
            column.places.iter().for_each(|place| own.see(grid.cell(row, *place)));
        }
        all.join(&own);
    }
    all
}

/// The unit that the head of a column says: `Duration (h)`, `Effort [days]`, `Weeks`.
pub(super) fn unit_in_head(name: &str) -> Option<TimeUnit> {
    let inside = name.split(['(', '[']).nth(1).and_then(|rest| rest.split([')', ']']).next());
    let last = head(name).split(' ').next_back().map(str::to_owned);
    inside
        .and_then(|inside| unit_named(inside.trim()))
        .or_else(|| last.filter(|word| word.len() > 2).and_then(|word| unit_named(&word)))
}

fn score(grid: &Grid, row: usize, columns: &[Column], target: &Target, at: usize) -> i64 {
    let matched = matched(grid, row, columns, target);
    let named: i64 = matched.values().map(|(_, score)| *score).sum();
    let said = |field: &Field| matched.values().any(|(at, _)| target.fields[*at].name == field.name);
    let missing = i64::try_from(target.fields.iter().filter(|field| field.needed && !said(field)).count()).unwrap_or_default();
    let unmatched = i64::try_from(columns.len() - matched.len()).unwrap_or_default();
    let rare = if at < FIRST_TARGETS { 0 } else { 60 };
    // A table of two columns fits many things; what tells a target apart counts more than names that all have.
    let telling = target.fields.iter().filter(|field| said(field) && tells(target.kind, field.name)).count();
    named - missing * 150 - unmatched * 15 - rare + i64::try_from(telling).unwrap_or_default() * 60
}

/// Fields that only one target has.
fn tells(kind: Kind, field: &str) -> bool {
    matches!(
        (kind, field),
        (Kind::Person, "email" | "first_name" | "last_name" | "manager" | "weekly_work")
            | (Kind::Unit, "parent" | "kind")
            | (Kind::Goal, "level" | "period" | "goal_value" | "measure" | "progress")
            | (Kind::Task, "predecessors" | "wbs" | "duration" | "other_id" | "work" | "people" | "finish")
            | (Kind::Risk, "probability" | "strategy" | "effect" | "residual")
            | (Kind::Absence, "last" | "half" | "kind")
            | (Kind::SkillHolding, "matrix" | "skill" | "level")
            | (Kind::Responsibility, "matrix" | "letter")
    )
}

/// The best field for each column, each field once: by the number of the column, the number of the field and how well it fits.
fn matched(grid: &Grid, row: usize, columns: &[Column], target: &Target) -> BTreeMap<usize, (usize, i64)> {
    let mut all: Vec<(i64, usize, usize)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let name = head(&column.head);
        for (number, field) in target.fields.iter().enumerate() {
            let named = if field.shape == Shape::Matrix { 0 } else { named(&name, field) };
            if named > 0 {
                let fits = fits(grid, row, column, field);
                all.push((named + fits, at, number));
            }
        }
    }
    all.sort_by_key(|(score, at, number)| (-score, *at, *number));
    let mut matched: BTreeMap<usize, (usize, i64)> = BTreeMap::new();
    for (score, at, number) in all.into_iter().filter(|(score, ..)| *score >= 40) {
        if !matched.contains_key(&at) && !matched.values().any(|(taken, _)| *taken == number) {
            matched.insert(at, (number, score));
        }
    }
    if let Some(number) = target.fields.iter().position(|field| field.shape == Shape::Matrix) {
        for (at, column) in columns.iter().enumerate().filter(|(at, _)| !matched.contains_key(at)).collect::<Vec<_>>() {
            if is_matrix(grid, row, column, target.kind) {
                matched.insert(at, (number, 45));
            }
        }
    }
    matched
}

/// How well a name is that of a field: its own name, a name under which it is met, or one in it.
fn named(name: &str, field: &Field) -> i64 {
    if name == field.name.replace('_', " ") {
        return 100;
    }
    if let Some(at) = field.met_as.iter().position(|met| *met == name) {
        return 96 - i64::try_from(at.min(20)).unwrap_or_default() / 2;
    }
    if name == head(&field.label) {
        return 90;
    }
    let words: Vec<&str> = name.split(' ').collect();
    let inside = |met: &&&str| {
        met.len() >= 4 && {
            let parts: Vec<&str> = met.split(' ').collect();
            words.windows(parts.len()).any(|window| window == parts)
        }
    };
    let longest = field.met_as.iter().filter(inside).map(|met| met.len()).max();
    longest.map_or(0, |length| 45 + i64::try_from(length.min(15)).unwrap_or_default())
}

fn cells<'a>(grid: &'a Grid, row: usize, column: &'a Column) -> impl Iterator<Item = &'a str> {
    (row + 1..grid.rows.len())
        .take(LOOKED_AT)
        .flat_map(move |row| column.places.iter().map(move |place| grid.cell(row, *place).trim()))
        .filter(|cell| !cell.is_empty())
}

/// Whether the cells can be what the field wants.
fn fits(grid: &Grid, row: usize, column: &Column, field: &Field) -> i64 {
    // Some numbers are said in words as well.
    if matches!(field.name, "priority" | "probability" | "residual") {
        return 0;
    }
    let can = |cell: &str| match field.shape {
        Shape::Day | Shape::Moment => {
            read_day(cell, Some(DayOrder::DayFirst)).or_else(|| read_day(cell, Some(DayOrder::MonthFirst))).is_some()
        }
        Shape::Time => read_working_time(cell, TimeUnit::Days).is_some(),
        Shape::Whole | Shape::Number => read_number(cell.trim_end_matches('%')).is_some(),
        Shape::Percent => read_percent(cell, false).is_some(),
        Shape::Flag => read_flag(cell).is_some(),
        Shape::Text if field.name == "email" => cell.contains('@'),
        Shape::Text
        | Shape::Period
        | Shape::Words(_)
        | Shape::Openness
        | Shape::State(_)
        | Shape::Record(_)
        | Shape::Records(_)
        | Shape::Matrix => {
            // A name is no day.
            !(field.name == "title" || field.name == "name") || read_number(cell).is_none()
        }
    };
    let (mut good, mut all) = (0_i64, 0_i64);
    for cell in cells(grid, row, column) {
        all += 1;
        good += i64::from(can(cell));
    }
    if all == 0 || good * 10 >= all * 7 {
        0
    } else if good * 10 >= all * 3 {
        -20
    } else {
        -70
    }
}

/// Whether the cells are letters of a responsibility matrix, or levels of skills.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other kind has matrices")]
fn is_matrix(grid: &Grid, row: usize, column: &Column, kind: Kind) -> bool {
    let can = |cell: &str| match kind {
        Kind::Responsibility => {
            cell.len() <= 12
                && cell.chars().all(|letter| {
                    matches!(letter.to_ascii_uppercase(), 'R' | 'A' | 'S' | 'C' | 'I' | '/' | ',' | ';' | '+' | '-' | ' ')
                })
        }
        Kind::SkillHolding => cell == "-" || cell.parse::<u8>().is_ok_and(|level| level <= 7),
        _ => false,
    };
    let mut any = false;
    cells(grid, row, column).all(|cell| {
        any = true;
        can(cell)
    }) && any
}
