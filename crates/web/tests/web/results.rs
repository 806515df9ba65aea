//! Plan and findings are worked out in the background: what a page shows before they are those of the last change, and how it learns of newer ones.

use axum::body::Body;
use axum::http::{Request, header};
use futures_util::StreamExt as _;
use serde_json::json;

use crate::harness::{Browser, House, TODAY};

const OLDER: &str =
    "Dates and findings are from before the last change, worked out a moment ago. Newer ones are on their way. Look again";

/// An organization whose plan and findings are renewed only when a test says so, with a goal of nobody that they know nothing of yet.
async fn with_a_goal_since() -> (House, Browser) {
    let house = House::unattended().await;
    house.desk.renew();
    let ada = house.signed_in(house.ada).await;
    house.has("add-goal", json!({ "title": "Fewer leaks", "state": "active" })).await;
    (house, ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_shows_the_change_at_once_and_says_that_its_findings_are_from_before() {
    let (house, ada) = with_a_goal_since().await;
    let check = ada.get("/check").await;
    assert!(check.says(OLDER) && !check.says("Fewer leaks"), "{}", check.text());
    let goals = ada.get("/goals").await;
    assert!(goals.says(OLDER) && goals.says("Fewer leaks"), "{}", goals.text());
    assert!(!ada.get("/history").await.says(OLDER), "a page without findings has nothing to say about their age");
    house.desk.renew();
    let check = ada.get("/check").await;
    assert!(!check.says(OLDER) && check.says("Nobody answers for G-1 “Fewer leaks”"), "{}", check.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_about_what_is_gone_are_skipped_on_every_page() {
    let (house, ada) = with_a_goal_since().await;
    let unit = house.has("add-unit", json!({ "name": "Works" })).await;
    let project = house.has("add-project", json!({ "name": "Pump renewal", "unit": unit, "start": "2026-10-01T08:00:00" })).await;
    let task =
        json!({ "name": "Order pumps", "project": project, "duration": { "minutes": 480 }, "deadline": "2026-10-01T09:00:00" });
    house.has("add-task", task).await;
    house.desk.renew();
    assert!(ada.get("/?lens=manage").await.says("1 task is overdue"), "{}", ada.get("/?lens=manage").await.text());
    // Task, project, unit and goal were the last four entries; taken back, it is as if they had never been.
    let last = house.desk.office.position();
    for entry in (0..4).map(|before| last - before) {
        let act = organization::Act { at: house.desk.surroundings.now(), ..organization::Act::of_system(TODAY) };
        let undo = office::Undo { id: house.desk.surroundings.mint(), act, what: office::Undone::Entry(entry) };
        house.desk.office.undo(undo).await.expect("an undo");
    }
    for address in [
        "/check",
        "/check?show=cuts",
        "/check?as=json",
        "/?lens=lead",
        "/?lens=manage",
        "/?lens=today",
        "/goals",
        "/plans",
        "/people",
        "/people/H-1",
    ] {
        let page = ada.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        for gone in ["Fewer leaks", "Order pumps", "Pump renewal"] {
            assert!(!page.says(gone), "{address} names {gone}:\n{}", page.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fix_is_worked_out_from_what_holds_now_and_not_from_older_findings() {
    let (house, ada) = with_a_goal_since().await;
    house.desk.renew();
    let page = ada.get("/check").await;
    let goal = house.desk.office.value().goals().iter().next().expect("a goal").id;
    let owner = json!({ "subject": organization::AnyId::from(goal), "party": { "person": house.ada } });
    house.has("replace-accountable", owner).await;
    let fields =
        [("command", "mend"), ("code", "TL104"), ("subject", &*organization::AnyId::from(goal).to_string()), ("fix", "x")];
    let late = ada.post(&page.address, &fields).await;
    assert!(late.says("Somebody has mended this already. Nothing was changed."), "{}", late.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_older_findings_is_told_when_newer_ones_are_there() {
    let (house, ada) = with_a_goal_since().await;
    let page = ada.get("/check").await;
    let known = page.html.split("data-results=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a position").to_owned();
    house.desk.renew();
    let mut events = ada.events(&format!("/events?results={known}")).await;
    let told = events.next().await.expect("an event").expect("bytes");
    let position = house.desk.office.value().position();
    assert_eq!(String::from_utf8_lossy(&told), format!("event: results\ndata: {position}\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_change_of_ones_own_the_page_waits_for_what_follows_from_it() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    for number in 1..=20 {
        house.has("add-goal", json!({ "title": format!("Goal {number}"), "state": "active" })).await;
        let page = ada.get("/check?show=cuts").await;
        assert!(page.says(&format!("Nobody answers for G-{number} ")) || number > 3, "{}", page.text());
        assert!(page.says(&format!("Cuts{number}")) && !page.says(OLDER), "{}", page.text());
    }
}

impl Browser {
    async fn events(&self, address: &str) -> axum::body::BodyDataStream {
        let request = Request::get(address).header(header::COOKIE, self.cookies()).body(Body::empty()).expect("a request");
        self.answer(request).await.into_body().into_data_stream()
    }
}
