//! Tables in and out: columns are matched, rows looked at and mended, applied and known again; and every table of a page is a file.

use serde_json::json;

use crate::harness::{Browser, House, Page};

const STAFF: &str = "Employee ID;Full name;E-Mail;Department;Job title;Manager;Start\n7;Ines Duarte;ines@example.org;Works;Head of works;;03.04.2019\n8;Bo Lind;bo@example.org;Works;Engineer;7;13.04.2021\n9;Ana Ruiz;;Works;Engineer;J. Weber;2022\n10;Cleo Marsh;;Works;Engineer;J. Weber;1.5.2023\n";

async fn bring(browser: &Browser, name: &str, bytes: &[u8]) -> Page {
    browser.upload("/import", &[(name, bytes)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_is_matched_mended_applied_known_again_and_taken_back() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let brought = bring(&ada, "staff.csv", STAFF.as_bytes()).await;
    let columns = ada.follow(&ada.follow(&brought).await).await;
    assert!(columns.says("People: 4 rows to look at."), "{}", columns.text());
    assert!(columns.says("Read as UTF-8 with semicolons between cells."), "{}", columns.text());
    assert!(columns.says("Ines Duarte · Bo Lind · Ana Ruiz"), "{}", columns.text());
    let sent = ada.send(&columns, "columns", &[("then", "rows")]).await;
    let rows = ada.follow(&sent).await;
    assert!(rows.says("2 rows have some wrong cells."), "{}", rows.text());
    assert!(rows.says("line 4 Manager: There is no person “J. Weber”."), "{}", rows.text());
    assert!(rows.says("Start: “2022” is not a date"), "{}", rows.text());
    let refused = ada.send(&rows, "apply", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("2 rows have cells that are wrong. Mend them"), "{}", refused.text());
    let replaced = ada.send(&rows, "replace", &[("with", "8")]).await;
    let rows = ada.follow(&replaced).await;
    assert!(rows.says("One row has some wrong cells."), "{}", rows.text());
    let rest = ada.bytes(&format!("{}/rest.csv", sent.location)).await;
    let rest = String::from_utf8(rest).expect("text");
    assert!(rest.contains("What is wrong") && rest.contains("9,Ana Ruiz") && !rest.contains("Cleo"), "{rest}");
    let mended = ada.send(&rows, "mend", &[("cell-6", "2022-01-01")]).await;
    let rows = ada.follow(&mended).await;
    assert!(rows.says("4 new. Every row goes in."), "{}", rows.text());
    assert_eq!(house.desk.office.value().people().len(), 1, "nothing was changed before it was applied");
    let done = ada.follow(&ada.send(&rows, "apply", &[]).await).await;
    assert!(done.says("All of it was done as one import."), "{}", done.text());
    let value = house.desk.office.value();
    assert_eq!((value.people().len(), value.units().len(), value.positions().len(), value.appointments().len()), (5, 1, 4, 4));

    let newer = STAFF.replace("Bo Lind", "Bo Lindqvist").replace(";2022\n", ";2022-01-01\n").replace("J. Weber", "8");
    let again = bring(&ada, "staff-2.csv", newer.as_bytes()).await;
    let rows = ada.follow(&again).await;
    assert!(rows.says("1 changed, 3 the same. Every row goes in."), "the columns are known: {}", rows.text());
    assert_eq!(ada.send(&rows, "apply", &[]).await.status, 303);
    assert_eq!(house.desk.office.value().people().len(), 5, "nobody is doubled");

    let start = ada.get("/import").await;
    assert!(start.says("Imports of the last 30 days"), "{}", start.text());
    let import = again.location.rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(ada.post("/undo", &[("import", &import), ("back", "/import")]).await.status, 303);
    let names: Vec<String> = house.desk.office.value().people().iter().map(|person| person.name.to_string()).collect();
    assert!(names.contains(&"Bo Lind".to_owned()), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_here_is_not_overwritten_by_the_next_file() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let file = "id,Full name,Company,Email\n1,Ines Duarte,Aqua,ines@example.org\n2,Bo Lind,Aqua,bo@example.org\n";
    let columns = ada.follow(&ada.follow(&bring(&ada, "staff.csv", file.as_bytes()).await).await).await;
    let rows = ada.follow(&ada.send(&columns, "columns", &[("then", "rows")]).await).await;
    assert_eq!(ada.send(&rows, "apply", &[]).await.status, 303);
    let bo = house.desk.office.value().people().iter().find(|person| &*person.name == "Bo Lind").expect("Bo").id;
    house.has("change-person", json!({ "person": bo, "affiliation": "Hydra" })).await;
    let rows = ada.follow(&bring(&ada, "staff.csv", file.as_bytes()).await).await;
    assert!(rows.says("Nothing to do: all 2 rows are known already."), "{}", rows.text());
    let newer = file.replace("Bo Lind,Aqua", "Bo Lind,Nereus");
    let rows = ada.follow(&bring(&ada, "staff.csv", newer.as_bytes()).await).await;
    assert!(rows.says("It was changed here since the last import, and the file says something new."), "{}", rows.text());
    assert!(rows.form("apply").is_none(), "there is nothing to apply");
    // Neither does an import that changes something else make it forgotten.
    let other = file.replace("bo@example.org", "bo.lind@example.org");
    let rows = ada.follow(&bring(&ada, "staff.csv", other.as_bytes()).await).await;
    assert_eq!(ada.send(&rows, "apply", &[]).await.status, 303);
    let rows = ada.follow(&bring(&ada, "staff.csv", newer.replace("bo@", "bo.lind@").as_bytes()).await).await;
    assert!(rows.says("It was changed here since the last import, and the file says something new."), "{}", rows.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_of_day_and_month_is_asked_and_a_workbook_and_pasted_rows_are_read() {
    let house = House::founded().await;
    let ada = house.signed_in(house.ada).await;
    let columns = ada
        .follow(
            &ada.follow(&bring(&ada, "staff.csv", b"Name,Email,Start date\nInes Duarte,ines@example.org,03/04/2026\n").await)
                .await,
        )
        .await;
    let refused = ada.send(&columns, "columns", &[("then", "rows")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Say whether days or months come first in dates such as 03/04/2026."), "{}", refused.text());
    let rows = ada.follow(&ada.send(&refused, "columns", &[("then", "rows"), ("dates", "day-first")]).await).await;
    assert!(rows.says("1 new. Every row goes in."), "{}", rows.text());

    let table = exchange::table::OutTable {
        name: "Risks".to_owned(),
        heads: vec!["Risk".to_owned(), "Probability".to_owned(), "Strategy".to_owned()],
        rows: vec![vec![exchange::table::Out::of("Frost"), exchange::table::Out::of("High"), exchange::table::Out::of("Avoid")]],
    };
    let bytes = exchange::table::write_workbook(&[table]);
    let columns = ada.follow(&ada.follow(&bring(&ada, "log.xlsx", &bytes).await).await).await;
    assert!(columns.says("Risks: 1 row to look at."), "{}", columns.text());
    let again = ada.send(&columns, "columns", &[("then", "again"), ("target", "goals")]).await;
    let columns = ada.follow(&again).await;
    assert!(columns.says("Goals and key results: 1 row to look at."), "{}", columns.text());
    let refused = ada.send(&columns, "columns", &[("then", "rows")]).await;
    assert!(refused.status == 422 && refused.says("Say which column is “Title”: each row needs it."), "{}", refused.text());
    let forgotten = ada.send(&rows, "drop", &[]).await;
    assert_eq!(forgotten.location, "/import");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_a_page_is_a_file_as_its_viewer_sees_it() {
    let house = House::founded().await;
    house.has("add-goal", json!({ "title": "=Fewer leaks", "state": "active" })).await;
    let ada = house.signed_in(house.ada).await;
    let page = ada.get("/goals").await;
    assert!(page.says("Take out"), "{}", page.text());
    let csv = String::from_utf8(ada.bytes("/goals?as=csv").await).expect("text");
    assert!(csv.starts_with('\u{feff}') && csv.contains("'=Fewer leaks"), "{csv}");
    let bytes = ada.bytes("/goals?state=all&as=xlsx").await;
    let grids = exchange::table::read_workbook("goals.xlsx", &bytes).expect("a workbook");
    assert!(grids.grids[0].rows.iter().any(|row| row.cells.iter().any(|cell| cell == "=Fewer leaks")), "{grids:?}");
    assert_eq!(ada.get("/goals?as=csv&table=9").await.status, 404);
    assert_eq!(ada.get("/goals?as=nonsense").await.status, 200);
}
