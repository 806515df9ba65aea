//! Early dates of special nodes.

use super::Frozen;
use crate::calendar::Run;
use crate::graph::{Bond, Role, Tie};
use crate::minute::Minute;
use crate::network::{Constraint, Direction, Length, LinkKind, Mode, Progress, Task};
use crate::pass::{Pass, Times};
use crate::prepared::{SPECIAL, elapsed, within_signed};

impl Pass<'_> {
    /// Early dates of a special node.
    pub(crate) fn forward_special(&mut self, node: usize) {
        let (start, finish) = match self.prepared.graph.nodes[node].role {
            Role::Gate => self.gate(node),
            Role::Sum => self.sum(node),
            Role::Leaf => self.leaf(node),
        };
        let role = self.prepared.graph.nodes[node].role;
        let finish = if role == Role::Gate { finish } else { finish.max(start) };
        self.times[node] = Times { early_start: start, early_finish: finish, ..Times::NEW };
        let project = self.prepared.nodes[node].project as usize;
        let forwards = matches!(self.prepared.network.projects[project].direction, Direction::FromStart(_));
        if role == Role::Leaf && forwards {
            self.ends[project] = self.ends[project].max(finish);
        }
    }

    fn gate(&self, node: usize) -> (Minute, Minute) {
        let (start, finish) = self.bounds(node);
        match self.prepared.task(node).constraint {
            Constraint::StartNoEarlierThan(date) => (start.max(date), finish),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoEarlierThan(_)
            | Constraint::FinishNoLaterThan(_)
            | Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_) => (start, finish),
        }
    }

    fn sum(&self, node: usize) -> (Minute, Minute) {
        if let Mode::Manual { start: Some(start), finish: Some(finish) } = self.prepared.task(node).mode {
            return (start, finish);
        }
        let below = self.ties(node).iter().map(|tie| &self.times[tie.from as usize]);
        let known = below.filter(|times| times.early_finish != Minute::EARLIEST);
        let dates = known.map(|times| (times.early_start, times.early_finish));
        dates.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or((Minute::EARLIEST, Minute::EARLIEST))
    }

    fn leaf(&mut self, node: usize) -> (Minute, Minute) {
        let prepared = self.prepared;
        let task = prepared.task(node);
        if let Some(frozen) = self.frozen_at(node) {
            return frozen.stands;
        }
        match (task.mode, task.progress) {
            (Mode::Manual { start: Some(start), finish: Some(finish) }, _) => (start, finish),
            (Mode::Automatic | Mode::Manual { .. }, Progress::Finished { start, finish }) => (start, finish),
            (Mode::Automatic | Mode::Manual { .. }, Progress::Started { start, .. }) => (start, self.finish_of_started(node)),
            (Mode::Manual { start: Some(start), finish: None }, Progress::NotStarted) => {
                (start, prepared.run(node, start).finish)
            }
            (Mode::Manual { start: None, finish: Some(finish) }, Progress::NotStarted) => {
                (prepared.latest_start(node, finish, |stretch| stretch.minutes), finish)
            }
            (Mode::Automatic | Mode::Manual { start: None, finish: None }, Progress::NotStarted) => self.planned(node),
        }
    }

    /// What is done stands; what remains goes on where it stopped, not before the status date and not before it resumes.
    fn finish_of_started(&self, node: usize) -> Minute {
        let prepared = self.prepared;
        let task = prepared.task(node);
        let Progress::Started { start, resume, .. } = task.progress else { return Minute::EARLIEST };
        let again = resume.max(prepared.project_of(node).status);
        let finish = prepared.stretches(node).iter().map(|stretch| {
            let calendar = prepared.calendars.get(stretch.calendar);
            let begin = calendar.finish_after(start, stretch.delay);
            let stop = calendar.finish_after(begin, stretch.minutes - stretch.remaining);
            match again {
                Some(again) if again > stop && stretch.remaining > 0 => calendar.finish_after(again, stretch.remaining),
                Some(_) | None => calendar.finish_after(begin, stretch.minutes),
            }
        });
        let finish = finish.max().unwrap_or(start);
        match task.constraint {
            Constraint::FinishNoEarlierThan(date) => finish.max(date),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoEarlierThan(_)
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoLaterThan(_)
            | Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_) => finish,
        }
    }

    /// The earliest start that links, the project's start, the status date and the levelling delay allow, and the
    /// earliest finish that links ask for.
    fn links_allow(&self, node: usize) -> (Minute, Minute) {
        let prepared = self.prepared;
        let (task, project) = (prepared.task(node), prepared.project_of(node));
        let (start, finish) = self.bounds(node);
        let mut bound = start;
        if finish != Minute::EARLIEST {
            bound = bound.max(self.start_for_finish(node, finish));
        }
        if bound == Minute::EARLIEST {
            bound = self.default_start(node, task);
        }
        if let Some(status) = project.status {
            bound = bound.max(status);
        }
        if task.delay.minutes() != 0 {
            let start = prepared.run(node, bound).start;
            let calendar = prepared.calendars.get(prepared.lags(node));
            bound = match task.delay {
                Length::Working(delay) => calendar.finish_after(start, within_signed(delay.max(0))),
                Length::Elapsed(delay) => elapsed(start, delay.max(0)),
            };
        }
        (bound, finish)
    }

    /// The start from which a task ends at a minute that a link asks for. Finish to finish never pulls a task before the
    /// start of its project; start to finish does.
    fn start_for_finish(&self, node: usize, finish: Minute) -> Minute {
        let prepared = self.prepared;
        let start = prepared.latest_start(node, finish, |stretch| stretch.minutes);
        let tied = |tie: &&Tie| tie.bond == Bond::Link(LinkKind::StartToFinish) && self.bound(tie) == finish;
        let forwards = matches!(prepared.project_of(node).direction, Direction::FromStart(_));
        if !forwards || self.ties(node).iter().any(|tie| tied(&tie)) {
            return start;
        }
        start.max(self.starts[prepared.nodes[node].project as usize])
    }

    /// Where a task starts that no link binds: at the start of the project, or at its constraint even when that is earlier.
    fn default_start(&self, node: usize, task: &Task) -> Minute {
        match task.constraint {
            Constraint::StartNoEarlierThan(date) => date,
            Constraint::FinishNoEarlierThan(date) => self.prepared.latest_start(node, date, |stretch| stretch.minutes),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoLaterThan(_)
            | Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_) => self.starts[self.prepared.nodes[node].project as usize],
        }
    }

    /// Early dates of a task that has not started.
    fn planned(&mut self, node: usize) -> (Minute, Minute) {
        let prepared = self.prepared;
        let bounds = self.links_allow(node);
        let free = prepared.run(node, bounds.0).start;
        let (start, finish) = self.planned_after(node, bounds, Minute::EARLIEST);
        if let Some(pulled) = self.pulled.get_mut((prepared.nodes[node].kind & !SPECIAL) as usize) {
            *pulled = within_signed(prepared.between(node, start, free)).max(0);
        }
        (start, finish)
    }

    /// Where a task stands that has not started, when links and so on allow this start and ask for this finish.
    fn planned_after(&self, node: usize, bounds: (Minute, Minute), floor: Minute) -> (Minute, Minute) {
        let prepared = self.prepared;
        let (from, wanted, at) = self.wished(node, bounds);
        let mut run = match at {
            Some(date) => Run { start: date, finish: date, position: 0 },
            None => prepared.run(node, from.max(floor)),
        };
        // A finish that a link asks for outside working time, or a link or a constraint at the start of a shift, stands
        // there, although the shift before ends after as much work.
        let calendar = prepared.calendars.get(prepared.calendar(node));
        let asked = if calendar.next(wanted) == wanted { wanted } else { bounds.1 };
        let milestone = prepared.stretches(node).iter().all(|stretch| stretch.minutes == 0);
        let automatic = prepared.task(node).mode == Mode::Automatic;
        if automatic && asked > run.finish && !milestone && prepared.between(node, run.finish, asked) == 0 {
            run.finish = asked;
        }
        (run.start, run.finish)
    }

    /// From where a task that has not started may begin, the finish that is asked of it, and the date at which a milestone
    /// has to stand, when links and so on allow a start and ask for a finish.
    fn wished(&self, node: usize, (bound, linked): (Minute, Minute)) -> (Minute, Minute, Option<Minute>) {
        let prepared = self.prepared;
        if prepared.task(node).mode != Mode::Automatic {
            return (bound, linked, None);
        }
        let free = || prepared.run(node, bound).start;
        let before = |date: Minute| prepared.latest_start(node, date, |stretch| stretch.minutes);
        let milestone = || prepared.stretches(node).iter().all(|stretch| stretch.minutes == 0);
        match self.promised(node) {
            Promise::None => (bound, linked, None),
            Promise::NotBefore(date) => (bound.max(date), linked, None),
            Promise::FinishNotBefore(date) => (bound.max(before(date)), linked.max(date), None),
            Promise::NotAfter(date) => (if free() > date { date } else { bound }, linked, None),
            Promise::FinishNotAfter(date) => (if free() > before(date) { before(date) } else { bound }, linked, None),
            Promise::On(date) if milestone() => (date, linked, Some(date)),
            Promise::On(date) => (date, linked, None),
            Promise::FinishOn(date) if milestone() => (date, linked, Some(date)),
            Promise::FinishOn(date) => (before(date), date, None),
        }
    }

    /// Where a special task that has not started stands when it may not begin before a floor.
    pub(crate) fn planned_from(&self, node: usize, floor: Minute) -> (Minute, Minute) {
        let (bound, linked) = self.links_allow(node);
        self.planned_after(node, (bound.max(floor), linked), floor)
    }

    /// What is asked of a special task that has not started and may not begin before a floor.
    pub(crate) fn allowed_from(&self, node: usize, floor: Minute) -> Asked {
        let (bound, linked) = self.links_allow(node);
        let (from, finish, _) = self.wished(node, (bound.max(floor), linked));
        let calendar = self.prepared.calendars.get(self.prepared.calendar(node));
        Asked { from: from.max(floor), finish, stretch: if calendar.next(finish) == finish { finish } else { linked } }
    }

    /// What a task's agreed start or constraint promises on the way forwards.
    fn promised(&self, node: usize) -> Promise {
        let task = self.prepared.task(node);
        if let Some(start) = task.pinned {
            return Promise::On(start);
        }
        let project = self.prepared.project_of(node);
        let forwards = matches!(project.direction, Direction::FromStart(_));
        let holds = project.honor_constraints;
        match task.constraint {
            Constraint::None | Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => Promise::None,
            Constraint::StartNoEarlierThan(date) => Promise::NotBefore(date),
            Constraint::FinishNoEarlierThan(date) => Promise::FinishNotBefore(date),
            Constraint::StartNoLaterThan(date) if holds && forwards => Promise::NotAfter(date),
            Constraint::FinishNoLaterThan(date) if holds && forwards => Promise::FinishNotAfter(date),
            Constraint::StartNoLaterThan(_) | Constraint::FinishNoLaterThan(_) => Promise::None,
            Constraint::MustStartOn(date) if holds => Promise::On(date),
            Constraint::MustFinishOn(date) if holds => Promise::FinishOn(date),
            Constraint::MustStartOn(date) => Promise::NotBefore(date),
            Constraint::MustFinishOn(date) => Promise::FinishNotBefore(date),
        }
    }

    /// Where a task stands that uses up its float.
    pub(crate) fn frozen_at(&self, node: usize) -> Option<Frozen> {
        let kind = self.prepared.nodes[node].kind;
        if kind & SPECIAL == 0 { None } else { self.frozen.get((kind & !SPECIAL) as usize).copied().flatten() }
    }
}

/// What links, constraints and so on ask of a task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// It may not begin before.
    pub(crate) from: Minute,
    /// Its work may not end before.
    pub(crate) finish: Minute,
    /// It may not finish before, even when its work ends before and nobody could work in between.
    pub(crate) stretch: Minute,
}

/// What a task promises about its dates, whatever the links say.
enum Promise {
    None,
    NotBefore(Minute),
    FinishNotBefore(Minute),
    NotAfter(Minute),
    FinishNotAfter(Minute),
    On(Minute),
    FinishOn(Minute),
}
