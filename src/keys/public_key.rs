//! Ed25519 public keys that are safe to verify with.

use std::hint::black_box;

use ed25519_dalek::{Signature, VerifyingKey};

use crate::digest::{ComputedDigest, Sha256Digest, StatedDigest};
use crate::report::Reason;

/// A public key that was checked once, when it was loaded: canonical, not of small order, torsion free.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    verifying: VerifyingKey,
    sha256: Sha256Digest,
}

/// Why 32 bytes are no sound key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not 32 bytes.
    #[error("the key is {0} bytes long, not 32")]
    Length(usize),
    /// Not a point of the curve.
    #[error("the bytes are no point of the curve")]
    NotAPoint,
    /// The same point has a shorter encoding.
    #[error("the bytes are not the canonical encoding of their point")]
    NotCanonical,
    /// One signature can fit every message.
    #[error("the key is of small order: one signature can fit every message")]
    SmallOrder,
    /// The point has a component of small order.
    #[error("the key has a torsion component")]
    Torsion,
}

impl KeyFault {
    /// The reason in reports.
    pub const fn reason(self) -> Reason {
        match self {
            Self::Length(_) => Reason::Length,
            Self::NotAPoint => Reason::NotAPoint,
            Self::NotCanonical => Reason::NotCanonical,
            Self::SmallOrder => Reason::SmallOrder,
            Self::Torsion => Reason::Torsion,
        }
    }
}

impl PublicKey {
    /// Takes `bytes` as a key if they are a sound one (docs/format.md, section 3.1).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyFault> {
        let array: &[u8; 32] = bytes.try_into().map_err(|_| KeyFault::Length(bytes.len()))?;
        let verifying = VerifyingKey::from_bytes(array).map_err(|_| KeyFault::NotAPoint)?;
        let point = verifying.to_edwards();
        if point.compress().as_bytes() != array {
            return Err(KeyFault::NotCanonical);
        }
        if verifying.is_weak() {
            return Err(KeyFault::SmallOrder);
        }
        if !point.is_torsion_free() {
            return Err(KeyFault::Torsion);
        }
        Ok(Self { verifying, sha256: Sha256Digest::of(bytes) })
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.verifying.as_bytes()
    }

    /// SHA-256 of the 32 bytes: what people compare.
    pub const fn sha256(&self) -> &Sha256Digest {
        &self.sha256
    }

    /// Whether `signature` is this key's over the 32 raw bytes of `digest` (docs/format.md, section 3.3: proven).
    pub fn verifies(&self, digest: &ComputedDigest, signature: &[u8; 64]) -> bool {
        verify_strict(&self.verifying, digest.as_bytes(), signature)
    }

    /// The proof that this key signed the 32 raw bytes of a digest that a document merely states, if it did.
    ///
    /// This does not prove what the digest is of. Every event, receipt and bundle that the key signed has a
    /// signature over a bare digest as well (docs/format.md, section 3.8), and anybody can state such a digest with
    /// another text beside it. So the answer is no [`crate::keys::signature::Verified`] and cannot become one: the
    /// replay, the receipts, the seal and trust in them take those alone.
    pub fn signed_bare_digest(&self, digest: &StatedDigest, signature: &[u8; 64]) -> Option<BareSignature<'_>> {
        verify_strict(&self.verifying, digest.as_bytes(), signature).then_some(BareSignature { key: self })
    }
}

/// The proof that a key signed a digest which a document merely states; made only by [`PublicKey::signed_bare_digest`].
#[derive(Clone, Copy, Debug)]
pub struct BareSignature<'k> {
    key: &'k PublicKey,
}

impl<'k> BareSignature<'k> {
    /// The key.
    pub const fn key(&self) -> &'k PublicKey {
        self.key
    }
}

/// The only call of Ed25519 verification in this program.
///
/// `verify_strict` refuses what plain `verify` lets through: signatures whose `R` or whose key is of
/// small order. Malleable signatures (`S` not reduced) are refused by both.
///
/// It keeps what it multiplies on the stack, in words of 32 bytes that are not aligned. Where one of these lies
/// across two pages of memory, every signature takes a quarter longer; whether one does depends on how deep the
/// stack is. So the stack is put at the beginning of a page first (docs/performance.md).
fn verify_strict(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = PageStart(*signature);
    key.verify_strict(message, &Signature::from_bytes(&black_box(&signature).0)).is_ok()
}

/// Bytes at the beginning of a page of memory.
#[repr(align(4096))]
struct PageStart([u8; 64]);

/// [`verify_strict`] over any message and bytes, for measuring it against published vectors.
///
/// A key that no point has, or a signature of another length, verifies nothing.
#[doc(hidden)]
pub fn verifies_vector(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    VerifyingKey::from_bytes(key).is_ok_and(|key| verify_strict(&key, message, signature))
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.sha256)
    }
}
