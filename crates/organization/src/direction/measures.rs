//! Measures of goals and their readings: where it started, where it is to arrive, and what was read when.

use jiff::civil::Date;
use organization_derive::{command, record};

use std::sync::Arc;

use crate::record::{Link, Relation, Shape, link};
use crate::{AnyId, GoalId, Name, Organization, Prose, Quantity, Set};

pub use crate::record::{MeasureId, ReadingId};

/// What is read to see how far a goal is.
#[record]
pub struct Measure {
    /// The goal.
    pub goal: GoalId,
    /// What is read.
    pub name: Name,
    /// Its unit: households, hours, per cent.
    pub unit: Option<Name>,
    /// Where it started.
    pub baseline: Option<Quantity>,
    /// Where it is to arrive.
    pub target: Option<Quantity>,
}

/// What was read on a day.
#[record]
pub struct Reading {
    /// The measure.
    pub measure: MeasureId,
    /// The day.
    pub on: Date,
    /// The value.
    pub value: Quantity,
    /// What to know about it.
    pub note: Prose,
}

impl Shape for Measure {
    fn title(&self, _: &Organization) -> String {
        self.name.to_string()
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::MeasureGoal, self.goal));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.goal.into())
    }
}

impl Shape for Reading {
    fn title(&self, _: &Organization) -> String {
        format!("{} on {}", self.value, self.on)
    }
    fn links(&self, visit: &mut dyn FnMut(Link)) {
        visit(link(Relation::ReadingMeasure, self.measure));
    }
    fn home(&self) -> Option<AnyId> {
        Some(self.measure.into())
    }
}

impl Organization {
    /// The readings of a measure by day.
    pub fn readings_of(&self, measure: MeasureId) -> Vec<&Arc<Reading>> {
        let mut readings: Vec<_> = self.linked::<Reading>(Relation::ReadingMeasure, measure).collect();
        readings.sort_by_key(|reading| (reading.on, reading.id));
        readings
    }
}

/// Adds a measure to a goal.
#[command(function = SetDirection, adds = Measure)]
pub struct AddMeasure {
    /// The id of the new measure.
    pub id: MeasureId,
    /// The goal.
    pub goal: GoalId,
    /// What is read.
    pub name: Name,
    /// Its unit.
    pub unit: Option<Name>,
    /// Where it started.
    pub baseline: Option<Quantity>,
    /// Where it is to arrive.
    pub target: Option<Quantity>,
}

/// Changes a measure.
#[command(function = SetDirection, changes = Measure)]
pub struct ChangeMeasure {
    /// The measure.
    pub measure: MeasureId,
    /// What is read.
    pub name: Set<Name>,
    /// Its unit.
    pub unit: Set<Option<Name>>,
    /// Where it started.
    pub baseline: Set<Option<Quantity>>,
    /// Where it is to arrive.
    pub target: Set<Option<Quantity>>,
}

/// Takes a measure away, which must have no readings.
#[command(function = SetDirection, removes = Measure)]
pub struct RemoveMeasure {
    /// The measure.
    pub measure: MeasureId,
}

/// Writes down what was read.
#[command(function = Monitor, adds = Reading)]
pub struct AddReading {
    /// The id of the new reading.
    pub id: ReadingId,
    /// The measure.
    pub measure: MeasureId,
    /// The day.
    pub on: Date,
    /// The value.
    pub value: Quantity,
    /// What to know about it.
    pub note: Option<Prose>,
}

/// Corrects what was written down.
#[command(function = Monitor, changes = Reading)]
pub struct ChangeReading {
    /// The reading.
    pub reading: ReadingId,
    /// The day.
    pub on: Set<Date>,
    /// The value.
    pub value: Set<Quantity>,
    /// What to know about it.
    pub note: Set<Prose>,
}

/// Takes a reading away.
#[command(function = Monitor, removes = Reading)]
pub struct RemoveReading {
    /// The reading.
    pub reading: ReadingId,
}
