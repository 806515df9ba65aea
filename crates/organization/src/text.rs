//! Text that people type: names on one line and prose of many, both free of characters that cannot be shown.

use std::fmt;
use std::ops::{Deref, RangeInclusive};

use serde::{Deserialize, Serialize};

/// The most characters that a name or title may have.
pub const NAME_LIMIT: usize = 500;
/// The most characters that prose may have.
pub const PROSE_LIMIT: usize = 100_000;

/// A name or title: one line of 1 to 500 characters without blanks at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(Box<str>);

/// Text of any number of lines (Markdown), at most 100,000 characters; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Prose(Box<str>);

impl Name {
    /// Takes text as a name: blanks at the ends and what cannot be seen before the first character go, runs of white space become one blank. Says in one
    /// sentence why not.
    pub fn new(text: &str) -> Result<Name, String> {
        let seen = text.trim_start_matches(|letter: char| letter.is_whitespace() || is_invisible(letter));
        if seen.is_empty() && text.chars().any(is_invisible) {
            return Err("A name must have a character that can be seen; this has none.".to_owned());
        }
        Name::kept(seen)
    }

    /// A name as it was kept: what was accepted once stays readable.
    fn kept(text: &str) -> Result<Name, String> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length == 0 || length > NAME_LIMIT {
            return Err(format!("A name must have 1 to {NAME_LIMIT} characters; this has {length}."));
        }
        refuse_unshowable(&name, "A name")?;
        Ok(Name(name.into()))
    }
}

impl Prose {
    fn kept(text: &str) -> Result<Prose, String> {
        Prose::new(text)
    }

    /// Takes text as prose: line ends become `\n`, blanks at the end go. Says in one sentence why not.
    pub fn new(text: &str) -> Result<Prose, String> {
        let prose = text.replace("\r\n", "\n").replace('\r', "\n");
        let prose = prose.trim_end();
        let length = prose.chars().count();
        if length > PROSE_LIMIT {
            return Err(format!("A text must have at most {PROSE_LIMIT} characters; this has {length}."));
        }
        refuse_unshowable(prose, "A text")?;
        Ok(Prose(prose.into()))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a text may hold a character, line ends and tabs aside: control characters, and those that turn the direction of
/// writing around, hide what a text says.
pub fn can_be_shown(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
}

/// Characters that take no place on their own: those of the first plane that Unicode calls ignorable by default, and blanks that are not white space to it.
pub(crate) const INVISIBLE: &[RangeInclusive<char>] = &[
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200D}',
    '\u{2060}'..='\u{206F}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFF8}',
];

fn is_invisible(letter: char) -> bool {
    INVISIBLE.iter().any(|range| range.contains(&letter))
}

fn refuse_unshowable(text: &str, what: &str) -> Result<(), String> {
    let unshowable = |letter: &char| !can_be_shown(*letter) && !matches!(letter, '\n' | '\t');
    match text.chars().find(unshowable) {
        Some(letter) => Err(format!("{what} holds a character that cannot be shown (U+{:04X}).", u32::from(letter))),
        None => Ok(()),
    }
}

macro_rules! text {
    ($($text:ident)*) => {$(
        impl Deref for $text {
            type Target = str;
            fn deref(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl TryFrom<&str> for $text {
            type Error = String;
            fn try_from(text: &str) -> Result<Self, String> { $text::new(text) }
        }
        impl<'de> Deserialize<'de> for $text {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                $text::kept(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}
text!(Name Prose);
