//! Runs samples: divides them among threads, goes over the parts of the network, and puts down what was asked for.
//!
//! Each thread takes a run of whole blocks and has memory of its own. What it counts are whole numbers, so that putting
//! them together in any way gives the same.

use fearless_simd::Level;

use super::draws::{Draws, LANES, Lanes, Tables};
use super::exact::Exact;
use super::kernel::{Job, State, run};
use super::levelled::{self, Levelling};
use super::program::Program;
use super::whole::Whole;
use crate::calendar::Calendars;
use crate::hierarchy::NONE;
use crate::minute::Minute;
use crate::network::Network;

/// What is put down about each sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// For each goal the nodes of its leaves.
    pub(super) goals: Vec<Vec<u32>>,
    /// Deadlines of leaves.
    pub(super) deadlines: Vec<(u32, Minute)>,
}

/// What samples gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    /// For each project its finish in each sample; empty when it was not simulated.
    pub(super) projects: Vec<Vec<Minute>>,
    /// For each goal its finish in each sample; empty when none of its parts was simulated.
    pub(super) goals: Vec<Vec<Minute>>,
    /// For each deadline in how many samples it was kept.
    pub(super) kept: Vec<u32>,
    /// For each node in how many samples it was critical.
    pub(super) critical: Vec<u32>,
}

impl Sheet {
    pub(super) fn new(projects: usize, wanted: &Wanted, nodes: usize) -> Self {
        Self {
            projects: vec![Vec::new(); projects],
            goals: vec![Vec::new(); wanted.goals.len()],
            kept: vec![0; wanted.deadlines.len()],
            critical: vec![0; nodes],
        }
    }

    /// Adds what the samples behind these gave.
    fn append(&mut self, mut other: Self) {
        let finishes = self.projects.iter_mut().chain(&mut self.goals);
        for (own, more) in finishes.zip(other.projects.iter_mut().chain(&mut other.goals)) {
            own.append(more);
        }
        let counts = self.kept.iter_mut().chain(&mut self.critical);
        for (own, more) in counts.zip(other.kept.iter().chain(&other.critical)) {
            *own += more;
        }
    }
}

/// What is simulated.
#[derive(Clone, Copy)]
pub(super) struct Engine<'a> {
    pub(super) network: &'a Network,
    pub(super) calendars: &'a Calendars,
    /// How the network is simulated step by step, when it can be.
    pub(super) program: Option<&'a Program<'a>>,
    /// Who levels each sample, when anybody does.
    pub(super) levelling: Option<Levelling<'a>>,
    pub(super) tables: &'a Tables,
    pub(super) wanted: &'a Wanted,
    pub(super) threads: usize,
    /// The instructions of the machine.
    pub(super) level: Level,
}

/// Which samples are simulated.
#[derive(Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) draws: &'a Draws,
    pub(super) samples: &'a [u32],
    /// Parts of the program; all when there is none to choose.
    pub(super) parts: Option<&'a [usize]>,
    pub(super) criticality: bool,
}

impl Engine<'_> {
    /// Simulates samples.
    pub(super) fn run(&self, order: Order<'_>) -> Sheet {
        let blocks = order.samples.len().div_ceil(LANES);
        let share = blocks.div_ceil(self.threads.clamp(1, blocks.max(1))).max(1) * LANES;
        let chunks: Vec<Order<'_>> = order.samples.chunks(share).map(|samples| Order { samples, ..order }).collect();
        let Some((first, rest)) = chunks.split_first() else {
            return self.alone(order);
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = rest.iter().map(|order| scope.spawn(|| self.alone(*order))).collect();
            let mut sheet = self.alone(*first);
            for (other, order) in others.into_iter().zip(rest) {
                // A thread that was lost is made up for here, so that nothing is missing.
                sheet.append(other.join().unwrap_or_else(|_| self.alone(*order)));
            }
            sheet
        })
    }

    /// The same in this thread.
    fn alone(&self, order: Order<'_>) -> Sheet {
        match (self.levelling, self.program) {
            (Some(levelling), _) => levelled::run(levelling, self, order),
            (None, Some(program)) => self.by_lanes(program, order),
            (None, None) => Whole::new(self.network, self.calendars, order.draws).run(self, order),
        }
    }

    fn by_lanes(&self, program: &Program<'_>, order: Order<'_>) -> Sheet {
        let mut state = State::new(program, order.draws, self.network.projects.len());
        let mut exact = Exact::new(self.network, self.calendars, program);
        let mut sheet = Sheet::new(self.network.projects.len(), self.wanted, 0);
        let all: Vec<usize> = (0..program.ranges.len()).collect();
        for part in order.parts.unwrap_or(&all) {
            let job = Job { program, draws: order.draws, tables: self.tables, part: *part, criticality: order.criticality };
            let marks = Marks::new(self.wanted, program, *part);
            for (block, samples) in order.samples.chunks(LANES).enumerate() {
                let last = samples.last().copied().unwrap_or_default();
                let numbers = Lanes(std::array::from_fn(|lane| samples.get(lane).copied().unwrap_or(last)));
                state.valid = Lanes(std::array::from_fn(|lane| i32::from(lane < samples.len())));
                run(self.level, &job, &numbers, &mut state, &mut exact);
                marks.put_down(&job, &state, block * LANES, samples.len(), &mut sheet);
            }
        }
        sheet.critical = state.critical;
        sheet
    }
}

/// What is put down of a part of a program.
struct Marks {
    projects: Vec<u32>,
    /// Goal and node.
    goals: Vec<(usize, usize)>,
    /// Deadline, node and last place.
    deadlines: Vec<(usize, usize, i32)>,
}

impl Marks {
    fn new(wanted: &Wanted, program: &Program<'_>, part: usize) -> Self {
        let range = &program.ranges[part];
        let mut projects: Vec<u32> = program.slots[program.slots_of[part].clone()].iter().map(|slot| slot.project).collect();
        projects.sort_unstable();
        projects.dedup();
        let within = |node: u32| node != NONE && range.contains(&(node as usize));
        let nodes = wanted.goals.iter().enumerate();
        let goals =
            nodes.flat_map(|(goal, nodes)| nodes.iter().filter(|node| within(**node)).map(move |node| (goal, *node as usize)));
        let deadlines = wanted.deadlines.iter().enumerate().filter(|(_, (node, _))| within(*node));
        let deadlines = deadlines.map(|(index, (node, deadline))| {
            let axis = &program.axes[program.nodes[*node as usize].axis as usize];
            (index, *node as usize, axis.last_place(*deadline))
        });
        Self { projects, goals: goals.collect(), deadlines: deadlines.collect() }
    }

    fn put_down(&self, job: &Job<'_>, state: &State, first: usize, count: usize, sheet: &mut Sheet) {
        let range = &job.program.ranges[job.part];
        for project in self.projects.iter().map(|project| *project as usize) {
            let ends = state.ends[project].0[..count].iter();
            sheet.projects[project].extend(ends.map(|end| Minute::from_ordinal(*end)));
        }
        for (goal, node) in &self.goals {
            let axis = &job.program.axes[job.program.nodes[*node].axis as usize];
            let finishes = &mut sheet.goals[*goal];
            finishes.resize(finishes.len().max(first + count), Minute::EARLIEST);
            for (own, place) in finishes[first..first + count].iter_mut().zip(&state.finish[*node - range.start].0) {
                *own = (*own).max(axis.minute(*place));
            }
        }
        for (index, node, last) in &self.deadlines {
            let places = state.finish[*node - range.start].0[..count].iter();
            sheet.kept[*index] += places.map(|place| u32::from(place <= last)).sum::<u32>();
        }
    }
}
