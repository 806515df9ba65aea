//! The house: arrows between crates, where SQL may stand, how long a file may be, which names are no names, and that nothing is without a test or a page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below a folder with an ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sources() -> Vec<PathBuf> {
    files(&root().join("crates"), "rs")
}

#[test]
fn crates_use_only_what_is_behind_them() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("organization-derive", &[][..]),
        ("organization", &["organization-derive"]),
        ("planner", &[]),
        ("insight", &["organization", "planner"]),
        ("exchange", &["insight", "organization", "planner"]),
        ("office", &["insight", "organization"]),
        ("web", &["exchange", "insight", "office", "organization"]),
        ("throughline", &["exchange", "insight", "office", "organization", "planner", "web"]),
    ]);
    for (name, behind) in &allowed {
        let manifest = read(&root().join("crates").join(name).join("Cargo.toml"));
        let needs = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let needs = needs.split("\n[").next().unwrap_or_default();
        for line in needs.lines().filter(|line| line.contains(".workspace = true") || line.contains("workspace = true")) {
            let needed = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(!allowed.contains_key(needed) || behind.contains(&needed), "{name} may not use {needed}");
        }
    }
    let known: BTreeSet<String> = allowed.keys().map(|name| (*name).to_owned()).collect();
    let there = fs::read_dir(root().join("crates"))
        .expect("the crates")
        .map(|entry| entry.expect("a crate").file_name().to_string_lossy().into_owned());
    assert_eq!(there.collect::<BTreeSet<_>>(), known, "a new crate is a decision");
}

#[test]
fn sql_stands_in_the_storage_of_the_office_only() {
    let begins = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "UPDATE record", "PRAGMA "];
    for path in sources() {
        let text = path.to_string_lossy().into_owned();
        if text.contains("office/src/storage") || text.contains("office/tests") || text.ends_with("tests/house.rs") {
            continue;
        }
        let source = read(&path);
        for begin in begins {
            assert!(!source.contains(&format!("\"{begin}")), "{text} holds SQL: {begin}");
        }
        assert!(!source.contains("sqlx::"), "{text} uses the database's library");
    }
}

#[test]
fn no_file_is_longer_than_a_short_chapter() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|path| (read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > 640)
        .map(|(lines, path)| format!("{lines} {}", path.display()))
        .collect();
    assert!(long.is_empty(), "split these:\n{}", long.join("\n"));
}

#[test]
fn nothing_is_called_by_a_name_that_says_nothing() {
    let nothing = ["util", "utils", "helper", "helpers", "common", "base", "manager", "data", "info", "misc"];
    for path in sources() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(!nothing.contains(&name.as_str()), "{}", path.display());
    }
}

#[test]
fn every_source_file_opens_with_its_chapter() {
    for path in sources().into_iter().filter(|path| !path.to_string_lossy().contains("/tests/")) {
        let source = read(&path);
        assert!(source.starts_with("//! "), "{} says nothing about itself", path.display());
    }
}

#[test]
fn handlers_never_take_the_organization_itself() {
    for path in files(&root().join("crates/web/src"), "rs") {
        let source = read(&path);
        for (at, _) in source.match_indices("async fn ") {
            let signature = source[at..].split('{').next().unwrap_or_default();
            assert!(!signature.contains("Organization"), "{}: {signature}", path.display());
        }
        assert!(
            !source.contains("office.value()") || !path.to_string_lossy().contains("/pages/"),
            "{} reads the value past what a viewer may see",
            path.display()
        );
    }
}

#[test]
fn pure_crates_know_no_clock_no_file_and_no_network() {
    let forbidden = ["std::fs", "std::net", "std::env", "SystemTime", "Instant::now", "Timestamp::now", "now_v7", "tokio::"];
    for name in ["organization", "planner", "insight", "exchange"] {
        for path in files(&root().join("crates").join(name).join("src"), "rs") {
            let source = read(&path);
            for word in forbidden {
                assert!(!source.contains(word), "{} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn every_refusal_and_every_rule_has_a_test_and_a_page() {
    let reference = read(&root().join("docs/reference/refusals.md"));
    let tests = read(
        &root()
            .join("crates/organization/tests/organization/snapshots/organization__commands__every_refusal_has_its_sentence.snap"),
    );
    for (code, _) in organization::Refusal::ALL {
        assert!(reference.contains(&format!("`{code}`")), "the reference lacks {code}");
        assert!(tests.contains(&format!("\n{code}:")) || *code == "changed-since", "no test refuses with {code}");
    }
    let rules = read(&root().join("docs/reference/rules.md"));
    for rule in insight::RULES {
        assert!(rules.contains(rule.code), "the reference lacks {}", rule.code);
    }
}

#[test]
fn the_generated_reference_is_up_to_date() {
    for (name, text) in throughline::reference::pages() {
        let path = root().join("docs/reference").join(name);
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == text, "{} is not up to date: run script/reference", path.display());
    }
}
