//! Genuine signatures where they do not belong, and events by others than the registry: what a report must not name as
//! changed, and what it must.

use super::real::real;
use super::{Case, registry};
use crate::support::event::{NewEvent, UNHASHED};
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// Where a bundle has the payload of `record_created`.
const PAYLOADS: [&str; 2] = ["/events/0/payload", "/state/current/record_created/payload"];

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![event_as_receipt(), receipt_of_another(), authors_event(), event_as_bundle()]
}

/// An event as it is hashed.
fn body(event: &Json) -> Json {
    let mut body = event.clone();
    for name in UNHASHED {
        body.remove(&format!("/{name}"));
    }
    body
}

/// What fails where record and receipt in the event are others than the bundle's.
fn foreign_record(case: Case) -> Case {
    case.fail("record.agreement", "differs", "/events/0/payload/canonical_record")
        .fail("receipt.digest", "differs", "/events/0/payload/receipt/canonical_sha256")
        .fail("receipt.signature", "digest", "/events/0/payload/receipt/signature_b64")
        .fail("event.digest", "differs", "/events/0/content_sha256")
        .fail("event.id", "differs", "/events/0/event_id")
        .fail("event.signature", "digest", "/events/0/signature/signature_b64")
        .fail("state.digest", "differs", "/state/state_sha256")
        .fail("state.counts", "differs", "/state/valid_event_count")
        .fail("state.replay", "differs", "/state/applied_event_ids/0")
        .open("state.replay", "M12", "differs", "/state/invalid_events")
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256")
        .fail("bundle.signature", "digest", "/bundle_signature/signature_b64")
}

fn event_as_receipt() -> Case {
    let mut json = real();
    let event = json.at("/events/1").clone();
    for payload in PAYLOADS {
        json.set(&format!("{payload}/receipt/signature_b64"), event.at("/signature/signature_b64").clone());
        json.set(&format!("{payload}/receipt/canonical_sha256"), event.at("/content_sha256").clone());
        json.set(&format!("{payload}/canonical_record"), body(&event));
    }
    json.set("/state/current/canonical_record", body(&event));
    let about = "the copies of the record in the real bundle are an event, and its signature is the receipt";
    let case = Case::new("fail/receipt.signature/real-event-as-receipt.json", about, json.compact());
    foreign_record(case.args(&[]).changed_from(real()))
}

fn receipt_of_another() -> Case {
    let founded = |paper: &Paper| Bundle::found(&paper.record(), &registry()).json;
    let (signed, other) = (founded(&Paper::example()), founded(&Paper::seeded(1)));
    let mut json = signed.clone();
    for payload in PAYLOADS {
        for member in ["receipt", "canonical_record"] {
            json.set(&format!("{payload}/{member}"), other.at(&format!("/events/0/payload/{member}")).clone());
        }
    }
    let about = "receipt and record in the event are those of another bundle";
    let case = Case::new("fail/receipt.signature/receipt-of-another-bundle.json", about, json.pretty());
    foreign_record(case.changed_from(signed)).skip("record.title", "no-snapshot", "").warn(
        "trust.keys",
        "unused",
        "/public_keys/0",
    )
}

fn authors_event() -> Case {
    let statement = "/events/2/payload/statement";
    let mut bundle = Bundle::example();
    bundle.embed(&TestKey::author());
    let attestation = NewEvent::new("author_attestation", "author", object! { "statement": "I wrote this." });
    bundle.add(attestation.at("2026-05-19T00:00:00Z"), &TestKey::author());
    bundle.seal();
    let mut json = bundle.json.clone();
    json.set(statement, "I wrote all of this.");
    let about = "an event by an author was changed: only the bundle signature can prove what it was";
    Case::new("fail/event.signature/authors-event-changed.json", about, json.pretty())
        .args(&["--keyring", "fixtures/keys/author-beside.keyring"])
        .fail("event.digest", "differs", "/events/2/content_sha256")
        .fail("event.id", "differs", "/events/2/event_id")
        .fail("event.signature", "digest", "/events/2/signature/signature_b64")
        .fail("state.counts", "differs", "/state/valid_event_count")
        .fail("state.replay", "differs", "/state/applied_event_ids/2")
        .open("state.replay", "M5", "differs", "/state/current/author_attestations/0")
        .open("state.replay", "M12", "differs", "/state/invalid_events")
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256")
        .fail("bundle.signature", "digest", "/bundle_signature/signature_b64")
        .warn("trust.keys", "unused", "/public_keys/1")
        .changed_from(bundle.json)
        .explained_by(&[("changed", statement)])
}

fn event_as_bundle() -> Case {
    let event = Bundle::example().json.at("/events/1").clone();
    let mut seal = event.at("/signature").clone();
    seal.set("/bundle_sha256", event.at("/content_sha256").clone());
    let mut json = body(&event);
    json.set("/bundle_signature", seal);
    let about = "an event, with its signature as that of a bundle";
    let case = Case::new("malformed/document.type/event-as-bundle.json", about, json.pretty());
    case.malformed("document.type").changed_from(event)
}
