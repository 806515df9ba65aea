//! What kind of file some bytes are, told from the bytes alone.
//!
//! Names of files lie: Project plans, Primavera plans and much else end in `.xml`, and an old workbook starts like a `.mpp`. Looking inside lets
//! an import say "this is a .mpp file" instead of "this is not XML". Only the beginning is looked at, except in compound files, whose kind
//! is told by a name somewhere inside.

use crate::table::is_workbook;

/// The kinds of files that people bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// No bytes at all.
    Empty,
    /// Microsoft Project XML.
    ProjectXml,
    /// Primavera P6 XML.
    PrimaveraXml,
    /// XML of another kind.
    OtherXml,
    /// A Microsoft Project binary (`.mpp`), or another compound file that is not a workbook.
    ProjectBinary,
    /// An Excel workbook from before 2007 (`.xls`).
    OldWorkbook,
    /// An Excel workbook that is locked with a password.
    LockedWorkbook,
    /// A Primavera P6 exchange file (`.xer`).
    PrimaveraExchange,
    /// A Microsoft Project exchange file of the nineties (`.mpx`).
    ProjectExchange,
    /// A ZIP archive, which workbooks (`.xlsx`) and bundles are.
    Zip,
    /// An iCalendar file.
    Calendar,
    /// JSON.
    Json,
    /// Other text, such as CSV.
    Text,
    /// Other bytes.
    Binary,
}

/// How many bytes at the beginning are looked at.
const HEAD: usize = 8192;
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Tells what kind of file the bytes are. It never fails; the work is linear in the bytes, and mostly it looks at the first few thousand only.
#[must_use]
pub fn sniff(bytes: &[u8]) -> FileKind {
    if bytes.is_empty() {
        return FileKind::Empty;
    }
    if bytes.starts_with(&COMPOUND) {
        return compound(bytes);
    }
    if [b"PK\x03\x04", b"PK\x05\x06"].iter().any(|magic| bytes.starts_with(*magic)) {
        return FileKind::Zip;
    }
    let Some(head) = beginning(bytes.get(..HEAD).unwrap_or(bytes)) else { return FileKind::Binary };
    let text = head.trim_start();
    if text.starts_with('<') {
        return xml(text);
    }
    if text.starts_with("ERMHDR") {
        return FileKind::PrimaveraExchange;
    }
    if ["MPX,", "MPX;", "MPX\t"].iter().any(|start| text.starts_with(start)) {
        return FileKind::ProjectExchange;
    }
    if text.starts_with("BEGIN:VCALENDAR") {
        return FileKind::Calendar;
    }
    if text.starts_with(['{', '[']) {
        return FileKind::Json;
    }
    if text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) { FileKind::Binary } else { FileKind::Text }
}

/// What kind of file the bytes are, where a reader may try; else why nothing here reads it, by what it is and by what its name says that it is.
pub fn recognised(bytes: &[u8], name: &str) -> Result<FileKind, &'static str> {
    let name = name.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let (workbook, text) = (ends(&[".xlsx", ".xlsm", ".xls"]), ends(&[".csv", ".tsv", ".txt"]));
    let kind = sniff(bytes);
    match kind {
        FileKind::Empty => Err("The file is empty."),
        FileKind::OldWorkbook => Err("This is an old .xls file. Save it as .xlsx."),
        FileKind::ProjectBinary | FileKind::Binary if workbook => {
            Err("This is no workbook that can be read here. Save it as .xlsx.")
        }
        FileKind::LockedWorkbook => Err("The workbook is locked with a password. Save a copy without one."),
        FileKind::Zip if workbook && !is_workbook(bytes) => Err("The workbook is not complete. Save or copy it again."),
        FileKind::Text | FileKind::OtherXml if workbook => {
            Err("This is called a workbook and is none. Open it in a spreadsheet program and save it as .xlsx.")
        }
        FileKind::Binary if text => {
            Err("The file holds characters that no text holds, such as NUL. Save it again as CSV in UTF-8.")
        }
        FileKind::Json => Err("This is a JSON file. Bring a table (.xlsx or .csv) or a Microsoft Project file in XML."),
        FileKind::Calendar => Err("This is a calendar file. Bring a table (.xlsx or .csv) or a Microsoft Project file in XML."),
        FileKind::ProjectXml
        | FileKind::PrimaveraXml
        | FileKind::OtherXml
        | FileKind::ProjectBinary
        | FileKind::PrimaveraExchange
        | FileKind::ProjectExchange
        | FileKind::Zip
        | FileKind::Text
        | FileKind::Binary => Ok(kind),
    }
}

/// Compound files hold named streams; a workbook's is called `Workbook` or `Book`, in two bytes a letter.
fn compound(bytes: &[u8]) -> FileKind {
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if named("EncryptedPackage") {
        return FileKind::LockedWorkbook;
    }
    if !named("MSProject") && (named("Workbook") || named("\u{4}Book")) { FileKind::OldWorkbook } else { FileKind::ProjectBinary }
}

/// The beginning as text, whatever the encoding; nothing if it holds NUL and is not UTF-16. What does not fit the encoding is replaced.
fn beginning(head: &[u8]) -> Option<String> {
    let wide = |unit: fn([u8; 2]) -> u16, skip: usize| {
        let units = head.get(skip..).unwrap_or_default().chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        Some(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    };
    match head {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes, 2),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes, 2),
        [b'<', 0, ..] => wide(u16::from_le_bytes, 0),
        [0, b'<', ..] => wide(u16::from_be_bytes, 0),
        [0xEF, 0xBB, 0xBF, rest @ ..] => Some(String::from_utf8_lossy(rest).into_owned()),
        _ if head.contains(&0) => None,
        _ => Some(String::from_utf8_lossy(head).into_owned()),
    }
}

/// The kind of XML that the first element shows.
fn xml(text: &str) -> FileKind {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            break;
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after,
            None => return FileKind::OtherXml,
        }
    }
    let tag = rest.split('>').next().unwrap_or_default();
    let name =
        tag.trim_start_matches('<').split(|letter: char| letter.is_whitespace() || letter == '/').next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    if local == "APIBusinessObjects" {
        FileKind::PrimaveraXml
    } else if local == "Project" && tag.contains("http://schemas.microsoft.com/project") {
        FileKind::ProjectXml
    } else {
        FileKind::OtherXml
    }
}

#[cfg(test)]
mod tests {
    use super::{FileKind, recognised, sniff};

    #[test]
    fn a_file_is_known_by_its_bytes() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let compound = |text: &str| [super::COMPOUND.as_slice(), &wide(text)].concat();
        let plan = "<?xml version=\"1.0\"?><!-- a > b --><Project xmlns=\"http://schemas.microsoft.com/project\"><UID/>";
        for (bytes, kind) in [
            (b"".to_vec(), FileKind::Empty),
            (plan.into(), FileKind::ProjectXml),
            (format!("\u{feff}\n{plan}").into(), FileKind::ProjectXml),
            (wide(plan), FileKind::ProjectXml),
            (wide(&format!("\u{feff}{plan}")), FileKind::ProjectXml),
            (b"<APIBusinessObjects xmlns=\"x\"/>".to_vec(), FileKind::PrimaveraXml),
            (b"<Project Sdk=\"a\"/>".to_vec(), FileKind::OtherXml),
            (b"<!-- unclosed".to_vec(), FileKind::OtherXml),
            (compound("   114"), FileKind::ProjectBinary),
            (compound("Workbook"), FileKind::OldWorkbook),
            (compound("EncryptedPackage"), FileKind::LockedWorkbook),
            (b"PK\x03\x04rest".to_vec(), FileKind::Zip),
            (b"ERMHDR\t8.0".to_vec(), FileKind::PrimaveraExchange),
            (b"MPX,Microsoft Project".to_vec(), FileKind::ProjectExchange),
            (b"BEGIN:VCALENDAR\r\n".to_vec(), FileKind::Calendar),
            (b" {\"a\": 1}".to_vec(), FileKind::Json),
            (b"id,name\n1,a".to_vec(), FileKind::Text),
            (b"id\0name".to_vec(), FileKind::Binary),
            (b"\x1b[31m".to_vec(), FileKind::Binary),
        ] {
            assert_eq!(sniff(&bytes), kind, "{}", String::from_utf8_lossy(&bytes));
        }
    }
    #[test]
    fn a_file_that_is_not_what_its_name_says_is_refused_in_its_own_words() {
        let words = |bytes: &[u8], name: &str| {
            recognised(bytes, name).err().unwrap_or_default().split('.').next().unwrap_or_default().to_owned()
        };
        let compound = super::COMPOUND.as_slice();
        assert_eq!(words(b"PK\x03\x04cut", "people.xlsx"), "The workbook is not complete");
        assert_eq!(words(compound, "people.XLS"), "This is no workbook that can be read here");
        assert_eq!(words(b"<html><table>", "export.xls"), "This is called a workbook and is none");
        assert_eq!(words(b"name\nAn\0n", "people.csv"), "The file holds characters that no text holds, such as NUL");
        for (bytes, name) in
            [(compound, "plan.mpp"), (b"PK\x03\x04cut", "bundle.zip"), (b"name\nAnn", "people.csv"), (b"<a/>", "plan.xml")]
        {
            assert_eq!(recognised(bytes, name), Ok(sniff(bytes)), "{name}");
        }
    }
}
