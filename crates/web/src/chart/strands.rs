//! Strands: goals, plans and units in three columns, tied by bundles as wide as the work that is left. Only what is missing or wrong has a colour: a dashed
//! end with a tick where nothing follows, and the codes of rules as text.

use serde::Serialize;

use super::svg::Canvas;
use super::{Drawing, Px};

/// A goal, a plan or a unit.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StrandNode {
    /// Its name.
    pub name: String,
    /// What is wrong with it in a few words, "TL101 no plan", and whether the thread is cut there; nothing where all is well.
    pub wrong: Option<(String, bool)>,
    /// Whether nothing leads to it from the column before.
    pub loose_before: bool,
    /// Whether nothing leads from it to the column after.
    pub loose_after: bool,
}

/// A tie between a node of one column and one of the next, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Strand {
    /// The node of the left column.
    pub from: usize,
    /// The node of the right column.
    pub to: usize,
    /// Minutes of work that is left.
    pub minutes: i64,
}

/// A column with the strands to the next one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bundle {
    /// "Goals", "Plans", "Units".
    pub name: &'static str,
    /// Its nodes from top to bottom.
    pub nodes: Vec<StrandNode>,
    /// The strands to the next column.
    pub strands: Vec<Strand>,
}

/// The picture: goals, plans and units.
#[derive(Clone, Debug, Serialize)]
pub struct Strands {
    /// Goals with the strands to plans.
    pub goals: Bundle,
    /// Plans with the strands to units.
    pub plans: Bundle,
    /// Units.
    pub units: Bundle,
}

const WIDTH: i64 = 1160;
const TOP: i64 = 34;
/// Where the circles of the goals stand.
const GOALS: i64 = 262;
/// The left and right edge of the plans.
const PLANS: (i64, i64) = (474, 718);
/// Where the circles of the units stand.
const UNITS: i64 = 906;
/// Letters of a name in its column.
const LETTERS: (usize, usize, usize) = (35, 31, 21);

impl Strands {
    /// Draws it as wide as its place.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let most = [&self.goals, &self.plans, &self.units].map(|column| column.nodes.len()).into_iter().max().unwrap_or(1);
        let height = Px::new(29 * i64::try_from(most).unwrap_or(1));
        let mut canvas = Canvas::new(Px::new(WIDTH), height + Px::new(TOP + 8));
        let [goals, plans, units] = [&self.goals, &self.plans, &self.units].map(|column| places(column.nodes.len(), height));
        let widest = self.goals.strands.iter().chain(&self.plans.strands).map(|strand| strand.minutes).max().unwrap_or(1).max(1);
        bundle(&mut canvas, &self.goals.strands, (&goals, GOALS + 7), (&plans, PLANS.0), widest);
        bundle(&mut canvas, &self.plans.strands, (&plans, PLANS.1), (&units, UNITS - 7), widest);
        canvas.text("faint right", (Px::new(GOALS), Px::new(14)), self.goals.name);
        canvas.text("faint middle", (Px::new((PLANS.0 + PLANS.1) / 2), Px::new(14)), self.plans.name);
        canvas.text("faint", (Px::new(UNITS - 6), Px::new(14)), self.units.name);
        for (node, y) in self.goals.nodes.iter().zip(goals) {
            goal(&mut canvas, node, y);
        }
        for (node, y) in self.plans.nodes.iter().zip(plans) {
            plan(&mut canvas, node, y);
        }
        for (node, y) in self.units.nodes.iter().zip(units) {
            unit(&mut canvas, node, y);
        }
        canvas.named("strands fluid", self.sentence())
    }

    fn sentence(&self) -> String {
        let counts = [(&self.goals, "goal", "goals"), (&self.plans, "plan", "plans"), (&self.units, "unit", "units")];
        let counts = counts.map(|(column, one, many)| crate::format::count(column.nodes.len(), one, many));
        let wrong = [&self.goals, &self.plans, &self.units].into_iter().flat_map(|column| &column.nodes);
        let wrong: Vec<String> = wrong.filter_map(|node| Some(format!("{}: {}", node.name, node.wrong.as_ref()?.0))).collect();
        let wrong = if wrong.is_empty() { "All of them hold".to_owned() } else { wrong.join("; ") };
        let [goals, plans, units] = counts;
        format!("Strands of {goals}, {plans} and {units}. {wrong}.")
    }
}

/// The middle of each row of a column, spread over its height.
fn places(rows: usize, height: Px) -> Vec<Px> {
    let rows = i64::try_from(rows).unwrap_or(1).max(1);
    (0..rows).map(|row| Px::new(TOP) + height.part(2 * row + 1, 2 * rows)).collect()
}

fn bundle(canvas: &mut Canvas, strands: &[Strand], (from, left): (&[Px], i64), (to, right): (&[Px], i64), widest: i64) {
    let (left, right) = (Px::new(left), Px::new(right));
    let middle = left + (right - left).part(1, 2);
    for strand in strands {
        let (Some(start), Some(end)) = (from.get(strand.from), to.get(strand.to)) else { continue };
        // From 1.2 to 8 pixels, by the root of the work: beside one great plan the small ones would all look the same.
        let width = Px::tenths(12) + Px::tenths(68).part(strand.minutes.clamp(0, widest).isqrt(), widest.isqrt());
        canvas.raw(format_args!(
            r#"<path class="bundle" stroke-width="{width}" d="M{left} {start}C{middle} {start} {middle} {end} {right} {end}"/>"#
        ));
    }
}

/// A dashed end that leads nowhere.
fn stub(canvas: &mut Canvas, cut: bool, (from, to): (i64, i64), y: Px) {
    let class = if cut { "stub cut" } else { "stub" };
    let (from, to) = (Px::new(from), Px::new(to));
    canvas.path(class, format_args!("M{from} {y}H{to}"));
    canvas.path(&format!("{class} tick"), format_args!("M{to} {}V{}", y - Px::new(5), y + Px::new(5)));
}

fn tone(cut: bool) -> &'static str {
    if cut { "cut-text" } else { "loose-text" }
}

fn fitting(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let cut: String = name.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

fn goal(canvas: &mut Canvas, node: &StrandNode, y: Px) {
    let base = y + Px::new(4);
    let class = match &node.wrong {
        Some((_, true)) if node.loose_after => "node cut",
        Some((_, false)) if node.loose_after => "node loose",
        _ => "node filled",
    };
    canvas.text("name right", (Px::new(GOALS - 12), base), &fitting(&node.name, LETTERS.0));
    canvas.circle(class, (Px::new(GOALS), y), Px::new(6));
    let Some((words, cut)) = &node.wrong else { return };
    if node.loose_after {
        stub(canvas, *cut, (GOALS + 6, GOALS + 48), y);
        canvas.text(tone(*cut), (Px::new(GOALS + 55), base), words);
    } else {
        canvas.text(&format!("{} over", tone(*cut)), (Px::new(GOALS + 12), y - Px::new(7)), words);
    }
}

fn plan(canvas: &mut Canvas, node: &StrandNode, y: Px) {
    let (left, right) = PLANS;
    let base = y + Px::new(4);
    let class = match &node.wrong {
        Some((_, true)) => "box cut",
        Some((_, false)) => "box loose",
        None => "box",
    };
    canvas.rect(class, (Px::new(left), y - Px::new(11)), (Px::new(right - left), Px::new(22)), 4);
    let cut = node.wrong.as_ref().is_some_and(|(_, cut)| *cut);
    if node.loose_before {
        stub(canvas, cut, (left, left - 40), y);
    }
    if node.loose_after {
        stub(canvas, cut, (right, right + 40), y);
    }
    let Some((words, cut)) = &node.wrong else {
        canvas.text("name", (Px::new(left + 9), base), &fitting(&node.name, LETTERS.1 + 4));
        return;
    };
    let room = (LETTERS.1 + 5).saturating_sub(words.chars().count());
    canvas.text("name", (Px::new(left + 9), base), &fitting(&node.name, room));
    canvas.text(&format!("{} right", tone(*cut)), (Px::new(right - 9), base), words);
}

fn unit(canvas: &mut Canvas, node: &StrandNode, y: Px) {
    let base = y + Px::new(4);
    canvas.circle("node", (Px::new(UNITS), y), Px::new(6));
    let name = fitting(&node.name, if node.wrong.is_some() { LETTERS.2 } else { LETTERS.2 + 14 });
    canvas.text("name", (Px::new(UNITS + 13), base), &name);
    if let Some((words, cut)) = &node.wrong {
        // As far right as the name is long, by the mean width of a letter.
        let letters = i64::try_from(name.chars().count()).unwrap_or(0);
        canvas.text(tone(*cut), (Px::new(UNITS + 25) + Px::tenths(64 * letters), base), words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, wrong: Option<(&str, bool)>) -> StrandNode {
        StrandNode { name: name.to_owned(), wrong: wrong.map(|(words, cut)| (words.to_owned(), cut)), ..StrandNode::default() }
    }

    #[test]
    fn the_picture_says_what_is_cut_and_draws_more_work_wider() {
        let strand = |from, to, minutes| Strand { from, to, minutes };
        let customer = StrandNode { loose_after: true, ..node("Customer trust", Some(("TL101 no plan", false))) };
        let goals = vec![node("Outages", None), customer];
        let plans = vec![node("Pump renewal", None), node("Support surge", Some(("TL201 ×3", true)))];
        let picture = Strands {
            goals: Bundle { name: "Goals", nodes: goals, strands: vec![strand(0, 0, 4800), strand(0, 1, 0)] },
            plans: Bundle { name: "Plans", nodes: plans, strands: vec![strand(0, 0, 2400)] },
            units: Bundle { name: "Units", nodes: vec![node("Works", None)], strands: Vec::new() },
        };
        let drawing = picture.draw();
        insta::assert_snapshot!(drawing.sentence, @"Strands of 2 goals, 2 plans and 1 unit. Customer trust: TL101 no plan; Support surge: TL201 ×3.");
        let svg = drawing.to_string();
        for width in ["8", "1.2", "5.9"] {
            assert!(svg.contains(&format!("stroke-width=\"{width}\"")), "{width}: {svg}");
        }
        assert!(svg.contains("class=\"stub\"") && svg.contains(">TL101 no plan<") && svg.contains("class=\"box cut\""), "{svg}");
    }

    #[test]
    fn a_long_name_ends_in_an_ellipsis() {
        assert_eq!(fitting("Renewable pumping", 10), "Renewable…");
        assert_eq!(fitting("Pumping", 10), "Pumping");
    }
}
