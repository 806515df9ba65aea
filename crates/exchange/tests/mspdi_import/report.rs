//! What `throughline plan` prints of an imported file.

use crate::pipe::{DAY, SOURCE, data, folders, imported, plan_of, project, text};
use crate::xml;
use exchange::plan_report;
use insta::assert_snapshot;
use organization::Organization;
use serde_json::Value;

fn table(organization: &Organization, colour: bool) -> String {
    let project = project(organization);
    plan_report::table(organization, &insight::plan(organization, &[project], DAY), project, colour)
}

fn fence() -> String {
    xml::project(
        "<Title>Fence</Title><StartDate>2026-03-02T08:00:00</StartDate><Tasks>
<Task><UID>10</UID><Name>Build</Name><OutlineLevel>1</OutlineLevel></Task>
<Task><UID>11</UID><Name>Dig</Name><OutlineLevel>2</OutlineLevel><Duration>PT16H0M0S</Duration><Start>2026-03-02T08:00:00</Start></Task>
<Task><UID>12</UID><Name>Dry</Name><OutlineLevel>2</OutlineLevel><Duration>PT24H0M0S</Duration><DurationFormat>8</DurationFormat><PredecessorLink><PredecessorUID>11</PredecessorUID></PredecessorLink></Task>
<Task><UID>13</UID><Name>Buy paint of the colour that the neighbours like best</Name><OutlineLevel>2</OutlineLevel><Duration>PT2H0M0S</Duration><Start>2026-03-03T08:00:00</Start><Finish>2026-03-03T10:00:00</Finish></Task>
<Task><UID>14</UID><Name>塗る</Name><OutlineLevel>2</OutlineLevel><PredecessorLink><PredecessorUID>12</PredecessorUID></PredecessorLink></Task>
<Task><UID>15</UID><Name>Done</Name><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone><Duration>PT0H0M0S</Duration><Deadline>2026-03-04T17:00:00</Deadline><PredecessorLink><PredecessorUID>10</PredecessorUID></PredecessorLink></Task>
<Task><UID>16</UID><Name>Dropped</Name><OutlineLevel>1</OutlineLevel><Active>0</Active><Duration>PT8H0M0S</Duration></Task>
</Tasks>",
    )
}

#[test]
fn the_table_shows_when_each_task_happens_and_what_stands_in_the_way() {
    assert_snapshot!(table(&imported(&fence()), false), @r"
    P-1 “Fence”: 2026-03-02 to 2026-03-05
    No.  Task                                          Start             Finish            Duration     Float
    1    Build                                         2026-03-02 08:00  2026-03-05 17:00                -1 d
    1.1    Dig                                         2026-03-02 08:00  2026-03-03 17:00       2 d      -1 d  critical
    1.2    Dry                                         2026-03-03 17:00  2026-03-04 17:00  1 d elapsed    -1.1 d  critical
    1.3    Buy paint of the colour that the neighbou…  2026-03-02 08:00  2026-03-02 10:00       2 h     2.7 d  differs from the file
    1.4    塗る                                        2026-03-05 08:00  2026-03-05 17:00       1 d      -1 d  critical, 1 day assumed
    2    Done                                          2026-03-05 17:00  2026-03-05 17:00       0 d      -1 d  critical
    3    Dropped                                       takes no part in the plan

    5 tasks, 4 critical.
    1 task without an estimate, counted as one day each.
    1 task differs from the dates that the file states.
    T-6 “Done” finishes 2026-03-05 17:00, after its deadline 2026-03-04 17:00.
    ");
}

#[test]
fn colour_is_an_option() {
    let organization = imported(&fence());
    let (plain, coloured) = (table(&organization, false), table(&organization, true));
    assert!(!plain.contains('\u{1b}') && coloured.contains("\u{1b}[31m1.1"), "critical tasks are red");
    let mut uncoloured = coloured;
    for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m"] {
        uncoloured = uncoloured.replace(code, "");
    }
    assert_eq!(plain, uncoloured);
}

#[test]
fn the_json_names_tasks_by_the_uid_of_the_file() {
    let organization = imported(&fence());
    let project = project(&organization);
    let plan = insight::plan(&organization, &[project], DAY);
    let json = plan_report::json(&organization, &plan, &[project], Some(SOURCE));
    let first: Value = serde_json::from_str(&json).expect("JSON");
    assert_snapshot!(serde_json::to_string(&first["tasks"][1]).expect("JSON"), @r#"
    {"critical":true,"early_start":"2026-03-02T08:00","finish":"2026-03-03T17:00","late_finish":"2026-03-02T17:00","name":"Dig","ref":"T-2","source_id":"11","start":"2026-03-02T08:00","total_float_minutes":-480}
    "#);
    let keys: Vec<&str> =
        first["tasks"].as_array().expect("tasks").iter().filter_map(|task| task["source_id"].as_str()).collect();
    assert_eq!(keys, ["10", "11", "12", "13", "14", "15"]);
}

#[test]
fn every_real_plan_is_printed_within_a_sensible_width() {
    let Some(data) = data("every_real_plan_is_printed_within_a_sensible_width") else { return };
    for folder in folders(&data) {
        for file in crate::whole::plans_in(&folder) {
            let text = text(&file);
            let printed = table(&imported(&text), false);
            let widest = printed.lines().map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(widest <= 220, "{}: {widest} columns", file.display());
            let rows = plan_of(&text).tasks.iter().filter(|task| task.uid != 0 && !task.is_null).count();
            assert!(printed.lines().count() >= rows + 3, "{}: a line for each task", file.display());
        }
    }
}
