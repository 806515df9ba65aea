//! States and other choices in cells: a word, and the facts of that choice, each after its name: `accepted on 2026-11-23 by H-3: gladly`.

use jiff::civil::Date;
use organization::{AnyId, Kind, Prose};
use serde_json::{Map, Value, json};

use super::time::read_date;
use super::{Lookup, Naming, json_of, typed};

/// One choice: its word and its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) word: &'static str,
    facts: &'static [(&'static str, Fact)],
}

/// The shape of a fact. One that is left out is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A day.
    Day,
    /// A whole number.
    Number,
    /// A record of a kind.
    Record(Kind),
    /// Text, behind a colon at the end; empty where it is left out.
    Text,
}

/// The shortest way to say a form.
pub(crate) const fn form(word: &'static str, facts: &'static [(&'static str, Fact)]) -> Form {
    Form { word, facts }
}

/// The first form with nothing said.
pub(super) fn empty(forms: &[Form]) -> Option<Value> {
    let first = forms.first()?;
    Some(if first.facts.is_empty() { json!(first.word) } else { json!({ first.word: {} }) })
}

pub(super) fn read(forms: &[Form], text: &str, lookup: &mut dyn Lookup) -> Result<Value, String> {
    let (said, rest) = text.split_once(':').map_or((text, ""), |(said, rest)| (said, rest.strip_prefix(' ').unwrap_or(rest)));
    let mut words = said.split_whitespace();
    let word = words.next().unwrap_or_default();
    let Some(found) = forms.iter().find(|form| form.word.eq_ignore_ascii_case(word)) else {
        let all = forms.iter().map(|form| form.word).collect::<Vec<_>>().join(", ");
        return Err(format!("“{word}” is none of: {all}."));
    };
    if found.facts.is_empty() && said.trim() == text.trim() && words.clone().next().is_none() {
        return Ok(json!(found.word));
    }
    let mut facts: Vec<(&(&str, Fact), String)> = Vec::new();
    for word in words {
        let named = found.facts.iter().find(|(name, fact)| *name == word && *fact != Fact::Text);
        match (named, facts.last_mut()) {
            (Some(fact), _) => facts.push((fact, String::new())),
            (None, Some((_, value))) => {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(word);
            }
            (None, None) => return Err(format!("“{word}” is no fact of “{}” ({}).", found.word, grammar_of(found))),
        }
    }
    let mut object = Map::new();
    for ((name, fact), value) in facts {
        let value = match fact {
            Fact::Day => json_of(read_date(&value)?),
            Fact::Number => json!(super::number(&value)?),
            Fact::Record(kind) => json!(lookup.find(&[*kind], &value)?.id),
            Fact::Text => continue,
        };
        object.insert((*name).to_owned(), value);
    }
    match found.facts.iter().find(|(_, fact)| *fact == Fact::Text) {
        Some((name, _)) => {
            object.insert((*name).to_owned(), json_of(Prose::new(rest)?));
        }
        None if !rest.is_empty() => return Err(format!("“{}” takes no text ({}).", found.word, grammar_of(found))),
        None => {}
    }
    Ok(json!({ found.word: object }))
}

pub(super) fn write(forms: &[Form], value: &Value, naming: &dyn Naming) -> Option<String> {
    let (word, facts) = match value {
        Value::String(word) => (word, None),
        Value::Object(choice) => choice.iter().next().map(|(word, facts)| (word, facts.as_object()))?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    let form = forms.iter().find(|form| form.word == word)?;
    let mut text = form.word.to_owned();
    let mut end = None;
    for (name, fact) in form.facts {
        let Some(value) = facts.and_then(|facts| facts.get(*name)).filter(|value| !value.is_null()) else { continue };
        let said = match fact {
            Fact::Day => typed::<Date>(value)?.to_string(),
            Fact::Number => value.as_i64()?.to_string(),
            Fact::Record(kind) => naming.name(AnyId { kind: *kind, id: typed(value)? }),
            Fact::Text => {
                end = value.as_str().filter(|text| !text.is_empty());
                continue;
            }
        };
        text.push_str(&format!(" {name} {said}"));
    }
    if let Some(end) = end {
        text.push_str(": ");
        text.push_str(end);
    }
    Some(text)
}

fn grammar_of(form: &Form) -> String {
    let mut text = format!("`{}", form.word);
    for (name, fact) in form.facts {
        match fact {
            Fact::Day => text.push_str(&format!(" {name} 2026-11-23")),
            Fact::Number => text.push_str(&format!(" {name} 3")),
            Fact::Record(kind) => match kind.letter() {
                Some(letter) => text.push_str(&format!(" {name} {letter}-3")),
                None => text.push_str(&format!(" {name} {}", kind.name())),
            },
            Fact::Text => text.push_str(&format!(": {name}")),
        }
    }
    text.push('`');
    text
}

/// How the forms are written, for the reference.
pub(super) fn grammar(forms: &[Form]) -> String {
    forms.iter().map(grammar_of).collect::<Vec<_>>().join(", ")
}
