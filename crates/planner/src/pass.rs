//! The two passes of the critical path method (Kelley and Walker 1959) over a prepared network.
//!
//! Forwards, each node takes the latest bound of its predecessors and adds its length. Backwards, each takes
//! the earliest limit that its successors pushed to it and subtracts its length. The loops here serve plain
//! tasks; special nodes follow `rules`. The loops exist twice, once for networks that run around the clock
//! and once for real calendars: the same code, over another [`Clock`].

use std::ops::Range;

use crate::calendar::{CalendarId, Calendars, Run, Table};
use crate::minute::Minute;
use crate::network::Direction;
use crate::prepared::{Plain, Prepared, SPECIAL};
use crate::rules::Frozen;

/// What the passes know of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) early_start: Minute,
    pub(crate) early_finish: Minute,
    pub(crate) late_start: Minute,
    pub(crate) late_finish: Minute,
    /// Position of the early finish on the node's calendar after the forward pass, total float after the backward pass.
    pub(crate) float: i32,
}

impl Times {
    pub(crate) const NEW: Self = Self {
        early_start: Minute::EARLIEST,
        early_finish: Minute::EARLIEST,
        late_start: Minute::LATEST,
        late_finish: Minute::LATEST,
        float: 0,
    };
}

/// How working time is counted.
trait Clock {
    /// So many working minutes from a minute on.
    fn run(&self, calendar: u32, from: Minute, minutes: i32) -> Run;
    /// So many working minutes up to a minute.
    fn run_back(&self, calendar: u32, to: Minute, minutes: i32) -> Run;
}

/// Every minute is a working minute.
struct AroundTheClock;

impl Clock for AroundTheClock {
    #[inline]
    fn run(&self, _: u32, from: Minute, minutes: i32) -> Run {
        let finish = (from.ordinal() + minutes).min(Minute::LATEST.ordinal());
        Run { start: from, finish: Minute::from_ordinal(finish), position: finish }
    }

    #[inline]
    fn run_back(&self, _: u32, to: Minute, minutes: i32) -> Run {
        let start = Minute::from_ordinal((to.ordinal() - minutes).max(0));
        Run { start, finish: to, position: to.ordinal() }
    }
}

/// Working minutes come from calendars, from their tables where there are.
struct Real<'a> {
    calendars: &'a Calendars,
    tables: &'a [Option<Table>],
}

impl Clock for Real<'_> {
    #[inline]
    fn run(&self, calendar: u32, from: Minute, minutes: i32) -> Run {
        let table = self.tables.get(calendar as usize).and_then(Option::as_ref);
        table.and_then(|table| table.run(from, minutes)).unwrap_or_else(|| self.far(calendar, from, minutes))
    }

    #[inline]
    fn run_back(&self, calendar: u32, to: Minute, minutes: i32) -> Run {
        let table = self.tables.get(calendar as usize).and_then(Option::as_ref);
        table.and_then(|table| table.run_back(to, minutes)).unwrap_or_else(|| self.far_back(calendar, to, minutes))
    }
}

impl<'a> Real<'a> {
    fn of(prepared: &'a Prepared<'_>) -> Self {
        Self { calendars: &prepared.calendars, tables: &prepared.tables }
    }

    #[inline(never)]
    fn far(&self, calendar: u32, from: Minute, minutes: i32) -> Run {
        self.calendars.get(CalendarId(calendar)).run(from, minutes)
    }

    #[inline(never)]
    fn far_back(&self, calendar: u32, to: Minute, minutes: i32) -> Run {
        self.calendars.get(CalendarId(calendar)).run_back(to, minutes)
    }
}

/// Late start and finish and total float of a plain node, which ends at its limit or with its project.
#[inline]
fn late(clock: &impl Clock, plain: &Plain, times: &mut Times, end: Minute) -> (Minute, Minute) {
    let run = clock.run_back(plain.kind, times.late_finish.min(end), plain.minutes);
    let float = run.position - times.float;
    let early = (times.early_start, times.early_finish);
    let late = if float == 0 { early } else { (run.start, run.finish) };
    (times.late_start, times.late_finish) = late;
    times.float = float;
    late
}

/// Early and late dates and total float of every node of a prepared network.
#[derive(Clone)]
pub struct Pass<'p> {
    pub(crate) prepared: &'p Prepared<'p>,
    pub(crate) times: Vec<Times>,
    /// For each special node how many working minutes a promised date pulls it back from where links put it.
    pub(crate) pulled: Vec<i32>,
    /// For each special node the dates at which it stands, once float that it uses up is decided.
    pub(crate) frozen: Vec<Option<Frozen>>,
    /// For each project where its tasks start by default.
    pub(crate) starts: Vec<Minute>,
    /// For each project the latest finish.
    pub(crate) ends: Vec<Minute>,
}

/// The memory of a pass, while the prepared network is changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct PassMemory {
    times: Vec<Times>,
    pulled: Vec<i32>,
    frozen: Vec<Option<Frozen>>,
    starts: Vec<Minute>,
    ends: Vec<Minute>,
}

impl PassMemory {
    /// The pass over a prepared network of the same shape.
    pub(crate) fn over<'p>(self, prepared: &'p Prepared<'p>) -> Pass<'p> {
        let Self { times, pulled, frozen, starts, ends } = self;
        Pass { prepared, times, pulled, frozen, starts, ends }
    }
}

impl<'a> Prepared<'a> {
    /// Both passes: early dates, late dates and total float of every task. Free float, summaries, findings and the
    /// order of the input follow in [`Pass::finish`].
    #[must_use]
    pub fn pass<'p>(&'p self) -> Pass<'p>
    where
        'a: 'p,
    {
        let mut pass = Pass {
            prepared: self,
            times: vec![Times::NEW; self.graph.nodes.len()],
            pulled: vec![0; self.specials.len()],
            frozen: vec![None; self.specials.len()],
            starts: Vec::new(),
            ends: Vec::new(),
        };
        pass.again();
        pass
    }
}

impl Pass<'_> {
    /// What the pass knows, without the network.
    pub(crate) fn into_memory(self) -> PassMemory {
        let Self { times, pulled, frozen, starts, ends, .. } = self;
        PassMemory { times, pulled, frozen, starts, ends }
    }

    /// Computes the same again into the memory that is already there.
    pub fn again(&mut self) {
        self.frozen.fill(None);
        self.find_starts();
        self.both_ways();
        if self.freeze() {
            self.both_ways();
        }
    }

    /// Forwards and backwards over one block after the other.
    fn both_ways(&mut self) {
        let prepared = self.prepared;
        for (project, end) in prepared.network.projects.iter().zip(&mut self.ends) {
            *end = match project.direction {
                Direction::FromStart(_) => Minute::EARLIEST,
                Direction::FromFinish(finish) => finish,
            };
        }
        let mut first = 0;
        for end in prepared.blocks.iter().map(|end| *end as usize) {
            if prepared.around_the_clock {
                self.forward_by(&AroundTheClock, first..end);
                self.backward_by(&AroundTheClock, first..end);
            } else {
                self.forward_by(&Real::of(prepared), first..end);
                self.backward_by(&Real::of(prepared), first..end);
            }
            first = end;
        }
    }

    fn forward_by(&mut self, clock: &impl Clock, nodes: Range<usize>) {
        let mut first = nodes.start;
        for stop in self.prepared.stops_in(&nodes).iter().map(|stop| *stop as usize) {
            self.forward_plain(clock, first..stop);
            self.forward_other(clock, stop);
            first = stop + 1;
        }
        self.forward_plain(clock, first..nodes.end);
    }

    /// Early dates of plain nodes that only plain ties bind. What the loop needs lies in slices of its own, and what the
    /// nodes of a project share in registers: this decides the speed of the whole.
    #[inline]
    fn forward_plain(&mut self, clock: &impl Clock, nodes: Range<usize>) {
        let prepared = self.prepared;
        let (starts, ends, times) = (self.starts.as_slice(), self.ends.as_mut_slice(), self.times.as_mut_slice());
        let ties = prepared.from.as_slice();
        let mut first = prepared.first_tie(nodes.start);
        let mut project = usize::MAX;
        let (mut start, mut end) = (Minute::EARLIEST, Minute::EARLIEST);
        for (node, plain) in nodes.clone().zip(&prepared.nodes[nodes]) {
            if plain.project as usize != project {
                if let Some(known) = ends.get_mut(project) {
                    *known = end;
                }
                project = plain.project as usize;
                (start, end) = (starts[project], ends[project]);
            }
            let mut bound = Minute::EARLIEST;
            for from in &ties[first..plain.ties as usize] {
                bound = bound.max(times[*from as usize].early_finish);
            }
            first = plain.ties as usize;
            let run = clock.run(plain.kind, if bound == Minute::EARLIEST { start } else { bound }, plain.minutes);
            end = end.max(run.finish);
            times[node] = Times { early_start: run.start, early_finish: run.finish, float: run.position, ..Times::NEW };
        }
        if let Some(known) = ends.get_mut(project) {
            *known = end;
        }
    }

    /// From where on links and the start of its project let a plain node begin.
    #[inline]
    pub(crate) fn plain_bound(&self, node: usize) -> Minute {
        let prepared = self.prepared;
        let plain = &prepared.nodes[node];
        let mut bound = Minute::EARLIEST;
        for from in &prepared.from[prepared.first_tie(node)..plain.ties as usize] {
            let end = if from & SPECIAL == 0 {
                self.times[*from as usize].early_finish
            } else {
                self.bound(&prepared.graph.ties[(from & !SPECIAL) as usize])
            };
            bound = bound.max(end);
        }
        if bound == Minute::EARLIEST { self.starts[plain.project as usize] } else { bound }
    }

    /// Early dates of a node that needs more.
    fn forward_other(&mut self, clock: &impl Clock, node: usize) {
        let prepared = self.prepared;
        let plain = prepared.nodes[node];
        if plain.kind & SPECIAL != 0 {
            self.forward_special(node);
            return;
        }
        let bound = self.plain_bound(node);
        let run = clock.run(plain.kind, bound, plain.minutes);
        let end = &mut self.ends[plain.project as usize];
        *end = run.finish.max(*end);
        self.times[node] = Times { early_start: run.start, early_finish: run.finish, float: run.position, ..Times::NEW };
    }

    fn backward_by(&mut self, clock: &impl Clock, nodes: Range<usize>) {
        let mut end = nodes.end;
        for stop in self.prepared.stops_in(&nodes).iter().rev().map(|stop| *stop as usize) {
            self.backward_plain(clock, stop + 1..end);
            self.backward_other(clock, stop);
            end = stop;
        }
        self.backward_plain(clock, nodes.start..end);
    }

    /// Late dates of plain nodes that only plain ties bind.
    #[inline]
    fn backward_plain(&mut self, clock: &impl Clock, nodes: Range<usize>) {
        let prepared = self.prepared;
        let (ends, times) = (self.ends.as_slice(), self.times.as_mut_slice());
        let ties = prepared.from.as_slice();
        let mut next = prepared.first_tie(nodes.end);
        for node in nodes.rev() {
            let plain = &prepared.nodes[node];
            let first = prepared.first_tie(node);
            let (late_start, _) = late(clock, plain, &mut times[node], ends[plain.project as usize]);
            for from in &ties[first..next] {
                let before = &mut times[*from as usize].late_finish;
                *before = late_start.min(*before);
            }
            next = first;
        }
    }

    /// Late dates of a node that needs more.
    fn backward_other(&mut self, clock: &impl Clock, node: usize) {
        let prepared = self.prepared;
        let plain = prepared.nodes[node];
        if plain.kind & SPECIAL != 0 {
            self.backward_special(node);
            return;
        }
        let own = late(clock, &plain, &mut self.times[node], self.ends[plain.project as usize]);
        for from in &prepared.from[prepared.first_tie(node)..plain.ties as usize] {
            if from & SPECIAL == 0 {
                let before = &mut self.times[*from as usize];
                before.late_finish = before.late_finish.min(own.0);
            } else {
                self.push(&prepared.graph.ties[(from & !SPECIAL) as usize], own);
            }
        }
    }

    /// Where the tasks of each project start by default: its start, or for a project that is scheduled from its finish
    /// the earliest late start of its tasks.
    fn find_starts(&mut self) {
        let projects = &self.prepared.network.projects;
        self.starts = projects
            .iter()
            .map(|project| match project.direction {
                Direction::FromStart(start) => start,
                Direction::FromFinish(finish) => finish,
            })
            .collect();
        self.ends = projects
            .iter()
            .map(|project| match project.direction {
                Direction::FromStart(_) => Minute::LATEST,
                Direction::FromFinish(finish) => finish,
            })
            .collect();
        if self.ends.iter().all(|end| *end == Minute::LATEST) {
            return;
        }
        self.times.fill(Times::NEW);
        self.backward_by(&Real::of(self.prepared), 0..self.times.len());
        for node in self.prepared.special_nodes.iter().map(|node| *node as usize) {
            let project = self.prepared.nodes[node].project as usize;
            let backwards = matches!(projects[project].direction, Direction::FromFinish(_));
            if backwards && self.prepared.moves(node) {
                self.starts[project] = self.starts[project].min(self.times[node].late_start);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use crate::calendar::{Calendar, CalendarId, Calendars};
    use crate::network::{Constraint, Lag, Link, LinkKind, Network, Project, ProjectIndex, Task, TaskIndex};
    use crate::{Minute, Shift, Week};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// Going over one block after the other gives what going over everything at once gives, also where links cross projects.
        #[test]
        fn blocks_change_nothing(
            lengths in proptest::collection::vec(0..900i64, 4_000),
            links in proptest::collection::vec((0..4_000u32, 1..60u32, 0..3i64), 3_000),
            across in proptest::collection::vec((0..4_000u32, 0..4_000u32), 0..4),
            fixed in proptest::collection::vec(0..4_000usize, 0..6),
            real in any::<bool>(),
        ) {
            let mut calendars = Calendars::new();
            let weekly = calendars.add(&Calendar::weekly(Week::monday_to_friday(&[Shift::hours(8, 12), Shift::hours(13, 17)])));
            let own = if real { weekly } else { CalendarId::AROUND_THE_CLOCK };
            let start = Minute::midnight(date(2026, 1, 5));
            let mut network = Network::default();
            for (index, length) in (0u32..).zip(lengths) {
                if index % 100 == 0 {
                    network.projects.push(Project::starting(start, own));
                }
                network.tasks.push(Task::working(ProjectIndex(index / 100), length));
            }
            for at in fixed {
                network.tasks[at].constraint = Constraint::FinishNoLaterThan(Minute::midnight(date(2026, 2, 2)));
            }
            let inside = links.into_iter().map(|(to, back, lag)| (to.saturating_sub(back).max(to / 100 * 100), to, lag));
            let across = across.into_iter().map(|(one, other)| (one.min(other), one.max(other), 0));
            for (from, to, lag) in inside.chain(across).filter(|(from, to, _)| from < to) {
                let (from, to) = (TaskIndex(from), TaskIndex(to));
                network.links.push(Link { from, to, kind: LinkKind::FinishToStart, lag: Lag::Working(60 * lag) });
            }
            let prepared = network.prepare(&calendars);
            prop_assert!(prepared.blocks.len() > 1 || network.links.iter().any(|link| link.from.0 / 100 != link.to.0 / 100));
            let told = |pass: &super::Pass<'_>| format!("{:?}", pass.times);
            let by_blocks = told(&prepared.pass());
            let mut whole = network.prepare(&calendars);
            whole.blocks = whole.blocks.pop().into_iter().collect();
            prop_assert_eq!(told(&whole.pass()), by_blocks);
        }
    }
}
