//! Signing in, and the sessions that follow.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::tokens::hash_of;
use super::{AccountFailure, Accounts, Token, instant, micros, normal_login, passwords};
use crate::storage::accounts::{Limits, SessionRow, Try};

/// How long failed tries are counted.
const TRIES_COUNT_FOR: SignedDuration = SignedDuration::from_hours(1);
/// The use of a session is noted at most this often, so that reading a page seldom writes.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// The greatest number of characters kept of what a browser says about itself.
const AGENT: usize = 200;

/// Where a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The network address, as the server trusts it.
    pub address: String,
    /// What the browser says about itself.
    pub agent: String,
}

/// A session that was just begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The secret for the cookie; it is not kept and cannot be shown again.
    pub token: Token,
    /// The session.
    pub session: Session,
}

/// A session of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, to list and end it by; not secret.
    pub id: Uuid,
    /// Who is signed in.
    pub person: Uuid,
    /// From which address it was begun.
    pub address: String,
    /// With which browser it was begun.
    pub agent: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to within five minutes.
    pub seen_at: Timestamp,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Session {
        Session {
            id: row.id,
            person: row.person,
            address: row.address,
            agent: row.agent,
            created_at: instant(row.created_at),
            seen_at: instant(row.seen_at),
        }
    }
}

impl Accounts {
    /// Begins a session for whoever knows the password.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<SignedIn, AccountFailure> {
        // What cannot be a login is not one: the answer is the same.
        let login = normal_login(login).unwrap_or_default();
        let tried = self.begin_try(login, caller, now).await?;
        let account = self.db.account_with_login(&tried.login).await?;
        let hash = account.as_ref().and_then(|account| account.password.as_deref());
        let usable = password.chars().count() <= passwords::MOST;
        let matches = self.hashing.matches(if usable { password } else { "" }, hash).await?;
        match account {
            Some(account) if matches && usable && account.active => self.begin(account.person, caller, Some(&tried), now).await,
            Some(_) | None => Err(AccountFailure::Wrong),
        }
    }

    /// Begins a session for a person without a password, which only a demonstration allows.
    pub async fn sign_in_as(&self, person: Uuid, caller: &Caller, now: Timestamp) -> Result<SignedIn, AccountFailure> {
        if !self.db.is_demo() {
            return Err(AccountFailure::NotADemonstration);
        }
        self.db.ensure_account(person, now.as_microsecond()).await?;
        self.begin(person, caller, None, now).await
    }

    async fn begin_try(&self, login: String, caller: &Caller, now: Timestamp) -> Result<Try, AccountFailure> {
        let limits = Limits {
            window: micros(TRIES_COUNT_FOR),
            per_pair: self.rules.tries_per_login_and_address.into(),
            per_login: self.rules.tries_per_login.into(),
            per_address: self.rules.tries_per_address.into(),
        };
        let login_hash = hash_of("login", &login);
        let at = now.as_microsecond();
        let wanted = Try { id: self.random_id(), login_hash, login, address: caller.address.clone(), at };
        match self.db.begin_try(&wanted, limits).await? {
            Ok(()) => Ok(wanted),
            Err(until) => Err(AccountFailure::TooManyTries { wait: SignedDuration::from_micros(until.saturating_sub(at)) }),
        }
    }

    async fn begin(
        &self,
        person: Uuid,
        caller: &Caller,
        tried: Option<&Try>,
        now: Timestamp,
    ) -> Result<SignedIn, AccountFailure> {
        let token = Token::drawn(&*self.chance);
        let at = now.as_microsecond();
        let row = SessionRow {
            token_hash: token.hash(),
            id: self.random_id(),
            person,
            address: caller.address.clone(),
            agent: caller.agent.chars().take(AGENT).collect(),
            created_at: at,
            seen_at: at,
        };
        if !self.db.begin_session(&row, tried).await? {
            return Err(AccountFailure::Wrong);
        }
        Ok(SignedIn { token, session: row.into() })
    }

    /// Who shows this token, when their session is still good. Asked at each request.
    pub async fn session(&self, token: &Token, now: Timestamp) -> Result<Option<Session>, AccountFailure> {
        let hash = token.hash();
        let Some(row) = self.db.session_with(&hash).await? else { return Ok(None) };
        if self.is_over(&row, now) {
            return Ok(None);
        }
        let at = now.as_microsecond();
        if at.saturating_sub(row.seen_at) >= micros(SEEN_EVERY)
            && let Err(error) = self.db.see_session(&hash, at).await
        {
            // Reading goes on when nothing can be written, on a full disk for instance.
            tracing::warn!(%error, "the use of a session was not noted");
        }
        Ok(Some(row.into()))
    }

    fn is_over(&self, row: &SessionRow, now: Timestamp) -> bool {
        let age = |since: i64| now.as_microsecond().saturating_sub(since);
        age(row.created_at) >= micros(self.rules.absolute) || age(row.seen_at) >= micros(self.rules.idle)
    }

    /// The good sessions of a person, the one seen last first.
    pub async fn sessions(&self, person: Uuid, now: Timestamp) -> Result<Vec<Session>, AccountFailure> {
        let rows = self.db.sessions_of(person).await?;
        Ok(rows.into_iter().filter(|row| !self.is_over(row, now)).map(Session::from).collect())
    }

    /// Ends the session with this token; false where there was none.
    pub async fn sign_out(&self, token: &Token) -> Result<bool, AccountFailure> {
        Ok(self.db.end_session_with(&token.hash()).await?)
    }

    /// Ends one session of a person; false where they have no such session.
    pub async fn end_session(&self, person: Uuid, session: Uuid) -> Result<bool, AccountFailure> {
        Ok(self.db.end_session(person, session).await?)
    }

    /// Ends the sessions of a person other than `keep`, and says how many.
    pub async fn end_other_sessions(&self, person: Uuid, keep: Uuid) -> Result<u64, AccountFailure> {
        Ok(self.db.end_other_sessions(person, keep).await?)
    }

    /// Removes the rows of sessions that are over, and says how many; to be called now and then.
    pub async fn forget_sessions(&self, now: Timestamp) -> Result<u64, AccountFailure> {
        let before = |age| now.as_microsecond().saturating_sub(micros(age));
        Ok(self.db.forget_sessions(before(self.rules.absolute), before(self.rules.idle)).await?)
    }

    /// Replaces the password of whoever is signed in and knows the old one; their other sessions end.
    pub async fn change_password(&self, session: &Session, old: &str, new: &str, now: Timestamp) -> Result<(), AccountFailure> {
        let account = self.db.account_of(session.person).await?.ok_or(AccountFailure::NoAccount)?;
        let login = account.login.unwrap_or_default();
        passwords::is_usable(new, &login)?;
        let caller = Caller { address: session.address.clone(), agent: session.agent.clone() };
        self.begin_try(login, &caller, now).await?;
        if !account.active || !self.hashing.matches(old, account.password.as_deref()).await? {
            return Err(AccountFailure::Wrong);
        }
        let hash = self.hashing.hash(new, &*self.chance).await?;
        self.db.replace_password(session.person, &hash, session.id, now.as_microsecond()).await?;
        Ok(())
    }
}
