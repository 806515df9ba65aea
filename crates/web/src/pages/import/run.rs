//! Runs: what somebody brought and has not finished yet. They are kept in memory, each for whoever brought it, for two hours.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use exchange::bundle::Bundle;
use exchange::mspdi;
use exchange::table::{Grid, Grids, Recipe};
use jiff::{SignedDuration, Timestamp};
use organization::{GoalId, PersonId, ProjectId, UnitId};
use uuid::Uuid;

use super::preview::Preview;

/// How long a run is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(2);
/// How many runs are kept.
const MOST: usize = 20;
/// How many bytes of files are kept.
const BYTES: usize = 512 << 20;

/// What somebody brought.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) id: Uuid,
    pub(super) person: PersonId,
    pub(super) made: Timestamp,
    /// The names of the files, for people.
    pub(super) files: String,
    /// How many bytes it keeps.
    pub(super) bytes: usize,
    pub(super) content: Arc<Content>,
    pub(super) settings: Settings,
    pub(super) preview: Arc<Preview>,
    /// What became of it.
    pub(super) applied: Option<Applied>,
}

/// What the files are.
pub(super) enum Content {
    /// A CSV bundle: its files and what was read of them.
    Bundle {
        /// The files as they came, or as they were mended.
        files: BTreeMap<String, Vec<u8>>,
        /// Their sheets.
        bundle: Bundle,
    },
    /// A Microsoft Project plan.
    Project {
        /// The name of the file.
        file: String,
        /// What was read of it.
        plan: Box<mspdi::Plan>,
    },
    /// A table: of a CSV file, of a workbook, or pasted.
    Table(Box<TableContent>),
}

/// A table and how it is read.
#[derive(Clone)]
pub(super) struct TableContent {
    /// The file as it came.
    pub(super) bytes: Arc<Vec<u8>>,
    /// What was read of it, with the cells that were mended.
    pub(super) grids: Grids,
    /// What it is about and which column is which field.
    pub(super) recipe: Recipe,
    /// Whether somebody said that the columns are right, or they were known.
    pub(super) ready: bool,
}

impl TableContent {
    /// The table of the workbook that the recipe is about, and the number of the row of heads.
    pub(super) fn grid(&self) -> Option<(&Grid, usize)> {
        let grid = self.recipe.grid(&self.grids.grids)?;
        Some((grid, grid.row_at(self.recipe.header).unwrap_or_default()))
    }

    /// The same table, to be mended.
    pub(super) fn grid_mut(&mut self) -> Option<&mut Grid> {
        let sheet = self.recipe.grid(&self.grids.grids)?.sheet.clone();
        let at = self.grids.grids.iter().position(|grid| grid.sheet == sheet && !grid.rows.is_empty())?;
        self.grids.grids.get_mut(at)
    }
}

/// What an import is told beside the files.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Settings {
    /// The name under which the keys of the files are known.
    pub(super) source: String,
    /// The project that a plan becomes; nothing for the one that the source is known by, or a new one.
    pub(super) project: Option<ProjectId>,
    /// The unit of a new project.
    pub(super) unit: Option<UnitId>,
    /// The goal that a new project serves.
    pub(super) goal: Option<GoalId>,
}

/// An import that was done.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(super) struct Applied {
    /// The position of its last entry.
    pub(super) position: u64,
    /// How many records changed.
    pub(super) changed: usize,
}

/// All runs.
#[derive(Default)]
pub(super) struct Runs {
    kept: Mutex<Vec<Run>>,
}

impl Runs {
    /// Keeps a run, or its newer state. The oldest ones go where there are too many or too much.
    pub(super) fn keep(&self, run: Run) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.id != run.id && run.made.duration_since(other.made) < KEPT);
        kept.push(run);
        while kept.len() > 1 && (kept.len() > MOST || kept.iter().map(|run| run.bytes).sum::<usize>() > BYTES) {
            kept.remove(0);
        }
    }

    /// A run of a person.
    pub(super) fn find(&self, id: Uuid, person: PersonId, now: Timestamp) -> Option<Run> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|run| run.id == id && run.person == person && now.duration_since(run.made) < KEPT).cloned()
    }

    /// The runs of a person, the newest first.
    pub(super) fn of(&self, person: PersonId, now: Timestamp) -> Vec<Run> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let own = |run: &&Run| run.person == person && now.duration_since(run.made) < KEPT;
        kept.iter().rev().filter(own).cloned().collect()
    }

    /// Forgets a run.
    pub(super) fn drop_run(&self, id: Uuid) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|run| run.id != id);
    }
}
