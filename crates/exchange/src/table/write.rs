//! Tables out: CSV that any spreadsheet opens, and workbooks. Text is never computed: in CSV a `'` stands before what looks like a formula, and in a workbook
//! every text is typed as one.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use jiff::civil::{Date, date};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::grid::column_letters;
use crate::bundle::defuse;

/// The most letters of a workbook's cell.
pub const CELL_LETTERS: usize = 32_767;

/// A cell as it goes out.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number, as it is written with a point.
    Number(String),
    /// A day.
    Day(Date),
}

/// A table as it goes out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutTable {
    /// Its name: that of the sheet.
    pub name: String,
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Out>>,
}

impl Out {
    /// A cell of a text: a number or a day where it is one and written like one, else text.
    pub fn of(text: &str) -> Out {
        let number = |text: &str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            // Leading zeros and long digits are codes, not numbers.
            let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
            !code
                && digits.len() <= 15
                && digits.starts_with(|first: char| first.is_ascii_digit())
                && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && digits.parse::<f64>().is_ok()
        };
        if text.is_empty() {
            Out::Blank
        } else if number(text) {
            Out::Number(text.to_owned())
        } else if text.len() == 10
            && text.as_bytes()[4] == b'-'
            && let Ok(day) = text.parse()
        {
            Out::Day(day)
        } else {
            Out::Text(text.to_owned())
        }
    }

    /// As text.
    fn text(&self) -> String {
        match self {
            Out::Blank => String::new(),
            Out::Text(text) | Out::Number(text) => text.clone(),
            Out::Day(day) => day.to_string(),
        }
    }
}

/// A table as CSV in UTF-8 with a byte order mark, which spreadsheets know the letters by.
pub fn write_csv(table: &OutTable) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    // Writing into memory cannot fail.
    drop(writer.write_record(table.heads.iter().map(|head| defuse(head).into_owned())));
    for row in &table.rows {
        let cell = |cell: &Out| match cell {
            Out::Text(text) => defuse(text).into_owned(),
            Out::Blank | Out::Number(_) | Out::Day(_) => cell.text(),
        };
        drop(writer.write_record(row.iter().map(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

const TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>"#,
    r#"<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#
);
const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
);
/// Style 1 is a head in bold, style 2 a day, style 3 text that wraps.
const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"#,
    r#"<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>"#,
    r#"<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>"#
);
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#;

/// Tables as a workbook, one sheet each; the same tables are always the same bytes.
pub fn write_workbook(tables: &[OutTable]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut part = |name: &str, text: &str| {
        // Writing into memory cannot fail.
        if archive.start_file(name, options).is_ok() {
            drop(archive.write_all(text.as_bytes()));
        }
    };
    let names = sheet_names(tables);
    let (mut types, mut book, mut related) = (TYPES.to_owned(), String::new(), String::new());
    for (number, name) in names.iter().enumerate() {
        let number = number + 1;
        let _ = write!(
            types,
            r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
        let _ = write!(book, r#"<sheet name="{}" sheetId="{number}" r:id="rId{number}"/>"#, escaped(name));
        let _ = write!(
            related,
            r#"<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
    }
    let styles = names.len() + 1;
    part("[Content_Types].xml", &format!("{types}</Types>"));
    part("_rels/.rels", RELATIONS);
    part(
        "xl/workbook.xml",
        &format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{book}</sheets></workbook>"#
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}<Relationship Id="rId{styles}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#
        ),
    );
    part("xl/styles.xml", STYLES);
    for (number, table) in tables.iter().enumerate() {
        part(&format!("xl/worksheets/sheet{}.xml", number + 1), &sheet(table));
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Names of sheets: at most 31 letters, without those that a workbook forbids, each once.
fn sheet_names(tables: &[OutTable]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let plain: String = table
            .name
            .chars()
            .map(|letter| {
                if matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') || letter.is_control() {
                    ' '
                } else {
                    letter
                }
            })
            .collect();
        let mut name: String = plain.trim().chars().take(31).collect();
        if name.is_empty() || names.iter().any(|taken| taken.eq_ignore_ascii_case(&name)) {
            let end = format!(" {}", number + 1);
            name = format!("{}{end}", name.chars().take(31 - end.len()).collect::<String>()).trim().to_owned();
        }
        names.push(if name.is_empty() { format!("Sheet {}", number + 1) } else { name });
    }
    if names.is_empty() { vec!["Sheet 1".to_owned()] } else { names }
}

fn sheet(table: &OutTable) -> String {
    let mut text = String::from(SHEET);
    let columns = table.heads.len().max(1);
    text.push_str("<cols>");
    for column in 0..columns {
        let widest = table
            .rows
            .iter()
            .take(200)
            .filter_map(|row| row.get(column))
            .map(|cell| cell.text().lines().map(|line| line.chars().count()).max().unwrap_or_default())
            .max();
        let width =
            widest.unwrap_or_default().max(table.heads.get(column).map_or(0, |head| head.chars().count())).clamp(8, 60) + 2;
        let _ = write!(text, r#"<col min="{0}" max="{0}" width="{width}" customWidth="1"/>"#, column + 1);
    }
    text.push_str("</cols><sheetData>");
    let heads: Vec<Out> = table.heads.iter().map(|head| Out::Text(head.clone())).collect();
    for (number, row) in std::iter::once(&heads).chain(&table.rows).enumerate() {
        let line = number + 1;
        let _ = write!(text, r#"<row r="{line}">"#);
        for (column, cell) in row.iter().enumerate() {
            let name = || format!("{}{line}", column_letters(column));
            match cell {
                Out::Blank => {}
                Out::Number(number) => {
                    let _ = write!(text, r#"<c r="{}"><v>{}</v></c>"#, name(), escaped(number));
                }
                Out::Day(day) if *day > date(1900, 3, 1) => {
                    let days = date(1899, 12, 30).until(*day).map_or(0, |span| span.get_days());
                    let _ = write!(text, r#"<c r="{}" s="2"><v>{days}</v></c>"#, name());
                }
                Out::Day(_) | Out::Text(_) => {
                    let said = cell.text();
                    let said: String = said.chars().take(CELL_LETTERS).collect();
                    let style = if line == 1 {
                        r#" s="1""#
                    } else if said.contains('\n') {
                        r#" s="3""#
                    } else {
                        ""
                    };
                    let _ = write!(
                        text,
                        r#"<c r="{}"{style} t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                        name(),
                        escaped(&said)
                    );
                }
            }
        }
        text.push_str("</row>");
    }
    text.push_str("</sheetData>");
    if !table.rows.is_empty() && !table.heads.is_empty() {
        let _ = write!(text, r#"<autoFilter ref="A1:{}{}"/>"#, column_letters(columns - 1), table.rows.len() + 1);
    }
    text.push_str("</worksheet>");
    text
}

/// Text as XML holds it. Letters that XML forbids are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\r' => safe.push_str("&#13;"),
            '\n' | '\t' => safe.push(letter),
            _ if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {}
            _ => safe.push(letter),
        }
    }
    safe
}
