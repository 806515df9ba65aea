//! Authority: who may exercise which function on what, and who sees the private sections.
//!
//! Nobody is given rights by name. They follow from where a person stands to a thing on a day: accountable for it, head of its unit or of a unit above,
//! acting for one of them, sponsor, addressee, member, oneself, administrator. The reviewed text file `authority.txt` says which standing may exercise
//! which function and see which section; it is the only place where that is said.
//!
//! A decided command is judged by what it changes: for every record, before and after, the person needs a standing that permits the command's function on
//! the record itself or on what it hangs under. So the destination of a move counts like its origin. Nobody answers what they asked for themselves, as long as
//! there is somebody else who may.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Serialize;

use crate::{Act, AnyId, AnyRecord, Appointment, Capacity, Changes, Function, Letter, Organization, PersonId, UnitId};

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
    /// It is their authority that is given away.
    Principal,
    /// They are named to decide the proposal.
    Approver,
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
    pub const ALL: [Standing; 13] = [
        Standing::Own,
        Standing::Accountable,
        Standing::Responsible,
        Standing::Addressee,
        Standing::Sender,
        Standing::Principal,
        Standing::Approver,
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
            Standing::Principal => "principal",
            Standing::Approver => "approver",
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
            Standing::Principal => "whoever gives their authority away by it",
            Standing::Approver => "whoever is named to decide it",
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
    /// Why somebody is away.
    Absence,
    /// What somebody wants to grow into.
    Development,
    /// Who could follow in a position.
    Succession,
    /// What two people said to each other.
    CheckIn,
    /// Whether somebody has read what was published.
    Acknowledgement,
    /// A comment marked private.
    PrivateComment,
    /// Accounts, sessions and set-up.
    Administration,
}

impl Section {
    /// All sections.
    pub const ALL: [Section; 8] = [
        Section::Email,
        Section::Absence,
        Section::Development,
        Section::Succession,
        Section::CheckIn,
        Section::Acknowledgement,
        Section::PrivateComment,
        Section::Administration,
    ];

    /// Its name in the authority file.
    pub fn name(self) -> &'static str {
        match self {
            Section::Email => "email",
            Section::Absence => "absence",
            Section::Development => "development",
            Section::Succession => "succession",
            Section::CheckIn => "check-in",
            Section::Acknowledgement => "acknowledgement",
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
    /// Whether they asked for it themselves, so that others answer.
    pub asked: bool,
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
        if self.asked {
            return format!("You asked for this yourself, so somebody else answers. {ask}");
        }
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
        let own = self.standings(person, record, changes, day).into_iter().map(|(standing, acting)| match (standing, acting) {
            (Standing::Administrator, _) => (standing, Capacity::Administration),
            (_, true) => (standing, Capacity::Acting),
            (_, false) => (standing, Capacity::Own),
        });
        let mut held: BTreeSet<(Standing, Capacity)> = own.collect();
        let delegated = self.delegated(person, function, record, (changes, day));
        held.extend(delegated.into_iter().map(|standing| (standing, Capacity::Delegation)));
        let asked = function == Function::Coordinate && record.asked_by() == Some(person);
        if asked && !self.others_standing(person, record, permitted, (changes, day)).is_empty() {
            held.clear();
        }
        let best = held.iter().filter(|(standing, _)| permitted.contains(standing)).map(|(_, capacity)| *capacity).min();
        best.ok_or_else(|| {
            // Whoever is named to decide is told only where somebody can be named.
            let named = matches!(record, AnyRecord::Proposal(_) | AnyRecord::Decision(_));
            let told = |standing: &Standing| named || *standing != Standing::Approver;
            let needed: Vec<Standing> = permitted.iter().copied().filter(told).collect();
            let mut held_by = self.others_standing(person, record, permitted, (changes, day));
            held_by.retain(|other| function != Function::Coordinate || record.asked_by() != Some(*other));
            Denial { function, subject: record.id(), needed, held_by, asked }
        })
    }

    /// The standings that others have on a record and have passed on to a person for a function: never what comes from themselves, from being with the
    /// organization, from administration or from another delegation.
    fn delegated(
        &self,
        person: PersonId,
        function: Function,
        record: &AnyRecord,
        (changes, day): (&Changes, Date),
    ) -> BTreeSet<Standing> {
        let mut found = BTreeSet::new();
        if !self.is_here(person, day) {
            return found;
        }
        for delegation in self.delegations_to(person, day) {
            let fits = delegation.functions.is_empty() || delegation.functions.contains(&function);
            let theirs_to_ask = function == Function::Coordinate && record.asked_by() == Some(delegation.from);
            let within = !theirs_to_ask && delegation.scope.is_none_or(|scope| self.lies_in(record, scope, (changes, day)));
            if fits && within {
                let theirs = self.standings(delegation.from, record, changes, day);
                found.extend(theirs.into_iter().map(|(standing, _)| standing).filter(|standing| {
                    !matches!(
                        standing,
                        Standing::Own | Standing::Member | Standing::UnitMember | Standing::Principal | Standing::Administrator
                    )
                }));
            }
        }
        found
    }

    /// Whether a record is a thing, hangs under it, or belongs to a unit that does.
    fn lies_in(&self, record: &AnyRecord, scope: AnyId, (changes, day): (&Changes, Date)) -> bool {
        let mut waiting = vec![record.clone()];
        let mut seen = BTreeSet::new();
        while let Some(here) = waiting.pop() {
            if here.id() == scope {
                return true;
            }
            if !seen.insert(here.id()) {
                continue;
            }
            let units = here.units(self, day);
            if units.into_iter().any(|unit| self.units_from(unit).any(|above| AnyId::from(above.id) == scope)) {
                return true;
            }
            let above = here.home().into_iter().chain(self.inherits_from(here.id()));
            waiting.extend(above.filter_map(|above| self.in_changes_or_value(above, changes)));
        }
        false
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
        if record.is_own(self, person) {
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
        // Nobody becomes sponsor, sender or approver by the very command that says so.
        let known = self.record(id);
        if let Some(AnyRecord::Project(project)) = &known
            && project.sponsor == Some(person)
        {
            found.insert((Standing::Sponsor, false));
        }
        if let Some(AnyRecord::Proposal(proposal)) = &known
            && proposal.approvers.contains(&person)
        {
            found.insert((Standing::Approver, false));
        }
        if let AnyRecord::Delegation(delegation) = here {
            if delegation.from == person {
                found.insert((Standing::Principal, false));
            }
            if delegation.to == person {
                found.insert((Standing::Addressee, false));
            }
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
        for unit in here.units(self, day) {
            self.standings_in_unit(person, unit, day, found);
        }
        // To be in one unit with somebody gives nobody a say in what is theirs.
        if matches!(here, AnyRecord::Person(_)) {
            found.remove(&(Standing::UnitMember, false));
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

    /// Some of the people beside one who have one of the standings on a record, the nearest first.
    fn others_standing(
        &self,
        person: PersonId,
        record: &AnyRecord,
        needed: &BTreeSet<Standing>,
        (changes, day): (&Changes, Date),
    ) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = Vec::new();
        let mut at = Some(record.clone());
        let mut steps = 0;
        while let Some(here) = at {
            if needed.contains(&Standing::Accountable) {
                people.extend(self.accountable(here.id(), day).into_iter().flat_map(|accountable| accountable.people));
            }
            if let (true, AnyRecord::Proposal(proposal)) = (needed.contains(&Standing::Approver), &here) {
                people.extend(proposal.approvers.iter());
            }
            if needed.contains(&Standing::Head) || needed.contains(&Standing::HeadAbove) {
                for unit in here.units(self, day) {
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
        people.retain(|other| *other != person && seen.insert(*other) && self.is_here(*other, day));
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
