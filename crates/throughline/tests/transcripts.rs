//! What somebody at a terminal types and reads.

use std::path::Path;
use std::process::{Command, Output};

use insight::{EXAMPLE_DAY, RULES};
use serde_json::Value;

/// Runs the program.
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_throughline")).args(arguments).env("NO_COLOR", "1").output().expect("the program runs")
}

/// Runs the program, which must succeed, and gives what it prints.
fn prints(arguments: &[&str]) -> String {
    let output = run(arguments);
    let (text, fault) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {text}{fault}");
    text.into_owned()
}

/// Runs the program, which must fail, and gives its exit code and its sentence.
fn fails(arguments: &[&str]) -> (i32, String) {
    let output = run(arguments);
    (output.status.code().expect("an exit code"), String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    std::fs::create_dir_all(folder).expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a file");
    }
}

fn path(folder: &Path) -> &str {
    folder.to_str().expect("a path of text")
}

fn codes(data: &Path) -> Vec<(String, String)> {
    let day = EXAMPLE_DAY.to_string();
    let text = prints(&["check", path(data), "--format", "json", "--day", &day]);
    let list: Value = serde_json::from_str(&text).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = list["findings"].as_array().expect("findings").iter();
    found.map(|finding| (text(&finding["code"]), text(&finding["subject"]["ref"]))).collect()
}

#[test]
fn each_rule_finds_its_wrong_example_which_is_mended_undone_and_muted() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = EXAMPLE_DAY.to_string();
    for rule in RULES {
        let (right, wrong, data) = (
            folder.path().join("right"),
            folder.path().join("wrong").join(rule.code),
            folder.path().join("data").join(rule.code),
        );
        write(&right.join(rule.code), rule.right.files);
        write(&wrong, rule.wrong.files);
        let clean = codes(&right.join(rule.code));
        assert!(clean.iter().all(|(code, _)| code != rule.code), "{}: the right example has {clean:?}", rule.code);
        let found = codes(&wrong);
        assert_eq!(
            found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
            [rule.code],
            "the wrong example of {}",
            rule.code
        );
        prints(&["import", path(&wrong), "--data", path(&data), "--day", &day]);
        // What the value refuses is found in the file only.
        let [(code, subject)] = codes(&data).try_into().unwrap_or_else(|found: Vec<_>| {
            assert!(found.is_empty(), "{}: {found:?}", rule.code);
            Default::default()
        });
        if code.is_empty() {
            continue;
        }
        let fixed = run(&["fix", &code, &subject, "--data", path(&data), "--day", &day]);
        if fixed.status.success() {
            assert_eq!(codes(&data), [], "the fix of {code}");
            let said = String::from_utf8_lossy(&fixed.stdout).into_owned();
            let position = said.trim().rsplit(' ').next().expect("a position").to_owned();
            let undone = run(&["undo", &position, "--data", path(&data)]);
            if !undone.status.success() {
                // What was published is superseded, not undone.
                let why = String::from_utf8_lossy(&undone.stderr).into_owned();
                assert!(rule.code == "TL502" && why.contains("stands and is not changed"), "undo of the fix of {code}: {why}");
                continue;
            }
            assert_eq!(codes(&data), [(code.clone(), subject.clone())], "undo of the fix of {code}");
        } else {
            assert_eq!(fixed.status.code(), Some(4), "{code}: {}", String::from_utf8_lossy(&fixed.stderr));
        }
        let muted =
            ["waive", &code, &subject, "--reason", "Known", "--until", "2026-04-01", "--data", path(&data), "--day", &day];
        prints(&muted);
        assert_eq!(codes(&data), [], "{code} is muted");
        prints(&["verify", "--data", path(&data)]);
    }
}

#[test]
fn an_import_is_repeated_without_effect_exported_the_same_and_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (bundle, data, first, second, copy) = (
        folder.path().join("bundle"),
        folder.path().join("data"),
        folder.path().join("first"),
        folder.path().join("second"),
        folder.path().join("copy"),
    );
    write(
        &bundle,
        &[
            ("units.csv", "id,name,kind,parent,status,description,source\nworks,Waterworks,organization,,active,,\n"),
            ("people.csv", "id,name,affiliation,status,source\nines,Ines Duarte,,active,\n"),
            ("memberships.csv", "person,unit,role,from,to,source\nines,works,lead,,,\n"),
            (
                "goals.csv",
                "id,parent,title,owner,unit,period,status,support_level,source\nmeters,,Smart meters,ines,works,2026,Accepted,,\n",
            ),
            (
                "tasks.csv",
                "id,goal,project,parent,title,owner,owner_role,team,start,due,status,estimate,accountable,source\nmap,meters,meters,,Map meters,ines,,,,,open,,,\n",
            ),
        ],
    );
    let day = ["--day", "2026-11-23"];
    let import = |data: &Path| prints(&["import", path(&bundle), "--data", path(data), day[0], day[1]]);
    let said = import(&data);
    assert!(said.contains("tasks.csv: ") && said.contains("To take it back: throughline undo --import "), "{said}");
    assert!(import(&data).contains("nothing was changed"));
    prints(&["export", path(&first), "--data", path(&data)]);
    prints(&["import", path(&first), "--data", path(&copy), day[0], day[1]]);
    prints(&["export", path(&second), "--data", path(&copy)]);
    for entry in std::fs::read_dir(&first).expect("files") {
        let file = entry.expect("a file");
        let (one, two) =
            (std::fs::read(file.path()).expect("bytes"), std::fs::read(second.join(file.file_name())).expect("bytes"));
        assert_eq!(String::from_utf8_lossy(&one), String::from_utf8_lossy(&two), "{}", file.file_name().to_string_lossy());
    }
    let trace = prints(&["trace", "T-1", "--data", path(&data)]);
    assert!(trace.contains("Smart meters") && trace.contains("Ines Duarte"), "{trace}");
    let id = said.trim().rsplit(' ').next().expect("an id").to_owned();
    prints(&["undo", "--import", &id, "--data", path(&data)]);
    assert_eq!(codes(&data), []);
    let log = prints(&["log", "--data", path(&data)]);
    assert_eq!(log.lines().count(), 2, "{log}");
}

#[test]
fn wrong_use_and_bad_data_end_with_a_sentence_and_a_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing");
    let (code, sentence) = fails(&["check", path(&missing)]);
    assert_eq!(code, 2);
    assert!(
        sentence.ends_with("there is nothing. Name a folder of CSV files, a Microsoft Project XML file or a data directory."),
        "{sentence}"
    );
    let (code, sentence) = fails(&["check", path(folder.path())]);
    assert_eq!(code, 3);
    assert!(sentence.contains("there is no CSV file in this folder"), "{sentence}");
    let declared = folder.path().join("plan.xml");
    std::fs::write(&declared, "<!DOCTYPE x [<!ENTITY a \"b\">]><Project xmlns=\"http://schemas.microsoft.com/project\"/>")
        .expect("a file");
    let (code, sentence) = fails(&["plan", path(&declared)]);
    assert_eq!(code, 3);
    assert!(sentence.contains("DOCTYPE"), "{sentence}");
    let (code, sentence) = fails(&["log", "--data", path(&missing)]);
    assert_eq!((code, sentence.contains("does not exist")), (5, true), "{sentence}");
    let (code, sentence) = fails(&["rule", "TL999"]);
    assert_eq!((code, sentence.as_str()), (2, "There is no rule TL999. `throughline rule` lists all."));
    let (code, _) = fails(&["check"]);
    assert_eq!(code, 2);
    write(&folder.path().join("wrong"), RULES.iter().find(|rule| rule.code == "TL104").expect("the rule").wrong.files);
    let (code, _) = fails(&["check", path(&folder.path().join("wrong")), "--fail-on", "error", "--day", "2026-03-02"]);
    assert_eq!(code, 1);
}

#[test]
fn two_servers_on_one_database_are_refused_and_the_terminal_speaks_to_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    prints(&["generate", "--data", path(&data), "--people", "10", "--tasks", "20"]);
    let mut server = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(["serve", "--data", path(&data), "--listen", "127.0.0.1:0"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("a server");
    let mut line = String::new();
    let output = server.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).expect("a line");
    assert!(line.starts_with("Throughline is at http://127.0.0.1:"), "{line}");
    let (code, sentence) = fails(&["serve", "--data", path(&data), "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 5);
    assert!(
        sentence.contains(&format!("another Throughline (process {}) has it open", server.id()))
            || sentence.contains(&server.id().to_string()),
        "{sentence}"
    );
    prints(&["waive", "TL202", "T-2", "--reason", "Known", "--until", "2099-01-01", "--data", path(&data)]);
    assert!(prints(&["log", "--data", path(&data), "--count", "1"]).contains("add-waiver"));
    server.kill().expect("it stops");
    server.wait().expect("it ends");
}

#[test]
fn any_command_is_given_from_the_terminal_with_the_same_refusals() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    prints(&["generate", "--data", path(&data), "--people", "10", "--tasks", "20"]);
    let at = ["--data", path(&data)];
    let done = prints(&["do", "add-goal", "--title", "Fewer leaks", "--unit", "U-1", at[0], at[1]]);
    assert!(done.starts_with("Done. To take it back: throughline undo "), "{done}");
    let fields = folder.path().join("fields.json");
    std::fs::write(&fields, r#"{"goal": "G-1", "title": "No leaks", "weight": 3}"#).expect("a file");
    prints(&["do", "change-goal", "--json", path(&fields), at[0], at[1]]);
    assert_eq!(
        prints(&["do", "change-goal", "--goal=G-1", "--weight=3", at[0], at[1]]).trim(),
        "It was so already; nothing was changed."
    );
    assert!(prints(&["log", at[0], at[1], "--count", "1"]).contains("change-goal"));
    for (words, code, sentence) in [
        (&["do", "chnge-goal"][..], 2, "There is no command “chnge-goal”. Did you mean change-goal?"),
        (&["do", "change-goal", "--titel", "x"], 2, "change-goal has no field --titel. Did you mean --title?"),
        (&["do", "change-goal", "--title"], 2, "--title needs a value behind it."),
        (&["do", "change-goal", "--goal", "G-1", "--weight", "much"], 3, "--weight: “much” is not a whole number."),
        (
            &["do", "add-goal", "--unit", "U-99"],
            3,
            "--unit: “U-99” is no unit here. Write its reference, such as U-12.\n--title: Fill this in.",
        ),
        (&["do", "move-goal", "--goal", "G-1", "--parent", "G-1"], 4, "cannot hang under it"),
    ] {
        let (got, said) = fails(&[words, &at].concat());
        assert_eq!(got, code, "{words:?}: {said}");
        assert!(said.contains(sentence), "{words:?}: {said}");
    }
    std::fs::write(&fields, r#"{"goal": "G-1", "title": "", "x": 1}"#).expect("a file");
    let (code, said) = fails(&["do", "change-goal", "--json", path(&fields), at[0], at[1]]);
    assert_eq!(code, 3);
    assert!(said.starts_with("/title: A name must have 1 to 500 characters; this has 0.\n/x: Unknown field “x”."), "{said}");
    let token = prints(&["token", "add", "H-1", "--name", "reports", at[0], at[1]]);
    assert!(token.starts_with("throughline_"), "{token}");
    let list = prints(&["token", "list", "H-1", at[0], at[1]]);
    assert!(list.contains("reports, until ") && list.contains("never used"), "{list}");
    let id = list.split_whitespace().next().expect("an id");
    assert_eq!(prints(&["token", "end", "H-1", id, at[0], at[1]]).trim(), "It works no longer.");
    assert_eq!(prints(&["token", "list", "H-1", at[0], at[1]]), "");
}

#[test]
fn a_spreadsheet_is_brought_in_by_its_columns_and_everything_goes_out_as_a_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, staff, book, copy) =
        (folder.path().join("data"), folder.path().join("staff.csv"), folder.path().join("all.xlsx"), folder.path().join("copy"));
    std::fs::write(&staff, "Nr;Name;Abteilung;Spitzname;Start\n1;Ines Duarte;Works;Ina;03/04/2026\n").expect("a file");
    let (code, sentence) = fails(&["import", path(&staff), "--data", path(&data), "--as", "people"]);
    assert_eq!(code, 2);
    assert_eq!(sentence, "Say with --dates day-first or --dates month-first how dates such as 03/04/2026 are read.");
    let (code, sentence) = fails(&["import", path(&staff), "--data", path(&data), "--as", "persons"]);
    assert!(
        code == 2 && sentence.starts_with("“persons” is nothing that a table can be about. Known: people, units, goals,"),
        "{sentence}"
    );
    let (code, sentence) = fails(&["import", path(&staff), "--data", path(&data), "--as", "people", "--map", "Nr=number"]);
    assert!(code == 2 && sentence.contains("there is no field “number”. The fields are: id, name, email,"), "{sentence}");
    let all = [
        "import",
        path(&staff),
        "--data",
        path(&data),
        "--as",
        "people",
        "--map",
        "Nr=id",
        "--map",
        "Spitzname=leave",
        "--dates",
        "day-first",
    ];
    let dry = prints(&[&all[..], &["--dry-run"]].concat());
    assert!(dry.contains("  Nr = id\n  Spitzname = leave\n") && dry.contains("Rows: 1 new, 0 changed"), "{dry}");
    assert!(dry.contains("nothing was changed") && !data.join("throughline.sqlite").exists());
    assert!(prints(&all).contains("To take it back: throughline undo --import "));
    assert!(prints(&all).contains("nothing was changed"));

    // The next file of the same columns needs no words, is of the same source, and what somebody changed here meanwhile stays.
    let newer = folder.path().join("staff-2.csv");
    let fields = folder.path().join("fields.json");
    std::fs::write(&fields, r#"{"person": "H-1", "name": "Ines Duarte-Silva"}"#).expect("a file");
    prints(&["do", "change-person", "--json", path(&fields), "--data", path(&data)]);
    let rows = "Nr;Name;Abteilung;Spitzname;Start\n1;Ines Duarte;Works;Ina;03/05/2026\n2;Bo Lind;Works;;04/05/2026\n";
    std::fs::write(&newer, rows).expect("a file");
    let said = prints(&["import", path(&newer), "--data", path(&data)]);
    assert!(said.contains("  Nr = id\n  Spitzname = leave\n") && said.contains("Rows: 1 new, 1 changed"), "{said}");
    let then = folder.path().join("then");
    prints(&["export", path(&then), "--data", path(&data)]);
    let people = std::fs::read_to_string(then.join("people.csv")).expect("people");
    assert!(people.contains("Ines Duarte-Silva") && people.contains("2026-05-03") && people.contains("Bo Lind"), "{people}");
    std::fs::write(&newer, rows.replace("Ines Duarte", "Ines Silva")).expect("a file");
    let said = prints(&["import", path(&newer), "--data", path(&data)]);
    assert!(said.contains("It was changed here since the last import, and the file says something new."), "{said}");

    prints(&["export", path(&book), "--as", "xlsx", "--data", path(&data)]);
    prints(&["import", path(&book), "--data", path(&copy)]);
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    prints(&["export", path(&one), "--data", path(&data)]);
    prints(&["export", path(&two), "--data", path(&copy)]);
    for entry in std::fs::read_dir(&one).expect("files") {
        let file = entry.expect("a file");
        assert_eq!(std::fs::read(file.path()).expect("bytes"), std::fs::read(two.join(file.file_name())).expect("bytes"));
    }
}

#[test]
fn a_plan_is_simulated_with_what_it_hangs_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = folder.path().join("bundle");
    write(
        &bundle,
        &[
            ("projects.csv", "id,name,start,target\nP1,Works,2026-03-02,2026-03-04\n"),
            ("tasks.csv", "id,title,project,duration,estimate,due\nT1,Dig,P1,2d,8h/16h/40h,2026-03-05\nT2,Lay,P1,1d,,\n"),
            ("dependencies.csv", "id,from,to\nD1,T1,T2\n"),
        ],
    );
    let text = prints(&["simulate", path(&bundle), "--day", "2026-03-02"]);
    assert!(text.starts_with("2000 samples; 1 open tasks have three points. 1 have none and take as long as planned.\n\nP-1 “Works”: planned for 2026-03-04, reached in "), "{text}");
    assert!(text.contains("  critical in 100 %: T-1 “Dig”\n") && text.contains("\nDeadlines\n  kept in "), "{text}");
    assert_eq!(text, prints(&["simulate", path(&bundle), "--day", "2026-03-02"]), "chance begins where it began");
    let json: Value =
        serde_json::from_str(&prints(&["simulate", path(&bundle), "--format", "json", "--samples", "50"])).expect("JSON");
    assert_eq!((json["samples"].as_u64(), json["projects"].as_array().map(Vec::len)), (Some(50), Some(1)));
    let (code, sentence) = fails(&["simulate", path(&bundle), "--others", "30..-10"]);
    assert!(code == 2 && sentence.contains("is no range of per cent; write it as -10..30"), "{sentence}");
}

#[test]
fn a_plan_is_levelled_in_several_ways_each_with_its_reasons() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = folder.path().join("bundle");
    write(
        &bundle,
        &[
            ("people.csv", "id,name\nH1,Ana Ruiz\n"),
            ("projects.csv", "id,name,start\nP1,Works,2026-03-02\n"),
            ("tasks.csv", "id,title,project,duration,owner\nT1,Dig,P1,2d,H1\nT2,Lay,P1,1d,H1\n"),
        ],
    );
    let text = prints(&["level", path(&bundle), "--day", "2026-03-02"]);
    assert!(text.starts_with("2 open tasks take somebody's time, of 1 people and resources.\n\nWithin float: "), "{text}");
    assert!(text.contains("\nFastest: 1 task moves\n  P-1 “Works” finishes 2026-03-04 instead of 2026-03-03\n"), "{text}");
    assert!(text.contains(": waits for H-1 “Ana Ruiz”, who is on T-"), "{text}");
    let json: Value =
        serde_json::from_str(&prints(&["level", path(&bundle), "--format", "json", "--day", "2026-03-02"])).expect("JSON");
    assert_eq!(json["options"].as_array().map(Vec::len), Some(3));
    let (code, sentence) = fails(&["level", path(&bundle), "--format", "csv"]);
    assert_eq!((code, sentence.as_str()), (2, "Options are printed as text or json."));
}
