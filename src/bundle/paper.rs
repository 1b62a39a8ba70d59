//! The snapshot in which a document shows its paper: one definition, for everything that shows a title.

use std::collections::HashSet;

use super::event_type::GRAPH_SNAPSHOT;
use crate::bundle::time::Time;
use crate::json::{Object, Value};

/// The `graph_snapshot` in force with the latest time, of a bundle's events or of a state's `current`, as the document
/// claims: nothing of it is verified here. Verification takes those by trusted keys alone.
///
/// One that another snapshot names in `supersedes` counts only if there is no other.
pub fn claimed_snapshot<'a>(document: Object<'a>, current: Object<'a>) -> Option<Object<'a>> {
    let list = |object: Object<'a>, name| object.get(name).and_then(|list: Value<'a>| list.as_array());
    let entries = list(document, "events").or_else(|| list(current, "graph_snapshots")).unwrap_or_default();
    let found = || entries.iter().filter_map(snapshot_in);
    let replaces = found().filter_map(|(event, _)| event.get("supersedes")?.as_array());
    let superseded: HashSet<&str> = replaces.flatten().filter_map(Value::as_str).collect();
    let latest = found().max_by_key(|(event, _)| {
        let is_in_force = event.text("event_id").is_none_or(|id| !superseded.contains(id));
        (is_in_force, event.text("created_at").and_then(Time::parse), event.text("event_id"))
    });
    latest.map(|(_, snapshot)| snapshot)
}

/// The snapshot that an entry holds; entries of a state do not name their type.
fn snapshot_in<'a>(entry: &Value<'a>) -> Option<(Object<'a>, Object<'a>)> {
    let event = entry.as_object()?;
    let is_snapshot = event.text("event_type").is_none_or(|event_type| event_type == GRAPH_SNAPSHOT);
    let snapshot = event.get("payload")?.as_object()?.get("graph_snapshot")?.as_object()?;
    is_snapshot.then_some((event, snapshot))
}
