//! Other versions of a value, which share everything that is the same with the one in the document.

use crate::json::{Arena, Kind, Member, Object, Value};

/// Which of two values to take at a place where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The document's.
    Found,
    /// The other one.
    Restored,
}

/// `object` with `value` as its member `name`.
pub(super) fn with<'a>(arena: &'a Arena, object: Object<'a>, name: &'a str, value: Value<'a>) -> Object<'a> {
    with_all(arena, object, vec![Member { name, value }])
}

/// `object` with these members, no two of which have one name.
pub(super) fn with_all<'a>(arena: &'a Arena, object: Object<'a>, mut members: Vec<Member<'a>>) -> Object<'a> {
    members.retain(|member| object.get(member.name) != Some(member.value));
    if members.is_empty() {
        return object;
    }
    let is_kept = |member: &&Member<'a>| members.iter().all(|other| other.name != member.name);
    make(arena, object.members().iter().filter(is_kept).chain(&members).copied())
}

/// `object` with the members for which `keep` is true.
pub(super) fn only<'a>(arena: &'a Arena, object: Object<'a>, keep: impl Fn(&str) -> bool) -> Object<'a> {
    make(arena, object.members().iter().filter(|member| keep(member.name)).copied())
}

/// The object with these members, no two of which have one name.
pub(super) fn make<'a>(arena: &'a Arena, members: impl IntoIterator<Item = Member<'a>>) -> Object<'a> {
    let members: Vec<Member<'a>> = members.into_iter().collect();
    Object::from_members(arena.alloc_slice_copy(&members)).unwrap_or_default()
}

/// The object as a value that has no place in the source.
pub(super) const fn value(object: Object<'_>) -> Value<'_> {
    Value::made(Kind::Object(object))
}

/// A text as a value that has no place in the source.
pub(super) fn text<'a>(arena: &'a Arena, text: &str) -> Value<'a> {
    Value::made_text(arena.alloc_str(text))
}

/// One value made of two: at each innermost place where they differ, `choose` says which to take. Lists of different
/// lengths differ as a whole, and so does everything at `depth` 0.
pub(super) fn mix<'a>(
    arena: &'a Arena,
    found: Value<'a>,
    restored: Value<'a>,
    depth: usize,
    choose: &mut impl FnMut() -> Side,
) -> Value<'a> {
    if found == restored {
        return found;
    }
    match (found.kind(), restored.kind()) {
        (Kind::Object(a), Kind::Object(b)) if depth > 0 => {
            let pairs = crate::diff::paired(a, b);
            let members = pairs.filter_map(|(name, a, b)| {
                let value = match (a, b) {
                    (Some(a), Some(b)) => Some(mix(arena, a, b, depth - 1, choose)),
                    _ => match choose() {
                        Side::Found => a,
                        Side::Restored => b,
                    },
                };
                value.map(|value| Member { name, value })
            });
            value(make(arena, members))
        }
        (Kind::Array(a), Kind::Array(b)) if depth > 0 && a.len() == b.len() => {
            let mixed: Vec<Value<'a>> = a.iter().zip(b).map(|(a, b)| mix(arena, *a, *b, depth - 1, choose)).collect();
            Value::made_array(arena, &mixed)
        }
        _ => match choose() {
            Side::Found => found,
            Side::Restored => restored,
        },
    }
}

/// How deep values are taken apart: deeper than those of any honest bundle. Each level compares all that is below it.
pub(super) const DEPTH: usize = 12;

/// The value that most of `versions` have; of objects, member for member. `None` stands for a version without one.
pub(super) fn majority<'a>(arena: &'a Arena, versions: &[Option<Value<'a>>], depth: usize) -> Option<Value<'a>> {
    let votes = |value: &Option<Value<'a>>| versions.iter().filter(|other| *other == value).count();
    // The first of those with the most votes: `max_by_key` would take the last.
    let best = versions.iter().rev().max_by_key(|value| votes(value)).copied().flatten();
    let objects: Vec<Object<'a>> = versions.iter().flatten().filter_map(Value::as_object).collect();
    if depth == 0 || objects.len() < versions.len() || 2 * votes(&best) > versions.len() {
        return best;
    }
    let mut names: Vec<&str> = objects.iter().flat_map(|o| o.members().iter().map(|member| member.name)).collect();
    names.sort_unstable();
    names.dedup();
    let members = names.into_iter().filter_map(|name| {
        let each: Vec<Option<Value<'a>>> = objects.iter().map(|object| object.get(name)).collect();
        majority(arena, &each, depth - 1).map(|value| Member { name, value })
    });
    Some(value(make(arena, members)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, canonical};

    fn read<'a>(arena: &'a Arena, text: &str) -> Value<'a> {
        Document::parse(arena.alloc_str(text).as_bytes(), arena).unwrap().root()
    }

    fn written(value: Value<'_>) -> String {
        String::from_utf8(canonical::to_bytes(&value)).unwrap()
    }

    #[test]
    fn each_difference_is_chosen_by_itself() {
        let arena = Arena::new();
        let (a, b) = (read(&arena, r#"{"x":1,"y":[1,2],"z":0}"#), read(&arena, r#"{"w":3,"x":2,"y":[1,5],"z":0}"#));
        let mixed = |mask: u8| {
            let mut bit = 0;
            let mut choose = || {
                bit += 1;
                if mask & (1 << (bit - 1)) == 0 { Side::Found } else { Side::Restored }
            };
            written(mix(&arena, a, b, usize::MAX, &mut choose))
        };
        assert_eq!(mixed(0), r#"{"x":1,"y":[1,2],"z":0}"#);
        assert_eq!(mixed(0b111), r#"{"w":3,"x":2,"y":[1,5],"z":0}"#);
        assert_eq!(mixed(0b001), r#"{"w":3,"x":1,"y":[1,2],"z":0}"#);
        assert_eq!(mixed(0b100), r#"{"x":1,"y":[1,5],"z":0}"#);
    }

    #[test]
    fn what_is_too_deep_is_chosen_as_a_whole() {
        let arena = Arena::new();
        let (a, b) = (read(&arena, "[[1,2]]"), read(&arena, "[[5,6]]"));
        for (depth, choices) in [(0, 1), (1, 1), (2, 2)] {
            let mut count = 0;
            let mut choose = || {
                count += 1;
                Side::Restored
            };
            assert_eq!(mix(&arena, a, b, depth, &mut choose), b);
            assert_eq!(count, choices, "{depth}");
        }
    }

    #[test]
    fn the_majority_is_taken_member_for_member() {
        let arena = Arena::new();
        let versions = [r#"{"a":9,"b":2,"c":3}"#, r#"{"a":1,"b":8,"c":3}"#, r#"{"a":1,"b":2,"d":3}"#];
        let versions = versions.map(|text| Some(read(&arena, text)));
        assert_eq!(written(majority(&arena, &versions, DEPTH).unwrap()), r#"{"a":1,"b":2,"c":3}"#);
        assert_eq!(majority(&arena, &versions, 0), versions[0]);
        assert_eq!(majority(&arena, &[None, None, versions[0]], DEPTH), None);
    }
}
