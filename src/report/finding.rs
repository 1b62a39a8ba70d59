//! One thing that a check found: data, not an error.

use std::fmt;

use super::rule::Rule;
use crate::json::{Pointer, Position};
use crate::report::{CheckCode, Reason};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The rule holds.
    Pass,
    /// The rule does not hold.
    Fail,
    /// The document differs from our reading of a rule that is not published: no pass, and no failure either
    /// (`--strict` makes it one).
    Open,
    /// Worth knowing, no reason to say no (`--strict` makes it one).
    Warn,
    /// Could not be checked.
    Skip,
}

impl Status {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Open => "open",
            Self::Warn => "warn",
            Self::Skip => "skip",
        }
    }

    /// Whether a finding of this status keeps an input from passing.
    pub const fn stops(self) -> bool {
        matches!(self, Self::Fail | Self::Open)
    }
}

/// One thing that a check found, other than that the rule holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Which check.
    pub code: CheckCode,
    /// How it ended; never [`Status::Pass`].
    pub status: Status,
    /// What it is about.
    pub reason: Reason,
    /// The inferred rule that an open finding rests on.
    pub rule: Option<Rule>,
    /// The place in the input.
    pub pointer: Option<Pointer>,
    /// Line and column of that place.
    pub position: Option<Position>,
    /// The value that the rules require.
    pub expected: Option<String>,
    /// The value in the document.
    pub actual: Option<String>,
    /// One sentence for people.
    pub message: String,
}

impl Finding {
    /// A failed check.
    pub fn fail(code: CheckCode, reason: Reason, message: impl Into<String>) -> Self {
        Self::new(code, Status::Fail, reason, message)
    }

    /// A difference that rests on the inferred rule `rule` alone.
    pub fn open(code: CheckCode, rule: Rule, reason: Reason, message: impl Into<String>) -> Self {
        Self { rule: Some(rule), ..Self::new(code, Status::Open, reason, message) }
    }

    /// A warning.
    pub fn warn(code: CheckCode, reason: Reason, message: impl Into<String>) -> Self {
        Self::new(code, Status::Warn, reason, message)
    }

    /// Something that could not be checked.
    pub fn skip(code: CheckCode, reason: Reason, message: impl Into<String>) -> Self {
        Self::new(code, Status::Skip, reason, message)
    }

    /// Whether a key is not trusted for what it signed (`trust.keys`).
    pub fn is_distrust(&self) -> bool {
        self.code == CheckCode::TrustKeys && [Reason::Untrusted, Reason::Owner, Reason::Role].contains(&self.reason)
    }

    fn new(code: CheckCode, status: Status, reason: Reason, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, status, reason, rule: None, pointer: None, position: None, expected: None, actual: None, message }
    }

    /// What decides the verdict. A place can be as long as the document.
    pub(crate) fn without_place(&self) -> Self {
        Self { rule: self.rule, ..Self::new(self.code, self.status, self.reason, "") }
    }

    /// The same finding in other words.
    #[must_use]
    pub(crate) fn reword(mut self, message: &str) -> Self {
        message.clone_into(&mut self.message);
        self
    }

    /// Names the place.
    #[must_use]
    pub fn at(mut self, pointer: Pointer) -> Self {
        self.pointer = Some(pointer);
        self
    }

    /// Adds the value in the document, where the rules do not require a certain one. It is cut to a bounded length.
    #[must_use]
    pub fn found(mut self, actual: impl AsRef<str>) -> Self {
        self.actual = Some(crate::text::cut(actual.as_ref()));
        self
    }

    /// Adds the value that the rules require and the one in the document. Both are cut to a bounded length.
    #[must_use]
    pub fn compare(mut self, expected: impl AsRef<str>, actual: impl AsRef<str>) -> Self {
        self.expected = Some(crate::text::cut(expected.as_ref()));
        self.actual = Some(crate::text::cut(actual.as_ref()));
        self
    }
}

/// `fail event.digest at 1:7180: the event was changed after it was signed`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_str(), self.code)?;
        if let Some(position) = self.position {
            write!(f, " at {}:{}", position.line, position.column)?;
        }
        write!(f, ": {}", self.message)
    }
}
