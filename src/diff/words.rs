//! What differs, in words: events first, then the title, then where else.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::lists::name_in;
use super::{Change, ChangeKind, Changes, LISTED};
use crate::bundle::{EventType, Family, claimed_snapshot};
use crate::json::{Object, Pointer, Value};
use crate::text::cut;

/// An event as words name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "named as the documents name them")]
pub struct NamedEvent<'a> {
    /// `event_id`
    pub event_id: &'a str,
    /// `event_type`; empty where the document does not say.
    pub event_type: &'a str,
    /// `signer.signer_id`; empty where the document does not say.
    pub signer_id: &'a str,
    /// `created_at`; empty where the document does not say.
    pub created_at: &'a str,
}

/// The sentences for people.
pub type Lines = Vec<String>;

/// What two documents of one kind differ in.
#[derive(Debug, Clone, Default)]
pub struct Account<'a> {
    /// Events that only the second document has.
    pub events_added: Listed<'a>,
    /// Events that only the first document has.
    pub events_removed: Listed<'a>,
    /// Events under the same id with other content, signature or entry, as far as changes are listed.
    pub events_changed: Listed<'a>,
    /// The same in words; foreign text in it is cut, not escaped.
    pub words: Lines,
}

/// Events: the first of them by name, and how many there are.
#[derive(Debug, Clone, Default)]
pub struct Listed<'a> {
    /// The first [`LISTED`].
    pub events: Vec<NamedEvent<'a>>,
    /// All of them.
    pub count: usize,
}

impl<'a> FromIterator<NamedEvent<'a>> for Listed<'a> {
    fn from_iter<I: IntoIterator<Item = NamedEvent<'a>>>(events: I) -> Self {
        let mut listed = Self::default();
        for event in events {
            listed.count += 1;
            if listed.count <= LISTED {
                listed.events.push(event);
            }
        }
        listed
    }
}

/// The most events that are named in one sentence.
const NAMED: usize = 3;

/// Puts the changes between `old` and `new` into words. `titles` are those of their papers, as far as each is known.
pub fn account<'a>(old: Value<'a>, new: Value<'a>, changes: &Changes<'a>, titles: [Option<&str>; 2]) -> Account<'a> {
    let ids = |root| -> HashSet<&'a str> { events(root).map(|event| event.event_id).collect() };
    let (known, kept) = (ids(old), ids(new));
    let mut account = Account {
        events_added: events(new).filter(|event| !known.contains(event.event_id)).collect(),
        events_removed: events(old).filter(|event| !kept.contains(event.event_id)).collect(),
        events_changed: changed(new, &changes.list),
        words: Lines::new(),
    };
    if changes.is_empty() {
        account.words.push("nothing differs".to_owned());
        return account;
    }
    if !known.is_empty() || !kept.is_empty() {
        account.words.extend(events_in_words(&account));
    }
    if Family::of(old) == Some(Family::Integrity) && account.events_removed.count > 0 {
        account.words.push("an integrity log only grows: an event that is gone was withheld or taken out".to_owned());
    }
    account.words.extend(title_in_words(titles));
    account.words.extend(elsewhere(&changes.list));
    account.words.extend(in_another_order(&changes.list));
    if changes.more > 0 {
        account.words.push(format!(
            "{} more {}, not listed",
            changes.more,
            if changes.more == 1 { "place" } else { "places" }
        ));
    }
    account
}

/// The events that a bundle lists, or that a state has applied.
fn events<'a>(root: Value<'a>) -> Box<dyn Iterator<Item = NamedEvent<'a>> + 'a> {
    let object = root.as_object().unwrap_or_default();
    let array = |name| object.get(name).and_then(|value| value.as_array()).unwrap_or_default();
    match Family::of(root) {
        Some(Family::Bundle) => Box::new(array("events").iter().filter_map(|event| named(event.as_object()?, None))),
        Some(Family::Integrity) => Box::new(array("events").iter().filter_map(|event| logged(event.as_object()?))),
        Some(Family::State) => {
            let entries = entries_in_force(object);
            let ids = array("applied_event_ids").iter().filter_map(Value::as_str);
            let bare = |event_id| NamedEvent { event_id, ..NamedEvent::default() };
            Box::new(ids.map(move |id| entries.get(id).copied().unwrap_or(bare(id))))
        }
        _ => Box::new(std::iter::empty()),
    }
}

fn named<'a>(event: Object<'a>, event_type: Option<&'a str>) -> Option<NamedEvent<'a>> {
    let signer = event.get("signer").and_then(|signer| signer.as_object()).unwrap_or_default();
    Some(NamedEvent {
        event_id: event.text("event_id")?,
        event_type: event_type.or_else(|| event.text("event_type")).unwrap_or_default(),
        signer_id: signer.text("signer_id").unwrap_or_default(),
        created_at: event.text("created_at").unwrap_or_default(),
    })
}

/// An event of an integrity document: its id is a number, and of its signer only the key is named.
fn logged(event: Object<'_>) -> Option<NamedEvent<'_>> {
    Some(NamedEvent {
        event_id: event.get("event_id")?.as_integer()?,
        event_type: event.text("event_type").unwrap_or_default(),
        signer_id: event.text("signing_key_id").unwrap_or_default(),
        created_at: event.text("created_at").unwrap_or_default(),
    })
}

/// The entries of `current`, by id; their type follows from the list they are in.
fn entries_in_force(state: Object<'_>) -> HashMap<&str, NamedEvent<'_>> {
    let current = state.get("current").and_then(|current| current.as_object()).unwrap_or_default();
    let created = current.get("record_created").and_then(|entry| named(entry.as_object()?, Some("record_created")));
    let listed = EventType::lists().flat_map(|(event_type, list)| {
        let entries = current.get(list).and_then(|list| list.as_array()).unwrap_or_default();
        entries.iter().filter_map(|entry| named(entry.as_object()?, Some(event_type)))
    });
    created.into_iter().chain(listed).map(|event| (event.event_id, event)).collect()
}

/// The listed events inside which something changed.
fn changed<'a>(new: Value<'a>, changes: &[Change<'a>]) -> Listed<'a> {
    if !matches!(Family::of(new), Some(Family::Bundle | Family::Integrity)) {
        return Listed::default();
    }
    let listed = new.as_object().and_then(|document| document.get("events")?.as_array()).unwrap_or_default();
    let mut ids: HashSet<&str> = HashSet::new();
    for change in changes.iter().filter(|change| change.old_place.is_some()) {
        let place = change.new_place.as_ref().map(Pointer::as_str).unwrap_or_default();
        let index = place.strip_prefix("/events/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        ids.extend(index.and_then(|index| name_in(listed.get(index)?, "event_id")));
    }
    events(new).filter(|event| ids.contains(event.event_id)).collect()
}

fn events_in_words(account: &Account<'_>) -> Lines {
    let mut lines = Lines::new();
    let parts = [
        ("added", &account.events_added),
        ("removed", &account.events_removed),
        ("changed under the same id", &account.events_changed),
    ];
    for (what, events) in parts {
        match (events.count, what) {
            (0, "added" | "removed") => lines.push(format!("no event {what}")),
            (0, _) => {}
            (count, _) => {
                let noun = if count == 1 { "event" } else { "events" };
                let mut names: Vec<String> = events.events.iter().take(NAMED).map(in_words).collect();
                if count > NAMED {
                    names.push(format!("{} more", count - NAMED));
                }
                lines.push(format!("{count} {noun} {what}: {}", names.join(", ")));
            }
        }
    }
    lines
}

fn in_words(event: &NamedEvent<'_>) -> String {
    let id: String = event.event_id.chars().take("sha256:".len() + 8).collect();
    let event_type = if event.event_type.is_empty() { "event" } else { event.event_type };
    let signer = if event.signer_id.is_empty() { String::new() } else { format!(" by {}", cut(event.signer_id)) };
    format!("{}{signer} ({})", cut(event_type), cut(&id))
}

fn title_in_words(titles: [Option<&str>; 2]) -> Option<String> {
    match titles {
        [None, None] => None,
        [Some(old), Some(new)] if old == new => Some("title unchanged".to_owned()),
        [old, new] => {
            let quoted = |title: Option<&str>| {
                title.map_or("none".to_owned(), |title| format!("\u{201c}{}\u{201d}", cut(title)))
            };
            Some(format!("title changed from {} to {}", quoted(old), quoted(new)))
        }
    }
}

/// The title that a document claims for its paper: in the snapshot in force, or in the paper of a record or graph.
pub fn claimed_title(root: Value<'_>) -> Option<&str> {
    let object = root.as_object()?;
    let snapshot = match Family::of(root)? {
        Family::Bundle | Family::State => {
            let current = object.get("current").and_then(|current| current.as_object()).unwrap_or_default();
            claimed_snapshot(object, (current, &Pointer::root()))?.0
        }
        Family::Record | Family::Graph => object,
        Family::MirrorManifest | Family::SigningKey | Family::Integrity => return None,
    };
    snapshot.get("paper")?.as_object()?.text("title")
}

/// The members of the document, beside `events`, in which there are changes, and how many.
fn elsewhere(changes: &[Change<'_>]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.kind != ChangeKind::Reordered) {
        let member = change.pointer().as_str().split('/').nth(1).unwrap_or_default();
        *counts.entry(member).or_default() += 1;
    }
    counts.remove("events");
    let parts = counts.into_iter().map(|(member, count)| match (member, count) {
        ("", _) => "the whole document".to_owned(),
        (member, 1) => cut(member),
        (member, count) => format!("{} ({count} places)", cut(member)),
    });
    first_of(&parts.collect::<Vec<_>>()).map(|list| format!("different: {list}"))
}

/// The lists whose entries are the same in another order: no change of what they say.
fn in_another_order(changes: &[Change<'_>]) -> Option<String> {
    let reordered = changes.iter().filter(|change| change.kind == ChangeKind::Reordered);
    let places: Vec<String> = reordered.map(|change| cut(change.pointer().as_str())).collect();
    first_of(&places).map(|list| format!("in another order: {list}"))
}

/// The first twenty of a list, if it has any, and how many more there are.
fn first_of(list: &[String]) -> Option<String> {
    let first = list.get(..20).unwrap_or(list);
    let more = match list.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!list.is_empty()).then(|| first.join(", ") + &more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_beyond_those_that_are_listed_are_counted() {
        for count in [LISTED, LISTED + 1] {
            let listed: Listed<'_> = std::iter::repeat_n(NamedEvent::default(), count).collect();
            assert_eq!((listed.events.len(), listed.count), (LISTED, count));
        }
    }
}
