//! Integrity documents: each signature is judged as a second reader judges it, and nothing passes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, VerifyingKey};
use pith::keys::{Grant, PublicKey, Role, TrustStore, TrustedKey};
use pith::report::{CheckCode, InputReport, Status, Subject, Trust, Verdict};
use pith::verify::Policy;

use super::edit::{Script, edit};
use super::shown::every_report;
use super::verify::verdict;
use crate::support::integrity::{document, event};
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// The published document of a paper.
const REAL: &str = include_str!("../../../tests/vectors/real/integrity-2604.19423.json");

/// The published one, one with events of two keys, and one without events.
static DOCUMENTS: LazyLock<[Json; 3]> = LazyLock::new(|| {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let signed = document(vec![event(1, &registry), event(2, &author), event(3, &registry)]);
    [Json::parse(REAL), signed, document(Vec::new())]
});

/// A trusted key: its id, where one is known, and whether it is a registry's.
struct Pin {
    bytes: [u8; 32],
    key_id: Option<String>,
    role: Role,
}

/// Who is trusted, and the policy of that.
struct Trusting {
    pins: Vec<Pin>,
    policy: Policy,
}

static TRUST: LazyLock<[Trusting; 5]> = LazyLock::new(|| {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let pin = |key: &TestKey, role| Pin { bytes: key.public(), key_id: Some(key.key_id.to_owned()), role };
    let unnamed = Pin { bytes: registry.public(), key_id: None, role: Role::Registry };
    [
        trusting(vec![pin(&registry, Role::Registry)]),
        trusting(vec![pin(&registry, Role::Registry), pin(&author, Role::Signer)]),
        trusting(vec![unnamed]),
        trusting(vec![pin(&registry, Role::Registry), pin(&author, Role::Registry)]),
        builtin(),
    ]
});

fn trusting(pins: Vec<Pin>) -> Trusting {
    let keys = pins.iter().map(|pin| {
        let key = PublicKey::from_bytes(&pin.bytes).expect("a sound key");
        TrustedKey { key_id: pin.key_id.clone(), key, grant: Grant { role: pin.role, ..Grant::whole() } }
    });
    let policy = Policy { trust: TrustStore::pinned(keys), ..Policy::new(None) };
    Trusting { pins, policy }
}

fn builtin() -> Trusting {
    let policy = Policy::new(None);
    let pins = policy.trust.trusted_keys().iter().map(|key| Pin {
        bytes: *key.key.as_bytes(),
        key_id: key.key_id.clone(),
        role: key.grant.role,
    });
    Trusting { pins: pins.collect(), policy }
}

/// Byte 0 says which document and who is trusted, byte 1 which events are signed anew and by whom, the rest is edits.
///
/// - Nothing passes, and nothing is undetermined, whoever is trusted.
/// - Which events carry a signature of a trusted key over the digest that they state is what a second reader finds, as are
///   those that do not and should. A wrong one fails.
/// - Without a failure, the answer is `untrusted`.
/// - Every report is well formed.
pub fn holds(data: &[u8]) {
    let &[which, signers, ref edits @ ..] = data else { return };
    let mut json = DOCUMENTS[usize::from(which & 3) % DOCUMENTS.len()].clone();
    edit(&mut json, &mut Script(edits));
    sign(&mut json, signers);
    let Trusting { pins, policy } = &TRUST[usize::from(which >> 2) % TRUST.len()];
    let text = json.compact();
    let report = verdict(text.as_bytes(), policy);
    let strict = verdict(text.as_bytes(), &Policy { strict: true, ..policy.clone() });
    let embedded = Policy { trust: policy.trust.clone().and_embedded(), ..policy.clone() };
    for verdict in [report.verdict, strict.verdict, verdict(text.as_bytes(), &embedded).verdict] {
        assert!([Verdict::Fail, Verdict::Untrusted, Verdict::Malformed].contains(&verdict), "{verdict:?}: {text}");
    }
    every_report(&report);
    if report.subject == Subject::Integrity && !report.checks.has(CheckCode::DocumentVersion, Status::Fail) {
        agrees(&report, &json, pins, policy.trust.basis());
    }
}

/// Signs the digests that some events state; `signers` has two bits for each of the first ones.
fn sign(json: &mut Json, signers: u8) {
    let Json::Object(members) = json else { return };
    let Some((_, Json::Array(events))) = members.iter_mut().find(|(name, _)| name == "events") else { return };
    for (event, place) in events.iter_mut().zip([0_u32, 2, 4, 6]) {
        let key = match signers >> place & 3 {
            1 => TestKey::registry(),
            2 => TestKey::author(),
            3 => TestKey::stranger(),
            _ => continue,
        };
        let stated = event.get("payload_sha256").and_then(digest);
        let (Some(digest), Json::Object(members)) = (stated, event) else { continue };
        if let Some((_, signature)) = members.iter_mut().find(|(name, _)| name == "signature_b64") {
            *signature = key.sign(&digest).into();
        }
    }
}

fn digest(stated: &Json) -> Option<[u8; 32]> {
    let Json::String(text) = stated else { return None };
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// An event that has the shape of one.
struct Event<'j> {
    index: usize,
    digest: Option<[u8; 32]>,
    signature: Option<&'j str>,
    key_id: &'j str,
}

impl<'j> Event<'j> {
    fn of(index: usize, event: &'j Json) -> Option<Self> {
        let text = |name| match event.get(name) {
            Some(Json::String(text)) => Some(text.as_str()),
            _ => None,
        };
        let Some(Json::Number(number)) = event.get("event_id") else { return None };
        let Some(Json::Object(_)) = event.get("payload") else { return None };
        let signature = match event.get("signature_b64") {
            None | Some(Json::Null) => None,
            Some(_) => Some(text("signature_b64")?),
        };
        text("created_at").and(text("event_type")).and(text("payload_sha256"))?;
        let is_integer = !number.contains(['.', 'e', 'E']);
        let digest = event.get("payload_sha256").and_then(digest);
        is_integer.then_some(Self { index, digest, signature, key_id: text("signing_key_id")? })
    }

    /// The trusted key that signed the stated digest.
    fn signer<'p>(&self, pins: &'p [Pin]) -> Option<&'p Pin> {
        let signature = BASE64.decode(self.signature?.as_bytes()).ok()?;
        let signature = Signature::from_slice(&signature).ok()?;
        let digest = self.digest?;
        let is_meant =
            |pin: &&Pin| pin.role == Role::Registry && pin.key_id.as_deref().is_none_or(|id| id == self.key_id);
        pins.iter().filter(is_meant).find(|pin| {
            VerifyingKey::from_bytes(&pin.bytes).is_ok_and(|key| key.verify_strict(&digest, &signature).is_ok())
        })
    }

    /// Whether there is something that may be a signature, and something that it may be over.
    fn can_be_verified(&self) -> bool {
        let signature = self.signature.and_then(|text| BASE64.decode(text.as_bytes()).ok());
        signature.is_some_and(|bytes| bytes.len() == 64) && self.digest.is_some()
    }
}

/// The signatures of the report are those that the second reader finds.
fn agrees(report: &InputReport, json: &Json, pins: &[Pin], basis: Trust) {
    let entries =
        json.get("events").map(|events| if let Json::Array(events) = events { events.as_slice() } else { &[] });
    let events: Vec<Event<'_>> =
        (0..).zip(entries.unwrap_or_default()).filter_map(|(index, event)| Event::of(index, event)).collect();
    let signers: Vec<Option<&Pin>> = events.iter().map(|event| event.signer(pins)).collect();
    let mut known: BTreeSet<&str> =
        pins.iter().filter(|pin| pin.role == Role::Registry).filter_map(|pin| pin.key_id.as_deref()).collect();
    known.extend(events.iter().zip(&signers).filter(|(_, signer)| signer.is_some()).map(|(event, _)| event.key_id));
    let (mut wrong, mut foreign) = (BTreeSet::new(), BTreeSet::new());
    for (event, _) in events.iter().zip(&signers).filter(|(_, signer)| signer.is_none()) {
        let is_foreign = event.can_be_verified() && !known.contains(event.key_id);
        if is_foreign {
            foreign.insert(event.index);
        } else if event.digest.is_some() || event.signature.is_none() {
            wrong.insert(event.index);
        }
    }
    let verified = signers.iter().flatten().count();
    assert_eq!(report.checks.passed(CheckCode::EventSignature), verified, "signatures that verify");
    assert_eq!(report.signatures_verified, verified);
    // The room for warnings in a report is limited.
    let listed = found(report, Status::Warn);
    let omitted = report.checks.omitted().iter();
    let omitted = omitted.filter(|(code, status, _)| (*code, *status) == (CheckCode::EventSignature, Status::Warn));
    let all = listed.len() + omitted.map(|(_, _, count)| count).sum::<usize>();
    assert!(listed.is_subset(&foreign), "{listed:?} of the unknown keys {foreign:?}");
    assert_eq!(all, foreign.len(), "signatures of unknown keys");
    assert_eq!(found(report, Status::Fail), wrong, "wrong signatures");
    assert_eq!(report.signers.iter().map(|signer| signer.signatures).sum::<usize>(), verified);
    for signer in &report.signers {
        let made = signers.iter().flatten();
        let made = made.filter(|pin| pith::digest::Sha256Digest::of(&pin.bytes) == signer.key_sha256).count();
        assert_eq!((signer.signatures, signer.trust), (made, basis));
    }
    let fails = report.checks.findings().iter().any(|finding| finding.status == Status::Fail);
    assert!(fails || wrong.is_empty());
    let expected = if fails { [Verdict::Fail, Verdict::Malformed] } else { [Verdict::Untrusted; 2] };
    assert!(expected.contains(&report.verdict), "{:?}", report.verdict);
}

/// The events with a finding of this status about their signature.
fn found(report: &InputReport, status: Status) -> BTreeSet<usize> {
    let findings = report.checks.findings().iter();
    let of_signature = findings.filter(|found| found.code == CheckCode::EventSignature && found.status == status);
    let index = |pointer: &str| pointer.strip_prefix("/events/")?.split('/').next()?.parse().ok();
    of_signature.filter_map(|finding| index(finding.pointer.as_ref()?.as_str())).collect()
}
