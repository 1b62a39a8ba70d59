//! The valid events, as the comparison with the state asks for them: looked through only where something differs.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::bundle::EventType;
use crate::json::{Arena, Value};
use crate::replay::{self, MergedState, ValidEvent};

/// The valid events of a bundle.
pub(super) struct History<'h, 'a> {
    events: &'h [ValidEvent<'h, 'a>],
    merged: &'h MergedState<'a>,
    arena: &'a Arena,
    by_id: OnceCell<HashMap<&'a str, &'h ValidEvent<'h, 'a>>>,
    named: OnceCell<HashSet<&'a str>>,
}

impl<'h, 'a> History<'h, 'a> {
    pub(super) const fn new(events: &'h [ValidEvent<'h, 'a>], merged: &'h MergedState<'a>, arena: &'a Arena) -> Self {
        Self { events, merged, arena, by_id: OnceCell::new(), named: OnceCell::new() }
    }

    fn get(&self, event_id: &str) -> Option<&'h ValidEvent<'h, 'a>> {
        let by_id = || self.events.iter().map(|event| (event.event().event_id, event)).collect();
        self.by_id.get_or_init(by_id).get(event_id).copied()
    }

    /// Whether a valid event names this one in `supersedes`, rightly or not.
    pub(super) fn is_named_in_supersedes(&self, event_id: &str) -> bool {
        let named = || self.events.iter().flat_map(|event| event.event().superseded_ids()).collect();
        self.named.get_or_init(named).contains(event_id)
    }

    /// The same of the event that an entry of the state is for.
    pub(super) fn is_entry_named_in_supersedes(&self, entry: &Value<'a>) -> bool {
        id_of(entry).is_some_and(|id| self.is_named_in_supersedes(id))
    }

    /// Whether the event is of a type that the rules do not know.
    pub(super) fn is_of_unknown_type(&self, event_id: &str) -> bool {
        self.get(event_id).is_some_and(|event| EventType::named(event.event().event_type).is_none())
    }

    /// Whether this is the entry that M3 (proven) makes of a valid event of this type.
    pub(super) fn is_entry(&self, entry: &Value<'a>, event_type: &str) -> bool {
        let event = id_of(entry).and_then(|id| self.get(id)).filter(|event| event.event().event_type == event_type);
        event.is_some_and(|event| replay::entry(event, self.arena) == *entry)
    }

    /// The same of an event that the replay takes out of force.
    pub(super) fn is_entry_out_of_force(&self, entry: &Value<'a>, event_type: &str) -> bool {
        id_of(entry).is_some_and(|id| self.merged.superseded.contains_key(id)) && self.is_entry(entry, event_type)
    }
}

fn id_of<'a>(entry: &Value<'a>) -> Option<&'a str> {
    entry.as_object()?.text("event_id")
}
