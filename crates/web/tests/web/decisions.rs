//! Decisions: what waits for somebody, calls for action with their answers, proposals, and the log.

use serde_json::json;
use uuid::Uuid;

use crate::harness::{House, Page};
use crate::steps::{form_named, undo};

/// Works headed by Ines, Safety headed by Marta, and Lena who only works here.
struct Cast {
    house: House,
    works: Uuid,
    ines: Uuid,
    marta: Uuid,
    lena: Uuid,
}

async fn cast() -> Cast {
    let house = House::founded().await;
    let (works, ines) = house.unit_with_head("Works", "Ines Duarte").await;
    let (_, marta) = house.unit_with_head("Safety", "Marta Kovac").await;
    let lena = house.person("Lena Ström").await;
    house.has("add-membership", json!({ "person": lena, "unit": works })).await;
    Cast { house, works, ines, marta, lena }
}

/// A call of Ines to Safety and Lena, to be answered by 27 November.
async fn called(cast: &Cast) {
    let ines = cast.house.signed_in(cast.ines).await;
    let form = ines.get("/decisions/new-call").await;
    let typed = [
        ("title", "Close the street"),
        ("called", "Safety; Lena Ström"),
        ("why", "The pilot cannot begin."),
        ("answer_by", "2026-11-27"),
        ("due", "2026-12-11"),
    ];
    let answer = ines.send(&form, "issue-directive", &typed).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// The lines of a page from one that begins so to the next that begins so.
fn lines(page: &Page, from: &str, to: &str) -> String {
    let text = page.text();
    let kept = text.lines().skip_while(|line| !line.starts_with(from)).take_while(|line| !line.starts_with(to));
    kept.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_to_everybody_it_names_as_one_change() {
    let cast = cast().await;
    let ines = cast.house.signed_in(cast.ines).await;
    let form = ines.get("/decisions/new-call").await;
    let refused = ines.send(&form, "issue-directive", &[("title", "Close the street"), ("called", "Nobody Known")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("“Nobody Known” is nobody here."), "{}", refused.text());
    let refused = ines.send(&form, "issue-directive", &[("title", "Close the street")]).await;
    assert!(refused.says("Say whom you call."), "{}", refused.text());
    let typed = [("called", "Safety; U-1"), ("called.2", "Lena Ström"), ("answer_by", "2026-11-27")];
    let page = ines.follow(&ines.send(&refused, "issue-directive", &typed).await).await;
    insta::assert_snapshot!(lines(&page, "Call for action D-1", "Edit"), @"
    Call for action D-1, from Ines Duarte, issued 23 Nov
    Close the street: 0 of 3 have answered
    Safety, Works and Lena Ström have not answered; an answer is wanted by 27 Nov.
    ");
    undo(&ines, &page).await;
    assert_eq!(ines.get("/decisions/D-1").await.status, 404, "the call and its answers are gone together");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_addressee_asks_back_and_says_why_it_cannot_be_done() {
    let cast = cast().await;
    called(&cast).await;
    let (ines, marta) = (cast.house.signed_in(cast.ines).await, cast.house.signed_in(cast.marta).await);
    let queue = marta.get("/decisions").await;
    assert!(queue.says("One thing waits for you."), "{}", queue.text());
    assert!(queue.says("Close the street D-1 Answer for Safety"), "{}", queue.text());
    assert!(queue.html.contains("1<span class=\"visually-hidden\"> waiting for you</span>"), "the rail counts it");
    let page = marta.get("/decisions/D-1").await;
    assert!(page.says("Yours to answer"), "{}", page.text());
    let answer = marta.send(&page, &form_named(&page, "question-directive"), &[("question", "Both lanes?")]).await;
    let page = marta.follow(&answer).await;
    assert!(page.says("Safety asks back."), "{}", page.text());
    assert!(marta.get("/decisions").await.says("Nothing waits for you."));

    let page = ines.get("/decisions/D-1").await;
    assert!(ines.get("/decisions").await.says("Answer what Safety asks"));
    let form = form_named(&page, "clarify-directive");
    let empty = ines.send(&page, &form, &[("text", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.says("Write what the addressee is to know."), "{}", empty.text());
    let page = ines.follow(&ines.send(&page, &form, &[("text", "Only the northern one.")]).await).await;
    assert!(page.says("Safety asked: “Both lanes?” Only the northern one."), "{}", page.text());

    let page = marta.get("/decisions/D-1").await;
    let form = form_named(&page, "decline-directive");
    let refused = marta.send(&page, &form, &[("because", "")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.title().starts_with("Error:"), "{}", refused.title());
    let field = format!("#{form}-because");
    assert!(refused.html.contains(&format!(r#"<a href="{field}">Say why: the sender reads it.</a>"#)), "{}", refused.html);
    let page = marta.follow(&marta.send(&page, &form, &[("because", "The bus runs there.")]).await).await;
    assert!(page.says("Declined On 23 Nov by Marta Kovac The bus runs there."), "{}", page.text());
    assert!(page.form(&form).is_none(), "it is answered");
    let page = ines.get("/decisions/D-1").await;
    let page = ines.follow(&ines.send(&page, &form_named(&page, "reopen-directive"), &[]).await).await;
    assert!(page.says("0 of 2 have answered"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_becomes_work_and_is_confirmed() {
    let cast = cast().await;
    called(&cast).await;
    let project = cast.house.has("add-project", json!({ "name": "Street works", "start": "2026-11-30T08:00:00" })).await;
    let task = json!({ "name": "Traffic plan", "project": project, "duration": { "minutes": 960 } });
    cast.house.has("add-task", task).await;
    let (ines, lena) = (cast.house.signed_in(cast.ines).await, cast.house.signed_in(cast.lena).await);
    let page = lena.get("/decisions/D-1").await;
    let page = lena.follow(&lena.send(&page, &form_named(&page, "accept-directive"), &[]).await).await;
    assert!(page.says("Lena Ström accepted and has not planned it."), "{}", page.text());
    assert!(lena.get("/decisions").await.says("Say which work it became, for Lena Ström"));
    let form = form_named(&page, "plan-directive");
    let refused = lena.send(&page, &form, &[("work", "T-99")]).await;
    assert!(refused.status == 422 && refused.says("“T-99” is no task here."), "{}", refused.text());
    let page = lena.follow(&lena.send(&page, &form, &[("work", "T-1")]).await).await;
    insta::assert_snapshot!(lines(&page, "Traffic plan", "Comments"), @"
    Traffic plan
    for Lena Ström
    30 Nov
    1 Dec
    Take out: CSV: The work that it became Excel: The work that it became
    ");
    let page = lena.follow(&lena.send(&page, &form_named(&page, "finish-directive"), &[]).await).await;
    assert!(page.form(&form_named_or_none(&page, "confirm-directive")).is_none(), "whoever is called does not confirm");
    let page = ines.get("/decisions/D-1").await;
    assert!(page.says("One answer is done and waits to be confirmed."), "{}", page.text());
    let page = ines.follow(&ines.send(&page, &form_named(&page, "confirm-directive"), &[]).await).await;
    insta::assert_snapshot!(lines(&page, "Confirmed", "Call somebody"), @"
    Confirmed
    Safety
    23 Nov
    Not answered
    Lena Ström
    23 Nov
    Accepted
    yes
    23 Nov
    Take out: CSV: Who was called, and how far each answer is Excel: Who was called, and how far each answer is
    ");
    let page = ines.follow(&ines.send(&page, "withdraw-directive", &[]).await).await;
    assert!(page.says("Close the street: done and confirmed"), "what is open is withdrawn: {}", page.text());
    let page = ines.follow(&ines.send(&page, "add-answer", &[("addressee", "Works")]).await).await;
    assert!(page.says("1 of 2 have answered"), "{}", page.text());
}

fn form_named_or_none(page: &Page, beginning: &str) -> String {
    if page.html.contains(&format!(r#"value="{beginning}"#)) { form_named(page, beginning) } else { String::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_part_in_a_call_sees_it_and_takes_no_step() {
    let cast = cast().await;
    called(&cast).await;
    let omar = cast.house.person("Omar Farouk").await;
    let omar = cast.house.signed_in(omar).await;
    let page = omar.get("/decisions/D-1").await;
    assert!(page.says("The pilot cannot begin."), "{}", page.text());
    for step in ["accept-", "plan-", "decline-", "question-", "confirm-", "withdraw-", "add-answer"] {
        assert!(!page.html.contains(&format!(r#"name="form" value="{step}"#)), "{step} is not theirs");
    }
    let form = omar.get("/decisions/new-call").await;
    let denied = omar.send(&form, "issue-directive", &[("title", "Do it"), ("called", "Safety")]).await;
    assert_eq!(denied.status, 403, "{}", denied.text());
    for address in ["/decisions", "/decisions/D-1", "/decisions/new-proposal", "/policies"] {
        assert_eq!(cast.house.stranger().get(address).await.status, 303, "{address} asks to sign in");
    }
    for address in ["/decisions/D-9", "/decisions/C-1", "/decisions/N-1", "/decisions/G-1", "/decisions/x", "/policies/L-1"] {
        assert_eq!(omar.get(address).await.status, 404, "{address}");
    }
    let moved = omar.get("/D-1").await;
    assert_eq!((moved.status, &*moved.location), (303, "/decisions/D-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_a_call_or_a_proposal_is_shown_under_decisions() {
    let cast = cast().await;
    cast.house.has("add-goal", json!({ "title": "Fewer leaks", "unit": cast.works })).await;
    let ada = cast.house.signed_in(cast.house.ada).await;
    assert_eq!(ada.get("/decisions/G-1").await.status, 404);
    assert_eq!(ada.get("/decisions/G-1/edit").await.status, 404);
    assert_eq!(ada.get("/policies/G-1").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_goes_from_draft_to_trial_to_a_recorded_decision() {
    let cast = cast().await;
    cast.house.has("add-project", json!({ "name": "Night walks", "start": "2026-11-30T08:00:00" })).await;
    let (ines, lena) = (cast.house.signed_in(cast.ines).await, cast.house.signed_in(cast.lena).await);
    let form = lena.get("/decisions/new-proposal").await;
    let typed =
        [("title", "Walk at night"), ("challenges", "U-1"), ("hypothesis", "Leaks are heard."), ("measure", "Leaks a week")];
    let page = lena.follow(&lena.send(&form, "add-proposal", &typed).await).await;
    insta::assert_snapshot!(lines(&page, "Proposal C-1", "Edit"), @"
    Proposal C-1, from Lena Ström, written 23 Nov
    Draft
    Walk at night: a draft
    It challenges Works.
    ");
    assert!(page.form("adopt-proposal").is_none() && page.form("try-proposal").is_none(), "a draft is not decided");
    let page = lena.follow(&lena.send(&page, "open-proposal", &[]).await).await;
    assert!(page.says("Walk at night: open since today"), "{}", page.text());
    assert!(page.says("The head of Works decides."), "{}", page.text());
    assert!(page.form("adopt-proposal").is_none(), "its author does not decide it");
    let page = lena.follow(&lena.send(&page, "try-proposal", &[("project", "Night walks")]).await).await;
    assert!(page.says("on trial") && page.says("Night walks tries it"), "{}", page.text());

    assert!(ines.get("/decisions").await.says("Walk at night C-1 Decide"));
    let page = ines.get("/decisions/C-1").await;
    let refused = ines.send(&page, "adopt-proposal", &[("reasons", "")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Say why: whoever proposed it wants to know."), "{}", refused.text());
    let page = ines.follow(&ines.send(&page, "adopt-proposal", &[("reasons", "Eleven leaks in a week.")]).await).await;
    assert!(page.says("Walk at night: adopted on 23 Nov"), "{}", page.text());
    assert!(page.says("Walk at night N-1 Adopted"), "{}", page.text());
    assert!(page.form("reject-proposal").is_none(), "it is decided once");
    let decision = lena.get("/decisions/N-1").await;
    assert!(decision.says("Why Eleven leaks in a week."), "{}", decision.text());
    assert!(decision.says("About Walk at night"), "{}", decision.text());
    let entry = page.address.split("done=").nth(1).expect("what was done");
    assert!(!page.html.contains(r#"action="/undo""#), "a decision stands: {}", page.text());
    let refused = ines.post("/undo", &[("entry", entry), ("back", "/decisions/C-1")]).await;
    assert!(refused.status == 422 && refused.says("N-1 “Walk at night” stands"), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_named_to_decide_a_proposal_decides_it_though_they_head_nothing() {
    let cast = cast().await;
    let mia = cast.house.person("Mia Voss").await;
    let proposal = json!({ "title": "Buy a drone", "unit": cast.works, "authors": [cast.lena], "approvers": [mia] });
    let proposal = cast.house.has("add-proposal", proposal).await;
    cast.house.has("open-proposal", json!({ "proposal": proposal })).await;
    let lena = cast.house.signed_in(cast.lena).await;
    assert!(lena.get("/decisions/C-1").await.form("reject-proposal").is_none(), "its author does not decide it");
    let change = [("command", "change-proposal"), ("proposal", "C-1"), ("approvers", "Mia Voss; Lena Ström")];
    assert_eq!(lena.post("/decisions/C-1", &change).await.status, 403, "nor do they make themselves the one who does");
    let mia = cast.house.signed_in(mia).await;
    assert!(mia.get("/decisions").await.says("Buy a drone C-1 Decide"));
    let page = mia.get("/decisions/C-1").await;
    let page = mia.follow(&mia.send(&page, "reject-proposal", &[("reasons", "The wind is too strong.")]).await).await;
    assert!(page.says("Buy a drone: rejected on 23 Nov"), "{}", page.text());
    assert!(mia.get("/goals/new").await.status == 200 && page.form("change-proposal").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_waited_too_long_comes_first() {
    let cast = cast().await;
    let state = json!({ "open": { "since": "2026-01-05" } });
    cast.house.brings("add-proposal", json!({ "title": "One hotline", "unit": cast.works, "state": state })).await;
    let from = json!({ "title": "Answer me", "from": cast.marta, "answer_by": "2026-11-01" });
    let directive = cast.house.has("issue-directive", from).await;
    cast.house.has("add-answer", json!({ "directive": directive, "addressee": { "unit": cast.works } })).await;
    let ines = cast.house.signed_in(cast.ines).await;
    let page = ines.get("/decisions").await;
    assert!(page.says("2 things wait for you; 2 are late."), "{}", page.text());
    let text = page.text();
    assert!(text.find("One hotline") < text.find("Answer me"), "{text}");
    assert!(ines.get("/decisions?view=proposals").await.says("1 proposal waits for a decision; 1 too long."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_searched_and_a_decision_is_superseded_by_another() {
    let cast = cast().await;
    cast.house.has("add-goal", json!({ "title": "Fewer leaks", "unit": cast.works })).await;
    let ines = cast.house.signed_in(cast.ines).await;
    let form = ines.get("/decisions/new-decision?about=G-1").await;
    let typed = [("question", "Which street first?"), ("choice", "Harbour Road"), ("reasons", "The masts stand.")];
    let page = ines.follow(&ines.send(&form, "record-decision", &typed).await).await;
    assert!(page.says("Which street first? Harbour Road"), "{}", page.text());
    let form = ines.get("/decisions/new-decision?supersedes=N-1").await;
    let page = ines.follow(&ines.send(&form, "record-decision", &[("choice", "Mill Lane"), ("reasons", "")]).await).await;
    assert!(page.says("It superseded N-1 on 23 Nov."), "{}", page.text());
    let first = ines.get("/decisions/N-1").await;
    assert!(first.says("This no longer holds. It was superseded by N-2 on 23 Nov."), "{}", first.text());
    let log = ines.get("/decisions?view=log&q=masts").await;
    assert!(log.says("1 decision speaks of “masts”."), "{}", log.text());
    assert!(log.says("Superseded") && !log.says("Mill Lane"), "{}", log.text());
    assert!(ines.get("/goals/G-1").await.html.contains(r#"href="/decisions/N-2""#), "the goal leads to its decisions");
    let lena = cast.house.signed_in(cast.lena).await;
    assert!(!lena.get("/decisions/N-2").await.says("Decide anew"), "the goal is not hers");
    let form = lena.get("/decisions/new-decision?about=G-1").await;
    assert_eq!(lena.send(&form, "record-decision", &typed).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_changed_and_found() {
    let cast = cast().await;
    called(&cast).await;
    cast.house.indexed("street").await;
    let ines = cast.house.signed_in(cast.ines).await;
    let found = ines.get("/search?q=street").await;
    assert!(found.html.contains(r#"href="/decisions/D-1""#), "{}", found.html);
    let form = ines.get("/decisions/D-1/edit").await;
    let page = ines.follow(&ines.send(&form, "change-directive", &[("limits", "Not on Sundays.")]).await).await;
    assert!(page.says("Limits Not on Sundays."), "{}", page.text());
    let calls = ines.get("/decisions?view=calls&show=sent").await;
    assert!(calls.says("1 call from you."), "{}", calls.text());
    let marta = cast.house.signed_in(cast.marta).await;
    assert!(marta.get("/decisions?view=calls&show=mine").await.says("1 call to you."));
    assert!(!marta.get("/decisions/D-1").await.html.contains("/decisions/D-1/edit"), "it is not hers to change");
}
