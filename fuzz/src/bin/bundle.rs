//! Tables of a bundle: each part of the input that begins with `== name.csv` is a file.
#![no_main]

use std::collections::BTreeMap;

use exchange::bundle::{self, Source};
use libfuzzer_sys::fuzz_target;
use organization::Organization;
use throughline_fuzz::{DAY, counting};

fuzz_target!(|input: &[u8]| {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut name = "people.csv".to_owned();
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"== ") {
            Some(named) => name = String::from_utf8_lossy(named).trim().to_owned(),
            None => files.entry(name.clone()).or_default().extend_from_slice(line),
        }
    }
    let Ok(read) = bundle::read(&files) else { return };
    let source = Source::new("chance").expect("a source");
    let first = bundle::import(&Organization::default(), &read, &source, DAY, &mut counting(1));
    for part in &first.plan.report.parts {
        assert_eq!(part.read, part.imported + part.kept + part.listed, "every cell has one fate: {part:?}");
    }
    let again = bundle::import(&first.value, &read, &source, DAY, &mut counting(1 << 40));
    assert!(again.plan.commands.is_empty(), "a second import changes nothing: {:?}", again.plan.commands.first());
    let out = bundle::export(&first.value);
    if out.is_empty() {
        return; // of nothing nothing is written
    }
    let back = bundle::read(&out).expect("what is written is read");
    let back = bundle::import(&Organization::default(), &back, &source, DAY, &mut counting(1 << 41));
    assert_eq!(out, bundle::export(&back.value), "out, in and out again is the same");
});
