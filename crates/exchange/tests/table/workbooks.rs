//! Workbooks in and out, and what is wrong with some.

use std::io::{Cursor, Write as _};

use exchange::table::{self, Grids, Out, OutTable};
use zip::write::SimpleFileOptions;

/// A workbook of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("it is written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A workbook of one sheet with these cells.
fn sheet(cells: &str) -> Vec<u8> {
    package(&[
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="Old" sheetId="2" state="hidden" r:id="b"/><sheet name="Plan" sheetId="1" r:id="a"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/one.xml"/><Relationship Id="b" Type="x/worksheet" Target="/xl/worksheets/two.xml"/><Relationship Id="s" Type="x/sharedStrings" Target="s.xml"/><Relationship Id="t" Type="x/styles" Target="t.xml"/></Relationships>"#,
        ),
        (
            "xl/s.xml",
            r#"<sst><si><t>Na</t><r><t>me</t></r><rPh><t>aloud</t></rPh></si><si><t xml:space="preserve">  A &amp; B&#x21;</t></si></sst>"#,
        ),
        (
            "xl/t.xml",
            r#"<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/two.xml", "<worksheet><sheetData/></worksheet>"),
        (
            "xl/worksheets/one.xml",
            &format!("<worksheet><sheetData>{cells}</sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells></worksheet>"),
        ),
    ])
}

fn read(bytes: &[u8]) -> Grids {
    table::read_workbook("plan.xlsx", bytes).unwrap_or_else(|fault| panic!("{fault}"))
}

fn refused(bytes: &[u8]) -> String {
    table::read_workbook("plan.xlsx", bytes).expect_err("it is refused").to_string()
}

#[test]
fn cells_are_read_with_their_texts_days_formulas_and_merged_areas() {
    let bytes = sheet(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Start</t></is></c><c r="D1" t="str"><f>A1&amp;"x"</f><v>Sum</v></c></row>
        <row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" s="1"><v>43466</v></c><c r="D2"><f>1+1</f><v>2</v></c></row>
        <row r="3"><c t="b" r="B3"><v>1</v></c><c><v>7</v></c><c r="E3" t="e"><v>#N/A</v></c></row><row r="9"/>"#,
    );
    let grids = read(&bytes);
    let grid = &grids.grids[1];
    assert_eq!((grid.sheet.as_str(), grid.hidden, grids.grids[0].hidden), ("Plan", false, true));
    let rows: Vec<(u32, Vec<&str>)> =
        grid.rows.iter().map(|row| (row.line, row.cells.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        rows,
        [(1, vec!["Name", "", "Start", "Sum"]), (2, vec!["  A & B!", "", "2023-01-02", "2"]), (3, vec!["  A & B!", "yes", "7"])]
    );
    assert_eq!(
        grid.notes,
        [
            "Cell D1 holds a formula; its last value was used.",
            "Cell D2 holds a formula; its last value was used.",
            "Cell E3 shows the error #N/A; it counts as empty.",
            "A2:A3 is one merged cell; what stands in it counts for each of its rows.",
        ]
    );
}

#[test]
fn what_is_no_workbook_or_too_much_is_refused_in_words() {
    assert_eq!(refused(b"PK\x03\x04rest"), "This workbook is damaged or not complete. Save it again as .xlsx.");
    assert!(refused(&package(&[("mimetype", "x")])).contains("holds no workbook"));
    assert!(refused(&sheet("")).contains("The workbook is empty"));
    assert!(
        refused(&sheet(r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#))
            .starts_with("Cell XFD1048576 lies far away from the table; at most 500 columns are read.")
    );
    assert!(refused(&sheet("<row><c><v>1</v>")).contains("damaged") || refused(&sheet("<row><c><v>1</v>")).contains("empty"));
    assert!(refused(&sheet(r#"<row r="1"><c r="A1" t="str"><v>&evil;</v></c></row>"#)).contains("damaged"));
    let declared = package(&[("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><workbook/>")]);
    assert!(refused(&declared).contains("DOCTYPE"));
    let many: Vec<(String, &str)> = (0..2_001).map(|number| (format!("{number}"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert!(refused(&package(&many)).contains("at most 2000 are read"));
    let long = format!(r#"<row r="1"><c r="A1" t="str"><v>{}</v></c></row>"#, "a".repeat(4 << 20));
    assert!(refused(&sheet(&long)).contains("more than 1048576 bytes"));
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused_while_it_is_read() {
    // One empty row again and again packs very small.
    let bomb = sheet(&"<row r=\"1\"></row>".repeat(100_000));
    assert!(bomb.len() < 40_000, "{}", bomb.len());
    let refused = table::read_workbook_within("plan.xlsx", &bomb, 1 << 20).expect_err("too large");
    assert!(refused.to_string().starts_with("Unpacked, this file is larger than 1 MB."), "{refused}");
}

fn out() -> OutTable {
    OutTable {
        name: "Goals: [all]".to_owned(),
        heads: vec!["Title".to_owned(), "Due".to_owned(), "Weight".to_owned(), "=Note".to_owned()],
        rows: vec![
            vec![Out::of("=HYPERLINK(\"http://x\")"), Out::of("2026-02-19"), Out::of("12.5"), Out::of("a\nb & <c>")],
            vec![Out::of("+1"), Out::Blank, Out::of("-3"), Out::of("007")],
        ],
    }
}

#[test]
fn what_goes_out_as_a_workbook_comes_back_typed_and_never_computes() {
    let bytes = table::write_workbook(&[out(), out()]);
    assert_eq!(bytes, table::write_workbook(&[out(), out()]), "the same tables are the same bytes");
    let grids = read(&bytes);
    assert_eq!(grids.grids.iter().map(|grid| grid.sheet.as_str()).collect::<Vec<_>>(), ["Goals   all", "Goals   all 2"]);
    let rows: Vec<Vec<&str>> = grids.grids[0].rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect();
    assert_eq!(
        rows,
        [
            vec!["Title", "Due", "Weight", "=Note"],
            vec!["=HYPERLINK(\"http://x\")", "2026-02-19", "12.5", "a\nb & <c>"],
            vec!["+1", "", "-3", "007"]
        ]
    );
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet"), &mut sheet).expect("text");
    assert!(!sheet.contains("<f"), "there is no formula in it");
    assert!(sheet.contains(r#"<c r="B2" s="2"><v>46072</v></c>"#) && sheet.contains(r#"<c r="C2"><v>12.5</v></c>"#), "{sheet}");
}

#[test]
fn what_goes_out_as_csv_has_its_formulas_defused_and_comes_back_as_it_was() {
    let bytes = table::write_csv(&out());
    assert_eq!(
        String::from_utf8(bytes.clone()).expect("text"),
        "\u{feff}Title,Due,Weight,'=Note\n\"'=HYPERLINK(\"\"http://x\"\")\",2026-02-19,12.5,\"a\nb & <c>\"\n'+1,,-3,007\n"
    );
    let grids = table::read_text("a.csv", &bytes, &table::Writing::default()).expect("a table");
    assert_eq!(grids.grids[0].rows[1].cells[0], "=HYPERLINK(\"http://x\")");
}
