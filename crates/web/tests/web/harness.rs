//! A server in a box: an office on a temporary database, founded by commands, with people who are signed in. Requests go in, what a person sees comes out.
//!
//! ```ignore
//! let house = House::founded().await;                        // Ada Byron administers an organization that is empty otherwise
//! let unit = house.has("add-unit", json!({ "name": "Works" })).await;
//! let ada = house.signed_in(house.ada).await;
//! let page = ada.get("/people/H-1").await;
//! let answer = ada.send(&page, "change-person", &[("name", "")]).await;   // the page's own form, with some fields typed anew
//! assert_eq!(answer.status, 422);
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use office::accounts::{Accounts, Caller, Rules};
use office::storage::{Created, Db};
use office::{Chance, Office};
use organization::{Act, Command};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;
use web::{Desk, Surroundings};

/// The day on which everything happens, a Monday.
pub(crate) const TODAY: Date = date(2026, 11, 23);

/// A clock that stands at eight in the morning, and ids that count.
struct Still(AtomicU64);

impl Surroundings for Still {
    fn now(&self) -> Timestamp {
        jiff::tz::TimeZone::UTC.to_timestamp(TODAY.at(8, 0, 0, 0)).expect("an instant")
    }

    fn mint(&self) -> Uuid {
        id(self.0.fetch_add(0x100, Ordering::Relaxed))
    }
}

fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

fn chance() -> Arc<dyn Chance> {
    let count = AtomicU64::new(1);
    Arc::new(move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            let next = count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
        }
    })
}

/// A server with its organization.
pub(crate) struct House {
    /// What the handlers work with.
    pub(crate) desk: Desk,
    /// Ada Byron, H-1, who administers it.
    pub(crate) ada: Uuid,
    folder: Arc<tempfile::TempDir>,
}

impl House {
    /// An organization with one person, who administers it. Its pages wait until plan and findings are those of the last change.
    pub(crate) async fn founded() -> House {
        let mut house = House::unattended().await;
        house.desk.patience = Duration::from_secs(60);
        house.desk.follow();
        house
    }

    /// The same where nobody works plan and findings out anew unless a test asks for it, and no page waits for them.
    pub(crate) async fn unattended() -> House {
        let mut house = House::empty().await;
        house.ada = house.has("add-person", json!({ "name": "Ada Byron", "email": "ada@example.org" })).await;
        house.has("add-administrator", json!({ "person": house.ada })).await;
        house
    }

    /// An organization in which nothing is yet, unattended.
    pub(crate) async fn empty() -> House {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let surroundings = Arc::new(Still(AtomicU64::new(0x1000)));
        // Only in a demonstration may a test sign people in without a password; the desk itself behaves as any other.
        let created = Created { installation: surroundings.mint(), demo: true, at: surroundings.now() };
        let db = Db::create(&folder.path().join("office.db"), created).await.expect("a new database");
        let accounts = Accounts::new(db.clone(), chance(), Rules::default());
        let office = Office::open(db, chance()).await.expect("an office");
        let desk = Desk { patience: Duration::ZERO, ..Desk::open(office, accounts, surroundings) };
        House { desk, ada: Uuid::nil(), folder }
    }

    /// The organization that the program brings along to look at, in the week of its story.
    pub(crate) async fn example() -> House {
        let house = House::founded().await;
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../throughline/example");
        let files = std::fs::read_dir(folder).expect("the example").map(|file| file.expect("a file").path());
        let name = |path: &std::path::Path| path.file_name().expect("a name").to_string_lossy().into_owned();
        let files = files.map(|path| (name(&path), std::fs::read(&path).expect("text"))).collect();
        let bundle = exchange::bundle::read(&files).unwrap_or_else(|faults| panic!("{faults}"));
        let source = exchange::bundle::Source::new("example").expect("a source");
        let mut mint = || house.desk.surroundings.mint();
        let imported = exchange::bundle::import(&house.desk.office.value(), &bundle, &source, TODAY, &mut mint);
        let commands = imported.plan.commands.into_iter().map(|planned| planned.command).collect();
        let act = Act { at: house.desk.surroundings.now(), imported: true, ..Act::of_system(TODAY) };
        let request = office::Request { id: house.desk.surroundings.mint(), act, commands, based_on: None, import: None };
        house.desk.office.perform(request).await.expect("the example comes in");
        house
    }

    /// Performs a command as the program itself. A command that makes a record gets an id unless it brings one, which is answered.
    pub(crate) async fn has(&self, kind: &str, data: Value) -> Uuid {
        let act = Act { at: self.desk.surroundings.now(), ..Act::of_system(TODAY) };
        self.does(kind, data, act).await
    }

    /// The same as an import does it, which may also say in which state something is.
    pub(crate) async fn brings(&self, kind: &str, data: Value) -> Uuid {
        let act = Act { at: self.desk.surroundings.now(), imported: true, ..Act::of_system(TODAY) };
        self.does(kind, data, act).await
    }

    async fn does(&self, kind: &str, data: Value, act: Act) -> Uuid {
        let (kind, data, made) = self.with_id(kind, data);
        let command = Command::from_parts(&kind, data).expect("a command");
        let request =
            office::Request { id: self.desk.surroundings.mint(), act, commands: vec![command], based_on: None, import: None };
        if let Err(failure) = self.desk.office.perform(request).await {
            panic!("{kind}: {failure}");
        }
        made
    }

    fn with_id(&self, kind: &str, mut data: Value) -> (String, Value, Uuid) {
        let entry = Command::ALL.iter().find(|entry| entry.kind == kind).unwrap_or_else(|| panic!("no command {kind}"));
        let own = entry.fields.first().is_some_and(|field| field.name == "id");
        let made = data.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let made = made.unwrap_or_else(|| if own { self.desk.surroundings.mint() } else { Uuid::nil() });
        if own {
            data["id"] = json!(made);
        }
        (kind.to_owned(), data, made)
    }

    /// A new person with a name.
    pub(crate) async fn person(&self, name: &str) -> Uuid {
        self.has("add-person", json!({ "name": name })).await
    }

    /// A unit, and a person who heads it.
    pub(crate) async fn unit_with_head(&self, unit: &str, head: &str) -> (Uuid, Uuid) {
        let unit = self.has("add-unit", json!({ "name": unit })).await;
        let position = self.has("add-position", json!({ "title": "Head", "unit": unit, "head": true })).await;
        let person = self.person(head).await;
        self.has("add-appointment", json!({ "person": person, "position": position })).await;
        (unit, person)
    }

    /// The browser of a person who is signed in.
    pub(crate) async fn signed_in(&self, person: Uuid) -> Browser {
        let caller = Caller { address: "127.0.0.1".to_owned(), agent: "a test".to_owned() };
        let signed_in = self.desk.accounts.sign_in_as(person, &caller, self.desk.surroundings.now()).await.expect("a session");
        Browser {
            app: web::routes(self.desk.clone()),
            cookies: format!("session={}", signed_in.token.secret()),
            _folder: self.folder.clone(),
        }
    }

    /// A browser of nobody.
    pub(crate) fn stranger(&self) -> Browser {
        Browser { app: web::routes(self.desk.clone()), cookies: String::new(), _folder: self.folder.clone() }
    }

    /// Waits until the search index stands where the value does.
    pub(crate) async fn indexed(&self, word: &str) {
        let viewer = office::Viewer::Terminal;
        for _ in 0..500 {
            let seen = self.desk.office.seen(viewer, TODAY);
            if matches!(self.desk.office.search(&seen, word, 1), office::Found::Hits(hits) if !hits.is_empty()) {
                return;
            }
            tokio::task::yield_now().await;
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        panic!("the search index never found {word}");
    }
}

/// Somebody's browser.
pub(crate) struct Browser {
    app: Router,
    cookies: String,
    /// The database lives as long as anybody looks at it.
    _folder: Arc<tempfile::TempDir>,
}

impl Browser {
    /// Opens an address.
    pub(crate) async fn get(&self, address: &str) -> Page {
        let request = Request::get(address).header(header::COOKIE, &self.cookies).body(Body::empty()).expect("a request");
        self.ask(request).await
    }

    /// Opens an address with one more cookie.
    pub(crate) async fn get_with(&self, address: &str, cookie: &str) -> Page {
        let cookies = format!("{}; {cookie}", self.cookies);
        let request = Request::get(address).header(header::COOKIE, cookies).body(Body::empty()).expect("a request");
        self.ask(request).await
    }

    /// Sends a form, as written.
    pub(crate) async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        let encode = |text: &str| web::address::escape(text);
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::post(address)
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.join("&")))
            .expect("a request");
        self.ask(request).await
    }

    /// Sends the form of a page that has this name (its hidden `form`, else its `command`), as it stands there, with some fields typed anew.
    pub(crate) async fn send(&self, page: &Page, form: &str, typed: &[(&str, &str)]) -> Page {
        let found = page.form(form).unwrap_or_else(|| panic!("no form “{form}” in:\n{}", page.html));
        let mut fields: Vec<(&str, &str)> = found.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for (name, value) in typed {
            fields.retain(|(known, _)| known != name);
            fields.push((name, value));
        }
        let action = if found.action.is_empty() { page.address.clone() } else { found.action.clone() };
        self.post(&action, &fields).await
    }

    /// Follows where an answer leads.
    pub(crate) async fn follow(&self, answer: &Page) -> Page {
        assert_eq!(answer.status, 303, "{}", answer.text());
        self.get(&answer.location).await
    }

    /// Sends files under the name `files`, as a browser does.
    pub(crate) async fn upload(&self, address: &str, files: &[(&str, &[u8])]) -> Page {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
            body.extend(head.bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = Request::post(address)
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .expect("a request");
        self.ask(request).await
    }

    /// The bytes at an address.
    pub(crate) async fn bytes(&self, address: &str) -> Vec<u8> {
        let request = Request::get(address).header(header::COOKIE, &self.cookies).body(Body::empty()).expect("a request");
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a body").to_vec()
    }

    /// The cookies that they send.
    pub(crate) fn cookies(&self) -> &str {
        &self.cookies
    }

    /// The answer itself, for what is not a page.
    pub(crate) async fn answer(&self, request: Request<Body>) -> axum::response::Response {
        self.app.clone().oneshot(request).await.expect("an answer")
    }

    async fn ask(&self, request: Request<Body>) -> Page {
        let address = request.uri().to_string();
        let response = self.answer(request).await;
        let status = response.status().as_u16();
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, cookie) = (text(header::LOCATION), text(header::SET_COOKIE));
        let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("a body");
        let html = String::from_utf8(bytes.to_vec()).expect("text");
        Page { status, location, cookie, address, html }
    }
}

/// What came back.
pub(crate) struct Page {
    /// The status of the answer.
    pub(crate) status: u16,
    /// Where it leads, for 303.
    pub(crate) location: String,
    /// The cookie that it sets.
    pub(crate) cookie: String,
    /// The address that was asked.
    pub(crate) address: String,
    /// The markup.
    pub(crate) html: String,
}

/// A form as a browser would send it.
pub(crate) struct Form {
    /// Where it is sent.
    pub(crate) action: String,
    /// What it sends.
    pub(crate) fields: Vec<(String, String)>,
}

impl Page {
    /// What a person reads in the page itself, without rail and top: one line for each block.
    pub(crate) fn text(&self) -> String {
        let start = self.html.find("<main").unwrap_or(0);
        let end = self.html.find("<div id=\"live\"").unwrap_or(self.html.len());
        read(&self.html[start.min(end)..end])
    }

    /// Whether a person reads this. Blanks do not count: what stands apart on the page needs none in its markup.
    pub(crate) fn says(&self, words: &str) -> bool {
        let compact = |text: &str| text.split_whitespace().collect::<String>();
        compact(&self.text()).contains(&compact(words))
    }

    /// The title of the window.
    pub(crate) fn title(&self) -> String {
        between(&self.html, "<title>", "</title>").map(plain).unwrap_or_default()
    }

    /// The form with a name: its hidden field `form`, else its hidden field `command`.
    pub(crate) fn form(&self, name: &str) -> Option<Form> {
        let mut rest = self.html.as_str();
        while let Some(start) = rest.find("<form") {
            let end = rest[start..].find("</form>").map_or(rest.len(), |end| start + end);
            let form = read_form(&rest[start..end]);
            let field = |wanted: &str| form.fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
            if field("form").or(field("command")) == Some(name) {
                return Some(form);
            }
            rest = &rest[end..];
        }
        None
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let start = text.find(from)? + from.len();
    text[start..].find(to).map(|end| &text[start..start + end])
}

/// Entities as characters.
fn plain(text: &str) -> String {
    let named = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">")];
    let mut text = text.to_owned();
    for (entity, letter) in named {
        text = text.replace(entity, letter);
    }
    text.replace("&nbsp;", " ").replace("&#38;", "&").replace("&amp;", "&")
}

const INLINE: [&str; 10] = ["a", "b", "span", "code", "abbr", "strong", "em", "kbd", "i", "label"];
const UNREAD: [&str; 5] = ["style", "script", "template", "datalist", "svg"];

fn read(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        let tag = &rest[start..end];
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        if !INLINE.contains(&name.as_str()) {
            text.push('\n');
        }
        rest = &rest[end..];
        if UNREAD.contains(&name.as_str()) && !tag.starts_with("</") {
            let close = format!("</{name}>");
            rest = rest.find(&close).map_or("", |at| &rest[at + close.len()..]);
        }
    }
    text.push_str(rest);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    plain(&lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    between(tag, &format!(" {name}=\""), "\"").map(plain)
}

fn read_form(html: &str) -> Form {
    let mut fields = Vec::new();
    let open = html.find('>').map_or(html, |end| &html[..=end]);
    let action = attribute(open, "action").unwrap_or_default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        let tag = &rest[start..end];
        rest = &rest[end..];
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("<textarea") {
            let value = rest.split("</textarea>").next().unwrap_or_default();
            fields.push((name, plain(value.strip_prefix('\n').unwrap_or(value))));
        } else if tag.starts_with("<select") {
            let options = rest.split("</select>").next().unwrap_or_default();
            let chosen = options
                .split("<option")
                .skip(1)
                .find(|option| option.split('>').next().is_some_and(|tag| tag.contains(" selected")));
            let first = options.split("<option").nth(1);
            if let Some(option) = chosen.or(first) {
                fields.push((name, attribute(option, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("<input") {
            let kind = attribute(tag, "type").unwrap_or_default();
            let ticked = tag.contains(" checked");
            if !matches!(kind.as_str(), "checkbox" | "radio") || ticked {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        }
    }
    Form { action, fields }
}
