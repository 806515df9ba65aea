//! The API: what a program sends and what it gets, as somebody, as nobody, and as somebody who may not.

use axum::body::Body;
use axum::http::{Method, Request, header};
use office::accounts::Scope;
use organization::Kind;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Browser, House};

/// A program with a token.
pub(crate) struct Program {
    browser: Browser,
    token: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The sentence and the code of a problem, whose form is checked on the way.
    fn problem(&self) -> (u16, &str, &str) {
        let text = |name: &str| self.body[name].as_str().unwrap_or_default();
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        assert_eq!(self.body["status"], self.status, "{}", self.body);
        assert_eq!(text("type"), format!("/api/v1/problems/{}", text("code")));
        assert!(!text("title").is_empty() && text("request_id").len() == 8, "{}", self.body);
        (self.status, text("code"), text("detail"))
    }

    fn errors(&self) -> Vec<(&str, &str)> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors
            .iter()
            .map(|one| (one["field"].as_str().unwrap_or_default(), one["message"].as_str().unwrap_or_default()))
            .collect()
    }
}

impl House {
    /// A program that acts for a person.
    pub(crate) async fn program(&self, person: Uuid, scope: Scope) -> Program {
        // Signing in gives the person an account, which a token belongs to.
        drop(self.signed_in(person).await);
        let now = self.desk.surroundings.now();
        let (token, _) = self.desk.accounts.make_token(person, "a test", scope, 30, now).await.expect("a token");
        Program { browser: self.stranger(), token: token.secret().to_owned() }
    }
}

impl Program {
    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.browser.answer(request.body(Body::from(body)).expect("a request")).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a body");
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("JSON") };
        Answer { status, headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string().into_bytes()).await
    }

    async fn does(&self, kind: &str, id: u128, data: Value) -> Answer {
        self.post(&format!("/api/v1/commands/{kind}"), &json!({ "id": request(id), "data": data })).await
    }
}

fn request(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_ffff_0000_7000_8000_0000_0000_0000 + number)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_done_once_however_often_it_is_sent_and_its_id_serves_nothing_else() {
    let house = House::unattended().await;
    let ada = house.program(house.ada, Scope::Change).await;
    let unit = json!({ "id": request(100), "name": "Works" });
    let first = ada.does("add-unit", 1, unit.clone()).await;
    assert_eq!(
        (first.status, &first.body["changed"], &first.body["repeated"]),
        (200, &json!(1), &json!(false)),
        "{}",
        first.body
    );
    let record = &first.body["records"][0];
    assert_eq!((&record["reference"], &record["outcome"], &record["kind"]), (&json!("U-1"), &json!("made"), &json!("unit")));
    let again = ada.does("add-unit", 1, unit).await;
    assert_eq!((again.status, &again.body["repeated"], &again.body["records"]), (200, &json!(true), &first.body["records"]));
    let other = ada.does("add-unit", 1, json!({ "id": request(100), "name": "Labs" })).await;
    assert_eq!(other.problem().0, 409);
    assert_eq!(other.problem().1, "id-used");
    let cleo = house.person("Cleo Marsh").await;
    let stolen =
        house.program(cleo, Scope::Change).await.does("add-unit", 1, json!({ "id": request(100), "name": "Works" })).await;
    assert_eq!(stolen.problem().1, "id-used", "another's id says nothing about what was done");
    let nothing = ada.does("change-unit", 2, json!({ "unit": "U-1", "name": "Works" })).await;
    assert_eq!((nothing.status, &nothing.body["changed"]), (200, &json!(0)), "what is already so changes nothing");
    assert_eq!(ada.get("/api/v1/units/U-1").await.body["name"], "Works");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_done_whole_or_not_at_all_and_says_which_command_was_refused() {
    let house = House::unattended().await;
    let ada = house.program(house.ada, Scope::Change).await;
    let unit = |id: u128, name: &str| json!({ "kind": "add-unit", "data": { "id": request(id), "name": name } });
    let under =
        json!({ "kind": "add-position", "data": { "id": request(102), "title": "Head", "unit": request(100), "head": true } });
    let batch = json!({ "id": request(1), "reason": "A beginning.", "commands": [unit(100, "Works"), under] });
    let done = ada.post("/api/v1/batches", &batch).await;
    assert_eq!((done.status, &done.body["changed"]), (200, &json!(2)), "{}", done.body);
    assert_eq!(ada.post("/api/v1/batches", &batch).await.body["repeated"], true);
    let loops = json!({ "kind": "change-unit", "data": { "unit": request(100), "parent": request(100) } });
    let refused = ada.post("/api/v1/batches", &json!({ "id": request(2), "commands": [unit(103, "Labs"), loops] })).await;
    assert_eq!(refused.problem().0, 422);
    assert_eq!((refused.problem().1, refused.errors()[0].0), ("would-loop", "/commands/1"));
    assert_eq!(ada.get("/api/v1/units").await.body["items"].as_array().map(Vec::len), Some(1), "nothing of it was done");
    let wrong = json!({ "id": request(3), "commands": [{ "kind": "add-unit", "data": { "id": request(9), "nmae": "x" } }, { "kind": "fly", "data": {} }] });
    let wrong = ada.post("/api/v1/batches", &wrong).await;
    assert_eq!(wrong.errors()[0].0, "/commands/1/kind");
    let history = ada.get("/api/v1/units/U-1/history").await.body;
    assert_eq!(
        (&history["items"][0]["reason"], &history["items"][0]["by"]["name"]),
        (&json!("A beginning."), &json!("Ada Byron"))
    );
    let position = done.body["position"].as_u64().expect("a position");
    let undone = ada.post(&format!("/api/v1/journal/{position}/undo"), &json!({ "id": request(4) })).await;
    assert_eq!((undone.status, &undone.body["changed"]), (200, &json!(2)), "{}", undone.body);
    assert_eq!(ada.post(&format!("/api/v1/journal/{position}/undo"), &json!({ "id": request(4) })).await.body["repeated"], true);
    assert_eq!(ada.get("/api/v1/units/U-1").await.problem().0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_with_its_place_and_how_to_mend_it() {
    let house = House::unattended().await;
    let ada = house.program(house.ada, Scope::Change).await;
    let path = "/api/v1/commands/add-unit";
    let sent = async |body: &str| {
        ada.send(Method::POST, path, &[("content-type", "application/json; charset=utf-8")], body.into()).await
    };
    for (body, sentence) in [
        ("{\n  \"id\": x", "Not valid JSON at line 2, column 9."),
        ("{\"id\": 1, \"id\": 2}", "The field “id” stands twice, at line 1, column 14."),
        ("", "The body is empty; JSON is expected."),
        ("{} x", "There is something behind the end of the JSON, at line 1, column 4."),
    ] {
        let answer = sent(body).await;
        assert_eq!(answer.problem(), (400, "malformed-json", sentence), "{body}");
    }
    assert_eq!(sent(&"[".repeat(100_000)).await.problem().0, 400);
    let faults =
        sent(r#"{"id": "x", "data": {"name": " ", "salry": 1, "parnt": null, "unit": 3, "calendar": "G-1"}, "based_on": -1}"#)
            .await;
    assert_eq!(faults.problem().0, 422);
    let said: Vec<String> = faults.errors().iter().map(|(field, message)| format!("{field}: {message}")).collect();
    insta::assert_snapshot!(said.join("\n"), @"
    /based_on: “based_on” must be a whole number from 0 to 9223372036854775807.
    /data/id: The field “id” is missing.
    /data/calendar: “G-1” names no calendar. Write an id.
    /data/name: A name must have 1 to 500 characters; this has 0.
    /data/parnt: Unknown field “parnt”. Did you mean “parent”?
    /data/salry: Unknown field “salry”. Known: calendar, id, keys, name, number, parent, purpose, sort, state.
    /data/unit: Unknown field “unit”. Known: calendar, id, keys, name, number, parent, purpose, sort, state.
    /id: “x” is no id. Write a UUID, such as 0190a5c4-7c1e-7000-8000-000000000001.
    ");
    for (kind, headers, status) in [
        ("add-unit", &[("content-type", "text/plain")][..], 415),
        ("add-unit", &[("content-type", "application/json; charset=latin-1")], 415),
        ("add-unit", &[("content-type", "application/json"), ("content-encoding", "gzip")], 415),
        ("add-unit", &[], 415),
        ("ad-unit", &[("content-type", "application/json")], 404),
    ] {
        let answer = ada.send(Method::POST, &format!("/api/v1/commands/{kind}"), headers, b"{}".to_vec()).await;
        assert_eq!(answer.problem().0, status, "{headers:?}");
    }
    let missing = ada.post("/api/v1/commands/ad-unit", &json!({})).await;
    assert_eq!(missing.problem().2, "There is no such command. Did you mean “add-unit”?");
    let large = ada.send(Method::POST, path, &[("content-type", "application/json")], vec![b' '; (4 << 20) + 1]).await;
    assert_eq!(large.problem().0, 413);
    for (method, path, status) in [
        (Method::POST, "/api/v1/units", 405),
        (Method::DELETE, "/api/v1/units/U-1", 405),
        (Method::GET, "/api/v1/batches", 405),
        (Method::PUT, "/api/v1/batches", 405),
        (Method::GET, "/api/v1/nothing/here/at/all", 404),
        (Method::GET, "/api/v2/units", 404),
        (Method::GET, "/api", 404),
        (Method::GET, "/api/v1/unicorns", 404),
        (Method::GET, "/api/v1/units?sort=name", 400),
        (Method::GET, "/api/v1/units?limit=0", 400),
        (Method::GET, "/api/v1/units?cursor=zz", 400),
        (Method::GET, "/api/v1/units?parent=..%2F..", 400),
        (Method::GET, "/api/v1/units/%00", 404),
    ] {
        let answer = ada.send(method.clone(), path, &[], Vec::new()).await;
        assert_eq!(answer.problem().0, status, "{method} {path}");
    }
    assert_eq!(ada.send(Method::PUT, "/api/v1/batches", &[], Vec::new()).await.header("allow"), "POST");
    let explained = house.program(house.ada, Scope::Read).await.get("/api/v1/problems/would-loop").await;
    assert!(explained.body["about"].as_str().is_some_and(|about| about.contains("form trees")), "{}", explained.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_without_a_session_or_a_token_that_works_and_a_reading_token_changes_nothing() {
    let house = House::unattended().await;
    let nobody = Program { browser: house.stranger(), token: String::new() };
    for path in ["/api/v1/me", "/api/v1/units", "/api/v1/units/U-1", "/api/v1/findings", "/api/v1/journal", "/api/v1/commands"] {
        let answer = nobody.get(path).await;
        assert_eq!((answer.problem().0, answer.header("www-authenticate")), (401, "Bearer realm=\"throughline\""), "{path}");
    }
    assert_eq!(nobody.post("/api/v1/batches", &json!({})).await.problem().0, 401);
    assert_eq!(nobody.get("/api/v1/openapi.json").await.status, 200, "the description is public");
    let wrong = Program { browser: house.signed_in(house.ada).await, token: "throughline_00".to_owned() };
    let answer = wrong.get("/api/v1/me").await;
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"throughline\", error=\"invalid_token\"");
    let reader = house.program(house.ada, Scope::Read).await;
    let me = reader.get("/api/v1/me").await;
    assert_eq!(
        (&me.body["person"]["name"], &me.body["scope"], &me.body["administrator"]),
        (&json!("Ada Byron"), &json!("read"), &json!(true))
    );
    let refused = reader.does("add-unit", 1, json!({ "id": request(9), "name": "Works" })).await;
    assert_eq!(refused.problem(), (403, "read-only-token", "This token may read but not change."));
    let ada = house.signed_in(house.ada).await;
    let cookie = ada.cookies().to_owned();
    let by_cookie = Program { browser: ada, token: String::new() };
    assert_eq!(by_cookie.send(Method::GET, "/api/v1/me", &[("cookie", &cookie)], Vec::new()).await.body["scope"], "change");
    let forged = [("cookie", cookie.as_str()), ("content-type", "application/json"), ("sec-fetch-site", "cross-site")];
    let forged = by_cookie.send(Method::POST, "/api/v1/batches", &forged, b"{}".to_vec()).await;
    assert_eq!((forged.problem().0, forged.problem().1), (403, "other-site"));
    let bo = house.person("Bo Lind").await;
    let program = house.program(bo, Scope::Change).await;
    assert_eq!(program.get("/api/v1/me").await.status, 200);
    house.has("change-person", json!({ "person": bo, "employed": { "until": "2026-11-01" } })).await;
    assert_eq!(program.get("/api/v1/me").await.problem().0, 401, "who has left is nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_changed_only_where_it_is_as_the_sender_read_it() {
    let house = House::unattended().await;
    house.has("add-unit", json!({ "name": "Works" })).await;
    let ada = house.program(house.ada, Scope::Change).await;
    let read = ada.get("/api/v1/units/U-1").await;
    let tag = read.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", read.body["revision"]));
    let again = ada.send(Method::GET, "/api/v1/units/U-1", &[("if-none-match", &tag)], Vec::new()).await;
    assert_eq!((again.status, again.header("etag"), &again.body), (304, tag.as_str(), &Value::Null));
    let change =
        |name: &str, id: u128| json!({ "id": request(id), "data": { "unit": "U-1", "name": name } }).to_string().into_bytes();
    let path = "/api/v1/commands/change-unit";
    let sent = async |tag: &str, body| {
        ada.send(Method::POST, path, &[("content-type", "application/json"), ("if-match", tag)], body).await
    };
    assert_eq!(sent(&tag, change("Waterworks", 1)).await.status, 200);
    let late = sent(&tag, change("Gasworks", 2)).await;
    assert_eq!((late.problem().0, late.problem().1), (412, "changed-since-read"));
    assert_eq!(sent("W/\"3\"", change("Gasworks", 3)).await.problem().0, 412, "a weak tag matches nothing");
    assert_eq!(sent("*", change("Gasworks", 4)).await.status, 200);
    let unit = json!({ "id": request(5), "data": { "id": request(50), "name": "Labs" } }).to_string().into_bytes();
    let pointless = ada
        .send(Method::POST, "/api/v1/commands/add-unit", &[("content-type", "application/json"), ("if-match", "*")], unit)
        .await;
    assert_eq!(pointless.problem().1, "no-condition");
    let based = json!({ "id": request(6), "based_on": 3, "data": { "unit": "U-1", "name": "Steelworks" } });
    let stale = ada.post(path, &based).await;
    assert_eq!((stale.problem().0, stale.problem().1), (409, "stale"));
    assert_eq!(
        (&stale.body["fields"][0]["theirs"], &stale.body["fields"][0]["yours"]),
        (&json!("Gasworks"), &json!("Steelworks"))
    );
    let own = json!({ "id": request(7), "capacity": "own", "data": { "unit": "U-1", "name": "Ironworks" } });
    let own = ada.post(path, &own).await;
    assert_eq!(own.problem().2, "You may do this only as an administrator, and it was asked for otherwise. Nothing was changed.");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_that_go_on_while_others_change_things() {
    let house = House::unattended().await;
    let unit = house.has("add-unit", json!({ "name": "Works" })).await;
    for number in 1..=7 {
        house.has("add-position", json!({ "title": format!("Fitter {number}"), "unit": unit })).await;
    }
    let ada = house.program(house.ada, Scope::Read).await;
    let titles = |answer: &Answer| -> Vec<String> {
        let items = answer.body["items"].as_array().expect("items");
        items.iter().map(|item| item["title"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let first = ada.get("/api/v1/positions?limit=3&unit=U-1").await;
    assert_eq!(titles(&first), ["Fitter 1", "Fitter 2", "Fitter 3"]);
    house.has("add-position", json!({ "title": "Fitter 8", "unit": unit })).await;
    house.has("close-position", json!({ "position": first.body["items"][2]["id"] })).await;
    let cursor = first.body["next"].as_str().expect("a cursor");
    assert_eq!(first.header("link"), format!("</api/v1/positions?limit=3&unit=U-1&cursor={cursor}>; rel=\"next\""));
    let second = ada.get(&format!("/api/v1/positions?limit=3&unit=U-1&cursor={cursor}")).await;
    assert_eq!(titles(&second), ["Fitter 4", "Fitter 5", "Fitter 6"]);
    let last =
        ada.get(&format!("/api/v1/positions?limit=3&unit=U-1&cursor={}", second.body["next"].as_str().expect("a cursor"))).await;
    assert_eq!((titles(&last), last.body.get("next")), (vec!["Fitter 7".to_owned(), "Fitter 8".to_owned()], None));
    assert_eq!(titles(&ada.get("/api/v1/positions?unit=U-9").await), [""; 0], "what is not there has none");
    let tag = last.header("etag").to_owned();
    assert!(tag.is_empty() || tag.starts_with("W/"), "{tag}");
    let list = ada.get("/api/v1/units").await;
    let tag = list.header("etag").to_owned();
    assert_eq!(ada.send(Method::GET, "/api/v1/units", &[("if-none-match", &tag)], Vec::new()).await.status, 304);
    house.has("change-unit", json!({ "unit": unit, "keys": [{ "source": "payroll", "key": "4711" }] })).await;
    assert_eq!(ada.send(Method::GET, "/api/v1/units", &[("if-none-match", &tag)], Vec::new()).await.status, 200);
    assert_eq!(ada.get("/api/v1/units?source=payroll&key=4711").await.body["items"][0]["reference"], "U-1");
    assert_eq!(ada.get("/api/v1/units?source=payroll&key=4712").await.body["items"], json!([]));
    assert_eq!(ada.get("/api/v1/units?key=4711").await.problem().0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_may_not_see_is_not_there_in_any_answer() {
    let house = House::unattended().await;
    let (unit, bo) = house.unit_with_head("Works", "Bo Lind").await;
    let (cleo, dan) = (house.person("Cleo Marsh").await, house.person("Dan Okoro").await);
    house.has("add-membership", json!({ "person": cleo, "unit": unit })).await;
    house.has("change-person", json!({ "person": cleo, "email": "cleo@example.org" })).await;
    let away = json!({ "person": cleo, "sort": "illness", "from": "2026-12-01", "until": "2026-12-04", "reason": "a knee" });
    let away = house.has("add-absence", away).await;
    let talk = house.has("add-check-in", json!({ "lead": bo, "person": cleo, "on": "2026-11-23", "notes": "quietly" })).await;
    let private =
        house.has("add-comment", json!({ "on": format!("unit/{unit}"), "text": "a secret", "private": true, "by": bo })).await;
    let stranger = house.program(dan, Scope::Change).await;
    let head = house.program(bo, Scope::Change).await;
    assert_eq!(head.get(&format!("/api/v1/absences/{away}")).await.body["reason"], "a knee");
    assert_eq!(head.get(&format!("/api/v1/check-ins/{talk}")).await.body["notes"], "quietly");
    for path in
        [format!("/api/v1/check-ins/{talk}"), format!("/api/v1/check-ins/{talk}/history"), format!("/api/v1/comments/{private}")]
    {
        let hidden = stranger.get(&path).await;
        let absent = stranger
            .get(
                &path
                    .replace(&talk.to_string(), &Uuid::max().to_string())
                    .replace(&private.to_string(), &Uuid::max().to_string()),
            )
            .await;
        let but_number = |answer: &Answer| {
            let mut body = answer.body.clone();
            body["request_id"] = Value::Null;
            body
        };
        assert_eq!(hidden.problem().0, 404, "{path}");
        assert_eq!(but_number(&hidden), but_number(&absent), "hidden and absent are answered alike");
    }
    let mut everything = String::new();
    for kind in Kind::ALL {
        let plural = kind.table().replace('_', "-");
        let list = stranger.get(&format!("/api/v1/{plural}?limit=500")).await;
        assert_eq!(list.status, 200, "{plural}");
        everything.push_str(&list.body.to_string());
        for item in list.body["items"].as_array().into_iter().flatten() {
            let id = item["id"].as_str().expect("an id");
            everything.push_str(&stranger.get(&format!("/api/v1/{plural}/{id}")).await.body.to_string());
            everything.push_str(&stranger.get(&format!("/api/v1/{plural}/{id}/history")).await.body.to_string());
        }
    }
    everything.push_str(&stranger.get("/api/v1/journal?limit=100").await.body.to_string());
    for secret in ["a knee", "illness", "quietly", "a secret", "cleo@example.org"] {
        assert!(!everything.contains(secret), "{secret}");
    }
    assert!(everything.contains("Cleo Marsh"));
    let named = stranger.does("change-check-in", 1, json!({ "check_in": talk, "notes": "x" })).await;
    let absent = stranger.does("change-check-in", 2, json!({ "check_in": Uuid::max(), "notes": "x" })).await;
    assert_eq!((named.problem().0, named.problem().2), (404, absent.problem().2), "an id in a body is an id like another");
    let denied = stranger.does("change-unit", 3, json!({ "unit": unit, "name": "Mine" })).await;
    assert_eq!((denied.problem().0, denied.problem().1), (403, "denied"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_written_example_is_taken_as_it_stands() {
    let house = House::empty().await;
    let mut programs: std::collections::BTreeMap<Uuid, Program> = std::collections::BTreeMap::new();
    for step in web::api::examples::steps() {
        let Some(by) = step.by else {
            house.has(&step.kind, step.data.clone()).await;
            continue;
        };
        if let std::collections::btree_map::Entry::Vacant(place) = programs.entry(by) {
            place.insert(house.program(by, Scope::Change).await);
        }
        if step.imported {
            house.brings(&step.kind, step.data.clone()).await;
            continue;
        }
        let sent = json!({ "id": step.id, "data": step.data });
        let answer = programs[&by].post(&format!("/api/v1/commands/{}", step.kind), &sent).await;
        assert_eq!(
            (answer.status, &answer.body["repeated"]),
            (200, &json!(false)),
            "{} {}: {}",
            step.kind,
            step.data,
            answer.body
        );
        assert!(answer.body["changed"].as_u64().is_some_and(|changed| changed > 0), "{} changes nothing", step.kind);
    }
    let ada = programs.values().next().expect("somebody");
    let document = ada.get("/api/v1/openapi.json").await.body;
    for kind in Kind::ALL {
        let example = &document["components"]["schemas"][format!("{kind:?}")]["examples"][0];
        assert!(example["id"].is_string(), "{} has no example", kind.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_names_everything_that_can_be_asked_and_refers_only_to_what_it_holds() {
    let house = House::unattended().await;
    let document = house.program(house.ada, Scope::Read).await.get("/api/v1/openapi.json").await.body;
    let paths = document["paths"].as_object().expect("paths");
    for entry in organization::Command::ALL {
        let operation = &paths[&format!("/commands/{}", entry.kind)]["post"];
        assert_eq!(operation["operationId"], entry.kind);
        let data = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"]["data"]["properties"];
        for field in entry.fields {
            assert!(data[field.name].is_object(), "{} {}", entry.kind, field.name);
        }
    }
    for kind in Kind::ALL {
        let plural = kind.table().replace('_', "-");
        for path in [format!("/{plural}"), format!("/{plural}/{{id}}"), format!("/{plural}/{{id}}/history")] {
            assert!(paths.contains_key(&path), "{path}");
        }
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
    let names: Vec<&str> = paths
        .values()
        .flat_map(|path| path.as_object().expect("an object").values())
        .filter_map(|one| one["operationId"].as_str())
        .collect();
    let different: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), different.len(), "each has a name of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_as_data_with_what_it_shows_and_without_its_frame() {
    let house = House::example().await;
    let ada = house.program(house.ada, Scope::Read).await;
    let document = ada.get("/api/v1/openapi.json").await.body;
    let listed = document["paths"].as_object().expect("paths").keys().filter(|path| path.starts_with("/pages"));
    let more = [
        "/pages/goals/G-1",
        "/pages/plans/P-1",
        "/pages/tasks/T-1",
        "/pages/people/H-2",
        "/pages/policies/L-1",
        "/pages/check/rules/TL101",
    ];
    for path in listed.map(String::as_str).chain(more).chain(["/pages?lens=lead", "/pages?lens=manage", "/pages?lens=today"]) {
        let answer = ada.get(&format!("/api/v1{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let text = answer.body.to_string();
        assert!(text.len() > 50 && !text.contains("\"shell\"") && !text.contains("based_on"), "{path}: {text}");
    }
    let goal = ada.get("/api/v1/goals/G-1").await.body;
    let page = ada.get("/api/v1/pages/goals/G-1").await.body;
    let (heading, title) = (page["heading"].as_str().unwrap_or_default(), goal["title"].as_str().unwrap_or_default());
    assert!(!title.is_empty() && heading.starts_with(title), "{heading}");
    for (method, path, status) in [
        (Method::GET, "/api/v1/pages/goals/G-999", 404),
        (Method::GET, "/api/v1/pages/nothing", 404),
        (Method::POST, "/api/v1/pages/goals/G-1", 403),
        (Method::GET, "/api/v1/pages/export", 404),
    ] {
        let answer = ada.send(method.clone(), path, &[], Vec::new()).await;
        assert_eq!(answer.problem().0, status, "{method} {path}");
    }
    let writer = house.program(house.ada, Scope::Change).await;
    let form = writer
        .send(Method::POST, "/api/v1/pages/goals/G-1", &[("content-type", "application/x-www-form-urlencoded")], Vec::new())
        .await;
    assert_eq!((form.problem().0, form.header("allow")), (405, "GET,HEAD"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_worked_out_is_answered_with_its_position() {
    let house = House::example().await;
    let ada = house.program(house.ada, Scope::Read).await;
    let plan = ada.get("/api/v1/projects/P-1/plan").await.body;
    assert_eq!(plan["results"]["current"], true, "{}", plan["results"]);
    let tasks = plan["tasks"].as_array().expect("tasks");
    assert!(
        tasks.iter().any(|task| task["planned"]["critical"] == true && task["planned"]["total_float_minutes"].is_i64()),
        "{plan}"
    );
    let mut found = Vec::new();
    let mut next = String::new();
    loop {
        let page = ada.get(&format!("/api/v1/findings?limit=2{next}")).await.body;
        found.extend(page["items"].as_array().expect("items").iter().map(|item| item["sentence"].to_string()));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    let all = ada.get("/api/v1/findings?limit=500").await.body;
    let all: Vec<String> = all["items"].as_array().expect("items").iter().map(|item| item["sentence"].to_string()).collect();
    assert_eq!(found, all, "pages hold what the whole list holds");
    assert!(found.len() > 2);
    let rule = ada.get("/api/v1/findings?rule=TL999").await;
    assert_eq!(rule.problem().2, "There is no rule “TL999”. /api/v1/rules lists them.");
    assert_eq!(ada.get("/api/v1/rules/TL101").await.body["code"], "TL101");
    let thread = ada.get("/api/v1/goals/G-1/thread").await.body;
    assert!(thread["thread"].as_array().is_some_and(|nodes| nodes.iter().any(|node| node["here"] == true)), "{thread}");
    let chart = ada.get("/api/v1/chart").await.body;
    assert!(chart["units"].as_array().is_some_and(|units| units[0]["level"] == 1 && units[0]["name"].is_string()), "{chart}");
    house.indexed("G-1").await;
    assert_eq!(ada.get("/api/v1/search?q=G-1").await.body["items"][0]["reference"], "G-1");
    assert_eq!(ada.get("/api/v1/search?q=%20").await.problem().0, 400);
    let journal = ada.get("/api/v1/journal?limit=1").await.body;
    let position = journal["items"][0]["position"].as_u64().expect("a position");
    assert!(ada.get(&format!("/api/v1/journal/{position}")).await.body["changed"].as_u64() > Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_shown_once_and_ended_on_a_page() {
    let house = House::unattended().await;
    let ada = house.signed_in(house.ada).await;
    assert!(ada.get("/tokens").await.says("You have none."));
    for (name, days, sentence) in [
        ("", "30", "A token needs a name of 1 to 100 characters and works for 1 to 366 days."),
        ("reports", "367", "A token needs a name of 1 to 100 characters and works for 1 to 366 days."),
        ("reports", "a month", "A number of days is written with digits, such as 90."),
    ] {
        let wrong = ada.post("/tokens", &[("do", "add"), ("name", name), ("scope", "read"), ("days", days)]).await;
        assert_eq!((wrong.status, wrong.says(sentence)), (422, true), "{}", wrong.text());
    }
    let made = ada.post("/tokens", &[("do", "add"), ("name", "reports"), ("scope", "read"), ("days", "30")]).await;
    let (_, after) = made.html.split_once("<code class=\"wrap\">").expect("the secret");
    let secret = after.split('<').next().expect("the secret").to_owned();
    assert!(
        made.says("Copy the token “reports” now.") && made.says("reports Read Until 23 Dec Last used: Never"),
        "{}",
        made.text()
    );
    let program = Program { browser: house.stranger(), token: secret.clone() };
    assert_eq!(program.get("/api/v1/me").await.body["scope"], "read");
    let page = ada.get("/tokens").await;
    assert!(!page.html.contains(&secret) && page.says("reports Read Until 23 Dec Last used: a moment ago"), "{}", page.text());
    let (_, after) = page.html.split_once("name=\"token\" value=\"").expect("a token to end");
    let id = after.split('"').next().expect("an id").to_owned();
    let bo = house.person("Bo Lind").await;
    house.signed_in(bo).await.post("/tokens", &[("do", "end"), ("token", &id)]).await;
    assert_eq!(program.get("/api/v1/me").await.status, 200, "nobody ends the token of another");
    for path in ["/tokens", "/api/v1/pages/tokens"] {
        let asked = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {secret}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from("do=add&name=more&scope=change&days=30"));
        let answer = program.browser.answer(asked.expect("a request")).await;
        assert!(!answer.status().is_success(), "a program makes itself no token: {}", answer.status());
    }
    assert!(!ada.get("/tokens").await.says("more Read and change"), "nor did it");
    let ended = ada.follow(&ada.post("/tokens", &[("do", "end"), ("token", &id)]).await).await;
    assert!(ended.says("You have none."), "{}", ended.text());
    assert_eq!(program.get("/api/v1/me").await.problem().0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_beyond_all_numbers_is_not_taken_for_the_nearest_one() {
    let house = House::unattended().await;
    let ada = house.program(house.ada, Scope::Change).await;
    let resource = house.has("add-resource", json!({ "name": "Digger", "sort": "equipment" })).await;
    let rate = |minor: &str, id: u128| {
        let (request_id, rate) = (request(id), request(id + 50));
        format!(
            "{{\"id\":\"{request_id}\",\"data\":{{\"id\":\"{rate}\",\"resource\":\"{resource}\",\"per\":\"unit\",\"amount\":{{\"minor\":{minor},\"currency\":\"EUR\"}}}}}}"
        )
    };
    let path = "/api/v1/commands/add-rate";
    let json = [("content-type", "application/json")];
    for beyond in ["-9223372036854775809", "9223372036854775808", "1e19"] {
        let answer = ada.send(Method::POST, path, &json, rate(beyond, 1).into_bytes()).await;
        assert_eq!((answer.problem().0, answer.errors()[0].0), (422, "/data/amount/minor"), "{beyond}: {}", answer.body);
    }
    let least = ada.send(Method::POST, path, &json, rate("-9223372036854775808", 2).into_bytes()).await;
    assert_eq!(least.status, 200, "{}", least.body);
}
