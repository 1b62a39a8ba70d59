//! Where two documents of the family differ: by JSON pointer, list entries by what names them rather
//! than by position, and in words.
//!
//! Equality is that of canonical bytes: white space, escapes and the order of members do not count.

mod lists;
mod words;

use crate::canonical;
use crate::json::{Kind, Object, Pointer, Value};

pub use words::{Account, Lines, NamedEvent, account};

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

/// Every innermost place at which `old` and `new` differ, in the order of the members' names.
pub fn changes<'a>(old: Value<'a>, new: Value<'a>) -> Vec<Change<'a>> {
    let mut found = Changes(Vec::new());
    found.values(&Pointer::root(), old, &Pointer::root(), new);
    found.0
}

/// A value as short JSON, for people; nothing for nothing.
pub fn brief(value: Option<&Value<'_>>) -> String {
    let Some(value) = value else { return String::new() };
    let mut start = Start(Vec::new());
    canonical::write(value, &mut start);
    crate::text::cut(&String::from_utf8_lossy(&start.0))
}

/// Keeps the beginning of what is written: enough to show, however large the value.
struct Start(Vec<u8>);

impl canonical::Sink for Start {
    fn put(&mut self, bytes: &[u8]) {
        let room = (4 * crate::text::SHOWN + 4).saturating_sub(self.0.len());
        self.0.extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
    }
}

struct Changes<'a>(Vec<Change<'a>>);

impl<'a> Changes<'a> {
    fn values(&mut self, old_place: &Pointer, old: Value<'a>, new_place: &Pointer, new: Value<'a>) {
        match (old.kind(), new.kind()) {
            (Kind::Object(old), Kind::Object(new)) => self.objects(old_place, old, new_place, new),
            (Kind::Array(old), Kind::Array(new)) => self.arrays(old_place, old, new_place, new),
            _ if old == new => {}
            _ => self.0.push(Change {
                kind: ChangeKind::Changed,
                old_place: Some(old_place.clone()),
                new_place: Some(new_place.clone()),
                old: Some(old),
                new: Some(new),
            }),
        }
    }

    fn objects(&mut self, old_place: &Pointer, old: Object<'a>, new_place: &Pointer, new: Object<'a>) {
        for (name, a, b) in side_by_side(old, new) {
            let places = (|| old_place.clone().member(name), || new_place.clone().member(name));
            match (a, b) {
                (Some(a), Some(b)) => self.values(&places.0(), a, &places.1(), b),
                (Some(a), None) => self.removed(places.0(), a),
                (None, Some(b)) => self.added(places.1(), b),
                (None, None) => {}
            }
        }
    }

    fn arrays(&mut self, old_place: &Pointer, old: &'a [Value<'a>], new_place: &Pointer, new: &'a [Value<'a>]) {
        if old == new {
            return;
        }
        let pairs = lists::pair(old, new);
        for (a, b) in &pairs.both {
            if let (Some(left), Some(right)) = (old.get(*a), new.get(*b)) {
                self.values(&old_place.clone().index(*a), *left, &new_place.clone().index(*b), *right);
            }
        }
        for index in pairs.only_old {
            if let Some(value) = old.get(index) {
                self.removed(old_place.clone().index(index), *value);
            }
        }
        for index in pairs.only_new {
            if let Some(value) = new.get(index) {
                self.added(new_place.clone().index(index), *value);
            }
        }
        if !pairs.both.iter().map(|(_, b)| b).is_sorted() {
            let kind = ChangeKind::Reordered;
            let (old_place, new_place) = (Some(old_place.clone()), Some(new_place.clone()));
            self.0.push(Change { kind, old_place, new_place, old: None, new: None });
        }
    }

    fn removed(&mut self, place: Pointer, old: Value<'a>) {
        let kind = ChangeKind::Removed;
        self.0.push(Change { kind, old_place: Some(place), new_place: None, old: Some(old), new: None });
    }

    fn added(&mut self, place: Pointer, new: Value<'a>) {
        let kind = ChangeKind::Added;
        self.0.push(Change { kind, old_place: None, new_place: Some(place), old: None, new: Some(new) });
    }
}

/// The members of two objects side by side, in the order of their names.
fn side_by_side<'a>(
    old: Object<'a>,
    new: Object<'a>,
) -> impl Iterator<Item = (&'a str, Option<Value<'a>>, Option<Value<'a>>)> {
    let names = old.members().iter().chain(new.members()).map(|member| member.name);
    let names: std::collections::BTreeSet<&str> = names.collect();
    names.into_iter().map(move |name| (name, old.get(name), new.get(name)))
}
