//! A database on a server: its address, its beginning, several who write to it, a server that goes away.

use super::super::journal::Verdict;
use super::super::{Created, Db, Server, StorageError};
use super::postgresql::{Cluster, PASSWORD, Safety, shared};
use super::{Sequence, created, empty_schema, id, put, records};

fn sentence(refused: Result<Db, StorageError>) -> String {
    let words = refused.expect_err("must be refused").to_string();
    let (before, after) = words.split_once("127.0.0.1:").expect("the address");
    let (_, after) = after.split_once('/').expect("the name of the database");
    format!("{before}HOST/{after}")
}

#[test]
fn an_address_is_shown_without_its_password() {
    let server = Server::parse("postgres://ann:secret@db.example.org:5433/works?password=hidden&sslmode=require").expect("read");
    assert_eq!(server.shown().display().to_string(), "postgres://ann@db.example.org:5433/works");
    assert_eq!(format!("{server:?}"), "postgres://ann@db.example.org:5433/works");
    for (address, words) in [
        ("postgres://ann:secret@host:nonsense/works", "a part of it cannot be understood"),
        ("mysql://ann:secret@host/works", "it must begin with postgres://"),
        ("postgres://ann@host/works?passwort=secret", "'passwort' is no parameter of it"),
    ] {
        let refused = Server::parse(address).expect_err("refused").to_string();
        assert!(refused.contains(words) && !refused.contains("secret"), "{refused}");
        assert!(refused.ends_with("Write postgres://USER@HOST:PORT/NAME, and the password into PGPASSWORD."), "{refused}");
    }
}

#[tokio::test]
async fn what_a_server_refuses_is_said_with_its_remedy_and_without_the_password() {
    let address = shared().address("");
    let wrong = Server::parse(&address.replace(PASSWORD, "another")).expect("an address");
    insta::assert_snapshot!(sentence(Db::open_on(&wrong).await), @r#"postgres://throughline@HOST/postgres: the server refuses (password authentication failed for user "throughline"); check the user and the password in the address or in PGPASSWORD."#);
    let nowhere = Server::parse(&address.replace("/postgres", "/nowhere")).expect("an address");
    insta::assert_snapshot!(sentence(Db::open_on(&nowhere).await), @r#"postgres://throughline@HOST/nowhere: the server refuses (database "nowhere" does not exist); create the database first with createdb, or correct its name."#);
    let open = Server::parse(&format!("{address}?sslmode=require")).expect("an address");
    insta::assert_snapshot!(sentence(Db::open_on(&open).await), @"postgres://throughline@HOST/postgres: there is no encrypted connection (server does not support TLS); check sslmode and sslrootcert in the address.");
    let uncertain = Server::parse(&format!("{address}?sslrootcert=/nowhere/root.crt")).expect_err("refused");
    insta::assert_snapshot!(uncertain, @"The address of the database cannot be read: there is no file /nowhere/root.crt, which sslrootcert names. Write postgres://USER@HOST:PORT/NAME, and the password into PGPASSWORD.");
    let gone = Server::parse("postgres://ann:secret@127.0.0.1:1/works").expect("an address");
    insta::assert_snapshot!(sentence(Db::open_on(&gone).await), @"postgres://ann@HOST/works: the database did not answer (Connection refused (os error 111)); nothing was changed, try again in a moment.");
}

#[tokio::test]
async fn a_database_on_a_server_is_made_once_and_opened_by_many() {
    let server = empty_schema();
    assert!(matches!(Db::open_on(&server).await, Err(StorageError::Missing { .. })));
    let mut opening = tokio::task::JoinSet::new();
    for number in 0..6 {
        let server = server.clone();
        let created = Created { installation: id(number), ..created() };
        opening.spawn(async move { Db::open_or_create_on(&server, created).await.expect("opened") });
    }
    let opened = opening.join_all().await;
    let first = opened[0].installation();
    assert!(opened.iter().all(|db| db.installation() == first), "six who begin at once find one database");
    assert!(matches!(Db::create_on(&server, created()).await, Err(StorageError::Exists { .. })));
}

#[tokio::test]
async fn a_schema_with_other_tables_is_left_alone() {
    let server = empty_schema();
    let mut other = server.connect().await.expect("connected");
    other.run_all("CREATE TABLE meta (a INTEGER)").await.expect("made");
    let refused = Db::open_or_create_on(&server, created()).await;
    insta::assert_snapshot!(sentence(refused), @"postgres://throughline@HOST/postgres: this is a database of another program, not a database of Throughline; choose another path, or move it away.");
}

#[tokio::test]
async fn whoever_only_reads_a_server_writes_nothing() {
    let server = empty_schema();
    assert!(matches!(Db::open_read_only_on(&server).await, Err(StorageError::Missing { .. })));
    let db = Db::create_on(&server, created()).await.expect("made");
    let reader = Db::open_read_only_on(&server).await.expect("opened");
    db.append(0, &[put(1, "task", 1, None, Some("a"))], &Sequence::new(1)).await.expect("appended");
    assert_eq!((records(&reader).await, reader.head().await.expect("read").position), ("task a".to_owned(), 1));
    let refused = reader.append(1, &[put(2, "task", 1, Some("a"), Some("b"))], &Sequence::new(1)).await;
    assert!(matches!(refused, Err(StorageError::ReadOnly { .. })));
}

#[tokio::test]
async fn newer_versions_on_a_server_are_refused() {
    let server = empty_schema();
    drop(Db::create_on(&server, created()).await.expect("made"));
    let mut other = server.connect().await.expect("connected");
    other.run_all("UPDATE meta SET value = '99' WHERE key = 'storage_version'").await.expect("altered");
    assert!(matches!(Db::open_on(&server).await, Err(StorageError::Newer { found: 99, .. })));
}

#[tokio::test]
async fn one_who_lost_a_race_learns_where_the_journal_stands() {
    let server = empty_schema();
    let (one, two) = (Db::create_on(&server, created()).await.expect("made"), Db::open_on(&server).await.expect("opened"));
    let chance = Sequence::new(1);
    one.append(0, &[put(1, "task", 1, None, Some("a"))], &chance).await.expect("appended");
    let late = two.append(0, &[put(2, "task", 1, None, Some("b"))], &chance).await;
    assert!(matches!(late, Err(StorageError::Moved { expected: 0, head: 1 })), "{late:?}");
    let again = two.append(1, &[put(1, "task", 2, None, Some("c"))], &chance).await;
    assert!(matches!(again, Err(StorageError::Doubled { .. })), "{again:?}");
    two.append(1, &[put(2, "task", 1, Some("a"), Some("b"))], &chance).await.expect("decided again");
    one.append(2, &[put(3, "task", 2, None, Some("c"))], &chance).await.expect("the other follows");
    assert_eq!(records(&two).await, "task b\ntask c");
    assert!(matches!(one.verify(None).await.expect("verified"), Verdict::Whole(verified) if verified.entries == 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_stopped_at_once_has_what_it_acknowledged_and_is_used_again() {
    let mut cluster = Cluster::start(Safety::Durable);
    let server = Server::parse(&cluster.address("")).expect("an address");
    let db = Db::create_on(&server, created()).await.expect("made");
    let chance = Sequence::new(1);
    let mut after = 0;
    for round in 1..=3_u64 {
        let entry = |number: u64| put(round * 10 + number, "task", round * 10 + number, None, Some(&format!("{round}.{number}")));
        after = db.append(after, &[entry(1), entry(2)], &chance).await.expect("acknowledged").position;
        cluster.stop_at_once();
        let gone = db.append(after, &[entry(3)], &chance).await.expect_err("the server is gone");
        assert!(gone.is_passing(), "{gone}");
        assert!(db.entries_after(0, 1).await.expect_err("gone").is_passing());
        cluster.begin();
        after = match db.append(after, &[entry(4)], &chance).await {
            Ok(head) => head.position,
            Err(error) => panic!("round {round}: the database is back and is not used: {error}"),
        };
    }
    let Verdict::Whole(verified) = db.verify(None).await.expect("verified") else { panic!("broken") };
    assert_eq!(verified.entries, 9);
    assert_eq!(records(&db).await.lines().count(), 9);
}
