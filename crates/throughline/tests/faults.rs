//! Faults around the real program: disks that are full or do not sync, databases that are not what they should be, upgrades and copies that are cut off.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use office::storage::journal::Verdict;
use office::storage::{Db, StorageError};
use uuid::Uuid;

#[path = "../../office/tests/postgresql/mod.rs"]
#[expect(dead_code, unreachable_pub, reason = "other tests use the rest of it")]
mod postgresql;
#[expect(dead_code, unreachable_pub, reason = "other tests use the rest of it")]
mod program;

use program::{Browser, Running, free_port, prints, throughline};

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

fn generated(data: &Path) {
    prints(&["generate", "--people", "20", "--tasks", "50", "--data", text(data)]);
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// The goal G-1 of a database.
fn goal_of(file: &Path) -> Uuid {
    block_on(async {
        let value = office::load(&Db::open_read_only(file).await.expect("opened")).await.expect("loaded");
        value.at_reference("G-1".parse().expect("a reference")).expect("the goal").id
    })
}

fn comment(goal: Uuid, number: u64, said: &str) -> String {
    format!("command=add-comment&id={}&on=goal/{goal}&text={said}", Uuid::from_u64_pair(9, number * 2))
}

/// Runs the program, which must fail, and gives its exit code and its sentence.
fn fails(mut command: Command) -> (i32, String) {
    let output = command.output().expect("the program runs");
    (output.status.code().expect("an exit code"), String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

#[test]
fn every_acknowledged_write_is_synced_before_its_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, calls) = (folder.path().join("data"), folder.path().join("calls"));
    generated(&data);
    let goal = goal_of(&data.join("throughline.db"));
    let port = free_port();
    let strace =
        ["strace", "-f", "-s", "40", "-e", "trace=fdatasync,fsync,sendto,write,writev,recvfrom,read", "-o", text(&calls)];
    let running = Running::start(&strace, &["--data", text(&data)], port);
    let mut browser = Browser::signed_in(port);
    for number in 0..50 {
        let answer = browser.post(port, "/goals/G-1", &comment(goal, number, "said")).expect("an answer");
        assert_eq!(answer.status, 303);
    }
    let children = Command::new("pkill").args(["-KILL", "-P", &running.process().to_string()]).status().expect("pkill runs");
    assert!(children.success());
    running.wait();
    let calls = std::fs::read_to_string(&calls).expect("the calls");
    let (mut asked, mut synced, mut answered) = (false, false, 0);
    for line in calls.lines() {
        if line.contains("\"POST /goals/G-1") {
            (asked, synced) = (true, false);
        }
        synced |= line.contains("fdatasync(") || line.contains("fsync(");
        if asked && line.contains("\"HTTP/1.1 303") {
            assert!(synced, "an answer went out before anything was synced: {line}");
            (asked, answered) = (false, answered + 1);
        }
    }
    assert_eq!(answered, 50, "the calls were not understood");
}

#[test]
fn a_full_disk_changes_nothing_is_said_to_be_full_and_is_used_again_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, small) = (folder.path().join("data"), folder.path().join("small"));
    generated(&data);
    std::fs::create_dir(&small).expect("a folder");
    let goal = goal_of(&data.join("throughline.db"));
    // A small disk of its own, with a file that takes most of it.
    let script = "mount -t tmpfs -o size=6m tmpfs \"$0\" && cp \"$1\"/throughline.db* \"$0\" && \
                  dd if=/dev/zero of=\"$0/filler\" bs=1M count=4 status=none && shift && exec \"$@\"";
    let before = ["unshare", "-r", "-m", "sh", "-c", script, text(&small), text(&data)];
    let port = free_port();
    let running = Running::start(&before, &["--data", text(&small)], port);
    let mut browser = Browser::signed_in(port);
    let said = "water+".repeat(300);
    let mut acknowledged = 0_u64;
    let full = loop {
        let answer = browser.post(port, "/goals/G-1", &comment(goal, acknowledged, &said)).expect("an answer");
        match answer.status {
            303 => acknowledged += 1,
            507 => break answer,
            other => panic!("{other}: {}", answer.body),
        }
        assert!(acknowledged < 20_000, "the disk is never full");
    };
    assert!(full.body.contains("Nothing was changed, and reading still works."), "{}", full.body);
    assert_eq!(browser.get(port, "/goals/G-1").expect("an answer").status, 200);
    let inside = Path::new("/proc").join(running.process().to_string()).join("root").join(text(&small).trim_start_matches('/'));
    std::fs::remove_file(inside.join("filler")).expect("room");
    for number in acknowledged..acknowledged + 5 {
        let answer = browser.post(port, "/goals/G-1", &comment(goal, number, "room+again")).expect("an answer");
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    // Nobody writes now, so a copy of both files is what the small disk holds.
    for ending in ["", "-wal"] {
        let name = format!("throughline.db{ending}");
        std::fs::copy(inside.join(&name), folder.path().join(&name)).expect("copied");
    }
    block_on(async {
        let db = Db::open(&folder.path().join("throughline.db")).await.expect("opened");
        let Verdict::Whole(verified) = db.verify(None).await.expect("verified") else { panic!("broken") };
        assert_eq!(u64::try_from(verified.entries).expect("positive"), acknowledged + 5 + 2);
    });
}

#[test]
fn a_database_that_cannot_be_used_is_refused_in_one_sentence_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    let file = data.join("throughline.db");
    let serve = || throughline(&["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
    let mut lines = Vec::new();
    let mut refused = |what: &str, command: Command| {
        let (code, sentence) = fails(command);
        assert_eq!(code, 5, "{what}: {sentence}");
        lines.push(format!("{what}: {}", sentence.replace(text(folder.path()), "")));
    };
    refused("missing", throughline(&["log", "--data", text(&data)]));
    assert!(!file.exists(), "looking makes nothing");
    std::fs::write(&file, "my notes").expect("written");
    refused("foreign", serve());
    std::fs::write(&file, "").expect("written");
    refused("empty", serve());
    std::fs::remove_file(&file).expect("removed");
    std::fs::write(data.join("throughline.db-wal"), "log").expect("written");
    refused("gone", serve());
    std::fs::remove_file(data.join("throughline.db-wal")).expect("removed");
    let other = data.join("old.db");
    generated(&folder.path().join("other"));
    std::fs::copy(folder.path().join("other/throughline.db"), &other).expect("copied");
    refused("beside", serve());
    assert!(!file.exists(), "no empty database beside one that is there");
    std::fs::remove_file(&other).expect("removed");
    insta::assert_snapshot!(lines.join("\n"), @"
    missing: /data/throughline.db: there is no database here; check the path, or create one first.
    foreign: /data/throughline.db: this is another kind of file, not a database of Throughline; choose another path, or move it away.
    empty: /data/throughline.db: this is an empty file, not a database of Throughline; choose another path, or move it away.
    gone: /data/throughline.db: the database is gone but its log /data/throughline.db-wal is still there; put the database back beside it, or move the log away.
    beside: /data/throughline.db: the folder already holds the database /data/old.db; open that one, or choose an empty folder for a new one.
    ");
}

#[test]
fn a_folder_that_may_not_be_written_is_refused() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    generated(&data);
    std::fs::remove_file(data.join("throughline.db.lock")).expect("removed");
    for (path, mode) in [(folder.path(), 0o755), (&data, 0o555)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    }
    let program = folder.path().join("throughline");
    std::fs::copy(env!("CARGO_BIN_EXE_throughline"), &program).expect("copied");
    let is_root = std::fs::metadata("/proc/self").expect("this process").uid() == 0;
    // Root may write everywhere, so somebody else tries.
    let mut command = if is_root { Command::new("runuser") } else { Command::new(&program) };
    if is_root {
        command.args(["-u", "nobody", "--"]).arg(&program);
    }
    command.args(["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]).current_dir("/");
    let (code, sentence) = fails(command);
    let sentence = sentence.replace(text(folder.path()), "");
    assert_eq!(code, 5);
    insta::assert_snapshot!(sentence, @"/data/throughline.db: it cannot be written; give this user write permission on the file and its folder.");
}

#[test]
fn an_upgrade_that_is_killed_leaves_the_old_or_the_new_and_never_between() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../office/tests/golden/storage-1.sqlite");
    let folder = tempfile::tempdir().expect("a folder");
    let (mut old, mut new) = (0, 0);
    for round in 0..25_u64 {
        let data = folder.path().join(round.to_string());
        std::fs::create_dir(&data).expect("a folder");
        let file = data.join("throughline.db");
        std::fs::copy(&golden, &file).expect("copied");
        let mut serve = throughline(&["serve", "--data", text(&data), "--listen", "127.0.0.1:0"]);
        let mut program = serve.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().expect("started");
        std::thread::sleep(Duration::from_millis(round * 4));
        program.kill().expect("killed");
        program.wait().expect("gone");
        block_on(async {
            match Db::open_read_only(&file).await {
                Ok(_) => new += 1,
                Err(StorageError::Older { found: 1, .. }) => old += 1,
                Err(error) => panic!("round {round}: {error}"),
            }
            let db = Db::open(&file).await.expect("opened and brought up to date");
            assert!(matches!(db.verify(None).await.expect("verified"), Verdict::Whole(whole) if whole.entries == 4));
        });
    }
    assert!(old > 0 && new > 0, "{old} old and {new} new: the kills all came too early or too late");
}

#[test]
fn a_backup_of_a_running_server_restores_into_a_folder_and_into_a_server_and_says_what_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, again, backup) = (folder.path().join("data"), folder.path().join("again"), folder.path().join("backup"));
    generated(&data);
    let port = free_port();
    let running = Running::start(&[], &["--data", text(&data)], port);
    let mut browser = Browser::signed_in(port);
    let goal = goal_of(&data.join("throughline.db"));
    assert_eq!(browser.post(port, "/goals/G-1", &comment(goal, 1, "kept")).expect("an answer").status, 303);
    let told = |said: &str| said.lines().last().expect("a line").to_owned();
    let said = told(&prints(&["backup", text(&backup), "--data", text(&data)]));
    assert!(said.starts_with("It is whole: 3 entries with ") && said.contains("up to position 3 with the digest "), "{said}");
    assert_eq!(browser.post(port, "/goals/G-1", &comment(goal, 2, "later")).expect("an answer").status, 303);
    drop(running);
    assert_eq!(told(&prints(&["restore", text(&backup), "--data", text(&again)])), said);
    let (code, refused) = fails(throughline(&["restore", text(&backup), "--data", text(&again)]));
    assert_eq!((code, refused.contains("something is already here")), (5, true), "{refused}");
    let address = postgresql::shared().empty_schema();
    assert_eq!(told(&prints(&["restore", text(&backup), "--database", &address])), said);
    for place in [["--data", text(&again)], ["--database", &address]] {
        assert!(prints(&["verify", place[0], place[1]]).contains("3 entries"));
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        prints(&["export", text(&one), "--data", text(&again)]);
        prints(&["export", text(&two), place[0], place[1]]);
        for file in std::fs::read_dir(&one).expect("files") {
            let file = file.expect("a file");
            let other = two.join(file.file_name());
            assert_eq!(std::fs::read(file.path()).expect("read"), std::fs::read(other).expect("read"), "{:?}", file.file_name());
        }
    }
    let begun = Instant::now();
    let server = Running::start(&[], &["--database", &address], port);
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(browser.get(port, "/").expect("an answer").status, 303, "everybody signs in again");
    drop(server);
}
