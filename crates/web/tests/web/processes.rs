//! Processes with their runs, improvements of them, and scenarios that keep what nobody has done.

use serde_json::json;

use crate::harness::{Browser, House};
use crate::steps::{form_named, undo};

/// Works headed by Ines, with Otto in it.
async fn works() -> (House, Browser, Browser) {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Works", "Ines Duarte").await;
    let otto = house.person("Otto Baum").await;
    house.has("add-membership", json!({ "person": otto, "unit": unit })).await;
    let (ines, otto) = (house.signed_in(ines).await, house.signed_in(otto).await);
    (house, ines, otto)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_written_run_ticked_and_left_out() {
    let (house, ines, otto) = works().await;
    assert!(ines.get("/processes").await.says("No processes here"));
    let form = ines.get("/processes/new").await;
    let typed =
        [("title", "Flush the mains"), ("checklist", "Open the valve\nMeasure\nClose the valve"), ("schedule.kind", "weeks")];
    let wrong = ines.send(&form, "add-process", &typed).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("Say on which day it is due first."), "{}", wrong.text());
    let right = [typed[0], typed[1], typed[2], ("schedule.every", "2"), ("schedule.from", "2026-11-16")];
    let page = ines.follow(&ines.send(&form, "add-process", &right).await).await;
    assert!(page.says("Flush the mains: next due on 30 Nov") && page.says("Every 2 weeks from 16 Nov"), "{}", page.text());
    let address = page.address.split('?').next().expect("a path").to_owned();
    let page = otto.get(&address).await;
    let page = otto.follow(&otto.send(&page, "add-process-run", &[("due", "2026-11-20")]).await).await;
    assert!(page.says("Overdue Due on 20 Nov 0 of 3 steps are done"), "{}", page.text());
    assert!(ines.get("/processes").await.says("1 process; 1 run is overdue."));
    let tick = form_named(&page, "tick-");
    let page = otto.follow(&otto.send(&page, &tick, &[("ticked", "Measure"), ("note", "Low pressure")]).await).await;
    assert!(page.says("1 of 3 steps are done, Low pressure"), "{}", page.text());
    let page = otto.follow(&undo(&otto, &page).await).await;
    assert!(page.says("0 of 3 steps are done"), "{}", page.text());
    let page = otto.follow(&otto.send(&page, &form_named(&page, "finish-"), &[]).await).await;
    assert!(page.says("20 Nov Done OBOtto Baum 23 Nov"), "{}", page.text());
    let twice = otto.send(&page, "add-process-run", &[("due", "2026-11-20")]).await;
    assert_eq!(twice.status, 422, "{}", twice.text());
    let page = otto.follow(&otto.send(&page, "add-process-run", &[]).await).await;
    let skip = form_named(&page, "skip-");
    assert_eq!(otto.send(&page, &skip, &[]).await.status, 422);
    let page = otto.follow(&otto.send(&page, &skip, &[("because", "Frost")]).await).await;
    assert!(page.says("30 Nov Left out OBOtto Baum 23 Nov Frost"), "{}", page.text());
    assert!(page.form("close-process").is_none(), "a member does not close it");
    let edit = ines.get(&format!("{address}/edit")).await;
    let page = ines.follow(&ines.send(&edit, "change-process", &[("schedule.kind", "as-needed")]).await).await;
    assert!(page.says("How often As needed"), "{}", page.text());
    let page = ines.follow(&ines.send(&page, "close-process", &[]).await).await;
    assert!(page.says("Flush the mains: not done any more") && page.form("add-process-run").is_none(), "{}", page.text());
    let mia = house.person("Mia Voss").await;
    assert!(house.signed_in(mia).await.get(&address).await.form("add-process-run").is_none());
    assert_eq!(ines.get("/processes/0190").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_improvement_is_tried_and_kept_or_undone_by_what_was_seen() {
    let (house, _, otto) = works().await;
    let unit = house.desk.office.value().units().iter().next().map(|unit| unit.id).expect("a unit");
    let process = house.has("add-process", json!({ "title": "Flush the mains", "unit": unit })).await;
    let page = otto.get(&format!("/processes/{process}")).await;
    assert!(page.says("Nothing has been made better in it yet."), "{}", page.text());
    let form = otto.get(&format!("/improvements/new?on=process/{process}")).await;
    assert!(form.html.contains(r#"value="Flush the mains""#), "{}", form.html);
    let typed =
        [("title", "Flush at night"), ("before", "By day, with complaints."), ("change", "At night."), ("measure", "Complaints")];
    let page = otto.follow(&otto.send(&form, "add-improvement", &typed).await).await;
    assert!(page.says("Improvement I-1, from Otto Baum Being tried Flush at night: being tried"), "{}", page.text());
    assert_eq!(otto.send(&page, "revert-improvement", &[("after", "More complaints.")]).await.status, 422, "why?");
    let page = otto.follow(&otto.send(&page, "keep-improvement", &[("after", "None since.")]).await).await;
    assert!(page.says("Flush at night: kept on 23 Nov") && page.says("Afterwards None since."), "{}", page.text());
    assert!(page.form("keep-improvement").is_none());
    let page = otto.follow(&undo(&otto, &page).await).await;
    let typed = [("after", "More noise."), ("because", "The neighbours sleep.")];
    let page = otto.follow(&otto.send(&page, "revert-improvement", &typed).await).await;
    assert!(page.says("undone on 23 Nov The neighbours sleep."), "{}", page.text());
    assert!(otto.get("/improvements?state=undone").await.says("Flush at night I-1 Flush the mains Undone"));
    assert!(otto.get(&format!("/processes/{process}")).await.says("Flush at night I-1"));
    let mia = house.person("Mia Voss").await;
    let mia = house.signed_in(mia).await;
    let form = mia.get("/improvements/new").await;
    let denied = mia.send(&form, "add-improvement", &[("title", "Stop"), ("subject", "Flush the mains")]).await;
    assert_eq!(denied.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_keeps_steps_in_words_and_does_none_of_them() {
    let (house, ines, otto) = works().await;
    let unit = house.desk.office.value().units().iter().next().map(|unit| unit.id).expect("a unit");
    let project = house.has("add-project", json!({ "name": "Wave 2", "unit": unit, "start": "2026-11-23" })).await;
    house.has("add-task", json!({ "name": "Dig", "project": project, "duration": { "minutes": 480 } })).await;
    let form = otto.get("/scenarios/new").await;
    let page = otto.follow(&otto.send(&form, "add-scenario", &[("name", "A longer dig")]).await).await;
    assert!(page.says("A longer dig: 0 steps, none of which has happened"), "{}", page.text());
    for (kind, fields, sentence) in [
        ("dig-deeper", "", "There is no command “dig-deeper”."),
        ("change-task", "the task", "“the task” names no field."),
        ("change-task", "depth: 3", "change-task has no field “depth”."),
        ("change-task", "task: T-1\nduration: long", "duration: “long” is not a duration."),
    ] {
        let wrong = otto.send(&page, "add-step", &[("kind", kind), ("fields", fields)]).await;
        assert!(wrong.status == 422 && wrong.says(sentence), "{kind}: {}", wrong.text());
    }
    let page =
        otto.follow(&otto.send(&page, "add-step", &[("kind", "change-task"), ("fields", "task: T-1\nduration: 9d")]).await).await;
    assert!(page.says("A longer dig: 1 step, none of which has happened"), "{}", page.text());
    assert!(page.says("1. Change task task T-1 “Dig”, duration 72 h"), "{}", page.text());
    assert!(otto.get("/tasks/T-1").await.says("Takes 1 day"), "nothing of it has happened");
    let other = ines.get("/scenarios/S-1").await;
    assert!(other.form("add-step").is_none(), "it is Otto's: {}", other.text());
    let page = otto.follow(&otto.send(&page, "remove-step-1", &[]).await).await;
    assert!(page.says("No step is written down yet."), "{}", page.text());
    let edit = otto.get("/scenarios/S-1/edit").await;
    let page =
        otto.follow(&otto.send(&edit, "change-scenario", &[("name", "Dig on"), ("description", "For the rock.")]).await).await;
    assert!(page.says("Dig on: 0 steps") && page.says("For the rock."), "{}", page.text());
    let gone = otto.follow(&otto.send(&page, "remove-scenario", &[]).await).await;
    assert!(gone.says("No what-if is kept."), "{}", gone.text());
    assert_eq!(otto.get("/scenarios/S-1").await.status, 404);
}
