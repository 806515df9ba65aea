//! What is true about an organization: its records, the commands that change them, why a command may be refused, and who may give it. Pure.
//!
//! The whole organization is one immutable value, [`Organization`]. A [`Command`] is decided against it and gives [`Changes`] or a [`Refusal`]; applying
//! the changes gives the next value. Nothing in this crate knows a clock, chance, a file or a network: the day, the instant and new ids are handed in.
//!
//! A feature is found by its name in one of five wings: `structure`, `development`, `direction`, `delivery`, `communication`.

extern crate self as organization;

pub mod act;
pub mod authority;
pub mod change;
pub mod command;
pub mod communication;
pub mod delivery;
pub mod development;
pub mod direction;
pub mod function;
pub mod identity;
pub mod quantity;
pub mod record;
pub mod refusal;
pub mod settings;
pub mod span;
pub mod structure;
pub mod table;
pub mod text;
pub mod value;
pub mod written;

pub use act::{Act, Capacity};
pub use change::{Change, Changes};
pub use command::{Command, CommandAbout, Decide, FieldAbout, Set};
pub use communication::*;
pub use delivery::*;
pub use development::*;
pub use direction::*;
pub use function::Function;
pub use identity::{AnyId, Key, Keys, RecordId, Reference};
pub use quantity::{Currency, Money, MoneyPoints, Quantity};
pub use record::{AnyRecord, Kind, Link, Record, Relation, Shape};
pub use refusal::Refusal;
pub use settings::{ChangeSettings, Settings, SettingsId};
pub use span::Dated;
pub use structure::*;
pub use text::{Name, Prose, can_be_shown};
pub use value::Organization;
pub use written::Written;
