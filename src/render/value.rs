//! Values of a document as JSON that is safe to see: the same data, with what could act on a terminal
//! written as `\uXXXX`. Members stand in canonical order, numbers as canonical bytes have them.

use std::fmt::Write as _;

use crate::canonical;
use crate::json::{Kind, Value};
use crate::text::is_hostile;

/// `value` on one line.
pub fn compact(value: &Value<'_>) -> String {
    safe(&String::from_utf8_lossy(&canonical::to_bytes(value)))
}

/// `value` over several lines, indented by two spaces, with a line end after it.
pub fn pretty(value: &Value<'_>) -> String {
    let mut text = String::new();
    write_value(value, 0, &mut text);
    text.push('\n');
    text
}

/// Outside of strings JSON has nothing hostile, and inside them C0 is escaped already: what is left can
/// be written as `\uXXXX` wherever it stands.
fn safe(json: &str) -> String {
    if !json.contains(is_hostile) {
        return json.to_owned();
    }
    let mut text = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

fn write_value(value: &Value<'_>, depth: usize, text: &mut String) {
    match value.kind() {
        Kind::Array(elements) if !elements.is_empty() => {
            let entries = elements.iter().map(|element| (None, *element));
            write_entries(['[', ']'], entries, depth, text);
        }
        Kind::Object(object) if !object.members().is_empty() => {
            let entries = object.members().iter().map(|member| (Some(member.name), member.value));
            write_entries(['{', '}'], entries, depth, text);
        }
        _ => text.push_str(&compact(value)),
    }
}

fn write_entries<'a>(
    [open, close]: [char; 2],
    entries: impl Iterator<Item = (Option<&'a str>, Value<'a>)>,
    depth: usize,
    text: &mut String,
) {
    text.push(open);
    for (index, (name, value)) in entries.enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(depth + 1));
        if let Some(name) = name {
            text.push_str(&compact(&Value::made_text(name)));
            text.push_str(": ");
        }
        write_value(&value, depth + 1, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};

    fn root<'a>(text: &'a str, arena: &'a Arena) -> Value<'a> {
        Document::parse(text.as_bytes(), arena).unwrap().root()
    }

    #[test]
    fn both_forms_are_the_same_data_with_nothing_hostile_in_it() {
        let arena = Arena::new();
        let hostile = "{\"b\":[1,2.50,{}],\"a\u{202e}\":\"\\u001b[2J\u{9b}\u{e0041} \u{e9}\",\"n\":123456789012345678901234567890}";
        let value = root(hostile, &arena);
        for text in [compact(&value), pretty(&value)] {
            assert!(!text.replace('\n', "").contains(is_hostile), "{text}");
            assert_eq!(canonical::to_bytes(&root(&text, &arena)), canonical::to_bytes(&value));
        }
    }

    #[test]
    fn pretty_is_indented() {
        let arena = Arena::new();
        let text = pretty(&root(r#"{"b":[1,{}],"a":[]}"#, &arena));
        assert_eq!(text, "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ]\n}\n");
    }
}
