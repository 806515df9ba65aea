//! The example comes in whole, shows one thing of every kind, and tells its story in whichever week it is looked at.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use exchange::bundle::{self, Imported, Source};
use exchange::import::Outcome;
use insight::{Findings, Plan, PlannedTask, RULES};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};
use organization::{Kind, Organization, Project, Task, TaskId};
use throughline::example::{self, SOURCE, STORY_DAY};
use uuid::Uuid;

/// Rules that the example cannot break, because the organization refuses to hold what they find. They are found in imported files only, and the example is
/// to come in whole.
const REFUSED: [(&str, &str); 2] =
    [("TL203", "a circle of dependencies is refused"), ("TL305", "a circle of reporting lines is refused")];

fn bring(value: &Organization, today: Date) -> Imported {
    let bundle = bundle::read(&example::files(today)).unwrap_or_else(|faults| panic!("{faults}"));
    let source = Source::new(SOURCE).expect("a source");
    let mut last = 0x0190_0000_0000_7000_8000_0000_0000_0000_u128;
    let mut mint = || {
        last += 1;
        Uuid::from_u128(last)
    };
    bundle::import(value, &bundle, &source, today, &mut mint)
}

fn example_on(today: Date) -> Organization {
    bring(&Organization::default(), today).value
}

fn checked(value: &Organization, today: Date) -> (Plan, Findings) {
    let plan = insight::plan_all(value, today);
    let findings = insight::findings(value, today, Some(&plan));
    (plan, findings)
}

fn task<'a>(value: &'a Organization, key: &str) -> &'a Task {
    let id = value.at_key(Kind::Task, SOURCE, key).unwrap_or_else(|| panic!("a task {key}"));
    id.to::<TaskId>().and_then(|id| value.find(id)).expect("a task")
}

fn dates_of<'a>(plan: &'a Plan, value: &Organization, key: &str) -> &'a PlannedTask {
    plan.of(task(value, key).id).unwrap_or_else(|| panic!("{key} has dates"))
}

/// The tasks that wait for one, directly or over others.
fn waiting_for(value: &Organization, task: TaskId) -> BTreeSet<TaskId> {
    let (mut found, mut next) = (BTreeSet::new(), vec![task]);
    while let Some(task) = next.pop() {
        next.extend(value.successors(task).map(|link| link.to).filter(|to| found.insert(*to)).collect::<Vec<_>>());
    }
    found
}

#[test]
fn the_example_comes_in_whole() {
    let brought = bring(&Organization::default(), STORY_DAY);
    assert_eq!(brought.plan.findings, []);
    let odd: Vec<_> = brought.plan.rows.iter().filter(|row| row.outcome != Outcome::New).collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert!(brought.plan.rows.len() > 1_000, "{} rows", brought.plan.rows.len());
    for part in &brought.plan.report.parts {
        assert_eq!((part.imported, part.kept, part.listed), (part.read, 0, 0), "{}", part.name);
    }
}

#[test]
fn the_example_brought_in_again_changes_nothing() {
    let again = bring(&example_on(STORY_DAY), STORY_DAY);
    assert_eq!(again.plan.commands, []);
}

#[test]
fn the_example_is_of_the_size_of_a_small_utility() {
    let value = example_on(STORY_DAY);
    let here = value.people().iter().filter(|person| value.is_here(person.id, STORY_DAY)).count();
    assert!((55..=65).contains(&here), "{here} people");
    assert_eq!(value.units().iter().count(), 12);
    assert_eq!(value.goals().iter().count(), 10);
    assert_eq!(value.projects().iter().count(), 8);
    let tasks = value.tasks().iter().count();
    assert!((290..=340).contains(&tasks), "{tasks} tasks");
    assert!(value.dependencies().iter().count() > 250);
}

#[test]
fn each_rule_finds_something_in_the_example() {
    let value = example_on(STORY_DAY);
    let (_, findings) = checked(&value, STORY_DAY);
    for rule in RULES {
        let refused = REFUSED.iter().find(|(code, _)| *code == rule.code);
        let count = findings.of(rule.code).count();
        match refused {
            Some((code, because)) => assert_eq!(count, 0, "{code} is found although {because}"),
            None => assert!(count > 0, "{} “{}” finds nothing in the example", rule.code, rule.title),
        }
    }
    assert!(REFUSED.iter().all(|(code, _)| insight::Rule::find(code).is_some()));
    assert!(findings.open.len() < 60, "{} findings drown the story", findings.open.len());
    assert!(!findings.waived.is_empty(), "one finding is waived");
}

#[test]
fn the_example_has_something_in_every_state() {
    let value = example_on(STORY_DAY);
    let answers: BTreeSet<&str> = value.answers().iter().map(|answer| answer.state.word()).collect();
    let all = ["accepted", "confirmed", "declined", "done", "issued", "planned", "questioned", "withdrawn"];
    assert_eq!(answers, BTreeSet::from(all));
    let proposals: BTreeSet<&str> = value.proposals().iter().map(|proposal| proposal.state.word()).collect();
    assert_eq!(proposals, BTreeSet::from(["a draft", "adopted", "on trial", "open", "rejected"]));
    assert!(value.comments().iter().any(|comment| comment.private) && value.comments().iter().any(|comment| !comment.private));
    assert!(value.policies().iter().any(|policy| policy.state.is_closed()));
    assert!(value.decisions().iter().any(|decision| decision.supersedes.is_some()));
    assert!(value.calendars().iter().any(|calendar| !calendar.exceptions.is_empty()));
    let leaves: Vec<_> = value.tasks().iter().filter(|task| !task.milestone && task.is_estimated()).collect();
    let done = leaves.iter().filter(|task| task.actual_finish.is_some()).count();
    let going = leaves.iter().filter(|task| task.actual_start.is_some() && task.actual_finish.is_none()).count();
    assert!(done > 80 && going > 12 && leaves.len() - done - going > 80, "{done} done, {going} going, {} in all", leaves.len());
}

#[test]
fn every_task_happens_within_two_years_of_today() {
    for today in [STORY_DAY, date(2031, 2, 19)] {
        let (plan, _) = checked(&example_on(today), today);
        assert!(plan.tasks.len() > 300);
        let (first, last) = (today - 2.years(), today + 2.years());
        for planned in &plan.tasks {
            assert!(first <= planned.start.date() && planned.finish.date() <= last, "{planned:?}");
        }
    }
}

#[test]
fn sixty_thousand_homes_wait_for_two_hours_of_work() {
    let value = example_on(STORY_DAY);
    let (plan, _) = checked(&value, STORY_DAY);
    let mapping = task(&value, "map-meter-ids-to-accounts");
    assert_eq!(mapping.duration.map(|duration| duration.minutes), Some(120));
    assert_eq!((mapping.percent, mapping.actual_start), (0, None));
    let due = mapping.deadline.expect("a deadline").date();
    assert_eq!((due - STORY_DAY).get_days(), 3, "due on Thursday");

    let waiting = waiting_for(&value, mapping.id);
    assert!(waiting.len() >= 31, "{} tasks wait for it", waiting.len());
    let projects: BTreeSet<_> = waiting.iter().filter_map(|id| value.find(*id)).map(|task| task.project).collect();
    assert_eq!(projects.len(), 3, "in three projects");
    let chain = [
        "map-meter-ids-to-accounts",
        "load-the-new-meter-register",
        "put-work-orders-on-the-handhelds",
        "pilot-street-40-homes",
        "install-orchard-estate",
        "dry-run-bill-500-accounts",
        "billing-cut-over",
        "support-surge",
        "wave-2-closed",
    ];
    for key in chain {
        assert!(dates_of(&plan, &value, key).critical, "{key} is critical");
    }
    for pair in chain.windows(2) {
        let after = waiting_for(&value, task(&value, pair[0]).id);
        assert!(after.contains(&task(&value, pair[1]).id), "{} waits for {}", pair[1], pair[0]);
    }
    for key in ["secure-street-permits", "write-letters-to-households", "migrate-reading-history", "install-riverside"] {
        assert!(!dates_of(&plan, &value, key).critical, "{key} can wait a little");
    }
    let goal = value.find(value.find(mapping.project).expect("a project").serves[0].goal).expect("a goal");
    assert_eq!(&*goal.title, "60,000 households on smart meters");
}

#[test]
fn two_goals_will_be_reached_too_late() {
    let value = example_on(STORY_DAY);
    let (plan, _) = checked(&value, STORY_DAY);
    let finish = |project: &Project| plan.project(project.id).and_then(|summary| summary.finish).expect("a finish").date();
    let late = value.goals().iter().filter(|goal| {
        let last = value.projects_serving(goal.id).map(|project| finish(project)).max();
        last.zip(goal.period.until).is_some_and(|(last, until)| last >= until)
    });
    let titles: Vec<&str> = late.map(|goal| &*goal.title).collect();
    assert_eq!(titles, ["60,000 households on smart meters", "Outages under 20 hours a year"]);
}

#[test]
fn the_story_is_the_same_in_any_week() {
    let told = |today: Date| -> Vec<(&'static str, String)> {
        let value = example_on(today);
        let (_, findings) = checked(&value, today);
        findings.open.iter().map(|finding| (finding.rule.code, value.label(finding.subject))).collect()
    };
    let first = told(STORY_DAY);
    for today in [date(2026, 11, 29), date(2028, 2, 29), date(2024, 7, 15)] {
        assert_eq!(told(today), first, "{today}");
    }
}

#[test]
fn dates_move_by_whole_weeks() {
    assert_eq!(example::weeks_until(STORY_DAY), 0);
    assert_eq!(example::weeks_until(date(2026, 11, 29)), 0);
    assert_eq!(example::weeks_until(date(2026, 11, 30)), 1);
    assert_eq!(example::weeks_until(date(2026, 11, 22)), -1);
    let moved = "planned 2026-12-01 by ines-duarte: x;2026-11-23T08:00,2026-12-30 to 2027-01-02";
    assert_eq!(example::shifted("planned 2026-11-24 by ines-duarte: x;2026-11-16T08:00,2026-12-23 to 2026-12-26", 1), moved);
    let no_dates = "2026-13-24, 12026-11-24, 2026-11-244, 2026-11-24-1, ö2026";
    assert_eq!(example::shifted(no_dates, 5), no_dates);
}

#[test]
fn weekdays_stay_when_dates_move() {
    let weekday = |today: Date, key: &str| task(&example_on(today), key).deadline.expect("a deadline").date().weekday();
    for today in [date(2026, 11, 26), date(2030, 8, 4)] {
        assert_eq!(weekday(today, "map-meter-ids-to-accounts"), Weekday::Thursday, "{today}");
        assert_eq!(weekday(today, "secure-street-permits"), Weekday::Friday, "{today}");
        let value = example_on(today);
        let due = task(&value, "map-meter-ids-to-accounts").deadline.expect("a deadline").date();
        let days = (due - today).get_days();
        assert!((-3..=3).contains(&days), "{due} is in the week of {today}");
    }
}

/// A month in a text would be wrong as soon as the dates have moved.
#[test]
fn no_text_of_the_example_names_a_month() {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    for (name, bytes) in example::files(STORY_DAY) {
        let text = String::from_utf8(bytes).expect("text");
        let mut words = text.split(|letter: char| !letter.is_alphabetic());
        let month = words.find(|word| MONTHS.contains(word));
        assert_eq!(month, None, "{name}");
    }
}

/// A demo that runs, with what it said until it could be reached. It ends with the value.
struct Running {
    program: Child,
    said: String,
    address: String,
}

impl Running {
    fn start(data: &Path, more: &[&str]) -> Running {
        let mut command = demo(data, more);
        let program = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut running = Running { program, said: String::new(), address: String::new() };
        for line in BufReader::new(running.program.stdout.take().expect("its output")).lines() {
            let line = line.expect("a line");
            if let Some(address) = line.strip_prefix("Throughline is at http://") {
                running.address = address.to_owned();
                return running;
            }
            running.said.push_str(&line);
        }
        panic!("the demo stopped: {}", running.said);
    }

    fn page(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

fn demo(data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.arg("demo").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]).args(more);
    command
}

#[test]
fn the_demo_is_made_once_and_kept_until_somebody_wants_it_fresh() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("demo");
    let first = Running::start(&data, &[]);
    assert!(first.said.starts_with("Made the example in "), "{}", first.said);
    let page = first.page("/sign-in");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Amara Okafor"), "{page}");
    let beside = demo(&data, &["--fresh"]).output().expect("the program ends");
    assert!(!beside.status.success(), "an example that somebody looks at is not thrown away");
    drop(first);
    assert!(Running::start(&data, &[]).said.contains("is as it was left, dates included"));
    assert!(Running::start(&data, &["--fresh"]).said.starts_with("Made the example in "));
}

#[test]
fn the_demo_leaves_other_organizations_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (bundle, data) = (folder.path().join("works"), folder.path().join("data"));
    std::fs::create_dir(&bundle).expect("a folder");
    std::fs::write(bundle.join("people.csv"), "id,name\nana,Ana\n").expect("a file");
    let mut import = Command::new(env!("CARGO_BIN_EXE_throughline"));
    assert!(import.arg("import").arg(&bundle).arg("--data").arg(&data).output().expect("it runs").status.success());
    for more in [&[][..], &["--fresh"]] {
        let refused = demo(&data, more).output().expect("the program ends");
        let sentence = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{sentence}");
        assert!(sentence.contains("holds an organization that is no example, so it is left alone"), "{sentence}");
    }
}
