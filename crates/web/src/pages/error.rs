//! What a page shows instead of itself: not found, not allowed, refused, broken.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

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

    /// 500: our fault, with the number under which the cause was logged.
    #[must_use]
    pub fn broken(shell: Shell, incident: String) -> Self {
        let sentence = "This is our fault, not yours, and nothing was changed. Trying again may help.".to_owned();
        let page = Self::new(shell, StatusCode::INTERNAL_SERVER_ERROR, "Something broke", sentence);
        Self { incident: Some(incident), ..page }
    }
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        // Should the template itself fail, the sentence still arrives.
        let text = self.render().unwrap_or_else(|_| self.sentence.clone());
        (self.status, Html(text)).into_response()
    }
}
