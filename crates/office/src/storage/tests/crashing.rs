use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use uuid::Uuid;

use super::super::Db;
use super::super::journal::{ChangeBodies, Verdict};
use super::{Sequence, file};

/// The example that writes until it is killed; cargo builds it with the tests.
fn program() -> PathBuf {
    let own = std::env::current_exe().expect("the path of this test");
    let folder = own.parent().and_then(|deps| deps.parent()).expect("the folder of the build");
    let program = folder.join("examples").join("write_until_killed");
    assert!(program.exists(), "{} is missing: build it with `cargo build -p office --examples`", program.display());
    program
}

/// Starts the writers on the file, kills them after some acknowledged commands and says which were acknowledged.
fn write_and_kill(file: &std::path::Path, round: u64, lines: usize) -> Vec<Uuid> {
    let mut child =
        Command::new(program()).arg(file).arg(round.to_string()).stdout(Stdio::piped()).spawn().expect("the writers start");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut acknowledged = Vec::new();
    let mut line = String::new();
    while output.read_line(&mut line).expect("its output") > 0 {
        // The kill may cut the last line.
        if let Some(id) = line.strip_suffix('\n') {
            acknowledged.push(id.parse().expect("an id"));
        }
        if acknowledged.len() == lines {
            child.kill().expect("killed");
        }
        line.clear();
    }
    let ended = child.wait().expect("ended");
    assert!(!ended.success() && acknowledged.len() >= lines, "the writers ended by themselves: {ended}");
    acknowledged
}

#[tokio::test]
async fn a_killed_writer_loses_and_doubles_no_acknowledged_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let chance = Sequence::new(1);
    let mut acknowledged = BTreeSet::new();
    for round in 1..=5 {
        let ids = write_and_kill(&file(&folder), round, 50 + chance.below(300));
        acknowledged.extend(ids);
        let db = Db::open(&file(&folder)).await.expect("opens after the kill");
        let Verdict::Whole(verified) = db.verify(None).await.expect("verified") else { panic!("broken after the kill") };
        let mut recorded = BTreeSet::new();
        let mut last = std::collections::BTreeMap::new();
        for told in db.entries_with_changes_after(0, 1_000_000).await.expect("read") {
            assert!(recorded.insert(told.entry.command_id), "recorded twice");
            assert_eq!(told.changes.len(), 1, "an entry without its change");
            for change in told.changes {
                let ChangeBodies::Kept { before, after } = change.bodies else { panic!("erased") };
                assert_eq!(before, last.insert(change.record_id, after.clone()).flatten(), "a change is missing between");
            }
        }
        assert_eq!(recorded.len(), usize::try_from(verified.entries).expect("small"));
        let lost: Vec<_> = acknowledged.difference(&recorded).collect();
        assert!(lost.is_empty(), "acknowledged and lost in round {round}: {lost:?}");
        db.close().await.expect("closed");
    }
}
