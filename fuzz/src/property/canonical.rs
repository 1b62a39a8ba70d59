//! Canonical bytes: a fixed point, and what a second writer writes.

use std::fmt::Write as _;

use pith::digest::Sha256Digest;
use pith::json::canonical::{digest, to_bytes};
use pith::json::{Arena, Document};
use serde_json::Value;

/// Canonical bytes can be read, give the same bytes again, and are those of a second writer wherever that
/// one knows the numbers; the digest is that of the bytes.
pub fn holds(data: &[u8]) {
    let arena = Arena::new();
    let Ok(document) = Document::parse(data, &arena) else { return };
    let bytes = to_bytes(&document.root());
    let arena = Arena::new();
    let again = Document::parse(&bytes, &arena).expect("canonical bytes are a document");
    assert_eq!(to_bytes(&again.root()), bytes, "a fixed point");
    assert!(document.root() == again.root(), "the same value");
    assert_eq!(digest(&document.root()).as_bytes(), Sha256Digest::of(&bytes).as_bytes());
    if let Some(second) = serde_json::from_slice(data).ok().and_then(|value| written(&value)) {
        assert_eq!(String::from_utf8(bytes).expect("text"), second, "two writers agree");
    }
}

/// What a writer that shares nothing with the library writes; `None` where there is a number that is no
/// integer of 64 bits.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) if number.is_f64() => None,
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(quoted(text)),
        Value::Array(elements) => {
            let elements: Option<Vec<_>> = elements.iter().map(written).collect();
            Some(format!("[{}]", elements?.join(",")))
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.chars().cmp(b.chars()));
            let members: Option<Vec<_>> = members
                .into_iter()
                .map(|(name, value)| Some(format!("{}:{}", quoted(name), written(value)?)))
                .collect();
            Some(format!("{{{}}}", members?.join(",")))
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if u32::from(control) < 32 => write!(quoted, "\\u{:04x}", u32::from(control)).expect("room"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
