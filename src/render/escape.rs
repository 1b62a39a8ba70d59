//! JSON that is safe to print: characters that could act on a terminal are written as `\uXXXX`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::text::is_hostile;

/// Writes `value` as compact JSON. The data is the same as without escaping.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping)).map_err(io::Error::from)
}

struct Escaping;

impl Formatter for Escaping {
    /// Fragments contain no `"`, `\` or C0: `serde_json` escapes these itself.
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_escaped(fragment, writer)
    }
}

/// Writes a part of a JSON text with hostile characters as `\uXXXX`. Valid JSON has them inside strings only.
pub(super) fn write_escaped<W: ?Sized + Write>(json: &str, out: &mut W) -> io::Result<()> {
    // Most pieces are printable ASCII, which is faster to see than to search character by character.
    if json.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return out.write_all(json.as_bytes());
    }
    let mut rest = json;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hostile(*c)) {
        let (before, after) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = after.get(c.len_utf8()..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_the_data_is_the_same() {
        let text = "a\u{202e}b\u{7f}c\u{e0041}d\x1b\"\u{e9}";
        let mut bytes = Vec::new();
        write_json(&text, &mut bytes).unwrap();
        let written = String::from_utf8(bytes).unwrap();
        assert_eq!(written, r#""a\u202eb\u007fc\udb40\udc41d\u001b\"é""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
