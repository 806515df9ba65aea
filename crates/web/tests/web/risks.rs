//! Risks: the register in the order of what each is worth, one risk with its impacts, and who may accept it.

use serde_json::json;
use uuid::Uuid;

use crate::harness::House;
use crate::steps::undo;

/// Works headed by Ines, with a plan of two tasks in a row and a third that can slip, and three risks.
async fn works() -> (House, Uuid, Uuid) {
    let house = House::founded().await;
    let (unit, ines) = house.unit_with_head("Works", "Ines Duarte").await;
    let budget = json!({ "minor": 10_000_000, "currency": "EUR" });
    let project =
        house.has("add-project", json!({ "name": "Wave 2", "unit": unit, "start": "2026-11-23", "budget": budget })).await;
    let task = |name: &str, days: i64| json!({ "project": project, "name": name, "duration": { "minutes": days * 480 } });
    let dig = house.has("add-task", task("Dig", 5)).await;
    let lay = house.has("add-task", task("Lay", 10)).await;
    let paint = house.has("add-task", task("Paint", 2)).await;
    house.has("add-dependency", json!({ "from": dig, "to": lay })).await;
    let subject = json!(format!("project/{project}"));
    let risk = |title: &str, probability: u8| json!({ "title": title, "subject": subject, "probability": probability });
    let days = |best: i64, likely: i64, worst: i64| json!({ "optimistic": best * 480, "likely": likely * 480, "pessimistic": worst * 480 });
    let rain = house.has("add-risk", risk("Rain", 90)).await;
    house.has("add-risk-impact", json!({ "risk": rain, "task": paint, "time": days(1, 2, 3) })).await;
    let permit = house.has("add-risk", risk("Late permit", 50)).await;
    let money = json!({ "optimistic": 100_000, "likely": 200_000, "pessimistic": 900_000, "currency": "EUR" });
    house.has("add-risk-impact", json!({ "risk": permit, "task": dig, "time": days(2, 4, 12), "money": money })).await;
    house.has("add-risk", json!({ "title": "Strike", "subject": subject, "review": "2026-10-01" })).await;
    (house, ines, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_ranks_risks_by_what_they_are_worth() {
    let (house, ines, _) = works().await;
    let ines = house.signed_in(ines).await;
    let page = ines.get("/risks").await;
    insta::assert_snapshot!(page.text(), @"
    3 risks are open, worth 4.3 days of work in expectation.
    “Late permit” is expected to move plans by 2.5 days, most of all. Nobody has said what is done about 3 risks. 1 review is overdue.
    Name a risk
    RankedMap
    Open 3Closed 0All 3
    Register
    Risks, what is worth most first
    Risk
    Response
    Chance
    Expected delay
    Moves plans by
    Expected cost
    Review
    Late permit
    R-2, hits Wave 2, nobody answers for it
    Undecided
    50%
    2.5 days
    2.5 days
    1,500 EUR
    Rain
    R-1, hits Wave 2, nobody answers for it
    Undecided
    90%
    1.8 days
    Strike
    R-3, hits Wave 2, nobody answers for it
    Undecided
    Overdue since 1 Oct
    Take out: CSV: Risks, what is worth most first Excel: Risks, what is worth most first
    ");
    let map = ines.get("/risks?view=map").await;
    assert!(map.says("to 60% R-2"), "{}", map.text());
    assert!(map.says("One risk has no place here"), "{}", map.text());
    assert!(ines.get("/risks?state=closed").await.says("No risk is closed"));
    assert_eq!(ines.get("/risks/R-9").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_risk_says_why_what_and_what_it_moves() {
    let (house, ines, _) = works().await;
    let ines = house.signed_in(ines).await;
    let edit = ines.get("/risks/R-2/edit").await;
    let typed = [
        ("cause", "the office is short of staff"),
        ("event", "the permit comes late"),
        ("effect", "nobody can dig."),
        ("probability", "150"),
    ];
    let wrong = ines.send(&edit, "change-risk", &typed).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("A probability must lie between 0 and 100 per cent"), "{}", wrong.text());
    let right = [typed[0], typed[1], typed[2], ("probability", "40")];
    let page = ines.follow(&ines.send(&edit, "change-risk", &right).await).await;
    let text = page.text();
    let kept: Vec<&str> = text.lines().take_while(|line| !line.starts_with("Remove Dig")).collect();
    insta::assert_snapshot!(kept.join("\n"), @"
    Risk R-2, watched by nobody
    Undecided
    Late permit: expected to move plans by 2 days
    If it happens it costs 5 days of work; it happens in 40 of 100 cases. In expectation it costs 1,200 EUR. It moves “Wave 2”.
    Edit
    Goalno goal, the link to the next is cut
    PlanWave 2
    Work3 open tasks, the link to the next is cut
    Personnobody
    What may happen
    Because the office is short of staff, it may happen that the permit comes late, so that nobody can dig.
    What it would do
    Best, likely and worst case
    Tasks that it would delay or make dearer
    Task
    Takes more
    Expected
    Can slip
    Costs more
    Expected
    Dig
    Wave 2
    2d / 4d / 12d
    2 days
    0 h
    1,000 / 2,000 / 9,000 EUR
    1,200 EUR
    Take out: CSV: Tasks that it would delay or make dearer Excel: Tasks that it would delay or make dearer
    Dig
    ");
    let back = ines.follow(&undo(&ines, &page).await).await;
    assert!(back.says("Nobody has written down why it may happen"), "{}", back.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impact_is_said_changed_and_taken_back_with_its_task() {
    let (house, ines, _) = works().await;
    let ines = house.signed_in(ines).await;
    let page = ines.get("/risks/R-3").await;
    let wrong = ines.send(&page, "add-risk-impact", &[("task", "T-1"), ("time", "soon"), ("money", "many EUR")]).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.says("“soon” is not a three-point estimate.") && wrong.says("“many EUR” are no three amounts."),
        "{}",
        wrong.text()
    );
    let typed = [("task", "T-1"), ("time", "1d/2d/3d"), ("money", "100/200/300 EUR")];
    let page = ines.follow(&ines.send(&page, "add-risk-impact", &typed).await).await;
    assert!(page.says("Dig Wave 2 1d / 2d / 3d 0 h 100 / 200 / 300 EUR"), "{}", page.text());
    let name = crate::steps::form_named(&page, "impact-");
    let page = ines.follow(&ines.send(&page, &name, &[("time", "2d/2d/2d")]).await).await;
    assert!(page.says("2d / 2d / 2d"), "{}", page.text());
    assert!(ines.get("/tasks/T-1").await.says("Strike R-3"));
    let name = crate::steps::form_named(&page, "unsay-");
    let page = ines.follow(&ines.send(&page, &name, &[]).await).await;
    assert!(page.says("Nobody has said which tasks it would delay"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_take_risks_accepts_one() {
    let (house, ines, project) = works().await;
    let pia = house.person("Pia Lund").await;
    house
        .has(
            "add-responsibility",
            json!({ "subject": format!("project/{project}"), "party": { "person": pia }, "letter": "responsible" }),
        )
        .await;
    let pia = house.signed_in(pia).await;
    let page = pia.get("/risks/R-2").await;
    assert!(page.form("accept-risk").is_none() && page.form("respond-to-risk").is_some(), "{}", page.text());
    assert!(page.says("To accept it as it is takes the authority to take risks"), "{}", page.text());
    let risk = "018f0000-0000-7000-8000-000000000000";
    assert_eq!(
        pia.post("/risks/R-2", &[("command", "accept-risk"), ("id", risk), ("risk", "R-2"), ("because", "So be it")])
            .await
            .status,
        403
    );
    let answer = pia.send(&page, "respond-to-risk", &[("how", "Apply early."), ("residual", "10")]).await;
    let page = pia.follow(&answer).await;
    assert!(page.says("It is made less probable, or less bad") && page.says("10%, before 50%"), "{}", page.text());
    let ines = house.signed_in(ines).await;
    let page = ines.get("/risks/R-2").await;
    assert_eq!(ines.send(&page, "accept-risk", &[]).await.status, 422);
    let page = ines.follow(&ines.send(&page, "accept-risk", &[("because", "The date holds anyway.")]).await).await;
    assert!(page.says("It was taken as it is on 23 Nov") && page.says("The date holds anyway."), "{}", page.text());
    let closed = ines.follow(&ines.send(&page, "close-risk", &[]).await).await;
    assert!(closed.says("Late permit: closed on 23 Nov") && closed.form("accept-risk").is_none(), "{}", closed.text());
    let open = ines.follow(&ines.send(&closed, "reopen-risk", &[]).await).await;
    assert!(open.form("close-risk").is_some(), "{}", open.text());
    let mia = house.person("Mia Voss").await;
    let mia = house.signed_in(mia).await.get("/risks/R-2").await;
    assert!(["close-risk", "respond-to-risk", "accept-risk", "add-risk-impact"].iter().all(|form| mia.form(form).is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_risk_is_named_from_what_it_hits() {
    let (house, ines, _) = works().await;
    let ines = house.signed_in(ines).await;
    let plan = ines.get("/plans/P-1").await;
    assert!(plan.says("Late permit R-2") && plan.html.contains("href=\"/risks/new?on=P-1\""), "{}", plan.text());
    let form = ines.get("/risks/new?on=P-1").await;
    assert_eq!(ines.send(&form, "add-risk", &[("title", "")]).await.status, 422);
    let made = ines.follow(&ines.send(&form, "add-risk", &[("title", "Frost")]).await).await;
    assert!(made.says("Risk R-4, watched by Ines Duarte") && made.says("Frost: not estimated yet"), "{}", made.text());
    let nobody = house.stranger().get("/risks").await;
    assert_eq!(nobody.status, 303);
}
