//! Where two inputs cannot both be right: a mirror or a registry tells different people different things.

use std::collections::{BTreeMap, HashSet};

use crate::bundle::Event;
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::merge::input::Judged;
use crate::replay::ValidEvent;
use crate::text::cut;

/// The subject of two claims that contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContradictionKind {
    /// Equal numbers, other records.
    Record,
    /// Two `record_created` events with different records.
    RecordCreated,
    /// One event id, other contents.
    Event,
    /// One key id, other keys.
    Key,
    /// One alias kind, other values.
    Alias,
}

impl ContradictionKind {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::RecordCreated => "record-created",
            Self::Event => "event",
            Self::Key => "key",
            Self::Alias => "alias",
        }
    }

    /// One sentence for people.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Record => "the inputs have one number and different records",
            Self::RecordCreated => "the `record_created` events of the inputs create different records",
            Self::Event => "one event id has different contents",
            Self::Key => "one key id names different keys",
            Self::Alias => "one alias kind has different values",
        }
    }
}

/// One subject with several claims about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What kind of thing.
    pub kind: ContradictionKind,
    /// Which one: the number, or the id of the event, key or alias.
    pub about: String,
    /// Each way of saying it, shortened, with the inputs that say so by their place in the union.
    pub versions: Vec<(String, Vec<usize>)>,
}

/// The claims about each subject, and the inputs that make them. The number has no name here: it may be as long as a
/// document, and have as many claims as that has events.
#[derive(Default)]
struct Sayings<'a>(BTreeMap<(ContradictionKind, Option<&'a str>), Versions>);

/// Each way of saying something, with the inputs that say so.
type Versions = BTreeMap<String, Vec<usize>>;

impl<'a> Sayings<'a> {
    fn add(&mut self, kind: ContradictionKind, about: Option<&'a str>, said: String, by: usize) {
        let inputs = self.0.entry((kind, about)).or_default().entry(said).or_default();
        if inputs.last() != Some(&by) {
            inputs.push(by);
        }
    }
}

/// Every contradiction between the inputs of this number, sorted.
pub(super) fn find<'a>(number: &str, judged: &[Judged<'a>], events: &[&ValidEvent<'_, 'a>]) -> Vec<Contradiction> {
    let valid: HashSet<&str> = events.iter().map(|event| event.event().event_id).collect();
    let mut sayings = Sayings::default();
    for (place, input) in judged.iter().enumerate().filter(|(_, input)| input.is_of(number)) {
        let Some(bundle) = &input.bundle else { continue };
        if let Some(record) = bundle.canonical_record {
            sayings.add(ContradictionKind::Record, None, canonical::digest(&record).to_string(), place);
        }
        for event in bundle.events.iter().flatten() {
            sayings.add(ContradictionKind::Event, Some(event.event_id), content_digest(event).to_string(), place);
            if event.is_record_created() && valid.contains(event.event_id) {
                sayings.add(ContradictionKind::RecordCreated, None, created_record(event), place);
            }
        }
        for (_, key) in &bundle.keys {
            sayings.add(ContradictionKind::Key, Some(key.key_id), key.public_key_hex.to_owned(), place);
        }
        for (_, alias) in &bundle.aliases {
            sayings.add(ContradictionKind::Alias, Some(alias.kind), alias.value.to_owned(), place);
        }
    }
    let several = sayings.0.into_iter().filter(|(_, versions)| versions.len() > 1);
    // Whole texts were compared; only what is shown is cut.
    let shown = |versions: Versions| versions.into_iter().map(|(said, by)| (cut(&said), by));
    several
        .map(|((kind, about), versions)| Contradiction {
            kind,
            about: cut(about.unwrap_or(number)),
            versions: shown(versions).collect(),
        })
        .collect()
}

fn content_digest(event: &Event<'_>) -> ComputedDigest {
    canonical::digest_without(event.object, Event::NOT_HASHED)
}

/// The digest of the record that a `record_created` event creates.
fn created_record(event: &Event<'_>) -> String {
    let record = event.payload.get("canonical_record");
    record.map_or_else(|| "no record".to_owned(), |record| canonical::digest(&record).to_string())
}
