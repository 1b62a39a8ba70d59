//! Remarks on events, which several formats show.

use crate::inspect::{EventClaim, Standing, short_id};
use crate::render::words::beyond;

/// The most events of one kind of link that are named.
const LINKS: usize = 5;

/// The most events that supersede one, each in its own remark.
const SUPERSEDING: usize = 3;

/// Remarks on an event: whether it is valid, further members, and its links to other events.
pub(in crate::render) fn remarks(event: &EventClaim, events: &[EventClaim]) -> Vec<String> {
    let name = |place: usize| {
        let id = events.get(place).and_then(|event| event.event_id.as_deref());
        id.map_or_else(|| format!("event {place}"), short_id)
    };
    let mut remarks: Vec<String> = Vec::new();
    match event.standing {
        Standing::Valid | Standing::Unverified => {}
        Standing::Invalid => remarks.push("NOT VALID".to_owned()),
        other => remarks.push(other.as_str().to_owned()),
    }
    remarks.extend(event.details.iter().map(|row| format!("{} {}", row.name, row.value)));
    remarks.extend(event.superseded_by.iter().take(SUPERSEDING).map(|by| format!("superseded by {}", name(*by))));
    remarks.extend(beyond(event.superseded_by.len(), SUPERSEDING).map(|more| format!("superseded by {more} more")));
    if is_left_out(event) {
        remarks.push("applied, but not in `current`: superseded, or of a type without a list".to_owned());
    }
    let links = event.prev_event.iter().map(|link| ("follows", link));
    let links = links.chain(event.supersedes.iter().take(LINKS).map(|link| ("supersedes", link)));
    for (verb, link) in links {
        let absent = if link.target.is_some() { "" } else { " (not in this document)" };
        remarks.push(format!("{verb} {}{absent}", short_id(&link.event_id)));
    }
    if let Some(more) = beyond(event.supersedes.len(), LINKS) {
        remarks.push(format!("supersedes {more} more"));
    }
    remarks
}

/// Whether a state applied the event but does not have it in `current`, and does not name the one that supersedes it.
pub(super) const fn is_left_out(event: &EventClaim) -> bool {
    !event.in_current && event.superseded_by.is_empty()
}
