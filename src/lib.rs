//! The independent verifier of Pith open-graph bundles.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod bundle;
pub mod canonical;
pub mod code;
pub mod digest;
pub mod identifier;
pub mod json;
pub mod keyring;
pub mod merge;
pub mod render;
pub mod report;
pub mod signature;
pub mod text;
pub mod time;
pub mod verify;
