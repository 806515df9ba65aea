//! Import: bring files, look at what they would do, mend, apply, take back; and everything out.

use serde_json::json;

use crate::harness::{Browser, House, Page};

async fn bring(browser: &Browser, files: &[(&str, &[u8])]) -> Page {
    browser.upload("/import", files).await
}

const PEOPLE: &[u8] = b"id,name\nana,Ana Ruiz\nbo,Bo Lind\n";
const GOALS: &[u8] = b"id,title,owner\nleaks,Fewer leaks,ana\ntrust,,bo\n";

const PLAN: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><Name>Patrols</Name>
<StartDate>2026-12-01T08:00:00</StartDate><Tasks><Task><UID>1</UID><ID>1</ID><Name>Walk the mains</Name><OutlineLevel>1</OutlineLevel>
<Duration>PT16H0M0S</Duration><DurationFormat>7</DurationFormat></Task></Tasks></Project>"#;

#[tokio::test(flavor = "multi_thread")]
async fn files_are_looked_at_mended_applied_and_taken_back() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let answer = bring(&ada, &[("people.csv", PEOPLE), ("goals.csv", GOALS)]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("CSV bundle of 2 files with 4 rows"), "{}", page.text());
    assert!(page.says("One row is left out.") && page.says("goal “trust” goals.csv:3"), "{}", page.text());
    let refused = ada.send(&page, "apply", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Mend them, or tick that they stay behind."), "{}", refused.text());
    let wrong = ada.send(&page, "mend", &[("cell-1", "a\u{202e}b")]).await;
    let wrong = if wrong.status == 303 { ada.follow(&wrong).await } else { wrong };
    assert!(wrong.says("One row is left out."), "{}", wrong.text());
    let sent = ada.send(&page, "mend", &[("cell-1", "Trust")]).await;
    let mended = ada.follow(&sent).await;
    assert!(mended.says("Every row goes in."), "{}", mended.text());
    assert_eq!(house.desk.office.value().goals().len(), 0, "nothing was changed before it was applied");
    let applied = ada.send(&mended, "apply", &[]).await;
    let done = ada.follow(&applied).await;
    assert!(done.says("All of it was done as one import."), "{}", done.text());
    assert_eq!(house.desk.office.value().goals().len(), 2);
    let again = ada.send(&mended, "apply", &[]).await;
    assert_eq!(again.status, 303, "sent twice it happens once");
    assert_eq!(house.desk.office.value().goals().len(), 2);
    let import = answer.location.rsplit('/').next().unwrap_or_default().to_owned();
    let undone = ada.post("/undo", &[("import", &import), ("back", &answer.location)]).await;
    let after = ada.follow(&undone).await;
    assert!(after.says("This import was taken back, or its records were changed since."), "{}", after.text());
    assert_eq!(house.desk.office.value().goals().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_of_the_same_files_has_nothing_to_do() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let first = bring(&ada, &[("people.csv", PEOPLE)]).await;
    let page = ada.follow(&first).await;
    assert_eq!(ada.send(&page, "apply", &[("leave", "true")]).await.status, 303);
    let second = bring(&ada, &[("people.csv", PEOPLE)]).await;
    let page = ada.follow(&second).await;
    assert!(page.says("Nothing to do: all 2 rows are known already."), "{}", page.text());
    assert!(page.form("apply").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_file_becomes_a_plan_of_a_unit_that_serves_a_goal() {
    let house = House::founded().await;
    let (unit, _) = house.unit_with_head("Works", "Bo Lind").await;
    house.has("add-goal", json!({ "title": "Fewer leaks", "unit": unit, "state": "active" })).await;
    let ada = house.signed_in(house.ada).await;
    let answer = bring(&ada, &[("patrols.xml", PLAN.as_bytes())]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("Microsoft Project file with 1 task"), "{}", page.text());
    let wrong = ada.send(&page, "settings", &[("unit", "U-9")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("“U-9” is no unit here."), "{}", wrong.text());
    let set = ada.send(&page, "settings", &[("unit", "U-1"), ("goal", "G-1")]).await;
    let page = ada.follow(&set).await;
    assert_eq!(ada.send(&page, "apply", &[("leave", "true")]).await.status, 303);
    let value = house.desk.office.value();
    let project = value.projects().iter().next().expect("a project").clone();
    assert_eq!((project.serves.len(), project.unit.is_some(), value.tasks_of(project.id).count()), (1, true, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_in_words_and_nothing_changes() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let refused = [
        ("empty.csv", &b""[..], "The file is empty."),
        ("plan.mpp", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "This is a .mpp file"),
        ("bundle.zip", b"PK\x03\x04rest", "This ZIP file is damaged or not complete."),
        ("data.json", b"{}", "This is a JSON file."),
        ("goals.csv", b"id,title\n\"a,b\n", "A quotation mark opens here and is never closed."),
        ("plan.xml", b"<!DOCTYPE a><Project xmlns=\"http://schemas.microsoft.com/project\"/>", "DOCTYPE"),
    ];
    for (name, bytes, words) in refused {
        let page = bring(&ada, &[(name, bytes)]).await;
        assert_eq!(page.status, 422, "{name}");
        assert!(page.says(words), "{name}: {}", page.text());
    }
    assert_eq!(bring(&ada, &[]).await.status, 422);
    assert!(bring(&ada, &[("a.csv", PEOPLE), ("b.xml", PLAN.as_bytes())]).await.says("b.xml is no CSV file."));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_bring_and_take_and_nobody_sees_the_run_of_another() {
    let house = House::founded().await;
    let cleo = house.person("Cleo Marsh").await;
    let (ada, cleo) = (house.signed_in(house.ada).await, house.signed_in(cleo).await);
    for address in ["/import", "/export"] {
        let page = cleo.get(address).await;
        assert_eq!(page.status, 403, "{address}");
        assert!(page.says("is for administrators. Ask Ada Byron."), "{}", page.text());
    }
    assert_eq!(bring(&cleo, &[("people.csv", PEOPLE)]).await.status, 403);
    let run = bring(&ada, &[("people.csv", PEOPLE)]).await.location;
    assert_eq!(ada.get(&run).await.status, 200);
    assert_eq!(ada.get("/import/nonsense").await.status, 404);
    assert_eq!(ada.get("/import/01900000-0000-7000-8000-00000000ffff").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_goes_out_can_come_in_again() {
    let house = House::founded().await;
    house.unit_with_head("Works", "Bo Lind").await;
    let ada = house.signed_in(house.ada).await;
    let archive = ada.bytes("/export").await;
    assert!(archive.starts_with(b"PK\x03\x04"));
    let answer = bring(&ada, &[("organization.zip", &archive)]).await;
    let page = ada.follow(&answer).await;
    assert!(page.says("Nothing to do: all"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_meanwhile_is_shown_before_anything_is_applied() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let answer = bring(&ada, &[("people.csv", PEOPLE)]).await;
    let page = ada.follow(&answer).await;
    house.has("add-unit", json!({ "name": "Works" })).await;
    let other = bring(&ada, &[("people.csv", PEOPLE)]).await;
    let other = ada.follow(&other).await;
    assert_eq!(ada.send(&other, "apply", &[]).await.status, 303, "what does the same to as many rows goes on");
    let late = ada.send(&page, "apply", &[]).await;
    assert_eq!(late.status, 409);
    assert!(late.says("Somebody changed the organization meanwhile."), "{}", late.text());
    assert!(late.says("Nothing to do: all 2 rows are known already."), "{}", late.text());
    assert_eq!(house.desk.office.value().people().len(), 3);
}
