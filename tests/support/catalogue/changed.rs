//! The real bundle after somebody changed it, without the publisher's key: what the report must name as changed, and what
//! cannot be given back.

use super::real::real;
use super::{Case, NO_DIGEST};
use crate::support::json::Json;

const REFERENCES: &str = "/events/1/payload/graph_snapshot/references/count";
const TITLE: &str = "/events/1/payload/graph_snapshot/paper/title";
const AUTHORS: &str = "/events/1/payload/graph_snapshot/paper/authors_text";
const COPY: &str = "/state/current/graph_snapshots/0/payload/graph_snapshot/paper/title";
const CATEGORY: &str = "/canonical_record/metadata/primary_cat";
const OTHER_TITLE: &str = "Revisiting Large Batch Training for Deep Neural Networks";

/// The cases.
pub fn cases() -> Vec<Case> {
    [in_event(), in_record(), in_state(), elsewhere(), digests(), several(), lost()].into_iter().flatten().collect()
}

/// The real bundle after `edit`, on one line.
fn changed(name: &str, about: &'static str, edit: impl FnOnce(&mut Json)) -> Case {
    let mut json = real();
    edit(&mut json);
    with_text(name, about, json.compact()).fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256").fail(
        "bundle.signature",
        "digest",
        "/bundle_signature/signature_b64",
    )
}

fn with_text(name: &str, about: &'static str, text: String) -> Case {
    let path = format!("changed/{name}.json");
    Case::new(path, about, text).args(&[]).verdict("fail").changed_from(real())
}

/// [`changed`] in one value, which the report names.
fn set(name: &str, about: &'static str, pointer: &'static str, value: impl Into<Json>) -> Case {
    changed(name, about, |json| json.set(pointer, value)).explained_by(&[("changed", pointer)])
}

/// What follows if the snapshot is not valid.
fn without_snapshot(case: Case) -> Case {
    case.fail("state.counts", "differs", "/state/invalid_event_count")
        .fail("state.replay", "differs", "/state/current/graph_snapshots/0")
        .open("state.replay", "M12", "differs", "/state/invalid_events")
        .skip("record.title", "no-snapshot", "")
}

/// What follows from a change of the signed content of the snapshot.
fn snapshot_changed(case: Case) -> Case {
    without_snapshot(case)
        .fail("event.digest", "differs", "/events/1/content_sha256")
        .fail("event.id", "differs", "/events/1/event_id")
        .fail("event.signature", "digest", "/events/1/signature/signature_b64")
}

/// What follows from a change of the record.
fn record_changed(case: Case) -> Case {
    case.fail("record.digest", "differs", "/canonical_sha256")
        .fail("record.number", "differs", "/pith_number")
        .fail("record.aliases", "differs", "/source_aliases/3")
        .fail("record.agreement", "differs", "/canonical_record/metadata")
        .fail("receipt.digest", "differs", "/events/0/payload/receipt/canonical_sha256")
        .fail("receipt.signature", "digest", "/events/0/payload/receipt/signature_b64")
}

fn in_event() -> Vec<Case> {
    let mut other = real();
    other.set(REFERENCES, 1_usize);
    let pretty = with_text("event-value-pretty", "the same, indented over many lines", other.pretty())
        .fail("bundle.digest", "differs", "/bundle_signature/bundle_sha256")
        .fail("bundle.signature", "digest", "/bundle_signature/signature_b64")
        .explained_by(&[("changed", REFERENCES)]);
    let removed = changed("event-member-removed", "a member of an event is gone", |json| drop(json.remove(AUTHORS)));
    let renamed = changed("event-member-renamed", "a member of an event is under another name", |json| {
        let authors = json.remove(AUTHORS);
        json.set("/events/1/payload/graph_snapshot/paper/authors", authors);
    });
    let exchanged = changed("events-exchanged", "the two events are in another order", |json| {
        json.at_mut("/events").elements_mut().swap(0, 1);
    });
    let doubled = changed("event-doubled", "an event is there twice", |json| {
        let copy = json.at("/events/1").clone();
        json.push("/events", copy);
    });
    vec![
        snapshot_changed(set("event-value", "another number of references in an event", REFERENCES, 1_usize)),
        snapshot_changed(pretty),
        snapshot_changed(set(
            "event-signer",
            "another signer of an event",
            "/events/1/signer/signer_id",
            "pith.example",
        )),
        snapshot_changed(removed).explained_by(&[("removed", AUTHORS)]),
        snapshot_changed(renamed).explained_by(&[("moved", "/events/1/payload/graph_snapshot/paper/authors")]),
        exchanged.explained_by(&[("moved", "/events")]),
        doubled
            .fail("event.unique", "twice", "/events/2")
            .fail("state.counts", "differs", "/state/event_count")
            .open("state.replay", "M12", "differs", "/state/invalid_events")
            .explained_by(&[("added", "/events/2")]),
    ]
}

fn in_record() -> Vec<Case> {
    let (license, categories) = ("/canonical_record/metadata/license", "/canonical_record/metadata/cross_cats_sorted");
    let removed = changed("record-member-removed", "a member of the record is gone", |json| drop(json.remove(license)));
    let retracted = "/canonical_record/metadata/retracted";
    let added = changed("record-member-added", "a member of the record is new", |json| json.set(retracted, true));
    let exchanged = changed("record-list-exchanged", "two categories of the record are in another order", |json| {
        json.at_mut(categories).elements_mut().swap(0, 1);
    });
    vec![
        record_changed(set("record-value", "another category in the record", CATEGORY, "cs.AI")),
        record_changed(removed).fail("bundle.shape", "missing", license).explained_by(&[("removed", license)]),
        record_changed(added).warn("bundle.shape", "unknown-member", retracted).explained_by(&[("added", retracted)]),
        record_changed(exchanged).explained_by(&[("moved", categories)]),
    ]
}

fn in_state() -> Vec<Case> {
    vec![
        set("state-value", "another title in the state", COPY, OTHER_TITLE)
            .fail("state.digest", "differs", "/state/state_sha256")
            .fail("state.replay", "differs", COPY),
        set("state-count", "another count in the state", "/state/equivocation_count", 1_usize)
            .fail("state.digest", "differs", "/state/state_sha256")
            .open("state.counts", "M9", "differs", "/state/equivocation_count"),
    ]
}

fn elsewhere() -> Vec<Case> {
    let added = changed("alias-added", "an alias is new", |json| {
        let mut alias = json.at("/source_aliases/0").clone();
        alias.set("/alias_value", "1804.07613");
        json.push("/source_aliases", alias);
    });
    let number = "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHA";
    let text = "00000000000000000000000000000000";
    vec![
        set("alias-value", "another alias", "/source_aliases/1/alias_value", "1804.07612v2")
            .fail("record.aliases", "differs", "/source_aliases/1")
            .fail("state.replay", "differs", "/state/current/source_aliases/1"),
        added
            .fail("record.aliases", "differs", "/source_aliases/6")
            .warn("record.aliases", "order", "/source_aliases")
            .fail("state.replay", "differs", "/state/current/source_aliases")
            .explained_by(&[("added", "/source_aliases/6")]),
        without_snapshot(set("number", "another number", "/pith_number", number))
            .fail("record.number", "differs", "/pith_number")
            .fail("event.subject", "differs", "/events/0/subject_pith_number")
            .fail("event.subject", "differs", "/events/1/subject_pith_number"),
        set("source", "another version of the source", "/source/version", 2_usize).fail(
            "record.agreement",
            "differs",
            "/source/version",
        ),
        set("key-value", "another fingerprint of a key", "/public_keys/0/fingerprint_sha256_hex", text).fail(
            "key.fingerprint",
            "differs",
            "/public_keys/0/fingerprint_sha256_hex",
        ),
        set("key-notes", "other notes beside a key", "/public_keys/0/notes", "Trust this key."),
    ]
}

/// The content is what was signed, but a digest that the document states of it is not.
fn digests() -> Vec<Case> {
    let id = format!("sha256:{NO_DIGEST}");
    let (of_bundle, place) = (NO_DIGEST, "/bundle_signature/bundle_sha256");
    vec![
        set("digest-of-record", "another stated digest of the record", "/canonical_sha256", NO_DIGEST).fail(
            "record.digest",
            "differs",
            "/canonical_sha256",
        ),
        without_snapshot(set("digest-of-event", "another stated digest", "/events/1/content_sha256", NO_DIGEST)).fail(
            "event.digest",
            "differs",
            "/events/1/content_sha256",
        ),
        without_snapshot(set("id-of-event", "another id of an event", "/events/1/event_id", id)).fail(
            "event.id",
            "differs",
            "/events/1/event_id",
        ),
        set("digest-of-state", "another stated digest of the state", "/state/state_sha256", NO_DIGEST).fail(
            "state.digest",
            "differs",
            "/state/state_sha256",
        ),
        set("digest-of-bundle", "another stated digest of the bundle", place, of_bundle).without("bundle.signature"),
    ]
}

fn several() -> Vec<Case> {
    let two = changed("two-changes", "an event and the record are changed", |json| {
        json.set(CATEGORY, "cs.AI");
        json.set(TITLE, OTHER_TITLE);
    });
    let four = changed("four-changes", "an alias, an event, a link and the state are changed", |json| {
        json.set("/source_aliases/1/alias_value", "1804.07612v2");
        json.remove(AUTHORS);
        json.set("/links/state", "https://elsewhere.example");
        json.set("/state/event_count", 3_usize);
    });
    vec![
        snapshot_changed(record_changed(two)).explained_by(&[("changed", CATEGORY), ("changed", TITLE)]),
        snapshot_changed(four)
            .fail("record.aliases", "differs", "/source_aliases/1")
            .fail("state.digest", "differs", "/state/state_sha256")
            .explained_by(&[
                ("changed", "/source_aliases/1/alias_value"),
                ("removed", AUTHORS),
                ("changed", "/links/state"),
                ("changed", "/state/event_count"),
            ]),
    ]
}

/// What no copy and no rule gives back: the report must name nothing.
fn lost() -> Vec<Case> {
    let damage = |json: &mut Json, pointer: &str| {
        let other = json.at(pointer).text().replacen(['A', 'w'], "B", 1);
        json.set(pointer, other);
    };
    let (of_event, of_bundle) = ("/events/1/signature/signature_b64", "/bundle_signature/signature_b64");
    let folder = env!("CARGO_MANIFEST_DIR");
    let other = std::fs::read_to_string(format!("{folder}/fixtures/fail/event.subject/other-paper.json")).unwrap();
    let foreign = changed("event-of-another-bundle", "an event is that of another bundle", |json| {
        json.set("/events/1", Json::parse(&other).at("/events/1").clone());
    });
    let every = changed("every-copy", "another title in an event and in the state's copy of it", |json| {
        json.set(TITLE, OTHER_TITLE);
        json.set(COPY, OTHER_TITLE);
    });
    let event = |json: &mut Json| damage(json, of_event);
    vec![
        without_snapshot(changed("event-signature-damaged", "the signature of an event is damaged", event)).fail(
            "event.signature",
            "invalid",
            of_event,
        ),
        changed("seal-damaged", "the signature of the bundle is damaged", |json| damage(json, of_bundle))
            .without("bundle.digest")
            .without("bundle.signature")
            .fail("bundle.signature", "invalid", of_bundle),
        without_snapshot(changed("event-dropped", "an event is gone", |json| drop(json.remove("/events/1"))))
            .without("state.replay")
            .without("state.counts")
            .fail("state.counts", "differs", "/state/valid_event_count")
            .fail("state.replay", "differs", "/state/current/graph_snapshots/0"),
        without_snapshot(foreign).fail("event.subject", "differs", "/events/1/subject_pith_number").fail(
            "event.signature",
            "unknown-key",
            "/events/1/signature/key_id",
        ),
        snapshot_changed(every).fail("state.digest", "differs", "/state/state_sha256"),
        changed("event-time", "another time at which an event was signed", |json| {
            json.set("/events/1/signature/signed_at", "2026-07-03T19:49:47.228271Z");
        }),
    ]
}
