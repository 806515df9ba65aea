//! Findings of the checker and of an import as one list, in the forms that leave the program.

use std::collections::BTreeMap;

use exchange::diagnostics::{self, Context, Diagnostic};
use organization::Organization;

use crate::world::{DAY, counting, import_into, read};

/// A goal without an owner, whose task waits for one too; an owner whom nobody knows; a cell with an escape sequence in it.
fn found() -> Vec<Diagnostic> {
    let files = BTreeMap::from([
        ("people.csv".to_owned(), b"id,name\nana,Ana\n".to_vec()),
        (
            "goals.csv".to_owned(),
            b"id,title,owner,period\nleaks,\"Fewer leaks, soon\",,\nbells,=Bells,eve,2026\nbirds,Birds,ana,\x1b[31mred\n"
                .to_vec(),
        ),
    ]);
    let imported = import_into(&Organization::default(), &read(&files), "x");
    let places = imported.plan.rows.iter().filter_map(|row| Some((row.record?, row.at.clone()))).collect();
    let context = Context { organization: &imported.value, day: DAY, source: Some("x"), places: &places };
    let mut mint = counting(1 << 90);
    let checked = insight::findings(&imported.value, DAY, None).open;
    let wanted = checked.iter().filter(|finding| ["TL101", "TL104"].contains(&finding.rule.code));
    let checked: Vec<Diagnostic> = wanted.map(|finding| context.diagnostic(finding, &mut mint)).collect();
    checked.into_iter().chain(imported.plan.findings.iter().map(diagnostics::of_import)).collect()
}

#[test]
fn json_has_one_entry_for_each_subject() {
    let json: serde_json::Value = serde_json::from_str(&diagnostics::json(&found())).expect("JSON");
    let findings = json["findings"].as_array().expect("a list");
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            let (subject, at) = (&finding["subject"], &finding["at"]);
            format!(
                "{} {} {} {} {} {} {}:{}:{} {}",
                finding["code"],
                finding["name"],
                finding["severity"],
                subject["kind"],
                subject["ref"],
                subject["source_id"],
                at["file"],
                at["line"],
                at["column"],
                finding["people"]
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "TL101" "goal-without-plan" "warning" "goal" "G-1" "leaks" "goals.csv":2:0 []
    "TL101" "goal-without-plan" "warning" "goal" "G-2" "bells" "goals.csv":3:0 []
    "TL101" "goal-without-plan" "warning" "goal" "G-3" "birds" "goals.csv":4:0 ["Ana"]
    "TL104" "goal-without-owner" "error" "goal" "G-1" "leaks" "goals.csv":2:0 []
    "TL104" "goal-without-owner" "error" "goal" "G-2" "bells" "goals.csv":3:0 []
    "IMPORT" "import" "warning" "goal" null "bells" "goals.csv":3:14 []
    "IMPORT" "import" "warning" "goal" null "birds" "goals.csv":4:17 []
    "#);
    assert!(findings.iter().any(|finding| finding["fix"]["commands"].is_array()));
}

#[test]
fn sarif_names_rule_place_and_subject() {
    let sarif: serde_json::Value = serde_json::from_str(&diagnostics::sarif(&found())).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), found().len());
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in results {
        let known = rules.iter().any(|rule| rule["id"] == result["ruleId"]);
        assert!(known || result["ruleId"] == "IMPORT", "{result}");
        assert!(
            result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().is_some_and(|line| line > 0),
            "{result}"
        );
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
    }
}

#[test]
fn csv_has_one_line_for_each_subject_and_computes_nothing() {
    let text = diagnostics::csv(&found());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), found().len());
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
}

#[test]
fn the_text_is_grouped_by_rule_and_cause_and_steers_no_terminal() {
    let text = diagnostics::text(&found(), false);
    assert!(!text.contains('\u{1b}'));
    insta::assert_snapshot!(text, @r#"
    error TL104 Goal without an owner, nobody is named: 2
      goals.csv:2: Nobody answers for G-1 “Fewer leaks, soon”: nobody is named.
        fix: Make H-1 “Ana” accountable
      goals.csv:3: Nobody answers for G-2 “=Bells”: nobody is named.
        fix: Make H-1 “Ana” accountable
    
    warning IMPORT What the import left out or changed, column period: … is not a period: 1
      goals.csv:4: Column period: “�[31mred” is not a period (use 2026, 2026h2, 2026q3 or 2026-07-01..2027-01-01). The cell is not taken over.
    
    warning IMPORT What the import left out or changed, there is no person …: 1
      goals.csv:3: There is no person “eve”. It is left out here.
    
    warning TL101 Active goal without a plan, no project serves it: 3
      goals.csv:2: G-1 “Fewer leaks, soon” is active, and no open project serves it.
        fix: Start a project “Fewer leaks, soon” that serves it
      goals.csv:3: G-2 “=Bells” is active, and no open project serves it.
        fix: Start a project “=Bells” that serves it
      goals.csv:4: G-3 “Birds” is active, and no open project serves it.
        fix: Start a project “Birds” that serves it
    "#);
    assert!(diagnostics::text(&found(), true).contains("\u{1b}[31;1merror"));
    assert_eq!(diagnostics::summary(&found()), "2 errors, 5 warnings, 0 hints.");
}
