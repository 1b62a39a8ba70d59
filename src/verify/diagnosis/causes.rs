//! Where the document differs from the one that was signed.

use crate::diff::{Pairs, paired, paired_entries};
use crate::json::{Kind, Member, Object, Place, Pointer, Value};
use crate::report::CauseKind;

/// A place at which the document differs from the signed one.
pub(super) struct Change<'a> {
    pub(super) pointer: Pointer,
    pub(super) kind: CauseKind,
    pub(super) signed: Option<Value<'a>>,
    pub(super) found: Option<Value<'a>>,
    /// Where the value was when it was signed: elsewhere if a member was renamed or entries of a list were exchanged.
    pub(super) signed_pointer: Pointer,
}

impl Change<'_> {
    /// Where in the document the member would be by the name that it was signed with, if all that differs is its name.
    pub(super) fn signed_name(&self) -> Option<String> {
        let is_renamed = self.signed.is_none() && self.found.is_none();
        let (object, name) =
            (self.pointer.as_str().rsplit_once('/')?.0, self.signed_pointer.as_str().rsplit_once('/')?.1);
        is_renamed.then(|| format!("{object}/{name}"))
    }
}

/// A place in the document, and in the signed one.
#[derive(Clone, Copy)]
struct Both<'p> {
    found: Place<'p>,
    signed: Place<'p>,
}

impl<'p> Both<'p> {
    const ROOT: Both<'static> = Both { found: Place::ROOT, signed: Place::ROOT };

    const fn member(&'p self, name: &'p str) -> Self {
        self.members(name, name)
    }

    const fn members(&'p self, found: &'p str, signed: &'p str) -> Self {
        Self { found: self.found.member(found), signed: self.signed.member(signed) }
    }

    const fn indexes(&'p self, found: usize, signed: usize) -> Self {
        Self { found: self.found.index(found), signed: self.signed.index(signed) }
    }
}

/// Two lists, without what both begin and end with.
struct Lists<'a> {
    /// How many entries both begin with.
    start: usize,
    /// The whole lists, as values.
    whole: (Value<'a>, Value<'a>),
    /// What is left of them.
    middle: (&'a [Value<'a>], &'a [Value<'a>]),
}

/// The places that are kept, and how many more there are.
#[derive(Default)]
pub(super) struct Changes<'a> {
    pub(super) list: Vec<Change<'a>>,
    pub(super) more: usize,
    /// The bytes of the pointers in the list.
    bytes: usize,
}

/// The most places that are kept.
const KEPT: usize = 100;

/// No more places are kept once their pointers have this many bytes: one name can have the length of the document.
const BYTES: usize = 1 << 20;

/// Every innermost place at which `found` differs from `signed`.
pub(super) fn between<'a>(found: Value<'a>, signed: Value<'a>) -> Changes<'a> {
    let mut changes = Changes::default();
    changes.values(&Both::ROOT, found, signed);
    changes
}

impl<'a> Changes<'a> {
    fn values(&mut self, place: &Both<'_>, found: Value<'a>, signed: Value<'a>) {
        match (found.kind(), signed.kind()) {
            (Kind::Object(found), Kind::Object(signed)) => self.objects(place, found, signed),
            (Kind::Array(a), Kind::Array(b)) => self.arrays(place, (found, a), (signed, b)),
            _ if found != signed => self.add(place, CauseKind::Changed, Some(signed), Some(found)),
            _ => {}
        }
    }

    fn objects(&mut self, place: &Both<'_>, found: Object<'a>, signed: Object<'a>) {
        let renamed = renamed(found, signed);
        for (name, a, b) in paired(found, signed) {
            let here = place.member(name);
            match (a, b) {
                (Some(a), Some(b)) => self.values(&here, a, b),
                (Some(_), None) => match renamed.iter().find(|(new, _)| *new == name) {
                    Some((_, old)) => self.add(&place.members(name, old), CauseKind::Moved, None, None),
                    None => self.add(&here, CauseKind::Added, None, a),
                },
                (None, _) if renamed.iter().any(|(_, old)| *old == name) => {}
                (None, _) => self.add(&here, CauseKind::Removed, b, None),
            }
        }
    }

    /// Between what both lists begin and end with, entries are compared with those of the same name. But a name may be
    /// what was changed: in a list of the bundle itself, they are compared with those in the same place if they differ less.
    fn arrays(
        &mut self,
        place: &Both<'_>,
        (found, a): (Value<'a>, &'a [Value<'a>]),
        (signed, b): (Value<'a>, &'a [Value<'a>]),
    ) {
        let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
        let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let middle = |list: &'a [Value<'a>]| list.get(..list.len() - end).unwrap_or_default();
        let lists = Lists { start, whole: (found, signed), middle: (middle(a), middle(b)) };
        let by_name = all_paired(lists.middle.0, lists.middle.1);
        let length = lists.middle.0.len();
        let is_otherwise = by_name.both.iter().any(|(i, j)| i != j) && length == lists.middle.1.len();
        // Only there: in lists within lists, a change that is dropped later would cost as much as one that is kept.
        if is_otherwise && place.found.is_below_root() {
            let in_place = (0..length).map(|index| (index, index)).collect();
            let in_place = Pairs { both: in_place, only_old: Vec::new(), only_new: Vec::new() };
            let [by_name, in_place] = [by_name, in_place].map(|pairs| {
                let mut changes = Self::default();
                changes.entries(place, &lists, pairs);
                changes
            });
            let changes = if in_place.count() < by_name.count() { in_place } else { by_name };
            self.more += changes.more;
            changes.list.into_iter().for_each(|change| self.push(|| change));
        } else {
            self.entries(place, &lists, by_name);
        }
    }

    /// The changes if these entries belong together.
    fn entries(&mut self, place: &Both<'_>, lists: &Lists<'a>, pairs: Pairs) {
        let Lists { start, whole: (found, signed), middle: (a, b) } = *lists;
        let Pairs { both, only_old: added, only_new: removed } = pairs;
        if !both.is_sorted_by_key(|(_, b)| b) {
            self.add(place, CauseKind::Moved, Some(signed), Some(found));
        }
        for (i, j) in both {
            if let (Some(a), Some(b)) = (a.get(i), b.get(j)) {
                self.values(&place.indexes(start + i, start + j), *a, *b);
            }
        }
        for index in added {
            self.add(&place.indexes(start + index, start + index), CauseKind::Added, None, a.get(index).copied());
        }
        for index in removed {
            self.add(&place.indexes(start + index, start + index), CauseKind::Removed, b.get(index).copied(), None);
        }
    }

    fn count(&self) -> usize {
        self.list.len() + self.more
    }

    fn add(&mut self, place: &Both<'_>, kind: CauseKind, signed: Option<Value<'a>>, found: Option<Value<'a>>) {
        self.push(|| {
            let (pointer, signed_pointer) = (place.found.pointer(), place.signed.pointer());
            Change { pointer, kind, signed, found, signed_pointer }
        });
    }

    /// Adds a change, which is made only if it is kept.
    fn push(&mut self, change: impl FnOnce() -> Change<'a>) {
        if self.list.len() < KEPT && self.bytes < BYTES {
            let change = change();
            self.bytes += change.pointer.as_str().len() + change.signed_pointer.as_str().len();
            self.list.push(change);
        } else {
            self.more += 1;
        }
    }
}

/// The entries of the same name, and of the rest the first with the first; as long as both lists have some.
fn all_paired<'a>(a: &'a [Value<'a>], b: &'a [Value<'a>]) -> Pairs {
    let Pairs { mut both, mut only_old, mut only_new } = paired_entries(a, b);
    let rest = only_old.len().min(only_new.len());
    both.extend(only_old.drain(..rest).zip(only_new.drain(..rest)));
    both.sort_unstable();
    Pairs { both, only_old, only_new }
}

/// The most members that are compared in search of those that were renamed.
const RENAMED: usize = 8;

/// The members of one object alone that have the value of one of the other object alone, by both names.
fn renamed<'a>(found: Object<'a>, signed: Object<'a>) -> Vec<(&'a str, &'a str)> {
    let alone = |one: Object<'a>, other: Object<'a>| -> Vec<Member<'a>> {
        let members = one.members().iter().filter(|member| other.get(member.name).is_none());
        members.take(RENAMED).copied().collect()
    };
    let (added, mut removed) = (alone(found, signed), alone(signed, found));
    let pairs = added.iter().filter_map(|new| {
        let place = removed.iter().position(|old| old.value == new.value)?;
        Some((new.name, removed.swap_remove(place).name))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};

    fn changes(found: &str, signed: &str) -> Vec<(String, &'static str)> {
        let arena = Arena::new();
        let read = |text: &str| Document::parse(arena.alloc_str(text).as_bytes(), &arena).unwrap().root();
        let changes = between(read(found), read(signed)).list;
        changes.iter().map(|change| (change.pointer.to_string(), change.kind.as_str())).collect()
    }

    #[test]
    fn each_way_to_change_a_document_has_a_kind() {
        for (found, signed, pointer, kind) in [
            (r#"{"a":[1,{"b":2}]}"#, r#"{"a":[1,{"b":3}]}"#, "/a/1/b", "changed"),
            (r#"{"a":1}"#, r#"{"a":"1"}"#, "/a", "changed"),
            (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, "/b", "removed"),
            (r#"{"a":1,"b":2}"#, r#"{"a":1}"#, "/b", "added"),
            (r#"{"a":1,"c":2}"#, r#"{"a":1,"b":2}"#, "/c", "moved"),
            ("[1,2,3]", "[1,3]", "/1", "added"),
            ("[1,1,2]", "[1,2]", "/1", "added"),
            ("[1,3]", "[1,2,3]", "/1", "removed"),
            (r#"["b","a","c"]"#, r#"["a","b","c"]"#, "", "moved"),
            (
                r#"{"l":[{"name":"b","x":1,"y":1},{"name":"b","x":2,"y":2},{"name":"c"}]}"#,
                r#"{"l":[{"name":"a","x":1,"y":1},{"name":"b","x":2,"y":2},{"name":"c"}]}"#,
                "/l/0/name",
                "changed",
            ),
            (r#"[{"name":"b"},{"name":"a","x":1}]"#, r#"[{"name":"b"},{"name":"a","x":2}]"#, "/1/x", "changed"),
        ] {
            assert_eq!(changes(found, signed), [(pointer.to_owned(), kind)], "{found} {signed}");
        }
        assert_eq!(changes("[1,{}]", "[1,{}]"), []);
    }

    #[test]
    fn a_place_in_a_list_of_another_order_is_told_in_both_documents() {
        let arena = Arena::new();
        let read = |text: &'static str| Document::parse(text.as_bytes(), &arena).unwrap().root();
        let found = read(r#"["z",{"name":"b","x":1,"y":0},{"name":"a"}]"#);
        let signed = read(r#"["z",{"name":"a"},{"name":"b","x":2,"v":0}]"#);
        let list = between(found, signed).list;
        let places: Vec<_> =
            list.iter().map(|change| [&change.pointer, &change.signed_pointer].map(Pointer::as_str)).collect();
        assert_eq!(places, [["", ""], ["/1/x", "/2/x"], ["/1/y", "/2/v"]]);
        let names: Vec<_> = list.iter().map(Change::signed_name).collect();
        assert_eq!(names, [None, None, Some("/1/v".to_owned())]);
    }

    #[test]
    fn entries_of_the_bundle_stay_in_their_places_if_they_differ_less_there() {
        let found = r#"{"l":[{"name":"b","x":1,"y":1},{"name":"b","x":2,"y":2,"z":0}]}"#;
        let signed = r#"{"l":[{"name":"a","x":1,"y":1},{"name":"b","x":2,"y":2}]}"#;
        assert_eq!(changes(found, signed), [("/l/0/name".to_owned(), "changed"), ("/l/1/z".to_owned(), "added")]);
        // Where as much differs in place, the names tell which is which.
        let (found, signed) = (r#"{"l":[{"name":"b"},{"name":"a"}]}"#, r#"{"l":[{"name":"a"},{"name":"b"}]}"#);
        assert_eq!(changes(found, signed), [("/l".to_owned(), "moved")]);
    }

    #[test]
    fn changes_that_are_not_kept_are_counted() {
        let arena = Arena::new();
        let read = |text: &str| Document::parse(arena.alloc_str(text).as_bytes(), &arena).unwrap().root();
        let entry = |name: &str, value: usize| {
            let members: Vec<String> = (0..KEPT).map(|member| format!(r#""{member}":{value}"#)).collect();
            format!(r#"{{"name":"{name}",{}}}"#, members.join(","))
        };
        // By name, all members of one entry differ; in place, those of two.
        let found = format!(r#"{{"l":[{},{}]}}"#, entry("b", 1), entry("a", 0));
        let signed = format!(r#"{{"l":[{},{}]}}"#, entry("a", 2), entry("b", 1));
        let changes = between(read(&found), read(&signed));
        assert_eq!((changes.list[0].pointer.as_str(), changes.list[0].kind), ("/l", CauseKind::Moved));
        assert_eq!((changes.list.len(), changes.more), (KEPT, 1));
    }

    /// Memory would grow with the square of the document otherwise.
    #[test]
    fn of_places_below_a_name_as_long_as_a_document_one_is_kept() {
        let arena = Arena::new();
        let read = |text: &str| Document::parse(arena.alloc_str(text).as_bytes(), &arena).unwrap().root();
        let below = |length: usize, value: usize| format!(r#"{{"{}":[{value},0,{value}]}}"#, "n".repeat(length));
        for (length, kept) in [(BYTES / 4, 2), (BYTES, 1)] {
            let changes = between(read(&below(length, 1)), read(&below(length, 2)));
            assert_eq!((changes.list.len(), changes.more), (kept, 2 - kept));
        }
    }
}
