//! A plan out of bytes: scheduled, levelled, checked and simulated.
#![no_main]

#[path = "../../../crates/planner/tests/fuzzed/bytes.rs"]
mod bytes;
#[path = "../../../crates/planner/tests/fuzzed/trial.rs"]
mod trial;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| trial::tried(input));
