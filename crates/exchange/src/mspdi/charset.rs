//! From bytes to text. Plans are written in UTF-8 or UTF-16; Latin-1 and Windows-1252 occur in files of other programs.
//!
//! A byte order mark wins over what the XML declaration says. Bytes that do not fit are never replaced: the file is refused, with the place.

use super::fault::{Refusal, RefusalCode};
use super::measure::Position;
use std::borrow::Cow;

/// What Windows-1252 has for the bytes 0x80 to 0x9F; `\0` where it has nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—',
    '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The text of a file, without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return utf8(rest),
        [0xFF, 0xFE, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => return utf16(bytes, u16::from_le_bytes),
        [0, b'<', ..] => return utf16(bytes, u16::from_be_bytes),
        _ => {}
    }
    let Some(declared) = declared(bytes) else { return utf8(bytes) };
    match declared.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(bytes),
        "iso-8859-1" | "latin1" | "iso_8859-1" => Ok(Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())),
        "windows-1252" | "cp1252" => windows_1252(bytes),
        "utf-16" | "utf-16le" | "utf-16be" => Err(wrong(
            format!("The file says that it is written in {declared}, but its bytes are not. Save it again as UTF-8."),
            None,
        )),
        _ => Err(wrong(
            format!("The file is written in {declared}, which is not read here. Save it as UTF-8."),
            Some(Position { line: 1, column: 1 }),
        )),
    }
}

fn wrong(sentence: String, at: Option<Position>) -> Refusal {
    Refusal { code: RefusalCode::WrongCharset, sentence, at }
}

fn truncated(at: Option<Position>) -> Refusal {
    Refusal {
        code: RefusalCode::Truncated,
        sentence: "The file ends in the middle of a letter, so it is not complete. Copy or export it again.".to_owned(),
        at,
    }
}

/// The encoding that the XML declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..400).unwrap_or(bytes);
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|letter| *letter == '"' || *letter == '\'')?;
    let name = value.get(1..)?.split(quote).next()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.:".contains(letter);
    (!name.is_empty() && name.len() <= 40 && name.chars().all(plain)).then(|| name.to_owned())
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(fault) => fault,
    };
    let good = bytes.get(..fault.valid_up_to()).unwrap_or_default();
    let at = end_of(&String::from_utf8_lossy(good));
    let Some(byte) = bytes.get(fault.valid_up_to()).filter(|_| fault.error_len().is_some()) else {
        return Err(truncated(Some(at)));
    };
    Err(wrong(
        format!("The file is not written in UTF-8: the byte {byte:02X} does not belong there. Save it again as UTF-8."),
        Some(at),
    ))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Refusal> {
    let pairs = bytes.chunks_exact(2);
    let odd = !pairs.remainder().is_empty();
    let mut text = String::with_capacity(bytes.len() / 2);
    for letter in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        match letter {
            Ok(letter) => text.push(letter),
            Err(fault) => {
                let sentence = format!(
                    "The file is not written in UTF-16: {:04X} stands alone and is no letter. Save it again as UTF-8.",
                    fault.unpaired_surrogate()
                );
                return Err(wrong(sentence, Some(end_of(&text))));
            }
        }
    }
    if odd { Err(truncated(Some(end_of(&text)))) } else { Ok(Cow::Owned(text)) }
}

fn windows_1252(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        let letter = match byte {
            0x80..=0x9F => WINDOWS_1252.get(usize::from(*byte - 0x80)).copied().unwrap_or('\0'),
            _ => char::from(*byte),
        };
        if letter == '\0' {
            let sentence =
                format!("The file is not written in Windows-1252: the byte {byte:02X} is no letter. Save it again as UTF-8.");
            return Err(wrong(sentence, Some(end_of(&text))));
        }
        text.push(letter);
    }
    Ok(Cow::Owned(text))
}

/// The place just after a text.
pub(super) fn end_of(text: &str) -> Position {
    let line = text.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1);
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    Position { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn read(bytes: &[u8]) -> String {
        decode(bytes).map_or_else(|refusal| refusal.to_string(), |text| text.into_owned())
    }

    #[test]
    fn text_is_read_in_the_encodings_that_plans_have() {
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(read("\u{feff}<a>é</a>".as_bytes()), "<a>é</a>");
        assert_eq!(read(&wide("\u{feff}<a>é😀</a>", u16::to_le_bytes)), "<a>é😀</a>");
        assert_eq!(read(&wide("\u{feff}<a>é</a>", u16::to_be_bytes)), "<a>é</a>");
        assert_eq!(read(&wide("<a>é</a>", u16::to_be_bytes)), "<a>é</a>");
        assert_eq!(read(b"<?xml version='1.0' encoding='ISO-8859-1'?>\xE9"), "<?xml version='1.0' encoding='ISO-8859-1'?>é");
        assert_eq!(read(b"<?xml version='1.0' encoding='windows-1252'?>\x80"), "<?xml version='1.0' encoding='windows-1252'?>€");
    }

    #[test]
    fn bytes_that_do_not_fit_are_refused_with_their_place() {
        assert_eq!(
            read(b"<a>\n<b>\xE9t\xE9</b></a>"),
            "The file is not written in UTF-8: the byte E9 does not belong there. Save it again as UTF-8. (line 2, column 4)"
        );
        assert_eq!(
            read(b"<?xml version='1.0' encoding='Shift_JIS'?><a/>"),
            "The file is written in Shift_JIS, which is not read here. Save it as UTF-8. (line 1, column 1)"
        );
        assert_eq!(
            read(b"<?xml version='1.0' encoding='UTF-16'?><a/>"),
            "The file says that it is written in UTF-16, but its bytes are not. Save it again as UTF-8."
        );
        assert_eq!(
            read(b"\xFF\xFE<\0a\0\x00\xD8b\0"),
            "The file is not written in UTF-16: D800 stands alone and is no letter. Save it again as UTF-8. (line 1, column 3)"
        );
        assert_eq!(
            read(b"<a>\xC3"),
            "The file ends in the middle of a letter, so it is not complete. Copy or export it again. (line 1, column 4)"
        );
    }
}
