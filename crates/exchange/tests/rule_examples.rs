//! Every rule's examples through the importer: the right one gives nothing, the wrong one exactly that finding, and each of its fixes none.

use std::collections::BTreeMap;

use exchange::bundle::{Imported, Source, import, read};
use insight::{EXAMPLE_DAY, Example, Finding, RULES, findings, plan_all};
use organization::{Act, Organization};
use uuid::Uuid;

/// Rules whose pattern the value refuses, so that only an import reports it.
const REFUSED: [&str; 1] = ["TL203"];

fn imported(example: &Example) -> Imported {
    let files: BTreeMap<String, Vec<u8>> =
        example.files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let bundle = read(&files).expect("a bundle");
    let source = Source::new("example").expect("a source");
    let mut last = 0_u128;
    import(&Organization::default(), &bundle, &source, EXAMPLE_DAY, &mut || {
        last += 1;
        Uuid::from_u128(last)
    })
}

fn found(organization: &Organization) -> Vec<Finding> {
    findings(organization, EXAMPLE_DAY, Some(&plan_all(organization, EXAMPLE_DAY))).open
}

/// The codes of all findings, those of the import among them.
fn codes(imported: &Imported) -> Vec<&'static str> {
    let of_import = imported.plan.findings.iter().map(|finding| finding.code);
    of_import.chain(found(&imported.value).iter().map(|finding| finding.rule.code)).collect()
}

#[test]
fn the_right_example_of_each_rule_gives_nothing() {
    for rule in RULES {
        assert_eq!(codes(&imported(&rule.right)), [""; 0], "{rule:?}");
    }
}

#[test]
fn the_wrong_example_of_each_rule_gives_exactly_its_finding() {
    for rule in RULES {
        assert_eq!(codes(&imported(&rule.wrong)), [rule.code], "{rule:?}");
    }
}

#[test]
fn each_fix_of_a_wrong_example_leaves_no_finding() {
    for rule in RULES.iter().filter(|rule| !REFUSED.contains(&rule.code)) {
        let value = imported(&rule.wrong).value;
        let finding = found(&value).remove(0);
        let mut last = 1_u128 << 64;
        let fixes = rule.fixes(&finding, &value, EXAMPLE_DAY, &mut || {
            last += 1;
            Uuid::from_u128(last)
        });
        assert!(!fixes.is_empty(), "{rule:?} has no fix");
        for fix in fixes {
            let mut mended = value.clone();
            let decided = mended.decide_all(&fix.commands, &Act::of_system(EXAMPLE_DAY));
            let mut changes =
                decided.unwrap_or_else(|(at, refusal)| panic!("{rule:?}, “{}”, command {at}: {refusal}", fix.label));
            mended.apply(&mut changes, value.position() + 1);
            assert_eq!(found(&mended), [], "{rule:?} after “{}”", fix.label);
        }
    }
}
