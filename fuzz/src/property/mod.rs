//! One file a target: what has to hold for every sequence of bytes. Each panics where it does not hold.

pub mod canonical;
pub mod html;
pub mod keys;
pub mod lines;
pub mod mutated;
pub mod pointer;
pub mod read;
pub mod shown;
pub mod tables;
pub mod verify;

mod content;
mod edit;
mod grown;
mod seal;
