//! Text that this program wrote as JSON, read from the front. Whatever else means the same is not read.

use std::borrow::Cow;

use crate::digest::Sha256Digest;
use crate::render::escape::write_json;

/// The rest of a text.
#[derive(Clone, Copy)]
pub(super) struct Text<'t>(pub(super) &'t str);

impl<'t> Text<'t> {
    /// Reads exactly this.
    pub(super) fn literal(&mut self, expected: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(expected)?;
        Some(())
    }

    /// Whether this comes next; reads it if so.
    pub(super) fn has(&mut self, expected: &str) -> bool {
        self.literal(expected).is_some()
    }

    /// Reads a string.
    pub(super) fn string(&mut self) -> Option<Cow<'t, str>> {
        let inside = self.0.strip_prefix('"')?;
        let end = inside.bytes().position(|byte| !is_plain(byte))?;
        let (plain, rest) = inside.split_at_checked(end)?;
        if let Some(rest) = rest.strip_prefix('"') {
            self.0 = rest;
            return Some(Cow::Borrowed(plain));
        }
        let (written, rest) = self.0.split_at_checked(length(self.0)?)?;
        let text: String = serde_json::from_str(written).ok()?;
        let mut again = Vec::new();
        write_json(&text, &mut again).ok()?;
        if again != written.as_bytes() {
            return None;
        }
        self.0 = rest;
        Some(Cow::Owned(text))
    }

    /// Reads a digest.
    pub(super) fn digest(&mut self) -> Option<Sha256Digest> {
        self.literal("\"")?;
        let (digits, rest) = self.0.split_at_checked(64)?;
        let digest = Sha256Digest::parse(digits)?;
        self.0 = rest;
        self.literal("\"")?;
        Some(digest)
    }

    /// Reads the digits of an integer without leading zeros, with a sign if it is negative.
    pub(super) fn integer(&mut self) -> Option<&'t str> {
        let digits = self.0.strip_prefix('-').unwrap_or(self.0);
        let length = digits.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
        let is_canonical = length == 1 || (length > 1 && !digits.starts_with('0'));
        let (number, rest) = self.0.split_at_checked(self.0.len() - digits.len() + length)?;
        self.0 = rest;
        (is_canonical && number != "-0").then_some(number)
    }

    /// Reads a number of things.
    pub(super) fn count(&mut self) -> Option<usize> {
        self.integer()?.parse().ok()
    }

    /// Reads a list, whose first element comes next or its end.
    pub(super) fn list<T>(&mut self, mut element: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.literal("[")?;
        let mut list = Vec::new();
        while !self.has("]") {
            if !list.is_empty() {
                self.literal(",")?;
            }
            list.push(element(self)?);
        }
        Some(list)
    }
}

/// Whether a string contains this byte as it is, and nothing about its neighbours is needed to know that.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\'
}

/// The length of the string at the beginning, with its quotes.
fn length(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let inside = text.strip_prefix('"')?;
    let end = inside.bytes().position(|byte| match byte {
        _ if is_escaped => {
            is_escaped = false;
            false
        }
        b'\\' => {
            is_escaped = true;
            false
        }
        _ => byte == b'"',
    })?;
    Some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_in_the_one_form_in_which_they_are_written() {
        let read = |text: &'static str| {
            let mut rest = Text(text);
            rest.string().map(|string| (string.into_owned(), rest.0))
        };
        let found = |string: &str, rest| Some((string.to_owned(), rest));
        assert_eq!(read("\"\","), found("", ","));
        assert_eq!(read("\"a b~\"]"), found("a b~", "]"));
        assert_eq!(read("\"caf\u{e9}\\\"\\\\\"x"), found("caf\u{e9}\"\\", "x"));
        assert_eq!(read("\"\\u202e\\n\""), found("\u{202e}\n", ""));
        for other in
            ["", "\"", "\"a", "\"\\\"", "\"\\u0041\"", "\"\u{202e}\"", "\"\\/\"", "\"\n\"", "\"\\u202E\"", "a\""]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn integers_are_read_in_the_one_form_in_which_they_are_written() {
        for (text, number) in [("0,", Some("0")), ("10}", Some("10")), ("-7", Some("-7")), ("12", Some("12"))] {
            assert_eq!(Text(text).integer(), number, "{text}");
        }
        for other in ["", "-", "01", "-0", "-01", "+1", " 1", "a"] {
            assert_eq!(Text(other).integer(), None, "{other}");
        }
        assert_eq!(Text("-1").count(), None);
        assert_eq!(Text("99999999999999999999999").count(), None);
    }
}
