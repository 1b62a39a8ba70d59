//! The event types that this version knows (docs/format.md, sections 4.4 and 4.5).

use crate::report::Rule;

/// The type of the one event that every bundle has.
pub const RECORD_CREATED: &str = "record_created";
/// The type of the events that show the paper.
pub const GRAPH_SNAPSHOT: &str = "graph_snapshot";

/// An event type, with everything that follows from it alone: a new type is a new row of [`EventType::ALL`].
///
/// Events of other types are checked and applied, and enter no list (M11, inferred).
#[derive(Debug, PartialEq, Eq)]
pub struct EventType {
    /// `event_type`
    pub name: &'static str,
    /// The list of `current` that contains the entries of these events, `[]` without events: a list that a published
    /// state lacks fails that state. `None`: `current.record_created`.
    pub list: Option<&'static str>,
    /// The only `target` of these events, where one is proven: another one fails. `None`: any.
    pub target: Option<&'static str>,
    /// The rule for the list: M4 (proven), or M5 (inferred), by which a difference is open.
    pub rule: Rule,
    /// Whether a key needs the role of a registry to sign them (docs/format.md, section 7.1).
    pub is_by_registry: bool,
}

impl EventType {
    /// All of them, in the order in which reports list the entries of a state.
    pub const ALL: [Self; 9] = [
        Self { name: RECORD_CREATED, list: None, target: Some("record"), rule: Rule::M4, is_by_registry: true },
        Self {
            name: GRAPH_SNAPSHOT,
            list: Some("graph_snapshots"),
            target: Some("graph"),
            rule: Rule::M4,
            is_by_registry: true,
        },
        Self {
            name: "author_attestation",
            list: Some("author_attestations"),
            target: None,
            rule: Rule::M5,
            is_by_registry: false,
        },
        Self {
            name: "timestamp_anchor",
            list: Some("timestamp_anchors"),
            target: None,
            rule: Rule::M5,
            is_by_registry: false,
        },
        Self {
            name: "storage_attestation",
            list: Some("storage_attestations"),
            target: None,
            rule: Rule::M5,
            is_by_registry: false,
        },
        Self {
            name: "citation_signature",
            list: Some("citation_signatures"),
            target: None,
            rule: Rule::M5,
            is_by_registry: false,
        },
        Self {
            name: "replication_record",
            list: Some("replication_records"),
            target: None,
            rule: Rule::M5,
            is_by_registry: false,
        },
        Self { name: "correction", list: Some("corrections"), target: None, rule: Rule::M5, is_by_registry: false },
        Self { name: "mirror_hint", list: Some("mirror_hints"), target: None, rule: Rule::M5, is_by_registry: false },
    ];

    /// The type of this name, if this version knows it.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|known| known.name == name)
    }

    /// The lists of `current`, each with the name of the type that goes there.
    pub fn lists() -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::ALL.iter().filter_map(|known| Some((known.name, known.list?)))
    }
}
