//! A prepared network as a list of small steps that serve all samples of a block at once.
//!
//! Most tasks are *plain* here: automatic, not started, bound by links from finish or start to start, with any lag that
//! does not depend on a drawn duration, perhaps with a deadline, a status date or a start that is not to come earlier.
//! They are simulated in places of their calendar's [`Axis`]. Done tasks *stand*. All others are *exact*: the rules of
//! the critical path themselves decide them, sample by sample.

use std::collections::BTreeMap;
use std::ops::Range;

use super::axis::Axis;
use super::draws::Draws;
use crate::calendar::{CalendarId, Calendars};
use crate::graph::{Bond, Role, Tie, calendar_of};
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Constraint, Direction, Lag, Length, LinkKind, Mode, Progress, Span, Task};
use crate::prepared::{Prepared, Stretch, within_signed};

/// The latest place of nobody.
pub(super) const NEVER: i32 = i32::MAX / 2;

/// How a node is simulated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// In places of its axis.
    Plain,
    /// Its dates stand.
    Stands,
    /// By the rules of the critical path; its number among those.
    Exact(u32),
}

/// One step: a node of the graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Its axis, in [`Program::axes`]; that of the clock unless it is plain.
    pub(super) axis: u32,
    /// Where the end of its project stands for its axis, if the project may end with it, or [`NONE`].
    pub(super) slot: u32,
    /// Ends of its parts of the lists of the program.
    pub(super) near: u32,
    pub(super) other: u32,
    pub(super) after: u32,
    /// Position in [`Draws::drawn`], or [`NONE`].
    pub(super) drawn: u32,
    /// Twice its minutes when they are not drawn; of one that stands twice the minutes between start and finish.
    pub(super) length: i32,
    /// The place where it starts when no link binds it; of one that stands its finish.
    pub(super) start: i32,
    /// The place before which it never starts.
    pub(super) floor: i32,
    /// The last place of its axis.
    pub(super) top: i32,
    /// Twice the position of its deadline.
    pub(super) latest: i32,
    /// Twice the largest float at which it is critical; far below everything for what is never critical.
    pub(super) limit: i32,
    /// Where limits that later steps hand to it are collected, or [`NONE`]. Counted in each part anew.
    pub(super) seed: u32,
    /// Where it tells steps of other axes the minute of its finish, and is told when they need it; or [`NONE`]. Counted in
    /// each part anew.
    pub(super) crossing: u32,
}

/// A tie that needs more than the place where its predecessor finishes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    pub(super) from: u32,
    /// Whether it leads from the start of its predecessor.
    pub(super) from_start: bool,
    pub(super) way: Way,
}

/// What a tie adds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// Twice so many minutes, on the same axis.
    Shift(i32),
    /// To another axis.
    Far(FarLag),
}

/// A lag between axes.
#[derive(Clone, Copy, Debug)]
pub(super) enum FarLag {
    None,
    Working { axis: u32, minutes: i32 },
    Elapsed(i64),
}

/// What a successor on the same axis asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct After {
    pub(super) to: u32,
    pub(super) from_start: bool,
    pub(super) shift: i32,
}

/// The end of a project on an axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) project: u32,
    pub(super) axis: u32,
}

/// A network as steps.
pub(super) struct Program<'a> {
    pub(super) nodes: Vec<Node>,
    pub(super) near: Vec<u32>,
    pub(super) other: Vec<Other>,
    pub(super) after: Vec<After>,
    pub(super) axes: Vec<Axis<'a>>,
    pub(super) slots: Vec<Slot>,
    /// Parts of the steps that no link leaves and no project crosses.
    pub(super) ranges: Vec<Range<usize>>,
    /// For each of these parts its slots.
    pub(super) slots_of: Vec<Range<usize>>,
    /// How many steps of a part collect limits at the most.
    pub(super) seeds: usize,
    /// How many steps of a part lead to other axes at the most.
    pub(super) crossings: usize,
    /// How many steps are exact.
    pub(super) exact: usize,
}

/// Whether a network can be simulated step by step. What depends on float first and on dates then cannot, nor what
/// leaves the horizon as it is.
pub(super) fn fits(prepared: &Prepared<'_>) -> bool {
    let forwards = |direction: &Direction| matches!(direction, Direction::FromStart(_));
    let late = |task: &Task| task.active && task.constraint == Constraint::AsLateAsPossible;
    let (tasks, projects) = (&prepared.network.tasks, &prepared.network.projects);
    if !projects.iter().all(|project| forwards(&project.direction)) || tasks.iter().any(late) {
        return false;
    }
    let pass = prepared.pass();
    let borders = |minute: Minute| minute == Minute::EARLIEST || minute == Minute::LATEST;
    let leaves = (0..pass.times.len()).filter(|node| prepared.is_leaf(*node)).map(|node| &pass.times[node]);
    let mut ends = leaves.flat_map(|times| [times.early_start, times.early_finish, times.late_start, times.late_finish]);
    !ends.any(borders)
}

/// Builds a program.
pub(super) struct Builder<'a, 'p> {
    prepared: &'p Prepared<'p>,
    calendars: &'a Calendars,
    draws: &'p Draws,
    window: (Minute, Minute),
    axis_of: BTreeMap<CalendarId, u32>,
    slot_of: BTreeMap<(u32, u32), u32>,
    program: Program<'a>,
}

impl<'a> Program<'a> {
    /// The steps of a network of which calendars are asked mostly between two minutes. The calendars are those of the
    /// prepared network.
    pub(super) fn new(prepared: &Prepared<'_>, calendars: &'a Calendars, draws: &Draws, window: (Minute, Minute)) -> Self {
        let program = Program {
            nodes: Vec::with_capacity(prepared.nodes.len()),
            near: Vec::with_capacity(prepared.from.len()),
            other: Vec::new(),
            after: Vec::with_capacity(prepared.from.len()),
            axes: Vec::new(),
            slots: Vec::new(),
            ranges: Vec::new(),
            slots_of: Vec::new(),
            seeds: 0,
            crossings: 0,
            exact: 0,
        };
        let (axis_of, slot_of) = (BTreeMap::new(), BTreeMap::new());
        let mut builder = Builder { prepared, calendars, draws, window, axis_of, slot_of, program };
        builder.axis(CalendarId::AROUND_THE_CLOCK);
        for node in 0..prepared.nodes.len() {
            builder.add(node);
        }
        builder.look_ahead();
        let mut first = 0;
        for end in prepared.blocks.iter().map(|end| *end as usize) {
            builder.close(first..end);
            first = end;
        }
        builder.program
    }

    /// The ties of a step from where its predecessors finish, on the same axis, without lag.
    #[inline(always)]
    pub(super) fn near(&self, node: usize) -> &[u32] {
        let first = if node == 0 { 0 } else { self.nodes[node - 1].near };
        &self.near[first as usize..self.nodes[node].near as usize]
    }

    #[inline(always)]
    pub(super) fn other(&self, node: usize) -> &[Other] {
        let first = if node == 0 { 0 } else { self.nodes[node - 1].other };
        &self.other[first as usize..self.nodes[node].other as usize]
    }

    #[inline(always)]
    pub(super) fn after(&self, node: usize) -> &[After] {
        let first = if node == 0 { 0 } else { self.nodes[node - 1].after };
        &self.after[first as usize..self.nodes[node].after as usize]
    }
}

impl<'p> Builder<'_, 'p> {
    fn axis(&mut self, calendar: CalendarId) -> u32 {
        if let Some(known) = self.axis_of.get(&calendar) {
            return *known;
        }
        let index = u32::try_from(self.program.axes.len()).unwrap_or(0);
        self.program.axes.push(Axis::new(self.calendars, calendar, self.window));
        self.axis_of.insert(calendar, index);
        index
    }

    fn slot(&mut self, project: u32, axis: u32) -> u32 {
        let next = u32::try_from(self.program.slots.len()).unwrap_or(0);
        let slot = *self.slot_of.entry((project, axis)).or_insert(next);
        if slot == next {
            self.program.slots.push(Slot { project, axis });
        }
        slot
    }

    fn ties(&self, node: usize) -> &'p [Tie] {
        let graph = &self.prepared.graph;
        &graph.ties[graph.first[node] as usize..graph.first[node + 1] as usize]
    }

    fn drawn(&self, node: usize) -> u32 {
        if !self.prepared.is_leaf(node) {
            return NONE;
        }
        self.draws.of[self.prepared.graph.nodes[node].task as usize].unwrap_or(NONE)
    }

    fn add(&mut self, node: usize) {
        let prepared = self.prepared;
        let task = prepared.task(node);
        let project = &prepared.network.projects[prepared.nodes[node].project as usize];
        let leaf = prepared.graph.nodes[node].role == Role::Leaf;
        let done = matches!(task.progress, Progress::Finished { .. });
        let limit = i32::try_from(project.critical_limit.clamp(-(1 << 29), 1 << 29)).unwrap_or(0) * 2;
        let mut step = Node {
            kind: Kind::Plain,
            axis: 0,
            slot: NONE,
            near: 0,
            other: 0,
            after: 0,
            drawn: self.drawn(node),
            length: 0,
            start: 0,
            floor: 0,
            top: 2 * Minute::LATEST.ordinal(),
            latest: NEVER,
            limit: if leaf && !done { limit } else { i32::MIN },
            seed: NONE,
            crossing: NONE,
        };
        match (self.stands(node), self.plain(node)) {
            (Some((start, finish)), _) => {
                step.kind = Kind::Stands;
                step.start = 2 * finish.ordinal();
                step.length = 2 * (finish.ordinal() - start.ordinal());
            }
            (None, Some(stretch)) => self.plan(node, stretch, &mut step),
            (None, None) => {
                step.kind = Kind::Exact(u32::try_from(self.program.exact).unwrap_or(0));
                self.program.exact += 1;
            }
        }
        self.program.nodes.push(step);
        if step.kind == Kind::Plain {
            self.add_ties(node);
        }
        let (near, other) = (self.program.near.len(), self.program.other.len());
        if let Some(step) = self.program.nodes.last_mut() {
            (step.near, step.other) = (u32::try_from(near).unwrap_or(NONE), u32::try_from(other).unwrap_or(NONE));
        }
    }

    /// The dates of a done task.
    fn stands(&self, node: usize) -> Option<(Minute, Minute)> {
        let task = self.prepared.task(node);
        match task.progress {
            Progress::Finished { start, finish } if self.prepared.is_leaf(node) && task.mode == Mode::Automatic => {
                Some((start, finish.max(start)))
            }
            Progress::NotStarted | Progress::Started { .. } | Progress::Finished { .. } => None,
        }
    }

    /// What a plain node runs on.
    fn plain(&self, node: usize) -> Option<Stretch> {
        let prepared = self.prepared;
        if !prepared.is_leaf(node) {
            return None;
        }
        let task = prepared.task(node);
        let simple = task.mode == Mode::Automatic
            && task.progress == Progress::NotStarted
            && task.pinned.is_none()
            && task.delay.minutes() == 0
            && matches!(task.constraint, Constraint::None | Constraint::AsSoonAsPossible | Constraint::StartNoEarlierThan(_));
        let calendar = prepared.calendar(node);
        let stretch = match prepared.special(node) {
            None => Stretch { calendar, minutes: prepared.nodes[node].minutes, remaining: 0, delay: 0 },
            Some(special) => match special.stretches.as_slice() {
                [only] if only.calendar == calendar && only.delay == 0 => *only,
                _ => return None,
            },
        };
        let working = matches!(task.span.planned(), Length::Working(_));
        let own = calendar_of(prepared.network, self.calendars, prepared.graph.nodes[node].task);
        let varies = self.drawn(node) != NONE
            && (!task.pauses.is_empty() || matches!(task.span, Span::Assigned { .. }) || (working && calendar != own));
        let bound = self.ties(node).iter().all(|tie| self.simple(tie));
        (simple && !varies && bound).then_some(stretch)
    }

    /// Whether a tie can bind a plain node.
    fn simple(&self, tie: &Tie) -> bool {
        let from = tie.from as usize;
        let kind = match tie.bond {
            Bond::Link(LinkKind::FinishToStart) => true,
            Bond::Link(LinkKind::StartToStart) => !matches!(self.program.nodes[from].kind, Kind::Exact(_)),
            Bond::Link(LinkKind::FinishToFinish | LinkKind::StartToFinish) | Bond::Inherit | Bond::Collect => false,
        };
        let link = self.prepared.network.links.get(tie.link as usize);
        let in_percent = link.is_some_and(|link| matches!(link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_)));
        kind && !(in_percent && (self.drawn(from) != NONE || !self.prepared.is_leaf(from)))
    }

    /// A plain step, without its ties.
    fn plan(&mut self, node: usize, stretch: Stretch, step: &mut Node) {
        let prepared = self.prepared;
        let (task, project) = (prepared.task(node), &prepared.network.projects[prepared.nodes[node].project as usize]);
        step.axis = self.axis(stretch.calendar);
        let axis = &self.program.axes[step.axis as usize];
        let Direction::FromStart(start) = project.direction else { return };
        let wanted = match task.constraint {
            Constraint::StartNoEarlierThan(date) => Some(date),
            Constraint::None
            | Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoEarlierThan(_)
            | Constraint::FinishNoLaterThan(_)
            | Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_) => None,
        };
        step.length = 2 * stretch.minutes;
        step.start = axis.place(wanted.unwrap_or(start));
        step.floor = wanted.max(project.status).map_or(0, |date| axis.place(date));
        // Behind the last working minute lies the end of the horizon.
        step.top = 2 * axis.position(Minute::LATEST) + 1;
        step.latest = task.deadline.map_or(NEVER, |deadline| 2 * axis.position(deadline));
        if self.ties(node).is_empty() {
            // Nothing but the floor binds it.
            step.floor = step.floor.max(step.start);
        }
    }

    fn add_ties(&mut self, node: usize) {
        let prepared = self.prepared;
        let own = self.program.nodes[node].axis;
        for tie in self.ties(node) {
            let from = self.program.nodes[tie.from as usize];
            let from_start = tie.bond == Bond::Link(LinkKind::StartToStart);
            let same = from.axis == own;
            let lags = self.axis(prepared.lags(node));
            let way = match tie.lag {
                Lag::Working(0) | Lag::Elapsed(0) if same => Way::Shift(0),
                Lag::Working(0) | Lag::Elapsed(0) => Way::Far(FarLag::None),
                Lag::Working(minutes) if same && lags == own => Way::Shift(2 * within_signed(minutes)),
                Lag::Working(minutes) => Way::Far(FarLag::Working { axis: lags, minutes: within_signed(minutes) }),
                Lag::Elapsed(minutes) if same && own == 0 => Way::Shift(2 * within_signed(minutes)),
                Lag::Elapsed(minutes) | Lag::Percent(minutes) | Lag::ElapsedPercent(minutes) => {
                    Way::Far(FarLag::Elapsed(minutes))
                }
            };
            match way {
                Way::Shift(0) if !from_start && from.kind == Kind::Plain => self.program.near.push(tie.from),
                Way::Shift(_) | Way::Far(_) => self.program.other.push(Other { from: tie.from, from_start, way }),
            }
        }
    }

    /// What each step has to ask of those behind it.
    fn look_ahead(&mut self) {
        let count = self.program.nodes.len();
        let mut after: Vec<(u32, After)> = Vec::with_capacity(self.program.near.len());
        for node in 0..count {
            let to = u32::try_from(node).unwrap_or(NONE);
            if let Kind::Exact(_) = self.program.nodes[node].kind {
                self.program.nodes[node].seed = 0;
                for tie in self.ties(node) {
                    let before = &mut self.program.nodes[tie.from as usize];
                    before.seed = if before.kind == Kind::Stands { NONE } else { 0 };
                }
            }
            after.extend(self.program.near(node).iter().map(|from| (*from, After { to, from_start: false, shift: 0 })));
            for tie in self.program.other(node).to_vec() {
                let before = &mut self.program.nodes[tie.from as usize];
                match (tie.way, before.kind) {
                    (Way::Shift(shift), Kind::Plain) => after.push((tie.from, After { to, from_start: tie.from_start, shift })),
                    (Way::Shift(_) | Way::Far(_), Kind::Stands) => {}
                    (Way::Shift(_) | Way::Far(_), Kind::Exact(_)) | (Way::Far(_), Kind::Plain) if tie.from_start => {
                        before.seed = 0
                    }
                    (Way::Shift(_) | Way::Far(_), Kind::Exact(_)) | (Way::Far(_), Kind::Plain) => before.crossing = 0,
                }
            }
        }
        after.sort_by_key(|(from, after)| (*from, after.to));
        let mut all = after.into_iter().peekable();
        for node in 0..count {
            while let Some((_, own)) = all.next_if(|(from, _)| *from as usize == node) {
                self.program.after.push(own);
            }
            self.program.nodes[node].after = u32::try_from(self.program.after.len()).unwrap_or(NONE);
        }
    }

    /// Counts what the steps of a part need, and finds those with which a project may end: all that no step of the same
    /// project waits for.
    fn close(&mut self, range: Range<usize>) {
        let slots = self.program.slots.len();
        let mut waited = vec![false; range.len()];
        let projects = &self.prepared.nodes;
        for node in range.clone() {
            let near = self.program.near(node).iter();
            let waits = |tie: &&Other| !tie.from_start && matches!(tie.way, Way::Shift(0) | Way::Far(FarLag::None));
            let other = self.program.other(node).iter().filter(waits).map(|tie| &tie.from);
            for from in near.chain(other).map(|from| *from as usize) {
                waited[from - range.start] |= projects[from].project == projects[node].project;
            }
        }
        let (mut seeds, mut crossings) = (0, 0);
        for (node, waited) in range.clone().zip(waited) {
            if self.prepared.graph.nodes[node].role == Role::Leaf && !waited {
                let slot = self.slot(self.prepared.nodes[node].project, self.program.nodes[node].axis);
                self.program.nodes[node].slot = slot;
            }
            let step = &mut self.program.nodes[node];
            for (own, count) in [(&mut step.seed, &mut seeds), (&mut step.crossing, &mut crossings)] {
                if *own != NONE {
                    *own = *count;
                    *count += 1;
                }
            }
        }
        self.program.seeds = self.program.seeds.max(seeds as usize);
        self.program.crossings = self.program.crossings.max(crossings as usize);
        self.program.slots_of.push(slots..self.program.slots.len());
        self.program.ranges.push(range);
    }
}
