//! Tables as text: CSV of any country, and what is pasted from a spreadsheet. Letters and delimiter are guessed, said, and can be chosen otherwise.

use super::grid::{CELL_BYTES, CELLS, COLUMNS, Grid, Grids, ROWS};
use super::{Fault, Unreadable};
use crate::bundle::charset::decode;
use crate::bundle::formula::undo_defuse;
use crate::bundle::read::{Scanner, guess_delimiter, said_delimiter};
use crate::bundle::sheet::Charset;

/// How a text is to be read, where it is not guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Writing {
    /// The letters, by a name of the [encoding standard](https://encoding.spec.whatwg.org/), such as `windows-1252`; empty is guessed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub charset: String,
    /// What stands between cells; nothing is guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
}

/// The letters that can be chosen: their names and what people call them.
pub const CHARSETS: [(&str, &str); 12] = [
    ("utf-8", "UTF-8"),
    ("utf-16le", "UTF-16"),
    ("windows-1252", "Western Europe (Windows-1252, Latin-1)"),
    ("iso-8859-15", "Western Europe with € (ISO 8859-15)"),
    ("macintosh", "Western Europe (old Macintosh)"),
    ("windows-1250", "Central Europe (Windows-1250)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("windows-1254", "Turkish (Windows-1254)"),
    ("shift_jis", "Japanese (Shift JIS)"),
    ("gb18030", "Chinese (GB 18030)"),
    ("euc-kr", "Korean (EUC-KR)"),
];

/// What may stand between cells: the letter and its name.
pub const DELIMITERS: [(char, &str); 4] = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "bar")];

/// Reads the bytes of a CSV file or of pasted text.
pub fn read_text(file: &str, bytes: &[u8], writing: &Writing) -> Result<Grids, Unreadable> {
    let whole = |sentence: String| Unreadable::new(Fault { line: 0, column: 0, sentence });
    let (text, how) = letters(bytes, &writing.charset).map_err(whole)?;
    if let Some((good, _)) = text.split_once('\0') {
        let line = u32::try_from(good.matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
        let sentence = "The file holds a NUL here, which is no text. Save it again as CSV in UTF-8.".to_owned();
        return Err(Unreadable::new(Fault { line, column: 0, sentence }));
    }
    if text.trim().is_empty() {
        return Err(whole("The file is empty. It needs a row with the names of its columns.".to_owned()));
    }
    let said = said_delimiter(&text);
    let delimiter = writing.delimiter.or(said).unwrap_or_else(|| guess_delimiter(&text));
    let mut grid = Grid::default();
    grid.note(format!("Read as {how} with {} between cells.", delimiter_words(delimiter)));
    rows(&text, delimiter, said.is_some(), &mut grid)?;
    if grid.rows.is_empty() {
        return Err(whole("The file is empty. It needs a row with the names of its columns.".to_owned()));
    }
    Ok(Grids { file: file.to_owned(), grids: vec![grid], is_workbook: false })
}

/// The name of a delimiter in a sentence.
fn delimiter_words(delimiter: char) -> String {
    DELIMITERS
        .iter()
        .find(|(known, _)| *known == delimiter)
        .map_or_else(|| format!("“{delimiter}”"), |(_, name)| format!("{name}s"))
}

fn letters(bytes: &[u8], chosen: &str) -> Result<(String, String), String> {
    if chosen.is_empty() {
        return decode(bytes).map(|(text, charset)| {
            let doubt = if charset == Charset::Windows1252 {
                ", since it is not UTF-8; look whether letters such as é are right"
            } else {
                ""
            };
            (text, format!("{}{doubt}", charset.words()))
        });
    }
    let found = CHARSETS.iter().find(|(name, _)| name.eq_ignore_ascii_case(chosen));
    let encoding = encoding_rs::Encoding::for_label(chosen.as_bytes());
    let (Some((_, words)), Some(encoding)) = (found, encoding) else {
        return Err(format!("“{chosen}” is no set of letters that is known here."));
    };
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken {
        Err(format!("The file is not in {words}: some of its bytes are no letters there. Choose others."))
    } else {
        Ok((text.into_owned(), (*words).to_owned()))
    }
}

fn rows(text: &str, delimiter: char, skip: bool, grid: &mut Grid) -> Result<(), Unreadable> {
    let mut faults: Option<Unreadable> = None;
    let mut scanner = Scanner::new(text, delimiter);
    let (mut row, mut held, mut skip, mut cells) = (Vec::new(), String::new(), skip, 0);
    loop {
        held.clear();
        let mut tell = |line: u32, column: u32, sentence: String| {
            let fault = Fault { line, column, sentence };
            match &mut faults {
                Some(faults) => faults.add(fault),
                None => faults = Some(Unreadable::new(fault)),
            }
        };
        if !scanner.row(&mut row, &mut held, &mut tell) {
            break;
        }
        let line = row.first().map_or(0, |span| span.line);
        if std::mem::take(&mut skip) || scanner.broken {
            continue;
        }
        let over = |what: String| Err(Unreadable::new(Fault { line, column: 0, sentence: format!("{what} Bring it in parts.") }));
        let filled = row.iter().rposition(|span| span.end > span.start).map_or(0, |last| last + 1);
        cells += filled;
        if filled > COLUMNS {
            return over(format!("This row has {filled} columns; at most {COLUMNS} are read."));
        }
        if grid.rows.len() >= ROWS {
            return over(format!("The file has more than {ROWS} rows."));
        }
        if cells > CELLS {
            return over(format!("The file has more than {CELLS} cells."));
        }
        if row.iter().any(|span| (span.end - span.start) as usize > CELL_BYTES) {
            return over(format!("A cell of this row has more than {CELL_BYTES} bytes."));
        }
        let cell = |span: &crate::bundle::sheet::Span| {
            undo_defuse(held.get(span.start as usize..span.end as usize).unwrap_or_default()).to_owned()
        };
        grid.take(line, row.iter().take(filled).map(cell).collect());
    }
    faults.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::{Writing, read_text};

    fn read(bytes: &[u8]) -> (Vec<Vec<String>>, String) {
        let grids = read_text("a.csv", bytes, &Writing::default()).unwrap_or_else(|fault| panic!("{fault}"));
        let grid = &grids.grids[0];
        (grid.rows.iter().map(|row| row.cells.clone()).collect(), grid.notes.join(" "))
    }

    #[test]
    fn letters_and_delimiters_of_any_country_are_guessed_and_said() {
        let wide: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("Näme\tOrt\nAna\tKöln\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, cells, note) in [
            ("\u{feff}Name,Ort\r\nAna,Köln".as_bytes().to_vec(), ["Ana", "Köln"], "Read as UTF-8 with commas between cells."),
            (b"Name;Ort\rAna;K\xF6ln".to_vec(), ["Ana", "Köln"], "since it is not UTF-8"),
            (wide, ["Ana", "Köln"], "Read as UTF-16 with tabs between cells."),
            (b"sep=|\nName|Ort\nAna|Koln".to_vec(), ["Ana", "Koln"], "with bars between cells."),
        ] {
            let (rows, notes) = read(&bytes);
            assert_eq!(rows[1], cells);
            assert!(notes.contains(note), "{notes}");
        }
    }

    #[test]
    fn cells_may_have_several_lines_and_rows_any_length() {
        let (rows, _) = read(b"a,b,c\n\"one\ntwo, \"\"three\"\"\",,\n\n,,\nx\n1,2,3,4\n");
        assert_eq!(rows, [vec!["a", "b", "c"], vec!["one\ntwo, \"three\""], vec!["x"], vec!["1", "2", "3", "4"]]);
        assert_eq!(read(b"a\n'=1+1\n'quoted'\n").0, [["a"], ["=1+1"], ["'quoted'"]]);
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_line() {
        for (bytes, words) in [
            (&b"  \n"[..], "The file is empty."),
            (b"a,b\nc\0d,e", "line 2: The file holds a NUL here"),
            (b"a,b\n\"c,d\n", "line 2, letter 1: A quotation mark opens here and is never closed."),
            (b"\xFF\xFEa", "ends in the middle of a letter"),
        ] {
            let fault = read_text("a.csv", bytes, &Writing::default()).expect_err("no table");
            assert!(fault.to_string().contains(words), "{fault}");
        }
        let chosen = Writing { charset: "windows-1251".to_owned(), delimiter: None };
        assert_eq!(read_text("a.csv", b"a\n\xCF", &chosen).expect("a table").grids[0].cell(1, 0), "П");
        let wrong = Writing { charset: "utf-8".to_owned(), delimiter: None };
        assert!(read_text("a.csv", b"a\n\xCF", &wrong).expect_err("no UTF-8").to_string().contains("is not in UTF-8"));
    }
}
