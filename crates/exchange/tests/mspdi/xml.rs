//! An XML reader of the tests' own, so that what the product counts is counted a second time.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// The text of the first element of a name in this one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let first = self.children.iter().find(|node| node.name == name)?;
        Some(first.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The elements of a name in this one.
    pub(crate) fn named<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |node| node.name == name)
    }

    /// How many elements these are, this one included.
    pub(crate) fn count(&self) -> u64 {
        1 + self.children.iter().map(Node::count).sum::<u64>()
    }
}

/// The elements of a text, inside one that has no name.
pub(crate) fn parse(text: &str) -> Node {
    let mut reader = Reader::from_str(text);
    let mut stack = vec![Node::default()];
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => stack.push(Node { name: start.name().as_ref().to_owned(), ..Node::default() }),
            Event::Empty(start) => {
                let node = Node { name: start.name().as_ref().to_owned(), ..Node::default() };
                stack.last_mut().expect("a parent").children.push(node);
            }
            Event::End(_) => {
                let node = stack.pop().expect("an element");
                stack.last_mut().expect("a parent").children.push(node);
            }
            Event::Text(text) => stack.last_mut().expect("a parent").text.push_str(&text),
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().expect("a reference").unwrap_or('?');
                stack.last_mut().expect("a parent").text.push(letter);
            }
            Event::Eof => return stack.pop().expect("the root"),
            Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// A made-up file around the elements of a project.
pub(crate) fn project(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<Project xmlns=\"http://schemas.microsoft.com/project\">\n{inside}\n</Project>\n")
}

/// A made-up file of tasks: each line holds the elements of one.
pub(crate) fn tasks(lines: &[&str]) -> String {
    let tasks: Vec<String> = lines.iter().map(|line| format!("<Task>{line}</Task>")).collect();
    project(&format!("<Tasks>\n{}\n</Tasks>", tasks.join("\n")))
}
