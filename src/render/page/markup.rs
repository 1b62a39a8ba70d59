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

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes of the page.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
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
}
