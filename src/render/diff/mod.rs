//! Differences between two documents: for people and as JSON.

pub mod human;
pub mod json;

use crate::bundle::Family;
use crate::diff::{Account, Changes};
use crate::digest::Sha256Digest;
use crate::report::{Paper, Verdict};

/// One of the two documents.
pub struct Side<'s> {
    /// Its name.
    pub input: &'s str,
    /// SHA-256 of its bytes.
    pub sha256: Sha256Digest,
    /// Its kind within the family.
    pub family: Family,
    /// The verdict on it; `None` for documents in which nothing is signed.
    pub verdict: Option<Verdict>,
    /// The paper of a bundle, from the snapshot in force that a trusted key signed.
    pub paper: Option<Paper>,
}

/// A comparison of two documents.
pub struct Comparison<'s, 'a> {
    /// The first document.
    pub old: Side<'s>,
    /// The second document.
    pub new: Side<'s>,
    /// The places where they differ.
    pub changes: &'s Changes<'a>,
    /// The same in words.
    pub account: &'s Account<'a>,
}

impl Comparison<'_, '_> {
    const fn is_same(&self) -> bool {
        self.changes.is_empty()
    }
}
