//! One population that leans left and one that leans right.
//!
//! A member of the left population is a plan that was made forwards; it is kept as the list that packs it to the right.
//! Two such lists breed one, which is planned backwards and joins the right population; and so on in turns. So every
//! schedule is at once a child and a justification (Debels and Vanhoucke 2007, bi-population genetic algorithm). A child
//! takes the place of the worst of up to three members of its population, unless it is worse still: lines stay different
//! for long without being compared. What does not get better for some generations begins anew, larger.

use std::sync::atomic::{AtomicBool, Ordering};

use super::chance::Chance;
use super::crossover::{Taken, shifted, two_point};
use super::lists::{Order, fill};
use super::{Decoder, Effort, Way};

/// The share of the list that a child takes from its father, in per cent.
const FROM_FATHER: (usize, usize) = (25, 75);

/// How often a child differs from both parents, in 65,536; and how far an activity then moves at most.
const MUTATION: u32 = 20_000;
const FARTHEST: u32 = 20;

/// Chance leans towards the first priority rule by taking the best of so many at most.
const TRIES: u32 = 3;

/// Generations without a better plan after which a population begins anew: half as many as there are activities, because
/// short lists are alike sooner, between these.
const PATIENCE: (u32, u32) = (30, 60);

/// A child competes with one more member for so many activities, up to this many more: short lists that compete with many
/// become alike before they are good.
const MORE_RIVALS: (usize, usize) = (45, 2);

/// Members of a population: at least, at most, and in all activities together.
const MEMBERS: (usize, usize) = (12, 3_000);

/// With how many members a search without end begins.
const FIRST: usize = 600;
const LONGEST: usize = 4_000_000;

/// A plan: its score and the list for the other way that packs it.
#[derive(Clone, Debug)]
struct Member<S> {
    score: S,
    list: Vec<u32>,
}

/// The best list, with the way in which it is decoded.
#[derive(Clone, Debug)]
pub(crate) struct Best<S> {
    pub(crate) score: S,
    pub(crate) list: Vec<u32>,
    pub(crate) way: Way,
}

/// Two populations on their own.
pub(crate) struct Island<D: Decoder> {
    /// Two, so that two children can be planned at the same time.
    decoders: [D; 2],
    order: Order,
    chance: Chance,
    taken: Taken,
    /// Where each activity stands in the first priority rule: what chance leans towards.
    key: Vec<i64>,
    /// Lists of priority rules that are still to be tried, the next one last.
    known: Vec<Vec<u32>>,
    /// Members by the way in which their plans were made.
    pools: [Vec<Member<D::Score>>; 2],
    best: Best<D::Score>,
    enough: Option<D::Score>,
    /// The lists of two children, with one place more than they have activities.
    children: [Vec<u32>; 2],
    /// The list that packs the plan of a child.
    packed: Vec<u32>,
    schedules: u64,
    share: u64,
    size: usize,
    /// The way of the parents' plans.
    way: Way,
    /// The next mother.
    next: usize,
    /// Generations since the populations became better, and how good they are.
    idle: u32,
    record: Option<D::Score>,
}

const fn at(way: Way) -> usize {
    match way {
        Way::Forwards => 0,
        Way::Backwards => 1,
    }
}

impl<D: Decoder> Island<D> {
    /// An island with its number and its share of the schedules, of which it generates the first.
    pub(crate) fn new(
        mut decoder: D,
        (number, share): (u64, u64),
        effort: &Effort<'_>,
        known: &[Vec<u32>],
        enough: Option<D::Score>,
    ) -> Self {
        let count = decoder.activities() as usize;
        let mut known: Vec<Vec<u32>> = known.iter().rev().cloned().collect();
        let list = known.pop().unwrap_or_else(|| {
            let mut list = vec![0; count];
            fill(&mut list, Way::Forwards);
            list
        });
        let score = decoder.decode(&list, Way::Forwards);
        let mut key = vec![0; count];
        for (place, activity) in (0i64..).zip(&list) {
            key[*activity as usize] = place;
        }
        Self {
            order: Order::new(&decoder),
            chance: Chance::new(effort.seed, number),
            taken: Taken::new(count),
            key,
            known,
            pools: [Vec::new(), Vec::new()],
            best: Best { score, list, way: Way::Forwards },
            enough,
            children: [vec![0; count + 1], vec![0; count + 1]],
            packed: vec![0; count],
            schedules: 1,
            share,
            size: limited(founders(share), count),
            way: Way::Forwards,
            next: 0,
            idle: 0,
            record: None,
            decoders: [decoder.clone(), decoder],
        }
    }

    /// The best list so far.
    pub(crate) fn best(&self) -> &Best<D::Score> {
        &self.best
    }

    /// Schedules generated so far.
    pub(crate) fn schedules(&self) -> u64 {
        self.schedules
    }

    /// Whether there is nothing more to be done here.
    pub(crate) fn done(&self) -> bool {
        self.schedules >= self.share || self.enough.is_some_and(|enough| self.best.score <= enough)
    }

    /// Generates so many schedules, or until it is done or cancelled.
    pub(crate) fn go_on(&mut self, schedules: u64, cancel: Option<&AtomicBool>) {
        let end = self.schedules.saturating_add(schedules);
        while self.schedules < end && !self.done() && !cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            if self.pools[0].len() < self.size {
                self.found();
            } else {
                self.breed();
            }
        }
    }

    /// Takes in what another island found: a line of its own in place of one by chance.
    pub(crate) fn receive(&mut self, gift: &Best<D::Score>) {
        if gift.score < self.best.score {
            self.best = gift.clone();
        }
        let way = gift.way;
        let count = u32::try_from(self.pools[at(way)].len()).unwrap_or(u32::MAX);
        if count == 0 || self.done() {
            return;
        }
        let line = self.chance.below(count) as usize;
        self.decoders[0].decode(&gift.list, way);
        self.schedules += 1;
        self.decoders[0].turn(way, &mut self.packed);
        let member = &mut self.pools[at(way)][line];
        member.score = gift.score;
        member.list.copy_from_slice(&self.packed);
    }

    /// A new member by a rule or by chance.
    fn found(&mut self) {
        let count = self.key.len();
        let list = &mut self.children[0][..count];
        if let Some(known) = self.known.pop() {
            list.copy_from_slice(&known);
        } else {
            let tries = 1 + self.chance.below(TRIES);
            self.order.sampled(&self.key, tries, &mut self.chance, list);
        }
        let score = self.decoders[0].decode(list, Way::Forwards);
        self.note(0, score, Way::Forwards);
        self.decoders[0].turn(Way::Forwards, &mut self.packed);
        self.pools[0].push(Member { score, list: self.packed.clone() });
    }

    /// Keeps the list of a child that is the best so far.
    fn note(&mut self, child: usize, score: D::Score, way: Way) {
        self.schedules += 1;
        if score < self.best.score {
            let count = self.key.len();
            self.best = Best { score, list: self.children[child][..count].to_vec(), way };
        }
    }

    /// The next two children; one when there is one mother left, or one schedule.
    fn breed(&mut self) {
        let (mother, count) = (self.next, self.key.len());
        let way = if self.decoders[0].goes_backwards() { self.way.turned() } else { self.way };
        let lines = [self.rival(mother, way), self.rival(mother + 1, way)];
        let rivals = lines.map(|line| self.pools[at(way)].get(line).map(|member| member.score));
        self.mix(0, mother, way);
        if mother + 1 < self.size && self.schedules + 1 < self.share {
            self.mix(1, mother + 1, way);
            let [one, other] = &mut self.decoders;
            let lists = [&self.children[0][..count], &self.children[1][..count]];
            let scores = D::decode_two([one, other], lists, way, rivals);
            self.join(0, scores[0], (lines[0], way));
            self.join(1, scores[1], (lines[1], way));
        } else {
            let score = self.decoders[0].decode_below(&self.children[0][..count], way, rivals[0]);
            self.join(0, score, (lines[0], way));
        }
        if self.next >= self.size {
            self.next = 0;
            self.way = way;
            self.judge();
        }
    }

    /// The list of a child of a mother and a father who is the better of two.
    fn mix(&mut self, child: usize, mother: usize, way: Way) {
        let parents = &self.pools[at(self.way)];
        let count = u32::try_from(parents.len()).unwrap_or(u32::MAX);
        let (one, other) = (self.chance.below(count) as usize, self.chance.below(count) as usize);
        let father = if parents[other].score < parents[one].score { other } else { one };
        let stretch = stretch(self.key.len(), &mut self.chance);
        let list = &mut self.children[child];
        two_point(&parents[mother].list, &parents[father].list, stretch, &mut self.taken, list);
        let list = &mut list[..self.key.len()];
        let decoder = &self.decoders[0];
        while self.chance.happens(MUTATION) {
            shifted(list, &mut self.chance, FARTHEST, |one, other| match way {
                Way::Forwards => decoder.predecessors(other).contains(&one),
                Way::Backwards => decoder.predecessors(one).contains(&other),
            });
        }
    }

    /// Whose place a child would take: that of its mother's line or of others by chance, whichever is worst. As long as the
    /// population is not full, nobody's.
    fn rival(&mut self, line: usize, way: Way) -> usize {
        let pool = &self.pools[at(way)];
        if line >= pool.len() {
            return line;
        }
        let count = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        let mut worst = line;
        for _ in 0..(self.key.len() / MORE_RIVALS.0).min(MORE_RIVALS.1) {
            let other = self.chance.below(count) as usize;
            if pool[other].score > pool[worst].score {
                worst = other;
            }
        }
        worst
    }

    /// A child that is not worse than its rival takes its place.
    fn join(&mut self, child: usize, score: Option<D::Score>, (line, way): (usize, Way)) {
        self.next += 1;
        let Some(score) = score else {
            self.schedules += 1;
            return;
        };
        self.note(child, score, way);
        let decoder = &mut self.decoders[child];
        if decoder.goes_backwards() {
            decoder.turn(way, &mut self.packed);
        } else {
            self.packed.copy_from_slice(&self.children[child][..self.key.len()]);
        }
        let pool = &mut self.pools[at(way)];
        match pool.get_mut(line) {
            // Both children may have the same rival; the better one stays.
            Some(member) if member.score < score => {}
            Some(member) => {
                member.score = score;
                std::mem::swap(&mut member.list, &mut self.packed);
            }
            None => pool.push(Member { score, list: self.packed.clone() }),
        }
    }

    /// After a generation: whether to begin anew.
    fn judge(&mut self) {
        let best = self.pools.iter().flatten().map(|member| member.score).min();
        if self.record.is_none() || best < self.record {
            self.record = best;
            self.idle = 0;
            return;
        }
        self.idle += 1;
        let patience = u32::try_from(self.key.len() / 2).unwrap_or(u32::MAX).clamp(PATIENCE.0, PATIENCE.1);
        if self.idle > patience {
            self.idle = 0;
            self.record = None;
            self.pools = [Vec::new(), Vec::new()];
            self.way = Way::Forwards;
            self.size = limited(self.size + self.size / 2, self.key.len());
        }
    }
}

/// Which places of the list a child takes from its father.
fn stretch(length: usize, chance: &mut Chance) -> (usize, usize) {
    let share = |per_cent: usize| length / 100 * per_cent + length % 100 * per_cent / 100;
    let (least, most) = (share(FROM_FATHER.0), share(FROM_FATHER.1));
    let below = |chance: &mut Chance, limit: usize| chance.below(u32::try_from(limit).unwrap_or(u32::MAX)) as usize;
    let taken = (least + below(chance, most - least + 1)).clamp(1, length);
    let from = below(chance, length - taken + 1);
    (from, from + taken)
}

/// With how many members to begin: two ninths of the cube root's square of the schedules, found by trying 1,000 to 50,000.
fn founders(share: u64) -> usize {
    let (mut root, mut cube) = (1usize, 8u64);
    while cube <= share && root * root * 2 / 9 < FIRST {
        root += 1;
        cube = (root as u64 + 1).pow(3);
    }
    root * root * 2 / 9
}

/// As many members as there may be.
fn limited(size: usize, count: usize) -> usize {
    size.clamp(MEMBERS.0, MEMBERS.1).min((LONGEST / count.max(1)).max(4))
}
