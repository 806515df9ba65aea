//! Activities of which no two run at the same time, in a row.

use super::windows::Windows;

/// The longest row found: from each activity on, the longest ones are added that stand apart from all in the row. Before
/// the row lies the smallest head of its members and behind it the smallest tail.
pub(super) fn in_a_row(windows: &Windows) -> i32 {
    let durations = &windows.durations;
    let mut by_length: Vec<usize> = (0..durations.len()).filter(|activity| durations[*activity] > 0).collect();
    let weight = |activity: usize| {
        let others = windows.apart[activity].iter().map(|word| word.count_ones()).sum::<u32>();
        (durations[activity], others)
    };
    by_length.sort_by_key(|activity| std::cmp::Reverse((weight(*activity), *activity)));
    let mut longest = 0;
    for first in &by_length {
        let mut room = windows.apart[*first].clone();
        let mut row = vec![*first];
        for other in &by_length {
            if room[other / 64] >> (other % 64) & 1 == 1 {
                row.push(*other);
                room.iter_mut().zip(&windows.apart[*other]).for_each(|(word, apart)| *word &= apart);
            }
        }
        let length: i32 = row.iter().map(|activity| durations[*activity]).sum();
        let head = row.iter().map(|activity| windows.heads[*activity]).min().unwrap_or(0);
        let after = |activity: &usize| windows.tails[*activity] - durations[*activity];
        longest = longest.max(head + length + row.iter().map(after).min().unwrap_or(0));
    }
    longest
}
