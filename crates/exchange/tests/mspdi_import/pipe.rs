//! The whole pipe: bytes of a file, the plan that is read, the commands of the import, the organization that they make.

use exchange::import::{CommandList, Import, Place};
use exchange::mspdi::{ImportOptions, Limits, Plan, import, read};
use jiff::civil::{Date, date};
use organization::{Kind, Name, Organization, ProjectId, TaskId};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The day on which everything happens.
pub(crate) const DAY: Date = date(2026, 3, 2);

/// The name of the source.
pub(crate) const SOURCE: &str = "plan";

/// Ids in order, far from those of another start.
pub(crate) fn ids(start: u128) -> impl FnMut() -> Uuid {
    let mut next = start << 64;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// What is imported without more being said.
pub(crate) fn options() -> ImportOptions {
    let source = Name::new(SOURCE).expect("a name");
    ImportOptions { source, file: "plan.xml".to_owned(), project: None, unit: None, goal: None, day: DAY }
}

/// The plan in a text.
pub(crate) fn plan_of(text: &str) -> Plan {
    read(text.as_bytes(), &Limits::default()).expect("a plan")
}

/// Plans the import of a text into an organization.
pub(crate) fn import_into(organization: &Organization, text: &str, start: u128) -> Import {
    import(organization, &plan_of(text), &options(), &mut ids(start))
}

/// The organization after an import. None of its commands is refused.
pub(crate) fn after(organization: &Organization, import: &Import) -> Organization {
    let mut list = CommandList::new(organization, DAY);
    for command in import.commands() {
        list.give(command.clone(), &Place::default()).expect("a command that was decided already");
    }
    list.value
}

/// An organization that holds the plan of a text and nothing else.
pub(crate) fn imported(text: &str) -> Organization {
    let organization = Organization::default();
    let import = import_into(&organization, text, 1);
    after(&organization, &import)
}

/// The project of the source.
pub(crate) fn project(organization: &Organization) -> ProjectId {
    organization.at_key(Kind::Project, SOURCE, "0").and_then(organization::AnyId::to).expect("the project")
}

/// The task with a UID.
pub(crate) fn task(organization: &Organization, uid: i64) -> Option<TaskId> {
    organization.at_key(Kind::Task, SOURCE, &uid.to_string()).and_then(organization::AnyId::to)
}

/// The folder that `THROUGHLINE_REAL_DATA` names, or nothing; then the test says so and ends.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests find the real data through the environment, and say when it is not there"
)]
pub(crate) fn data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var("THROUGHLINE_REAL_DATA").ok().map(PathBuf::from);
    if folder.is_none() {
        println!("{test}: needs the real data; set THROUGHLINE_REAL_DATA to its folder");
    }
    folder
}

/// The two folders of real plans.
pub(crate) fn folders(data: &Path) -> [PathBuf; 2] {
    ["native", "converted"].map(|folder| data.join("project-files/mspdi").join(folder))
}

/// The text of a file.
pub(crate) fn text(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let text = String::from_utf8(bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.trim_start_matches('\u{feff}').to_owned()
}
