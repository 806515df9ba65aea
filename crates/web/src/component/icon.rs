//! Icons: symbols of one sprite, always beside text or inside a control that has a name.

use std::fmt;

use askama::filters::HtmlSafe;

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

impl Icon {
    /// The same icon in the size of small text.
    #[must_use]
    pub fn small(self) -> SmallIcon {
        SmallIcon(self)
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>"#, crate::assets::SPRITE, self.name())
    }
}

impl HtmlSafe for Icon {}

/// An [`Icon`] in the size of small text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallIcon(Icon);

impl fmt::Display for SmallIcon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sprite, name) = (crate::assets::SPRITE, self.0.name());
        write!(f, r#"<svg class="icon small" aria-hidden="true"><use href="{sprite}#{name}"/></svg>"#)
    }
}

impl HtmlSafe for SmallIcon {}
