//! Where the thread breaks, as one line: goals, plans, work and people with the number of cuts between them.

use serde::Serialize;

use super::svg::Canvas;
use super::{Drawing, Px};
use crate::format;

/// A layer of the organization with how many there are and how many links to the next layer are cut.
#[derive(Clone, Debug, Serialize)]
pub struct Layer {
    /// "Goals", "Plans", "Work", "People".
    pub name: String,
    /// How many there are.
    pub count: usize,
    /// Cuts between this layer and the next.
    pub cuts: usize,
}

/// The line through all layers.
#[derive(Clone, Debug, Serialize)]
pub struct Connections {
    /// From the goals to the people.
    pub layers: Vec<Layer>,
}

impl Connections {
    /// Draws the line as wide as its place.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let width = Px::new(330);
        let mut canvas = Canvas::new(width, Px::new(84));
        let last = i64::try_from(self.layers.len().saturating_sub(1)).unwrap_or(0);
        let middle = Px::new(38);
        let place = |at: usize| {
            let at = i64::try_from(at).unwrap_or(0);
            Px::new(20) + (width - Px::new(40)).part(at, last.max(1))
        };
        for (at, layer) in self.layers.iter().enumerate() {
            let x = place(at);
            if at + 1 < self.layers.len() {
                strand(&mut canvas, (x + Px::new(7), place(at + 1) - Px::new(7)), middle, layer.cuts);
            }
            let node = if at == 0 { "node filled" } else { "node" };
            canvas.circle(node, (x, middle), Px::new(6));
            let (anchor, edge) = if at == 0 {
                ("", x - Px::new(6))
            } else if at + 1 == self.layers.len() {
                (" right", x + Px::new(6))
            } else {
                (" middle", x)
            };
            let count = format::thousands(i64::try_from(layer.count).unwrap_or(i64::MAX));
            canvas.text(&format!("faint{anchor}"), (edge, Px::new(12)), &layer.name);
            canvas.text(&format!("figure{anchor}"), (edge, Px::new(76)), &count);
        }
        canvas.named("connections fluid", self.sentence())
    }

    fn sentence(&self) -> String {
        let mut parts = Vec::new();
        for pair in self.layers.windows(2) {
            if let [upper, lower] = pair {
                let cuts = format::count(upper.cuts, "link", "links");
                parts.push(format!("{} to {} {cuts} cut", upper.name.to_lowercase(), lower.name.to_lowercase()));
            }
        }
        format!("Links between the layers: {}.", parts.join(", "))
    }
}

fn strand(canvas: &mut Canvas, (from, to): (Px, Px), y: Px, cuts: usize) {
    if cuts == 0 {
        canvas.path("strand", format_args!("M{from} {y}H{to}"));
        return;
    }
    let words = format!("{cuts} cut");
    let half = Px::tenths(32 * i64::try_from(words.chars().count()).unwrap_or(0) + 40);
    let middle = from + (to - from).part(1, 2);
    let (left, right) = (middle - half, middle + half);
    let (up, down) = (y - Px::new(5), y + Px::new(5));
    canvas.path("strand", format_args!("M{from} {y}H{left}M{right} {y}H{to}"));
    canvas.path("cut-end", format_args!("M{left} {up}V{down}M{right} {up}V{down}"));
    canvas.text("cut-text middle", (middle, y + Px::new(4)), &words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_many_links_are_cut() {
        let layer = |name: &str, count, cuts| Layer { name: name.to_owned(), count, cuts };
        let line = Connections { layers: vec![layer("Goals", 7, 1), layer("Plans", 1200, 0), layer("People", 64, 0)] };
        let drawing = line.draw();
        insta::assert_snapshot!(drawing.sentence, @"Links between the layers: goals to plans 1 link cut, plans to people 0 links cut.");
        let picture = drawing.to_string();
        assert!(picture.contains(">1 cut<") && !picture.contains(">0 cut<"), "{picture}");
        assert!(picture.contains(">1,200<"), "{picture}");
    }
}
