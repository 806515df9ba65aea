//! `throughline generate`: an organization of any size, the same for the same seed, for trying out and for measuring.
//!
//! It is made of commands like any other, in an order in which each is decided against what is there already, so that whatever it makes could have been typed.

use jiff::civil::Date;
use organization::Command;
use serde_json::{Value, json};
use uuid::Uuid;

/// How large an organization is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// People.
    pub(crate) people: usize,
    /// Tasks, summaries among them.
    pub(crate) tasks: usize,
    /// The beginning of chance.
    pub(crate) seed: u64,
    /// The day around which the work lies.
    pub(crate) day: Date,
}

/// Steps per entry of the journal.
pub(crate) const CHUNK: usize = 5_000;

/// Chance that begins with a seed: SplitMix64 (Steele, Lea, Flood 2014, figure 15).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (sides.max(1) as u64)).unwrap_or_default()
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
}

const FIRST: [&str; 24] = [
    "Amara", "Ben", "Chiara", "David", "Elif", "Farid", "Greta", "Hanna", "Ines", "Jonas", "Kofi", "Lena", "Marta", "Nadia",
    "Omar", "Priya", "Quentin", "Rosa", "Sven", "Tomas", "Uma", "Viktor", "Wanda", "Yusuf",
];
const LAST: [&str; 24] = [
    "Adler", "Bergman", "Costa", "Duarte", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov", "Jansen", "Kovac", "Lind",
    "Mensah", "Nair", "Okafor", "Petrov", "Quinn", "Rossi", "Strom", "Tanaka", "Ueda", "Varga", "Weber", "Zeman",
];
const PLACES: [&str; 16] = [
    "north", "south", "east", "west", "harbour", "hill", "valley", "old town", "airport", "river", "lake", "forest", "market",
    "station", "bridge", "garden",
];
const THINGS: [&str; 16] = [
    "meters",
    "pumps",
    "pipes",
    "billing",
    "storage",
    "permits",
    "training",
    "maps",
    "sensors",
    "contracts",
    "reports",
    "safety",
    "hiring",
    "energy",
    "treatment",
    "customer care",
];
const DEEDS: [&str; 16] = [
    "Survey",
    "Design",
    "Order",
    "Install",
    "Test",
    "Train",
    "Review",
    "Publish",
    "Migrate",
    "Replace",
    "Measure",
    "Approve",
    "Build",
    "Repair",
    "Document",
    "Hand over",
];

/// The maker: commands one after the other, ids counted up.
struct Maker {
    size: Size,
    dice: Dice,
    next: u128,
    commands: Vec<(&'static str, Value)>,
}

impl Maker {
    fn id(&mut self) -> Uuid {
        self.next += 1;
        // Version 7 with a fixed instant and the counter behind it, so that ids sort as they were made.
        let head = 0x0190_0000_0000_7000_8000_0000_0000_0000_u128;
        Uuid::from_u128(head + (u128::from(self.size.seed & 0xFFFF) << 40) + self.next)
    }

    fn add(&mut self, kind: &'static str, mut data: Value) -> Uuid {
        let id = self.id();
        data["id"] = json!(id);
        self.commands.push((kind, data));
        id
    }

    fn thing(&mut self) -> String {
        format!("{} {}", self.dice.pick(&PLACES), self.dice.pick(&THINGS))
    }
}

/// The units of an organization with the people who head and fill them.
struct Staff {
    units: Vec<Uuid>,
    heads: Vec<Uuid>,
    people: Vec<Uuid>,
}

/// Calls `take` with the commands of an organization, chunk by chunk, each chunk in an order that can be decided.
pub(crate) fn generate<E>(size: Size, mut take: impl FnMut(Vec<Command>) -> Result<(), E>) -> Result<(), E>
where
    E: From<String>,
{
    let mut maker = Maker { size, dice: Dice(size.seed), next: 0, commands: Vec::new() };
    let staff = structure(&mut maker);
    let goals = direction(&mut maker, &staff);
    flush(&mut maker, &mut take, true)?;
    delivery(&mut maker, &staff, &goals, &mut take)?;
    flush(&mut maker, &mut take, true)
}

fn flush<E: From<String>>(maker: &mut Maker, take: &mut impl FnMut(Vec<Command>) -> Result<(), E>, all: bool) -> Result<(), E> {
    while maker.commands.len() >= CHUNK || (all && !maker.commands.is_empty()) {
        let rest = maker.commands.split_off(maker.commands.len().min(CHUNK));
        let chunk = std::mem::replace(&mut maker.commands, rest);
        let commands: Result<Vec<Command>, String> =
            chunk.into_iter().map(|(kind, data)| Command::from_parts(kind, data)).collect();
        take(commands.map_err(E::from)?)?;
    }
    Ok(())
}

fn structure(maker: &mut Maker) -> Staff {
    maker.commands.push(("change-settings", json!({ "name": "Generated organization" })));
    let hours = |on: bool| if on { json!([[480, 720], [780, 1020]]) } else { json!([]) };
    let week = json!((0..7).map(|day| hours(day < 5)).collect::<Vec<_>>());
    let calendar = maker.add("add-calendar", json!({ "name": "Office hours", "week": week }));
    let count = (maker.size.people / 8).clamp(1, 20_000);
    let mut staff = Staff { units: Vec::new(), heads: Vec::new(), people: Vec::new() };
    for number in 0..count {
        let parent = (number > 0).then(|| staff.units[(number - 1) / 5]);
        let name = if number == 0 { "Headquarters".to_owned() } else { format!("Team {number} {}", maker.thing()) };
        let calendar = (number == 0).then_some(calendar);
        let unit = maker.add("add-unit", json!({ "name": name, "sort": "team", "parent": parent, "calendar": calendar }));
        staff.units.push(unit);
    }
    for number in 0..maker.size.people {
        let name = format!("{} {}", maker.dice.pick(&FIRST), maker.dice.pick(&LAST));
        let email = format!("person{number}@example.org");
        let person = maker.add("add-person", json!({ "name": name, "email": email }));
        staff.people.push(person);
        let unit = staff.units[number % count];
        if number < count {
            let reports_to = (number > 0).then(|| staff.heads[(number - 1) / 5]);
            let position =
                maker.add("add-position", json!({ "title": "Head", "unit": unit, "head": true, "reports_to": reports_to }));
            staff.heads.push(position);
            maker.add("add-appointment", json!({ "person": person, "position": position }));
        } else {
            maker.add("add-membership", json!({ "person": person, "unit": unit }));
        }
    }
    if let Some(first) = staff.people.first().copied() {
        maker.add("add-administrator", json!({ "person": first }));
    }
    staff
}

fn direction(maker: &mut Maker, staff: &Staff) -> Vec<Uuid> {
    let count = (maker.size.tasks / 400).clamp(3, 20_000);
    let mut goals: Vec<Uuid> = Vec::new();
    for number in 0..count {
        let parent = (number > 3).then(|| goals[(number - 1) / 4]);
        let unit = staff.units.get(number % staff.units.len().max(1));
        let year = i32::from(maker.size.day.year());
        let period =
            json!({ "from": format!("{year}-01-01"), "until": format!("{}-01-01", year + 1 + i32::from(number % 2 == 0)) });
        let title = format!("{} {}", maker.dice.pick(&["Better", "Faster", "Safer", "Cheaper", "Renewed"]), maker.thing());
        let goal = maker.add("add-goal", json!({ "title": title, "parent": parent, "unit": unit, "period": period }));
        goals.push(goal);
        if number % 9 != 8 {
            let owner = staff.people.get(number % staff.people.len().max(1));
            maker.add(
                "add-responsibility",
                json!({ "subject": format!("goal/{goal}"), "party": { "person": owner }, "letter": "accountable" }),
            );
        }
        if number % 3 != 2 {
            maker.add("add-measure", json!({ "goal": goal, "name": maker_measure(number), "baseline": "0", "target": "100" }));
        }
    }
    goals
}

fn maker_measure(number: usize) -> &'static str {
    ["Share done", "Households reached", "Hours without supply"][number % 3]
}

fn delivery<E: From<String>>(
    maker: &mut Maker,
    staff: &Staff,
    goals: &[Uuid],
    take: &mut impl FnMut(Vec<Command>) -> Result<(), E>,
) -> Result<(), E> {
    let per_project = if maker.size.tasks > 20_000 { 200 } else { 40 };
    let mut left = maker.size.tasks;
    let mut number = 0;
    while left > 0 {
        let tasks = left.min(per_project);
        left -= tasks;
        let unit_at = number % staff.units.len().max(1);
        let name = format!("Project {} {}", number + 1, maker.thing());
        let start =
            maker.size.day.saturating_add(jiff::ToSpan::days(i64::try_from(maker.dice.roll(240)).unwrap_or_default() - 120));
        let serves = if number % 25 == 24 { json!([]) } else { json!([{ "goal": goals[number % goals.len()] }]) };
        let project = maker.add(
            "add-project",
            json!({ "name": name, "unit": staff.units.get(unit_at), "serves": serves, "start": format!("{start}T08:00") }),
        );
        let owner = staff.people.get(number % staff.people.len().max(1));
        maker.add(
            "add-responsibility",
            json!({ "subject": format!("project/{project}"), "party": { "person": owner }, "letter": "accountable" }),
        );
        work(maker, staff, project, (number, tasks));
        flush(maker, take, false)?;
        number += 1;
    }
    Ok(())
}

/// The tasks of one project: a summary for every ten, each task waiting for one or two before it.
fn work(maker: &mut Maker, staff: &Staff, project: Uuid, (number, tasks): (usize, usize)) {
    let mut summary = None;
    let mut before: Vec<Uuid> = Vec::new();
    for at in 0..tasks {
        let rank = i64::try_from(at).unwrap_or_default() << 20;
        let name = format!("{} {}", maker.dice.pick(&DEEDS), maker.thing());
        if at % 10 == 0 && tasks - at > 1 {
            summary = Some(maker.add("add-task", json!({ "name": name, "project": project, "rank": rank })));
            continue;
        }
        let duration = (maker.dice.roll(30) > 0).then(|| json!({ "minutes": 240 * (1 + maker.dice.roll(20)) }));
        let done = at < tasks / 5;
        let percent = if done { 100 } else { 0 };
        let state = if done { json!({ "closed": {} }) } else { json!("active") };
        let task = json!({ "name": name, "project": project, "parent": summary, "rank": rank, "duration": duration, "percent": percent, "state": state });
        let task = maker.add("add-task", task);
        if !staff.people.is_empty() {
            let person = staff.people[(number * 7 + at) % staff.people.len()];
            maker.add("add-demand", json!({ "task": task, "need": { "person": person } }));
        }
        if let Some(last) = before.last().copied() {
            let from = if before.len() > 3 && maker.dice.roll(3) == 0 { before[before.len() - 3] } else { last };
            maker.add("add-dependency", json!({ "from": from, "to": task }));
        }
        before.push(task);
    }
}
