//! What surrounds a run: the files that it writes beside those that it reads, signals, limits, and people who err.
#![cfg(target_os = "linux")]

mod annotations;
mod hints;
mod limits;
mod outputs_apart;
mod signals;
mod skipped;
