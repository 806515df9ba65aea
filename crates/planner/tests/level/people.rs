//! One person at a time: who is busy, who is away, who qualifies.

use crate::drawing::{check, check_reasons};

#[test]
fn nobody_does_two_things_at_once() {
    check(
        "
        person ann
        dig    2d; needs ann
        pour   1d; needs ann
    ",
        "
        ",
    );
}

#[test]
fn why() {
    check_reasons(
        "
        person ann
        dig    2d; needs ann
        pour   1d; needs ann
    ",
        "
        ",
    );
}
