//! `throughline token`: the tokens of programs, made and ended by whoever holds the data directory.

use clap::Subcommand;
use office::accounts::{AccountFailure, Accounts, Scope};
use organization::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::Surroundings as _;

use crate::failure::Failure;
use crate::mend::named;
use crate::place::{Place, Where};
use crate::reach::{self, Reach};
use crate::surroundings::Machine;

/// What is asked about tokens.
#[derive(Subcommand)]
pub(crate) enum Asked {
    /// Makes a token with which a program acts for a person. Its secret is printed once.
    Add {
        /// The person, by reference.
        person: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do: read, or also change.
        #[arg(long, default_value = "read", value_parser = ["read", "change"])]
        scope: String,
        /// For how many days it works.
        #[arg(long, default_value_t = 90)]
        days: i64,
        #[command(flatten)]
        at: Where,
    },
    /// Lists the tokens of a person.
    List {
        /// The person, by reference.
        person: String,
        #[command(flatten)]
        at: Where,
    },
    /// Ends a token of a person.
    End {
        /// The person, by reference.
        person: String,
        /// The id of the token.
        token: Uuid,
        #[command(flatten)]
        at: Where,
    },
}

/// The same for the server that runs on a data directory.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wish {
    /// Make one.
    Add { person: Uuid, name: String, scope: String, days: i64 },
    /// List them.
    List { person: Uuid },
    /// End one.
    End { person: Uuid, token: Uuid },
}

/// Does what is asked, by the server that runs there or on the database itself.
pub(crate) async fn token(asked: Asked) -> Result<(), Failure> {
    let (at, person) = match &asked {
        Asked::Add { at, person, .. } | Asked::List { at, person } | Asked::End { at, person, .. } => (at, person),
    };
    let place = at.place()?;
    let person = person_named(&place, person).await?;
    let wish = match asked {
        Asked::Add { name, scope, days, .. } => Wish::Add { person, name, scope, days },
        Asked::List { .. } => Wish::List { person },
        Asked::End { token, .. } => Wish::End { person, token },
    };
    print!("{}", Reach::existing(&place).await?.tokens(wish).await?);
    Ok(())
}

async fn person_named(place: &Place, text: &str) -> Result<Uuid, Failure> {
    let value = reach::read(place).await?;
    let id = named(&value, text)?;
    let person = id.to::<PersonId>().ok_or_else(|| Failure::usage(format!("{} is no person.", value.label(id))))?;
    Ok(organization::AnyId::from(person).id)
}

/// Carries a wish out and says what came of it, in lines.
pub(crate) async fn carry_out(accounts: &Accounts, wish: Wish) -> Result<String, Failure> {
    let now = Machine.now();
    match wish {
        Wish::Add { person, name, scope, days } => {
            let scope = Scope::from_name(&scope).unwrap_or(Scope::Read);
            let (token, made) = accounts.make_token(person, &name, scope, days, now).await.map_err(refused)?;
            Ok(format!("{}\nIt works until {} and is not shown again.\n", token.secret(), made.expires_at))
        }
        Wish::List { person } => {
            let tokens = accounts.tokens(person, now).await.map_err(refused)?;
            let line = |token: &office::accounts::MadeToken| {
                let used = token.used_at.map_or("never used".to_owned(), |at| format!("last used {at}"));
                format!("{}  {:<6}  {}, until {}, {used}\n", token.id, token.scope.name(), token.name, token.expires_at)
            };
            Ok(tokens.iter().map(line).collect())
        }
        Wish::End { person, token } => {
            if accounts.end_token(person, token).await.map_err(refused)? {
                return Ok("It works no longer.\n".to_owned());
            }
            Err(Failure::refused("This person has no such token."))
        }
    }
}

fn refused(failure: AccountFailure) -> Failure {
    if matches!(failure, AccountFailure::Storage(_)) { failure.into() } else { Failure::refused(failure.to_string()) }
}
