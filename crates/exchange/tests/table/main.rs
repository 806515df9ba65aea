//! Tables from anywhere: what is read, guessed, translated and imported, and what goes out.

mod arbitrary;
mod goals;
mod matrices;
mod people;
mod real;
mod tasks;
mod workbooks;
mod world;
