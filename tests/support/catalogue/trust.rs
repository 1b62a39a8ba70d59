//! `trust.keys`, `key.impersonation`, and the verdict `untrusted`: good signatures by keys that nobody vouches for.

use super::{ALL_KEYS, Case, bundle_case, edited_outside};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// The id of the key that is built into the tool.
const BUILT_IN: &str = "pith-v1-2026-05";

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = untrusted();
    cases.extend(impersonation());
    cases.extend(rotation());
    cases
}

/// The signatures that must be by a trusted key, one after another.
fn untrusted() -> Vec<Case> {
    let example = Bundle::example();
    let nobody = |path: &str, about, args: &[&str]| {
        bundle_case(path, about, &example)
            .args(args)
            .warn("trust.keys", "untrusted", "/bundle_signature")
            .warn("trust.keys", "untrusted", "/events/0/payload/receipt")
            .warn("trust.keys", "untrusted", "/events/0")
            .warn("trust.keys", "untrusted", "/events/1")
            .verdict("untrusted")
    };
    let both = |path: &str, about, pointer: &str, edit: &dyn Fn(&mut Bundle)| {
        let mut bundle = Bundle::example();
        bundle.embed(&TestKey::successor());
        edit(&mut bundle);
        let trusting_all = bundle_case(path, about, &bundle).args(&["--keyring", ALL_KEYS]);
        let trusting_one =
            bundle_case(path, about, &bundle).warn("trust.keys", "untrusted", pointer).verdict("untrusted");
        [trusting_one, trusting_all]
    };
    let mut cases = vec![
        nobody("valid/example.json", "only the built-in key is trusted", &[]),
        nobody("valid/example.json", "only another key is trusted", &["--keyring", "fixtures/keys/stranger.keyring"]),
    ];
    let titled = |case: Case| case.warn("record.title", "differs", "/events/2");
    let snapshots =
        both("untrusted/snapshot.json", "a later snapshot is by another key of the registry", "/events/2", &|bundle| {
            let mut paper = Paper::example();
            paper.title = "A Paper That Was Never Written".into();
            let snapshot = NewEvent::new("graph_snapshot", "graph", paper.snapshot());
            bundle.add(snapshot.at("2026-05-20T00:00:00Z"), &TestKey::successor());
            bundle.seal();
        });
    cases.extend(snapshots.map(titled));
    cases.extend(both(
        "untrusted/bundle-signature.json",
        "the bundle is signed by another key of the registry",
        "/bundle_signature",
        &|bundle| {
            bundle.seal_state();
            bundle.seal_bundle_as(&TestKey::successor());
        },
    ));
    cases.extend(both(
        "untrusted/receipt.json",
        "the receipt is by another key of the registry",
        "/events/0/payload/receipt",
        &|bundle| {
            let digest = bundle.json.at("/canonical_record").digest();
            let label = crate::support::keys::RECEIPT_LABEL;
            let signature = TestKey::successor().signature(label, &digest, "2026-05-18T00:17:58.317060Z");
            for name in ["key_id", "public_key_fingerprint", "signature_b64"] {
                let value = signature.at(&format!("/{name}"));
                bundle.json.set(&format!("/events/0/payload/receipt/{name}"), value);
            }
            bundle.seal_from_event(0);
        },
    ));
    cases.extend(both(
        "untrusted/record-created.json",
        "record_created is by another key of the registry",
        "/events/0",
        &|bundle| {
            let payload = bundle.json.at("/events/0/payload").clone();
            bundle.json.remove("/events/0");
            bundle.add(NewEvent::new("record_created", "record", payload), &TestKey::successor());
            bundle.json.at_mut("/events").elements_mut().reverse();
            bundle.seal();
        },
    ));
    cases
}

/// A trusted key's id over other bytes.
fn impersonation() -> Vec<Case> {
    let whole = Bundle::published(&Paper::example(), &TestKey::stranger().named(BUILT_IN));
    let stranger = data_encoding::HEXLOWER.encode(&TestKey::stranger().public());
    let signed = |case: Case| {
        case.warn("trust.keys", "untrusted", "/bundle_signature").warn("trust.keys", "untrusted", "/events/0").warn(
            "trust.keys",
            "untrusted",
            "/events/1",
        )
    };
    let path = "fail/key.impersonation/built-in-id.json";
    let of_registry = Bundle::published(&Paper::example(), &TestKey::stranger().named("pith-test-2026-01"));
    vec![
        signed(bundle_case(path, "a bundle by a key with the id of the built-in key", &whole).args(&[])).fail(
            "key.impersonation",
            "impersonation",
            "/public_keys/0",
        ),
        bundle_case(path, "the same, with embedded keys taken at face value", &whole).args(&["--trust-embedded"]).fail(
            "key.impersonation",
            "impersonation",
            "/public_keys/0",
        ),
        bundle_case(path, "the same, with that key pinned: the id then belongs to no other key", &whole)
            .args(&["--key", &stranger]),
        signed(bundle_case(
            "fail/key.impersonation/pinned-id.json",
            "a bundle by a key with the id of the pinned key",
            &of_registry,
        ))
        .fail("key.impersonation", "impersonation", "/public_keys/0"),
        edited_outside(
            "fail/key.impersonation/unused.json",
            "a key with the built-in id, which signs nothing",
            |json| {
                json.push("/public_keys", TestKey::stranger().named(BUILT_IN).embedded());
            },
        )
        .args(&["--trust-embedded"])
        .fail("key.impersonation", "impersonation", "/public_keys/1")
        .warn("trust.keys", "unused", "/public_keys/1"),
    ]
}

fn rotation() -> Vec<Case> {
    let rotates = |path: &str, about, time: &'static str| {
        edited_outside(path, about, |json| json.set("/public_keys/0/rotates_at", time))
    };
    vec![
        rotates(
            "warn/trust.keys/rotated.json",
            "rotates_at of the key is before its signatures",
            "2026-01-01T00:00:00Z",
        )
        .warn("trust.keys", "rotated", ""),
        rotates("warn/trust.keys/rotates-at.json", "rotates_at of the key is not a time", "next May").warn(
            "trust.keys",
            "rotates-at",
            "",
        ),
        rotates(
            "valid/rotates-then.json",
            "rotates_at of the key is the moment of its signatures",
            "2026-06-03T19:49:47.227921Z",
        ),
        rotates("valid/rotates-later.json", "rotates_at of the key is after its signatures", "2027-01-01T00:00:00Z"),
        edited_outside("warn/trust.keys/unused.json", "an embedded key that signs nothing", |json| {
            json.push("/public_keys", TestKey::successor().embedded());
        })
        .warn("trust.keys", "unused", "/public_keys/1"),
    ]
}
