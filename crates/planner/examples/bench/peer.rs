//! Another program that plans the same instances: one instance a line to it, one answer a line from it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::read::Instance;

/// A peer that runs.
pub(crate) struct Peer {
    child: Child,
    answers: BufReader<ChildStdout>,
}

/// What it answered.
pub(crate) struct Answer {
    /// `None` when it found no plan.
    pub(crate) starts: Option<Vec<u32>>,
    /// No plan is shorter, it says.
    pub(crate) lower_bound: u32,
    /// Processor time of its search.
    pub(crate) seconds: f64,
}

impl Peer {
    /// Starts a program with its script.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub(crate) fn start(program: &str, script: &str) -> Result<Self, String> {
        let child = Command::new(program).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{program}: {error}"))?;
        let out = child.stdout.take().ok_or("the peer has no output")?;
        Ok(Self { child, answers: BufReader::new(out) })
    }

    /// Has an instance planned with a budget of processor seconds.
    ///
    /// # Errors
    ///
    /// When the peer ends or says something else.
    pub(crate) fn plan(&mut self, instance: &Instance, budget: f64, workers: u32) -> Result<Answer, String> {
        let Instance { durations, needs, capacities, distances } = instance;
        let distances: Vec<[i64; 3]> = distances
            .iter()
            .map(|(from, to, more)| [i64::try_from(*from).unwrap_or(0), i64::try_from(*to).unwrap_or(0), *more])
            .collect();
        let mut line = String::new();
        // Lists of numbers look the same in JSON and in Rust; writing to a text cannot fail.
        let _ = writeln!(
            line,
            "{{\"durations\":{durations:?},\"needs\":{needs:?},\"capacities\":{capacities:?},\
             \"distances\":{distances:?},\"budget\":{budget},\"workers\":{workers}}}"
        );
        let input = self.child.stdin.as_mut().ok_or("the peer has no input")?;
        input.write_all(line.as_bytes()).and_then(|()| input.flush()).map_err(|error| format!("the peer: {error}"))?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer).map_err(|error| format!("the peer: {error}"))?;
        let unclear = || format!("the peer answers “{}”", answer.trim());
        let seconds = value(&answer, "seconds").and_then(|seconds| seconds.parse().ok()).ok_or_else(unclear)?;
        let lower_bound = value(&answer, "lower_bound").and_then(|bound| bound.parse().ok()).ok_or_else(unclear)?;
        let starts = answer.split_once("\"starts\": [").and_then(|(_, rest)| rest.split_once(']'));
        let starts = starts.map(|(starts, _)| starts.split(',').filter_map(|start| start.trim().parse().ok()).collect());
        Ok(Answer { starts, lower_bound, seconds })
    }
}

impl Drop for Peer {
    /// Its input ends, so it does; it is waited for so that nothing is left behind.
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The number behind a name.
fn value<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = answer.split_once(&format!("\"{name}\": "))?;
    rest.split([',', '}']).next().map(str::trim)
}
