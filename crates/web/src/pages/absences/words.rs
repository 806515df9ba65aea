//! An absence in words.

use jiff::civil::Date;
use organization::{Absence, AbsenceSort, DayPart};

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

/// Which part of each day it takes; empty where it takes all.
pub(super) fn part(absence: &Absence) -> String {
    match absence.part {
        DayPart::Whole => String::new(),
        DayPart::Morning | DayPart::Afternoon => choices::words("DayPart", &absence.part).to_lowercase(),
    }
}
