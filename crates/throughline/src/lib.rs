//! What the program and its tests share: the example and the generated reference.

pub mod example;
pub mod reference;
