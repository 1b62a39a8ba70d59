//! Where two documents of the family differ: by JSON pointer, list entries by what names them rather
//! than by position, and in words.
//!
//! Equality is that of canonical bytes: white space, escapes and the order of members do not count.

mod lists;
mod words;

use crate::json::canonical;
use crate::json::{Kind, Object, Place, Pointer, Value};

pub(crate) use lists::{Pairs, pair as paired_entries};
pub use words::{Account, Lines, Listed, NamedEvent, account, claimed_title};

/// How a place differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Only the second document has it.
    Added,
    /// Only the first document has it.
    Removed,
    /// Both have it, with two values.
    Changed,
    /// A list whose entries stand in another order.
    Reordered,
}

impl ChangeKind {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Reordered => "reordered",
        }
    }
}

/// A place at which two documents differ.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// How.
    pub kind: ChangeKind,
    /// The place in the first document.
    pub old_place: Option<Pointer>,
    /// The place in the second document; another one than in the first where list entries moved.
    pub new_place: Option<Pointer>,
    /// What the first document has there; nothing for a list in another order.
    pub old: Option<Value<'a>>,
    /// What the second document has there.
    pub new: Option<Value<'a>>,
}

impl Change<'_> {
    /// The place in the second document, or in the first where the second has none.
    pub fn pointer(&self) -> &Pointer {
        const ROOT: &Pointer = &Pointer::root();
        self.new_place.as_ref().or(self.old_place.as_ref()).unwrap_or(ROOT)
    }
}

/// Where two documents differ: the first places, and how many more there are.
#[derive(Debug, Clone, Default)]
pub struct Changes<'a> {
    /// The first [`LISTED`], in the order of the members' names.
    pub list: Vec<Change<'a>>,
    /// Those after them.
    pub more: usize,
}

/// The most changes, and the most events of one kind, that are listed.
pub const LISTED: usize = 10_000;

/// Every innermost place at which `old` and `new` differ.
pub fn changes<'a>(old: Value<'a>, new: Value<'a>) -> Changes<'a> {
    let mut found = Changes::default();
    found.values(&Place::ROOT, old, &Place::ROOT, new);
    found
}

/// A value as short JSON, for people; a word for no value.
pub fn brief(value: Option<&Value<'_>>) -> String {
    value.map_or_else(|| "nothing".to_owned(), canonical::brief)
}

impl<'a> Changes<'a> {
    /// Whether nothing differs.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn values(&mut self, old_place: &Place<'_>, old: Value<'a>, new_place: &Place<'_>, new: Value<'a>) {
        match (old.kind(), new.kind()) {
            (Kind::Object(old), Kind::Object(new)) => self.objects(old_place, old, new_place, new),
            (Kind::Array(old), Kind::Array(new)) => self.arrays(old_place, old, new_place, new),
            _ if old == new => {}
            _ => self.add(ChangeKind::Changed, Some((old_place, Some(old))), Some((new_place, Some(new)))),
        }
    }

    fn objects(&mut self, old_place: &Place<'_>, old: Object<'a>, new_place: &Place<'_>, new: Object<'a>) {
        for (name, a, b) in paired(old, new) {
            let (old_place, new_place) = (old_place.member(name), new_place.member(name));
            match (a, b) {
                (Some(a), Some(b)) => self.values(&old_place, a, &new_place, b),
                (a, None) => self.add(ChangeKind::Removed, Some((&old_place, a)), None),
                (None, b) => self.add(ChangeKind::Added, None, Some((&new_place, b))),
            }
        }
    }

    fn arrays(&mut self, old_place: &Place<'_>, old: &'a [Value<'a>], new_place: &Place<'_>, new: &'a [Value<'a>]) {
        let pairs = lists::pair(old, new);
        for (a, b) in &pairs.both {
            if let (Some(left), Some(right)) = (old.get(*a), new.get(*b)) {
                self.values(&old_place.index(*a), *left, &new_place.index(*b), *right);
            }
        }
        for index in pairs.only_old {
            self.add(ChangeKind::Removed, Some((&old_place.index(index), old.get(index).copied())), None);
        }
        for index in pairs.only_new {
            self.add(ChangeKind::Added, None, Some((&new_place.index(index), new.get(index).copied())));
        }
        if !pairs.both.iter().map(|(_, b)| b).is_sorted() {
            self.add(ChangeKind::Reordered, Some((old_place, None)), Some((new_place, None)));
        }
    }

    /// Notes a place in the old and in the new document, each with what is there; a pointer is made only of one that
    /// is listed.
    fn add(&mut self, kind: ChangeKind, old: Option<Side<'_, 'a>>, new: Option<Side<'_, 'a>>) {
        if self.list.len() >= LISTED {
            self.more += 1;
            return;
        }
        self.list.push(Change {
            kind,
            old_place: old.map(|(place, _)| place.shown()),
            new_place: new.map(|(place, _)| place.shown()),
            old: old.and_then(|(_, value)| value),
            new: new.and_then(|(_, value)| value),
        });
    }
}

/// A place and what is there.
type Side<'p, 'a> = (&'p Place<'p>, Option<Value<'a>>);

/// The members of two objects side by side, in the order of their names.
pub(crate) fn paired<'a>(
    left: Object<'a>,
    right: Object<'a>,
) -> impl Iterator<Item = (&'a str, Option<Value<'a>>, Option<Value<'a>>)> {
    let mut left = left.members().iter().peekable();
    let mut right = right.members().iter().peekable();
    std::iter::from_fn(move || {
        let name = match (left.peek(), right.peek()) {
            (Some(l), Some(r)) => l.name.min(r.name),
            (Some(one), None) | (None, Some(one)) => one.name,
            (None, None) => return None,
        };
        let l = left.next_if(|member| member.name == name).map(|member| member.value);
        let r = right.next_if(|member| member.name == name).map(|member| member.value);
        Some((name, l, r))
    })
}
