//! `event.links`: `supersedes` and `prev_event` that break M8 or M9.
//!
//! An event cannot name itself, nor two each other, without an id that is not its digest: those cases fail `event.id`
//! too, and those events do not count.

use super::{Case, NO_DIGEST, edited, registry};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = supersedes();
    cases.extend(prev_event());
    cases.extend(circles());
    cases.push(equivocation());
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
    .warn("trust.keys", "untrusted", "/events/3")
}

/// Wrong in the event at `/events/3`.
fn links(case: Case, member: &str, reason: &'static str) -> Case {
    case.fail("event.links", reason, &format!("/events/3/{member}"))
}

fn supersedes() -> Vec<Case> {
    let event = || storage_attestation("copy 2");
    let path = |name: &str| format!("fail/event.links/supersedes-{name}.json");
    let absent = |name: &str, about, id: &str| {
        links(fourth(&path(name), about, |_| event().supersedes(id)), "supersedes", "absent")
    };
    let example = Bundle::with_third_event();
    let snapshot = example.event_id(1);
    let other_type =
        fourth(&path("other-type"), "a storage attestation supersedes a snapshot", |_| event().supersedes(&snapshot));
    let other_signer =
        after_author(&path("other-signer"), "the registry supersedes the author's event", |id| event().supersedes(id));
    vec![
        absent("absent", "supersedes an event that is not there", &format!("sha256:{NO_DIGEST}")),
        absent("no-id", "supersedes something that is no event id", ""),
        absent("bare-digest", "supersedes a digest without sha256:", &example.event_id(2)[7..]),
        links(other_type, "supersedes", "other-type"),
        other_signer.fail("event.links", "other-signer", "/events/4/supersedes"),
    ]
}

fn prev_event() -> Vec<Case> {
    let event = || storage_attestation("copy 2");
    let path = |name: &str| format!("fail/event.links/prev-event-{name}.json");
    let absent =
        |name: &str, about, id: &str| links(fourth(&path(name), about, |_| event().after(id)), "prev_event", "absent");
    let later = edited(path("later"), "follows an event that was made a second later", |bundle| {
        let id = bundle.event_id(2);
        bundle.add(event().at("2026-05-18T00:17:57Z").after(&id), &registry());
        bundle.seal();
    });
    let half_a_second =
        edited(path("later-fraction"), "follows an event that was made half a second later", |bundle| {
            bundle.json.remove("/events/2");
            let id = bundle.add(event().at("2026-05-18T00:17:58.5Z"), &registry());
            bundle.add(storage_attestation("copy 3").after(&id), &registry());
            bundle.seal();
        });
    let other_signer =
        after_author(&path("other-signer"), "the registry follows the author's event", |id| event().after(id));
    vec![
        absent("absent", "follows an event that is not there", &format!("sha256:{NO_DIGEST}")),
        absent("empty", "follows something that is no event id", ""),
        links(later, "prev_event", "later"),
        links(half_a_second, "prev_event", "later"),
        other_signer.fail("event.links", "other-signer", "/events/4/prev_event"),
    ]
}

/// Ids that are not digests.
fn circles() -> Vec<Case> {
    let one = format!("sha256:{NO_DIGEST}");
    let two = format!("sha256:{}", NO_DIGEST.replace("ff", "fe"));
    let itself = |name: &str, about, member: &str, value: Json| {
        edited(format!("fail/event.links/{name}.json"), about, |bundle| {
            bundle.json.set(&format!("/events/2/{member}"), value);
            bundle.seal_event(2);
            bundle.json.set("/events/2/event_id", &one);
            bundle.invalidate(2);
            bundle.seal();
        })
        .fail("event.id", "differs", "/events/2/event_id")
        .fail("event.links", "itself", &format!("/events/2/{member}"))
    };
    // Two events with these ids, each linked to the other, and what comes after them.
    let circle = |name: &str, about, link: fn(NewEvent, &str) -> NewEvent, more: &dyn Fn(&mut Bundle)| {
        edited(format!("fail/event.links/{name}.json"), about, |bundle| {
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
        .fail("event.links", "cycle", "/events/3")
        .fail("event.links", "cycle", "/events/4")
    };
    // It is not a part of the circle: `tests/reports.txt` has the places.
    let chain = |bundle: &mut Bundle| {
        let id = bundle.add(storage_attestation("copy 4").after(&two), &registry());
        bundle.add(storage_attestation("copy 5").after(&id), &registry());
    };
    vec![
        itself("supersedes-itself", "supersedes itself", "supersedes", array![&one]),
        itself("prev-event-itself", "follows itself", "prev_event", (&one).into()),
        circle("supersedes-circle", "two events supersede each other", NewEvent::supersedes, &|_| {}),
        circle("prev-event-circle", "two events follow each other", NewEvent::after, &|_| {}),
        circle("into-a-circle", "two events follow each other, and a chain leads to them", NewEvent::after, &chain),
    ]
}

fn equivocation() -> Case {
    edited("warn/state.equivocation/two-successors.json", "two events of one key follow the same event", |bundle| {
        let root = bundle.event_id(2);
        for copy in ["copy 2", "copy 3"] {
            bundle.add(storage_attestation(copy).at("2026-05-19T10:00:00Z").after(&root), &registry());
        }
        bundle.seal();
    })
    .warn("state.equivocation", "two-histories", "")
}
