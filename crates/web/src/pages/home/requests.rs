//! What people ask of the reader that is answered in a moment: to be away, and to act for somebody.

use insight::Step;
use organization::{AbsenceId, DelegationId};

use crate::pages::absences;
use crate::pages::listing::{Listed, Listing};
use crate::pages::people;
use crate::visit::{Tried, Visit};

/// Requests that are shown at once; the rest is on their own page.
const SHOWN: usize = 6;

/// The requests that wait for the reader, the earliest first; nothing where there are none.
pub(super) fn requests(visit: &Visit, tried: &Tried) -> Option<Listing> {
    let seen = &visit.seen;
    let row = |one: &insight::Waiting| match one.step {
        Step::Approve => {
            let absence = one.thing.to::<AbsenceId>().and_then(|id| seen.find(id))?;
            Some(absences::asked_for(visit, tried, &absence))
        }
        Step::StandIn => {
            let held = one.thing.to::<DelegationId>().and_then(|id| seen.find(id))?;
            Some(people::delegated(visit, tried, &held))
        }
        Step::Decide | Step::Answer | Step::Plan | Step::Clarify | Step::Confirm => None,
    };
    let rows: Vec<Listed> = visit.waiting().iter().filter_map(row).take(SHOWN).collect();
    (!rows.is_empty()).then(|| {
        let section = Listing::new("requests", "Asked of you", "").link("All that waits for you", "/decisions");
        section.note("To be away, or to act for somebody.").rows(rows)
    })
}
