//! Workbooks (`.xlsx`, ECMA-376 part 1): the package, its sheets, its texts and its formats of numbers.
//!
//! Everything is read as a stream and counted while it is unpacked, so that a small file that unpacks to a large one, or a single cell far away, costs
//! nothing: what an archive says of its own sizes is not believed. Formulas are never computed; the last value that the spreadsheet kept counts.

mod parts;
mod sheet;

use std::collections::BTreeMap;
use std::io::Cursor;

use quick_xml::events::Event;
use zip::ZipArchive;

use super::Unreadable;
use super::grid::{Grid, Grids};
use parts::{Budget, Part, attribute, broken};

/// The most entries of a workbook's archive.
const ENTRIES: usize = 2_000;
/// The most sheets that are read.
const SHEETS: usize = 100;
/// The most bytes of a workbook when it is unpacked.
pub const UNPACKED: u64 = 256 << 20;
/// The most different texts and formats.
const SHARED: usize = 2_000_000;

type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Whether the bytes are an archive with a workbook in it.
pub fn is_workbook(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| {
        archive
            .file_names()
            .flatten()
            .any(|name| name == "[Content_Types].xml" || name == "xl/workbook.xml" || name == "xl/workbook.bin")
    })
}

/// Reads all sheets of a workbook.
pub fn read_workbook(file: &str, bytes: &[u8]) -> Result<Grids, Unreadable> {
    read_workbook_within(file, bytes, UNPACKED)
}

/// The same with another limit of the bytes that it has when it is unpacked.
pub fn read_workbook_within(file: &str, bytes: &[u8], unpacked: u64) -> Result<Grids, Unreadable> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if package.len() > ENTRIES {
        let sentence = format!("The workbook has {} entries; at most {ENTRIES} are read.", package.len());
        return Err(Unreadable::whole(sentence));
    }
    let budget = Budget::new(unpacked);
    let start = relations(&mut package, &budget, "_rels/.rels")?;
    let book = start
        .values()
        .find(|related| related.sort == "officeDocument")
        .map_or("xl/workbook.xml".to_owned(), |related| related.path.clone());
    if book.ends_with(".bin") {
        return Err(Unreadable::whole("This is a binary workbook (.xlsb). Save it as .xlsx."));
    }
    let (folder, name) = book.rsplit_once('/').unwrap_or(("", &book));
    let related = relations(&mut package, &budget, &format!("{folder}/_rels/{name}.rels"))?;
    let listed = sheets(&mut package, &budget, &book)?;
    let part = |sort: &str| related.values().find(|related| related.sort == sort).map(|related| related.path.clone());
    let texts = part("sharedStrings").map_or(Ok(Vec::new()), |path| texts(&mut package, &budget, &path))?;
    let formats = part("styles").map_or(Ok(Vec::new()), |path| formats(&mut package, &budget, &path))?;
    let context = sheet::Context { texts: &texts, formats: &formats, since_1904: listed.since_1904 };
    let mut grids = Grids { file: file.to_owned(), grids: Vec::new(), is_workbook: true };
    for listed in listed.sheets.iter().take(SHEETS) {
        let Some(related) = related.get(&listed.related).filter(|related| related.sort == "worksheet") else { continue };
        let mut grid = Grid { sheet: listed.name.clone(), hidden: listed.hidden, ..Grid::default() };
        let mut part = Part::open(&mut package, &budget, &related.path)?.ok_or_else(broken)?;
        sheet::read(&mut part, &context, &mut grid)?;
        grids.grids.push(grid);
    }
    if grids.grids.iter().all(|grid| grid.rows.is_empty()) {
        return Err(Unreadable::whole("The workbook is empty: no sheet of it holds a cell with something in it."));
    }
    Ok(grids)
}

/// Where a part of the package leads.
struct Related {
    /// What for: the last word of its type.
    sort: String,
    /// The path of the other part.
    path: String,
}

fn relations(package: &mut Package<'_>, budget: &Budget, path: &str) -> Result<BTreeMap<String, Related>, Unreadable> {
    let mut found = BTreeMap::new();
    let Some(mut part) = Part::open(package, budget, path)? else { return Ok(found) };
    let base = path.split_once("_rels/").map_or("", |(base, _)| base);
    part.each(&mut |event, _| {
        if let Event::Empty(start) | Event::Start(start) = event
            && start.local_name().as_ref() == "Relationship"
            && found.len() < ENTRIES
        {
            let target = attribute(start, "Target").unwrap_or_default();
            let path = target.strip_prefix('/').map_or_else(|| format!("{base}{target}"), str::to_owned);
            let sort = attribute(start, "Type").unwrap_or_default();
            let sort = sort.rsplit('/').next().unwrap_or_default().to_owned();
            found.insert(attribute(start, "Id").unwrap_or_default(), Related { sort, path });
        }
        Ok(true)
    })?;
    Ok(found)
}

#[derive(Default)]
struct Listed {
    name: String,
    hidden: bool,
    related: String,
}

#[derive(Default)]
struct Sheets {
    sheets: Vec<Listed>,
    since_1904: bool,
}

fn sheets(package: &mut Package<'_>, budget: &Budget, path: &str) -> Result<Sheets, Unreadable> {
    let mut sheets = Sheets::default();
    let mut part = Part::open(package, budget, path)?.ok_or_else(|| {
        Unreadable::whole("This ZIP file holds no workbook. A workbook is saved as .xlsx; OpenDocument tables (.ods) are saved as .xlsx or CSV first.")
    })?;
    part.each(&mut |event, _| {
        if let Event::Empty(start) | Event::Start(start) = event {
            match start.local_name().as_ref() {
                "sheet" if sheets.sheets.len() < ENTRIES => sheets.sheets.push(Listed {
                    name: attribute(start, "name")
                        .unwrap_or_default()
                        .chars()
                        .filter(|letter| !letter.is_control())
                        .take(200)
                        .collect(),
                    hidden: attribute(start, "state").is_some_and(|state| state != "visible"),
                    related: attribute(start, "id").unwrap_or_default(),
                }),
                "workbookPr" => {
                    sheets.since_1904 = attribute(start, "date1904").is_some_and(|said| said == "1" || said == "true")
                }
                _ => {}
            }
        }
        Ok(true)
    })?;
    Ok(sheets)
}

/// The texts that cells share. What is only said for reading aloud is left out.
#[expect(clippy::wildcard_enum_match_arm, reason = "all events that hold text are taken alike")]
fn texts(package: &mut Package<'_>, budget: &Budget, path: &str) -> Result<Vec<String>, Unreadable> {
    let mut texts = Vec::new();
    let Some(mut part) = Part::open(package, budget, path)? else { return Ok(texts) };
    let (mut text, mut inside, mut aloud) = (String::new(), false, false);
    part.each(&mut |event, words| {
        match event {
            Event::Start(start) => match start.local_name().as_ref() {
                "si" => text.clear(),
                "rPh" => aloud = true,
                "t" => inside = !aloud,
                _ => {}
            },
            Event::Empty(start) if start.local_name().as_ref() == "si" => texts.push(String::new()),
            Event::End(end) => match end.local_name().as_ref() {
                "si" => texts.push(std::mem::take(&mut text)),
                "rPh" => aloud = false,
                "t" => inside = false,
                _ => {}
            },
            _ if inside => text.push_str(words),
            _ => {}
        }
        if texts.len() > SHARED {
            Err(Unreadable::whole(format!("The workbook has more than {SHARED} texts.")))
        } else {
            Ok(true)
        }
    })?;
    Ok(texts)
}

/// What a number is, by its format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// A number.
    #[default]
    Plain,
    /// A share, shown in per cent.
    Percent,
    /// A day, perhaps with a time.
    Day,
    /// A time of day.
    Time,
    /// Hours that may be more than a day.
    Elapsed,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only tags matter here")]
fn formats(package: &mut Package<'_>, budget: &Budget, path: &str) -> Result<Vec<Format>, Unreadable> {
    let mut codes: BTreeMap<u32, Format> = BTreeMap::new();
    let (mut formats, mut cells) = (Vec::new(), false);
    let Some(mut part) = Part::open(package, budget, path)? else { return Ok(formats) };
    part.each(&mut |event, _| {
        match event {
            Event::Empty(start) | Event::Start(start) => match start.local_name().as_ref() {
                "numFmt" if codes.len() < SHARED => {
                    let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or_default();
                    codes.insert(id, format_of(&attribute(start, "formatCode").unwrap_or_default()));
                }
                "cellXfs" => cells = true,
                "xf" if cells && formats.len() < SHARED => {
                    let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or_default();
                    formats.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => cells = false,
            _ => {}
        }
        Ok(true)
    })?;
    Ok(formats)
}

/// The formats that are not written out (ECMA-376 part 1, 18.8.30, with those of East Asian languages).
fn built_in(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Day,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Format::Time,
        46 => Format::Elapsed,
        _ => Format::Plain,
    }
}

/// What a written-out format shows, told from its first section without quoted text and colours.
fn format_of(code: &str) -> Format {
    let mut letters = String::new();
    let mut rest = code.split(';').next().unwrap_or_default().chars();
    while let Some(letter) = rest.next() {
        match letter {
            '"' => rest.by_ref().take_while(|letter| *letter != '"').for_each(drop),
            '\\' | '_' | '*' => drop(rest.next()),
            '[' => {
                let inside: String = rest.by_ref().take_while(|letter| *letter != ']').collect();
                if inside.chars().all(|letter| matches!(letter.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return Format::Elapsed;
                }
            }
            _ => letters.push(letter.to_ascii_lowercase()),
        }
    }
    if letters.contains("general") {
        return Format::Plain;
    }
    if letters.contains(['y', 'd']) || letters.contains('m') && !letters.contains(['h', 's']) {
        return Format::Day;
    }
    if letters.contains(['h', 's']) {
        return Format::Time;
    }
    if letters.contains('%') { Format::Percent } else { Format::Plain }
}

#[cfg(test)]
mod tests {
    use super::{Format, format_of};

    #[test]
    fn formats_say_what_a_number_is() {
        for (code, format) in [
            ("dd/mm/yyyy", Format::Day),
            ("[$-407]d. mmmm yyyy;@", Format::Day),
            ("mmm\\-yy", Format::Day),
            ("yyyy-mm-dd hh:mm", Format::Day),
            ("h:mm AM/PM", Format::Time),
            ("[h]:mm", Format::Elapsed),
            ("0.0%", Format::Percent),
            ("#,##0.00 \"days\"", Format::Plain),
            ("[Red]-0.00", Format::Plain),
            ("General", Format::Plain),
        ] {
            assert_eq!(format_of(code), format, "{code}");
        }
    }
}
