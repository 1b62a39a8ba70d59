//! A trusted key speaks for its owner alone, and only a registry's seals, receipts, creates records and makes
//! snapshots.

use super::{ALL_KEYS, Case, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::keys::{RECEIPT_LABEL, TestKey};
use crate::support::paper::Paper;

/// The registry's key as a registry's, the author's as a signer's.
const BESIDE: &str = "fixtures/keys/author-beside.keyring";

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = registry_alone();
    cases.extend(whole());
    cases.extend(attestations());
    cases.extend(lines());
    cases
}

/// The author's key, in the name of the registry.
fn in_the_registrys_name() -> TestKey {
    TestKey::author().of("registry.example", "pith_registry")
}

/// The example with the author's key embedded, after `edit`.
fn with_author(path: &str, about: &'static str, edit: impl FnOnce(&mut Bundle)) -> Case {
    let mut bundle = Bundle::example();
    bundle.embed(&TestKey::author());
    edit(&mut bundle);
    super::bundle_case(path, about, &bundle)
}

fn attestation() -> NewEvent {
    let statement = object! { "statement": "I wrote this." };
    NewEvent::new("author_attestation", "author", statement).at("2026-05-19T00:00:00Z")
}

/// Puts a signature of that key into the receipt.
fn receipt_by(bundle: &mut Bundle, key: &TestKey) {
    let digest = bundle.json.at("/canonical_record").digest();
    let signature = key.signature(RECEIPT_LABEL, &digest, "2026-05-18T00:17:58.317060Z");
    for name in ["key_id", "public_key_fingerprint", "signature_b64"] {
        let value = signature.at(&format!("/{name}"));
        bundle.json.set(&format!("/events/0/payload/receipt/{name}"), value);
    }
}

/// Signs `record_created` with another key.
fn create_by(bundle: &mut Bundle, key: &TestKey) {
    let payload = bundle.json.at("/events/0/payload").clone();
    bundle.json.remove("/events/0");
    bundle.add(NewEvent::new("record_created", "record", payload), key);
    bundle.json.at_mut("/events").elements_mut().reverse();
}

fn snapshot_by(bundle: &mut Bundle, key: &TestKey) {
    let snapshot = NewEvent::new("graph_snapshot", "graph", Paper::example().snapshot());
    bundle.add(snapshot.at("2026-05-19T00:00:00Z"), key);
}

/// What only a registry's key may do, by the author's.
fn registry_alone() -> Vec<Case> {
    let seals = |about| {
        with_author("untrusted/author-seals.json", about, |bundle| {
            bundle.seal_state();
            bundle.seal_bundle_as(&TestKey::author());
        })
    };
    let receipts = with_author("untrusted/author-receipts.json", "the receipt is by an author", |bundle| {
        receipt_by(bundle, &TestKey::author());
        bundle.seal_from_event(0);
    });
    let creates = |path, about, key: fn() -> TestKey| {
        with_author(path, about, |bundle| {
            create_by(bundle, &key());
            bundle.seal();
        })
    };
    let snapshot = |path, about, key: fn() -> TestKey| {
        with_author(path, about, |bundle| {
            snapshot_by(bundle, &key());
            bundle.seal();
        })
    };
    let own_record = |about| creates("untrusted/author-creates.json", about, TestKey::author);
    let own_snapshot = |about| snapshot("untrusted/author-snapshot.json", about, TestKey::author);
    let (path, about) = ("untrusted/author-creates-as-registry.json", "record_created by an author as the registry");
    let record = || creates(path, about, in_the_registrys_name);
    let (path, about) = ("untrusted/author-snapshot-as-registry.json", "a snapshot by an author as the registry");
    let snapshot_as = || snapshot(path, about, in_the_registrys_name);
    let distrusted = |case: Case, keyring: &str, reason: &'static str, pointer: &str| {
        case.args(&["--keyring", keyring]).warn("trust.keys", reason, pointer).verdict("untrusted")
    };
    vec![
        distrusted(seals("the bundle is sealed by an author"), BESIDE, "role", "/bundle_signature"),
        seals("the same, with the author's key pinned as a registry's").args(&["--keyring", ALL_KEYS]),
        distrusted(receipts, BESIDE, "role", "/events/0/payload/receipt"),
        distrusted(own_record("record_created by an author"), BESIDE, "role", "/events/0"),
        own_record("the same, with the author's key pinned as a registry's").args(&["--keyring", ALL_KEYS]),
        distrusted(own_snapshot("a snapshot by an author"), BESIDE, "role", "/events/2"),
        own_snapshot("the same, with the author's key pinned as a registry's").args(&["--keyring", ALL_KEYS]),
        distrusted(record(), BESIDE, "owner", "/events/0"),
        distrusted(record(), ALL_KEYS, "owner", "/events/0"),
        distrusted(snapshot_as(), BESIDE, "owner", "/events/2"),
        distrusted(snapshot_as(), ALL_KEYS, "owner", "/events/2"),
        distrusted(registry_as_author(), BESIDE, "owner", "/events/2"),
    ]
}

/// The owner counts for the registry's own key too.
fn registry_as_author() -> Case {
    let mut bundle = Bundle::example();
    snapshot_by(&mut bundle, &registry().of("author.example", "author"));
    bundle.seal();
    super::bundle_case("untrusted/registry-snapshot-as-author.json", "a snapshot by the registry as an author", &bundle)
}

/// All of a bundle by the author's key, in the name of the registry.
fn whole() -> Vec<Case> {
    let case = |about| {
        let bundle = Bundle::published(&Paper::example(), &in_the_registrys_name());
        super::bundle_case("untrusted/author-as-registry.json", about, &bundle)
            .warn("trust.keys", "owner", "/events/0/signature")
            .warn("trust.keys", "owner", "/events/1/signature")
            .verdict("untrusted")
    };
    vec![
        case("an author's key signs everything as the registry")
            .args(&["--keyring", BESIDE])
            .warn("trust.keys", "role", "/events/0/payload/receipt")
            .warn("trust.keys", "role", "/bundle_signature"),
        // A seal and a receipt name no signer, so the owner of a registry's key is not asked for.
        case("the same, with the author's key pinned as a registry's").args(&["--keyring", ALL_KEYS]),
    ]
}

/// What an author's key may do.
fn attestations() -> Vec<Case> {
    let by = |path, about, key: fn() -> TestKey| {
        with_author(path, about, |bundle| {
            bundle.add(attestation(), &key());
            bundle.seal();
        })
    };
    let own = |about| by("valid/author-attests.json", about, TestKey::author);
    let path = "warn/trust.keys/author-attests-as-registry.json";
    let other = |about| by(path, about, in_the_registrys_name).warn("trust.keys", "owner", "/events/2");
    let as_author = edited("warn/trust.keys/registry-attests-as-author.json", "the registry as an author", |bundle| {
        bundle.add(attestation(), &registry().of("author.example", "author"));
        bundle.seal();
    });
    vec![
        own("an attestation by an author whose key is pinned as a signer's").args(&["--keyring", BESIDE]),
        own("the same, pinned as a registry's").args(&["--keyring", ALL_KEYS]),
        own("the same, pinned by its bytes alone").also(&["--key", &hex(&TestKey::author())]),
        own("the same, with only the registry's key trusted").warn("trust.keys", "untrusted", "/events/2"),
        other("an attestation by an author in the name of the registry").args(&["--keyring", BESIDE]),
        other("the same, pinned as a registry's").args(&["--keyring", ALL_KEYS]),
        by(path, "the same, pinned by its bytes alone", in_the_registrys_name)
            .also(&["--key", &hex(&TestKey::author())]),
        other("the same, and --strict").args(&["--keyring", BESIDE]).strict(),
        as_author.warn("trust.keys", "owner", "/events/3"),
    ]
}

fn hex(key: &TestKey) -> String {
    data_encoding::HEXLOWER.encode(&key.public())
}

/// The lines of a keyring: one key in two of them, and one whose owner nobody knows.
fn lines() -> Vec<Case> {
    let both_names = || {
        with_author("valid/author-of-two-names.json", "a key with two keyring lines signs under both names", |bundle| {
            bundle.add(attestation(), &TestKey::author());
            snapshot_by(bundle, &in_the_registrys_name());
            bundle.seal();
        })
    };
    vec![
        both_names().args(&["--keyring", "fixtures/keys/two-lines.keyring"]),
        both_names().args(&["--keyring", "fixtures/keys/ownerless.keyring"]),
        both_names()
            .args(&["--keyring", "fixtures/keys/two-lines-signer.keyring"])
            .warn("trust.keys", "role", "/events/3")
            .verdict("untrusted"),
        both_names()
            .args(&["--keyring", "fixtures/keys/ownerless-signer.keyring"])
            .warn("trust.keys", "role", "/events/3")
            .verdict("untrusted"),
        both_names().args(&["--keyring", BESIDE]).warn("trust.keys", "owner", "/events/3").verdict("untrusted"),
    ]
}
