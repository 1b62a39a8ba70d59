//! What proves a restored value: a digest, and a signature over it by a key that is trusted.

use std::cell::Cell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;

use crate::digest::{ComputedDigest, StatedDigest};
use crate::json::{Object, Value};
use crate::keys::signature::decode;
use crate::keys::{Grant, PublicKey, Role, TrustStore, TrustedKey};

/// The most keys that are tried on one signature; those that the signature names, by id or fingerprint, come first.
const TRIED: usize = 4;

/// The most embedded keys that are taken at face value.
const EMBEDDED: usize = 32;

/// How many bytes of the SHA-256 of a key its fingerprint has (docs/format.md, section 3.2).
const FINGERPRINT: usize = 16;

/// The most signatures that a diagnosis verifies beyond those of events, of which each has its own.
const ATTEMPTS: usize = 12;

/// The keys that are trusted.
pub(super) struct Authority {
    /// Those that may sign as a registry: they alone prove anything.
    keys: Vec<TrustedKey>,
    /// Those of other signers.
    others: Vec<TrustedKey>,
}

impl Authority {
    /// The keys of the run, and those of the document where the user takes them at face value. One that the user gave
    /// without an id has that of the document, so that it is tried on the signatures that name it.
    pub(super) fn of(trust: &TrustStore, root: Object<'_>) -> Self {
        let mut keys = trust.trusted_keys().to_vec();
        if trust.assurance() == crate::report::Trust::Embedded {
            let embedded = root.get("public_keys").and_then(|keys| keys.as_array()).unwrap_or_default();
            keys.extend(embedded.iter().take(EMBEDDED).filter_map(|key| {
                let key = key.as_object()?;
                let bytes = STANDARD.decode(key.text("public_key_b64")?).ok()?;
                let sound = PublicKey::from_bytes(&bytes).ok()?;
                Some(TrustedKey { key_id: key.text("key_id").map(str::to_owned), key: sound, grant: Grant::whole() })
            }));
        }
        for key in keys.iter_mut().filter(|key| key.key_id.is_none()) {
            key.key_id = id_in(root, key).map(str::to_owned);
        }
        let (keys, others) = keys.into_iter().partition(|key| key.grant.role == Role::Registry);
        Self { keys, others }
    }

    /// Those that may sign as a registry.
    pub(super) fn keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// All of them, those of registries first.
    pub(super) fn all(&self) -> impl Iterator<Item = &TrustedKey> {
        self.keys.iter().chain(&self.others)
    }

    /// The keys to try on the signature in the object `claim`.
    fn candidates(&self, claim: Object<'_>) -> impl Iterator<Item = &TrustedKey> {
        let key_id = claim.text("key_id");
        let fingerprint = claim.text("public_key_fingerprint").and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok());
        let is_named = move |key: &&TrustedKey| {
            let has_fingerprint = |fingerprint: &Vec<u8>| {
                fingerprint.len() == FINGERPRINT && key.key.sha256().as_bytes().starts_with(fingerprint)
            };
            (key_id.is_some() && key.key_id.as_deref() == key_id) || fingerprint.as_ref().is_some_and(has_fingerprint)
        };
        let named: Vec<_> = self.keys.iter().filter(&is_named).take(TRIED).collect();
        named.into_iter().chain(self.keys.iter().filter(move |key| !is_named(key))).take(TRIED)
    }
}

/// The id under which a bundle has a key, whatever the user calls it.
pub(super) fn id_in<'a>(bundle: Object<'a>, key: &TrustedKey) -> Option<&'a str> {
    let hex = HEXLOWER.encode(key.key.as_bytes());
    let embedded = bundle.get("public_keys")?.as_array()?.iter().filter_map(Value::as_object);
    let mut same = embedded.filter(|entry| entry.text("public_key_hex") == Some(hex.as_str()));
    same.find_map(|entry| entry.text("key_id"))
}

/// A signature in the document, and what is known of the digest that it covers.
pub(super) struct Signed<'t, 'a> {
    authority: &'t Authority,
    claim: Object<'a>,
    signature: Option<[u8; 64]>,
    /// The digests that the document states.
    stated: Vec<&'a str>,
    /// The one of these that the signature covers.
    known: Option<(&'a str, &'t TrustedKey)>,
    /// How many more signatures may be verified.
    attempts: Cell<usize>,
}

impl<'t, 'a> Signed<'t, 'a> {
    /// The signature in the object `claim`, with the digests that it may cover as the document states them.
    pub(super) fn new(authority: &'t Authority, claim: Object<'a>, stated: &[Option<&'a str>]) -> Self {
        let signature = claim.text("signature_b64").and_then(|text| decode(text).ok());
        let mut stated: Vec<&str> = stated.iter().copied().flatten().collect();
        stated.dedup();
        let known = signature.and_then(|signature| {
            stated.iter().find_map(|stated| {
                let digest = StatedDigest::parse(stated)?;
                let signed = |key: &&TrustedKey| key.key.signed_bare_digest(&digest, &signature).is_some();
                Some((*stated, authority.candidates(claim).find(signed)?))
            })
        });
        Self { authority, claim, signature, stated, known, attempts: Cell::new(ATTEMPTS) }
    }

    /// The key that signed `digest`. A digest that the document states is known to be signed or not; only where none is,
    /// the signature is verified over this one.
    pub(super) fn covers(&self, digest: &ComputedDigest) -> Option<&'t TrustedKey> {
        if let Some((stated, key)) = self.known {
            return digest.is_stated_as(stated).then_some(key);
        }
        if self.stated.iter().any(|stated| digest.is_stated_as(stated)) {
            return None;
        }
        let signature = self.signature?;
        let left = self.attempts.get().checked_sub(1)?;
        self.attempts.set(left);
        self.authority.candidates(self.claim).find(|key| key.key.verifies(digest, &signature))
    }

    /// Whether there is a signature that can be verified.
    pub(super) const fn is_readable(&self) -> bool {
        self.signature.is_some()
    }

    /// Whether a digest that the document states is the signed one.
    pub(super) const fn is_known(&self) -> bool {
        self.known.is_some()
    }
}
