//! An event of the document, and what is known of it.

use std::collections::HashMap;

use crate::json::Value;

/// An entry of `events`, as it was signed where that is known.
#[derive(Clone, Copy)]
pub(super) struct Restored<'a> {
    pub(super) value: Value<'a>,
    pub(super) standing: Standing,
    /// Whether it is about the paper of the bundle.
    pub(super) is_ours: bool,
    /// Whether what differs in it was changed there: not if its signature was exchanged, or another entry is this event too.
    pub(super) is_itself: bool,
}

/// What is known of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A trusted registry signed it.
    Proven,
    /// It is what its id says.
    Whole,
    /// Nothing: it is as it was found.
    Unknown,
}

impl<'a> Restored<'a> {
    /// The id that it states.
    pub(super) fn id(&self) -> Option<&'a str> {
        self.value.as_object()?.text("event_id")
    }

    /// Whether a trusted registry signed it.
    pub(super) fn is_proven(&self) -> bool {
        self.standing == Standing::Proven
    }

    /// Whether its signature proves what was changed in it, whatever else the bundle was sealed with.
    pub(super) fn proves_itself(&self) -> bool {
        self.is_proven() && self.is_ours && self.is_itself
    }
}

/// The events; those that are there more than once are not themselves, since each may be the one that was put here.
pub(super) fn each_once(mut events: Vec<Restored<'_>>) -> Vec<Restored<'_>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::with_capacity(events.len());
    for (place, id) in events.iter().enumerate().filter_map(|(place, event)| Some((place, event.id()?))) {
        places.entry(id).or_default().push(place);
    }
    for place in places.into_values().filter(|places| places.len() > 1).flatten() {
        if let Some(event) = events.get_mut(place) {
            event.is_itself = false;
        }
    }
    events
}
