//! Threads for one large bundle. Without the feature `threads`, all work is done on the caller's thread.

#[cfg(not(feature = "threads"))]
mod alone;
#[cfg(feature = "threads")]
mod pool;

#[cfg(not(feature = "threads"))]
pub(crate) use alone::{are_many, map_parts, meanwhile};
#[cfg(feature = "threads")]
pub use pool::Pool;
#[cfg(feature = "threads")]
pub(crate) use pool::{are_many, map_parts, meanwhile};
