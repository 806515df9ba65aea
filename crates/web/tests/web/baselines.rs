//! Baselines: taken from the plan in one step, compared with another and with today, drawn behind the bars.

use serde_json::json;

use crate::harness::{Browser, House};
use crate::steps::{form_named, undo};

/// A plan of two tasks in a row that Ines heads.
async fn wave() -> (House, Browser) {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Works", "Ines Duarte").await;
    let project = house.has("add-project", json!({ "name": "Wave 2", "unit": unit, "start": "2026-11-23" })).await;
    let task = |name: &str, days: i64| json!({ "project": project, "name": name, "duration": { "minutes": days * 480 } });
    let dig = house.has("add-task", task("Dig", 5)).await;
    let lay = house.has("add-task", task("Lay", 5)).await;
    house.has("add-dependency", json!({ "from": dig, "to": lay })).await;
    let ines = house.signed_in(ines).await;
    (house, ines)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_baseline_is_taken_and_says_later_what_moved() {
    let (house, ines) = wave().await;
    let page = ines.get("/plans/P-1/baselines").await;
    assert!(page.says("Nothing is kept yet to compare the plan with."), "{}", page.text());
    let wrong = ines.send(&page, "take-baseline", &[("name", " ")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("Give it a name"), "{}", wrong.text());
    let page = ines.follow(&ines.send(&page, "take-baseline", &[("name", "As agreed")]).await).await;
    assert!(
        page.says("The plan finishes on 4 Dec, as in “As agreed”.") && page.says("Every task is as it was"),
        "{}",
        page.text()
    );
    assert!(page.says("23 Nov, 2 tasks, finishes 4 Dec"), "{}", page.text());
    let edit = ines.get("/tasks/T-1/edit").await;
    assert_eq!(ines.send(&edit, "change-task", &[("duration", "7d"), ("work", "56h")]).await.status, 303);
    let page = ines.get("/plans/P-1/baselines").await;
    let text = page.text();
    let kept = text.lines().skip_while(|line| !line.starts_with("The plan finishes")).take_while(|line| *line != "Baselines");
    insta::assert_snapshot!(kept.collect::<Vec<_>>().join("\n"), @"
    The plan finishes on 8 Dec, 4 days later than in “As agreed”.
    What differs
    As agreed against today
    Tasks that differ, what moved most first
    Task
    Finishes
    Start
    Finish
    Work
    Cost
    Dig
    T-1
    4 days later
    23 Nov
    27 Nov → 1 Dec
    none → 56 h
    Lay
    T-2
    4 days later
    30 Nov → 2 Dec
    4 Dec → 8 Dec
    Take out: CSV: Tasks that differ, what moved most first Excel: Tasks that differ, what moved most first
    ");
    let page = ines.follow(&ines.send(&page, "take-baseline", &[("name", "After the change")]).await).await;
    let first = page.html.split("?from=").nth(2).and_then(|rest| rest.split('"').next()).expect("the first baseline").to_owned();
    let second = page.html.split("?from=").nth(1).and_then(|rest| rest.split('"').next()).expect("the second one").to_owned();
    let both = ines.get(&format!("/plans/P-1/baselines?from={first}&to={second}")).await;
    assert!(both.says("“After the change” finishes on 8 Dec, 4 days later than in “As agreed”."), "{}", both.text());
    assert_eq!(ines.get("/plans/P-1/baselines?from=x").await.status, 404);
    let plan = ines.get("/plans/P-1").await;
    assert!(plan.says("The plan finishes on 8 Dec, as in “After the change”."), "{}", plan.text());
    let bars = ines.get(&format!("/plans/P-1?view=timeline&vs={first}")).await;
    assert_eq!(bars.html.matches("class=\"baseline\"").count(), 2, "a thin line behind each task: {}", bars.html);
    let name = form_named(&page, "rename-");
    let page = ines.follow(&ines.send(&page, &name, &[("name", "Second")]).await).await;
    assert!(page.says("Second 23 Nov, 2 tasks"), "{}", page.text());
    let name = form_named(&page, "remove-");
    let page = ines.follow(&ines.send(&page, &name, &[]).await).await;
    assert!(!page.says("Second 23 Nov"), "{}", page.text());
    let page = ines.follow(&undo(&ines, &page).await).await;
    assert!(page.says("Second 23 Nov, 2 tasks"), "it comes back with its tasks: {}", page.text());
    let mia = house.person("Mia Voss").await;
    let page = house.signed_in(mia).await.get("/plans/P-1/baselines").await;
    assert!(page.form("take-baseline").is_none() && !page.html.contains("value=\"remove-baseline\""), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_reports_how_it_stands_from_what_people_said() {
    let (house, ines) = wave().await;
    let task = ines.get("/tasks/T-1").await;
    let typed = [("percent", "60"), ("status", "off-track"), ("remaining", "3d"), ("text", "Rock below.")];
    assert_eq!(ines.send(&task, "report", &typed).await.status, 303);
    let page = ines.get("/plans/P-1/report").await;
    assert!(page.says("Status report of P-1, Monday 23 November, week 48"), "{}", page.text());
    assert!(page.says("0 tasks were finished in the last two weeks, 2 are to be finished in the next two."), "{}", page.text());
    assert!(page.says("Dig 60% done, 3 days left. Rock below. Will be late"), "{}", page.text());
    let plan = ines.get("/plans/P-1").await;
    assert!(plan.says("What people report") && plan.says("Rock below."), "{}", plan.text());
    let page = ines.get("/tasks/T-1").await;
    let page = ines.follow(&ines.send(&page, &form_named(&page, "unreport-"), &[]).await).await;
    assert!(page.says("Nobody has reported anything yet.") && page.says("Dig: 60% done"), "{}", page.text());
    assert_eq!(house.stranger().get("/plans/P-1/report").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_under_way_and_silent_is_shown_to_whoever_manages_it() {
    let (house, ines) = wave().await;
    let task = house.desk.office.value().tasks().iter().next().map(|task| task.id).expect("a task");
    house.has("change-task", json!({ "task": task, "percent": 20, "actual_start": "2026-11-02T08:00" })).await;
    let page = ines.get("/?lens=manage").await;
    assert!(page.says("Under way, without news Dig no news for 21 days"), "{}", page.text());
    let report = ines.get("/plans/P-1/report").await;
    assert!(report.says("Dig no news since 2 Nov"), "{}", report.text());
    assert_eq!(ines.send(&ines.get("/tasks/T-1").await, "report", &[("percent", "30")]).await.status, 303);
    assert!(!ines.get("/?lens=manage").await.says("no news for"));
}
