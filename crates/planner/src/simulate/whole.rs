//! Samples one by one, each by both passes over the whole network: for what is scheduled from its finish or as late as
//! possible, where dates follow from floats and those from dates. Slower, and by construction what a schedule says.

use super::draws::{Draws, LANES, Lanes};
use super::engine::{Engine, Order, Sheet};
use super::scratch::Scratch;
use crate::calendar::Calendars;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::{Direction, Lag, Network, Progress};
use crate::prepared::Prepared;

/// Memory for samples one by one.
pub(super) struct Whole<'a> {
    scratch: Scratch<'a>,
    /// Nodes with a lag that is a part of a duration.
    in_percent: Vec<usize>,
    /// For each node its position among what is drawn, or [`NONE`].
    drawn: Vec<u32>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(network: &'a Network, calendars: &'a Calendars, draws: &Draws) -> Self {
        let mut in_percent = Vec::new();
        {
            let prepared = network.prepare(calendars);
            in_percent.extend((0..prepared.nodes.len()).filter(|node| has_percent(&prepared, *node)));
        }
        let scratch = Scratch::new(network, calendars, |node| in_percent.binary_search(&node).is_ok());
        let prepared = &scratch.prepared;
        let of = |node: usize| {
            let task = prepared.graph.nodes[node].task as usize;
            if prepared.is_leaf(node) { draws.of[task].unwrap_or(NONE) } else { NONE }
        };
        let drawn = (0..prepared.nodes.len()).map(of).collect();
        Self { scratch, in_percent, drawn }
    }

    /// Simulates samples in this thread.
    pub(super) fn run(mut self, engine: &Engine<'_>, order: Order<'_>) -> Sheet {
        let mut sheet = Sheet::new(engine.network.projects.len(), engine.wanted, self.drawn.len());
        let mut weather = order.draws.no_weather();
        let mut minutes = vec![Lanes::of(0); order.draws.drawn.len()];
        for samples in order.samples.chunks(LANES) {
            let last = samples.last().copied().unwrap_or_default();
            let numbers = Lanes(std::array::from_fn(|lane| samples.get(lane).copied().unwrap_or(last)));
            order.draws.weather(engine.tables, &numbers, &mut weather);
            for (drawn, own) in order.draws.drawn.iter().zip(&mut minutes) {
                order.draws.fill(drawn, engine.tables, &weather, own);
            }
            for lane in 0..samples.len() {
                self.sample(|drawn| minutes[drawn as usize].0[lane]);
                self.put_down(engine, &mut sheet);
            }
        }
        sheet
    }

    /// Both passes with durations as drawn.
    fn sample(&mut self, minutes: impl Fn(u32) -> i32) {
        for (node, drawn) in self.drawn.iter().enumerate().filter(|(_, drawn)| **drawn != NONE) {
            self.scratch.set(node, minutes(*drawn));
        }
        let drawn = &self.drawn;
        for node in &self.in_percent {
            self.scratch.set_lags(*node, |from| Some(drawn[from]).filter(|drawn| *drawn != NONE).map(&minutes));
        }
        self.scratch.with(|pass| pass.again());
    }

    fn put_down(&self, engine: &Engine<'_>, sheet: &mut Sheet) {
        let prepared = &self.scratch.prepared;
        let mut ends = vec![None; engine.network.projects.len()];
        for node in (0..prepared.nodes.len()).filter(|node| prepared.is_leaf(*node)) {
            let project = prepared.nodes[node].project as usize;
            ends[project] = ends[project].max(Some(self.finish(node)));
            let done = matches!(prepared.task(node).progress, Progress::Finished { .. });
            let limit = engine.network.projects[project].critical_limit;
            sheet.critical[node] += u32::from(!done && i64::from(self.scratch.times[node].float) <= limit);
        }
        for (finishes, end) in sheet.projects.iter_mut().zip(ends) {
            finishes.extend(end);
        }
        for (finishes, nodes) in sheet.goals.iter_mut().zip(&engine.wanted.goals) {
            finishes.extend(nodes.iter().map(|node| self.finish(*node as usize)).max());
        }
        for (kept, (node, deadline)) in sheet.kept.iter_mut().zip(&engine.wanted.deadlines) {
            *kept += u32::from(self.finish(*node as usize) <= *deadline);
        }
    }

    /// Where a leaf is planned to finish.
    fn finish(&self, node: usize) -> Minute {
        let prepared = &self.scratch.prepared;
        let times = &self.scratch.times[node];
        let project = &prepared.network.projects[prepared.nodes[node].project as usize];
        let backwards = matches!(project.direction, Direction::FromFinish(_));
        if backwards && prepared.moves(node) && times.float > 0 { times.late_finish } else { times.early_finish }
    }
}

/// Whether a lag into a node is a percentage of a leaf.
fn has_percent(prepared: &Prepared<'_>, node: usize) -> bool {
    let graph = &prepared.graph;
    graph.ties[graph.first[node] as usize..graph.first[node + 1] as usize].iter().any(|tie| {
        let link = prepared.network.links.get(tie.link as usize);
        link.is_some_and(|link| matches!(link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_)))
    })
}
