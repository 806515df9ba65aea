//! Dependencies with their lag. Circles and links to tasks that are not there were set aside by the reader; others a rule may refuse.

use std::collections::BTreeMap;

use organization::{AddDependency, Dependency, DependencyId, DependencySort, Kind, TaskId};

use super::super::measure::{self, Position};
use super::super::plan::{Remainder, RemainderPart};
use super::super::task::{Link, LinkKind, Task};
use super::difference::of_dependency;
use super::gathering::{Deed, Gathering, Subject};
use super::kept::{Becomes, LinkElement, Sorted, links};
use crate::import::Outcome;

impl Gathering<'_> {
    /// All links of the file.
    pub(super) fn links(&mut self) {
        let plan = self.plan;
        for task in &plan.tasks {
            let Some(to) = self.task_ids.get(&task.uid).copied() else { continue };
            let texts = texts_of(task);
            let mut seen: BTreeMap<i64, usize> = BTreeMap::new();
            for link in &task.predecessors {
                let nth = seen.entry(link.predecessor).and_modify(|nth| *nth += 1).or_insert(1);
                let text = texts.iter().find(|(at, _)| *at == link.at).map(|(_, element)| element);
                let (number, xml) = text.map_or((0, ""), |element| (element.number, element.xml));
                self.link((task, to), link, (*nth, xml), &unread(task, number));
            }
            for link in &task.refused_links {
                let because = plan.problems.iter().find(|problem| problem.at == link.at).map(|problem| problem.sentence.clone());
                let subject = self.link_subject(task, link);
                self.row(subject, None, Outcome::LeftOut { because: because.unwrap_or_default() });
            }
        }
    }

    fn link_subject(&self, task: &Task, link: &Link) -> Subject {
        let name = |uid: i64| {
            let known = self.task_ids.get(&uid).and_then(|id| self.list.value.find(*id));
            known.map_or_else(|| uid.to_string(), |task| task.name.to_string())
        };
        let title = format!("{} {} {}", name(link.predecessor), sort_of(link.kind).letters(), name(task.uid));
        Subject { at: self.place(link.at), kind: Kind::Dependency, key: key_of(task, link), title }
    }

    /// One link: the how manieth between its two tasks, and its text.
    fn link(&mut self, (task, to): (&Task, TaskId), link: &Link, (nth, xml): (usize, &str), unread: &Remainder) {
        let mut subject = self.link_subject(task, link);
        if nth > 1 {
            subject.key = format!("{}#{nth}", subject.key);
        }
        let key = subject.key.clone();
        let Some(from) = self.task_ids.get(&link.predecessor).copied() else {
            let because = format!("Task {} is no record here.", link.predecessor);
            self.keep_whole(&subject, "Tasks", &format!("link/{key}"), xml);
            return self.row(subject, None, Outcome::LeftOut { because });
        };
        let (id, _) = self.id::<DependencyId>(&key);
        let before = self.before.find(id).cloned();
        let old = before.as_deref().cloned().unwrap_or_default();
        let desired =
            Dependency { sort: sort_of(link.kind), lag: lag_of(link.lag), keys: self.keys(&old.keys, &key), ..old.clone() };
        let add = before.is_none().then(|| {
            let Dependency { sort, lag, keys, .. } = desired.clone();
            AddDependency { id, from, to, sort: Some(sort), lag: Some(lag), number: None, keys }
        });
        let exact = matches!(link.lag, measure::Lag::Percent { .. })
            || matches!(link.lag, measure::Lag::Time { length, .. } if length.0 % 10 == 0);
        let sorted = Sorted::of("PredecessorLink", xml, unread, &|element, number| match element {
            "PredecessorUID" | "Type" if number == 1 => Becomes::Imported,
            "LinkLag" if number == 1 && exact => Becomes::Imported,
            _ => Becomes::Kept,
        });
        let deed = Deed {
            id: id.into(),
            new: before.is_none(),
            add: add.map(Into::into),
            changes: before.iter().filter_map(|before| of_dependency(before, &desired)).collect(),
            rest: format!("link/{key}"),
            sorted: sorted.inside("PredecessorLink"),
            part: "Tasks",
            xml: xml.to_owned(),
        };
        self.settle(subject, deed);
    }
}

/// What the reader did not understand of a link, by its number among those of the task.
fn unread(task: &Task, number: usize) -> Remainder {
    let link = format!("PredecessorLink[{number}]");
    let inside = |part: &RemainderPart| {
        let within = part.within.strip_prefix(&link)?;
        let within = within.strip_prefix('/').unwrap_or(within).to_owned();
        Some(RemainderPart { within, xml: part.xml.clone() })
    };
    Remainder { parts: task.remainder.parts.iter().filter_map(inside).collect() }
}

/// The texts of a task's links, by their places.
pub(super) fn texts_of(task: &Task) -> Vec<(Position, LinkElement<'_>)> {
    let mut places: Vec<Position> = task.predecessors.iter().chain(&task.refused_links).map(|link| link.at).collect();
    places.sort_unstable();
    places.into_iter().zip(links(&task.xml)).collect()
}

/// The key of a link: the task that waits, and the one that it waits for.
fn key_of(task: &Task, link: &Link) -> String {
    format!("{}<{}", task.uid, link.predecessor)
}

fn sort_of(kind: LinkKind) -> DependencySort {
    match kind {
        LinkKind::FinishToStart => DependencySort::FinishStart,
        LinkKind::StartToStart => DependencySort::StartStart,
        LinkKind::FinishToFinish => DependencySort::FinishFinish,
        LinkKind::StartToFinish => DependencySort::StartFinish,
    }
}

fn lag_of(lag: measure::Lag) -> organization::Lag {
    let percent = |percent: i64| i32::try_from(percent).unwrap_or(if percent < 0 { i32::MIN } else { i32::MAX });
    match lag {
        measure::Lag::Time { length, format } if format.elapsed => organization::Lag::Elapsed(length.minutes()),
        measure::Lag::Time { length, .. } => organization::Lag::Working(length.minutes()),
        measure::Lag::Percent { percent: share, format } if format.elapsed => organization::Lag::ElapsedPercent(percent(share)),
        measure::Lag::Percent { percent: share, .. } => organization::Lag::Percent(percent(share)),
    }
}
