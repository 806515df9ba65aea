//! What happens by itself when its day comes: the program sets the runs of processes that are due.
//!
//! These are commands of the program, with ids made of kind, subject and day ([`due`]), so each happens once, however many servers look and however often:
//! a run that somebody took away again is not set anew.

use jiff::Timestamp;
use jiff::civil::Date;
use organization::{Act, AddProcessRun, AnyId, ProcessId, ProcessRunId};

use crate::{Failure, Office, Request, due};

impl Office {
    /// Does what is due on a day, as the program; how many things changed. One that is refused hinders no other.
    pub async fn do_what_is_due(&self, day: Date, at: Timestamp) -> Result<usize, Failure> {
        let mut changed = 0;
        for (process, on) in self.value().runs_due(day) {
            match self.perform(set_run(process, on, Act { at, ..Act::of_system(day) })).await {
                Ok(done) => changed += usize::from(done.changed > 0),
                Err(Failure::Refused { code, .. }) => tracing::warn!(code, "a run that is due was refused"),
                Err(failure) => return Err(failure),
            }
        }
        Ok(changed)
    }
}

fn set_run(process: ProcessId, on: Date, act: Act) -> Request {
    let subject = AnyId::from(process);
    let id = ProcessRunId::from(due("process-run", subject, on));
    let run = AddProcessRun {
        id,
        process,
        due: on,
        ticked: Vec::new(),
        note: None,
        state: None,
        number: None,
        keys: organization::Keys::default(),
    };
    Request { id: due("add-process-run", subject, on), act, commands: vec![run.into()], based_on: None, import: None }
}
