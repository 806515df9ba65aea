//! How a command ends: 0 done, 1 errors found, 2 wrong use, 3 bad data, 4 refused, 5 storage. One sentence says why.

use office::accounts::AccountFailure;
use office::storage::StorageError;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) code: u8,
    /// The sentence.
    pub(crate) sentence: String,
}

impl Failure {
    /// Wrong use: 2.
    pub(crate) fn usage(sentence: impl Into<String>) -> Failure {
        Failure { code: 2, sentence: sentence.into() }
    }

    /// Bad data: 3.
    pub(crate) fn data(sentence: impl Into<String>) -> Failure {
        Failure { code: 3, sentence: sentence.into() }
    }

    /// Refused: 4.
    pub(crate) fn refused(sentence: impl Into<String>) -> Failure {
        Failure { code: 4, sentence: sentence.into() }
    }

    /// Storage or server: 5.
    pub(crate) fn storage(sentence: impl Into<String>) -> Failure {
        Failure { code: 5, sentence: sentence.into() }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Failure {
        Failure::storage(error.to_string())
    }
}

impl From<AccountFailure> for Failure {
    fn from(failure: AccountFailure) -> Failure {
        Failure::storage(failure.to_string())
    }
}

impl From<office::Failure> for Failure {
    fn from(failure: office::Failure) -> Failure {
        match &failure {
            office::Failure::Broken(_) => Failure::storage(failure.to_string()),
            office::Failure::Refused { .. }
            | office::Failure::Denied { .. }
            | office::Failure::NotFound
            | office::Failure::Stale(_) => Failure::refused(failure.to_string()),
        }
    }
}
