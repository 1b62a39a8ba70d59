//! `event.links`: `supersedes` and `prev_event` that break M8 or M9, which nobody has published: open, but for an event
//! that follows another signer's.
//!
//! An event cannot name itself, nor two each other, without an id that is not its digest: those cases fail `event.id`
//! too, and those events do not count.

use super::{ALL_KEYS, Case, NO_DIGEST, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = supersedes();
    cases.extend(supersedes_later());
    cases.extend(prev_event());
    cases.extend(prev_event_of_another());
    cases.extend(both());
    cases.extend(circles());
    cases
}

/// The bundle with one more event, at `/events/3`.
fn fourth(path: &str, about: &'static str, event: impl FnOnce(&Bundle) -> NewEvent) -> Case {
    edited(path, about, |bundle| {
        let event = event(bundle).at("2026-05-19T10:00:00Z");
        bundle.add(event, &registry());
        bundle.seal();
    })
}

/// The bundle with an event of the author at `/events/3` and one of the registry at `/events/4`.
fn after_author(path: &str, about: &'static str, event: impl FnOnce(&str) -> NewEvent) -> Case {
    edited(path, about, |bundle| {
        bundle.embed(&TestKey::author());
        let id = bundle.add(storage_attestation("the author's copy"), &TestKey::author());
        bundle.add(event(&id).at("2026-05-19T10:00:00Z"), &registry());
        bundle.seal();
    })
}

/// The same for who trusts only the registry.
fn author_untrusted(case: Case) -> Case {
    case.warn("trust.keys", "untrusted", "/events/3")
}

fn supersedes() -> Vec<Case> {
    let event = || storage_attestation("copy 2");
    let path = |name: &str| format!("open/event.links/supersedes-{name}.json");
    let open = |case: Case, reason| case.open("event.links", "M8", reason, "/events/3/supersedes/0");
    let absent = |name: &str, about, id: &str| open(fourth(&path(name), about, |_| event().supersedes(id)), "absent");
    let example = Bundle::with_third_event();
    let snapshot = example.event_id(1);
    let other_type =
        fourth(&path("other-type"), "a storage attestation supersedes a snapshot", |_| event().supersedes(&snapshot));
    let other_signer = || {
        after_author(&path("other-signer"), "the registry supersedes the author's event", |id| event().supersedes(id))
            .open("event.links", "M8", "other-signer", "/events/4/supersedes/0")
    };
    let of_registry = edited(path("of-registry"), "an author supersedes the registry's event", |bundle| {
        bundle.embed(&TestKey::author());
        let id = bundle.event_id(2);
        bundle.add(event().at("2026-05-19T10:00:00Z").supersedes(&id), &TestKey::author());
        bundle.seal();
    });
    let other_both = edited(path("other-signer-and-type"), "an author supersedes the registry's snapshot", |bundle| {
        bundle.embed(&TestKey::author());
        bundle.add(event().at("2026-05-19T10:00:00Z").supersedes(&snapshot), &TestKey::author());
        bundle.seal();
    });
    let record = fourth(&path("record-created"), "a snapshot supersedes record_created", |bundle| {
        let payload = bundle.json.at("/events/1/payload").clone();
        NewEvent::new("graph_snapshot", "graph", payload).supersedes(&bundle.event_id(0))
    });
    let two = fourth(&path("two"), "supersedes three events, one of which is by its own signer", |bundle| {
        event().supersedes("").supersedes(&bundle.event_id(2)).supersedes(&snapshot)
    });
    vec![
        absent("absent", "supersedes an absent event", &format!("sha256:{NO_DIGEST}")),
        absent("no-id", "supersedes a text that is not an event id", ""),
        absent("bare-digest", "supersedes a digest without sha256:", &example.event_id(2)[7..]),
        open(other_type, "other-type"),
        open(record, "other-type"),
        author_untrusted(other_signer()),
        other_signer().args(&["--keyring", ALL_KEYS]),
        author_untrusted(open(of_registry, "other-signer")),
        author_untrusted(open(other_both, "other-signer")),
        open(two, "absent").open("event.links", "M8", "other-type", "/events/3/supersedes/2"),
    ]
}

/// An event that supersedes one that was made after it: the replay takes that out of force all the same.
fn supersedes_later() -> Vec<Case> {
    let later = |name: &str, about, earlier: &'static str, later: &'static str| {
        edited(format!("open/event.links/supersedes-{name}.json"), about, |bundle| {
            let id = bundle.add(storage_attestation("copy 2").at(later), &registry());
            bundle.add(storage_attestation("copy 3").at(earlier).supersedes(&id), &registry());
            bundle.seal();
        })
    };
    let open = |case: Case| case.open("event.links", "M8", "later", "/events/4/supersedes/0");
    vec![
        open(later(
            "later",
            "supersedes an event created a second later",
            "2026-05-19T10:00:00Z",
            "2026-05-19T10:00:01Z",
        )),
        open(later(
            "later-fraction",
            "supersedes an event created a microsecond later",
            "2026-05-19T10:00:00Z",
            "2026-05-19T10:00:00.000001Z",
        )),
        edited("valid/supersedes-same-time.json", "supersedes an event of the same second", |bundle| {
            let id = bundle.event_id(2);
            bundle.add(storage_attestation("copy 2").supersedes(&id), &registry());
            bundle.seal();
        }),
        later_stays(),
    ]
}

/// The state does not take the later event out: M8 decides that.
fn later_stays() -> Case {
    edited("open/event.links/supersedes-later-stays.json", "supersedes a later snapshot, which stays", |bundle| {
        let mut payload = bundle.json.at("/events/1/payload").clone();
        let mut snapshot = |at: &str, authors: &str| {
            payload.set("/graph_snapshot/paper/authors_text", authors);
            NewEvent::new("graph_snapshot", "graph", payload.clone()).at(at)
        };
        let id = bundle.add(snapshot("2026-05-19T10:00:01Z", "Out of Force"), &registry());
        bundle.seal_state();
        let stays = bundle.json.at("/state/current/graph_snapshots/1").clone();
        bundle.add(snapshot("2026-05-19T10:00:00Z", "In Force").supersedes(&id), &registry());
        bundle.seal_state();
        bundle.json.push("/state/current/graph_snapshots", stays);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })
    .open("event.links", "M8", "later", "/events/4/supersedes/0")
    .open("state.replay", "M8", "differs", "/state/current/graph_snapshots/2")
}

fn prev_event() -> Vec<Case> {
    let event = || storage_attestation("copy 2");
    let path = |name: &str| format!("open/event.links/prev-event-{name}.json");
    let open = |case: Case, reason| case.open("event.links", "M9", reason, "/events/3/prev_event");
    let absent = |name: &str, about, id: &str| open(fourth(&path(name), about, |_| event().after(id)), "absent");
    let later = edited(path("later"), "follows an event created a second later", |bundle| {
        let id = bundle.event_id(2);
        bundle.add(event().at("2026-05-18T00:17:57Z").after(&id), &registry());
        bundle.seal();
    });
    let half_a_second = edited(path("later-fraction"), "follows an event created half a second later", |bundle| {
        bundle.json.remove("/events/2");
        let id = bundle.add(event().at("2026-05-18T00:17:58.5Z"), &registry());
        bundle.add(storage_attestation("copy 3").after(&id), &registry());
        bundle.seal();
    });
    let of_another = edited(path("later-other-signer"), "follows a later event of another signer", |bundle| {
        bundle.embed(&TestKey::author());
        bundle.json.remove("/events/2");
        let id = bundle.add(event().at("2026-05-18T00:17:59Z"), &TestKey::author());
        bundle.add(storage_attestation("copy 3").after(&id), &registry());
        bundle.seal();
    });
    vec![
        absent("absent", "follows an absent event", &format!("sha256:{NO_DIGEST}")),
        absent("empty", "follows a text that is not an event id", ""),
        open(later, "later"),
        open(half_a_second, "later"),
        open(of_another, "later").warn("trust.keys", "untrusted", "/events/2"),
    ]
}

/// People follow one another's events, and that is worth knowing.
fn prev_event_of_another() -> Vec<Case> {
    let path = "warn/event.links/prev-event-other-signer.json";
    let follows = || {
        after_author(path, "the registry follows the author's event", |id| storage_attestation("copy 2").after(id))
            .warn("event.links", "other-signer", "/events/4/prev_event")
    };
    vec![author_untrusted(follows()), follows().args(&["--keyring", ALL_KEYS]), author_untrusted(follows()).strict()]
}

/// Two links that do not hold are two findings, each by its rule.
fn both() -> Vec<Case> {
    let nowhere = format!("sha256:{NO_DIGEST}");
    let case = || {
        fourth("open/event.links/both.json", "follows and supersedes an absent event", |_| {
            storage_attestation("copy 2").after(&nowhere).supersedes(&nowhere)
        })
        .open("event.links", "M8", "absent", "/events/3/supersedes/0")
        .open("event.links", "M9", "absent", "/events/3/prev_event")
    };
    vec![case(), case().strict()]
}

/// Ids that are not digests.
fn circles() -> Vec<Case> {
    let one = format!("sha256:{NO_DIGEST}");
    let two = format!("sha256:{}", NO_DIGEST.replace("ff", "fe"));
    let itself = |name: &str, about, member: &str, rule, value: Json| {
        let place = if rule == "M8" { format!("/events/2/{member}/0") } else { format!("/events/2/{member}") };
        edited(format!("fail/event.id/{name}.json"), about, |bundle| {
            bundle.json.set(&format!("/events/2/{member}"), value);
            bundle.seal_event(2);
            bundle.json.set("/events/2/event_id", &one);
            bundle.invalidate(2);
            bundle.seal();
        })
        .fail("event.id", "differs", "/events/2/event_id")
        .open("event.links", rule, "itself", &place)
    };
    // Two events with these ids, each linked to the other, and what comes after them.
    let circle = |name: &str, about, rule, link: fn(NewEvent, &str) -> NewEvent, more: &dyn Fn(&mut Bundle)| {
        edited(format!("fail/event.id/{name}.json"), about, |bundle| {
            bundle.add(link(storage_attestation("copy 2"), &two), &registry());
            bundle.add(link(storage_attestation("copy 3"), &one), &registry());
            bundle.json.set("/events/3/event_id", &one);
            bundle.json.set("/events/4/event_id", &two);
            more(bundle);
            bundle.invalidate(3);
            bundle.invalidate(4);
            bundle.seal();
        })
        .fail("event.id", "differs", "/events/3/event_id")
        .open("event.links", rule, "cycle", "/events/3")
        .open("event.links", rule, "cycle", "/events/4")
    };
    // It is not a part of the circle: `tests/reports.txt` has the places.
    let chain = |bundle: &mut Bundle| {
        let id = bundle.add(storage_attestation("copy 4").after(&two), &registry());
        bundle.add(storage_attestation("copy 5").after(&id), &registry());
    };
    let [three, four] = ["fd", "fc"].map(|end| format!("sha256:{}", NO_DIGEST.replace("ff", end)));
    let between = edited("fail/event.id/between-circles.json", "on a path from one circle to another", |bundle| {
        let add = |bundle: &mut Bundle, event| bundle.add(event, &registry());
        add(bundle, storage_attestation("copy 2").supersedes(&two));
        add(bundle, storage_attestation("copy 3").supersedes(&one));
        let id = add(bundle, storage_attestation("copy 4").supersedes(&one));
        add(bundle, storage_attestation("copy 5").supersedes(&four));
        add(bundle, storage_attestation("copy 6").supersedes(&three).supersedes(&id));
        for (place, id) in [(3, &one), (4, &two), (6, &three), (7, &four)] {
            bundle.json.set(&format!("/events/{place}/event_id"), id);
            bundle.invalidate(place);
        }
        bundle.seal();
    });
    let between = between.fail("event.id", "differs", "/events/3/event_id");
    let between = [3, 4, 6, 7]
        .into_iter()
        .fold(between, |case, place| case.open("event.links", "M8", "cycle", &format!("/events/{place}")));
    vec![
        between,
        itself("supersedes-itself", "supersedes itself", "supersedes", "M8", array![&one]),
        itself("prev-event-itself", "follows itself", "prev_event", "M9", (&one).into()),
        circle("supersedes-circle", "two events supersede each other", "M8", NewEvent::supersedes, &|_| {}),
        circle("prev-event-circle", "two events follow each other", "M9", NewEvent::after, &|_| {}),
        circle(
            "into-a-circle",
            "two events follow each other, and a chain of events leads to them",
            "M9",
            NewEvent::after,
            &chain,
        ),
    ]
}
