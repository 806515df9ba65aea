//! Help and keys: what the keyboard does and what the signs mean.

use askama::Template;

use super::scope::*;
use crate::Desk;
use crate::component::{Knot, Thread};
use crate::visit::{Answer, Page, Visit};

/// The page `/help`.
#[derive(Template, serde::Serialize)]
#[template(path = "help.html")]
pub struct Help {
    /// The shell.
    pub shell: Shell,
    /// A thread to explain the thread with.
    pub thread: Thread,
}

impl Help {
    /// The page in a shell.
    #[must_use]
    pub fn new(shell: Shell) -> Self {
        let knots = vec![
            Knot::new("Goal", "what for", None),
            Knot::new("Plan", "how", None),
            Knot::here("Task", "what").cut(),
            Knot::nothing("Person", "nobody"),
        ];
        let label = "An example of a thread that is cut between task and person".to_owned();
        Self { shell, thread: Thread { label, knots } }
    }

    fn keys(&self) -> [(&'static str, &'static str); 18] {
        [
            ("Ctrl K", "Find anything, go anywhere, begin anything"),
            ("/", "The same"),
            ("G H", "Home"),
            ("G G", "Goals"),
            ("G P", "Plans"),
            ("G E", "People"),
            ("G D", "Decisions"),
            ("G R", "Risks"),
            ("G L", "Policies"),
            ("G C", "Check"),
            ("N", "Something new"),
            ("E", "Edit what the page shows"),
            ("U", "Undo what the message at the bottom says"),
            ("J K", "Next and previous row of a list"),
            ("↑ ↓", "Rows of a plan; Home and End go to the ends"),
            ("← →", "Hide and show the parts of a row, or step through its controls"),
            ("Enter", "Open the row"),
            ("?", "This page"),
        ]
    }
}

impl Page for Help {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

/// The route of this page.
pub(super) fn routes() -> axum::Router<Desk> {
    axum::Router::new().route("/help", axum::routing::get(show))
}

async fn show(visit: Visit) -> Answer {
    visit.page(Help::new(visit.shell("Help and keys", None, Vec::new())))
}
