//! Check: what is cut, mending it, muting it, the rules.

use serde_json::json;

use crate::harness::{Browser, House, Page};

/// A goal that nobody answers for, and two people near to it.
async fn with_a_goal_of_nobody() -> (House, Browser) {
    let house = House::founded().await;
    let (unit, _) = house.unit_with_head("Works", "Bo Lind").await;
    house.has("add-goal", json!({ "title": "Fewer leaks", "unit": unit, "state": "active" })).await;
    let ada = house.signed_in(house.ada).await;
    (house, ada)
}

fn inspected(page: &Page) -> String {
    let text = page.text();
    text.split("More about this rule").next().unwrap_or_default().lines().rev().take(12).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_how_much_is_cut_and_shows_the_gravest_finding_with_its_fixes() {
    let (_house, ada) = with_a_goal_of_nobody().await;
    let page = ada.get("/check").await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(page.says("1 cut, 1 loose end, 1 note. None of them is yours to mend."), "{text}");
    assert!(page.says("Nobody answers for G-1 “Fewer leaks”: nobody is named."), "{text}");
    assert!(page.says("Make H-2 “Bo Lind” accountable"), "{text}");
    assert!(page.says("Goals to plans 1 loose end, 1 note"), "{text}");
    assert!(page.says("Work to people 1 cut"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mending_a_finding_shows_the_next_one_and_can_be_taken_back() {
    let (_house, ada) = with_a_goal_of_nobody().await;
    let page = ada.get("/check").await;
    let answer = ada.send(&page, "mend", &[("fix", "Make H-2 “Bo Lind” accountable")]).await;
    let next = ada.follow(&answer).await;
    assert!(answer.location.ends_with("#finding") && answer.location.contains("finding=TL101/G-1"), "{}", answer.location);
    assert!(next.says("1 loose end, 1 note."), "{}", next.text());
    assert!(next.says("Undo"), "{}", next.text());
    assert!(inspected(&next).contains("G-1 “Fewer leaks” is active, and no open project serves it."), "{}", inspected(&next));
    let undo = next.form("").is_none().then(|| next.html.contains("action=\"/undo\""));
    assert_eq!(undo, Some(true));
    let entry = answer.location.split("done=").nth(1).and_then(|rest| rest.split('#').next()).unwrap_or_default();
    let undone = ada.post("/undo", &[("entry", entry), ("back", "/check")]).await;
    assert!(ada.follow(&undone).await.says("1 cut, 1 loose end, 1 note."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fix_that_is_no_longer_open_is_refused_in_words_and_changes_nothing() {
    let (house, ada) = with_a_goal_of_nobody().await;
    let page = ada.get("/check").await;
    let wrong = ada.send(&page, "mend", &[("fix", "Make the moon accountable")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.title().starts_with("Error: "), "{}", wrong.title());
    assert!(wrong.says("This way to mend it is no longer open. Choose another one."), "{}", wrong.text());
    let goal = house.desk.office.value().goals().iter().next().expect("a goal").id;
    house
        .has("replace-accountable", json!({ "subject": organization::AnyId::from(goal), "party": { "person": house.ada } }))
        .await;
    let late = ada.send(&page, "mend", &[]).await;
    assert_eq!(late.status, 422);
    assert!(late.says("Somebody has mended this already. Nothing was changed."), "{}", late.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_muted_with_a_reason_until_a_day_and_shown_again_when_that_ends() {
    let (_house, ada) = with_a_goal_of_nobody().await;
    let page = ada.get("/check").await;
    let silent = ada.send(&page, "add-waiver", &[("reason", ""), ("until", "2026-11-31")]).await;
    assert_eq!(silent.status, 422);
    assert!(silent.says("There is no day 31 in month 11 of 2026."), "{}", silent.text());
    assert!(silent.html.contains("value=\"2026-11-31\""), "what was typed is kept");
    let muted =
        ada.send(&page, "add-waiver", &[("reason", "The board names somebody in January"), ("until", "2027-01-31")]).await;
    let after = ada.follow(&muted).await;
    assert!(after.says("1 loose end, 1 note."), "{}", after.text());
    let list = ada.get("/check?show=muted").await;
    assert!(list.says("The board names somebody in January (by Ada Byron, until 31 Jan 2027)"), "{}", list.text());
    let ended = ada.send(&list, "end-waiver", &[]).await;
    assert!(ada.follow(&ended).await.says("1 cut, 1 loose end, 1 note."));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_mend_is_told_who_can() {
    let (house, _) = with_a_goal_of_nobody().await;
    let cleo = house.person("Cleo Marsh").await;
    let page = house.signed_in(cleo).await.get("/check").await;
    assert!(page.form("mend").is_none(), "{}", page.html);
    assert!(page.form("add-waiver").is_none());
    assert!(page.says("Ask Bo Lind"), "{}", page.text());
    let forged = house.signed_in(cleo).await;
    let goal = house.desk.office.value().goals().iter().next().map(|goal| organization::AnyId::from(goal.id)).expect("a goal");
    let fields =
        [("command", "mend"), ("code", "TL104"), ("fix", "Make H-2 “Bo Lind” accountable"), ("subject", &goal.to_string())];
    assert_eq!(forged.post("/check", &fields).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_narrowed_by_kind_rule_and_place_and_the_address_says_so() {
    let (house, ada) = with_a_goal_of_nobody().await;
    house.has("add-goal", json!({ "title": "Happy customers", "state": "active" })).await;
    let of_works = ada.get("/check?in=U-1").await;
    assert!(of_works.says("G-1 “Fewer leaks”") && !of_works.says("G-2 “Happy customers”"), "{}", of_works.text());
    let rule = ada.get("/check?rule=TL101&in=G-2").await;
    assert!(rule.says("G-2 “Happy customers” is active, and no open project serves it."), "{}", rule.text());
    assert!(!rule.says("Nobody answers for G-2"), "{}", rule.text());
    let cuts = ada.get("/check?show=cuts").await;
    assert!(cuts.says("Goal without an owner: nobody is named 2 times, show all"), "{}", cuts.text());
    let lost = ada.get("/check?in=Nowhere").await;
    assert!(lost.says("“Nowhere” is no unit, plan or goal here."), "{}", lost.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_in_which_all_hangs_together_says_so() {
    let house = House::founded().await;
    let page = house.signed_in(house.ada).await.get("/check").await;
    assert!(page.says("Every thread holds, from the goals to the people."), "{}", page.text());
    assert!(page.says("Nothing is cut"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_has_a_page_with_its_examples() {
    let (_house, ada) = with_a_goal_of_nobody().await;
    let list = ada.get("/check/rules").await;
    for rule in insight::RULES {
        assert!(list.says(rule.title), "{} is not in the list", rule.code);
        let page = ada.get(&format!("/check/rules/{}", rule.code)).await;
        assert_eq!(page.status, 200, "{}", rule.code);
        assert!(page.says(rule.title) && page.says(rule.wrong.about) && page.says(rule.right.about), "{}", page.text());
    }
    assert!(ada.get("/check/rules/TL104").await.says("It finds 1 thing now."));
    assert_eq!(ada.get("/check/rules/goal-without-owner").await.status, 200);
    assert_eq!(ada.get("/check/rules/TL999").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_findings_are_data_too() {
    let (_house, ada) = with_a_goal_of_nobody().await;
    let table = ada.get("/check?as=csv").await.html;
    assert_eq!(table.lines().count(), 4, "{table}");
    let data: serde_json::Value = serde_json::from_str(&ada.get("/check?show=cuts&as=json").await.html).expect("JSON");
    assert_eq!(data["findings"][0]["code"], "TL104");
    assert_eq!(data["findings"][0]["subject"]["ref"], "G-1");
    assert_eq!(data["findings"].as_array().map(Vec::len), Some(1));
}

/// The numbers that stand behind words, such as "Goals to plans 3 cuts, 1 loose end": here 3.
fn cuts_after(page: &Page, words: &str) -> Vec<usize> {
    let text = page.text();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().rposition(|line| line.starts_with(words)).unwrap_or_else(|| panic!("no “{words}” in {text}"));
    let number = |text: &str| text.trim().split(' ').next().and_then(|number| number.parse().ok());
    let said = lines[at].trim_start_matches(words);
    let said = if said.is_empty() { lines.get(at + 1).copied().unwrap_or_default() } else { said };
    if said.contains("loose end") && !said.contains("cut") { vec![0] } else { number(said).into_iter().collect() }
}

#[tokio::test(flavor = "multi_thread")]
async fn home_and_check_say_the_same_number_of_cuts_of_the_example() {
    let house = House::example().await;
    let lead = house.desk.office.value().units().iter().find(|unit| unit.parent.is_none()).map(|unit| unit.id).expect("a unit");
    let lead =
        house.desk.office.value().head_people(lead, crate::harness::TODAY).first().map(|person| person.id).expect("a head");
    let browser = house.signed_in(organization::RecordId::uuid(lead)).await;
    let (home, check) = (browser.get("/?lens=lead").await, browser.get("/check").await);
    let mut all = 0;
    for stretch in insight::Stretch::ALL {
        let (on_home, on_check) = (cuts_after(&home, stretch.words()), cuts_after(&check, stretch.words()));
        assert_eq!(on_home, on_check, "{}\n{}\n{}", stretch.words(), home.text(), check.text());
        assert_eq!(on_home.len(), 1);
        all += on_home[0];
    }
    assert!(all > 0, "the example is cut somewhere");
    let picture = check.html.split("aria-label=\"Strands of ").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture");
    insta::assert_snapshot!(picture, @"8 goals, 8 plans and 12 units. 60,000 households on smart meters: TL106, TL107; Leakage under 12% of the water pumped: TL104, TL105; Customer trust score of 8: TL101 no plan; Wave 2 Eastvale: TL201, TL204; Pump renewal: TL204 ×3; Leak patrols: TL204; Office move: TL102 no goal; Operations: TL301; Leak detection: TL311; Energy: TL303.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_the_strands_stands_on_the_page_as_a_table_too() {
    let (house, ada) = with_a_goal_of_nobody().await;
    let goal = house.has("add-goal", json!({ "title": "Outages", "state": "active" })).await;
    let unit = house.desk.office.value().units().iter().next().map(|unit| organization::RecordId::uuid(unit.id)).expect("a unit");
    let tomas = house.person("Tomas Lind").await;
    house.has("add-membership", json!({ "person": tomas, "unit": unit })).await;
    let project = json!({ "name": "Pump renewal", "serves": [{ "goal": goal }], "start": "2026-11-23T08:00:00" });
    let project = house.has("add-project", project).await;
    let task = json!({ "name": "Order pumps", "project": project, "duration": { "minutes": 2400 } });
    let task = house.has("add-task", task).await;
    house.has("add-demand", json!({ "task": task, "need": { "person": tomas } })).await;
    let page = ada.get("/check").await;
    assert!(page.says("Outages Pump renewal 40 h"), "{}", page.text());
    assert!(page.says("Pump renewal Works 40 h TL201"), "{}", page.text());
    assert!(page.says("Fewer leaks no plan TL104, TL101 no plan"), "{}", page.text());
    assert!(page.html.contains("aria-label=\"Strands of 2 goals, 1 plan and 1 unit. "), "{}", page.html);
}
