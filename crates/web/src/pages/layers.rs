//! The layers from goals to people with how many there are and how many links between them are cut: the line on Home, and the numbers of Check.

use insight::{Finding, Held};
use organization::{Goal, Project, Task};

use crate::chart::{Connections, Layer};
use crate::visit::Visit;

/// The layers of what the reader sees.
pub(super) struct Layers {
    pub(super) goals: usize,
    pub(super) plans: usize,
    pub(super) work: usize,
    pub(super) people: usize,
    /// How well the stretches between them hold.
    pub(super) held: [Held; 3],
}

impl Layers {
    /// Counts them; `shown` are the findings that the reader sees.
    pub(super) fn of<'a>(visit: &Visit, shown: impl Iterator<Item = &'a Finding>) -> Layers {
        let seen = &visit.seen;
        let goals = seen.compute(|value| value.table::<Goal>().iter().filter(|goal| !goal.state.is_over()).count());
        let plans = seen.compute(|value| value.table::<Project>().iter().filter(|plan| !plan.state.is_closed()).count());
        let people = visit.desk.derived.staff(seen).people.len();
        Layers { goals, plans, work: seen.count::<Task>(), people, held: insight::held(shown) }
    }

    /// The line through them.
    pub(super) fn line(&self) -> Connections {
        let [goals, plans, work] = &self.held;
        let layer = |name: &str, count, cuts| Layer { name: name.to_owned(), count, cuts };
        let layers = vec![
            layer("Goals", self.goals, goals.cuts),
            layer("Plans", self.plans, plans.cuts),
            layer("Work", self.work, work.cuts),
            layer("People", self.people, 0),
        ];
        Connections { layers }
    }
}
