//! How many lists a second of processor time are decoded, on one core.

use std::path::Path;

use planner::compact::Compact;
use planner::search::{Decoder, Way};

use crate::clock::cpu_seconds;
use crate::{instances, problem, read};

/// Lists that are decoded in turns, so that no branch is learned by heart.
const LISTS: usize = 64;

/// Decodes of each instance.
const DECODES: usize = 100_000;

/// Decodes lists by chance and lists that the search would breed (justified ones), forwards and backwards.
///
/// # Errors
///
/// What cannot be read.
pub(crate) fn run(folder: &Path, sample: usize) -> Result<(), String> {
    let (mut alone, mut in_pairs, mut decodes) = (0.0, 0.0, 0usize);
    let (mut sum, mut twice) = (0u64, 0u64);
    for path in instances(folder, sample)? {
        let instance = read::read(&path)?;
        let mut decoder = Compact::new(&problem(&instance)).ok_or("cannot be decoded as it is numbered")?;
        let lists = lists(&mut decoder);
        let mut twin = decoder.clone();
        let before = cpu_seconds();
        for round in 0..DECODES {
            let (way, list) = &lists[round % LISTS];
            sum += u64::from(decoder.decode(list, *way));
        }
        let between = cpu_seconds();
        alone += between - before;
        for round in 0..DECODES / 2 {
            let (way, list) = &lists[2 * round % LISTS];
            let lists = [list.as_slice(), lists[2 * round % LISTS + 1].1.as_slice()];
            let ends = Compact::decode_two([&mut decoder, &mut twin], lists, *way, [None, None]);
            twice += ends.into_iter().flatten().map(u64::from).sum::<u64>();
        }
        in_pairs += cpu_seconds() - between;
        decodes += DECODES;
    }
    if sum != twice {
        return Err(format!("makespans sum up to {sum} alone and to {twice} in pairs"));
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate is printed with three digits")]
    let rate = |seconds: f64| decodes as f64 / seconds.max(0.01) / 1_000.0;
    println!("one list at a time            {:.0}k schedules a processor second", rate(alone));
    println!("two lists in turns            {:.0}k schedules a processor second", rate(in_pairs));
    println!("{decodes} decodes each, makespans sum up to {sum}");
    Ok(())
}

/// Justified lists of both ways, begun by chance.
fn lists(decoder: &mut Compact) -> Vec<(Way, Vec<u32>)> {
    let count = decoder.activities();
    let mut chance = 7u64;
    let mut lists = Vec::new();
    for number in 0..LISTS {
        let mut keys: Vec<u64> = Vec::new();
        for activity in 0..count {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let before = decoder.predecessors(activity).iter().map(|before| keys[*before as usize]).max().unwrap_or(0);
            keys.push(before + (chance >> 48));
        }
        let mut list: Vec<u32> = (0..count).collect();
        list.sort_by_key(|activity| keys[*activity as usize]);
        let mut way = Way::Forwards;
        for _ in 0..1 + number / 2 % 2 {
            decoder.decode(&list, way);
            decoder.turn(way, &mut list);
            way = way.turned();
        }
        lists.push((way, list));
    }
    lists
}
