//! Tokens: 256 random bits that stand for a session or a link. Only their hash is kept.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::Chance;

/// A secret that its holder shows to be let in. It prints as dots; [`Token::secret`] is for the one place that hands it out.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Draws a new token.
    pub(crate) fn drawn(chance: &dyn Chance) -> Token {
        let mut bytes = [0; 32];
        chance.fill(&mut bytes);
        Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Draws a new token for a program. Its beginning says whose it is, so that whoever finds one lying about knows what to end.
    pub(crate) fn of_program(chance: &dyn Chance) -> Token {
        Token(format!("throughline_{}", Token::drawn(chance).0))
    }

    /// A token that somebody showed, whatever it is.
    pub fn shown(text: &str) -> Token {
        Token(text.to_owned())
    }

    /// The secret, for a cookie or a link: 64 hexadecimal digits.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What is kept of it. A fast hash is enough: 256 random bits cannot be tried out.
    pub(crate) fn hash(&self) -> Vec<u8> {
        hash_of("token", &self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(…)")
    }
}

/// The hash of something secret, different for each purpose.
pub(crate) fn hash_of(purpose: &str, text: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(format!("throughline {purpose} 1\0"));
    hash.update(text);
    hash.finalize().to_vec()
}
