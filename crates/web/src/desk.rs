//! The desk: what every handler works with. The office, the accounts, and where time, identity and chance come in.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use office::Office;
use office::accounts::Accounts;
use uuid::Uuid;

use crate::derived::Derived;

/// Where time and identity come in; the program hands it in, and a test hands in its own.
pub trait Surroundings: Send + Sync {
    /// The instant.
    fn now(&self) -> Timestamp;
    /// A new id, of version 7.
    fn mint(&self) -> Uuid;
}

/// What every handler works with. Clones share it.
#[derive(Clone)]
pub struct Desk {
    /// The office.
    pub office: Office,
    /// Time and identity.
    pub surroundings: Arc<dyn Surroundings>,
    /// Who may sign in.
    pub accounts: Accounts,
    /// Findings and plans, kept until the value changes.
    pub derived: Arc<Derived>,
    /// Whether browsers reach the server by https: cookies are then sent by no other way.
    pub secure: bool,
    /// Whether people of the example may be signed in as without a password: only in a database marked *demo*, bound to loopback.
    pub demo: bool,
}

impl Desk {
    /// A number under which the cause of a failure is logged and shown.
    pub fn incident(&self) -> String {
        let mut number = self.surroundings.mint().simple().to_string();
        number.split_off(number.len() - 8).to_uppercase()
    }

    /// The organization's today.
    pub fn today(&self) -> Date {
        let zone = self.office.value().set_up().time_zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
        zone.to_datetime(self.surroundings.now()).date()
    }
}
