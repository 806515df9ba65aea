//! Writing SVG: elements with a class, escaped text, and the finished drawing with its sentence.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;
use serde::Serialize;

use super::Px;

/// A finished chart. In a template `{{ drawing }}` writes it; in the API only its sentence appears, since the numbers are
/// in the table beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Drawing {
    /// What the picture shows, for who does not see it. Empty for a picture that repeats what stands beside it.
    pub sentence: String,
    #[serde(skip)]
    markup: String,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.markup)
    }
}

impl HtmlSafe for Drawing {}

/// An SVG element that is being written.
pub(super) struct Canvas {
    body: String,
    width: Px,
    height: Px,
}

impl Canvas {
    pub(super) fn new(width: Px, height: Px) -> Self {
        Self { body: String::new(), width, height }
    }

    pub(super) fn width(&self) -> Px {
        self.width
    }

    pub(super) fn height(&self) -> Px {
        self.height
    }

    /// Writes markup that is known to be well formed.
    pub(super) fn raw(&mut self, markup: fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(markup);
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (Px, Px), (width, height): (Px, Px), radius: i64) {
        let round = if radius > 0 { format!(r#" rx="{radius}""#) } else { String::new() };
        self.raw(format_args!(r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"{round}/>"#));
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (Px, Px), (x2, y2): (Px, Px)) {
        self.raw(format_args!(r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#));
    }

    pub(super) fn path(&mut self, class: &str, path: fmt::Arguments<'_>) {
        self.raw(format_args!(r#"<path class="{class}" d="{path}"/>"#));
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (Px, Px), radius: Px) {
        self.raw(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    pub(super) fn text(&mut self, class: &str, (x, y): (Px, Px), text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        self.raw(format_args!(r#"<text{class} x="{x}" y="{y}">{}</text>"#, Escaped(text)));
    }

    /// The drawing with the sentence that names it.
    pub(super) fn named(self, class: &str, sentence: String) -> Drawing {
        let label = format!(r#"role="img" aria-label="{}""#, Escaped(&sentence));
        self.finish(class, &label, sentence)
    }

    /// The drawing as an ornament of what stands beside it in words.
    pub(super) fn silent(self, class: &str) -> Drawing {
        self.finish(class, r#"aria-hidden="true""#, String::new())
    }

    fn finish(self, class: &str, label: &str, sentence: String) -> Drawing {
        let Self { body, width, height } = self;
        let markup = format!(
            r#"<svg class="chart {class}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" {label}>{body}</svg>"#
        );
        Drawing { sentence, markup }
    }
}

/// Text that is safe inside an element and inside an attribute.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}
