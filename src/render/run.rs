//! The conditions of a run.

use crate::digest::Sha256Digest;
use crate::keys::TrustStore;

/// Everything that verdicts depend on besides the bytes of an input, the program and the clock.
pub struct Run<'r> {
    /// The trusted keys.
    pub trust: &'r TrustStore,
    /// Whether warnings and open differences are failures (`--strict`).
    pub strict: bool,
    /// The size of the largest input that is read (`--max-bytes`).
    pub max_bytes: u64,
    /// What the user expects of every input.
    pub expected: Vec<Expected>,
}

/// An expectation of the user.
pub struct Expected {
    /// The option's name without dashes.
    pub option: &'static str,
    /// The value that the user gave.
    pub value: String,
    /// The SHA-256 of that value, or of the contents of the file that it names.
    pub sha256: Sha256Digest,
}
