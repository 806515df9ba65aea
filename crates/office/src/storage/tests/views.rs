use std::sync::Arc;

use organization::Kind;

use super::super::engine::{made, sql};
use super::super::journal::{NewChange, NewEntry};
use super::super::{Db, views};
use super::{Engine, Sequence, created, empty_schema, fresh, id, on_both_engines, put};

on_both_engines!(
    each_kind_of_record_has_a_view_with_a_plain_column_for_each_field,
    a_view_shows_records_as_rows_with_their_defaults,
    views_of_another_program_are_made_anew,
);

async fn each_kind_of_record_has_a_view_with_a_plain_column_for_each_field(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    for kind in Kind::ALL {
        let columns: Vec<String> = views::columns(*kind).map(|field| format!("\"{}\"", field.name)).collect();
        assert!(columns.contains(&"\"id\"".to_owned()), "{}", kind.name());
        let question = format!("SELECT {} FROM {}", columns.join(", "), views::name_of(*kind));
        assert_eq!(db.all(made(question.into())).await.expect("a view").len(), 0);
    }
}

fn task(number: u64, body: &str) -> NewEntry {
    let after: Arc<str> = format!(r#"{{"id":"{}","revision":{number},"number":{number},{body}}}"#, id(number)).into();
    let change = NewChange { record_kind: "task".into(), record_id: id(number), before: None, after: Some(after) };
    NewEntry { changes: vec![change], ..put(number, "task", number, None, Some("x")) }
}

async fn a_view_shows_records_as_rows_with_their_defaults(engine: Engine) {
    const TASKS: &str = "SELECT id, number, name, milestone, percent, notes FROM report_task WHERE name <> 'x' ORDER BY number";
    let (_folder, db) = fresh(engine).await;
    let whole = r#""name":"Dig \"deep\"","milestone":true,"percent":40,"notes":"a\nb""#;
    let entries = [task(1, whole), task(2, r#""name":"Pour""#)];
    db.append(0, &entries, &Sequence::new(1)).await.expect("appended");
    let rows = db.all(sql(TASKS)).await.expect("read");
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let (id, name, note): (String, String, Option<String>) =
                (row.try_get(0).expect("id"), row.try_get(2).expect("name"), row.try_get(5).expect("notes"));
            let (number, percent): (i64, i64) = (row.try_get(1).expect("number"), row.try_get(4).expect("percent"));
            let milestone: bool = row.try_get(3).expect("milestone");
            format!("{id} T-{number} {name} {milestone} {percent} {note:?}")
        })
        .collect();
    insta::allow_duplicates! {
        insta::assert_snapshot!(lines.join("\n"), @r#"
        01900000-0000-7000-8000-000000000001 T-1 Dig "deep" true 40 Some("a\nb")
        01900000-0000-7000-8000-000000000002 T-2 Pour false 0 None
        "#);
    }
}

async fn views_of_another_program_are_made_anew(engine: Engine) {
    let outdated = "DROP VIEW report_goal; UPDATE meta SET value = 'older' WHERE key = 'views'";
    let (goals, _keep, db) = match engine {
        Engine::Sqlite => {
            let (folder, db) = fresh(engine).await;
            db.another().await.expect("connected").run_all(outdated).await.expect("altered");
            db.close().await.expect("closed");
            let db = Db::open(&super::file(&folder)).await.expect("opened");
            (db.all(sql("SELECT title FROM report_goal")).await, Some(folder), db)
        }
        Engine::Postgresql => {
            let server = empty_schema();
            let db = Db::create_on(&server, created()).await.expect("made");
            db.another().await.expect("connected").run_all(outdated).await.expect("altered");
            let db = Db::open_on(&server).await.expect("opened");
            (db.all(sql("SELECT title FROM report_goal")).await, None, db)
        }
    };
    assert_eq!(goals.expect("the view is back").len(), 0);
    drop(db);
}
