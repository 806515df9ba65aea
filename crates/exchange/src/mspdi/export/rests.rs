//! What an import kept, gathered again: the texts of one record by the names under which they were kept.

use std::collections::BTreeMap;

use organization::{AnyId, Organization};

/// What was kept of one record of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    /// By the record's name or the path inside it (`Task`, `Task/PredecessorLink[1]`), its texts put together.
    texts: BTreeMap<String, String>,
    /// The position of the journal at which it was kept last.
    pub(super) revision: u64,
}

impl Rest {
    /// The elements kept of the record itself.
    pub(super) fn of(&self, name: &str) -> &str {
        self.texts.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The elements kept inside others, with their paths.
    pub(super) fn within<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts.iter().filter_map(move |(path, text)| Some((path.strip_prefix(name)?.strip_prefix('/')?, text.as_str())))
    }

    /// Whether nothing was kept.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// What a source left beside a record: by the key of each record of the file, such as `task/12`.
pub(super) fn beside(organization: &Organization, record: AnyId, source: &str) -> BTreeMap<String, Rest> {
    let mut pieces: Vec<(String, u32, String, String, u64)> = Vec::new();
    for kept in organization.remainders_of(record).filter(|kept| *kept.source == *source) {
        let Some((rest, number)) = kept.keys.in_source(source).and_then(|key| key.rsplit_once('/')) else { continue };
        let number = number.parse().unwrap_or(u32::MAX);
        pieces.push((rest.to_owned(), number, kept.name.to_string(), kept.content.to_string(), kept.revision));
    }
    pieces.sort();
    let mut rests: BTreeMap<String, Rest> = BTreeMap::new();
    for (key, _, name, content, revision) in pieces {
        let rest = rests.entry(key).or_default();
        rest.texts.entry(name).or_default().push_str(&content);
        rest.revision = rest.revision.max(revision);
    }
    rests
}
