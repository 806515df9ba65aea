//! A network made ready for passes: everything that does not depend on dates is decided once.
//!
//! Most tasks are *plain*: automatic, without constraint, deadline, progress or assignments, bound by links
//! from finish or start to start. A pass needs only a calendar and a length for them. All others, and the
//! gates and sums of summaries, are *special* and follow the rules in `rules`.

use std::borrow::Cow;
use std::ops::Range;

use crate::calendar::{CalendarId, Calendars, Table};
use crate::graph::{Bond, Graph, Role, calendar_of};
use crate::hierarchy::{Hierarchy, NONE};
use crate::minute::{DAY, Minute};
use crate::network::{Constraint, Direction, Lag, Length, LinkKind, Mode, Network, Pause, Progress, Span, Task, TaskIndex};
use crate::outcome::Finding;

/// Marks a special node or a tie that is more than finish to start without lag.
pub(crate) const SPECIAL: u32 = 1 << 31;

/// Minutes in a year, about.
const YEAR: i32 = 365 * DAY;

/// The fewest nodes of a block, but for the first.
const BLOCK: u32 = 1_000;

/// From this number of plain tasks on a calendar is spread out.
const MANY: u32 = 2_000;

/// Longest duration that a pass adds, in minutes: longer than the horizon, and small enough that sums do not overflow.
const LONGEST: i64 = 1 << 29;

/// What a node runs on and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) calendar: CalendarId,
    /// Minutes in all.
    pub(crate) minutes: i32,
    /// Minutes that remain to be done.
    pub(crate) remaining: i32,
    /// Working minutes between the start of the task and of this stretch.
    pub(crate) delay: i32,
}

/// A node that needs more than adding a length.
#[derive(Clone, Debug)]
pub(crate) struct Special {
    /// The calendar of its floats: around the clock for an elapsed duration.
    pub(crate) calendar: CalendarId,
    /// The calendar of the lags of links to it: the task's own, else the project's.
    pub(crate) lags: CalendarId,
    /// One stretch for a task with a duration, one for each driving assignment otherwise; none for gates and sums.
    pub(crate) stretches: Vec<Stretch>,
}

/// A network made ready for passes.
pub struct Prepared<'a> {
    pub(crate) network: &'a Network,
    pub(crate) calendars: Cow<'a, Calendars>,
    pub(crate) hierarchy: Hierarchy,
    pub(crate) graph: Graph,
    /// What a pass needs of each node.
    pub(crate) nodes: Vec<Plain>,
    /// For each tie the node that a plain one comes from, or [`SPECIAL`] and its position.
    pub(crate) from: Vec<u32>,
    pub(crate) specials: Vec<Special>,
    /// The node of each special.
    pub(crate) special_nodes: Vec<u32>,
    /// The nodes that are special or bound by more than plain ties; between them the passes run without looking.
    pub(crate) stops: Vec<u32>,
    /// Where blocks of nodes end that no tie leaves and no project crosses: both passes go over one while it is near.
    pub(crate) blocks: Vec<u32>,
    /// Whether every plain node runs around the clock.
    pub(crate) around_the_clock: bool,
    /// Calendars of many plain nodes, spread out over the years in which they are likely to lie.
    pub(crate) tables: Vec<Option<Table>>,
    pub(crate) findings: Vec<Finding>,
}

/// What a pass needs of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain {
    /// The calendar of a plain node, or [`SPECIAL`] and its position in `specials`.
    pub(crate) kind: u32,
    /// Working minutes of a plain node.
    pub(crate) minutes: i32,
    pub(crate) project: u32,
    /// Where its incoming ties end; they begin where those of the node before end.
    pub(crate) ties: u32,
}

impl Network {
    /// Sorts the tasks and decides what does not depend on dates.
    #[must_use]
    pub fn prepare<'a>(&'a self, calendars: &'a Calendars) -> Prepared<'a> {
        let mut hierarchy = Hierarchy::new(self);
        let mut findings = std::mem::take(&mut hierarchy.findings);
        let graph = Graph::new(self, &hierarchy, &mut findings);
        let mut prepared = Prepared {
            network: self,
            calendars: Cow::Borrowed(calendars),
            hierarchy,
            nodes: Vec::with_capacity(graph.nodes.len()),
            from: Vec::with_capacity(graph.ties.len()),
            graph,
            specials: Vec::new(),
            special_nodes: Vec::new(),
            stops: Vec::new(),
            blocks: Vec::new(),
            around_the_clock: true,
            tables: Vec::new(),
            findings,
        };
        prepared.find_unknown();
        prepared.add_ties();
        prepared.add_nodes();
        prepared.add_stops();
        prepared.add_blocks();
        prepared.add_tables();
        prepared
    }
}

impl Prepared<'_> {
    /// The task of a node.
    pub(crate) fn task(&self, node: usize) -> &Task {
        &self.network.tasks[self.graph.nodes[node].task as usize]
    }

    /// The stops among some nodes.
    pub(crate) fn stops_in(&self, nodes: &Range<usize>) -> &[u32] {
        let before = |end: usize| self.stops.partition_point(|stop| (*stop as usize) < end);
        &self.stops[before(nodes.start)..before(nodes.end)]
    }

    /// Where the ties into a node begin.
    pub(crate) fn first_tie(&self, node: usize) -> usize {
        node.checked_sub(1).and_then(|before| self.nodes.get(before)).map_or(0, |before| before.ties as usize)
    }

    /// The special rules of a node, unless it is plain.
    pub(crate) fn special(&self, node: usize) -> Option<&Special> {
        let kind = self.nodes[node].kind;
        if kind & SPECIAL == 0 { None } else { self.specials.get((kind & !SPECIAL) as usize) }
    }

    /// The calendar on which lags to a node are counted.
    pub(crate) fn lags(&self, node: usize) -> CalendarId {
        self.special(node).map_or(CalendarId(self.nodes[node].kind), |special| special.lags)
    }

    /// The calendar of a node's floats.
    pub(crate) fn calendar(&self, node: usize) -> CalendarId {
        self.special(node).map_or(CalendarId(self.nodes[node].kind), |special| special.calendar)
    }

    /// Where so many working minutes after a minute have passed; [`Compiled::finish_after`] with the table's help.
    ///
    /// [`Compiled::finish_after`]: crate::calendar::Compiled::finish_after
    pub(crate) fn finish_after(&self, calendar: CalendarId, from: Minute, minutes: i32) -> Minute {
        let table = self.tables.get(calendar.0 as usize).and_then(Option::as_ref);
        let near = table.and_then(|table| table.start_at(table.position(from)?.checked_add(minutes)? - 1));
        match near {
            Some(last) if minutes > 0 => elapsed(last, 1),
            Some(_) | None => self.calendars.get(calendar).finish_after(from, minutes),
        }
    }

    /// The minute at which the working minute begins that lies so many before (after, when negative) a minute.
    pub(crate) fn start_before(&self, calendar: CalendarId, to: Minute, minutes: i32) -> Option<Minute> {
        let table = self.tables.get(calendar.0 as usize).and_then(Option::as_ref);
        table.and_then(|table| table.start_at(table.position(to)?.checked_sub(minutes)?)).or_else(|| {
            let calendar = self.calendars.get(calendar);
            calendar.start_at(calendar.position(to) - minutes)
        })
    }

    fn find_unknown(&mut self) {
        for (index, task) in (0u32..).zip(&self.network.tasks) {
            let project = self.network.projects.get(task.project.0 as usize);
            let known = |calendar: Option<CalendarId>| calendar.is_none_or(|calendar| self.calendars.contains(calendar));
            let assigned = match &task.span {
                Span::Fixed(_) => true,
                Span::Assigned { assignments, .. } => assignments.iter().all(|assignment| known(Some(assignment.calendar))),
            };
            if project.is_none() || !known(project.map(|project| project.calendar)) || !known(task.calendar) || !assigned {
                self.findings.push(Finding::UnknownReference { task: TaskIndex(index) });
            }
        }
    }

    fn add_ties(&mut self) {
        for (index, tie) in (0u32..).zip(&self.graph.ties) {
            let plain = tie.bond == Bond::Link(LinkKind::FinishToStart) && matches!(tie.lag, Lag::Working(0) | Lag::Elapsed(0));
            self.from.push(if plain { tie.from } else { SPECIAL | index });
        }
    }

    fn add_nodes(&mut self) {
        for node in 0..self.graph.nodes.len() {
            let (role, index) = (self.graph.nodes[node].role, self.graph.nodes[node].task);
            let task = &self.network.tasks[index as usize];
            let own = calendar_of(self.network, &self.calendars, index);
            let ties = self.graph.first[node + 1];
            self.nodes.push(Plain { kind: 0, minutes: 0, project: task.project.0, ties });
            if role != Role::Leaf {
                self.add_special(own, own, Vec::new());
                continue;
            }
            let (stretches, empty) = self.make_stretches(task, own);
            if empty {
                self.findings.push(Finding::EmptyCalendar { task: TaskIndex(index) });
            }
            let calendar = match task.span.planned() {
                Length::Elapsed(_) => CalendarId::AROUND_THE_CLOCK,
                Length::Working(_) if self.calendars.has_working_time(own) => own,
                Length::Working(_) => CalendarId::AROUND_THE_CLOCK,
            };
            match stretches.as_slice() {
                [only] if only.calendar == calendar && only.delay == 0 && self.is_plain(node, task, calendar == own) => {
                    (self.nodes[node].kind, self.nodes[node].minutes) = (calendar.0, only.minutes);
                }
                _ => self.add_special(calendar, own, stretches),
            }
        }
    }

    fn add_stops(&mut self) {
        let mut first = 0;
        for (node, plain) in (0u32..).zip(&self.nodes) {
            let ties = &self.from[first..plain.ties as usize];
            first = plain.ties as usize;
            if plain.kind & SPECIAL != 0 || ties.iter().any(|from| from & SPECIAL != 0) {
                self.stops.push(node);
            }
        }
    }

    fn add_blocks(&mut self) {
        let mut begins = vec![u32::MAX; self.network.projects.len()];
        for (node, plain) in (0u32..).zip(&self.nodes) {
            if let Some(begin) = begins.get_mut(plain.project as usize) {
                *begin = (*begin).min(node);
            }
        }
        // From the last node on: the first node that any of those behind needs.
        let (mut needed, mut end) = (u32::MAX, u32::try_from(self.nodes.len()).unwrap_or(NONE));
        if end > 0 {
            self.blocks.push(end);
        }
        for (node, plain) in (0..end).zip(&self.nodes).rev() {
            let ties = &self.graph.ties[self.graph.first[node as usize] as usize..self.graph.first[node as usize + 1] as usize];
            let begin = begins.get(plain.project as usize).copied().unwrap_or_default();
            needed = ties.iter().map(|tie| tie.from).fold(needed.min(begin), u32::min);
            if needed >= node && node > 0 && end - node >= BLOCK {
                self.blocks.push(node);
                end = node;
            }
        }
        self.blocks.reverse();
    }

    /// Spreads out the calendars on which many plain tasks run.
    fn add_tables(&mut self) {
        let unit = |node: &Plain| node.kind & SPECIAL != 0 || node.kind == CalendarId::AROUND_THE_CLOCK.0;
        self.around_the_clock = self.nodes.iter().all(unit);
        let mut tasks = vec![0u32; self.calendars.count()];
        for node in self.nodes.iter().filter(|node| node.kind & SPECIAL == 0) {
            tasks[node.kind as usize] += 1;
        }
        let starts = self.network.projects.iter().map(|project| match project.direction {
            Direction::FromStart(date) | Direction::FromFinish(date) => date,
        });
        let from = starts.min().map_or(Minute::EARLIEST, |first| elapsed(first, -i64::from(YEAR)));
        self.tables = (0u32..)
            .zip(tasks)
            .map(|(calendar, tasks)| {
                let worth = tasks >= MANY && calendar != CalendarId::AROUND_THE_CLOCK.0;
                if worth { Table::new(self.calendars.get(CalendarId(calendar)), from, 20 * YEAR / DAY) } else { None }
            })
            .collect();
    }

    fn add_special(&mut self, calendar: CalendarId, lags: CalendarId, stretches: Vec<Stretch>) {
        if let Some(node) = self.nodes.last_mut() {
            node.kind = SPECIAL | u32::try_from(self.specials.len()).unwrap_or(NONE);
        }
        self.special_nodes.push(u32::try_from(self.nodes.len() - 1).unwrap_or(NONE));
        self.specials.push(Special { calendar, lags, stretches });
    }

    /// Whether links and a length say all about a task. A lag is counted on the task's own calendar; when the
    /// length is not (it is elapsed), a lag makes the task special.
    fn is_plain(&self, node: usize, task: &Task, own_calendar: bool) -> bool {
        let project = self.network.projects.get(task.project.0 as usize);
        let ties = &self.graph.ties[self.graph.first[node] as usize..self.graph.first[node + 1] as usize];
        task.mode == Mode::Automatic
            && matches!(task.constraint, Constraint::None | Constraint::AsSoonAsPossible)
            && task.progress == Progress::NotStarted
            && task.deadline.is_none()
            && task.pinned.is_none()
            && task.delay.minutes() == 0
            && project.is_some_and(|project| project.status.is_none() && matches!(project.direction, Direction::FromStart(_)))
            && ties.iter().all(|tie| match tie.bond {
                Bond::Link(LinkKind::FinishToStart | LinkKind::StartToStart) => own_calendar || tie.lag == Lag::NONE,
                Bond::Link(LinkKind::FinishToFinish | LinkKind::StartToFinish) | Bond::Inherit | Bond::Collect => false,
            })
    }

    /// What the task runs on, and whether a calendar among that has no working time.
    pub(crate) fn make_stretches(&mut self, task: &Task, own: CalendarId) -> (Vec<Stretch>, bool) {
        let mut empty = false;
        let mut stretches = Vec::new();
        if let Span::Assigned { assignments, .. } = &task.span {
            for assignment in assignments.iter().filter(|assignment| assignment.work > 0 && assignment.units > 0) {
                let resource = if self.calendars.contains(assignment.calendar) { assignment.calendar } else { own };
                let calendar =
                    if task.calendar.is_some() { self.calendars.to_mut().intersection(own, resource) } else { resource };
                if !self.calendars.has_working_time(calendar) {
                    empty = true;
                    continue;
                }
                let at_units = |work: i64| within(divided(work, assignment.units));
                stretches.push(Stretch {
                    calendar,
                    minutes: at_units(assignment.work),
                    remaining: at_units(assignment.remaining),
                    delay: within(assignment.delay),
                });
            }
        }
        if stretches.is_empty() {
            let (fixed, none) = self.fixed(task, own);
            stretches.push(fixed);
            empty |= none;
        }
        (stretches, empty)
    }

    /// A duration on the task's calendar, pauses included.
    fn fixed(&self, task: &Task, own: CalendarId) -> (Stretch, bool) {
        let planned = task.span.planned();
        let total = planned.minutes();
        let remaining = match task.progress {
            Progress::NotStarted => total,
            Progress::Started { remaining, .. } => remaining.clamp(0, total.max(0)),
            Progress::Finished { .. } => 0,
        };
        let done = total.saturating_sub(remaining);
        let pauses = |from: i64| -> i64 {
            let counts = |pause: &&Pause| pause.after > 0 && pause.after < total && pause.after >= from;
            task.pauses.iter().filter(counts).map(|pause| pause.length.clamp(0, LONGEST)).fold(0, i64::saturating_add)
        };
        let mut stretch = Stretch {
            calendar: own,
            minutes: within(total.saturating_add(pauses(0))),
            remaining: within(remaining.saturating_add(pauses(done))),
            delay: 0,
        };
        match planned {
            Length::Elapsed(_) => stretch.calendar = CalendarId::AROUND_THE_CLOCK,
            Length::Working(_) if self.calendars.has_working_time(own) => {}
            Length::Working(_) => {
                return (Stretch { calendar: CalendarId::AROUND_THE_CLOCK, minutes: 0, remaining: 0, delay: 0 }, total > 0);
            }
        }
        (stretch, false)
    }
}

/// Minutes that a pass can add.
pub(crate) fn within(minutes: i64) -> i32 {
    i32::try_from(minutes.clamp(0, LONGEST)).unwrap_or(i32::MAX)
}

/// The same for a lag, which may be negative.
pub(crate) fn within_signed(minutes: i64) -> i32 {
    i32::try_from(minutes.clamp(-LONGEST, LONGEST)).unwrap_or(0)
}

/// Work at so many ten-thousandths of a person's time, rounded to the nearest minute.
pub(crate) fn divided(work: i64, units: u32) -> i64 {
    let units = i128::from(units.max(1));
    i64::try_from((i128::from(work.max(0)) * 10_000 + units / 2) / units).unwrap_or(i64::MAX)
}

/// So many minutes by the clock after a minute.
pub(crate) fn elapsed(from: Minute, minutes: i64) -> Minute {
    Minute::new(i64::from(from.get()).saturating_add(minutes))
}
