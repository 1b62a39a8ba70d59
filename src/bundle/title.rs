//! The digest of a title or an abstract (docs/format.md, section 2.4).

use crate::digest::Sha256Digest;

/// SHA-256 of a text with white space collapsed and in lower case: Python's `" ".join(s.split()).lower()`.
///
/// Proven where [`is_settled`]; for other texts it is one of several readings, so that a match means
/// something and a mismatch does not.
pub fn text_digest(text: &str) -> Sha256Digest {
    Sha256Digest::of(words(text).collect::<Vec<_>>().join(" ").to_lowercase().as_bytes())
}

/// The words of a text, between what Python takes for white space.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\x1c'..='\x1f');
    text.split(is_space).filter(|word| !word.is_empty())
}

/// Whether the rule for this text is known: beyond ASCII, lower case and normalisation are not settled.
pub const fn is_settled(text: &str) -> bool {
    text.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_that_of_python() {
        let plain = text_digest("a b");
        for other in [" a\tb", "A\u{1c}b\n", "a\u{1f} \u{b}B", "a\u{a0}b", "a\u{2003}b"] {
            assert_eq!(text_digest(other), plain, "{other:?}");
        }
        assert_ne!(text_digest("ab"), plain);
        assert_ne!(text_digest("a\u{200b}b"), plain);
    }
}
