//! What is read from every real file is what an independent library reads from it, or from the file that it was converted from.

use crate::compare::{Row, compare};
use crate::real::{data, name, plans};
use exchange::mspdi::{Limits, read};
use serde_json::Value;

/// A difference that is known, with its reason. In every pattern `*` stands for anything.
struct Exception {
    file: &'static str,
    subject: &'static str,
    field: &'static str,
    ours: &'static str,
    truth: &'static str,
    reason: &'static str,
}

const fn exception(place: [&'static str; 3], ours: &'static str, truth: &'static str, reason: &'static str) -> Exception {
    let [file, subject, field] = place;
    Exception { file, subject, field, ours, truth, reason }
}

const NOTHING: &str = "the file does not state what is nothing; the library does";
const TWO_XER: &str = "this conversion wrote calendars of its own for resources, and lost assignments";
const PLANNER: &str = "the conversion wrote this calendar without its base";
const HEADLESS: &str = "written by a program that leaves out units; the library takes its own default";
const SOURCE: &str = "the truth was read from the source of the conversion, which does not have it";

const EXCEPTIONS: &[Exception] = &[
    exception(["*", "assignment *", "actual_work"], "-", "0", NOTHING),
    exception(["*", "assignment *", "cost"], "-", "0", NOTHING),
    exception(["*", "assignment *", "delay"], "-", "0", NOTHING),
    exception(["*", "assignment *", "remaining_work"], "-", "0", NOTHING),
    exception(["*", "assignment *", "work"], "-", "0", NOTHING),
    exception(["*", "resource *", "cost_per_use"], "-", "0", NOTHING),
    exception(["*", "resource *", "overtime_rate"], "-", "0.0/h", NOTHING),
    exception(["*", "resource *", "standard_rate"], "-", "0.0/h", NOTHING),
    exception(["*", "task *", "actual_cost"], "-", "0", NOTHING),
    exception(["*", "task *", "actual_duration"], "-", "0 *", NOTHING),
    exception(["*", "task *", "baseline_cost"], "-", "0", NOTHING),
    exception(["*", "task *", "baseline_duration"], "-", "0 *", NOTHING),
    exception(["*", "task *", "cost"], "-", "0", NOTHING),
    exception(["*", "task *", "fixed_cost"], "-", "0", NOTHING),
    exception(["*", "task *", "free_slack"], "-", "0", "a missing slack is nothing"),
    exception(["*", "task *", "remaining_duration"], "-", "0 *", NOTHING),
    exception(["*", "task *", "total_slack"], "-", "0", "a missing slack is nothing"),
    exception(["*", "task *", "work"], "-", "0", "missing work is 0 in the truth"),
    exception(["*", "task *", "leveling_delay"], "0", "-", "the library leaves out a levelling delay of nothing"),
    exception(
        ["*", "resource *", "availability"],
        "",
        "1984-01-01T00:00:00 2049-12-31T23:59:00 *",
        "without periods a resource is always there; the library writes that as a period of its own",
    ),
    exception(
        ["mspdiavailability.xml", "resource 2", "max_units"],
        "100",
        "-",
        "the library takes the units of the period that it is now, and there is none",
    ),
    exception(["project1-planner.xml", "resource *", "max_units"], "100", "-", SOURCE),
    exception(
        ["msp_*", "assignment *", "start"],
        "-",
        "*",
        "the file writes <start>, which is no element of the format; kept as remainder, and taken from the task in the truth",
    ),
    exception(
        ["msp_*", "assignment *", "finish"],
        "-",
        "*",
        "the file writes <finish>, which is no element of the format; kept as remainder, and taken from the task in the truth",
    ),
    exception(["msp_*", "project", "critical_slack_limit"], "-", "0", NOTHING),
    exception(["msp_*", "project", "days_per_month"], "21", "20", "the file says 21.726, which the library cannot hold"),
    exception(["msp_*", "task *", "link"], "FS 0 -;", "FS 0 h;", HEADLESS),
    exception(["msp_*", "resource *", "standard_rate"], "*/h", "*/d", HEADLESS),
    exception(["msp_*", "resource *", "overtime_rate"], "*/h", "*/d", HEADLESS),
    exception(["*-xer.xml", "assignment *", "there"], "no", "yes", TWO_XER),
    exception(["*-xer.xml", "calendar *", "there"], "yes", "no", TWO_XER),
    exception(["*-xer.xml", "resource *", "calendar"], "*", "*", TWO_XER),
    exception(["*-xer.xml", "task *", "priority"], "500", "-", SOURCE),
    exception(["*-xer.xml", "task *", "type"], "FIXED_DURATION", "FIXED_DURATION_AND_UNITS", "the format has no such kind"),
    exception(["*-xer.xml", "project", "title"], "*", "-", SOURCE),
    exception(["mauriciobarroso*", "project", "title"], "*", "-", SOURCE),
    exception(["project1-planner.xml", "project", "title"], "*", "-", SOURCE),
    exception(["project1-planner.xml", "task *", "remaining_duration"], "*", "-", SOURCE),
    exception(["mpxrecurring-mpx.xml", "task *", "remaining_duration"], "*", "-", SOURCE),
    exception(["mauriciobarroso*", "task *", "remaining_duration"], "*", "-", SOURCE),
    exception(["project1-planner.xml", "calendar 2", "*DAY"], "*", "DEFAULT ", PLANNER),
    exception(["project1-planner.xml", "calendar 2", "*exceptions"], "*", "", PLANNER),
    exception(["project1-planner.xml", "calendar 2", "parent"], "-", "*", PLANNER),
    exception(
        ["Project_GeneralCalendarProperties.xml", "task 0", "summary"],
        "false",
        "true",
        "the file says that its summary is none",
    ),
];

impl Exception {
    fn covers(&self, file: &str, row: &Row) -> bool {
        let same = [(self.file, file), (self.subject, &row.subject), (self.field, &row.field), (self.ours, &row.ours)];
        same.into_iter().chain([(self.truth, row.truth.as_str())]).all(|(pattern, text)| matches(pattern, text))
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
    }
}

#[test]
fn every_real_file_agrees_with_what_an_independent_library_reads() {
    let Some(data) = data("every_real_file_agrees_with_what_an_independent_library_reads") else { return };
    let files = plans(&data);
    assert!(files.len() >= 60, "only {} files", files.len());
    let mut used = vec![0; EXCEPTIONS.len()];
    let mut different: Vec<String> = Vec::new();
    let mut compared = 0;
    for file in &files {
        let file_name = name(file);
        let truth = file.parent().expect("a folder").join("truth").join(format!("{file_name}.truth.json"));
        let truth: Value = serde_json::from_slice(&std::fs::read(truth).expect("the truth")).expect("JSON");
        let bytes = std::fs::read(file).expect("a file");
        let plan = read(&bytes, &Limits::default()).unwrap_or_else(|refusal| panic!("{file_name}: {refusal}"));
        different.extend(plan.problems.iter().map(|problem| format!("{file_name}: {} ({})", problem.sentence, problem.at)));
        for row in compare(&plan, &truth) {
            compared += 1;
            if row.ours == row.truth {
                continue;
            }
            match EXCEPTIONS.iter().position(|exception| exception.covers(&file_name, &row)) {
                Some(exception) => used[exception] += 1,
                None => {
                    different.push(format!("{file_name} {} {}: {:?} should be {:?}", row.subject, row.field, row.ours, row.truth))
                }
            }
        }
    }
    let unused = EXCEPTIONS.iter().zip(&used).filter(|(_, used)| **used == 0);
    let unused: Vec<String> = unused
        .map(|(exception, _)| format!("{} {} {}: {}", exception.file, exception.subject, exception.field, exception.reason))
        .collect();
    println!("{compared} values of {} files; {} of them are known differences", files.len(), used.iter().sum::<usize>());
    assert!(different.is_empty(), "{} differences:\n{}", different.len(), different.join("\n"));
    assert!(unused.is_empty(), "exceptions that nothing needs:\n{}", unused.join("\n"));
}
