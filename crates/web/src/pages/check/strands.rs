//! Where the thread breaks: every strand from a goal over the plans that serve it to the units that work in them, what is wrong along it, and how well the
//! stretches between the layers hold.

use std::collections::BTreeMap;

use insight::{Finding, Held, Rule, Severity};
use organization::{AnyId, GoalId, ProjectId, UnitId};

use super::findings::Found;
use super::list::code;
use crate::chart::{Bundle, Drawing, Strand, StrandNode, Strands as Picture};
use crate::component::Code;
use crate::format;
use crate::pages::layers::Layers;
use crate::visit::Visit;

/// Nodes of a column; what is beyond is drawn as one.
const NODES: usize = 12;
/// Rules that are named at a node.
const RULES: usize = 2;

/// The picture with its table twin.
#[derive(serde::Serialize)]
pub(super) struct Strands {
    pub(super) drawing: Drawing,
    pub(super) rows: Vec<StrandRow>,
    pub(super) links: Vec<Broken>,
}

/// A line of the table twin: a strand, or a node that nothing leads to or from.
#[derive(serde::Serialize)]
pub(super) struct StrandRow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) work: String,
    /// What is wrong, and whether it cuts the thread.
    pub(super) wrong: Option<(String, bool)>,
}

/// One pair of layers.
#[derive(serde::Serialize)]
pub(super) struct Broken {
    pub(super) name: &'static str,
    /// "3 cuts, 2 loose ends", or "holds".
    pub(super) count: String,
    pub(super) cut: bool,
    /// The rules that found it, with how often, and the list of their findings.
    pub(super) rules: Vec<(Code, String, String)>,
}

impl Strands {
    pub(super) fn of(visit: &Visit, found: &Found<'_>) -> Option<Strands> {
        let layers = Layers::of(visit, found.all.iter().copied());
        if layers.goals + layers.plans + layers.work == 0 {
            return None;
        }
        let picture = Drawn::of(visit, found).picture();
        Some(Strands { drawing: picture.draw(), rows: rows(&picture), links: layers.held.iter().map(Broken::of).collect() })
    }
}

impl Broken {
    fn of(held: &Held) -> Broken {
        let counted = [(held.cuts, "cut", "cuts"), (held.loose_ends, "loose end", "loose ends"), (held.notes, "note", "notes")];
        let parts: Vec<String> = counted
            .iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, one, many)| format::count(*count, one, many))
            .collect();
        let told = |(rule, count): &(&'static Rule, usize)| {
            let words = format!("{}, {}", rule.title, format::count(*count, "time", "times"));
            (code(rule), words, format!("/check?rule={}", rule.code))
        };
        Broken {
            name: held.stretch.words(),
            count: if parts.is_empty() { "holds".to_owned() } else { parts.join(", ") },
            cut: held.cuts > 0,
            rules: held.rules.iter().map(told).collect(),
        }
    }
}

/// A column that is being filled: its nodes by id, and how many stand for several.
#[derive(serde::Serialize)]
struct Column {
    ids: Vec<AnyId>,
    /// How many more there are than are drawn.
    more: usize,
}

impl Column {
    /// The gravest and the largest of some nodes, in the order in which they came.
    fn of(candidates: Vec<AnyId>, weight: impl Fn(AnyId) -> (bool, bool, i64)) -> Column {
        let mut ranked: Vec<(usize, AnyId)> = candidates.iter().copied().enumerate().collect();
        ranked.sort_by_key(|(at, id)| (std::cmp::Reverse(weight(*id)), *at));
        // One that is left over is drawn itself: "1 more" would take the same room.
        if ranked.len() > NODES {
            ranked.truncate(NODES - 1);
        }
        ranked.sort_unstable();
        Column { more: candidates.len() - ranked.len(), ids: ranked.into_iter().map(|(_, id)| id).collect() }
    }

    /// The row of a node; that of "more" where it is not drawn itself.
    fn row(&self, id: AnyId) -> usize {
        self.ids.iter().position(|known| *known == id).unwrap_or(self.ids.len())
    }
}

/// The strands of what the reader sees.
struct Drawn<'a> {
    visit: &'a Visit,
    /// The findings that are no hints, by the node to which they belong, the gravest first.
    wrong: BTreeMap<AnyId, Vec<&'a Finding>>,
    serving: Vec<(GoalId, ProjectId)>,
    working: Vec<(ProjectId, UnitId, i64)>,
    minutes: BTreeMap<ProjectId, i64>,
}

impl<'a> Drawn<'a> {
    fn of(visit: &'a Visit, found: &Found<'a>) -> Drawn<'a> {
        let (seen, strands) = (&visit.seen, &visit.results.strands);
        let shows = |id: AnyId| seen.shows(id);
        let mut wrong: BTreeMap<AnyId, Vec<&Finding>> = BTreeMap::new();
        for finding in found.all.iter().filter(|finding| finding.rule.severity != Severity::Hint) {
            let own = finding.subject;
            let is_node = own.to::<GoalId>().is_some() || own.to::<ProjectId>().is_some() || own.to::<UnitId>().is_some();
            let node = if is_node { Some(own) } else { finding.place };
            if finding.rule.stretch.is_some() {
                wrong.entry(node.unwrap_or(own)).or_default().push(finding);
            }
        }
        wrong.values_mut().for_each(|found| found.sort_by_key(|finding| (finding.rule.severity, finding.rule.code)));
        let serving = strands.serving.iter().copied().filter(|(goal, plan)| shows((*goal).into()) && shows((*plan).into()));
        let working = strands.working.iter().map(|((plan, unit), minutes)| (*plan, *unit, *minutes));
        Drawn {
            visit,
            wrong,
            serving: serving.collect(),
            working: working.filter(|(plan, unit, _)| shows((*plan).into()) && shows((*unit).into())).collect(),
            minutes: strands
                .projects
                .iter()
                .filter(|(plan, _)| shows((**plan).into()))
                .map(|(plan, left)| (*plan, *left))
                .collect(),
        }
    }

    /// What decides whether a node is drawn itself: cuts, then loose ends, then the work.
    fn weight(&self, id: AnyId, minutes: i64) -> (bool, bool, i64) {
        let gravest = self.wrong.get(&id).and_then(|found| found.first()).map(|finding| finding.rule.severity);
        (gravest == Some(Severity::Error), gravest.is_some(), minutes)
    }

    fn columns(&self) -> [Column; 3] {
        let left = |plan: ProjectId| self.minutes.get(&plan).copied().unwrap_or_default();
        let mut of_goals: BTreeMap<AnyId, i64> = BTreeMap::new();
        for (goal, plan) in &self.serving {
            *of_goals.entry((*goal).into()).or_default() += left(*plan);
        }
        // Goals without a plan stand below the others.
        let open = self.wrong.keys().filter(|id| id.to::<GoalId>().is_some() && !of_goals.contains_key(id));
        let goals: Vec<AnyId> = of_goals.keys().chain(open).copied().collect();
        let goals = Column::of(goals, |id| self.weight(id, of_goals.get(&id).copied().unwrap_or_default()));
        // Below each other in the order of what they hang on, so that few strands cross.
        let height = |plan: ProjectId| {
            let rows = self.serving.iter().filter(|(_, served)| *served == plan).map(|(goal, _)| goals.row((*goal).into()));
            rows.min().unwrap_or(usize::MAX)
        };
        let mut plans: Vec<ProjectId> = self.minutes.keys().copied().collect();
        plans.sort_by_cached_key(|plan| (height(*plan), *plan));
        let plans: Vec<AnyId> = plans.into_iter().map(AnyId::from).collect();
        let plans = Column::of(plans, |id| self.weight(id, id.to::<ProjectId>().map(left).unwrap_or_default()));
        let mut of_units: BTreeMap<AnyId, (i64, i64)> = BTreeMap::new();
        for (plan, unit, minutes) in &self.working {
            let row = i64::try_from(plans.row((*plan).into())).unwrap_or_default();
            let (all, weighed) = of_units.entry((*unit).into()).or_default();
            (*all, *weighed) = (*all + minutes, *weighed + minutes * row);
        }
        let mut units: Vec<AnyId> = of_units.keys().copied().collect();
        units.extend(self.wrong.keys().filter(|id| id.to::<UnitId>().is_some() && !of_units.contains_key(id)));
        let middle = |id: &AnyId| of_units.get(id).map_or(i64::MAX, |(all, weighed)| weighed * 100 / (*all).max(1));
        units.sort_by_key(|id| (middle(id), *id));
        let units = Column::of(units, |id| self.weight(id, of_units.get(&id).map_or(0, |(all, _)| *all)));
        [goals, plans, units]
    }

    fn picture(&self) -> Picture {
        let [goals, plans, units] = self.columns();
        let left = |plan: ProjectId| self.minutes.get(&plan).copied().unwrap_or_default();
        let serving = self.serving.iter().map(|(goal, plan)| (goals.row((*goal).into()), plans.row((*plan).into()), left(*plan)));
        let working = self.working.iter();
        let working = working.map(|(plan, unit, left)| (plans.row((*plan).into()), units.row((*unit).into()), *left));
        let (serving, working) = (together(serving), together(working));
        let node = |id: AnyId, before: bool, after: bool, lacks: &str| {
            let wrong = self.wrong(id, lacks);
            StrandNode { name: self.visit.seen.title(id), wrong, loose_before: before, loose_after: after }
        };
        let more = |column: &Column| {
            let name = format!("{} more", column.more);
            (column.more > 0).then(|| StrandNode { name, ..StrandNode::default() })
        };
        let goal = |(row, id): (usize, &AnyId)| {
            let plain = !serving.iter().any(|strand| strand.from == row);
            node(*id, false, plain, if plain { "no plan" } else { "" })
        };
        let plan = |(row, id): (usize, &AnyId)| {
            let aimless = !serving.iter().any(|strand| strand.to == row);
            let idle = !working.iter().any(|strand| strand.from == row);
            node(*id, aimless, idle, if aimless { "no goal" } else { "" })
        };
        let goal_nodes = goals.ids.iter().enumerate().map(goal).chain(more(&goals)).collect();
        let plan_nodes = plans.ids.iter().enumerate().map(plan).chain(more(&plans)).collect();
        let unit_nodes = units.ids.iter().map(|id| node(*id, false, false, "")).chain(more(&units)).collect();
        Picture {
            goals: Bundle { name: "Goals", nodes: goal_nodes, strands: serving },
            plans: Bundle { name: "Plans", nodes: plan_nodes, strands: working },
            units: Bundle { name: "Units", nodes: unit_nodes, strands: Vec::new() },
        }
    }

    /// "TL101 no plan", "TL204 ×3, TL201": the gravest rules that found something at a node, and whether the thread is cut.
    fn wrong(&self, id: AnyId, lacks: &str) -> Option<(String, bool)> {
        let found = self.wrong.get(&id)?;
        let gravest = found.first()?.rule.severity;
        let mut rules: Vec<&Rule> = found.iter().map(|finding| finding.rule).collect();
        rules.dedup();
        let words = |rule: &&Rule| {
            let times = found.iter().filter(|finding| finding.rule == *rule).count();
            match (rule.code, times) {
                ("TL101" | "TL102", _) if !lacks.is_empty() => format!("{} {lacks}", rule.code),
                (code, 1) => code.to_owned(),
                (code, times) => format!("{code} ×{times}"),
            }
        };
        let words: Vec<String> = rules.iter().take(RULES).map(words).collect();
        Some((words.join(", "), gravest == Severity::Error))
    }
}

/// Strands between the same rows as one.
fn together(strands: impl Iterator<Item = (usize, usize, i64)>) -> Vec<Strand> {
    let mut sums: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for (from, to, minutes) in strands {
        *sums.entry((from, to)).or_default() += minutes;
    }
    sums.into_iter().map(|((from, to), minutes)| Strand { from, to, minutes }).collect()
}

/// The same as lines of a table.
fn rows(picture: &Picture) -> Vec<StrandRow> {
    let mut rows = Vec::new();
    for (bundle, next, lacks) in [(&picture.goals, &picture.plans, "no plan"), (&picture.plans, &picture.units, "nobody")] {
        let name = |nodes: &[StrandNode], at: usize| nodes.get(at).map(|node| node.name.clone()).unwrap_or_default();
        for (at, node) in bundle.nodes.iter().enumerate() {
            let tied = bundle.strands.iter().filter(|strand| strand.from == at);
            let mut wrong = node.wrong.clone();
            rows.extend(tied.map(|strand| StrandRow {
                from: node.name.clone(),
                to: name(&next.nodes, strand.to),
                work: format::work(strand.minutes),
                // Said once for each node.
                wrong: wrong.take(),
            }));
            if node.loose_after {
                rows.push(StrandRow { from: node.name.clone(), to: lacks.to_owned(), work: String::new(), wrong });
            }
        }
    }
    let wrong = picture.units.nodes.iter().filter(|node| node.wrong.is_some());
    rows.extend(wrong.map(|node| StrandRow {
        from: node.name.clone(),
        to: String::new(),
        work: String::new(),
        wrong: node.wrong.clone(),
    }));
    rows
}
