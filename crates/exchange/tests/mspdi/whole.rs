//! Nothing of a file is lost silently: every element is in a field or in a remainder, and both together are all.

use crate::real::{data, name, plans};
use crate::xml::{Node, parse, project};
use exchange::mspdi::{Baseline, Limits, Plan, Remainder, Timephased, read};
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// The remainders of a plan, with the kind of record that they belong to.
fn remainders(plan: &Plan) -> Vec<(&'static str, &Remainder)> {
    let mut all = vec![("Project", &plan.project.remainder)];
    all.extend(plan.calendars.iter().map(|calendar| ("Calendar", &calendar.remainder)));
    all.extend(plan.tasks.iter().map(|task| ("Task", &task.remainder)));
    all.extend(plan.resources.iter().map(|resource| ("Resource", &resource.remainder)));
    let assignments = plan.assignments.iter().chain(&plan.refused_assignments);
    all.extend(assignments.map(|assignment| ("Assignment", &assignment.remainder)));
    all
}

/// Counts what is in the remainders by reading their text again.
fn kept(plan: &Plan) -> (u64, BTreeMap<String, u64>) {
    let (mut elements, mut names) = (0, BTreeMap::new());
    for (kind, remainder) in remainders(plan) {
        for part in &remainder.parts {
            for node in parse(&part.xml).children {
                elements += node.count();
                let steps = part.within.split('/').map(|step| step.split('[').next().unwrap_or_default());
                let path: Vec<&str> =
                    [kind].into_iter().chain(steps).chain([node.name.as_str()]).filter(|step| !step.is_empty()).collect();
                *names.entry(path.join("/")).or_default() += 1;
            }
        }
    }
    (elements, names)
}

/// Counts every element of a file by its path from the record that it is in.
fn occurrences(root: &Node) -> BTreeMap<String, u64> {
    fn walk(node: &Node, path: &str, counts: &mut BTreeMap<String, u64>) {
        for child in &node.children {
            let list = path == "Project" && ["Calendars", "Tasks", "Resources", "Assignments"].contains(&child.name.as_str());
            if list {
                for record in &child.children {
                    walk(record, &record.name, counts);
                }
                continue;
            }
            let path = format!("{path}/{}", child.name);
            walk(child, &path, counts);
            *counts.entry(path).or_default() += 1;
        }
    }
    let mut counts = BTreeMap::new();
    walk(root, "Project", &mut counts);
    counts
}

/// Compares the counts of a plan with a second count; answers with the names of what is kept.
pub(crate) fn check(text: &str, plan: &Plan, file: &str) -> BTreeMap<String, u64> {
    let document = parse(text);
    assert_eq!(plan.census.read, document.count() - 1, "{file}: elements read");
    assert_eq!(plan.census.understood + plan.census.kept, plan.census.read, "{file}: understood and kept");
    let (elements, names) = kept(plan);
    assert_eq!(elements, plan.census.kept, "{file}: elements kept");
    assert_eq!(names, plan.census.names, "{file}: names of what is kept");
    names
}

#[test]
fn every_element_of_every_real_file_is_in_a_field_or_in_a_remainder() {
    let Some(data) = data("every_element_of_every_real_file_is_in_a_field_or_in_a_remainder") else { return };
    let (mut read_elements, mut kept_elements) = (0, 0);
    for file in plans(&data) {
        let bytes = std::fs::read(&file).expect("a file");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let plan = read(&bytes, &Limits::default()).expect("a plan");
        let names = check(text.trim_start_matches('\u{feff}'), &plan, &name(&file));
        let all = occurrences(&parse(text.trim_start_matches('\u{feff}')).children[0]);
        for (path, count) in names {
            assert_eq!(all.get(&path), Some(&count), "{}: {path} is sometimes understood and sometimes kept", name(&file));
        }
        read_elements += plan.census.read;
        kept_elements += plan.census.kept;
    }
    println!("{read_elements} elements read, {kept_elements} of them kept as they stand");
    assert!(kept_elements > 0);
}

#[test]
fn what_is_not_understood_stays_as_it_stands() {
    let text = project(concat!(
        "<Title>Dig</Title><Views><View/></Views><CriticalSlackLimit>soon</CriticalSlackLimit>\n",
        "<Tasks><Task><UID>1</UID><Name>a</Name><Name>b</Name><CV>0.00</CV><Odd x='1'><Deep/></Odd>",
        "<PredecessorLink><PredecessorUID>2</PredecessorUID><Mood>bad</Mood></PredecessorLink>",
        "<PredecessorLink><Type>1</Type></PredecessorLink>",
        "<Start>tomorrow</Start></Task>\n",
        "<Task><UID>2</UID></Task><Task><UID>2</UID><Name>twin</Name></Task><Note/></Tasks>",
    ));
    let plan = read(text.as_bytes(), &Limits::default()).expect("a plan");
    check(&text, &plan, "made up");
    let parts = |remainder: &Remainder| -> Vec<(String, String)> {
        remainder.parts.iter().map(|part| (part.within.clone(), part.xml.clone())).collect()
    };
    let text = |within: &str, xml: &str| (within.to_owned(), xml.to_owned());
    assert_eq!(
        parts(&plan.tasks[0].remainder),
        [
            text("PredecessorLink[1]", "<Mood>bad</Mood>"),
            text(
                "",
                "<Name>b</Name><CV>0.00</CV><Odd x='1'><Deep/></Odd><PredecessorLink><Type>1</Type></PredecessorLink><Start>tomorrow</Start>"
            ),
        ]
    );
    assert_eq!(
        parts(&plan.project.remainder),
        [
            text("", "<Views><View/></Views><CriticalSlackLimit>soon</CriticalSlackLimit>"),
            text("Tasks", "<Task><UID>2</UID><Name>twin</Name></Task><Note/>"),
        ]
    );
    assert_eq!(plan.census.names.get("Task/PredecessorLink/Mood"), Some(&1));
}

/// A length of time of the file in minutes, reckoned in another way than the reader does. Files have whole hours, minutes and seconds.
fn minutes(text: &str) -> i64 {
    let numbers: Vec<i64> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
    let [hours, minutes, seconds] = numbers[..] else { panic!("{text}") };
    hours * 60 + minutes + (seconds + 30) / 60
}

fn moment(text: &str) -> DateTime {
    let exact: DateTime = text.parse().expect("a date");
    exact.round(jiff::Unit::Minute).expect("a date")
}

fn compare_baselines(node: &Node, baselines: &[Baseline], what: &str) -> usize {
    assert_eq!(node.named("Baseline").count(), baselines.len(), "{what}: baselines");
    for (node, baseline) in node.named("Baseline").zip(baselines) {
        assert_eq!(node.text("Number"), Some(baseline.number.to_string().as_str()), "{what}");
        assert!((0..=10).contains(&baseline.number), "{what}");
        assert_eq!(node.text("Start").map(moment), baseline.start, "{what}");
        assert_eq!(node.text("Finish").map(moment), baseline.finish, "{what}");
        assert_eq!(node.text("Duration").map(minutes), baseline.duration.map(|duration| duration.minutes), "{what}");
        let format = baseline.duration.map(|duration| duration.format.code().to_string());
        if let Some(stated) = node.text("DurationFormat") {
            assert!(format.is_none_or(|format| format == stated), "{what}: {stated}");
        }
        assert_eq!(node.text("Work").map(minutes), baseline.work, "{what}");
        assert_eq!(node.text("Cost"), baseline.cost.map(|cost| cost.hundredths.to_string()).as_deref(), "{what}");
    }
    baselines.len()
}

fn compare_timephased(node: &Node, amounts: &[Timephased], what: &str) {
    assert_eq!(node.named("TimephasedData").count(), amounts.len(), "{what}: amounts over time");
    for (node, amount) in node.named("TimephasedData").zip(amounts) {
        assert_eq!(node.text("Type"), Some(amount.kind.to_string().as_str()), "{what}");
        assert_eq!(node.text("Start").map(moment), Some(amount.start), "{what}");
        assert_eq!(node.text("Finish").map(moment), Some(amount.finish), "{what}");
        assert_eq!(node.text("Unit"), amount.unit.map(|unit| unit.to_string()).as_deref(), "{what}");
        assert_eq!(node.text("Value"), amount.value.as_deref(), "{what}");
    }
}

/// The elements of a list of the project, by UID.
fn records<'n>(root: &'n Node, list: &'n str) -> BTreeMap<i64, &'n Node> {
    let uid = |record: &Node| record.text("UID").and_then(|uid| uid.parse().ok()).expect("a UID");
    root.named(list).flat_map(|list| &list.children).map(|record| (uid(record), record)).collect()
}

#[test]
fn baselines_values_over_time_and_named_fields_are_those_of_the_file() {
    let Some(data) = data("baselines_values_over_time_and_named_fields_are_those_of_the_file") else { return };
    let (mut baselines, mut numbered, mut fields, mut rates) = (0, 0, 0, 0);
    for file in plans(&data) {
        let bytes = std::fs::read(&file).expect("a file");
        let plan = read(&bytes, &Limits::default()).expect("a plan");
        let document = parse(String::from_utf8(bytes).expect("UTF-8").trim_start_matches('\u{feff}'));
        let root = &document.children[0];
        let what = |kind: &str, uid: i64| format!("{} {kind} {uid}", name(&file));
        let [tasks, resources, assignments] = ["Tasks", "Resources", "Assignments"].map(|list| records(root, list));
        for task in &plan.tasks {
            let (node, what) = (tasks[&task.uid], what("task", task.uid));
            baselines += compare_baselines(node, &task.baselines, &what);
            numbered += task.baselines.iter().filter(|baseline| baseline.number > 0).count();
            compare_timephased(node, &task.timephased, &what);
            assert_eq!(node.named("ExtendedAttribute").count(), task.extended_attributes.len(), "{what}");
            for (node, attribute) in node.named("ExtendedAttribute").zip(&task.extended_attributes) {
                assert_eq!(node.text("FieldID"), attribute.field_id.map(|id| id.to_string()).as_deref(), "{what}");
                assert_eq!(node.text("Value"), attribute.value.as_deref(), "{what}");
                fields += 1;
            }
        }
        for resource in &plan.resources {
            let (node, what) = (resources[&resource.uid], what("resource", resource.uid));
            baselines += compare_baselines(node, &resource.baselines, &what);
            let stated: Vec<&Node> = node.named("Rates").flat_map(|list| &list.children).collect();
            assert_eq!(stated.len(), resource.rates.len(), "{what}");
            for (node, rate) in stated.iter().zip(&resource.rates) {
                assert_eq!(node.text("RatesFrom").map(moment), rate.from, "{what}");
                assert_eq!(node.text("RatesTo").map(moment), rate.to, "{what}");
                let amount = rate.standard.map(|rate| (rate.ten_thousandths / 10_000).to_string());
                assert_eq!(node.text("StandardRate"), amount.as_deref(), "{what}");
                rates += 1;
            }
        }
        for assignment in &plan.assignments {
            let (node, what) = (assignments[&assignment.uid], what("assignment", assignment.uid));
            baselines += compare_baselines(node, &assignment.baselines, &what);
            compare_timephased(node, &assignment.timephased, &what);
        }
    }
    println!("{baselines} baselines, {numbered} of tasks numbered 1 to 10; {fields} named fields; {rates} rates");
    assert!(numbered >= 10 && fields > 0 && rates > 0);
}
