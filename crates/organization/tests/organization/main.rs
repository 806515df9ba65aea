//! The crate's tests: commands as given, when, then; properties of any sequence; the reviewed authority files.

mod authority;
mod commands;
mod delegations;
mod delivery;
mod development;
mod properties;
mod risks;
mod steps;
mod world;
