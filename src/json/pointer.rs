//! JSON pointers (RFC 6901).

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::Serialize;

use super::value::{Kind, Value};
use crate::text::cut;

/// The most bytes of a pointer that are shown before what is left of it becomes an ellipsis.
const SHOWN: usize = 1_000;

/// The name of a place in a document, such as `/events/1/payload`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document: the empty pointer.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Reads a pointer: empty, or a `/` before each token.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// The place of the member `name` below this one.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        self.push(&Token::Member(name));
        self
    }

    /// The place of the element `index` below this one.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.push(&Token::Index(index));
        self
    }

    fn push(&mut self, token: &Token<'_>) {
        match token {
            Token::Root => {}
            Token::Member(name) => {
                self.0.push('/');
                self.0.push_str(&escaped(name));
            }
            // Writing to a String cannot fail.
            Token::Index(index) => drop(write!(self.0, "/{index}")),
        }
    }

    /// The pointer as it is shown: long names are cut, and so is a pointer of many names. Such a one names no place.
    #[must_use]
    pub fn shown(&self) -> Self {
        if self.0.len() <= crate::text::SHOWN {
            return self.clone();
        }
        let mut shown = Self::root();
        for token in self.0.split('/').skip(1) {
            shown.push_shown(&cut(token));
        }
        shown
    }

    /// A token of RFC 6901 that was cut.
    fn push_shown(&mut self, token: &str) {
        if self.0.len() <= SHOWN {
            self.0.push('/');
            self.0.push_str(token);
        } else if !self.0.ends_with("/\u{2026}") {
            self.0.push_str("/\u{2026}");
        }
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value at this place below `value`, if there is one.
    pub fn find<'a>(&self, value: Value<'a>) -> Option<Value<'a>> {
        let (found, missing) = self.walk(value);
        (!missing).then_some(found)
    }

    /// The value at this place, or the innermost one on the way to it that exists.
    pub fn nearest<'a>(&self, value: Value<'a>) -> Value<'a> {
        self.walk(value).0
    }

    fn walk<'a>(&self, value: Value<'a>) -> (Value<'a>, bool) {
        let mut here = value;
        for token in self.0.split('/').skip(1) {
            let next = match here.kind() {
                Kind::Object(object) => object.get(&token.replace("~1", "/").replace("~0", "~")),
                Kind::Array(elements) => element_index(token).and_then(|i| elements.get(i)).copied(),
                _ => None,
            };
            match next {
                Some(value) => here = value,
                None => return (here, true),
            }
        }
        (here, false)
    }
}

/// A name as a token.
fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1").into() } else { name.into() }
}

/// An array index of RFC 6901: digits without a leading zero.
fn element_index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit()));
    plain.then(|| token.parse().ok()).flatten()
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place that is being walked: a pointer that costs nothing until somebody asks for it.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    token: Token<'p>,
}

#[derive(Clone, Copy)]
enum Token<'p> {
    Root,
    Member(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    /// The whole document.
    pub const ROOT: Place<'static> = Place { parent: None, token: Token::Root };

    /// The member `name` of this place.
    #[must_use]
    pub const fn member(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), token: Token::Member(name) }
    }

    /// The element `index` of this place.
    #[must_use]
    pub const fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), token: Token::Index(index) }
    }

    /// Whether this is a member of the document itself.
    pub fn is_below_root(&self) -> bool {
        self.parent.is_some_and(|parent| parent.parent.is_none())
    }

    /// The pointer to this place.
    pub fn pointer(&self) -> Pointer {
        // Room for most places, since a pointer of every member that nothing signs is in every report; and for a long name
        // not twice its length, as a text that grows takes.
        let mut pointer = Pointer(String::with_capacity(self.length().max(64)));
        self.write(&mut pointer);
        pointer
    }

    fn write(&self, pointer: &mut Pointer) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        pointer.push(&self.token);
    }

    /// The bytes of the pointer, but for escapes and short numbers.
    fn length(&self) -> usize {
        let token = match self.token {
            Token::Root => 0,
            Token::Member(name) => 1 + name.len(),
            Token::Index(_) => 8,
        };
        self.parent.map_or(0, Self::length) + token
    }

    /// The same as [`Pointer::shown`] gives it, at a cost that does not grow with the names.
    pub fn shown(&self) -> Pointer {
        let mut shown = self.parent.map(Self::shown).unwrap_or_default();
        match self.token {
            Token::Root => {}
            Token::Member(name) => shown.push_shown(&cut(&escaped(&cut(name)))),
            Token::Index(index) => shown.push_shown(&index.to_string()),
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_pointer_is_bounded_and_short_ones_are_whole() {
        let long = "n".repeat(5_000);
        let root = Place::ROOT;
        let (short, named) = (root.member("a/b~"), root.member(&long));
        let place = short.index(7);
        assert_eq!([root, short, place].map(|place| place.is_below_root()), [false, true, false]);
        assert_eq!(place.shown().as_str(), "/a~1b~0/7");
        assert_eq!(place.shown(), place.pointer().shown());
        let place = named.index(7);
        assert_eq!(place.shown().as_str(), format!("/{}\u{2026}/7", "n".repeat(200)));
        assert_eq!(place.shown(), place.pointer().shown());
        let mut deep = Pointer::root();
        for _ in 0..1_000 {
            deep = deep.member("name");
        }
        let shown = deep.shown();
        assert!(shown.as_str().ends_with("/name/\u{2026}"));
        assert!(shown.as_str().len() < SHOWN + 20);
        // What is shown so far may have as many bytes as a name, and one more name is shown after it.
        let full = (0..SHOWN / 100).fold(Pointer::root(), |pointer, _| pointer.member(&"n".repeat(99))).member("last");
        assert_eq!(full.shown(), full);
    }
}
