//! Expectations of the user beyond a sound bundle: is this the one, is it about this paper, and is everything of an
//! older one still there?
//!
//! One function per rule. Each compares what was computed and verified, never what the document states. An expectation
//! that cannot be compared with anything does not hold.

mod age;
mod identity;
mod paper;
mod since;
mod state;
mod verified;

use crate::bundle::Bundle;
use crate::bundle::time::Time;
use crate::bundle::title;
use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Arena, Pointer, ReadError};
use crate::replay::MergedState;
use crate::report::{CheckCode, Checks, Finding, PolicyOutcome, Reason};

pub use age::MaxAge;
pub use identity::ExpectedSource;
pub use since::Older;
pub use state::ExpectedState;

/// One expectation of the user (docs/policies.md).
#[derive(Clone, Debug)]
pub enum Expectation {
    /// `--expect-number`: the bundle of this Pith number.
    Number(String),
    /// `--expect-source`: the record of this source.
    Source(ExpectedSource),
    /// `--expect-bundle`: the bundle with this digest.
    Bundle(Sha256Digest),
    /// `--title`: a bundle about a paper of this title.
    Title(String),
    /// `--abstract`: a bundle about a paper with this abstract.
    Abstract {
        /// The file's name.
        name: String,
        /// Its text.
        text: String,
    },
    /// `--state`: this `state.json` is the state of the replay.
    State(ExpectedState),
    /// `--since`: everything of this older bundle is still there.
    Since(Older),
    /// `--max-age`: the bundle was built at most so many days ago.
    MaxAge(MaxAge),
}

/// Why a text is not an expectation. This says nothing about any bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpectationError {
    /// Not of the form of a Pith number.
    #[error("a Pith number has the form pith:YEAR:SUFFIX, such as pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD")]
    Number,
    /// `pith:6CB5P4A4`: 40 bits, which anybody can match.
    #[error("a short number pins 40 bits, too few to identify a bundle; give the whole number, pith:YEAR:SUFFIX")]
    ShortNumber,
    /// Not of the form of a source.
    #[error("expected arxiv:ID or arxiv:IDvVERSION, such as arxiv:1804.07612v1")]
    Source,
    /// Not a digest.
    #[error("expected a SHA-256 as 64 lower-case hex digits")]
    Digest,
    /// Not a title.
    #[error("the title is empty")]
    EmptyTitle,
    /// Not a number of days.
    #[error("expected a number of days, from 1 to 36500")]
    Days,
    /// Not strict JSON.
    #[error("{}:{}: {source}", source.position.line, source.position.column)]
    Json {
        /// What is wrong with it.
        #[from]
        source: ReadError,
    },
    /// Not a `state.json`.
    #[error("not a `state.json`: `state_type` is not `pith_open_graph_state`")]
    NotAState,
}

/// The results of verifying a bundle, with which expectations are compared.
#[derive(Clone, Copy)]
pub struct Evidence<'e, 'a> {
    /// The checks: they say what verifies.
    pub checks: &'e Checks,
    /// The typed view.
    pub bundle: &'e Bundle<'a>,
    /// The digest of the whole bundle.
    pub digest: &'e ComputedDigest,
    /// The digest of the record.
    pub canonical: Option<&'e ComputedDigest>,
    /// The replayed state.
    pub merged: &'e MergedState<'a>,
    /// Where values can be made.
    pub arena: &'a Arena,
    /// The time by the clock of this machine.
    pub now: Option<Time>,
}

impl Expectation {
    /// Reads the value of `--expect-number`.
    pub fn number(text: &str) -> Result<Self, ExpectationError> {
        identity::parse_number(text).map(Self::Number)
    }

    /// Reads the value of `--expect-source`.
    pub fn source(text: &str) -> Result<Self, ExpectationError> {
        ExpectedSource::parse(text).map(Self::Source)
    }

    /// Reads the value of `--expect-bundle`.
    pub fn bundle(text: &str) -> Result<Self, ExpectationError> {
        Sha256Digest::parse(text).map(Self::Bundle).ok_or(ExpectationError::Digest)
    }

    /// Takes the value of `--title`.
    pub fn title(text: &str) -> Result<Self, ExpectationError> {
        let title = title::words(text).next().map(|_| Self::Title(text.to_owned()));
        title.ok_or(ExpectationError::EmptyTitle)
    }

    /// Reads the value of `--max-age`.
    pub fn max_age(text: &str) -> Result<Self, ExpectationError> {
        MaxAge::parse(text).map(Self::MaxAge)
    }

    /// The option's name without dashes.
    pub fn option(&self) -> &'static str {
        let code = self.code().as_str();
        code.strip_prefix("policy.").unwrap_or(code)
    }

    /// The value that the user gave.
    pub fn value(&self) -> String {
        match self {
            Self::Number(text) | Self::Title(text) => text.clone(),
            Self::Source(source) => source.to_string(),
            Self::Bundle(digest) => digest.to_string(),
            Self::Abstract { name, .. } => name.clone(),
            Self::State(state) => state.name().to_owned(),
            Self::Since(older) => older.name().to_owned(),
            Self::MaxAge(age) => age.days().to_string(),
        }
    }

    /// The SHA-256 of that value, or of the contents of the file that it names: two runs expect the same if it is equal.
    pub fn sha256(&self) -> Sha256Digest {
        match self {
            Self::Abstract { text, .. } => Sha256Digest::of(text.as_bytes()),
            Self::State(state) => Sha256Digest::of(state.source()),
            Self::Since(older) => Sha256Digest::of(older.source()),
            _ => Sha256Digest::of(self.value().as_bytes()),
        }
    }

    const fn code(&self) -> CheckCode {
        match self {
            Self::Number(_) => CheckCode::PolicyExpectNumber,
            Self::Source(_) => CheckCode::PolicyExpectSource,
            Self::Bundle(_) => CheckCode::PolicyExpectBundle,
            Self::Title(_) => CheckCode::PolicyTitle,
            Self::Abstract { .. } => CheckCode::PolicyAbstract,
            Self::State(_) => CheckCode::PolicyState,
            Self::Since(_) => CheckCode::PolicySince,
            Self::MaxAge(_) => CheckCode::PolicyMaxAge,
        }
    }

    /// Why it does not hold; `None` if it does. It holds of verified content alone.
    fn fault(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let (code, checks) = (self.code(), evidence.checks);
        let record = || verified::record(code, checks);
        let seal = || verified::seal(code, checks);
        match self {
            // These two compare with what was computed: a changed record is the one of another number.
            Self::Number(number) => identity::other_number(number, evidence).or_else(record),
            Self::Bundle(digest) => identity::other_bundle(digest, evidence).or_else(seal),
            Self::Source(source) => record().or_else(|| source.fault(evidence)),
            Self::Title(title) => record().or_else(|| paper::other_title(title, evidence)),
            Self::Abstract { text, .. } => record().or_else(|| paper::other_abstract(text, evidence)),
            Self::State(state) => state.fault(evidence),
            Self::Since(older) => older.fault(evidence),
            Self::MaxAge(age) => seal().or_else(|| age.fault(evidence)),
        }
    }

    fn outcome(&self, held: bool) -> PolicyOutcome {
        PolicyOutcome { option: self.option(), value: crate::text::cut(&self.value()), held }
    }
}

/// The outcome of every expectation, and their checks.
pub fn outcomes(expectations: &[Expectation], evidence: &Evidence<'_, '_>) -> (Vec<PolicyOutcome>, Checks) {
    with_faults(expectations, |expectation| expectation.fault(evidence))
}

/// The outcomes over a document in which nothing proves an expectation: none holds.
pub fn unprovable(expectations: &[Expectation]) -> (Vec<PolicyOutcome>, Checks) {
    let message = "this is not a bundle, so nothing in it proves what you expect; give the bundle of the paper";
    let fault = |code| Finding::fail(code, Reason::NoBundle, message).at(Pointer::root());
    with_faults(expectations, |expectation| Some(fault(expectation.code())))
}

/// The outcomes over an input that could not be verified: nothing is known to hold.
pub fn unjudged(expectations: &[Expectation]) -> Vec<PolicyOutcome> {
    expectations.iter().map(|expectation| expectation.outcome(false)).collect()
}

fn with_faults(
    expectations: &[Expectation],
    fault: impl Fn(&Expectation) -> Option<Finding>,
) -> (Vec<PolicyOutcome>, Checks) {
    let (mut outcomes, mut checks) = (Vec::new(), Checks::default());
    for expectation in expectations {
        let finding = fault(expectation);
        outcomes.push(expectation.outcome(finding.is_none()));
        checks.add_or_pass(expectation.code(), finding);
    }
    (outcomes, checks)
}
