//! Bytes to [`Document`]: strict reading, JSON pointers, and where in the source a pointer is.
//!
//! A document is read once. The one tree that reading gives is hashed, replayed, compared and shown;
//! nothing is ever serialised again to be hashed.

pub mod canonical;
mod cursor;
mod document;
mod double;
mod plain;
mod pointer;
mod position;
mod read;
mod refusal;
mod value;

pub use document::Document;
pub use plain::plain_length;
pub use pointer::{Place, Pointer};
pub use position::{Position, positions};
pub use refusal::{MAX_DEPTH, ReadError, ReadErrorKind};
pub use value::{Arena, Kind, Member, Object, Value};
