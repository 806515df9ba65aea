//! Skills: what people say and others confirm, what positions ask, and where a unit is thin.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Browser, House};
use crate::steps::form_named;

/// Ines heads Operations, in which Tomas fits meters; Ada administers.
struct Team {
    house: House,
    ines: Browser,
    tomas: Browser,
    tomas_id: Uuid,
    position: Uuid,
}

async fn team() -> Team {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Operations", "Ines Duarte").await;
    let position = house.has("add-position", json!({ "title": "Fitter", "unit": unit })).await;
    let tomas_id = house.person("Tomas Lind").await;
    house.has("add-appointment", json!({ "person": tomas_id, "position": position })).await;
    let (ines, tomas) = (house.signed_in(ines).await, house.signed_in(tomas_id).await);
    Team { house, ines, tomas, tomas_id, position }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_is_written_down_said_of_oneself_and_confirmed_by_the_head() {
    let Team { house, ines, tomas, .. } = team().await;
    let empty = ines.get("/skills").await;
    assert!(empty.says("No skill is written down yet.") && empty.says("No skills yet"), "{}", empty.text());
    assert!(tomas.get("/skills").await.form("add-skill").is_none(), "the catalogue is for heads and administrators");
    // A skill at the top belongs to nobody's unit, so an administrator adds it.
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/skills").await;
    let wrong = ada.send(&page, "add-skill", &[("name", "Metalwork"), ("levels", "Knows; Does")]).await;
    assert_eq!(wrong.status, 422);
    let added = ada.send(&page, "add-skill", &[("name", "Metalwork"), ("levels", "Knows; Helps; Does; Leads; Teaches")]).await;
    let metal = added.location.split('?').next().expect("an address").to_owned();
    assert!(metal.starts_with("/skills/"), "{metal}");
    let page = ada.get("/skills").await;
    ada.send(&page, "add-skill", &[("name", "Welding"), ("parent", "Metalwork")]).await;
    let own = tomas.get("/people/H-3").await;
    let said =
        tomas.send(&own, "add-skill-holding", &[("skill", "welding"), ("level", "3"), ("evidence", "Two years of pipes")]).await;
    let own = tomas.follow(&said).await;
    assert!(own.says("Welding Says so themselves level 3, Does, since 23 Nov Two years of pipes"), "{}", own.text());
    assert!(!own.html.contains("confirm-"), "nobody confirms themselves");
    let page = ines.get("/people/H-3").await;
    let confirmed = ines.send(&page, &form_named(&page, "confirm-"), &[("level", "4")]).await;
    let page = ines.follow(&confirmed).await;
    assert!(page.says("Welding Confirmed by Ines Duarte level 4, Leads"), "{}", page.text());
    let skill = tomas.get(&metal).await;
    assert!(skill.says("1 person can do this.") && skill.says("Tomas Lind level 4, Leads through Welding"), "{}", skill.text());
    let catalogue = tomas.get("/skills").await;
    assert!(catalogue.says("2 skills, each held by somebody.") && catalogue.says("Welding 1 1"), "{}", catalogue.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_position_asks_is_held_against_what_its_holder_has() {
    let Team { house, tomas, tomas_id, position, .. } = team().await;
    let skill = house.has("add-skill", json!({ "name": "Welding" })).await;
    let bearer = json!({ "position": position });
    house.has("add-requirement", json!({ "of": bearer, "what": { "skill": { "skill": skill, "level": 3 } } })).await;
    house
        .has(
            "add-requirement",
            json!({ "of": bearer, "what": { "qualification": { "name": "Gas licence" } }, "strength": "should" }),
        )
        .await;
    let page = tomas.get("/people/H-3").await;
    assert!(page.says("2 requirements are not met."), "{}", page.text());
    assert!(page.says("skill “Welding” at level 3 F Fitter Not met must be met"), "{}", page.text());
    house.has("add-skill-holding", json!({ "person": tomas_id, "skill": skill, "level": 3 })).await;
    let added = tomas
        .send(&page, "add-qualification", &[("sort", "licence"), ("name", "Gas licence"), ("expires.last", "2026-12-31")])
        .await;
    let page = tomas.follow(&added).await;
    assert!(page.says("Gas licence Until 31 Dec licence"), "{}", page.text());
    assert!(page.says("Everything is met."), "{}", page.text());
    let skill = tomas.get(&format!("/skills/{skill}")).await;
    assert!(skill.says("skill “Welding” at level 3 F Fitter must be met"), "{}", skill.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_counts_people_by_unit_and_skill_and_says_where_it_is_thin() {
    let Team { house, tomas, tomas_id, .. } = team().await;
    let welding = house.has("add-skill", json!({ "name": "Welding" })).await;
    house.has("add-skill", json!({ "name": "Diving" })).await;
    house.has("add-skill-holding", json!({ "person": tomas_id, "skill": welding, "level": 3 })).await;
    let page = tomas.get("/skills?view=coverage").await;
    assert!(page.says("Unit Diving Welding Operations 2 people nobody 1"), "{}", page.text());
    assert!(page.says("In 2 places there is nobody, or one person alone."), "{}", page.text());
    let higher = tomas.get("/skills?view=coverage&level=4").await;
    assert!(higher.says("Operations 2 people nobody nobody"), "{}", higher.text());
    let wrong = tomas.get("/skills?view=coverage&unit=Nowhere").await;
    assert!(wrong.says("“Nowhere” is no unit here."), "{}", wrong.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_that_is_needed_stays_and_says_why() {
    let Team { house, tomas_id, .. } = team().await;
    let skill = house.has("add-skill", json!({ "name": "Welding" })).await;
    house.has("add-skill-holding", json!({ "person": tomas_id, "skill": skill, "level": 3 })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get(&format!("/skills/{skill}")).await;
    let refused = ada.send(&page, &form_named(&page, "remove-skill"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("hangs on skill “Welding”."), "{}", refused.text());
    assert_eq!(ada.get("/skills/nothing").await.status, 404);
}
