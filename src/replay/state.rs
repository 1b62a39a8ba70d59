//! The whole `state` object from the replayed events.

use crate::bundle::EventType;
use crate::json::{Arena, Kind, Value};
use crate::replay::equivocation::Equivocation;
use crate::replay::{Header, MERGE_VERSION, Superseded, ValidEvent};

/// The value of a member that has none.
const NULL: Value<'static> = Value::made(Kind::Null);

/// The `state` object without its `state_sha256`.
pub(super) fn build<'a>(
    header: &Header<'a>,
    events: &[ValidEvent<'_, 'a>],
    superseded: &Superseded<'_>,
    equivocations: &[Equivocation<'a>],
    arena: &'a Arena,
) -> Value<'a> {
    let applied: Vec<Value<'a>> = events.iter().map(|event| Value::made_text(event.event().event_id)).collect();
    // M12 (inferred): the shape of these entries is ours.
    let ids = header.not_applied.iter().map(|id| id.map_or(NULL, Value::made_text));
    let invalid: Vec<Value<'a>> = ids.map(|id| Value::made_object(arena, [("event_id", id)])).collect();
    let invalid_count = header.event_count.saturating_sub(events.len());
    let members = [
        ("state_type", Value::made_text("pith_open_graph_state")),
        ("state_version", Value::made_text("1.0")),
        ("pith_number", header.pith_number.map_or(NULL, Value::made_text)),
        ("merge_version", Value::made_text(MERGE_VERSION)),
        ("event_count", Value::made_count(arena, header.event_count)),
        ("valid_event_count", Value::made_count(arena, events.len())),
        ("invalid_event_count", Value::made_count(arena, invalid_count)),
        ("equivocation_count", Value::made_count(arena, equivocations.len())),
        ("current", current(header, events, superseded, arena)),
        ("equivocations", equivocation_list(equivocations, arena)),
        ("invalid_events", Value::made_array(arena, &invalid)),
        ("applied_event_ids", Value::made_array(arena, &applied)),
    ];
    Value::made_object(arena, members)
}

/// `current`: what is in force once superseded events are taken out (M4 proven, M5 and M8 inferred).
fn current<'a>(
    header: &Header<'a>,
    events: &[ValidEvent<'_, 'a>],
    superseded: &Superseded<'_>,
    arena: &'a Arena,
) -> Value<'a> {
    let mut created = None;
    let mut lists: Vec<_> = EventType::lists().map(|(event_type, list)| (event_type, list, Vec::new())).collect();
    for event in events.iter().filter(|event| !superseded.contains_key(event.event().event_id)) {
        if event.event().is_record_created() {
            // M10 (inferred): there is exactly one `record_created`; more than one fails `event.unique`.
            created = created.or(Some(event));
        } else if let Some((_, _, entries)) = lists.iter_mut().find(|(of, ..)| *of == event.event().event_type) {
            entries.push(entry(event, arena));
        }
    }
    let record = created.and_then(|event| event.event().payload.get("canonical_record"));
    let lists = lists.into_iter().map(|(_, list, entries)| (list, Value::made_array(arena, &entries)));
    let members = [
        ("record_created", created.map_or(NULL, |event| entry(event, arena))),
        ("canonical_record", record.unwrap_or(NULL)),
        // M6 (proven): the bundle's aliases enter the state, its mirror hints do not.
        ("source_aliases", header.source_aliases),
    ];
    Value::made_object(arena, members.into_iter().chain(lists))
}

/// M3 (proven): each valid event becomes `{event_id, target, created_at, signer, payload}`.
pub fn entry<'a>(event: &ValidEvent<'_, 'a>, arena: &'a Arena) -> Value<'a> {
    let event = event.event();
    let members = [
        ("created_at", Value::made_text(event.created_at.text)),
        ("event_id", Value::made_text(event.event_id)),
        ("payload", Value::made(Kind::Object(event.payload))),
        ("signer", Value::made(Kind::Object(event.signer.object))),
        ("target", Value::made_text(event.target)),
    ];
    Value::made_object(arena, members)
}

/// The list `equivocations` for these groups.
pub fn equivocation_list<'a>(groups: &[Equivocation<'a>], arena: &'a Arena) -> Value<'a> {
    let entries: Vec<Value<'a>> = groups.iter().map(|group| equivocation_entry(group, arena)).collect();
    Value::made_array(arena, &entries)
}

/// The shape of these entries is ours: none was ever seen (M12).
fn equivocation_entry<'a>(group: &Equivocation<'a>, arena: &'a Arena) -> Value<'a> {
    let ids: Vec<Value<'a>> = group.event_ids.iter().map(|id| Value::made_text(id)).collect();
    let key = arena.alloc_str(&group.key_sha256.to_string());
    Value::made_object(
        arena,
        [
            ("event_ids", Value::made_array(arena, &ids)),
            ("key_sha256", Value::made_text(key)),
            ("prev_event", group.prev_event.map_or(NULL, Value::made_text)),
        ],
    )
}
