//! Links that work once: for the first administrator, and for whoever is invited.

use jiff::Timestamp;
use uuid::Uuid;

use super::{AccountFailure, Accounts, Token, instant, micros, normal_login, passwords};
use crate::storage::accounts::{LinkRow, Written};

const SET_UP: &str = "set_up";
const INVITATION: &str = "invitation";

/// A link that can still be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its id; not secret. Commands that follow from the link may derive their ids from it, so that trying again doubles nothing.
    pub id: Uuid,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// It makes the first account, for a person whom its holder names.
    SetUp,
    /// It gives a person a password, for the first time or anew.
    Invitation {
        /// The person.
        person: Uuid,
        /// Their login.
        login: String,
    },
}

impl Accounts {
    /// Opens a link for the first administrator; one that was opened before no longer works.
    pub async fn open_set_up(&self, now: Timestamp) -> Result<Token, AccountFailure> {
        if self.db.has_accounts().await? {
            return Err(AccountFailure::SetUpAlready);
        }
        let expires_at = now.as_microsecond().saturating_add(micros(self.rules.set_up));
        self.open(SET_UP, None, now, expires_at).await
    }

    /// Opens a link with which a person sets their password; one that was opened for them before no longer works. A person who has an account
    /// gets a new password and login by it.
    pub async fn invite(&self, person: Uuid, login: &str, now: Timestamp) -> Result<Token, AccountFailure> {
        let login = normal_login(login)?;
        if self.db.account_of(person).await?.is_some_and(|account| !account.active) {
            return Err(AccountFailure::Deactivated);
        }
        if self.db.account_with_login(&login).await?.is_some_and(|account| account.person != person) {
            return Err(AccountFailure::LoginTaken);
        }
        let expires_at = now.as_microsecond().saturating_add(micros(self.rules.invitation));
        self.open(INVITATION, Some((person, login)), now, expires_at).await
    }

    async fn open(
        &self,
        purpose: &str,
        invited: Option<(Uuid, String)>,
        now: Timestamp,
        expires_at: i64,
    ) -> Result<Token, AccountFailure> {
        let token = Token::drawn(&*self.chance);
        let row = LinkRow {
            token_hash: token.hash(),
            id: self.random_id(),
            purpose: purpose.to_owned(),
            invited,
            created_at: now.as_microsecond(),
            expires_at,
        };
        self.db.open_link(&row).await?;
        Ok(token)
    }

    /// What a link is for, without using it.
    pub async fn link(&self, token: &Token, now: Timestamp) -> Result<Link, AccountFailure> {
        let row = self.open_row(token, now).await?;
        let purpose = match row.invited {
            Some((person, login)) => LinkPurpose::Invitation { person, login },
            None => LinkPurpose::SetUp,
        };
        Ok(Link { id: row.id, purpose, expires_at: instant(row.expires_at) })
    }

    async fn open_row(&self, token: &Token, now: Timestamp) -> Result<LinkRow, AccountFailure> {
        let row = self.db.open_link_with(&token.hash(), now.as_microsecond()).await?;
        row.ok_or(AccountFailure::LinkUnusable)
    }

    /// Refuses a login and password that could not be taken, before anything is made for them.
    pub fn check_new(&self, login: &str, password: &str) -> Result<(), AccountFailure> {
        passwords::is_usable(password, &normal_login(login)?)
    }

    /// Makes the account of the first administrator and uses the link up.
    pub async fn set_up(
        &self,
        token: &Token,
        person: Uuid,
        login: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), AccountFailure> {
        let row = self.open_row(token, now).await?;
        if row.invited.is_some() {
            return Err(AccountFailure::LinkUnusable);
        }
        self.use_up(&row, (person, &normal_login(login)?), password, now).await
    }

    /// Gives the invited person the password, uses the invitation up and says who it is.
    pub async fn accept_invitation(&self, token: &Token, password: &str, now: Timestamp) -> Result<Uuid, AccountFailure> {
        let row = self.open_row(token, now).await?;
        let Some((person, login)) = &row.invited else { return Err(AccountFailure::LinkUnusable) };
        self.use_up(&row, (*person, login), password, now).await?;
        Ok(*person)
    }

    async fn use_up(&self, row: &LinkRow, owner: (Uuid, &str), password: &str, now: Timestamp) -> Result<(), AccountFailure> {
        passwords::is_usable(password, owner.1)?;
        let hash = self.hashing.hash(password, &*self.chance).await?;
        match self.db.use_link(row, owner, &hash, now.as_microsecond()).await? {
            Written::Done => Ok(()),
            Written::LoginTaken => Err(AccountFailure::LoginTaken),
            Written::LinkUnusable => Err(AccountFailure::LinkUnusable),
        }
    }
}
