//! Resources: what tasks need beside people by name, and what it costs since when.

use serde_json::json;

use crate::harness::House;
use crate::steps::form_named;

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_is_added_with_rates_that_hold_one_after_the_other() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/resources").await;
    assert!(page.says("No resource is written down yet.") && page.says("No resources here"), "{}", page.text());
    let wrong = ada.send(&page, "add-resource", &[("name", "Anybody who welds"), ("sort", "generic")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("Say which skill."), "{}", wrong.text());
    let added = ada.send(&page, "add-resource", &[("name", "Crane"), ("sort", "equipment")]).await;
    let crane = ada.follow(&added).await;
    assert!(crane.says("Equipment; 0 tasks need it.") && crane.says("Nobody has said what it costs."), "{}", crane.text());
    let change = form_named(&crane, "change-resource");
    let none = ada.send(&crane, &change, &[("units.whole", "many")]).await;
    assert!(none.says("“many” is no amount. Write 1, 2.5 or at most 1000."), "{}", none.text());
    let crane = ada.follow(&ada.send(&crane, &change, &[("units.whole", "2.5")]).await).await;
    assert!(crane.says("How much 2.5 at a time"), "{}", crane.text());
    let bad = ada.send(&crane, "add-rate", &[("amount", "85")]).await;
    assert!(bad.says("“85” is not an amount. Write 1200 EUR or 1200.50 EUR."), "{}", bad.text());
    let rated = ada.send(&crane, "add-rate", &[("amount", "1200.50 EUR"), ("per", "use"), ("dated.from", "2026-01-01")]).await;
    let crane = ada.follow(&rated).await;
    assert!(crane.says("1,200.50 EUR for each use Holds today since 1 Jan"), "{}", crane.text());
    let twice = ada.send(&crane, "add-rate", &[("amount", "90 EUR"), ("per", "use"), ("dated.from", "2026-06-01")]).await;
    assert_eq!(twice.status, 422, "{}", twice.text());
    let ended = ada.send(&crane, &form_named(&crane, "end-rate"), &[]).await;
    let crane = ada.follow(&ended).await;
    assert!(crane.says("Before: 1") && crane.says("Nobody has said what it costs."), "{}", crane.text());
    let removed = ada.send(&crane, &form_named(&crane, "remove-resource"), &[]).await;
    assert!(ada.follow(&removed).await.says("No resource is written down yet."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generic_resource_names_who_could_do_it_and_the_tasks_that_need_it() {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Operations", "Ines Duarte").await;
    let skill = house.has("add-skill", json!({ "name": "Welding" })).await;
    house.has("add-skill-holding", json!({ "person": ines, "skill": skill, "level": 4 })).await;
    let project = house.has("add-project", json!({ "name": "Pipes", "unit": unit })).await;
    let task = house.has("add-task", json!({ "name": "Join the pipes", "project": project })).await;
    let sort = json!({ "generic": { "skill": skill, "level": 3 } });
    let welder = house.has("add-resource", json!({ "name": "A welder", "sort": sort })).await;
    house.has("add-demand", json!({ "task": task, "need": { "resource": welder } })).await;
    let tomas = house.person("Tomas Lind").await;
    let tomas = house.signed_in(tomas).await;
    let page = tomas.get(&format!("/resources/{welder}")).await;
    assert!(page.says("Whoever can do Welding at level 3; 1 task needs it."), "{}", page.text());
    assert!(page.says("Who could do it By name. Ines Duarte") && page.says("Join the pipes Pipes"), "{}", page.text());
    assert!(page.form("add-rate").is_none(), "he may look");
    let list = tomas.get("/resources?sort=generic").await;
    assert!(list.says("A welder whoever can do Welding at level 3 everywhere 1 at a time"), "{}", list.text());
    assert!(tomas.get("/resources?sort=cost").await.says("No resources here"));
}
