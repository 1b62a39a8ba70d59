//! A forge of Pith bundles signed by test keys.
//!
//! It shares no code with the library: it has its own JSON value, its own canonical writer and its own replay of the
//! merge rules, so that the two can disagree. Use it from a test with `mod support;`, from an example or a bench with
//! `#[path = "../tests/support/mod.rs"] mod support;`.
//!
//! ```text
//! hostile what no output may hold raw
//! json    a JSON value that keeps member order and the spelling of numbers; canonical bytes; JSON pointers
//! keys    test keys from fixed seeds: sign, embedded key, signer
//! paper   a paper and what follows from its record: digest, number, aliases
//! mutate  every small change of a document
//! event   an event before it is signed
//! integrity an integrity document, whose events are signed by themselves
//! forge   the bundle: found, add events, put a defect in, seal event, state, bundle
//! replay  the state by rules M1 to M12
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
// Every test crate uses another part of the forge.
#![allow(dead_code, unused_macros, unused_imports)]

#[macro_use]
pub mod json;
pub mod event;
pub mod forge;
pub mod hostile;
pub mod integrity;
pub mod keys;
pub mod mutate;
pub mod paper;
pub mod replay;
pub mod signatures;
