//! The library's face: bytes in, a report out.

use std::fmt;
use std::time::SystemTime;

use serde::{Serialize, Serializer};

use crate::bundle::time::Time;
use crate::json::{Arena, Pointer};
use crate::keys::{KeyTextError, TrustStore, TrustedKey};
use crate::render;
use crate::report::{Cause, Finding, InputReport, Signer, Verdict};
use crate::text::escape;
use crate::verify::expect::{Expectation, ExpectationError};
use crate::verify::{Policy, verify_bytes};

/// Verifies the bytes of a bundle: with the key that is built in, without a clock and without expectations.
///
/// It cannot fail: everything that is wrong with the bytes is in the report. See [`Verifier`] for other keys, and for
/// what else can be asked.
///
/// ```
/// let bundle = std::fs::read("fixtures/valid/arxiv-1804.07612.json")?;
/// assert!(pith::verify(&bundle).verdict() == pith::Verdict::Pass);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn verify(bundle: &[u8]) -> Report {
    Verifier::new().verify(bundle)
}

/// The conditions under which bundles are verified: trusted keys, expectations, clock and strictness.
///
/// ```
/// use pith::{Verdict, Verifier};
///
/// let verifier = Verifier::new().expect_number("pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD")?.strict();
/// let bundle = std::fs::read("fixtures/valid/arxiv-1804.07612.json")?;
/// assert_eq!(verifier.verify(&bundle).verdict(), Verdict::Pass);
///
/// // The same bundle, where only another registry's key is trusted.
/// let other = Verifier::new().trust_keyring(
///     "registry.example pith-test-2026-01 ed25519 sDKLH0uHhx55YuadBpuNLU/7dclJRQdUZ9CvGzwodJI=",
/// )?;
/// assert_eq!(other.verify(&bundle).verdict(), Verdict::Untrusted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    policy: Policy,
    pinned: Vec<TrustedKey>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Verifier {
    /// Trusts the key that is built in, reads no clock, expects nothing.
    pub fn new() -> Self {
        Self { policy: Policy::new(None), pinned: Vec::new() }
    }

    /// Trusts a key instead of the built-in one: 64 hex digits, base64 or PEM. It may be called for several keys.
    ///
    /// # Errors
    /// The text is not an Ed25519 public key, or the key is unsound.
    pub fn trust_key(self, text: &str) -> Result<Self, KeyTextError> {
        Ok(self.trust([TrustedKey::parse(text)?]))
    }

    /// Trusts the keys of a keyring instead of the built-in one: one key per line,
    /// `signer_id key_id ed25519 BASE64 [registry|signer]`.
    ///
    /// # Errors
    /// A line is not of this form, or a key is unsound.
    pub fn trust_keyring(self, text: &str) -> Result<Self, KeyTextError> {
        Ok(self.trust(TrustedKey::parse_keyring(text)?))
    }

    fn trust(mut self, keys: impl IntoIterator<Item = TrustedKey>) -> Self {
        self.pinned.extend(keys);
        self.policy.trust = TrustStore::pinned(self.pinned.clone());
        self
    }

    /// Expects the bundle of this number, `pith:YEAR:SUFFIX`.
    ///
    /// # Errors
    /// The text is not a whole Pith number.
    pub fn expect_number(self, number: &str) -> Result<Self, ExpectationError> {
        Expectation::number(number).map(|expectation| self.expect(expectation))
    }

    /// Expects the record of this source, such as `arxiv:1804.07612v1`.
    ///
    /// # Errors
    /// The text is not of this form.
    pub fn expect_source(self, source: &str) -> Result<Self, ExpectationError> {
        Expectation::source(source).map(|expectation| self.expect(expectation))
    }

    /// Expects a paper of this title.
    ///
    /// # Errors
    /// The title is empty.
    pub fn expect_title(self, title: &str) -> Result<Self, ExpectationError> {
        Expectation::title(title).map(|expectation| self.expect(expectation))
    }

    /// Expects the bundle whose signed content has this SHA-256, in lower-case hex.
    ///
    /// # Errors
    /// The text is not such a digest.
    pub fn expect_bundle(self, sha256: &str) -> Result<Self, ExpectationError> {
        Expectation::bundle(sha256).map(|expectation| self.expect(expectation))
    }

    fn expect(mut self, expectation: Expectation) -> Self {
        self.policy.expectations.push(expectation);
        self
    }

    /// Holds times against this moment. Without one, times in the future are not noticed. A moment before 1970 counts as
    /// its beginning.
    #[must_use]
    pub fn at(mut self, now: SystemTime) -> Self {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.policy.now = since.as_secs().try_into().ok().and_then(Time::from_unix);
        self
    }

    /// Treats warnings and open differences as failures.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.policy.strict = true;
        self
    }

    /// Verifies the bytes of a bundle.
    pub fn verify(&self, bundle: &[u8]) -> Report {
        self.session().verify(bundle)
    }

    /// Begins to verify many bundles, one after the other, in the same memory.
    pub fn session(&self) -> Session<'_> {
        Session { verifier: self, arena: Arena::new() }
    }
}

/// Verifies many bundles, one after the other, in the same memory. Made by [`Verifier::session`]; each thread needs one
/// of its own.
#[derive(Debug)]
pub struct Session<'v> {
    verifier: &'v Verifier,
    arena: Arena,
}

impl Session<'_> {
    /// Verifies the bytes of a bundle.
    pub fn verify(&mut self, bundle: &[u8]) -> Report {
        let report = verify_bytes("bundle", bundle, &self.arena, &self.verifier.policy).report;
        self.arena.reset();
        Report(report)
    }
}

/// The result of verifying one bundle: a verdict, and a finding for everything that is not right.
///
/// Serialises as a whole `pith-report/1` document (docs/report.md) over one input. `Display` gives the verdict, where
/// it was changed, and one line per finding.
#[derive(Clone, Debug)]
pub struct Report(InputReport);

impl Report {
    /// The verdict. Only [`Verdict::Pass`] says that the bundle is genuine and whole.
    pub const fn verdict(&self) -> Verdict {
        self.0.verdict
    }

    /// The checks that did not simply pass, causes before what follows from them.
    pub fn findings(&self) -> &[Finding] {
        self.0.checks.findings()
    }

    /// What was changed since the bundle was signed: the first twenty places, in the order of the document. Each cause is
    /// proven: with the signed value put back, a digest recomputes that a trusted signature covers.
    ///
    /// ```
    /// let bundle = std::fs::read_to_string("fixtures/valid/arxiv-1804.07612.json")?;
    /// let forged = bundle.replacen("Small Batch", "Large Batch", 1);
    /// let report = pith::verify(forged.as_bytes());
    /// assert_eq!(report.causes()[0].pointer.as_str(), "/events/1/payload/graph_snapshot/paper/title");
    /// assert_eq!(report.causes()[0].signed, "Revisiting Small Batch Training for Deep Neural Networks");
    /// assert_eq!(report.is_explained(), Some(true));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn causes(&self) -> &[Cause] {
        &self.0.diagnosis.causes
    }

    /// How many causes there are beyond those that [`causes`](Self::causes) lists.
    pub const fn more_causes(&self) -> usize {
        self.0.diagnosis.more
    }

    /// Whether putting back all causes, listed or not, gives the bundle that was signed, so that nothing else was
    /// changed that its signature covers. `None` where there is nothing to explain, since the bundle's own signature
    /// verifies.
    pub fn is_explained(&self) -> Option<bool> {
        self.0.diagnosis.complete
    }

    /// The keys that signed the bundle, with what trust in each rests on.
    pub fn signers(&self) -> &[Signer] {
        &self.0.signers
    }

    /// The Pith number that the bundle states. It is proven if the verdict is a pass.
    pub fn pith_number(&self) -> Option<&str> {
        self.0.pith_number.as_deref()
    }

    /// The paper's title, of the last snapshot in force by a trusted key.
    pub fn title(&self) -> Option<&str> {
        self.0.paper.as_ref().map(|paper| paper.title.as_str())
    }

    /// Members that no signature covers, as JSON pointers.
    pub fn unsigned(&self) -> impl Iterator<Item = &str> {
        self.0.unsigned.iter().map(Pointer::as_str)
    }

    /// The report if the verdict is a pass, and an error that holds it otherwise.
    ///
    /// # Errors
    /// The verdict is not a pass.
    pub fn into_result(self) -> Result<Self, NotPassed> {
        if self.verdict() == Verdict::Pass { Ok(self) } else { Err(NotPassed(Box::new(self))) }
    }
}

/// `fail`, then `changed since it was signed: …` if that is known, then `fail event.digest at 1:7180: …` for each finding.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.verdict())?;
        if let Some(changed) = render::changed(&self.0) {
            write!(f, "\n{}", escape(&changed))?;
        }
        for finding in self.findings() {
            write!(f, "\n{finding}")?;
        }
        Ok(())
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        render::report::json::document(&self.0, serializer)
    }
}

/// The error of [`Report::into_result`]: a bundle that did not pass.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotPassed(Box<Report>);

impl NotPassed {
    /// The report, with its reasons.
    pub fn report(&self) -> &Report {
        &self.0
    }
}
