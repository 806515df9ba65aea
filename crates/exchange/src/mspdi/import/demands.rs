//! Resources and who works on which task. A resource is a record of the project: whether it is one of our people is said later, by a person.

use organization::{
    AddDemand, AddResource, AnyId, Demand, DemandId, Kind, Name, Need, Resource, ResourceId, ResourceSort, TaskId,
};

use super::super::assignment::{Assignment, WorkContour};
use super::super::measure::{Tenths, Units};
use super::super::resource::{self, ResourceKind};
use super::difference::{of_demand, of_resource};
use super::gathering::{Deed, Gathering};
use super::kept::{Becomes, Sorted};
use super::texts;
use crate::import::Outcome;

impl Gathering<'_> {
    /// All resources of the file.
    pub(super) fn resources(&mut self) {
        let plan = self.plan;
        for stated in &plan.resources {
            let used = || plan.assignments.iter().any(|own| own.resource == Some(stated.uid));
            let placeholder = stated.uid == 0 && !used();
            if stated.is_null || placeholder {
                let title = stated.name.clone().unwrap_or_default();
                let subject = self.subject(Kind::Resource, stated.uid, stated.at, &title);
                let because = if stated.is_null { "It is an empty row." } else { "It stands for nobody." };
                self.keep_whole(&subject, "Resources", &format!("resource/{}", stated.uid), &stated.xml);
                self.row(subject, None, Outcome::Kept { because: because.to_owned() });
                continue;
            }
            self.resource(stated);
        }
    }

    fn resource(&mut self, stated: &resource::Resource) {
        let key = stated.uid.to_string();
        let name = texts::name(stated.name.as_deref(), &format!("Resource {key}"));
        let subject = self.subject(Kind::Resource, stated.uid, stated.at, &name.text);
        let (id, _) = self.id::<ResourceId>(&key);
        let before = self.before.find(id).cloned();
        let old = before.as_deref().cloned().unwrap_or_default();
        let (units, exact) = ten_thousandths(stated.max_units);
        let desired = Resource {
            name: name.text.clone(),
            sort: match stated.kind {
                // What a file calls work may be known better here.
                ResourceKind::Work => match old.sort {
                    ResourceSort::Generic { .. } | ResourceSort::Equipment => old.sort,
                    ResourceSort::Work | ResourceSort::Material | ResourceSort::Cost => ResourceSort::Work,
                },
                ResourceKind::Material => ResourceSort::Material,
                ResourceKind::Cost => ResourceSort::Cost,
            },
            calendar: stated.calendar.and_then(|uid| self.calendar_ids.get(&uid)).copied(),
            units,
            label: stated.material_label.as_deref().and_then(|label| Name::new(label).ok()),
            keys: self.keys(&old.keys, &key),
            ..old.clone()
        };
        let sorted = Sorted::of("Resource", &stated.xml, &stated.remainder, &|element, _| match element {
            "UID" | "IsNull" | "Type" | "CalendarUID" => Becomes::Imported,
            "Name" if !name.cut => Becomes::Imported,
            "MaxUnits" if exact && stated.kind == ResourceKind::Work => Becomes::Imported,
            "MaterialLabel" if stated.material_label.is_some() == desired.label.is_some() => Becomes::Imported,
            "ID" => Becomes::Computed,
            _ => Becomes::Kept,
        });
        let add = before.is_none().then(|| {
            let Resource { name, sort, calendar, units, label, keys, .. } = desired.clone();
            let project = Some(self.project);
            AddResource { id, name, sort: Some(sort), project, calendar, units: Some(units), label, number: None, keys }
        });
        let deed = Deed {
            id: id.into(),
            new: before.is_none(),
            add: add.map(Into::into),
            changes: before.iter().filter_map(|before| of_resource(before, &desired)).collect(),
            rest: format!("resource/{key}"),
            sorted,
            part: "Resources",
            xml: stated.xml.clone(),
        };
        if self.settle(subject, deed) {
            self.resource_ids.insert(stated.uid, id);
        }
    }

    /// All assignments of the file; those that name a resource become demands.
    pub(super) fn assignments(&mut self) {
        let plan = self.plan;
        for stated in &plan.assignments {
            self.assignment(stated);
        }
        for stated in &plan.refused_assignments {
            let subject = self.subject(Kind::Demand, stated.uid, stated.at, "");
            let because = plan.problems.iter().find(|problem| problem.at == stated.at).map(|problem| problem.sentence.clone());
            self.keep_whole(&subject, "Assignments", &format!("assignment/{}", stated.uid), &stated.xml);
            self.row(subject, None, Outcome::LeftOut { because: because.unwrap_or_default() });
        }
    }

    fn assignment(&mut self, stated: &Assignment) {
        let task = self.task_ids.get(&stated.task).copied();
        let resource = stated.resource.and_then(|uid| self.resource_ids.get(&uid)).copied();
        let (Some(task), Some(resource)) = (task, resource) else {
            let title = task.map(|task| self.title(task.into())).unwrap_or_default();
            let subject = self.subject(Kind::Demand, stated.uid, stated.at, &title);
            self.keep_whole(&subject, "Assignments", &format!("assignment/{}", stated.uid), &stated.xml);
            let outcome = match (task, stated.resource) {
                (Some(_), None) => Outcome::Kept { because: "It names no resource.".to_owned() },
                (Some(_), Some(_)) => Outcome::Kept { because: "Its resource is no record here.".to_owned() },
                (None, _) => Outcome::Kept { because: "Its task is no record here.".to_owned() },
            };
            return self.row(subject, None, outcome);
        };
        self.demand(stated, task, resource);
    }

    fn title(&self, id: AnyId) -> String {
        self.list.value.record(id).map(|record| record.title(&self.list.value)).unwrap_or_default()
    }

    fn demand(&mut self, stated: &Assignment, task: TaskId, resource: ResourceId) {
        let key = stated.uid.to_string();
        let title = format!("{} on {}", self.title(resource.into()), self.title(task.into()));
        let subject = self.subject(Kind::Demand, stated.uid, stated.at, &title);
        let (id, _) = self.id::<DemandId>(&key);
        let before = self.before.find(id).cloned();
        let old = before.as_deref().cloned().unwrap_or_default();
        let works = self.list.value.find(resource).is_some_and(|resource| resource.sort.takes_time());
        let (units, exact) = ten_thousandths(on_average(stated));
        let exact = exact && on_average(stated) == stated.units;
        let started = self.list.value.find(task).is_some_and(|task| task.actual_start.is_some());
        let whole = stated.delay.filter(|delay| works && delay.0 >= 0 && delay.0 % 10 == 0);
        let delay = whole.map(Tenths::minutes);
        let nothing = stated.units.is_some_and(|units| units.millionths == 0);
        let desired = Demand {
            // A person or a skill that somebody put in the resource's place stays there.
            need: match old.need {
                Need::Person(_) | Need::Skill { .. } if before.is_some() => old.need,
                Need::Person(_) | Need::Skill { .. } | Need::Resource(_) => Need::Resource(resource),
            },
            units,
            work: if works { stated.work.or(nothing.then_some(0)) } else { None },
            remaining: stated.remaining_work.filter(|_| works && started),
            delay: delay.unwrap_or_default(),
            keys: self.keys(&old.keys, &key),
            ..old.clone()
        };
        let sorted = Sorted::of("Assignment", &stated.xml, &stated.remainder, &|element, _| match element {
            "UID" | "TaskUID" | "ResourceUID" => Becomes::Imported,
            "Units" if exact => Becomes::Imported,
            "Work" if works => Becomes::Imported,
            "RemainingWork" if works && started => Becomes::Imported,
            "Delay" if delay.is_some() => Becomes::Imported,
            _ => Becomes::Kept,
        });
        let add = before.is_none().then(|| {
            let Demand { need, units, work, remaining, delay, keys, .. } = desired.clone();
            AddDemand { id, task, need, units: Some(units), work, remaining, delay: Some(delay), number: None, keys }
        });
        let deed = Deed {
            id: id.into(),
            new: before.is_none(),
            add: add.map(Into::into),
            changes: before.iter().filter_map(|before| of_demand(before, &desired)).collect(),
            rest: format!("assignment/{key}"),
            sorted,
            part: "Assignments",
            xml: stated.xml.clone(),
        };
        self.settle(subject, deed);
    }
}

/// The share on average. A contour spreads work over more time than flat work at the same peak takes: front and back loaded work is done at 60 % of the peak
/// on average, the peaks and the bell at 50 %, the turtle at 70 % (the percentages of each tenth that Project documents for its contours). What a person
/// typed by hand counts as flat.
fn on_average(stated: &Assignment) -> Option<Units> {
    let percent = match stated.contour {
        None | Some(WorkContour::Flat | WorkContour::Contoured) => return stated.units,
        Some(WorkContour::BackLoaded | WorkContour::FrontLoaded) => 60,
        Some(WorkContour::DoublePeak | WorkContour::EarlyPeak | WorkContour::LatePeak | WorkContour::Bell) => 50,
        Some(WorkContour::Turtle) => 70,
    };
    let peak = stated.units.unwrap_or(Units::ONE);
    Some(Units { millionths: peak.millionths.saturating_mul(percent) / 100 })
}

/// A share in ten-thousandths, where 0 stands for all of it, and whether that is just what the file says.
fn ten_thousandths(units: Option<Units>) -> (u32, bool) {
    let Some(units) = units else { return (0, true) };
    let share = u32::try_from(units.millionths / 100).unwrap_or(u32::MAX);
    let exact = i64::from(share) * 100 == units.millionths && share > 0;
    (if share == 10_000 { 0 } else { share }, exact)
}
