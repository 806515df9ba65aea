//! Steps that chance takes, as templates: `<new>` is a new id, `<skill a>` the id of a record of that kind, `<skill b?>` one or nothing, `<@task a>` a record
//! of that kind named with its kind. Chance chooses a and b.

use crate::world::World;
use organization::Kind;
use serde_json::{Value, json};

/// The commands with their fields, in an order in which each finds what it needs.
pub(crate) const STEPS: &[(&str, &str)] = &[
    ("add-skill", r#"{"id":"<new>","name":"Skill","parent":"<skill b?>"}"#),
    ("change-skill", r#"{"skill":"<skill a>","parent":"<skill b?>"}"#),
    ("add-skill-holding", r#"{"id":"<new>","person":"<person a>","skill":"<skill b>","level":3,"assessed":true}"#),
    ("change-skill-holding", r#"{"skill_holding":"<skill-holding a>","level":4}"#),
    ("remove-skill-holding", r#"{"skill_holding":"<skill-holding a>"}"#),
    ("remove-skill", r#"{"skill":"<skill a>"}"#),
    ("add-qualification", r#"{"id":"<new>","person":"<person a>","sort":"licence","name":"Crane"}"#),
    ("remove-qualification", r#"{"qualification":"<qualification a>"}"#),
    ("add-requirement", r#"{"id":"<new>","of":{"position":"<position a>"},"what":{"skill":{"skill":"<skill b>","level":2}}}"#),
    ("end-requirement", r#"{"requirement":"<requirement a>","until":"2026-12-01"}"#),
    ("add-demand", r#"{"id":"<new>","task":"<task a>","need":{"skill":{"skill":"<skill b>","level":2,"count":2}}}"#),
    ("add-absence", r#"{"id":"<new>","person":"<person a>","from":"2026-12-01","until":"2026-12-03","sort":"care"}"#),
    ("approve-absence", r#"{"absence":"<absence a>"}"#),
    ("decline-absence", r#"{"absence":"<absence a>","because":"Everybody is needed"}"#),
    ("cancel-absence", r#"{"absence":"<absence a>"}"#),
    ("add-calendar", r#"{"id":"<new>","name":"Office hours"}"#),
    ("add-holidays", r#"{"calendar":"<calendar a>","region":"DE-BY","years":[2026]}"#),
    ("add-resource", r#"{"id":"<new>","name":"Welder","sort":{"generic":{"skill":"<skill a>","level":2}}}"#),
    (
        "add-rate",
        r#"{"id":"<new>","resource":"<resource a>","amount":{"minor":5500,"currency":"EUR"},"dated":{"from":"2026-01-01"}}"#,
    ),
    ("end-rate", r#"{"rate":"<rate a>","until":"2026-12-01"}"#),
    ("remove-resource", r#"{"resource":"<resource a>"}"#),
    ("add-risk", r#"{"id":"<new>","title":"The ground is wet","subject":"<@goal a>","probability":30}"#),
    ("change-risk", r#"{"risk":"<risk a>","subject":"<@task b>"}"#),
    (
        "add-risk-impact",
        r#"{"id":"<new>","risk":"<risk a>","task":"<task b>","time":{"optimistic":0,"likely":480,"pessimistic":960}}"#,
    ),
    ("respond-to-risk", r#"{"risk":"<risk a>","response":"reduce","how":"Drain it","residual":10}"#),
    ("accept-risk", r#"{"risk":"<risk a>","because":"It is small"}"#),
    ("close-risk", r#"{"risk":"<risk a>"}"#),
    ("reopen-risk", r#"{"risk":"<risk a>"}"#),
    ("add-policy", r#"{"id":"<new>","title":"Safety"}"#),
    ("add-policy-version", r#"{"id":"<new>","policy":"<policy a>","major":1}"#),
    ("add-acknowledgement", r#"{"id":"<new>","person":"<person a>","version":"<policy-version b>"}"#),
    ("add-notice", r#"{"id":"<new>","title":"Helmets","about":"<@policy a>","audience":[{"unit":"<unit b>"}]}"#),
    ("add-progress-report", r#"{"id":"<new>","task":"<task a>","percent":40,"status":"at-risk"}"#),
    ("remove-progress-report", r#"{"progress_report":"<progress-report a>"}"#),
    ("add-baseline", r#"{"id":"<new>","project":"<project a>","name":"First plan"}"#),
    ("add-baseline-task", r#"{"id":"<new>","baseline":"<baseline a>","task":"<task b>","work":480}"#),
    ("remove-baseline", r#"{"baseline":"<baseline a>"}"#),
    ("add-dependency", r#"{"id":"<new>","from":"<task a>","to":"<task b>"}"#),
    ("add-hand-off", r#"{"id":"<new>","dependency":"<dependency a>","task":"<task b>"}"#),
    ("remove-dependency", r#"{"dependency":"<dependency a>"}"#),
    ("add-process", r#"{"id":"<new>","title":"Flush the hydrants","unit":"<unit a>","checklist":["Open","Close"]}"#),
    ("close-process", r#"{"process":"<process a>"}"#),
    ("add-process-run", r#"{"id":"<new>","process":"<process a>","due":"2026-12-01"}"#),
    ("change-process-run", r#"{"process_run":"<process-run a>","ticked":["Open"]}"#),
    ("finish-process-run", r#"{"process_run":"<process-run a>"}"#),
    ("skip-process-run", r#"{"process_run":"<process-run a>","because":"It froze"}"#),
    ("add-improvement", r#"{"id":"<new>","title":"Flush at night","subject":"<@process a>","by":"<person b>"}"#),
    ("change-improvement", r#"{"improvement":"<improvement a>","subject":"<@improvement b>"}"#),
    ("keep-improvement", r#"{"improvement":"<improvement a>","after":"Half the time"}"#),
    ("revert-improvement", r#"{"improvement":"<improvement a>","after":"No change","because":"It woke people"}"#),
    ("add-recognition", r#"{"id":"<new>","to":"<person a>","subject":"<@task b>","text":"Thank you"}"#),
    ("add-delegation", r#"{"id":"<new>","from":"<person a>","to":"<person b>","scope":"<@unit a>","functions":["Plan"]}"#),
    ("accept-delegation", r#"{"delegation":"<delegation a>"}"#),
    ("decline-delegation", r#"{"delegation":"<delegation a>","because":"No time"}"#),
    ("end-delegation", r#"{"delegation":"<delegation a>","until":"2026-12-01"}"#),
    ("add-mentorship", r#"{"id":"<new>","mentor":"<person a>","mentee":"<person b>"}"#),
    ("end-mentorship", r#"{"mentorship":"<mentorship a>","until":"2026-12-01"}"#),
    ("add-development-plan", r#"{"id":"<new>","person":"<person a>","title":"Lead a crew","mentor":"<person b>"}"#),
    ("add-development-action", r#"{"id":"<new>","plan":"<development-plan a>","title":"Lead one","task":"<task b>"}"#),
    ("add-development-review", r#"{"id":"<new>","plan":"<development-plan a>","on":"2026-11-20","text":"Well done"}"#),
    ("close-development-plan", r#"{"development_plan":"<development-plan a>"}"#),
    ("add-succession", r#"{"id":"<new>","position":"<position a>","candidate":"<person b>"}"#),
    ("remove-succession", r#"{"succession":"<succession a>"}"#),
    ("add-check-in", r#"{"id":"<new>","lead":"<person a>","person":"<person b>","on":"2026-11-20"}"#),
    ("remove-check-in", r#"{"check_in":"<check-in a>"}"#),
    ("add-scenario", r#"{"id":"<new>","name":"Later","commands":[{"kind":"close-task","data":{"task":"<task a>"}}]}"#),
    ("remove-scenario", r#"{"scenario":"<scenario a>"}"#),
];

/// The fields of a step; nothing where there is no record that it could name.
pub(crate) fn filled(world: &mut World, template: &str, a: usize, b: usize) -> Option<Value> {
    let mut data: Value = serde_json::from_str(template).expect("a template");
    fill(world, &mut data, a, b)?;
    Some(data)
}

fn fill(world: &mut World, value: &mut Value, a: usize, b: usize) -> Option<()> {
    match value {
        Value::String(text) => {
            let Some(inner) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) else { return Some(()) };
            *value = if inner == "new" { json!(world.mint()) } else { named(world, inner, a, b)? };
        }
        Value::Array(items) => {
            for item in items {
                fill(world, item, a, b)?;
            }
        }
        Value::Object(fields) => {
            for field in fields.values_mut() {
                fill(world, field, a, b)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Some(())
}

fn named(world: &World, inner: &str, a: usize, b: usize) -> Option<Value> {
    let (kind, which) = inner.split_once(' ').expect("a kind and which");
    let (any, kind) = kind.strip_prefix('@').map_or((false, kind), |kind| (true, kind));
    let kind = Kind::from_name(kind).unwrap_or_else(|| panic!("{kind} is no kind"));
    let at = if which.starts_with('a') { a } else { b };
    let found: Vec<_> =
        world.value.records().iter().map(organization::AnyRecord::id).filter(|record| record.kind == kind).collect();
    match found.get(at % found.len().max(1)) {
        Some(id) if any => Some(json!(id)),
        Some(id) => Some(json!(id.id)),
        None => which.ends_with('?').then_some(Value::Null),
    }
}
