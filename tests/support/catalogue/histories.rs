//! M9 (inferred): one signer, two histories, in both readings. A state that agrees with either agrees; one that agrees
//! with neither is open.

use super::{Case, NO_DIGEST, bundle_case, edited, edited_state, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = reading_a();
    cases.extend(reading_b());
    cases.extend(several_groups());
    cases.extend(neither());
    cases.extend(many());
    cases.extend(invalid_events());
    cases
}

const COUNT: &str = "/state/equivocation_count";
const LIST: &str = "/state/equivocations";
const IDS: &str = "/state/equivocations/0/event_ids";

/// The state is silent about an equivocation, names other events, or is of one that there is not.
fn open_list(case: Case) -> Case {
    case.open("state.replay", "M9", "differs", LIST)
}

fn open_count(case: Case) -> Case {
    case.open("state.counts", "M9", "differs", COUNT)
}

fn two_histories(case: Case) -> Case {
    case.warn("state.equivocation", "two-histories", "/events")
}

/// Two events that follow the third, which neither reading can pass over, and an edit of the state.
fn followed_twice(path: &str, about: &'static str, edit: impl FnOnce(&mut Bundle)) -> Case {
    two_histories(edited(path, about, |bundle| {
        let root = bundle.event_id(2);
        for copy in ["copy 2", "copy 3"] {
            bundle.add(storage_attestation(copy).at("2026-05-19T10:00:00Z").after(&root), &registry());
        }
        bundle.seal_state();
        edit(bundle);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    }))
}

fn reading_a() -> Vec<Case> {
    let open = |name: &str, about, edit: fn(&mut Bundle)| {
        open_list(followed_twice(&format!("open/state.replay/equivocation-{name}.json"), about, edit))
    };
    let followed = |path: &str, about| followed_twice(path, about, |_| {});
    let agreed = "warn/state.equivocation/two-successors.json";
    vec![
        followed(agreed, "two events of one key follow the same event"),
        followed(agreed, "the same, and --strict").strict(),
        followed_twice(
            "warn/state.equivocation/other-shape.json",
            "the same, listed in another shape: the event that both follow comes first (M12)",
            |bundle| {
                let group = bundle.json.at(IDS).elements().to_vec();
                let listed = array![object! { "after": bundle.event_id(2), "branches": group }];
                bundle.json.set(LIST, listed);
            },
        ),
        open_count(open("hidden", "the state neither lists nor counts the equivocation", |bundle| {
            bundle.json.set(LIST, array![]);
            bundle.json.set(COUNT, 0_usize);
        })),
        open("unlisted", "the state counts the equivocation but does not list it", |bundle| {
            bundle.json.set(LIST, array![]);
        }),
        open_count(followed_twice(
            "open/state.counts/equivocation-uncounted.json",
            "the state lists the equivocation but does not count it",
            |bundle| bundle.json.set(COUNT, 0_usize),
        )),
        open("half", "the equivocation names only one of its two events", |bundle| {
            bundle.json.at_mut(IDS).elements_mut().pop();
        }),
        open("foreign", "the equivocation also names an event that is not part of it", |bundle| {
            let other = bundle.event_id(1);
            bundle.json.push(IDS, other);
        }),
        open("nowhere", "the equivocation also names an absent event", |bundle| {
            bundle.json.push(IDS, format!("sha256:{NO_DIGEST}"));
        }),
        open("twice", "the two histories are listed twice", |bundle| {
            let group = bundle.json.at("/state/equivocations/0").clone();
            bundle.json.push(LIST, group);
        }),
        crossed(),
    ]
}

/// Two groups, of which each has given the other one of its events.
fn crossed() -> Case {
    let path = "open/state.replay/equivocation-crossed.json";
    open_list(two_histories(edited(path, "two groups whose events are listed crosswise", |bundle| {
        for place in [1, 2] {
            let root = bundle.event_id(place);
            for copy in ["copy 2", "copy 3"] {
                let event = storage_attestation(&format!("{copy} after {place}")).at("2026-05-19T10:00:00Z");
                bundle.add(event.after(&root), &registry());
            }
        }
        bundle.seal_state();
        let last = |bundle: &mut Bundle, group: usize| {
            bundle.json.at_mut(&format!("{LIST}/{group}/event_ids")).elements_mut().pop().expect("two events")
        };
        let (one, two) = (last(bundle, 0), last(bundle, 1));
        bundle.json.push(&format!("{LIST}/0/event_ids"), two);
        bundle.json.push(&format!("{LIST}/1/event_ids"), one);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })))
}

/// A bundle with so many events as the real one that counts an equivocation: after record and snapshot, 17 of one type
/// that follow none.
fn nineteen(path: &str, about: &'static str, by_type: bool, edit: impl FnOnce(&mut Bundle)) -> Case {
    let mut bundle = Bundle::example();
    for number in 10..27 {
        let event = storage_attestation(&format!("copy {number}")).at(&format!("2026-05-19T00:00:{number}Z"));
        bundle.add(event, &registry());
    }
    if by_type {
        bundle.read_by_type();
    }
    bundle.seal_state();
    edit(&mut bundle);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    bundle_case(path, about, &bundle)
}

fn reading_b() -> Vec<Case> {
    let agreed = || {
        let path = "warn/state.equivocation/nineteen-events.json";
        two_histories(nineteen(path, "17 events of one type that follow none are one equivocation", true, |_| {}))
    };
    let group = |bundle: &Bundle| {
        let ids: Vec<_> = (2..19).map(|place| bundle.event_id(place)).collect();
        object! { "event_ids": ids }
    };
    let open = |name: &str| format!("open/state.replay/nineteen-{name}.json");
    vec![
        agreed(),
        agreed().strict(),
        nineteen("valid/nineteen-events.json", "17 events that follow none are no equivocation", false, |_| {}),
        open_count(nineteen(
            "open/state.counts/nineteen-two.json",
            "two are counted, and one is listed",
            true,
            |bundle| {
                bundle.json.set(COUNT, 2_usize);
            },
        )),
        open_count(nineteen(
            "open/state.counts/nineteen-two-unlisted.json",
            "two are counted, and none is listed",
            false,
            |bundle| bundle.json.set(COUNT, 2_usize),
        )),
        open_list(open_count(nineteen(&open("two-listed"), "two are counted, and both are listed", true, |bundle| {
            bundle.json.set(COUNT, 2_usize);
            let group = group(bundle);
            bundle.json.push(LIST, group);
        }))),
        open_list(nineteen(&open("unlisted"), "one is counted, and none is listed", true, |bundle| {
            bundle.json.set(LIST, array![]);
        })),
        open_list(nineteen(&open("uncounted"), "none is counted, and one is listed", true, |bundle| {
            bundle.json.set(COUNT, 0_usize);
        })),
        open_list(nineteen(&open("half"), "the listed group lacks one of its events", true, |bundle| {
            bundle.json.at_mut(IDS).elements_mut().pop();
        })),
        open_list(nineteen(&open("foreign"), "the listed group also names the snapshot", true, |bundle| {
            let other = bundle.event_id(1);
            bundle.json.push(IDS, other);
        })),
        open_list(nineteen(&open("nowhere"), "the equivocation also names an absent event", true, |bundle| {
            bundle.json.push(IDS, format!("sha256:{NO_DIGEST}"));
        })),
        two_histories(settled()),
        both_readings(),
        readings_apart(),
    ]
}

/// In both readings an event counts into a group only if it conflicts with another.
fn settled() -> Case {
    let mut bundle = Bundle::example();
    let snapshot = bundle.json.at("/events/1/payload").clone();
    let revised = NewEvent::new("graph_snapshot", "graph", snapshot).at("2026-05-19T00:00:00Z");
    let revised = revised.supersedes(&bundle.event_id(1));
    bundle.add(revised, &registry());
    bundle.add(storage_attestation("copy 1").at("2026-05-19T00:00:01Z"), &registry());
    bundle.add(storage_attestation("copy 2").at("2026-05-19T00:00:02Z"), &registry());
    bundle.read_by_type();
    bundle.seal();
    assert_eq!(bundle.json.at(COUNT), &Json::from(1_usize));
    let path = "warn/state.equivocation/one-type-settled.json";
    bundle_case(path, "two types with two events each; in one type one event supersedes the other", &bundle)
}

/// Where the readings count alike, the list is that of reading (a).
fn both_readings() -> Case {
    let mut bundle = Bundle::example();
    let root = bundle.event_id(1);
    for number in ["1", "2"] {
        bundle.add(storage_attestation(number).at("2026-05-19T00:00:01Z").after(&root), &registry());
    }
    bundle.seal();
    let path = "warn/state.equivocation/both-readings.json";
    two_histories(bundle_case(path, "one group in either reading", &bundle))
}

/// A state in reading (b), of which reading (a) finds one group as well, and one of two types that (b) does not.
fn readings_apart() -> Case {
    let mut bundle = Bundle::with_third_event();
    let (record, snapshot) = (bundle.event_id(0), bundle.event_id(1));
    let payload = bundle.json.at("/events/2/payload").clone();
    let citation = NewEvent::new("citation_signature", "bundle", payload).at("2026-05-19T10:00:00Z").after(&snapshot);
    for event in [storage_attestation("copy 2"), storage_attestation("copy 3")] {
        bundle.add(event.at("2026-05-19T10:00:00Z").after(&record), &registry());
    }
    bundle.add(storage_attestation("copy 4").at("2026-05-19T10:00:00Z").after(&snapshot), &registry());
    bundle.add(citation, &registry());
    bundle.add(storage_attestation("copy 5").at("2026-05-19T10:00:00Z"), &registry());
    bundle.read_by_type();
    bundle.seal();
    let path = "warn/state.equivocation/readings-apart.json";
    two_histories(bundle_case(path, "reading (b), and a group of two types that only reading (a) finds", &bundle))
}

/// Groups are listed in the order of their first events, whatever their ids are, and parted by signer.
fn several_groups() -> Vec<Case> {
    let path = |name: &str| format!("warn/state.equivocation/{name}.json");
    let mut four = Bundle::with_third_event();
    for root in [2, 0, 1, 3] {
        let root = four.event_id(root);
        for copy in ["copy 2", "copy 3"] {
            let event = storage_attestation(copy).at("2026-05-19T10:00:00Z");
            four.add(event.after(&root), &registry());
        }
    }
    four.seal();
    let mut by_turns = Bundle::with_third_event();
    by_turns.embed(&TestKey::author());
    let root = by_turns.event_id(2);
    for (second, key) in [registry(), TestKey::author(), registry(), TestKey::author()].iter().enumerate() {
        let event = storage_attestation("copy 2").at(&format!("2026-05-19T10:00:0{second}Z"));
        by_turns.add(event.after(&root), key);
    }
    by_turns.seal();
    let mut named_again = Bundle::with_third_event();
    let root = named_again.event_id(2);
    let mut after = |copy: &str, supersedes: &[&str]| {
        let event = storage_attestation(copy).at("2026-05-19T10:00:00Z").after(&root);
        let event = supersedes.iter().fold(event, |event, id| event.supersedes(id));
        named_again.add(event, &registry())
    };
    let (one, other) = (after("copy 2", &[]), after("copy 3", &[]));
    after("copies 2 and 3", &[&one, &other, &one, &other, &one]);
    after("copy 4", &[]);
    named_again.seal();
    vec![
        two_histories(bundle_case(path("four-groups"), "four events are each followed by two", &four)),
        two_histories(bundle_case(path("two-signers"), "two signers by turns, each with two histories", &by_turns))
            .warn("event.links", "other-signer", "/events/4/prev_event")
            .warn("event.links", "other-signer", "/events/6/prev_event")
            .warn("trust.keys", "untrusted", "/events/4/signature")
            .warn("trust.keys", "untrusted", "/events/6/signature"),
        two_histories(bundle_case(
            path("superseded-again"),
            "one of four supersedes two of them, and names each several times: all conflict with the fourth",
            &named_again,
        )),
    ]
}

/// Of a bundle in which no reading finds an equivocation.
fn neither() -> Vec<Case> {
    let listed = |state: &mut Json| {
        let ids = array![state.at("/applied_event_ids/1"), state.at("/applied_event_ids/2")];
        state.push("/equivocations", object! { "key_id": "pith-test-2026-01", "event_ids": ids });
    };
    let count = |name: &str, about, count: Json| {
        let path = format!("open/state.counts/equivocation-count{name}.json");
        open_count(edited_state(path, about, |state| state.set("/equivocation_count", count)))
    };
    vec![
        count("", "the state counts an equivocation that does not exist", 1_usize.into()),
        count("-negative", "a negative count of equivocations", Json::number("-1")),
        count("-enormous", "more equivocations than events", Json::number("9".repeat(4300))),
        open_list(edited_state(
            "open/state.replay/equivocation.json",
            "the state lists an equivocation that does not exist",
            listed,
        )),
        open_list(edited_state(
            "open/state.replay/equivocation-empty.json",
            "the state lists an equivocation without events",
            |state| state.push("/equivocations", object! {}),
        )),
        open_list(open_count(edited_state(
            "open/state.replay/equivocation-counted.json",
            "the state counts and lists an equivocation that does not exist",
            |state| {
                listed(state);
                state.set("/equivocation_count", 1_usize);
            },
        ))),
    ]
}

/// More entries of an inferred list than are shown belong to no event.
fn many() -> Vec<Case> {
    let path = "open/state.replay/many-foreign-entries.json";
    let many = edited_state(path, "more entries without an event than a report lists", |state| {
        let entry = state.at("/current/storage_attestations/0").clone();
        for _ in 0..25 {
            state.push("/current/corrections", &entry);
        }
    });
    vec![many.open("state.replay", "M5", "differs", "/state/current/corrections/0").open(
        "state.replay",
        "M5",
        "more",
        "/state",
    )]
}

/// M12: the number of entries and the ids in them.
fn invalid_events() -> Vec<Case> {
    let open = |case: Case| case.open("state.replay", "M12", "differs", "/state/invalid_events");
    let path = |name: &str| format!("open/state.replay/invalid-event{name}.json");
    vec![
        open(edited_state(path(""), "a valid event is listed as invalid", |state| {
            let id = state.at("/applied_event_ids/2").clone();
            state.push("/invalid_events", object! { "event_id": id });
        })),
        open(edited_state(path("-empty"), "an invalid event without an id is listed", |state| {
            state.push("/invalid_events", object! {});
        })),
        open(edited_state(path("-nowhere"), "an absent event is listed as invalid", |state| {
            state.push("/invalid_events", format!("sha256:{NO_DIGEST}"));
        })),
        two_invalid("listed-in-another-order", "two invalid events, listed in another order", <[Json]>::reverse),
        open(two_invalid("listed-twice", "of two invalid events one is listed twice", |list| {
            list[1] = list[0].clone();
        })),
    ]
}

/// Two events that state a wrong digest, and an edit of the list in the state that names them.
fn two_invalid(name: &str, about: &'static str, edit: impl FnOnce(&mut [Json])) -> Case {
    let case = edited(format!("fail/event.digest/{name}.json"), about, |bundle| {
        bundle.add(storage_attestation("copy 2"), &registry());
        for place in [2, 3] {
            bundle.json.set(&format!("/events/{place}/content_sha256"), NO_DIGEST);
            bundle.invalidate(place);
        }
        bundle.seal_state();
        edit(bundle.json.at_mut("/state/invalid_events").elements_mut());
        bundle.seal_state_digest();
        bundle.seal_bundle();
    });
    [2, 3]
        .iter()
        .fold(case, |case, place| case.fail("event.digest", "differs", &format!("/events/{place}/content_sha256")))
}
