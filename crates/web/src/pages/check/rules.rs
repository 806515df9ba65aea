//! The pages of the rules: what each is about, a right and a wrong example, how to mend it, how many it finds now.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use insight::{Example, RULES, Rule};

use super::list::severity;
use crate::Desk;
use crate::component::{Cell, Code, Column, Crumb, Link, Place, Row, Table};
use crate::format;
use crate::pages::scope::*;
use crate::visit::{Answer, Page, Visit};

/// The routes of the rules.
pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/check/rules", get(list)).route("/check/rules/{code}", get(show))
}

/// The page `/check/rules`.
#[derive(Template, serde::Serialize)]
#[template(path = "check_rules.html")]
struct Rules {
    shell: Shell,
    sentence: String,
    table: Table,
}

impl Page for Rules {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// The page of one rule.
#[derive(Template, serde::Serialize)]
#[template(path = "check_rule.html")]
struct RulePage {
    shell: Shell,
    code: Code,
    status: Status,
    name: &'static str,
    title: &'static str,
    /// "It finds 12 things now."
    now: String,
    /// Where they are listed.
    findings: Option<Link>,
    /// The explanation, a paragraph each.
    paragraphs: Vec<&'static str>,
    examples: [Shown; 2],
}

impl Page for RulePage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// An example as tables.
#[derive(serde::Serialize)]
struct Shown {
    title: &'static str,
    about: &'static str,
    /// Each file's name with its table.
    files: Vec<(&'static str, Table)>,
}

fn crumbs(last: bool) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("Check", "/check")];
    if last {
        crumbs.push(Crumb::new("Rules", "/check/rules"));
    }
    crumbs
}

/// How many open findings of a rule the viewer may see.
fn found(visit: &Visit, rule: &Rule) -> usize {
    let findings = visit.results.findings.clone();
    findings.of(rule.code).filter(|finding| visit.seen.shows(finding.subject)).count()
}

async fn list(visit: Visit) -> Answer {
    let row = |rule: &&'static Rule| {
        let count = found(&visit, rule);
        let now = if count == 0 {
            Cell::number("0")
        } else {
            Cell::Link { text: format::count(count, "finding", "findings"), href: format!("/check?rule={}", rule.code) }
        };
        let cells = vec![
            Cell::Codes(vec![Code::plain(rule.code)]),
            Cell::title(rule.title, format!("/check/rules/{}", rule.code), Some(first_sentence(rule.about).to_owned())),
            Cell::Status(severity(rule.severity).status()),
            now,
        ];
        Row::new(rule.code, cells)
    };
    let columns = vec![Column::words("Code"), Column::words("Rule"), Column::words("Kind"), Column::numbers("Now")];
    let table = Table::new("Rules of the checker", columns, RULES.iter().map(row).collect());
    let page = Rules {
        shell: visit.shell("Rules", Some(Place::Check), crumbs(false)),
        sentence: format!("{} look for what is broken between goals and people.", format::count(RULES.len(), "rule", "rules")),
        table,
    };
    visit.page(page)
}

async fn show(visit: Visit, Path(code): Path<String>) -> Answer {
    let rule = Rule::find(&code).ok_or_else(|| visit.not_found())?;
    let count = found(&visit, rule);
    let page = RulePage {
        shell: visit.shell(rule.code, Some(Place::Check), crumbs(true)),
        code: Code::plain(rule.code),
        status: severity(rule.severity).status(),
        name: rule.name,
        title: rule.title,
        now: if count == 0 {
            "It finds nothing now.".to_owned()
        } else {
            format!("It finds {} now.", format::count(count, "thing", "things"))
        },
        findings: (count > 0).then(|| Link::new("Show them", format!("/check?rule={}", rule.code))),
        paragraphs: rule.about.split("\n\n").collect(),
        examples: [Shown::of("Wrong", &rule.wrong), Shown::of("Right", &rule.right)],
    };
    visit.page(page)
}

fn first_sentence(text: &str) -> &str {
    text.split_inclusive(". ").next().unwrap_or(text).trim()
}

impl Shown {
    fn of(title: &'static str, example: &Example) -> Shown {
        Shown {
            title,
            about: example.about,
            files: example.files.iter().map(|(name, text)| (*name, table(title, name, text))).collect(),
        }
    }
}

/// A file of an example as a table; examples quote nothing.
fn table(example: &str, name: &str, text: &str) -> Table {
    let mut lines = text.lines();
    let columns: Vec<Column> = lines.next().unwrap_or_default().split(',').map(Column::words).collect();
    let id = |number: usize| format!("{}-{}-{number}", example.to_lowercase(), name.trim_end_matches(".csv"));
    let rows = lines.enumerate().map(|(number, line)| Row::new(id(number), line.split(',').map(Cell::text).collect())).collect();
    Table { dense: true, ..Table::new(format!("{example}: {name}"), columns, rows) }
}
