//! Reading members by name and type; what is missing or of another type becomes a finding.

use std::ops::Range;

use crate::json::{Object, Place, Value};
use crate::report::{CheckCode, Checks, Finding, Reason, Status};
use crate::text::with_article;

/// Collects what does not have the shape of a bundle; bounded, as everything in a report is.
#[derive(Default)]
pub(super) struct Shape {
    pub(super) checks: Checks,
}

impl Shape {
    /// The findings, or a pass of `bundle.shape` where there is none.
    pub(super) fn into_checks(mut self) -> Checks {
        if self.checks.findings().is_empty() {
            self.checks.pass(CheckCode::BundleShape);
        }
        self.checks
    }

    /// Something at `place` breaks the shape.
    pub(super) fn add(&mut self, place: &Place<'_>, reason: Reason, message: impl FnOnce() -> String) {
        let code = CheckCode::BundleShape;
        let finding = || Finding::fail(code, reason, message()).at(place.pointer());
        self.checks.add_if_kept(code, Status::Fail, finding);
    }

    fn wrong_type(&mut self, place: &Place<'_>, expected: &str, actual: &str) {
        let finding = || {
            let message = format!("expected {}, found {}", with_article(expected), with_article(actual));
            let finding = Finding::fail(CheckCode::BundleShape, Reason::Type, message);
            finding.at(place.pointer()).compare(expected, actual)
        };
        self.checks.add_if_kept(CheckCode::BundleShape, Status::Fail, finding);
    }

    /// The element of an array that has to be an object.
    pub(super) fn an_object<'a>(&mut self, value: &Value<'a>, place: &Place<'_>) -> Option<Object<'a>> {
        let object = value.as_object();
        if object.is_none() {
            self.wrong_type(place, "object", value.type_name());
        }
        object
    }
}

/// What may be `null`.
pub(super) struct Nullable<T>(pub(super) Option<T>);

/// Takes a value of one type.
type Take<'a, T> = fn(&Value<'a>) -> Option<T>;

/// The members of one object. They are in order: a reader that asks in order finds each at once, and those that it
/// does not ask for are unknown.
pub(super) struct Fields<'s, 'a> {
    object: Object<'a>,
    /// The place behind the member that was found last.
    next: usize,
    /// The places of members that were not asked for, so far, where these are reported.
    unknown: Option<Vec<Range<usize>>>,
    place: &'s Place<'s>,
    shape: &'s mut Shape,
}

impl<'s, 'a> Fields<'s, 'a> {
    /// Of an object that may have other members.
    pub(super) fn new(object: Object<'a>, place: &'s Place<'s>, shape: &'s mut Shape) -> Self {
        Self { object, next: 0, unknown: None, place, shape }
    }

    /// Of an object that should have no other members: [`Self::no_others`] warns of them.
    pub(super) fn closed(object: Object<'a>, place: &'s Place<'s>, shape: &'s mut Shape) -> Self {
        Self { unknown: Some(Vec::new()), ..Self::new(object, place, shape) }
    }

    /// The member `name` itself. Names have to be asked for in their order.
    pub(super) fn value(&mut self, name: &str) -> Option<Value<'a>> {
        let members = self.object.members();
        let rest = members.get(self.next..).unwrap_or_default();
        // Most often it is the next one.
        let skipped = match rest.first() {
            Some(member) if member.name == name => 0,
            _ => rest.partition_point(|member| member.name < name),
        };
        if skipped > 0 {
            self.unknown.iter_mut().for_each(|unknown| unknown.push(self.next..self.next + skipped));
            self.next += skipped;
        }
        let member = members.get(self.next).filter(|member| member.name == name)?;
        self.next += 1;
        Some(member.value)
    }

    /// Where the member `name` is.
    pub(super) fn shape_at<T>(&mut self, name: &str, read: impl FnOnce(&Place<'_>, &mut Shape) -> T) -> T {
        read(&self.place.member(name), self.shape)
    }

    /// A required string.
    pub(super) fn string(&mut self, name: &str) -> Option<&'a str> {
        self.required(name, "string", Value::as_str)
    }

    /// A required object.
    pub(super) fn object(&mut self, name: &str) -> Option<Object<'a>> {
        self.required(name, "object", Value::as_object)
    }

    /// A required array.
    pub(super) fn array(&mut self, name: &str) -> Option<&'a [Value<'a>]> {
        self.required(name, "array", Value::as_array)
    }

    /// A required integer, as its digits.
    pub(super) fn integer(&mut self, name: &str) -> Option<&'a str> {
        self.required(name, "integer", Value::as_integer)
    }

    /// A required array of strings.
    pub(super) fn strings(&mut self, name: &str) -> Option<&'a [Value<'a>]> {
        let elements = self.array(name)?;
        let array = self.place.member(name);
        let mut whole = true;
        for (index, element) in elements.iter().enumerate().filter(|(_, element)| element.as_str().is_none()) {
            self.shape.wrong_type(&array.index(index), "string", element.type_name());
            whole = false;
        }
        whole.then_some(elements)
    }

    /// A required member that is a string or `null`.
    pub(super) fn string_or_null(&mut self, name: &str) -> Option<Nullable<&'a str>> {
        self.required(
            name,
            "string or null",
            |value| if value.is_null() { Some(None) } else { value.as_str().map(Some) },
        )
        .map(Nullable)
    }

    /// A string, `null`, or not there at all.
    pub(super) fn optional_string(&mut self, name: &str) -> Option<Nullable<&'a str>> {
        self.optional(name, "string", Value::as_str)
    }

    /// An object, `null`, or not there at all.
    pub(super) fn optional_object(&mut self, name: &str) -> Option<Nullable<Object<'a>>> {
        self.optional(name, "object", Value::as_object)
    }

    fn optional<T>(&mut self, name: &str, expected: &str, take: Take<'a, T>) -> Option<Nullable<T>> {
        match self.value(name).filter(|value| !value.is_null()) {
            None => Some(Nullable(None)),
            Some(value) => self.taken(name, value, expected, take).map(|taken| Nullable(Some(taken))),
        }
    }

    fn required<T>(&mut self, name: &str, expected: &str, take: Take<'a, T>) -> Option<T> {
        let Some(value) = self.value(name) else {
            let message = || format!("the required member `{name}` is missing");
            self.shape.add(&self.place.member(name), Reason::Missing, message);
            return None;
        };
        self.taken(name, value, expected, take)
    }

    fn taken<T>(&mut self, name: &str, value: Value<'a>, expected: &str, take: Take<'a, T>) -> Option<T> {
        let taken = take(&value);
        if taken.is_none() {
            self.shape.wrong_type(&self.place.member(name), expected, value.type_name());
        }
        taken
    }

    /// Warns of every member that was not asked for.
    pub(super) fn no_others(self) {
        let members = self.object.members();
        let skipped = self.unknown.into_iter().flatten().chain(std::iter::once(self.next..members.len()));
        for member in skipped.filter_map(|range| members.get(range)).flatten() {
            let place = self.place.member(member.name);
            let finding = || {
                let message = "a member that this version does not know; it is hashed like any other, and not checked";
                Finding::warn(CheckCode::BundleShape, Reason::UnknownMember, message).at(place.pointer())
            };
            self.shape.checks.add_if_kept(CheckCode::BundleShape, Status::Warn, finding);
        }
    }
}
