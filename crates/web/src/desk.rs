//! The desk: what every handler works with. The office, the accounts, and where time, identity and chance come in.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use office::accounts::Accounts;
use office::{Office, Viewer};
use uuid::Uuid;

use crate::derived::{self, Derived, Results};
use crate::timed;

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
    /// Findings and plans, worked out in the background.
    pub derived: Arc<Derived>,
    /// How long a page waits for the findings and plans of the last change before it shows those before.
    pub patience: Duration,
    /// Whether browsers reach the server by https: cookies are then sent by no other way.
    pub secure: bool,
    /// Whether people of the example may be signed in as without a password: only in a database marked *demo*, bound to loopback.
    pub demo: bool,
}

/// How long a page waits where nobody says otherwise.
const PATIENCE: Duration = Duration::from_millis(200);

impl Desk {
    /// A desk with the findings and plans of now. They stay as they are until [`Desk::follow`] is called.
    pub fn open(office: Office, accounts: Accounts, surroundings: Arc<dyn Surroundings>) -> Desk {
        let seen = office.seen(Viewer::Terminal, day_of(&office, surroundings.now()));
        let derived = Arc::new(Derived::beginning(Results::of(&seen, surroundings.now())));
        Desk { office, accounts, surroundings, derived, patience: PATIENCE, secure: false, demo: false }
    }

    /// Works findings and plans out anew after each change, in the background, and does what is due when its day comes.
    pub fn follow(&self) {
        derived::start(self);
        timed::start(self);
    }

    /// Works findings and plans out anew, here and now.
    pub fn renew(&self) {
        let seen = self.office.seen(Viewer::Terminal, self.today());
        self.derived.publish(Results::of(&seen, self.surroundings.now()));
    }

    /// A number under which the cause of a failure is logged and shown.
    pub fn incident(&self) -> String {
        let mut number = self.surroundings.mint().simple().to_string();
        number.split_off(number.len() - 8).to_uppercase()
    }

    /// The organization's today.
    pub fn today(&self) -> Date {
        self.day_of(self.surroundings.now())
    }

    /// The day of an instant, in the time zone of the organization.
    pub fn day_of(&self, at: Timestamp) -> Date {
        day_of(&self.office, at)
    }
}

/// The day of an instant in the time zone of an organization.
pub(crate) fn day_of(office: &Office, at: Timestamp) -> Date {
    let zone = office.value().set_up().time_zone.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
    zone.to_datetime(at).date()
}
