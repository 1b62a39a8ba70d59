//! From a value to text: the canonical bytes, and the ways in which a document may spell the same value.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{Json, Name};

impl Json {
    /// What `json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)` writes.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    /// SHA-256 over the canonical bytes.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }

    /// SHA-256 over the canonical bytes of this object without the members of those names.
    pub fn digest_without(&self, names: &[&str]) -> [u8; 32] {
        let mut out = String::new();
        match self {
            Self::Object(members) => write_members(&mut out, members, names),
            other => other.write_canonical(&mut out),
        }
        Sha256::digest(out).into()
    }

    /// On one line, without white space, members in the order of the document.
    pub fn compact(&self) -> String {
        let mut out = String::new();
        self.write_compact(&mut out, quote);
        out
    }

    /// As [`Json::compact`], every character outside ASCII escaped.
    pub fn ascii(&self) -> String {
        let mut out = String::new();
        self.write_compact(&mut out, quote_ascii);
        out
    }

    /// One member a line, one space for each level, and a line feed at the end.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        self.write_pretty(&mut out, 0);
        out.push('\n');
        out
    }

    fn write_canonical(&self, out: &mut String) {
        match self {
            Self::Odd { canonical, .. } => out.push_str(canonical),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    separate(out, index);
                    element.write_canonical(out);
                }
                out.push(']');
            }
            Self::Object(members) => write_members(out, members, &[]),
            scalar => scalar.write_compact(out, quote),
        }
    }

    fn write_compact(&self, out: &mut String, quote: fn(&mut String, &str)) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::Odd { written, .. } => out.push_str(written),
            Self::String(text) => quote(out, text),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    separate(out, index);
                    element.write_compact(out, quote);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(out, index);
                    quote(out, name);
                    out.push(':');
                    value.write_compact(out, quote);
                }
                out.push('}');
            }
        }
    }

    fn write_pretty(&self, out: &mut String, level: usize) {
        match self {
            Self::Array(elements) if !elements.is_empty() => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    separate(out, index);
                    break_line(out, level + 1);
                    element.write_pretty(out, level + 1);
                }
                break_line(out, level);
                out.push(']');
            }
            Self::Object(members) if !members.is_empty() => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(out, index);
                    break_line(out, level + 1);
                    quote(out, name);
                    out.push_str(": ");
                    value.write_pretty(out, level + 1);
                }
                break_line(out, level);
                out.push('}');
            }
            flat => flat.write_compact(out, quote),
        }
    }
}

/// The canonical bytes of an object without the members of those names.
fn write_members(out: &mut String, members: &[(Name, Json)], without: &[&str]) {
    let mut sorted: Vec<_> = members.iter().filter(|(name, _)| !without.contains(&name.as_ref())).collect();
    // The order of UTF-8 bytes is the order of code points.
    sorted.sort_unstable_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
    out.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        separate(out, index);
        quote(out, name);
        out.push(':');
        value.write_canonical(out);
    }
    out.push('}');
}

fn separate(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

fn break_line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', level));
}

/// As Python with `ensure_ascii=False`: only `"`, `\` and U+0000 to U+001F are escaped.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => write!(out, "\\u{:04x}", u32::from(control)).unwrap(),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Only ASCII, and solidus and letter `e` escaped too, which no writer does and every reader must take.
fn quote_ascii(out: &mut String, text: &str) {
    out.push('"');
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(b'/') => out.push_str("\\/"),
            Ok(plain) if plain.is_ascii_graphic() && !matches!(plain, b'"' | b'\\' | b'e') || plain == b' ' => {
                out.push(char::from(plain));
            }
            _ => write!(out, "\\u{unit:04X}").unwrap(),
        }
    }
    out.push('"');
}
