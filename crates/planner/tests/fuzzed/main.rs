//! Plans out of any bytes are planned, and nothing that is promised breaks: what the fuzz target tries, on bytes that
//! chance and the seeds of the target give. `PROPTEST_CASES` asks for more than 256 plans of a kind.

mod bytes;
mod named;
mod trial;

use proptest::prelude::*;
use trial::tried;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_planned(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        tried(&bytes);
    }

    /// Small bytes are the usual case of everything, so these plans hang together more.
    #[test]
    fn small_bytes_are_planned(bytes in proptest::collection::vec(0u8..40, 0..900)) {
        tried(&bytes);
    }
}

#[test]
fn the_seeds_of_the_fuzz_target_are_planned() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/planner");
    let mut count = 0;
    for seed in std::fs::read_dir(folder).unwrap() {
        tried(&std::fs::read(seed.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0);
}
