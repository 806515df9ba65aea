//! Who is meant by a cell: a row of the same table, a record that is here already, or one that is made because it is named.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use organization::{AnyId, Kind, Organization, Reference};

use super::{Drafts, Making};
use crate::bundle::sheet::Bundle;
use crate::table::day::folded;

/// The kinds whose records are found by their names.
const NAMED: [Kind; 14] = [
    Kind::Person,
    Kind::Unit,
    Kind::Position,
    Kind::Role,
    Kind::Goal,
    Kind::Project,
    Kind::Task,
    Kind::Skill,
    Kind::Process,
    Kind::Policy,
    Kind::Resource,
    Kind::Calendar,
    Kind::Risk,
    Kind::Proposal,
];

/// All names.
pub(super) struct Names<'a> {
    value: &'a Organization,
    source: &'a str,
    make_people: bool,
    /// Ids of rows of this table, and how they are named.
    rows: HashMap<(Kind, String), String>,
    /// Titles of rows of this table; nothing where several have it.
    titles: HashMap<(Kind, String), Option<String>>,
    /// Titles of records that are here.
    here: OnceCell<HashMap<(Kind, String), Vec<AnyId>>>,
    emails: OnceCell<HashMap<String, AnyId>>,
    made: HashMap<(Kind, String), String>,
    drafts: BTreeMap<&'static str, Drafts>,
}

/// Text as names are compared: small, without accents, one blank between words.
fn compared(text: &str) -> String {
    folded(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl<'a> Names<'a> {
    pub(super) fn new(value: &'a Organization, source: &'a str, make_people: bool) -> Self {
        Names {
            value,
            source,
            make_people,
            rows: HashMap::new(),
            titles: HashMap::new(),
            here: OnceCell::new(),
            emails: OnceCell::new(),
            made: HashMap::new(),
            drafts: BTreeMap::new(),
        }
    }

    /// A row is known by an id.
    pub(super) fn row(&mut self, kind: Kind, alias: &str, name: &str) {
        if !alias.is_empty() {
            self.rows.entry((kind, compared(alias))).or_insert_with(|| name.to_owned());
        }
    }

    /// A row is known by its title, where no other has it.
    pub(super) fn row_title(&mut self, kind: Kind, title: &str, name: &str) {
        if !title.is_empty() {
            let named = self.titles.entry((kind, compared(title))).or_insert_with(|| Some(name.to_owned()));
            if named.as_deref() != Some(name) {
                *named = None;
            }
        }
    }

    fn here(&self) -> &HashMap<(Kind, String), Vec<AnyId>> {
        self.here.get_or_init(|| {
            let mut here: HashMap<(Kind, String), Vec<AnyId>> = HashMap::new();
            for record in self.value.records().into_iter().filter(|record| NAMED.contains(&record.id().kind)) {
                let id = record.id();
                here.entry((id.kind, compared(&record.title(self.value)))).or_default().push(id);
            }
            here
        })
    }

    fn by_email(&self, email: &str) -> Option<AnyId> {
        let emails = self.emails.get_or_init(|| {
            let of = |person: &std::sync::Arc<organization::Person>| {
                Some((person.email.as_ref()?.to_lowercase(), AnyId::from(person.id)))
            };
            self.value.people().iter().filter_map(of).collect()
        });
        emails.get(&email.to_lowercase()).copied()
    }

    /// The one record of a kind that has a name.
    pub(super) fn only_here(&self, kind: Kind, name: &str) -> Option<AnyId> {
        let found = self.here().get(&(kind, compared(name)))?;
        if let [only] = found.as_slice() { Some(*only) } else { None }
    }

    /// The person with an e-mail address, or else the one with a name who has no other address.
    pub(super) fn person_here(&self, email: &str, name: &str) -> Option<AnyId> {
        if !email.is_empty()
            && let Some(person) = self.by_email(email)
        {
            return Some(person);
        }
        let person = self.only_here(Kind::Person, name)?;
        let other =
            person.to::<organization::PersonId>().and_then(|id| self.value.find(id)).is_some_and(|person| person.email.is_some());
        (email.is_empty() || !other).then_some(person)
    }

    /// The name by which a cell of the bundle means what a text says; what is not here is made, where that may be.
    pub(super) fn resolve(&mut self, kinds: &[Kind], text: &str, line: u32) -> Result<String, String> {
        if let Some(known) = self.known(kinds, text)? {
            return Ok(known);
        }
        let (kind, name) = self.make(kinds, text.trim(), line)?;
        Ok(if kinds.len() > 1 { format!("{}/{name}", kind.name()) } else { name })
    }

    /// The name of what is in the table or here already; the words say that several are called so.
    pub(super) fn known(&self, kinds: &[Kind], text: &str) -> Result<Option<String>, String> {
        let text = text.trim();
        let written = |kind: Kind, name: &str| if kinds.len() > 1 { format!("{}/{name}", kind.name()) } else { name.to_owned() };
        let key = compared(text);
        for kind in kinds {
            let given =
                self.rows.get(&(*kind, key.clone())).or_else(|| self.titles.get(&(*kind, key.clone())).and_then(Option::as_ref));
            if let Some(name) = given.or_else(|| self.made.get(&(*kind, key.clone()))) {
                return Ok(Some(written(*kind, name)));
            }
        }
        let by_key = kinds.iter().find_map(|kind| self.value.at_key(*kind, self.source, text));
        let by_reference = || {
            text.parse::<Reference>()
                .ok()
                .filter(|reference| kinds.contains(&reference.kind))
                .and_then(|reference| self.value.at_reference(reference))
        };
        let by_email = || self.by_email(text).filter(|_| kinds.contains(&Kind::Person));
        if let Some(id) = by_key.or_else(by_reference).or_else(by_email) {
            return Ok(Some(written(id.kind, &id.id.to_string())));
        }
        let mut names = vec![key.clone()];
        if let Some((last, first)) = text.split_once(',').filter(|_| kinds.contains(&Kind::Person)) {
            let turned = compared(&format!("{first} {last}"));
            if let Some(name) = self.titles.get(&(Kind::Person, turned.clone())).and_then(Option::as_ref) {
                return Ok(Some(written(Kind::Person, name)));
            }
            names.push(turned);
        }
        let found: Vec<AnyId> = names
            .iter()
            .flat_map(|name| kinds.iter().filter_map(|kind| self.here().get(&(*kind, name.clone()))))
            .flatten()
            .copied()
            .collect();
        match found.as_slice() {
            [only] => Ok(Some(written(only.kind, &only.id.to_string()))),
            [] => Ok(None),
            [first, second, ..] => {
                Err(format!("“{text}” may be {} or {}: write one of these.", self.value.label(*first), self.value.label(*second)))
            }
        }
    }

    /// Makes what is named and not here, where that may be.
    fn make(&mut self, kinds: &[Kind], text: &str, line: u32) -> Result<(Kind, String), String> {
        let words = if let [kind] = kinds { kind.words() } else { "record" };
        let mut missing = format!("There is no {words} “{text}”.");
        let kind = match kinds {
            [kind @ (Kind::Unit | Kind::Skill | Kind::Role)] => *kind,
            [Kind::Person] if self.make_people => Kind::Person,
            [Kind::Person, ..] if kinds.contains(&Kind::Role) => Kind::Role,
            [Kind::Person] => {
                missing.push_str(" Correct the name, or let people who are named be made.");
                return Err(missing);
            }
            _ => return Err(missing),
        };
        self.create(kind, text, line)
    }

    /// Makes a record of a kind with a name.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds are never made of a name")]
    pub(super) fn create(&mut self, kind: Kind, text: &str, line: u32) -> Result<(Kind, String), String> {
        let name: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = format!("{}:{}", kind.name(), super::within_lists(&name));
        let file = match kind {
            Kind::Unit => "units.csv",
            Kind::Skill => "skills.csv",
            Kind::Role => "roles.csv",
            Kind::Process => "processes.csv",
            _ => "people.csv",
        };
        let mut making = Making::new(line, id.clone());
        match kind {
            Kind::Process => making.put("title", name.clone(), None),
            Kind::Person if name.contains('@') => {
                let local = name.split('@').next().unwrap_or_default();
                let words: Vec<String> = local.split(['.', '_', '-']).filter(|word| !word.is_empty()).map(capital).collect();
                making.put("name", words.join(" "), None);
                making.put("email", name.clone(), None);
            }
            _ => making.put("name", name.clone(), None),
        }
        if kind == Kind::Unit
            && let Some(root) = self.root()
        {
            making.put("parent", root.id.to_string(), None);
        }
        self.drafts.entry(file).or_default().add(making);
        self.made.insert((kind, compared(text)), id.clone());
        Ok((kind, id))
    }

    /// The one unit that stands under no other.
    fn root(&self) -> Option<AnyId> {
        let mut tops = self.value.units().iter().filter(|unit| unit.parent.is_none() && !unit.state.is_closed());
        let first = tops.next()?;
        tops.next().is_none().then(|| first.id.into())
    }

    /// All sheets, with what was made of names first.
    pub(super) fn take_made(self, mut sheets: BTreeMap<&'static str, Drafts>) -> Bundle {
        for (file, made) in self.drafts {
            let drafts = sheets.entry(file).or_default();
            for row in made.rows {
                let cells = row
                    .cells
                    .into_iter()
                    .map(|(at, text, place)| (made.header.get(at).cloned().unwrap_or_default(), text, place))
                    .collect();
                drafts.add(Making { line: row.line, cells });
            }
        }
        Bundle { sheets: sheets.into_iter().map(|(file, drafts)| drafts.sheet(file)).collect() }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
