//! Positions and roles: what they ask, who fills them and meets it, and who could follow.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Browser, House};
use crate::steps::form_named;

/// Ines heads Operations; Tomas is its fitter; Ada administers.
async fn team() -> (House, Browser, Browser, Uuid) {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Operations", "Ines Duarte").await;
    let position = house.has("add-position", json!({ "title": "Fitter", "unit": unit })).await;
    let tomas = house.person("Tomas Lind").await;
    house.has("add-appointment", json!({ "person": tomas, "position": position })).await;
    let (ines, browser) = (house.signed_in(ines).await, house.signed_in(tomas).await);
    (house, ines, browser, tomas)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_written_down_and_held_against_who_fills_the_position() {
    let (house, ines, tomas, tomas_id) = team().await;
    let skill = house.has("add-skill", json!({ "name": "Welding" })).await;
    let unit = tomas.get("/people?unit=U-1").await;
    assert!(unit.html.contains("href=\"/positions/O-2\""), "the unit leads to its positions");
    let page = ines.get("/positions/O-2").await;
    assert!(page.says("1 person holds this position.") && page.says("TL Tomas Lind Nothing is asked"), "{}", page.text());
    let wrong = ines.send(&page, "add-requirement", &[("what.sort", "skill"), ("what.skill", "Juggling")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("“Juggling” is no skill here. Write its whole name."), "{}", wrong.text());
    let empty = ines.send(&page, "add-requirement", &[("what.sort", "qualification")]).await;
    assert!(empty.says("Say what the qualification is called."), "{}", empty.text());
    let asked =
        ines.send(&page, "add-requirement", &[("what.sort", "skill"), ("what.skill", "Welding"), ("what.level", "3")]).await;
    let page = ines.follow(&asked).await;
    assert!(page.says("skill “Welding” at level 3 must be met"), "{}", page.text());
    assert!(page.says("TL Tomas Lind 1 not met skill “Welding” at level 3"), "{}", page.text());
    let changed = ines
        .send(
            &page,
            &form_named(&page, "change-requirement"),
            &[("what.sort", "education"), ("what.eqf", "4"), ("strength", "should")],
        )
        .await;
    assert!(ines.follow(&changed).await.says("education of level 4 should be met"));
    house.has("add-skill-holding", json!({ "person": tomas_id, "skill": skill, "level": 3 })).await;
    assert!(tomas.get("/positions/O-2").await.form("add-requirement").is_none(), "he may look");
    assert_eq!(tomas.get("/positions/O-99").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_could_follow_is_not_seen_by_the_candidates() {
    let (_, ines, tomas, _) = team().await;
    let page = ines.get("/positions/O-1").await;
    let named = ines
        .send(&page, "add-succession", &[("candidate", "Tomas Lind"), ("readiness", "later"), ("note", "Needs a budget.")])
        .await;
    let page = ines.follow(&named).await;
    assert!(page.says("TL Tomas Lind In more than a year Needs a budget."), "{}", page.text());
    let seen = tomas.get("/positions/O-1").await;
    assert!(!seen.html.contains("id=\"succession\"") && !seen.html.contains("Needs a budget."), "{}", seen.text());
    let twice = ines.send(&page, "add-succession", &[("candidate", "Tomas Lind")]).await;
    assert_eq!(twice.status, 422, "{}", twice.text());
    let removed = ines.send(&page, &form_named(&page, "remove-succession"), &[]).await;
    assert!(ines.follow(&removed).await.says("Nobody is named yet."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_asks_of_everybody_who_plays_it() {
    let (house, ines, _, tomas_id) = team().await;
    let role = house.has("add-role", json!({ "name": "Safety officer", "description": "Looks after everybody." })).await;
    let unit = house.desk.office.value().units().iter().next().expect("a unit").id;
    house.has("add-membership", json!({ "person": tomas_id, "unit": unit, "roles": [role] })).await;
    house.has("add-requirement", json!({ "of": { "role": role }, "what": { "qualification": { "name": "First aid" } } })).await;
    let page = ines.get(&format!("/roles/{role}")).await;
    assert!(page.says("1 person plays this role.") && page.says("Looks after everybody."), "{}", page.text());
    assert!(page.says("TL Tomas Lind 1 not met qualification “First aid”"), "{}", page.text());
}
