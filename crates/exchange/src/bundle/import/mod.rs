//! From a bundle to commands: what it says is compared with the value, and only differences are emitted.
//!
//! First every row gets its identity, so that rows may name each other in any order and across files. Then each row says what records it wants. At last the
//! records are decided one after the other on a copy of the value, those that others point at first; what is refused is left out, with the refusal's words.

mod builder;
mod communication;
mod compose;
mod decide;
mod delivery;
mod direction;
mod identify;
mod meanwhile;
mod names;
mod order;
mod outcome;
mod parties;
mod structure;
mod wanted;

use jiff::civil::Date;
use organization::{Name, Organization};
use uuid::Uuid;

use super::sheet::Bundle;

pub use meanwhile::Meanwhile;
pub use outcome::Imported;

/// Where a bundle comes from: the name under which its keys are kept, the same at every import from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: Name,
}

/// Why a name is no source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFault(String);

impl std::fmt::Display for SourceFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SourceFault {}

impl Source {
    /// A source with a name of one line.
    pub fn new(name: &str) -> Result<Source, SourceFault> {
        Name::new(name).map(|name| Source { name }).map_err(SourceFault)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Compares a bundle with an organization and says what would change. `mint` gives ids to new records; `day` is the day of the import.
pub fn import(
    organization: &Organization,
    bundle: &Bundle,
    source: &Source,
    day: Date,
    mint: &mut dyn FnMut() -> Uuid,
) -> Imported {
    import_beside(organization, bundle, source, (day, &Meanwhile::default()), mint)
}

/// The same beside what people changed since the last import from there, which stays.
pub fn import_beside(
    organization: &Organization,
    bundle: &Bundle,
    source: &Source,
    (day, meanwhile): (Date, &Meanwhile),
    mint: &mut dyn FnMut() -> Uuid,
) -> Imported {
    let mut builder = builder::Builder::new(organization, bundle, source.name(), day, mint);
    identify::identify(&mut builder);
    builder.build();
    meanwhile::spare(&mut builder, meanwhile);
    decide::decide(builder)
}
