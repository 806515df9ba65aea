//! Absences: asked for, answered by somebody else, seen by everybody as days and by few with their reason.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Browser, House, Page};
use crate::steps::{form_named, undo};

/// Ada administers; Ines heads Operations, in which Tomas is; Kofi is in no unit.
struct Team {
    house: House,
    ada: Browser,
    ines: Browser,
    tomas: Browser,
    kofi: Browser,
    tomas_id: Uuid,
    ines_id: Uuid,
}

async fn team() -> Team {
    let house = House::founded().await;
    let (unit, ines_id) = house.unit_with_head("Operations", "Ines Duarte").await;
    let tomas_id = house.person("Tomas Lind").await;
    house.has("add-membership", json!({ "person": tomas_id, "unit": unit })).await;
    let kofi = house.person("Kofi Mensah").await;
    let (ada, ines, tomas) = (house.signed_in(house.ada).await, house.signed_in(ines_id).await, house.signed_in(tomas_id).await);
    let kofi = house.signed_in(kofi).await;
    Team { house, ada, ines, tomas, kofi, tomas_id, ines_id }
}

/// Asks to be away on one's own page of absences, and follows.
async fn asks(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    let page = browser.get("/absences").await;
    let asked = browser.send(&page, "add-absence", fields).await;
    browser.follow(&asked).await
}

/// The address of the only absence on a page.
fn address(page: &Page) -> String {
    let at = page.html.find("href=\"/absences/").unwrap_or_else(|| panic!("no absence in {}", page.text()));
    page.html[at..].split('"').nth(1).expect("an address").to_owned()
}

const HOLIDAY: [(&str, &str); 4] =
    [("sort", "care"), ("from", "2026-12-01"), ("until.last", "2026-12-04"), ("reason", "My father")];

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_asked_for_answered_by_the_head_and_cancelled() {
    let Team { ines, tomas, .. } = team().await;
    let empty = tomas.get("/absences").await;
    assert!(empty.says("You have no approved absence ahead.") && empty.says("You have no absence ahead."), "{}", empty.text());
    let page = asks(&tomas, &HOLIDAY).await;
    assert!(page.says("1 request of yours waits for an answer."), "{}", page.text());
    assert!(page.says("1 to 4 Dec Asked for care for others"), "{}", page.text());
    let own = tomas.get(&address(&page)).await;
    assert!(own.says("Tomas Lind asks to be away 1 to 4 Dec.") && own.says("Ines Duarte answers this."), "{}", own.text());
    let home = ines.get("/?lens=today").await;
    assert!(home.says("Asked of you") && home.says("Tomas Lind, 1 to 4 Dec Asked for"), "{}", home.text());
    assert!(ines.get("/decisions").await.says("Tomas Lind away 1 to 4 Dec Approve or decline"));
    let queue = ines.get("/absences?view=waiting").await;
    assert!(queue.says("1 request waits for your answer.") && queue.says("My father"), "{}", queue.text());
    let approved = ines.send(&queue, &form_named(&queue, "approve-absence"), &[]).await;
    assert!(ines.follow(&approved).await.says("No request waits for your answer."));
    let page = tomas.get("/absences").await;
    assert!(page.says("You are away 1 to 4 Dec.") && page.says("Approved"), "{}", page.text());
    let cancelled = tomas.send(&page, &form_named(&page, "cancel-absence"), &[]).await;
    let page = tomas.follow(&cancelled).await;
    assert!(
        page.says("You have no approved absence ahead.") && page.says("Before: 1") && page.says("Cancelled"),
        "{}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_taken_back_by_one_click() {
    let Team { ines, tomas, .. } = team().await;
    let at = address(&asks(&tomas, &HOLIDAY).await);
    let page = ines.get(&at).await;
    let done = ines.follow(&ines.send(&page, &form_named(&page, "approve-absence"), &[]).await).await;
    assert!(done.says("Tomas Lind is away 1 to 4 Dec.") && done.says("Approved by ID Ines Duarte"), "{}", done.text());
    let back = undo(&ines, &done).await;
    assert!(ines.follow(&back).await.says("Tomas Lind asks to be away 1 to 4 Dec."));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_declines_says_why_and_a_wrong_span_is_said_at_its_field() {
    let Team { ines, tomas, .. } = team().await;
    let page = tomas.get("/absences").await;
    let wrong = tomas.send(&page, "add-absence", &[("from", "2026-12-04"), ("until.last", "2026-12-01")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("End (2026-12-02) is not after start (2026-12-04)."), "{}", wrong.text());
    let empty = tomas.send(&page, "add-absence", &[("from", "")]).await;
    assert_eq!((empty.status, empty.html.matches("aria-invalid").count()), (422, 2), "first and last day are missing");
    let at = address(&asks(&tomas, &HOLIDAY).await);
    let page = ines.get(&at).await;
    let unsaid = ines.send(&page, &form_named(&page, "decline-absence"), &[]).await;
    assert_eq!(unsaid.status, 422);
    assert!(unsaid.says("The reason is missing.") || unsaid.says("Fill this in."), "{}", unsaid.text());
    let said = ines.send(&page, &form_named(&page, "decline-absence"), &[("because", "The audit is that week.")]).await;
    let page = ines.follow(&said).await;
    assert!(page.says("That Tomas Lind is away 1 to 4 Dec was declined."), "{}", page.text());
    assert!(tomas.get("/absences").await.says("The audit is that week."));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_days_and_only_who_leads_them_sees_why() {
    let Team { ada, ines, tomas, kofi, .. } = team().await;
    let at = address(&asks(&tomas, &HOLIDAY).await);
    for browser in [&ada, &ines, &tomas] {
        assert!(browser.get(&at).await.says("My father"));
    }
    let page = kofi.get(&at).await;
    assert!(page.says("Tomas Lind asks to be away 1 to 4 Dec."), "{}", page.text());
    assert!(!page.html.contains("My father") && !page.says("care for others"), "{}", page.text());
    assert!(!page.html.contains("approve-absence") && !page.html.contains("cancel-absence"));
    let month = kofi.get("/absences?view=team&unit=U-1&month=2026-12").await;
    assert!(month.says("asks for 1 to 4 Dec") && !month.html.contains("My father"), "{}", month.text());
    let history = at.replace("/absences/", "/history/absence/");
    assert!(!kofi.get(&history).await.html.contains("My father"));
    assert_eq!(kofi.get("/absences/00000000-0000-7000-8000-000000000000").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_does_not_answer_their_own_request_and_where_nobody_stands_above_an_administrator_does() {
    let Team { ada, ines, .. } = team().await;
    let at = address(&asks(&ines, &HOLIDAY).await);
    let own = ines.get(&at).await;
    assert!(own.says("Ada Byron answers this.") && !own.html.contains("approve-absence"), "{}", own.text());
    assert!(ines.get("/absences?view=waiting").await.says("No request waits for your answer."));
    let absence = at.trim_start_matches("/absences/");
    let denied = ines.post(&at, &[("command", "approve-absence"), ("absence", absence)]).await;
    assert_eq!(denied.status, 403);
    assert!(denied.says("You asked for this yourself, so somebody else answers. Ask Ada Byron."), "{}", denied.text());
    let page = ada.get("/absences?view=waiting").await;
    let approved = ada.send(&page, &form_named(&page, "approve-absence"), &[]).await;
    assert_eq!(approved.status, 303, "{}", approved.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn before_approving_one_sees_what_it_collides_with() {
    let Team { house, ines, tomas, tomas_id, ines_id, .. } = team().await;
    let project = house.has("add-project", json!({ "name": "Billing portal", "start": "2026-11-30T08:00:00" })).await;
    let task = house.has("add-task", json!({ "name": "Map meters", "project": project, "duration": { "minutes": 960 } })).await;
    house.has("add-demand", json!({ "task": task, "need": { "person": tomas_id } })).await;
    house.brings("add-absence", json!({ "person": ines_id, "from": "2026-12-03", "until": "2026-12-04", "state": { "approved": { "on": "2026-11-20" } } })).await;
    let at = address(&asks(&tomas, &HOLIDAY).await);
    let page = ines.get(&at).await;
    assert!(
        page.says("1 task of theirs is planned in that time, and 1 other person of their units is away then."),
        "{}",
        page.text()
    );
    assert!(
        page.says("Map meters Billing portal 30 Nov 1 Dec") && page.says("Also away ID Ines Duarte 3 Dec"),
        "{}",
        page.text()
    );
    ines.send(&page, &form_named(&page, "approve-absence"), &[]).await;
    let plan = ines.get("/tasks/T-1").await;
    assert!(plan.says("7 Dec"), "the second day of the task waits until Tomas is back: {}", plan.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_a_team_is_drawn_and_said_day_by_day() {
    let Team { house, tomas, tomas_id, .. } = team().await;
    let approved = json!({ "approved": { "on": "2026-11-20" } });
    let morning =
        json!({ "person": tomas_id, "from": "2026-12-10", "until": "2026-12-11", "part": "morning", "state": approved });
    house.brings("add-absence", morning).await;
    let page = tomas.get("/absences?view=team&month=2026-12").await;
    assert!(page.says("Operations: 1 person is away in December."), "{}", page.text());
    assert!(page.html.contains("aria-label=\"Tomas Lind: away 10 Dec, mornings.\""), "{}", page.html);
    assert!(page.says("Tomas Lind away 10 Dec, mornings"), "{}", page.text());
    assert!(page.html.contains("month=2026-11") && page.html.contains("month=2027-01"));
    let wrong = tomas.get("/absences?view=team&unit=Nowhere").await;
    assert!(wrong.says("“Nowhere” is no unit here. Everybody is shown."), "{}", wrong.text());
}
