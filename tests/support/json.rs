//! A JSON value that keeps member order and the spelling of numbers, and its canonical bytes.

use std::borrow::Cow;

mod parse;
mod pointer;
mod write;

/// The name of a member; the forge's own names cost no allocation.
pub type Name = Cow<'static, str>;

/// A JSON value. Objects keep the order in which members were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number that is hashed as it is written.
    Number(Cow<'static, str>),
    /// A number that is written one way and hashed another: `1E5` and `100000.0`.
    Odd {
        /// The text in the document.
        written: &'static str,
        /// The text in the canonical bytes.
        canonical: &'static str,
    },
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Vec<(Name, Json)>),
}

/// `object! { "name": value, ... }`; values are anything that converts into [`Json`].
macro_rules! object {
    ($($name:literal : $value:expr),* $(,)?) => {
        $crate::support::json::Json::Object(vec![
            $((std::borrow::Cow::Borrowed($name), $crate::support::json::Json::from($value))),*
        ])
    };
}

/// `array![value, ...]`; values are anything that converts into [`Json`].
macro_rules! array {
    ($($value:expr),* $(,)?) => {
        $crate::support::json::Json::Array(vec![$($crate::support::json::Json::from($value)),*])
    };
}

impl Json {
    /// A number by its text, which is also its canonical text.
    pub fn number(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Number(text.into())
    }

    /// The text of a string.
    ///
    /// # Panics
    /// If this is no string.
    pub fn text(&self) -> &str {
        match self {
            Self::String(text) => text,
            other => panic!("not a string: {other:?}"),
        }
    }

    /// The elements of an array.
    ///
    /// # Panics
    /// If this is no array.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::Array(elements) => elements,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The elements of an array, to be changed.
    ///
    /// # Panics
    /// If this is no array.
    pub fn elements_mut(&mut self) -> &mut Vec<Self> {
        match self {
            Self::Array(elements) => elements,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The members of an object, in the order of the document.
    ///
    /// # Panics
    /// If this is no object.
    pub fn members_mut(&mut self) -> &mut Vec<(Name, Self)> {
        match self {
            Self::Object(members) => members,
            other => panic!("not an object: {other:?}"),
        }
    }

    /// The member of that name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The same value with the members of every object in reverse order: another text, the same digest.
    pub fn reversed(&self) -> Self {
        match self {
            Self::Array(elements) => Self::Array(elements.iter().map(Self::reversed).collect()),
            Self::Object(members) => {
                Self::Object(members.iter().rev().map(|(name, value)| (name.clone(), value.reversed())).collect())
            }
            other => other.clone(),
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::String(text.clone())
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&Json> for Json {
    fn from(value: &Json) -> Self {
        value.clone()
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(elements: Vec<T>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
