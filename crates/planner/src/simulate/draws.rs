//! How durations are drawn: the estimates, risks and correlations of a network, each made to a few numbers and a table.
//!
//! Samples are drawn [`LANES`] at a time, one in each lane; what all tasks of a sample share (the sample's number, the
//! common factor of each project, which risks happen) is its [`Weather`]. Loops over lanes hold no branch, so that the
//! compiler makes vector instructions of them.

use std::collections::BTreeMap;

use super::chance::{Stream, Use, counter};
use super::quantile::{ByNumber, ByScore, FARTHEST, Form, MODES, Maker, ONE, ln, whole};
use super::uncertainty::{CERTAIN, Doubt, LONGEST, Spread, ThreePoints, Uncertainty};
use crate::hierarchy::Hierarchy;
use crate::network::{Mode, Network, Progress, TaskIndex};
use crate::prepared::within;

/// Samples that are simulated together. Loops over fewer are unrolled instead of made to vector instructions.
pub(super) const LANES: usize = 64;

/// A number for each sample of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(super) struct Lanes<T = i32>(pub(super) [T; LANES]);

impl<T: Copy> Lanes<T> {
    pub(super) const fn of(value: T) -> Self {
        Self([value; LANES])
    }
}

/// Score at which one in ten is higher.
const ONE_IN_TEN: f64 = 1.281_551_565_544_600_4;

/// Score at which one in a million is higher; nothing longer is drawn.
const ONE_IN_A_MILLION: f64 = 4.753_424_308_822_899;

/// The tables that the estimates of a network need.
pub(super) struct Tables {
    score: ByNumber,
    by_number: Vec<ByNumber>,
    by_score: Vec<ByScore>,
}

/// Where the table of a form stands.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Always so many minutes.
    Exactly(i32),
    /// A share of a range, by number or by score.
    Shaped { table: u32, line: Line },
    /// Two to the power of a score: `low + scale × score`, scores being parts of [`ONE`] from the middle.
    Exponential { low: f32, scale: f32 },
}

/// A distribution of minutes, ready to draw from.
#[derive(Clone, Copy, Debug)]
struct Marginal {
    kind: Kind,
    least: i32,
    most: i32,
}

/// From fractions to minutes, without broken numbers: `low + ((fraction × scale + rest) >> shift)`.
#[derive(Clone, Copy, Debug)]
struct Line {
    low: i32,
    rest: u64,
    scale: u32,
    shift: u32,
}

impl Line {
    /// The line `low + range × fraction`, to the nearest minute; fractions are parts of [`ONE`].
    fn new(low: f64, range: f64) -> Self {
        let mut shift = 30;
        while shift < 60 && range * f64::from(1u32 << (shift - 29)) < f64::from(u32::MAX) {
            shift += 1;
        }
        let low = low + 0.5;
        let floor = whole(low - 0.5);
        Self { low: floor, rest: parts(low - f64::from(floor), shift), scale: fixed(range, shift - 30), shift }
    }

    #[inline(always)]
    fn at(&self, fraction: i32) -> i32 {
        let product = u64::from(fraction.cast_unsigned()) * u64::from(self.scale) + self.rest;
        #[expect(clippy::cast_possible_truncation, reason = "no longer than a duration can be")]
        let minutes = (product >> self.shift) as u32;
        self.low + minutes.cast_signed()
    }
}

/// A share of one in so many doublings.
fn parts(share: f64, doublings: u32) -> u64 {
    let half = doublings / 2;
    let high = fixed(share.clamp(0.0, 1.0), half);
    u64::from(high) << (doublings - half)
}

/// A number times so many doublings, to the nearest, at least zero.
fn fixed(number: f64, doublings: u32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float stays inside the range")]
    let number = (number * (1u64 << doublings) as f64 + 0.5) as u32;
    number
}

/// A task's share in the common factor of its project.
#[derive(Clone, Copy, Debug)]
struct Factor {
    index: u32,
    /// In parts of [`ONE`].
    shared: i32,
    /// In parts of [`ONE`].
    own: i32,
}

/// How the duration of a task is drawn.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) task: TaskIndex,
    stream: Stream,
    marginal: Marginal,
    factor: Option<Factor>,
    /// Positions in `hits`.
    hits: (u32, u32),
}

/// By how much a risk makes a task longer.
#[derive(Clone, Copy, Debug)]
struct Hit {
    risk: u32,
    marginal: Marginal,
}

/// A risk: it happens where a number is not above the limit.
#[derive(Clone, Copy, Debug)]
struct Occurrence {
    occurs: Stream,
    severity: Stream,
    limit: Option<u32>,
}

/// Everything that is drawn for a network.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    /// For each task its position in `drawn`.
    pub(super) of: Vec<Option<u32>>,
    pub(super) drawn: Vec<Drawn>,
    hits: Vec<Hit>,
    risks: Vec<Occurrence>,
    factors: Vec<Stream>,
}

/// What all tasks share in each sample of a block.
#[derive(Clone, Debug)]
pub(super) struct Weather {
    pub(super) counters: Lanes<u32>,
    factors: Vec<Lanes>,
    /// All ones where the risk happens.
    happens: Vec<Lanes>,
    severities: Vec<Lanes<u32>>,
}

impl Drawn {
    /// Whether the duration varies by itself.
    pub(super) fn varies(&self) -> bool {
        !matches!(self.marginal.kind, Kind::Exactly(_))
    }

    /// Orders tasks in a way that does not depend on their places in the network.
    pub(super) fn rank(&self) -> (u32, u32) {
        (self.stream.one, self.stream.two)
    }
}

impl Marginal {
    const fn exactly(minutes: i32) -> Self {
        Self { kind: Kind::Exactly(minutes), least: minutes, most: minutes }
    }

    #[inline(always)]
    fn all_shaped(&self, line: Line, fractions: &Lanes, out: &mut Lanes) {
        for (out, fraction) in out.0.iter_mut().zip(&fractions.0) {
            *out = line.at(*fraction).clamp(self.least, self.most);
        }
    }

    #[inline(always)]
    fn all_exponential(&self, low: f32, scale: f32, scores: &Lanes, out: &mut Lanes) {
        for (out, score) in out.0.iter_mut().zip(&scores.0) {
            *out = exponential(low, scale, *score).clamp(self.least, self.most);
        }
    }

    /// The minutes that belong to a number.
    fn at(&self, tables: &Tables, number: u32) -> i32 {
        match self.kind {
            Kind::Exactly(minutes) => minutes,
            Kind::Shaped { table, line } => line.at(tables.by_number[table as usize].at(number)).clamp(self.least, self.most),
            Kind::Exponential { low, scale } => exponential(low, scale, tables.score.at(number)).clamp(self.least, self.most),
        }
    }
}

/// Two to a power from -64 to 29, to the nearest whole number; zero when far below one.
#[inline(always)]
fn exponential(low: f32, scale: f32, score: i32) -> i32 {
    /// A float of this size has its last bit at one: adding it rounds to the nearest.
    const ROUND: f32 = 8_388_608.0;
    let power = ((score - ONE / 2) as f32 * scale + low).clamp(-64.0, 29.0) + 64.0;
    let nearest = power + ROUND;
    let rest = power - (nearest - ROUND);
    let mut sum = 1.540_353e-4;
    for part in [1.333_355_8e-3, 9.618_129e-3, 5.550_411e-2, 0.240_226_5, std::f32::consts::LN_2, 1.0] {
        sum = sum * rest + part;
    }
    let digits = (sum * 4_194_304.0 + ROUND).to_bits() & 0x007F_FFFF;
    let shift = (29 + 64 - (nearest.to_bits() & 0x007F_FFFF).cast_signed()).min(31).cast_unsigned();
    let half = (1u32 << shift) >> 1;
    (((digits << 7) + half) >> shift).cast_signed()
}

impl Draws {
    /// The weather of samples with these numbers.
    #[inline(always)]
    pub(super) fn weather(&self, tables: &Tables, samples: &Lanes<u32>, weather: &mut Weather) {
        for (own, sample) in weather.counters.0.iter_mut().zip(&samples.0) {
            *own = counter(*sample);
        }
        let counters = &weather.counters.0;
        for (lanes, stream) in weather.factors.iter_mut().zip(&self.factors) {
            let numbers = Lanes(std::array::from_fn(|lane| stream.number(counters[lane])));
            *lanes = Lanes(tables.score.all(&numbers).0.map(|score| score - ONE / 2));
        }
        for (risk, (happens, severities)) in self.risks.iter().zip(weather.happens.iter_mut().zip(&mut weather.severities)) {
            for (happens, counter) in happens.0.iter_mut().zip(counters) {
                let number = risk.occurs.number(*counter);
                *happens = -i32::from(risk.limit.is_some_and(|limit| number <= limit));
            }
            for (severity, counter) in severities.0.iter_mut().zip(counters) {
                *severity = risk.severity.number(*counter);
            }
        }
    }

    /// The minutes of a task in each sample of a block.
    #[inline(always)]
    pub(super) fn fill(&self, drawn: &Drawn, tables: &Tables, weather: &Weather, out: &mut Lanes) {
        let marginal = &drawn.marginal;
        if let Kind::Exactly(minutes) = marginal.kind {
            out.0.fill(minutes);
        } else {
            let mut numbers = Lanes::of(0u32);
            for (number, counter) in numbers.0.iter_mut().zip(&weather.counters.0) {
                *number = drawn.stream.number(*counter);
            }
            match (marginal.kind, drawn.factor) {
                (Kind::Exactly(_), _) => {}
                (Kind::Shaped { table, line }, None) => {
                    marginal.all_shaped(line, &tables.by_number[table as usize].all(&numbers), out)
                }
                (Kind::Shaped { table, line }, Some(factor)) => {
                    let scores = scores(factor, &tables.score.all(&numbers), &weather.factors[factor.index as usize]);
                    marginal.all_shaped(line, &tables.by_score[table as usize].all(&scores), out);
                }
                (Kind::Exponential { low, scale }, None) => {
                    marginal.all_exponential(low, scale, &tables.score.all(&numbers), out)
                }
                (Kind::Exponential { low, scale }, Some(factor)) => {
                    let scores = scores(factor, &tables.score.all(&numbers), &weather.factors[factor.index as usize]);
                    marginal.all_exponential(low, scale, &scores, out);
                }
            }
        }
        if drawn.hits.0 < drawn.hits.1 {
            self.hit(drawn, tables, weather, out);
        }
    }

    /// Adds what risks cost.
    fn hit(&self, drawn: &Drawn, tables: &Tables, weather: &Weather, out: &mut Lanes) {
        for hit in &self.hits[drawn.hits.0 as usize..drawn.hits.1 as usize] {
            let (happens, severities) = (&weather.happens[hit.risk as usize].0, &weather.severities[hit.risk as usize].0);
            for lane in 0..LANES {
                let more = hit.marginal.at(tables, severities[lane]) & happens[lane];
                out.0[lane] = out.0[lane].saturating_add(more).min(within(LONGEST));
            }
        }
    }

    /// For each sample of a block how high in its distribution the duration of a task lies; `None` when that is not
    /// told by one number.
    pub(super) fn grades(&self, drawn: &Drawn, grade: &Grade, weather: &Weather, tables: &Tables) -> Option<Lanes<u32>> {
        if drawn.hits.0 < drawn.hits.1 || matches!(drawn.marginal.kind, Kind::Exactly(_)) {
            return None;
        }
        let mut numbers = Lanes::of(0u32);
        for (number, counter) in numbers.0.iter_mut().zip(&weather.counters.0) {
            *number = drawn.stream.number(*counter);
        }
        if let Some(factor) = drawn.factor {
            let scores = scores(factor, &tables.score.all(&numbers), &weather.factors[factor.index as usize]);
            numbers = Lanes(grade.0.all(&scores).0.map(|grade| grade.cast_unsigned() << 2));
        }
        Some(Lanes(numbers.0.map(|number| number >> 16)))
    }

    /// A block's weather before it is known.
    pub(super) fn no_weather(&self) -> Weather {
        Weather {
            counters: Lanes::of(0),
            factors: vec![Lanes::of(0); self.factors.len()],
            happens: vec![Lanes::of(0); self.risks.len()],
            severities: vec![Lanes::of(0); self.risks.len()],
        }
    }

    /// The minutes of a task at a share of its distribution, in 2³² parts; risks are not counted.
    fn quantile(&self, drawn: u32, tables: &Tables, number: u32) -> i32 {
        let drawn = &self.drawn[drawn as usize];
        let marginal = drawn.marginal;
        match (marginal.kind, drawn.factor) {
            (Kind::Shaped { table, line }, Some(_)) => {
                let scores = Lanes::of(tables.score.at(number));
                line.at(tables.by_score[table as usize].all(&scores).0[0]).clamp(marginal.least, marginal.most)
            }
            (Kind::Shaped { .. } | Kind::Exactly(_) | Kind::Exponential { .. }, _) => marginal.at(tables, number),
        }
    }

    /// The same, with a duration that is always at a share of its distribution; its risks stay.
    pub(super) fn with_task_near(&self, drawn: u32, tables: &Tables, number: u32) -> Self {
        let mut other = self.clone();
        other.drawn[drawn as usize].marginal = Marginal::exactly(self.quantile(drawn, tables, number));
        other
    }

    /// The same, with a task that takes no time.
    pub(super) fn with_task_done(&self, task: TaskIndex) -> Self {
        let mut other = self.clone();
        let stream = Stream::new(0, Use::Duration, 0);
        let done = Drawn { task, stream, marginal: Marginal::exactly(0), factor: None, hits: (0, 0) };
        match self.of[task.0 as usize] {
            Some(drawn) => other.drawn[drawn as usize] = done,
            None => other.add(done),
        }
        other
    }

    fn add(&mut self, drawn: Drawn) {
        self.of[drawn.task.0 as usize] = u32::try_from(self.drawn.len()).ok();
        self.drawn.push(drawn);
    }

    /// The same, without a risk.
    pub(super) fn without_risk(&self, risk: usize) -> Self {
        let mut other = self.clone();
        other.risks[risk].limit = None;
        other
    }

    /// The same, with a risk that happens in every sample.
    pub(super) fn with_risk_certain(&self, risk: usize) -> Self {
        let mut other = self.clone();
        other.risks[risk].limit = Some(u32::MAX);
        other
    }

    /// How many risks there are.
    pub(super) fn risks(&self) -> usize {
        self.risks.len()
    }

    /// Orders risks in a way that does not depend on their places in the input.
    pub(super) fn rank_of_risk(&self, risk: usize) -> (u32, u32) {
        let stream = self.risks[risk].occurs;
        (stream.one, stream.two)
    }

    /// Which tasks a risk hits.
    pub(super) fn hit_by(&self, risk: usize) -> impl Iterator<Item = TaskIndex> + '_ {
        let hits = move |drawn: &&Drawn| {
            let hits = &self.hits[drawn.hits.0 as usize..drawn.hits.1 as usize];
            hits.iter().any(|hit| hit.risk as usize == risk)
        };
        self.drawn.iter().filter(hits).map(|drawn| drawn.task)
    }

    /// Whether a risk happens in a sample.
    pub(super) fn happens(&self, risk: usize, sample: u32) -> bool {
        let risk = &self.risks[risk];
        risk.limit.is_some_and(|limit| risk.occurs.number(counter(sample)) <= limit)
    }
}

/// The scores of a task in parts of [`ONE`]: its own and the common factor, which is told from the middle.
#[inline(always)]
fn scores(factor: Factor, own: &Lanes, shared: &Lanes) -> Lanes {
    let mut scores = Lanes::of(0);
    for lane in 0..LANES {
        let own = i64::from(own.0[lane] - ONE / 2) * i64::from(factor.own);
        let sum = own + i64::from(shared.0[lane]) * i64::from(factor.shared);
        #[expect(clippy::cast_possible_truncation, reason = "at most twice the half of a score")]
        let score = (sum >> 30) as i32;
        scores.0[lane] = score + ONE / 2;
    }
    scores
}

/// How high a score lies.
pub(super) struct Grade(ByScore);

impl Grade {
    pub(super) fn new() -> Self {
        Self(Maker::new().by_score(Form::Even))
    }
}

/// Puts together what is drawn.
struct Composer<'a> {
    network: &'a Network,
    hierarchy: &'a Hierarchy,
    maker: Maker,
    forms: BTreeMap<(Form, bool), u32>,
    tables: Tables,
    doubts: Vec<Doubt>,
}

/// What is drawn for a network, and what could not be meant.
pub(super) fn compose(network: &Network, hierarchy: &Hierarchy, uncertainty: &Uncertainty) -> (Draws, Tables, Vec<Doubt>) {
    let maker = Maker::new();
    let tables = Tables { score: maker.score(), by_number: Vec::new(), by_score: Vec::new() };
    let mut composer = Composer { network, hierarchy, maker, forms: BTreeMap::new(), tables, doubts: Vec::new() };
    let mut draws = Draws {
        of: vec![None; network.tasks.len()],
        drawn: Vec::new(),
        hits: Vec::new(),
        risks: Vec::new(),
        factors: Vec::new(),
    };
    let factors = composer.correlate(uncertainty, &mut draws);
    composer.estimate(uncertainty, &factors, &mut draws);
    composer.endanger(uncertainty, &mut draws);
    (draws, composer.tables, composer.doubts)
}

impl Composer<'_> {
    /// Whether a task has a duration that can vary; found otherwise.
    fn varies(&mut self, task: TaskIndex) -> bool {
        let index = task.0 as usize;
        let Some(own) = self.network.tasks.get(index) else {
            self.doubts.push(Doubt::UnknownTask { task });
            return false;
        };
        let known = (own.project.0 as usize) < self.network.projects.len();
        let typed = matches!(own.mode, Mode::Manual { start: Some(_), finish: Some(_) });
        let done = matches!(own.progress, Progress::Finished { .. });
        let varies = own.active && known && !typed && !done && !self.hierarchy.summary[index];
        if !varies {
            self.doubts.push(Doubt::NoDuration { task });
        }
        varies
    }

    /// For each project the factor of its tasks.
    fn correlate(&mut self, uncertainty: &Uncertainty, draws: &mut Draws) -> Vec<Option<Factor>> {
        let mut factors = vec![None; self.network.projects.len()];
        let mut correlations = uncertainty.correlations.clone();
        correlations.sort_unstable();
        for correlation in correlations {
            let project = correlation.project;
            let Some(factor) = factors.get_mut(project.0 as usize) else {
                self.doubts.push(Doubt::UnknownProject { project });
                continue;
            };
            if factor.is_some() {
                self.doubts.push(Doubt::SeveralCorrelations { project });
                continue;
            }
            if correlation.share > 10_000 {
                self.doubts.push(Doubt::TooCorrelated { project });
            }
            // The correlation of normal scores that gives this rank correlation (Pearson 1907).
            let rank = f64::from(correlation.share.min(10_000)) / 10_000.0;
            let share = (2.0 * sine(std::f64::consts::PI / 6.0 * rank)).clamp(0.0, 1.0);
            let index = u32::try_from(draws.factors.len()).unwrap_or(0);
            let one = f64::from(ONE);
            *factor = Some(Factor { index, shared: whole(share.sqrt() * one), own: whole((1.0 - share).sqrt() * one) });
            draws.factors.push(Stream::new(uncertainty.seed, Use::Project, correlation.stream));
        }
        factors
    }

    fn estimate(&mut self, uncertainty: &Uncertainty, factors: &[Option<Factor>], draws: &mut Draws) {
        let mut estimates = uncertainty.estimates.clone();
        estimates.sort_unstable();
        let mut streams: Vec<u64> = Vec::with_capacity(estimates.len());
        for estimate in estimates {
            let task = estimate.task;
            if !self.varies(task) {
                continue;
            }
            if draws.of[task.0 as usize].is_some() {
                self.doubts.push(Doubt::SeveralEstimates { task });
                continue;
            }
            streams.push(estimate.stream);
            let project = self.network.tasks[task.0 as usize].project;
            let factor = factors[project.0 as usize];
            let spread = estimate.spread.mended(task, &mut self.doubts);
            let marginal = self.marginal(spread, factor.is_some());
            let stream = Stream::new(uncertainty.seed, Use::Duration, estimate.stream);
            draws.add(Drawn { task, stream, marginal, factor, hits: (0, 0) });
        }
        streams.sort_unstable();
        let shared = streams.windows(2).filter(|pair| pair[0] == pair[1]);
        self.doubts.extend(shared.map(|pair| Doubt::SharedStream { stream: pair[0] }));
    }

    fn endanger(&mut self, uncertainty: &Uncertainty, draws: &mut Draws) {
        let mut hits: Vec<(TaskIndex, Hit)> = Vec::new();
        for (index, risk) in (0u32..).zip(&uncertainty.risks) {
            if risk.chance > CERTAIN {
                self.doubts.push(Doubt::MoreThanCertain { risk: index });
            }
            let share = u64::from(risk.chance.min(CERTAIN)) << 32;
            let limit = (share / u64::from(CERTAIN)).checked_sub(1);
            draws.risks.push(Occurrence {
                occurs: Stream::new(uncertainty.seed, Use::Occurrence, risk.stream),
                severity: Stream::new(uncertainty.seed, Use::Severity, risk.stream),
                limit: limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
            });
            for impact in &risk.impacts {
                if self.varies(impact.task) {
                    let spread = impact.spread.mended(impact.task, &mut self.doubts);
                    hits.push((impact.task, Hit { risk: index, marginal: self.marginal(spread, false) }));
                }
            }
        }
        hits.sort_by_key(|(task, hit)| (*task, hit.risk));
        for own in hits.chunk_by(|one, other| one.0 == other.0) {
            let task = own[0].0;
            if draws.of[task.0 as usize].is_none() {
                let marginal = Marginal::exactly(planned(self.network, task));
                let stream = Stream::new(uncertainty.seed, Use::Duration, 0);
                draws.add(Drawn { task, stream, marginal, factor: None, hits: (0, 0) });
            }
            let first = u32::try_from(draws.hits.len()).unwrap_or(0);
            draws.hits.extend(own.iter().map(|(_, hit)| *hit));
            let index = draws.of[task.0 as usize].unwrap_or(0);
            draws.drawn[index as usize].hits = (first, u32::try_from(draws.hits.len()).unwrap_or(0));
        }
    }

    /// A distribution of which the numbers are in order.
    fn marginal(&mut self, spread: Spread, by_score: bool) -> Marginal {
        match spread {
            Spread::Pert(points) => self.three_points(points, Form::Pert, by_score),
            Spread::Triangular(points) => self.three_points(points, Form::Triangular, by_score),
            Spread::Lognormal { median, high } if median == high || median == 0 => Marginal::exactly(within(median)),
            Spread::Lognormal { median, high } => {
                let (median, high) = (f64::from(within(median)), f64::from(within(high)));
                let to_power = std::f64::consts::LOG2_E * 2.0 * FARTHEST / f64::from(ONE);
                let low = single(ln(median) * std::f64::consts::LOG2_E);
                let scale = single(ln(high / median) / ONE_IN_TEN * to_power);
                let top = ONE / 2 + whole(ONE_IN_A_MILLION / (2.0 * FARTHEST) * f64::from(ONE));
                Marginal { kind: Kind::Exponential { low, scale }, least: 0, most: exponential(low, scale, top) }
            }
        }
    }

    /// The tables know modes in 128ths; mean and deviation are those of the exact mode.
    fn three_points(&mut self, points: ThreePoints, form: fn(u32) -> Form, by_score: bool) -> Marginal {
        let (least, likely, most) = (within(points.low), within(points.likely), within(points.high));
        if least == most {
            return Marginal::exactly(least);
        }
        let range = f64::from(most - least);
        let mode = f64::from(likely - least) / range;
        let nearest =
            (i64::from(likely - least) * i64::from(MODES) * 2 + i64::from(most - least)) / (i64::from(most - least) * 2);
        let form = form(u32::try_from(nearest).unwrap_or(0));
        let (mean, deviation) = form.moments(mode);
        let (own_mean, own_deviation) = form.moments(form.mode());
        let scale = range * deviation / own_deviation;
        let low = f64::from(least) + range * mean - scale * own_mean;
        let table = self.table(form, by_score);
        let line = Line::new(low, scale);
        Marginal { kind: Kind::Shaped { table, line }, least, most }
    }

    fn table(&mut self, form: Form, by_score: bool) -> u32 {
        let (maker, tables) = (&self.maker, &mut self.tables);
        *self.forms.entry((form, by_score)).or_insert_with(|| {
            let count = if by_score { tables.by_score.len() } else { tables.by_number.len() };
            if by_score {
                tables.by_score.push(maker.by_score(form));
            } else {
                tables.by_number.push(maker.by_number(form));
            }
            u32::try_from(count).unwrap_or(0)
        })
    }
}

/// The minutes that a task takes when nothing is uncertain: what remains of it once it has started.
pub(super) fn planned(network: &Network, task: TaskIndex) -> i32 {
    let Some(own) = network.tasks.get(task.0 as usize) else { return 0 };
    let whole = own.span.planned().minutes();
    match own.progress {
        Progress::NotStarted => within(whole),
        Progress::Started { remaining, .. } => within(remaining.clamp(0, whole.max(0))),
        Progress::Finished { .. } => 0,
    }
}

/// A sine of at most half a right angle, the same on every machine.
fn sine(angle: f64) -> f64 {
    let square = angle * angle;
    angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0 * (1.0 - square / 110.0)))))
}

fn single(number: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "rounded to the nearest, as meant")]
    let number = number as f32;
    number
}
