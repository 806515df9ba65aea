//! Goals: the list, one goal, and everything that is changed there.

use serde_json::json;

use crate::harness::House;
use crate::steps::{form_named, undo};

/// A unit with a head, and a goal of that unit that the head owns.
async fn works() -> (House, uuid::Uuid, uuid::Uuid) {
    let house = House::founded().await;
    let (unit, head) = house.unit_with_head("Works", "Ines Duarte").await;
    let period = json!({ "from": "2026-01-01", "until": "2027-01-01" });
    let goal = house.has("add-goal", json!({ "title": "Water without outages", "unit": unit, "period": period })).await;
    house
        .has(
            "replace-accountable",
            json!({ "subject": format!("goal/{goal}"), "party": { "person": head }, "from": "2026-01-01" }),
        )
        .await;
    (house, goal, head)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_how_many_goals_have_no_plan_and_shows_them_as_a_tree() {
    let (house, goal, _) = works().await;
    house.has("add-goal", json!({ "title": "Leaks found in a day", "parent": goal })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/goals").await;
    assert_eq!(page.status, 200);
    assert!(page.says("2 active goals; 2 have no plan, 1 no owner."), "{}", page.text());
    assert!(page.says("Water without outages G-1 Active IDInes Duarte"), "{}", page.text());
    assert!(page.html.contains(r#"<div class="level-2"><a class="title wrap" href="/goals/G-2">"#), "{}", page.html);
    let closed = ada.get("/goals?state=over").await;
    assert!(closed.says("No goal is like that"), "{}", closed.text());
    assert_eq!(ada.get("/goals/G-9").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_is_added_with_its_owner_and_taken_back() {
    let (house, _, _) = works().await;
    let ada = house.signed_in(house.ada).await;
    let form = ada.get("/goals/new?parent=G-1").await;
    let typed = [("title", "Pressure holds"), ("accountable", "Ines Duarte"), ("period.from", "2026-13-01")];
    let refused = ada.send(&form, "add-goal", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.title().starts_with("Error:"), "{}", refused.title());
    assert!(refused.says("There is no day 01 in month 13 of 2026."), "{}", refused.text());
    assert!(refused.html.contains(r#"value="Pressure holds""#), "what was typed is kept: {}", refused.html);
    let answer = ada.send(&refused, "add-goal", &[("period.from", "2026-02-01"), ("period.last", "2026-11-30")]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("Pressure holds: no plan carries it yet"), "{}", page.text());
    assert!(page.says("Goal G-2, owned by Ines Duarte, 1 Feb to 30 Nov"), "{}", page.text());
    let undone = undo(&ada, &page).await;
    assert_eq!(ada.follow(&undone).await.status, 404, "the goal is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_field_see_both_versions() {
    let (house, _, head) = works().await;
    let (ada, ines) = (house.signed_in(house.ada).await, house.signed_in(head).await);
    let (first, second) = (ada.get("/goals/G-1/edit").await, ines.get("/goals/G-1/edit").await);
    let saved = ada.send(&first, "change-goal", &[("title", "Water at any hour")]).await;
    assert!(ada.follow(&saved).await.says("Water at any hour: no plan carries it yet"));
    let stale = ines.send(&second, "change-goal", &[("title", "Water always")]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.says("Water at any hour") && stale.says("Water always"), "{}", stale.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_standing_sees_no_forms_and_is_denied() {
    let (house, goal, _) = works().await;
    let lena = house.person("Lena Ström").await;
    let lena = house.signed_in(lena).await;
    let page = lena.get("/goals/G-1").await;
    assert!(page.form("close-goal").is_none() && page.form("replace-accountable").is_none(), "{}", page.text());
    let goal = format!("goal/{goal}");
    let answer = lena.post("/goals/G-1", &[("command", "close-goal"), ("goal", &goal), ("state", "met")]).await;
    assert_eq!(answer.status, 403);
    assert!(answer.says("You may not do this"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_is_measured_linked_moved_closed_and_reopened() {
    let (house, _, head) = works().await;
    let project = house.has("add-project", json!({ "name": "Leak patrols", "start": "2026-11-02T08:00:00" })).await;
    house.has("add-task", json!({ "name": "Walk the north", "project": project, "duration": { "minutes": 960 } })).await;
    house
        .has(
            "replace-accountable",
            json!({ "subject": format!("project/{project}"), "party": { "person": head }, "from": "2026-01-01" }),
        )
        .await;
    house.has("add-goal", json!({ "title": "Trust" })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/goals/G-1").await;
    assert!(page.says("No plan serves this goal"), "{}", page.text());
    let wrong = ada.send(&page, "link-project", &[("project", "no such plan")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("“no such plan” is no project here."), "{}", wrong.text());
    let answer = ada.send(&page, "link-project", &[("project", "Leak patrols"), ("contribution", "40")]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("Water without outages: its plans finish 58 days before 31 Dec"), "{}", page.text());
    assert!(page.says("0 of 1 task done in 1 plan."), "{}", page.text());
    assert!(page.says("Leak patrols carries 40%"), "{}", page.text());
    assert!(page.says("Walk the north Leak patrols"), "{}", page.text());
    let answer = ada.send(&page, "add-measure", &[("name", "Hours without water"), ("unit", "h"), ("target", "20")]).await;
    let mut page = ada.follow(&answer).await;
    for (day, value) in [("2026-10-01", "34"), ("2026-11-01", "27.5")] {
        let form = form_named(&page, "read-");
        let answer = ada.send(&page, &form, &[("on", day), ("value", value)]).await;
        page = ada.follow(&answer).await;
    }
    assert!(page.says("Hours without water: 27.5 h, target 20 h."), "{}", page.text());
    assert!(
        page.html.contains("Hours without water: 2 readings from 1 Oct to 1 Nov, the last one 27.5; target 20."),
        "{}",
        page.html
    );
    let answer = ada.send(&page, "move-goal", &[("parent", "G-2")]).await;
    let page = ada.follow(&answer).await;
    assert!(page.html.contains(r#"href="/goals/G-2">Trust"#), "{}", page.html);
    let answer = ada.send(&page, "close-goal", &[("state", "missed")]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("Water without outages: missed on 23 Nov"), "{}", page.text());
    let page = ada.follow(&ada.send(&page, "reopen-goal", &[]).await).await;
    assert!(page.says("its plans finish 58 days before"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_named_for_a_goal_and_talk_about_it() {
    let (house, _, head) = works().await;
    let lena = house.person("Lena Ström").await;
    let ines = house.signed_in(head).await;
    let page = ines.get("/goals/G-1").await;
    let answer = ines.send(&page, "add-responsibility", &[("party", "Lena Ström"), ("letter", "consulted")]).await;
    let page = ines.follow(&answer).await;
    assert!(page.says("Consulted LSLena Ström"), "{}", page.text());
    let answer = ines.send(&page, "add-comment", &[("text", "The valves are late."), ("private", "true")]).await;
    let page = ines.follow(&answer).await;
    assert!(page.says("The valves are late."), "{}", page.text());
    assert!(!house.signed_in(lena).await.get("/goals/G-1").await.says("The valves"), "it is private");
    let form = form_named(&page, "end-");
    let page = ines.follow(&ines.send(&page, &form, &[]).await).await;
    assert!(!page.says("Consulted LS"), "{}", page.text());
    let answer = ines.send(&page, "replace-accountable", &[("party", "H-3")]).await;
    assert!(ines.follow(&answer).await.says("owned by Lena Ström"));
}
