//! Ed25519 public keys that are safe to verify with.

use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use curve25519_dalek::Scalar;
use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha512};

use super::multiples::Multiples;
use super::tables::Table;

use crate::digest::{ComputedDigest, Sha256Digest, StatedDigest};
use crate::report::Reason;

/// A public key that was checked once, when it was loaded: canonical, not of small order, torsion free.
#[derive(Clone)]
pub struct PublicKey {
    verifying: VerifyingKey,
    sha256: Sha256Digest,
    /// Only keys of a trust store have one.
    table: Option<Arc<Table>>,
}

/// Why 32 bytes are no sound key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not 32 bytes.
    #[error("the key is {0} bytes long, not 32")]
    Length(usize),
    /// Not a point of the curve.
    #[error("the bytes are not a point on the curve")]
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
        Ok(Self { verifying, sha256: Sha256Digest::of(bytes), table: None })
    }

    /// Takes the bytes of a key that a test holds against [`from_bytes`](Self::from_bytes). The checks there take as long
    /// as three signatures, which every start of the program would pay for.
    pub(super) fn from_tested_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let verifying = VerifyingKey::from_bytes(bytes).ok()?;
        Some(Self { verifying, sha256: Sha256Digest::of(bytes), table: None })
    }

    /// The same key, with a table for a run over many signatures.
    pub(super) fn with_table(self, table: Table) -> Self {
        Self { table: Some(Arc::new(table)), ..self }
    }

    #[cfg(test)]
    pub(super) fn table(&self) -> Option<&Arc<Table>> {
        self.table.as_ref()
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
        self.verify(digest.as_bytes(), signature)
    }

    /// The proof that this key signed the 32 raw bytes of a digest that a document merely states, if it did.
    ///
    /// This does not prove what the digest is of. Every event, receipt and bundle that the key signed has a
    /// signature over a bare digest as well (docs/format.md, section 3.8), and anybody can state such a digest with
    /// another text beside it. So the answer is no [`crate::keys::signature::Verified`] and cannot become one: the
    /// replay, the receipts, the seal and trust in them take those alone.
    pub fn signed_bare_digest(&self, digest: &StatedDigest, signature: &[u8; 64]) -> Option<BareSignature<'_>> {
        self.verify(digest.as_bytes(), signature).then_some(BareSignature { key: self })
    }

    /// The answer of [`verify_strict`], by whichever way is faster.
    fn verify(&self, message: &[u8; 32], signature: &[u8; 64]) -> bool {
        match self.table.as_ref().and_then(|table| table.minus(&self.verifying)) {
            Some(minus_key) => verify_with_table(&self.verifying, minus_key, message, signature),
            None => verify_strict(&self.verifying, message, signature),
        }
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

/// Verifies an Ed25519 signature with the library's strictest function.
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

/// The answer of [`verify_strict`] for a sound key, computed with the multiples of the negative of that key.
///
/// The steps are those of RFC 8032, section 5.1.7, without the cofactor: `S` has to be reduced, and the encoding of
/// `[S]B - [k]A` has to be the very bytes of `R`. So `R` is canonical, and on the curve, without being decoded, and a
/// point of small order is known by its encoding. The key is none, since it is sound.
fn verify_with_table(key: &VerifyingKey, minus_key: &Multiples, message: &[u8], signature: &[u8; 64]) -> bool {
    let Some((r, s)) = signature.split_first_chunk::<32>() else { return false };
    let Ok(s) = s.try_into() else { return false };
    let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(s)) else { return false };
    let hash = Sha512::new().chain_update(r).chain_update(key.as_bytes()).chain_update(message).finalize();
    let k = Scalar::from_bytes_mod_order_wide(&hash.into());
    minus_key.combine(&k, &s).is_some_and(|point| point.compress().as_bytes() == r) && !SMALL_ORDER.contains(r)
}

/// The encodings of the eight points of small order.
static SMALL_ORDER: LazyLock<[[u8; 32]; 8]> = LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

/// [`verify_strict`] over any message and bytes, for measuring it against published vectors.
///
/// A key that no point has, or a signature of another length, verifies nothing.
#[doc(hidden)]
pub fn verifies_vector(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    VerifyingKey::from_bytes(key).is_ok_and(|key| verify_strict(&key, message, signature))
}

/// A sound key with its table, for holding the two ways of verification against each other.
#[doc(hidden)]
pub struct Tabled(VerifyingKey, Multiples);

impl Tabled {
    /// Makes the table at once.
    pub fn new(key: &PublicKey) -> Self {
        Self(key.verifying, Multiples::of(-key.verifying.to_edwards()))
    }

    /// Whether the table verifies the signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        verify_with_table(&self.0, &self.1, message, signature)
    }

    /// Whether [`VerifyingKey::verify_strict`] verifies it.
    pub fn verifies_strictly(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        verify_strict(&self.0, message, signature)
    }
}

/// Two keys are equal if their bytes are.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.verifying == other.verifying
    }
}

impl Eq for PublicKey {}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.sha256)
    }
}
