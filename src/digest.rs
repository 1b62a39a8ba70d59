//! SHA-256 digests: the *stated* ones are text in a document, the *computed* ones come from canonical bytes.
//!
//! The two are different types, so that a signature cannot be verified over a digest that a
//! document merely states (docs/format.md, section 3.3).

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Serialize, Serializer};

/// A SHA-256 digest, written as 64 lower-case hex digits (docs/format.md, section 1.10: proven).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256Digest([u8; 32]);

impl Sha256Digest {
    /// Reads exactly 64 lower-case hex digits; upper case is another text, and so no digest.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The digest of `bytes` as they are, with no canonical form in between.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Sha256Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sha256Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A digest that this program computed over canonical bytes.
///
/// Only [`crate::json::canonical`] makes one, and only a computed digest can be verified as that of an event, a receipt or a
/// bundle.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
pub struct ComputedDigest(Sha256Digest);

impl ComputedDigest {
    /// For [`crate::json::canonical`] alone.
    pub(crate) const fn from_canonical(digest: Sha256Digest) -> Self {
        Self(digest)
    }

    /// The 32 raw bytes, which is what signatures are made over.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether `stated` is this digest, as text: 64 lower-case hex digits.
    pub fn is_stated_as(&self, stated: &str) -> bool {
        let mut text = [0; 64];
        HEXLOWER.encode_mut(self.as_bytes(), &mut text);
        stated.as_bytes() == text
    }
}

impl fmt::Display for ComputedDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A digest that a document states and that nothing here was computed over.
///
/// The events of integrity documents sign one, and how it is made of their payload is not known. It is a type of its own
/// because every other signature is verified over a [`ComputedDigest`] alone, and there is no way from here to one: a
/// digest that was merely stated can never serve as that of an event, a record or a bundle.
///
/// ```compile_fail,E0308
/// use pith::digest::StatedDigest;
/// use pith::keys::PublicKey;
///
/// fn signed(key: &PublicKey, stated: &StatedDigest, signature: &[u8; 64]) -> bool {
///     key.verifies(stated, signature)
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StatedDigest(Sha256Digest);

impl StatedDigest {
    /// Reads exactly 64 lower-case hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        Sha256Digest::parse(text).map(Self)
    }

    /// The 32 raw bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_and_other_lengths_are_no_digest() {
        let lower = "00".repeat(31) + "ab";
        assert!(Sha256Digest::parse(&lower).is_some());
        assert!(Sha256Digest::parse(&lower.to_uppercase()).is_none());
        assert!(Sha256Digest::parse(&lower[2..]).is_none());
        assert!(Sha256Digest::parse("").is_none());
    }
}
