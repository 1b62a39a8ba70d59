//! The code points that no report may print raw: a table of the tests' own, so that the program is not its own judge
//! (Unicode: `Default_Ignorable_Code_Point` and the controls of terminals).

// Every test crate uses another part of it.
#![allow(dead_code)]

/// First and last of each range.
pub const HOSTILE: [(u32, u32); 23] = [
    (0x00, 0x1f),       // C0
    (0x7f, 0x9f),       // DEL and C1
    (0xad, 0xad),       // soft hyphen
    (0x34f, 0x34f),     // combining grapheme joiner
    (0x61c, 0x61c),     // Arabic letter mark
    (0x115f, 0x1160),   // Hangul fillers
    (0x17b4, 0x17b5),   // Khmer inherent vowels
    (0x180b, 0x180f),   // Mongolian selectors and vowel separator
    (0x200b, 0x200f),   // zero width, left-to-right and right-to-left mark
    (0x2028, 0x2029),   // line and paragraph separator
    (0x202a, 0x202e),   // bidirectional embeddings and overrides
    (0x2060, 0x2065),   // word joiner, invisible operators
    (0x2066, 0x2069),   // bidirectional isolates
    (0x206a, 0x206f),   // deprecated format characters
    (0x3164, 0x3164),   // Hangul filler
    (0xfe00, 0xfe0f),   // variation selectors
    (0xfeff, 0xfeff),   // byte order mark
    (0xffa0, 0xffa0),   // halfwidth Hangul filler
    (0xfff0, 0xfff8),   // unassigned, default ignorable
    (0xfff9, 0xfffb),   // interlinear annotation
    (0x1bca0, 0x1bca3), // shorthand format controls
    (0x1d173, 0x1d17a), // musical format controls
    (0xe0000, 0xe0fff), // tags, variation selectors supplement
];

/// Characters that are seen, and stay as they are.
pub const HARMLESS: &str = "aZ09 ~!\u{a0}\u{a1}\u{ac}\u{ae}\u{e9}\u{301}\u{3bb}\u{5d0}\u{628}\u{915}\u{1161}\u{17b6}\
                            \u{180a}\u{1810}\u{2010}\u{2027}\u{2030}\u{205f}\u{2070}\u{3042}\u{3163}\u{65e5}\u{fdff}\
                            \u{fe10}\u{ff9f}\u{ffa1}\u{fffd}\u{1d172}\u{1d17b}\u{1f600}\u{e1000}";

/// Whether a report has to write this character in another way.
pub fn is_hostile(c: char) -> bool {
    HOSTILE.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// Every one of them.
pub fn all() -> impl Iterator<Item = char> {
    HOSTILE.into_iter().flat_map(|(first, last)| first..=last).filter_map(char::from_u32)
}

/// `text` as a report for people has to show it.
pub fn shown(text: &str) -> String {
    let written = |c: char| if is_hostile(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() };
    text.chars().map(written).collect()
}

/// The first character of an output that should not be there.
pub fn raw(output: &str) -> Option<char> {
    output.chars().find(|c| *c != '\n' && is_hostile(*c))
}
