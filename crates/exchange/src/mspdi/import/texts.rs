//! Texts of a file as names and notes: what cannot be shown goes, what is too long is cut.

use organization::text::{NAME_LIMIT, PROSE_LIMIT};
use organization::{Name, Prose, can_be_shown};

/// A text of a record, and whether it is less than the file says, be it a blank at its end.
pub(super) struct Taken<T> {
    pub(super) text: T,
    pub(super) cut: bool,
}

/// A name from the file, or another where it states none.
pub(super) fn name(stated: Option<&str>, otherwise: &str) -> Taken<Name> {
    let stated = stated.unwrap_or_default();
    if let Ok(text) = Name::new(stated) {
        let cut = *text != *stated;
        return Taken { text, cut };
    }
    let short: String = shown(stated).chars().take(NAME_LIMIT).collect();
    let cut = !stated.trim().is_empty();
    let text = Name::new(&short).or_else(|_| Name::new(otherwise)).unwrap_or_default();
    Taken { text, cut }
}

/// Notes from the file.
pub(super) fn prose(stated: Option<&str>) -> Taken<Prose> {
    let stated = stated.unwrap_or_default();
    match Prose::new(stated) {
        Ok(text) => {
            let cut = *text != *stated;
            Taken { text, cut }
        }
        Err(_) => {
            let short: String = shown(stated).chars().take(PROSE_LIMIT).collect();
            Taken { text: Prose::new(&short).unwrap_or_default(), cut: true }
        }
    }
}

fn shown(text: &str) -> String {
    let hidden = |letter: char| !can_be_shown(letter) && !matches!(letter, '\n' | '\t');
    text.chars().map(|letter| if letter == '\r' { '\n' } else { letter }).filter(|letter| !hidden(*letter)).collect()
}
