//! The cells of a sheet: texts, numbers by their formats, days of both calendars, merged cells, formulas with their last values.

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan as _};
use quick_xml::events::{BytesStart, Event};

use super::Format;
use super::parts::{Part, attribute};
use crate::table::Unreadable;
use crate::table::grid::{CELL_BYTES, CELLS, COLUMNS, Grid, ROWS, cell_at, column_letters};

/// The most merged areas.
const MERGED: usize = 50_000;

/// What the cells of all sheets share.
pub(super) struct Context<'a> {
    pub(super) texts: &'a [String],
    pub(super) formats: &'a [Format],
    /// Whether days are counted from 1904 instead of 1900.
    pub(super) since_1904: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Reading {
    row: u32,
    column: usize,
    sort: String,
    format: Format,
    text: String,
    /// Whether text counts now.
    inside: bool,
    formula: bool,
    /// Inside what is only said for reading aloud.
    aloud: bool,
}

/// Reads a sheet into a grid.
#[expect(clippy::wildcard_enum_match_arm, reason = "all events that hold text are taken alike")]
pub(super) fn read(part: &mut Part<'_>, context: &Context<'_>, grid: &mut Grid) -> Result<(), Unreadable> {
    let mut cell = Reading::default();
    let (mut row, mut next, mut taken, mut hidden) = (0_u32, 0_usize, 0_usize, 0_usize);
    let mut cells: Vec<String> = Vec::new();
    let mut merged: Vec<String> = Vec::new();
    let mut formulas = 0_usize;
    part.each(&mut |event, words| {
        match event {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "row" => {
                    row = attribute(start, "r").and_then(|row| row.parse::<u32>().ok()).map_or(row + 1, |row| row);
                    next = 0;
                    hidden += usize::from(attribute(start, "hidden").is_some_and(|said| said == "1" || said == "true"));
                }
                "c" => {
                    cell = place(start, (row, next), context);
                    next = cell.column + 1;
                }
                "v" | "t" => cell.inside = matches!(event, Event::Start(_)) && !cell.aloud,
                "rPh" => cell.aloud = matches!(event, Event::Start(_)),
                "f" => cell.formula = true,
                "mergeCell" if merged.len() < MERGED => merged.extend(attribute(start, "ref")),
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "v" | "t" => cell.inside = false,
                "rPh" => cell.aloud = false,
                "c" => {
                    let name = || format!("{}{}", column_letters(cell.column), cell.row);
                    let text = shown(&cell, context, grid, &name);
                    if cell.formula {
                        formulas += 1;
                        grid.note(if text.is_empty() {
                            format!("Cell {} holds a formula that was never computed; it counts as empty.", name())
                        } else {
                            format!("Cell {} holds a formula; its last value was used.", name())
                        });
                    }
                    if !text.trim().is_empty() {
                        if cell.column >= COLUMNS {
                            let sentence = format!("Cell {} lies far away from the table; at most {COLUMNS} columns are read. Empty it, or save what matters as a sheet of its own.", name());
                            return Err(Unreadable::whole(sentence));
                        }
                        taken += 1;
                        if taken > CELLS {
                            return Err(Unreadable::whole(format!("The sheet has more than {CELLS} cells. Bring it in parts.")));
                        }
                        if cells.len() <= cell.column {
                            cells.resize(cell.column + 1, String::new());
                        }
                        cells[cell.column] = text;
                    }
                }
                "row" => {
                    if grid.rows.len() >= ROWS {
                        return Err(Unreadable::whole(format!("The sheet has more than {ROWS} rows. Bring it in parts.")));
                    }
                    grid.take(row, std::mem::take(&mut cells));
                }
                _ => {}
            },
            _ if cell.inside => {
                if cell.text.len() + words.len() > CELL_BYTES {
                    return Err(Unreadable::whole(format!("A cell in row {row} has more than {CELL_BYTES} bytes.")));
                }
                cell.text.push_str(words);
            }
            _ => {}
        }
        Ok(true)
    })?;
    // Rows may be written in any order; later ones of the same number are left out.
    grid.rows.sort_by_key(|row| row.line);
    grid.rows.dedup_by_key(|row| row.line);
    merged.iter().for_each(|area| fill(area, grid));
    if hidden > 0 {
        grid.note(format!("{hidden} rows are hidden in the workbook; they are read like the others."));
    }
    Ok(())
}

fn place(start: &BytesStart<'_>, (row, next): (u32, usize), context: &Context<'_>) -> Reading {
    let named = attribute(start, "r").and_then(|name| cell_at(name.as_bytes()));
    let style = attribute(start, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or_default();
    Reading {
        row,
        column: named.map_or(next, |(column, _)| column),
        sort: attribute(start, "t").unwrap_or_default(),
        format: context.formats.get(style).copied().unwrap_or_default(),
        ..Reading::default()
    }
}

/// The text of a cell, as the program reads it elsewhere.
fn shown(cell: &Reading, context: &Context<'_>, grid: &mut Grid, name: &dyn Fn() -> String) -> String {
    let text = cell.text.as_str();
    match cell.sort.as_str() {
        "s" => text.trim().parse::<usize>().ok().and_then(|at| context.texts.get(at)).cloned().unwrap_or_default(),
        "b" => if text.trim() == "1" { "yes" } else { "no" }.to_owned(),
        "e" => {
            grid.note(format!("Cell {} shows the error {}; it counts as empty.", name(), text.trim()));
            String::new()
        }
        "" | "n" => text
            .trim()
            .parse::<f64>()
            .map_or_else(|_| text.to_owned(), |number| number_shown(number, cell.format, context.since_1904)),
        "d" => text.trim().strip_suffix('Z').unwrap_or(text.trim()).to_owned(),
        _ => text.to_owned(),
    }
}

fn number_shown(number: f64, format: Format, since_1904: bool) -> String {
    let minutes = || (number * 1440.0).round();
    match format {
        Format::Plain => plain(number),
        Format::Percent => format!("{}%", plain(number * 100.0)),
        Format::Day => moment(number, since_1904).map_or_else(
            || plain(number),
            |moment| {
                let time = moment.time().to_string();
                if time == "00:00:00" {
                    moment.date().to_string()
                } else {
                    format!("{}T{}", moment.date(), time.strip_suffix(":00").unwrap_or(&time))
                }
            },
        ),
        Format::Time => moment(number, true).map_or_else(|| plain(number), |moment| moment.time().strftime("%H:%M").to_string()),
        Format::Elapsed if minutes().abs() < 1e9 => format!("{}min", minutes()),
        Format::Elapsed => plain(number),
    }
}

/// A number as a spreadsheet shows it: 15 digits that count, no more.
fn plain(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

/// The day and time of a number: days since the end of 1899, where 1900 has a 29 February, or since 1904.
fn moment(number: f64, since_1904: bool) -> Option<DateTime> {
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    const SECONDS: f64 = 86_400.0;
    let seconds = (number * SECONDS).round();
    let first: Date = match (since_1904, number < 60.0) {
        (true, _) => date(1904, 1, 1),
        (false, true) => date(1899, 12, 31),
        (false, false) => date(1899, 12, 30),
    };
    let seconds = SignedDuration::try_from_secs_f64(seconds).ok()?;
    first.to_datetime(jiff::civil::Time::midnight()).checked_add(seconds.as_secs().seconds()).ok()
}

/// Cells that are merged downwards say the same in every row.
fn fill(area: &str, grid: &mut Grid) {
    let Some((first, last)) = area.split_once(':') else { return };
    let (Some((column, top)), Some((_, bottom))) = (cell_at(first.as_bytes()), cell_at(last.as_bytes())) else { return };
    let Some(from) = grid.row_at(top + 1) else { return };
    let text = grid.cell(from, column).to_owned();
    if text.is_empty() || bottom <= top {
        return;
    }
    let rows = grid.rows.iter_mut().skip(from + 1).take_while(|row| row.line <= bottom + 1);
    let mut filled = 0;
    for row in rows {
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        if row.cells[column].is_empty() {
            row.cells[column].clone_from(&text);
            filled += 1;
        }
    }
    if filled > 0 {
        grid.note(format!("{area} is one merged cell; what stands in it counts for each of its rows."));
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, number_shown};

    #[test]
    fn numbers_are_shown_by_their_formats_and_days_by_both_calendars() {
        for (number, format, since_1904, shown) in [
            (44_928.0, Format::Day, false, "2023-01-02"),
            (44_928.5, Format::Day, false, "2023-01-02T12:00"),
            (1.0, Format::Day, false, "1900-01-01"),
            (59.0, Format::Day, false, "1900-02-28"),
            (61.0, Format::Day, false, "1900-03-01"),
            (43_466.0, Format::Day, true, "2023-01-02"),
            (0.0, Format::Day, true, "1904-01-01"),
            (-1.0, Format::Day, false, "-1"),
            (1e12, Format::Day, false, "1000000000000"),
            (0.5, Format::Time, false, "12:00"),
            (1.25, Format::Elapsed, false, "1800min"),
            (0.45, Format::Percent, false, "45%"),
            (1.1 + f64::EPSILON, Format::Plain, false, "1.1"),
            (4.1 - f64::EPSILON, Format::Plain, false, "4.1"),
            (-0.0, Format::Plain, false, "0"),
            (1e15, Format::Plain, false, "1000000000000000"),
        ] {
            assert_eq!(number_shown(number, format, since_1904), shown, "{number}");
        }
    }
}
