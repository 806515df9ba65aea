//! Search: everything by name, grouped by kind, for the page and for the palette.

use serde_json::{Value, json};

use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_stands_by_kind_with_its_place() {
    let house = House::founded().await;
    let (unit, _) = house.unit_with_head("Metering", "Ines Duarte").await;
    let goal = house.has("add-goal", json!({ "title": "Smart meters everywhere", "unit": unit })).await;
    let project = house.has("add-project", json!({ "name": "Meter wave 2", "serves": [{ "goal": goal }] })).await;
    house.has("add-task", json!({ "name": "Map meters", "project": project })).await;
    house.indexed("map").await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/search?q=meter").await;
    assert!(page.says("4 things are called “meter” or speak of it."), "{}", page.text());
    assert!(page.says("Goals 1 Smart meters everywhere G-1 Metering"), "{}", page.text());
    assert!(page.says("Tasks 1 Map meters T-1 Meter wave 2"), "{}", page.text());
    assert!(ada.get("/search?q=T-1").await.says("One thing is called “T-1” or speaks of it."));
    assert!(ada.get("/search?q=nowhere").await.says("Nothing here is called “nowhere” or speaks of it."));
    assert!(ada.get("/search").await.says("Find a goal, plan, task, person or unit."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_gets_the_same_as_data() {
    let house = House::founded().await;
    house.person("Mei Chen").await;
    house.indexed("mei").await;
    let ada = house.signed_in(house.ada).await;
    let answer = ada.get("/search/suggestions?q=mei").await;
    let items: Value = serde_json::from_str(&answer.html).expect("json");
    assert_eq!(items, json!({ "items": [{ "label": "Mei Chen", "hint": "H-2", "href": "/people/H-2", "kind": "People" }] }));
    assert_eq!(house.stranger().get("/search/suggestions?q=mei").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_beside_a_title_are_found_after_titles_and_what_is_private_only_by_whom_it_is_for() {
    let house = House::founded().await;
    let (_, ines) = house.unit_with_head("Metering", "Ines Duarte").await;
    house.has("add-skill", json!({ "name": "Welding", "description": "Pipes and plates" })).await;
    house.has("add-resource", json!({ "name": "Pipes of steel", "sort": "material" })).await;
    let plan = json!({ "person": ines, "title": "Lead a crew", "aim": "Plan the renewal of pipes" });
    house.has("add-development-plan", plan).await;
    house
        .brings("add-absence", json!({ "person": ines, "from": "2026-12-01", "until": "2026-12-05", "reason": "Pipes at home" }))
        .await;
    house.indexed("plates").await;
    house.indexed("renewal").await;
    let (ada, ines) = (house.signed_in(house.ada).await, house.signed_in(ines).await);
    let page = ada.get("/search?q=pipes").await;
    assert!(page.says("2 things are called “pipes” or speak of it."), "{}", page.text());
    assert!(page.says("Skills 1 Welding") && page.says("Resources 1 Pipes of steel"), "{}", page.text());
    let first = ada.get("/search/suggestions?q=pipes").await;
    let items: Value = serde_json::from_str(&first.html).expect("json");
    assert_eq!(items["items"][0]["label"], "Pipes of steel", "{items}");
    let own = ines.get("/search?q=pipes").await;
    assert!(own.says("Development plans 1 Lead a crew") && own.says("3 things"), "{}", own.text());
}
