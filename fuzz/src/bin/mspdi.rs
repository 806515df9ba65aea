//! A Microsoft Project file: read, imported, planned, written and read again.
#![no_main]

use exchange::mspdi::{self, ImportOptions, Limits};
use libfuzzer_sys::fuzz_target;
use organization::{Name, Organization};
use throughline_fuzz::{DAY, counting, perform};

fuzz_target!(|input: &[u8]| {
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    let Ok(plan) = mspdi::read(input, &limits) else { return };
    let mut value = Organization::default();
    let options = ImportOptions {
        source: Name::new("chance").expect("a name"),
        file: "chance.xml".to_owned(),
        project: None,
        unit: None,
        goal: None,
        day: DAY,
    };
    let import = mspdi::import(&value, &plan, &options, &mut counting(1));
    let commands: Vec<_> = import.commands().cloned().collect();
    let count = commands.len();
    assert_eq!(perform(&mut value, commands), count, "what is planned is accepted");
    let projects: Vec<_> = value.projects().iter().map(|project| project.id).collect();
    insight::plan(&value, &projects, DAY);
    for project in projects {
        let text = mspdi::export(&value, project, DAY).expect("it is there");
        mspdi::read(text.as_bytes(), &Limits::default()).expect("what is written is read");
    }
});
