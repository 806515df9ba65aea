//! The five names of failure. Everything that can go wrong between a sender and the journal is one of them, in words.

use organization::authority::Denial;
use organization::{AnyId, Organization, PersonId, Refusal};
use serde::Serialize;
use serde_json::Value;

use crate::storage::StorageError;

/// Why something was not done. Nothing was changed.
#[derive(Debug)]
pub enum Failure {
    /// A rule says no.
    Refused {
        /// The stable code of the rule.
        code: &'static str,
        /// What stands in the way and what to do.
        sentence: String,
        /// Which command of several, from 0.
        at: usize,
    },
    /// The standing is missing.
    Denied {
        /// Which standing, and who has it.
        sentence: String,
        /// Which command of several, from 0.
        at: usize,
    },
    /// It is not there, or may not be seen.
    NotFound,
    /// Somebody changed the same fields since.
    Stale(Box<Stale>),
    /// The program or its storage failed.
    Broken(StorageError),
}

/// What somebody else changed while a form was open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stale {
    /// The record.
    pub id: AnyId,
    /// Who changed it, where a person did.
    pub by: Option<PersonId>,
    /// When, as an instant.
    pub at: jiff::Timestamp,
    /// The fields that both changed; none where the whole record was to be as it was.
    pub fields: Vec<StaleField>,
    /// The position to base the next try on.
    pub revision: u64,
}

/// A field that two people changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaleField {
    /// Its name.
    pub name: String,
    /// What stands there now.
    pub theirs: Value,
    /// What was to be set.
    pub yours: Value,
}

impl Failure {
    pub(crate) fn refused(refusal: &Refusal, at: usize) -> Failure {
        if matches!(refusal, Refusal::NotFound { .. }) {
            return Failure::NotFound;
        }
        Failure::Refused { code: refusal.code(), sentence: refusal.to_string(), at }
    }

    pub(crate) fn denied(denial: &Denial, value: &Organization, at: usize) -> Failure {
        Failure::Denied { sentence: denial.sentence(value), at }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Failure {
        Failure::Broken(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused { sentence, .. } | Failure::Denied { sentence, .. } => f.write_str(sentence),
            Failure::NotFound => f.write_str("Not found, or you may not see it."),
            Failure::Stale(stale) if stale.fields.is_empty() => {
                f.write_str("Somebody changed this since you read it. Read it again and decide anew.")
            }
            Failure::Stale(stale) => {
                let fields: Vec<&str> = stale.fields.iter().map(|field| field.name.as_str()).collect();
                write!(f, "Somebody changed {} meanwhile. Compare and save again.", fields.join(", "))
            }
            Failure::Broken(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}
