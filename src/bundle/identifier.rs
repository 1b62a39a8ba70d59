//! Identifiers: how a number, its short form, its aliases and a key's fingerprints follow from digests.

use data_encoding::{BASE32_NOPAD, HEXLOWER};

use crate::digest::{ComputedDigest, Sha256Digest};

/// What names a record: the suffix of its Pith number (docs/format.md, section 2.2: proven on 103
/// records, 70 of which `tests/suite/vectors.rs` holds against it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PithNumber {
    suffix: String,
}

impl PithNumber {
    /// The number of the record with this digest: the first 26 characters of the base32 of its 32 bytes.
    pub fn of(canonical: &ComputedDigest) -> Self {
        Self { suffix: base32_prefix(canonical.as_bytes(), 26) }
    }

    /// `pith:<year>:<suffix>`; the year is the first four characters of `submitted_at`, which have to be digits.
    pub fn full(&self, submitted_at: &str) -> Option<String> {
        let year = submitted_at.get(..4)?;
        year.bytes().all(|b| b.is_ascii_digit()).then(|| format!("pith:{year}:{}", self.suffix))
    }

    /// `pith:` and the first 8 characters of the suffix.
    pub fn short(&self) -> String {
        format!("pith:{}", self.prefix(8))
    }

    /// What follows the year.
    pub fn suffix(&self) -> &str {
        &self.suffix
    }

    /// The first `length` characters of the suffix: the value of the alias `pith_short_<length>`.
    pub fn prefix(&self, length: usize) -> &str {
        self.suffix.get(..length).unwrap_or(&self.suffix)
    }
}

/// The two stated fingerprints of a key (docs/format.md, section 3.2: proven).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprints {
    /// `fingerprint_sha256_hex`: the first 32 hex digits of SHA-256 over the 32 key bytes.
    pub hex: String,
    /// `fingerprint_sha256_b32_first128bits`: the first 26 base32 characters of the whole digest.
    /// The published name is wrong: these are 130 bits.
    pub base32: String,
}

impl Fingerprints {
    /// The fingerprints of the key with this SHA-256.
    pub fn of(key_sha256: &Sha256Digest) -> Self {
        let mut hex = HEXLOWER.encode(key_sha256.as_bytes());
        hex.truncate(32);
        Self { hex, base32: base32_prefix(key_sha256.as_bytes(), 26) }
    }
}

fn base32_prefix(bytes: &[u8; 32], length: usize) -> String {
    let mut text = BASE32_NOPAD.encode(bytes);
    text.truncate(length);
    text
}
