//! Policies and notices are read: who is asked, who has, who may know that, and that it stands.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{House, Page};

/// Safety headed by Marta, with Otto in it and Pia outside, and a policy that Safety is to have read by Friday.
struct Safety {
    house: House,
    marta: Uuid,
    otto: Uuid,
    pia: Uuid,
    unit: Uuid,
    policy: Uuid,
}

async fn safety() -> Safety {
    let house = House::founded().await;
    let (unit, marta) = house.unit_with_head("Safety", "Marta Kovac").await;
    let (otto, pia) = (house.person("Otto Baum").await, house.person("Pia Lund").await);
    house.has("add-membership", json!({ "person": otto, "unit": unit })).await;
    let policy = house.has("add-policy", json!({ "title": "Shafts", "unit": unit })).await;
    house.has("add-policy-version", version(policy, unit, 1, 0)).await;
    house.has("add-goal", json!({ "title": "Nobody is hurt", "unit": unit })).await;
    Safety { house, marta, otto, pia, unit, policy }
}

fn version(policy: Uuid, unit: Uuid, major: u32, minor: u32) -> Value {
    json!({ "policy": policy, "major": major, "minor": minor, "text": "Nobody enters alone.", "effective": "2026-11-02",
            "audience": [{ "unit": unit }], "acknowledge_by": "2026-11-27" })
}

fn read_button(page: &Page) -> String {
    crate::steps::form_named(page, "read-")
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_policy_concerns_says_that_they_have_read_it_and_that_stands() {
    let Safety { house, otto, pia, unit, policy, .. } = safety().await;
    let otto = house.signed_in(otto).await;
    let home = otto.get("/?lens=today").await;
    assert!(home.says("One is to be read."), "{}", home.text());
    assert!(home.says("Policy to be read by 27 Nov L-1 “Shafts” version 1.0"), "{}", home.text());
    let page = otto.get("/policies/L-1").await;
    assert!(page.says("You have not read this"), "{}", page.text());
    let page = otto.follow(&otto.send(&page, &read_button(&page), &[]).await).await;
    assert!(page.says("You have read this") && !page.html.contains("name=\"form\" value=\"read-"), "{}", page.text());
    assert!(!page.html.contains(r#"action="/undo""#), "it is not taken back: {}", page.text());
    let entry = page.address.split("done=").nth(1).expect("what was done");
    let refused = otto.post("/undo", &[("entry", entry), ("back", "/policies/L-1")]).await;
    assert!(refused.status == 422 && refused.says("stands and is not changed"), "{}", refused.text());
    assert!(!otto.get("/?lens=today").await.says("to be read by"));
    house.has("add-policy-version", version(policy, unit, 1, 1)).await;
    assert!(otto.get("/policies/L-1").await.says("You have read this"), "a correction keeps it");
    house.has("add-policy-version", version(policy, unit, 2, 0)).await;
    assert!(otto.get("/policies/L-1").await.says("You have not read this"), "a new version asks again");
    let pia = house.signed_in(pia).await;
    let page = pia.get("/policies/L-1").await;
    assert!(!page.says("You have not read this") && !page.html.contains("value=\"read-"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_gave_a_policy_know_who_has_not_read_it() {
    let Safety { house, marta, otto, pia, .. } = safety().await;
    let (marta, otto, pia) = (house.signed_in(marta).await, house.signed_in(otto).await, house.signed_in(pia).await);
    let page = otto.get("/policies/L-1").await;
    assert_eq!(otto.send(&page, &read_button(&page), &[]).await.status, 303);
    let page = marta.get("/policies/L-1").await;
    assert!(page.says("Who has read it 1 of 2 people have read it. They have not MKMarta Kovac"), "{}", page.text());
    for (who, browser) in [("a reader", &otto), ("a stranger", &pia)] {
        let page = browser.get("/policies/L-1").await;
        assert!(!page.says("Who has read it"), "{who}: {}", page.text());
    }
    let journal = pia.get("/history").await;
    assert!(!journal.says("acknowledgement"), "who has read what is not told to strangers: {}", journal.text());
    assert!(marta.get("/history").await.says("acknowledgement"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_told_read_and_never_changed() {
    let Safety { house, marta, otto, pia, .. } = safety().await;
    let (marta, otto, pia) = (house.signed_in(marta).await, house.signed_in(otto).await, house.signed_in(pia).await);
    assert!(marta.get("/notices").await.says("No notices here"));
    let form = marta.get("/notices/new?about=L-1").await;
    let wrong =
        marta.send(&form, "add-notice", &[("title", ""), ("audience", "Nobody Known"), ("acknowledge_by", "tomorrow")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("“Nobody Known” is nobody here.") && wrong.says("“tomorrow” is not a date."), "{}", wrong.text());
    let typed = [
        ("title", "New tripods"),
        ("text", "They stand at **every** shaft."),
        ("audience", "Safety"),
        ("acknowledge_by", "2026-11-20"),
    ];
    let page = marta.follow(&marta.send(&form, "add-notice", &typed).await).await;
    assert!(page.html.contains("<strong>every</strong>"), "{}", page.html);
    assert!(page.says("Notice, told by Marta Kovac on 23 Nov You have not read this New tripods"), "{}", page.text());
    assert!(page.says("0 of 2 people have read it.") && !page.html.contains(r#"action="/undo""#), "{}", page.text());
    let home = otto.get("/?lens=today").await;
    assert!(home.says("Notice to be read by 20 Nov Overdue New tripods"), "{}", home.text());
    let home = otto.follow(&otto.send(&home, &crate::steps::form_named(&home, "read-"), &[]).await).await;
    assert!(!home.says("New tripods") || home.says("has read notice"), "{}", home.text());
    let list = otto.get("/notices").await;
    assert!(list.says("You have read every notice that you were asked to read."), "{}", list.text());
    assert!(pia.get("/notices").await.says("For you 0 All 1"), "{}", pia.get("/notices").await.text());
    let denied = pia.send(&pia.get("/notices/new").await, "add-notice", &[("title", "Fire"), ("unit", "Safety")]).await;
    assert_eq!(denied.status, 403);
    assert_eq!(pia.get("/notices/N-1").await.status, 404);
}
