//! A document: its source and its tree.

use super::pointer::Pointer;
use super::read::read;
use super::refusal::ReadError;
use super::value::{Arena, Value};

/// A JSON document that was read strictly.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    source: &'a [u8],
    root: Value<'a>,
    arena: &'a Arena,
}

impl<'a> Document<'a> {
    /// Reads `source`, putting the tree into `arena`.
    ///
    /// # Errors
    /// Everything that has no single meaning is refused, with its place: see [`ReadError`].
    pub fn parse(source: &'a [u8], arena: &'a Arena) -> Result<Self, ReadError> {
        Ok(Self { source, root: read(source, arena)?, arena })
    }

    /// The bytes it was read from.
    pub const fn source(&self) -> &'a [u8] {
        self.source
    }

    /// The value of the whole document.
    pub const fn root(&self) -> Value<'a> {
        self.root
    }

    /// Where its tree lives; values made for it, such as its replayed state, go there too.
    pub const fn arena(&self) -> &'a Arena {
        self.arena
    }

    /// The value at `pointer`, if there is one.
    pub fn find(&self, pointer: &Pointer) -> Option<Value<'a>> {
        pointer.find(self.root)
    }

    /// The byte offset of the value at `pointer`, or of the innermost value around it that exists.
    pub fn offset(&self, pointer: &Pointer) -> usize {
        usize::try_from(pointer.nearest(self.root).at()).unwrap_or(usize::MAX)
    }
}
