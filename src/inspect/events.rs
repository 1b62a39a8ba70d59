//! The events as a document lists them, and the links between them.

use std::collections::{HashMap, HashSet};

use super::lenient::{LISTED, Look, claim, shown};
use crate::bundle::EventType;
use crate::json::{Object, Pointer, Value};
use crate::report::{EventClaim, Link, SignerClaim};
use crate::text::cut;

/// `events` of a bundle.
pub(super) fn read_bundle(object: Object<'_>, look: &mut Look) -> Vec<EventClaim> {
    let listed = look.objects(object, &Pointer::root(), "events");
    let elements = object.get("events").and_then(|events| events.as_array()).unwrap_or_default();
    linked(&listed, &places(elements.iter().filter_map(Value::as_object)), look)
}

/// The events of several bundles, as if one bundle contained them in this order.
pub fn listed_events<'a>(events: impl Iterator<Item = Object<'a>>) -> Vec<EventClaim> {
    let events: Vec<Object<'a>> = events.collect();
    let listed: Vec<(usize, Object<'a>)> = events.iter().copied().enumerate().take(LISTED).collect();
    linked(&listed, &places(events.into_iter()), &mut Look::default())
}

/// The first index of each id, over all events: links may lead to events that are not shown.
fn places<'a>(events: impl Iterator<Item = Object<'a>>) -> HashMap<&'a str, usize> {
    let mut places = HashMap::new();
    for (place, event) in events.enumerate() {
        if let Some(id) = event.text("event_id") {
            places.entry(id).or_insert(place);
        }
    }
    places
}

/// Reads the events, each with its index in `events`, and resolves their links.
fn linked(listed: &[(usize, Object<'_>)], places: &HashMap<&str, usize>, look: &mut Look) -> Vec<EventClaim> {
    let array = Pointer::root().member("events");
    let (mut links, mut links_left_out) = (LISTED, 0);
    let link = |value: Value<'_>| {
        let target = value.as_str().and_then(|id| places.get(id).copied());
        Some(Link { event_id: shown(value)?, target })
    };
    let mut events: Vec<EventClaim> = Vec::with_capacity(listed.len());
    for (index, event) in listed.iter().copied() {
        let here = array.clone().index(index);
        let supersedes = look.array(event, &here, "supersedes");
        let shown = supersedes.get(..links).unwrap_or(supersedes);
        links -= shown.len();
        links_left_out += supersedes.len() - shown.len();
        events.push(EventClaim {
            event_type: claim(event, "event_type"),
            prev_event: event.get("prev_event").and_then(link),
            supersedes: shown.iter().copied().filter_map(link).collect(),
            ..common(event, &here, look)
        });
    }
    look.note_more(&array, LISTED, "entries of `supersedes`", links_left_out);
    mark_superseded(&mut events);
    events
}

/// The members that events have both in a bundle and in a state.
fn common(event: Object<'_>, pointer: &Pointer, look: &mut Look) -> EventClaim {
    let signer = look.object(event, pointer, "signer").unwrap_or_default();
    EventClaim {
        pointer: pointer.as_str().to_owned(),
        event_id: claim(event, "event_id"),
        target: claim(event, "target"),
        created_at: claim(event, "created_at"),
        signer: SignerClaim {
            signer_id: claim(signer, "signer_id"),
            signer_type: claim(signer, "signer_type"),
            key_id: claim(signer, "key_id"),
        },
        in_current: true,
        ..EventClaim::default()
    }
}

/// Applies M8 (inferred) to the claims: the same key id, the same type, and not the event itself.
fn mark_superseded(events: &mut [EventClaim]) {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (place, event) in events.iter().enumerate() {
        for target in event.supersedes.iter().filter_map(|link| link.target).filter(|target| *target != place) {
            let other = events.get(target);
            let is_same =
                |other: &EventClaim| other.signer.key_id == event.signer.key_id && other.event_type == event.event_type;
            if other.is_some_and(is_same) {
                marks.push((target, place));
            }
        }
    }
    marks.sort_unstable();
    marks.dedup();
    for (target, place) in marks {
        if let Some(event) = events.get_mut(target) {
            event.superseded_by.push(place);
            event.in_current = false;
        }
    }
}

/// The entries of a state's `current`, and the applied ids that none of its lists contains.
pub(super) fn state_events(state: Object<'_>, look: &mut Look) -> Vec<EventClaim> {
    let root = Pointer::root();
    let Some(current) = look.object(state, &root, "current") else { return Vec::new() };
    let here = root.clone().member("current");
    let mut events = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    if let Some(entry) = look.object(current, &here, "record_created") {
        seen.extend(entry.text("event_id"));
        let pointer = here.clone().member("record_created");
        events.push(EventClaim { event_type: Some("record_created".to_owned()), ..common(entry, &pointer, look) });
    }
    for (event_type, list) in EventType::lists() {
        for (index, entry) in look.objects(current, &here, list) {
            seen.extend(entry.text("event_id"));
            let pointer = here.clone().member(list).index(index);
            events.push(EventClaim { event_type: Some(event_type.to_owned()), ..common(entry, &pointer, look) });
        }
    }
    let applied = state.get("applied_event_ids").and_then(|ids| ids.as_array()).unwrap_or_default();
    let left_out = applied.iter().enumerate().filter_map(|(index, id)| Some((index, id.as_str()?)));
    let mut left_out = left_out.filter(|(_, id)| !seen.contains(id));
    let ids = root.member("applied_event_ids");
    for (index, id) in left_out.by_ref().take(LISTED) {
        let pointer = ids.clone().index(index).as_str().to_owned();
        events.push(EventClaim { pointer, event_id: Some(cut(id)), ..EventClaim::default() });
    }
    look.note_more(&ids, LISTED, "entries", left_out.count());
    events
}
