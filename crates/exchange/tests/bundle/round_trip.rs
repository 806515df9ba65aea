//! An export is the whole organization: what was written comes back, and is written the same again.

use std::collections::BTreeSet;

use exchange::bundle;
use organization::{Kind, Organization};
use proptest::prelude::*;

use crate::chance;
use crate::world::{import_into, read};

fn comes_back(organization: &Organization) {
    for record in organization.records() {
        record.links(&mut |link| assert!(organization.has(link.to), "{:?} names {:?}, which is gone", record.id(), link.to));
    }
    let files = bundle::export(organization);
    let imported = import_into(&Organization::default(), &read(&files), "somewhere else");
    let findings: Vec<String> =
        imported.plan.findings.iter().map(|finding| format!("{} {}", finding.at, finding.sentence)).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    for (before, after) in organization.records().iter().zip(imported.value.records()) {
        assert!(before.says_the_same(&after), "\n{}\n{}", before.to_json(), after.to_json());
    }
    assert!(organization.same_records(&imported.value));
    assert_eq!(bundle::export(&imported.value), files, "a second export differs");
    let again = import_into(organization, &read(&files), "somewhere else");
    assert_eq!(again.plan.commands().len(), 0, "{:?}", again.plan.commands);
    assert_eq!(again.plan.count("No longer named"), 0);
}

/// The same through a workbook with one sheet for each kind.
fn comes_back_as_a_workbook(organization: &Organization) {
    let bytes = bundle::export_workbook(organization).expect("no text is too long");
    let grids = exchange::table::read_workbook("organization.xlsx", &bytes).unwrap_or_else(|fault| panic!("{fault}"));
    let read = bundle::of_workbook(&grids).expect("it is a bundle");
    let imported = import_into(&Organization::default(), &read, "somewhere else");
    let findings: Vec<String> = imported.plan.findings.iter().map(|finding| finding.sentence.clone()).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(organization.same_records(&imported.value));
}

#[test]
fn any_organization_comes_back_from_a_workbook() {
    for seed in 0..6 {
        comes_back_as_a_workbook(&chance::organization(seed, 300));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_organization_comes_back_with_the_same_ids_references_keys_and_records(seed in any::<u64>()) {
        comes_back(&chance::organization(seed, 300));
    }
}

#[test]
fn nothing_hangs_on_what_goes_with_its_record() {
    comes_back(&chance::organization(15_180_466_080_545_844_272, 300));
}

#[test]
fn chance_fills_every_field_of_every_kind_of_record() {
    let mut filled: BTreeSet<(Kind, String)> = BTreeSet::new();
    for seed in 0..24 {
        for record in chance::organization(seed, 400).records() {
            let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&record.to_json()).expect("an object");
            filled.extend(fields.into_iter().map(|(field, _)| (record.id().kind, field)));
        }
    }
    let all = Kind::ALL.iter().flat_map(|kind| kind.fields().iter().map(|field| (*kind, field.name.to_owned())));
    let stamped = |(kind, field): &(Kind, String)| {
        field == "revision" || (field == "number" && kind.letter().is_none()) || (field == "keys" && *kind == Kind::Settings)
    };
    let missing: Vec<_> = all.filter(|field| !stamped(field) && !filled.contains(field)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
