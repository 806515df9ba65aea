//! A score that no plan can beat: everybody is free at any time and whoever works best does the work.
//!
//! Without waits each task starts as early as its links allow and ends as early as anybody who qualifies could end it;
//! in real plans nothing comes earlier, so no term that grows with finishes can be smaller.

use super::decoder::Decoder;
use super::lowering::{Kind, LASTS, Place};
use super::objective::{Score, Term};
use super::score::each_once;
use crate::calendar::CalendarId;
use crate::graph::Tie;
use crate::minute::Minute;
use crate::network::Lag;
use crate::prepared::SPECIAL;

/// Of a group with more calendars than this only the length of the work counts.
const CALENDARS: usize = 6;

impl Decoder<'_> {
    /// The score that no plan beats.
    pub(super) fn bound(&self) -> Score {
        // A percentage of a summary's duration, which is known only then, can be less in a plan with waits.
        let parts = |tie: &Tie| matches!(tie.lag, Lag::Percent(_) | Lag::ElapsedPercent(_));
        if self.problem.prepared.graph.ties.iter().any(parts) {
            return Score::default();
        }
        let mut relaxed = self.clone();
        let objective = self.problem.objective;
        let floor = objective.from.unwrap_or(Minute::EARLIEST);
        let lowered = self.lowered();
        let mut distinct: Vec<Option<Vec<CalendarId>>> = vec![None; lowered.groups()];
        for node in 0..self.problem.prepared.graph.nodes.len() {
            if lowered.kinds[node] == Kind::Outline {
                relaxed.pass.forward_special(node);
                continue;
            }
            if lowered.stands[node] {
                continue;
            }
            let special = self.problem.prepared.nodes[node].kind & SPECIAL != 0;
            let dates = match (lowered.kinds[node], special) {
                (Kind::Driven, _) => {
                    let (from, asked) = if special {
                        let asked = relaxed.pass.allowed_from(node, floor);
                        (asked.from, asked.stretch)
                    } else {
                        (relaxed.pass.plain_bound(node).max(floor), Minute::EARLIEST)
                    };
                    let ends = lowered.places(node).iter().filter(|place| place.minutes != LASTS);
                    let finish = ends.map(|place| relaxed.best_finish(node, place, from, &mut distinct)).max().unwrap_or(from);
                    (from, finish.max(asked))
                }
                (Kind::Free | Kind::Window | Kind::Outline, true) => relaxed.pass.planned_from(node, floor),
                (Kind::Free | Kind::Window | Kind::Outline, false) => {
                    let run = self.problem.prepared.run(node, relaxed.pass.plain_bound(node).max(floor));
                    (run.start, run.finish)
                }
            };
            relaxed.set(node, dates);
        }
        let mut score = relaxed.score();
        let mut seen = [false; 4];
        for (value, term) in score.terms.iter_mut().zip(each_once(&objective.terms, &mut seen)) {
            if term == Term::Disturbance {
                *value = 0;
            }
        }
        score
    }

    /// The first minute at which anybody could end the work of a place that may begin at a minute.
    fn best_finish(&self, node: usize, place: &Place, from: Minute, distinct: &mut [Option<Vec<CalendarId>>]) -> Minute {
        let lowered = self.lowered();
        let calendars = distinct[place.group as usize].get_or_insert_with(|| {
            let mut own: Vec<CalendarId> =
                lowered.members(place).iter().map(|member| lowered.calendars[*member as usize]).collect();
            own.sort_unstable();
            own.dedup();
            own
        });
        let all = &self.problem.prepared.calendars;
        if calendars.len() > CALENDARS {
            return all.get(CalendarId::AROUND_THE_CLOCK).finish_after(from, place.rest);
        }
        let shared = |calendar: CalendarId| lowered.own[node].map_or(calendar, |own| all.known_intersection(own, calendar));
        // Where nobody ever could, the place stays empty in every plan.
        let working = calendars.iter().map(|calendar| all.get(shared(*calendar))).filter(|clock| clock.total() > 0);
        working.map(|clock| clock.finish_after(from, place.rest)).min().unwrap_or(from)
    }
}
