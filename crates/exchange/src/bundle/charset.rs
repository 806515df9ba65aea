//! From the bytes of a CSV file to text. Spreadsheets write UTF-8, UTF-16 or what their country wrote before; a byte order mark says which.

use super::sheet::Charset;

/// What Windows-1252 has for the bytes 0x80 to 0x9F.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file without its byte order mark, and how it was written. The words say why it cannot be read.
pub(crate) fn decode(bytes: &[u8]) -> Result<(String, Charset), String> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => Ok((text.to_owned(), Charset::Utf8)),
            Err(_) => Err("The file says that it is UTF-8, but some of its bytes are not. Save it again as UTF-8.".to_owned()),
        },
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => match (std::str::from_utf8(bytes), unmarked(bytes)) {
            (_, Some(order)) => wide(bytes, order),
            (Ok(text), None) => Ok((text.to_owned(), Charset::Utf8)),
            (Err(_), None) => Ok((bytes.iter().map(|byte| narrow(*byte)).collect(), Charset::Windows1252)),
        },
    }
}

fn narrow(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

type Order = fn([u8; 2]) -> u16;

/// The byte order of UTF-16 without a mark: in most texts every second byte is 0 then.
fn unmarked(bytes: &[u8]) -> Option<Order> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let zeros = |skip: usize| head.iter().skip(skip).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if half >= 2 && odd * 2 > half && even == 0 {
        Some(u16::from_le_bytes)
    } else if half >= 2 && even * 2 > half && odd == 0 {
        Some(u16::from_be_bytes)
    } else {
        None
    }
}

fn wide(bytes: &[u8], order: Order) -> Result<(String, Charset), String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err("The file ends in the middle of a letter, so it is not complete. Copy or export it again.".to_owned());
    }
    char::decode_utf16(pairs.map(|pair| order([pair[0], pair[1]])))
        .collect::<Result<String, _>>()
        .map(|text| (text, Charset::Utf16))
        .map_err(|_| "The file says that it is UTF-16, but some of its letters are not. Save it again as UTF-8.".to_owned())
}
