//! The parts that pages are made of. Each is a struct with a template of its own in `templates/components`;
//! a page template writes `{{ thread }}` and has it, roles and names for screen readers included.

mod act_form;
mod empty;
mod finding;
mod form;
mod icon;
mod marks;
mod navigation;
mod plan_grid;
mod shell;
mod stale;
mod table;
mod thread;
mod timeline;

pub use act_form::{ActFold, ActForm};
pub use empty::Empty;
pub use finding::{FindingRow, FindingTable, Severity};
pub use form::{Control, ErrorSummary, Field, FormHead, Problem};
pub use icon::{Icon, SmallIcon};
pub use marks::{Avatar, Code, Status, Tone, Who};
pub use navigation::{Crumb, Link, Pages, Segmented, Tab, Tabs};
pub use plan_grid::{Expansion, GridRow, PlanGrid, RowKind};
pub use shell::{Older, Place, Rail, RailEntry, Shell, Toast, Undo, Viewer};
pub use stale::{Stale, StaleField};
pub use table::{Cell, Column, LISTING, Row, Table, Width};
pub use thread::{Knot, Thread};
pub use timeline::Timeline;
