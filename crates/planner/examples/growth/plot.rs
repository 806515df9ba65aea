//! Draws growth: two fields, time and memory, both axes by powers of ten, a line for each subject and one for growth in
//! proportion. The colours follow what the reader's system prefers, light or dark.

use std::fmt::Write as _;

use crate::Taken;

/// Width and height of a field, and where the first one begins.
const FIELD: (f64, f64) = (380.0, 300.0);
const LEFT: f64 = 70.0;
const TOP: f64 = 40.0;

/// From the beginning of one field to that of the next.
const STRIDE: f64 = 480.0;

const STYLE: &str = "text{font:13px sans-serif;fill:#1f2328}.title{font-weight:600}.grid{stroke:#d1d9e0}\
.even{stroke:#818b98;stroke-dasharray:4 4}.even-name{fill:#59636e}.one{stroke:#0969da}.two{stroke:#bc4c00}.one-name{fill:#0969da}\
.two-name{fill:#bc4c00}path{fill:none;stroke-width:2}.one-dot{fill:#0969da}.two-dot{fill:#bc4c00}\
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.grid{stroke:#3d444d}.even{stroke:#9198a1}.even-name{fill:#9198a1}\
.one{stroke:#4493f8}.two{stroke:#f0883e}.one-name,.one-dot{fill:#4493f8}.two-name,.two-dot{fill:#f0883e}}";

/// What a field shows of a size.
type Value = fn(&Taken) -> f64;

/// One field.
struct Field<'a> {
    title: &'a str,
    left: f64,
    value: Value,
    /// Powers of ten at the ends of both axes.
    across: (f64, f64),
    up: (f64, f64),
}

/// A picture as SVG.
pub(crate) fn draw(names: [&str; 2], curves: &[Vec<Taken>; 2]) -> String {
    let fields: [(&str, Value); 2] =
        [("processor seconds", |taken| taken.seconds), ("megabytes beyond the input", |taken| taken.bytes / 1e6)];
    let (width, height) = (LEFT + STRIDE + FIELD.0 + 90.0, TOP + FIELD.1 + 60.0);
    let mut svg = String::new();
    // Writing to a text cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"Time and memory of levelling and simulation by the number of tasks\">\n<style>{STYLE}</style>"
    );
    for (number, (title, value)) in fields.into_iter().enumerate() {
        let points = || curves.iter().flatten();
        let across = powers(points().map(|taken| f64::from(taken.tasks)));
        let up = powers(points().map(value));
        let field = Field { title, left: LEFT + STRIDE * number as f64, value, across, up };
        field.frame(&mut svg);
        field.proportion(&mut svg, &curves[0]);
        for ((name, class), curve) in names.iter().zip(["one", "two"]).zip(curves) {
            field.curve(&mut svg, (name, class), curve);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// The powers of ten around some numbers.
fn powers(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let logarithms: Vec<f64> = numbers.filter(|number| *number > 0.0).map(f64::log10).collect();
    let least = logarithms.iter().copied().fold(f64::MAX, f64::min).floor();
    let most = logarithms.iter().copied().fold(f64::MIN, f64::max).ceil();
    if least > most { (0.0, 1.0) } else { (least, most.max(least + 1.0)) }
}

impl Field<'_> {
    fn x(&self, number: f64) -> f64 {
        self.left + (number.log10() - self.across.0) / (self.across.1 - self.across.0) * FIELD.0
    }

    fn y(&self, number: f64) -> f64 {
        TOP + FIELD.1 - (number.log10() - self.up.0) / (self.up.1 - self.up.0) * FIELD.1
    }

    /// The lines of the powers of ten and their names.
    fn frame(&self, svg: &mut String) {
        let (bottom, right) = (TOP + FIELD.1, self.left + FIELD.0);
        let _ = writeln!(svg, "<text class=\"title\" x=\"{}\" y=\"{}\">{}</text>", self.left, TOP - 16.0, self.title);
        let mut power = self.across.0;
        while power <= self.across.1 {
            let (x, name) = (self.x(10f64.powf(power)), name(power));
            let _ = writeln!(svg, "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/>");
            let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{name}</text>", bottom + 20.0);
            power += 1.0;
        }
        let middle = self.left + FIELD.0 / 2.0;
        let _ = writeln!(svg, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">tasks</text>", bottom + 42.0);
        power = self.up.0;
        while power <= self.up.1 {
            let (y, name) = (self.y(10f64.powf(power)), name(power));
            let _ = writeln!(svg, "<line class=\"grid\" x1=\"{}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>", self.left);
            let _ = writeln!(svg, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>", self.left - 8.0, y + 4.0);
            power += 1.0;
        }
    }

    /// Growth in proportion to the tasks, from the first point of a curve on, as far as the field goes.
    fn proportion(&self, svg: &mut String, curve: &[Taken]) {
        let Some(first) = curve.first().filter(|first| (self.value)(first) > 0.0) else { return };
        let (tasks, value) = (f64::from(first.tasks), (self.value)(first));
        let times = (10f64.powf(self.across.1) / tasks).min(10f64.powf(self.up.1) / value);
        let (x, y) = (self.x(tasks * times), self.y(value * times));
        let _ = writeln!(svg, "<path class=\"even\" d=\"M{:.1} {:.1}L{x:.1} {y:.1}\"/>", self.x(tasks), self.y(value));
        let (middle, height) = (f64::midpoint(self.x(tasks), x) - 8.0, f64::midpoint(self.y(value), y) - 8.0);
        let _ = writeln!(
            svg,
            "<text class=\"even-name\" x=\"{middle:.1}\" y=\"{height:.1}\" text-anchor=\"end\">in proportion</text>"
        );
    }

    fn curve(&self, svg: &mut String, (name, class): (&str, &str), curve: &[Taken]) {
        let points = curve.iter().map(|taken| (f64::from(taken.tasks), (self.value)(taken))).filter(|point| point.1 > 0.0);
        let points: Vec<(f64, f64)> = points.map(|(tasks, value)| (self.x(tasks), self.y(value))).collect();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let _ = writeln!(svg, "<path class=\"{class}\" d=\"M{}\"/>", path.join("L"));
        for (x, y) in &points {
            let _ = writeln!(svg, "<circle class=\"{class}-dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
        }
        if let Some((x, y)) = points.last() {
            let _ = writeln!(svg, "<text class=\"{class}-name\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>", x + 8.0, y + 12.0);
        }
    }
}

/// A power of ten as people write it.
fn name(power: f64) -> String {
    let digits = format!("{:.6}", 10f64.powf(power));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    if power < 0.0 { digits.to_owned() } else { grouped(&format!("{:.0}", 10f64.powf(power))) }
}

/// Digits with a comma between thousands.
pub(crate) fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
