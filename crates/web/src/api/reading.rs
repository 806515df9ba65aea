//! Reading what a program sends: JSON with nothing left to guess, and queries whose every word is known.
//!
//! What would be taken in two ways is not taken at all: a name that stands twice, something behind the end, a byte order mark, a parameter that nobody knows.
//! The answer says where it stands.

use std::fmt;

use axum::http::{HeaderMap, HeaderName};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use super::problem::Problem;

/// Words with which a doubled name is told from other faults.
const TWICE: &str = "the name stands twice: ";

/// JSON whose objects have each name once.
struct Strict(Value);

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(Strict(Value::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict(Value::Number(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        Ok(Strict(Number::from_f64(value).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict(Value::String(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Strict, E> {
        Ok(Strict(Value::String(value)))
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Strict, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Strict(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Strict, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!("{TWICE}{name}")));
            }
            let Strict(value) = members.next_value()?;
            object.insert(name, value);
        }
        Ok(Strict(Value::Object(object)))
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// Reads JSON in UTF-8. What is wrong with it is a problem with its line and column.
pub(super) fn json(bytes: &[u8]) -> Result<Value, Problem> {
    let wrong = |sentence: String| Err(Problem::new("malformed-json", sentence));
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return wrong("The body begins with a byte order mark. Send JSON in UTF-8 without one.".to_owned());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return wrong("The body is empty; JSON is expected.".to_owned());
    }
    if let Err(fault) = std::str::from_utf8(bytes) {
        return wrong(format!("The body is not UTF-8: byte {} does not fit.", fault.valid_up_to() + 1));
    }
    match serde_json::from_slice::<Strict>(bytes) {
        Ok(Strict(value)) => Ok(value),
        Err(fault) => {
            let said = fault.to_string();
            let at = format!("line {}, column {}", fault.line(), fault.column());
            let name = said.split_once(TWICE).map(|(_, rest)| rest.rsplit_once(" at line ").map_or(rest, |(name, _)| name));
            wrong(match name {
                Some(name) => format!("The field “{name}” stands twice, at {at}."),
                None if said.starts_with("recursion limit") => format!("The JSON is nested deeper than 127 at {at}."),
                None if said.starts_with("trailing characters") => {
                    format!("There is something behind the end of the JSON, at {at}.")
                }
                None if fault.classify() == Category::Eof => format!("The JSON ends too early, at {at}."),
                None => format!("Not valid JSON at {at}."),
            })
        }
    }
}

/// The parameters of a query, each known and given once.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query; `known` are the names that it may have.
    pub(super) fn of(query: Option<&str>, known: &[&str]) -> Result<Parameters, Problem> {
        let mut read: Vec<(String, String)> = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (plain(name), plain(value)) else {
                return Err(Problem::parameter("", "The query is not written in UTF-8 with per cent signs."));
            };
            if !known.contains(&name.as_str()) {
                let mut list = known.to_vec();
                list.sort_unstable();
                let list = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
                return Err(Problem::parameter(&name, &format!("There is no parameter “{}”. Known: {list}.", shortened(&name))));
            }
            if read.iter().any(|(before, _)| *before == name) {
                return Err(Problem::parameter(&name, &format!("The parameter “{name}” is given twice.")));
            }
            read.push((name, value));
        }
        Ok(Parameters(read))
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A whole number within bounds; `otherwise` where it is left out.
    pub(super) fn number(&self, name: &str, (least, most): (usize, usize), otherwise: usize) -> Result<usize, Problem> {
        let Some(text) = self.get(name) else { return Ok(otherwise) };
        let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<usize>().ok()).flatten();
        number.filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            Problem::parameter(name, &format!("“{}” is no {name}. Write a whole number from {least} to {most}.", shortened(text)))
        })
    }
}

/// The entity tags of a condition, such as `"12", W/"13"`, or `*`; nothing where the header is not there.
pub(super) fn tags(headers: &HeaderMap, name: HeaderName) -> Result<Option<Vec<String>>, Problem> {
    const WRONG: &str =
        "A condition is an entity tag in quotation marks, such as \"12\", several with commas between them, or *.";
    let mut tags = Vec::new();
    for value in headers.get_all(&name) {
        let read = value.to_str().ok().and_then(tags_of).ok_or_else(|| Problem::parameter(name.as_str(), WRONG))?;
        tags.extend(read);
    }
    Ok((!tags.is_empty()).then_some(tags))
}

/// The tags of one line, as RFC 9110 (section 8.8.3) writes them; a comma may stand inside the quotation marks.
fn tags_of(line: &str) -> Option<Vec<String>> {
    if line.trim() == "*" {
        return Some(vec!["*".to_owned()]);
    }
    let (mut tags, mut rest) = (Vec::new(), line.trim());
    loop {
        let (weak, quoted) = rest.strip_prefix("W/").map_or(("", rest), |quoted| ("W/", quoted));
        let (inner, behind) = quoted.strip_prefix('"')?.split_once('"')?;
        if inner.bytes().any(|byte| byte <= b' ' || byte == 0x7F) {
            return None;
        }
        tags.push(format!("{weak}\"{inner}\""));
        match behind.trim_start() {
            "" => return Some(tags),
            more => rest = more.strip_prefix(',')?.trim_start(),
        }
    }
}

/// A text of a query as people meant it; nothing where it is not UTF-8 or a per cent sign stands alone.
fn plain(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// What somebody sent, cut to what a sentence can hold.
pub(super) fn shortened(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { '\u{FFFD}' } else { letter }).collect();
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}

/// The known word that is nearest to what somebody wrote, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 100 {
        return None;
    }
    let near = known.map(|known| (distance(word, known), known)).min()?;
    (near.0 * 3 <= word.chars().count().max(3)).then_some(near.1)
}

/// How many letters must be put in, taken out or replaced (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, against) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *against);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        json(bytes).map_or_else(|problem| problem.detail, |value| value.to_string())
    }

    #[test]
    fn json_that_could_be_taken_in_two_ways_is_refused_with_its_place() {
        assert_eq!(said(b"{\"a\": [1, 2.5, null, true, \"x\"]}"), "{\"a\":[1,2.5,null,true,\"x\"]}");
        assert_eq!(said(b"{\"a\": 1,\n \"a\": 2}"), "The field “a” stands twice, at line 2, column 4.");
        assert_eq!(said(b"{\n\n  \"a\": x}"), "Not valid JSON at line 3, column 8.");
        assert_eq!(said(b"{} {}"), "There is something behind the end of the JSON, at line 1, column 4.");
        assert_eq!(said(b"{\"a\": "), "The JSON ends too early, at line 1, column 6.");
        assert_eq!(said(b"\xEF\xBB\xBF{}"), "The body begins with a byte order mark. Send JSON in UTF-8 without one.");
        assert_eq!(said(b"  \n"), "The body is empty; JSON is expected.");
        assert_eq!(said(b"{\"a\": \"\xFF\"}"), "The body is not UTF-8: byte 8 does not fit.");
        assert_eq!(said(&b"[".repeat(1000)), "The JSON is nested deeper than 127 at line 1, column 128.");
        for bad in [&b"[1e999]"[..], b"[\"\\ud800\"]", b"[NaN]", b"[01]", b"{\"a\" 1}", b"[1,]"] {
            assert!(said(bad).starts_with("Not valid JSON at line 1"), "{}", said(bad));
        }
    }

    #[test]
    fn a_query_says_what_it_means_once() {
        let known = ["limit", "q"];
        let read = |query: &str| Parameters::of(Some(query), &known).map_err(|problem| problem.detail);
        assert_eq!(read("q=a%20b+c&limit=3").expect("read").get("q"), Some("a b c"));
        assert_eq!(read("sort=x").err().expect("refused"), "There is no parameter “sort”. Known: limit, q.");
        assert_eq!(read("q=1&q=2").err().expect("refused"), "The parameter “q” is given twice.");
        assert!(read("q=%FF").is_err() && read("q=%4").is_err());
        let limit = |query: &str| read(query).expect("read").number("limit", (1, 500), 100).map_err(|problem| problem.detail);
        assert_eq!((limit(""), limit("limit=500")), (Ok(100), Ok(500)));
        for bad in ["limit=0", "limit=501", "limit=-1", "limit=%2B5", "limit=", "limit=99999999999999999999", "limit=1e2"] {
            assert!(limit(bad).expect_err("refused").ends_with("Write a whole number from 1 to 500."), "{bad}");
        }
    }

    #[test]
    fn conditions_are_entity_tags() {
        let read = |line: &str| tags_of(line).map(|tags| tags.join(" "));
        assert_eq!(read("\"12\""), Some("\"12\"".to_owned()));
        assert_eq!(read(" W/\"a,b\" , \"\""), Some("W/\"a,b\" \"\"".to_owned()));
        assert_eq!(read("*"), Some("*".to_owned()));
        for bad in ["", "12", "\"12", "\"1 2\"", "\"1\" \"2\"", "*, \"1\"", "w/\"1\"", "\"1\","] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_nearest_word_is_one_that_could_be_meant() {
        let known = || ["salary", "name", "unit"].into_iter();
        assert_eq!(nearest("salry", known()), Some("salary"));
        assert_eq!(nearest("nmae", known()), None, "two of four letters are too many");
        assert_eq!((nearest("units", known()), nearest("zzz", known())), (Some("unit"), None));
    }
}
