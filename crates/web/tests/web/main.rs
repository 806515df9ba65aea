//! The pages: requests in, what a person sees out.

mod harness;
mod steps;
mod tables;

mod absences;
mod api;
mod baselines;
mod check;
mod decisions;
mod goals;
mod growth;
mod handoffs;
mod history;
mod home;
mod import;
mod people;
mod plans;
mod policies;
mod positions;
mod processes;
mod reading;
mod resources;
mod results;
mod risks;
mod search;
mod skills;
mod tasks;
