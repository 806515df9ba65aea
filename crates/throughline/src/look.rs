//! `throughline check`, `plan`, `trace` and `rule`: looking at an organization without changing it.

use std::io::IsTerminal as _;
use std::path::Path;

use exchange::diagnostics::{self, Context, Diagnostic};
use exchange::plan_report;
use insight::{Rule, Severity};
use jiff::civil::Date;
use organization::ProjectId;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::mend::named;
use crate::source::{self, Looked};
use crate::surroundings::Machine;

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For viewers of findings.
    Sarif,
    /// For spreadsheets.
    Csv,
}

/// Whether the output is a terminal that shows colours.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var("NO_COLOR").is_err()
}

/// Prints what is broken; answers whether an error was found.
pub(crate) async fn check(path: &Path, day: Date, format: Format) -> Result<bool, Failure> {
    let looked = source::look(path, day).await?;
    let plan = insight::plan_all(&looked.value, day);
    let findings = insight::findings(&looked.value, day, Some(&plan));
    let context = Context { organization: &looked.value, day, source: looked.source.as_deref(), places: &looked.places };
    let mut list: Vec<Diagnostic> =
        findings.open.iter().map(|finding| context.diagnostic(finding, &mut || Machine.mint())).collect();
    list.extend(looked.findings);
    match format {
        Format::Text => {
            print!("{}", diagnostics::text(&list, colour()));
            let muted =
                if findings.waived.is_empty() { String::new() } else { format!(" {} more are muted.", findings.waived.len()) };
            println!("{}{muted}", diagnostics::summary(&list));
        }
        Format::Json => print!("{}", diagnostics::json(&list)),
        Format::Sarif => print!("{}", diagnostics::sarif(&list)),
        Format::Csv => print!("{}", diagnostics::csv(&list)),
    }
    Ok(list.iter().any(|diagnostic| diagnostic.severity == Severity::Error))
}

/// Prints the computed plan of the projects of a source, or of one.
pub(crate) async fn plan(path: &Path, day: Date, project: Option<&str>, format: Format) -> Result<(), Failure> {
    let Looked { value, source, findings, .. } = source::look(path, day).await?;
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        eprintln!("{}", finding.sentence);
    }
    let projects: Vec<ProjectId> = match project {
        Some(text) => {
            let id = named(&value, text)?;
            vec![id.to::<ProjectId>().ok_or_else(|| Failure::usage(format!("{} is no project.", value.label(id))))?]
        }
        None => value.projects().iter().filter(|project| !project.state.is_closed()).map(|project| project.id).collect(),
    };
    if projects.is_empty() {
        return Err(Failure::data(format!("{}: there is no open project.", path.display())));
    }
    let plan = insight::plan(&value, &projects, day);
    match format {
        Format::Text => {
            for project in &projects {
                print!("{}", plan_report::table(&value, &plan, *project, colour()));
            }
        }
        Format::Json => print!("{}", plan_report::json(&value, &plan, &projects, source.as_deref())),
        Format::Sarif | Format::Csv => return Err(Failure::usage("A plan is printed as text or json.")),
    }
    Ok(())
}

/// Prints the line from a record up to its goal and down to the people.
pub(crate) async fn trace(path: &Path, subject: &str, day: Date) -> Result<(), Failure> {
    let value = source::look(path, day).await?.value;
    let id = named(&value, subject)?;
    let trace = insight::trace(&value, id, day, 5);
    for (depth, node) in trace.thread.nodes.iter().enumerate() {
        let cut = node.cut.map(|code| format!("  (cut: {code})")).unwrap_or_default();
        let here = if node.here { " *" } else { "" };
        println!("{}{}: {}{here}{cut}", "  ".repeat(depth), node.layer.word(), node.label);
    }
    if !trace.below.is_empty() {
        println!();
    }
    for row in &trace.below {
        let cut = row.cut.map(|code| format!("  (cut: {code})")).unwrap_or_default();
        println!("{}{}: {}{cut}", "  ".repeat(row.depth), row.layer.word(), row.label);
    }
    Ok(())
}

/// Explains a rule, or lists all.
pub(crate) fn rule(code: Option<&str>) -> Result<(), Failure> {
    let Some(code) = code else {
        for rule in insight::RULES {
            println!("{}  {:<8} {}", rule.code, rule.severity.name(), rule.title);
        }
        return Ok(());
    };
    let rule =
        Rule::find(code).ok_or_else(|| Failure::usage(format!("There is no rule {code}. `throughline rule` lists all.")))?;
    println!("{} {} ({}, {})\n\n{}", rule.code, rule.title, rule.name, rule.severity.name(), rule.about);
    for (word, example) in [("Right", &rule.right), ("Wrong", &rule.wrong)] {
        println!("\n{word}: {}", example.about);
        for (file, text) in example.files {
            println!("\n  {file}");
            text.trim().lines().for_each(|line| println!("    {line}"));
        }
    }
    Ok(())
}
