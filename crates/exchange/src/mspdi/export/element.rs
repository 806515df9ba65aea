//! One record of the file while it is written: what we say of it, and what an import kept beside it.
//!
//! Where both name the same element, what was kept wins as long as it is *fresh*: the record is still as the file had it. Everything else that was kept is
//! written as it stood. The elements come out in the order of the schema.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};

use super::super::xml::{Element, parsed};
use super::order::place;
use super::rests::Rest;

/// A record that is being written.
pub(super) struct Record {
    name: &'static str,
    order: &'static str,
    own: Vec<(String, String)>,
}

/// Text of an element.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\r' => safe.push_str("&#xD;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A moment as the file writes it.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The first minute of a day.
pub(super) fn morning(day: Date) -> String {
    format!("{day}T00:00:00")
}

/// The last minute of a day.
pub(super) fn evening(day: Date) -> String {
    format!("{day}T23:59:00")
}

/// A length of time in minutes.
pub(super) fn minutes(minutes: i64) -> String {
    format!("PT{}H{}M0S", minutes / 60, minutes % 60)
}

/// Yes or no.
pub(super) fn flag(yes: bool) -> &'static str {
    if yes { "1" } else { "0" }
}

/// A share of ten-thousandths as a decimal number: 12,500 is 1.25.
pub(super) fn share(ten_thousandths: u32) -> String {
    let (whole, rest) = (ten_thousandths / 10_000, ten_thousandths % 10_000);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:04}").trim_end_matches('0').to_owned() }
}

impl Record {
    pub(super) fn new(name: &'static str, order: &'static str) -> Record {
        Record { name, order, own: Vec::new() }
    }

    /// Says an element with a text.
    pub(super) fn say(&mut self, element: &str, text: impl AsRef<str>) {
        self.put(element, format!("<{element}>{}</{element}>", escaped(text.as_ref())));
    }

    /// Says an element where there is something to say.
    pub(super) fn say_some(&mut self, element: &str, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.say(element, text);
        }
    }

    /// Adds an element that is written already.
    pub(super) fn put(&mut self, element: &str, xml: String) {
        self.own.push((element.to_owned(), xml));
    }

    /// The elements, without those around them. What was kept of elements that `stale` names is left away.
    pub(super) fn inside(self, rest: &Rest, fresh: bool, stale: impl Fn(&str) -> bool) -> String {
        let Record { name, order, mut own } = self;
        let kept: Vec<(String, String)> = elements(rest.of(name)).into_iter().filter(|(element, _)| !stale(element)).collect();
        let repeats = |element: &str| matches!(element, "PredecessorLink" | "ExtendedAttribute" | "Baseline" | "TimephasedData");
        if fresh {
            own.retain(|(element, _)| repeats(element) || !kept.iter().any(|(other, _)| other == element));
        }
        let said: Vec<String> = own.iter().map(|(element, _)| element.clone()).collect();
        let kept = kept.into_iter().filter(|(element, _)| fresh || repeats(element) || !said.contains(element));
        for (path, xml) in rest.within(name) {
            insert(&mut own, path, xml);
        }
        own.extend(kept);
        own.sort_by_cached_key(|(element, _)| place(order, element));
        own.into_iter().map(|(_, xml)| xml).collect()
    }

    /// The whole record.
    pub(super) fn written(self, rest: &Rest, fresh: bool, stale: impl Fn(&str) -> bool) -> String {
        let name = self.name;
        format!("<{name}>{}</{name}>", self.inside(rest, fresh, stale))
    }
}

/// Elements that stand one after the other, with their names.
pub(super) fn elements(xml: &str) -> Vec<(String, String)> {
    let whole = format!("<x>{xml}</x>");
    let Ok(root) = parsed(&whole) else { return Vec::new() };
    let named =
        |element: &Element<'_>| Some((element.name.rsplit(':').next()?.to_owned(), whole.get(element.range.clone())?.to_owned()));
    root.children.iter().filter_map(named).collect()
}

/// What stands between the tags of an element.
pub(super) fn inner(xml: &str) -> &str {
    let start = xml.find('>').map_or(0, |at| at + 1);
    let end = xml.rfind("</").unwrap_or(start).max(start);
    xml.get(start..end).unwrap_or_default()
}

/// The text of an element, read.
pub(super) fn text_of(xml: &str) -> String {
    parsed(xml).map(|root| root.text.trim().to_owned()).unwrap_or_default()
}

/// Puts elements where they stood: inside the element that the path leads to, else at the end of the record, so that nothing is lost.
fn insert(own: &mut Vec<(String, String)>, path: &str, xml: &str) {
    let mut steps = path.split('/').map(step);
    let Some((first, number)) = steps.next() else { return };
    let steps: Vec<(String, usize)> = steps.collect();
    if let Some((_, text)) = own.iter_mut().filter(|(element, _)| *element == first).nth(number - 1)
        && let Some(at) = end_of(text, &steps)
    {
        text.insert_str(at, xml);
        return;
    }
    own.extend(elements(xml));
}

/// A step of a path: `Baseline[2]`.
fn step(text: &str) -> (String, usize) {
    let (name, number) = text.split_once('[').unwrap_or((text, "1]"));
    (name.to_owned(), number.trim_end_matches(']').parse().unwrap_or(1).max(1))
}

/// Where the element that the steps lead to ends, before its closing tag.
fn end_of(xml: &str, steps: &[(String, usize)]) -> Option<usize> {
    let root = parsed(xml).ok()?;
    let mut at = &root;
    for (name, number) in steps {
        at = at.children.iter().filter(|child| child.name.rsplit(':').next() == Some(name)).nth(number - 1)?;
    }
    let text = xml.get(at.range.clone())?;
    text.rfind("</").map(|offset| at.range.start + offset)
}

/// A list of records.
pub(super) fn list(name: &str, records: &[String], rest: &str) -> String {
    let mut text = String::new();
    let _ = write!(text, "<{name}>");
    for record in records {
        text.push('\n');
        text.push_str(record);
    }
    text.push_str(rest);
    let _ = write!(text, "\n</{name}>");
    text
}
