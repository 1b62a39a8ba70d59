//! The snapshot in which a document shows its paper: one definition, for everything that shows a title.

use std::collections::HashSet;

use super::event_type::GRAPH_SNAPSHOT;
use crate::bundle::time::Time;
use crate::json::{Object, Pointer, Value};

/// The `graph_snapshot` in force with the latest time, of a bundle's events or of a state's `current`, as the document
/// claims, and its place: nothing of it is verified here. Verification takes those by trusted keys alone.
///
/// One that another snapshot names in `supersedes` counts only if there is no other. `current` is given with its place.
pub fn claimed_snapshot<'a>(document: Object<'a>, current: (Object<'a>, &Pointer)) -> Option<(Object<'a>, Pointer)> {
    let list = |(object, place): (Object<'a>, &Pointer), name| {
        let list: Value<'a> = object.get(name)?;
        Some((list.as_array()?, place.clone().member(name)))
    };
    let (entries, place) = list((document, &Pointer::root()), "events").or_else(|| list(current, "graph_snapshots"))?;
    let found = || entries.iter().enumerate().filter_map(|(index, entry)| Some((index, snapshot_in(entry)?)));
    let replaces = found().filter_map(|(_, (event, _))| event.get("supersedes")?.as_array());
    let superseded: HashSet<&str> = replaces.flatten().filter_map(Value::as_str).collect();
    let latest = found().max_by_key(|(_, (event, _))| {
        let is_in_force = event.text("event_id").is_none_or(|id| !superseded.contains(id));
        (is_in_force, event.text("created_at").and_then(Time::parse), event.text("event_id"))
    });
    latest.map(|(index, (_, snapshot))| (snapshot, place.index(index).member("payload").member(SNAPSHOT)))
}

/// The member of an event's payload that is the snapshot.
const SNAPSHOT: &str = "graph_snapshot";

/// The snapshot that an entry holds; entries of a state do not name their type.
fn snapshot_in<'a>(entry: &Value<'a>) -> Option<(Object<'a>, Object<'a>)> {
    let event = entry.as_object()?;
    let is_snapshot = event.text("event_type").is_none_or(|event_type| event_type == GRAPH_SNAPSHOT);
    let snapshot = event.get("payload")?.as_object()?.get(SNAPSHOT)?.as_object()?;
    is_snapshot.then_some((event, snapshot))
}
