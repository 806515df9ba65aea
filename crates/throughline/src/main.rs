//! The program: command line, configuration, demo.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

mod carry;
mod demo;
mod failure;
mod generate;
mod journal;
mod keep;
mod look;
mod mend;
mod perform;
mod place;
mod reach;
mod serve;
mod source;
mod surroundings;
mod tables;
mod token;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use office::Undone;
use uuid::Uuid;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::generate::Size;
use crate::look::Format;
use crate::place::{Place, Where};
use crate::reach::{Errand, Reach};
use crate::surroundings::Machine;

/// Leaders set direction, managers make it happen, Throughline keeps the two connected.
#[derive(Parser)]
#[command(name = "throughline", version)]
struct Arguments {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serves a data directory to browsers.
    Serve {
        #[command(flatten)]
        at: Where,
        /// The address to listen on.
        #[arg(long, default_value = "127.0.0.1:7171")]
        listen: SocketAddr,
    },
    /// Serves an example organization to look around in.
    Demo(demo::Asked),
    /// Makes up an organization of any size, in a new or empty database.
    Generate {
        /// How many people.
        #[arg(long, default_value_t = 60)]
        people: usize,
        /// How many tasks.
        #[arg(long, default_value_t = 300)]
        tasks: usize,
        /// The beginning of chance: the same seed makes the same organization.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        at: Where,
        /// The day around which the work lies; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
    },
    /// Finds what is broken in a bundle, a Microsoft Project XML file or a data directory.
    Check {
        /// What to check.
        source: PathBuf,
        /// The day on which it is checked; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
        /// How the findings are written.
        #[arg(long, default_value = "text")]
        format: Format,
        /// End with 1 when there is a finding of this severity.
        #[arg(long, value_parser = ["error"])]
        fail_on: Option<String>,
    },
    /// Computes the plan of a Microsoft Project XML file, a bundle or a data directory.
    Plan {
        /// What to plan.
        source: PathBuf,
        /// The day on which it is planned; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
        /// One project, by its reference.
        #[arg(long)]
        project: Option<String>,
        /// How the plan is written: text or json.
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Simulates the plan of a Microsoft Project XML file, a bundle or a data directory: when it will be finished, with which chance, and what that hangs on.
    Simulate {
        /// What to simulate.
        source: PathBuf,
        /// The day on which it is planned; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
        #[command(flatten)]
        asked: look::Simulated,
    },
    /// Offers ways to level the plan of a Microsoft Project XML file, a bundle or a data directory: with nobody on two things at once, what moves, why, and what stays unsolved.
    Level {
        /// What to level.
        source: PathBuf,
        /// The day from which on work can be moved; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
        #[command(flatten)]
        asked: look::Levelled,
    },
    /// Brings a bundle, a spreadsheet or a Microsoft Project XML file in. Doing it again changes only what differs.
    Import {
        /// What to bring in.
        source: PathBuf,
        #[command(flatten)]
        at: Where,
        /// The name of the source, under which its keys are kept; its file name where it is left out.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        table: tables::Asked,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
        /// Mark a new database as an example: its people can be looked around as without a password, on this machine only.
        #[arg(long)]
        demo: bool,
        /// The day of the import; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
    },
    /// Writes everything out as a bundle of CSV files or one workbook, or one plan as a Microsoft Project XML file.
    Export {
        /// The folder to write; with --project, or as a workbook, the file.
        to: PathBuf,
        /// As what everything is written.
        #[arg(long, value_enum, default_value = "csv")]
        r#as: carry::As,
        /// The plan to write, by its reference.
        #[arg(long)]
        project: Option<String>,
        #[command(flatten)]
        at: Where,
    },
    /// Shows the line from a record up to its goal and down to the people.
    Trace {
        /// The record, by its reference.
        subject: String,
        #[command(flatten)]
        at: Where,
    },
    /// Explains a rule of the checker, or lists all.
    Rule {
        /// The code or the name.
        code: Option<String>,
    },
    /// Carries out the proposed fix of a finding.
    Fix {
        /// The code of the rule.
        code: String,
        /// The record, by its reference.
        subject: String,
        #[command(flatten)]
        at: Where,
        /// Which fix, where there are several: 1 is the proposed one.
        #[arg(long, default_value_t = 1)]
        choice: usize,
        /// The day; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
    },
    /// Mutes a finding for a time.
    Waive {
        /// The code of the rule.
        code: String,
        /// The record, by its reference.
        subject: String,
        /// Why it is accepted.
        #[arg(long)]
        reason: String,
        /// The first day on which it is shown again.
        #[arg(long)]
        until: Date,
        #[command(flatten)]
        at: Where,
        /// The day; today where it is left out.
        #[arg(long)]
        day: Option<Date>,
    },
    /// Performs any command, with its fields as people write them (--title "Fewer leaks" --unit U-2) or as JSON (--json FILE, - for the standard input).
    #[command(disable_help_flag = true)]
    Do {
        /// The command and its fields. `throughline do --help` lists the commands, `throughline do add-goal --help` the fields of one.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        words: Vec<String>,
    },
    /// Makes, lists and ends the tokens with which programs act for a person.
    #[command(subcommand)]
    Token(token::Asked),
    /// Takes an entry of the journal, or a whole import, back.
    Undo {
        /// The position of the entry.
        #[arg(required_unless_present = "import", conflicts_with = "import")]
        position: Option<u64>,
        /// The import.
        #[arg(long)]
        import: Option<Uuid>,
        #[command(flatten)]
        at: Where,
    },
    /// Writes the generated reference.
    Reference {
        /// The folder to write.
        to: PathBuf,
    },
    /// Shows the newest entries of the journal.
    Log {
        #[command(flatten)]
        at: Where,
        /// How many.
        #[arg(long, default_value_t = 20)]
        count: u32,
    },
    /// Writes everything into one file, while servers go on.
    Backup {
        /// The file to write; nothing may be there yet.
        to: PathBuf,
        #[command(flatten)]
        at: Where,
    },
    /// Brings a backup back, where nothing is yet; a backup of either database into either.
    Restore {
        /// The backup.
        from: PathBuf,
        #[command(flatten)]
        at: Where,
    },
    /// Checks that nothing in the journal was changed afterwards.
    Verify {
        #[command(flatten)]
        at: Where,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(office::storage::LOGGED).init();
    let result = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(arguments.command)),
        Err(error) => Err(Failure::storage(format!("The program cannot start: {error}."))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.sentence);
            ExitCode::from(failure.code)
        }
    }
}

async fn run(verb: Verb) -> Result<(), Failure> {
    match verb {
        Verb::Serve { at, listen } => {
            let place = at.place()?;
            serve::serve(&place, place.open_or_make(false).await?, listen).await
        }
        Verb::Demo(asked) => demo::demo(asked).await,
        Verb::Generate { people, tasks, seed, at, day } => {
            let day = day.unwrap_or_else(today);
            generate_into(&at.place()?, Size { people, tasks, seed, day }).await
        }
        Verb::Check { source, day, format, fail_on } => {
            let errors = look::check(&source, day.unwrap_or_else(today), format).await?;
            if errors && fail_on.is_some() { Err(Failure { code: 1, sentence: "There are errors.".to_owned() }) } else { Ok(()) }
        }
        Verb::Plan { source, day, project, format } => {
            look::plan(&source, day.unwrap_or_else(today), project.as_deref(), format).await
        }
        Verb::Simulate { source, day, asked } => look::simulate(&source, day.unwrap_or_else(today), &asked).await,
        Verb::Level { source, day, asked } => look::level(&source, day.unwrap_or_else(today), &asked).await,
        Verb::Import { source, at, name, table, dry_run, demo, day } => {
            let day = day.unwrap_or_else(today);
            carry::import(&source, &at.place()?, day, (name.as_deref(), &table), (dry_run, demo)).await
        }
        Verb::Export { to, r#as, project: None, at } => carry::export(&at.source(), &to, today(), r#as).await,
        Verb::Export { to, project: Some(project), at, .. } => carry::export_plan(&at.source(), &to, &project, today()).await,
        Verb::Trace { subject, at } => look::trace(&at.source(), &subject, today()).await,
        Verb::Rule { code } => look::rule(code.as_deref()),
        Verb::Fix { code, subject, at, choice, day } => {
            mend::fix(&at.place()?, (&code, &subject), day.unwrap_or_else(today), choice).await
        }
        Verb::Waive { code, subject, reason, until, at, day } => {
            mend::waive(&at.place()?, (&code, &subject), &reason, (day.unwrap_or_else(today), until)).await
        }
        Verb::Do { words } => perform::perform(words, today()).await,
        Verb::Token(asked) => token::token(asked).await,
        Verb::Undo { position, import, at } => {
            let what = import.map_or_else(|| Undone::Entry(position.unwrap_or_default()), Undone::Import);
            mend::undo(&at.place()?, what, today()).await
        }
        Verb::Reference { to } => reference(&to),
        Verb::Log { at, count } => journal::log(&at.place()?, count).await,
        Verb::Backup { to, at } => keep::back_up(&at.place()?, &to).await,
        Verb::Restore { from, at } => keep::restore(&from, &at.place()?).await,
        Verb::Verify { at } => journal::verify(&at.place()?).await,
    }
}

/// Today in the time zone of the machine.
fn today() -> Date {
    TimeZone::system().to_datetime(Machine.now()).date()
}

/// A bar for what takes longer than a second; nothing where the output is no terminal.
pub(crate) fn progress(words: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(words);
    bar.set_style(
        ProgressStyle::with_template("{spinner} {msg}: {human_pos} in {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    bar
}

fn reference(to: &Path) -> Result<(), Failure> {
    let unwritable = |error: std::io::Error| Failure::storage(format!("{}: it cannot be written ({error}).", to.display()));
    std::fs::create_dir_all(to).map_err(unwritable)?;
    for (name, text) in throughline::reference::pages() {
        std::fs::write(to.join(name), text).map_err(unwritable)?;
    }
    Ok(())
}

async fn generate_into(place: &Place, size: Size) -> Result<(), Failure> {
    let mut reach = Reach::or_new(place, true).await?;
    let import = Machine.mint();
    let bar = progress("Making records");
    let mut chunks = Vec::new();
    let (send, mut receive) = tokio::sync::mpsc::channel(2);
    let making = tokio::task::spawn_blocking(move || {
        generate::generate(size, |commands| send.blocking_send(commands).map_err(|_| "stopped".to_owned()))
    });
    while let Some(commands) = receive.recv().await {
        bar.inc(u64::try_from(commands.len()).unwrap_or_default());
        chunks.push(commands.len());
        reach.perform(Errand { commands, imported: true, import: Some(import), reason: None }, size.day).await?;
    }
    making.await.map_err(|stopped| Failure::storage(stopped.to_string()))?.map_err(Failure::data)?;
    bar.finish_and_clear();
    println!("Made {} records in {place}.", chunks.iter().sum::<usize>());
    Ok(())
}
