//! From a decoded plan to the answer: dates in the order of the input, who does what, what moved, and what is wrong.

use super::decoder::Decoder;
use super::lowering::{Kind, LASTS};
use super::objective::Score;
use super::outcome::{Dates, Levelled, Moved, Shortage, Work};
use super::resources::{DemandIndex, ResourceIndex};
use crate::conflicts::Conflicts;
use crate::hierarchy::NONE;
use crate::network::{Mode, Progress};
use crate::outcome::{Finding, Placement, ProjectSpan};

impl Decoder<'_> {
    /// The plan that was decoded last, in the order of the input.
    pub(super) fn assemble(&self, bound: Score, schedules: u64) -> Levelled {
        let network = self.problem.prepared.network;
        let mut tasks: Vec<Option<Dates>> = vec![None; network.tasks.len()];
        for (node, times) in self.pass.times.iter().enumerate() {
            if self.problem.lowered.kinds[node] != Kind::Outline {
                let dates = Dates { start: times.early_start, finish: times.early_finish };
                tasks[self.problem.prepared.graph.nodes[node].task as usize] = Some(dates);
            }
        }
        let mut projects: Vec<Option<ProjectSpan>> = vec![None; network.projects.len()];
        for (task, own) in network.tasks.iter().zip(&tasks) {
            let (Some(own), Some(span)) = (own, projects.get_mut(task.project.0 as usize)) else { continue };
            let so_far = span.unwrap_or(ProjectSpan { start: own.start, finish: own.finish });
            *span = Some(ProjectSpan { start: so_far.start.min(own.start), finish: so_far.finish.max(own.finish) });
        }
        self.sum_up(&mut tasks);
        let findings = self.findings(&tasks, &projects);
        Levelled {
            findings,
            shortages: self.shortages(),
            work: self.work(),
            moved: self.moved(),
            tasks,
            projects,
            score: self.score(),
            bound,
            schedules,
        }
    }

    /// Summaries span their descendants; manual ones keep their typed dates.
    fn sum_up(&self, tasks: &mut [Option<Dates>]) {
        let prepared = self.problem.prepared;
        let hierarchy = &prepared.hierarchy;
        for index in hierarchy.downwards.iter().rev() {
            let task = *index as usize;
            let own = &prepared.network.tasks[task];
            if let (true, true, Some(sum)) = (hierarchy.summary[task], own.active, &mut tasks[task])
                && let Mode::Manual { start, finish } = own.mode
            {
                sum.start = start.unwrap_or(sum.start);
                sum.finish = finish.unwrap_or(sum.finish).max(sum.start);
            }
            let above = hierarchy.parent[task];
            let Some(dates) = tasks[task] else { continue };
            if above == NONE || !prepared.network.tasks[above as usize].active {
                continue;
            }
            let sum = tasks[above as usize].get_or_insert(dates);
            (sum.start, sum.finish) = (sum.start.min(dates.start), sum.finish.max(dates.finish));
        }
    }

    /// What is wrong with dates, as for a schedule without resources.
    fn findings(&self, tasks: &[Option<Dates>], projects: &[Option<ProjectSpan>]) -> Vec<Finding> {
        let placed = |dates: &Dates| Placement {
            start: dates.start,
            finish: dates.finish,
            early_start: dates.start,
            early_finish: dates.finish,
            late_start: dates.start,
            late_finish: dates.finish,
            total_float: 0,
            free_float: 0,
            critical: false,
        };
        let placements: Vec<Option<Placement>> = tasks.iter().map(|dates| dates.as_ref().map(placed)).collect();
        let mut findings = self.problem.prepared.findings.clone();
        Conflicts { pass: &self.pass, placements: &placements, projects }.find(&mut findings);
        findings.sort_by_cached_key(|finding| (finding.subject(), finding.clone()));
        findings.dedup();
        findings
    }

    fn work(&self) -> Vec<Work> {
        let mut work = Vec::with_capacity(self.holds.len());
        for node in 0..self.held.len() {
            let places = self.problem.lowered.places(node);
            for hold in self.holds_of(node) {
                let clock = self.problem.clock(hold.resource);
                let (Some(place), Some(start), Some(finish)) =
                    (places.get(hold.place as usize), clock.start_at(hold.from), clock.finish_at(hold.to))
                else {
                    continue;
                };
                if hold.from < hold.to {
                    work.push(Work {
                        task: self.problem.task_of(node),
                        demand: DemandIndex(place.demand),
                        start,
                        finish,
                        resource: ResourceIndex(hold.resource),
                        units: place.units,
                    });
                }
            }
        }
        work.sort_unstable();
        work
    }

    fn moved(&self) -> Vec<Moved> {
        let mut moved = Vec::new();
        for node in self.problem.agreed.iter().map(|node| *node as usize) {
            let Some(agreed) = self.problem.agreed_of(node) else { continue };
            let start = self.pass.times[node].early_start;
            let mut people: Vec<ResourceIndex> = self.holds_of(node).iter().map(|hold| ResourceIndex(hold.resource)).collect();
            people.sort_unstable();
            people.dedup();
            let released: Vec<ResourceIndex> =
                agreed.people.iter().copied().filter(|person| people.binary_search(person).is_err()).collect();
            let told = !agreed.people.is_empty();
            let joined: Vec<ResourceIndex> =
                people.into_iter().filter(|person| told && !agreed.people.contains(person)).collect();
            if start != agreed.start || !released.is_empty() || !joined.is_empty() {
                moved.push(Moved { task: self.problem.task_of(node), agreed: agreed.start, start, released, joined });
            }
        }
        moved.sort_unstable_by_key(|moved| moved.task);
        moved
    }

    /// Everything that is wrong with demands and resources.
    fn shortages(&self) -> Vec<Shortage> {
        let problem = self.problem;
        let mut shortages = problem.lowered.shortages.clone();
        for (node, place) in &self.empty {
            let task = problem.task_of(*node as usize);
            let demand = DemandIndex(place.demand);
            shortages.push(if self.limits.is_some() && !problem.lowered.stands[*node as usize] {
                Shortage::OutOfFloat { task, demand }
            } else {
                Shortage::NobodyFree { task, demand }
            });
        }
        for (index, profile) in (0u32..).zip(&self.profiles) {
            let clock = problem.clock(index);
            for (from, to) in profile.overloads() {
                if let (Some(from), Some(to)) = (clock.start_at(from), clock.finish_at(to)) {
                    shortages.push(Shortage::Overloaded { resource: ResourceIndex(index), from, to });
                }
            }
        }
        for node in 0..self.held.len() {
            let places = problem.lowered.places(node);
            let done = matches!(problem.prepared.task(node).progress, Progress::Finished { .. });
            if problem.lowered.kinds[node] != Kind::Window || done || places.iter().all(|place| place.minutes == LASTS) {
                continue;
            }
            for hold in self.holds_of(node) {
                let place = &places[hold.place as usize];
                let minutes = i64::from(place.rest) - i64::from(hold.to - hold.from);
                if place.minutes != LASTS && minutes > 0 {
                    let (task, demand) = (problem.task_of(node), DemandIndex(place.demand));
                    shortages.push(Shortage::WorkLeftOver { task, demand, minutes });
                }
            }
        }
        for node in problem.dated.iter().map(|node| *node as usize) {
            if let Some((_, date, stands)) = self.broken_by(node) {
                shortages.push(Shortage::ConstraintBroken { task: problem.task_of(node), date, stands });
            }
        }
        shortages.sort_unstable();
        shortages.dedup();
        shortages
    }
}
