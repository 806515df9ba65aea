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
    /// The dependency made last.
    last_link: Option<Uuid>,
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
    let mut maker = Maker { size, dice: Dice(size.seed), next: 0, commands: Vec::new(), last_link: None };
    let staff = structure(&mut maker);
    let goals = direction(&mut maker, &staff);
    let skills = development(&mut maker, &staff);
    operations(&mut maker, &staff, &goals);
    flush(&mut maker, &mut take, true)?;
    delivery(&mut maker, (&staff, &goals, &skills), &mut take)?;
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

const SKILLS: [(&str, &[&str]); 4] = [
    ("Engineering", &["Hydraulics", "Electrics", "Welding"]),
    ("Planning", &["Scheduling", "Estimating"]),
    ("Working with people", &["Negotiation", "Teaching"]),
    ("Information technology", &["Databases", "Networks", "Security"]),
];

/// A day so many days from the middle of the work.
fn day(maker: &Maker, days: i64) -> String {
    maker.size.day.saturating_add(jiff::ToSpan::days(days)).to_string()
}

fn small(number: usize) -> i64 {
    i64::try_from(number).unwrap_or_default()
}

/// What people can do, what positions ask, who is away, and how people grow. Gives back the skills that tasks may need.
fn development(maker: &mut Maker, staff: &Staff) -> Vec<Uuid> {
    let levels = json!(["Knows it", "Helps", "Does it", "Leads it", "Teaches it"]);
    let mut skills = Vec::new();
    for (area, under) in SKILLS {
        let above = maker.add("add-skill", json!({ "name": area, "levels": levels }));
        skills.extend(under.iter().map(|name| maker.add("add-skill", json!({ "name": name, "parent": above }))));
    }
    for (number, person) in staff.people.iter().enumerate() {
        let said = day(maker, -small(number % 700) - 1);
        let skill = skills[number % skills.len()];
        maker.add("add-skill-holding", json!({ "person": person, "skill": skill, "level": 1 + number % 5, "on": said }));
        if number % 3 == 0 {
            let degree =
                json!({ "person": person, "name": "Degree in engineering", "eqf": 6 + number % 2, "issuer": "A university" });
            maker.add("add-qualification", degree);
        }
        if number % 4 == 1 {
            let first = small(number % 60) - 20;
            let (from, until) = (day(maker, first), day(maker, first + 5));
            let absence = maker.add("add-absence", json!({ "person": person, "sort": "holiday", "from": from, "until": until }));
            if number % 8 == 1 {
                maker.commands.push(("approve-absence", json!({ "absence": absence })));
            }
        }
        let Some(other) = staff.people.get(number + 1).filter(|_| number % 10 == 0) else { continue };
        maker.add("add-mentorship", json!({ "mentor": person, "mentee": other, "aim": "To lead a team of their own" }));
        let plan = maker.add("add-development-plan", json!({ "person": other, "title": "Lead a team", "mentor": person }));
        maker.add("add-development-action", json!({ "plan": plan, "title": "Stand in for the head", "due": day(maker, 60) }));
        maker.add("add-development-review", json!({ "plan": plan, "on": day(maker, -7), "text": "Well under way." }));
        maker.add(
            "add-check-in",
            json!({ "lead": person, "person": other, "on": day(maker, -3), "notes": "What helps, what hinders." }),
        );
        maker.add("add-recognition", json!({ "to": other, "text": "Thank you for staying late." }));
        maker.add(
            "add-delegation",
            json!({ "from": person, "to": other, "dated": { "from": day(maker, 10), "until": day(maker, 20) } }),
        );
    }
    for (number, head) in staff.heads.iter().enumerate() {
        let asked = json!({ "skill": { "skill": skills[number % skills.len()], "level": 3 } });
        maker.add("add-requirement", json!({ "of": { "position": head }, "what": asked }));
        if let Some(candidate) = staff.people.get(number + staff.heads.len()).filter(|_| number % 5 == 0) {
            maker.add("add-succession", json!({ "position": head, "candidate": candidate }));
        }
    }
    skills
}

/// What is done again and again, what holds, what is told, and what may happen.
fn operations(maker: &mut Maker, staff: &Staff, goals: &[Uuid]) {
    for (number, unit) in staff.units.iter().enumerate().filter(|(number, _)| number % 10 == 0) {
        let schedule = json!({ "weeks": { "from": day(maker, -70), "every": 1 + number % 4 } });
        let checklist = json!(["Prepare", "Do", "Write down"]);
        let title = format!("Check the {}", maker.thing());
        let process =
            maker.add("add-process", json!({ "title": title, "unit": unit, "schedule": schedule, "checklist": checklist }));
        let run = maker.add("add-process-run", json!({ "process": process, "due": day(maker, -7) }));
        maker.commands.push(("finish-process-run", json!({ "process_run": run })));
        maker.add("add-process-run", json!({ "process": process, "due": day(maker, 7) }));
        let improvement = json!({ "title": format!("A shorter list for {title}"), "subject": format!("process/{process}"), "measure": "Hours" });
        maker.add("add-improvement", improvement);
        let title = format!("Rules for the {}", maker.thing());
        let policy = maker.add("add-policy", json!({ "title": title, "unit": unit }));
        let version = json!({ "policy": policy, "major": 1, "text": "What holds.", "audience": [{ "unit": unit }], "review": day(maker, 200) });
        let version = maker.add("add-policy-version", version);
        maker.add(
            "add-notice",
            json!({ "title": "New rules", "about": format!("policy/{policy}"), "audience": [{ "unit": unit }] }),
        );
        if let Some(person) = staff.people.get(number) {
            maker.add("add-acknowledgement", json!({ "person": person, "version": version }));
        }
    }
    for (number, goal) in goals.iter().enumerate().filter(|(number, _)| number % 4 == 0) {
        let title = format!("Nobody delivers the {}", maker.thing());
        let subject = format!("goal/{goal}");
        let risk = maker.add(
            "add-risk",
            json!({ "title": title, "subject": subject, "probability": 5 + number % 60, "review": day(maker, 30) }),
        );
        if number % 8 == 0 {
            maker
                .commands
                .push(("respond-to-risk", json!({ "risk": risk, "response": "reduce", "how": "Two suppliers.", "residual": 5 })));
        }
    }
    maker.add("add-scenario", json!({ "name": "As it is", "description": "Nothing changes." }));
}

/// What lies around the tasks of one project: a skill that one needs, a resource with its rate, a baseline, a report, a risk's impact.
fn around(maker: &mut Maker, skills: &[Uuid], project: Uuid, (number, tasks): (usize, &[Uuid])) {
    let (Some(first), Some(last)) = (tasks.first(), tasks.last()) else { return };
    let skill = skills[number % skills.len()];
    maker
        .add("add-demand", json!({ "task": last, "need": { "skill": { "skill": skill, "level": 2, "count": 1 + number % 2 } } }));
    if number % 5 == 0 {
        let digger = maker.add("add-resource", json!({ "name": "Digger", "sort": "equipment", "project": project }));
        let from = json!({ "from": day(maker, -300) });
        maker.add("add-rate", json!({ "resource": digger, "amount": { "minor": 9500, "currency": "EUR" }, "dated": from }));
        maker.add("add-demand", json!({ "task": first, "need": { "resource": digger } }));
        let baseline = maker.add("add-baseline", json!({ "project": project, "name": "First plan", "on": day(maker, -100) }));
        for task in tasks.iter().take(10) {
            maker.add("add-baseline-task", json!({ "baseline": baseline, "task": task, "work": 480 }));
        }
    }
    if number % 7 == 0 && tasks.len() > 1 {
        maker.add("add-progress-report", json!({ "task": last, "percent": 10, "status": "on-track", "text": "Begun." }));
        let risk = json!({ "title": format!("Project {} waits for a permit", number + 1), "subject": format!("project/{project}"), "probability": 20 });
        let risk = maker.add("add-risk", risk);
        let time = json!({ "optimistic": 0, "likely": 2400, "pessimistic": 9600 });
        maker.add("add-risk-impact", json!({ "risk": risk, "task": last, "time": time }));
    }
    if let Some(link) = maker.last_link.filter(|_| number % 9 == 0) {
        maker.add("add-hand-off", json!({ "dependency": link, "task": last, "terms": "By word of mouth." }));
    }
}

fn delivery<E: From<String>>(
    maker: &mut Maker,
    (staff, goals, skills): (&Staff, &[Uuid], &[Uuid]),
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
        let tasks = work(maker, staff, project, (number, tasks));
        around(maker, skills, project, (number, &tasks));
        flush(maker, take, false)?;
        number += 1;
    }
    Ok(())
}

/// The tasks of one project: a summary for every ten, each task waiting for one or two before it.
fn work(maker: &mut Maker, staff: &Staff, project: Uuid, (number, tasks): (usize, usize)) -> Vec<Uuid> {
    maker.last_link = None;
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
            maker.last_link = Some(maker.add("add-dependency", json!({ "from": from, "to": task })));
        }
        before.push(task);
    }
    before
}
