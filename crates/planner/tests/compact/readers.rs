//! The readers of public formats, on made-up files.

use std::path::Path;

use proptest::prelude::*;

use crate::read::{Instance, patterson, progen_max, psplib, read};

const SM: &str = "\
************************************************************************
jobs (incl. supersource/sink ):  4
horizon                       :  6
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     5       4    9
  3      1     1       4    0
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
   12   13
";

fn expected() -> Instance {
    Instance {
        durations: vec![0, 5, 1, 0],
        needs: vec![vec![0, 0], vec![4, 9], vec![4, 0], vec![0, 0]],
        capacities: vec![12, 13],
        distances: vec![(0, 1, 0), (0, 2, 0), (1, 3, 5), (2, 3, 1)],
    }
}

#[test]
fn the_three_formats_say_the_same() {
    assert_eq!(psplib::read(SM), Ok(expected()));
    assert_eq!(patterson::read("4 2\n12 13\n0 0 0 2 2 3\n5 4 9 1 4\n1 4 0 1 4\n0 0 0 0\n"), Ok(expected()));
    let schwindt =
        "2 2 0 0\n0 1 2 1 2 [0] [0]\n1 1 1 3 [5]\n2 1 1 3 [1]\n3 1 0\n0 1 0 0 0\n1 1 5 4 9\n2 1 1 4 0\n3 1 0 0 0\n12 13\n";
    assert_eq!(progen_max::read(schwindt), Ok(expected()));
}

#[test]
fn what_is_no_instance_gets_a_sentence() {
    let sentence = |result: Result<Instance, String>| result.unwrap_err();
    assert_eq!(sentence(psplib::read("")), "no line “jobs”");
    assert_eq!(sentence(psplib::read(&SM.replace("5       4    9", "5       4    x"))), "“x” is no need (word 10)");
    assert_eq!(
        sentence(psplib::read(&SM.replace("   2   3\n", "   2   9\n"))),
        "a link from 1 to 9 names an activity beyond the 4"
    );
    assert_eq!(sentence(patterson::read("4 2\n12 13\n0 0")), "the file ends where need should stand");
    assert_eq!(sentence(patterson::read("4000000000 1")), "4000000000 is too large for number of activities");
    assert_eq!(sentence(patterson::read("1 1\n3\n5 -2 0")), "-2 is no need (word 5)");
    assert_eq!(sentence(progen_max::read("1 1 0 0\n0 2")), "0 2 stands where 0 1 should");
    assert!(sentence(read(Path::new("no such file.rcp"))).contains("No such file"));
}

proptest! {
    #[test]
    fn readers_never_panic(text in "[0-9 \n\\[\\]:a-zA-Z-]{0,400}", cut in 0..SM.len(), put in "[0-9x -]{0,6}") {
        for text in [text.as_str(), &format!("{}{put}{}", &SM[..cut], &SM[cut..]), &SM[..cut]] {
            let _ = (psplib::read(text), patterson::read(text), progen_max::read(text));
        }
    }
}
