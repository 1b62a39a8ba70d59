//! What was changed since a bundle was signed, each with its proof.

use std::collections::BTreeSet;

use serde_json::{Value as Shown, json};

use crate::json::{Kind, Pointer, Position, Value};
use crate::report::CheckCode;
use crate::text::{cost, cut};

/// How the document differs from the one that was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CauseKind {
    /// Another value than the signed one.
    Changed,
    /// Was not there when the bundle was signed.
    Added,
    /// Was there when the bundle was signed.
    Removed,
    /// A member under another name, or the entries of a list in another order.
    Moved,
}

impl CauseKind {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
        }
    }
}

/// One thing that was changed since the bundle was signed: with the signed value put back, a digest recomputes that a
/// trusted signature covers (docs/format.md, section 8.4).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Cause {
    /// The place in the input; of something that was removed, where it was.
    pub pointer: Pointer,
    /// Line and column of that place, or of the innermost value around it that exists.
    pub position: Option<Position>,
    /// How it was changed.
    pub kind: CauseKind,
    /// The signed value, with long texts cut; `null` for what was added. For what was moved, its place.
    pub signed: Shown,
    /// The value in the input, with long texts cut; `null` for what was removed. For what was moved, its place.
    pub found: Shown,
    /// The check of the signature that covers the signed value.
    pub proof: CheckCode,
    /// The checks that fail because of it.
    pub explains: Vec<CheckCode>,
    /// The source around the place.
    pub excerpt: Excerpt,
}

impl Cause {
    /// Whether the place is a label of the bundle signature, such as `algorithm`. No signature covers one: it has to be the
    /// value with which the signature verifies.
    pub(crate) fn is_label(&self) -> bool {
        let signed = self.signed.as_str().filter(|_| self.kind == CauseKind::Moved);
        let member = signed.unwrap_or(self.pointer.as_str()).strip_prefix("/bundle_signature/");
        member.is_some_and(|member| !["bundle_sha256", "signature_b64"].contains(&member))
    }
}

/// A line of the source around a place, in three parts. Each is short, whatever the input, with an ellipsis where it is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// What is before the place on its line.
    pub before: String,
    /// The value at the place.
    pub marked: String,
    /// What is after the place on its line.
    pub after: String,
}

/// What explains a "no".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnosis {
    /// What was changed, in the order of the document.
    pub causes: Vec<Cause>,
    /// How many more causes there are than are listed.
    pub more: usize,
    /// Whether putting back all causes gives the bundle that was signed; `None` where there is nothing to explain,
    /// since the bundle's own signature verifies.
    pub complete: Option<bool>,
    /// What remains unexplained, in a sentence for people.
    pub remains: Option<String>,
    /// The indexes among the findings of those that follow from a cause.
    pub explained: BTreeSet<usize>,
}

/// The most entries or members of a value that are shown.
const SHOWN: usize = 8;

/// The deepest nesting that is shown.
const DEEPEST: usize = 4;

/// The most bytes that a value takes in any format.
const ROOM: usize = 4_000;

/// What a value takes beside its text.
const VALUE: usize = 8;

/// What stands for the rest of a value.
const ELLIPSIS: &str = "\u{2026}";

/// A value of the document as a value of the report: long texts, long lists and deep values are cut.
///
/// Integers beyond 64 bits have no exact counterpart in every reader of JSON, so they are shown as text.
pub(crate) fn shown(value: Option<Value<'_>>) -> Shown {
    value.map_or(Shown::Null, |value| shown_in(value, DEEPEST, &mut ROOM.clone()))
}

/// The value, as far as there is room for it, which it takes.
fn shown_in(value: Value<'_>, depth: usize, room: &mut usize) -> Shown {
    let mut text = |text: &str| -> Shown {
        let text = cut(text);
        let rest = room.checked_sub(cost(&text));
        *room = rest.unwrap_or(0);
        if rest.is_some() { text.into() } else { ELLIPSIS.into() }
    };
    match value.kind() {
        Kind::Null => Shown::Null,
        Kind::Bool(value) => Shown::Bool(value),
        Kind::Integer(digits) => digits.parse::<i64>().map_or_else(|_| text(digits), Shown::from),
        Kind::Double(double) => Shown::from(double),
        Kind::String { text: string, .. } => text(string),
        Kind::Array(_) | Kind::Object(_) if depth == 0 => ELLIPSIS.into(),
        Kind::Array(elements) => {
            let some = elements.iter().take(SHOWN).map_while(|element| {
                *room = room.checked_sub(VALUE)?;
                Some(shown_in(*element, depth - 1, room))
            });
            let mut some: Vec<Shown> = some.collect();
            some.extend((some.len() < elements.len()).then(|| ELLIPSIS.into()));
            Shown::Array(some)
        }
        Kind::Object(object) => {
            let members = object.members();
            let some = members.iter().take(SHOWN).map_while(|member| {
                let name = cut(member.name);
                *room = room.checked_sub(VALUE + cost(&name))?;
                Some((name, shown_in(member.value, depth - 1, room)))
            });
            let some: Vec<(String, Shown)> = some.collect();
            let more = members.len() - some.len();
            Shown::Object(some.into_iter().chain((more > 0).then(|| (ELLIPSIS.to_owned(), json!(more)))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};

    fn of(text: &str) -> String {
        let arena = Arena::new();
        shown(Some(Document::parse(text.as_bytes(), &arena).unwrap().root())).to_string()
    }

    #[test]
    fn short_values_are_shown_as_they_are() {
        for text in ["null", "true", "-7", "1.5", r#""a""#, r#"[1,"b",[]]"#, r#"{"a":{"b":[{}]}}"#] {
            assert_eq!(of(text), text);
        }
    }

    #[test]
    fn values_without_an_exact_counterpart_are_texts() {
        assert_eq!(of("123456789012345678901234567890"), r#""123456789012345678901234567890""#);
    }

    #[test]
    fn a_value_takes_little_room_whatever_its_texts() {
        let hostile = "\u{202e}".repeat(150);
        let deep = (0..4).fold(format!("{hostile:?}"), |value, _| format!("[{}]", vec![value; 8].join(",")));
        let deep = deep.replace("\\u{202e}", "\u{202e}");
        assert!(cost(&of(&deep)) < 2 * ROOM, "{}", cost(&of(&deep)));
    }

    #[test]
    fn large_values_are_cut_in_width_and_depth() {
        let long = format!("[{}]", vec!["0"; 1_000].join(","));
        assert_eq!(of(&long), "[0,0,0,0,0,0,0,0,\"\u{2026}\"]");
        assert_eq!(of(&format!("{}{}", "[".repeat(100), "]".repeat(100))), "[[[[\"\u{2026}\"]]]]");
        // Each list that ends for want of room says so.
        let wide = (0..3).fold("0".to_owned(), |value, _| format!("[{}]", vec![value; 8].join(",")));
        assert!(of(&wide).ends_with("0,\"\u{2026}\"],\"\u{2026}\"],\"\u{2026}\"]"), "{}", of(&wide));
        let members = (0..10).map(|i| format!("\"m{i}\":{i}")).collect::<Vec<_>>().join(",");
        assert!(of(&format!("{{{members}}}")).ends_with("\"\u{2026}\":2}"));
    }
}
