//! What can be wrong with a file: a *refusal* when nothing of it can be used, a *problem* when one thing is left out and the rest is read.
//!
//! Both carry a code that never changes, a sentence for people, and where in the file they arose. A value with a problem is not guessed: the
//! field stays empty and its text is kept in the remainder of its record.

use super::measure::Position;
use std::fmt;

/// Why a file was not read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What stands in the way.
    pub code: RefusalCode,
    /// One sentence that says it, and what to do.
    pub sentence: String,
    /// Where, if it is a place in the text.
    pub at: Option<Position>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(out, "{} ({at})", self.sentence),
            None => out.write_str(&self.sentence),
        }
    }
}

impl std::error::Error for Refusal {}

macro_rules! codes {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// Every code, in the order in which they are explained.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that reports use for this code. It never changes.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// What makes a whole file unusable.
    RefusalCode {
        /// The file is empty.
        Empty => "empty-file",
        /// The file has more bytes than the limit.
        TooLarge => "file-too-large",
        /// The file is a Microsoft Project binary.
        ProjectBinary => "project-binary",
        /// The file is Primavera XML, which often has the same suffix.
        Primavera => "primavera-xml",
        /// The file is XML of another kind.
        OtherXml => "other-xml",
        /// The file is not XML.
        NotXml => "not-xml",
        /// The file names an encoding that is not read, or its bytes do not fit the one it names.
        WrongCharset => "wrong-charset",
        /// The file has a document type.
        Doctype => "doctype",
        /// The text uses an entity other than the five that XML has of itself.
        Entity => "entity",
        /// The file ends before its last element does.
        Truncated => "truncated",
        /// The text breaks a rule of XML.
        Malformed => "malformed-xml",
        /// Elements are nested deeper than the limit.
        TooDeep => "nested-too-deep",
        /// A tag has more attributes than the limit.
        TooManyAttributes => "too-many-attributes",
        /// The file has more tasks than the limit.
        TooManyTasks => "too-many-tasks",
        /// One text is longer than the limit.
        TextTooLong => "text-too-long",
    }
}

/// One thing in the file that could not be taken as it is. The rest was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// One sentence that says it.
    pub sentence: String,
    /// Where in the file.
    pub at: Position,
    /// The record in which it stands.
    pub item: Item,
}

/// The record of the file that a problem belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// Its kind.
    pub kind: ItemKind,
    /// Its UID in the file, where it has one.
    pub uid: Option<i64>,
}

/// The kinds of records that a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// The project itself.
    Project,
    /// A calendar.
    Calendar,
    /// A task.
    Task,
    /// A resource.
    Resource,
    /// An assignment.
    Assignment,
}

impl ItemKind {
    /// The word for the kind, as it begins a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "Project",
            Self::Calendar => "Calendar",
            Self::Task => "Task",
            Self::Resource => "Resource",
            Self::Assignment => "Assignment",
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.uid {
            Some(uid) => write!(out, "{} {uid}", self.kind.word()),
            None if self.kind == ItemKind::Project => out.write_str("The project"),
            None => write!(out, "{} without UID", self.kind.word()),
        }
    }
}

codes! {
    /// What is wrong with one thing in a file.
    ProblemCode {
        /// A record has no UID, so nothing can refer to it. It is left out.
        MissingUid => "missing-uid",
        /// Two records of a kind have one UID. The second is left out.
        DuplicateUid => "duplicate-uid",
        /// A link names a task that is not in the file. The link is set aside.
        DanglingLink => "dangling-link",
        /// Tasks wait for each other in a circle. One link of the circle is set aside.
        LinkLoop => "link-loop",
        /// A length of time is less than nothing.
        NegativeDuration => "negative-duration",
        /// A text is not a length of time, or longer than a plan can be.
        BadDuration => "bad-duration",
        /// A text is not a date, or no such day exists.
        BadDate => "bad-date",
        /// A text is not a number, or out of range.
        BadNumber => "bad-number",
        /// A text is none of the values that the field has.
        BadValue => "bad-value",
        /// A date names a time zone. Plans have none; the clock time is taken as it stands.
        DateWithZone => "date-with-zone",
        /// Something uses a calendar that is not in the file.
        UnknownCalendar => "unknown-calendar",
        /// Calendars are based on each other in a circle.
        CalendarLoop => "calendar-loop",
        /// An assignment names a task that is not in the file. The assignment is left out.
        UnknownTask => "unknown-task",
        /// An assignment names a resource that is not in the file.
        UnknownResource => "unknown-resource",
        /// Recurring exceptions give more dates than the limit.
        TooManyDates => "too-many-dates",
        /// Attributes, which this format does not have, are not read.
        UnreadAttribute => "unread-attribute",
    }
}
