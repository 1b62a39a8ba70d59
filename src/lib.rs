//! The independent verifier of Pith open-graph bundles.
//!
//! A bundle is one JSON document with a paper's canonical record, signed events, Ed25519 signatures,
//! the keys, and the merged state. [`verify::verify_bytes`] recomputes every digest, checks every
//! signature, decides whether the keys deserve trust, replays the events through the merge rules, and
//! gives an [`report::InputReport`] with a verdict and, for everything that is not right, a reason.
//!
//! ```
//! use pith::json::Arena;
//! use pith::report::Verdict;
//! use pith::verify::{Policy, verify_bytes};
//!
//! let bundle = std::fs::read("fixtures/valid/arxiv-1804.07612.json")?;
//! let arena = Arena::new();
//! let outcome = verify_bytes("bundle.json", &bundle, &arena, &Policy::new(None));
//! assert_eq!(outcome.report.verdict, Verdict::Pass);
//!
//! // One word of the title changed: the event was changed after it was signed.
//! let forged = String::from_utf8(bundle)?.replacen("Small Batch", "Large Batch", 1);
//! let arena = Arena::new();
//! let outcome = verify_bytes("forged.json", forged.as_bytes(), &arena, &Policy::new(None));
//! assert_eq!(outcome.report.verdict, Verdict::Fail);
//! assert_eq!(outcome.report.checks.findings()[0].code.as_str(), "event.digest");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a pass does not prove
//!
//! Not that the paper is right, not that no event was withheld, not when something was signed. The
//! members that nothing signs are listed in the report. Of the merge rules some are proven on real
//! data and some are our reading; the report names those that a verdict rests on.
//!
//! # The house
//!
//! The modules stand in reading order, and each uses only those above it (but that `Debug` shows a value in its
//! canonical bytes). Data flows one way: bytes,
//! [`json::Document`], [`bundle::Bundle`], computed digests, [`signature::Verified`] events,
//! [`replay::MergedState`], [`report::InputReport`], verdict. Nothing is verified over a digest that
//! the document states, and nothing is merged that was not verified: neither compiles.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod digest;
pub mod text;
pub mod threads;
pub mod json;
pub mod report;
pub mod bundle;
pub mod keys;
pub mod replay;
pub mod diff;
pub mod verify;
pub mod merge;
pub mod inspect;
pub mod render;
