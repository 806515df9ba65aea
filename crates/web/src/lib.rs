//! HTTP: pages, API, feeds, sign-in.
//!
//! A page is a *view struct* with a template. The struct is made of data and of components ([`component`], [`chart`]); the template
//! arranges them inside the shell. What every answer carries (security headers, compression, limits, the refusal of requests that
//! another site sends) is added once, by [`guard::protect`].

pub mod address;
pub mod api;
pub mod assets;
pub mod chart;
pub mod choices;
pub mod component;
mod connections;
pub mod derived;
pub mod desk;
pub mod difference;
pub mod filling;
pub mod format;
pub mod forms;
pub mod guard;
pub mod markdown;
pub mod out;
pub mod pages;
mod position;
pub mod server;
pub mod sign_in;
pub mod staff;
pub mod theme;
mod timed;
pub mod visit;
pub mod words;

pub use connections::serve;
pub use desk::{Desk, Surroundings};
pub use server::routes;
