//! Findings as data, and the one function that turns them into a verdict.

mod bound;
mod cause;
mod checks;
mod code;
mod event_claim;
mod finding;
mod reason;
mod rule;
mod verdict;
mod words;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::Pointer;

pub(crate) use cause::shown;
pub use cause::{Cause, CauseKind, Diagnosis, Excerpt};
pub use checks::Checks;
pub use code::CheckCode;
pub use event_claim::{EventClaim, Link, Row, SignerClaim, Standing};
pub use finding::{Finding, Status};
pub use reason::Reason;
pub use rule::Rule;
pub use verdict::Verdict;
pub use words::{Explanation, UnknownName};

/// The kind of document as which an input was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subject {
    /// As a bundle: the one document that can pass.
    #[default]
    Bundle,
    /// As an integrity document, of which only signatures over stated digests can be checked.
    Integrity,
}

/// A digest as the document states it and as it was computed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DigestPair {
    /// The document's text.
    pub stated: Option<String>,
    /// Ours.
    pub computed: Option<ComputedDigest>,
}

impl DigestPair {
    /// A computed digest beside the stated one, which is cut.
    pub(crate) fn of(stated: Option<&str>, computed: ComputedDigest) -> Self {
        Self { stated: stated.map(crate::text::cut), computed: Some(computed) }
    }
}

/// What trust in a key rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Trust {
    /// Built into this program.
    Builtin,
    /// Given by the user.
    Pinned,
    /// Taken from the document at face value, as the user asked.
    Embedded,
    /// Neither.
    #[default]
    Untrusted,
}

impl Trust {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::Pinned => "pinned",
            Self::Embedded => "embedded",
            Self::Untrusted => "untrusted",
        }
    }
}

/// A key that made signatures which verify.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Signer {
    /// Its id in the document.
    pub key_id: String,
    /// SHA-256 of its 32 bytes.
    pub key_sha256: Sha256Digest,
    /// What trust in it rests on.
    pub trust: Trust,
    /// How many signatures of the document it made.
    pub signatures: usize,
}

/// The source of a paper, as the record states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceName {
    /// Such as `arxiv`.
    pub kind: String,
    /// Such as `1804.07612`.
    pub id: String,
    /// The digits of the version.
    #[serde(serialize_with = "serialize_number")]
    pub version: String,
}

/// `arxiv 1804.07612 version 1`
impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} version {}", self.kind, self.id, self.version)
    }
}

/// A number if it fits into one that every reader knows, and else its digits.
fn serialize_number<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match digits.parse() {
        Ok(number) => serializer.serialize_i64(number),
        Err(_) => serializer.serialize_str(digits),
    }
}

/// The paper as the snapshot describes it, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The title.
    pub title: String,
    /// The authors, as one text.
    pub authors: String,
}

/// An expectation of the user, and whether it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOutcome {
    /// The option's name without dashes.
    pub option: &'static str,
    /// The value that the user gave.
    pub value: String,
    /// Whether it held.
    pub held: bool,
}

/// An input that passed in an earlier run and was not verified again (`--known`): the earlier report on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Its element in that report, as JSON text, from after its name to the end.
    Whole(Box<str>),
    /// That report was brief: it states no more than that the input passed without a finding.
    Brief,
}

/// Everything that is known about one input.
#[derive(Debug, Clone, Default)]
pub struct InputReport {
    /// Its name.
    pub input: String,
    /// Its line in the file of lines that it comes from; `input` ends with it.
    pub line: Option<usize>,
    /// Whether it is a text that ends before its value does.
    pub is_cut_off: bool,
    /// Its size; `None` if it could not be read whole.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes.
    pub sha256: Option<Sha256Digest>,
    /// The kind of document as which it was verified.
    pub subject: Subject,
    /// The answer.
    pub verdict: Verdict,
    /// What the verdict would be if the user had expected nothing.
    pub without_expectations: Verdict,
    /// What trust rests on in this run.
    pub assurance: Trust,
    /// The number that the document states.
    pub pith_number: Option<String>,
    /// The source that its record states.
    pub source: Option<SourceName>,
    /// The paper, from a verified snapshot.
    pub paper: Option<Paper>,
    /// `canonical_sha256`.
    pub canonical: DigestPair,
    /// `state.state_sha256`.
    pub state: DigestPair,
    /// `bundle_signature.bundle_sha256`.
    pub bundle: DigestPair,
    /// The keys whose signatures verify.
    pub signers: Vec<Signer>,
    /// How many more there are than are listed.
    pub signers_more: usize,
    /// Signatures that verify.
    pub signatures_verified: usize,
    /// Signatures that the document has or should have.
    pub signatures_total: usize,
    /// Entries of `events`.
    pub events_total: usize,
    /// Those that are valid by rule M2.
    pub events_valid: usize,
    /// The results of all checks.
    pub checks: Checks,
    /// What was changed since the bundle was signed.
    pub diagnosis: Diagnosis,
    /// The events as the document lists them, with what verification found of each, for renderers that draw them. Empty
    /// unless the caller adds them, since most reports do not show them.
    pub timeline: Vec<EventClaim>,
    /// The merge rules that the verdict rests on, proven ones.
    pub rules_proven: Vec<&'static str>,
    /// The merge rules that the verdict rests on, inferred ones.
    pub rules_inferred: Vec<&'static str>,
    /// The reading of rule M9 that the state agrees with, by its letter, where that rule took part.
    pub m9_reading: Option<&'static str>,
    /// Members that nothing signs.
    pub unsigned: Vec<Pointer>,
    /// The user's expectations.
    pub policy: Vec<PolicyOutcome>,
    /// Why the input could not be read or verified.
    pub error: Option<String>,
    /// The earlier report that this one repeats. `None` if the input was verified in this run.
    pub known: Option<Known>,
}

impl InputReport {
    /// An empty report. Its verdict is not a pass.
    pub fn new(input: String, assurance: Trust) -> Self {
        Self { input, assurance, ..Self::default() }
    }

    /// Whether it passes, and no check has anything else to tell: no warning, and nothing that was left unchecked.
    pub fn passes_without_finding(&self) -> bool {
        self.verdict == Verdict::Pass && self.checks.findings().is_empty() && self.checks.omitted().is_empty()
    }

    /// The report on an input that could not be verified because of a problem on your side.
    pub fn unchecked(input: String, assurance: Trust, error: String) -> Self {
        Self { error: Some(error), ..Self::new(input, assurance) }
    }
}
