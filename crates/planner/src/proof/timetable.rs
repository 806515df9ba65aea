//! The propagator of a pool: what must run at a time in any case leaves less for the others.
//!
//! Explained point by point (Schutt, Feydy, Stuckey and Wallace 2011): a start moves behind the last period that is too
//! full for it, because of those that must run in that period, and of them only as many as it takes.

use pumpkin_core::declare_inference_label;
use pumpkin_core::predicate;
use pumpkin_core::predicates::Predicate;
use pumpkin_core::proof::{ConstraintTag, InferenceCode};
use pumpkin_core::propagation::{
    DomainEvents, EnqueueDecision, EventsToRegister, ExplanationContext, LazyExplanation, LocalId, NotificationContext,
    OpaqueDomainEvent, Priority, PropagationContext, Propagator, PropagatorConstructor, PropagatorConstructorContext,
    PropagatorSpec, ReadDomains, RuntimeCheckers,
};
use pumpkin_core::state::{PropagationStatusCP, propagator_conflict};
use pumpkin_core::variables::DomainId;

declare_inference_label!(TooFull);

/// Someone who needs the pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needing {
    pub(super) start: DomainId,
    pub(super) duration: i32,
    pub(super) need: i32,
}

/// A pool whose capacity is never exceeded.
#[derive(Clone, Debug)]
pub(super) struct Timetable {
    needing: Vec<Needing>,
    capacity: i32,
    tag: ConstraintTag,
    code: Option<InferenceCode>,
    /// What must be used in each period.
    used: Vec<i32>,
    windows: Vec<(i32, i32)>,
    reason: Vec<Predicate>,
    /// Those that must run in a period, for explanations; the largest needs first.
    running: Vec<usize>,
}

impl Timetable {
    /// Periods are counted from 0 to a horizon.
    pub(super) fn new(mut needing: Vec<Needing>, capacity: i32, horizon: i32, tag: ConstraintTag) -> Self {
        needing.sort_by_key(|needing| std::cmp::Reverse(needing.need));
        let used = vec![0; usize::try_from(horizon).unwrap_or(0) + 1];
        let windows = vec![(0, 0); needing.len()];
        Self { needing, capacity, tag, code: None, used, windows, reason: Vec::new(), running: Vec::new() }
    }

    /// Reads windows and adds up what must be used; a period that is too full.
    fn fill(&mut self, context: &PropagationContext<'_>) -> Option<i32> {
        self.used.fill(0);
        for (needing, window) in self.needing.iter().zip(&mut self.windows) {
            *window = (context.lower_bound(&needing.start), context.upper_bound(&needing.start));
            let (early, late) = *window;
            if late < early + needing.duration {
                for used in &mut self.used[period(late)..period(early + needing.duration)] {
                    *used += needing.need;
                }
            }
        }
        self.used.iter().position(|used| *used > self.capacity).map(|period| i32::try_from(period).unwrap_or(i32::MAX))
    }

    /// The last or first period of a span that is too full for a need beside its own part.
    fn in_the_way(&self, at: usize, from: i32, to: i32, last: bool) -> Option<i32> {
        let Needing { duration, need, .. } = self.needing[at];
        let (early, late) = self.windows[at];
        let own = late..early + duration;
        let full = |period: &i32| {
            let used = self.used[usize::try_from(*period).unwrap_or(0)];
            used + need > self.capacity && !own.contains(period)
        };
        if last { (from..to).rev().find(full) } else { (from..to).find(full) }
    }

    fn sweep(&mut self, context: &mut PropagationContext<'_>) -> PropagationStatusCP {
        if let Some(time) = self.fill(context) {
            let bounds = |needing: &Needing| (context.lower_bound(&needing.start), context.upper_bound(&needing.start));
            self.explain(time, self.capacity, usize::MAX, bounds);
            return match &self.code {
                Some(code) => propagator_conflict(self.reason.clone().into(), code),
                None => Ok(()),
            };
        }
        let fullest = self.used.iter().copied().max().unwrap_or(0);
        for at in 0..self.needing.len() {
            let Needing { start, duration, need } = self.needing[at];
            if fullest + need <= self.capacity {
                // The others need less.
                break;
            }
            let (mut early, mut late) = self.windows[at];
            if early == late {
                continue;
            }
            while early <= self.windows[at].1
                && let Some(time) = self.in_the_way(at, early, early + duration, true)
            {
                early = time + 1;
                context.post(predicate![start >= early], packed(false, at, time))?;
            }
            while late >= self.windows[at].0
                && let Some(time) = self.in_the_way(at, late, late + duration, false)
            {
                late = time - duration;
                context.post(predicate![start <= late], packed(true, at, time))?;
            }
        }
        Ok(())
    }

    /// Writes down why so many of those that must run in a period exceed a room.
    fn explain(&mut self, time: i32, room: i32, but: usize, bounds: impl Fn(&Needing) -> (i32, i32)) {
        self.running.clear();
        for (number, needing) in self.needing.iter().enumerate().filter(|(number, _)| *number != but) {
            let (early, late) = bounds(needing);
            if late <= time && time < early + needing.duration {
                self.running.push(number);
            }
        }
        let mut over = self.running.iter().map(|number| self.needing[*number].need).sum::<i32>() - room;
        // Whoever is not needed for it is left out, the smallest needs first.
        for number in self.running.iter().rev() {
            let Needing { start, duration, need } = self.needing[*number];
            if need < over {
                over -= need;
            } else {
                self.reason.extend([predicate![start >= time - duration + 1], predicate![start <= time]]);
            }
        }
    }
}

fn period(time: i32) -> usize {
    usize::try_from(time).unwrap_or(0)
}

fn packed(late: bool, at: usize, time: i32) -> u64 {
    u64::from(late) << 63 | (at as u64) << 32 | u64::from(time.cast_unsigned())
}

impl PropagatorConstructor for Timetable {
    type PropagatorImpl = Self;

    fn create(mut self, _: PropagatorConstructorContext<'_>) -> PropagatorSpec<Self> {
        let mut registration = EventsToRegister::empty();
        for (number, needing) in (0u32..).zip(&self.needing) {
            registration.add(&needing.start, DomainEvents::BOUNDS, LocalId::from(number));
        }
        self.code = Some(InferenceCode::new(self.tag, TooFull));
        PropagatorSpec { registration, checkers: RuntimeCheckers::empty(), propagator: self }
    }
}

impl Propagator for Timetable {
    fn name(&self) -> &'static str {
        "Timetable"
    }

    fn priority(&self) -> Priority {
        Priority::Low
    }

    fn notify(&mut self, _: NotificationContext<'_>, _: LocalId, _: OpaqueDomainEvent) -> EnqueueDecision {
        EnqueueDecision::Enqueue
    }

    fn propagate(&mut self, mut context: PropagationContext<'_>) -> PropagationStatusCP {
        self.reason.clear();
        self.sweep(&mut context)
    }

    fn propagate_from_scratch(&self, mut context: PropagationContext<'_>) -> PropagationStatusCP {
        let mut fresh = self.clone();
        fresh.reason.clear();
        fresh.sweep(&mut context)
    }

    #[expect(clippy::expect_used, reason = "the solver explains only what was propagated, which is after it was created")]
    fn lazy_explanation(&mut self, code: u64, context: ExplanationContext<'_>) -> LazyExplanation<'_> {
        let time = u32::try_from(code & u64::from(u32::MAX)).unwrap_or(0).cast_signed();
        let at = usize::try_from(code >> 32 & 0x7FFF_FFFF).unwrap_or(0);
        let Needing { start, duration, need } = self.needing[at];
        self.reason.clear();
        // Not before the period, so behind it; or not behind it, so before.
        let side = if code >> 63 == 0 { predicate![start >= time - duration + 1] } else { predicate![start <= time] };
        self.reason.push(side);
        let position = context.get_trail_position();
        let bounds = |needing: &Needing| {
            let early = context.lower_bound_at_trail_position(&needing.start, position);
            (early, context.upper_bound_at_trail_position(&needing.start, position))
        };
        self.explain(time, self.capacity - need, at, bounds);
        let inference_code = self.code.clone().expect("created before it explains");
        LazyExplanation { predicates: &self.reason, inference_code }
    }
}
