//! The clock of a server: does what is due when its day has come, and when a change made something due. Once a day it removes the sessions and tokens that
//! have ended.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use office::accounts::{AccountFailure, Accounts, TOKEN_DAYS};

use crate::desk::{self, Desk};

/// How long after midnight it may take until what is due is done.
const PAUSE: Duration = Duration::from_secs(20);

/// Does what is due, now and from now on, until the desk is gone.
pub(crate) fn start(desk: &Desk) {
    let alive = std::sync::Arc::downgrade(&desk.derived);
    let (office, accounts, surroundings) = (desk.office.clone(), desk.accounts.clone(), desk.surroundings.clone());
    tokio::spawn(async move {
        let mut looked = None;
        let mut tidied = None;
        while alive.strong_count() > 0 {
            let at = surroundings.now();
            let now = (office.position(), desk::day_of(&office, at));
            if tidied != Some(now.1) {
                match forget_what_ended(&accounts, at).await {
                    Ok(()) => tidied = Some(now.1),
                    Err(failure) => {
                        tracing::warn!(%failure, "sessions and tokens that ended could not be removed; it is tried again")
                    }
                }
            }
            if looked != Some(now) {
                match office.do_what_is_due(now.1, at).await {
                    Ok(_) => looked = Some(now),
                    Err(failure) => tracing::warn!(%failure, "what is due could not be done; it is tried again"),
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}

/// Whoever lost their session signs in again; a token would be missed by a program for ever. So tokens stay for as long again as they may work: a clock that
/// runs ahead for a day takes none away.
async fn forget_what_ended(accounts: &Accounts, at: Timestamp) -> Result<(), AccountFailure> {
    accounts.forget_sessions(at).await?;
    accounts.forget_tokens(at - SignedDuration::from_hours(24 * TOKEN_DAYS)).await?;
    Ok(())
}
