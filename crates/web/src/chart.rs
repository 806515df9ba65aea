//! Charts drawn on the server as SVG: shapes with classes, real text, a sentence for who does not see the picture.
//! Whoever shows a chart shows its numbers as a table, too.

mod connections;
mod days;
mod gantt;
mod links;
mod readings;
mod scale;
mod strands;
mod strip;
mod svg;

pub use connections::{Connections, Layer};
pub use days::{Away, Days, Half};
pub use gantt::{Closure, Gantt, GanttRow, Look, ROW_HEIGHT};
pub use links::{Anchor, Link, LinkKind, Mark, Span};
pub use readings::Readings;
pub use scale::{Px, Scale, Tick, Zoom};
pub use strands::{Bundle, Strand, StrandNode, Strands};
pub use strip::{Strip, StripAxis, meter};
pub use svg::Drawing;
