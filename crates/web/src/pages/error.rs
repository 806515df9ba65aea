//! What a page shows instead of itself: not found, not allowed, refused, broken.

use std::error::Error;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use office::accounts::AccountFailure;
use office::storage::StorageError;

use super::scope::*;

/// A failure as a page, with its status.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The shell, with the rail when somebody is signed in.
    pub shell: Shell,
    /// The status of the answer.
    pub status: StatusCode,
    /// What happened, in few words.
    pub heading: String,
    /// What stands in the way and what to do.
    pub sentence: String,
    /// Under which number the cause is in the log.
    pub incident: Option<String>,
}

/// What an error page says, beside its markup: for whoever asked as a program.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Fault {
    /// What stands in the way and what to do.
    pub sentence: String,
    /// Under which number the cause is in the log.
    pub incident: Option<String>,
}

impl ErrorPage {
    fn new(shell: Shell, status: StatusCode, heading: &str, sentence: String) -> Self {
        let shell = Shell { title: heading.to_owned(), ..shell };
        Self { shell, status, heading: heading.to_owned(), sentence, incident: None }
    }

    /// 404: what does not exist and what the viewer may not see look the same.
    #[must_use]
    pub fn not_found(shell: Shell) -> Self {
        let sentence = "Check the address, or look for it by name.".to_owned();
        Self::new(shell, StatusCode::NOT_FOUND, "Not found, or you may not see it", sentence)
    }

    /// 403: the sentence says which standing was missing and who has it.
    #[must_use]
    pub fn denied(shell: Shell, sentence: String) -> Self {
        Self::new(shell, StatusCode::FORBIDDEN, "You may not do this", sentence)
    }

    /// 422: a rule stands in the way; the sentence says which and what to do. Forms show it beside their fields instead.
    #[must_use]
    pub fn refused(shell: Shell, sentence: String) -> Self {
        Self::new(shell, StatusCode::UNPROCESSABLE_ENTITY, "This was refused", sentence)
    }

    /// 500: our fault, with the number under which the cause was logged. Where the database is only gone or full for now it is 503 or 507, and says what
    /// became of what was sent.
    #[must_use]
    pub fn broken(shell: Shell, incident: String, cause: &(dyn Error + 'static)) -> Self {
        let (status, heading, sentence) = match storage(cause) {
            Some(StorageError::Full { .. }) => (
                StatusCode::INSUFFICIENT_STORAGE,
                "The disk is full",
                "Nothing was changed, and reading still works. Whoever runs this server has to make room.",
            ),
            Some(StorageError::Unknown { .. }) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The database went away while saving",
                "It is not known whether this was saved. Send it again in a moment: it is done only once.",
            ),
            Some(error) if error.is_passing() => {
                (StatusCode::SERVICE_UNAVAILABLE, "The database does not answer", "Nothing was changed. Try again in a moment.")
            }
            Some(_) | None => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something broke",
                "This is our fault, not yours, and nothing was changed. Trying again may help.",
            ),
        };
        Self { incident: Some(incident), ..Self::new(shell, status, heading, sentence.to_owned()) }
    }
}

/// After how many seconds to try again while the database is gone.
const RETRY_AFTER: &str = "2";

/// The failure of the storage that is behind a failure.
fn storage<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a StorageError> {
    if let Some(AccountFailure::Storage(error)) = cause.downcast_ref() {
        return Some(error);
    }
    cause.downcast_ref()
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        // Should the template itself fail, the sentence still arrives.
        let text = self.render().unwrap_or_else(|_| self.sentence.clone());
        let mut answer = (self.status, Html(text)).into_response();
        answer.extensions_mut().insert(Fault { sentence: self.sentence, incident: self.incident });
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        answer
    }
}
