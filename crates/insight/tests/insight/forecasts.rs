//! Forecasts: the same plan simulated many times, from what people said about it.

use insight::{Forecast, ForecastQuestion, forecast};
use organization::{ProjectId, RiskId, TaskId};
use serde_json::json;

use crate::notation::{TODAY, World};

fn asked(world: &World, question: ForecastQuestion) -> Forecast {
    let projects: Vec<ProjectId> = world.value.projects().iter().map(|project| project.id).collect();
    forecast(&world.value, &projects, TODAY, question)
}

fn finishes(forecast: &Forecast) -> Vec<String> {
    let moments = forecast.projects.iter().flat_map(|project| &project.finishes);
    moments.map(|(chance, by)| format!("{chance}: {}", by.strftime("%a %d %H:%M"))).collect()
}

/// Two tasks one after the other, of which the first takes one to five days, most likely two.
fn works() -> World {
    let mut world = World::read(
        "project works start 2026-03-02 target 2026-03-06\ntask dig in works lasts 2d\ntask lay in works lasts 1d after dig",
    );
    let task = world.id("dig").id;
    world.tell("change-task", json!({ "task": task, "estimate": { "optimistic": 480, "likely": 960, "pessimistic": 2400 } }));
    world
}

impl World {
    /// A risk of a probability that would make a task so many minutes longer, whatever happens.
    fn threatens(&mut self, name: &str, probability: u8, task: &str, minutes: i64) -> RiskId {
        let (risk, impact, task) = (self.mint(), self.mint(), self.id(task).id);
        self.tell("add-risk", json!({ "id": risk, "title": name, "probability": probability }));
        let time = json!({ "optimistic": minutes, "likely": minutes, "pessimistic": minutes });
        self.tell("add-risk-impact", json!({ "id": impact, "risk": risk, "task": task, "time": time }));
        risk.into()
    }
}

#[test]
fn what_is_certain_finishes_as_planned_in_every_sample() {
    let world = World::read("project works start 2026-03-02\ntask dig in works lasts 2d");
    let found = asked(&world, ForecastQuestion::default());
    assert_eq!(finishes(&found), ["10: Tue 03 17:00", "50: Tue 03 17:00", "80: Tue 03 17:00", "90: Tue 03 17:00"]);
    assert_eq!((found.estimated, found.others, found.projects[0].as_planned.share), (0, 1, 1.0));
}

#[test]
fn three_points_spread_the_finish_and_give_the_target_a_chance() {
    let found = asked(&works(), ForecastQuestion::default());
    assert_eq!((found.estimated, found.others), (1, 1));
    let (target, chance) = found.projects[0].target.expect("a target");
    assert_eq!(target.to_string(), "2026-03-06");
    // The beta distribution of PERT on 1, 2, 5 days is Beta(2, 4), which lies below three quarters with a chance of 0.984.
    assert!((0.976..0.992).contains(&chance.share) && chance.error < 0.01, "{chance:?}");
    let days: Vec<String> = finishes(&found).iter().map(|text| text[..7].to_owned()).collect();
    assert_eq!(days, ["10: Wed", "50: Thu", "80: Thu", "90: Fri"]);
    assert!(found.critical.iter().all(|task| task.critical.share > 0.99) && found.critical.len() == 2, "{:?}", found.critical);
}

#[test]
fn a_risk_costs_its_probability_times_its_delay_and_what_is_closed_costs_nothing() {
    let mut world = World::read("project works start 2026-03-02\ntask dig in works lasts 2d");
    let risk = world.threatens("Frost", 50, "dig", 480);
    let found = asked(&world, ForecastQuestion::default());
    assert_eq!((found.risks[0].risk, found.risks[0].project), (risk, Some(found.projects[0].project)));
    assert!((680..760).contains(&found.risks[0].minutes), "half of a day by the clock: {:?}", found.risks);
    assert!((0.46..0.54).contains(&found.projects[0].as_planned.share));
    world.tell("close-risk", json!({ "risk": risk }));
    assert_eq!(asked(&world, ForecastQuestion::default()).risks, []);
}

#[test]
fn started_work_varies_by_what_is_left_of_it_and_others_as_was_asked() {
    let mut world = works();
    let task = world.id("dig").id;
    world.tell("change-task", json!({ "task": task, "actual_start": "2026-03-02T08:00:00", "remaining": 480 }));
    let half = asked(&world, ForecastQuestion::default());
    let last = |found: &Forecast| found.projects[0].finishes[3].1;
    assert!(last(&half) < last(&asked(&works(), ForecastQuestion::default())), "{:?}", finishes(&half));
    let varied = asked(&world, ForecastQuestion { others: Some((0, 100)), ..ForecastQuestion::default() });
    assert!(last(&half) < last(&varied), "{:?}", finishes(&varied));
}

#[test]
fn the_same_question_gets_the_same_answer_on_any_number_of_threads() {
    let world = works();
    let one = asked(&world, ForecastQuestion { others: Some((-10, 30)), ..ForecastQuestion::default() });
    let four = asked(&world, ForecastQuestion { others: Some((-10, 30)), threads: 4, ..ForecastQuestion::default() });
    assert_eq!(one, four);
    let task: TaskId = world.id("dig").to().expect("a task");
    assert!(one.critical.iter().any(|critical| critical.task == task));
}
