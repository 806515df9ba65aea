//! A file as elements, within limits. Elements come one after the other with the place at which they begin; a record is held as a small tree
//! until it has been understood, so memory follows the largest record and not the file.
//!
//! Document types and entities are refused: plans have none, and they are how XML files read what they should not. All work is linear in the
//! size of the file; attributes, which plans do not have, are counted and looked at once.

use super::charset::end_of;
use super::fault::{Refusal, RefusalCode};
use super::limits::Limits;
use super::measure::Position;
use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::ops::Range;

/// An element with everything inside it.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Name, without the prefix that stands for the plan's namespace.
    pub(super) name: &'a str,
    /// Where it begins.
    pub(super) at: Position,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Its own text, without that of the elements in it.
    pub(super) text: Cow<'a, str>,
    /// The elements in it.
    pub(super) children: Vec<Element<'a>>,
    /// How many elements these are, itself included and at any depth.
    pub(super) elements: u64,
    /// Whether it has attributes that are not about namespaces.
    pub(super) attributed: bool,
}

/// The begin of an element.
#[derive(Debug)]
pub(super) struct Open<'a> {
    pub(super) name: &'a str,
    pub(super) at: Position,
    /// Whether it is already over (`<Tasks/>`).
    pub(super) empty: bool,
    attributed: bool,
    range: Range<usize>,
}

enum Token<'a> {
    Open(Open<'a>),
    Close(usize),
    Text(Cow<'a, str>),
    End,
}

/// Walks through a text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    limits: &'a Limits,
    /// Names of the elements that are open.
    open: Vec<&'a str>,
    /// Prefix of the root's name with its colon, or nothing.
    prefix: &'a str,
    /// A place that was computed, and its offset; the next one is counted from there.
    place: (usize, Position),
}

/// The first element of a file.
pub(super) struct Root<'a> {
    pub(super) name: &'a str,
    pub(super) at: Position,
    pub(super) namespace: String,
    pub(super) empty: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, limits: &'a Limits) -> Self {
        let start = Position { line: 1, column: 1 };
        Self { text, reader: Reader::from_str(text), limits, open: Vec::new(), prefix: "", place: (0, start) }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The first element, with the namespace that its name is in.
    pub(super) fn root(&mut self) -> Result<Root<'a>, Refusal> {
        loop {
            match self.token()? {
                Token::Open(open) => {
                    let tag = self.text.get(open.range.clone()).unwrap_or_default();
                    let (prefix, name) = open.name.split_once(':').map_or(("", open.name), |(prefix, name)| (prefix, name));
                    let declaration = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
                    let start = BytesStart::from_content(tag.trim_matches(['<', '>', '/']), open.name.len());
                    let namespace = start
                        .attributes()
                        .with_checks(false)
                        .flatten()
                        .find(|attribute| attribute.key.as_ref() == declaration)
                        .map(|attribute| attribute.value.trim().to_owned())
                        .unwrap_or_default();
                    self.prefix = open.name.get(..open.name.len() - name.len()).unwrap_or_default();
                    return Ok(Root { name, at: open.at, namespace, empty: open.empty });
                }
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text(_) => return Err(not_xml()),
                Token::Close(_) | Token::End => return Err(self.truncated()),
            }
        }
    }

    /// The next element inside the one that is open, or nothing at its end.
    pub(super) fn child(&mut self) -> Result<Option<Open<'a>>, Refusal> {
        loop {
            match self.token()? {
                Token::Open(open) => return Ok(Some(open)),
                Token::Close(_) => return Ok(None),
                Token::Text(_) => {}
                Token::End => return Err(self.truncated()),
            }
        }
    }

    /// The whole of an element whose begin was read.
    pub(super) fn element(&mut self, open: Open<'a>) -> Result<Element<'a>, Refusal> {
        let empty = open.empty;
        let mut stack = Vec::new();
        let mut current = Element::new(open);
        if empty {
            return Ok(current);
        }
        loop {
            match self.token()? {
                Token::Open(open) if open.empty => {
                    current.elements += 1;
                    current.children.push(Element::new(open));
                }
                Token::Open(open) => stack.push(std::mem::replace(&mut current, Element::new(open))),
                Token::Text(text) => self.append(&mut current, text)?,
                Token::Close(end) => {
                    current.range.end = end;
                    let Some(mut parent) = stack.pop() else { return Ok(current) };
                    parent.elements += current.elements;
                    parent.children.push(current);
                    current = parent;
                }
                Token::End => return Err(self.truncated()),
            }
        }
    }

    /// The first element with everything inside it.
    pub(super) fn whole(&mut self) -> Result<Element<'a>, Refusal> {
        loop {
            match self.token()? {
                Token::Open(open) => return self.element(open),
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text(_) => return Err(not_xml()),
                Token::Close(_) | Token::End => return Err(self.truncated()),
            }
        }
    }

    /// Checks that nothing but blanks and comments follows the root.
    pub(super) fn finish(&mut self) -> Result<(), Refusal> {
        loop {
            match self.token()? {
                Token::End => return Ok(()),
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text(_) | Token::Open(_) | Token::Close(_) => {
                    let at = self.position(self.offset());
                    return Err(malformed("There is more after the end of the project.", at));
                }
            }
        }
    }

    /// Adds text to an element. Blanks between the elements of a record are no text.
    fn append(&mut self, element: &mut Element<'a>, text: Cow<'a, str>) -> Result<(), Refusal> {
        if !element.children.is_empty() {
            return Ok(());
        }
        if element.text.len().saturating_add(text.len()) > self.limits.text {
            let sentence = format!("The text of <{}> is longer than {} bytes.", element.name, grouped(self.limits.text));
            return Err(Refusal { code: RefusalCode::TextTooLong, sentence, at: Some(element.at) });
        }
        if element.text.is_empty() {
            element.text = text;
        } else {
            element.text.to_mut().push_str(&text);
        }
        Ok(())
    }

    fn token(&mut self) -> Result<Token<'a>, Refusal> {
        loop {
            let from = self.offset();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.explain(&error)),
            };
            match event {
                Event::Start(start) => {
                    let open = self.open(&start, from, false)?;
                    self.open.push(open.name);
                    if self.open.len() > self.limits.depth {
                        let sentence = format!("Elements are nested deeper than {}.", grouped(self.limits.depth));
                        return Err(Refusal { code: RefusalCode::TooDeep, sentence, at: Some(open.at) });
                    }
                    return Ok(Token::Open(open));
                }
                Event::Empty(start) => return Ok(Token::Open(self.open(&start, from, true)?)),
                Event::End(_) => {
                    self.open.pop();
                    return Ok(Token::Close(self.offset()));
                }
                Event::Text(text) => return Ok(Token::Text(text.xml10_content())),
                Event::CData(text) => return Ok(Token::Text(text.xml10_content())),
                Event::GeneralRef(reference) => return Ok(Token::Text(self.resolve(&reference, from)?)),
                Event::DocType(_) => return Err(doctype(self.position(from))),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::Eof if self.open.is_empty() => return Ok(Token::End),
                Event::Eof => return Err(self.truncated()),
            }
        }
    }

    fn open(&mut self, start: &BytesStart<'a>, from: usize, empty: bool) -> Result<Open<'a>, Refusal> {
        let at = self.position(from);
        let begin = from.saturating_add(1);
        let name = self.text.get(begin..begin.saturating_add(start.name().as_ref().len())).unwrap_or_default();
        if name.is_empty() {
            return Err(malformed("A tag has no name.", at));
        }
        let mut attributed = false;
        for (index, attribute) in start.attributes().with_checks(false).enumerate() {
            if index >= self.limits.attributes {
                let sentence = format!("The tag <{name}> has more than {} attributes.", grouped(self.limits.attributes));
                return Err(Refusal { code: RefusalCode::TooManyAttributes, sentence, at: Some(at) });
            }
            let Ok(attribute) = attribute else {
                return Err(malformed(&format!("An attribute of <{name}> is not complete."), at));
            };
            let key = attribute.key.as_ref();
            attributed |= key != "xmlns" && !["xmlns:", "xsi:", "xml:"].iter().any(|known| key.starts_with(known));
        }
        let name = name.strip_prefix(self.prefix).unwrap_or(name);
        Ok(Open { name, at, empty, attributed, range: from..self.offset() })
    }

    fn resolve(&mut self, reference: &BytesRef<'a>, from: usize) -> Result<Cow<'a, str>, Refusal> {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(letter)) => Ok(Cow::Owned(letter.to_string())),
            Ok(None) => match resolve_predefined_entity(name) {
                Some(text) => Ok(Cow::Borrowed(text)),
                None => Err(Refusal {
                    code: RefusalCode::Entity,
                    sentence: format!(
                        "The text uses the entity &{};. Files with entities of their own are not accepted.",
                        shortened(name)
                    ),
                    at: Some(self.position(from)),
                }),
            },
            Err(_) => {
                let at = self.position(from);
                Err(malformed(&format!("&{}; is no letter.", shortened(name)), at))
            }
        }
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// The place of an offset. Places are asked for in the order of the file, so every byte is looked at once.
    fn position(&mut self, offset: usize) -> Position {
        let (known, from) = self.place;
        let Some(between) = self.text.get(known..offset) else { return end_of(self.text.get(..offset).unwrap_or(self.text)) };
        let step = end_of(between);
        let column = if step.line == 1 { from.column.saturating_add(step.column - 1) } else { step.column };
        let at = Position { line: from.line.saturating_add(step.line - 1), column };
        self.place = (offset, at);
        at
    }

    fn truncated(&mut self) -> Refusal {
        let at = self.position(self.text.len());
        let inside = match self.open.last() {
            Some(name) => format!("inside <{name}>"),
            None => "before a project begins".to_owned(),
        };
        Refusal {
            code: RefusalCode::Truncated,
            sentence: format!("The file ends {inside}, so it is not complete. Copy or export it again."),
            at: Some(at),
        }
    }

    fn explain(&mut self, error: &Error) -> Refusal {
        let at = self.position(usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX).min(self.text.len()));
        match error {
            Error::Syntax(SyntaxError::UnclosedDoctype) | Error::IllFormed(IllFormedError::MissingDoctypeName) => doctype(at),
            Error::Syntax(SyntaxError::InvalidBangMarkup) => malformed("<! begins nothing that XML has.", at),
            Error::Syntax(_) => self.truncated(),
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                malformed(&format!("</{}> closes <{}>.", shortened(found), shortened(expected)), at)
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                malformed(&format!("</{}> closes nothing.", shortened(name)), at)
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                malformed("A & has no ; after it; in a text it is written &amp;.", at)
            }
            Error::IllFormed(_)
            | Error::Io(_)
            | Error::InvalidAttr(_)
            | Error::Encoding(_)
            | Error::Escape(_)
            | Error::Namespace(_) => malformed("The text breaks a rule of XML.", at),
        }
    }
}

impl<'a> Element<'a> {
    fn new(open: Open<'a>) -> Self {
        Self {
            name: open.name,
            at: open.at,
            range: open.range,
            text: Cow::Borrowed(""),
            children: Vec::new(),
            elements: 1,
            attributed: open.attributed,
        }
    }
}

/// Reads a part of a file again, which was within the limits the first time.
pub(super) fn parsed(xml: &str) -> Result<Element<'_>, Refusal> {
    const MOST: usize = usize::MAX;
    static LIMITS: Limits = Limits { bytes: MOST, depth: MOST, attributes: MOST, tasks: MOST, text: MOST, exception_dates: MOST };
    Scanner::new(xml, &LIMITS).whole()
}

/// The refusal of a file that is no XML at all.
pub(super) fn not_xml() -> Refusal {
    Refusal {
        code: RefusalCode::NotXml,
        sentence: "This is not an XML file. In Project choose Save as > XML.".to_owned(),
        at: Some(Position { line: 1, column: 1 }),
    }
}

fn doctype(at: Position) -> Refusal {
    let sentence = "The file has a DOCTYPE; files with one are not accepted.".to_owned();
    Refusal { code: RefusalCode::Doctype, sentence, at: Some(at) }
}

fn malformed(sentence: &str, at: Position) -> Refusal {
    Refusal { code: RefusalCode::Malformed, sentence: format!("The file is not well-formed XML: {sentence}"), at: Some(at) }
}

/// A text for a sentence: at most 60 letters, and nothing that moves the cursor or turns the direction of writing.
pub(super) fn shortened(text: &str) -> String {
    let hidden = |letter: char| {
        letter.is_control() || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut short: String = text.chars().take(60).map(|letter| if hidden(letter) { '\u{FFFD}' } else { letter }).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// A number with its thousands set apart: 50,000.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
