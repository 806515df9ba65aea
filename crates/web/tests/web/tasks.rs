//! Tasks: when one happens and why then, who works on it, and everything that is changed about it.

use serde_json::json;
use uuid::Uuid;

use crate::harness::House;
use crate::steps::{form_named, undo};

/// Two tasks, one after the other, in a plan that the head of a unit answers for.
async fn dig() -> (House, Uuid, Uuid) {
    let house = House::founded().await;
    let (unit, head) = house.unit_with_head("Works", "Ines Duarte").await;
    let project = house.has("add-project", json!({ "name": "Leak patrols", "unit": unit, "start": "2026-11-23T08:00:00" })).await;
    house
        .has(
            "replace-accountable",
            json!({ "subject": format!("project/{project}"), "party": { "person": head }, "from": "2026-01-01" }),
        )
        .await;
    let walk =
        house.has("add-task", json!({ "name": "Walk the pipes", "project": project, "duration": { "minutes": 960 } })).await;
    let dig = house.has("add-task", json!({ "name": "Dig", "project": project, "duration": { "minutes": 1440 } })).await;
    house.has("add-task", json!({ "name": "Tell the town", "project": project, "duration": { "minutes": 480 } })).await;
    house.has("add-dependency", json!({ "from": walk, "to": dig })).await;
    (house, dig, head)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_says_when_it_happens_what_it_waits_for_and_how_far_it_can_slip() {
    let (house, _, _) = dig().await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/tasks/T-2").await;
    assert!(page.says("Task T-2 of Leak patrols Critical"), "{}", page.text());
    assert!(page.says("Dig: starts 25 Nov and finishes 27 Nov"), "{}", page.text());
    assert!(page.says("It is critical: each day later moves the finish of the plan"), "{}", page.text());
    assert!(page.says("Planned 25 Nov, 08:00 27 Nov, 17:00"), "{}", page.text());
    assert!(page.says("Walk the pipes FS 24 Nov"), "{}", page.text());
    let page = ada.get("/tasks/T-3").await;
    assert!(page.says("It can slip 4 days before the finish of the plan"), "{}", page.text());
    assert!(page.says("Can slip 4 days; 4 days before a successor moves"), "{}", page.text());
    assert!(page.says("It waits for nothing and nothing holds it, so it starts with its plan."), "{}", page.text());
    assert_eq!(ada.get("/tasks/T-9").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_estimated_held_and_given_a_deadline() {
    let (house, _, head) = dig().await;
    let ines = house.signed_in(head).await;
    let form = ines.get("/tasks/T-2/edit").await;
    let typed = [("duration", "soon"), ("constraint.kind", "start-no-earlier"), ("deadline", "2026-12-01")];
    let refused = ines.send(&form, "change-task", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.says("“soon” is not a duration.") && refused.says("Say on which day the constraint holds."),
        "{}",
        refused.text()
    );
    assert!(
        refused.html.contains(r##"href="#change-task-duration""##)
            && refused.html.contains(r##"href="#change-task-constraint.kind""##),
        "{}",
        refused.html
    );
    let typed = [("duration", "2d"), ("estimate", "1/2/5d"), ("constraint.on", "2026-12-01"), ("notes", "Two holes.\nFenced.")];
    let page = ines.follow(&ines.send(&refused, "change-task", &typed).await).await;
    assert!(page.says("Dig: starts 1 Dec and finishes 2 Dec"), "{}", page.text());
    assert!(page.says("starts no earlier than 1 Dec"), "{}", page.text());
    assert!(page.says("2 days; 1 day if all goes well, 5 days if all goes badly"), "{}", page.text());
    assert!(page.says("Deadline 1 Dec") && page.says("TL204"), "{}", page.text());
    let page = ines.follow(&undo(&ines, &page).await).await;
    assert!(page.says("Dig: starts 25 Nov and finishes 27 Nov"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_work_on_a_task_with_a_share_of_their_time() {
    let (house, _, head) = dig().await;
    let ines = house.signed_in(head).await;
    let page = ines.get("/tasks/T-2").await;
    let refused = ines.send(&page, "add-demand", &[("need", "Ada Byron"), ("share", "a bit")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("“a bit” is not a share of somebody's time."), "{}", refused.text());
    let page = ines.follow(&ines.send(&refused, "add-demand", &[("share", "50%"), ("work", "12h")]).await).await;
    assert!(page.says("ABAda Byron50%12 h"), "{}", page.text());
    let page = ines.follow(&ines.send(&page, &form_named(&page, "change-"), &[("share", "37.5%")]).await).await;
    assert!(page.says("ABAda Byron37.50%12 h"), "{}", page.text());
    let page = ines.follow(&ines.send(&page, &form_named(&page, "remove-"), &[]).await).await;
    assert!(page.says("Who works on it Nobody yet."), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_added_both_ways_and_cut() {
    let (house, _, head) = dig().await;
    let ines = house.signed_in(head).await;
    let page = ines.get("/tasks/T-2").await;
    let page = ines
        .follow(&ines.send(&page, "hold-up", &[("to", "T-3 Tell the town"), ("sort", "start-start"), ("lag", "1d")]).await)
        .await;
    assert!(page.says("Tell the town SS, 1 day later 26 Nov"), "{}", page.text());
    let page = ines.get("/tasks/T-3").await;
    assert!(page.says("Dig SS, 1 day later 27 Nov"), "{}", page.text());
    let twice = ines.send(&page, "wait-for", &[("from", "T-2")]).await;
    assert_eq!(twice.status, 422, "they are linked already");
    let page = ines.follow(&ines.send(&page, &form_named(&page, "cut-"), &[]).await).await;
    assert!(page.says("so it starts with its plan"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_on_a_task_reports_and_closes_it_but_does_not_plan_it() {
    let (house, task, _) = dig().await;
    let lena = house.person("Lena Ström").await;
    let stranger = house.signed_in(lena).await;
    let page = stranger.get("/tasks/T-2").await;
    assert!(page.form("report").is_none() && page.form("add-demand").is_none(), "{}", page.text());
    let denied = stranger.post("/tasks/T-2", &[("command", "close-task"), ("task", &format!("task/{task}"))]).await;
    assert_eq!(denied.status, 403);
    let goal = house.has("add-comment", json!({ "on": format!("task/{task}"), "text": "Mind the gas pipe." })).await;
    assert!(!goal.is_nil());
    let head = house.signed_in(house.ada).await;
    let page = head.get("/tasks/T-2").await;
    assert!(page.says("Mind the gas pipe."), "{}", page.text());
    let wrong = head.send(&page, "report", &[("percent", "140")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("The share that is done must lie between 0 and 100 per cent."), "{}", wrong.text());
    let page = head.follow(&head.send(&page, "report", &[("percent", "40")]).await).await;
    let page = head.follow(&head.send(&page, "actual", &[("actual_start", "2026-11-23")]).await).await;
    assert!(page.says("Dig: 40% done, finishes"), "{}", page.text());
    let page = head.follow(&head.send(&page, "close-task", &[]).await).await;
    assert!(page.says("Dig: closed 23 Nov"), "{}", page.text());
    let page = head.follow(&head.send(&page, "reopen-task", &[]).await).await;
    assert!(page.says("Dig: 40% done"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_task_see_both_versions() {
    let (house, _, head) = dig().await;
    let (ada, ines) = (house.signed_in(house.ada).await, house.signed_in(head).await);
    let (first, second) = (ada.get("/tasks/T-2/edit").await, ines.get("/tasks/T-2/edit").await);
    assert_eq!(ada.send(&first, "change-task", &[("duration", "4d")]).await.status, 303);
    let stale = ines.send(&second, "change-task", &[("duration", "1d")]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.says("Ada Byron changed Duration"), "{}", stale.text());
    let removed = ines.send(&ines.get("/tasks/T-3").await, "remove-task", &[]).await;
    assert!(removed.location.starts_with("/plans/P-1"), "{}", removed.location);
}
