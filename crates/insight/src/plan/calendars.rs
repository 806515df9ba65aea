//! Calendars of records as calendars of the planner: what a calendar says itself, and from its base what it leaves out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use organization::{CalendarId, Hours, Organization, PersonId, UnitId};
use planner::{Calendars, Exception, Shift, Week, WorkingWeek};

/// The calendars of one plan, each compiled when it is first asked for.
pub(super) struct CalendarBook<'a> {
    organization: &'a Organization,
    day: Date,
    pub(super) compiled: Calendars,
    known: BTreeMap<CalendarId, planner::CalendarId>,
    people: BTreeMap<PersonId, Option<planner::CalendarId>>,
    standard: planner::CalendarId,
}

impl<'a> CalendarBook<'a> {
    pub(super) fn new(organization: &'a Organization, day: Date) -> Self {
        let mut compiled = Calendars::new();
        let standard = compiled.add(&planner::Calendar::weekly(Week::standard()));
        CalendarBook { organization, day, compiled, known: BTreeMap::new(), people: BTreeMap::new(), standard }
    }

    /// A calendar by its record.
    pub(super) fn get(&mut self, calendar: CalendarId) -> planner::CalendarId {
        if let Some(known) = self.known.get(&calendar) {
            return *known;
        }
        let compiled = self.compiled.add(&whole(self.organization, calendar));
        self.known.insert(calendar, compiled);
        compiled
    }

    /// The calendar of a project: its own, else that of its unit or of the nearest unit above, else the standard one.
    pub(super) fn of_project(&mut self, project: &organization::Project) -> planner::CalendarId {
        let found = project.calendar.or_else(|| project.unit.and_then(|unit| self.of_unit(unit)));
        found.map_or(self.standard, |calendar| self.get(calendar))
    }

    /// The calendar of a person: their own, else their unit's; nothing where none is said.
    pub(super) fn of_person(&mut self, person: PersonId) -> Option<planner::CalendarId> {
        if let Some(known) = self.people.get(&person) {
            return *known;
        }
        let own = self.organization.find(person).and_then(|person| person.calendar);
        let units = || self.organization.units_of(person, self.day).into_iter().find_map(|unit| self.of_unit(unit));
        let calendar = own.or_else(units).map(|calendar| self.get(calendar));
        self.people.insert(person, calendar);
        calendar
    }

    fn of_unit(&self, unit: UnitId) -> Option<CalendarId> {
        self.organization.units_from(unit).find_map(|unit| unit.calendar)
    }
}

fn shifts(hours: &Hours) -> Vec<Shift> {
    hours.iter().map(|(from, to)| Shift::new(*from, *to)).collect()
}

/// A calendar of the planner with everything that the record says and takes from its bases; the standard one where there is no such record.
pub fn planner_calendar(organization: &Organization, calendar: CalendarId) -> planner::Calendar {
    whole(organization, calendar)
}

/// A calendar with everything that it takes from its bases. What it says itself wins over its base, day by day.
fn whole(organization: &Organization, calendar: CalendarId) -> planner::Calendar {
    let Some(own) = organization.find(calendar) else { return planner::Calendar::weekly(Week::standard()) };
    let base = own.base.map(|base| whole(organization, base)).unwrap_or_default();
    let day = |number: usize| own.week.day(number).map(shifts);
    let week = Week { days: std::array::from_fn(|number| day(number).unwrap_or_else(|| base.week.days[number].clone())) };
    let mut working_weeks: Vec<WorkingWeek> = own
        .weeks
        .iter()
        .map(|week| {
            let days = std::array::from_fn(|number| week.week.day(number).map(shifts));
            WorkingWeek { from: week.from, to: week.to, days }
        })
        .collect();
    for week in base.working_weeks {
        let days: [Option<Vec<Shift>>; 7] =
            std::array::from_fn(|number| if day(number).is_some() { None } else { week.days[number].clone() });
        let own = own.weeks.iter().map(|own| (own.from, own.to));
        let left = outside((week.from, week.to), own);
        working_weeks.extend(left.into_iter().map(|(from, to)| WorkingWeek { from, to, days: days.clone() }));
    }
    let mut exceptions: Vec<Exception> =
        own.exceptions.iter().map(|own| Exception { from: own.from, to: own.to, shifts: shifts(&own.hours) }).collect();
    for exception in base.exceptions {
        let own = own.exceptions.iter().map(|own| (own.from, own.to));
        let left = outside((exception.from, exception.to), own);
        exceptions.extend(left.into_iter().map(|(from, to)| Exception { from, to, shifts: exception.shifts.clone() }));
    }
    planner::Calendar { week, working_weeks, exceptions }
}

/// What is left of a span of days without some others, all with their last days.
fn outside(span: (Date, Date), others: impl Iterator<Item = (Date, Date)>) -> Vec<(Date, Date)> {
    let mut left = vec![span];
    for (from, to) in others {
        left = left
            .into_iter()
            .flat_map(|(start, end)| {
                if to < start || end < from {
                    return vec![(start, end)];
                }
                let before = from.yesterday().ok().filter(|day| start <= *day).map(|day| (start, day));
                let after = to.tomorrow().ok().filter(|day| *day <= end).map(|day| (day, end));
                before.into_iter().chain(after).collect()
            })
            .collect();
    }
    left
}
