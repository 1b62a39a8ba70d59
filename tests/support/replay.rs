//! The state that follows from a set of events, by rules M1 to M12.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::json::Json;

/// The lists of the state, and the event types that fill them: the first by M4, the others by M5.
pub const LISTS: [(&str, &str); 8] = [
    ("graph_snapshots", "graph_snapshot"),
    ("author_attestations", "author_attestation"),
    ("timestamp_anchors", "timestamp_anchor"),
    ("storage_attestations", "storage_attestation"),
    ("citation_signatures", "citation_signature"),
    ("replication_records", "replication_record"),
    ("corrections", "correction"),
    ("mirror_hints", "mirror_hint"),
];

/// What the events alone do not say, and how rules are read that leave room.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The places of the events that do not count: the forge does not verify, whoever breaks an event says so.
    pub invalid: BTreeSet<usize>,
    /// By key id, the id of the key that it replaced: both are one signer (M8, M9).
    pub replaced: BTreeMap<String, String>,
    /// Reading (b) of M9: one event type, one `prev_event`, null included.
    pub by_type: bool,
}

impl Reading {
    /// Who signed an event, by the id of a key.
    fn signer<'a>(&'a self, event: &'a Json) -> &'a str {
        let key_id = event.at("/signer/key_id").text();
        self.replaced.get(key_id).map_or(key_id, String::as_str)
    }
}

/// The state of a bundle, with its digest. A second copy of an event does not count.
pub fn replay(bundle: &Json, reading: &Reading) -> Json {
    let events = bundle.at("/events").elements();
    let (mut valid, mut uncounted, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (place, event) in events.iter().enumerate() {
        if reading.invalid.contains(&place) || !seen.insert(id(event)) {
            uncounted.push(object! { "event_id": event.get("event_id").cloned() });
        } else {
            valid.push(event);
        }
    }
    // M7
    valid.sort_by_cached_key(|event| {
        let created_at = instant(event.at("/created_at").text());
        let founds = kind(event) == "record_created";
        (created_at, !founds, id(event).to_owned())
    });
    let equivocations = equivocations(&valid, reading);
    let mut state = object! {
        "state_type": "pith_open_graph_state",
        "state_version": "1.0",
        "pith_number": bundle.at("/pith_number"),
        "merge_version": bundle.at("/merge_version"),
        "event_count": events.len(),
        "valid_event_count": valid.len(),
        "invalid_event_count": uncounted.len(),
        "equivocation_count": equivocations.len(),
        "current": current(bundle, &valid, reading),
        "equivocations": equivocations,
        "invalid_events": uncounted,
        "applied_event_ids": valid.iter().map(|event| id(event)).collect::<Vec<_>>(),
        "state_sha256": "",
    };
    seal(&mut state);
    state
}

/// Writes the digest of a state anew.
pub fn seal(state: &mut Json) {
    let digest = state.digest_without(&["state_sha256"]);
    state.set("/state_sha256", data_encoding::HEXLOWER.encode(&digest));
}

/// What holds now: the record, the aliases, and every event that no other has superseded.
fn current(bundle: &Json, valid: &[&Json], reading: &Reading) -> Json {
    let superseded = superseded(valid, reading);
    let in_force = |event: &&&Json| !superseded.contains(id(event));
    let founding = valid.iter().filter(in_force).find(|event| kind(event) == "record_created");
    let mut current = object! {
        "canonical_record": founding.map(|event| event.at("/payload/canonical_record")),
        "source_aliases": bundle.at("/source_aliases"),
    };
    for (list, event_type) in LISTS {
        let entries: Vec<_> =
            valid.iter().filter(in_force).filter(|event| kind(event) == event_type).map(|event| entry(event)).collect();
        current.set(&format!("/{list}"), entries);
    }
    current.set("/record_created", founding.map(|event| entry(event)));
    current
}

/// M8: the events that another of the same signer and type takes out of `current`, made later or not.
fn superseded<'a>(valid: &[&'a Json], reading: &Reading) -> HashSet<&'a str> {
    let by_id: HashMap<_, _> = valid.iter().map(|event| (id(event), *event)).collect();
    let mut superseded = HashSet::new();
    for event in valid {
        for target in event.at("/supersedes").elements() {
            if let Some(target) = by_id.get(target.text())
                && kind(target) == kind(event)
                && reading.signer(target) == reading.signer(event)
                && id(target) != id(event)
            {
                superseded.insert(id(target));
            }
        }
    }
    superseded
}

/// M9: the groups of events by which one signer signed two histories.
fn equivocations(valid: &[&Json], reading: &Reading) -> Vec<Json> {
    let mut successors: BTreeMap<(&str, &str, Option<&str>), Vec<&Json>> = BTreeMap::new();
    for event in valid {
        let previous = match event.at("/prev_event") {
            Json::String(previous) => Some(previous.as_str()),
            _ => None,
        };
        if previous.is_some() || reading.by_type {
            let event_type = if reading.by_type { kind(event) } else { "" };
            successors.entry((reading.signer(event), event_type, previous)).or_default().push(event);
        }
    }
    successors
        .into_iter()
        .filter_map(|((key_id, ..), events)| {
            let apart = |a: &Json, b: &Json| id(a) != id(b) && !names(a, b) && !names(b, a);
            let members: Vec<_> =
                events.iter().filter(|a| events.iter().any(|b| apart(a, b))).map(|event| id(event)).collect();
            (!members.is_empty()).then(|| object! { "key_id": key_id, "event_ids": members })
        })
        .collect()
}

/// Whether `a` supersedes `b`.
fn names(a: &Json, b: &Json) -> bool {
    kind(a) == kind(b) && a.at("/supersedes").elements().iter().any(|target| target.text() == id(b))
}

/// M3
fn entry(event: &Json) -> Json {
    object! {
        "event_id": id(event),
        "target": event.at("/target"),
        "created_at": event.at("/created_at"),
        "signer": event.at("/signer"),
        "payload": event.at("/payload"),
    }
}

/// A time so that the order of texts is the order of instants: `58Z` before `58.5Z`, and `58+00:00` with `58Z`.
fn instant(time: &str) -> String {
    let bare = time.strip_suffix("+00:00").unwrap_or(time).trim_end_matches('Z');
    let (seconds, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    format!("{seconds}.{fraction:0<6}")
}

fn id(event: &Json) -> &str {
    event.get("event_id").map_or("", Json::text)
}

fn kind(event: &Json) -> &str {
    event.at("/event_type").text()
}
