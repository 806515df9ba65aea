//! Passwords: Argon2id (RFC 9106) with 19 MiB, 2 passes and 1 lane, the least that OWASP's cheat sheet on password storage asks for.
//!
//! A hash takes tens of milliseconds and its memory, so few run at once, away from the threads that serve requests, and a bounded
//! number waits. An unknown login is compared with a hash that no password has, so that it takes as long as a known one.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

use super::AccountFailure;
use crate::Chance;

/// The least number of characters of a password.
pub(super) const LEAST: usize = 12;
/// The greatest number of characters of a password.
pub(super) const MOST: usize = 256;

/// How many hashes are computed at once.
const AT_ONCE: usize = 4;
/// How many may wait or be computed.
const IN_LINE: usize = 200;

/// Where passwords are hashed and compared.
#[derive(Clone)]
pub(super) struct Hashing {
    line: Arc<Semaphore>,
    working: Arc<Semaphore>,
    nobody: Arc<str>,
}

impl Hashing {
    pub(super) fn new(chance: &dyn Chance) -> Hashing {
        let nobody = hashed(super::Token::drawn(chance).secret(), &salt(chance)).unwrap_or_default();
        let (line, working) = (Arc::new(Semaphore::new(IN_LINE)), Arc::new(Semaphore::new(AT_ONCE)));
        Hashing { line, working, nobody: nobody.into() }
    }

    /// The hash of a new password.
    pub(super) async fn hash(&self, password: &str, chance: &dyn Chance) -> Result<String, AccountFailure> {
        let (password, salt) = (password.to_owned(), salt(chance));
        self.in_turn(move || hashed(&password, &salt)).await?.ok_or(AccountFailure::Busy)
    }

    /// Whether a password has this hash; where there is no hash it takes as long and is false.
    pub(super) async fn matches(&self, password: &str, hash: Option<&str>) -> Result<bool, AccountFailure> {
        let known = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.unwrap_or(&self.nobody).to_owned());
        let matches = self.in_turn(move || has_hash(&password, &hash)).await?;
        Ok(known && matches)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountFailure> {
        let Ok(_place) = self.line.try_acquire() else { return Err(AccountFailure::Busy) };
        let Ok(turn) = Arc::clone(&self.working).acquire_owned().await else { return Err(AccountFailure::Busy) };
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        working.await.map_err(|_| AccountFailure::Busy)
    }
}

fn salt(chance: &dyn Chance) -> [u8; 16] {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    salt
}

fn hashed(password: &str, salt: &[u8; 16]) -> Option<String> {
    let salt = SaltString::encode_b64(salt).ok()?;
    Some(Argon2::default().hash_password(password.as_bytes(), &salt).ok()?.to_string())
}

fn has_hash(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Refuses a password that is too short, too long or too near to the login.
pub(super) fn is_usable(password: &str, login: &str) -> Result<(), AccountFailure> {
    let count = password.chars().count();
    if count < LEAST {
        return Err(AccountFailure::PasswordTooShort);
    }
    if count > MOST {
        return Err(AccountFailure::PasswordTooLong);
    }
    let name = login.split('@').next().unwrap_or(login);
    let holds = |part: &str| part.chars().count() > 3 && password.to_lowercase().contains(part);
    if holds(login) || holds(name) { Err(AccountFailure::PasswordHoldsLogin) } else { Ok(()) }
}
