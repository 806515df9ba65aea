//! An absence in words.

use jiff::civil::Date;
use organization::{Absence, AbsenceSort};

use crate::{choices, format};

/// Its days: "1 to 4 Dec".
pub(in crate::pages) fn days_of(absence: &Absence, today: Date) -> String {
    format::days(absence.from, absence.last_day(), today)
}

/// What it is for, where the viewer may see it; empty otherwise.
pub(super) fn sort(absence: &Absence) -> String {
    match absence.sort {
        AbsenceSort::Away => String::new(),
        AbsenceSort::Holiday | AbsenceSort::Illness | AbsenceSort::Care | AbsenceSort::Training => {
            choices::words("AbsenceSort", &absence.sort).to_lowercase()
        }
    }
}
