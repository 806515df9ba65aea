//! Who does something, in which capacity, when and why.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{PersonId, Prose};

/// In which capacity somebody acts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, organization_derive::Written,
)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// From their own position, responsibility or as themselves.
    #[default]
    Own,
    /// Through an acting appointment.
    Acting,
    /// By a delegation.
    Delegation,
    /// As an administrator.
    Administration,
    /// The program itself, or whoever holds the data directory and uses the terminal.
    System,
}

impl Capacity {
    /// Its words in a sentence: "you may do this only *by a delegation*".
    pub fn words(self) -> &'static str {
        match self {
            Capacity::Own => "as yourself",
            Capacity::Acting => "by an acting appointment",
            Capacity::Delegation => "by a delegation",
            Capacity::Administration => "as an administrator",
            Capacity::System => "as the program",
        }
    }
}

/// The circumstances of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Who; nobody where the program itself or the terminal acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// In which capacity.
    pub capacity: Capacity,
    /// The organization's today.
    pub day: Date,
    /// The instant.
    pub at: Timestamp,
    /// Why, where they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// Whether it founds the organization or brings a file in: such acts count in nobody's profile.
    #[serde(default, skip_serializing_if = "crate::record::is_default")]
    pub imported: bool,
}

impl Act {
    /// An act of the program itself on a day, at its midnight in universal time.
    pub fn of_system(day: Date) -> Act {
        let at = jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or_default();
        Act { person: None, capacity: Capacity::System, day, at, reason: None, imported: false }
    }
}
