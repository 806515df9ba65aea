//! Text that people type: names on one line and prose of many, both free of characters that cannot be shown.

use std::fmt;
use std::ops::Deref;

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
    /// Takes text as a name: blanks at the ends go, runs of white space become one blank. Says in one sentence why not.
    pub fn new(text: &str) -> Result<Name, String> {
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
                $text::new(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}
text!(Name Prose);
