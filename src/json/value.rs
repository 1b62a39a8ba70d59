//! The tree: small, `Copy`, and shared. Text without escapes is borrowed from the source.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::object::{Member, Object};

/// Where a document's tree lives; dropped, or reset for the next document, as one.
pub type Arena = bumpalo::Bump;

/// A JSON value and the byte offset in the source at which it begins.
///
/// Equality is that of canonical bytes: `1`, `1.0` and `true` are three values, `0.0` and `-0.0` are
/// two, and offsets do not count.
#[derive(Clone, Copy)]
pub struct Value<'a>(Packed<'a>);

/// [`Kind`] and offset in 24 bytes: with the offset beside it, a value would take 32, and the tree of
/// a large bundle is most of the memory that verifying it needs.
///
/// The tag is as wide as the offset, and nothing else is between them: with a tag of one byte, a value that
/// has just been made is copied across the edges of its parts, which stalls the processor longer than reading
/// a short string takes.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Packed<'a> {
    Null { at: u32 },
    False { at: u32 },
    True { at: u32 },
    Integer { at: u32, digits: &'a str },
    Double { at: u32, double: f64 },
    Plain { at: u32, text: &'a str },
    Text { at: u32, text: &'a str },
    Array { at: u32, elements: &'a [Value<'a>] },
    Object { at: u32, object: Object<'a> },
}

/// What a value is: Python's data model of JSON (docs/format.md, section 1.7).
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer of any size, as its canonical digits: the text of the source, `-0` being `0`.
    Integer(&'a str),
    /// A number written with `.`, `e` or `E`; finite.
    Double(f64),
    /// A string. `plain`: no character of it has to be escaped in canonical form.
    String {
        /// The text, unescaped.
        text: &'a str,
        /// Whether the canonical form is the text itself between quotes.
        plain: bool,
    },
    /// An array.
    Array(&'a [Value<'a>]),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Value<'a> {
    /// A value that begins at the byte `at` of the source.
    pub const fn new(kind: Kind<'a>, at: u32) -> Self {
        Self(match kind {
            Kind::Null => Packed::Null { at },
            Kind::Bool(false) => Packed::False { at },
            Kind::Bool(true) => Packed::True { at },
            Kind::Integer(digits) => Packed::Integer { at, digits },
            Kind::Double(double) => Packed::Double { at, double },
            Kind::String { text, plain: true } => Packed::Plain { at, text },
            Kind::String { text, plain: false } => Packed::Text { at, text },
            Kind::Array(elements) => Packed::Array { at, elements },
            Kind::Object(object) => Packed::Object { at, object },
        })
    }

    /// What it is.
    pub const fn kind(&self) -> Kind<'a> {
        match self.0 {
            Packed::Null { .. } => Kind::Null,
            Packed::False { .. } => Kind::Bool(false),
            Packed::True { .. } => Kind::Bool(true),
            Packed::Integer { digits, .. } => Kind::Integer(digits),
            Packed::Double { double, .. } => Kind::Double(double),
            Packed::Plain { text, .. } => Kind::String { text, plain: true },
            Packed::Text { text, .. } => Kind::String { text, plain: false },
            Packed::Array { elements, .. } => Kind::Array(elements),
            Packed::Object { object, .. } => Kind::Object(object),
        }
    }

    /// The byte offset of its first byte in the source; 0 for a synthesized value.
    pub const fn at(&self) -> u32 {
        match self.0 {
            Packed::Null { at }
            | Packed::False { at }
            | Packed::True { at }
            | Packed::Integer { at, .. }
            | Packed::Double { at, .. }
            | Packed::Plain { at, .. }
            | Packed::Text { at, .. }
            | Packed::Array { at, .. }
            | Packed::Object { at, .. } => at,
        }
    }

    /// A synthesized object, with no source position. Its names have to differ from one another.
    pub fn made_object(arena: &'a Arena, members: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let members: Vec<Member<'a>> = members.into_iter().map(|(name, value)| Member { name, value }).collect();
        let object = Object::from_members(arena.alloc_slice_copy(&members)).unwrap_or_default();
        Self::made(Kind::Object(object))
    }

    /// A synthesized array, with no source position.
    pub fn made_array(arena: &'a Arena, elements: &[Self]) -> Self {
        Self::made(Kind::Array(arena.alloc_slice_copy(elements)))
    }

    /// A synthesized integer, with no source position.
    pub fn made_count(arena: &'a Arena, count: usize) -> Self {
        Self::made(Kind::Integer(arena.alloc_str(&count.to_string())))
    }

    /// A synthesized value, with no source position.
    pub const fn made(kind: Kind<'a>) -> Self {
        Self::new(kind, 0)
    }

    /// A synthesized string, with no source position.
    pub fn made_text(text: &'a str) -> Self {
        Self::made(Kind::String { text, plain: false })
    }

    /// The text, if it is a string.
    pub const fn as_str(&self) -> Option<&'a str> {
        match self.0 {
            Packed::Plain { text, .. } | Packed::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub const fn as_object(&self) -> Option<Object<'a>> {
        match self.kind() {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub const fn as_array(&self) -> Option<&'a [Value<'a>]> {
        match self.kind() {
            Kind::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The digits, if it is an integer.
    pub const fn as_integer(&self) -> Option<&'a str> {
        match self.kind() {
            Kind::Integer(digits) => Some(digits),
            _ => None,
        }
    }

    /// The integer as a count, if it is one that fits.
    pub fn as_count(&self) -> Option<usize> {
        self.as_integer()?.parse().ok()
    }

    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// The name of its type, as JSON calls it; integers and doubles are told apart.
    pub const fn type_name(&self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "boolean",
            Kind::Integer(_) => "integer",
            Kind::Double(_) => "double",
            Kind::String { .. } => "string",
            Kind::Array(_) => "array",
            Kind::Object(_) => "object",
        }
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        use Packed::{Array, Double, False, Integer, Null, Object, Plain, Text, True};
        match (self.0, other.0) {
            (Null { .. }, Null { .. }) | (False { .. }, False { .. }) | (True { .. }, True { .. }) => true,
            (Integer { digits: a, .. }, Integer { digits: b, .. })
            | (Plain { text: a, .. } | Text { text: a, .. }, Plain { text: b, .. } | Text { text: b, .. }) => a == b,
            (Double { double: a, .. }, Double { double: b, .. }) => a.to_bits() == b.to_bits(),
            (Array { elements: a, .. }, Array { elements: b, .. }) => a == b,
            (Object { object: a, .. }, Object { object: b, .. }) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let kind = self.kind();
        std::mem::discriminant(&kind).hash(state);
        match kind {
            Kind::Null => {}
            Kind::Bool(value) => value.hash(state),
            Kind::Integer(text) | Kind::String { text, .. } => text.hash(state),
            Kind::Double(double) => double.to_bits().hash(state),
            Kind::Array(elements) => elements.hash(state),
            Kind::Object(object) => object.hash(state),
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&crate::json::canonical::to_bytes(self)))
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher as _, RandomState};

    use super::*;
    use crate::json::Document;

    #[test]
    fn values_and_members_are_small() {
        assert_eq!((size_of::<Value<'_>>(), size_of::<Member<'_>>()), (24, 40));
    }

    #[test]
    fn values_have_one_hash_where_they_are_equal() {
        let text =
            r#"[null,false,true,0,1,10,0.0,1.0,-0.0,"","\n","1","a",[],[0],[0,0],[1],{},{"a":0},{"a":1},{"b":0}]"#;
        let again = text.replace("\"a\"", "\"\\u0061\"").replace(',', " ,");
        let arena = Arena::new();
        let [a, b] = [text, &again].map(|text| Document::parse(text.as_bytes(), &arena).unwrap());
        let (a, b) = (a.root().as_array().unwrap(), b.root().as_array().unwrap());
        let hashed = RandomState::new();
        for (i, a) in a.iter().enumerate() {
            for (j, b) in b.iter().enumerate() {
                let is_same = (a == b, hashed.hash_one(a) == hashed.hash_one(b));
                assert_eq!(is_same, (i == j, i == j), "{a:?} and {b:?}");
            }
        }
    }
}
