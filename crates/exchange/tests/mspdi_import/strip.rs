//! Edits the text of a file before anything of the product reads it.

use quick_xml::Reader;
use quick_xml::events::Event;
use std::ops::Range;

/// An element that stands directly in a record.
struct Child {
    name: String,
    range: Range<usize>,
    text: Range<usize>,
}

/// Calls with the list and the children of every record of a file.
fn records(text: &str, mut each: impl FnMut(&str, &[Child])) {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<(String, usize, usize)> = Vec::new();
    let mut children: Vec<Child> = Vec::new();
    loop {
        let from = usize::try_from(reader.buffer_position()).expect("an offset");
        let event = reader.read_event().expect("well-formed XML");
        let to = usize::try_from(reader.buffer_position()).expect("an offset");
        match event {
            Event::Start(start) => path.push((start.name().as_ref().to_owned(), from, to)),
            Event::Empty(start) if path.len() == 3 => {
                children.push(Child { name: start.name().as_ref().to_owned(), range: from..to, text: to..to });
            }
            Event::End(_) => {
                let (name, start, inside) = path.pop().expect("an element");
                match path.len() {
                    3 => children.push(Child { name, range: start..to, text: inside..from }),
                    2 => each(&path[1].0, &std::mem::take(&mut children)),
                    _ => {}
                }
            }
            Event::Eof => return,
            Event::Empty(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {}
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// What a scheduler computes of a task.
fn is_computed(name: &str) -> bool {
    ["Start", "Finish", "Critical"].contains(&name)
        || ["Early", "Late"].iter().any(|begin| name.starts_with(begin))
        || name.ends_with("Slack")
}

/// The text without what is to be computed: the dates, slacks and marks of every task that is not manual, and the dates of every assignment.
pub(crate) fn stripped(text: &str) -> String {
    let mut gone: Vec<Range<usize>> = Vec::new();
    records(text, |list, children| {
        let said =
            |name: &str, value: &str| children.iter().any(|child| child.name == name && &text[child.text.clone()] == value);
        let goes = |child: &&Child| match list {
            "Tasks" => is_computed(&child.name) && !said("Manual", "1"),
            "Assignments" => ["Start", "Finish", "Stop", "Resume"].contains(&child.name.as_str()),
            _ => false,
        };
        gone.extend(children.iter().filter(goes).map(|child| child.range.clone()));
    });
    let mut left = text.to_owned();
    gone.into_iter().rev().for_each(|range| left.replace_range(range, ""));
    left
}

/// The text with another duration of one task.
pub(crate) fn with_duration(text: &str, uid: i64, duration: &str) -> String {
    let mut changed = text.to_owned();
    records(text, |list, children| {
        let of_task = children.iter().any(|child| child.name == "UID" && text[child.text.clone()] == uid.to_string());
        if list == "Tasks" && of_task {
            let duration_at = children.iter().find(|child| child.name == "Duration").expect("a duration").text.clone();
            changed.replace_range(duration_at, duration);
        }
    });
    changed
}
