//! From bytes to sheets: letters, delimiter, rows and cells, with limits. What is wrong is said with file, line and column, and nothing is guessed silently.

use std::collections::BTreeMap;

use super::charset::decode;
use super::fault::{Faults, Place};
use super::sheet::{Bundle, Sheet, Span};

/// The most bytes of one file.
pub const FILE_BYTES: usize = 512 << 20;
/// The most bytes of all files together.
pub const BUNDLE_BYTES: usize = 1 << 30;
/// The most rows of one file.
pub const ROWS: usize = 5_000_000;
/// The most columns of one file.
pub const COLUMNS: usize = 500;
/// The most cells of one file, empty ones among them.
pub const CELLS: usize = 50_000_000;
/// The most bytes of one cell.
pub const CELL_BYTES: usize = 1 << 20;
/// The most files of a bundle.
pub const FILES: usize = 200;

/// Reads the files of a bundle: their names and bytes. Folders in names are left out of account, and files that do not end in `.csv` are passed over.
pub fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<Bundle, Faults> {
    let mut faults = Faults::default();
    let mut bundle = Bundle::default();
    let whole = |name: &str| Place { file: name.to_owned(), line: 0, column: 0 };
    let names: Vec<(String, &Vec<u8>)> =
        files.iter().map(|(path, bytes)| (file_name(path), bytes)).filter(|(name, _)| name.ends_with(".csv")).collect();
    let bytes: usize = names.iter().map(|(_, bytes)| bytes.len()).sum();
    if names.is_empty() {
        faults.add(
            whole("the bundle"),
            "There is no CSV file in it. A bundle is a folder of files such as people.csv and goals.csv.",
        );
    }
    if names.len() > FILES {
        faults.add(whole("the bundle"), format!("It has {} files; at most {FILES} are read.", names.len()));
        return Err(faults);
    }
    if bytes > BUNDLE_BYTES {
        let mebibytes = BUNDLE_BYTES >> 20;
        faults.add(whole("the bundle"), format!("Its files have more than {mebibytes} MiB together. Bring them in parts."));
        return Err(faults);
    }
    for (name, bytes) in names {
        if bundle.sheet(&name).is_some() {
            faults.add(whole(&name), "Two files of the bundle have this name. Leave one of them out.");
            continue;
        }
        if let Some(sheet) = read_sheet(&name, bytes, &mut faults) {
            bundle.sheets.push(sheet);
        }
    }
    bundle.sheets.sort_by(|one, other| one.name.cmp(&other.name));
    if faults.total == 0 { Ok(bundle) } else { Err(faults) }
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase()
}

fn read_sheet(name: &str, bytes: &[u8], faults: &mut Faults) -> Option<Sheet> {
    let at = |line: u32, column: u32| Place { file: name.to_owned(), line, column };
    if bytes.len() > FILE_BYTES {
        let mebibytes = FILE_BYTES >> 20;
        faults.add(at(0, 0), format!("The file has more than {mebibytes} MiB. Bring it in parts."));
        return None;
    }
    let (text, charset) = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(sentence) => {
            faults.add(at(0, 0), sentence);
            return None;
        }
    };
    if text.trim().is_empty() {
        faults.add(at(0, 0), "The file is empty. It needs a first line with the names of its columns.");
        return None;
    }
    if let Some((good, _)) = text.split_once('\0') {
        let line = u32::try_from(good.matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
        let column = good.rsplit('\n').next().map_or(0, |rest| rest.chars().count());
        let place = at(line, u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1));
        faults.add(place, "The file holds a NUL here, which is no text. Save it again as CSV in UTF-8.");
        return None;
    }
    let said = said_delimiter(&text);
    let delimiter = said.unwrap_or_else(|| guess_delimiter(&text));
    let mut skip = said.is_some();
    let before = faults.total;
    let mut sheet = Sheet { name: name.to_owned(), charset, delimiter, ..Sheet::default() };
    let mut scanner = Scanner::new(&text, delimiter);
    let mut row = Vec::new();
    while scanner.row(&mut row, &mut sheet.text, &mut |line, column, sentence| faults.add(at(line, column), sentence)) {
        if std::mem::take(&mut skip) {
            continue;
        }
        if scanner.broken {
            if sheet.header.is_empty() {
                return None;
            }
        } else if sheet.header.is_empty() {
            if !take_header(&mut sheet, &row, faults) {
                return None;
            }
        } else if !take_row(&mut sheet, &row, faults) {
            return None;
        }
    }
    (faults.total == before).then_some(sheet)
}

/// The delimiter that a first line `sep=;` says, as some spreadsheets write it.
pub(crate) fn said_delimiter(text: &str) -> Option<char> {
    let mut said = text.lines().next()?.strip_prefix("sep=")?.chars();
    let delimiter = said.next().filter(|letter| matches!(letter, ',' | ';' | '\t' | '|'))?;
    said.next().is_none().then_some(delimiter)
}

/// The delimiter that the first line holds most often outside of quotes; a comma where that does not decide.
pub(crate) fn guess_delimiter(text: &str) -> char {
    let mut counts = [(',', 0_u32), (';', 0), ('\t', 0)];
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(delimiter, _)| *delimiter == letter).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.iter().find(|(_, count)| *count == most).map_or(',', |(delimiter, _)| *delimiter)
}

fn take_header(sheet: &mut Sheet, row: &[Span], faults: &mut Faults) -> bool {
    let at = |span: &Span| Place { file: sheet.name.clone(), line: span.line, column: span.column };
    let texts = row.iter().map(|span| sheet.text.get(span.start as usize..span.end as usize).unwrap_or_default());
    let mut header: Vec<String> =
        texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()).collect();
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let before = faults.total;
    if header.is_empty() {
        faults.add(row.first().map(at).unwrap_or_default(), "The first line names no columns.");
    }
    if header.len() > COLUMNS {
        faults.add(
            row.get(COLUMNS).map(at).unwrap_or_default(),
            format!("The file has {} columns; at most {COLUMNS} are read.", header.len()),
        );
        return false;
    }
    for (number, name) in header.iter().enumerate() {
        let place = row.get(number).map(at).unwrap_or_default();
        if name.is_empty() {
            faults.add(place, format!("Column {} has no name. Give it one, or take it out.", number + 1));
        } else if header[..number].contains(name) {
            faults.add(place, format!("Two columns are called “{name}”. Rename one, or take it out."));
        }
    }
    sheet.header = header;
    faults.total == before
}

fn take_row(sheet: &mut Sheet, row: &[Span], faults: &mut Faults) -> bool {
    let width = sheet.header.len();
    let at = |span: Option<&Span>| {
        let (line, column) = span.map_or((0, 0), |span| (span.line, span.column));
        Place { file: sheet.name.clone(), line, column }
    };
    if sheet.lines.len() >= ROWS {
        faults.add(at(row.first()), format!("The file has more than {ROWS} rows. Bring it in parts."));
        return false;
    }
    if sheet.cells.len() + width > CELLS {
        faults.add(at(row.first()), format!("The file has more than {CELLS} cells. Bring it in parts."));
        return false;
    }
    if row.len() < width {
        let place = at(row.last());
        faults.add(place, format!("This row has {} cells, but the first line names {width} columns. Look for a delimiter that is missing or too many.", row.len()));
        return true;
    }
    if let Some(beyond) = row.get(width..).and_then(|rest| rest.iter().find(|span| span.end > span.start)) {
        let place = at(Some(beyond));
        faults.add(place, format!("This row has {} cells, but the first line names {width} columns. Look for a delimiter that is missing or too many.", row.len()));
        return true;
    }
    if let Some(big) = row.iter().find(|span| (span.end - span.start) as usize > CELL_BYTES) {
        let place = at(Some(big));
        faults.add(place, format!("This cell has more than {CELL_BYTES} bytes. Keep long texts elsewhere and link them."));
        return true;
    }
    sheet.cells.extend_from_slice(row.get(..width).unwrap_or_default());
    sheet.lines.push(row.first().map_or(0, |span| span.line));
    true
}

/// Walks over the letters of a file, row by row.
pub(crate) struct Scanner<'a> {
    letters: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    line: u32,
    column: u32,
    /// Whether the row just read has a fault of its own.
    pub(crate) broken: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str, delimiter: char) -> Self {
        Scanner { letters: text.chars().peekable(), delimiter, line: 1, column: 1, broken: false }
    }

    /// The next letter; a line end is always `\n` here, and `raw` gets what stood there.
    fn step(&mut self, raw: Option<&mut String>) -> Option<char> {
        let letter = self.letters.next()?;
        if let Some(raw) = raw {
            raw.push(letter);
            if letter == '\r' && self.letters.peek() == Some(&'\n') {
                raw.push('\n');
            }
        }
        if letter == '\r' {
            self.letters.next_if_eq(&'\n');
        }
        if matches!(letter, '\n' | '\r') {
            self.line += 1;
            self.column = 1;
            return Some('\n');
        }
        self.column += 1;
        Some(letter)
    }

    /// The next row that is not blank; false at the end of the file.
    pub(crate) fn row(&mut self, row: &mut Vec<Span>, text: &mut String, fault: &mut dyn FnMut(u32, u32, String)) -> bool {
        while self.letters.peek().is_some() {
            row.clear();
            self.broken = false;
            let length = text.len();
            while self.cell(row, text, fault) {}
            let blank = matches!(row.as_slice(), [only] if only.start == only.end);
            if !blank || self.broken {
                return true;
            }
            text.truncate(length);
        }
        false
    }

    /// Reads one cell; true where another follows in the same row.
    fn cell(&mut self, row: &mut Vec<Span>, text: &mut String, fault: &mut dyn FnMut(u32, u32, String)) -> bool {
        let offset = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let mut span = Span { start: offset(text), end: 0, line: self.line, column: self.column };
        let quoted = self.letters.peek() == Some(&'"');
        if quoted {
            self.step(None);
            if !self.quoted(text) {
                self.broken = true;
                let sentence =
                    "A quotation mark opens here and is never closed. Close it, or double it where it belongs to the text.";
                fault(span.line, span.column, sentence.to_owned());
            }
        }
        let more = loop {
            let (line, column) = (self.line, self.column);
            match self.step(None) {
                None | Some('\n') => break false,
                Some(letter) if letter == self.delimiter => break true,
                Some(letter) if quoted => {
                    let sentence = format!("“{letter}” follows a closing quotation mark. Double marks that belong to the text.");
                    fault(line, column, sentence);
                    return self.skip();
                }
                Some(letter) => text.push(letter),
            }
        };
        span.end = offset(text);
        row.push(span);
        more
    }

    /// Reads up to the closing quotation mark; false where the file ends before it.
    fn quoted(&mut self, text: &mut String) -> bool {
        loop {
            match self.letters.peek() {
                None => return false,
                Some('"') => {
                    self.step(None);
                    if self.letters.peek() != Some(&'"') {
                        return true;
                    }
                    self.step(None);
                    text.push('"');
                }
                Some(_) => {
                    self.step(Some(text));
                }
            }
        }
    }

    /// Leaves the rest of a broken line; no further cell follows.
    fn skip(&mut self) -> bool {
        self.broken = true;
        while !matches!(self.step(None), None | Some('\n')) {}
        false
    }
}
