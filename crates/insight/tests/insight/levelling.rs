//! Ways to level: nobody is on two things at once, skills are met by whoever has them, and what cannot be met is said.

use insight::{Because, LevelQuestion, LevelledPlan, Levelling, Unmet, Way, Worker, level};
use organization::{PersonId, ProjectId, TaskId};
use serde_json::json;

use crate::notation::{TODAY, World};

fn asked(world: &World, question: LevelQuestion) -> Levelling {
    let projects: Vec<ProjectId> = world.value.projects().iter().map(|project| project.id).collect();
    level(&world.value, &projects, TODAY, question)
}

fn fastest(levelling: &Levelling) -> &LevelledPlan {
    levelling.options.iter().find(|option| option.way == Way::Fastest).expect("the fastest way")
}

fn task(world: &World, name: &str) -> TaskId {
    world.id(name).to().expect("a task")
}

fn person(world: &World, name: &str) -> PersonId {
    world.id(name).to().expect("a person")
}

/// Which tasks would start when, and the first reason of each.
fn moves(world: &World, plan: &LevelledPlan) -> Vec<(String, String, Option<Because>)> {
    let name = |task: TaskId| world.value.find(task).expect("a task").name.to_string();
    let day = |moved: &insight::MovedTask| moved.to.strftime("%a %d %H:%M").to_string();
    plan.moved.iter().map(|moved| (name(moved.task), day(moved), moved.because.first().copied())).collect()
}

impl World {
    /// That a person can do a skill at a level.
    fn can(&mut self, who: &str, skill: &str, level: u8) {
        if !self.names.contains_key(skill) {
            let id = self.mint();
            self.tell("add-skill", json!({ "id": id, "name": skill }));
            let skill_id = organization::AnyId::from(organization::SkillId::from(id));
            self.names.insert(skill.to_owned(), skill_id);
        }
        let (id, person, skill) = (self.mint(), self.id(who).id, self.id(skill).id);
        self.tell("add-skill-holding", json!({ "id": id, "person": person, "skill": skill, "level": level }));
    }

    /// That a task needs so many people who can do a skill at a level.
    fn needs(&mut self, task: &str, count: u32, skill: &str, level: u8) {
        let (id, task, skill) = (self.mint(), self.id(task).id, self.id(skill).id);
        let need = json!({ "skill": { "skill": skill, "level": level, "count": count } });
        self.tell("add-demand", json!({ "id": id, "task": task, "need": need }));
    }
}

#[test]
fn one_person_does_one_thing_after_the_other_and_the_reason_is_their_name() {
    let world = World::read(
        "person ana\nproject works start 2026-03-02\ntask dig in works lasts 2d by ana\ntask lay in works lasts 1d by ana\ntask paint in works lasts 1d",
    );
    let found = asked(&world, LevelQuestion::default());
    assert_eq!((found.tasks, found.resources), (2, 1));
    let plan = fastest(&found);
    let ana = Worker::Person(person(&world, "ana"));
    let moved = moves(&world, plan);
    assert_eq!(moved.len(), 1, "{moved:?}");
    let (other, when) = if moved[0].0 == "lay" { ("dig", "Wed 04 08:00") } else { ("lay", "Tue 03 08:00") };
    assert_eq!((moved[0].1.as_str(), moved[0].2), (when, Some(Because::Busy(ana, task(&world, other)))));
    let finish = plan.projects[0].levelled.expect("a finish");
    assert_eq!((finish.strftime("%a %d %H:%M").to_string().as_str(), plan.unsolved.len()), ("Wed 04 17:00", 0));
}

#[test]
fn what_a_task_needs_somebody_does_who_can_and_nobody_twice() {
    let mut world = World::read(
        "person ana\nperson ben\nperson cleo\nproject works start 2026-03-02\ntask weld in works lasts 1d\ntask seam in works lasts 1d\ntask fit in works lasts 1d",
    );
    for (who, level) in [("ana", 4), ("ben", 3), ("cleo", 1)] {
        world.can(who, "welding", level);
    }
    world.needs("weld", 2, "welding", 3);
    world.needs("seam", 1, "welding", 4);
    world.needs("fit", 1, "welding", 1);
    let found = asked(&world, LevelQuestion::default());
    assert_eq!((found.tasks, found.resources), (3, 3));
    let plan = fastest(&found);
    let late: Vec<String> = moves(&world, plan).into_iter().map(|(name, when, _)| format!("{name} {when}")).collect();
    assert!(late == ["seam Tue 03 08:00"] || late == ["weld Tue 03 08:00"], "only ana welds at 4: {late:?}");
    world.needs("fit", 1, "welding", 5);
    let found = asked(&world, LevelQuestion::default());
    assert!(fastest(&found).unsolved.contains(&Unmet::Nobody(task(&world, "fit"))), "{:?}", fastest(&found).unsolved);
}

#[test]
fn a_target_that_is_missed_is_said_and_protected_by_an_option_of_its_own() {
    let world = World::read(
        "person ana\nproject works start 2026-03-02\nproject pipes start 2026-03-02 target 2026-03-03\n\
         task dig in works lasts 3d by ana\ntask lay in pipes lasts 2d by ana",
    );
    let pipes: ProjectId = world.id("pipes").to().expect("a project");
    let found = asked(&world, LevelQuestion::default());
    let ways: Vec<Way> = found.options.iter().map(|option| option.way).collect();
    assert_eq!(&ways[..3], [Way::WithinFloat, Way::LeastDisturbance, Way::Fastest]);
    let missed = |option: &LevelledPlan| {
        option.unsolved.iter().any(|unmet| matches!(unmet, Unmet::LateProject(project, ..) if *project == pipes))
    };
    let least = &found.options[1];
    match found.options.iter().find(|option| option.way == Way::Protect(pipes)) {
        Some(option) => assert!(missed(least) && !missed(option), "{:?}", option.unsolved),
        None => assert!(!missed(least), "{:?}", least.unsolved),
    }
}

#[test]
fn nobody_who_is_away_is_planned_and_the_same_question_gets_the_same_answer() {
    let mut world = World::read("person ana\nproject works start 2026-03-02\ntask dig in works lasts 1d by ana");
    let (absence, ana) = (world.mint(), world.id("ana").id);
    world.tell(
        "add-absence",
        json!({ "id": absence, "person": ana, "from": "2026-03-02", "until": "2026-03-04", "state": { "approved": { "on": "2026-02-01" } } }),
    );
    let one = asked(&world, LevelQuestion::default());
    let two = asked(&world, LevelQuestion { threads: 3, ..LevelQuestion::default() });
    assert_eq!(one, two);
    let plan = fastest(&one);
    let finish = plan.projects[0].levelled.expect("a finish");
    assert_eq!(finish.strftime("%a %d %H:%M").to_string(), "Wed 04 17:00");
}
