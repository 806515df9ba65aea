//! Cells that a spreadsheet would take for a formula are written with a `'` before them, and read back without it.
//!
//! A formula in an exported name could send the reader's data away. Blanks, quotation marks and full-width signs before or in place of `=` count too.

use std::borrow::Cow;

/// Whether a spreadsheet might compute this text, whatever number of `'` stands before it.
fn is_dangerous(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    if bare.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let inside = bare.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '“' | '”'));
    inside.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number(bare)
}

/// A number computes to itself.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.starts_with(|letter: char| letter.is_ascii_digit())
}

/// The text as it is written.
pub fn defuse(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was meant.
pub(crate) fn undo_defuse(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_dangerous(cell) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::{defuse, undo_defuse};

    #[test]
    fn what_a_spreadsheet_would_compute_is_defused_and_comes_back_as_it_was() {
        for text in ["=1+1", "+x", "-x", "@x", " =1", "\"=1", "＝1", "\t=1", "'=1", "''=1", "-", "--1", "-1-1"] {
            assert_eq!(defuse(text), format!("'{text}"));
            assert_eq!(undo_defuse(&defuse(text)), text);
        }
        for text in ["-5", "-5.25", "x=1", "'quoted'", "''quoted''", "", "'", "'-5"] {
            assert_eq!(defuse(text), text);
            assert_eq!(undo_defuse(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(text in "['\"=+@\\-\\t 0-9a＝]{0,8}") {
            let written = defuse(&text).into_owned();
            proptest::prop_assert_eq!(undo_defuse(&written), text);
        }
    }
}
