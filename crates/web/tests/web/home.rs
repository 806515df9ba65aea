//! Home: its lenses, what each of them answers, and what is done from there.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{Browser, House};

/// A unit headed by Ines, with a goal that she answers for, a plan that Jonas manages, and a task of Tomas.
struct Works {
    house: House,
    ines: Browser,
    jonas: Browser,
    tomas: Browser,
    ines_id: Uuid,
    tomas_id: Uuid,
    unit: Uuid,
    project: Uuid,
}

async fn works() -> Works {
    let house = House::founded().await;
    let (unit, ines_id) = house.unit_with_head("Operations", "Ines Duarte").await;
    let (jonas, tomas_id) = (house.person("Jonas Weber").await, house.person("Tomas Lind").await);
    house.has("add-membership", json!({ "person": tomas_id, "unit": unit })).await;
    let period = json!({ "from": "2026-01-01", "until": "2026-12-01" });
    let goal = house.has("add-goal", json!({ "title": "Outages under 20 hours", "unit": unit, "period": period })).await;
    owns(&house, json!({ "goal": goal }), ines_id).await;
    let plan = json!({ "name": "Pump renewal", "unit": unit, "serves": [{ "goal": goal }], "start": "2026-11-23T08:00:00", "target": "2026-12-04" });
    let project = house.has("add-project", plan).await;
    owns(&house, json!({ "project": project }), jonas).await;
    task(&house, project, "Order pumps", 20, Some(tomas_id)).await;
    let (ines, jonas) = (house.signed_in(ines_id).await, house.signed_in(jonas).await);
    let tomas = house.signed_in(tomas_id).await;
    Works { house, ines, jonas, tomas, ines_id, tomas_id, unit, project }
}

async fn owns(house: &House, subject: serde_json::Value, person: Uuid) {
    let (kind, id) = subject.as_object().and_then(|fields| fields.iter().next()).expect("a subject");
    let subject = format!("{kind}/{}", id.as_str().expect("an id"));
    let data = json!({ "subject": subject, "party": { "person": person }, "letter": "accountable" });
    house.has("add-responsibility", data).await;
}

/// A task of so many days.
async fn task(house: &House, project: Uuid, name: &str, days: i64, person: Option<Uuid>) -> Uuid {
    let data = json!({ "name": name, "project": project, "duration": { "minutes": days * 480 } });
    let task = house.has("add-task", data).await;
    if let Some(person) = person {
        house.has("add-demand", json!({ "task": task, "need": { "person": person } })).await;
    }
    task
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_organization_begins_with_steps_that_lead_somewhere() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/").await;
    assert!(page.says("Five steps to the first thread from a goal to a person."), "{}", page.text());
    for (label, href) in [
        ("Import a file", "/import"),
        ("Write a goal", "/goals/new"),
        ("Start a plan", "/plans/new"),
        ("Add a person", "/people/new"),
    ] {
        assert!(page.says(label) && page.html.contains(&format!("href=\"{href}\"")), "{label}");
    }
    house.has("add-goal", json!({ "title": "Smart meters" })).await;
    let page = ada.get("/?lens=lead").await;
    assert!(
        page.says("No plan carries the goal.") && page.says("First steps") && page.says("Write one goal done"),
        "{}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_lens_follows_from_what_one_answers_for_and_the_last_used_one_is_kept() {
    let Works { ines, jonas, tomas, .. } = works().await;
    assert!(ines.get("/").await.says("Will we arrive on time?"));
    assert!(jonas.get("/").await.says("What will slip?"));
    assert!(tomas.get("/").await.says("today, Tomas."));
    let chosen = tomas.get("/?lens=manage").await;
    assert!(chosen.cookie.starts_with("lens=manage; Path=/; HttpOnly; SameSite=Lax"), "{}", chosen.cookie);
    assert!(tomas.get_with("/", "lens=manage").await.says("What will slip?"));
    assert!(tomas.get_with("/", "lens=nonsense").await.says("today, Tomas."));
}

#[tokio::test(flavor = "multi_thread")]
async fn lead_says_which_goal_ends_late_and_by_how_much() {
    let Works { house, ines, unit, .. } = works().await;
    let page = ines.get("/?lens=lead").await;
    assert!(page.says("One of 1 goals ends late. The latest is “Outages under 20 hours”, by 18 days."), "{}", page.text());
    assert!(page.says("Outages under 20 hours Ines Duarte, due 30 Nov Pump renewal 18 days late"), "{}", page.text());
    let period = json!({ "until": "2028-01-01" });
    house.has("add-goal", json!({ "title": "Zero injuries", "unit": unit, "period": period })).await;
    let page = ines.get("/?lens=lead").await;
    assert!(page.says("One goal has no plan yet."), "{}", page.text());
    assert!(page.says("Zero injuries no owner, due 31 Dec 2027 Link a plan No plan yet"), "{}", page.text());
    // A goal without a plan is a loose end; what misses its day, or has nobody, is cut.
    assert!(page.says("Goals to plans 0 Plans to work 1 Work to people 1"), "the picture has its table: {}", page.text());
    assert!(page.html.contains("Links between the layers: goals to plans 0 links cut"));
}

#[tokio::test(flavor = "multi_thread")]
async fn manage_names_the_late_plan_the_overdue_task_and_the_next_step() {
    let Works { house, jonas, tomas_id, unit, .. } = works().await;
    let page = jonas.get("/?lens=manage").await;
    assert!(page.says("One of 1 plans ends after the target. “Pump renewal” is latest, by 14 days."), "{}", page.text());
    assert!(page.says("Pump renewal Jonas Weber, by 4 Dec 14 days late"), "{}", page.text());
    assert!(page.says("nothing Shorten what is critical"), "{}", page.text());
    let old = json!({ "name": "Old works", "unit": unit, "start": "2026-10-01T08:00:00" });
    let old = house.has("add-project", old).await;
    task(&house, old, "Fix the gate", 2, Some(tomas_id)).await;
    house.has("add-position", json!({ "title": "Fitter", "unit": unit })).await;
    let head = house.signed_in(tomas_id).await;
    drop(head);
    let page = works_head(&house).await.get("/?lens=manage").await;
    assert!(page.says("1 task is overdue, and nobody answers for 1."), "{}", page.text());
    assert!(page.says("Ask Tomas Lind about “Fix the gate”"), "{}", page.text());
    assert!(page.says("Fitter, Operations open"), "{}", page.text());
}

/// The browser of Ines, who heads everything.
async fn works_head(house: &House) -> Browser {
    let ines = house.desk.office.value().people().iter().find(|person| &*person.name == "Ines Duarte").map(|person| person.id);
    house.signed_in(organization::RecordId::uuid(ines.expect("Ines"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn today_a_task_is_done_with_one_click_and_taken_back() {
    let Works { tomas, .. } = works().await;
    let page = tomas.get("/?lens=today").await;
    assert!(page.says("One thing today, Tomas."), "{}", page.text());
    assert!(page.says("Goal Outages under 20 hours Plan Pump renewal Task Order pumps"), "{}", page.text());
    let close = form_named(&page.html, "close-");
    let done = tomas.send(&page, &close, &[]).await;
    let after = tomas.follow(&done).await;
    assert!(after.says("Nothing presses today, Tomas.") && after.says("Closed task T-1"), "{}", after.text());
    let undo = after.html.find("action=\"/undo\"").expect("an undo");
    let entry =
        after.html[undo..].split("name=\"entry\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an entry");
    let back = tomas.post("/undo", &[("entry", entry), ("back", "/?lens=today")]).await;
    assert!(tomas.follow(&back).await.says("One thing today, Tomas."));
}

fn form_named(html: &str, start: &str) -> String {
    let from = html.find(&format!("name=\"form\" value=\"{start}")).unwrap_or_else(|| panic!("no form {start} in {html}"));
    html[from..].split('"').nth(3).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn today_a_report_says_how_far_a_task_is_and_nonsense_is_refused() {
    let Works { tomas, ines, .. } = works().await;
    let (page, other) = (tomas.get("/?lens=today").await, tomas.get("/?lens=today").await);
    let report = form_named(&page.html, "report-");
    let wrong = tomas.send(&page, &report, &[("percent", "150"), ("remaining", "4h")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("between 0 and 100 per cent") && wrong.html.contains("value=\"150\""), "{}", wrong.text());
    let garbled = tomas.send(&page, &report, &[("percent", "half")]).await;
    assert_eq!(garbled.status, 422);
    assert!(garbled.says("“half” is not a whole number."), "{}", garbled.text());
    let right = tomas.send(&page, &report, &[("percent", "40"), ("remaining", "12d")]).await;
    assert!(tomas.follow(&right).await.says("40 % done"));
    let again = tomas.send(&page, &report, &[("percent", "40"), ("remaining", "12d")]).await;
    assert_eq!(again.status, 303, "a form that is sent twice happens once");
    let later = tomas
        .follow(&tomas.send(&other, &report, &[("percent", "60"), ("status", "at-risk"), ("text", "It rains.")]).await)
        .await;
    assert!(later.says("60 % done"), "the last report holds: {}", later.text());
    let task = tomas.get("/tasks/T-1").await;
    assert!(task.says("May be late 60% done. It rains. Tomas Lind, 23 Nov"), "{}", task.text());
    assert!(task.says("40% done, 12 days left. Tomas Lind, 23 Nov"), "both were said: {}", task.text());
    let alien = ines.get("/?lens=today").await;
    assert!(alien.says("No task is yours"), "{}", alien.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_for_action_is_asked_back_declined_with_a_reason_or_accepted() {
    let Works { house, ines, tomas, ines_id, tomas_id, .. } = works().await;
    let call = json!({ "title": "Close street permits", "from": ines_id, "answer_by": "2026-11-20", "why": "The crews wait." });
    let call = house.has("issue-directive", call).await;
    house.has("add-answer", json!({ "directive": call, "addressee": { "person": tomas_id } })).await;
    let page = tomas.get("/?lens=today").await;
    assert!(
        page.says("Call for action Ines Duarte, answer by 20 Nov Answer overdue Close street permits The crews wait."),
        "{}",
        page.text()
    );
    assert!(ines.get("/?lens=lead").await.says("Tomas Lind has not answered."));
    let decline = form_named(&page.html, "decline-directive-");
    let empty = tomas.send(&page, &decline, &[("because", "")]).await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    let accept = form_named(&page.html, "accept-directive-");
    let accepted = tomas.send(&page, &accept, &[]).await;
    let page = tomas.follow(&accepted).await;
    assert!(page.says("This call was accepted and is not work yet."), "{}", page.text());
    let plan = form_named(&page.html, "plan-directive-");
    let planned = tomas.send(&page, &plan, &[("work", "T-1")]).await;
    assert_eq!(planned.status, 303, "{}", planned.text());
    assert!(ines.get("/?lens=lead").await.says("1 planned."));
    let denied = ines.post("/", &[("command", "close-task"), ("task", "T-99")]).await;
    assert_eq!(denied.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_waits_is_decided_where_it_is_seen() {
    let Works { house, ines, tomas, unit, tomas_id, project, .. } = works().await;
    let proposal = json!({ "title": "Buy two standby pumps", "unit": unit, "authors": [tomas_id] });
    let proposal = house.has("add-proposal", proposal).await;
    assert!(!ines.get("/?lens=lead").await.says("Buy two standby pumps"), "a draft waits for nobody");
    house.has("open-proposal", json!({ "proposal": proposal })).await;
    let page = ines.get("/?lens=lead").await;
    assert!(page.says("Proposal Tomas Lind, opened today Buy two standby pumps"), "{}", page.text());
    let adopt = form_named(&page.html, "adopt-proposal-");
    let wordless = ines.send(&page, &adopt, &[]).await;
    assert_eq!(wordless.status, 422);
    assert!(wordless.says("Say why: whoever proposed it wants to know."), "{}", wordless.text());
    let adopted = ines.send(&page, &adopt, &[("reasons", "One pump stands still each week.")]).await;
    assert!(ines.get("/decisions/N-1").await.says("One pump stands still each week."));
    assert!(!ines.follow(&adopted).await.text().contains("Proposal\nTomas Lind"), "it waits no more");
    let again = ines.send(&page, &adopt, &[("id", &Uuid::from_u128(7).to_string()), ("reasons", "Again.")]).await;
    assert_eq!(again.status, 422, "{project}: what was decided stays decided");
    assert!(!tomas.get("/?lens=lead").await.html.contains("adopt-proposal-"));
}
