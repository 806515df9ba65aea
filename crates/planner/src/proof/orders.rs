//! The propagator of distances: always kept ones, and ones that a literal stands for.

use pumpkin_core::declare_inference_label;
use pumpkin_core::predicate;
use pumpkin_core::predicates::Predicate;
use pumpkin_core::proof::{ConstraintTag, InferenceCode};
use pumpkin_core::propagation::{
    DomainEvents, Domains, EnqueueDecision, EventsToRegister, ExplanationContext, LazyExplanation, LocalId, NotificationContext,
    OpaqueDomainEvent, Priority, PropagationContext, Propagator, PropagatorConstructor, PropagatorConstructorContext,
    PropagatorSpec, ReadDomains, RuntimeCheckers,
};
use pumpkin_core::state::PropagationStatusCP;
use pumpkin_core::variables::DomainId;

declare_inference_label!(Ordered);

/// A distance between two starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) more: i32,
    /// Kept where this holds: `[literal >= 1]` or `[literal <= 0]`; always without.
    pub(super) when: Option<Predicate>,
}

/// All distances of a question.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    starts: Vec<DomainId>,
    orders: Vec<Order>,
    /// For each activity the orders that lead away from it and to it.
    away: Vec<Vec<u32>>,
    to: Vec<Vec<u32>>,
    /// Literals and the orders that they stand for.
    literals: Vec<(DomainId, Vec<u32>)>,
    /// What changed since the last propagation: twice an activity for an earliest start, one more for a latest one, and
    /// literals behind them.
    changed: Vec<u32>,
    waits: Vec<bool>,
    tag: ConstraintTag,
    code: Option<InferenceCode>,
    reason: Vec<Predicate>,
}

/// What was concluded of an order.
#[derive(Clone, Copy)]
enum Conclusion {
    /// The second starts at a time or later.
    Later = 0,
    /// The first starts at a time or earlier.
    Earlier = 1,
    /// The order cannot be kept, because the first starts at a time or later.
    Unkept = 2,
}

fn packed(conclusion: Conclusion, order: u32, time: i32) -> u64 {
    (conclusion as u64) << 62 | u64::from(order) << 32 | u64::from(time.cast_unsigned())
}

impl Orders {
    pub(super) fn new(starts: Vec<DomainId>, orders: Vec<Order>, tag: ConstraintTag) -> Self {
        let count = starts.len();
        let (mut away, mut to) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut literals: Vec<(DomainId, Vec<u32>)> = Vec::new();
        let mut known = std::collections::BTreeMap::new();
        for (number, order) in (0u32..).zip(&orders) {
            away[order.from].push(number);
            to[order.to].push(number);
            if let Some(when) = order.when {
                let at = *known.entry(when.get_domain().id()).or_insert_with(|| {
                    literals.push((when.get_domain(), Vec::new()));
                    literals.len() - 1
                });
                literals[at].1.push(number);
            }
        }
        let slots = 2 * count + literals.len();
        // Everything is looked at once in the beginning.
        let changed = (0u32..).take(slots).collect();
        Self { starts, orders, away, to, literals, changed, waits: vec![true; slots], tag, code: None, reason: Vec::new() }
    }

    fn mark(&mut self, slot: usize) {
        if !self.waits[slot] {
            self.waits[slot] = true;
            self.changed.push(u32::try_from(slot).unwrap_or(u32::MAX));
        }
    }

    /// Looks at one order; whether the bound of its end or its begin moved.
    fn look(&mut self, context: &mut PropagationContext<'_>, number: u32) -> PropagationStatusCP {
        let Order { from, to, more, when } = self.orders[number as usize];
        let (first, second) = (self.starts[from], self.starts[to]);
        let kept = when.is_none_or(|when| context.evaluate_predicate(when) == Some(true));
        let early = context.lower_bound(&first) + more;
        if kept {
            if early > context.lower_bound(&second) {
                context.post(predicate![second >= early], packed(Conclusion::Later, number, early))?;
                self.mark(2 * to);
            }
            let late = context.upper_bound(&second) - more;
            if late < context.upper_bound(&first) {
                context.post(predicate![first <= late], packed(Conclusion::Earlier, number, late))?;
                self.mark(2 * from + 1);
            }
        } else if let Some(when) = when
            && early > context.upper_bound(&second)
            && context.evaluate_predicate(when).is_none()
        {
            context.post(!when, packed(Conclusion::Unkept, number, early - more))?;
        }
        Ok(())
    }

    fn look_all(&mut self, context: &mut PropagationContext<'_>) -> PropagationStatusCP {
        let count = self.starts.len();
        while let Some(slot) = self.changed.pop() {
            let slot = slot as usize;
            self.waits[slot] = false;
            let orders = match slot {
                slot if slot >= 2 * count => std::mem::take(&mut self.literals[slot - 2 * count].1),
                slot if slot.is_multiple_of(2) => std::mem::take(&mut self.away[slot / 2]),
                slot => std::mem::take(&mut self.to[slot / 2]),
            };
            let result = orders.iter().try_for_each(|order| self.look(context, *order));
            match slot {
                slot if slot >= 2 * count => self.literals[slot - 2 * count].1 = orders,
                slot if slot.is_multiple_of(2) => self.away[slot / 2] = orders,
                slot => self.to[slot / 2] = orders,
            }
            result?;
        }
        Ok(())
    }
}

impl PropagatorConstructor for Orders {
    type PropagatorImpl = Self;

    fn create(mut self, _: PropagatorConstructorContext<'_>) -> PropagatorSpec<Self> {
        let mut registration = EventsToRegister::empty();
        let slot = |slot: usize| LocalId::from(u32::try_from(slot).unwrap_or(u32::MAX));
        for (activity, start) in self.starts.iter().enumerate() {
            registration.add(start, DomainEvents::LOWER_BOUND, slot(2 * activity));
            registration.add(start, DomainEvents::UPPER_BOUND, slot(2 * activity + 1));
        }
        for (number, (literal, _)) in self.literals.iter().enumerate() {
            registration.add(literal, DomainEvents::BOUNDS, slot(2 * self.starts.len() + number));
        }
        self.code = Some(InferenceCode::new(self.tag, Ordered));
        PropagatorSpec { registration, checkers: RuntimeCheckers::empty(), propagator: self }
    }
}

impl Propagator for Orders {
    fn name(&self) -> &'static str {
        "Orders"
    }

    fn priority(&self) -> Priority {
        Priority::High
    }

    fn notify(&mut self, _: NotificationContext<'_>, slot: LocalId, _: OpaqueDomainEvent) -> EnqueueDecision {
        self.mark(slot.unpack() as usize);
        EnqueueDecision::Enqueue
    }

    fn synchronise(&mut self, _: NotificationContext<'_>) {
        while let Some(slot) = self.changed.pop() {
            self.waits[slot as usize] = false;
        }
    }

    fn propagate(&mut self, mut context: PropagationContext<'_>) -> PropagationStatusCP {
        self.look_all(&mut context)
    }

    fn propagate_from_scratch(&self, mut context: PropagationContext<'_>) -> PropagationStatusCP {
        let mut fresh = Self::new(self.starts.clone(), self.orders.clone(), self.tag);
        fresh.code.clone_from(&self.code);
        fresh.look_all(&mut context)
    }

    fn detect_inconsistency(&self, _: Domains<'_>) -> Option<pumpkin_core::state::PropagatorConflict> {
        None
    }

    #[expect(clippy::expect_used, reason = "the solver explains only what was propagated, which is after it was created")]
    fn lazy_explanation(&mut self, code: u64, _: ExplanationContext<'_>) -> LazyExplanation<'_> {
        let [time, number] = [code & u64::from(u32::MAX), code >> 32 & 0x3FFF_FFFF];
        let time = u32::try_from(time).unwrap_or(0).cast_signed();
        let Order { from, to, more, when } = self.orders[usize::try_from(number).unwrap_or(0)];
        let (first, second) = (self.starts[from], self.starts[to]);
        self.reason.clear();
        match code >> 62 {
            0 => {
                self.reason.push(predicate![first >= time - more]);
                self.reason.extend(when);
            }
            1 => {
                self.reason.push(predicate![second <= time + more]);
                self.reason.extend(when);
            }
            _ => self.reason.extend([predicate![first >= time], predicate![second <= time + more - 1]]),
        }
        let inference_code = self.code.clone().expect("created before it explains");
        LazyExplanation { predicates: &self.reason, inference_code }
    }
}
