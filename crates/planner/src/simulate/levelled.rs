//! Simulation with levelling per sample: whoever levels is handed the durations of a sample and says when tasks finish.
//!
//! The engine draws, counts and compares as always; only the dates come from elsewhere. So any rule by which people are
//! assigned can be simulated, at the price of that rule. Float says nothing about who waits for whose hands, so there is
//! no criticality; cruciality and what-if questions are answered.

use super::draws::{Draws, LANES, Lanes, planned};
use super::engine::{Engine, Order, Sheet};
use crate::minute::Minute;
use crate::network::{Network, TaskIndex};

/// Samples of which the minutes are laid out at a time: what is read of a task for these lies together.
const ROWS: usize = 8;

/// Levels a sample: from the minutes of each task (what remains of those that have started) to their finishes.
type Level<'l> = &'l mut dyn FnMut(&[i64], &mut [Option<Minute>]);

/// Makes levellers, one for each thread.
pub(super) trait Levellers: Sync {
    /// Hands a new leveller to some work.
    fn with(&self, work: &mut dyn FnMut(Level<'_>));
}

impl<F, L> Levellers for F
where
    F: Fn() -> L + Sync,
    L: FnMut(&[i64], &mut [Option<Minute>]),
{
    fn with(&self, work: &mut dyn FnMut(Level<'_>)) {
        work(&mut self());
    }
}

/// What is needed to simulate with levelling.
#[derive(Clone, Copy)]
pub(super) struct Levelling<'a> {
    pub(super) levellers: &'a dyn Levellers,
    /// The task of each node.
    pub(super) tasks: &'a [u32],
    /// The tasks that are no summaries and take part.
    pub(super) leaves: &'a [u32],
}

/// Simulates samples in this thread.
pub(super) fn run(levelling: Levelling<'_>, engine: &Engine<'_>, order: Order<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    levelling.levellers.with(&mut |level| sheet = with(level, levelling, engine, order));
    sheet
}

fn with(level: Level<'_>, levelling: Levelling<'_>, engine: &Engine<'_>, order: Order<'_>) -> Sheet {
    let network = engine.network;
    let mut sheet = Sheet::new(network.projects.len(), engine.wanted, 0);
    let mut weather = order.draws.no_weather();
    let mut drawn = vec![Lanes::of(0); order.draws.drawn.len()];
    let mut rows = vec![lengths(network); ROWS];
    let mut finishes = vec![None; network.tasks.len()];
    for samples in order.samples.chunks(LANES) {
        let last = samples.last().copied().unwrap_or_default();
        let numbers = Lanes(std::array::from_fn(|lane| samples.get(lane).copied().unwrap_or(last)));
        order.draws.weather(engine.tables, &numbers, &mut weather);
        for (task, own) in order.draws.drawn.iter().zip(&mut drawn) {
            order.draws.fill(task, engine.tables, &weather, own);
        }
        for first in (0..samples.len()).step_by(ROWS) {
            set(order.draws, &drawn, first, &mut rows);
            for minutes in rows.iter().take(samples.len() - first) {
                finishes.fill(None);
                level(minutes, &mut finishes);
                put_down(levelling, engine, &finishes, &mut sheet);
            }
        }
    }
    sheet
}

/// The minutes of each task when nothing is uncertain.
fn lengths(network: &Network) -> Vec<i64> {
    (0u32..).zip(&network.tasks).map(|(index, _)| i64::from(planned(network, TaskIndex(index)))).collect()
}

/// Lays out the minutes of some samples from the first on, a row for each.
fn set(draws: &Draws, drawn: &[Lanes], first: usize, rows: &mut [Vec<i64>]) {
    for (task, own) in draws.drawn.iter().zip(drawn) {
        for (row, minutes) in rows.iter_mut().zip(&own.0[first..]) {
            row[task.task.0 as usize] = i64::from(*minutes);
        }
    }
}

fn put_down(levelling: Levelling<'_>, engine: &Engine<'_>, finishes: &[Option<Minute>], sheet: &mut Sheet) {
    let mut ends = vec![None; engine.network.projects.len()];
    for task in levelling.leaves {
        let project = engine.network.tasks[*task as usize].project.0 as usize;
        // What was given no date holds nothing up.
        ends[project] = ends[project].max(Some(finishes[*task as usize].unwrap_or(Minute::EARLIEST)));
    }
    for (own, end) in sheet.projects.iter_mut().zip(ends) {
        own.extend(end);
    }
    let finish = |node: &u32| finishes[levelling.tasks[*node as usize] as usize];
    for (own, nodes) in sheet.goals.iter_mut().zip(&engine.wanted.goals) {
        let last = nodes.iter().map(|node| finish(node).unwrap_or(Minute::EARLIEST)).max();
        own.extend(last);
    }
    for (kept, (node, deadline)) in sheet.kept.iter_mut().zip(&engine.wanted.deadlines) {
        *kept += u32::from(finish(node).is_some_and(|finish| finish <= *deadline));
    }
}
