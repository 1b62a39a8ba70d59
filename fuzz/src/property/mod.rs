//! One file a target: what has to hold for every sequence of bytes. Each panics where it does not hold.

pub mod canonical;
pub mod causes;
pub mod html;
pub mod integrity;
pub mod keyrings;
pub mod keys;
pub mod known;
pub mod lines;
pub mod mutated;
pub mod pointer;
pub mod read;
pub mod sarif;
pub mod shown;
pub mod tables;
pub mod verify;

mod content;
mod edit;
mod grown;
mod published;
mod seal;
