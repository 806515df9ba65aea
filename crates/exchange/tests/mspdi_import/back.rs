//! From an organization back to a Microsoft Project file: what nobody changed comes out as it went in, what somebody changed is computed anew, and what we
//! do not model survives both.

use crate::made_up::paint;
use crate::pipe::{DAY, after, data, folders, import_into, imported, plan_of, project, task, text};
use crate::whole::plans_in;
use exchange::mspdi::export;
use insta::assert_snapshot;
use organization::{Act, Command, Kind, Organization};
use serde_json::json;

/// The plan of the source, written out.
fn written(organization: &Organization) -> String {
    export(organization, project(organization), DAY).expect("the project is there")
}

/// The organization after a command, which is an entry of the journal after that of the import.
fn with(organization: &Organization, kind: &str, data: serde_json::Value) -> Organization {
    let command = Command::from_parts(kind, data).expect("a command");
    let mut value = organization.clone();
    let mut changes = value.decide(&command, &Act::of_system(DAY)).expect("it is not refused");
    value.apply(&mut changes, 2);
    value
}

/// A file comes back such that importing it again changes no record but what it states of dates, and with every element that we do not model.
fn comes_back(name: &str, text: &str) {
    let organization = imported(text);
    let again = written(&organization);
    let import = import_into(&organization, &again, 2);
    let value = after(&organization, &import);
    let plain = |organization: &Organization| {
        let modelled = organization.records().into_iter().filter(|record| record.id().kind != Kind::Remainder);
        modelled.map(|record| without_stated(&record.to_json())).collect::<Vec<_>>()
    };
    for (before, now) in plain(&organization).iter().zip(&plain(&value)) {
        assert_eq!(before, now, "{name}");
    }
    let (before, now) = (plan_of(text).census, plan_of(&again).census);
    for (element, count) in &before.names {
        assert!(
            now.names.get(element) >= Some(count),
            "{name}: {element} stood {count} times, and now {:?}",
            now.names.get(element)
        );
    }
}

/// A record without the dates that a file stated and the revision.
fn without_stated(json: &str) -> String {
    let mut record: serde_json::Value = serde_json::from_str(json).expect("an object");
    let fields = record.as_object_mut().expect("an object");
    fields.remove("stated");
    fields.remove("revision");
    record.to_string()
}

#[test]
fn a_plan_that_nobody_changed_comes_back_as_it_came() {
    comes_back("paint", &paint());
}

#[test]
fn every_real_plan_comes_back_as_it_came() {
    let Some(data) = data("every_real_plan_comes_back_as_it_came") else { return };
    let mut plans = 0;
    for file in folders(&data).iter().flat_map(|folder| plans_in(folder)) {
        comes_back(&file.display().to_string(), &text(&file));
        plans += 1;
    }
    assert!(plans > 0, "no plan is there");
}

/// Name, start, finish and duration of each task of a file.
fn lines(text: &str) -> String {
    let line = |task: &exchange::mspdi::Task| {
        let date =
            |date: Option<jiff::civil::DateTime>| date.map(|date| date.strftime("%d %b %H:%M").to_string()).unwrap_or_default();
        let hours = task.schedule.duration.map(|duration| duration.minutes / 60).unwrap_or_default();
        let links: Vec<String> = task.predecessors.iter().map(|link| link.predecessor.to_string()).collect();
        let (number, name) = (task.outline_number.as_deref().unwrap_or_default(), task.name.as_deref().unwrap_or_default());
        format!(
            "{} {number} {name}: {} to {}, {hours} h, after {}\n",
            task.uid,
            date(task.schedule.start),
            date(task.schedule.finish),
            links.join(" ")
        )
    };
    plan_of(text).tasks.iter().map(line).collect()
}

#[test]
fn a_longer_task_moves_what_waits_for_it_and_keeps_what_we_do_not_model() {
    let organization = imported(&paint());
    let hall = task(&organization, 2).expect("the hall");
    let longer = with(&organization, "change-task", json!({ "task": hall, "duration": { "minutes": 960 } }));
    let text = written(&longer);
    assert_snapshot!(lines(&text), @r"
            1 1 Rooms: 02 Mar 08:00 to 04 Mar 14:00, 16 h, after 
            2 1.1 Hall: 02 Mar 08:00 to 03 Mar 12:00, 16 h, after 
            4 1.2 Kitchen: 03 Mar 14:00 to 04 Mar 14:00, 24 h, after 2
            5 2 Done: 05 Mar 08:00 to 05 Mar 08:00, 0 h, after 1
            3  :  to , 0 h, after
            ");
    assert!(text.contains("<WBS>A.1</WBS>") && text.contains("<StandardRate>50</StandardRate>"), "{text}");
    assert!(text.contains("<Baseline><Number>0</Number><Work>PT8H0M0S</Work></Baseline>"), "{text}");
}

#[test]
fn a_renamed_task_goes_out_under_its_new_name() {
    let organization = imported(&paint().replace("<Name>Hall</Name>", "<Name> Hall </Name>"));
    assert!(written(&organization).contains("<Name> Hall </Name>"), "as the file had it");
    let renamed = with(&organization, "change-task", json!({ "task": task(&organization, 2), "name": "Hall & stairs" }));
    let text = written(&renamed);
    assert!(text.contains("<Name>Hall &amp; stairs</Name>") && !text.contains("<Name> Hall </Name>"), "{text}");
}

#[test]
fn a_plan_that_was_made_here_goes_out_with_its_people_and_calendars() {
    let mut organization = Organization::default();
    let ids = |number: u128| uuid::Uuid::from_u128((7 << 64) + number);
    let morning = json!([[480, 720]]);
    let week = json!([morning, morning, morning, morning, morning, [], []]);
    for (kind, data) in [
        ("add-calendar", json!({ "id": ids(1), "name": "Mornings", "week": week })),
        (
            "add-calendar",
            json!({ "id": ids(2), "name": "Mornings without Friday", "base": ids(1), "week": [null, null, null, null, [], null, null] }),
        ),
        ("add-person", json!({ "id": ids(3), "name": "Ines <Duarte>", "calendar": ids(2) })),
        ("add-project", json!({ "id": ids(4), "name": "Leaks", "start": "2026-03-02T08:00:00", "calendar": ids(1) })),
        ("add-task", json!({ "id": ids(5), "project": ids(4), "name": "Listen" })),
        (
            "add-task",
            json!({ "id": ids(6), "project": ids(4), "parent": ids(5), "name": "At night", "duration": { "minutes": 480 } }),
        ),
        ("add-task", json!({ "id": ids(7), "project": ids(4), "parent": ids(5), "name": "By day" })),
        ("add-demand", json!({ "id": ids(8), "task": ids(6), "need": { "person": ids(3) }, "units": 5000 })),
        ("add-dependency", json!({ "id": ids(9), "from": ids(6), "to": ids(7), "lag": { "elapsed": 1440 } })),
    ] {
        let command = Command::from_parts(kind, data).expect("a command");
        let mut changes = organization.decide(&command, &Act::of_system(DAY)).expect("it is not refused");
        organization.apply(&mut changes, 1);
    }
    let text = export(&organization, organization::ProjectId::from(ids(4)), DAY).expect("the project is there");
    let plan = plan_of(&text);
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    assert_snapshot!(lines(&text), @r"
        1 1 Listen: 02 Mar 08:00 to 06 Mar 12:00, 20 h, after 
        2 1.1 At night: 02 Mar 08:00 to 03 Mar 12:00, 8 h, after 
        3 1.2 By day: 05 Mar 08:00 to 06 Mar 12:00, 8 h, after 2
        ");
    let people: Vec<_> = plan.resources.iter().map(|own| (own.name.as_deref().unwrap_or_default(), own.calendar)).collect();
    assert_eq!(people, [("Ines <Duarte>", Some(3))]);
    let calendars: Vec<_> =
        plan.calendars.iter().map(|own| (own.name.as_deref().unwrap_or_default(), own.is_base, own.base)).collect();
    assert_eq!(calendars, [("Mornings", true, None), ("Mornings without Friday", true, None), ("Ines <Duarte>", false, Some(2))]);
    let assignment = &plan.assignments[0];
    assert_eq!((assignment.task, assignment.units.map(|units| units.millionths)), (2, Some(500_000)));
    // What was written is a plan of the same dates when it comes in elsewhere.
    let elsewhere = imported(&text);
    let plan_there = insight::plan(&elsewhere, &[project(&elsewhere)], DAY);
    let plan_here = insight::plan(&organization, &[organization::ProjectId::from(ids(4))], DAY);
    let dates = |plan: &insight::Plan| plan.tasks.iter().map(|task| (task.start, task.finish)).collect::<Vec<_>>();
    assert_eq!(dates(&plan_there), dates(&plan_here));
}
