//! People: who is here, who belongs where, and what a person carries.

use serde_json::json;

use crate::harness::{Browser, House, Page};

/// Ada administers; Ines heads Operations; Tomas is a member of it.
struct Staffed {
    house: House,
    ada: Browser,
    ines: Browser,
    tomas: Browser,
    unit: uuid::Uuid,
    tomas_id: uuid::Uuid,
}

async fn staffed() -> Staffed {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Operations", "Ines Duarte").await;
    let tomas = house.has("add-person", json!({ "name": "Tomas Lind", "email": "tomas@example.org" })).await;
    house.has("add-membership", json!({ "person": tomas, "unit": unit, "dated": { "from": "2025-01-01" } })).await;
    let (ada_browser, ines_browser, tomas_browser) =
        (house.signed_in(house.ada).await, house.signed_in(ines).await, house.signed_in(tomas).await);
    Staffed { house, ada: ada_browser, ines: ines_browser, tomas: tomas_browser, unit, tomas_id: tomas }
}

/// The name of the first form of a page that begins so.
fn form_named(page: &Page, start: &str) -> String {
    let from =
        page.html.find(&format!("name=\"form\" value=\"{start}")).unwrap_or_else(|| panic!("no form {start} in {}", page.text()));
    page.html[from..].split('"').nth(3).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_is_asked_to_sign_in_first() {
    let house = House::founded().await;
    let answer = house.stranger().get("/people?unit=U-1").await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/sign-in?next=/people%3Funit%3DU-1"));
    let ada = house.signed_in(house.ada).await;
    assert!(ada.get("/people").await.says("1 person is here, in no unit yet."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_answers_who_is_here_and_who_heads_what() {
    let Staffed { house, tomas, unit, .. } = staffed().await;
    house.has("add-position", json!({ "title": "Planner", "unit": unit })).await;
    let page = tomas.get("/people").await;
    assert_eq!(page.status, 200);
    assert!(page.says("3 people are here, in 1 unit. 1 position is open."), "{}", page.text());
    assert!(page.says("Ines Duarte Head Operations Operations 0"), "{}", page.text());
    assert!(page.says("Ada Byron none yet 0"), "{}", page.text());
    let unit = tomas.get("/people?unit=U-1").await;
    assert!(unit.says("Operations: 2 people, headed by Ines Duarte, 1 position open."), "{}", unit.text());
    assert!(unit.says("Planner O-2 Open: nobody holds it"), "{}", unit.text());
    assert!(unit.says("You can look. To change this unit, ask Ines Duarte."), "{}", unit.text());
    let named = tomas.get("/people?name=lind").await;
    assert!(named.says("Tomas Lind") && !named.text().contains("Ada Byron\n"), "{}", named.text());
    assert!(tomas.get("/people?name=zzz").await.says("Nobody here is called “zzz”"));
    assert_eq!(tomas.get("/people?unit=U-99").await.status, 404);
    assert_eq!(tomas.get("/people/H-99").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_comes_in_pages_of_a_hundred() {
    let house = House::founded().await;
    for number in 0..120 {
        house.person(&format!("Person {number:03}")).await;
    }
    let ada = house.signed_in(house.ada).await;
    let first = ada.get("/people").await;
    assert!(first.says("1 to 100 of 121 people"), "{}", first.text());
    assert!(first.says("Person 098") && !first.says("Person 099"));
    let second = ada.get("/people?page=2").await;
    assert!(second.says("101 to 121 of 121 people") && second.says("Person 119"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_added_with_their_unit_and_taken_back_in_one_step() {
    let Staffed { ada, ines, .. } = staffed().await;
    let form = ada.get("/people/new?unit=U-1").await;
    let wrong = ada.send(&form, "add-person", &[("name", ""), ("affiliation", "Harbour Ltd"), ("unit", "Atlantis")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.title().starts_with("Error:"), "{}", wrong.title());
    assert!(wrong.says("Fill this in.") && wrong.says("“Atlantis” is no unit here."), "{}", wrong.text());
    assert!(wrong.html.contains("value=\"Harbour Ltd\"") && wrong.html.contains("value=\"Atlantis\""), "what was typed stays");
    let right = ada.send(&wrong, "add-person", &[("name", "Mei Chen"), ("unit", "U-1 Operations")]).await;
    let page = ada.follow(&right).await;
    assert!(page.says("Mei Chen Operations"), "{}", page.text());
    assert!(page.says("Mei Chen carries no open task. Nothing near is loose."), "{}", page.text());
    let undo = page.html.find("action=\"/undo\"").expect("an undo");
    let field = |name: &str| {
        let rest = &page.html[undo..];
        let at = rest.find(&format!("name=\"{name}\" value=\"")).expect("a field");
        rest[at..].split('"').nth(3).expect("a value").to_owned()
    };
    let back = ada.post("/undo", &[("entry", &field("entry")), ("id", &field("id")), ("back", "/people")]).await;
    assert!(ada.follow(&back).await.says("3 people are here"), "the person and the membership are gone");
    let others = ines.get("/people/new").await;
    assert!(others.says("New people are added by administrators. Ask Ada Byron."), "{}", others.text());
    assert_eq!(ines.post("/people/new", &[("command", "add-person"), ("name", "Eve")]).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_changed_and_a_wrong_value_is_said_beside_its_field() {
    let Staffed { ada, tomas, ines, .. } = staffed().await;
    let page = ines.get("/people/H-3").await;
    let wrong = ines.send(&page, "change-person", &[("name", "Tomas L."), ("employed.from", "yesterday")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("“yesterday” is not a date. Write it as 2026-11-23."), "{}", wrong.text());
    assert!(
        wrong.html.contains("value=\"Tomas L.\"")
            && wrong.html.contains("<details class=\"fold\" id=\"change-person-box\" open>")
    );
    let right = ines.send(&wrong, "change-person", &[("employed.from", "2024-03-01"), ("weekly_minutes", "36 h")]).await;
    let page = ines.follow(&right).await;
    assert!(page.says("Tomas L.") && page.says("since 1 Mar 2024") && page.says("36 h a week"), "{}", page.text());
    let alien = tomas.get("/people/H-1").await;
    assert!(alien.form("change-person").is_none(), "a form that would be denied is not drawn");
    let denied = tomas.post("/people/H-1", &[("command", "change-person"), ("person", "H-1"), ("name", "Eve")]).await;
    assert_eq!(denied.status, 403);
    assert!(ada.get("/people/H-1").await.says("Ada Byron"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_field_see_both_versions() {
    let Staffed { ada, ines, .. } = staffed().await;
    let (first, second) = (ines.get("/people/H-3").await, ada.get("/people/H-3").await);
    assert_eq!(ines.send(&first, "change-person", &[("name", "Tomas Lindgren")]).await.status, 303);
    let stale = ada.send(&second, "change-person", &[("name", "Tom Lind")]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.says("Ines Duarte changed Name"), "{}", stale.text());
    assert!(stale.says("Tomas Lindgren Tom Lind") || stale.says("Name Tomas Lindgren"), "{}", stale.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_e_mail_address_is_seen_by_who_may_and_says_who_else_does() {
    let Staffed { house, ada, ines, tomas, .. } = staffed().await;
    for browser in [&ada, &ines, &tomas] {
        let page = browser.get("/people/H-3").await;
        assert!(page.says("tomas@example.org") && page.says("The head is Ines Duarte today."), "{}", page.text());
    }
    let stranger = house.person("Somebody Else").await;
    let page = house.signed_in(stranger).await.get("/people/H-3").await;
    assert_eq!(page.status, 200);
    assert!(!page.html.contains("tomas@example.org") && !page.says("Who can see this?"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn memberships_and_appointments_begin_change_and_end() {
    let Staffed { house, ines, unit, .. } = staffed().await;
    house.has("add-position", json!({ "title": "Planner", "unit": unit })).await;
    let page = ines.get("/people/H-3").await;
    let wrong = ines.send(&page, "add-appointment", &[("position", "O-2"), ("dated.last", "2020-01-01")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("This was not saved") && wrong.html.contains("value=\"O-2\""), "{}", wrong.text());
    let right = ines.send(&wrong, "add-appointment", &[("dated.last", "")]).await;
    let page = ines.follow(&right).await;
    assert!(page.says("Planner, Operations holds the position, since 23 Nov"), "{}", page.text());
    let member = form_named(&page, "end-");
    let ended = ines.send(&page, &member, &[("until", "2026-11-24")]).await;
    assert_eq!(ended.status, 303, "{}", ended.text());
    let page = ines.get("/people?unit=U-1").await;
    assert!(page.says("Planner O-2") && page.says("23 Nov to 23 Nov"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_responsibility_is_added_and_handed_over_and_a_second_accountable_is_refused() {
    let Staffed { house, ada, unit, tomas_id, .. } = staffed().await;
    house.has("add-goal", json!({ "title": "Outages under 20 hours", "unit": unit })).await;
    let page = ada.get("/people/H-3").await;
    let right = ada.send(&page, "add-responsibility", &[("subject", "G-1"), ("letter", "accountable")]).await;
    let page = ada.follow(&right).await;
    assert!(page.says("A Accountable Outages under 20 hours"), "{}", page.text());
    let other = ada.get("/people/H-2").await;
    let second = ada.send(&other, "add-responsibility", &[("subject", "G-1"), ("letter", "accountable")]).await;
    assert_eq!(second.status, 422);
    assert!(second.says("Tomas Lind"), "the refusal says who is accountable: {}", second.text());
    assert!(second.html.contains("value=\"G-1\""), "what was typed stays");
    let change = form_named(&page, "change-0");
    let over = ada.send(&page, &change, &[("party", "H-2 Ines Duarte")]).await;
    assert_eq!(over.status, 303, "{}", over.text());
    assert!(ada.get("/people/H-2").await.says("A Accountable Outages under 20 hours"));
    assert!(!ada.get("/people/H-3").await.says("Outages"), "{tomas_id} carries it no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_added_changed_closed_and_its_members_come_in() {
    let Staffed { ada, ines, .. } = staffed().await;
    let page = ines.get("/people?unit=U-1").await;
    let added = ines.send(&page, "add-unit", &[("name", "Crew A"), ("sort", "crew")]).await;
    let page = ines.follow(&added).await;
    assert!(page.says("Crew A"), "{}", page.text());
    let crew = ines.get("/people?unit=U-2").await;
    assert!(crew.says("Crew A: nobody yet, headed by nobody."), "{}", crew.text());
    let wrong = ines.send(&crew, "add-membership", &[("person", "Nobody Known")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("“Nobody Known” is no person here.") && wrong.html.contains("value=\"Nobody Known\""), "{}", wrong.text());
    let right = ines.send(&crew, "add-membership", &[("person", "Tomas Lind")]).await;
    assert!(ines.follow(&right).await.says("Crew A: 1 person, headed by nobody."));
    let loops = ada.send(&ada.get("/people?unit=U-1").await, "change-unit", &[("parent", "U-2")]).await;
    assert_eq!(loops.status, 422, "a unit does not hang under itself");
    let closed = ada.send(&ada.get("/people?unit=U-2").await, "close-unit", &[]).await;
    assert!(ada.follow(&closed).await.says("This unit was closed on 23 Nov."));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_invites_and_the_link_lets_in_once() {
    let Staffed { house, ada, ines, .. } = staffed().await;
    let page = ada.get("/people/H-3").await;
    assert!(page.says("No account yet") || page.says("Active"), "{}", page.text());
    let wrong = ada.send(&page, "invite", &[("login", "two words")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("A login must have") && wrong.html.contains("value=\"two words\""), "{}", wrong.text());
    let made = ada.send(&page, "invite", &[("login", "tomas@example.org")]).await;
    assert_eq!(made.status, 200);
    let link = made.html.split("data-copy=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
    assert!(link.starts_with("http://localhost/invitation/"), "{link}");
    assert!(!ada.get("/people/H-3").await.html.contains("/invitation/"), "it is shown once");
    let address = link.trim_start_matches("http://localhost");
    assert_eq!(house.stranger().get(address).await.status, 200);
    let out = ada.send(&ada.get("/people/H-3").await, "deactivate", &[]).await;
    assert_eq!(out.status, 303);
    assert!(ada.get("/people/H-3").await.says("Deactivated"));
    assert_eq!(house.stranger().get(address).await.status, 404, "whoever is kept out has no open link");
    assert_eq!(ada.send(&ada.get("/people/H-3").await, "activate", &[]).await.status, 303);
    assert!(!ines.get("/people/H-3").await.says("Only administrators see this."));
    assert_eq!(ines.post("/people/H-3/account", &[("do", "deactivate")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_shows_their_threads_and_their_work_and_no_rank() {
    let Staffed { house, tomas, unit, tomas_id, .. } = staffed().await;
    let goal = house.has("add-goal", json!({ "title": "Self-service billing", "unit": unit })).await;
    let project = house.has("add-project", json!({ "name": "Billing portal", "serves": [{ "goal": goal }] })).await;
    let loose = house.has("add-project", json!({ "name": "Odd jobs" })).await;
    let task = house.has("add-task", json!({ "name": "Map meters", "project": project })).await;
    let done = house.has("add-task", json!({ "name": "Count meters", "project": project })).await;
    let odd = house.has("add-task", json!({ "name": "Tidy up", "project": loose })).await;
    for task in [task, done, odd] {
        house.has("add-demand", json!({ "task": task, "need": { "person": tomas_id } })).await;
    }
    house.has("close-task", json!({ "task": done, "on": "2026-11-20" })).await;
    let page = tomas.get("/people/H-3").await;
    assert!(page.says("Goal Self-service billing Plan Billing portal Task Map meters Person Tomas Lind"), "{}", page.text());
    assert!(page.says("Goal none , the link to the next is cut Plan Odd jobs Task Tidy up"), "{}", page.text());
    assert!(page.says("Tomas Lind carries 2 open tasks in 2 threads."), "{}", page.text());
    let over = tomas.get("/people/H-3?tasks=done").await;
    assert!(over.says("Count meters Billing portal Done 20 Nov"), "{}", over.text());
}
