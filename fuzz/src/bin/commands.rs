//! Commands as JSON, one a line: `{"kind": …, "data": …}`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use organization::{Command, Organization};
use throughline_fuzz::{DAY, perform};

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let read = |line: &str| {
        let mut whole: serde_json::Value = serde_json::from_str(line).ok()?;
        let data = whole.get_mut("data")?.take();
        Command::from_parts(whole.get("kind")?.as_str()?, data).ok()
    };
    let commands: Vec<Command> = text.lines().take(64).filter_map(read).collect();
    for command in &commands {
        let text = serde_json::to_value(command).expect("it is written");
        assert_eq!(&serde_json::from_value::<Command>(text).expect("it is read"), command);
    }
    let mut value = Organization::default();
    perform(&mut value, commands);
    let projects: Vec<_> = value.projects().iter().map(|project| project.id).collect();
    let plan = insight::plan(&value, &projects, DAY);
    insight::findings(&value, DAY, Some(&plan));
});
