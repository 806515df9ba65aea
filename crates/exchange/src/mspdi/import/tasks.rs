//! Tasks in the order of the outline. Summaries take their dates, durations and progress from what is under them; leaves bring their own.

use std::collections::{BTreeMap, BTreeSet};

use insight::Severity;
use jiff::civil::DateTime;
use organization::{
    AddTask, CalendarId, Command, Constraint, Duration, Fixed, Kind, Manual, MoveTask, Openness, Part, Stated, Task, TaskId,
};

use super::super::task::{self, ConstraintKind, TaskKind};
use super::difference::{Difference, of_task};
use super::gathering::{Deed, Gathering, Subject};
use super::kept::{Becomes, Sorted};
use super::links::texts_of;
use super::texts;
use crate::import::Outcome;

/// The longest duration that a task may have: 50 years.
const YEARS: i64 = 60 * 24 * 366 * 50;

/// Where a task of the file stands in the outline.
#[derive(Clone, Copy, Debug)]
struct Place {
    parent: Option<i64>,
    summary: bool,
    /// Whether the level that the file states follows from the tasks above.
    follows: bool,
}

impl Gathering<'_> {
    /// All tasks of the file.
    pub(super) fn tasks(&mut self) {
        let plan = self.plan;
        let outline = outline(&plan.tasks);
        let ranks = ranks(self, &outline);
        for stated in &plan.tasks {
            let Some(place) = outline.get(&stated.uid) else {
                let title = stated.name.clone().unwrap_or_default();
                let subject = self.subject(Kind::Task, stated.uid, stated.at, &title);
                let because = if stated.is_null { "It is an empty row." } else { "It is the project's own summary." };
                self.keep_whole(&subject, "Tasks", &format!("task/{}", stated.uid), &stated.xml);
                self.row(subject, None, Outcome::Kept { because: because.to_owned() });
                continue;
            };
            // Where a task above was left out, its place is under the next one above it.
            let above = std::iter::successors(place.parent, |uid| outline.get(uid).and_then(|place| place.parent));
            let parent = above.into_iter().find_map(|uid| self.task_ids.get(&uid)).copied();
            let rank = ranks.get(&stated.uid).copied().unwrap_or_default();
            self.task(stated, *place, (parent, rank));
        }
    }

    fn task(&mut self, stated: &task::Task, place: Place, (parent, rank): (Option<TaskId>, i64)) {
        let summary = place.summary;
        let key = stated.uid.to_string();
        let name = texts::name(stated.name.as_deref(), &format!("Task {key}"));
        let notes = texts::prose(stated.notes.as_deref());
        let subject = self.subject(Kind::Task, stated.uid, stated.at, &name.text);
        let (id, _) = self.id::<TaskId>(&key);
        let before = self.before.find(id).cloned();
        let old = before.as_deref().cloned().unwrap_or_default();
        let calendar = stated.calendar.and_then(|uid| self.calendar_ids.get(&uid)).copied();
        let leaf = if summary { Leaf::default() } else { self.leaf(stated, calendar, &subject) };
        let constraint = constraint_of(stated);
        let keeps = Keeps {
            name: name.cut,
            notes: notes.cut,
            priority: stated.priority == Some(0),
            constraint: constraint.is_none() && stated.constraint.is_some_and(|kind| kind != ConstraintKind::AsSoonAsPossible),
            summary,
            level: !place.follows,
            leaf: leaf.keeps.clone(),
        };
        let desired = Task {
            name: name.text,
            milestone: stated.milestone && !summary,
            notes: notes.text,
            duration: leaf.duration,
            work: leaf.work,
            fixed: fixed_of(stated),
            manual: leaf.manual,
            constraint: constraint.map(Box::new),
            deadline: stated.deadline,
            calendar,
            ignores_people: stated.ignore_resource_calendar == Some(true),
            percent: leaf.percent,
            actual_start: leaf.actual_start,
            actual_finish: leaf.actual_finish,
            remaining: leaf.remaining,
            resume: leaf.resume,
            splits: leaf.splits,
            priority: stated.priority.map_or(0, priority_of),
            inactive: !stated.active,
            stated: leaf.stated.filter(|stated| *stated != Stated::default()).map(Box::new),
            keys: self.keys(&old.keys, &key),
            ..old.clone()
        };
        let mut changes: Vec<Difference> = before.iter().filter_map(|before| of_task(before, &desired)).collect();
        if let Some(before) = &before
            && (before.parent, before.rank) != (parent, rank)
        {
            let command: Command = MoveTask { task: id, parent, after: None, rank: Some(rank) }.into();
            let fields = vec![if before.parent == parent { "rank" } else { "parent" }.to_owned()];
            changes.push(Difference { command, fields });
        }
        let deed = Deed {
            id: id.into(),
            new: before.is_none(),
            add: before.is_none().then(|| added(Task { id, project: self.project, parent, rank, ..desired }).into()),
            changes,
            rest: format!("task/{key}"),
            sorted: sorted(stated, &keeps),
            part: "Tasks",
            xml: stated.xml.clone(),
        };
        if self.settle(subject, deed) {
            self.task_ids.insert(stated.uid, id);
        }
    }

    /// What only a task without others under it has.
    fn leaf(&mut self, stated: &task::Task, calendar: Option<CalendarId>, subject: &Subject) -> Leaf {
        let mut leaf = Leaf::default();
        let (start, finish) = (stated.schedule.start, stated.schedule.finish);
        if stated.manual {
            let (start, finish) = (start.or(stated.typed.start), finish.or(stated.typed.finish));
            let ordered = match (start, finish) {
                (Some(start), Some(finish)) if finish < start => {
                    self.left(&mut leaf, subject, "Finish", "its finish lies before its start");
                    None
                }
                _ => finish,
            };
            leaf.manual = Some(Box::new(Manual { start, finish: ordered }));
        } else {
            leaf.stated = Some(Stated { start, finish });
        }
        let typed = stated.typed.duration.filter(|_| stated.manual);
        leaf.duration = match stated.schedule.duration.or(typed) {
            Some(duration) if duration.minutes > YEARS => {
                self.left(&mut leaf, subject, "Duration", "its duration is longer than 50 years");
                None
            }
            Some(duration) => Some(Duration { minutes: duration.minutes, elapsed: duration.format.elapsed }),
            // Without a duration it takes as long as from its start to its finish.
            None => start
                .zip(finish)
                .filter(|(start, finish)| start <= finish)
                .map(|(start, finish)| Duration { minutes: self.working(calendar, start, finish), elapsed: false }),
        };
        leaf.work = stated.work.filter(|work| *work > 0);
        if leaf.work.is_some_and(|work| work > YEARS * 100) {
            self.left(&mut leaf, subject, "Work", "its work is more than 5,000 person-years");
            leaf.work = None;
        }
        self.progress(&mut leaf, stated, subject);
        self.splits(&mut leaf, stated, calendar, subject);
        leaf
    }

    fn left(&mut self, leaf: &mut Leaf, subject: &Subject, element: &'static str, why: &str) {
        leaf.keeps.insert(element);
        self.finding(subject, Severity::Warning, format!("Task {}: {why}; that was left out.", subject.key));
    }

    fn progress(&mut self, leaf: &mut Leaf, stated: &task::Task, subject: &Subject) {
        let done = &stated.progress;
        leaf.percent = done.percent_complete.and_then(|percent| u8::try_from(percent).ok()).unwrap_or_default().min(100);
        (leaf.actual_start, leaf.actual_finish) = (done.actual_start, done.actual_finish);
        if let (Some(start), Some(finish)) = (done.actual_start, done.actual_finish)
            && finish < start
        {
            self.left(leaf, subject, "ActualFinish", "it actually finished before it started");
            leaf.actual_finish = None;
        }
        let left = done.remaining_duration.map(|left| left.minutes);
        let whole = leaf.duration.map(|duration| duration.minutes);
        let usual = match (leaf.actual_start, leaf.actual_finish) {
            (_, Some(_)) => Some(0),
            (None, None) => whole,
            (Some(_), None) => {
                leaf.remaining = left.filter(|left| *left <= YEARS);
                leaf.remaining
            }
        };
        if left != usual {
            leaf.keeps.insert("RemainingDuration");
        }
        if leaf.actual_start.is_some() && leaf.actual_finish.is_none() {
            leaf.resume = done.resume;
        } else {
            leaf.keeps.insert("Resume");
        }
    }

    fn splits(&mut self, leaf: &mut Leaf, stated: &task::Task, calendar: Option<CalendarId>, subject: &Subject) {
        let Some(duration) = leaf.duration.filter(|duration| !duration.elapsed && stated.splits.len() > 1) else { return };
        let mut parts: Vec<Part> = Vec::new();
        for (number, segment) in stated.splits.iter().enumerate() {
            let minutes = self.working(calendar, segment.start, segment.finish);
            let next = stated.splits.get(number + 1);
            let pause = next.map_or(0, |next| self.working(calendar, segment.finish, next.start));
            match parts.last_mut() {
                Some(last) if last.pause == 0 => *last = Part { minutes: last.minutes + minutes, pause },
                _ => parts.push(Part { minutes, pause }),
            }
        }
        let whole: i64 = parts.iter().map(|part| part.minutes).sum();
        let paused: i64 = parts.iter().map(|part| part.pause).sum();
        // Seconds are rounded at both ends of every part.
        let rounded = i64::try_from(stated.splits.len()).unwrap_or_default();
        if (whole - duration.minutes).abs() <= rounded {
            // What the last part gets more, the pause before it gets less, so that the end stays.
            let more = duration.minutes - whole;
            if let [.., before, last] = parts.as_mut_slice() {
                before.pause = (before.pause - more).max(0);
                last.minutes += more;
            }
            leaf.splits = if parts.len() > 1 { parts } else { Vec::new() };
        } else if (whole + paused - duration.minutes).abs() > rounded {
            // Where the pauses belong to the duration, nobody split the task: its people just do nothing for a while.
            let sentence = format!(
                "Task {} is split, but its parts take {whole} minutes and not the {} of its duration; it was taken as one.",
                subject.key, duration.minutes
            );
            self.finding(subject, Severity::Hint, sentence);
        }
    }
}

/// What only a task without others under it has, and the elements that say more than that.
#[derive(Debug, Default)]
struct Leaf {
    manual: Option<Box<Manual>>,
    stated: Option<Stated>,
    duration: Option<Duration>,
    work: Option<i64>,
    percent: u8,
    actual_start: Option<DateTime>,
    actual_finish: Option<DateTime>,
    remaining: Option<i64>,
    resume: Option<DateTime>,
    splits: Vec<Part>,
    keeps: BTreeSet<&'static str>,
}

/// Which elements say more than the record holds.
#[derive(Debug)]
struct Keeps {
    name: bool,
    notes: bool,
    priority: bool,
    constraint: bool,
    summary: bool,
    level: bool,
    leaf: BTreeSet<&'static str>,
}

fn sorted(stated: &task::Task, keeps: &Keeps) -> Sorted {
    let taken: BTreeSet<usize> = texts_of(stated)
        .into_iter()
        .filter(|(at, _)| stated.predecessors.iter().any(|link| link.at == *at))
        .map(|(_, element)| element.number)
        .collect();
    let by_hand = stated.manual && !keeps.summary;
    let dated = |date: Option<DateTime>, typed: Option<DateTime>| by_hand && (date.is_none() || date == typed);
    Sorted::of("Task", &stated.xml, &stated.remainder, &|element, number| match element {
        "PredecessorLink" if taken.contains(&number) => Becomes::Elsewhere,
        _ if number > 1 => Becomes::Kept,
        "Name" if keeps.name => Becomes::Kept,
        "Notes" if keeps.notes => Becomes::Kept,
        "Priority" if keeps.priority => Becomes::Kept,
        "ConstraintType" if keeps.constraint => Becomes::Kept,
        "ConstraintDate" if !has_date(stated) => Becomes::Kept,
        "OutlineLevel" if keeps.level => Becomes::Kept,
        "Manual" if keeps.summary => Becomes::Kept,
        "UID" | "Name" | "IsNull" | "Type" | "OutlineLevel" | "Milestone" | "Priority" | "Notes" | "CalendarUID" => {
            Becomes::Imported
        }
        "ConstraintType" | "ConstraintDate" | "Deadline" | "Active" | "Manual" | "IgnoreResourceCalendar" => Becomes::Imported,
        "ManualStart" if dated(stated.schedule.start, stated.typed.start) => Becomes::Imported,
        "ManualFinish" if dated(stated.schedule.finish, stated.typed.finish) => Becomes::Imported,
        "Start" | "Finish" | "Duration" | "Work" | "PercentComplete" | "ActualStart" | "ActualFinish" | "RemainingDuration"
        | "Resume" => match keeps.summary {
            // A summary's dates follow from what is under it; they are kept to be given back as long as nothing changes.
            true => Becomes::Kept,
            false if keeps.leaf.contains(element) => Becomes::Kept,
            false => Becomes::Imported,
        },
        "ID" | "OutlineNumber" | "Summary" | "Critical" | "EarlyStart" | "EarlyFinish" | "LateStart" | "LateFinish" => {
            Becomes::Computed
        }
        "StartSlack" | "FinishSlack" | "FreeSlack" | "TotalSlack" => Becomes::Computed,
        _ => Becomes::Kept,
    })
}

/// Whether the date of a constraint is needed.
fn has_date(stated: &task::Task) -> bool {
    constraint_of(stated).is_some_and(|constraint| constraint != Constraint::AsLateAsPossible)
}

fn constraint_of(stated: &task::Task) -> Option<Constraint> {
    let date = stated.constraint_date;
    match stated.constraint? {
        ConstraintKind::AsSoonAsPossible => None,
        ConstraintKind::AsLateAsPossible => Some(Constraint::AsLateAsPossible),
        ConstraintKind::MustStartOn => date.map(Constraint::MustStart),
        ConstraintKind::MustFinishOn => date.map(Constraint::MustFinish),
        ConstraintKind::StartNoEarlierThan => date.map(Constraint::StartNoEarlier),
        ConstraintKind::StartNoLaterThan => date.map(Constraint::StartNoLater),
        ConstraintKind::FinishNoEarlierThan => date.map(Constraint::FinishNoEarlier),
        ConstraintKind::FinishNoLaterThan => date.map(Constraint::FinishNoLater),
    }
}

fn fixed_of(stated: &task::Task) -> Fixed {
    match stated.kind {
        Some(TaskKind::FixedUnits) | None => Fixed::Units,
        Some(TaskKind::FixedDuration) => Fixed::Duration,
        Some(TaskKind::FixedWork) => Fixed::Work,
    }
}

/// 500 is the usual priority, which a record leaves out; 0 is below what a record can say.
fn priority_of(stated: i64) -> u32 {
    match stated {
        500 => 0,
        other => u32::try_from(other.clamp(1, 1000)).unwrap_or_default(),
    }
}

fn added(task: Task) -> AddTask {
    AddTask {
        id: task.id,
        name: task.name,
        project: task.project,
        parent: task.parent,
        rank: Some(task.rank),
        notes: (!task.notes.is_empty()).then_some(task.notes),
        milestone: task.milestone,
        duration: task.duration,
        work: task.work,
        estimate: None,
        fixed: Some(task.fixed),
        manual: task.manual,
        constraint: task.constraint,
        deadline: task.deadline,
        calendar: task.calendar,
        ignores_people: task.ignores_people,
        percent: Some(task.percent),
        actual_start: task.actual_start,
        actual_finish: task.actual_finish,
        remaining: task.remaining,
        resume: task.resume,
        splits: task.splits,
        priority: Some(task.priority),
        cost: None,
        inactive: task.inactive,
        stated: task.stated,
        state: None::<Openness>,
        number: None,
        keys: task.keys,
    }
}

/// The places of all tasks that become records. Empty rows and the project's own summary do not count.
fn outline(tasks: &[task::Task]) -> BTreeMap<i64, Place> {
    let mut places: BTreeMap<i64, Place> = BTreeMap::new();
    let mut above: Vec<(i64, i64)> = Vec::new();
    for stated in tasks.iter().filter(|stated| stated.uid != 0 && !stated.is_null) {
        let dots = stated.outline_number.as_deref().map(|number| number.matches('.').count());
        let numbered = dots.and_then(|dots| i64::try_from(dots).ok()).map_or(1, |dots| dots + 1);
        let level = stated.outline_level.unwrap_or(numbered);
        while above.last().is_some_and(|(higher, _)| *higher >= level) {
            above.pop();
        }
        let parent = above.last().map(|(_, uid)| *uid);
        if let Some(parent) = parent.and_then(|parent| places.get_mut(&parent)) {
            parent.summary = true;
        }
        let depth = i64::try_from(above.len()).unwrap_or_default();
        places.insert(stated.uid, Place { parent, summary: false, follows: level == depth + 1 });
        above.push((level, stated.uid));
    }
    places
}

/// The ranks of siblings, by UID. Where those that are there already stand in the order of the file they keep their ranks, and new ones come between them;
/// else all get new ones.
fn ranks(gathering: &Gathering<'_>, outline: &BTreeMap<i64, Place>) -> BTreeMap<i64, i64> {
    let mut siblings: BTreeMap<Option<i64>, Vec<i64>> = BTreeMap::new();
    for stated in &gathering.plan.tasks {
        if let Some(place) = outline.get(&stated.uid) {
            siblings.entry(place.parent).or_default().push(stated.uid);
        }
    }
    let known = |uid: i64| {
        let id = gathering.before.at_key(Kind::Task, &gathering.options.source, &uid.to_string())?;
        gathering.before.find(id.to::<TaskId>()?)
    };
    let mut ranks = BTreeMap::new();
    for (parent, uids) in siblings {
        let parent = parent.and_then(known).map(|parent| parent.id);
        let there = |uid: &i64| known(*uid).filter(|task| task.parent == parent).map(|task| task.rank);
        let now: Vec<Option<i64>> = uids.iter().map(there).collect();
        ranks.extend(uids.into_iter().zip(settled(&now)));
    }
    ranks
}

/// Ranks in order, keeping those that are known where that is possible.
fn settled(known: &[Option<i64>]) -> Vec<i64> {
    let mut ranks: Vec<i64> = Vec::with_capacity(known.len());
    for (number, rank) in known.iter().enumerate() {
        let next = known[number..].iter().flatten().next().copied();
        let last = ranks.last().copied();
        let rank = match (rank, last, next) {
            (Some(rank), _, _) => *rank,
            (None, None, None) => 0,
            (None, Some(last), None) => last.saturating_add(organization::RANK_STEP),
            (None, None, Some(next)) => next.saturating_sub(organization::RANK_STEP),
            (None, Some(last), Some(next)) => last.saturating_add(next.saturating_sub(last) / 2),
        };
        ranks.push(rank);
    }
    if ranks.windows(2).all(|pair| pair[0] < pair[1]) {
        return ranks;
    }
    std::iter::successors(Some(0_i64), |rank| rank.checked_add(organization::RANK_STEP)).take(known.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn siblings_keep_their_ranks_and_new_ones_come_between_them() {
        assert_eq!(settled(&[Some(0), None, Some(10), None]), [0, 5, 10, 10 + (1 << 20)]);
        assert_eq!(settled(&[None, Some(3)]), [3 - (1 << 20), 3]);
        assert_eq!(settled(&[None, None]), [0, 1 << 20]);
        assert_eq!(settled(&[Some(4), Some(2)]), [0, 1 << 20]);
        assert_eq!(settled(&[Some(4), None, Some(5)]), [0, 1 << 20, 2 << 20]);
    }
}
