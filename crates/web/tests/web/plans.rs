//! Plans: the list, one plan as outline and timeline, and the work that is added, moved, linked and closed in it.

use serde_json::json;
use uuid::Uuid;

use crate::harness::House;
use crate::steps::undo;

/// A plan of three tasks, one after the other, under a summary and beside it; the head of its unit answers for it.
async fn patrols() -> (House, Uuid, Uuid) {
    let house = House::founded().await;
    let (unit, head) = house.unit_with_head("Works", "Ines Duarte").await;
    let project = house
        .has(
            "add-project",
            json!({ "name": "Leak patrols", "unit": unit, "start": "2026-11-23T08:00:00", "target": "2026-11-27" }),
        )
        .await;
    house
        .has(
            "replace-accountable",
            json!({ "subject": format!("project/{project}"), "party": { "person": head }, "from": "2026-01-01" }),
        )
        .await;
    let add = |name: &str, parent: Option<Uuid>, days: i64| json!({ "name": name, "project": project, "parent": parent, "duration": { "minutes": 480 * days } });
    let summary = house.has("add-task", json!({ "name": "North", "project": project })).await;
    let walk = house.has("add-task", add("Walk the pipes", Some(summary), 2)).await;
    let dig = house.has("add-task", add("Dig", Some(summary), 3)).await;
    house.has("add-task", add("Tell the town", None, 1)).await;
    house.has("add-dependency", json!({ "from": walk, "to": dig })).await;
    (house, project, head)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_a_plan_serves_and_when_it_finishes() {
    let (house, project, _) = patrols().await;
    let goal = house.has("add-goal", json!({ "title": "Water without outages" })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/plans").await;
    assert!(
        page.says("1 open plan; none finishes after its target or the end of its goal, 1 serves no goal."),
        "{}",
        page.text()
    );
    house.has("link-project", json!({ "project": project, "goal": goal })).await;
    house.has("change-project", json!({ "project": project, "target": "2026-11-24" })).await;
    let page = ada.get("/plans").await;
    assert!(page.says("1 open plan; 1 finishes after its target or the end of its goal."), "{}", page.text());
    assert!(page.says("Leak patrols Works G-1 IDInes Duarte 23 Nov 27 Nov 0%"), "{}", page.text());
    assert!(
        page.html.contains("Leak patrols: from 23 Nov to 27 Nov, 0 per cent done, after its target 24 Nov."),
        "{}",
        page.html
    );
    assert!(ada.get("/plans?state=closed").await.says("No plan is like that"));
    assert!(ada.get("/plans?goal=G-1").await.says("Leak patrols"));
    assert!(ada.get("/plans?unit=nowhere").await.says("“nowhere” is no unit here."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_started_from_a_goal_and_taken_back() {
    let (house, _, _) = patrols().await;
    house.has("add-goal", json!({ "title": "Water without outages" })).await;
    let ada = house.signed_in(house.ada).await;
    let form = ada.get("/plans/new?goal=G-1").await;
    let refused = ada.send(&form, "add-project", &[("name", ""), ("start", "2026-12-07"), ("target", "2026-12-01")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("A name must have 1 to 500 characters") || refused.says("Fill this in."), "{}", refused.text());
    let refused = ada.send(&refused, "add-project", &[("name", "South")]).await;
    assert_eq!(refused.status, 422, "it ends before it starts");
    assert!(refused.html.contains(r#"value="2026-12-07""#) && refused.html.contains(r#"value="South""#), "{}", refused.html);
    let answer = ada.send(&refused, "add-project", &[("target", "2026-12-18")]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("South: no dates yet") && page.says("Water without outages"), "{}", page.text());
    assert!(page.says("No work in this plan yet"), "{}", page.text());
    assert_eq!(ada.follow(&undo(&ada, &page).await).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outline_numbers_the_work_and_shows_computed_dates() {
    let (house, _, _) = patrols().await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/plans/P-1").await;
    assert!(page.says("Leak patrols: finishes 27 Nov, on its target"), "{}", page.text());
    assert!(page.says("0 of 3 tasks done, 0% by duration · 2 critical"), "{}", page.text());
    assert!(page.says("1.2 DigCritical IDInes Duarte 25 Nov 27 Nov 0%"), "{}", page.text());
    assert!(!page.html.contains("class=\"chart bars\""), "the outline has no bars");
    let bars = ada.get("/plans/P-1?view=timeline&zoom=days").await;
    assert!(
        bars.html.contains("Timeline of 3 tasks from 23 November 2026 to 27 November 2026; 2 are critical."),
        "{}",
        bars.html
    );
    let hidden = ada.get("/plans/P-1?hide=T-1").await;
    assert!(!hidden.says("Walk the pipes") && hidden.says("2 Tell the town"), "{}", hidden.text());
    let sheet = ada.get("/plans/P-1?as=csv").await;
    assert!(sheet.html.contains("1.2,T-3,Dig,,,2026-11-25T08:00,2026-11-27T17:00,"), "{}", sheet.html);
    assert_eq!(ada.get("/plans/P-7").await.status, 404);
    let file = ada.get("/plans/P-1?as=mspdi").await;
    assert!(file.html.contains("<Name>Dig</Name>") && file.html.contains("<Start>2026-11-25T08:00:00</Start>"), "{}", file.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_added_with_what_it_follows_and_who_does_it() {
    let (house, _, head) = patrols().await;
    let ines = house.signed_in(head).await;
    let page = ines.get("/plans/P-1").await;
    let typed =
        [("name", "Fill the hole"), ("duration", "two days"), ("parent", "T-1"), ("follows", "T-3"), ("who", "Ada Byron")];
    let refused = ines.send(&page, "add-task", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("“two days” is not a duration.") || refused.says("is not a duration"), "{}", refused.text());
    let lost = ines.send(&refused, "add-task", &[("duration", "2d"), ("follows", "T-99")]).await;
    assert_eq!(lost.status, 422);
    assert!(lost.says("“T-99” is no task here."), "{}", lost.text());
    let page = ines.follow(&ines.send(&lost, "add-task", &[("follows", "T-3 Dig")]).await).await;
    assert!(page.says("1.3 Fill the holeCritical ABAda Byron 30 Nov 1 Dec 0%"), "{}", page.text());
    assert!(page.says("finishes 1 Dec, 4 days after its target"), "{}", page.text());
    let page = ines.follow(&undo(&ines, &page).await).await;
    assert!(!page.says("Fill the hole"), "task, link and person are taken back together: {}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_moved_indented_linked_and_closed_without_a_script() {
    let (house, _, head) = patrols().await;
    let ines = house.signed_in(head).await;
    let page = ines.get("/plans/P-1?row=T-4").await;
    let page = ines.follow(&ines.send(&page, "move-indent", &[]).await).await;
    assert!(page.says("1.3 Tell the town"), "{}", page.text());
    let page = ines.follow(&ines.send(&page, "move-move-up", &[]).await).await;
    assert!(page.says("1.2 Tell the town") && page.says("1.3 Dig"), "{}", page.text());
    let page = ines.follow(&ines.send(&page, "move-move-down", &[]).await).await;
    assert!(page.says("1.3 Tell the town"), "{}", page.text());
    let page = ines.follow(&ines.send(&page, "move-outdent", &[]).await).await;
    assert!(page.says("2 Tell the town"), "{}", page.text());
    let loops = ines.send(&ines.get("/plans/P-1?row=T-3").await, "add-dependency", &[("to", "T-2")]).await;
    assert_eq!(loops.status, 422, "Dig waits for Walk the pipes already");
    let page = ines.get("/plans/P-1?row=T-3").await;
    let page = ines.follow(&ines.send(&page, "add-dependency", &[("to", "T-4"), ("lag", "1d")]).await).await;
    assert!(page.says("2 Tell the townCritical IDInes Duarte 1 Dec 1 Dec"), "one day between: {}", page.text());
    let page = ines.follow(&ines.send(&ines.get("/plans/P-1?row=T-2").await, "close-task", &[]).await).await;
    assert!(page.says("1 of 3 tasks done"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_changed_closed_and_opened_again_and_others_only_read_it() {
    let (house, project, head) = patrols().await;
    let (ada, ines) = (house.signed_in(house.ada).await, house.signed_in(head).await);
    let (first, second) = (ada.get("/plans/P-1/edit").await, ines.get("/plans/P-1/edit").await);
    let page = ada.follow(&ada.send(&first, "change-project", &[("target", "2026-12-04")]).await).await;
    assert!(page.says("finishes 27 Nov, 7 days before its target"), "{}", page.text());
    let stale = ines.send(&second, "change-project", &[("target", "2026-12-11")]).await;
    assert_eq!(stale.status, 409);
    let merged = ines.send(&second, "change-project", &[("name", "Leak patrols north")]).await;
    assert!(ines.follow(&merged).await.says("Leak patrols north: finishes 27 Nov, 7 days before"), "other fields do not collide");
    let page = ines.follow(&ines.send(&ines.get("/plans/P-1").await, "close-project", &[]).await).await;
    assert!(page.says("Leak patrols north: closed on 23 Nov"), "{}", page.text());
    assert!(page.form("add-task").is_none(), "nothing is added to a closed plan");
    let page = ines.follow(&ines.send(&page, "reopen-project", &[]).await).await;
    assert!(page.form("add-task").is_some(), "{}", page.text());
    let lena = house.person("Lena Ström").await;
    let lena = house.signed_in(lena).await;
    let page = lena.get("/plans/P-1").await;
    assert!(page.says("You can read this plan. Ask Ines Duarte to change it."), "{}", page.text());
    assert!(page.form("add-task").is_none() && page.form("link-project").is_none(), "{}", page.text());
    let project = format!("project/{project}");
    let denied = lena.post("/plans/P-1", &[("command", "add-task"), ("name", "Mine"), ("project", &project)]).await;
    assert_eq!(denied.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_plan_is_shown_in_pieces() {
    let (house, project, _) = patrols().await;
    for number in 0..120 {
        house
            .has("add-task", json!({ "name": format!("Valve {number}"), "project": project, "duration": { "minutes": 480 } }))
            .await;
    }
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/plans/P-1?view=timeline").await;
    assert!(page.says("1 to 100 of 124 rows"), "{}", page.text());
    assert_eq!(page.html.matches("aria-rowindex=").count(), 101, "a head and a hundred rows");
    let next = ada.get("/plans/P-1?view=timeline&page=2").await;
    assert!(next.says("101 to 124 of 124 rows") && next.says("Valve 119"), "{}", next.text());
}
