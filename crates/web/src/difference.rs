//! Differences between two texts, as one reads them: which paragraphs came and went, and which words changed inside a paragraph.
//!
//! Paragraphs are compared by their words; how they are set (bold, a heading of another level) is not compared. Long stretches that stayed are left out and
//! counted.

use std::collections::BTreeMap;
use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use crate::format;
use crate::markdown::{Block, BlockKind, blocks};

/// Paragraphs that stayed are shown up to this many on either side of a change.
const AROUND: usize = 1;
/// Two paragraphs are one that was reworded where they share this much of their words, in hundredths.
const ALIKE: usize = 40;
/// No two paragraphs are compared longer than this; then they count as wholly other.
const PATIENCE: Duration = Duration::from_millis(200);

/// What changed from one text to another.
#[derive(Clone, Debug, PartialEq, Eq, Template, serde::Serialize)]
#[template(path = "parts/difference.html")]
pub struct Difference {
    /// The paragraphs in their order, those that went before those that came.
    pub passages: Vec<Passage>,
}

impl HtmlSafe for Difference {}

/// One paragraph, or a stretch that is left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Passage {
    /// What became of it.
    pub fate: Fate,
    /// Whether it is a heading.
    pub heading: bool,
    /// Its words.
    pub runs: Vec<Run>,
}

/// What became of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Fate {
    /// It stayed as it was.
    Stayed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Some of its words changed.
    Reworded,
    /// So many paragraphs stayed and are not shown.
    Skipped(usize),
}

/// Words that stayed, came or went together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Run {
    /// They stayed.
    Same(String),
    /// They came.
    Inserted(String),
    /// They went.
    Deleted(String),
}

impl Difference {
    /// What changed from one text (Markdown) to another.
    pub fn between(from: &str, to: &str) -> Difference {
        let (old, new) = (blocks(from), blocks(to));
        let mut passages = Vec::new();
        let (mut gone, mut came): (Vec<&Block>, Vec<&Block>) = (Vec::new(), Vec::new());
        for step in similar::capture_diff_slices(Algorithm::Myers, &old, &new) {
            let (_, from, to) = step.as_tag_tuple();
            let (from, to) = (old.get(from).unwrap_or_default(), new.get(to).unwrap_or_default());
            if matches!(step, DiffOp::Equal { .. }) {
                passages.extend(changed(&std::mem::take(&mut gone), &std::mem::take(&mut came)));
                passages.extend(to.iter().map(|block| whole(block, Fate::Stayed)));
            } else {
                gone.extend(from);
                came.extend(to);
            }
        }
        passages.extend(changed(&gone, &came));
        Difference { passages: shortened(passages) }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.passages.iter().all(|passage| matches!(passage.fate, Fate::Stayed | Fate::Skipped(_)))
    }

    /// "2 paragraphs added, 1 changed."
    pub fn sentence(&self) -> String {
        let count = |fate: Fate| self.passages.iter().filter(|passage| passage.fate == fate).count();
        let counts = [(count(Fate::Added), "added"), (count(Fate::Removed), "removed"), (count(Fate::Reworded), "changed")];
        let mut parts: Vec<String> = Vec::new();
        for (number, what) in counts.into_iter().filter(|(number, _)| *number > 0) {
            let noun = if parts.is_empty() { format::count(number, "paragraph", "paragraphs") } else { number.to_string() };
            parts.push(format!("{noun} {what}"));
        }
        if parts.is_empty() { "The words are the same.".to_owned() } else { format!("{}.", parts.join(", ")) }
    }
}

fn whole(block: &Block, fate: Fate) -> Passage {
    let words = block.words.clone();
    let run = match fate {
        Fate::Added => Run::Inserted(words),
        Fate::Removed => Run::Deleted(words),
        Fate::Stayed | Fate::Reworded | Fate::Skipped(_) => Run::Same(words),
    };
    Passage { fate, heading: block.kind == BlockKind::Heading, runs: vec![run] }
}

/// What went and what came in one place: a paragraph that came is paired with the next one that went and is like it.
fn changed(gone: &[&Block], came: &[&Block]) -> Vec<Passage> {
    let (mut passages, mut added) = (Vec::new(), Vec::new());
    let mut at = 0;
    for new in came {
        let rest = gone.get(at..).unwrap_or_default();
        let like = |old: &&Block| {
            let heading = |block: &Block| block.kind == BlockKind::Heading;
            heading(old) == heading(new) && alike(&old.words, &new.words) >= ALIKE
        };
        let Some(found) = rest.iter().position(like) else {
            added.push(whole(new, Fate::Added));
            continue;
        };
        passages.extend(rest.iter().take(found).map(|old| whole(old, Fate::Removed)));
        passages.append(&mut added);
        passages.extend(rest.get(found).map(|old| reworded(old, new)));
        at += found + 1;
    }
    passages.extend(gone.iter().skip(at).map(|old| whole(old, Fate::Removed)));
    passages.append(&mut added);
    passages
}

/// How much of their words two paragraphs share, in hundredths.
fn alike(one: &str, other: &str) -> usize {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total: usize = 0;
    for word in one.split_whitespace() {
        *counts.entry(word).or_default() += 1;
        total += 1;
    }
    let mut shared: usize = 0;
    for word in other.split_whitespace() {
        total += 1;
        if let Some(left) = counts.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            shared += 2;
        }
    }
    (shared * 100).checked_div(total).unwrap_or(100)
}

fn reworded(old: &Block, new: &Block) -> Passage {
    let (before, after) = (words(&old.words), words(&new.words));
    let difference = TextDiff::configure().timeout(PATIENCE).diff_slices(&before, &after);
    let mut runs: Vec<Run> = Vec::new();
    for change in difference.iter_all_changes() {
        let words = change.value();
        match (change.tag(), runs.last_mut()) {
            (ChangeTag::Equal, Some(Run::Same(text)))
            | (ChangeTag::Insert, Some(Run::Inserted(text)))
            | (ChangeTag::Delete, Some(Run::Deleted(text))) => text.push_str(words),
            (ChangeTag::Equal, _) => runs.push(Run::Same(words.to_owned())),
            (ChangeTag::Insert, _) => runs.push(Run::Inserted(words.to_owned())),
            (ChangeTag::Delete, _) => runs.push(Run::Deleted(words.to_owned())),
        }
    }
    Passage { fate: Fate::Reworded, heading: new.kind == BlockKind::Heading, runs }
}

/// A text in words, blanks and signs, so that a word stays the same where only the comma behind it came.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() {
            rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// Stretches that stayed become a count, but for what stands beside a change.
fn shortened(passages: Vec<Passage>) -> Vec<Passage> {
    let touched: Vec<usize> =
        passages.iter().enumerate().filter(|(_, passage)| passage.fate != Fate::Stayed).map(|(at, _)| at).collect();
    let near = |at: usize| touched.iter().any(|touched| touched.abs_diff(at) <= AROUND);
    let mut short: Vec<Passage> = Vec::new();
    for (at, passage) in passages.into_iter().enumerate() {
        if near(at) {
            short.push(passage);
        } else if let Some(Passage { fate: Fate::Skipped(count), .. }) = short.last_mut() {
            *count += 1;
        } else {
            short.push(Passage { fate: Fate::Skipped(1), heading: false, runs: Vec::new() });
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line a passage: its fate, and words in `{+ +}` and `[- -]`.
    fn read(from: &str, to: &str) -> String {
        let line = |passage: &Passage| {
            let mark = match passage.fate {
                Fate::Stayed => "  ".to_owned(),
                Fate::Added => "+ ".to_owned(),
                Fate::Removed => "- ".to_owned(),
                Fate::Reworded => "~ ".to_owned(),
                Fate::Skipped(count) => format!(".. {count}"),
            };
            let runs = passage.runs.iter().map(|run| match run {
                Run::Same(words) => words.clone(),
                Run::Inserted(words) => format!("{{+{words}+}}"),
                Run::Deleted(words) => format!("[-{words}-]"),
            });
            format!("{mark}{}", runs.collect::<String>())
        };
        let difference = Difference::between(from, to);
        let lines: Vec<String> = difference.passages.iter().map(line).collect();
        format!("{}\n{}", lines.join("\n"), difference.sentence())
    }

    #[test]
    fn words_are_marked_inside_a_paragraph_and_paragraphs_as_a_whole() {
        let from = "# Shafts\n\nNobody enters alone.\n\nMeasure the air every ten minutes.\n\nCall the control room first.";
        let to = "# Shafts\n\nNobody enters alone.\n\nMeasure the air every five minutes.\n\n- The tripod stands.";
        insta::assert_snapshot!(read(from, to), @"
        .. 1
          Nobody enters alone.
        ~ Measure the air every [-ten-]{+five+} minutes.
        - [-Call the control room first.-]
        + {+The tripod stands.+}
        1 paragraph added, 1 removed, 1 changed.
        ");
    }

    #[test]
    fn a_comma_behind_a_word_leaves_the_word_as_it_was() {
        insta::assert_snapshot!(read("The cover is lifted and stays.", "The cover is lifted, and stays."), @"
        ~ The cover is lifted{+,+} and stays.
        1 paragraph changed.
        ");
    }

    #[test]
    fn other_marks_around_the_same_words_are_no_difference() {
        assert!(Difference::between("*Two* words", "Two\nwords").is_empty());
        assert_eq!(Difference::between("a", "a").sentence(), "The words are the same.");
    }
}
