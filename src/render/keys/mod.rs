//! Embedded keys: as a keyring and as JSON.

pub mod json;
pub mod keyring;

/// The warning at the top of both formats.
const NOTICE: &str =
    "UNVERIFIED: anybody can embed a key. Compare the SHA-256 with the publisher's before you trust one.";
