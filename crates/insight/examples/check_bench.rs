//! How long a check takes: `cargo run --release -p insight --example check_bench [PEOPLE TASKS]`.
//!
//! Builds an organization in memory, 5,000 people and 20,000 tasks unless told otherwise, with something of everything: every fourth task has no estimate, some
//! owners have left, some units have no head. Prints the median of the plan, of the check with that plan, and how much was found.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::{Duration, Instant};

use insight::{findings, plan_all};
use jiff::civil::{Date, date};
use organization::{
    AnyRecord, Appointment, Demand, Dependency, Goal, Kind, Letter, Measure, Membership, Need, Organization, Party, Person,
    Position, Project, RecordId, Responsibility, Service, Task, Unit,
};
use uuid::Uuid;

const DAY: Date = date(2026, 3, 2);

/// Turns numbers into ids that keep their order within a kind.
fn id<I: RecordId>(kind: Kind, number: usize) -> I {
    I::from(Uuid::from_u128(((kind as u128) << 64) + number as u128 + 1))
}

/// Anything that becomes a record of the value.
fn record(kind: Kind, body: impl serde::Serialize) -> AnyRecord {
    let body = serde_json::to_string(&body).expect("a body");
    AnyRecord::from_json(kind, &body).expect("a record")
}

fn number(count: usize) -> u32 {
    u32::try_from(count + 1).expect("a number")
}

fn name(text: String) -> organization::Name {
    organization::Name::new(&text).expect("a name")
}

fn structure(people: usize, units: usize, records: &mut Vec<AnyRecord>) {
    for at in 0..people {
        let person = id(Kind::Person, at);
        records.push(record(
            Kind::Person,
            Person { id: person, name: name(format!("Person {at}")), number: number(at), ..Person::default() },
        ));
        let membership =
            Membership { id: id(Kind::Membership, at), person, unit: id(Kind::Unit, at % units), ..Membership::default() };
        records.push(record(Kind::Membership, membership));
    }
    for at in 0..units {
        let unit = id(Kind::Unit, at);
        let parent = (at > 0).then(|| id(Kind::Unit, (at - 1) / 8));
        records.push(record(
            Kind::Unit,
            Unit { id: unit, name: name(format!("Unit {at}")), parent, number: number(at), ..Unit::default() },
        ));
        let position = id(Kind::Position, at);
        let head = Position {
            id: position,
            title: name(format!("Head {at}")),
            unit,
            head: true,
            number: number(at),
            ..Position::default()
        };
        records.push(record(Kind::Position, head));
        if at % 20 != 7 {
            let held = Appointment {
                id: id(Kind::Appointment, at),
                person: id(Kind::Person, at % people),
                position,
                ..Appointment::default()
            };
            records.push(record(Kind::Appointment, held));
        }
    }
}

fn work(people: usize, tasks: usize, units: usize, records: &mut Vec<AnyRecord>) {
    let (goals, projects) = (tasks / 100 + 1, tasks / 40 + 1);
    for at in 0..goals {
        let goal = id(Kind::Goal, at);
        let parent = (at > 0).then(|| id(Kind::Goal, (at - 1) / 5));
        let unit = Some(id(Kind::Unit, at % units));
        records.push(record(
            Kind::Goal,
            Goal { id: goal, title: name(format!("Goal {at}")), parent, unit, number: number(at), ..Goal::default() },
        ));
        if at % 3 > 0 {
            let measure = Measure { id: id(Kind::Measure, at), goal, name: name("How far".to_owned()), ..Measure::default() };
            records.push(record(Kind::Measure, measure));
        }
        if at % 50 != 3 {
            let owner = Responsibility {
                id: id(Kind::Responsibility, at),
                subject: goal.any(),
                party: Party::Person(id(Kind::Person, at % people)),
                letter: Letter::Accountable,
                ..Responsibility::default()
            };
            records.push(record(Kind::Responsibility, owner));
        }
    }
    for at in 0..projects {
        let serves = vec![Service { goal: id(Kind::Goal, at % goals), contribution: None }];
        let project = Project {
            id: id(Kind::Project, at),
            name: name(format!("Project {at}")),
            serves,
            number: number(at),
            ..Project::default()
        };
        records.push(record(Kind::Project, project));
    }
    for at in 0..tasks {
        let task = Task {
            id: id(Kind::Task, at),
            name: name(format!("Task {at} of the work")),
            project: id(Kind::Project, at / 40),
            duration: (at % 4 > 0).then(|| organization::Duration { minutes: 480 * (1 + at as i64 % 5), elapsed: false }),
            number: number(at),
            ..Task::default()
        };
        records.push(record(Kind::Task, task));
        let need = Need::Person(id(Kind::Person, at * 7 % people));
        records
            .push(record(Kind::Demand, Demand { id: id(Kind::Demand, at), task: id(Kind::Task, at), need, ..Demand::default() }));
        if at % 40 > 0 && at % 10 != 5 {
            let (from, to) = (id(Kind::Task, at - 1), id(Kind::Task, at));
            records
                .push(record(Kind::Dependency, Dependency { id: id(Kind::Dependency, at), from, to, ..Dependency::default() }));
        }
    }
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..9)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (people, tasks) = (arguments.next().unwrap_or(5_000), arguments.next().unwrap_or(20_000));
    let units = people / 20 + 1;
    let mut records = Vec::new();
    structure(people, units, &mut records);
    work(people, tasks, units, &mut records);
    let organization = Organization::from_records(records, [], 1);
    let planning = median(|| drop(plan_all(&organization, DAY)));
    let plan = plan_all(&organization, DAY);
    let checking = median(|| drop(findings(&organization, DAY, Some(&plan))));
    let found = findings(&organization, DAY, Some(&plan));
    println!("people {people}, tasks {tasks}");
    println!("plan   {planning:?}");
    println!("check  {checking:?}, {} findings", found.open.len());
    for group in found.groups() {
        println!("       {} {}: {}", group.rule.code, group.cause, group.findings.len());
    }
}
