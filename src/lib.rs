//! The independent verifier of Pith open-graph bundles.
//!
//! A bundle is one JSON document with a paper's canonical record, signed events, Ed25519 signatures, the keys, and the
//! merged state. [`verify`] recomputes every digest, checks every signature, decides whether the keys deserve trust,
//! and replays the events through the merge rules. It returns a [`Report`]: a verdict, and a finding for everything
//! that is not right.
//!
//! ```
//! let bundle = std::fs::read("fixtures/valid/arxiv-1804.07612.json")?;
//! let report = pith::verify(&bundle).into_result()?;
//! assert_eq!(report.pith_number(), Some("pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD"));
//!
//! // One word of the title is changed: the event's digest differs from the signed one.
//! let forged = String::from_utf8(bundle)?.replacen("Small Batch", "Large Batch", 1);
//! let report = pith::verify(forged.as_bytes());
//! assert_eq!(report.verdict(), pith::Verdict::Fail);
//! assert_eq!(report.findings()[0].code.to_string(), "event.digest");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Verifier`] takes other keys, expectations, a clock, and strictness. [`json::canonicalize`] returns the bytes that
//! are hashed, of any JSON document.
//!
//! # Meaning of a pass
//!
//! A pass does not prove that the paper is right, that no event was withheld, or when something was signed.
//! [`Report::unsigned`] lists the members that no signature covers. Some merge rules are proven on real data, others are
//! inferred; where a document differs from an inferred rule alone, the verdict is [`Verdict::Undetermined`].
//!
//! # Features
//!
//! - `cli` (default): the program `pith`. A library needs none of it: `default-features = false`.
//! - `threads`: spreads the events of a large bundle over the threads of the program's pool.
//!
//! Without features the library builds for `wasm32-unknown-unknown`.
//!
//! # Stability
//!
//! The items on this page are the interface. Modules that are hidden from it are shared with the program and its tests,
//! and may change in any release; `docs/architecture.md` describes them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

// In reading order: each module uses only those above it (but that `Debug` shows a value in its canonical bytes).
#[doc(hidden)]
pub mod digest;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod threads;
pub mod json;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod bundle;
#[doc(hidden)]
pub mod keys;
#[doc(hidden)]
pub mod replay;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod verify;
#[doc(hidden)]
pub mod merge;
#[doc(hidden)]
pub mod inspect;
#[doc(hidden)]
pub mod render;
mod verifier;

pub use crate::digest::Sha256Digest;
pub use crate::keys::KeyTextError;
pub use crate::report::{
    Cause, CauseKind, CheckCode, Excerpt, Explanation, Finding, Reason, Rule, Signer, Status, Trust, UnknownName,
    Verdict,
};
pub use crate::verifier::{NotPassed, Report, Session, Verifier, verify};
pub use crate::verify::expect::ExpectationError;
