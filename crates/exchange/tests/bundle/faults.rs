//! Files that cannot be read, and what is said about them.

use std::collections::BTreeMap;

use exchange::bundle;
use organization::Organization;
use proptest::prelude::*;

use crate::world::import_into;

fn faults(files: &[(&str, &[u8])]) -> String {
    let files: BTreeMap<String, Vec<u8>> = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    bundle::read(&files).map_or_else(|faults| faults.to_string(), |bundle| format!("read {} files", bundle.sheets.len()))
}

fn fault(text: &str) -> String {
    faults(&[("people.csv", text.as_bytes())])
}

#[test]
fn every_fault_has_its_file_line_and_column_and_says_what_to_do() {
    let told = [
        fault(""),
        fault("\n \n"),
        fault(",,\nana,Ana,\n"),
        fault("id,,name\nana,,Ana\n"),
        fault("id,name,Name\nana,Ana,Ana\n"),
        fault("id,name\nana\nben,Ben\ncora,Cora,more\n"),
        fault("id,name\nana,\"Ana\nben,Ben\n"),
        fault("id,name\nana,\"Ana\" Costa\nben,Ben\n"),
        fault("id,name\nana,An\0a\n"),
        fault(&format!("id,name\nana,{}\n", "x".repeat((1 << 20) + 1))),
        fault(&vec!["c"; 200_000].join(",")),
        faults(&[("people.csv", b"\xEF\xBB\xBFid,name\nana,\xE9\n")]),
        faults(&[("people.csv", b"\xFF\xFEi\0d")]),
        faults(&[("a/people.csv", b"id\nana\n"), ("b/People.CSV", b"id\nana\n")]),
        faults(&[("people.txt", b"id\nana\n")]),
    ];
    insta::assert_snapshot!(told.join("\n"), @r#"
    people.csv: The file is empty. It needs a first line with the names of its columns.
    people.csv: The file is empty. It needs a first line with the names of its columns.
    people.csv:1:1: The first line names no columns.
    people.csv:1:4: Column 2 has no name. Give it one, or take it out.
    people.csv:1:9: Two columns are called “name”. Rename one, or take it out.
    people.csv:2:1: This row has 1 cells, but the first line names 2 columns. Look for a delimiter that is missing or too many.
    people.csv:4:11: This row has 3 cells, but the first line names 2 columns. Look for a delimiter that is missing or too many.
    people.csv:2:5: A quotation mark opens here and is never closed. Close it, or double it where it belongs to the text.
    people.csv:2:10: “ ” follows a closing quotation mark. Double marks that belong to the text.
    people.csv:2:7: The file holds a NUL here, which is no text. Save it again as CSV in UTF-8.
    people.csv:2:5: This cell has more than 1048576 bytes. Keep long texts elsewhere and link them.
    people.csv:1:1001: The file has 200000 columns; at most 500 are read.
    people.csv: The file says that it is UTF-8, but some of its bytes are not. Save it again as UTF-8.
    people.csv: The file ends in the middle of a letter, so it is not complete. Copy or export it again.
    people.csv: Two files of the bundle have this name. Leave one of them out.
    the bundle: There is no CSV file in it. A bundle is a folder of files such as people.csv and goals.csv.
    "#);
}

#[test]
fn the_first_hundred_faults_are_told_and_all_are_counted() {
    let text = format!("id,name\n{}", "ana\n".repeat(250));
    let told = fault(&text);
    assert_eq!(told.lines().count(), 101);
    assert!(told.ends_with("people.csv:101:1: This row has 1 cells, but the first line names 2 columns. Look for a delimiter that is missing or too many.\n… and 150 more"));
}

fn people(bytes: &[u8]) -> Vec<(String, String)> {
    let files = BTreeMap::from([("people.csv".to_owned(), bytes.to_vec())]);
    let bundle = bundle::read(&files).unwrap_or_else(|faults| panic!("{faults}"));
    bundle.sheets[0].rows().map(|row| (row.named("id").to_owned(), row.named("name").to_owned())).collect()
}

#[test]
fn letters_delimiters_and_line_ends_are_read_as_spreadsheets_write_them() {
    let ana = vec![("ana".to_owned(), "Ána, the \"first\"".to_owned())];
    let comma = "id,name\nana,\"Ána, the \"\"first\"\"\"\n";
    let wide = |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for bytes in [
        comma.as_bytes().to_vec(),
        format!("\u{feff}{comma}").into_bytes(),
        comma.replace('\n', "\r\n").into_bytes(),
        comma.replace('\n', "\r").into_bytes(),
        comma.trim_end().as_bytes().to_vec(),
        comma.replace("id,name", "id;name").replace("ana,", "ana;").into_bytes(),
        comma.replace("id,name", "id\tname").replace("ana,", "ana\t").into_bytes(),
        format!("\n{}", comma.replace("name", " Name ")).into_bytes(),
        wide(u16::to_le_bytes, &format!("\u{feff}{comma}")),
        wide(u16::to_be_bytes, &format!("\u{feff}{comma}")),
        wide(u16::to_le_bytes, comma),
        comma.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect(),
    ] {
        assert_eq!(people(&bytes), ana, "{}", String::from_utf8_lossy(&bytes));
    }
    assert_eq!(people(b"sep=;\r\nid;name\r\nana;Ana, Bea\r\n"), [("ana".into(), "Ana, Bea".into())]);
    assert_eq!(
        people(b"id,name,,\nana,Ana,,\n\nben,\"Ben\nBold\"\n"),
        [("ana".into(), "Ana".into()), ("ben".into(), "Ben\nBold".into())]
    );
}

#[test]
fn places_count_lines_and_letters_as_an_editor_does() {
    let files = BTreeMap::from([("people.csv".to_owned(), "id,name,email\nana,\"Á\nB\",x\nben,Ben,y\n".as_bytes().to_vec())]);
    let bundle = bundle::read(&files).expect("it can be read");
    let sheet = &bundle.sheets[0];
    let places: Vec<String> = sheet.rows().flat_map(|row| (0..3).map(move |column| row.place_of(column).to_string())).collect();
    let expected = ["people.csv:2:1", "people.csv:2:5", "people.csv:3:4", "people.csv:4:1", "people.csv:4:5", "people.csv:4:9"];
    assert_eq!(places, expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let files = BTreeMap::from([("tasks.csv".to_owned(), bytes)]);
        if let Ok(bundle) = bundle::read(&files) {
            import_into(&Organization::default(), &bundle, "chance");
        }
    }

    #[test]
    fn arbitrary_cells_are_imported_or_listed(
        cells in proptest::collection::vec("[a-c;:#/ '=0-9.\\-]{0,6}|U-1|2026-01-01|lead|yes|2026h2", 60),
        file in 0..30_usize,
    ) {
        let names = ["units", "people", "memberships", "goals", "tasks", "asks", "dependencies", "raci", "proposals", "policies", "positions",
            "appointments", "responsibilities", "demands", "calendars", "answers", "directives", "projects", "comments", "waivers", "remainders",
            "decisions", "policy_versions", "measures", "readings", "resources", "roles", "administrators", "settings", "funding"];
        let header = "id,uuid,name,title,kind,parent,unit,person,role,from,to,goal,project,owner,team,status,state,period,letter,item,subject,party,task,\
            need,estimate,due,week,exceptions,keys,reported";
        let width = header.split(',').count();
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
        let rows: Vec<String> = quoted.chunks_exact(width).map(|row| row.join(",")).collect();
        let text = format!("{header}\n{}\n", rows.join("\n"));
        let files = BTreeMap::from([(format!("{}.csv", names[file]), text.into_bytes())]);
        let bundle = bundle::read(&files).expect("it is a table");
        let imported = import_into(&Organization::default(), &bundle, "chance");
        for part in &imported.plan.report.parts {
            prop_assert_eq!(part.read, part.imported + part.kept + part.listed);
        }
        let again = import_into(&imported.value, &bundle, "chance");
        prop_assert_eq!(again.plan.commands, Vec::new());
    }
}
