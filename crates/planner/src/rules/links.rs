//! What a link asks for: of its successor on the way forwards, of its predecessor on the way back.

use crate::graph::{Bond, Tie, percentage};
use crate::minute::Minute;
use crate::network::{Lag, LinkKind};
use crate::pass::Pass;
use crate::prepared::{elapsed, within_signed};

impl Pass<'_> {
    /// Where a link lets its successor start or finish, or what its gate hands on. The start of the horizon stands for
    /// no bound.
    pub(crate) fn bound(&self, tie: &Tie) -> Minute {
        let before = &self.times[tie.from as usize];
        let end = match tie.bond {
            Bond::Link(LinkKind::FinishToStart | LinkKind::FinishToFinish) | Bond::Collect => before.early_finish,
            Bond::Link(LinkKind::StartToStart | LinkKind::StartToFinish) | Bond::Inherit => before.early_start,
        };
        if end == Minute::EARLIEST {
            return end;
        }
        let calendar = self.prepared.lags(tie.to as usize);
        match self.lag(tie) {
            Lag::Working(0) => end,
            Lag::Working(lag) if lag > 0 => self.prepared.finish_after(calendar, end, within_signed(lag)),
            Lag::Working(lag) => {
                let lead = within_signed(lag).saturating_neg();
                self.prepared.start_before(calendar, end, lead).unwrap_or(Minute::EARLIEST)
            }
            Lag::Elapsed(lag) | Lag::Percent(lag) | Lag::ElapsedPercent(lag) => elapsed(end, lag),
        }
    }

    /// The same on the way back: the latest end of the predecessor that lets the successor end there.
    pub(crate) fn unbound(&self, tie: &Tie, end: Minute) -> Minute {
        if end == Minute::LATEST {
            return end;
        }
        let calendar = self.prepared.lags(tie.to as usize);
        match self.lag(tie) {
            Lag::Working(0) => end,
            Lag::Working(lag) => {
                let border = if lag > 0 { Minute::EARLIEST } else { Minute::LATEST };
                self.prepared.start_before(calendar, end, within_signed(lag)).unwrap_or(border)
            }
            Lag::Elapsed(lag) | Lag::Percent(lag) | Lag::ElapsedPercent(lag) => elapsed(end, lag.saturating_neg()),
        }
    }

    /// The lag in minutes; a percentage of a summary's duration is known only now.
    pub(super) fn lag(&self, tie: &Tie) -> Lag {
        let node = tie.from as usize;
        let duration = || {
            let before = &self.times[node];
            self.prepared.between(node, before.early_start, before.early_finish)
        };
        match tie.lag {
            Lag::Working(_) | Lag::Elapsed(_) => tie.lag,
            Lag::Percent(percent) => Lag::Working(percentage(duration(), percent)),
            Lag::ElapsedPercent(percent) => Lag::Elapsed(percentage(duration(), percent)),
        }
    }

    pub(super) fn ties(&self, node: usize) -> &[Tie] {
        let first = &self.prepared.graph.first;
        &self.prepared.graph.ties[first[node] as usize..first[node + 1] as usize]
    }

    /// What the links to a node allow: the earliest start, and the earliest finish.
    pub(crate) fn bounds(&self, node: usize) -> (Minute, Minute) {
        let (mut start, mut finish) = (Minute::EARLIEST, Minute::EARLIEST);
        for tie in self.ties(node) {
            match tie.bond {
                Bond::Link(LinkKind::FinishToStart | LinkKind::StartToStart) => start = start.max(self.bound(tie)),
                Bond::Link(LinkKind::FinishToFinish | LinkKind::StartToFinish) => finish = finish.max(self.bound(tie)),
                Bond::Inherit => {
                    start = start.max(self.times[tie.from as usize].early_start);
                    finish = finish.max(self.times[tie.from as usize].early_finish);
                }
                Bond::Collect => {}
            }
        }
        (start, finish)
    }
}
