//! Hand-offs between units: each side gives its word, and takes it back.

use serde_json::json;

use crate::harness::House;
use crate::steps::{form_named, undo};

#[tokio::test(flavor = "multi_thread")]
async fn each_side_confirms_a_hand_off_for_itself() {
    let house = House::founded().await;
    let (works, ines) = house.unit_with_head("Works", "Ines Duarte").await;
    let (permits, omar) = house.unit_with_head("Permits", "Omar Haddad").await;
    let plan = |name: &str, unit| json!({ "name": name, "unit": unit, "start": "2026-11-23" });
    let (wave, paper) =
        (house.has("add-project", plan("Wave 2", works)).await, house.has("add-project", plan("Papers", permits)).await);
    let task =
        |name: &str, project, days: i64| json!({ "name": name, "project": project, "duration": { "minutes": days * 480 } });
    let (permit, dig) =
        (house.has("add-task", task("Permit", paper, 5)).await, house.has("add-task", task("Dig", wave, 2)).await);
    let lay = house.has("add-task", task("Lay", wave, 2)).await;
    let (ines, omar) = (house.signed_in(ines).await, house.signed_in(omar).await);
    assert!(ines.get("/handoffs").await.says("No work goes from one unit to another."));
    house.has("add-dependency", json!({ "from": permit, "to": dig })).await;
    house.has("add-dependency", json!({ "from": dig, "to": lay })).await;
    let page = omar.get("/handoffs").await;
    assert!(page.says("1 of 1 hand-off waits for the word of a side."), "{}", page.text());
    assert!(page.says("Confirmed by nobody “Permit” of Permits goes to “Dig” of Works on 27 Nov"), "{}", page.text());
    assert!(!page.html.contains("value=\"confirm-taking-"), "nobody takes for the others: {}", page.text());
    let give = form_named(&page, "confirm-giving-");
    let page = omar.follow(&omar.send(&page, &give, &[("terms", "By mail, signed.")]).await).await;
    assert!(
        page.says("Waits for Works") && page.says("Omar Haddad confirmed it for Permits: “By mail, signed.”"),
        "{}",
        page.text()
    );
    let home = ines.get("/?lens=manage").await;
    assert!(
        home.says("Hand-offs without a word")
            && home.says("Not confirmed waits for the word of Works; goes to Works on 27 Nov for Dig"),
        "{}",
        home.text()
    );
    let dig = ines.get("/tasks/T-2").await;
    let take = form_named(&dig, "confirm-taking-");
    let dig = ines.follow(&ines.send(&dig, &take, &[]).await).await;
    assert!(dig.says("Confirmed by both"), "{}", dig.text());
    assert!(ines.get("/plans/P-1").await.says("Confirmed by both") && omar.get("/plans/P-2").await.says("Confirmed by both"));
    assert!(ines.get("/handoffs").await.says("The one hand-off is confirmed by both sides."));
    let dig = ines.follow(&undo(&ines, &dig).await).await;
    assert!(dig.says("Waits for Works"), "{}", dig.text());
    let page = omar.get("/handoffs?show=ours").await;
    let page = omar.follow(&omar.send(&page, &form_named(&page, "unsay-"), &[]).await).await;
    assert!(page.says("Confirmed by nobody"), "{}", page.text());
    let mia = house.person("Mia Voss").await;
    let page = house.signed_in(mia).await.get("/handoffs").await;
    assert!(page.says("Confirmed by nobody") && !page.html.contains("value=\"confirm-"), "{}", page.text());
}
