//! The crate's tests: an organization as lines of text goes in, findings, dates and threads come out as text.

mod abilities;
mod absences;
mod engine;
mod forecasts;
mod levelling;
mod notation;
mod plans;
mod rules_direction;
mod rules_organize;
mod rules_plan;
mod slips;
mod strands;
mod threads;
mod waiting;
