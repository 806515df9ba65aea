//! What each task has to do with the finish of its project: how often it is critical, and whether the finish is late
//! when the task is long.
//!
//! Cruciality (Williams 1992) is a rank correlation. The rank of a duration among many samples is, but for chance, the
//! height of its number in its distribution, and numbers are counted again at no cost; only durations with risks in
//! them are sorted.

use super::distribution::{Share, TaskShare, count};
use super::draws::{Drawn, Draws, Grade, LANES, Lanes};
use super::engine::{Engine, Sheet};
use crate::minute::Minute;
use crate::network::Progress;
use crate::prepared::Prepared;

/// Criticality (of so many samples, when it was asked for) and cruciality of each task.
pub(super) fn of_tasks(
    prepared: &Prepared<'_>,
    draws: &Draws,
    sheet: &Sheet,
    cruciality: &[Option<f64>],
    of: Option<u32>,
) -> Vec<Option<TaskShare>> {
    let mut tasks = vec![None; prepared.network.tasks.len()];
    for node in (0..prepared.nodes.len()).filter(|node| prepared.is_leaf(*node)) {
        let task = prepared.graph.nodes[node].task as usize;
        let done = matches!(prepared.network.tasks[task].progress, Progress::Finished { .. });
        let times = if done { 0 } else { sheet.critical.get(node).copied().unwrap_or(0) };
        let drawn = draws.of[task].and_then(|drawn| cruciality.get(drawn as usize).copied().flatten());
        tasks[task] = Some(TaskShare { criticality: of.map(|of| Share { times, of }), cruciality: drawn });
    }
    tasks
}

/// Ranks of numbers, twice their place, the mean of the places among equals.
fn ranks<T: Ord + Copy>(numbers: &[T]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count(numbers.len())).collect();
    order.sort_unstable_by_key(|index| numbers[*index as usize]);
    let mut ranks = vec![0; numbers.len()];
    let mut place = 0;
    for equal in order.chunk_by(|one, other| numbers[*one as usize] == numbers[*other as usize]) {
        let next = place + count(equal.len());
        for index in equal {
            ranks[*index as usize] = place + next - 1;
        }
        place = next;
    }
    ranks
}

/// Sums of which a correlation is made.
#[derive(Clone, Copy, Default)]
struct Sums {
    own: i128,
    squares: i128,
    products: i128,
}

/// The ranks of a project's finishes.
struct Finishes {
    ranks: Vec<u32>,
    sum: i128,
    squares: i128,
}

impl Finishes {
    fn new(finishes: &[Minute]) -> Self {
        let ranks = ranks(finishes);
        let sum = ranks.iter().map(|rank| i128::from(*rank)).sum();
        let squares = ranks.iter().map(|rank| i128::from(*rank) * i128::from(*rank)).sum();
        Self { ranks, sum, squares }
    }

    /// Pearson's correlation of ranks; none when either does not vary.
    fn correlation(&self, own: Sums) -> Option<f64> {
        let of = self.ranks.len() as i128;
        let shared = own.products * of - own.own * self.sum;
        let (one, other) = (own.squares * of - own.own * own.own, self.squares * of - self.sum * self.sum);
        (one > 0 && other > 0).then(|| shared as f64 / ((one as f64).sqrt() * (other as f64).sqrt()))
    }
}

/// For each drawn task the rank correlation of its duration with the finish of its project.
pub(super) fn crucialities(engine: &Engine<'_>, draws: &Draws, sheet: &Sheet, samples: u32) -> Vec<Option<f64>> {
    let projects: Vec<Finishes> = sheet.projects.iter().map(|finishes| Finishes::new(finishes)).collect();
    let grade = Grade::new();
    let share = draws.drawn.len().div_ceil(engine.threads).max(1);
    let some = |drawn: &[Drawn]| of_some(engine, draws, &projects, &grade, (drawn, samples));
    std::thread::scope(|scope| {
        let threads: Vec<_> = draws.drawn.chunks(share).map(|drawn| (drawn, scope.spawn(move || some(drawn)))).collect();
        let joined = threads.into_iter().map(|(drawn, thread)| thread.join().unwrap_or_else(|_| some(drawn)));
        joined.flatten().collect()
    })
}

fn of_some(
    engine: &Engine<'_>,
    draws: &Draws,
    projects: &[Finishes],
    grade: &Grade,
    (some, samples): (&[Drawn], u32),
) -> Vec<Option<f64>> {
    let project = |drawn: &Drawn| engine.network.tasks[drawn.task.0 as usize].project.0 as usize;
    let mut sums = vec![Sums::default(); some.len()];
    let mut sorted: Vec<Option<Vec<i32>>> = vec![None; some.len()];
    let mut weather = draws.no_weather();
    let mut minutes = Lanes::of(0);
    for first in (0..samples).step_by(LANES) {
        let lanes = LANES.min((samples - first) as usize);
        let numbers = Lanes(std::array::from_fn(|lane| first + count(lane)));
        draws.weather(engine.tables, &numbers, &mut weather);
        for ((drawn, sums), sorted) in some.iter().zip(&mut sums).zip(&mut sorted) {
            let Some(ranks) = projects[project(drawn)].ranks.get(first as usize..first as usize + lanes) else { continue };
            let Some(grades) = draws.grades(drawn, grade, &weather, engine.tables) else {
                draws.fill(drawn, engine.tables, &weather, &mut minutes);
                sorted.get_or_insert_default().extend_from_slice(&minutes.0[..lanes]);
                continue;
            };
            add(sums, &grades.0[..lanes], ranks);
        }
    }
    let together = some.iter().zip(sums).zip(sorted).map(|((drawn, mut sums), sorted)| {
        let finishes = projects.get(project(drawn)).filter(|finishes| !finishes.ranks.is_empty())?;
        if let Some(minutes) = sorted {
            add(&mut sums, &ranks(&minutes), &finishes.ranks);
        }
        finishes.correlation(sums)
    });
    together.collect()
}

fn add(sums: &mut Sums, own: &[u32], other: &[u32]) {
    for (own, other) in own.chunks(LANES).zip(other.chunks(LANES)) {
        let (mut sum, mut squares, mut products) = (0u64, 0u64, 0u64);
        for (own, other) in own.iter().zip(other) {
            sum += u64::from(*own);
            squares += u64::from(*own) * u64::from(*own);
            products += u64::from(*own) * u64::from(*other);
        }
        sums.own += i128::from(sum);
        sums.squares += i128::from(squares);
        sums.products += i128::from(products);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_share_their_ranks() {
        assert_eq!(ranks(&[30, 10, 20, 10]), [6, 1, 4, 1]);
    }
}
