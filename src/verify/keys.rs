//! `key.encoding`, `key.fingerprint`, `key.unique`, `key.impersonation` (docs/format.md, sections 3.1, 3.2 and 7.4).

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;

use crate::bundle::identifier::Fingerprints;
use crate::bundle::{Bundle, EmbeddedKey};
use crate::digest::Sha256Digest;
use crate::json::Pointer;
use crate::keys::signature::ALGORITHM;
use crate::keys::{Candidate, Candidates, PublicKey, TrustStore};
use crate::report::{CheckCode, Checks, Finding, Reason};

/// The sound keys among the embedded ones, which are candidates for signatures, and the checks of all of them: for
/// verifying, for listing keys, and for merging the bundles of several mirrors.
pub(crate) fn candidates<'a>(bundle: &Bundle<'a>, trust: &TrustStore) -> (Candidates<'a>, Checks) {
    let (mut candidates, mut checks) = (Candidates::default(), Checks::default());
    let mut names = Names::default();
    for (index, embedded) in &bundle.keys {
        let place = || Pointer::root().member("public_keys").index(*index);
        candidates.claim_id(embedded.key_id);
        let decoded = STANDARD.decode(embedded.public_key_b64).ok();
        let bytes = decoded.as_deref().unwrap_or_default();
        let at_id = |finding: Finding| finding.at(place().member("key_id"));
        checks.add_or_pass(CheckCode::KeyImpersonation, impersonation(embedded, bytes, trust).map(at_id));
        checks.add_or_pass(CheckCode::KeyUnique, names.repetition(embedded, bytes).map(at_id));
        let at_member = |(member, finding): (&str, Finding)| finding.at(place().member(member));
        let wrong_fingerprint = |computed: &Fingerprints| fingerprint(embedded, computed).map(at_member);
        match sound_key(embedded, decoded.as_deref(), trust) {
            Err(fault) => {
                checks.add(at_member(*fault));
                // A key may be unsound, but known: then so is its fingerprint.
                if bytes.len() == 32 && HEXLOWER.encode(bytes) == embedded.public_key_hex {
                    let finding = wrong_fingerprint(&Fingerprints::of(&Sha256Digest::of(bytes)));
                    checks.add_or_pass(CheckCode::KeyFingerprint, finding);
                }
            }
            Ok(key) => {
                checks.pass(CheckCode::KeyEncoding);
                let fingerprints = Fingerprints::of(key.sha256());
                checks.add_or_pass(CheckCode::KeyFingerprint, wrong_fingerprint(&fingerprints));
                candidates.add(Candidate {
                    index: *index,
                    key_id: embedded.key_id,
                    warrant: trust.warrant(&key),
                    key,
                    fingerprint: fingerprints.hex,
                    rotates_at: embedded.rotates_at,
                });
            }
        }
    }
    (candidates, checks)
}

/// The id of a trusted key, but other bytes.
fn impersonation(embedded: &EmbeddedKey<'_>, bytes: &[u8], trust: &TrustStore) -> Option<Finding> {
    let message = "this key has the id of a trusted key, but it is another key";
    let is_other = trust.is_impersonated(embedded.key_id, bytes);
    is_other.then(|| Finding::fail(CheckCode::KeyImpersonation, Reason::Impersonation, message))
}

/// The ids and bytes that have been seen.
#[derive(Default)]
struct Names<'a> {
    ids: HashSet<&'a str>,
    keys: HashSet<Vec<u8>>,
}

impl<'a> Names<'a> {
    /// Why this key is not the only one of its id, or has another id too.
    fn repetition(&mut self, embedded: &EmbeddedKey<'a>, bytes: &[u8]) -> Option<Finding> {
        let id_is_new = self.ids.insert(embedded.key_id);
        let key_is_new = bytes.len() != 32 || self.keys.insert(bytes.to_owned());
        if !id_is_new {
            let message = "another embedded key has this id: a signature that names it names neither";
            return Some(Finding::fail(CheckCode::KeyUnique, Reason::IdTwice, message));
        }
        let message = "this key is embedded under another id too";
        (!key_is_new).then(|| Finding::fail(CheckCode::KeyUnique, Reason::KeyTwice, message))
    }
}

/// The key, if it is written as it has to be and is sound; else the member that is at fault.
fn sound_key(
    embedded: &EmbeddedKey<'_>,
    decoded: Option<&[u8]>,
    trust: &TrustStore,
) -> Result<PublicKey, Box<(&'static str, Finding)>> {
    let fault = |member, reason, message: &str, expected: &str, actual: &str| {
        let finding = Finding::fail(CheckCode::KeyEncoding, reason, message).compare(expected, actual);
        Box::new((member, finding))
    };
    if embedded.algorithm != ALGORITHM {
        let message = "the key's algorithm is not `ed25519`";
        return Err(fault("algorithm", Reason::Algorithm, message, ALGORITHM, embedded.algorithm));
    }
    if embedded.format != "raw" {
        return Err(fault("format", Reason::Format, "the key's format is not `raw`", "raw", embedded.format));
    }
    let base64 = "base64 with padding, of 32 bytes";
    let Some(bytes) = decoded else {
        let message = "the key is not base64 with padding";
        return Err(fault("public_key_b64", Reason::Base64, message, base64, embedded.public_key_b64));
    };
    let hex = HEXLOWER.encode(bytes);
    if hex != embedded.public_key_hex {
        let message = "`public_key_hex` and `public_key_b64` are not the same bytes";
        return Err(fault("public_key_hex", Reason::HexDiffers, message, &hex, embedded.public_key_hex));
    }
    // A trusted key was checked when it was loaded.
    if let Some(known) = trust.known(bytes) {
        return Ok(known.clone());
    }
    PublicKey::from_bytes(bytes).map_err(|error| {
        let expected = if bytes.len() == 32 { "a sound Ed25519 key" } else { base64 };
        fault("public_key_b64", error.reason(), &error.to_string(), expected, embedded.public_key_b64)
    })
}

fn fingerprint(embedded: &EmbeddedKey<'_>, computed: &Fingerprints) -> Option<(&'static str, Finding)> {
    let pairs = [
        ("fingerprint_sha256_hex", &computed.hex, embedded.fingerprint_hex),
        ("fingerprint_sha256_b32_first128bits", &computed.base32, embedded.fingerprint_base32),
    ];
    let (member, expected, actual) = pairs.into_iter().find(|(_, expected, actual)| expected != actual)?;
    let message = "the fingerprint is not that of the key";
    Some((member, Finding::fail(CheckCode::KeyFingerprint, Reason::Differs, message).compare(expected, actual)))
}
