//! Accounts as people meet them: invited, signed in, guessed at, shut out.

use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{AccountFailure, Accounts, Bearer, Caller, LinkPurpose, Rules, Scope, SignedIn, Token};
use crate::storage::tests::{Engine, Sequence, fresh, id, instant, on_both_engines};
use crate::storage::{Created, Db};

on_both_engines!(
    the_first_administrator_is_set_up_once,
    one_of_two_who_use_a_link_at_once_gets_in,
    a_session_begins_with_the_right_password_whatever_the_case_of_the_login,
    wrong_unknown_and_deactivated_get_the_same_answer,
    an_unknown_login_takes_as_long_as_a_known_one,
    guessing_is_slowed_for_each_login_and_address,
    many_addresses_share_one_limit_that_leaves_those_at_home_alone,
    tries_at_the_same_moment_all_count,
    a_session_ends_when_idle_and_in_any_case,
    a_clock_that_jumps_back_ends_no_session,
    sessions_are_listed_and_ended,
    a_deactivated_person_is_refused_at_the_next_request,
    a_new_password_ends_the_other_sessions,
    an_invitation_works_once_and_gives_a_forgotten_password_anew,
    a_login_belongs_to_one_person,
    a_token_of_a_program_works_until_it_ends,
);

const PASSWORD: &str = "a long enough secret";

struct Scene {
    folder: TempDir,
    accounts: Accounts,
}

/// A new installation with a first account `ann` of person 1.
async fn scene(engine: Engine) -> Scene {
    let (folder, db) = fresh(engine).await;
    let accounts = Accounts::new(db, Arc::new(Sequence::new(5)), Rules::default());
    let link = accounts.open_set_up(instant(0)).await.expect("a link");
    accounts.set_up(&link, id(1), "Ann@example.org ", PASSWORD, instant(1)).await.expect("set up");
    Scene { folder, accounts }
}

fn from(address: &str) -> Caller {
    Caller { address: address.to_owned(), agent: "a browser".to_owned() }
}

fn after_hours(hours: i64) -> Timestamp {
    instant(hours * 3600)
}

impl Scene {
    async fn sign_in(&self, login: &str, password: &str, address: &str, second: i64) -> Result<SignedIn, AccountFailure> {
        self.accounts.sign_in(login, password, &from(address), instant(second)).await
    }

    async fn ann(&self, second: i64) -> SignedIn {
        self.sign_in("ann@example.org", PASSWORD, "10.0.0.1", second).await.expect("signed in")
    }

    async fn is_in(&self, token: &Token, at: Timestamp) -> bool {
        self.accounts.session(token, at).await.expect("read").is_some()
    }

    async fn invited(&self, person: u64, login: &str) -> Token {
        self.accounts.invite(id(person), login, instant(10)).await.expect("invited")
    }
}

async fn the_first_administrator_is_set_up_once(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let accounts = Accounts::new(db, Arc::new(Sequence::new(5)), Rules::default());
    assert!(!accounts.is_set_up().await.expect("read"));
    let replaced = accounts.open_set_up(instant(0)).await.expect("a link");
    let link = accounts.open_set_up(instant(1)).await.expect("another");
    assert!(matches!(accounts.link(&replaced, instant(2)).await, Err(AccountFailure::LinkUnusable)));
    assert_eq!(accounts.link(&link, instant(2)).await.expect("open").purpose, LinkPurpose::SetUp);
    assert!(matches!(accounts.link(&link, after_hours(25)).await, Err(AccountFailure::LinkUnusable)));
    let short = accounts.set_up(&link, id(1), "ann", "too short", instant(3)).await;
    assert!(matches!(short, Err(AccountFailure::PasswordTooShort)));
    accounts.set_up(&link, id(1), "ann", PASSWORD, instant(3)).await.expect("set up");
    let again = accounts.set_up(&link, id(2), "bob", PASSWORD, instant(4)).await;
    assert!(matches!(again, Err(AccountFailure::LinkUnusable)));
    assert!(matches!(accounts.open_set_up(instant(5)).await, Err(AccountFailure::SetUpAlready)));
    assert!(accounts.is_set_up().await.expect("read"));
}

async fn one_of_two_who_use_a_link_at_once_gets_in(engine: Engine) {
    let (_folder, db) = fresh(engine).await;
    let accounts = Accounts::new(db, Arc::new(Sequence::new(5)), Rules::default());
    let link = accounts.open_set_up(instant(0)).await.expect("a link");
    let (first, second) = tokio::join!(
        accounts.set_up(&link, id(1), "ann", PASSWORD, instant(1)),
        accounts.set_up(&link, id(2), "bob", PASSWORD, instant(1)),
    );
    assert!(first.is_ok() != second.is_ok());
    assert_eq!(accounts.accounts("", 10).await.expect("read").len(), 1);
}

async fn a_session_begins_with_the_right_password_whatever_the_case_of_the_login(engine: Engine) {
    let scene = scene(engine).await;
    let signed = scene.sign_in(" ANN@Example.org", PASSWORD, "10.0.0.1", 10).await.expect("signed in");
    let session = scene.accounts.session(&signed.token, instant(20)).await.expect("read").expect("in");
    assert_eq!((session.person, session.address.as_str(), session.id), (id(1), "10.0.0.1", signed.session.id));
    assert!(!scene.is_in(&Token::shown("ff"), instant(20)).await);
    assert!(!format!("{signed:?}").contains(signed.token.secret()), "a token is not printed");
}

async fn wrong_unknown_and_deactivated_get_the_same_answer(engine: Engine) {
    let scene = scene(engine).await;
    let invitation = scene.invited(2, "bob").await;
    scene.accounts.accept_invitation(&invitation, PASSWORD, instant(11)).await.expect("accepted");
    scene.accounts.deactivate(id(2), instant(12)).await.expect("deactivated");
    let long = "x".repeat(2_000);
    for (login, password) in
        [("ann@example.org", "not the secret"), ("nobody", PASSWORD), ("bob", PASSWORD), ("", ""), ("ann@example.org", &long)]
    {
        let refused = scene.sign_in(login, password, "10.0.0.1", 20).await.expect_err("refused");
        assert_eq!(refused.to_string(), "Name or password is wrong.");
    }
}

async fn an_unknown_login_takes_as_long_as_a_known_one(engine: Engine) {
    let scene = scene(engine).await;
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..9_i64 {
        for (login, took) in ["ann@example.org", "nobody"].into_iter().zip(&mut took) {
            let begin = std::time::Instant::now();
            let address = format!("10.0.1.{round}");
            scene.sign_in(login, "not the secret", &address, 10).await.expect_err("refused");
            took.push(begin.elapsed());
        }
    }
    let [known, unknown] = took.map(|mut took| {
        took.sort();
        took[took.len() / 2]
    });
    // A lookup without a hash would take a hundredth of the time.
    assert!(unknown * 2 > known && known * 2 > unknown, "known {known:?}, unknown {unknown:?}");
}

async fn guessing_is_slowed_for_each_login_and_address(engine: Engine) {
    let scene = scene(engine).await;
    for _ in 0..10 {
        let wrong = scene.sign_in("ann@example.org", "not the secret", "6.6.6.6", 100).await;
        assert!(matches!(wrong, Err(AccountFailure::Wrong)));
    }
    let refused = scene.sign_in("ann@example.org", PASSWORD, "6.6.6.6", 700).await.expect_err("refused");
    assert_eq!(refused.to_string(), "Too many tries have failed. Try again in 50 minutes.");
    scene.sign_in("ann@example.org", PASSWORD, "10.0.0.1", 701).await.expect("others are not kept out");
    scene.sign_in("ann@example.org", PASSWORD, "6.6.6.6", 3_701).await.expect("an hour later it is forgotten");
}

async fn many_addresses_share_one_limit_that_leaves_those_at_home_alone(engine: Engine) {
    let scene = scene(engine).await;
    scene.ann(50).await;
    let mut tried = 0;
    for address in 0..100 {
        match scene.sign_in("ann@example.org", "not the secret", &format!("6.6.6.{address}"), 100).await {
            Err(AccountFailure::Wrong) => tried += 1,
            Err(AccountFailure::TooManyTries { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(tried, 20);
    scene.ann(101).await;
    for nobody in 0..20 {
        scene.sign_in("nobody", "not the secret", &format!("6.6.7.{nobody}"), 100).await.expect_err("refused");
    }
    let unknown = scene.sign_in("nobody", PASSWORD, "6.6.8.1", 101).await;
    assert!(matches!(unknown, Err(AccountFailure::TooManyTries { .. })), "an unknown login is limited alike");
}

async fn tries_at_the_same_moment_all_count(engine: Engine) {
    let scene = scene(engine).await;
    let tries: Vec<_> = (0..30)
        .map(|_| {
            let accounts = scene.accounts.clone();
            tokio::spawn(
                async move { accounts.sign_in("ann@example.org", "not the secret", &from("6.6.6.6"), instant(100)).await },
            )
        })
        .collect();
    let mut tried = 0;
    for one in tries {
        tried += usize::from(matches!(one.await.expect("no panic"), Err(AccountFailure::Wrong)));
    }
    assert_eq!(tried, 10);
}

async fn a_session_ends_when_idle_and_in_any_case(engine: Engine) {
    let scene = scene(engine).await;
    let signed = scene.ann(0).await;
    assert!(scene.is_in(&signed.token, after_hours(23)).await);
    assert!(scene.is_in(&signed.token, after_hours(46)).await, "it was used meanwhile");
    assert!(!scene.is_in(&signed.token, after_hours(71)).await, "it was not used for a day");
    let used = scene.ann(0).await;
    for day in 0..27 {
        assert!(scene.is_in(&used.token, after_hours(day * 12)).await);
    }
    assert!(!scene.is_in(&used.token, after_hours(14 * 24)).await);
    assert!(scene.accounts.sessions(id(1), after_hours(14 * 24)).await.expect("read").is_empty());
    assert_eq!(scene.accounts.forget_sessions(after_hours(14 * 24)).await.expect("forgotten"), 2);
}

async fn a_clock_that_jumps_back_ends_no_session(engine: Engine) {
    let scene = scene(engine).await;
    let signed = scene.ann(7_200).await;
    assert!(scene.is_in(&signed.token, instant(3_600)).await);
    let session = scene.accounts.session(&signed.token, instant(7_200)).await.expect("read").expect("in");
    assert_eq!(session.seen_at, instant(7_200));
}

async fn sessions_are_listed_and_ended(engine: Engine) {
    let scene = scene(engine).await;
    let (first, second, third) = (scene.ann(10).await, scene.ann(20).await, scene.ann(30).await);
    let listed: Vec<_> = scene.accounts.sessions(id(1), instant(40)).await.expect("read").iter().map(|s| s.id).collect();
    assert_eq!(listed, [third.session.id, second.session.id, first.session.id]);
    assert!(!scene.accounts.end_session(id(2), first.session.id).await.expect("nobody else's"));
    assert!(scene.accounts.end_session(id(1), first.session.id).await.expect("ended"));
    assert!(!scene.is_in(&first.token, instant(41)).await);
    assert_eq!(scene.accounts.end_other_sessions(id(1), third.session.id).await.expect("ended"), 1);
    assert!(!scene.is_in(&second.token, instant(42)).await);
    assert!(scene.accounts.sign_out(&third.token).await.expect("out"));
    assert!(!scene.is_in(&third.token, instant(43)).await);
    assert!(!scene.accounts.sign_out(&third.token).await.expect("already out"));
}

async fn a_deactivated_person_is_refused_at_the_next_request(engine: Engine) {
    let scene = scene(engine).await;
    let signed = scene.ann(10).await;
    scene.accounts.deactivate(id(1), instant(11)).await.expect("deactivated");
    assert!(!scene.is_in(&signed.token, instant(12)).await);
    let invited = scene.accounts.invite(id(1), "ann", instant(13)).await;
    assert!(matches!(invited, Err(AccountFailure::Deactivated)));
    scene.accounts.activate(id(1), instant(14)).await.expect("activated");
    assert!(!scene.is_in(&signed.token, instant(15)).await, "old sessions stay ended");
    let again = scene.ann(16).await;
    assert!(scene.is_in(&again.token, instant(17)).await);
    assert!(matches!(scene.accounts.deactivate(id(9), instant(18)).await, Err(AccountFailure::NoAccount)));
}

async fn a_new_password_ends_the_other_sessions(engine: Engine) {
    let scene = scene(engine).await;
    let (here, elsewhere) = (scene.ann(10).await, scene.ann(11).await);
    let accounts = &scene.accounts;
    let wrong = accounts.change_password(&here.session, "not the secret", "another secret", instant(12)).await;
    assert!(matches!(wrong, Err(AccountFailure::Wrong)));
    let near = accounts.change_password(&here.session, PASSWORD, "ann@example.org!", instant(12)).await;
    assert!(matches!(near, Err(AccountFailure::PasswordHoldsLogin)));
    accounts.change_password(&here.session, PASSWORD, "another secret", instant(12)).await.expect("changed");
    assert!(scene.is_in(&here.token, instant(13)).await);
    assert!(!scene.is_in(&elsewhere.token, instant(13)).await);
    assert!(matches!(scene.sign_in("ann@example.org", PASSWORD, "10.0.0.1", 14).await, Err(AccountFailure::Wrong)));
    scene.sign_in("ann@example.org", "another secret", "10.0.0.1", 15).await.expect("signed in");
}

async fn an_invitation_works_once_and_gives_a_forgotten_password_anew(engine: Engine) {
    let scene = scene(engine).await;
    let replaced = scene.invited(2, "bob").await;
    let invitation = scene.invited(2, "bob").await;
    let late = scene.accounts.accept_invitation(&replaced, PASSWORD, instant(11)).await;
    assert!(matches!(late, Err(AccountFailure::LinkUnusable)));
    assert_eq!(scene.accounts.accept_invitation(&invitation, PASSWORD, instant(11)).await.expect("accepted"), id(2));
    let twice = scene.accounts.accept_invitation(&invitation, PASSWORD, instant(12)).await;
    assert!(matches!(twice, Err(AccountFailure::LinkUnusable)));
    let bob = scene.sign_in("bob", PASSWORD, "10.0.0.2", 13).await.expect("signed in");
    let anew = scene.invited(2, "bob").await;
    assert!(scene.is_in(&bob.token, instant(14)).await, "an invitation alone changes nothing");
    scene.accounts.accept_invitation(&anew, "another secret", instant(15)).await.expect("accepted");
    assert!(!scene.is_in(&bob.token, instant(16)).await);
    scene.sign_in("bob", "another secret", "10.0.0.2", 17).await.expect("signed in");
    let expired = scene.invited(3, "cid").await;
    let late = scene.accounts.accept_invitation(&expired, PASSWORD, after_hours(8 * 24)).await;
    assert!(matches!(late, Err(AccountFailure::LinkUnusable)));
}

async fn a_login_belongs_to_one_person(engine: Engine) {
    let scene = scene(engine).await;
    let taken = scene.accounts.invite(id(2), "ANN@example.org", instant(10)).await;
    assert!(matches!(taken, Err(AccountFailure::LoginTaken)));
    let (first, second) = (scene.invited(2, "bob").await, scene.invited(3, "bob").await);
    scene.accounts.accept_invitation(&first, PASSWORD, instant(11)).await.expect("accepted");
    let late = scene.accounts.accept_invitation(&second, PASSWORD, instant(12)).await;
    assert!(matches!(late, Err(AccountFailure::LoginTaken)));
    let logins: Vec<_> = scene.accounts.accounts("", 10).await.expect("read").into_iter().map(|a| a.login).collect();
    assert_eq!(logins, [Some("ann@example.org".to_owned()), Some("bob".to_owned())]);
    assert!(matches!(scene.accounts.invite(id(4), "two words", instant(13)).await, Err(AccountFailure::LoginUnusable)));
}

#[tokio::test]
async fn people_are_signed_in_as_without_a_password_only_in_a_demonstration() {
    let scene = scene(Engine::Sqlite).await;
    let refused = scene.accounts.sign_in_as(id(1), &from("127.0.0.1"), instant(10)).await;
    assert!(matches!(refused, Err(AccountFailure::NotADemonstration)));
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Created { installation: id(0), demo: true, at: instant(0) };
    let db = Db::create(&folder.path().join("demo.db"), demo).await.expect("created");
    let accounts = Accounts::new(db, Arc::new(Sequence::new(5)), Rules::default());
    for person in [1, 2, 1] {
        let signed = accounts.sign_in_as(id(person), &from("127.0.0.1"), instant(10)).await.expect("signed in");
        let session = accounts.session(&signed.token, instant(11)).await.expect("read").expect("in");
        assert_eq!(session.person, id(person));
    }
    let unknown = accounts.sign_in("", "", &from("127.0.0.1"), instant(12)).await;
    assert!(matches!(unknown, Err(AccountFailure::Wrong)), "an account without a login has no password either");
}

#[tokio::test]
async fn the_file_holds_no_password_and_no_token() {
    let scene = scene(Engine::Sqlite).await;
    let signed = scene.ann(10).await;
    let invitation = scene.invited(2, "bob").await;
    let mut written = Vec::new();
    for file in std::fs::read_dir(scene.folder.path()).expect("the folder") {
        written.extend(std::fs::read(file.expect("a file").path()).expect("read"));
    }
    let holds = |secret: &str| written.windows(secret.len()).any(|window| window == secret.as_bytes());
    assert!(holds("ann@example.org"), "the search looks at the right files");
    for secret in [PASSWORD, signed.token.secret(), invitation.secret()] {
        assert!(!holds(secret));
    }
}

async fn a_token_of_a_program_works_until_it_ends(engine: Engine) {
    let scene = scene(engine).await;
    let accounts = &scene.accounts;
    let make = async |name: &str, scope, days| accounts.make_token(id(1), name, scope, days, instant(10)).await;
    for (name, days) in [("", 30), ("reports", 0), ("reports", 367), ("x\u{7}", 30)] {
        assert!(matches!(make(name, Scope::Read, days).await, Err(AccountFailure::TokenUnusable)), "{name} {days}");
    }
    assert!(matches!(accounts.make_token(id(9), "x", Scope::Read, 1, instant(10)).await, Err(AccountFailure::NoAccount)));
    let (token, made) = make(" the  reports ", Scope::Read, 30).await.expect("made");
    assert!(token.secret().starts_with("throughline_") && token.secret().len() == 76, "{}", token.secret().len());
    assert_eq!((made.name.as_str(), made.used_at), ("the reports", None));
    let bearer = async |token: &Token, at| accounts.bearer(token, at).await.expect("read");
    assert_eq!(bearer(&token, instant(20)).await, Some(Bearer { person: id(1), scope: Scope::Read }));
    assert_eq!(bearer(&Token::shown("throughline_ff"), instant(20)).await, None);
    assert_eq!(bearer(&token, after_hours(24 * 31)).await, None);
    assert!(accounts.session(&token, instant(20)).await.expect("read").is_none(), "a token is no session");
    assert_eq!(accounts.tokens(id(1), instant(20)).await.expect("read")[0].used_at, Some(instant(20)));
    let (other, _) = make("a script", Scope::Change, 1).await.expect("made");
    assert!(!accounts.end_token(id(2), made.id).await.expect("read"), "nobody ends another's");
    assert!(accounts.end_token(id(1), made.id).await.expect("ended"));
    assert_eq!((bearer(&token, instant(21)).await, bearer(&other, instant(21)).await.is_some()), (None, true));
    let session = scene.ann(30).await.session;
    accounts.change_password(&session, PASSWORD, "another long secret", instant(31)).await.expect("changed");
    assert_eq!(bearer(&other, instant(32)).await, None, "a new password ends them");
    let (again, _) = make("a script", Scope::Change, 1).await.expect("made");
    accounts.deactivate(id(1), instant(33)).await.expect("deactivated");
    assert_eq!(bearer(&again, instant(34)).await, None);
    assert!(make("a script", Scope::Change, 1).await.is_err());
    assert_eq!(accounts.forget_tokens(after_hours(24 * 31)).await.expect("forgotten"), 2);
}
