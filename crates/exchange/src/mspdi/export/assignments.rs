//! Resources and assignments. A person whom a task needs is a resource of the file.

use std::sync::Arc;

use organization::{AnyRecord, Demand, Need, PersonId, Resource, ResourceSort};

use super::Sheet;
use super::element::{Record, flag, minutes, moment, share};
use super::order;
use super::rests::Rest;

/// What a scheduler computes of an assignment.
const COMPUTED: [&str; 19] = [
    "Start",
    "Finish",
    "Stop",
    "Resume",
    "ActualStart",
    "ActualFinish",
    "ActualWork",
    "RegularWork",
    "PercentWorkComplete",
    "StartVariance",
    "FinishVariance",
    "WorkVariance",
    "ACWP",
    "CV",
    "SV",
    "VAC",
    "BCWS",
    "BCWP",
    "TimephasedData",
];

impl Sheet<'_> {
    pub(super) fn written_resources(&self) -> Vec<String> {
        let mut records = self.whole("resource/", "Resource");
        let whole = records.len();
        let row = |at: usize| at + usize::from(whole == 0);
        for (at, resource) in self.resources.iter().enumerate() {
            records.push((self.uid(resource.id), self.resource(resource, row(at + whole))));
        }
        for (at, person) in self.people.iter().enumerate() {
            records.push((self.uid(*person), self.person(*person, row(at + whole + self.resources.len()))));
        }
        for (at, (skill, most)) in self.skills.iter().enumerate() {
            let mut record = Record::new("Resource", order::RESOURCE);
            record.say("UID", self.uid(*skill).to_string());
            record.say("ID", row(at + whole + self.resources.len() + self.people.len()).to_string());
            record.say("Name", self.organization.find(*skill).map(|skill| skill.name.to_string()).unwrap_or_default());
            record.say("Type", "1");
            record.say("IsNull", "0");
            record.say("IsGeneric", flag(true));
            record.say("MaxUnits", most.to_string());
            records.push((self.uid(*skill), record.written(&Rest::default(), false, |_| false)));
        }
        records.sort();
        records.into_iter().map(|(_, xml)| xml).collect()
    }

    fn resource(&self, resource: &Arc<Resource>, row: usize) -> String {
        let uid = self.uid(resource.id);
        let (rest, fresh) = self.rest(&AnyRecord::Resource(resource.clone()), "resource", &uid.to_string());
        let mut record = Record::new("Resource", order::RESOURCE);
        record.say("UID", uid.to_string());
        record.say("ID", row.to_string());
        record.say("Name", &*resource.name);
        record.say(
            "Type",
            match resource.sort {
                ResourceSort::Work | ResourceSort::Generic { .. } | ResourceSort::Equipment => "1",
                ResourceSort::Material | ResourceSort::Cost => "0",
            },
        );
        record.say("IsCostResource", flag(resource.sort == ResourceSort::Cost));
        record.say("IsNull", "0");
        if matches!(resource.sort, ResourceSort::Generic { .. }) {
            record.say("IsGeneric", flag(true));
        }
        if resource.sort.takes_time() {
            record.say("MaxUnits", share(if resource.units == 0 { 10_000 } else { resource.units }));
        }
        record.say_some("MaterialLabel", resource.label.as_deref());
        record.say_some("CalendarUID", resource.calendar.map(|calendar| self.uid(calendar).to_string()));
        record.written(&rest, fresh, |_| false)
    }

    fn person(&self, person: PersonId, row: usize) -> String {
        let name = self.organization.find(person).map(|person| person.name.to_string()).unwrap_or_default();
        let mut record = Record::new("Resource", order::RESOURCE);
        record.say("UID", self.uid(person).to_string());
        record.say("ID", row.to_string());
        record.say("Name", name);
        record.say("Type", "1");
        record.say("IsNull", "0");
        record.say("MaxUnits", "1");
        record.say_some("CalendarUID", self.own_calendars.get(&person).map(ToString::to_string));
        record.written(&Rest::default(), false, |_| false)
    }

    pub(super) fn written_assignments(&self) -> Vec<String> {
        let mut records = self.whole("assignment/", "Assignment");
        records.extend(self.demands.iter().map(|demand| (self.uid(demand.id), self.assignment(demand))));
        records.sort();
        records.into_iter().map(|(_, xml)| xml).collect()
    }

    fn assignment(&self, demand: &Arc<Demand>) -> String {
        let uid = self.uid(demand.id);
        let (rest, fresh) = self.rest(&AnyRecord::Demand(demand.clone()), "assignment", &uid.to_string());
        let mut record = Record::new("Assignment", order::ASSIGNMENT);
        record.say("UID", uid.to_string());
        record.say("TaskUID", self.uid(demand.task).to_string());
        record.say("ResourceUID", self.uid(demand.need.id()).to_string());
        let units = if demand.units == 0 { 10_000 } else { demand.units };
        let times = if let Need::Skill { count, .. } = demand.need { count } else { 1 };
        record.say("Units", share(units.saturating_mul(times)));
        record.say_some("Work", demand.work.map(minutes));
        record.say_some("RemainingWork", demand.remaining.map(minutes));
        if demand.delay != 0 {
            record.say("Delay", (demand.delay * 10).to_string());
        }
        if let Some(planned) = self.plan.of(demand.task) {
            record.say("Start", moment(planned.start));
            record.say("Finish", moment(planned.finish));
        }
        record.written(&rest, fresh, |element| !self.as_imported && COMPUTED.contains(&element))
    }
}
