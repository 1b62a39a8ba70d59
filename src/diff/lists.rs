//! Which entries of two lists belong together.

use std::collections::HashMap;

use crate::json::Value;

/// The members that name an entry of a list, as the family's documents use them: events and entries of
/// the state, aliases, keys, claims, mirrors.
const NAMES: [&str; 5] = ["event_id", "alias_kind", "key_id", "claim_id", "name"];

/// Entries of two lists, by their indexes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pairs {
    /// Entries that both lists have, in the order of the first.
    pub(crate) both: Vec<(usize, usize)>,
    /// Entries of the first list alone.
    pub(crate) only_old: Vec<usize>,
    /// Entries of the second list alone.
    pub(crate) only_new: Vec<usize>,
}

/// Pairs entries by what names them: one of [`NAMES`] that all entries of both lists have, or the text
/// itself in lists of texts. Entries that nothing names are paired by position.
///
/// Where one name stands twice in a list, the first goes with the first, the second with the second.
pub(crate) fn pair(old: &[Value<'_>], new: &[Value<'_>]) -> Pairs {
    let all = || old.iter().chain(new);
    if all().all(|value| value.as_str().is_some()) {
        return by_name(old, new, |value| value.as_str().unwrap_or_default());
    }
    match NAMES.iter().find(|name| all().all(|value| name_in(value, name).is_some())) {
        Some(name) => by_name(old, new, |value| name_in(value, name).unwrap_or_default()),
        None => by_position(old.len(), new.len()),
    }
}

/// What the member `name` calls the entry: a text, or a number as in integrity documents.
pub(super) fn name_in<'a>(entry: &Value<'a>, name: &str) -> Option<&'a str> {
    let member = entry.as_object()?.get(name)?;
    member.as_str().or_else(|| member.as_integer())
}

fn by_position(old: usize, new: usize) -> Pairs {
    let common = old.min(new);
    Pairs {
        both: (0..common).map(|index| (index, index)).collect(),
        only_old: (common..old).collect(),
        only_new: (common..new).collect(),
    }
}

fn by_name<'a>(old: &[Value<'a>], new: &[Value<'a>], name_of: impl Fn(&Value<'a>) -> &'a str) -> Pairs {
    let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, entry) in new.iter().enumerate().rev() {
        waiting.entry(name_of(entry)).or_default().push(index);
    }
    let mut pairs = Pairs::default();
    for (index, entry) in old.iter().enumerate() {
        match waiting.get_mut(name_of(entry)).and_then(Vec::pop) {
            Some(partner) => pairs.both.push((index, partner)),
            None => pairs.only_old.push(index),
        }
    }
    pairs.only_new = waiting.into_values().flatten().collect();
    pairs.only_new.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Document};

    fn pairs(text: &str) -> Pairs {
        let arena = Arena::new();
        let root = Document::parse(text.as_bytes(), &arena).unwrap().root();
        let lists = root.as_array().unwrap();
        pair(lists[0].as_array().unwrap(), lists[1].as_array().unwrap())
    }

    #[test]
    fn entries_are_paired_by_what_names_them() {
        let moved = Pairs { both: vec![(0, 1), (1, 0)], only_old: vec![], only_new: vec![2] };
        assert_eq!(pairs(r#"[["a","b"],["b","a","c"]]"#), moved);
        assert_eq!(pairs(r#"[[{"key_id":"a"},{"key_id":"b"}],[{"key_id":"b"},{"key_id":"a"},{"key_id":"c"}]]"#), moved);
    }

    #[test]
    fn a_number_can_be_a_name() {
        let moved = Pairs { both: vec![(1, 0)], only_old: vec![0], only_new: vec![1] };
        assert_eq!(pairs(r#"[[{"event_id":1},{"event_id":2}],[{"event_id":2},{"event_id":3}]]"#), moved);
    }

    #[test]
    fn a_name_that_stands_twice_is_two_entries() {
        let two = Pairs { both: vec![(0, 0)], only_old: vec![1], only_new: vec![] };
        assert_eq!(pairs(r#"[["a","a"],["a"]]"#), two);
    }

    #[test]
    fn entries_without_a_name_are_paired_by_position() {
        let two = Pairs { both: vec![(0, 0)], only_old: vec![1], only_new: vec![] };
        assert_eq!(pairs(r#"[[1,{"key_id":"a"}],[{"key_id":"a"}]]"#), two);
    }
}
