//! Integrity documents and sections: what detectors found, and the events that say so (docs/format.md section 5, seen).

use super::Row;
use super::lenient::{Look, claim, rows, shown};
use crate::json::{Object, Pointer, Value};
use crate::report::EventClaim;
use crate::text::cut;

/// An `integrity` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrityClaim {
    /// `available`, `clean`, `endpoint`, `snapshot_sha256`, and the counts of `summary`.
    pub rows: Vec<Row>,
    /// `detectors_run`
    pub detectors: Vec<DetectorClaim>,
    /// `findings`
    pub findings: Vec<FoundClaim>,
}

/// An entry of `detectors_run`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectorClaim {
    /// `name`
    pub name: Option<String>,
    /// `version`
    pub version: Option<String>,
    /// `status`
    pub status: Option<String>,
    /// `ran_at`
    pub ran_at: Option<String>,
    /// `findings_count`
    pub findings_count: Option<String>,
}

/// An entry of `findings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundClaim {
    /// `detector`
    pub detector: Option<String>,
    /// `finding_type`
    pub finding_type: Option<String>,
    /// `severity`
    pub severity: Option<String>,
    /// `verdict_class`
    pub verdict_class: Option<String>,
    /// `audited_at`
    pub audited_at: Option<String>,
    /// `note`
    pub note: Option<String>,
}

/// Members of an integrity event and of its payload that say what was found, in the order in which they are shown.
const DETAILS: [&str; 4] = ["verdict_class", "severity", "finding_type", "detector"];

/// The most entries of a list.
const ENTRIES: usize = 10_000;

impl IntegrityClaim {
    pub(super) fn read(section: Object<'_>) -> Self {
        let mut found = rows(section, &["available", "clean", "endpoint", "snapshot_sha256"]);
        let summary = section.get("summary").and_then(|summary| summary.as_object()).unwrap_or_default();
        let counts = summary.members().iter().take(50).filter(|member| member.value.as_integer().is_some());
        found.extend(counts.filter_map(|member| {
            Some(Row { name: cut(&format!("summary.{}", member.name)), value: shown(member.value)? })
        }));
        Self {
            rows: found,
            detectors: entries(section, "detectors_run").map(DetectorClaim::read).collect(),
            findings: entries(section, "findings").map(FoundClaim::read).collect(),
        }
    }
}

fn entries<'a>(section: Object<'a>, list: &str) -> impl Iterator<Item = Object<'a>> {
    let entries = section.get(list).and_then(|list| list.as_array()).unwrap_or_default();
    entries.iter().filter_map(Value::as_object).take(ENTRIES)
}

impl DetectorClaim {
    fn read(detector: Object<'_>) -> Self {
        Self {
            name: claim(detector, "name"),
            version: claim(detector, "version"),
            status: claim(detector, "status"),
            ran_at: claim(detector, "ran_at"),
            findings_count: claim(detector, "findings_count"),
        }
    }
}

impl FoundClaim {
    fn read(found: Object<'_>) -> Self {
        Self {
            detector: claim(found, "detector"),
            finding_type: claim(found, "finding_type"),
            severity: claim(found, "severity"),
            verdict_class: claim(found, "verdict_class"),
            audited_at: claim(found, "audited_at"),
            note: claim(found, "note"),
        }
    }
}

/// The events of an integrity document. They name no others.
pub(super) fn events(document: Object<'_>, look: &mut Look) -> Vec<EventClaim> {
    let array = Pointer::root().member("events");
    let listed = look.objects(document, &Pointer::root(), "events");
    listed.into_iter().map(|(index, event)| event_claim(event, &array.clone().index(index))).collect()
}

fn event_claim(event: Object<'_>, pointer: &Pointer) -> EventClaim {
    let payload = event.get("payload").and_then(|payload| payload.as_object()).unwrap_or_default();
    let digest = claim(event, "payload_sha256").map(|digest| ("payload_sha256", digest));
    let said = |name: &'static str| [payload, event].into_iter().find_map(|object| claim(object, name));
    EventClaim {
        pointer: pointer.as_str().to_owned(),
        event_id: claim(event, "event_id"),
        event_type: claim(event, "event_type"),
        created_at: claim(event, "created_at"),
        key_id: claim(event, "signing_key_id"),
        details: digest.into_iter().chain(DETAILS.iter().filter_map(|name| Some((*name, said(name)?)))).collect(),
        ..EventClaim::default()
    }
}
