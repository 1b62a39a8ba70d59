//! Registries rotate their keys: one signer is one key, or one name with keys that are both trusted for it (M8 and M9,
//! inferred).

use super::{Case, KEYRING, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::keys::TestKey;

/// Both keys of the registry, under one name.
const BOTH: &str = "fixtures/keys/registries.keyring";
/// The same two keys, under two names.
const TWO_NAMES: &str = "fixtures/keys/two-registries.keyring";

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = succession();
    cases.extend(other_names());
    cases.extend(copies());
    cases.extend(histories());
    cases
}

/// A bundle by the registry's old key, to which `add` adds what the new one says; the new one seals it.
fn rotated(path: &str, about: &'static str, successor: &TestKey, add: impl FnOnce(&mut Bundle)) -> Case {
    edited(path, about, |bundle| {
        bundle.embed(successor);
        add(bundle);
        bundle.seal_state();
        bundle.seal_bundle_as(successor);
    })
}

/// A snapshot that follows and supersedes the first one.
fn revised(bundle: &Bundle) -> NewEvent {
    let mut payload = bundle.json.at("/events/1/payload").clone();
    payload.set("/graph_snapshot/paper/authors_text", "Ada Example, Bob Example, Cy Example");
    let first = bundle.event_id(1);
    NewEvent::new("graph_snapshot", "graph", payload).at("2026-05-20T00:00:00Z").after(&first).supersedes(&first)
}

fn succession() -> Vec<Case> {
    let case = |about| {
        rotated("valid/rotated-registry.json", about, &TestKey::successor(), |bundle| {
            bundle.replace(&registry(), &TestKey::successor());
            let snapshot = revised(bundle);
            bundle.add(snapshot, &TestKey::successor());
        })
    };
    let links = |case: Case| {
        case.open("event.links", "M8", "other-signer", "/events/3/supersedes/0")
            .warn("event.links", "other-signer", "/events/3/prev_event")
            .open("state.replay", "M8", "differs", "/state/current/graph_snapshots")
            .verdict("untrusted")
    };
    vec![
        case("the registry's new key follows and supersedes what the old one signed").args(&["--keyring", BOTH]),
        case("the same, with embedded keys taken at face value").args(&["--trust-embedded"]),
        links(case("the same, with only the old key trusted")).warn("trust.keys", "untrusted", "/events/3").warn(
            "trust.keys",
            "untrusted",
            "/bundle_signature",
        ),
        links(case("the same, with only the new key trusted"))
            .args(&["--key", &data_encoding::HEXLOWER.encode(&TestKey::successor().public())])
            .warn("trust.keys", "untrusted", "/events/0/payload/receipt")
            .warn("trust.keys", "untrusted", "/events/0/signature")
            .warn("trust.keys", "untrusted", "/events/1")
            .warn("trust.keys", "untrusted", "/events/2"),
    ]
}

/// The two keys belong to two names: then they are two signers.
fn other_names() -> Vec<Case> {
    let second = TestKey::successor().of("registry-two.example", "pith_registry");
    let case = |about| {
        rotated("open/event.links/supersedes-other-registry.json", about, &second, |bundle| {
            let snapshot = revised(bundle);
            bundle.add(snapshot, &second);
        })
        .open("event.links", "M8", "other-signer", "/events/3/supersedes/0")
        .warn("event.links", "other-signer", "/events/3/prev_event")
    };
    vec![
        case("a second registry supersedes the snapshot of the first").args(&["--keyring", TWO_NAMES]),
        case("the same, with embedded keys taken at face value").args(&["--trust-embedded"]),
        case("the same, with the second key pinned as the first registry's")
            .args(&["--keyring", BOTH])
            .warn("trust.keys", "owner", "/events/3")
            .verdict("untrusted"),
    ]
}

/// A copy in place of the one that the old key attested; only the old key seals.
fn copies() -> Vec<Case> {
    let case = |name: &str, about, one_signer: bool| {
        edited(format!("open/event.links/{name}.json"), about, |bundle| {
            bundle.embed(&TestKey::successor());
            if one_signer {
                bundle.replace(&registry(), &TestKey::successor());
            }
            let id = bundle.event_id(2);
            let event = storage_attestation("copy 2").at("2026-05-20T00:00:00Z").after(&id).supersedes(&id);
            bundle.add(event, &TestKey::successor());
            bundle.seal();
        })
    };
    let stays = |about| case("supersedes-untrusted-namesake", about, false);
    let goes = |about| case("supersedes-untrusted-namesake-applied", about, true);
    let links = |case: Case| {
        case.open("event.links", "M8", "other-signer", "/events/3/supersedes/0")
            .warn("event.links", "other-signer", "/events/3/prev_event")
            .warn("trust.keys", "untrusted", "/events/3")
    };
    let list = "/state/current/storage_attestations";
    vec![
        links(stays("an untrusted key under the registry's name supersedes the registry's event")),
        stays("the same, with both keys trusted").args(&["--keyring", BOTH]).open(
            "state.replay",
            "M5",
            "differs",
            list,
        ),
        links(goes("the same, and the state applies the supersession")).open("state.replay", "M5", "differs", list),
        goes("the same, with both keys trusted").args(&["--keyring", BOTH]),
    ]
}

/// Two histories by two keys of one signer.
fn histories() -> Vec<Case> {
    let case = |name: &str, about, one_signer: bool| {
        edited(name, about, |bundle| {
            bundle.embed(&TestKey::successor());
            if one_signer {
                bundle.replace(&registry(), &TestKey::successor());
            }
            let id = bundle.event_id(2);
            let event = |copy| storage_attestation(copy).at("2026-05-20T00:00:00Z").after(&id);
            bundle.add(event("copy 2"), &registry());
            bundle.add(event("copy 3"), &TestKey::successor());
            bundle.seal();
        })
    };
    let counted = |about| case("open/state.counts/equivocation-of-two-keys.json", about, true);
    let uncounted = |about| case("warn/event.links/two-keys.json", about, false);
    let untrusted = |case: Case| {
        case.warn("event.links", "other-signer", "/events/4/prev_event").warn("trust.keys", "untrusted", "/events/4")
    };
    let open = |case: Case| case.open("state.replay", "M9", "differs", "/state/equivocations");
    vec![
        counted("two keys of one registry follow one event").args(&["--keyring", BOTH]).warn(
            "state.equivocation",
            "two-histories",
            "/events",
        ),
        open(untrusted(counted("the same, with only the old key trusted"))).args(&["--keyring", KEYRING]).open(
            "state.counts",
            "M9",
            "differs",
            "/state/equivocation_count",
        ),
        untrusted(uncounted("two keys with one signer name follow one event, and only one key is trusted")),
        open(uncounted("the same, with both keys trusted"))
            .args(&["--keyring", BOTH])
            .warn("state.equivocation", "two-histories", "/events")
            .open("state.counts", "M9", "differs", "/state/equivocation_count"),
    ]
}
