//! Lower bounds: how long every plan of a compact problem takes at least.
//!
//! None of them plans anything, so a mistake of the planner cannot hide in them. At once: the longest chain of links;
//! the work of each pool over what the pool can do; activities of which no two fit beside each other, one after the
//! other (Mingozzi et al. 1998, node packing by a greedy choice). Then a horizon is refuted: if nothing can be shown to
//! be impossible within it, it is the bound, else a longer one is tried (Klein and Scholl 1999, destructive
//! improvement). Within a horizon every activity has a window for its start, which shrinks by links, by pairs that
//! exclude each other, by what must run at a time in any case, and by work that must lie between two times (Baptiste,
//! Le Pape and Nuijten 1999, energetic reasoning).

mod energy;
mod packing;
mod timetable;
mod windows;

use crate::compact::Problem;
use windows::Windows;

/// Up to so many activities horizons are refuted; above, only what costs about as much as a schedule is computed.
const MOST: usize = 400;

/// No plan of a problem is shorter than this. The problem is numbered along its arcs and none of its activities needs
/// more than there is.
pub(crate) fn lower_bound(problem: &Problem) -> u32 {
    let windows = Windows::new(problem);
    let mut bound = windows.longest_chain().max(windows.most_work());
    if problem.activities.len() <= MOST {
        bound = bound.max(packing::in_a_row(&windows));
        bound = refuted_below(&windows, bound);
    }
    u32::try_from(bound).unwrap_or(u32::MAX)
}

/// The first horizon from `bound` on that cannot be refuted, by steps that double and then halve.
fn refuted_below(windows: &Windows, bound: i32) -> i32 {
    let (mut refuted, mut step) = (bound - 1, 1);
    while step < 1 << 20 && windows.refutes(refuted + step) {
        refuted += step;
        step *= 2;
    }
    while step > 1 {
        step /= 2;
        if windows.refutes(refuted + step) {
            refuted += step;
        }
    }
    refuted + 1
}
