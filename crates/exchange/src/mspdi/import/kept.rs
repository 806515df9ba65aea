//! What becomes of a record's elements: their value is in a field, it is computed here anew, or they are kept as they stand.
//!
//! What is kept becomes remainders: the elements of a record one after the other, and those inside another element under its path. Texts are cut where they
//! are longer than a remainder may be; the parts put together again are the whole.

use super::super::parse::decimal;
use super::super::plan::Remainder;
use super::super::xml::{Element, parsed};
use organization::can_be_shown;
use std::collections::BTreeMap;

/// The most letters of one remainder.
const LONGEST: usize = 90_000;

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// Its value is in a field of a record.
    Imported,
    /// It says what is computed here.
    Computed,
    /// It is kept as it stands.
    Kept,
    /// It is a record of its own, and counted there.
    Elsewhere,
}

/// A text that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The record, and the path inside it: `Task`, `Task/PredecessorLink[1]`.
    pub(super) name: String,
    /// The elements.
    pub(super) xml: String,
}

/// The elements of a record, counted and sorted.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// What is kept, in order.
    pub(super) pieces: Vec<Piece>,
    /// Elements whose value is in a field, the record's own element among them.
    pub(super) imported: u64,
    /// Elements that say what is computed here.
    pub(super) computed: u64,
    /// Elements that are kept.
    pub(super) kept: u64,
    /// How often each element is kept, by its path.
    pub(super) names: BTreeMap<String, u64>,
}

impl Sorted {
    /// A record of which everything is kept.
    pub(super) fn whole(word: &str, xml: &str) -> Sorted {
        let count = parsed(xml).map_or(1, |root| root.elements);
        Sorted {
            pieces: vec![Piece { name: word.to_owned(), xml: xml.to_owned() }],
            kept: count,
            names: BTreeMap::from([("(whole)".to_owned(), 1)]),
            ..Sorted::default()
        }
    }

    /// Sorts the elements of a record. The meaning is asked for with an element's name and the number that it has among those of its name.
    pub(super) fn of(word: &str, xml: &str, rest: &Remainder, meaning: &dyn Fn(&str, usize) -> Becomes) -> Sorted {
        let Ok(root) = parsed(xml) else { return Sorted::whole(word, xml) };
        let mut sorted = Sorted { imported: 1, ..Sorted::default() };
        let mut unread =
            rest.parts.iter().filter(|part| part.within.is_empty()).map(|part| part.xml.as_str()).collect::<String>();
        let (mut own, mut numbers, mut whole) = (String::new(), BTreeMap::new(), Vec::new());
        for element in &root.children {
            let text = xml.get(element.range.clone()).unwrap_or_default();
            let name = element.name.rsplit(':').next().unwrap_or_default();
            let number = numbers.entry(name).and_modify(|number| *number += 1).or_insert(1_usize);
            let mut becomes = meaning(name, *number);
            if let Some(left) = unread.strip_prefix(text).filter(|_| !text.is_empty()) {
                unread = left.to_owned();
                becomes = Becomes::Kept;
            }
            if becomes == Becomes::Imported && has_seconds(&element.text) {
                becomes = Becomes::Kept;
            }
            match becomes {
                Becomes::Imported => sorted.imported += element.elements,
                Becomes::Computed => sorted.computed += element.elements,
                Becomes::Elsewhere => whole.push(format!("{name}[{number}]")),
                Becomes::Kept => {
                    sorted.keep(name, element.elements);
                    whole.push(format!("{name}[{number}]"));
                    own.push_str(text);
                }
            }
        }
        if !own.is_empty() {
            sorted.pieces.push(Piece { name: word.to_owned(), xml: own });
        }
        for part in rest.parts.iter().filter(|part| !part.within.is_empty()) {
            let first = part.within.split('/').next().unwrap_or_default();
            if !whole.iter().any(|kept| kept == first) {
                sorted.keep_inside(word, &part.within, &part.xml);
            }
        }
        sorted
    }

    /// The same, its names under another element.
    pub(super) fn inside(mut self, element: &str) -> Sorted {
        self.names = self.names.into_iter().map(|(name, count)| (format!("{element}/{name}"), count)).collect();
        self
    }

    fn keep(&mut self, name: &str, elements: u64) {
        self.kept += elements;
        *self.names.entry(name.to_owned()).or_default() += 1;
    }

    /// Keeps elements that stand inside one whose value was taken, or in a list of the project.
    fn keep_inside(&mut self, word: &str, within: &str, xml: &str) {
        let path: Vec<&str> = within.split('/').map(|step| step.split('[').next().unwrap_or_default()).collect();
        let in_list = !within.contains('[');
        if let Ok(root) = parsed(&format!("<x>{xml}</x>")) {
            for element in &root.children {
                self.keep(&format!("{}/{}", path.join("/"), element.name), element.elements);
                if !in_list {
                    self.imported = self.imported.saturating_sub(element.elements);
                }
            }
        }
        self.pieces.push(Piece { name: format!("{word}/{within}"), xml: xml.to_owned() });
    }
}

/// Whether a text is a moment or a length of time with seconds, which records round to minutes.
fn has_seconds(text: &str) -> bool {
    let text = text.trim();
    let moment =
        text.len() >= 19 && text.as_bytes().get(10) == Some(&b'T') && text.get(16..).is_some_and(|rest| !rest.starts_with(":00"));
    let length = text.strip_prefix("PT").and_then(|rest| rest.strip_suffix('S'));
    let seconds = length.map(|rest| rest.rsplit(['H', 'M']).next().unwrap_or_default());
    moment || seconds.is_some_and(|seconds| seconds.bytes().any(|byte| !matches!(byte, b'0' | b'.')))
}

/// A link as it stands in its task.
#[derive(Debug)]
pub(super) struct LinkElement<'x> {
    /// Its number among the links of the task.
    pub(super) number: usize,
    /// Its text.
    pub(super) xml: &'x str,
}

/// The links of a task that could be read, in order.
pub(super) fn links(xml: &str) -> Vec<LinkElement<'_>> {
    let Ok(root) = parsed(xml) else { return Vec::new() };
    let local = |element: &Element<'_>| element.name.rsplit(':').next() == Some("PredecessorLink");
    let names_task = |element: &Element<'_>| {
        let uid = element.children.iter().find(|child| child.name.rsplit(':').next() == Some("PredecessorUID"));
        uid.is_some_and(|uid| uid.children.is_empty() && decimal(uid.text.trim(), 0).is_ok())
    };
    let all = root.children.iter().filter(|element| local(element)).enumerate();
    let readable = all.filter(|(_, element)| names_task(element));
    readable
        .filter_map(|(number, element)| Some(LinkElement { number: number + 1, xml: xml.get(element.range.clone())? }))
        .collect()
}

/// The text of a remainder: letters that a record may not hold are written as references, which mean the same.
pub(super) fn showable(xml: &str) -> String {
    let hidden = |letter: char| !can_be_shown(letter) && !matches!(letter, '\n' | '\r' | '\t');
    if !xml.contains(hidden) {
        return xml.to_owned();
    }
    let (mut text, mut literal) = (String::with_capacity(xml.len()), false);
    for (at, letter) in xml.char_indices() {
        let here = xml.get(at..).unwrap_or_default();
        literal = if literal { !here.starts_with("]]>") } else { here.starts_with("<![CDATA[") };
        match (hidden(letter), literal) {
            (false, _) => text.push(letter),
            (true, false) => text.push_str(&format!("&#x{:X};", u32::from(letter))),
            (true, true) => text.push_str(&format!("]]>&#x{:X};<![CDATA[", u32::from(letter))),
        }
    }
    text
}

/// Cuts a text into parts that a remainder can hold; none but the last ends in white space, which a remainder would lose.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut left) = (Vec::new(), text);
    while let Some((cut, _)) = left.char_indices().nth(LONGEST) {
        let head = left.get(..cut).unwrap_or_default().trim_end();
        let cut = if head.is_empty() { cut } else { head.len() };
        let (head, tail) = left.split_at(cut);
        parts.push(head);
        left = tail;
    }
    if !left.is_empty() {
        parts.push(left);
    }
    parts
}
