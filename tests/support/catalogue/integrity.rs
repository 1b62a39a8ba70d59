//! Integrity documents: `fixtures/integrity`, where a file says in its name what is wrong with it.

use super::{Case, NO_DIGEST};
use crate::support::integrity::{document, event};
use crate::support::json::Json;
use crate::support::keys::TestKey;

const SECTION: &str = "/integrity/snapshot_sha256";

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = real();
    cases.extend(keys());
    cases.extend(signatures());
    cases.extend(events());
    cases.extend(shapes());
    cases.extend(expectations());
    cases
}

/// A document whose events are signed, content not checked: nothing better is possible.
fn case(name: &str, about: &'static str, json: &Json) -> Case {
    let count = json.get("events").map_or(0, |events| if let Json::Array(events) = events { events.len() } else { 0 });
    let case = Case::new(format!("integrity/{name}.json"), about, json.pretty()).verdict("untrusted");
    let case = case.skip("bundle.signature", "not-sealed", "");
    (0..count)
        .fold(case, |case, place| case.skip("event.digest", "not-checked", &format!("/events/{place}/payload_sha256")))
}

fn signed() -> Json {
    document(vec![event(1, &TestKey::registry()), event(2, &TestKey::registry())])
}

fn edited(name: &str, about: &'static str, edit: impl FnOnce(&mut Json)) -> Case {
    let mut json = signed();
    edit(&mut json);
    case(name, about, &json)
}

/// A text of `tests/vectors/real`.
fn vector(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/vectors/real/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Real events and a real section; payloads were cut off where they were seen.
fn real() -> Vec<Case> {
    let seen = vector("integrity-2604.19423");
    let lists = Json::parse(&vector("integrity-snapshots"));
    let events = Json::parse(&vector("integrity-events"));
    let of = |list: &[Json]| list.iter().find(|entry| entry.at("/arxiv_id").text() == "2604.23340").unwrap().clone();
    let (section, mut event) = (of(lists.at("/documents").elements()), of(events.at("/events").elements()));
    for name in ["/page", "/arxiv_id", "/verifies_over_32_raw_bytes_of_payload_sha256"] {
        event.remove(name);
    }
    event.set("/payload", object! {});
    let whole = object! {
        "pith_number": "2604.23340",
        "integrity": object! {
            "detectors_run": section.at("/detectors_run"),
            "findings": section.at("/findings"),
            "snapshot_sha256": section.at("/snapshot_sha256"),
        },
        "events": array![event],
    };
    let cut_off = Json::parse(&seen);
    let mut cut_off = case("real-2604.19423", "a real event in a document with its findings cut off", &cut_off)
        .args(&[])
        .warn("snapshot.digest", "digest", SECTION);
    cut_off.bytes = seen.into();
    vec![
        cut_off,
        case("real-2604.23340", "a real event and the real section of its document", &whole).args(&[]),
        case("real-2604.23340", "the same, with another key trusted", &whole).warn(
            "event.signature",
            "unknown-key",
            "/events/0/signing_key_id",
        ),
    ]
}

/// Which trusted keys are tried.
fn keys() -> Vec<Case> {
    let hex = data_encoding::HEXLOWER.encode(&TestKey::registry().public());
    let stranger = data_encoding::HEXLOWER.encode(&TestKey::stranger().public());
    let both = "two events, by two keys of the registry";
    let two_keys = document(vec![event(1, &TestKey::registry()), event(2, &TestKey::successor())]);
    let mut half = signed();
    half.set("/events/1/signature_b64", TestKey::stranger().sign(b"something else"));
    let mut renamed = half.clone();
    renamed.set("/events/1/signing_key_id", "nobody-2026-01");
    let unknown = |case: Case, places: &[usize]| {
        places.iter().fold(case, |case, place| {
            case.warn("event.signature", "unknown-key", &format!("/events/{place}/signing_key_id"))
        })
    };
    let two = || case("two-events", "two events by a trusted key", &signed());
    let without_id = || case("invalid-beside-signed", "the second signature is wrong", &half).args(&["--key", &hex]);
    vec![
        two(),
        two().args(&["--key", &hex]),
        two().args(&["--key", &stranger, "--key", &hex]),
        unknown(two().args(&[]), &[0, 1]),
        unknown(two().args(&["--key", &stranger]), &[0, 1]),
        unknown(two().args(&["--trust-embedded"]), &[0, 1]),
        two().args(&["--strict"]).fail("event.signature", "unknown-key", "/events/0").fail(
            "event.signature",
            "unknown-key",
            "/events/1",
        ),
        unknown(case("two-keys", both, &two_keys), &[1]),
        case("two-keys", both, &two_keys).args(&["--keyring", super::ALL_KEYS]),
        // The key was given without an id, and the first event tells which id it has.
        without_id().fail("event.signature", "invalid", "/events/1/signature_b64"),
        unknown(case("invalid-renamed", "the second signature is wrong and names no known key", &renamed), &[1]),
    ]
}

fn signatures() -> Vec<Case> {
    let first = "/events/0/signature_b64";
    let broken = |name: &str, about, reason, value: Json| {
        edited(name, about, |json| json.set(first, value)).fail("event.signature", reason, first)
    };
    let good = signed().at(first).text().to_owned();
    let flipped = format!("{}{}", if good.starts_with('A') { 'B' } else { 'A' }, &good[1..]);
    vec![
        broken("invalid-bit", "a signature with a flipped bit", "invalid", flipped.into()),
        broken(
            "invalid-of-another",
            "the signature of another event",
            "invalid",
            signed().at("/events/1/signature_b64").clone(),
        ),
        broken("missing-null", "a signature that is null", "missing", Json::Null),
        broken(
            "encoding-unpadded",
            "a signature in base64 without padding",
            "encoding",
            good.trim_end_matches('=').into(),
        ),
        broken("encoding-empty", "an empty signature", "encoding", "".into()),
        edited("missing", "an event without a signature", |json| drop(json.remove(first))).fail(
            "event.signature",
            "missing",
            first,
        ),
        edited("invalid-digest", "another digest than the signed one", |json| {
            json.set("/events/0/payload_sha256", NO_DIGEST);
        })
        .fail("event.signature", "invalid", first),
        changed_payload(),
        recomputes(),
    ]
}

/// Content is not checked, so that it was changed cannot be seen: the reason why nothing better is possible.
fn changed_payload() -> Case {
    edited("payload-changed", "a changed payload, which cannot be noticed", |json| {
        json.set("/events/0/payload/verdict_class", "incontrovertible");
    })
}

/// Should a digest be that of its payload, the report says so; the verdict stays what it is.
fn recomputes() -> Case {
    let mut json = document(vec![event(1, &TestKey::registry())]);
    let digest = json.at("/events/0/payload").digest();
    json.set("/events/0/payload_sha256", data_encoding::HEXLOWER.encode(&digest));
    json.set("/events/0/signature_b64", TestKey::registry().sign(&digest));
    case("recomputes", "a stated digest that is the payload's", &json).without("event.digest")
}

fn events() -> Vec<Case> {
    let digest = "/events/0/payload_sha256";
    let upper = signed().at(digest).text().to_uppercase();
    let mut empty = document(Vec::new());
    empty.set("/integrity/clean", true);
    vec![
        case("no-events", "no events", &empty).skip("event.signature", "no-events", "/events"),
        edited("section-differs", "a section with another digest", |json| json.set(SECTION, NO_DIGEST)).warn(
            "snapshot.digest",
            "digest",
            SECTION,
        ),
        edited("section-order", "findings in another order than in their digest", |json| {
            json.at_mut("/integrity/findings").elements_mut().reverse();
        })
        .warn("snapshot.digest", "digest", SECTION),
        edited("digest-upper-case", "a digest in upper case", |json| json.set(digest, upper))
            .without("event.digest")
            .skip("event.digest", "not-checked", "/events/1")
            .fail("event.digest", "form", digest),
        edited("id-twice", "one event id occurs twice", |json| {
            let id = json.at("/events/0/event_id").clone();
            json.set("/events/1/event_id", id);
        })
        .fail("event.unique", "event-twice", "/events/1/event_id"),
        edited("digest-twice", "one signed digest in two events", |json| {
            let mut again = json.at("/events/0").clone();
            again.set("/event_id", 4500_usize);
            json.push("/events", again);
        })
        .skip("event.digest", "not-checked", "/events/2")
        .warn("event.unique", "digest-twice", "/events/2/payload_sha256"),
        edited("type-unknown", "an event of another type", |json| {
            json.set("/events/0/event_type", "pith.integrity.v2");
        })
        .warn("event.type", "unknown-type", "/events/0/event_type"),
        edited("time-zulu", "a time with Z, as in bundles", |json| {
            json.set("/events/0/created_at", "2026-05-20T03:01:40Z");
        }),
        edited("time-offset", "a time in another zone", |json| {
            json.set("/events/0/created_at", "2026-05-20T03:01:40.232856+01:00");
        })
        .fail("event.time", "form", "/events/0/created_at"),
        edited("time-impossible", "a day that does not exist", |json| {
            json.set("/events/0/created_at", "2026-02-30T03:01:40.232856+00:00");
        })
        .fail("event.time", "form", "/events/0/created_at"),
        edited("time-ahead", "a time ahead of every clock", |json| {
            json.set("/events/0/created_at", "9999-05-20T03:01:40.232856+00:00");
        })
        .warn("event.time", "ahead", "/events/0/created_at"),
        edited("schema-v2", "another version", |json| {
            json.set("/schema", "https://registry.example/schemas/pith-integrity/v2.json");
        })
        .without("event.digest")
        .without("bundle.signature")
        .malformed("document.version"),
    ]
}

/// Members that are missing or have another type. What lies in a broken event is not judged further.
fn shapes() -> Vec<Case> {
    let shape = |name: &str, about, pointer: &'static str, value: Option<Json>| {
        let reason = if value.is_some() { "type" } else { "missing" };
        let case = edited(&format!("shape-{name}"), about, |json| match value {
            Some(value) => json.set(pointer, value),
            None => drop(json.remove(pointer)),
        });
        let case = case.fail("bundle.shape", reason, pointer);
        if pointer.starts_with("/events/") {
            case.without("event.digest").skip("event.digest", None, "/events/1")
        } else {
            case
        }
    };
    let no_events = |case: Case| case.without("event.digest").skip("event.signature", "no-events", "/events");
    vec![
        no_events(shape("events-absent", "no list of events", "/events", None)),
        no_events(shape("events-null", "events that are null", "/events", Some(Json::Null))),
        no_events(shape("events-object", "events in an object", "/events", Some(object! {}))),
        shape("event-number", "an event that is a number", "/events/0", Some(0_usize.into())),
        shape("event-id-text", "an event id that is a string", "/events/0/event_id", Some("4441".into())),
        shape("event-id-double", "an id with a fraction", "/events/0/event_id", Some(Json::number("4441.0"))),
        shape("event-id-absent", "an event without an id", "/events/0/event_id", None),
        shape("payload-null", "a payload that is null", "/events/0/payload", Some(Json::Null)),
        shape("payload-absent", "an event without a payload", "/events/0/payload", None),
        shape("digest-absent", "an event without a digest", "/events/0/payload_sha256", None),
        shape("key-id-null", "an event without signing_key_id", "/events/0/signing_key_id", Some(Json::Null)),
        shape("signature-number", "a signature that is a number", "/events/0/signature_b64", Some(1_usize.into())),
        shape("type-absent", "an event without a type", "/events/0/event_type", None),
        shape("time-null", "an event without a time", "/events/0/created_at", Some(Json::Null)),
        shape("section-absent", "no section", "/integrity", None),
        shape("section-list", "a section that is a list", "/integrity", Some(array![])),
        shape("findings-object", "findings in an object", "/integrity/findings", Some(object! {})),
        shape("detectors-absent", "no list of detectors", "/integrity/detectors_run", None),
        shape("section-digest-null", "a section without its digest", SECTION, Some(Json::Null)),
        shape("number-absent", "no number", "/pith_number", None),
        shape("schema-number", "a schema that is a number", "/schema", Some(1_usize.into())),
    ]
}

/// What a user expects of a bundle does not hold of a document that proves nothing.
fn expectations() -> Vec<Case> {
    let two = || case("two-events", "two events by a trusted key", &signed());
    vec![
        two().also(&["--expect-source", "arxiv:2602.00042"]).fail("policy.expect-source", "no-bundle", ""),
        two().also(&["--title", "On the Keeping of Records"]).fail("policy.title", "no-bundle", ""),
        two().also(&["--since", "fixtures/valid/example.json"]).fail("policy.since", "no-bundle", ""),
    ]
}
