//! `bundle.shape`: a required member is missing or of another type.
//!
//! `tests/suite/shape.rs` takes every one; these are examples.

use super::{Case, bundle_case, edited, edited_event, edited_outside, edited_state, registry};
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::{self, Paper};

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = bundle();
    cases.extend(events());
    cases.extend(states());
    cases.extend(records());
    cases
}

/// No value: the member is taken out.
const ABSENT: Option<Json> = None;

fn path(pointer: &str, how: &str) -> String {
    let name = pointer.trim_start_matches('/').replace(['/', '_'], "-");
    format!("fail/bundle.shape/{name}-{how}.json")
}

/// Why the shape is wrong once that value has been put in.
const fn reason(value: Option<&Json>) -> &'static str {
    if value.is_some() { "type" } else { "missing" }
}

fn put(json: &mut Json, pointer: &str, value: Option<Json>) {
    match value {
        Some(value) => json.set(pointer, value),
        None => drop(json.remove(pointer)),
    }
}

fn bundle() -> Vec<Case> {
    let outside = |pointer: &str, how, about, value: Option<Json>| {
        let reason = reason(value.as_ref());
        edited_outside(path(pointer, how), about, |json| put(json, pointer, value)).fail(
            "bundle.shape",
            reason,
            pointer,
        )
    };
    let last = |pointer: &str, how, about, value: Option<Json>| {
        let reason = reason(value.as_ref());
        edited(path(pointer, how), about, |bundle| put(&mut bundle.json, pointer, value)).fail(
            "bundle.shape",
            reason,
            pointer,
        )
    };
    vec![
        outside("/built_at", "absent", "built_at is absent", ABSENT),
        outside("/built_at", "number", "built_at is a number", Some(1_780_516_187_usize.into())),
        outside("/links", "absent", "links is absent", ABSENT),
        outside("/links", "array", "links is an array", Some(array![])),
        outside("/mirror_hints", "null", "mirror_hints is null", Some(Json::Null)),
        outside("/timestamp_proofs", "absent", "timestamp_proofs is absent", ABSENT),
        outside("/timestamp_proofs", "object", "timestamp_proofs is an object", Some(object! {})),
        outside("/short_pith_number", "null", "short_pith_number is null", Some(Json::Null)),
        outside("/source", "absent", "source is absent", ABSENT),
        outside("/source/version", "string", "the version is a string", Some("1".into())).fail(
            "record.agreement",
            "differs",
            "/source/version",
        ),
        outside("/source/version", "double", "the version is 1.0, which is not an integer", Some(Json::number("1.0")))
            .fail("record.agreement", "differs", "/source/version"),
        edited_outside(path("/public_keys/1/rotates_at", "number"), "rotates_at is a number", |json| {
            let mut key = TestKey::successor().embedded();
            key.set("/rotates_at", 1_usize);
            json.push("/public_keys", key);
        })
        .fail("bundle.shape", "type", "/public_keys/1/rotates_at"),
        edited_outside(
            path("/public_keys/0", "no-hex"),
            "the first of three keys has the wrong shape, and the last signs nothing",
            |json| {
                let mut broken = TestKey::author().embedded();
                broken.remove("/public_key_hex");
                json.at_mut("/public_keys").elements_mut().insert(0, broken);
                json.push("/public_keys", TestKey::successor().embedded());
            },
        )
        .fail("bundle.shape", "missing", "/public_keys/0/public_key_hex")
        .warn("trust.keys", "unused", "/public_keys/2"),
        last("/bundle_signature", "array", "bundle_signature is an array", Some(array![])),
        last("/bundle_signature", "string", "bundle_signature is a string", Some("signed_v1".into())),
        last("/bundle_signature/bundle_sha256", "absent", "bundle_sha256 is absent", ABSENT),
        last("/bundle_signature/signed_at", "absent", "signed_at is absent", ABSENT),
        last("/bundle_signature/signature_b64", "array", "signature_b64 is an array", Some(array![])),
    ]
}

fn events() -> Vec<Case> {
    let event = |member: &str, how, about, value: Option<Json>| {
        let (pointer, reason) = (format!("/events/2{member}"), reason(value.as_ref()));
        edited_event(path(&pointer, how), about, |event| put(event, member, value)).fail(
            "bundle.shape",
            reason,
            &pointer,
        )
    };
    let receipt = |member: &str, how, about, value: Option<Json>| {
        let (pointer, reason) = (format!("/events/0/payload/receipt{member}"), reason(value.as_ref()));
        edited(path(&pointer, how), about, |bundle| {
            put(&mut bundle.json, &pointer, value);
            bundle.seal_from_event(0);
        })
        .fail("bundle.shape", reason, &pointer)
    };
    vec![
        event("/event_type", "absent", "event_type is absent", ABSENT),
        event("/payload", "array", "the payload is an array", Some(array![])),
        event("/payload", "null", "the payload is null", Some(Json::Null)),
        event("/signer", "absent", "the signer is absent", ABSENT),
        event("/signer/key_id", "number", "the signer's key id is a number", Some(1_usize.into())),
        event("/signer/signer_id", "absent", "the signer has no id", ABSENT),
        event("/supersedes", "null", "supersedes is null", Some(Json::Null)),
        event("/supersedes", "string", "supersedes is a string", Some("".into())),
        event("/supersedes", "numbers", "supersedes contains a number", Some(array![1_usize])),
        event("/prev_event", "absent", "prev_event is absent, not null", ABSENT),
        event("/prev_event", "array", "prev_event is an array", Some(array![])),
        event("/created_at", "number", "created_at is a number", Some(1_779_063_478_usize.into())),
        event("/schema_version", "number", "schema_version is 1.0, not \"1.0\"", Some(Json::number("1.0"))),
        event("/signature", "string", "the signature is a string", Some("signed_v1".into())),
        event("/signature/signature_status", "absent", "signature_status is absent", ABSENT),
        receipt("/signed_at", "absent", "the receipt has no signed_at", ABSENT),
        receipt("/kind", "null", "the receipt's kind is null", Some(Json::Null)),
        receipt("/canonical_sha256", "absent", "the receipt has no digest", ABSENT),
    ]
}

fn states() -> Vec<Case> {
    let state = |member: &str, how, about, value: Option<Json>| {
        let (pointer, reason) = (format!("/state{member}"), reason(value.as_ref()));
        edited_state(path(&pointer, how), about, |state| put(state, member, value)).fail(
            "bundle.shape",
            reason,
            &pointer,
        )
    };
    vec![
        state("/event_count", "string", "a count is a string", Some("3".into())).fail(
            "state.counts",
            "differs",
            "/state/event_count",
        ),
        state("/event_count", "double", "a count is 3.0", Some(Json::number("3.0"))).fail(
            "state.counts",
            "differs",
            "/state/event_count",
        ),
        state("/current", "array", "current is an array", Some(array![])).fail(
            "state.replay",
            "differs",
            "/state/current",
        ),
        state("/equivocations", "null", "equivocations is null", Some(Json::Null)).open(
            "state.replay",
            "M9",
            "differs",
            "/state/equivocations",
        ),
        state("/invalid_events", "object", "invalid_events is an object", Some(object! {})).fail(
            "state.replay",
            "differs",
            "/state/invalid_events",
        ),
        state("/applied_event_ids", "absent", "applied_event_ids is absent", ABSENT).fail(
            "state.replay",
            "differs",
            "/state/applied_event_ids",
        ),
        edited("fail/bundle.shape/state-state-sha256-absent.json", "the state has no digest", |bundle| {
            bundle.json.remove("/state/state_sha256");
            bundle.seal_bundle();
        })
        .fail("bundle.shape", "missing", "/state/state_sha256"),
        edited("fail/bundle.shape/state-absent.json", "there is no state", |bundle| {
            bundle.json.remove("/state");
            bundle.seal_bundle();
        })
        .fail("bundle.shape", "missing", "/state"),
    ]
}

/// A record with a defect, and everything that follows from it.
fn records() -> Vec<Case> {
    let record = |member: &str, how, about, value: Option<Json>| {
        let (pointer, reason) = (format!("/canonical_record{member}"), reason(value.as_ref()));
        let mut record = Paper::example().record();
        let number = paper::number(&record);
        put(&mut record, member, value);
        let number = if record.get("metadata").is_some() { paper::number(&record) } else { number };
        let mut bundle = Bundle::found_as(&record, &number, &registry());
        bundle.add(
            crate::support::event::NewEvent::new("graph_snapshot", "graph", Paper::example().snapshot()),
            &registry(),
        );
        bundle.seal();
        bundle_case(path(&pointer, how), about, &bundle).fail("bundle.shape", reason, &pointer)
    };
    vec![
        record("/metadata/license", "absent", "the record has no licence, not even an empty one", ABSENT),
        record("/metadata/license", "null", "the licence is null", Some(Json::Null)),
        record("/metadata/cross_cats_sorted", "numbers", "a category is a number", Some(array![1_usize])),
        record("/metadata/abstract_canon_sha256", "absent", "the abstract has no digest", ABSENT),
        record("/metadata/title_canon_sha256", "absent", "the title has no digest", ABSENT).skip(
            "record.title",
            None,
            "/events/1",
        ),
        record("/schema_version", "absent", "the record has no schema version", ABSENT),
    ]
}
