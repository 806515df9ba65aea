//! The shell around every page: the rail with the pages that exist, crumbs, search, the menu of new things, the account,
//! the toast with its undo, and the region that speaks.

use serde::Serialize;

use super::{Avatar, Crumb, Icon, Link};
use crate::theme::Theme;

/// The entry of the rail to which a page belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Home.
    Home,
    /// Goals.
    Goals,
    /// Plans.
    Plans,
    /// People.
    People,
    /// Decisions: what is to be decided and answered, and what was.
    Decisions,
    /// Risks.
    Risks,
    /// Policies.
    Policies,
    /// Check.
    Check,
}

impl Place {
    /// The rail from top to bottom.
    pub const ALL: [Self; 8] =
        [Self::Home, Self::Goals, Self::Plans, Self::People, Self::Decisions, Self::Risks, Self::Policies, Self::Check];

    /// Its word.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Goals => "Goals",
            Self::Plans => "Plans",
            Self::People => "People",
            Self::Decisions => "Decisions",
            Self::Risks => "Risks",
            Self::Policies => "Policies",
            Self::Check => "Check",
        }
    }

    /// Its address.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Goals => "/goals",
            Self::Plans => "/plans",
            Self::People => "/people",
            Self::Decisions => "/decisions",
            Self::Risks => "/risks",
            Self::Policies => "/policies",
            Self::Check => "/check",
        }
    }

    /// Whether a phone shows it in its bar; what it does not show is in the account menu there.
    #[must_use]
    pub fn fits_phone(self) -> bool {
        !matches!(self, Self::Risks | Self::Policies)
    }

    fn icon(self) -> Icon {
        match self {
            Self::Home => Icon::House,
            Self::Goals => Icon::Goal,
            Self::Plans => Icon::ChartGantt,
            Self::People => Icon::Users,
            Self::Decisions => Icon::Scale,
            Self::Risks => Icon::TriangleAlert,
            Self::Policies => Icon::ScrollText,
            Self::Check => Icon::Spline,
        }
    }

    fn keys(self) -> &'static str {
        match self {
            Self::Home => "g h",
            Self::Goals => "g g",
            Self::Plans => "g p",
            Self::People => "g e",
            Self::Decisions => "g d",
            Self::Risks => "g r",
            Self::Policies => "g l",
            Self::Check => "g c",
        }
    }
}

/// How wide the rail is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Rail {
    /// With words.
    #[default]
    Words,
    /// Icons only, for pages that need the width.
    Icons,
}

/// Who looks at the page.
#[derive(Clone, Debug, Serialize)]
pub struct Viewer {
    /// The whole name.
    pub name: String,
    /// What the account menu offers beside the theme and signing out: one's own page, Import, History, sessions.
    pub menu: Vec<Link>,
}

/// What the last act did, with the way back.
#[derive(Clone, Debug, Serialize)]
pub struct Toast {
    /// The outcome: "Added goal G-13."
    pub sentence: String,
    /// How to take it back, if that is possible.
    pub undo: Option<Undo>,
}

/// The form that takes an entry of the journal back.
#[derive(Clone, Debug, Serialize)]
pub struct Undo {
    /// Where it is sent.
    pub action: String,
    /// The hidden fields: which entry, under which command id.
    pub hidden: Vec<(String, String)>,
}

/// Everything around the content of a page. A page struct has a field `shell: Shell` and its template begins with
/// `{% extends "shell.html" %}`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The title of the page, without the product.
    pub title: String,
    /// Whether a form on it was refused: the title then begins with "Error:".
    pub refused: bool,
    /// The entry of the rail.
    pub place: Option<Place>,
    /// Where one is; the last crumb is the page itself.
    pub crumbs: Vec<Crumb>,
    /// The colours.
    pub theme: Theme,
    /// How wide the rail is.
    pub rail: Rail,
    /// Who looks; nobody on the pages before signing in, which have no rail.
    pub viewer: Option<Viewer>,
    /// Cuts that the viewer can mend, beside Check.
    pub cuts: usize,
    /// What waits for the viewer, beside Decisions.
    pub waiting: usize,
    /// What the menu New offers.
    pub new: Vec<Link>,
    /// What the last act did.
    pub toast: Option<Toast>,
    /// The address of this page with its query, to come back to.
    pub address: String,
    /// The position of the journal that the page shows; later ones are announced.
    pub position: u64,
    /// That plan and findings are older than the rest of the page.
    pub older: Option<Older>,
}

/// Plan and findings of a value before the one that the page shows.
#[derive(Clone, Debug, Serialize)]
pub struct Older {
    /// The position of that value.
    pub position: u64,
    /// How long ago they were worked out: "2 minutes ago".
    pub age: String,
}

impl Shell {
    /// A shell with a title and nothing else: for the pages before signing in.
    pub fn bare(title: impl Into<String>, theme: Theme) -> Self {
        Self {
            title: title.into(),
            refused: false,
            place: None,
            crumbs: Vec::new(),
            theme,
            rail: Rail::Words,
            viewer: None,
            cuts: 0,
            waiting: 0,
            new: Vec::new(),
            toast: None,
            address: "/".to_owned(),
            position: 0,
            older: None,
        }
    }

    /// The class of the body: with or without rail, with or without its words.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match (&self.viewer, self.rail) {
            (None, _) => "app bare",
            (Some(_), Rail::Words) => "app",
            (Some(_), Rail::Icons) => "app slim",
        }
    }

    /// The rail, ready to draw.
    #[must_use]
    pub fn entries(&self) -> Vec<RailEntry> {
        let entry = |place: Place| RailEntry {
            label: place.label(),
            href: place.href(),
            icon: place.icon(),
            keys: place.keys(),
            desk: !place.fits_phone(),
            current: self.place == Some(place),
            count: self.beside(place).0,
            counted: self.beside(place).1,
        };
        Place::ALL.into_iter().map(entry).collect()
    }

    /// The number beside an entry of the rail, with what it counts.
    fn beside(&self, place: Place) -> (usize, &'static str) {
        match place {
            Place::Check => (self.cuts, "to mend"),
            Place::Decisions => (self.waiting, "waiting for you"),
            Place::Home | Place::Goals | Place::Plans | Place::People | Place::Risks | Place::Policies => (0, ""),
        }
    }

    /// The circle of the viewer.
    #[must_use]
    pub fn avatar(&self) -> Avatar {
        Avatar::of(self.viewer.as_ref().map_or("", |viewer| &viewer.name))
    }
}

/// One entry of the rail, ready to draw.
#[derive(Clone, Debug)]
pub struct RailEntry {
    /// Its word.
    pub label: &'static str,
    /// Its address.
    pub href: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// The keys that lead there.
    pub keys: &'static str,
    /// Whether only a wide screen has room for it.
    pub desk: bool,
    /// Whether the page belongs to it.
    pub current: bool,
    /// The number beside it; zero is not shown.
    pub count: usize,
    /// What the number counts, for screen readers.
    pub counted: &'static str,
}
