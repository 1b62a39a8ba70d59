//! `state.*`: the state is not what the events give.

use super::{Case, NO_DIGEST, edited, edited_state};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = digest();
    cases.extend(counts());
    cases.extend(values());
    cases.extend(lists());
    cases.extend([dropped_event(), superseded_stays()]);
    cases.extend(equivocations());
    cases.extend(order());
    cases
}

fn digest() -> Vec<Case> {
    let stated = |name: &str, about, edit: fn(&str) -> String| {
        edited(format!("fail/state.digest/{name}.json"), about, |bundle| {
            let stated = edit(bundle.json.at("/state/state_sha256").text());
            bundle.json.set("/state/state_sha256", stated);
            bundle.seal_bundle();
        })
        .fail("state.digest", "differs", "/state/state_sha256")
    };
    vec![
        stated("other-digest", "state_sha256 is another", |_| NO_DIGEST.to_owned()),
        stated("upper-case", "state_sha256 in upper case", str::to_uppercase),
        stated("empty", "state_sha256 is empty", |_| String::new()),
    ]
}

fn counts() -> Vec<Case> {
    [("event_count", 4_usize), ("valid_event_count", 2), ("invalid_event_count", 1), ("equivocation_count", 1)]
        .into_iter()
        .map(|(member, count)| {
            let path = format!("fail/state.counts/{}.json", member.replace('_', "-"));
            edited_state(path, "this count is wrong", |state| state.set(&format!("/{member}"), count)).fail(
                "state.counts",
                "differs",
                &format!("/state/{member}"),
            )
        })
        .collect()
}

/// A state after `edit` that is not what the events give.
fn differs(name: &str, about: &'static str, pointer: &str, edit: &dyn Fn(&mut Json)) -> Case {
    edited_state(format!("fail/state.replay/{name}.json"), about, edit).fail("state.replay", "differs", pointer)
}

fn values() -> Vec<Case> {
    let count = "/current/graph_snapshots/0/payload/graph_snapshot/claims/count";
    let entry = |member: &str| format!("/current/storage_attestations/0{member}");
    let value = |name: &str, about, member: &str, value: Json| {
        differs(name, about, &format!("/state{member}"), &|state| state.set(member, &value))
    };
    let later = "2026-05-19T00:00:00Z";
    vec![
        value("state-type", "another state_type", "/state_type", "pith_state".into()),
        value(
            "pith-number",
            "the state of another paper",
            "/pith_number",
            "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD".into(),
        ),
        value("merge-version", "merged by other rules", "/merge_version", "pith-open-graph-merge-v2".into()),
        value("payload", "another payload than the event's", &entry("/payload/locator"), "copy 2".into()),
        value("payload-double", "0.0 where the event has 0", count, Json::number("0.0")),
        value("target", "the entry has another target", &entry("/target"), "record".into()),
        value("created-at", "the entry has another time", &entry("/created_at"), later.into()),
        value("signer", "the entry has another signer", &entry("/signer/signer_id"), "author.example".into()),
        value(
            "source-aliases",
            "another alias than the bundle's",
            "/current/source_aliases/0/created_at",
            later.into(),
        ),
        value("record-created", "another entry of record_created", "/current/record_created/target", "graph".into()),
        value("list-null", "a list is null", "/current/corrections", Json::Null),
    ]
}

fn lists() -> Vec<Case> {
    let list = "/current/storage_attestations";
    vec![
        differs("event-id", "the entry has another id", "/state/current/storage_attestations", &|state| {
            state.set("/current/storage_attestations/0/event_id", format!("sha256:{NO_DIGEST}"));
        }),
        differs("entry-missing", "an event is not in its list", "/state/current/storage_attestations", &|state| {
            state.set(list, array![]);
        }),
        differs("entry-twice", "an event is twice in its list", "/state/current/storage_attestations", &|state| {
            let entry = state.at(list).elements()[0].clone();
            state.push(list, entry);
        }),
        differs("entry-without-event", "an entry that no event made", "/state/current/corrections", &|state| {
            let entry = state.at(list).elements()[0].clone();
            state.push("/current/corrections", entry);
        }),
        differs("many-foreign", "more entries than are shown belong to no event", "/state", &|state| {
            for _ in 0..25 {
                state.push("/applied_event_ids", format!("sha256:{NO_DIGEST}"));
            }
        }),
        differs(
            "snapshot-category",
            "one of the categories in the copy of a snapshot is another",
            "/state/current/graph_snapshots/0/payload/graph_snapshot/paper/cross_cats/0",
            &|state| {
                state.set("/current/graph_snapshots/0/payload/graph_snapshot/paper/cross_cats/0", "cs.AI");
            },
        ),
        differs("entry-member", "an entry has one more member", "/state/current/storage_attestations", &|state| {
            state.set("/current/storage_attestations/0/note", "unsigned");
        }),
        differs(
            "payload-member",
            "an entry lacks a member of the payload",
            "/state/current/storage_attestations/0/payload",
            &|state| {
                state.remove("/current/storage_attestations/0/payload/store");
            },
        ),
        differs("list-missing", "a list is missing", "/state/current", &|state| {
            state.remove("/current/corrections");
        }),
        differs("record-created-missing", "the entry of record_created is missing", "/state/current", &|state| {
            state.remove("/current/record_created");
        }),
        differs("applied-missing", "an applied event is not listed", "/state/applied_event_ids", &|state| {
            state.remove("/applied_event_ids/2");
        }),
        differs("applied-twice", "an applied event is listed twice", "/state/applied_event_ids", &|state| {
            let id = state.at("/applied_event_ids/2").clone();
            state.push("/applied_event_ids", id);
        }),
        differs("applied-foreign", "an event is listed that is not there", "/state/applied_event_ids", &|state| {
            state.push("/applied_event_ids", format!("sha256:{NO_DIGEST}"));
        }),
        differs("invalid-event", "a valid event is listed as invalid", "/state/invalid_events", &|state| {
            let id = state.at("/applied_event_ids/2").clone();
            state.push("/invalid_events", object! { "event_id": id });
        }),
        differs("equivocation", "an equivocation is listed that is none", "/state/equivocations", &|state| {
            let ids = array![state.at("/applied_event_ids/1"), state.at("/applied_event_ids/2")];
            state.push("/equivocations", object! { "key_id": "pith-test-2026-01", "event_ids": ids });
        }),
    ]
}

/// An event was taken out of the bundle, and the bundle sealed again; the state still knows of it.
fn dropped_event() -> Case {
    edited("fail/state.replay/event-dropped.json", "an event was dropped, and the state kept", |bundle| {
        bundle.json.remove("/events/2");
        bundle.seal_bundle();
    })
    .fail("state.replay", "differs", "/state")
    .fail("state.counts", "differs", "/state")
}

/// M8 was not applied.
fn superseded_stays() -> Case {
    edited("fail/state.replay/superseded-stays.json", "an event that was superseded is still current", |bundle| {
        let before = bundle.json.at("/state/current/storage_attestations/0").clone();
        let first = bundle.event_id(2);
        let second = storage_attestation("copy 2").at("2026-05-19T00:00:00Z").supersedes(&first);
        bundle.add(second, &super::registry());
        bundle.seal_state();
        let list = bundle.json.at_mut("/state/current/storage_attestations");
        list.elements_mut().insert(0, before);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })
    .fail("state.replay", "differs", "/state/current/storage_attestations")
}

/// The bundle with two events that follow the same one, and an edit of its state.
fn two_histories(name: &str, about: &'static str, edit: impl FnOnce(&mut Bundle)) -> Case {
    edited(format!("fail/state.replay/{name}.json"), about, |bundle| {
        let root = bundle.event_id(2);
        for copy in ["copy 2", "copy 3"] {
            let event = storage_attestation(copy).at("2026-05-19T00:00:00Z").after(&root);
            bundle.add(event, &super::registry());
        }
        bundle.seal_state();
        edit(bundle);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })
    .fail("state.replay", "differs", "/state/equivocations")
    .warn("state.equivocation", "two-histories", "")
}

/// M9 was not applied: the state is silent about two histories, or names other events.
fn equivocations() -> Vec<Case> {
    let ids = "/state/equivocations/0/event_ids";
    vec![
        two_histories("equivocation-hidden", "the state does not list an equivocation", |bundle| {
            bundle.json.set("/state/equivocations", array![]);
            bundle.json.set("/state/equivocation_count", 0_usize);
        })
        .fail("state.counts", "differs", "/state/equivocation_count"),
        two_histories("equivocation-half", "one of the two events is not named", |bundle| {
            bundle.json.at_mut(ids).elements_mut().pop();
        }),
        two_histories("equivocation-foreign", "an event is named that has no part in it", |bundle| {
            let other = bundle.event_id(1);
            bundle.json.push(ids, other);
        }),
        two_histories("equivocation-twice", "the two histories are listed twice", |bundle| {
            let group = bundle.json.at("/state/equivocations/0").clone();
            bundle.json.push("/state/equivocations", group);
        }),
    ]
}

fn order() -> Vec<Case> {
    let swapped = |name: &str, about, list: &'static str| {
        edited(format!("warn/state.order/{name}.json"), about, |bundle| {
            bundle.add(storage_attestation("copy 2"), &super::registry());
            bundle.seal_state();
            bundle.json.at_mut(list).elements_mut().swap(0, 1);
            bundle.seal_state_digest();
            bundle.seal_bundle();
        })
        .warn("state.order", "order", list)
    };
    vec![
        swapped("applied", "applied_event_ids in another order", "/state/applied_event_ids"),
        swapped("list", "a list in another order", "/state/current/storage_attestations"),
        swapped("source-aliases", "the aliases in another order", "/state/current/source_aliases"),
    ]
}
