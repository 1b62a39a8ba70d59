//! The keys that a document brings along, with what can be said of each. They prove integrity, never
//! identity: anybody can embed a key (contract, Trust).

use std::collections::{BTreeSet, HashMap};

use crate::bundle::Bundle;
use crate::digest::Sha256Digest;
use crate::json::{Document, Value};
use crate::keyring::{Candidate, KeyTextError, PublicKey, TrustStore, TrustedKey};
use crate::report::{Finding, Status, Trust};
use crate::verify;

/// A key of a document.
#[derive(Debug, Clone)]
pub struct ListedKey {
    /// `key_id`; empty where the document gives none.
    pub key_id: String,
    /// Who signs with it, as the events say; sorted.
    pub signer_ids: Vec<String>,
    /// The key, if it is a sound one.
    pub key: Option<PublicKey>,
    /// What trust in it rests on.
    pub trust: Trust,
    /// What is wrong with it, each in a sentence.
    pub faults: Vec<String>,
}

/// The keys of a document.
#[derive(Debug, Clone)]
pub struct Listing {
    /// SHA-256 of the document's bytes.
    pub sha256: Sha256Digest,
    /// In the order of the document.
    pub keys: Vec<ListedKey>,
    /// Entries without the shape of a key, beyond those that are listed.
    pub omitted: usize,
}

/// Why a document gives no keys.
#[derive(Debug, thiserror::Error)]
pub enum NoKeys {
    /// Neither a bundle nor a document that holds keys.
    #[error("{0}; keys are in bundles, mirror manifests and signing-key documents")]
    Foreign(#[from] KeyTextError),
}

/// The keys of a bundle, a mirror manifest or a signing-key document; broken bundles too.
pub fn list(document: &Document<'_>, trust: &TrustStore) -> Result<Listing, NoKeys> {
    let sha256 = Sha256Digest::of(document.source());
    let is_bundle = document.root().as_object().is_some_and(|object| object.get("public_keys").is_some());
    if let Some(bundle) = Bundle::view(document).0.filter(|_| is_bundle) {
        let (keys, omitted) = of_bundle(&bundle, trust);
        return Ok(Listing { sha256, keys, omitted });
    }
    let keys = TrustedKey::parse_document(document)?.into_iter().map(|key| of_file(key, trust));
    Ok(Listing { sha256, keys: keys.collect(), omitted: 0 })
}

fn of_file(found: TrustedKey, trust: &TrustStore) -> ListedKey {
    let key_id = found.key_id.unwrap_or_default();
    let impersonates = trust.is_impersonated(&key_id, found.key.as_bytes());
    let fault = impersonates.then(|| "this key has the id of a trusted key, but it is another key".to_owned());
    ListedKey {
        key_id,
        signer_ids: found.signer_id.into_iter().collect(),
        trust: trust.trust_in(&found.key),
        key: Some(found.key),
        faults: fault.into_iter().collect(),
    }
}

/// The most entries without the shape of a key that are listed: they can be as short as `0`.
const SHAPELESS: usize = 100;

/// The keys, and how many entries are left out.
fn of_bundle(bundle: &Bundle<'_>, trust: &TrustStore) -> (Vec<ListedKey>, usize) {
    let (candidates, checks) = verify::embedded_keys(bundle, trust);
    let entries = bundle.object.get("public_keys").and_then(|keys| keys.as_array()).unwrap_or_default();
    let by_place: HashMap<usize, &Candidate<'_>> = candidates.all().iter().map(|key| (key.index, key)).collect();
    let signers = signers(bundle);
    let list_one = |(index, entry): (usize, &Value<'_>)| {
        let candidate = by_place.get(&index);
        let named = candidate.and_then(|key| signers.get(&(key.key_id, key.fingerprint.as_str())));
        let mut faults = faults_at(index, checks.findings());
        if faults.is_empty() && checks.omitted().iter().any(|(_, status, _)| *status == Status::Fail) {
            faults.push("so many keys are at fault that nothing is said of this one".to_owned());
        } else if faults.is_empty() && candidate.is_none() {
            faults.push("the entry has not the shape of a key".to_owned());
        }
        ListedKey {
            key_id: entry.as_object().and_then(|key| key.text("key_id")).unwrap_or_default().to_owned(),
            signer_ids: named.into_iter().flatten().map(|id| (*id).to_owned()).collect(),
            key: candidate.map(|candidate| candidate.key.clone()),
            trust: candidate.map_or(Trust::Untrusted, |candidate| candidate.trust),
            faults,
        }
    };
    let mut shaped = bundle.keys.iter().map(|(index, _)| *index).peekable();
    let mut shapeless = 0;
    let listed = entries.iter().enumerate().filter(|(index, _)| {
        let is_key = shaped.next_if_eq(index).is_some();
        shapeless += usize::from(!is_key);
        is_key || shapeless <= SHAPELESS
    });
    let keys: Vec<ListedKey> = listed.map(list_one).collect();
    let omitted = entries.len() - keys.len();
    (keys, omitted)
}

fn faults_at(index: usize, findings: &[Finding]) -> Vec<String> {
    let place = format!("/public_keys/{index}/");
    let here = findings.iter().filter(|finding| {
        finding.status == Status::Fail && finding.pointer.as_ref().is_some_and(|at| at.as_str().starts_with(&place))
    });
    here.map(|finding| finding.message.clone()).collect()
}

/// Who signs with which key: the signers of the events, by key id and fingerprint.
fn signers<'a>(bundle: &Bundle<'a>) -> HashMap<(&'a str, &'a str), BTreeSet<&'a str>> {
    let mut signers: HashMap<(&str, &str), BTreeSet<&str>> = HashMap::new();
    for event in bundle.events.iter().flatten() {
        let signer_id = event.object.get("signer").and_then(|signer| signer.as_object()?.text("signer_id"));
        let names = signers.entry((event.signer.key_id, event.signer.public_key_fingerprint)).or_default();
        names.extend(signer_id);
    }
    signers
}
