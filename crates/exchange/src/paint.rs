//! Colours at a terminal.

/// Writes words in a colour or weight, named by its number among the attributes of ECMA-48 (`1` is bold, `2` faint, `31` red); as they are where the terminal
/// shows no colours.
pub(crate) fn painter(colour: bool) -> impl Fn(&str, &str) -> String {
    move |code, words| if colour { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_owned() }
}
