//! `state.*`: the state is not what the events give.

use super::{Case, NO_DIGEST, edited, edited_state};
use crate::support::forge::storage_attestation;
use crate::support::json::Json;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = digest();
    cases.extend(counts());
    cases.extend(values());
    cases.extend(lists());
    cases.extend(inferred_lists());
    cases.extend([dropped_event(), failed_and_open(), order_and_open()]);
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
        stated("other-digest", "state_sha256 differs", |_| NO_DIGEST.to_owned()),
        stated("upper-case", "state_sha256 in upper case", str::to_uppercase),
        stated("empty", "state_sha256 is empty", |_| String::new()),
    ]
}

fn counts() -> Vec<Case> {
    [("event_count", 4_usize), ("valid_event_count", 2), ("invalid_event_count", 1)]
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
    let entry = |member: &str| format!("/current/graph_snapshots/0{member}");
    let value = |name: &str, about, member: &str, value: Json| {
        differs(name, about, &format!("/state{member}"), &|state| state.set(member, &value))
    };
    let later = "2026-05-19T00:00:00Z";
    vec![
        value("state-type", "another state_type", "/state_type", "pith_state".into()),
        value(
            "pith-number",
            "the state has the number of another paper",
            "/pith_number",
            "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD".into(),
        ),
        value(
            "merge-version",
            "another merge_version in the state",
            "/merge_version",
            "pith-open-graph-merge-v2".into(),
        ),
        value("payload", "an entry has another payload than its event", &entry("/payload/verdict_id"), "1".into()),
        value("payload-double", "0.0 where the event has 0", count, Json::number("0.0")),
        value("target", "the entry has another target", &entry("/target"), "record".into()),
        value("created-at", "the entry has another time", &entry("/created_at"), later.into()),
        value("signer", "the entry has another signer", &entry("/signer/signer_id"), "author.example".into()),
        value(
            "source-aliases",
            "the state has another alias than the bundle",
            "/current/source_aliases/0/created_at",
            later.into(),
        ),
        value(
            "record-created",
            "the entry of record_created differs",
            "/current/record_created/target",
            "graph".into(),
        ),
        value("list-null", "a list is null", "/current/corrections", Json::Null),
    ]
}

fn lists() -> Vec<Case> {
    vec![
        differs("event-id", "a snapshot has another id", "/state/current/graph_snapshots", &|state| {
            state.set("/current/graph_snapshots/0/event_id", format!("sha256:{NO_DIGEST}"));
        }),
        differs("entry-missing", "the snapshot is not in its list", "/state/current/graph_snapshots", &|state| {
            state.set("/current/graph_snapshots", array![]);
        }),
        differs("many-foreign", "more entries without an event than a report lists", "/state", &|state| {
            for _ in 0..25 {
                state.push("/applied_event_ids", format!("sha256:{NO_DIGEST}"));
            }
        }),
        differs(
            "snapshot-category",
            "one category differs in the state's copy of a snapshot",
            "/state/current/graph_snapshots/0/payload/graph_snapshot/paper/cross_cats/0",
            &|state| {
                state.set("/current/graph_snapshots/0/payload/graph_snapshot/paper/cross_cats/0", "cs.AI");
            },
        ),
        differs("entry-member", "a snapshot has one more member", "/state/current/graph_snapshots", &|state| {
            state.set("/current/graph_snapshots/0/note", "unsigned");
        }),
        differs(
            "payload-member",
            "a snapshot lacks a member of the payload",
            "/state/current/graph_snapshots/0/payload",
            &|state| {
                state.remove("/current/graph_snapshots/0/payload/verdict_id");
            },
        ),
        differs("list-missing", "a list is missing", "/state/current", &|state| {
            state.remove("/current/corrections");
        }),
        differs("list-object", "a list is an object", "/state/current/corrections", &|state| {
            state.set("/current/corrections", object! {});
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
        differs("applied-foreign", "an absent event is listed", "/state/applied_event_ids", &|state| {
            state.push("/applied_event_ids", format!("sha256:{NO_DIGEST}"));
        }),
    ]
}

/// M5 (inferred): whatever differs within the other lists is open.
fn inferred_lists() -> Vec<Case> {
    let list = "/current/storage_attestations";
    let open = |name: &str, about, pointer: &str, edit: &dyn Fn(&mut Json)| {
        edited_state(format!("open/state.replay/{name}.json"), about, edit).open(
            "state.replay",
            "M5",
            "differs",
            &format!("/state/current/{pointer}"),
        )
    };
    let value = |name: &str, about, member: &str, value: &str| {
        open(name, about, &format!("storage_attestations/0{member}"), &|state| {
            state.set(&format!("{list}/0{member}"), value);
        })
    };
    vec![
        value("payload", "an entry has another payload than its event", "/payload/locator", "copy 2"),
        value("target", "the entry has another target", "/target", "record"),
        value("created-at", "the entry has another time", "/created_at", "2026-05-19T00:00:00Z"),
        value("signer", "the entry has another signer", "/signer/signer_id", "author.example"),
        open("event-id", "the entry has another id", "storage_attestations/0", &|state| {
            state.set(&format!("{list}/0/event_id"), format!("sha256:{NO_DIGEST}"));
        })
        .open("state.replay", "M5", "differs", &format!("/state{list}")),
        open("entry-missing", "an event is not in its list", "storage_attestations", &|state| {
            state.set(list, array![]);
        }),
        open("entry-twice", "an event occurs twice in its list", "storage_attestations/1", &|state| {
            let entry = state.at(list).elements()[0].clone();
            state.push(list, entry);
        }),
        open("entry-in-two-lists", "an event also occurs in a second list", "corrections/0", &|state| {
            let entry = state.at(list).elements()[0].clone();
            state.push("/current/corrections", entry);
        }),
        open("entry-elsewhere", "an event is in another list", "corrections/0", &|state| {
            let entry = state.at_mut(list).elements_mut().remove(0);
            state.push("/current/corrections", entry);
        })
        .open("state.replay", "M5", "differs", &format!("/state{list}")),
        open("entry-null", "an entry is null", "corrections/0", &|state| {
            state.push("/current/corrections", Json::Null);
        }),
        open("entry-member", "an entry has one more member", "storage_attestations/0/note", &|state| {
            state.set(&format!("{list}/0/note"), "unsigned");
        }),
        open(
            "payload-member",
            "an entry lacks a member of the payload",
            "storage_attestations/0/payload/store",
            &|state| {
                state.remove(&format!("{list}/0/payload/store"));
            },
        ),
    ]
}

/// The order of entries is of no interest where more is wrong.
fn order_and_open() -> Case {
    edited(
        "open/state.replay/and-order.json",
        "an entry differs, and applied_event_ids are in another order",
        |bundle| {
            bundle.json.at_mut("/state/applied_event_ids").elements_mut().swap(0, 1);
            bundle.json.set("/state/current/storage_attestations/0/target", "record");
            bundle.seal_state_digest();
            bundle.seal_bundle();
        },
    )
    .open("state.replay", "M5", "differs", "/state/current/storage_attestations/0/target")
}

/// What is open does not hide what fails.
fn failed_and_open() -> Case {
    edited_state("fail/state.replay/and-open.json", "one proven list differs, and one inferred list", |state| {
        state.set("/current/graph_snapshots/0/target", "record");
        state.set("/current/storage_attestations/0/target", "record");
    })
    .fail("state.replay", "differs", "/state/current/graph_snapshots/0/target")
    .open("state.replay", "M5", "differs", "/state/current/storage_attestations/0/target")
}

/// An event was taken out of the bundle, and the bundle sealed again; the state still knows of it.
fn dropped_event() -> Case {
    edited("fail/state.replay/event-dropped.json", "an event was removed, but the state still contains it", |bundle| {
        bundle.json.remove("/events/2");
        bundle.seal_bundle();
    })
    .fail("state.replay", "differs", "/state/applied_event_ids")
    .fail("state.counts", "differs", "/state")
    .open("state.replay", "M5", "differs", "/state/current/storage_attestations/0")
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
