//! JSON whose strings are safe to see: what could act on a terminal is written as `\uXXXX`.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::text::is_hostile;

/// Writes `value` as compact JSON. The data is the same as without escaping.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping)).map_err(io::Error::from)
}

struct Escaping;

impl Formatter for Escaping {
    /// Everything of a string but `"`, `\` and C0, which `serde_json` escapes itself.
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((before, c)) = rest.find(is_hostile).and_then(|at| {
            let (before, after) = rest.split_at(at);
            Some((before, after.chars().next()?))
        }) {
            CompactFormatter.write_string_fragment(writer, before)?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = rest.get(before.len() + c.len_utf8()..).unwrap_or_default();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
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
