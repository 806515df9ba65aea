//! The real organizations, read where they lie. What is expected is worked out here by an independent and much simpler reading of the same files, so that
//! no word of them stands in this repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use exchange::bundle::{self, Imported};
use exchange::import::Outcome;
use jiff::ToSpan;
use jiff::civil::Date;
use organization::Organization;

use crate::world::{DAY, folder, import_into, read};

type Rows = Vec<BTreeMap<String, String>>;

/// The folder of a real organization.
#[expect(clippy::disallowed_methods, reason = "the place of the real data enters by the environment")]
#[expect(clippy::print_stdout, reason = "a test without its data says so")]
fn real(name: &str) -> Option<PathBuf> {
    match std::env::var("THROUGHLINE_REAL_DATA") {
        Ok(path) => Some(PathBuf::from(path).join("organizations").join(name)),
        Err(_) => {
            println!("1 test needs the real data: set THROUGHLINE_REAL_DATA.");
            None
        }
    }
}

fn rows(folder: &std::path::Path, file: &str) -> Rows {
    let mut reader = csv::Reader::from_path(folder.join(file)).expect("the file is there");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn brought(folder_of: &std::path::Path) -> Imported {
    import_into(&Organization::default(), &read(&folder(folder_of)), "real")
}

/// The keys of the subjects of each rule that found something.
fn subjects(imported: &Imported) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for finding in insight::findings(&imported.value, DAY, None).open {
        let record = imported.value.record(finding.subject).expect("it is there");
        let key = record.keys().in_source("real").expect("it has a key").to_owned();
        assert!(found.entry(finding.rule.code).or_default().insert(key), "{} twice", finding.rule.code);
    }
    found
}

fn set<'a>(keys: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    keys.into_iter().cloned().collect()
}

#[test]
fn the_findings_on_the_first_organization_are_those_that_a_plain_reading_expects() {
    let Some(at) = real("rust") else { return };
    let (goals, tasks) = (rows(&at, "goals.csv"), rows(&at, "tasks.csv"));
    let people: BTreeSet<String> = rows(&at, "people.csv").iter().map(|row| row["id"].to_lowercase()).collect();
    let active: Vec<_> = goals.iter().filter(|goal| goal["status"] != "Not accepted").collect();
    let with_tasks: BTreeSet<&String> = tasks.iter().map(|task| &task["goal"]).collect();
    let children = |goal: &String| {
        active.iter().filter(|other| other["parent"] == *goal).map(|other| other["id"].clone()).collect::<Vec<_>>()
    };
    let planned = |goal: &String| {
        let mut waiting = vec![goal.clone()];
        while let Some(goal) = waiting.pop() {
            if with_tasks.contains(&goal) {
                return true;
            }
            waiting.extend(children(&goal));
        }
        false
    };
    let ownerless = set(active.iter().filter(|goal| !people.contains(&goal["owner"].to_lowercase())).map(|goal| &goal["id"]));
    let worked_for: BTreeSet<&String> = active.iter().map(|goal| &goal["id"]).collect();
    let parents: BTreeSet<&String> = tasks.iter().map(|task| &task["parent"]).collect();
    let open: Vec<_> = tasks
        .iter()
        .filter(|task| worked_for.contains(&task["goal"]) && task["status"] != "done" && !parents.contains(&task["id"]))
        .collect();
    let problems = rows(&at, "problems.csv");
    let expected = BTreeMap::from([
        ("TL101", set(active.iter().map(|goal| &goal["id"]).filter(|goal| !planned(goal)))),
        ("TL103", set(active.iter().map(|goal| &goal["id"]))),
        ("TL104", ownerless.clone()),
        ("TL201", set(open.iter().filter(|task| ownerless.contains(&task["goal"])).map(|task| &task["id"]))),
        ("TL202", set(open.iter().filter(|task| task["status"] != "milestone").map(|task| &task["id"]))),
        ("TL301", set(rows(&at, "policies.csv").iter().map(|policy| &policy["id"]))),
        ("TL311", set(problems.iter().filter(|row| row["kind"] == "active-unit-without-lead").map(|row| &row["where"]))),
    ]);
    let imported = brought(&at);
    let found = subjects(&imported);
    assert_eq!(found, expected);
    let counts: Vec<(&str, usize)> = found.iter().map(|(code, keys)| (*code, keys.len())).collect();
    let stated = [("TL101", 5), ("TL103", 196), ("TL104", 7), ("TL201", 15), ("TL202", 960), ("TL301", 41), ("TL311", 34)];
    assert_eq!(counts, stated);
}

#[test]
fn the_findings_on_the_second_organization_are_drafts_and_policies() {
    let Some(at) = real("python-peps") else { return };
    let old = |row: &&BTreeMap<String, String>| {
        let created: Date = row["created"].parse().expect("a day");
        created + 180.days() < DAY
    };
    let proposals = rows(&at, "proposals.csv");
    let waiting = |status: &str| set(proposals.iter().filter(|row| row["status"] == status).filter(old).map(|row| &row["id"]));
    let (drafts, deferred) = (waiting("Draft"), waiting("Deferred"));
    assert_eq!(drafts.len(), 40);
    let policies = set(rows(&at, "policies.csv").iter().map(|row| &row["id"]).collect::<Vec<_>>());
    let expected = BTreeMap::from([("TL301", policies), ("TL801", &drafts | &deferred)]);
    assert_eq!(subjects(&brought(&at)), expected);
}

#[test]
fn every_cell_is_imported_kept_or_listed() {
    for name in ["rust", "python-peps"] {
        let Some(at) = real(name) else { return };
        let imported = brought(&at);
        let report = imported.report();
        for part in &imported.plan.report.parts {
            let cells = rows(&at, &part.name).iter().flat_map(|row| row.values()).filter(|cell| !cell.trim().is_empty()).count();
            assert_eq!(part.read, cells as u64, "{}", part.name);
            assert_eq!(part.read, part.imported + part.kept + part.listed, "{}", part.name);
            let numbers = format!("{cells} cells = {} imported + {} kept + {} listed", part.imported, part.kept, part.listed);
            assert!(report.contains(&format!("{}: {numbers}", part.name)));
        }
        let kept: u64 = imported.plan.report.parts.iter().map(|part| part.kept).sum();
        assert_eq!(imported.plan.report.kept.iter().map(|part| part.count).sum::<u64>(), kept);
        let files = std::fs::read_dir(&at).expect("the folder").count();
        assert_eq!(imported.plan.report.parts.len(), files);
    }
}

#[test]
fn what_the_readme_counts_is_found_and_told() {
    let Some(at) = real("rust") else { return };
    let imported = brought(&at);
    let told = |file: &str, words: &str| {
        imported.plan.findings.iter().filter(|finding| finding.at.file == file && finding.sentence.contains(words)).count()
    };
    let people: BTreeSet<String> = rows(&at, "people.csv").iter().map(|row| row["id"].clone()).collect();
    let lower: BTreeSet<String> = people.iter().map(|id| id.to_lowercase()).collect();
    let known = |handle: &str| lower.contains(&handle.to_lowercase());
    let (tasks, goals, memberships) = (rows(&at, "tasks.csv"), rows(&at, "goals.csv"), rows(&at, "memberships.csv"));
    let handles = |rows: &Rows| {
        rows.iter()
            .flat_map(|row| row["owner"].split(';').map(str::to_owned).collect::<Vec<_>>())
            .filter(|one| !one.is_empty())
            .collect::<Vec<_>>()
    };
    assert_eq!(told("tasks.csv", "There is no person"), handles(&tasks).iter().filter(|handle| !known(handle)).count());
    assert_eq!(told("tasks.csv", "There is no person"), 31);
    assert_eq!(told("goals.csv", "There is no person"), 6);
    assert_eq!(told("memberships.csv", "There is no person"), 139);
    let strangers: BTreeSet<&String> = memberships.iter().map(|row| &row["person"]).filter(|person| !known(person)).collect();
    assert_eq!(strangers.len(), 71);
    let empty = memberships.iter().filter(|row| !row["from"].is_empty() && row["from"] == row["to"]).count();
    let of_strangers =
        memberships.iter().filter(|row| !row["from"].is_empty() && row["from"] == row["to"] && !known(&row["person"])).count();
    assert_eq!((empty, told("memberships.csv", "held on no day")), (13, 13 - of_strangers));
    let otherwise = |handle: &&String| known(handle) && !people.contains(*handle);
    let in_memberships: Vec<&String> = memberships.iter().map(|row| &row["person"]).filter(otherwise).collect();
    assert_eq!(told("memberships.csv", "the same person"), in_memberships.len());
    assert_eq!(told("tasks.csv", "the same person"), handles(&tasks).iter().filter(otherwise).count());
    assert_eq!(told("goals.csv", "the same person"), handles(&goals).iter().filter(otherwise).count());
    assert_eq!(imported.plan.findings.iter().filter(|finding| finding.sentence.contains("the same person")).count(), 40);
    assert_eq!(told("tasks.csv", "is not a day"), 24);
    assert_eq!(imported.value.tasks().iter().filter(|task| task.deadline.is_some()).count(), 4);
    assert_eq!(imported.value.goals().iter().filter(|goal| !goal.supporting.is_empty()).count(), 127);
    assert_eq!(told("proposals.csv", "already; this row is left out"), 1);
    assert_eq!(told("dependencies.csv", "only tasks wait for each other"), 62);
    assert_eq!(imported.value.units().iter().filter(|unit| unit.parent.is_none()).count(), 1);
    assert_eq!(imported.value.units().iter().filter(|unit| unit.state.is_closed()).count(), 52);
    assert_eq!(imported.value.people().len(), people.len());
    let left_out = |row: &&exchange::import::PreviewRow| matches!(row.outcome, Outcome::LeftOut { .. });
    assert_eq!(imported.plan.rows.iter().filter(left_out).count(), 139 + 13 - of_strangers + 1);
    let Some(second) = real("python-peps") else { return };
    let second = brought(&second);
    let sentences: Vec<&String> = second.plan.findings.iter().map(|finding| &finding.sentence).collect();
    assert_eq!(sentences.iter().filter(|sentence| sentence.contains("before it was created")).count(), 1);
    assert_eq!(sentences.iter().filter(|sentence| sentence.contains("no status of a proposal")).count(), 1);
}

/// A file with its rows in another order; the first line stays.
fn shuffled(bytes: &[u8]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().expect("a header")).expect("it is written");
    let mut rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    rows.reverse();
    let middle = rows.len() / 3;
    rows.rotate_left(middle);
    rows.iter().for_each(|row| writer.write_record(row).expect("it is written"));
    writer.into_inner().expect("all is written")
}

#[test]
fn a_second_import_changes_nothing_in_whatever_order_the_rows_stand() {
    for name in ["rust", "python-peps"] {
        let Some(at) = real(name) else { return };
        let first = brought(&at);
        let again = import_into(&first.value, &read(&folder(&at)), "real");
        assert_eq!(again.plan.commands, Vec::new());
        assert_eq!(again.plan.count("New") + again.plan.count("Changed") + again.plan.count("No longer named"), 0);
        assert_eq!(again.plan.report, first.plan.report);
        let turned = folder(&at).into_iter().map(|(name, bytes)| (name, shuffled(&bytes))).collect();
        assert_eq!(import_into(&first.value, &read(&turned), "real").plan.commands, Vec::new());
        let anew = import_into(&Organization::default(), &read(&turned), "real");
        assert_eq!(anew.plan.count("New"), first.plan.count("New"));
        assert_eq!(subjects(&anew), subjects(&first));
    }
}

#[test]
fn the_real_organizations_come_back_from_an_export_of_ours() {
    for name in ["rust", "python-peps"] {
        let Some(at) = real(name) else { return };
        let first = brought(&at);
        let files = bundle::export(&first.value);
        let back = import_into(&Organization::default(), &read(&files), "elsewhere");
        assert_eq!(back.plan.findings, Vec::new());
        assert!(back.value.same_records(&first.value));
        assert_eq!(bundle::export(&back.value), files);
    }
}
