//! The pages: requests in, what a person sees out.

mod harness;
mod steps;
mod tables;

mod absences;
mod api;
mod check;
mod decisions;
mod goals;
mod growth;
mod history;
mod home;
mod import;
mod people;
mod plans;
mod policies;
mod positions;
mod resources;
mod results;
mod search;
mod skills;
mod tasks;
