//! The two passes of the critical path method (Kelley and Walker 1959) over a prepared network.
//!
//! Forwards, each node takes the latest bound of its predecessors and adds its length. Backwards, each takes
//! the earliest limit that its successors pushed to it and subtracts its length. The loops here serve plain
//! tasks; special nodes follow `rules`. The loops exist twice, once for networks that run around the clock
//! and once for real calendars: the same code, over another [`Clock`].

use crate::calendar::{CalendarId, Calendars, Run, Table};
use crate::minute::Minute;
use crate::network::Direction;
use crate::prepared::{Prepared, SPECIAL};
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

/// Early and late dates and total float of every node of a prepared network.
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
    /// Computes the same again into the memory that is already there.
    pub fn again(&mut self) {
        self.frozen.fill(None);
        self.find_starts();
        self.forward();
        self.backward();
        if self.freeze() {
            self.forward();
            self.backward();
        }
    }

    fn forward(&mut self) {
        let prepared = self.prepared;
        for (project, end) in prepared.network.projects.iter().zip(&mut self.ends) {
            *end = match project.direction {
                Direction::FromStart(_) => Minute::EARLIEST,
                Direction::FromFinish(finish) => finish,
            };
        }
        if prepared.around_the_clock {
            self.forward_by(&AroundTheClock);
        } else {
            self.forward_by(&Real::of(prepared));
        }
    }

    fn backward(&mut self) {
        let prepared = self.prepared;
        if prepared.around_the_clock {
            self.backward_by(&AroundTheClock);
        } else {
            self.backward_by(&Real::of(prepared));
        }
    }

    fn forward_by(&mut self, clock: &impl Clock) {
        let prepared = self.prepared;
        let mut first = 0;
        for (node, plain) in prepared.nodes.iter().enumerate() {
            let ties = first..plain.ties as usize;
            first = plain.ties as usize;
            if plain.kind & SPECIAL != 0 {
                self.forward_special(node);
                continue;
            }
            let mut bound = Minute::EARLIEST;
            for from in &prepared.from[ties] {
                let end = if from & SPECIAL == 0 {
                    self.times[*from as usize].early_finish
                } else {
                    self.bound(&prepared.graph.ties[(from & !SPECIAL) as usize])
                };
                bound = bound.max(end);
            }
            if bound == Minute::EARLIEST {
                bound = self.starts[plain.project as usize];
            }
            let run = clock.run(plain.kind, bound, plain.minutes);
            let end = &mut self.ends[plain.project as usize];
            *end = run.finish.max(*end);
            self.times[node] = Times { early_start: run.start, early_finish: run.finish, float: run.position, ..Times::NEW };
        }
    }

    fn backward_by(&mut self, clock: &impl Clock) {
        let prepared = self.prepared;
        let mut next = prepared.from.len();
        for (node, plain) in prepared.nodes.iter().enumerate().rev() {
            let first = if node == 0 { 0 } else { prepared.nodes[node - 1].ties as usize };
            let ties = first..next;
            next = first;
            if plain.kind & SPECIAL != 0 {
                self.backward_special(node);
                continue;
            }
            let times = &mut self.times[node];
            let limit = times.late_finish.min(self.ends[plain.project as usize]);
            let run = clock.run_back(plain.kind, limit, plain.minutes);
            times.float = run.position - times.float;
            if times.float == 0 {
                (times.late_start, times.late_finish) = (times.early_start, times.early_finish);
            } else {
                (times.late_start, times.late_finish) = (run.start, run.finish);
            }
            let own = *times;
            for from in &prepared.from[ties] {
                if from & SPECIAL == 0 {
                    let before = &mut self.times[*from as usize];
                    before.late_finish = before.late_finish.min(own.late_start);
                } else {
                    self.push(&prepared.graph.ties[(from & !SPECIAL) as usize], (own.late_start, own.late_finish));
                }
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
        self.backward();
        for node in self.prepared.special_nodes.iter().map(|node| *node as usize) {
            let project = self.prepared.nodes[node].project as usize;
            let backwards = matches!(projects[project].direction, Direction::FromFinish(_));
            if backwards && self.prepared.moves(node) {
                self.starts[project] = self.starts[project].min(self.times[node].late_start);
            }
        }
    }
}
