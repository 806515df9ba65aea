use super::super::journal::{ChangeBodies, Entry, EntryBody, NewEntry, RecordAt};
use super::super::observations::Observation;
use super::{Engine, Sequence, fresh, id, instant, on_both_engines, put};

on_both_engines!(
    the_history_of_a_record_is_read_newest_first_page_by_page,
    a_record_is_found_as_it_was_at_any_position,
    entries_are_read_forwards_backwards_by_import_and_by_command,
    an_entry_comes_with_its_changes_in_order,
    a_cursor_moves_forwards_only,
    a_second_observation_of_a_day_replaces_the_first,
);

/// Changes of task 1 at positions 1, 3, 4 and 6, of task 2 at 2 and 5; position 6 removes task 1.
fn story() -> Vec<NewEntry> {
    let mut story = vec![
        put(1, "task", 1, None, Some("a")),
        put(2, "task", 2, None, Some("x")),
        put(3, "task", 1, Some("a"), Some("b")),
        put(4, "task", 1, Some("b"), Some("c")),
        put(5, "task", 2, Some("x"), Some("y")),
        put(6, "task", 1, Some("c"), None),
    ];
    story[4].import_id = Some(id(77));
    story[5].import_id = Some(id(77));
    story
}

async fn the_history_of_a_record_is_read_newest_first_page_by_page(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    db.append(0, &story(), &Sequence::new(1)).await.expect("appended");
    let mut lines = Vec::new();
    let mut before = None;
    loop {
        let page = db.changes_of("task", id(1), before, 3).await.expect("read");
        let Some(last) = page.last() else { break };
        before = Some(last.change.position);
        for change in page {
            let ChangeBodies::Kept { before, after } = &change.change.bodies else { panic!("erased") };
            let text = |body: &Option<String>| body.clone().unwrap_or_else(|| "-".to_owned());
            lines.push(format!("{} {} {}→{}", change.entry.position, change.entry.at, text(before), text(after)));
        }
    }
    insta::allow_duplicates! {
        insta::assert_snapshot!(lines.join("\n"), @"
        6 2023-11-14T22:13:26Z c→-
        4 2023-11-14T22:13:24Z b→c
        3 2023-11-14T22:13:23Z a→b
        1 2023-11-14T22:13:21Z -→a
        ");
    }
    assert_eq!(db.changes_of("goal", id(1), None, 3).await.expect("read"), []);
}

async fn a_record_is_found_as_it_was_at_any_position(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    db.append(0, &story(), &Sequence::new(1)).await.expect("appended");
    let mut lines = Vec::new();
    for position in 0..=7 {
        lines.push(match db.record_at("task", id(1), position).await.expect("read") {
            RecordAt::Absent => format!("{position} absent"),
            RecordAt::Present { revision, body } => format!("{position} {body} of {revision}"),
            RecordAt::Erased => format!("{position} erased"),
        });
    }
    insta::allow_duplicates! {
        insta::assert_snapshot!(lines.join("\n"), @"
        0 absent
        1 a of 1
        2 a of 1
        3 b of 3
        4 c of 4
        5 c of 4
        6 absent
        7 absent
        ");
    }
}

async fn entries_are_read_forwards_backwards_by_import_and_by_command(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    db.append(0, &story(), &Sequence::new(1)).await.expect("appended");
    let positions = |entries: Vec<Entry>| entries.iter().map(|entry| entry.position).collect::<Vec<_>>();
    assert_eq!(positions(db.entries_after(2, 3).await.expect("read")), [3, 4, 5]);
    assert_eq!(positions(db.entries_before(None, 2).await.expect("read")), [6, 5]);
    assert_eq!(positions(db.entries_before(Some(3), 9).await.expect("read")), [2, 1]);
    assert_eq!(positions(db.entries_of_import(id(77), 0, 9).await.expect("read")), [5, 6]);
    let found = db.entry_of_command(id(1_000_003)).await.expect("read").expect("there");
    assert_eq!((found.position, found.kind.as_str(), found.at), (3, "put", instant(3)));
    assert_eq!(found.body, EntryBody::Kept(r#"{"command":3}"#.to_owned()));
    assert_eq!(db.entry_of_command(id(5)).await.expect("read"), None);
    let asked = [id(1_000_005), id(9), id(1_000_001)];
    assert_eq!(db.positions_of(&asked).await.expect("read"), [(id(1_000_001), 1), (id(1_000_005), 5)]);
}

async fn an_entry_comes_with_its_changes_in_order(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let mut wide = put(1, "task", 1, None, Some("a"));
    for number in 2..=5 {
        wide.changes.extend(put(9, "task", number, None, Some("b")).changes);
    }
    db.append(0, &[wide, put(2, "task", 1, Some("a"), Some("c"))], &Sequence::new(1)).await.expect("appended");
    let found = db.entry(1).await.expect("read").expect("there");
    let records: Vec<_> = found.changes.iter().map(|change| (change.ordinal, change.record_id)).collect();
    assert_eq!(records, [(0, id(1)), (1, id(2)), (2, id(3)), (3, id(4)), (4, id(5))]);
    let some = db.changes_in(1, 1, 2).await.expect("read");
    assert_eq!(some.iter().map(|change| (change.position, change.ordinal)).collect::<Vec<_>>(), [(1, 1), (1, 2)]);
    let counts = [db.count_changes_in(1).await.expect("read"), db.count_changes_in(3).await.expect("read")];
    assert_eq!(counts, [5, 0]);
    assert_eq!(db.entry(3).await.expect("read"), None);
    let both = db.entries_with_changes_after(0, 10).await.expect("read");
    assert_eq!(both.iter().map(|entry| entry.changes.len()).collect::<Vec<_>>(), [5, 1]);
}

async fn a_cursor_moves_forwards_only(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    assert_eq!(db.cursor("search").await.expect("read"), 0);
    for (to, stands) in [(4, 4), (9, 9), (7, 9)] {
        db.move_cursor("search", to).await.expect("moved");
        assert_eq!(db.cursor("search").await.expect("read"), stands);
    }
}

async fn a_second_observation_of_a_day_replaces_the_first(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let seen = |day: i8, value: &str| Observation {
        day: jiff::civil::date(2026, 3, day),
        kind: "load".to_owned(),
        subject: id(1),
        value: value.to_owned(),
    };
    db.observe(&[seen(1, "5"), seen(2, "6"), seen(9, "7")]).await.expect("kept");
    db.observe(&[seen(2, "8")]).await.expect("kept");
    let (first, last) = (jiff::civil::date(2026, 3, 1), jiff::civil::date(2026, 3, 8));
    assert_eq!(db.observations("load", id(1), first, last).await.expect("read"), [seen(1, "5"), seen(2, "8")]);
    assert_eq!(db.observations("load", id(2), first, last).await.expect("read"), []);
}
