//! The digests that chain the journal.
//!
//! An entry's digest covers the digest before it, its header, the digest of its salted body and, for each of its changes, the
//! record that changed and the digest of the salted bodies before and after. Whoever alters, removes, adds or moves a row has
//! to alter every digest after it, and a head that was kept outside still tells. Salts let a body be erased: without the salt
//! nobody can try out what the body was, while its digest stays and the chain holds.
//!
//! Every part is written with its length before it, so that no two different rows give the same bytes. The hash is SHA-256
//! (FIPS 180-4).

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The number of bytes of a salt.
pub(crate) const SALT: usize = 16;

/// A SHA-256 digest, printed as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub(crate) [u8; 32]);

impl Digest {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Digest, String> {
        let wrong = || format!("'{text}' is not a digest: it must have 64 hexadecimal digits.");
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[place..place + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Digest(bytes))
    }
}

/// The digest that stands before the first entry: it ties the journal to its installation.
pub(crate) fn of_installation(installation: Uuid) -> Digest {
    let mut hash = Parts::new("throughline journal 1");
    hash.part(installation.as_bytes());
    hash.end()
}

/// The digest of a salted command body.
pub(crate) fn of_body(salt: &[u8], body: &[u8]) -> Digest {
    let mut hash = Parts::new("throughline body 1");
    hash.part(salt);
    hash.part(body);
    hash.end()
}

/// The digest of the salted bodies of a record before and after a change.
pub(crate) fn of_change(salt: &[u8], before: Option<&[u8]>, after: Option<&[u8]>) -> Digest {
    let mut hash = Parts::new("throughline change 1");
    hash.part(salt);
    hash.maybe(before);
    hash.maybe(after);
    hash.end()
}

/// What an entry says about itself, apart from its body.
pub(crate) struct Header<'a> {
    pub(crate) position: i64,
    pub(crate) command_id: &'a [u8],
    pub(crate) kind: &'a [u8],
    pub(crate) act: &'a [u8],
    pub(crate) import_id: Option<&'a [u8]>,
    pub(crate) at: i64,
}

/// The digest of an entry while its changes are being added.
pub(crate) struct EntryDigest(Parts);

impl EntryDigest {
    /// Begins with what stands before the changes.
    pub(crate) fn new(previous: &Digest, header: &Header<'_>, body: &Digest) -> EntryDigest {
        let mut hash = Parts::new("throughline entry 1");
        hash.part(&previous.0);
        hash.part(&header.position.to_be_bytes());
        hash.part(header.command_id);
        hash.part(header.kind);
        hash.part(header.act);
        hash.maybe(header.import_id);
        hash.part(&header.at.to_be_bytes());
        hash.part(&body.0);
        EntryDigest(hash)
    }

    /// Adds the next change, in order.
    pub(crate) fn change(&mut self, record_kind: &[u8], record_id: &[u8], change: &Digest) {
        self.0.part(record_kind);
        self.0.part(record_id);
        self.0.part(&change.0);
    }

    /// The digest of the entry with all changes that were added.
    pub(crate) fn end(self) -> Digest {
        self.0.end()
    }
}

/// SHA-256 over parts, each with its length before it.
struct Parts(Sha256);

impl Parts {
    fn new(purpose: &str) -> Parts {
        let mut parts = Parts(Sha256::new());
        parts.part(purpose.as_bytes());
        parts
    }

    fn part(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn maybe(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => {
                self.0.update([1]);
                self.part(bytes);
            }
            None => self.0.update([0]),
        }
    }

    fn end(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}
