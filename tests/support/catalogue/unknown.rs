//! Members that this version does not know, in each object whose members it does; in a state, which is derived, one
//! that claims something is open.

use super::{Case, bundle_case, edited, edited_outside, edited_state, registry};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::paper::Paper;

const NAME: &str = "review_state";

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = signed();
    cases.extend(derived());
    cases
}

/// In what is signed.
fn signed() -> Vec<Case> {
    let add = |parent: &str| {
        let pointer = format!("{parent}/{NAME}");
        move |json: &mut Json| json.set(&pointer, "open")
    };
    let path = |name: &str| format!("warn/bundle.shape/{name}.json");
    let warned = |case: Case, parent: &str| case.warn("bundle.shape", "unknown-member", &format!("{parent}/{NAME}"));
    let outside = |name: &str, about, parent: &str| warned(edited_outside(path(name), about, add(parent)), parent);
    let in_event = |name: &str, about, parent: &str| {
        let case = edited(path(name), about, |bundle| {
            add(parent)(&mut bundle.json);
            bundle.seal_from_event(2);
        });
        warned(case, parent)
    };
    let in_record = |name: &str, about, parent: &str| {
        let mut record = Paper::example().record();
        add(parent)(&mut record);
        let mut bundle = Bundle::found(&record, &registry());
        let snapshot = NewEvent::new("graph_snapshot", "graph", Paper::example().snapshot());
        bundle.add(snapshot, &registry());
        bundle.seal();
        warned(bundle_case(path(name), about, &bundle), &format!("/canonical_record{parent}"))
    };
    vec![
        outside("unknown-in-bundle", "a member of the bundle", ""),
        outside("unknown-in-alias", "a member of an alias", "/source_aliases/0"),
        outside("unknown-in-key", "a member of a key", "/public_keys/0"),
        outside("unknown-in-event-signature", "a member of an event's signature", "/events/2/signature"),
        in_event("unknown-in-event", "a member of an event", "/events/2"),
        in_event("unknown-in-signer", "a member of a signer", "/events/2/signer"),
        in_record("unknown-in-record", "a member of the record", ""),
        in_record("unknown-in-metadata", "a member of the record's metadata", "/metadata"),
        // `source` repeats the record's, member by member.
        source_alone(),
        source_in_record(),
        // Where anything may stand, nothing is unknown.
        edited_outside("valid/free-members.json", "members in a mirror hint, in links and in a payload", |json| {
            add("/mirror_hints/0")(json);
            add("/links")(json);
        }),
        edited("valid/bundle-signature-member.json", "a member of bundle_signature, which nothing covers", |bundle| {
            add("/bundle_signature")(&mut bundle.json);
        }),
        edited(
            "valid/bundle-signature-members.json",
            "more members of bundle_signature than are listed, all before those that every signature has",
            |bundle| {
                let members = bundle.json.at_mut("/bundle_signature").members_mut();
                members.extend((0..25).map(|number| (format!("a{number:02}").into(), Json::Null)));
            },
        ),
    ]
}

/// In the state and in `current`, with values that claim something and values that claim nothing.
fn derived() -> Vec<Case> {
    let claiming = [
        ("", "open".into()),
        ("-zero-double", Json::number("0.0")),
        ("-minus-zero-double", Json::number("-0.0")),
        ("-tiny", Json::Odd { written: "1e-400", canonical: "0.0" }),
        ("-space", " ".into()),
        ("-one", 1_usize.into()),
        ("-true", true.into()),
        ("-list-of-zero", array![0_usize]),
        ("-list-of-list", array![array![]]),
        ("-object-of-null", object! { "retracted": Json::Null }),
    ];
    let empty = [
        ("-list", array![]),
        ("-object", object! {}),
        ("-null", Json::Null),
        ("-text", "".into()),
        ("-zero", 0_usize.into()),
        ("-minus-zero", Json::Odd { written: "-0", canonical: "0" }),
        ("-false", false.into()),
    ];
    let place = |parent: &str| format!("{parent}/{NAME}");
    let with = |path: String, about, parent: &str, value: &Json| {
        edited_state(path, about, |state| state.set(&place(parent), value))
    };
    let mut cases = Vec::new();
    for (parent, name) in [("", "state"), ("/current", "current")] {
        let pointer = place(&format!("/state{parent}"));
        for (what, value) in &claiming {
            let path = format!("open/state.replay/unknown-in-{name}{what}.json");
            let case = with(path, "a member of the state that claims something", parent, value);
            cases.push(case.open("state.replay", "M11", "unknown-member", &pointer));
        }
        for (what, value) in &empty {
            let path = format!("warn/state.replay/unknown-in-{name}-empty{what}.json");
            let case = || {
                let case = with(path.clone(), "a member of the state that claims nothing", parent, value);
                case.warn("state.replay", "unknown-member", &pointer)
            };
            cases.extend([case(), case().strict()]);
        }
    }
    cases.push(both());
    cases
}

/// A list by a type that the bundle has an event of, and one that claims nothing.
fn both() -> Case {
    edited("open/state.replay/unknown-list.json", "a list for events of no known type", |bundle| {
        let event = NewEvent::new("retraction", "record", object! { "text": "It was wrong." });
        bundle.add(event.at("2026-05-19T00:00:00Z"), &registry());
        bundle.seal_state();
        let id = bundle.event_id(3);
        bundle.json.set("/state/current/retractions", array![object! { "event_id": id }]);
        bundle.json.set("/state/record_status", Json::Null);
        bundle.seal_state_digest();
        bundle.seal_bundle();
    })
    .warn("event.type", "unknown-type", "/events/3")
    .warn("state.replay", "unknown-member", "/state/record_status")
    .open("state.replay", "M11", "unknown-member", "/state/current/retractions")
}

/// A member of `source` that the record's source lacks.
fn source_alone() -> Case {
    let pointer = format!("/source/{NAME}");
    edited_outside("fail/record.agreement/source-member.json", "a member that the record's source lacks", |json| {
        json.set(&pointer, "open");
    })
    .fail("record.agreement", "differs", "/source")
    .warn("bundle.shape", "unknown-member", &pointer)
}

/// A member that both sources have.
fn source_in_record() -> Case {
    let mut record = Paper::example().record();
    record.set(&format!("/source/{NAME}"), "open");
    let mut bundle = Bundle::found(&record, &registry());
    bundle.json.set(&format!("/source/{NAME}"), "open");
    bundle.seal();
    bundle_case("warn/bundle.shape/unknown-in-source.json", "a member of both sources", &bundle)
        .warn("bundle.shape", "unknown-member", &format!("/canonical_record/source/{NAME}"))
        .warn("bundle.shape", "unknown-member", &format!("/source/{NAME}"))
        .skip("record.title", "no-snapshot", "")
}
