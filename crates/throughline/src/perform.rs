//! `throughline do`: any command from the terminal, with its fields as people write them or as JSON.
//!
//! ```text
//! throughline do add-goal --title "Fewer leaks" --unit U-2
//! echo '{"goal": "G-1", "title": "No leaks"}' | throughline do change-goal --json -
//! ```
//!
//! What a field takes is what the forms of the pages take. `--data`, `--database`, `--json` and `--why` belong to the program, unless the command has a field
//! of that name.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use jiff::civil::Date;
use office::Seen;
use organization::command::CommandEntry;
use organization::{Command, Prose};
use web::Surroundings as _;
use web::forms::Fields;

use crate::failure::Failure;
use crate::place::Where;
use crate::reach::{self, Errand, Reach};
use crate::surroundings::Machine;

/// The most bytes that are read as JSON.
const BYTES: u64 = 16 << 20;

/// The words behind `throughline do`, sorted.
struct Words {
    entry: &'static CommandEntry,
    fields: Fields,
    place: Vec<String>,
    json: Option<PathBuf>,
    why: Option<Prose>,
}

/// The place alone, read as the other commands read it.
#[derive(Parser)]
#[command(no_binary_name = true)]
struct At {
    #[command(flatten)]
    at: Where,
}

/// Performs a command.
pub(crate) async fn perform(words: Vec<String>, day: Date) -> Result<(), Failure> {
    if words.iter().any(|word| word == "--help" || word == "-h") {
        print!("{}", help(&words));
        return Ok(());
    }
    let words = sorted(words)?;
    let at = At::try_parse_from(&words.place).map_err(|fault| Failure::usage(fault.to_string()))?.at;
    let place = at.place()?;
    let seen = Seen::at_terminal(Arc::new(reach::read(&place).await?), day);
    let new = Machine.mint();
    let kind = words.entry.kind;
    let command = match &words.json {
        Some(path) => web::api::from_json(kind, &bytes(path)?, new, &seen).map_err(|problem| {
            let said: Vec<String> = problem.errors.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.message)).collect();
            Failure::data(if said.is_empty() { problem.detail } else { said.join("\n") })
        })?,
        None => web::forms::command(kind, &words.fields, &seen, new).map_err(|problems| {
            let line = |problem: &web::component::Problem| match problem.field.as_str() {
                "" => problem.sentence.clone(),
                field => format!("--{}: {}", field.replace('_', "-"), problem.sentence),
            };
            Failure::data(problems.iter().map(line).collect::<Vec<_>>().join("\n"))
        })?,
    };
    let errand = Errand { commands: vec![command], reason: words.why, ..Errand::default() };
    let done = Reach::existing(&place).await?.perform(errand, day).await?;
    if done.changed == 0 {
        println!("It was so already; nothing was changed.");
    } else {
        println!("Done. To take it back: throughline undo {}", done.position);
    }
    Ok(())
}

fn bytes(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let unreadable = |error: std::io::Error| Failure::usage(format!("{}: it cannot be read ({error}).", path.display()));
    if path.as_os_str() == "-" {
        std::io::stdin().take(BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        std::fs::File::open(path).map_err(unreadable)?.take(BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    Ok(bytes)
}

/// Tells the fields of the command from the options of the program.
fn sorted(words: Vec<String>) -> Result<Words, Failure> {
    let mut entry = None;
    let mut pairs = Vec::new();
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        match word.strip_prefix("--") {
            Some(option) => {
                let (name, value) = match option.split_once('=') {
                    Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                    // A value that begins with two hyphens is written behind an equals sign.
                    None => (option.to_owned(), rest.next_if(|next| !next.starts_with("--"))),
                };
                let value = value.ok_or_else(|| Failure::usage(format!("--{name} needs a value behind it.")))?;
                pairs.push((name, value));
            }
            None if entry.is_none() => entry = Some(word),
            None => return Err(Failure::usage(format!("“{word}” belongs to no field. Write --field value."))),
        }
    }
    let Some(kind) = entry else {
        return Err(Failure::usage(
            "Say which command: throughline do add-goal --title … (docs/reference/commands.md lists them).",
        ));
    };
    let entry = Command::ALL.iter().find(|entry| entry.kind == kind).ok_or_else(|| {
        let meant = web::api::nearest(&kind, Command::ALL.iter().map(|entry| entry.kind));
        let meant = meant.map(|meant| format!(" Did you mean {meant}?")).unwrap_or_default();
        Failure::usage(format!("There is no command “{kind}”.{meant}"))
    })?;
    let mut sorted = Words { entry, fields: Fields::default(), place: Vec::new(), json: None, why: None };
    for (name, value) in pairs {
        let field = name.replace('-', "_");
        let whole = field.split('.').next().unwrap_or_default();
        if entry.fields.iter().any(|known| known.name == whole) {
            sorted.fields.0.push((field, value));
            continue;
        }
        match name.as_str() {
            "data" | "database" => sorted.place.extend([format!("--{name}"), value]),
            "json" => sorted.json = Some(PathBuf::from(value)),
            "why" => sorted.why = Some(Prose::new(&value).map_err(Failure::data)?),
            _ => {
                let meant = web::api::nearest(&field, entry.fields.iter().map(|known| known.name));
                let meant = meant.map(|meant| format!(" Did you mean --{}?", meant.replace('_', "-"))).unwrap_or_default();
                return Err(Failure::usage(format!("{kind} has no field --{name}.{meant}")));
            }
        }
    }
    if sorted.json.is_some() && !sorted.fields.0.is_empty() {
        return Err(Failure::usage("Give the fields either one by one or as JSON."));
    }
    Ok(sorted)
}

/// The fields of the command that is named, or all commands.
fn help(words: &[String]) -> String {
    let named = words.iter().find_map(|word| Command::ALL.iter().find(|entry| entry.kind == word));
    let Some(entry) = named else {
        let lines =
            Command::ALL.iter().map(|entry| format!("  {:<28} {}\n", entry.kind, entry.about.lines().next().unwrap_or_default()));
        return format!(
            "throughline do COMMAND --field value … [--why TEXT] [--json FILE] [--data DIR | --database ADDRESS]\n\n{}",
            lines.collect::<String>()
        );
    };
    let line = |field: &organization::FieldAbout| {
        let must = if field.required && field.name != "id" { " (required)" } else { "" };
        format!("  --{:<20} {}{must}\n", field.name.replace('_', "-"), field.about)
    };
    let lines: String = entry.fields.iter().filter(|field| !matches!(field.name, "id" | "keys" | "number")).map(line).collect();
    format!("{}\n\n{lines}", entry.about)
}
