//! Test keys from fixed seeds: anybody can sign with them, so nobody must trust them.

use data_encoding::{BASE32, BASE64, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};

use super::json::Json;

/// The label of a signature over a canonical record.
pub const RECEIPT_LABEL: &str = "canonical_sha256_bytes";
/// The label of a signature over an event.
pub const EVENT_LABEL: &str = "open_graph_event_sha256_bytes";
/// The label of a signature over a bundle.
pub const BUNDLE_LABEL: &str = "bundle_sha256_bytes";

/// A signing key with the names under which it signs.
#[derive(Clone)]
pub struct TestKey {
    /// Who signs: `registry.example`.
    pub signer_id: &'static str,
    /// What the signer is: `pith_registry`.
    pub signer_type: &'static str,
    /// The name of the key.
    pub key_id: &'static str,
    signing: SigningKey,
}

impl TestKey {
    /// The key whose seed is the SHA-256 of `pith test key <number>`.
    pub fn new(number: u32, signer_id: &'static str, signer_type: &'static str, key_id: &'static str) -> Self {
        let seed = Sha256::digest(format!("pith test key {number}"));
        Self { signer_id, signer_type, key_id, signing: SigningKey::from_bytes(&seed.into()) }
    }

    /// The registry that seals the bundles: the one key that fixtures trust.
    pub fn registry() -> Self {
        Self::new(1, "registry.example", "pith_registry", "pith-test-2026-01")
    }

    /// The next key of the registry.
    pub fn successor() -> Self {
        Self::new(2, "registry.example", "pith_registry", "pith-test-2026-02")
    }

    /// An author of a paper.
    pub fn author() -> Self {
        Self::new(3, "author.example", "author", "author-test-2026-01")
    }

    /// A laboratory that repeats what papers say.
    pub fn replicator() -> Self {
        Self::new(4, "replicator.example", "replicator", "replicator-test-2026-01")
    }

    /// A key that no fixture embeds.
    pub fn stranger() -> Self {
        Self::new(5, "stranger.example", "pith_registry", "stranger-test-2026-01")
    }

    /// The same key in the hands of another signer.
    #[must_use]
    pub fn of(mut self, signer_id: &'static str, signer_type: &'static str) -> Self {
        (self.signer_id, self.signer_type) = (signer_id, signer_type);
        self
    }

    /// The same key under another name.
    #[must_use]
    pub fn named(mut self, key_id: &'static str) -> Self {
        self.key_id = key_id;
        self
    }

    /// The 32 public bytes.
    pub fn public(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// The signature over any bytes, in base64.
    pub fn sign(&self, message: &[u8]) -> String {
        BASE64.encode(&self.signing.sign(message).to_bytes())
    }

    /// The entry of `public_keys`.
    pub fn embedded(&self) -> Json {
        embedded_key(self.key_id, &self.public())
    }

    /// The `signer` of an event.
    pub fn signer(&self) -> Json {
        object! {
            "signer_id": self.signer_id,
            "signer_type": self.signer_type,
            "key_id": self.key_id,
            "public_key_fingerprint": fingerprint(&self.public()),
        }
    }

    /// A signature object over that digest.
    pub fn signature(&self, label: &str, digest: &[u8; 32], signed_at: &str) -> Json {
        let mut signature = self.blank_signature(label, signed_at);
        signature.set("/signature_b64", self.sign(digest));
        signature
    }

    /// A signature object in which the signature itself is still empty.
    pub fn blank_signature(&self, label: &str, signed_at: &str) -> Json {
        object! {
            "signature_status": "signed_v1",
            "algorithm": "ed25519",
            "key_id": self.key_id,
            "public_key_fingerprint": fingerprint(&self.public()),
            "signature_b64": "",
            "signed_message": label,
            "signed_at": signed_at,
        }
    }

    /// The line of a keyring file, without its line feed.
    pub fn keyring_line(&self) -> String {
        let bytes = BASE64.encode(&self.public());
        format!("{} {} ed25519 {bytes}", self.signer_id, self.key_id)
    }

    /// The same with the word for what the key may sign: `registry` or `signer`.
    pub fn keyring_line_as(&self, role: &str) -> String {
        format!("{} {role}", self.keyring_line())
    }

    /// The key as PEM, as OpenSSL writes it.
    pub fn pem(&self) -> String {
        let prefix = HEXLOWER.decode(b"302a300506032b6570032100").expect("hex");
        let der = BASE64.encode(&[prefix, self.public().to_vec()].concat());
        format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
    }
}

/// An entry of `public_keys` for any bytes, good or not.
pub fn embedded_key(key_id: &str, public: &[u8]) -> Json {
    let digest = Sha256::digest(public);
    let mut base32 = BASE32.encode(&digest);
    base32.truncate(26);
    object! {
        "key_id": key_id,
        "algorithm": "ed25519",
        "format": "raw",
        "public_key_b64": BASE64.encode(public),
        "public_key_hex": HEXLOWER.encode(public),
        "fingerprint_sha256_b32_first128bits": base32,
        "fingerprint_sha256_hex": fingerprint(public),
        "rotates_at": Json::Null,
        "url": "https://registry.example/signing-key.json",
        "notes": "A key for tests: its seed is public.",
    }
}

/// The first 32 hex digits of the SHA-256 of a key.
pub fn fingerprint(public: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(public)[..16])
}
