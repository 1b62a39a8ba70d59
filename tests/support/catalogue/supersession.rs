//! M8 (inferred): which events are in force, and what the state makes of it.

use super::{Case, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::replay::LISTS;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = every_type();
    cases.extend(snapshots());
    cases.extend(snapshots_that_fail());
    cases.extend(applied());
    cases
}

/// An event of each type whose list is inferred (M5), or of an unknown one, supersedes another of its type. The state has
/// the second alone, or keeps both.
fn every_type() -> Vec<Case> {
    let event = |event_type: &str, number: usize| {
        NewEvent::new(event_type, "record", object! { "number": number }).at(&format!("2026-05-19T00:00:0{number}Z"))
    };
    let superseded = |path: String, about, event_type: &str, edit: &dyn Fn(&mut Bundle)| {
        edited(path, about, |bundle| {
            let first = bundle.add(event(event_type, 1), &registry());
            bundle.seal_state();
            let before = bundle.json.at("/state/current").clone();
            bundle.add(event(event_type, 2).supersedes(&first), &registry());
            bundle.seal_state();
            bundle.json.set("/before", before);
            edit(bundle);
            bundle.json.remove("/before");
            bundle.seal_state_digest();
            bundle.seal_bundle();
        })
    };
    let name = |event_type: &str| event_type.replace(['_', '.'], "-");
    let skipped = |case: Case, event_type: &str| match event_type {
        "timestamp_anchor" => {
            case.skip("timestamp.proof", "not-checked", "/events/3").skip("timestamp.proof", "not-checked", "/events/4")
        }
        _ => case,
    };
    let mut cases = Vec::new();
    for (list, event_type) in LISTS.into_iter().skip(1) {
        let (name, pointer) = (name(event_type), format!("/state/current/{list}"));
        let path = format!("valid/superseded-{name}.json");
        let goes = superseded(path, "an event supersedes another of its type", event_type, &|_| {});
        cases.push(skipped(goes, event_type));
        // Before and after each other: what is superseded stands first.
        let stays = superseded(
            format!("open/state.replay/superseded-{name}.json"),
            "a superseded event is still current",
            event_type,
            &|bundle| {
                let kept = bundle.json.at(&format!("/before/{list}")).elements().last().cloned();
                let entries = bundle.json.at_mut(&pointer).elements_mut();
                entries.insert(entries.len() - 1, kept.expect("the first event"));
            },
        );
        cases.push(skipped(stays.open("state.replay", "M5", "differs", &pointer), event_type));
    }
    let unknown = "pith.integrity.v1";
    let path = format!("warn/event.type/superseded-{}.json", name(unknown));
    let unknown = superseded(path, "an event of an unknown type supersedes another", unknown, &|_| {});
    cases.push(unknown.warn("event.type", "unknown-type", "/events/3").warn("event.type", "unknown-type", "/events/4"));
    cases
}

/// The snapshot of `/events/1` with one more author.
fn revised(bundle: &Bundle) -> NewEvent {
    let mut payload = bundle.json.at("/events/1/payload").clone();
    payload.set("/graph_snapshot/paper/authors_text", "Ada Example, Bob Example, Cy Example");
    NewEvent::new("graph_snapshot", "graph", payload).at("2026-05-19T00:00:00Z")
}

const SNAPSHOTS: &str = "/state/current/graph_snapshots";

/// The bundle with a second snapshot, and an edit of its state; the edit is given the entry of the first.
fn two_snapshots(
    path: &str,
    about: &'static str,
    second: impl FnOnce(NewEvent, &str) -> NewEvent,
    edit: impl FnOnce(&mut Bundle, Json),
) -> Case {
    edited(path, about, |bundle| {
        let before = bundle.json.at(SNAPSHOTS).elements()[0].clone();
        let second = second(revised(bundle), &bundle.event_id(1));
        bundle.add(second, &registry());
        bundle.seal_state();
        edit(bundle, before);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })
}

fn snapshots() -> Vec<Case> {
    let first_stays = |bundle: &mut Bundle, before| bundle.json.at_mut(SNAPSHOTS).elements_mut().insert(0, before);
    let stays = two_snapshots(
        "open/state.replay/snapshot-stays.json",
        "a superseded snapshot is still current",
        NewEvent::supersedes,
        first_stays,
    );
    let alone = two_snapshots(
        "open/state.replay/snapshot-stays-last.json",
        "a superseded snapshot is still current, listed after the one in force",
        NewEvent::supersedes,
        |bundle, before| bundle.json.push(SNAPSHOTS, before),
    );
    // The event of another type names it, which M8 does not let take it out of force.
    let taken_out = edited(
        "open/state.replay/snapshot-taken-out.json",
        "a snapshot that a storage attestation supersedes is missing",
        |bundle| {
            let id = bundle.event_id(1);
            bundle.add(storage_attestation("copy 2").at("2026-05-19T00:00:00Z").supersedes(&id), &registry());
            bundle.seal_state();
            bundle.json.set(SNAPSHOTS, array![]);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        },
    )
    .open("event.links", "M8", "other-type", "/events/3/supersedes/0");
    let record = edited(
        "open/state.replay/record-created-taken-out.json",
        "a record_created that a snapshot supersedes is missing",
        |bundle| {
            let second = revised(bundle).supersedes(&bundle.event_id(0));
            bundle.add(second, &registry());
            bundle.seal_state();
            bundle.json.set("/state/current/record_created", Json::Null);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        },
    )
    .open("event.links", "M8", "other-type", "/events/3/supersedes/0");
    vec![
        stays.open("state.replay", "M8", "differs", &format!("{SNAPSHOTS}/0")),
        alone.open("state.replay", "M8", "differs", &format!("{SNAPSHOTS}/1")),
        taken_out.open("state.replay", "M8", "differs", SNAPSHOTS),
        record.open("state.replay", "M8", "differs", "/state/current/record_created"),
    ]
}

/// What M3 and M4 (proven) decide.
fn snapshots_that_fail() -> Vec<Case> {
    let fail = |case: Case, pointer: &str| case.fail("state.replay", "differs", pointer);
    let foreign = |before: &Json| {
        let mut foreign = before.clone();
        foreign.set("/event_id", format!("sha256:{}", super::NO_DIGEST));
        foreign
    };
    let path = |name: &str| format!("fail/state.replay/snapshot-{name}.json");
    let none = |second: NewEvent, _: &str| second;
    let missing =
        two_snapshots(&path("missing"), "a snapshot that no event supersedes is missing", none, |bundle, _| {
            bundle.json.remove(&format!("{SNAPSHOTS}/0"));
        });
    let last_missing = two_snapshots(
        &path("last-missing"),
        "the snapshot in force is missing, and the superseded one is present",
        NewEvent::supersedes,
        |bundle, before| bundle.json.set(SNAPSHOTS, array![before]),
    );
    let of_no_event = two_snapshots(&path("of-no-event"), "an entry that no event produces", none, |bundle, before| {
        bundle.json.push(SNAPSHOTS, foreign(&before));
    });
    let twice = two_snapshots(&path("twice"), "a snapshot in force is listed twice", none, |bundle, before| {
        bundle.json.push(SNAPSHOTS, before);
    });
    let changed = two_snapshots(
        &path("stays-changed"),
        "a superseded snapshot is still current, with another title",
        NewEvent::supersedes,
        |bundle, mut before| {
            before.set("/payload/graph_snapshot/paper/title", "On the Losing of Records");
            bundle.json.at_mut(SNAPSHOTS).elements_mut().insert(0, before);
        },
    );
    let other_type = edited(path("of-other-type"), "a storage attestation among the snapshots", |bundle| {
        let other = bundle.json.at("/state/current/storage_attestations/0").clone();
        bundle.json.push(SNAPSHOTS, other);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    });
    let superseded_type =
        edited(path("of-superseded-type"), "a superseded event of another type is still current", |bundle| {
            let before = bundle.json.at("/state/current/storage_attestations/0").clone();
            let id = bundle.event_id(2);
            bundle.add(storage_attestation("copy 2").at("2026-05-19T00:00:00Z").supersedes(&id), &registry());
            bundle.seal_state();
            bundle.json.push(SNAPSHOTS, before);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        });
    vec![
        fail(missing, SNAPSHOTS),
        fail(last_missing, SNAPSHOTS).open("state.replay", "M8", "differs", &format!("{SNAPSHOTS}/0")),
        fail(of_no_event, &format!("{SNAPSHOTS}/2")),
        fail(twice, &format!("{SNAPSHOTS}/2")),
        fail(changed, &format!("{SNAPSHOTS}/0")),
        fail(other_type, &format!("{SNAPSHOTS}/1")),
        fail(superseded_type, &format!("{SNAPSHOTS}/1")),
    ]
}

/// `applied_event_ids`: superseded events stay (M8), and so do those of unknown types (M11).
fn applied() -> Vec<Case> {
    let lacks = |path: &str, about, event: &dyn Fn(&Bundle) -> NewEvent, place: usize| {
        edited(path, about, |bundle| {
            let event = event(bundle).at("2026-05-19T00:00:00Z");
            bundle.add(event, &registry());
            bundle.seal_state();
            let id = Json::from(bundle.event_id(place));
            bundle.json.at_mut("/state/applied_event_ids").elements_mut().retain(|applied| *applied != id);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        })
    };
    let place = "/state/applied_event_ids";
    let superseding = |bundle: &Bundle| storage_attestation("copy 2").supersedes(&bundle.event_id(2));
    let unknown = |_: &Bundle| NewEvent::new("pith.integrity.v1", "record", object! { "finding": "none" });
    let superseded = lacks(
        "open/state.replay/applied-superseded.json",
        "a superseded event is not listed as applied",
        &superseding,
        2,
    );
    let misnamed = lacks(
        "open/state.replay/applied-named.json",
        "a snapshot that a storage attestation supersedes is not listed as applied",
        &|bundle| storage_attestation("copy 2").supersedes(&bundle.event_id(1)),
        1,
    );
    let of_unknown_type = lacks(
        "open/state.replay/applied-unknown-type.json",
        "an event of an unknown type is not listed as applied",
        &unknown,
        3,
    );
    let normal = lacks(
        "fail/state.replay/applied-last-missing.json",
        "an event that supersedes another is not listed as applied",
        &superseding,
        3,
    );
    let beside = lacks(
        "fail/state.replay/applied-missing-beside-unknown.json",
        "an event of a known type is not listed as applied, beside one of an unknown type",
        &unknown,
        2,
    );
    let warned = |case: Case| case.warn("event.type", "unknown-type", "/events/3");
    vec![
        superseded.open("state.replay", "M8", "differs", place),
        misnamed.open("state.replay", "M8", "differs", place).open(
            "event.links",
            "M8",
            "other-type",
            "/events/3/supersedes/0",
        ),
        warned(of_unknown_type).open("state.replay", "M11", "differs", place),
        normal.fail("state.replay", "differs", place),
        warned(beside).fail("state.replay", "differs", place),
    ]
}
