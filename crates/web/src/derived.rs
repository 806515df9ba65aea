//! What is derived from the value and kept until the value changes: findings and plans.
//!
//! The number of cuts beside Check is the last one known; a page that shows findings or dates waits for those of its own value, which are computed once for
//! all who ask.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use insight::{Findings, Plan, Severity, Slips};
use jiff::civil::Date;
use office::Seen;
use organization::ProjectId;

use crate::staff::Staff;

/// Plans that are kept; the ones asked for least recently go first.
const PLANS: usize = 64;

/// Derived results, kept for one position and day.
#[derive(Default)]
pub struct Derived {
    cuts: AtomicUsize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    of: Option<(u64, Date)>,
    findings: Option<Arc<Findings>>,
    open: Option<Arc<Plan>>,
    plans: BTreeMap<ProjectId, Arc<Plan>>,
    staff: Option<Arc<Staff>>,
    slips: Option<Arc<Slips>>,
}

impl Derived {
    /// The last known number of cuts.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::Relaxed)
    }

    fn kept(&self, seen: &Seen) -> std::sync::MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Some((seen.position(), seen.day()));
        if kept.of < now || kept.of.is_none() {
            *kept = Kept { of: now, ..Kept::default() };
        }
        kept
    }

    /// The plan of all open projects.
    pub fn plans(&self, seen: &Seen) -> Arc<Plan> {
        if let Some(plan) = &self.kept(seen).open {
            return plan.clone();
        }
        let plan = Arc::new(seen.compute(|value| insight::plan_all(value, seen.day())));
        let mut kept = self.kept(seen);
        if kept.of == Some((seen.position(), seen.day())) {
            kept.open = Some(plan.clone());
        }
        plan
    }

    /// The plan of a project.
    pub fn plan(&self, seen: &Seen, project: ProjectId) -> Arc<Plan> {
        if let Some(plan) = self.kept(seen).plans.get(&project) {
            return plan.clone();
        }
        let plan = Arc::new(seen.compute(|value| insight::plan(value, &[project], seen.day())));
        let mut kept = self.kept(seen);
        if kept.plans.len() >= PLANS {
            kept.plans.pop_first();
        }
        if kept.of == Some((seen.position(), seen.day())) {
            kept.plans.insert(project, plan.clone());
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

    /// What slips in each open plan. What the viewer may not see of it is left out by whoever shows it.
    pub fn slips(&self, seen: &Seen) -> Arc<Slips> {
        if let Some(slips) = &self.kept(seen).slips {
            return slips.clone();
        }
        let (plan, findings) = (self.plans(seen), self.findings(seen));
        let slips = Arc::new(seen.compute(|value| insight::slips(value, seen.day(), &plan, &findings)));
        let mut kept = self.kept(seen);
        if kept.of == Some((seen.position(), seen.day())) {
            kept.slips = Some(slips.clone());
        }
        slips
    }

    /// All findings. What the viewer may not see of them is left out by whoever shows them.
    pub fn findings(&self, seen: &Seen) -> Arc<Findings> {
        if let Some(findings) = &self.kept(seen).findings {
            return findings.clone();
        }
        let plan = self.plans(seen);
        let findings = Arc::new(seen.compute(|value| insight::findings(value, seen.day(), Some(&plan))));
        self.cuts.store(findings.count(Severity::Error), Ordering::Relaxed);
        let mut kept = self.kept(seen);
        if kept.of == Some((seen.position(), seen.day())) {
            kept.findings = Some(findings.clone());
        }
        findings
    }
}
