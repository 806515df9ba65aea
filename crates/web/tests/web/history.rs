//! History: of a record, of everything, of one entry; taking back.

use serde_json::json;

use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn the_history_of_a_goal_says_who_changed_what_from_what_to_what_and_why() {
    let house = House::founded().await;
    house.has("add-goal", json!({ "title": "Fewer leaks", "state": "active" })).await;
    let ada = house.signed_in(house.ada).await;
    let seen = ada.get("/history/G-1").await;
    let goal = house.desk.office.value().goals().iter().next().map(|goal| organization::AnyId::from(goal.id)).expect("a goal");
    let change = [
        ("command", "add-waiver"),
        ("code", "TL104"),
        ("subject", &goal.to_string()),
        ("reason", "Known"),
        ("until", "2027-01-31"),
    ];
    assert_eq!(ada.post("/check", &change).await.status, 303);
    assert!(seen.says("G-1 “Fewer leaks” was last changed a moment ago by the program."), "{}", seen.text());
    assert!(seen.says("Added goal"), "{}", seen.text());
    assert!(seen.says("Title Fewer leaks"), "{}", seen.text());
    house.has("change-goal", json!({ "goal": goal.id, "title": "No leaks" })).await;
    let changed = ada.get(&format!("/history/{goal}")).await;
    assert!(changed.says("Title before: Fewer leaks →, now: No leaks"), "{}", changed.text());
    assert!(changed.html.contains("href=\"/goals/G-1\""));
    for missing in ["/history/G-9", "/history/goal/01900000-0000-7000-8000-000000000000", "/history/nonsense", "/history/a/b"] {
        assert_eq!(ada.get(missing).await.status, 404, "{missing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_names_what_was_changed_and_takes_it_back_where_that_is_permitted() {
    let house = House::founded().await;
    let (unit, _) = house.unit_with_head("Works", "Bo Lind").await;
    house.has("add-goal", json!({ "title": "Fewer leaks", "unit": unit, "state": "active" })).await;
    let ada = house.signed_in(house.ada).await;
    let journal = ada.get("/history").await;
    assert!(journal.says("The last change was made a moment ago."), "{}", journal.text());
    assert!(journal.says("Added goal G-1 “Fewer leaks” new what it did"), "{}", journal.text());
    let cleo = house.person("Cleo Marsh").await;
    let cleo = house.signed_in(cleo).await;
    let position = house.desk.office.value().position() - 1;
    let entry = format!("/history/entries/{position}");
    assert!(!cleo.get(&entry).await.html.contains("action=\"/undo\""), "nobody takes back what they may not do");
    let page = ada.get(&entry).await;
    assert!(page.says("The program changed 1 record a moment ago.") && page.says("Unit U-1 “Works”"), "{}", page.text());
    let form = page.html.contains(&format!("<input type=\"hidden\" name=\"entry\" value=\"{position}\">"));
    assert!(form, "{}", page.html);
    let undone = ada.post("/undo", &[("entry", &position.to_string()), ("back", "/history")]).await;
    let after = ada.follow(&undone).await;
    assert!(after.says("Took back goal Fewer leaks removed"), "{}", after.text());
    assert_eq!(ada.get("/history/G-1").await.status, 404);
    assert_eq!(ada.get("/history/entries/9999").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_since_is_not_taken_back() {
    let house = House::founded().await;
    let goal = house.has("add-goal", json!({ "title": "Fewer leaks", "state": "active" })).await;
    let made = house.desk.office.value().position();
    house.has("change-goal", json!({ "goal": goal, "title": "No leaks" })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get(&format!("/history/entries/{made}")).await;
    assert!(!page.html.contains("action=\"/undo\""), "{}", page.html);
    let forged = ada.post("/undo", &[("entry", &made.to_string())]).await;
    assert_eq!(forged.status, 422);
    assert!(forged.says("changed since"), "{}", forged.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_read_piece_by_piece() {
    let house = House::founded().await;
    let goal = house.has("add-goal", json!({ "title": "Title 0", "state": "active" })).await;
    for number in 1..=60 {
        house.has("change-goal", json!({ "goal": goal, "title": format!("Title {number}") })).await;
    }
    let ada = house.signed_in(house.ada).await;
    let first = ada.get("/history/G-1").await;
    assert!(first.says("now: Title 60") && !first.says("now: Title 10 "), "{}", first.text());
    let older = first.html.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let second = ada.get(older).await;
    assert!(second.says("Earlier changes of G-1") && second.says("Title 0"), "{}", second.text());
    assert!(ada.get("/history?before=30").await.says("Earlier changes."));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_taken_back_stays_in_the_journal_though_what_it_kept_is_gone() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let rows: String = (0..200).map(|number| format!("p{number},Person {number},blue\n")).collect();
    let brought = ada
        .upload("/import", &[("people.csv", format!("id,name,shoe colour\n{rows}").as_bytes()), ("roles.csv", b"id,name\n")])
        .await;
    let page = ada.follow(&brought).await;
    assert_eq!(ada.send(&page, "apply", &[("leave", "true")]).await.status, 303);
    let import = brought.location.rsplit('/').next().unwrap_or_default();
    assert_eq!(ada.post("/undo", &[("import", import), ("back", "/history")]).await.status, 303);
    let position = house.desk.office.value().position();
    let journal = ada.get("/history").await;
    assert!(journal.html.contains(&format!("id=\"entry-{position}\"")), "{}", journal.text());
    assert_eq!(ada.get(&format!("/history/entries/{position}")).await.status, 200);
}
