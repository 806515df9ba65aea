//! A large Project file brought in through the pages, while somebody else goes on working.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use office::accounts::{Accounts, Caller, Rules};
use organization::{Act, Command, Organization, RecordId};
use serde_json::json;
use tower::ServiceExt as _;
use web::Surroundings as _;

use super::{Clock, Outcome, chance, open, percentile, row, today};

/// Tasks of the file.
const TASKS: usize = 20_000;

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

/// Measures the way of a Project file from the upload to the disk, and the pages of somebody else meanwhile.
pub(crate) async fn upload(place: &Path) -> Outcome<()> {
    let file = project_file()?;
    let office = open(place).await?;
    let accounts = Accounts::new(office.db().clone(), chance(), Rules::default());
    let value = office.value();
    let administrator = value.administrators().iter().next().map(|held| held.person);
    let person = administrator.or_else(|| value.people().iter().next().map(|person| person.id)).ok_or("nobody is there")?;
    let caller = Caller { address: "127.0.0.1".to_owned(), agent: "measure".to_owned() };
    let signed_in = accounts.sign_in_as(person.uuid(), &caller, Clock.now()).await?;
    let desk = web::Desk { demo: true, ..web::Desk::open(office, accounts, Arc::new(Clock)) };
    desk.follow();
    let browser = Browser { routes: web::routes(desk), cookie: format!("session={}", signed_in.token.secret()) };

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
    let begun = Instant::now();
    let mark = "the-border-of-the-parts";
    let body = format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"large.xml\"\r\nContent-Type: text/xml\r\n\r\n{file}\r\n--{mark}--\r\n"
    );
    let request = Request::post("/import").header("content-type", format!("multipart/form-data; boundary={mark}"));
    let (run, _) = browser.send(request, Body::from(body)).await?;
    let looked_at = browser.get(&run).await?;
    let shown = begun.elapsed();
    if !looked_at.contains("A large plan") {
        return Err("the preview does not show the plan".into());
    }
    let request = Request::post(&run).header("content-type", "application/x-www-form-urlencoded");
    browser.send(request, Body::from("do=apply&leave=true")).await?;
    let whole = begun.elapsed();
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
