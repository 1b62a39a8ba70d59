//! Findings as data, and the one function that turns them into a verdict.

use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Pointer, Position};

pub use crate::code::CheckCode;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The rule holds.
    Pass,
    /// The rule does not hold.
    Fail,
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
            Self::Warn => "warn",
            Self::Skip => "skip",
        }
    }
}

/// The answer about one input, or about a run (contract, verdicts and exit codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Every required check passed and the signing keys are trusted.
    Pass,
    /// Everything verifies, by a key that is not trusted.
    Untrusted,
    /// An obstacle on this side; nothing is known about the bundle.
    Unchecked,
    /// Not a document that this version can judge.
    Malformed,
    /// At least one check or policy failed.
    Fail,
    /// A bug in this program.
    Internal,
}

impl Verdict {
    /// Every verdict, from the weakest to the one that decides a run first.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Untrusted, Self::Unchecked, Self::Malformed, Self::Fail, Self::Internal];

    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Untrusted => "untrusted",
            Self::Unchecked => "unchecked",
            Self::Malformed => "malformed",
            Self::Fail => "fail",
            Self::Internal => "internal",
        }
    }

    /// The exit code. Only [`Verdict::Pass`] is 0.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::Unchecked => 2,
            Self::Malformed => 3,
            Self::Untrusted => 4,
            Self::Internal => 70,
        }
    }

    /// The verdict of a run: the first that occurs in internal, fail, malformed, unchecked,
    /// untrusted, pass. A run over nothing is unchecked.
    pub fn of_run(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::Unchecked)
    }
}

/// One thing that a check found, other than that the rule holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check.
    pub code: CheckCode,
    /// How it ended; never [`Status::Pass`].
    pub status: Status,
    /// A stable word.
    pub reason: &'static str,
    /// The place in the input.
    pub pointer: Option<Pointer>,
    /// Line and column of that place.
    pub position: Option<Position>,
    /// What the rules ask for.
    pub expected: Option<String>,
    /// What the document says.
    pub actual: Option<String>,
    /// One sentence for people.
    pub message: String,
}

impl Finding {
    /// A failed check.
    pub fn fail(code: CheckCode, reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Status::Fail, reason, message)
    }

    /// A warning.
    pub fn warn(code: CheckCode, reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Status::Warn, reason, message)
    }

    /// Something that could not be checked.
    pub fn skip(code: CheckCode, reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Status::Skip, reason, message)
    }

    fn new(code: CheckCode, status: Status, reason: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, status, reason, pointer: None, position: None, expected: None, actual: None, message }
    }

    /// Names the place.
    #[must_use]
    pub fn at(mut self, pointer: Pointer) -> Self {
        self.pointer = Some(pointer);
        self
    }

    /// Adds what the rules ask for and what the document says; both are cut to a bounded length.
    #[must_use]
    pub fn compare(mut self, expected: impl AsRef<str>, actual: impl AsRef<str>) -> Self {
        self.expected = Some(crate::text::cut(expected.as_ref()));
        self.actual = Some(crate::text::cut(actual.as_ref()));
        self
    }
}

/// What all checks of one input said, in the order in which they ran.
#[derive(Debug, Clone, Default)]
pub struct Checks {
    passes: Vec<(CheckCode, usize)>,
    findings: Vec<Finding>,
    /// Findings that were counted but not kept.
    more: Vec<(CheckCode, Status, usize)>,
}

impl Checks {
    /// The most findings that are kept for one code and status; the rest are counted.
    pub const KEPT: usize = 20;

    /// The rule behind `code` holds at one more place.
    pub fn pass(&mut self, code: CheckCode) {
        self.pass_times(code, 1);
    }

    /// The rule behind `code` holds at `times` more places.
    pub fn pass_times(&mut self, code: CheckCode, times: usize) {
        match self.passes.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += times,
            None => self.passes.push((code, times)),
        }
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        let (code, status) = (finding.code, finding.status);
        let known = self.findings.iter().filter(|f| f.code == code && f.status == status).count();
        if known < Self::KEPT {
            self.findings.push(finding);
            return;
        }
        self.omit(code, status, 1);
    }

    fn omit(&mut self, code: CheckCode, status: Status, more: usize) {
        match self.more.iter_mut().find(|(c, s, _)| (*c, *s) == (code, status)) {
            Some((_, _, count)) => *count += more,
            None => self.more.push((code, status, more)),
        }
    }

    /// Adds findings.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            self.add(finding);
        }
    }

    /// Adds what other checks said.
    pub fn merge(&mut self, other: Self) {
        for (code, times) in other.passes {
            self.pass_times(code, times);
        }
        self.extend(other.findings);
        for (code, status, count) in other.more {
            self.omit(code, status, count);
        }
    }

    /// Adds the finding if there is one, and a pass of `code` otherwise.
    pub fn judge(&mut self, code: CheckCode, finding: Option<Finding>) {
        match finding {
            Some(finding) => self.add(finding),
            None => self.pass(code),
        }
    }

    /// How often `code` passed.
    pub fn passed(&self, code: CheckCode) -> usize {
        self.passes.iter().find(|(known, _)| *known == code).map_or(0, |(_, count)| *count)
    }

    /// Whether `code` has a finding of this status.
    pub fn has(&self, code: CheckCode, status: Status) -> bool {
        self.findings.iter().any(|f| f.code == code && f.status == status)
    }

    /// The findings, in the order in which they were made.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings of this code and status were counted without being kept.
    pub fn omitted(&self) -> &[(CheckCode, Status, usize)] {
        &self.more
    }

    /// The findings, for adding their positions.
    pub(crate) fn findings_mut(&mut self) -> &mut [Finding] {
        &mut self.findings
    }

    /// The codes that passed everywhere, with how often.
    pub fn passes(&self) -> impl Iterator<Item = (CheckCode, usize)> + '_ {
        self.passes.iter().copied().filter(|(code, _)| !self.findings.iter().any(|f| f.code == *code))
    }

    /// `--strict`: every warning, kept or counted, becomes a failure.
    pub(crate) fn make_strict(&mut self) {
        for finding in &mut self.findings {
            if finding.status == Status::Warn {
                finding.status = Status::Fail;
            }
        }
        for (_, status, _) in &mut self.more {
            if *status == Status::Warn {
                *status = Status::Fail;
            }
        }
    }

    /// Puts findings into the order of the checks, so that a cause stands before what follows from it.
    pub(crate) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| finding.code);
        self.passes.sort_by_key(|(code, _)| *code);
    }

    /// The verdict on a document that could be read: the only place where one is decided.
    ///
    /// It starts from "not passed". Each of [`CheckCode::REQUIRED`] must have been seen to hold at
    /// least once, nothing may have failed, and `trusted` must say that the keys which have to be
    /// trusted are.
    pub fn verdict(&self, trusted: bool) -> Verdict {
        if self.findings.iter().any(|f| f.code.is_malformed() && f.status == Status::Fail) {
            return Verdict::Malformed;
        }
        if self.findings.iter().any(|f| f.status == Status::Fail) {
            return Verdict::Fail;
        }
        let held = |code: &CheckCode| self.passed(*code) > 0 || self.has(*code, Status::Warn);
        if !CheckCode::REQUIRED.iter().all(held) {
            return Verdict::Fail;
        }
        if trusted { Verdict::Pass } else { Verdict::Untrusted }
    }
}

/// A digest as the document states it and as it was computed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigestPair {
    /// The document's text.
    pub stated: Option<String>,
    /// Ours.
    pub computed: Option<ComputedDigest>,
}

/// What trust in a key rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Built into this program.
    Builtin,
    /// Given by the user.
    Pinned,
    /// Taken from the document at face value, as the user asked.
    Embedded,
    /// Neither.
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceName {
    /// Such as `arxiv`.
    pub kind: String,
    /// Such as `1804.07612`.
    pub id: String,
    /// The version, as its digits.
    pub version: String,
}

/// What the snapshot says of the paper, for people.
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
    /// What the user gave.
    pub value: String,
    /// Whether it held.
    pub held: bool,
}

/// Everything that is known about one input.
#[derive(Debug, Clone)]
pub struct InputReport {
    /// Its name.
    pub input: String,
    /// Its size; `None` if it could not be read whole.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes.
    pub sha256: Option<Sha256Digest>,
    /// The answer.
    pub verdict: Verdict,
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
    /// Signatures that the document has or should have.
    pub signatures_total: usize,
    /// Entries of `events`.
    pub events_total: usize,
    /// Those that are valid by rule M2.
    pub events_valid: usize,
    /// What every check said.
    pub checks: Checks,
    /// The events as the document lists them and what verification found of each, for renderers that
    /// draw them; empty unless somebody asked.
    pub timeline: Vec<crate::inspect::EventClaim>,
    /// The merge rules that the verdict rests on, proven ones.
    pub rules_proven: Vec<&'static str>,
    /// The merge rules that the verdict rests on, inferred ones.
    pub rules_inferred: Vec<&'static str>,
    /// Members that nothing signs.
    pub unsigned: Vec<Pointer>,
    /// The user's expectations.
    pub policy: Vec<PolicyOutcome>,
    /// Why the input could not be read or judged.
    pub error: Option<String>,
}

impl InputReport {
    /// A report that says nothing yet; its verdict is not a pass.
    pub fn new(input: String, assurance: Trust) -> Self {
        Self {
            input,
            bytes: None,
            sha256: None,
            verdict: Verdict::Unchecked,
            assurance,
            pith_number: None,
            source: None,
            paper: None,
            canonical: DigestPair::default(),
            state: DigestPair::default(),
            bundle: DigestPair::default(),
            signers: Vec::new(),
            signatures_total: 0,
            events_total: 0,
            events_valid: 0,
            checks: Checks::default(),
            timeline: Vec::new(),
            rules_proven: Vec::new(),
            rules_inferred: Vec::new(),
            unsigned: Vec::new(),
            policy: Vec::new(),
            error: None,
        }
    }

    /// The report on an input that an obstacle on this side kept from being judged.
    pub fn unchecked(input: String, assurance: Trust, error: String) -> Self {
        Self { error: Some(error), ..Self::new(input, assurance) }
    }

    /// How many signatures verified.
    pub fn signatures_verified(&self) -> usize {
        self.signers.iter().map(|signer| signer.signatures).sum()
    }
}
