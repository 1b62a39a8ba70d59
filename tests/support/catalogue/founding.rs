//! A second `record_created` (M10, inferred): with the bundle's record it is open, with another it fails.

use super::{Case, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::paper::Paper;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = same_record();
    cases.extend(states());
    cases.extend(other_records());
    cases
}

/// Adds a `record_created` at `/events/3`, made later than the first.
fn found_again(bundle: &mut Bundle, payload: Json) -> String {
    let event = NewEvent::new("record_created", "record", payload).at("2026-05-19T00:00:00Z");
    bundle.add(event, &registry())
}

/// The payload of the first, with something that the record does not rest on.
fn reissued(bundle: &Bundle) -> Json {
    let mut payload = bundle.json.at("/events/0/payload").clone();
    payload.set("/attestation_state", "reissued");
    payload
}

fn twice(case: Case) -> Case {
    case.open("event.unique", "M10", "record-created", "/events/3")
}

fn same_record() -> Vec<Case> {
    let again = || {
        twice(edited("open/event.unique/record-created-twice.json", "a second record_created", |bundle| {
            let payload = bundle.json.at("/events/0/payload").clone();
            found_again(bundle, payload);
            bundle.seal();
        }))
    };
    let superseding = twice(edited(
        "open/event.unique/record-created-superseded.json",
        "a second record_created supersedes the first",
        |bundle| {
            let event = NewEvent::new("record_created", "record", reissued(bundle)).at("2026-05-19T00:00:00Z");
            let event = event.supersedes(&bundle.event_id(0));
            bundle.add(event, &registry());
            bundle.seal();
        },
    ));
    let three = edited("open/event.unique/record-created-three-times.json", "three record_created events", |bundle| {
        for state in ["reissued", "reissued again"] {
            let mut payload = reissued(bundle);
            payload.set("/attestation_state", state);
            found_again(bundle, payload);
        }
        bundle.seal();
    });
    vec![
        again(),
        again().strict(),
        superseding,
        twice(three).open("event.unique", "M10", "record-created", "/events/4"),
    ]
}

/// What the state shows where there are two of them.
fn states() -> Vec<Case> {
    let shows = |path: &str, about, edit: &dyn Fn(&mut Bundle)| {
        twice(edited(path, about, |bundle| {
            let payload = reissued(bundle);
            found_again(bundle, payload);
            bundle.seal_state();
            edit(bundle);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        }))
    };
    // M3
    let entry = |bundle: &Bundle, place: usize| {
        let member = |name: &str| bundle.json.at(&format!("/events/{place}/{name}"));
        object! {
            "event_id": member("event_id"),
            "target": member("target"),
            "created_at": member("created_at"),
            "signer": member("signer"),
            "payload": member("payload"),
        }
    };
    let place = "/state/current/record_created";
    vec![
        shows("open/state.replay/other-record-created.json", "the state shows the second record_created", &|bundle| {
            let other = entry(bundle, 3);
            bundle.json.set(place, other);
        })
        .open("state.replay", "M10", "differs", place),
        shows(
            "fail/state.replay/record-created-changed.json",
            "the state shows a changed entry of the second record_created",
            &|bundle| {
                let mut other = entry(bundle, 3);
                other.set("/payload/attestation_state", "revised");
                bundle.json.set(place, other);
            },
        )
        .fail("state.replay", "differs", place),
        shows(
            "fail/state.replay/record-created-snapshot.json",
            "the state shows a snapshot's entry as record_created",
            &|bundle| {
                let other = entry(bundle, 1);
                bundle.json.set(place, other);
            },
        )
        .fail("state.replay", "differs", place),
        shows("fail/state.replay/record-created-null.json", "no record_created in the state", &|bundle| {
            bundle.json.set(place, Json::Null);
        })
        .fail("state.replay", "differs", place),
    ]
}

/// The second is about another record, or about none.
fn other_records() -> Vec<Case> {
    let with = |name: &str, about, edit: &dyn Fn(&mut Json)| {
        edited(format!("fail/event.unique/{name}.json"), about, |bundle| {
            let mut payload = reissued(bundle);
            edit(&mut payload);
            found_again(bundle, payload);
            bundle.seal();
        })
        .fail("event.unique", "record-created", "/events/3")
        .fail("record.agreement", None, "/events/3/payload/canonical_record")
    };
    let mut other = Paper::example();
    other.source_version = 2;
    vec![
        with("other-record", "a second record_created, of another record", &|payload| {
            payload.set("/canonical_record", other.record());
        }),
        with("near-record", "a second record_created, of a record with 1.0 instead of 1", &|payload| {
            payload.set("/canonical_record/source/version", Json::number("1.0"));
        }),
        with("no-record", "a second record_created, without a record", &|payload| {
            payload.remove("/canonical_record");
        }),
    ]
}
