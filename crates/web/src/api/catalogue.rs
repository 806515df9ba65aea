//! What the API offers, worked out once from the lists of commands, kinds and relations: nothing here names a single one of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use organization::command::CommandEntry;
use organization::written::{self, Definitions};
use organization::{Command, Kind, Relation};
use serde_json::Value;

/// Commands with the schemas of their fields, kinds with their addresses and the ways to narrow their lists.
pub(super) struct Catalogue {
    /// The schemas that have names.
    pub(super) definitions: Definitions,
    /// The schema of the fields of each command.
    commands: BTreeMap<&'static str, Value>,
    /// The resources, in the order of the kinds.
    pub(super) resources: Vec<Resource>,
}

/// A kind of record as a resource.
pub(super) struct Resource {
    /// The kind.
    pub(super) kind: Kind,
    /// Its name in addresses: `policy-versions`.
    pub(super) plural: String,
    /// The ways in which its records point at others, by which a list of them is narrowed.
    pub(super) ways: Vec<(String, Relation)>,
    /// The schema of its records.
    pub(super) schema: Value,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut definitions = Definitions::default();
    let commands = Command::ALL.iter().map(|entry| (entry.kind, written::command(entry.fields, entry.about, &mut definitions)));
    let commands = commands.collect();
    let ways = |kind: Kind| {
        let parts = Relation::ALL.iter().filter_map(|relation| Some((*relation, relation.parts()?)));
        parts.filter(|(_, (of, _))| *of == kind).map(|(relation, (_, way))| (way, relation)).collect()
    };
    let resources = Kind::ALL.iter().map(|kind| Resource {
        kind: *kind,
        plural: kind.table().replace('_', "-"),
        ways: ways(*kind),
        schema: written::record(*kind, &mut definitions),
    });
    let resources = resources.collect();
    Catalogue { definitions, commands, resources }
});

/// The catalogue of this program.
pub(super) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

impl Catalogue {
    /// A command and the schema of its fields.
    pub(super) fn command(&self, kind: &str) -> Option<(&'static CommandEntry, &Value)> {
        let entry = Command::ALL.iter().find(|entry| entry.kind == kind)?;
        Some((entry, self.commands.get(kind)?))
    }

    /// The resource with an address.
    pub(super) fn resource(&self, plural: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.plural == plural)
    }

    /// The resource of a kind.
    pub(super) fn of(&self, kind: Kind) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_narrows_the_list_of_the_kind_that_it_belongs_to() {
        for relation in Relation::ALL {
            let (kind, way) = relation.parts().unwrap_or_else(|| panic!("{relation:?} does not begin with the name of a kind"));
            let resource = catalogue().of(kind).expect("a resource");
            assert!(resource.ways.contains(&(way.clone(), *relation)), "{relation:?}");
            assert!(!["limit", "cursor"].contains(&way.as_str()));
        }
    }

    #[test]
    fn no_record_has_a_field_that_the_api_adds() {
        for kind in Kind::ALL {
            for field in kind.fields() {
                assert!(!["reference", "called"].contains(&field.name), "{} {}", kind.name(), field.name);
            }
        }
    }
}
