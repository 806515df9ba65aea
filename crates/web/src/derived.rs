//! What is derived from the value: plan, findings and what slips are worked out in the background after each change, and kept until newer ones are there.
//!
//! A page takes the newest results as they are. It waits for those of the last change, but only a short bounded time ([`Desk::patience`]); after that it shows
//! the ones before with their age, and is told over `/events` when newer ones are there. Results that are older than the value may name records that are
//! gone: whoever shows them asks [`Seen`], which always speaks of the newest value, and skips those. Who is here and who belongs where is no forecast: it is
//! always of the value that is shown.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use insight::{Abilities, Exposures, Findings, Handing, Plan, Slips, Strands};
use jiff::Timestamp;
use jiff::civil::Date;
use office::{Seen, Viewer};
use organization::ProjectId;
use tokio::sync::watch;

use crate::desk::{self, Desk};
use crate::staff::Staff;

/// Plans of closed projects that are kept.
const PLANS: usize = 64;

/// Plan, findings and what slips, of one value on one day. They know everything: whoever shows them leaves out what the viewer may not see.
#[derive(Debug)]
pub struct Results {
    /// The position of the value.
    pub position: u64,
    /// The day.
    pub day: Date,
    /// When they were worked out.
    pub at: Timestamp,
    /// The plan of all open projects.
    pub plan: Arc<Plan>,
    /// What the rules found.
    pub findings: Arc<Findings>,
    /// What slips in each plan.
    pub slips: Arc<Slips>,
    /// Where the work goes, from goals over plans to units.
    pub strands: Arc<Strands>,
    /// What the open risks are worth.
    pub exposures: Arc<Exposures>,
    /// The hand-offs between units whose work is not over.
    pub hand_offs: Arc<Vec<Handing>>,
}

impl Results {
    /// Works them out.
    pub fn of(seen: &Seen, at: Timestamp) -> Results {
        let day = seen.day();
        let (plan, findings, slips, strands, exposures, hand_offs) = seen.compute(|value| {
            let plan = insight::plan_all(value, day);
            let findings = insight::findings(value, day, Some(&plan));
            let slips = insight::slips(value, day, &plan, &findings);
            let exposures = insight::exposures(value, &plan);
            let hand_offs = insight::hand_offs(value, &plan);
            (plan, findings, slips, insight::strands(value, day), exposures, hand_offs)
        });
        Results {
            position: seen.position(),
            day,
            at,
            plan: Arc::new(plan),
            findings: Arc::new(findings),
            slips: Arc::new(slips),
            strands: Arc::new(strands),
            exposures: Arc::new(exposures),
            hand_offs: Arc::new(hand_offs),
        }
    }

    /// Whether the value, or the day, has moved on since.
    pub fn are_older_than(&self, seen: &Seen) -> bool {
        !self.reach(seen.position(), seen.day())
    }

    fn reach(&self, position: u64, day: Date) -> bool {
        (self.day, self.position) >= (day, position)
    }

    /// The findings of exactly this value, for what is done with them rather than shown: worked out on the spot where those kept are older.
    pub fn findings_of(&self, seen: &Seen) -> Arc<Findings> {
        if self.position == seen.position() && self.day == seen.day() {
            return self.findings.clone();
        }
        Results::of(seen, self.at).findings
    }
}

/// The newest results, and what is remembered of the newest value.
pub struct Derived {
    newest: watch::Sender<Arc<Results>>,
    /// Asks for newer results; whoever works them out ends when this is gone.
    asked: watch::Sender<u64>,
    kept: Mutex<Kept>,
}

/// What is quickly worked out when it is asked for, of one value on one day.
#[derive(Default)]
struct Kept {
    of: Option<(u64, Date)>,
    closed: BTreeMap<ProjectId, Arc<Plan>>,
    staff: Option<Arc<Staff>>,
    abilities: Option<Arc<Abilities>>,
}

impl Derived {
    /// Begins with results.
    pub fn beginning(first: Results) -> Derived {
        Derived { newest: watch::Sender::new(Arc::new(first)), asked: watch::Sender::new(0), kept: Mutex::default() }
    }

    /// The newest results.
    pub fn newest(&self) -> Arc<Results> {
        self.newest.borrow().clone()
    }

    /// Announces newer results.
    pub fn follow(&self) -> watch::Receiver<Arc<Results>> {
        self.newest.subscribe()
    }

    /// Takes results, unless newer ones are there.
    pub fn publish(&self, results: Results) {
        self.newest.send_if_modified(|newest| {
            let newer = (results.day, results.position) > (newest.day, newest.position);
            if newer {
                *newest = Arc::new(results);
            }
            newer
        });
    }

    /// Waits until the results are of a position and day or later, at most so long.
    pub async fn reach(&self, position: u64, day: Date, patience: Duration) {
        let mut newest = self.newest.subscribe();
        if newest.borrow().reach(position, day) {
            return;
        }
        self.asked.send_modify(|asked| *asked += 1);
        // Whoever waits in vain shows what is there, and says so.
        let _ = tokio::time::timeout(patience, newest.wait_for(|results| results.reach(position, day))).await;
    }

    fn kept(&self, seen: &Seen) -> std::sync::MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Some((seen.position(), seen.day()));
        if kept.of < now || kept.of.is_none() {
            *kept = Kept { of: now, ..Kept::default() };
        }
        kept
    }

    /// The plan of a closed project, which the plan of all leaves out.
    pub fn closed_plan(&self, seen: &Seen, project: ProjectId) -> Arc<Plan> {
        if let Some(plan) = self.kept(seen).closed.get(&project) {
            return plan.clone();
        }
        let plan = Arc::new(seen.compute(|value| insight::plan(value, &[project], seen.day())));
        let mut kept = self.kept(seen);
        if kept.closed.len() >= PLANS {
            kept.closed.pop_first();
        }
        if kept.of == Some((seen.position(), seen.day())) {
            kept.closed.insert(project, plan.clone());
        }
        plan
    }

    /// Who is here and who belongs where.
    pub fn staff(&self, seen: &Seen) -> Arc<Staff> {
        if let Some(staff) = &self.kept(seen).staff {
            return staff.clone();
        }
        let staff = Arc::new(seen.compute(|value| Staff::of(value, seen.day())));
        let mut kept = self.kept(seen);
        if kept.of == Some((seen.position(), seen.day())) {
            kept.staff = Some(staff.clone());
        }
        staff
    }
}

impl Derived {
    /// Who can do what.
    pub fn abilities(&self, seen: &Seen) -> Arc<Abilities> {
        if let Some(abilities) = &self.kept(seen).abilities {
            return abilities.clone();
        }
        let abilities = Arc::new(seen.compute(|value| Abilities::of(value, seen.day())));
        let mut kept = self.kept(seen);
        if kept.of == Some((seen.position(), seen.day())) {
            kept.abilities = Some(abilities.clone());
        }
        abilities
    }
}

/// Works out newer results after each change, and when the day has moved on, until the desk is gone.
pub(crate) fn start(desk: &Desk) {
    let derived = Arc::downgrade(&desk.derived);
    let mut asked = desk.derived.asked.subscribe();
    let mut changed = desk.office.follow();
    let (office, surroundings) = (desk.office.clone(), desk.surroundings.clone());
    tokio::spawn(async move {
        loop {
            let _ = (changed.borrow_and_update(), asked.borrow_and_update());
            let seen = office.seen(Viewer::Terminal, desk::day_of(&office, surroundings.now()));
            let Some(newest) = derived.upgrade().map(|derived| derived.newest()) else { return };
            if newest.are_older_than(&seen) {
                let (derived, at) = (derived.clone(), surroundings.now());
                let work = tokio::task::spawn_blocking(move || {
                    let begun = std::time::Instant::now();
                    let results = Results::of(&seen, at);
                    if let Some(derived) = derived.upgrade() {
                        derived.publish(results);
                        derived.staff(&seen);
                    }
                    begun.elapsed()
                });
                match work.await {
                    // Many changes in a row take half of one core, not all of it.
                    Ok(took) => tokio::time::sleep(took).await,
                    Err(error) => tracing::error!(%error, "plan and findings could not be worked out"),
                }
            }
            let goes_on = tokio::select! {
                changed = changed.changed() => changed.is_ok(),
                asked = asked.changed() => asked.is_ok(),
            };
            if !goes_on {
                return;
            }
        }
    });
}
