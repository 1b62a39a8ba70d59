//! Text as SARIF shows it: plain, with placeholders and links of our own alone.

use serde::Serialize;

use crate::text::escape;

/// A message.
#[derive(Serialize)]
pub(super) struct Message {
    text: String,
}

impl Message {
    /// A plain text.
    pub(super) fn new(text: &str) -> Self {
        Self { text: plain(text) }
    }

    /// The message with another sentence.
    pub(super) fn and(mut self, sentence: &str) -> Self {
        self.text.push_str(if self.text.ends_with(['.', '!', '?']) { " " } else { ". " });
        self.text.push_str(sentence);
        self
    }
}

/// A text that means itself (SARIF, section 3.11): nothing hidden in it, braces doubled, since single ones hold a
/// placeholder, and nothing that reads as a link.
pub(super) fn plain(text: &str) -> String {
    escape(text).replace('{', "{{").replace('}', "}}").replace("](", "] (")
}

/// A link to the related location with this id.
pub(super) fn link(text: &str, id: usize) -> String {
    let text = plain(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    format!("[{text}]({id})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_placeholder_a_link_or_anything_hidden() {
        for (text, shown) in [
            ("a title", "a title"),
            ("{0}", "{{0}}"),
            ("[here](https://example.org)", "[here] (https://example.org)"),
            ("\\](1)", "\\] (1)"),
            ("\u{1b}[2J", "\\u{{1b}}[2J"),
        ] {
            assert_eq!(plain(text), shown);
        }
        assert_eq!(link("/a[0]\\b", 1), "[/a\\[0\\]\\\\b](1)");
    }

    #[test]
    fn sentences_are_told_apart() {
        assert_eq!(Message::new("one").and("Two.").text, "one. Two.");
        assert_eq!(Message::new("One.").and("Two.").text, "One. Two.");
    }
}
