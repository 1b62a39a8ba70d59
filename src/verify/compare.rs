//! Where two values differ, by JSON pointer.

use std::ops::ControlFlow;

use crate::diff::brief;
use crate::json::{Kind, Place, Pointer, Value};
use crate::report::Finding;

pub(crate) use crate::diff::paired;

/// A place at which two values differ.
#[derive(Debug, Clone)]
pub(crate) struct Difference<'a> {
    /// The place in the actual value.
    pub(crate) pointer: Pointer,
    /// What should be there; `None` for nothing.
    pub(crate) expected: Option<Value<'a>>,
    /// What is there; `None` for nothing.
    pub(crate) actual: Option<Value<'a>>,
}

impl Difference<'_> {
    /// The finding with both values and the place.
    pub(crate) fn described(&self, finding: Finding) -> Finding {
        finding.compare(self.expected_text(), self.actual_text()).at(self.pointer.clone())
    }

    /// What should be there, as short JSON.
    pub(crate) fn expected_text(&self) -> String {
        brief(self.expected.as_ref())
    }

    /// What is there, as short JSON.
    pub(crate) fn actual_text(&self) -> String {
        brief(self.actual.as_ref())
    }
}

/// The first place at which `actual` differs from `expected`.
pub(crate) fn first_difference<'a>(
    place: &Place<'_>,
    actual: Value<'a>,
    expected: Value<'a>,
) -> Option<Difference<'a>> {
    first(place, actual, expected, |place, actual, expected| Difference { pointer: place.pointer(), expected, actual })
}

/// As [`first_difference`], for a sentence: the pointer is cut, and so is its cost.
pub(crate) fn first_difference_shown<'a>(
    place: &Place<'_>,
    actual: Value<'a>,
    expected: Value<'a>,
) -> Option<Difference<'a>> {
    first(place, actual, expected, |place, actual, expected| Difference { pointer: place.shown(), expected, actual })
}

fn first<'a>(
    place: &Place<'_>,
    actual: Value<'a>,
    expected: Value<'a>,
    told: impl Fn(&Place<'_>, Option<Value<'a>>, Option<Value<'a>>) -> Difference<'a>,
) -> Option<Difference<'a>> {
    let mut first = None;
    let _ = each_difference(place, Some(actual), Some(expected), &mut |place, actual, expected| {
        first = Some(told(place, actual, expected));
        ControlFlow::Break(())
    });
    first
}

/// Goes down to the innermost values that differ, looking at each value once, until `found` has seen enough.
fn each_difference<'a>(
    place: &Place<'_>,
    actual: Option<Value<'a>>,
    expected: Option<Value<'a>>,
    found: &mut impl FnMut(&Place<'_>, Option<Value<'a>>, Option<Value<'a>>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (Some(a), Some(e)) = (actual, expected) else {
        return if actual.is_some() || expected.is_some() {
            found(place, actual, expected)
        } else {
            ControlFlow::Continue(())
        };
    };
    match (a.kind(), e.kind()) {
        (Kind::Object(a), Kind::Object(e)) => {
            for (name, a, e) in paired(a, e) {
                each_difference(&place.member(name), a, e, found)?;
            }
        }
        (Kind::Array(a), Kind::Array(e)) if a.len() == e.len() => {
            for (index, (a, e)) in a.iter().zip(e).enumerate() {
                each_difference(&place.index(index), Some(*a), Some(*e), found)?;
            }
        }
        _ if a != e => return found(place, actual, expected),
        _ => {}
    }
    ControlFlow::Continue(())
}

/// Collects differences up to a bound; what is beyond it is counted.
pub(crate) struct Differences<'a> {
    /// Those that were kept.
    pub(crate) list: Vec<Difference<'a>>,
    /// How many more there are.
    pub(crate) more: usize,
    bound: usize,
}

impl<'a> Differences<'a> {
    /// Keeps at most `bound`.
    pub(crate) const fn up_to(bound: usize) -> Self {
        Self { list: Vec::new(), more: 0, bound }
    }

    /// Notes a difference at `place`.
    pub(crate) fn add(&mut self, place: &Place<'_>, actual: Option<Value<'a>>, expected: Option<Value<'a>>) {
        if self.list.len() < self.bound {
            self.list.push(Difference { pointer: place.pointer(), expected, actual });
        } else {
            self.more += 1;
        }
    }

    /// Notes every innermost value that differs.
    pub(crate) fn values(&mut self, place: &Place<'_>, actual: Option<Value<'a>>, expected: Option<Value<'a>>) {
        let _ = each_difference(place, actual, expected, &mut |place, actual, expected| {
            self.add(place, actual, expected);
            ControlFlow::Continue(())
        });
    }
}
