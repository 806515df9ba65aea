//! Where time, identity and chance enter the program: the only place that asks the machine for them.

use std::sync::Arc;

use jiff::Timestamp;
use office::Chance;
use uuid::Uuid;

/// The machine's clock and ids of version 7.
pub(crate) struct Machine;

impl web::Surroundings for Machine {
    #[expect(clippy::disallowed_methods, reason = "time enters here")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "identity enters here")]
    fn mint(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// The operating system's generator of randomness.
pub(crate) fn chance() -> Arc<dyn Chance> {
    Arc::new(|bytes: &mut [u8]| {
        // A machine without randomness can keep no secret; nothing sensible can be done then.
        #[expect(clippy::expect_used, reason = "a machine without randomness can keep no secret")]
        getrandom::fill(bytes).expect("the operating system gives randomness");
    })
}
