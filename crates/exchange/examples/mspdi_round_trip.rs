//! Imports every Project file of a folder and writes it out again: `mspdi_round_trip FROM TO`. Another reader can then compare the two.

use std::path::Path;
use std::process::ExitCode;

use exchange::import::{CommandList, Place};
use exchange::mspdi::{ImportOptions, Limits, export, import, read};
use jiff::civil::date;
use organization::{AnyId, Kind, Name, Organization};
use uuid::Uuid;

fn round_trip(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let plan = read(&bytes, &Limits::default()).map_err(|refusal| refusal.to_string())?;
    let source = Name::new("plan").map_err(|error| format!("{error:?}"))?;
    let day = date(2026, 3, 2);
    let options = ImportOptions { source, file: String::new(), project: None, unit: None, goal: None, day };
    let (empty, mut next) = (Organization::default(), 1_u128 << 64);
    let mut mint = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let planned = import(&empty, &plan, &options, &mut mint);
    let mut list = CommandList::new(&empty, day);
    for command in planned.commands() {
        list.give(command.clone(), &Place::default()).map_err(|refusal| refusal.to_string())?;
    }
    let project = list.value.at_key(Kind::Project, "plan", "0").and_then(AnyId::to).ok_or("It has no project.")?;
    export(&list.value, project, day).ok_or_else(|| "It has no project.".to_owned())
}

fn main() -> ExitCode {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = folders.as_slice() else { return ExitCode::from(2) };
    let Ok(files) = std::fs::read_dir(from) else { return ExitCode::from(3) };
    for file in files.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|word| word == "xml")) {
        let Some(name) = file.file_name() else { continue };
        let text = match round_trip(&file) {
            Ok(text) => text,
            Err(_) => return ExitCode::from(3),
        };
        if std::fs::write(Path::new(to).join(name), text).is_err() {
            return ExitCode::from(5);
        }
    }
    ExitCode::SUCCESS
}
