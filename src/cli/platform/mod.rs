//! The parts of the program that depend on the operating system: the identity of files, the names of files, standard
//! streams, and what ends a run.
//!
//! Both systems provide the same items, so that no other file asks which one it is.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::*;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::*;
