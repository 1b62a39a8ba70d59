//! Text that somebody else wrote, made fit to be shown.
//!
//! Nothing from an input or a file name reaches a terminal raw (docs/report.md): control
//! characters, bidirectional controls, zero-width characters and line separators are escaped, and
//! long strings are cut.

use std::fmt::Write as _;

/// The most characters of a foreign string that a report shows.
pub const SHOWN: usize = 200;

/// `text`, cut to [`SHOWN`] characters, with an ellipsis if there was more.
pub fn cut(text: &str) -> String {
    cut_to(text, SHOWN)
}

/// `text`, cut to this many characters, with an ellipsis if there was more.
pub fn cut_to(text: &str, characters: usize) -> String {
    // A character takes one byte or more.
    let end = if text.len() > characters { text.char_indices().nth(characters) } else { None };
    match end {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "\u{2026}",
        None => text.to_owned(),
    }
}

/// `text`, cut to what takes at most this many bytes in any format, with an ellipsis if there was more.
pub fn cut_to_cost(text: &str, bytes: usize) -> String {
    let mut left = bytes;
    let is_beyond = |c: char| {
        let rest = left.checked_sub(cost_of(c));
        left = rest.unwrap_or_default();
        rest.is_none()
    };
    match text.find(is_beyond) {
        Some(end) => text.get(..end).unwrap_or_default().to_owned() + "\u{2026}",
        None => text.to_owned(),
    }
}

/// The most bytes that a text takes in any format, escaped as it is there.
pub fn cost(text: &str) -> usize {
    text.chars().map(cost_of).sum()
}

const fn cost_of(c: char) -> usize {
    match c {
        _ if is_hostile(c) => 12,
        '"' | '\\' | '<' | '>' | '&' | '\'' | '`' => 6,
        _ => c.len_utf8(),
    }
}

/// `text` with every character that could act on a terminal written as `\u{…}`.
pub fn escape(text: &str) -> String {
    if !text.contains(is_hostile) {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            // Writing to a String cannot fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Whether a character acts on a terminal or hides in a text instead of being seen.
///
/// C0, DEL, C1, bidirectional controls, line and paragraph separators, interlinear annotations, and every code point
/// that is ignorable by default (Unicode, `Default_Ignorable_Code_Point`): zero-width characters, fillers, variation
/// selectors, tags, the byte order mark.
pub const fn is_hostile(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A kind of value as a sentence has it: `an object`.
pub fn with_article(kind: &str) -> String {
    match kind {
        "null" => kind.to_owned(),
        _ if kind.starts_with(['a', 'i', 'o']) => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_others_are_not() {
        assert_eq!(escape("a\x1b[2J\u{202e}b\u{9b}\u{200b}"), "a\\u{1b}[2J\\u{202e}b\\u{9b}\\u{200b}");
        assert_eq!(escape("caf\u{e9} \u{65e5}\u{672c}"), "caf\u{e9} \u{65e5}\u{672c}");
    }

    #[test]
    fn text_is_cut_to_the_bytes_that_it_takes() {
        for (text, bytes, expected) in [
            ("a/b.json", 8, "a/b.json"),
            ("a/b.json", 7, "a/b.jso\u{2026}"),
            ("\u{e9}\u{e9}", 3, "\u{e9}\u{2026}"),
            ("&\u{1}z", 18, "&\u{1}\u{2026}"),
            ("", 0, ""),
        ] {
            assert_eq!(cut_to_cost(text, bytes), expected);
        }
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        let long = "\u{e9}".repeat(SHOWN + 1);
        assert_eq!(cut(&long).chars().count(), SHOWN + 1);
        assert!(cut(&long).ends_with('\u{2026}'));
        assert_eq!(cut("short"), "short");
    }
}
