//! Markup that escapes text of others.
//!
//! Only a `&'static str`, which is text of this program, is written unescaped. Everything else goes through one
//! escaping function, so a title, a name, an id or a file name is always text on the page, and never markup.

use crate::text;

/// A piece of a page.
#[derive(Debug, Clone, Default)]
pub struct Markup(String);

impl Markup {
    /// An empty piece.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Adds markup of this program.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text of others, between tags or in a quoted attribute.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escape(text));
        self
    }

    /// Adds a sentence in which names stand between backticks, as `code`. A backtick without a partner is text.
    pub fn prose(&mut self, sentence: &str) -> &mut Self {
        let mut rest = sentence;
        while let Some((before, name, after)) = next_name(rest) {
            self.text(before).raw("<code>").text(name).raw("</code>");
            rest = after;
        }
        self.text(rest)
    }

    /// Adds a count or a coordinate.
    pub fn number(&mut self, number: usize) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    /// Adds a piece that was made the same way.
    pub fn add(&mut self, piece: &Self) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    /// Adds a piece if the whole then has at most so many bytes. Whether it was added.
    pub fn add_within(&mut self, room: usize, piece: &Self) -> bool {
        let fits = self.0.len() + piece.0.len() <= room;
        if fits {
            self.add(piece);
        }
        fits
    }

    /// The bytes that it takes on a page.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes of the page.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The first name between backticks, with what is before and after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (name, after) = rest.split_once('`')?;
    Some((before, name, after))
}

/// Escapes a text for use between tags and in quoted attributes: first as in every format ([`text::escape`]), then the
/// characters of markup.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text::escape(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '`' => safe.push_str("&#96;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let escaped = escape("</title><script>alert(1)</script> \" ' ` & \u{202e}\0");
        assert_eq!(
            escaped,
            "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot; &#39; &#96; &amp; \\u{202e}\\u{0}"
        );
        assert_eq!(escape("caf\u{e9}"), "caf\u{e9}");
    }

    #[test]
    fn names_in_a_sentence_are_code_and_still_text() {
        for (sentence, expected) in [
            ("plain", "plain"),
            ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
            ("one ` alone", "one &#96; alone"),
            ("`a` and ` alone", "<code>a</code> and &#96; alone"),
        ] {
            assert_eq!(Markup::new().prose(sentence).as_bytes(), expected.as_bytes());
        }
    }
}
