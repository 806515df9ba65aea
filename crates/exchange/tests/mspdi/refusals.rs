//! Files of which nothing can be used, and the words for them.

use crate::real::{data, files, name};
use crate::xml::{project, tasks};
use exchange::mspdi::{Limits, RefusalCode, read};
use std::collections::BTreeSet;

/// A compound file begins with these bytes.
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

#[test]
fn a_file_that_cannot_be_used_is_refused_in_words_with_its_place() {
    let limits = Limits { bytes: 100_000, tasks: 3, text: 50, ..Limits::default() };
    let deep = format!("{}{}", "<a>".repeat(200), "</a>".repeat(200));
    let wide: String = (0..60_000).map(|number| format!(" a{number}=''")).collect();
    let wide = &wide[..90_000];
    let wide = format!("<b{}/>", &wide[..wide.rfind(' ').expect("a blank")]);
    let four = tasks(&["<UID>1</UID>", "<UID>2</UID>", "<UID>3</UID>", "<UID>4</UID>"]);
    let cut = project("<Title>Dig</Title>\n<Tasks><Task><UID>1</UID></Task>");
    let cut = &cut[..cut.rfind("</Project>").expect("an end")];
    let doctype = |inside: &str| {
        format!("<?xml version=\"1.0\"?>\n<!DOCTYPE {inside}>\n<Project xmlns=\"http://schemas.microsoft.com/project\"/>")
    };
    let mut seen = BTreeSet::new();
    for (bytes, words) in [
        (Vec::new(), "The file is empty."),
        (vec![b' '; 100_001], "The file is larger than 100,000 bytes."),
        ([&COMPOUND[..], &[0; 600]].concat(), "This is a .mpp file. In Project choose Save as > XML."),
        (
            b"<?xml version='1.0'?><APIBusinessObjects xmlns='http://xmlns.oracle.com/Primavera/P6/V18.8/API/BusinessObjects'/>"
                .to_vec(),
            "This is Primavera XML, not Microsoft Project XML. Open it in a program that reads both and export it as Microsoft Project XML.",
        ),
        (
            b"<html><body/></html>".to_vec(),
            "This XML file is not a Microsoft Project plan: its first element is <html>. In Project choose Save as > XML.",
        ),
        (
            b"<Project Sdk=\"Microsoft.NET.Sdk\"/>".to_vec(),
            "This XML file is not a Microsoft Project plan: its first element is <Project>. In Project choose Save as > XML.",
        ),
        (b"id;name\n1;dig".to_vec(), "This is not an XML file. In Project choose Save as > XML. (line 1, column 1)"),
        (b"PK\x03\x04....".to_vec(), "This is a workbook or an archive, not a plan. In Project choose Save as > XML."),
        (
            b"<?xml version='1.0' encoding='UTF-8'?>\n<Project xmlns='http://schemas.microsoft.com/project'><Title>B\xE4ume"
                .to_vec(),
            "The file is not written in UTF-8: the byte E4 does not belong there. Save it again as UTF-8. (line 2, column 63)",
        ),
        (
            b"<?xml version='1.0' encoding='KOI8-R'?><Project/>".to_vec(),
            "The file is written in KOI8-R, which is not read here. Save it as UTF-8. (line 1, column 1)",
        ),
        (
            doctype("Project SYSTEM \"plan.dtd\"").into(),
            "The file has a DOCTYPE; files with one are not accepted. (line 2, column 1)",
        ),
        (
            doctype("Project [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]").into(),
            "The file has a DOCTYPE; files with one are not accepted. (line 2, column 1)",
        ),
        (
            b"<!DOCTYPE Project [ <!ENTITY a".to_vec(),
            "The file has a DOCTYPE; files with one are not accepted. (line 1, column 1)",
        ),
        (
            project("<Title>&secret;</Title>").into(),
            "The text uses the entity &secret;. Files with entities of their own are not accepted. (line 3, column 8)",
        ),
        (cut.into(), "The file ends inside <Tasks>, so it is not complete. Copy or export it again. (line 5, column 1)"),
        (
            project("").replace("</Project>", "<Tasks").into(),
            "The file ends inside <Project>, so it is not complete. Copy or export it again. (line 5, column 1)",
        ),
        (
            b"<?xml version='1.0'?>\n".to_vec(),
            "The file ends before a project begins, so it is not complete. Copy or export it again. (line 2, column 1)",
        ),
        (project("<Title></Tasks>").into(), "The file is not well-formed XML: </Tasks> closes <Title>. (line 3, column 8)"),
        (
            project("<Title>a & b</Title>").into(),
            "The file is not well-formed XML: A & has no ; after it; in a text it is written &amp;. (line 3, column 10)",
        ),
        (
            project("</Project><Project>").into(),
            "The file is not well-formed XML: There is more after the end of the project. (line 3, column 20)",
        ),
        (project(&deep).into(), "Elements are nested deeper than 100. (line 3, column 298)"),
        (project(&wide).into(), "The tag <b> has more than 200 attributes. (line 3, column 1)"),
        (four.into(), "The file has more than 3 tasks. (line 7, column 1)"),
        (
            project(&format!("<Title>{}</Title>", "a".repeat(51))).into(),
            "The text of <Title> is longer than 50 bytes. (line 3, column 1)",
        ),
    ] {
        let refusal = match read(&bytes, &limits) {
            Ok(_) => panic!("should be refused: {words}"),
            Err(refusal) => refusal,
        };
        assert_eq!(refusal.to_string(), words);
        seen.insert(refusal.code);
    }
    let all: BTreeSet<RefusalCode> = RefusalCode::ALL.iter().copied().collect();
    assert_eq!(seen, all, "every refusal has its example");
}

#[test]
fn limits_can_be_lifted() {
    let four = tasks(&["<UID>1</UID>", "<UID>2</UID>", "<UID>3</UID>", "<UID>4</UID>"]);
    let three = Limits { tasks: 3, ..Limits::default() };
    assert!(read(four.as_bytes(), &three).is_err());
    let plan = read(four.as_bytes(), &Limits { tasks: 4, ..three }).expect("a plan");
    assert_eq!(plan.tasks.len(), 4);
    assert_eq!(Limits::default().tasks, 50_000);
}

#[test]
fn a_file_in_utf_16_or_with_a_byte_order_mark_is_read_like_any_other() {
    let text = project("<Title>Brücke 橋</Title>").replace("?>", " encoding=\"UTF-16\"?>");
    let wide = |order: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = format!("\u{feff}{}", project("<Title>Brücke 橋</Title>")).into_bytes();
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), marked] {
        let plan = read(&bytes, &Limits::default()).expect("a plan");
        assert_eq!(plan.project.title.as_deref(), Some("Brücke 橋"));
    }
}

#[test]
fn a_plan_may_use_a_prefix_for_its_namespace() {
    let text = "<p:Project xmlns:p='http://schemas.microsoft.com/project' xmlns:x='urn:x'><p:Title>Dig</p:Title><x:Title>Not this</x:Title></p:Project>";
    let plan = read(text.as_bytes(), &Limits::default()).expect("a plan");
    assert_eq!(plan.project.title.as_deref(), Some("Dig"));
    assert_eq!(plan.project.remainder.parts[0].xml, "<x:Title>Not this</x:Title>");
}

#[test]
fn real_primavera_files_are_recognized() {
    let Some(data) = data("real_primavera_files_are_recognized") else { return };
    let files = files(&data.join("project-files/pmxml"));
    assert!(!files.is_empty());
    for file in files {
        let refusal = read(&std::fs::read(&file).expect("a file"), &Limits::default()).expect_err("a refusal");
        assert_eq!(refusal.code, RefusalCode::Primavera, "{}", name(&file));
    }
}
