//! The surroundings of a run: files that it writes beside those that it reads, signals, limits, mistakes of users.
#![cfg(target_os = "linux")]

mod annotations;
mod hints;
mod limits;
mod lists;
mod outputs_apart;
mod outputs_found;
mod signals;
mod skipped;
