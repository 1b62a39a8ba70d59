//! The keys that a document embeds, with their uses and faults. They prove integrity, never identity: anybody can embed
//! a key (docs/format.md, section 7).

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::bundle::Bundle;
use crate::bundle::time::Time;
use crate::digest::Sha256Digest;
use crate::json::{Document, Value};
use crate::keys::{Candidate, KeyTextError, PublicKey, Role, TrustStore, TrustedKey};
use crate::report::{Finding, Status, Trust};
use crate::verify;

/// A key of a document.
#[derive(Debug, Clone)]
pub struct ListedKey {
    /// `key_id`; empty where the document has none.
    pub key_id: String,
    /// The signers that use it, as the events state, each with the role that its signatures require; sorted.
    pub signers: Vec<(String, Role)>,
    /// The role that all its signatures together require.
    pub role: Role,
    /// The key, if it is a sound one.
    pub key: Option<PublicKey>,
    /// `rotates_at`: signatures that it makes later are not to be trusted. A keyring line cannot hold it.
    pub rotates_at: Option<String>,
    /// The basis of trust in it.
    pub trust: Trust,
    /// Its faults, each in a sentence.
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

/// The reason why a document has no keys.
#[derive(Debug, thiserror::Error)]
pub enum NoKeys {
    /// Neither a bundle nor another document with keys.
    #[error("{0}; keys are in bundles, mirror manifests and signing-key documents")]
    Foreign(#[from] KeyTextError),
}

/// The keys of a bundle, a mirror manifest or a signing-key document; broken bundles too.
///
/// A file may say that a key expires, by the clock `now`.
pub fn list(document: &Document<'_>, trust: &TrustStore, now: Option<Time>) -> Result<Listing, NoKeys> {
    let sha256 = Sha256Digest::of(document.source());
    let is_bundle = document.root().as_object().is_some_and(|object| object.get("public_keys").is_some());
    if let Some(bundle) = Bundle::view(document).0.filter(|_| is_bundle) {
        let (keys, omitted) = of_bundle(&bundle, trust);
        return Ok(Listing { sha256, keys, omitted });
    }
    let keys = TrustedKey::parse_document(document, now)?.into_iter().map(|key| of_file(key, trust));
    Ok(Listing { sha256, keys: keys.collect(), omitted: 0 })
}

fn of_file(found: TrustedKey, trust: &TrustStore) -> ListedKey {
    let key_id = found.key_id.unwrap_or_default();
    let impersonates = trust.is_impersonated(&key_id, found.key.as_bytes());
    let fault = impersonates.then(|| "this key has the id of a trusted key, but it is another key".to_owned());
    ListedKey {
        key_id,
        signers: found.grant.owner.into_iter().map(|owner| (owner, Role::Registry)).collect(),
        role: Role::Registry,
        rotates_at: found.grant.rotates_at,
        trust: trust.warrant(&found.key).basis,
        key: Some(found.key),
        faults: fault.into_iter().collect(),
    }
}

/// The most entries without the shape of a key that are listed. Such an entry can be as short as `0`.
const SHAPELESS: usize = 100;

/// The keys, and the number of entries that are left out.
fn of_bundle(bundle: &Bundle<'_>, trust: &TrustStore) -> (Vec<ListedKey>, usize) {
    let (candidates, checks) = verify::embedded_keys(bundle, trust);
    let entries = bundle.object.get("public_keys").and_then(|keys| keys.as_array()).unwrap_or_default();
    let by_place: HashMap<usize, &Candidate<'_>> = candidates.all().iter().map(|key| (key.index, key)).collect();
    let uses = uses(bundle);
    let mut with_id: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (_, key) in &bundle.keys {
        with_id.entry(key.key_id).or_default().insert(key.public_key_b64);
    }
    let mut listed_uses = HashSet::new();
    let list_one = |(index, entry): (usize, &Value<'_>)| {
        let candidate = by_place.get(&index);
        let name = candidate.map(|key| (key.key_id, key.fingerprint.as_str()));
        let done = name.and_then(|name| uses.get(&name));
        // A key that is embedded again is at fault; all its signers again would be as many names as there are keys
        // times signers.
        let is_first = name.is_some_and(|name| listed_uses.insert(name));
        let mut faults = faults_at(index, checks.findings());
        if faults.is_empty() && checks.omitted().iter().any(|(_, status, _)| *status == Status::Fail) {
            faults.push("too many keys have faults to list those of this one".to_owned());
        } else if faults.is_empty() && candidate.is_none() {
            faults.push("the entry does not have the shape of a key".to_owned());
        } else if faults.is_empty() && name.is_some_and(|(id, _)| with_id.get(id).is_some_and(|keys| keys.len() > 1)) {
            // The check tells it of the later one. Neither is what the id stands for.
            faults.push("another embedded key has this id: a signature that names it names neither".to_owned());
        }
        ListedKey {
            key_id: entry.as_object().and_then(|key| key.text("key_id")).unwrap_or_default().to_owned(),
            signers: done.filter(|_| is_first).map(Uses::signers).unwrap_or_default(),
            role: done.map_or(Role::Signer, Uses::role),
            key: candidate.map(|candidate| candidate.key.clone()),
            rotates_at: candidate.and_then(|candidate| candidate.rotates_at).map(str::to_owned),
            trust: candidate.map_or(Trust::Untrusted, |candidate| candidate.warrant.basis),
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

/// The uses of a key in a document.
#[derive(Default)]
struct Uses<'a> {
    /// The signers of the events that name it, each with the role that these events require.
    signers: BTreeMap<&'a str, Role>,
    /// Whether a receipt or the bundle signature names it.
    seals: bool,
}

impl Uses<'_> {
    /// The role of a registry if it seals, whatever else it signs.
    fn role(&self) -> Role {
        let role = self.signers.values().copied().max().unwrap_or(Role::Signer);
        if self.seals { Role::Registry } else { role }
    }

    fn signers(&self) -> Vec<(String, Role)> {
        let role = |role: Role| if self.seals { Role::Registry } else { role };
        self.signers.iter().map(|(signer_id, of_events)| ((*signer_id).to_owned(), role(*of_events))).collect()
    }
}

/// The uses of each key, by key id and fingerprint.
fn uses<'a>(bundle: &Bundle<'a>) -> HashMap<(&'a str, &'a str), Uses<'a>> {
    let mut uses: HashMap<(&str, &str), Uses<'a>> = HashMap::new();
    for event in bundle.events.iter().flatten() {
        let of_key = uses.entry((event.signer.key_id, event.signer.public_key_fingerprint)).or_default();
        let role = of_key.signers.entry(event.signer.signer_id).or_insert(Role::Signer);
        *role = (*role).max(Role::needed_for(event.event_type));
    }
    let receipts = bundle.events.iter().flatten().filter_map(|event| event.receipt.present()?.signature.members());
    for members in receipts.chain(bundle.signature.members()) {
        uses.entry((members.key_id, members.public_key_fingerprint)).or_default().seals = true;
    }
    uses
}
