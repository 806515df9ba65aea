//! A small notation for organizations. Each line adds one record under a name:
//!
//! ```text
//! person ana [until DATE]
//! unit works [under NAME] [sort WORD] [closed]
//! head works ana,ben            a head position with its holders; none leaves it vacant
//! position NAME in works [reports NAME] [held ana,ben] [head] [closed]
//! member works ana,ben [alumni]
//! goal NAME [owner NAME] [under NAME] [unit NAME] [until DATE] [state WORD] [measured]
//! project NAME [for goal,goal] [owner NAME] [unit NAME] [start DATE] [target DATE] [closed]
//! task NAME in PROJECT [under TASK] [lasts 3d|4h] [by ana,ben] [owner NAME] [after t1,t2] [due DATE] [finish-by DATE]
//!     [milestone] [closed]
//! policy NAME [owner NAME] [unit NAME] [review DATE] [closed]
//! proposal NAME [open DATE]
//! directive NAME to NAME [for GOAL] [answer DATE] [state issued|accepted]
//! responsible PARTY for NAME
//! waive CODE NAME until DATE
//! ```

use std::collections::BTreeMap;

use insight::{Findings, findings, plan_all};
use jiff::civil::{Date, date};
use organization::{Act, AnyId, Command, Organization, Party};
use serde_json::{Value, json};
use uuid::Uuid;

/// The day on which tests happen, a Monday.
pub(crate) const TODAY: Date = date(2026, 3, 2);

/// An organization whose records have names.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) value: Organization,
    pub(crate) names: BTreeMap<String, AnyId>,
    last: u128,
}

/// The words of a line: pairs of a key and its value, and flags.
struct Words<'a>(Vec<&'a str>);

impl<'a> Words<'a> {
    fn value(&self, key: &str) -> Option<&'a str> {
        self.0.iter().position(|word| *word == key).and_then(|at| self.0.get(at + 1).copied())
    }

    fn list(&self, key: &str) -> Vec<&'a str> {
        self.value(key).map(|list| list.split(',').collect()).unwrap_or_default()
    }

    fn flag(&self, word: &str) -> bool {
        self.0.contains(&word)
    }
}

impl World {
    /// Reads an organization from lines.
    pub(crate) fn read(text: &str) -> World {
        let mut world = World::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            world.line(line);
        }
        world
    }

    /// A new id, smaller ones first.
    pub(crate) fn mint(&mut self) -> Uuid {
        self.last += 1;
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self.last)
    }

    /// The id behind a name.
    pub(crate) fn id(&self, name: &str) -> AnyId {
        *self.names.get(name).unwrap_or_else(|| panic!("nothing is called {name}"))
    }

    fn ids(&self, names: &[&str]) -> Vec<Uuid> {
        names.iter().map(|name| self.id(name).id).collect()
    }

    fn maybe(&self, name: Option<&str>) -> Option<Uuid> {
        name.map(|name| self.id(name).id)
    }

    /// Performs commands that must succeed.
    pub(crate) fn perform(&mut self, commands: &[Command]) {
        let act = Act { imported: true, ..Act::of_system(TODAY) };
        let mut changes = self.value.decide_all(commands, &act).unwrap_or_else(|(at, refusal)| panic!("{at}: {refusal}"));
        let position = self.value.position() + 1;
        self.value.apply(&mut changes, position);
    }

    /// Performs one command by name and fields.
    pub(crate) fn tell(&mut self, kind: &str, data: Value) {
        let command = Command::from_parts(kind, data).unwrap_or_else(|fault| panic!("{kind}: {fault}"));
        self.perform(&[command]);
    }

    fn add(&mut self, kind: &str, name: &str, mut data: Value) -> Uuid {
        let id = self.mint();
        data["id"] = json!(id);
        self.tell(&format!("add-{kind}"), data);
        let kind = organization::Kind::from_name(kind).unwrap_or_else(|| panic!("no kind {kind}"));
        self.names.insert(name.to_owned(), AnyId { kind, id });
        id
    }

    fn owner(&mut self, name: &str, words: &Words<'_>) {
        let Some(owner) = words.value("owner") else { return };
        let party = Party::of(self.id(owner)).unwrap_or_else(|| panic!("{owner} cannot own"));
        let (id, subject) = (self.mint(), self.id(name));
        self.tell("add-responsibility", json!({ "id": id, "subject": subject, "party": party, "letter": "accountable" }));
    }

    fn hold(&mut self, position: Uuid, people: &[&str]) {
        for person in people {
            let (id, person) = (self.mint(), self.id(person).id);
            self.tell("add-appointment", json!({ "id": id, "person": person, "position": position }));
        }
    }

    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (kind, name, words) = (words[0], words[1], Words(words[2..].to_vec()));
        match kind {
            "person" => {
                let employed = json!({ "until": words.value("until") });
                self.add("person", name, json!({ "name": name, "employed": employed }));
            }
            "unit" => {
                let data = json!({ "name": name, "parent": self.maybe(words.value("under")), "sort": words.value("sort") });
                let id = self.add("unit", name, data);
                if words.flag("closed") {
                    self.tell("close-unit", json!({ "unit": id }));
                }
            }
            "head" => {
                let unit = self.id(name).id;
                let data = json!({ "title": format!("Head of {name}"), "unit": unit, "head": true });
                let position = self.add("position", &format!("{name}-head"), data);
                let people: Vec<&str> = words.0.first().map(|people| people.split(',').collect()).unwrap_or_default();
                self.hold(position, &people);
            }
            "position" => self.position(name, &words),
            "member" => {
                let people: Vec<&str> = words.0[0].split(',').collect();
                let standing = if words.flag("alumni") { "alumni" } else { "member" };
                for person in people {
                    let (id, person, unit) = (self.mint(), self.id(person).id, self.id(name).id);
                    self.tell("add-membership", json!({ "id": id, "person": person, "unit": unit, "standing": standing }));
                }
            }
            "goal" => self.goal(name, &words),
            "project" => self.project(name, &words),
            "task" => self.task(name, &words),
            "policy" => self.policy(name, &words),
            "proposal" => {
                let state = words.value("open").map_or(json!("draft"), |since| json!({ "open": { "since": since } }));
                self.add("proposal", name, json!({ "title": name, "state": state, "unit": self.maybe(words.value("unit")) }));
            }
            "directive" => self.directive(name, &words),
            "responsible" => {
                let party = Party::of(self.id(name)).unwrap_or_else(|| panic!("{name} cannot be responsible"));
                let (id, subject) = (self.mint(), self.id(words.value("for").expect("a subject")));
                let data = json!({ "id": id, "subject": subject, "party": party, "letter": "responsible" });
                self.tell("add-responsibility", data);
            }
            "waive" => {
                let (id, subject) = (self.mint(), self.id(words.0[0]));
                let data =
                    json!({ "id": id, "code": name, "subject": subject, "reason": "Known.", "until": words.value("until") });
                self.tell("add-waiver", data);
            }
            other => panic!("the notation knows no {other}"),
        }
    }

    fn position(&mut self, name: &str, words: &Words<'_>) {
        let data = json!({
            "title": name, "unit": self.maybe(words.value("in")), "head": words.flag("head"),
            "reports_to": self.maybe(words.value("reports")),
        });
        let position = self.add("position", name, data);
        self.hold(position, &words.list("held"));
        if words.flag("closed") {
            self.tell("close-position", json!({ "position": position }));
        }
    }

    fn goal(&mut self, name: &str, words: &Words<'_>) {
        let data = json!({
            "title": name, "parent": self.maybe(words.value("under")), "unit": self.maybe(words.value("unit")),
            "period": { "until": words.value("until") }, "state": state_of_goal(words.value("state").unwrap_or("active")),
        });
        let goal = self.add("goal", name, data);
        if words.flag("measured") {
            let id = self.mint();
            self.tell("add-measure", json!({ "id": id, "goal": goal, "name": "How far" }));
        }
        self.owner(name, words);
    }

    fn project(&mut self, name: &str, words: &Words<'_>) {
        let serves: Vec<Value> = self.ids(&words.list("for")).into_iter().map(|goal| json!({ "goal": goal })).collect();
        let data = json!({
            "name": name, "serves": serves, "unit": self.maybe(words.value("unit")), "target": words.value("target"),
            "start": words.value("start").map(|day| format!("{day}T08:00:00")),
        });
        let project = self.add("project", name, data);
        self.owner(name, words);
        if words.flag("closed") {
            self.tell("close-project", json!({ "project": project }));
        }
    }

    fn task(&mut self, name: &str, words: &Words<'_>) {
        let minutes = words.value("lasts").map(|length| {
            let (number, per) = length.strip_suffix('h').map_or_else(|| (length.trim_end_matches('d'), 480), |hours| (hours, 60));
            number.parse::<i64>().expect("a length") * per
        });
        let data = json!({
            "name": name, "project": self.maybe(words.value("in")), "parent": self.maybe(words.value("under")),
            "milestone": words.flag("milestone"), "duration": minutes.map(|minutes| json!({ "minutes": minutes })),
            "deadline": words.value("due").map(|day| format!("{day}T17:00:00")),
            "constraint": words.value("finish-by").map(|day| json!({ "must-finish": format!("{day}T17:00:00") })),
        });
        let task = self.add("task", name, data);
        self.owner(name, words);
        for person in self.ids(&words.list("by")) {
            let id = self.mint();
            self.tell("add-demand", json!({ "id": id, "task": task, "need": { "person": person } }));
        }
        for from in self.ids(&words.list("after")) {
            let id = self.mint();
            self.tell("add-dependency", json!({ "id": id, "from": from, "to": task }));
        }
        if words.flag("closed") {
            self.tell("close-task", json!({ "task": task }));
        }
    }

    fn policy(&mut self, name: &str, words: &Words<'_>) {
        let policy = self.add("policy", name, json!({ "title": name, "unit": self.maybe(words.value("unit")) }));
        self.owner(name, words);
        if let Some(review) = words.value("review") {
            let id = self.mint();
            self.tell("add-policy-version", json!({ "id": id, "policy": policy, "major": 1, "review": review }));
        }
        if words.flag("closed") {
            self.tell("retire-policy", json!({ "policy": policy }));
        }
    }

    fn directive(&mut self, name: &str, words: &Words<'_>) {
        let id = self.mint();
        let data = json!({
            "id": id, "title": name, "goal": self.maybe(words.value("for")), "answer_by": words.value("answer"),
        });
        self.tell("issue-directive", data);
        self.names.insert(name.to_owned(), AnyId { kind: organization::Kind::Directive, id });
        let addressee = words.value("to").and_then(|to| Party::of(self.id(to))).expect("an addressee");
        let state = match words.value("state").unwrap_or("issued") {
            "accepted" => json!({ "accepted": { "by": null, "on": "2026-02-20" } }),
            "declined" => json!({ "declined": { "by": null, "on": "2026-02-20", "because": "No time." } }),
            other => json!(other),
        };
        self.add("answer", &format!("{name}-answer"), json!({ "directive": id, "addressee": addressee, "state": state }));
    }

    /// What is found today.
    pub(crate) fn findings(&self) -> Findings {
        findings(&self.value, TODAY, Some(&plan_all(&self.value, TODAY)))
    }
}

fn state_of_goal(word: &str) -> Value {
    match word {
        "met" | "missed" | "dropped" => json!({ word: {} }),
        other => json!(other),
    }
}

/// Findings as lines: code and sentence.
pub(crate) fn lines(found: &Findings) -> String {
    found.open.iter().map(|finding| format!("{} {}\n", finding.rule.code, finding.sentence)).collect()
}

/// Checks what is found in an organization.
pub(crate) fn check(organization: &str, expected: &str) {
    let expected: String =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    assert_eq!(lines(&World::read(organization).findings()), expected);
}

/// Checks that each way to mend the only finding of an organization leaves none; says the ways.
pub(crate) fn mends(organization: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut world = World::read(organization);
    let found = world.findings();
    assert_eq!(found.open.len(), 1, "one finding is to be mended:\n{}", lines(&found));
    let finding = &found.open[0];
    let value = world.value.clone();
    let fixes = finding.rule.fixes(finding, &value, TODAY, &mut || world.mint());
    assert_eq!(fixes.iter().map(|fix| fix.label.as_str()).collect::<Vec<_>>(), expected);
    for fix in fixes {
        world.value = value.clone();
        world.perform(&fix.commands);
        assert_eq!(lines(&world.findings()), "", "after “{}”", fix.label);
    }
}
