//! What holds for the whole organization: its name, its time zone and the thresholds of the checker.

use organization_derive::{command, record};

use crate::record::{Link, Shape};
use crate::{Act, AnyId, Changes, Decide, Kind, Name, Organization, Refusal, Set};

pub use crate::record::SettingsId;

/// The one record of what holds everywhere. It exists from the first change of a setting on.
#[record]
pub struct Settings {
    /// The name of the organization.
    pub name: Option<Name>,
    /// The time zone (IANA name) that says what "today" is; empty is UTC.
    pub time_zone: Option<Name>,
    /// After how many days an undecided proposal is a finding; 0 stands for 180.
    pub proposal_days: u32,
    /// How many direct reports are too many; 0 stands for 10.
    pub span_limit: u32,
}

/// The id of the one settings record.
pub const SETTINGS: uuid::Uuid = uuid::Uuid::from_u128(1);

impl Shape for Settings {
    fn title(&self, _: &Organization) -> String {
        self.name.as_deref().unwrap_or("Settings").to_owned()
    }
    fn links(&self, _: &mut dyn FnMut(Link)) {}
    fn home(&self) -> Option<AnyId> {
        None
    }
}

impl Organization {
    /// The settings; their defaults where nobody has set any.
    pub fn set_up(&self) -> Settings {
        self.settings().get(SETTINGS).map(|settings| (**settings).clone()).unwrap_or_default()
    }
}

/// Changes what holds for the whole organization.
#[command(function = Administer)]
pub struct ChangeSettings {
    /// The name of the organization.
    pub name: Set<Option<Name>>,
    /// The time zone (IANA name) that says what "today" is.
    pub time_zone: Set<Option<Name>>,
    /// After how many days an undecided proposal is a finding; 0 stands for 180.
    pub proposal_days: Set<u32>,
    /// How many direct reports are too many; 0 stands for 10.
    pub span_limit: Set<u32>,
}

impl Decide for ChangeSettings {
    fn decide(&self, organization: &Organization, act: &Act) -> Result<Changes, Refusal> {
        let before = organization.settings().get(SETTINGS);
        let mut after = before
            .map_or_else(|| Settings { id: SettingsId::from(SETTINGS), ..Settings::default() }, |before| (**before).clone());
        self.name.apply(&mut after.name);
        self.time_zone.apply(&mut after.time_zone);
        self.proposal_days.apply(&mut after.proposal_days);
        self.span_limit.apply(&mut after.span_limit);
        debug_assert_eq!(AnyId::from(after.id).kind, Kind::Settings);
        match before {
            Some(before) => organization.change(before, after, act),
            None => organization.add(after, act),
        }
    }
}
