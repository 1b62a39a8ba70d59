//! Strict JSON: reading, pointers, positions and the canonical form.
//!
//! A document is read once. The one tree that reading gives is hashed, replayed, compared and shown;
//! nothing is ever serialised again to be hashed.

#[doc(hidden)]
pub mod canonical;
mod cursor;
mod document;
mod double;
mod encoding;
mod object;
mod plain;
mod pointer;
mod position;
mod read;
mod refusal;
mod value;

pub use canonical::canonicalize;
pub use pointer::Pointer;
pub use position::Position;
pub use refusal::{ReadError, ReadErrorKind};

#[doc(hidden)]
pub use document::Document;
#[doc(hidden)]
pub use object::{Member, Object};
#[doc(hidden)]
pub use plain::plain_length;
#[doc(hidden)]
pub use pointer::Place;
#[doc(hidden)]
pub use position::positions;
#[doc(hidden)]
pub use refusal::MAX_DEPTH;
#[doc(hidden)]
pub use value::{Arena, Kind, Value};
