//! What stands on a person's page beside their work: growth, thanks, talks and deputies, each for whom it is.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Browser, House};
use crate::steps::form_named;

/// Ines heads Operations, in which Tomas is; Mei is in no unit; Ada administers.
struct Team {
    house: House,
    ada: Browser,
    ines: Browser,
    tomas: Browser,
    mei: Browser,
    mei_id: Uuid,
}

async fn team() -> Team {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Operations", "Ines Duarte").await;
    let tomas = house.person("Tomas Lind").await;
    house.has("add-membership", json!({ "person": tomas, "unit": unit })).await;
    let mei_id = house.person("Mei Chen").await;
    let (ada, ines, tomas) = (house.signed_in(house.ada).await, house.signed_in(ines).await, house.signed_in(tomas).await);
    let mei = house.signed_in(mei_id).await;
    Team { house, ada, ines, tomas, mei, mei_id }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_development_plan_is_for_the_person_their_mentor_and_their_heads() {
    let Team { ada, ines, tomas, mei, .. } = team().await;
    let page = ines.get("/people/H-3").await;
    let begun = ines
        .send(&page, "add-development-plan", &[("title", "Lead a crew"), ("mentor", "H-4 Mei Chen"), ("aim", "Plan and lead.")])
        .await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let at = begun.location.split('?').next().expect("an address").to_owned();
    assert!(at.starts_with("/growth/"), "{at}");
    for browser in [&ines, &tomas, &mei] {
        let plan = browser.get(&at).await;
        assert!(plan.says("Lead a crew") && plan.says("Tomas Lind has no step on this way yet."), "{}", plan.text());
    }
    assert_eq!(ada.get(&at).await.status, 404, "an administrator as such has no say in it");
    assert!(!ada.get("/people/H-3").await.html.contains("Lead a crew"));
    let mine = tomas.get(&at).await;
    let added = tomas.send(&mine, "add-development-action", &[("title", "Plan one week"), ("due", "2026-12-11")]).await;
    let mine = tomas.follow(&added).await;
    assert!(mine.says("Plan one week Due 11 Dec"), "{}", mine.text());
    let done = tomas.send(&mine, &form_named(&mine, "done-"), &[]).await;
    let mine = tomas.follow(&done).await;
    assert!(mine.says("Tomas Lind has done 1 of 1 step.") && mine.says("Done 23 Nov"), "{}", mine.text());
    let reviewed = mei.send(&mei.get(&at).await, "add-development-review", &[("text", "It goes well.")]).await;
    assert!(mei.follow(&reviewed).await.says("23 Nov MC Mei Chen It goes well."));
    assert!(tomas.get(&at).await.form(&form_named(&mine, "change-development-action")).is_some());
    assert!(!tomas.get(&at).await.html.contains("close-development-plan"), "to close it is for those who develop him");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_is_for_the_two_alone() {
    let Team { ada, ines, tomas, mei, .. } = team().await;
    let page = ines.get("/people/H-3").await;
    let saved = ines.send(&page, "add-check-in", &[("notes", "He wants to lead."), ("next", "2026-12-07")]).await;
    let page = ines.follow(&saved).await;
    assert!(page.says("He wants to lead.") && page.says("again on 7 Dec"), "{}", page.text());
    assert!(tomas.get("/people/H-3").await.says("He wants to lead."));
    for browser in [&ada, &mei] {
        let page = browser.get("/people/H-3").await;
        assert!(!page.html.contains("He wants to lead.") && !page.html.contains("id=\"check-ins\""), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_accepts_before_they_have_a_say_and_the_principal_ends_it() {
    let Team { ines, tomas, .. } = team().await;
    let page = ines.get("/people/H-2").await;
    let asked = ines
        .send(
            &page,
            "add-delegation",
            &[("to", "Tomas Lind"), ("dated.from", "2026-11-20"), ("reason", "Leave"), ("functions", "Plan")],
        )
        .await;
    assert!(ines.follow(&asked).await.says("Acted for by TL Tomas Lind Asked"), "{}", ines.get("/people/H-2").await.text());
    let home = tomas.get("/").await;
    assert!(home.says("You act for ID Ines Duarte Asked since 20 Nov, plan Leave"), "{}", home.text());
    let accepted = tomas.send(&home, &form_named(&home, "accept-delegation"), &[]).await;
    assert_eq!(accepted.status, 303, "{}", accepted.text());
    assert!(!tomas.get("/").await.says("Asked of you"));
    let page = ines.get("/people/H-2").await;
    assert!(page.says("Acted for by TL Tomas Lind Accepted"), "{}", page.text());
    let ended = ines.send(&page, &form_named(&page, "end-delegation"), &[]).await;
    assert!(ines.follow(&ended).await.says("Nobody acts for you, and you act for nobody."));
    let own = ines.send(&ines.get("/people/H-2").await, "add-delegation", &[("to", "Ines Duarte")]).await;
    assert_eq!(own.status, 422);
    assert!(own.says("A delegation takes two different people."), "{}", own.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn thanks_name_what_they_showed_and_are_taken_back_by_who_said_them() {
    let Team { house, ines, tomas, mei, mei_id, .. } = team().await;
    let page = tomas.get("/people/H-4").await;
    let thanked =
        tomas.send(&page, "add-recognition", &[("text", "The outage was over in an hour."), ("functions", "RoleModel")]).await;
    let page = tomas.follow(&thanked).await;
    assert!(page.says("TL Tomas Lind 23 Nov, be a role model The outage was over in an hour."), "{}", page.text());
    assert!(mei.get("/people/H-4").await.form("add-recognition").is_none(), "nobody thanks themselves");
    assert!(!ines.get("/people/H-4").await.says("Take it back"));
    let back = tomas.send(&page, &form_named(&page, "remove-recognition"), &[]).await;
    assert!(tomas.follow(&back).await.says("Nobody has written thanks here yet."));
    house.has("add-mentorship", json!({ "mentor": mei_id, "mentee": house.ada, "aim": "Budgets" })).await;
    let mentored = tomas.get("/people/H-1").await;
    assert!(mentored.says("Helped by MC Mei Chen Budgets"), "{}", mentored.text());
}
