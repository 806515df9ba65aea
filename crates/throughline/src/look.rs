//! `throughline check`, `plan`, `simulate`, `level`, `trace` and `rule`: looking at an organization without changing it.

use std::io::IsTerminal as _;
use std::path::Path;

use exchange::diagnostics::{self, Context, Diagnostic};
use exchange::{forecast_report, levelling_report, plan_report};
use insight::{ForecastQuestion, LevelQuestion, Rule, Severity};
use jiff::civil::Date;
use organization::{Organization, ProjectId};
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
    let projects = projects_of(&value, path, project)?;
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

/// What is asked of a simulation.
#[derive(clap::Args)]
pub(crate) struct Simulated {
    /// One project, by its reference.
    #[arg(long)]
    project: Option<String>,
    /// How many times the plan is simulated.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    samples: u32,
    /// The beginning of chance: the same seed gives the same answer.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// By how many per cent a task without three points may be shorter and longer, such as -10..30; without it, it takes as long as planned.
    #[arg(long, value_parser = percentages, allow_hyphen_values = true)]
    others: Option<(i64, i64)>,
    /// How the forecast is written: text or json.
    #[arg(long, default_value = "text")]
    format: Format,
}

fn percentages(text: &str) -> Result<(i64, i64), String> {
    let fault = || format!("“{text}” is no range of per cent; write it as -10..30");
    let (low, high) = text.split_once("..").ok_or_else(fault)?;
    let (low, high): (i64, i64) = (low.trim().parse().map_err(|_| fault())?, high.trim().parse().map_err(|_| fault())?);
    if (-99..=0).contains(&low) && (0..=1_000).contains(&high) {
        Ok((low, high))
    } else {
        Err(format!("{} from -99..0 to 0..1000", fault()))
    }
}

/// Prints when the projects of a source, or one, will be finished and with which chance.
pub(crate) async fn simulate(path: &Path, day: Date, asked: &Simulated) -> Result<(), Failure> {
    let Looked { value, findings, .. } = source::look(path, day).await?;
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        eprintln!("{}", finding.sentence);
    }
    let projects = projects_of(&value, path, asked.project.as_deref())?;
    let question = ForecastQuestion { samples: asked.samples, seed: asked.seed, others: asked.others, threads: threads() };
    let forecast = insight::forecast(&value, &projects, day, question);
    match asked.format {
        Format::Text => print!("{}", forecast_report::text(&value, &forecast, &projects, question, colour())),
        Format::Json => print!("{}", forecast_report::json(&forecast)),
        Format::Sarif | Format::Csv => return Err(Failure::usage("A forecast is printed as text or json.")),
    }
    Ok(())
}

/// What is asked of a levelling.
#[derive(clap::Args)]
pub(crate) struct Levelled {
    /// One project, by its reference.
    #[arg(long)]
    project: Option<String>,
    /// How many plans may be made for each option.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    schedules: u64,
    /// The beginning of chance: the same seed gives the same answer.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the options are written: text or json.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Prints the ways to level the projects of a source, or one.
pub(crate) async fn level(path: &Path, day: Date, asked: &Levelled) -> Result<(), Failure> {
    let Looked { value, findings, .. } = source::look(path, day).await?;
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
        eprintln!("{}", finding.sentence);
    }
    let projects = projects_of(&value, path, asked.project.as_deref())?;
    let question = LevelQuestion { schedules: asked.schedules, seed: asked.seed, threads: threads() };
    let levelling = insight::level(&value, &projects, day, question);
    match asked.format {
        Format::Text => print!("{}", levelling_report::text(&value, &levelling, colour())),
        Format::Json => print!("{}", levelling_report::json(&levelling)),
        Format::Sarif | Format::Csv => return Err(Failure::usage("Options are printed as text or json.")),
    }
    Ok(())
}

fn threads() -> u32 {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(threads).unwrap_or(1)
}

/// All open projects, or the one that is named.
fn projects_of(value: &Organization, path: &Path, named_one: Option<&str>) -> Result<Vec<ProjectId>, Failure> {
    let projects: Vec<ProjectId> = match named_one {
        Some(text) => {
            let id = named(value, text)?;
            vec![id.to::<ProjectId>().ok_or_else(|| Failure::usage(format!("{} is no project.", value.label(id))))?]
        }
        None => value.projects().iter().filter(|project| !project.state.is_closed()).map(|project| project.id).collect(),
    };
    if projects.is_empty() {
        return Err(Failure::data(format!("{}: there is no open project.", path.display())));
    }
    Ok(projects)
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
