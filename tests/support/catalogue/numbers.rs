//! Numbers that many readers take for the same: exchanged in a copy, and everything sealed anew around it.

use super::{Case, bundle_case};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// Name, the number that is signed, and the one in the copy.
const NEAR: [(&str, &str, &str); 9] = [
    ("sign-of-zero", "0.0", "-0.0"),
    ("sign-of-zero-back", "-0.0", "0.0"),
    ("zero-double", "0", "-0.0"),
    ("one-double", "1", "1.0"),
    ("large-double", "10000000000000000", "1e+16"),
    ("beyond-53-bits", "9007199254740993", "9007199254740992"),
    ("last-bit", "0.1", "0.10000000000000002"),
    ("smallest", "5e-324", "1e-323"),
    ("true", "1", "true"),
];

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases: Vec<_> = NEAR.iter().map(|(name, signed, copied)| in_the_state(name, signed, copied)).collect();
    cases.extend(NEAR.iter().take(4).map(|(name, signed, copied)| in_the_record(name, signed, copied)));
    cases.extend(NEAR.iter().map(|(name, signed, copied)| in_an_inferred_list(name, signed, copied)));
    cases.push(spelled_otherwise());
    cases
}

/// The example with a number in its snapshot that no rule knows, at `/events/1/payload/measure`.
fn measured(number: Json) -> Bundle {
    let paper = Paper::example();
    let mut payload = paper.snapshot();
    payload.set("/measure", number);
    let mut bundle = Bundle::found(&paper.record(), &TestKey::registry());
    bundle.add(NewEvent::new("graph_snapshot", "graph", payload), &TestKey::registry());
    bundle.seal();
    bundle
}

const COPY: &str = "/state/current/graph_snapshots/0/payload/measure";

fn in_the_state(name: &str, signed: &'static str, copied: &'static str) -> Case {
    let mut bundle = measured(Json::number(signed));
    bundle.json.set(COPY, Json::number(copied));
    bundle.seal_state_digest();
    bundle.seal_bundle();
    let path = format!("fail/state.replay/near-{name}.json");
    bundle_case(path, "a number in the state differs slightly from the event's", &bundle).fail(
        "state.replay",
        "differs",
        COPY,
    )
}

/// In a list of M5, which is inferred.
fn in_an_inferred_list(name: &str, signed: &'static str, copied: &'static str) -> Case {
    let mut bundle = Bundle::example();
    let payload = object! { "measure": Json::number(signed) };
    bundle.add(NewEvent::new("correction", "record", payload).at("2026-05-19T00:00:00Z"), &TestKey::registry());
    bundle.seal_state();
    let copy = "/state/current/corrections/0/payload/measure";
    bundle.json.set(copy, Json::number(copied));
    bundle.seal_state_digest();
    bundle.seal_bundle();
    let path = format!("open/state.replay/near-{name}.json");
    bundle_case(path, "a number in an inferred list of the state differs from the event's", &bundle).open(
        "state.replay",
        "M5",
        "differs",
        copy,
    )
}

/// The record of the example with a number in it.
fn record(number: &'static str) -> Json {
    let mut record = Paper::example().record();
    record.set("/metadata/weight", Json::number(number));
    record
}

fn in_the_record(name: &str, signed: &'static str, copied: &'static str) -> Case {
    let mut bundle = Bundle::found(&record(signed), &TestKey::registry());
    bundle.json.set("/events/0/payload/canonical_record", record(copied));
    bundle.seal_from_event(0);
    let path = format!("fail/record.agreement/near-{name}.json");
    bundle_case(path, "a number in the record of record_created differs slightly", &bundle)
        .fail("record.agreement", "differs", "/events/0/payload")
        .fail("record.agreement", "differs", "/state/current/canonical_record")
        .warn("bundle.shape", "unknown-member", "/canonical_record/metadata/weight")
        .skip("record.title", "no-snapshot", "")
}

/// `-0` is 0, and `1.50` is 1.5: the same values.
fn spelled_otherwise() -> Case {
    let odd = |written, canonical| Json::Odd { written, canonical };
    let list = |numbers: [Json; 4]| Json::Array(numbers.to_vec());
    let numbers = ["0", "1.5", "100000.0", "1e-05"].map(Json::number);
    let mut bundle = measured(list(numbers));
    let other = [odd("-0", "0"), odd("1.50", "1.5"), odd("1E5", "100000.0"), odd("0.00001", "1e-05")];
    bundle.json.set(COPY, list(other));
    bundle.seal_state_digest();
    bundle.seal_bundle();
    bundle_case("valid/numbers-spelled-otherwise.json", "the state spells an event's numbers differently", &bundle)
}
