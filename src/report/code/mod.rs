//! The check codes: one table, from which `pith explain`, README's table and the HTML page are made.

mod explanations;
mod notes;

use std::fmt;
use std::str::FromStr;

use super::UnknownName;

pub use explanations::EXPLANATIONS;
pub use notes::{Note, REASONS, RULES, note};

/// A check. Its code is stable within a major version (docs/report.md).
///
/// Declared in the order in which a report shows findings: causes before what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is documented by its explanation")]
pub enum CheckCode {
    InputSize,
    JsonEncoding,
    JsonSyntax,
    JsonNumber,
    JsonDuplicateMember,
    JsonDepth,
    DocumentType,
    DocumentVersion,
    BundleShape,
    KeyImpersonation,
    KeyEncoding,
    KeyFingerprint,
    KeyUnique,
    RecordDigest,
    RecordNumber,
    RecordAliases,
    RecordAgreement,
    ReceiptDigest,
    ReceiptSignature,
    EventSubject,
    EventType,
    EventDigest,
    EventId,
    EventSignature,
    EventUnique,
    EventLinks,
    EventTime,
    RecordTitle,
    SnapshotDigest,
    StateDigest,
    StateCounts,
    StateReplay,
    StateOrder,
    StateEquivocation,
    BundleDigest,
    BundleSignature,
    TimestampProof,
    TrustKeys,
    PolicyExpectNumber,
    PolicyExpectSource,
    PolicyExpectBundle,
    PolicyTitle,
    PolicyAbstract,
    PolicyState,
    PolicySince,
    PolicyMaxAge,
}

/// What a check means, for somebody who has just seen its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: CheckCode,
    /// Its name in reports.
    pub name: &'static str,
    /// What it fails (or warns) about, in one line.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub todo: &'static str,
}

impl CheckCode {
    /// The checks that must each have been seen to hold before anything can be a pass.
    pub const REQUIRED: [Self; 23] = [
        Self::BundleShape,
        Self::KeyImpersonation,
        Self::KeyEncoding,
        Self::KeyFingerprint,
        Self::KeyUnique,
        Self::RecordDigest,
        Self::RecordNumber,
        Self::RecordAliases,
        Self::RecordAgreement,
        Self::ReceiptDigest,
        Self::ReceiptSignature,
        Self::EventSubject,
        Self::EventDigest,
        Self::EventId,
        Self::EventSignature,
        Self::EventUnique,
        Self::EventLinks,
        Self::EventTime,
        Self::StateDigest,
        Self::StateCounts,
        Self::StateReplay,
        Self::BundleDigest,
        Self::BundleSignature,
    ];

    /// The name in reports, such as `event.digest`.
    pub fn as_str(self) -> &'static str {
        self.explanation().map_or("internal", |explanation| explanation.name)
    }

    /// The code with this name.
    pub fn parse(name: &str) -> Option<Self> {
        EXPLANATIONS.iter().find(|explanation| explanation.name == name).map(|explanation| explanation.code)
    }

    /// Whether a failure of this check means that the input cannot be judged at all.
    pub fn is_malformed(self) -> bool {
        self <= Self::DocumentVersion
    }

    /// What it means.
    pub fn explanation(self) -> Option<&'static Explanation> {
        EXPLANATIONS.iter().find(|explanation| explanation.code == self)
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CheckCode {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::parse(name).ok_or(UnknownName)
    }
}
