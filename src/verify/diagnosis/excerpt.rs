//! The source around what was changed.

use super::causes::Change;
use crate::json::{Document, Value};
use crate::report::{CauseKind, Excerpt};
use crate::text::cut_to;

/// The most characters of each part of an excerpt.
const AROUND: usize = 80;

/// The line around the place of a change: of a text that was changed, around the part that differs.
pub(super) fn of(change: &Change<'_>, document: &Document<'_>) -> Excerpt {
    let source = document.source();
    let start = document.offset(&change.pointer);
    let rest = source.get(start..).unwrap_or_default();
    let (skipped, length) = match (change.kind, differing(change.signed, change.found)) {
        // Of what was removed, the place is what it was taken out of.
        (CauseKind::Removed, _) => (0, 1),
        // The source has the text as it is, unless it has an escape before the difference.
        (_, Some((same, text))) if rest.get(1..).is_some_and(|source| source.starts_with(text.as_bytes())) => {
            (1 + same, text.len() - same)
        }
        _ => (0, value_length(rest)),
    };
    excerpt(source, start + skipped, length)
}

/// How many bytes of two texts are the same at their beginning, and the second one up to where they are the same again.
fn differing<'a>(signed: Option<Value<'a>>, found: Option<Value<'a>>) -> Option<(usize, &'a str)> {
    let (signed, found) = (signed?.as_str()?, found?.as_str()?);
    let same = signed.char_indices().zip(found.chars()).find(|((_, a), b)| a != b);
    let same = same.map_or(signed.len().min(found.len()), |((at, _), _)| at);
    let (signed, rest) = (signed.get(same..)?, found.get(same..)?);
    let same_end: usize =
        signed.chars().rev().zip(rest.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    Some((same, found.get(..found.len() - same_end)?))
}

fn excerpt(source: &[u8], start: usize, length: usize) -> Excerpt {
    let (before, rest) = source.split_at_checked(start).unwrap_or((source, &[]));
    let (value, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let before = before.get(before.len().saturating_sub(4 * AROUND)..).unwrap_or_default();
    let before = String::from_utf8_lossy(before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default());
    let after = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let beginning = |bytes: &[u8]| {
        let bytes = bytes.get(..4 * AROUND + 4).unwrap_or(bytes);
        cut_to(&String::from_utf8_lossy(bytes), AROUND)
    };
    let marked = beginning(value);
    // Behind a value that is cut there is nothing that is beside it.
    let after = if marked.ends_with('\u{2026}') { String::new() } else { beginning(after) };
    Excerpt { before: end(&before), marked, after }
}

/// The last characters, with an ellipsis if there are more.
fn end(text: &str) -> String {
    match text.char_indices().rev().nth(AROUND - 1) {
        Some((from, _)) if from > 0 => format!("\u{2026}{}", text.get(from..).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

/// How long the value is that `source` begins with: a scalar whole, of a list or an object the bracket.
fn value_length(source: &[u8]) -> usize {
    let mut is_escaped = false;
    match source.first() {
        Some(b'"') => {
            let end = source.iter().skip(1).position(|byte| {
                let ends = *byte == b'"' && !is_escaped;
                is_escaped = *byte == b'\\' && !is_escaped;
                ends
            });
            end.map_or(source.len(), |end| end + 2)
        }
        Some(b'[' | b'{') => 1,
        _ => source.iter().position(|byte| b",]} \t\r\n".contains(byte)).unwrap_or(source.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Pointer};

    fn marked(signed: &str, source: &str) -> (String, String, String) {
        let arena = Arena::new();
        let document = Document::parse(arena.alloc_str(source).as_bytes(), &arena).unwrap();
        let signed = Document::parse(arena.alloc_str(signed).as_bytes(), &arena).unwrap().root();
        let pointer = Pointer::root().member("a");
        let found = document.find(&pointer);
        let signed_pointer = pointer.clone();
        let change = Change { pointer, kind: CauseKind::Changed, signed: Some(signed), found, signed_pointer };
        let Excerpt { before, marked, after } = of(&change, &document);
        (before, marked, after)
    }

    fn parts(before: &str, marked: &str, after: &str) -> (String, String, String) {
        (before.to_owned(), marked.to_owned(), after.to_owned())
    }

    #[test]
    fn the_part_of_a_text_that_differs_is_marked() {
        assert_eq!(marked(r#""a small word""#, r#"{"a":"a large word"}"#), parts(r#"{"a":"a "#, "large", r#" word"}"#));
        assert_eq!(marked(r#""aab""#, r#"{"a":"ab"}"#), parts(r#"{"a":"a"#, "", r#"b"}"#));
        assert_eq!(marked(r#""é1""#, "{\n \"a\":\"é2\"\n}"), parts(" \"a\":\"é", "2", "\""));
    }

    #[test]
    fn other_values_and_escaped_texts_are_marked_whole() {
        assert_eq!(marked("1", r#"{"a":23 }"#), parts(r#"{"a":"#, "23", " }"));
        assert_eq!(marked(r#""x""#, r#"{"a":"\"y"}"#), parts(r#"{"a":"#, r#""\"y""#, "}"));
        assert_eq!(marked("1", r#"{"a":[1,2]}"#), parts(r#"{"a":"#, "[", "1,2]}"));
    }
}
