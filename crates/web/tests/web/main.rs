//! The pages: requests in, what a person sees out.

mod harness;
mod steps;
mod tables;

mod check;
mod decisions;
mod goals;
mod history;
mod home;
mod import;
mod people;
mod plans;
mod policies;
mod results;
mod search;
mod tasks;
