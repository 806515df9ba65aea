//! The reader of Microsoft Project XML, tried on made-up files, on real ones, and on bytes that nobody meant.

mod arbitrary;
mod calendars;
mod compare;
mod faults;
mod real;
mod refusals;
mod truth;
mod whole;
mod xml;
