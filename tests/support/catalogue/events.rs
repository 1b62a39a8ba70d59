//! `event.subject`, `event.type`, `event.digest`, `event.id`, `event.unique`.

use super::{Case, NO_DIGEST, edited, edited_event, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::paper::Paper;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = subjects();
    cases.extend(targets());
    cases.extend(digests());
    cases.extend(unique());
    cases
}

fn subjects() -> Vec<Case> {
    let subject = |name: &str, about, subject: &str| {
        edited_event(format!("fail/event.subject/{name}.json"), about, |event| {
            event.set("/subject_pith_number", subject);
        })
        .fail("event.subject", "differs", "/events/2/subject_pith_number")
    };
    let example = Bundle::example();
    let short = example.json.at("/short_pith_number").text();
    let lower = example.json.at("/pith_number").text().to_lowercase();
    vec![
        subject("other-paper", "the event is about another paper", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD"),
        subject("short-number", "the subject is the short number", short),
        subject("lower-case", "the subject is in lower case", &lower),
        subject("empty", "the subject is empty", ""),
    ]
}

fn targets() -> Vec<Case> {
    let target = |name: &str, about, place: usize, target: &str| {
        edited(format!("fail/event.type/{name}.json"), about, |bundle| {
            bundle.json.set(&format!("/events/{place}/target"), target);
            bundle.seal_from_event(place);
        })
        .fail("event.type", "target", &format!("/events/{place}/target"))
    };
    vec![
        target("record-created-target", "record_created with the target graph", 0, "graph"),
        target("graph-snapshot-target", "graph_snapshot with the target record", 1, "record"),
        target("graph-snapshot-target-empty", "graph_snapshot with an empty target", 1, ""),
    ]
}

fn digests() -> Vec<Case> {
    let stated = |path: &str, about, code: &str, member: &str, edit: fn(&str) -> String| {
        let pointer = format!("/events/2/{member}");
        edited(path, about, |bundle| {
            let value = edit(bundle.json.at(&pointer).text());
            bundle.json.set(&pointer, value);
            bundle.invalidate(2);
            bundle.seal();
        })
        .fail(code, "differs", &pointer)
    };
    let digest = |name: &str, about, edit| {
        let path = format!("fail/event.digest/{name}.json");
        stated(&path, about, "event.digest", "content_sha256", edit)
    };
    let id = |name: &str, about, edit| {
        let path = format!("fail/event.id/{name}.json");
        stated(&path, about, "event.id", "event_id", edit)
    };
    vec![
        digest("other-digest", "content_sha256 differs; id and signature are valid", |_| NO_DIGEST.to_owned()),
        digest("upper-case", "content_sha256 in upper case", str::to_uppercase),
        digest("with-prefix", "content_sha256 with the prefix of an id", |stated| format!("sha256:{stated}")),
        id("other-id", "event_id differs; digest and signature are valid", |_| format!("sha256:{NO_DIGEST}")),
        id("upper-case", "event_id in upper case", |id| format!("sha256:{}", id[7..].to_uppercase())),
        id("without-prefix", "event_id without sha256:", |id| id[7..].to_owned()),
        id("other-prefix", "event_id with sha512:", |id| id.replace("sha256", "sha512")),
        id("empty", "event_id is empty", |_| String::new()),
    ]
}

fn unique() -> Vec<Case> {
    let again = edited("fail/event.unique/event-twice.json", "one event occurs twice", |bundle| {
        let copy = bundle.json.at("/events/2").clone();
        bundle.json.push("/events", copy);
        bundle.seal();
    })
    .fail("event.unique", "twice", "/events/3");
    let other_signature =
        edited("fail/event.unique/signed-twice.json", "one event occurs twice, signed at two times", |bundle| {
            let mut copy = bundle.json.at("/events/2").clone();
            copy.set("/signature/signed_at", "2026-06-03T19:49:48.000000Z");
            bundle.json.push("/events", copy);
            bundle.seal();
        })
        .fail("event.unique", "twice", "/events/3");
    let same_id = edited("fail/event.unique/same-id.json", "two events state one id", |bundle| {
        let id = bundle.event_id(2);
        let payload = object! { "store": "archive.example", "locator": "copy 2" };
        bundle.add(NewEvent::new("storage_attestation", "bundle", payload), &registry());
        bundle.json.set("/events/3/event_id", id);
        bundle.invalidate(3);
        bundle.seal();
    })
    .fail("event.unique", "twice", "/events/3")
    .fail("event.id", "differs", "/events/3/event_id");
    vec![again, other_signature, same_id, never_founded(), empty()]
}

/// No `record_created` at all: nothing binds the record to a receipt.
fn never_founded() -> Case {
    let mut bundle = Bundle::found(&Paper::example().record(), &registry());
    bundle.json.set("/events", array![]);
    bundle.add(NewEvent::new("graph_snapshot", "graph", Paper::example().snapshot()), &registry());
    bundle.seal();
    let path = "fail/receipt.signature/no-record-created.json";
    super::bundle_case(path, "no record_created, so no receipt, and no record in the state", &bundle)
        .fail("receipt.signature", "missing", "")
        .fail("record.agreement", "differs", "/state/current/canonical_record")
}

/// No event at all.
fn empty() -> Case {
    let mut bundle = Bundle::found(&Paper::example().record(), &registry());
    bundle.json.set("/events", Json::Array(Vec::new()));
    bundle.seal();
    super::bundle_case("fail/bundle.shape/events-empty.json", "no events", &bundle)
        .fail("bundle.shape", "empty", "/events")
        .fail("record.agreement", "differs", "/state/current/canonical_record")
        .fail("receipt.signature", "missing", "")
        .skip("record.title", "no-snapshot", "")
}
