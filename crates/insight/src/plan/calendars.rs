//! Calendars of records as calendars of the planner: what a calendar says itself, and from its base what it leaves out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use organization::{CalendarId, DayPart, Hours, Organization, PersonId, UnitId};
use planner::{Calendars, Exception, Shift, Week, WorkingWeek};

/// The calendars of one plan, each compiled when it is first asked for.
pub(super) struct CalendarBook<'a> {
    organization: &'a Organization,
    day: Date,
    pub(super) compiled: Calendars,
    known: BTreeMap<CalendarId, planner::CalendarId>,
    people: BTreeMap<PersonId, WorkingTime>,
    present: BTreeMap<(PersonId, planner::CalendarId), planner::CalendarId>,
    standard: planner::CalendarId,
}

/// When a person works: by their own calendar or their unit's where one is said, and when they are there at all where they are away at times.
#[derive(Clone, Copy)]
struct WorkingTime {
    calendar: Option<planner::CalendarId>,
    there: Option<planner::CalendarId>,
}

impl<'a> CalendarBook<'a> {
    pub(super) fn new(organization: &'a Organization, day: Date) -> Self {
        let mut compiled = Calendars::new();
        let standard = compiled.add(&planner::Calendar::weekly(Week::standard()));
        CalendarBook {
            organization,
            day,
            compiled,
            known: BTreeMap::new(),
            people: BTreeMap::new(),
            present: BTreeMap::new(),
            standard,
        }
    }

    /// The calendar of whoever has none.
    pub(super) fn standard(&self) -> planner::CalendarId {
        self.standard
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

    /// When a person works on a project: by their own calendar, else their unit's, else that of the project; never while they are away with approval.
    pub(super) fn of_person(&mut self, person: PersonId, base: planner::CalendarId) -> planner::CalendarId {
        let working = match self.people.get(&person) {
            Some(known) => *known,
            None => {
                let working = self.working_time(person);
                self.people.insert(person, working);
                working
            }
        };
        let calendar = working.calendar.unwrap_or(base);
        let Some(there) = working.there else { return calendar };
        if let Some(known) = self.present.get(&(person, calendar)) {
            return *known;
        }
        let present = self.compiled.intersection(calendar, there);
        self.present.insert((person, calendar), present);
        present
    }

    fn working_time(&mut self, person: PersonId) -> WorkingTime {
        let own = self.organization.find(person).and_then(|person| person.calendar);
        let units = || self.organization.units_of(person, self.day).into_iter().find_map(|unit| self.of_unit(unit));
        let calendar = own.or_else(units).map(|calendar| self.get(calendar));
        WorkingTime { calendar, there: self.there(person) }
    }

    /// All time but that of approved absences; nothing where there is none. Parts of a day are calendars of their own, so that a morning and an afternoon of
    /// one day come together.
    fn there(&mut self, person: PersonId) -> Option<planner::CalendarId> {
        let mut there = None;
        for part in [DayPart::Whole, DayPart::Morning, DayPart::Afternoon] {
            let approved = self.organization.absences_of(person).filter(|absence| absence.is_approved() && absence.part == part);
            let exceptions: Vec<Exception> =
                approved.map(|absence| Exception { from: absence.from, to: absence.last_day(), shifts: left_of(part) }).collect();
            if exceptions.is_empty() {
                continue;
            }
            let always = Week::every_day(&[Shift::hours(0, 24)]);
            let calendar = self.compiled.add(&planner::Calendar { exceptions, ..planner::Calendar::weekly(always) });
            there = Some(there.map_or(calendar, |before| self.compiled.intersection(before, calendar)));
        }
        there
    }

    fn of_unit(&self, unit: UnitId) -> Option<CalendarId> {
        self.organization.units_from(unit).find_map(|unit| unit.calendar)
    }
}

/// What is left of a day when a part of it is taken.
fn left_of(part: DayPart) -> Vec<Shift> {
    match part {
        DayPart::Whole => Vec::new(),
        DayPart::Morning => vec![Shift::hours(12, 24)],
        DayPart::Afternoon => vec![Shift::hours(0, 12)],
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
