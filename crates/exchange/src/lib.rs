//! Files in and out: bytes to commands, findings and derived results. Pure.

pub mod bundle;
pub mod diagnostics;
pub mod forecast_report;
pub mod import;
pub mod levelling_report;
pub mod mspdi;
mod paint;
pub mod plan_report;
pub mod sniff;
pub mod table;
