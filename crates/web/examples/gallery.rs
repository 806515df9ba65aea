//! Writes a folder of HTML files with every component on made-up data of a water utility.
//! It is only for looking and for the tests in a browser (`ui/tests`); the product never serves it.
//!
//! `cargo run -p web --example gallery -- FOLDER`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use askama::Template;

#[path = "gallery/content.rs"]
mod content;
#[path = "gallery/plan.rs"]
mod plan;

use web::chart::Drawing;
use web::component::Table;
use web::component::{Code, ErrorSummary, Field, FindingTable, FormHead, Link, Pages, Segmented, Stale, Tabs, Thread, Timeline};
use web::pages::scope::*;
use web::pages::{ErrorPage, ExamplePerson, FirstRun, Help, SignIn};

#[derive(Template)]
#[template(path = "gallery_home.html")]
struct Home {
    shell: Shell,
    lens: Segmented,
    goals: Table,
    findings: FindingTable,
    connections: Drawing,
    code: Code,
}

#[derive(Template)]
#[template(path = "gallery_plan.html")]
struct Plan {
    shell: Shell,
    status: Status,
    thread: Thread,
    tabs: Tabs,
    layers: Segmented,
    timeline: Timeline,
    pages: Pages,
}

#[derive(Template)]
#[template(path = "gallery_check.html")]
struct Check {
    shell: Shell,
    filter: Segmented,
    findings: FindingTable,
    code: Code,
    thread: Thread,
}

#[derive(Template)]
#[template(path = "gallery_list.html")]
struct List {
    shell: Shell,
    parts: Vec<Part>,
}

enum Part {
    Table(Box<Table>),
    Empty(web::component::Empty),
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Table(table) => table.fmt(f),
            Self::Empty(empty) => empty.fmt(f),
        }
    }
}

impl askama::filters::HtmlSafe for Part {}

#[derive(Template)]
#[template(path = "gallery_form.html")]
struct Form {
    shell: Shell,
    stale: Option<Stale>,
    summary: Option<ErrorSummary>,
    head: FormHead,
    fields: Vec<Field>,
}

fn pages() -> Result<Vec<(&'static str, String)>, askama::Error> {
    let theme = Theme::System;
    let example =
        |id: &str, name: &str, why: &str| ExamplePerson { id: id.to_owned(), name: name.to_owned(), why: why.to_owned() };
    let mut sign_in =
        SignIn::new(theme, "/goals".to_owned(), "amara".to_owned(), Some("The name or the password is wrong.".to_owned()));
    sign_in.people = vec![example("1", "Amara Okafor", "leads the organization"), example("2", "Ines Duarte", "manages a plan")];
    let problem = web::component::Problem::at("password", "The password has 4 characters; at least 12 are needed.");
    let values = ["Clearwater".to_owned(), "Amara Okafor".to_owned(), String::new()];
    let mut files = vec![
        ("index.html", content::home().render()?),
        ("plan.html", plan::page(true).render()?),
        ("outline.html", plan::page(false).render()?),
        ("check.html", content::check().render()?),
        ("goals.html", content::goals().render()?),
        ("empty.html", content::empty().render()?),
        ("form.html", content::form(None).render()?),
        ("stale.html", content::form(Some(content::stale())).render()?),
        ("sign-in.html", sign_in.render()?),
        ("first-run.html", FirstRun::new(theme, "/set-up/8fd1".to_owned(), values, vec![problem]).render()?),
        ("help.html", Help::new(content::shell("Help and keys", None)).render()?),
        ("not-found.html", ErrorPage::not_found(content::shell("", None)).render()?),
        ("broken.html", ErrorPage::broken(Shell::bare("", theme), "7F3K-22".to_owned(), &std::fmt::Error).render()?),
    ];
    for (_, text) in &mut files {
        // The gallery has no server behind its links.
        for (from, to) in [
            ("href=\"/\"", "index.html"),
            ("href=\"/goals\"", "goals.html"),
            ("href=\"/plans\"", "plan.html"),
            ("href=\"/people\"", "empty.html"),
            ("href=\"/decisions\"", "empty.html"),
            ("href=\"/risks\"", "empty.html"),
            ("href=\"/policies\"", "empty.html"),
            ("href=\"/check\"", "check.html"),
            ("href=\"/help\"", "help.html"),
            ("href=\"/search\"", "empty.html"),
            ("href=\"/import\"", "sign-in.html"),
        ] {
            *text = text.replace(from, &format!("href=\"/{to}\""));
        }
    }
    Ok(files)
}

fn write(folder: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(folder)?;
    let files = pages().map_err(std::io::Error::other)?;
    for (name, text) in &files {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(files.len())
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for the terminal")]
fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("gallery FOLDER");
        return ExitCode::from(2);
    };
    match write(&folder) {
        Ok(count) => {
            println!("{count} pages in {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(5)
        }
    }
}

fn links(pairs: &[(&str, &str)]) -> Vec<Link> {
    pairs.iter().map(|(label, href)| Link::new(*label, *href)).collect()
}
