//! What surrounds a run: the files that it writes beside those that it reads, signals, limits, and people who err.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

mod annotations;
mod hints;
mod limits;
mod outputs_apart;
mod signals;
mod skipped;

#[path = "../support/process.rs"]
mod process;
