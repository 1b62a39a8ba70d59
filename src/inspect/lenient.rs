//! Lenient reading: values become texts, and values of an unexpected type become oddities.

use serde::Serialize;

use crate::json::canonical;
use crate::json::{Kind, Object, Pointer, Value};
use crate::report::Row;
use crate::text::cut;

/// A deviation from the documents of the family. It is not a check; `pith verify` does those.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Oddity {
    /// The place in the document.
    pub pointer: String,
    /// The deviation, in words.
    pub message: String,
}

/// Reads members, and keeps the oddities.
#[derive(Default)]
pub(super) struct Look {
    pub(super) oddities: Vec<Oddity>,
}

/// The most oddities that are kept.
const KEPT: usize = 50;

/// The most entries of a list that are shown. An entry can be as short as `{}`, and its output is much longer.
pub(super) const LISTED: usize = 10_000;

impl Look {
    pub(super) fn note(&mut self, pointer: &Pointer, message: String) {
        if self.oddities.len() < KEPT {
            self.oddities.push(Oddity { pointer: cut(pointer.as_str()), message });
        }
    }

    /// The object `name`. Another type is an oddity.
    pub(super) fn object<'a>(&mut self, object: Object<'a>, at: &Pointer, name: &str) -> Option<Object<'a>> {
        let value = object.get(name)?;
        if value.as_object().is_none() && !value.is_null() {
            self.wrong(&at.clone().member(name), "an object", value);
        }
        value.as_object()
    }

    /// The array `name`. Another type is an oddity.
    pub(super) fn array<'a>(&mut self, object: Object<'a>, at: &Pointer, name: &str) -> &'a [Value<'a>] {
        let Some(value) = object.get(name) else { return &[] };
        value.as_array().unwrap_or_else(|| {
            self.wrong(&at.clone().member(name), "an array", value);
            &[]
        })
    }

    /// The first [`LISTED`] objects of the array `name`, each with its index. Anything else in it is an oddity.
    pub(super) fn objects<'a>(&mut self, object: Object<'a>, at: &Pointer, name: &str) -> Vec<(usize, Object<'a>)> {
        let elements = self.array(object, at, name);
        let here = at.clone().member(name);
        let (mut found, mut more) = (Vec::new(), 0_usize);
        for (index, element) in elements.iter().enumerate() {
            match element.as_object() {
                Some(object) if found.len() < LISTED => found.push((index, object)),
                Some(_) => more += 1,
                None if self.oddities.len() < KEPT => self.wrong(&here.clone().index(index), "an object", *element),
                None => {}
            }
        }
        self.note_more(&here, LISTED, "entries", more);
        found
    }

    /// Notes that of a list of `entries` only so many are `shown`.
    pub(super) fn note_more(&mut self, pointer: &Pointer, shown: usize, entries: &str, more: usize) {
        if more > 0 {
            // It comes first, so that other oddities cannot displace it.
            self.oddities.truncate(KEPT - 1);
            let message = format!("only the first {shown} {entries} are shown; there are {more} more");
            self.oddities.insert(0, Oddity { pointer: cut(pointer.as_str()), message });
        }
    }

    /// The first [`ROWS`] of the rows that were made of what is at a place.
    pub(super) fn first_rows(&mut self, rows: impl IntoIterator<Item = Row>, at: &Pointer) -> Vec<Row> {
        let mut rows = rows.into_iter();
        let first: Vec<Row> = rows.by_ref().take(ROWS).collect();
        self.note_more(at, ROWS, "members", rows.count());
        first
    }

    fn wrong(&mut self, pointer: &Pointer, expected: &str, value: Value<'_>) {
        self.note(pointer, format!("is of type {}, not {expected}", value.type_name()));
    }
}

/// A value as text, cut: a string as it is, `null` as nothing, anything else as JSON.
pub(super) fn shown(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Null => None,
        Kind::String { text, .. } => Some(cut(text)),
        Kind::Array(&[]) => Some("none".to_owned()),
        _ => Some(canonical::brief(&value)),
    }
}

/// The member `name` as text.
pub(super) fn claim(object: Object<'_>, name: &str) -> Option<String> {
    object.get(name).and_then(shown)
}

/// The members with these names, in this order; those that are missing are left out.
pub(super) fn rows(object: Object<'_>, names: &[&str]) -> Vec<Row> {
    names.iter().filter_map(|name| Some(Row { name: (*name).to_owned(), value: claim(object, name)? })).collect()
}

/// The most rows of a list that are shown.
const ROWS: usize = 100;

/// The members of the object, in its order; none if there is no object.
pub(super) fn all_rows(object: Option<Object<'_>>) -> impl Iterator<Item = Row> {
    let members = object.unwrap_or_default().members().iter();
    members.filter_map(|member| Some(Row { name: cut(member.name), value: shown(member.value)? }))
}
