//! The clock of a server: does what is due when its day has come, and when a change made something due.

use std::time::Duration;

use crate::desk::{self, Desk};

/// How long after midnight it may take until what is due is done.
const PAUSE: Duration = Duration::from_secs(20);

/// Does what is due, now and from now on, until the desk is gone.
pub(crate) fn start(desk: &Desk) {
    let alive = std::sync::Arc::downgrade(&desk.derived);
    let (office, surroundings) = (desk.office.clone(), desk.surroundings.clone());
    tokio::spawn(async move {
        let mut looked = None;
        while alive.strong_count() > 0 {
            let now = (office.position(), desk::today(&office, &*surroundings));
            if looked != Some(now) {
                match office.do_what_is_due(now.1, surroundings.now()).await {
                    Ok(_) => looked = Some(now),
                    Err(failure) => tracing::warn!(%failure, "what is due could not be done; it is tried again"),
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}
