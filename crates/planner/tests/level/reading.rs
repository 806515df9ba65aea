//! Reads a drawn plan with people: the language of the drawn plans, and these lines and options.
//!
//! ```text
//! person ann: welding 3, cutting 1     works on the calendar `ann` where there is one, else on the project's
//! pool crew 300%                       three people; `pool crew 300% on night: digging`
//! move from Tue 08:00                  from when on work can be moved
//! order makespan, tardiness            what counts
//! goal pour Fri 17:00 x5               what is due, and its weight
//! schedules 20
//!     weld  2d; needs ann              fixed units: two days of ann's time
//!     weld  2d; needs 2 welding 3      two people who can weld at level 3
//!     weld  2d; needs ann at 50% for 8h in pieces of 2h
//!     meet  2h; fixed; needs ann; needs crew at 200%      fixed duration
//!     weld  2d; needs welding 1; agreed Mon 08:00 ann
//! ```

use std::collections::BTreeMap;

use planner::{
    Agreed, Aim, Calendars, Demand, DemandIndex, Goal, Length, Need, Network, Objective, Resource, ResourceIndex, Resources,
    Skill, SkillId, Span, TaskIndex, Term, WHOLE,
};

use crate::plan::{moment, plan};

/// A plan with people.
pub(crate) struct Case {
    pub(crate) network: Network,
    pub(crate) calendars: Calendars,
    pub(crate) resources: Resources,
    pub(crate) objective: Objective,
    pub(crate) tasks: Vec<String>,
    pub(crate) people: Vec<String>,
    pub(crate) skills: Vec<String>,
}

/// Somebody as drawn: name, capacity, calendar, skills with their levels.
type Drawn = (String, u32, Option<String>, Vec<(String, u16)>);

/// What a drawing says beyond the language of the drawn plans.
#[derive(Default)]
struct Extra {
    people: Vec<Drawn>,
    /// For each task its options that are about people.
    options: Vec<(String, Vec<String>)>,
    lines: Vec<String>,
}

pub(crate) fn case(text: &str) -> Case {
    let mut extra = Extra::default();
    let mut bare = String::new();
    let mut sheets: Vec<String> = Vec::new();
    for line in text.lines().map(|line| line.split('#').next().unwrap_or("")).filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "person" | "pool" => extra.resource(line.trim()),
            "move" | "order" | "goal" | "schedules" | "priority" => extra.lines.push(line.trim().to_owned()),
            "calendar" => {
                sheets.push(words[1].trim_end_matches(':').to_owned());
                bare.push_str(&format!("{line}\n"));
            }
            "from" | "until" | "status" | "links" | "day" | "critical" => bare.push_str(&format!("{line}\n")),
            name => {
                let (mine, theirs): (Vec<&str>, Vec<&str>) = line.split(';').partition(|option| is_about_people(option));
                bare.push_str(&format!("{}\n", theirs.join(";")));
                extra.options.push((name.to_owned(), mine.iter().map(|option| option.trim().to_owned()).collect()));
            }
        }
    }
    // A task that takes part in nothing tells which calendar a name stands for.
    for (name, _, calendar, _) in &extra.people {
        let sheet = calendar.as_deref().unwrap_or(name);
        let sheet = if sheets.iter().any(|known| known == sheet) { sheet } else { "project" };
        bare.push_str(&format!("of-{name} 0; inactive; on {sheet}\n"));
    }
    extra.finish(&bare)
}

fn is_about_people(option: &str) -> bool {
    ["needs ", "fixed", "agreed "].iter().any(|word| option.trim().starts_with(word))
}

impl Extra {
    fn resource(&mut self, line: &str) {
        let (head, skills) = line.split_once(':').unwrap_or((line, ""));
        let words: Vec<&str> = head.split_whitespace().collect();
        let mut capacity = WHOLE;
        let mut calendar = None;
        let mut rest = words[2..].iter();
        while let Some(word) = rest.next() {
            match word.strip_suffix('%') {
                Some(percent) => capacity = percent.parse::<u32>().unwrap() * 100,
                None => calendar = rest.next().map(|name| (*name).to_owned()),
            }
        }
        let skill = |text: &str| {
            let (name, level) = text.trim().split_once(' ').unwrap();
            (name.to_owned(), level.parse().unwrap())
        };
        let skills = skills.split(',').filter(|text| !text.trim().is_empty()).map(skill).collect();
        self.people.push((words[1].to_owned(), capacity, calendar, skills));
    }

    fn finish(self, bare: &str) -> Case {
        let plan = plan(bare);
        let (mut network, mut tasks) = (plan.network, plan.names);
        let real = tasks.len() - self.people.len();
        let mut names: Vec<String> = self.people.iter().flat_map(|person| person.3.iter().map(|skill| skill.0.clone())).collect();
        names.extend(self.options.iter().flat_map(|(_, options)| options.iter().filter_map(|option| skill_of(option))));
        names.retain(|name| !self.people.iter().any(|person| person.0 == *name));
        names.sort();
        names.dedup();
        let skill_id = |name: &str| SkillId(u32::try_from(names.iter().position(|known| known == name).unwrap()).unwrap());
        let mut resources = Resources::default();
        for (index, (_, capacity, _, skills)) in self.people.iter().enumerate() {
            let skills = skills.iter().map(|(name, level)| Skill { skill: skill_id(name), level: *level }).collect();
            let calendar = network.tasks[real + index].calendar.unwrap();
            resources.resources.push(Resource { key: index as u64, calendar, capacity: *capacity, skills });
        }
        network.tasks.truncate(real);
        tasks.truncate(real);
        let people: Vec<String> = self.people.iter().map(|person| person.0.clone()).collect();
        let mut case = Case {
            network,
            calendars: plan.calendars,
            resources,
            objective: Objective::default(),
            tasks,
            people,
            skills: names.clone(),
        };
        for (name, options) in &self.options {
            let task = case.tasks.iter().position(|known| known == name).unwrap();
            options.iter().for_each(|option| case.option(task, option));
        }
        self.lines.iter().for_each(|line| case.line(line));
        case
    }
}

/// The skill that an option asks for, if any.
fn skill_of(option: &str) -> Option<String> {
    let words: Vec<&str> = option.strip_prefix("needs ")?.split_whitespace().collect();
    let number = |word: &&str| word.parse::<u32>().is_ok();
    match words.as_slice() {
        [people, skill, ..] if number(people) => Some((*skill).to_owned()),
        [skill, level, ..] if number(level) => Some((*skill).to_owned()),
        _ => None,
    }
}

impl Case {
    fn option(&mut self, task: usize, option: &str) {
        let index = TaskIndex(u32::try_from(task).unwrap());
        if option == "fixed" {
            let own = &mut self.network.tasks[task];
            own.span = Span::Fixed(own.span.planned());
        } else if let Some(agreed) = option.strip_prefix("agreed ") {
            let words: Vec<&str> = agreed.split_whitespace().collect();
            let start = moment(&format!("{} {}", words[0], words[1]));
            let mut people: Vec<ResourceIndex> = words[2..].iter().map(|name| self.person(name.trim_end_matches(','))).collect();
            people.sort();
            self.objective.agreed.resize(self.network.tasks.len(), None);
            self.objective.agreed[task] = Some(Agreed { start, people });
        } else {
            let first = !self.resources.demands.iter().any(|demand| demand.task == index);
            let demand = self.demand(index, option.strip_prefix("needs ").unwrap());
            self.resources.demands.push(demand);
            let own = &mut self.network.tasks[task];
            if let (true, Span::Fixed(length @ Length::Working(_))) = (first, &own.span) {
                own.span = Span::Assigned { assignments: Vec::new(), otherwise: *length };
            }
        }
    }

    fn demand(&self, task: TaskIndex, text: &str) -> Demand {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| word.parse::<u32>().ok();
        let skill = |name: &str| SkillId(u32::try_from(self.skills.iter().position(|known| known == name).unwrap()).unwrap());
        let level = |index: usize| words.get(index).and_then(|word| word.parse::<u16>().ok());
        let (need, mut at) = match number(words[0]) {
            Some(people) => {
                let least = level(2);
                (Need::Skill { skill: skill(words[1]), level: least.unwrap_or(1), people }, 2 + usize::from(least.is_some()))
            }
            None if level(1).is_some() => (Need::Skill { skill: skill(words[0]), level: level(1).unwrap(), people: 1 }, 2),
            None => (Need::Resource(self.person(words[0])), 1),
        };
        let mut demand = Demand { task, need, units: WHOLE, work: None, piece: None };
        while at < words.len() {
            match words[at] {
                "at" => demand.units = words[at + 1].trim_end_matches('%').parse::<u32>().unwrap() * 100,
                "for" => demand.work = Some(minutes(words[at + 1])),
                "in" => {
                    demand.piece = Some(minutes(words[at + 3]));
                    at += 2;
                }
                other => panic!("what is {other}?"),
            }
            at += 2;
        }
        demand
    }

    fn person(&self, name: &str) -> ResourceIndex {
        let at = self.people.iter().position(|known| known == name).unwrap_or_else(|| panic!("who is {name}?"));
        ResourceIndex(u32::try_from(at).unwrap())
    }

    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "move" => self.objective.from = Some(moment(&words[2..].join(" "))),
            "schedules" => self.objective.schedules = words[1].parse().unwrap(),
            "priority" => self.objective.priorities = vec![words[1].parse().unwrap()],
            "goal" => {
                let task = self.tasks.iter().position(|known| known == words[1]).unwrap();
                let aim = Aim::Task(TaskIndex(u32::try_from(task).unwrap()));
                let weight = words.get(4).map_or(1, |weight| weight.trim_start_matches('x').parse().unwrap());
                self.objective.goals.push(Goal { aim, due: moment(&words[2..4].join(" ")), weight });
            }
            "order" => {
                let terms = BTreeMap::from([
                    ("tardiness", Term::Tardiness),
                    ("disturbance", Term::Disturbance),
                    ("makespan", Term::Makespan),
                    ("finishes", Term::Finishes),
                ]);
                self.objective.terms = words[1..].iter().map(|word| terms[word.trim_end_matches(',')]).collect();
            }
            other => panic!("what is {other}?"),
        }
    }

    /// What a demand is called.
    pub(crate) fn need(&self, demand: DemandIndex) -> String {
        match self.resources.demands[demand.0 as usize].need {
            Need::Resource(resource) => self.people[resource.0 as usize].clone(),
            Need::Skill { skill, level, .. } => format!("{} {level}", self.skills[skill.0 as usize]),
        }
    }
}

/// `8h`, `2d` of eight hours, `30m`.
fn minutes(text: &str) -> i64 {
    let (amount, unit) = text.split_at(text.len() - 1);
    amount.parse::<i64>().unwrap() * BTreeMap::from([("m", 1), ("h", 60), ("d", 480)])[unit]
}
