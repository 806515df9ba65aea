//! The five by five map: how probable risks are against how bad they would be. It is a table, so that everybody can read it, and it ranks nothing.

use std::sync::Arc;

use askama::Template;
use organization::Risk;

use crate::address;
use crate::component::Code;
use crate::visit::Visit;

/// Risks that one place of the map names; the register below has all of them.
const NAMED: usize = 6;

/// The map.
#[derive(Template)]
#[template(path = "parts/risk_map.html")]
struct Map {
    /// Rows from the most probable to the least.
    rows: Vec<MapRow>,
    /// Risks without a place, since nobody has estimated them.
    placeless: usize,
}

struct MapRow {
    words: &'static str,
    places: Vec<MapPlace>,
}

struct MapPlace {
    /// How grave the place is, from 1 to 3, as a class.
    heat: &'static str,
    codes: Vec<Code>,
    more: usize,
}

const CHANCES: [&str; 5] = ["to 20%", "to 40%", "to 60%", "to 80%", "above 80%"];

/// The map of some risks, as safe HTML.
pub(super) fn of(visit: &Visit, risks: &[Arc<Risk>]) -> String {
    let mut places: Vec<Vec<Vec<Code>>> = vec![vec![Vec::new(); 5]; 5];
    let mut placeless = 0;
    for risk in risks {
        let worth = visit.results.exposures.of(risk.id);
        let place = worth.and_then(|worth| Some((insight::likelihood(worth.probability?), worth.grade?)));
        let cell = place.and_then(|(row, column)| places.get_mut(usize::from(row) - 1)?.get_mut(usize::from(column) - 1));
        match cell {
            Some(cell) => cell.push(Code::linked(format!("R-{}", risk.number), address::of(&visit.seen, risk.id.into()))),
            None => placeless += 1,
        }
    }
    let row = |(row, (cells, words)): (usize, (Vec<Vec<Code>>, &'static str))| MapRow {
        words,
        places: cells.into_iter().enumerate().map(|(column, codes)| place(row, column, codes)).collect(),
    };
    let rows: Vec<MapRow> = places.into_iter().zip(CHANCES).enumerate().map(row).rev().collect();
    Map { rows, placeless }.render().unwrap_or_default()
}

fn place(row: usize, column: usize, mut codes: Vec<Code>) -> MapPlace {
    let heat = match (row + 1) * (column + 1) {
        0..=4 => "low",
        5..=9 => "middle",
        _ => "high",
    };
    let more = codes.len().saturating_sub(NAMED);
    codes.truncate(NAMED);
    MapPlace { heat, codes, more }
}
