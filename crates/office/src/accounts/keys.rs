//! Tokens of programs: what a script, a report or another system shows to act for the person who made it.
//!
//! A token has a name by which its owner knows it, says whether it may only read or also change, and ends after at most a year. It is shown once, when it is
//! made; only its hash is kept. It ends with everything that ends the sessions of its owner, and can be ended alone.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{AccountFailure, Accounts, Token, instant, micros};
use crate::storage::accounts::TokenRow;

/// The most days that a token works.
pub const TOKEN_DAYS: i64 = 366;
/// The most tokens of one person.
pub(super) const MOST: usize = 50;
/// The longest name, in characters.
const NAME: usize = 100;
/// The use of a token is noted at most this often, so that reading seldom writes.
const USED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Read what its owner sees.
    Read,
    /// Read, and change what its owner may change.
    Change,
}

impl Scope {
    /// Both, the lesser first.
    pub const ALL: [Scope; 2] = [Scope::Read, Scope::Change];

    /// Its name in forms, storage and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Change => "change",
        }
    }

    /// The scope with a name.
    pub fn from_name(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// A token as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeToken {
    /// Its id, to end it by; not secret.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was last used, to within five minutes; nothing where it never was.
    pub used_at: Option<Timestamp>,
}

/// Whoever shows a good token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The person who made it.
    pub person: Uuid,
    /// What it may do.
    pub scope: Scope,
}

impl From<TokenRow> for MadeToken {
    fn from(row: TokenRow) -> MadeToken {
        MadeToken {
            id: row.id,
            scope: Scope::from_name(&row.scope).unwrap_or(Scope::Read),
            name: row.name,
            created_at: instant(row.created_at),
            expires_at: instant(row.expires_at),
            used_at: row.used_at.map(instant),
        }
    }
}

impl Accounts {
    /// Makes a token that works for some days, and says its secret, which cannot be shown again. In a demonstration nobody needs an account before.
    pub async fn make_token(
        &self,
        person: Uuid,
        name: &str,
        scope: Scope,
        days: i64,
        now: Timestamp,
    ) -> Result<(Token, MadeToken), AccountFailure> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let named = (1..=NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !named || !(1..=TOKEN_DAYS).contains(&days) {
            return Err(AccountFailure::TokenUnusable);
        }
        if self.tokens(person, now).await?.len() >= MOST {
            return Err(AccountFailure::TooManyTokens);
        }
        if self.db.is_demo() {
            self.db.ensure_account(person, now.as_microsecond()).await?;
        }
        let token = Token::of_program(&*self.chance);
        let at = now.as_microsecond();
        let row = TokenRow {
            token_hash: token.hash(),
            id: self.random_id(),
            person,
            name,
            scope: scope.name().to_owned(),
            created_at: at,
            expires_at: at.saturating_add(micros(SignedDuration::from_hours(24 * days))),
            used_at: None,
        };
        if !self.db.make_token(&row).await? {
            return Err(AccountFailure::NoAccount);
        }
        Ok((token, row.into()))
    }

    /// Who shows this token, when it is still good. Asked at each request.
    pub async fn bearer(&self, token: &Token, now: Timestamp) -> Result<Option<Bearer>, AccountFailure> {
        let hash = token.hash();
        let at = now.as_microsecond();
        let Some(row) = self.db.token_with(&hash, at).await? else { return Ok(None) };
        if row.used_at.is_none_or(|used| at.saturating_sub(used) >= micros(USED_EVERY))
            && let Err(error) = self.db.use_token(&hash, at).await
        {
            // Reading goes on when nothing can be written, on a full disk for instance.
            tracing::warn!(%error, "the use of a token was not noted");
        }
        Ok(Some(Bearer { person: row.person, scope: Scope::from_name(&row.scope).unwrap_or(Scope::Read) }))
    }

    /// The good tokens of a person, the newest first.
    pub async fn tokens(&self, person: Uuid, now: Timestamp) -> Result<Vec<MadeToken>, AccountFailure> {
        let rows = self.db.tokens_of(person, now.as_microsecond()).await?;
        Ok(rows.into_iter().map(MadeToken::from).collect())
    }

    /// Ends a token of a person; false where they have no such token.
    pub async fn end_token(&self, person: Uuid, token: Uuid) -> Result<bool, AccountFailure> {
        Ok(self.db.end_token(person, token).await?)
    }

    /// Removes the rows of tokens that have ended, and says how many; to be called now and then.
    pub async fn forget_tokens(&self, now: Timestamp) -> Result<u64, AccountFailure> {
        Ok(self.db.forget_tokens(now.as_microsecond()).await?)
    }
}
