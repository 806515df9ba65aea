//! Distributions as tables from a number of chance to a value: the inverse of their cumulative chance.
//!
//! A number of 32 bits is turned to a float whose exponent tells how far out in a tail it lies; exponent and four
//! bits behind it choose one of a thousand straight pieces (hierarchical segmentation: Lee, Luk, Villasenor and
//! Cheung 2003), so that the tails are as exact as the middle and nothing but a look-up and a multiplication is left.
//! A second kind of table leads from a normal score, of which correlated durations are made.
//!
//! The tables are computed with sums, products and quotients only, which every machine rounds alike.

use super::draws::{LANES, Lanes};

/// Pieces in a table by numbers.
pub(super) const PIECES: usize = 1_024;

/// Pieces in a table by scores.
pub(super) const SCORE_PIECES: usize = 256;

/// Scores reach so far on both sides of the middle.
pub(super) const FARTHEST: f64 = 6.4;

/// One, as a fraction that tables answer.
pub(super) const ONE: i32 = 1 << 30;

/// Exponent and four bits of the smallest number that has a piece of its own: 2⁹ of 2³¹.
const FIRST: i32 = (127 + 9) << 4;

/// Octaves of a tail.
const OCTAVES: usize = 22;

/// Where a straight piece begins (16 bits) and how far it rises (16 bits, signed), in 65,536ths of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(transparent)]
pub(super) struct Piece(u32);

impl Piece {
    /// The straight piece nearest to a curve through three points, in parts of the whole.
    fn new(ends: (f64, f64), middle: f64) -> Self {
        let rise = ((ends.1 - ends.0) * 65_536.0).clamp(-32_767.0, 32_767.0);
        let mean = (ends.0 + 4.0 * middle + ends.1) / 6.0 * 65_536.0;
        let start = whole(mean - rise / 2.0).clamp(0, 65_535);
        let rise = i16::try_from(whole(rise)).unwrap_or(0);
        let [a, b] = rise.to_le_bytes();
        let [c, d, ..] = start.to_le_bytes();
        Self(u32::from_le_bytes([a, b, c, d]))
    }

    /// The fraction at so many of 2¹⁴ parts of the piece.
    #[inline(always)]
    fn at(self, part: u32) -> i32 {
        let start = (self.0 >> 16) << 14;
        let rise = (self.0.cast_signed() << 16) >> 16;
        start.cast_signed().wrapping_add(rise.wrapping_mul(part.cast_signed()))
    }
}

/// For each piece the fraction at its part.
#[inline(always)]
fn between(pieces: &Lanes<u32>, parts: &Lanes<u32>) -> Lanes {
    let mut fractions = Lanes::of(0);
    for lane in 0..LANES {
        fractions.0[lane] = Piece(pieces.0[lane]).at(parts.0[lane]);
    }
    fractions
}

/// The nearest whole number.
pub(super) fn whole(number: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float stays inside the range")]
    let number = (number + if number < 0.0 { -0.5 } else { 0.5 }) as i32;
    number
}

/// From a number of chance to a fraction of the whole.
#[derive(Clone, Debug)]
pub(super) struct ByNumber(Box<[Piece; PIECES]>);

/// From a normal score to a fraction of the whole.
#[derive(Clone, Debug)]
pub(super) struct ByScore(Box<[Piece; SCORE_PIECES]>);

impl ByNumber {
    /// The fraction that belongs to a number: the quantile at number / 2³².
    #[inline(always)]
    pub(super) fn at(&self, number: u32) -> i32 {
        let bits = (number.cast_signed() as f32).to_bits();
        let (side, far) = (bits >> 31, bits & 0x7FFF_FFFF);
        let piece = ((far >> 19).cast_signed() - FIRST).max(0).cast_unsigned() & 511;
        self.0[(piece | (side << 9)) as usize].at((far >> 5) & 0x3FFF)
    }

    /// The same for all samples of a block. Three loops: only the look-up itself is not done side by side.
    #[inline(always)]
    pub(super) fn all(&self, numbers: &Lanes<u32>) -> Lanes {
        let (mut places, mut parts) = (Lanes::of(0u32), Lanes::of(0u32));
        for lane in 0..LANES {
            let bits = (numbers.0[lane].cast_signed() as f32).to_bits();
            let (side, far) = (bits >> 31, bits & 0x7FFF_FFFF);
            let piece = ((far >> 19).cast_signed() - FIRST).max(0).cast_unsigned() & 511;
            places.0[lane] = piece | (side << 9);
            parts.0[lane] = (far >> 5) & 0x3FFF;
        }
        let mut pieces = Lanes::of(0u32);
        for lane in 0..LANES {
            pieces.0[lane] = self.0[places.0[lane] as usize & (PIECES - 1)].0;
        }
        between(&pieces, &parts)
    }

    fn new(quantile: impl Fn(Tail) -> f64) -> Self {
        let mut pieces = Box::new([Piece::default(); PIECES]);
        for (side, tail) in [(0, Tail::Lower as fn(f64) -> Tail), (512, Tail::Upper as fn(f64) -> Tail)] {
            // Numbers in the last octave are the middle itself.
            let at = |far: f64| quantile(tail((far / 4_294_967_296.0).min(0.5)));
            let mut edge = f64::from(1 << 9);
            let mut start = at(edge);
            for octave in 0..=OCTAVES {
                for part in 0..16u32 {
                    let parts = 16.0 + f64::from(part);
                    let (middle, end) = (at(edge * (parts + 0.5) / 16.0), at(edge * (parts + 1.0) / 16.0));
                    pieces[side + octave * 16 + part as usize] = Piece::new((start, end), middle);
                    start = end;
                }
                edge *= 2.0;
            }
        }
        Self(pieces)
    }
}

impl ByScore {
    /// The fractions that belong to scores, themselves fractions of the way from one end of the scores to the other.
    #[inline(always)]
    pub(super) fn all(&self, scores: &Lanes) -> Lanes {
        let (mut places, mut parts) = (Lanes::of(0u32), Lanes::of(0u32));
        for lane in 0..LANES {
            let score = scores.0[lane].clamp(0, ONE - 1).cast_unsigned();
            places.0[lane] = score >> 22;
            parts.0[lane] = (score >> 8) & 0x3FFF;
        }
        let mut pieces = Lanes::of(0u32);
        for lane in 0..LANES {
            pieces.0[lane] = self.0[places.0[lane] as usize & (SCORE_PIECES - 1)].0;
        }
        between(&pieces, &parts)
    }

    fn new(normal: &Inverse, quantile: impl Fn(Tail) -> f64) -> Self {
        let step = 2.0 * FARTHEST / 256.0;
        let at = |index: f64| quantile(normal.chance(-FARTHEST + step * index));
        let mut pieces = Box::new([Piece::default(); SCORE_PIECES]);
        for (index, piece) in (0u32..).zip(pieces.iter_mut()) {
            let from = f64::from(index);
            *piece = Piece::new((at(from), at(from + 1.0)), at(from + 0.5));
        }
        Self(pieces)
    }
}

/// A chance by the nearer tail, so that small ones keep their digits.
#[derive(Clone, Copy, Debug)]
enum Tail {
    /// So much lies below.
    Lower(f64),
    /// So much lies above.
    Upper(f64),
}

/// A form of distribution between zero and one; the mode in 128ths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Form {
    /// The beta distribution of PERT.
    Pert(u32),
    /// A triangle.
    Triangular(u32),
    /// Every value alike.
    Even,
}

/// How fine the mode of a form is told.
pub(super) const MODES: u32 = 128;

impl Form {
    /// Mean and standard deviation of a form with its mode anywhere between zero and one.
    pub(super) fn moments(self, mode: f64) -> (f64, f64) {
        let (mean, variance) = match self {
            Self::Pert(_) => ((1.0 + 4.0 * mode) / 6.0, (1.0 + 4.0 * mode) * (5.0 - 4.0 * mode) / 252.0),
            Self::Triangular(_) => ((1.0 + mode) / 3.0, (1.0 - mode + mode * mode) / 18.0),
            Self::Even => (0.5, 1.0 / 12.0),
        };
        (mean, variance.sqrt())
    }

    /// The mode as the tables have it.
    pub(super) fn mode(self) -> f64 {
        match self {
            Self::Pert(mode) | Self::Triangular(mode) => f64::from(mode) / f64::from(MODES),
            Self::Even => 0.5,
        }
    }
}

/// Makes tables; keeps what all have in common.
pub(super) struct Maker {
    normal: Inverse,
    logarithms: Vec<f64>,
}

/// Steps between zero and one at which a density is summed up.
const STEPS: u32 = 512;

impl Maker {
    pub(super) fn new() -> Self {
        let normal = Inverse::new(-FARTHEST, FARTHEST, |_, z| exp(-z * z / 2.0));
        Self { normal, logarithms: (0..=2 * STEPS).map(|step| ln(f64::from(step) / f64::from(2 * STEPS))).collect() }
    }

    /// The normal score that belongs to a number.
    pub(super) fn score(&self) -> ByNumber {
        ByNumber::new(|tail| (self.normal.quantile(tail) + FARTHEST) / (2.0 * FARTHEST))
    }

    pub(super) fn by_number(&self, form: Form) -> ByNumber {
        match form {
            Form::Pert(_) => {
                let inverse = self.beta(form.mode());
                ByNumber::new(|tail| inverse.quantile(tail))
            }
            Form::Triangular(_) => ByNumber::new(|tail| triangle(form.mode(), tail)),
            Form::Even => ByNumber::new(even),
        }
    }

    pub(super) fn by_score(&self, form: Form) -> ByScore {
        match form {
            Form::Pert(_) => {
                let inverse = self.beta(form.mode());
                ByScore::new(&self.normal, |tail| inverse.quantile(tail))
            }
            Form::Triangular(_) => ByScore::new(&self.normal, |tail| triangle(form.mode(), tail)),
            Form::Even => ByScore::new(&self.normal, even),
        }
    }

    /// The beta distribution with exponents 4 × mode and 4 × (1 - mode).
    fn beta(&self, mode: f64) -> Inverse {
        let (left, right) = (4.0 * mode, 4.0 * (1.0 - mode));
        let part = |exponent: f64, logarithm: f64| if exponent == 0.0 { 0.0 } else { exponent * logarithm };
        Inverse::new(0.0, 1.0, |step, _| {
            let here = self.logarithms[step as usize];
            let there = self.logarithms[(2 * STEPS - step) as usize];
            exp(part(left, here) + part(right, there))
        })
    }
}

fn triangle(mode: f64, tail: Tail) -> f64 {
    match tail {
        Tail::Lower(below) if below <= mode => (below * mode).sqrt(),
        Tail::Lower(below) => 1.0 - ((1.0 - below) * (1.0 - mode)).sqrt(),
        Tail::Upper(above) if above <= 1.0 - mode => 1.0 - (above * (1.0 - mode)).sqrt(),
        Tail::Upper(above) => ((1.0 - above) * mode).sqrt(),
    }
}

fn even(tail: Tail) -> f64 {
    match tail {
        Tail::Lower(below) => below,
        Tail::Upper(above) => 1.0 - above,
    }
}

/// A density summed up from both ends, to be read backwards.
struct Inverse {
    from: f64,
    step: f64,
    below: Vec<f64>,
    above: Vec<f64>,
}

impl Inverse {
    /// Sums up a density (which need not be normed) by Simpson's rule; it is handed the half steps with their numbers.
    fn new(from: f64, to: f64, density: impl Fn(u32, f64) -> f64) -> Self {
        let step = (to - from) / f64::from(STEPS);
        let at = |half: u32| density(half, from + step / 2.0 * f64::from(half));
        let parts: Vec<f64> = (0..STEPS).map(|index| at(2 * index) + 4.0 * at(2 * index + 1) + at(2 * index + 2)).collect();
        let total: f64 = parts.iter().sum();
        let summed = |parts: &mut dyn Iterator<Item = &f64>| {
            let mut sum = 0.0;
            std::iter::once(0.0)
                .chain(parts.map(|part| {
                    sum += part / total;
                    sum
                }))
                .collect::<Vec<f64>>()
        };
        Self { from, step, below: summed(&mut parts.iter()), above: summed(&mut parts.iter().rev()) }
    }

    /// How far from its end the value lies beyond which there is so much.
    fn distance(&self, sums: &[f64], share: f64) -> f64 {
        let index = sums.partition_point(|sum| *sum <= share).clamp(1, sums.len() - 1);
        let (before, after) = (sums[index - 1], sums[index]);
        let part = if after > before { (share - before) / (after - before) } else { 0.0 };
        let steps = u32::try_from(index - 1).unwrap_or(0);
        (f64::from(steps) + part.clamp(0.0, 1.0)) * self.step
    }

    fn quantile(&self, tail: Tail) -> f64 {
        match tail {
            Tail::Lower(below) => self.from + self.distance(&self.below, below),
            Tail::Upper(above) => self.from + self.step * f64::from(STEPS) - self.distance(&self.above, above),
        }
    }

    /// The chance below a value, or above it where that is less.
    fn chance(&self, value: f64) -> Tail {
        let along = ((value - self.from) / self.step).clamp(0.0, f64::from(STEPS));
        let share = |sums: &[f64], along: f64| {
            let index = usize::try_from(whole(along - 0.5)).unwrap_or(0).min(sums.len() - 2);
            let steps = u32::try_from(index).unwrap_or(0);
            sums[index] + (sums[index + 1] - sums[index]) * (along - f64::from(steps)).clamp(0.0, 1.0)
        };
        if along * 2.0 <= f64::from(STEPS) {
            Tail::Lower(share(&self.below, along))
        } else {
            Tail::Upper(share(&self.above, f64::from(STEPS) - along))
        }
    }
}

/// One by twelve, one by eleven and so on.
const PARTS: [f64; 12] = {
    let mut parts = [1.0; 12];
    let (mut index, mut degree) = (0, 12.0);
    while index < 12 {
        parts[index] = 1.0 / degree;
        (index, degree) = (index + 1, degree - 1.0);
    }
    parts
};

/// The natural exponential, the same on every machine.
pub(super) fn exp(power: f64) -> f64 {
    let doublings = whole((power / std::f64::consts::LN_2).clamp(-1_000.0, 1_000.0));
    let rest = power - f64::from(doublings) * std::f64::consts::LN_2;
    if rest.abs() > 1.0 {
        return if power < 0.0 { 0.0 } else { f64::MAX };
    }
    let mut sum = 1.0;
    for part in PARTS {
        sum = 1.0 + sum * rest * part;
    }
    let exponent = u64::try_from(1_023 + doublings).unwrap_or(0);
    sum * f64::from_bits(exponent << 52)
}

/// The natural logarithm, the same on every machine; far below everything for zero.
pub(super) fn ln(number: f64) -> f64 {
    if number <= 0.0 {
        return -1e9;
    }
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> 52).unwrap_or(0) - 1_023;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1_023 << 52));
    let (mantissa, exponent) =
        if mantissa > std::f64::consts::SQRT_2 { (mantissa / 2.0, exponent + 1) } else { (mantissa, exponent) };
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let mut sum = 0.0;
    for odd in (0..12).rev() {
        sum = sum * square + 1.0 / f64::from(2 * odd + 1);
    }
    2.0 * ratio * sum + f64::from(exponent) * std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(part: i32) -> f64 {
        f64::from(part) / f64::from(ONE)
    }

    /// Mean and standard deviation over numbers that are spread evenly.
    fn moments(at: impl Fn(u32) -> i32) -> (f64, f64) {
        let count = 1u32 << 16;
        let values: Vec<f64> = (0..count).map(|index| fraction(at((index << 16) + 32_768))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(count);
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / f64::from(count);
        (mean, variance.sqrt())
    }

    #[test]
    fn exponentials_and_logarithms_are_what_they_are_called() {
        for power in [-40.0, -3.3, -0.1, 0.0, 0.7, 12.5] {
            assert!((exp(power) / f64::exp(power) - 1.0).abs() < 1e-12, "{power}");
        }
        for number in [1e-9, 0.3, 1.0, 1.9, 7.0, 1e12] {
            assert!((ln(number) - f64::ln(number)).abs() < 1e-12, "{number}");
        }
    }

    #[test]
    fn tables_keep_mean_and_deviation() {
        let maker = Maker::new();
        for mode in [0, 10, 64, 100, 128] {
            for form in [Form::Pert(mode), Form::Triangular(mode)] {
                let table = maker.by_number(form);
                let (mean, deviation) = moments(|number| table.at(number));
                let (exact_mean, exact_deviation) = form.moments(form.mode());
                assert!((mean - exact_mean).abs() < 5e-5, "{form:?}: {mean} {exact_mean}");
                assert!((deviation - exact_deviation).abs() < 5e-5, "{form:?}: {deviation} {exact_deviation}");
            }
        }
    }

    #[test]
    fn scores_are_normal_far_into_the_tails() {
        let table = Maker::new().score();
        let (mean, deviation) = moments(|number| table.at(number));
        assert!((mean - 0.5).abs() < 1e-5 && (deviation * 2.0 * FARTHEST - 1.0).abs() < 1e-3, "{mean} {deviation}");
        let score = |chance: f64| {
            let number = u32::try_from(whole(chance * 2_147_483_647.0)).unwrap() * 2;
            fraction(table.at(number)) * 2.0 * FARTHEST - FARTHEST
        };
        for (chance, expected) in
            [(1e-6, -4.753_424), (0.001, -3.090_232), (0.1, -1.281_552), (0.9, 1.281_552), (0.999_9, 3.719_016)]
        {
            assert!((score(chance) - expected).abs() < 2e-3, "{chance}: {}", score(chance));
        }
    }

    #[test]
    fn quantiles_rise_with_their_numbers() {
        let maker = Maker::new();
        for table in [maker.by_number(Form::Pert(30)), maker.by_number(Form::Triangular(90)), maker.score()] {
            let values: Vec<i32> = (0..20_000u32).map(|index| table.at(index * 214_748)).collect();
            assert!(values.windows(2).all(|pair| pair[1] >= pair[0] - ONE / 20_000), "falls");
            assert!(values.iter().all(|value| (0..ONE).contains(value)));
        }
    }

    #[test]
    fn a_triangle_has_its_quantiles() {
        let table = Maker::new().by_number(Form::Triangular(32));
        for (chance, expected) in [(1u32 << 30, 0.25), (1 << 31, 1.0 - (0.5f64 * 0.75).sqrt())] {
            assert!((fraction(table.at(chance)) - expected).abs() < 1e-4);
        }
    }

    #[test]
    fn a_table_by_scores_says_what_the_one_by_numbers_says() {
        let maker = Maker::new();
        let (score, direct) = (maker.score(), maker.by_number(Form::Pert(40)));
        let by_score = maker.by_score(Form::Pert(40));
        for number in (0..4_000u32).map(|index| index * 1_073_741 + 77) {
            let (one, other) = (fraction(direct.at(number)), fraction(by_score.all(&Lanes::of(score.at(number))).0[0]));
            assert!((one - other).abs() < 4e-4, "{number}: {one} {other}");
        }
    }
}
