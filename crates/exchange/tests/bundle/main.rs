//! The CSV bundle: what goes in and comes out.

mod chance;
mod changes;
mod diagnostics;
mod faults;
mod mapping;
mod real;
mod reference;
mod round_trip;
mod world;
