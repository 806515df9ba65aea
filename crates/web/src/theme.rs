//! Light, dark, or as the system has it: kept in a cookie, so that the first byte of a page already has the right colours.

use axum::Router;
use axum::extract::Form;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use axum::routing::post;
use serde::{Deserialize, Serialize};

/// The colours that a person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    /// Dark ink on paper.
    Light,
    /// Light ink on dark ground.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value in the cookie, in the form and on the root element.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The word on its button.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// Reads the cookie `theme` of a request; anything unknown is the system's.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        for pair in cookies.flat_map(|line| line.split(';')) {
            if let Some(value) = pair.trim().strip_prefix("theme=") {
                return Self::ALL.into_iter().find(|theme| theme.name() == value).unwrap_or_default();
            }
        }
        Self::System
    }
}

#[derive(Deserialize)]
struct Choice {
    theme: Theme,
    #[serde(default)]
    back: String,
}

/// Serves `POST /theme`: sets the cookie and goes back to the page that asked.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/theme", post(choose))
}

async fn choose(Form(choice): Form<Choice>) -> impl IntoResponse {
    let cookie = format!("theme={}; Path=/; Max-Age=31536000; SameSite=Lax", choice.theme.name());
    (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(local(&choice.back)))
}

/// Returns an address only if it stays on this server; everything else becomes the first page.
#[must_use]
pub fn local(address: &str) -> &str {
    let foreign = address.starts_with("//") || address.contains('\\') || address.chars().any(char::is_control);
    if address.starts_with('/') && !foreign { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_address_never_leaves_the_server() {
        assert_eq!(local("/goals/G-12?as=table"), "/goals/G-12?as=table");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "goals", "", "/a\nb"] {
            assert_eq!(local(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn the_cookie_says_the_theme_and_nonsense_is_the_systems() {
        let read = |cookie: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, axum::http::HeaderValue::from_static(cookie));
            Theme::of(&headers)
        };
        assert_eq!(read("session=1; theme=dark"), Theme::Dark);
        assert_eq!(read("theme=purple"), Theme::System);
        assert_eq!(Theme::of(&HeaderMap::new()), Theme::System);
    }
}
