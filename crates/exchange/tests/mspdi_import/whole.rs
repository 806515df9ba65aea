//! Nothing of a file is lost on its way into an organization: every element is in a field, is computed here, or stands in a remainder.

use crate::pipe::{after, data, folders, import_into, imported, text};
use crate::xml::{Node, parse, project};
use exchange::import::{Import, Outcome};
use exchange::mspdi::{Limits, read};
use organization::{Organization, Remainder};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The plans in a folder, in the order of their names.
pub(crate) fn plans_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|suffix| suffix == "xml"));
    files.sort();
    files
}

/// All real plans.
fn plans(test: &str) -> Vec<PathBuf> {
    data(test).map(|data| folders(&data).iter().flat_map(|folder| plans_in(folder)).collect()).unwrap_or_default()
}

/// What an organization keeps: the path of the record or of the element inside it, and the text.
fn kept(organization: &Organization) -> Vec<(String, String)> {
    let place = |remainder: &Remainder| {
        let key = remainder.keys.iter().next().expect("a key").key.to_string();
        let (base, number) = key.rsplit_once('/').expect("a number");
        (base.to_owned(), number.parse::<usize>().expect("a number"))
    };
    let mut all: Vec<_> = organization.remainders().iter().map(|remainder| (place(remainder), remainder.clone())).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let mut joined: Vec<(String, String, String)> = Vec::new();
    for ((base, _), remainder) in all {
        match joined.last_mut() {
            Some((last, name, content)) if *last == base && *name == *remainder.name => content.push_str(&remainder.content),
            _ => joined.push((base, remainder.name.to_string(), remainder.content.to_string())),
        }
    }
    joined.into_iter().map(|(_, name, content)| (name, content)).collect()
}

/// How often each element is kept, by its path from the record, and how many there are.
fn counted(organization: &Organization) -> (u64, BTreeMap<String, u64>) {
    fn walk(node: &Node, path: &str, counts: &mut BTreeMap<String, u64>) {
        *counts.entry(path.to_owned()).or_default() += 1;
        node.children.iter().for_each(|child| walk(child, &format!("{path}/{}", child.name), counts));
    }
    let (mut elements, mut counts) = (0, BTreeMap::new());
    for (name, content) in kept(organization) {
        let steps: Vec<&str> = name.split('/').map(|step| step.split('[').next().unwrap_or_default()).collect();
        let base = if steps == ["PredecessorLink"] { "Task/PredecessorLink".to_owned() } else { steps.join("/") };
        for node in parse(&content).children {
            elements += node.count();
            let whole = base == node.name || base == format!("Task/{}", node.name) && node.name == "PredecessorLink";
            let path = if whole { base.clone() } else { format!("{base}/{}", node.name) };
            walk(&node, &path, &mut counts);
        }
    }
    (elements, counts)
}

/// Adds up where the elements of a text went, and compares with a count of its own.
pub(crate) fn check(file: &str, text: &str, import: &Import, organization: &Organization) {
    let plan = read(text.as_bytes(), &Limits::default()).expect("a plan");
    let parts = &import.report.parts;
    for part in parts {
        assert_eq!(part.read, part.imported + part.computed + part.kept + part.listed, "{file}: {}", part.name);
    }
    let root = parse(text).children.remove(0);
    let in_list = |list: &str| root.named(list).flat_map(|list| &list.children).map(Node::count).sum::<u64>();
    let listed = |list: &str| in_list(list) - left_in_project(&plan, list);
    for part in parts.iter().filter(|part| part.name != "Project") {
        assert_eq!(part.read, listed(&part.name), "{file}: elements of {}", part.name);
    }
    assert_eq!(parts.iter().map(|part| part.read).sum::<u64>(), plan.census.read, "{file}: elements read");
    let (elements, counts) = counted(organization);
    assert_eq!(parts.iter().map(|part| part.kept).sum::<u64>(), elements, "{file}: elements kept");
    for (name, count) in &plan.census.names {
        assert!(counts.get(name) >= Some(count), "{file}: {count} of {name} should be kept, {:?} are", counts.get(name));
    }
}

/// How many elements of a list are no records that were read; they are kept with the project.
fn left_in_project(plan: &exchange::mspdi::Plan, list: &str) -> u64 {
    let parts = plan.project.remainder.parts.iter().filter(|part| part.within == list);
    parts.map(|part| parse(&part.xml).children.iter().map(Node::count).sum::<u64>()).sum()
}

#[test]
fn every_element_of_every_real_file_is_imported_computed_or_kept_and_a_second_import_does_nothing() {
    let (mut rows, mut records, mut findings) = (BTreeMap::new(), 0, 0);
    for file in plans("every_element_of_every_real_file_is_imported_computed_or_kept_and_a_second_import_does_nothing") {
        let (name, text) = (file.display().to_string(), text(&file));
        let first = import_into(&Organization::default(), &text, 1);
        let organization = after(&Organization::default(), &first);
        check(&name, &text, &first, &organization);
        let second = import_into(&organization, &text, 2);
        assert_eq!(second.commands, [], "{name}: a second import");
        for row in &first.rows {
            *rows.entry(row.outcome.word()).or_insert(0) += 1;
        }
        let same = |row: &exchange::import::PreviewRow| {
            matches!(row.outcome, Outcome::Same | Outcome::Kept { .. } | Outcome::LeftOut { .. })
        };
        assert!(second.rows.iter().all(same), "{name}: rows of a second import");
        assert_eq!(first.findings, second.findings, "{name}: findings of a second import");
        records += organization.records().len();
        findings += first.findings.len();
    }
    println!("{records} records, {rows:?}, {findings} findings");
}

#[test]
fn texts_that_a_record_cannot_hold_are_kept_as_they_mean() {
    let long = "x y ".repeat(60_000);
    let text = project(&format!(
        "<Tasks><Task><UID>1</UID><Name>a\u{200F}b</Name><Odd>r\u{200E}l</Odd><Strange><![CDATA[<\u{202E}>]]></Strange><Long>{long}</Long></Task></Tasks>"
    ));
    let organization = imported(&text);
    let import = import_into(&Organization::default(), &text, 1);
    check("made up", &text, &import, &organization);
    let task = organization.tasks().iter().next().expect("a task");
    assert_eq!(&*task.name, "ab");
    assert!(organization.remainders_of(task.id.into()).count() > 2, "a long text is kept in parts");
    let (_, content) = kept(&organization).into_iter().find(|(name, _)| name == "Task").expect("a remainder");
    let expected = format!(
        "<Name>a&#x200F;b</Name><Odd>r&#x200E;l</Odd><Strange><![CDATA[<]]>&#x202E;<![CDATA[>]]></Strange><Long>{long}</Long>"
    );
    assert_eq!(content, expected);
}
