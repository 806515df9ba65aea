//! Accounts: who may sign in, and who is signed in.
//!
//! An account belongs to a person of the organization and is not part of it. People sign in with a login and a password; a
//! **session** then stands for them until it expires or is ended. Accounts begin with a **link** that works once: the first
//! administrator's is printed by the program, others are invited.
//!
//! Rules that hold here and nowhere else:
//! - A wrong login, a wrong password and a deactivated account get the same answer after the same work.
//! - Guessing is slowed for each login and address; a try counts before its password is looked at.
//! - Passwords and tokens are kept as hashes only; a token is 256 random bits and is shown once.
//! - The rows are read at each request: whoever is deactivated, or whose session was ended, is refused at the next one.
//! - Programs show a **token** that a person made for them: it has a name, says whether it may change anything, and ends by itself.
//! - A new password, an invitation used again, and deactivation end all sessions and tokens (a change by oneself keeps the one it is made in).
//!
//! Whether somebody *may* invite, deactivate or end another's sessions is decided by the caller from the organization.

mod keys;
mod links;
mod passwords;
mod sessions;
#[cfg(test)]
mod tests;
mod tokens;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub use keys::{Bearer, MadeToken, Scope, TOKEN_DAYS};
pub use links::{Link, LinkPurpose};
pub use sessions::{Caller, Session, SignedIn};
pub use tokens::Token;

use crate::Chance;
use crate::storage::{Db, StorageError};
use passwords::Hashing;

/// How long things last and how often they may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A session that was not used for so long is over.
    pub idle: SignedDuration,
    /// A session is over after so long, used or not.
    pub absolute: SignedDuration,
    /// The link for the first administrator works for so long.
    pub set_up: SignedDuration,
    /// An invitation works for so long.
    pub invitation: SignedDuration,
    /// Failed tries within an hour for one login from one address.
    pub tries_per_login_and_address: u32,
    /// Failed tries within an hour for one login, apart from addresses from which somebody is signed in to it.
    pub tries_per_login: u32,
    /// Failed tries within an hour from one address, whatever the login.
    pub tries_per_address: u32,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            idle: SignedDuration::from_hours(24),
            absolute: SignedDuration::from_hours(14 * 24),
            set_up: SignedDuration::from_hours(24),
            invitation: SignedDuration::from_hours(7 * 24),
            tries_per_login_and_address: 10,
            tries_per_login: 20,
            tries_per_address: 300,
        }
    }
}

/// Why an account, a session or a link did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AccountFailure {
    /// The login is unknown, the password is wrong or the account is deactivated.
    #[error("Name or password is wrong.")]
    Wrong,
    /// Too many tries have failed.
    #[error("Too many tries have failed. Try again in {} minutes.", minutes(*.wait))]
    TooManyTries {
        /// How long to wait.
        wait: SignedDuration,
    },
    /// More people are signing in than passwords can be checked.
    #[error("Many people are signing in right now. Try again in a moment.")]
    Busy,
    /// The password has fewer characters than it must have.
    #[error("A password must have at least {} characters.", passwords::LEAST)]
    PasswordTooShort,
    /// The password has more characters than it may have.
    #[error("A password may have at most {} characters.", passwords::MOST)]
    PasswordTooLong,
    /// The password is the login, or holds it.
    #[error("A password must not hold the name that it belongs to.")]
    PasswordHoldsLogin,
    /// The login is empty, too long or holds something that cannot be typed.
    #[error("A login must have 1 to 200 characters without blanks between them.")]
    LoginUnusable,
    /// Another account has the login.
    #[error("Somebody else has this login already.")]
    LoginTaken,
    /// The link was used, has expired, was replaced or never was one.
    #[error("This link was used already, has expired or was replaced. Ask for a new one.")]
    LinkUnusable,
    /// There are accounts already, so nobody is the first administrator any more.
    #[error("The first account exists already. Sign in, or ask an administrator for an invitation.")]
    SetUpAlready,
    /// The account is deactivated.
    #[error("This account is deactivated. Activate it first.")]
    Deactivated,
    /// The person has no account.
    #[error("This person has no account. Invite them first.")]
    NoAccount,
    /// The name of a token is empty or too long, or it is to work for too short or too long.
    #[error("A token needs a name of 1 to 100 characters and works for 1 to {} days.", keys::TOKEN_DAYS)]
    TokenUnusable,
    /// A person has as many tokens as anybody may have.
    #[error("You have {} tokens already. End one that is no longer used.", keys::MOST)]
    TooManyTokens,
    /// Signing in without a password outside a demonstration.
    #[error("People are signed in as without a password only in a demonstration.")]
    NotADemonstration,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn minutes(wait: SignedDuration) -> i64 {
    (wait.as_secs() + 59).div_euclid(60).max(1)
}

/// What an account says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The person that it belongs to.
    pub person: Uuid,
    /// The login, lower case; none in a demonstration.
    pub login: Option<String>,
    /// Whether the person may sign in.
    pub active: bool,
}

/// The accounts of an installation. Clones share them.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    chance: Arc<dyn Chance>,
    rules: Rules,
    hashing: Hashing,
}

impl Accounts {
    /// The accounts kept in a database; tokens, salts and ids are drawn from `chance`.
    pub fn new(db: Db, chance: Arc<dyn Chance>, rules: Rules) -> Accounts {
        let hashing = Hashing::new(&*chance);
        Accounts { db, chance, rules, hashing }
    }

    /// Whether there is any account; if not, a set-up link is due.
    pub async fn is_set_up(&self) -> Result<bool, AccountFailure> {
        Ok(self.db.has_accounts().await?)
    }

    /// The account of a person.
    pub async fn account(&self, person: Uuid) -> Result<Option<Account>, AccountFailure> {
        let account = self.db.account_of(person).await?;
        Ok(account.map(|row| Account { person: row.person, login: row.login, active: row.active }))
    }

    /// Up to `limit` accounts in the order of their logins, behind the login `after` (empty for the first).
    pub async fn accounts(&self, after: &str, limit: u32) -> Result<Vec<Account>, AccountFailure> {
        let rows = self.db.accounts_after(after, limit).await?;
        Ok(rows.into_iter().map(|row| Account { person: row.person, login: row.login, active: row.active }).collect())
    }

    /// Keeps a person out: all sessions end, open links close.
    pub async fn deactivate(&self, person: Uuid, now: Timestamp) -> Result<(), AccountFailure> {
        self.set_active(person, false, now).await
    }

    /// Lets a person in again.
    pub async fn activate(&self, person: Uuid, now: Timestamp) -> Result<(), AccountFailure> {
        self.set_active(person, true, now).await
    }

    async fn set_active(&self, person: Uuid, active: bool, now: Timestamp) -> Result<(), AccountFailure> {
        let known = self.db.set_active(person, active, now.as_microsecond()).await?;
        if known { Ok(()) } else { Err(AccountFailure::NoAccount) }
    }

    /// A random id, as version 4 of the UUID standard says (RFC 9562, section 5.4).
    fn random_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.chance.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// The form in which logins are kept and compared: without blanks around, lower case.
fn normal_login(login: &str) -> Result<String, AccountFailure> {
    let login = login.trim().to_lowercase();
    let usable = (1..=200).contains(&login.chars().count()) && !login.chars().any(|c| c.is_whitespace() || c.is_control());
    if usable { Ok(login) } else { Err(AccountFailure::LoginUnusable) }
}

fn micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MIN)
}
