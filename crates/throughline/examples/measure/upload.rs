//! Large files brought in through the pages: spreadsheets of people, and a Project file while somebody else goes on working.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use exchange::table::{self, Out, OutTable};
use office::accounts::{Accounts, Caller, Rules};
use organization::{Act, Command, Organization, RecordId};
use serde_json::json;
use tower::ServiceExt as _;
use web::Surroundings as _;

use super::{Clock, Outcome, chance, open, percentile, row, today};

/// Tasks of the Project file.
const TASKS: usize = 20_000;
/// People of a spreadsheet.
const PEOPLE: usize = 10_000;

/// A made-up plan of so many tasks, each waiting for the one before, as Microsoft Project's XML.
fn project_file() -> Outcome<String> {
    let act = Act { imported: true, ..Act::of_system(today()) };
    let mut value = Organization::default();
    let project = Clock.mint();
    let mut give = |kind: &str, data: serde_json::Value| -> Outcome<()> {
        let mut changes = value.decide(&Command::from_parts(kind, data)?, &act)?;
        let position = value.position() + 1;
        value.apply(&mut changes, position);
        Ok(())
    };
    give("add-project", json!({ "id": project, "name": "A large plan", "start": today() }))?;
    let mut before = None;
    for number in 0..TASKS {
        let task = Clock.mint();
        let duration = json!({ "minutes": 480 * (1 + number % 9), "elapsed": false });
        give("add-task", json!({ "id": task, "project": project, "name": format!("Task {number}"), "duration": duration }))?;
        if let Some(before) = before.filter(|_| number % 50 > 0) {
            give("add-dependency", json!({ "id": Clock.mint(), "from": before, "to": task }))?;
        }
        before = Some(task);
    }
    let id = value.projects().iter().next().ok_or("the project is there")?.id;
    Ok(exchange::mspdi::export(&value, id, today()).ok_or("it can be written")?)
}

/// A browser of one person.
#[derive(Clone)]
struct Browser {
    routes: Router,
    cookie: String,
}

impl Browser {
    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Outcome<(String, String)> {
        let mut request = request
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("host", "127.0.0.1")
            .body(body)?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        let answer = self.routes.clone().oneshot(request).await?;
        let status = answer.status();
        let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        let text = String::from_utf8_lossy(&axum::body::to_bytes(answer.into_body(), usize::MAX).await?).into_owned();
        if status.is_client_error() || status.is_server_error() {
            return Err(format!("{status}: {text}").into());
        }
        Ok((to, text))
    }

    async fn get(&self, address: &str) -> Outcome<String> {
        Ok(self.send(Request::get(address), Body::empty()).await?.1)
    }
}

/// So many people in units of fifty, each with a position that reports to the first of the unit.
fn staff(numbered: &str, domain: &str) -> OutTable {
    let heads = [numbered, "Name", "Email", "Department", "Job title", "Manager ID", "Start date"];
    let row = |number: usize| {
        let boss = if number.is_multiple_of(50) { String::new() } else { format!("e{}", number / 50 * 50) };
        let cells = [
            format!("e{number}"),
            format!("Person {number}"),
            format!("p{number}@{domain}.example.org"),
            format!("Department {}", number / 50),
            if boss.is_empty() { "Head".to_owned() } else { "Engineer".to_owned() },
            boss,
            format!("2019-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
        ];
        cells.iter().map(|cell| Out::of(cell)).collect()
    };
    OutTable { name: "Staff".to_owned(), heads: heads.map(str::to_owned).to_vec(), rows: (0..PEOPLE).map(row).collect() }
}

/// The browser of somebody who may bring files in.
async fn browser(place: &Path) -> Outcome<Browser> {
    let office = open(place).await?;
    let accounts = Accounts::new(office.db().clone(), chance(), Rules::default());
    let value = office.value();
    let administrator = value.administrators().iter().next().map(|held| held.person);
    let person = administrator.or_else(|| value.people().iter().next().map(|person| person.id)).ok_or("nobody is there")?;
    let caller = Caller { address: "127.0.0.1".to_owned(), agent: "measure".to_owned() };
    let signed_in = accounts.sign_in_as(person.uuid(), &caller, Clock.now()).await?;
    let desk = web::Desk { demo: true, ..web::Desk::open(office, accounts, Arc::new(Clock)) };
    desk.follow();
    Ok(Browser { routes: web::routes(desk), cookie: format!("session={}", signed_in.token.secret()) })
}

/// Uploads a file, says that its columns are right where it has some, looks at the preview and applies it: how long until the preview was there, and until
/// everything was on the disk.
async fn bring_in(browser: &Browser, name: &str, bytes: &[u8], shows: &str) -> Outcome<(Duration, Duration)> {
    let begun = Instant::now();
    let mark = "the-border-of-the-parts";
    let head = format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, format!("\r\n--{mark}--\r\n").as_bytes()].concat();
    let request = Request::post("/import").header("content-type", format!("multipart/form-data; boundary={mark}"));
    let (run, _) = browser.send(request, Body::from(body)).await?;
    let post = |address: &str| Request::post(address).header("content-type", "application/x-www-form-urlencoded");
    let (columns, mut looked_at) = browser.send(Request::get(&run), Body::empty()).await?;
    if !columns.is_empty() {
        let (rows, _) = browser.send(post(&columns), Body::from("then=rows")).await?;
        looked_at = browser.get(&rows).await?;
    }
    let shown = begun.elapsed();
    if !looked_at.contains(shows) {
        return Err(format!("the preview of {name} does not say “{shows}”").into());
    }
    browser.send(post(&run), Body::from("do=apply&leave=true")).await?;
    Ok((shown, begun.elapsed()))
}

/// Measures the way of spreadsheets of people from the upload to the disk.
pub(crate) async fn people(place: &Path) -> Outcome<()> {
    let browser = browser(place).await?;
    let csv = table::write_csv(&staff("Employee ID", "staff"));
    // Another column for the keys and other addresses, so that it is another source and all of these people are new again.
    let workbook = table::write_workbook(&[staff("Staff number", "works")]);
    for (name, bytes, promised) in [("staff.csv", &csv, "under 10 s"), ("works.xlsx", &workbook, "under 15 s")] {
        let (shown, whole) = bring_in(&browser, name, bytes, "Every row goes in").await?;
        row(
            &format!(
                "A spreadsheet of {PEOPLE} people, {name} ({:.1} MB), from the upload to the disk",
                bytes.len() as f64 / 1e6
            ),
            &format!("{:.1} s (preview after {:.1} s)", whole.as_secs_f64(), shown.as_secs_f64()),
            promised,
        );
    }
    Ok(())
}

/// Measures the way of a Project file from the upload to the disk, and the pages of somebody else meanwhile.
pub(crate) async fn project(place: &Path) -> Outcome<()> {
    let (file, browser) = (project_file()?, browser(place).await?);
    let done = Arc::new(AtomicBool::new(false));
    let other = tokio::spawn({
        let (browser, done) = (browser.clone(), done.clone());
        async move {
            let mut times = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let begun = Instant::now();
                browser.get("/?lens=today").await.map_err(|error| error.to_string())?;
                times.push(begun.elapsed());
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Ok::<_, String>(times)
        }
    });
    let (shown, whole) = bring_in(&browser, "large.xml", file.as_bytes(), "A large plan").await?;
    done.store(true, Ordering::Relaxed);
    let mut times = other.await??;
    row(
        &format!("A Project file of {TASKS} tasks ({:.1} MB) from the upload to the disk", file.len() as f64 / 1e6),
        &format!("{:.1} s (preview after {:.1} s)", whole.as_secs_f64(), shown.as_secs_f64()),
        "under 10 s",
    );
    let p99 = percentile(&mut times, 99);
    row(
        &format!("Pages of somebody else meanwhile, p99 of {}", times.len()),
        &format!("{:.0} ms", p99.as_secs_f64() * 1e3),
        "under 300 ms",
    );
    Ok(())
}
