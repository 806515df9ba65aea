//! The pages: requests in, what a person sees out.

mod harness;
mod steps;

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
mod risks;
mod search;
mod tasks;
