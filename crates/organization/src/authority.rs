//! Authority: who may exercise which function on what, and who sees the private sections.
//!
//! Nobody is given rights by name. They follow from where a person stands to a thing on a day: accountable for it, head of its unit or of a unit above,
//! acting for one of them, sponsor, addressee, member, oneself, administrator. The reviewed text file `authority.txt` says which standing may exercise
//! which function and see which section; it is the only place where that is said.
//!
//! A decided command is judged by what it changes: for every record, before and after, the person needs a standing that permits the command's function on
//! the record itself or on what it hangs under. So the destination of a move counts like its origin.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Serialize;

use crate::{Act, AnyId, AnyRecord, Appointment, Capacity, Changes, Function, Letter, Organization, Party, PersonId, UnitId};

/// How a person stands to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is they themselves, or they said it.
    Own,
    /// They are accountable for it, after inheritance.
    Accountable,
    /// They are responsible for it or work on it.
    Responsible,
    /// They are called by a directive.
    Addressee,
    /// They sent the directive.
    Sender,
    /// They stand behind the project.
    Sponsor,
    /// They head its unit.
    Head,
    /// They head a unit above its unit.
    HeadAbove,
    /// They are a member of its unit or of one below.
    UnitMember,
    /// They are with the organization.
    Member,
    /// They set the program up.
    Administrator,
}

impl Standing {
    /// All standings.
    pub const ALL: [Standing; 11] = [
        Standing::Own,
        Standing::Accountable,
        Standing::Responsible,
        Standing::Addressee,
        Standing::Sender,
        Standing::Sponsor,
        Standing::Head,
        Standing::HeadAbove,
        Standing::UnitMember,
        Standing::Member,
        Standing::Administrator,
    ];

    /// Its name in the authority file.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Own => "own",
            Standing::Accountable => "accountable",
            Standing::Responsible => "responsible",
            Standing::Addressee => "addressee",
            Standing::Sender => "sender",
            Standing::Sponsor => "sponsor",
            Standing::Head => "head",
            Standing::HeadAbove => "head-above",
            Standing::UnitMember => "unit-member",
            Standing::Member => "member",
            Standing::Administrator => "administrator",
        }
    }

    /// Its words in a sentence: "… is for whoever *is accountable for it*".
    pub fn words(self) -> &'static str {
        match self {
            Standing::Own => "the person concerned",
            Standing::Accountable => "whoever is accountable for it",
            Standing::Responsible => "whoever is responsible for it",
            Standing::Addressee => "whoever it calls",
            Standing::Sender => "whoever sent it",
            Standing::Sponsor => "its sponsor",
            Standing::Head => "the head of its unit",
            Standing::HeadAbove => "the head of a unit above",
            Standing::UnitMember => "a member of its unit",
            Standing::Member => "anybody of the organization",
            Standing::Administrator => "an administrator",
        }
    }
}

/// A part of a record that not everybody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// A person's e-mail address.
    Email,
    /// A comment marked private.
    PrivateComment,
    /// Accounts, sessions and set-up.
    Administration,
}

impl Section {
    /// All sections.
    pub const ALL: [Section; 3] = [Section::Email, Section::PrivateComment, Section::Administration];

    /// Its name in the authority file.
    pub fn name(self) -> &'static str {
        match self {
            Section::Email => "email",
            Section::PrivateComment => "private-comment",
            Section::Administration => "administration",
        }
    }
}

/// The reviewed text file: `function: standings` and `see section: standings`.
pub const AUTHORITY: &str = include_str!("authority.txt");

struct Table {
    functions: Vec<(Function, BTreeSet<Standing>)>,
    sections: Vec<(Section, BTreeSet<Standing>)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { functions: Vec::new(), sections: Vec::new() };
    for line in AUTHORITY.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some((what, standings)) = line.split_once(':') else { continue };
        let standings = standings
            .split_whitespace()
            .filter_map(|name| Standing::ALL.into_iter().find(|standing| standing.name() == name))
            .collect();
        match what.strip_prefix("see ") {
            Some(section) => {
                if let Some(section) = Section::ALL.into_iter().find(|known| known.name() == section.trim()) {
                    table.sections.push((section, standings));
                }
            }
            None => {
                if let Some(function) = Function::ALL.into_iter().find(|known| known.name() == what.trim()) {
                    table.functions.push((function, standings));
                }
            }
        }
    }
    table
});

/// The standings that permit a function.
pub fn permitting(function: Function) -> &'static BTreeSet<Standing> {
    static NOBODY: BTreeSet<Standing> = BTreeSet::new();
    TABLE.functions.iter().find(|(known, _)| *known == function).map_or(&NOBODY, |(_, standings)| standings)
}

/// The standings that may see a section.
pub fn seeing(section: Section) -> &'static BTreeSet<Standing> {
    static NOBODY: BTreeSet<Standing> = BTreeSet::new();
    TABLE.sections.iter().find(|(known, _)| *known == section).map_or(&NOBODY, |(_, standings)| standings)
}

/// Why somebody may not do something: which standing was missing and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The function.
    pub function: Function,
    /// The thing.
    pub subject: AnyId,
    /// The standings of which one was needed.
    pub needed: Vec<Standing>,
    /// The people who have one, at most five.
    pub held_by: Vec<PersonId>,
}

impl Denial {
    /// The sentence that the person reads.
    pub fn sentence(&self, organization: &Organization) -> String {
        let needed: Vec<&str> = self.needed.iter().map(|standing| standing.words()).collect();
        let people: Vec<String> =
            self.held_by.iter().filter_map(|person| organization.find(*person)).map(|person| person.name.to_string()).collect();
        let ask = if people.is_empty() {
            "Nobody has that standing today; an administrator can help.".to_owned()
        } else {
            format!("Ask {}.", people.join(", "))
        };
        format!("To {} here is for {}. {ask}", self.function.words(), needed.join(", "))
    }
}

impl Organization {
    /// Judges decided changes: in which capacity the person may make them, or what was missing.
    pub fn authorize(&self, act: &Act, function: Function, changes: &Changes) -> Result<Capacity, Denial> {
        let Some(person) = act.person else { return Ok(Capacity::System) };
        let mut capacity = Capacity::Own;
        for change in changes.iter() {
            for record in [&change.before, &change.after].into_iter().flatten() {
                let found = self.capacity_for(person, record, function, changes, act.day)?;
                capacity = capacity.max(found);
            }
        }
        Ok(capacity)
    }

    /// Whether a person may exercise a function on a thing that exists.
    pub fn may(&self, person: PersonId, function: Function, thing: AnyId, day: Date) -> bool {
        self.record(thing).is_some_and(|record| self.capacity_for(person, &record, function, &Changes::none(), day).is_ok())
    }

    fn capacity_for(
        &self,
        person: PersonId,
        record: &AnyRecord,
        function: Function,
        changes: &Changes,
        day: Date,
    ) -> Result<Capacity, Denial> {
        let permitted = permitting(function);
        let standings = self.standings(person, record, changes, day);
        let held: BTreeSet<Standing> =
            standings.iter().map(|(standing, _)| *standing).filter(|standing| permitted.contains(standing)).collect();
        if held.is_empty() {
            let needed: Vec<Standing> = permitted.iter().copied().collect();
            let held_by = self.people_standing(record, &needed, changes, day);
            return Err(Denial { function, subject: record.id(), needed, held_by });
        }
        if held.iter().all(|standing| *standing == Standing::Administrator) {
            return Ok(Capacity::Administration);
        }
        let own =
            standings.iter().any(|(standing, acting)| held.contains(standing) && *standing != Standing::Administrator && !acting);
        Ok(if own { Capacity::Own } else { Capacity::Acting })
    }

    /// How a person stands to a record and what it hangs under; each standing with whether it comes from an acting appointment.
    fn standings(&self, person: PersonId, record: &AnyRecord, changes: &Changes, day: Date) -> BTreeSet<(Standing, bool)> {
        let mut found = BTreeSet::new();
        if !self.is_here(person, day) {
            return found;
        }
        found.insert((Standing::Member, false));
        if self.is_administrator(person, day) {
            found.insert((Standing::Administrator, false));
        }
        if self.is_own(person, record) {
            found.insert((Standing::Own, false));
        }
        let mut at = Some(record.clone());
        let mut steps = 0;
        while let Some(here) = at {
            self.standings_at(person, &here, day, &mut found);
            steps += 1;
            at = here
                .home()
                .filter(|home| *home != here.id() && steps < 100)
                .and_then(|home| self.in_changes_or_value(home, changes));
        }
        found
    }

    /// A record that the same command makes is seen as it will be.
    fn in_changes_or_value(&self, id: AnyId, changes: &Changes) -> Option<AnyRecord> {
        self.record(id)
            .or_else(|| changes.iter().filter_map(|change| change.after.as_ref()).find(|after| after.id() == id).cloned())
    }

    fn is_own(&self, person: PersonId, record: &AnyRecord) -> bool {
        match record {
            AnyRecord::Person(own) => own.id == person,
            AnyRecord::Comment(comment) => comment.by == Some(person),
            AnyRecord::Proposal(proposal) => proposal.authors.contains(&person),
            AnyRecord::Membership(membership) => membership.person == person,
            AnyRecord::Appointment(held) => held.person == person,
            AnyRecord::Settings(_)
            | AnyRecord::Calendar(_)
            | AnyRecord::Unit(_)
            | AnyRecord::Role(_)
            | AnyRecord::Position(_)
            | AnyRecord::Administrator(_) => false,
            AnyRecord::Goal(_)
            | AnyRecord::Measure(_)
            | AnyRecord::Reading(_)
            | AnyRecord::Project(_)
            | AnyRecord::Resource(_)
            | AnyRecord::Task(_) => false,
            AnyRecord::Demand(_)
            | AnyRecord::Dependency(_)
            | AnyRecord::Directive(_)
            | AnyRecord::Answer(_)
            | AnyRecord::Decision(_) => false,
            AnyRecord::Policy(_)
            | AnyRecord::PolicyVersion(_)
            | AnyRecord::Responsibility(_)
            | AnyRecord::Waiver(_)
            | AnyRecord::Remainder(_) => false,
        }
    }

    fn standings_at(&self, person: PersonId, here: &AnyRecord, day: Date, found: &mut BTreeSet<(Standing, bool)>) {
        let id = here.id();
        if self.accountable(id, day).is_some_and(|accountable| accountable.people.contains(&person)) {
            found.insert((Standing::Accountable, false));
        }
        let responsible = |responsibility: &std::sync::Arc<crate::Responsibility>| {
            responsibility.letter == Letter::Responsible
                && responsibility.dated.holds(day)
                && self.people_of(responsibility.party, day).contains(&person)
        };
        if self.responsibilities_for(id).any(responsible) {
            found.insert((Standing::Responsible, false));
        }
        if let AnyRecord::Task(task) = here
            && self.demands_of(task.id).any(|demand| demand.need == crate::Need::Person(person))
        {
            found.insert((Standing::Responsible, false));
        }
        // Nobody becomes sponsor or sender by the very command that says so.
        let known = self.record(id);
        if let Some(AnyRecord::Project(project)) = &known
            && project.sponsor == Some(person)
        {
            found.insert((Standing::Sponsor, false));
        }
        if let AnyRecord::Answer(answer) = here {
            if self.people_of(answer.addressee, day).contains(&person) {
                found.insert((Standing::Addressee, false));
            }
            if self.find(answer.directive).is_some_and(|directive| directive.from == Some(person)) {
                found.insert((Standing::Sender, false));
            }
        }
        if let Some(AnyRecord::Directive(directive)) = &known
            && directive.from == Some(person)
        {
            found.insert((Standing::Sender, false));
        }
        for unit in self.units_concerned(here, day) {
            self.standings_in_unit(person, unit, day, found);
        }
    }

    /// The units that a record itself belongs to.
    fn units_concerned(&self, record: &AnyRecord, day: Date) -> Vec<UnitId> {
        match record {
            AnyRecord::Unit(unit) => vec![unit.id],
            AnyRecord::Goal(goal) => goal.unit.into_iter().collect(),
            AnyRecord::Project(project) => project.unit.into_iter().collect(),
            AnyRecord::Person(person) => self.units_of(person.id, day),
            AnyRecord::Position(position) => vec![position.unit],
            AnyRecord::Membership(membership) => vec![membership.unit],
            AnyRecord::Policy(policy) => policy.unit.into_iter().collect(),
            AnyRecord::Proposal(proposal) => proposal.unit.into_iter().collect(),
            AnyRecord::Role(role) => role.unit.into_iter().collect(),
            AnyRecord::Answer(answer) => match answer.addressee {
                Party::Unit(unit) => vec![unit],
                Party::Person(person) => self.units_of(person, day),
                Party::Position(position) => self.find(position).map(|position| position.unit).into_iter().collect(),
                Party::Role(_) => Vec::new(),
            },
            AnyRecord::Settings(_)
            | AnyRecord::Calendar(_)
            | AnyRecord::Appointment(_)
            | AnyRecord::Administrator(_)
            | AnyRecord::Measure(_) => Vec::new(),
            AnyRecord::Reading(_)
            | AnyRecord::Resource(_)
            | AnyRecord::Task(_)
            | AnyRecord::Demand(_)
            | AnyRecord::Dependency(_) => Vec::new(),
            AnyRecord::Directive(directive) => directive.from.map(|from| self.units_of(from, day)).unwrap_or_default(),
            AnyRecord::Decision(_) | AnyRecord::PolicyVersion(_) | AnyRecord::Responsibility(_) => Vec::new(),
            AnyRecord::Comment(_) | AnyRecord::Waiver(_) | AnyRecord::Remainder(_) => Vec::new(),
        }
    }

    fn standings_in_unit(&self, person: PersonId, unit: UnitId, day: Date, found: &mut BTreeSet<(Standing, bool)>) {
        if self.is_member(person, unit, day) {
            found.insert((Standing::UnitMember, false));
        }
        for (depth, above) in self.units_from(unit).enumerate() {
            for held in self.heads(above.id, day) {
                let held: &Appointment = held;
                if held.person == person {
                    found.insert((if depth == 0 { Standing::Head } else { Standing::HeadAbove }, held.acting));
                }
            }
        }
    }

    /// Some of the people who have one of the standings on a record, the nearest first.
    fn people_standing(&self, record: &AnyRecord, needed: &[Standing], changes: &Changes, day: Date) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = Vec::new();
        let mut at = Some(record.clone());
        let mut steps = 0;
        while let Some(here) = at {
            if needed.contains(&Standing::Accountable) {
                people.extend(self.accountable(here.id(), day).into_iter().flat_map(|accountable| accountable.people));
            }
            if needed.contains(&Standing::Head) || needed.contains(&Standing::HeadAbove) {
                for unit in self.units_concerned(&here, day) {
                    people.extend(self.units_from(unit).flat_map(|unit| self.head_people(unit.id, day)).map(|person| person.id));
                }
            }
            steps += 1;
            at = here
                .home()
                .filter(|home| *home != here.id() && steps < 100)
                .and_then(|home| self.in_changes_or_value(home, changes));
        }
        if needed.contains(&Standing::Administrator) {
            let administrators = self.administrators().iter().filter(|administrator| administrator.dated.holds(day));
            people.extend(administrators.map(|administrator| administrator.person));
        }
        let mut seen = BTreeSet::new();
        people.retain(|person| seen.insert(*person) && self.is_here(*person, day));
        people.truncate(5);
        people
    }

    /// Whether a person may see a section of a thing.
    pub fn sees(&self, person: PersonId, section: Section, thing: AnyId, day: Date) -> bool {
        let Some(record) = self.record(thing) else { return false };
        let standings = self.standings(person, &record, &Changes::none(), day);
        standings.iter().any(|(standing, _)| seeing(section).contains(standing))
    }
}
