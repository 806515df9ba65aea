//! Calendars: the working times of a week, exceptions to them, and weeks that differ for a time. Plans compute with them in minutes of local time.

use jiff::civil::Date;
use organization_derive::{command, record};
use serde::{Deserialize, Serialize};

use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, Name, Organization, ProjectId, Refusal, Set};

pub use crate::record::CalendarId;

/// Working times. A calendar with a base takes from it what it does not say itself.
#[record]
pub struct Calendar {
    /// Its name.
    pub name: Name,
    /// The calendar that it is a change of.
    pub base: Option<CalendarId>,
    /// The project file that it belongs to; empty where all may use it.
    pub project: Option<ProjectId>,
    /// The hours of Monday to Sunday; a day left out is as in the base, and without work where there is no base.
    pub week: Week,
    /// Days on which other hours hold. The first that names a day counts.
    pub exceptions: Vec<CalendarException>,
    /// Spans in which another week holds.
    pub weeks: Vec<WorkWeek>,
}

/// The hours of the seven days from Monday; a day may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(transparent)]
pub struct Week(pub Option<Box<[Option<Hours>; 7]>>);

/// The working times of one day as pairs of minutes from midnight, in order: 480 to 720 is eight to noon. No pair is a day without work.
pub type Hours = Vec<(u16, u16)>;

/// Days on which other hours hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct CalendarException {
    /// The first day.
    pub from: Date,
    /// The last day, inclusive.
    pub to: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The hours of those days; none is no work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Hours,
}

/// A span in which another week holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, organization_derive::Written)]
#[serde(deny_unknown_fields)]
pub struct WorkWeek {
    /// The first day.
    pub from: Date,
    /// The last day, inclusive.
    pub to: Date,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The hours of its days; a day left out is as in the calendar's own week.
    pub week: Week,
}

impl Week {
    /// Monday to Friday eight to twelve and thirteen to seventeen, the weekend free: 40 hours.
    pub fn standard() -> Week {
        let day = Some(vec![(480, 720), (780, 1020)]);
        let free = Some(Vec::new());
        Week(Some(Box::new([day.clone(), day.clone(), day.clone(), day.clone(), day, free.clone(), free])))
    }

    /// The hours of a day, Monday being 0; nothing where it is left out.
    pub fn day(&self, number: usize) -> Option<&Hours> {
        self.0.as_ref().and_then(|days| days.get(number)).and_then(Option::as_ref)
    }
}

fn in_order(hours: &Hours) -> bool {
    let each = hours.iter().all(|(from, to)| from < to && *to <= 1440);
    each && hours.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

impl Shape for Calendar {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        self.base.iter().for_each(|id| visit(link(Relation::CalendarBase, *id)));
    }
    fn home(&self) -> Option<AnyId> {
        self.project.map(AnyId::from)
    }
    fn check(&self, _: &Organization) -> Result<(), Refusal> {
        let weeks = std::iter::once(&self.week).chain(self.weeks.iter().map(|week| &week.week));
        let days = weeks.flat_map(|week| week.0.iter().flat_map(|days| days.iter())).flatten();
        if !days.chain(self.exceptions.iter().map(|exception| &exception.hours)).all(in_order) {
            return Err(Refusal::BadHours { what: self.name.to_string() });
        }
        let spans = self
            .exceptions
            .iter()
            .map(|exception| (exception.from, exception.to))
            .chain(self.weeks.iter().map(|week| (week.from, week.to)));
        match spans.into_iter().find(|(from, to)| to < from) {
            Some((from, to)) => Err(Refusal::EndsBeforeStart { end: to.to_string(), start: from.to_string() }),
            None => Ok(()),
        }
    }
}

/// Adds a calendar.
#[command(function = Plan, adds = Calendar)]
pub struct AddCalendar {
    /// The id of the new calendar.
    pub id: CalendarId,
    /// Its name.
    pub name: Name,
    /// The calendar that it is a change of.
    pub base: Option<CalendarId>,
    /// The project that it belongs to.
    pub project: Option<ProjectId>,
    /// The hours of Monday to Sunday.
    pub week: Option<Week>,
    /// Days on which other hours hold.
    pub exceptions: Vec<CalendarException>,
    /// Spans in which another week holds.
    pub weeks: Vec<WorkWeek>,
}

/// Changes a calendar.
#[command(function = Plan, changes = Calendar)]
pub struct ChangeCalendar {
    /// The calendar.
    pub calendar: CalendarId,
    /// Its name.
    pub name: Set<Name>,
    /// The calendar that it is a change of.
    pub base: Set<Option<CalendarId>>,
    /// The project that it belongs to.
    pub project: Set<Option<ProjectId>>,
    /// The hours of Monday to Sunday.
    pub week: Set<Week>,
    /// Days on which other hours hold.
    pub exceptions: Set<Vec<CalendarException>>,
    /// Spans in which another week holds.
    pub weeks: Set<Vec<WorkWeek>>,
}
