//! Why a command was refused: a stable code, one sentence with what stands in the way and what to do, and an explanation that becomes the reference page.

/// Declares the refusals: explanation, code, facts, sentence.
macro_rules! refusals {
    ($($(#[doc = $about:literal])+ $code:literal $name:ident { $($field:ident),* } => $sentence:literal;)*) => {
        /// What stands in the way of a command. The code of a refusal never changes its meaning.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are the words that the sentence puts in")]
        pub enum Refusal { $($(#[doc = $about])+ $name { $($field: String),* },)* }

        impl Refusal {
            /// All refusals: code and explanation, for the reference.
            pub const ALL: &'static [(&'static str, &'static str)] = &[$(($code, concat!($($about),+)),)*];

            /// Its code.
            pub fn code(&self) -> &'static str {
                match self { $(Refusal::$name { .. } => $code,)* }
            }
        }

        impl std::fmt::Display for Refusal {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self { $(Refusal::$name { $($field),* } => write!(f, $sentence),)* }
            }
        }

        impl std::error::Error for Refusal {}
    };
}

refusals! {
    /// The command names a record that does not exist, or that you may not see. Both are answered alike.
    "not-found" NotFound { kind } => "That {kind} is not there, or you may not see it.";
    /// A creating command carries the id of the new record, minted by the sender, so that sending it again is harmless. Another record has this id.
    "already-exists" AlreadyExists { kind } => "A {kind} with this id is already there. Take a new id.";
    /// References such as G-12 never change and are never given twice.
    "reference-taken" ReferenceTaken { reference } => "{reference} already names another record. Leave the number out to get a new one.";
    /// The numbers of references have at most nine digits, and a record that brings its own does not leave more than ten million out.
    "number-too-large" NumberTooLarge { number, most } => "The number {number} is too large; {most} is the most now. Leave it out to get the next one.";
    /// Each key of a source names one record of a kind.
    "key-taken" KeyTaken { key, by } => "The key {key} already belongs to {by}. Change that record or take the key from it first.";
    /// A record can be taken away only when nothing points at it any more.
    "still-needed" StillNeeded { what, by } => "{by} on {what}. Move, close or remove what hangs on it first.";
    /// Units, positions, goals, tasks and calendars form trees: nothing can hang under itself, directly or over others.
    "would-loop" WouldLoop { what, under } => "{under} already hangs under {what}, so {what} cannot hang under it. Choose another place.";
    /// A task cannot wait for itself, for a task that waits for it, or for its own summary.
    "would-wait-for-itself" WouldWaitForItself { from, to } => "{from} already waits for {to}, so {to} cannot wait for it. Remove one of the links first.";
    /// Spans run from their first day until the day after their last.
    "ends-before-start" EndsBeforeStart { end, start } => "End ({end}) is not after start ({start}). Choose a later end or an earlier start.";
    /// A remainder is what an import kept of a file beside a record. It goes when that record goes, so nothing may hang on it.
    "only-kept" OnlyKept { what } => "{what} is only kept from an imported file. Name the record that it belongs to.";
    /// Exactly one party is accountable for a thing on any day.
    "second-accountable" SecondAccountable { subject, by } => "{by} is already accountable for {subject} in that time. End that responsibility first, or replace it.";
    /// A unit has one head position on a day; several people may share it.
    "second-head" SecondHead { unit, by } => "{by} is already the head position of {unit}. Appoint to it, or unmark it first.";
    /// What is closed must be opened again before it is worked on.
    "already-closed" AlreadyClosed { what } => "{what} is already closed. Reopen it first if it is to change.";
    /// Only what is closed can be opened again.
    "not-closed" NotClosed { what } => "{what} is not closed, so there is nothing to reopen.";
    /// A number lies outside of what makes sense.
    "out-of-range" OutOfRange { what, range } => "{what} must lie between {range}.";
    /// A task and the task above it belong to one project.
    "other-project" OtherProject { task, project } => "{task} belongs to another project than {project}. Move it there first.";
    /// Somebody has taken the directive on already.
    "already-taken" AlreadyTaken { by } => "{by} has already taken this on. Talk to them, or ask the sender to reopen it.";
    /// An answer that is done, declined or withdrawn takes no further step.
    "answer-closed" AnswerClosed { state } => "This answer is {state}. The sender can reopen it.";
    /// Steps of directives, proposals and goals follow an order.
    "wrong-state" WrongState { what, state, wanted } => "{what} is {state}; this needs it to be {wanted}.";
    /// Undo puts the records before back only where nobody has changed them since.
    "changed-since" ChangedSince { what } => "{what} has been changed since. Undo that change first, or change it by hand.";
    /// Decisions and published versions stay as they are and are superseded by newer ones.
    "stands" Stands { what } => "{what} stands and is not changed. Record a new one that supersedes it.";
    /// The letter, person or unit is there already with the same dates.
    "already-so" AlreadySo { what } => "{what} is already so in that time.";
    /// A calendar needs working hours that are in order and do not overlap.
    "bad-hours" BadHours { what } => "{what}: working times must be in order, within one day and must not overlap.";
    /// The public holidays of some countries and their parts are known, by the codes of ISO 3166.
    "unknown-region" UnknownRegion { region } => "The public holidays of “{region}” are not known. Write the code of a country such as AT, or of a part of one such as DE-BY.";
    /// A field takes records of some kinds only.
    "other-kind" OtherKind { what, wanted } => "{what} is not {wanted}. Choose one that is.";
    /// Some records stand between two different people.
    "with-oneself" WithOneself { what } => "{what} takes two different people. Choose somebody else.";
    /// A scenario holds commands that could be given.
    "no-command" NoCommand { kind, fault } => "“{kind}” is no command that could be given: {fault} Mend it, or leave it out of the scenario.";
    /// Something that must be said was left empty.
    "missing" Missing { what } => "{what} is missing. Fill it in.";
    /// Some fields state what people reach by steps; only an import or a restored export may give them.
    "only-imported" OnlyImported { field } => "The field {field} is given by imports only. Use the command for that step.";
}
