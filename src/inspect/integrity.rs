//! Integrity documents and sections: the findings of detectors, and the events about them (docs/format.md, section
//! 5.14).

use serde::Serialize;

use super::lenient::{Look, claim, rows, shown};
use crate::json::{Object, Pointer};
use crate::report::{EventClaim, Row, SignerClaim};
use crate::text::cut;

/// An `integrity` section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IntegrityClaim {
    /// `available`, `clean`, `endpoint`, `snapshot_sha256`, and the counts of `summary`.
    #[serde(rename = "section")]
    pub(crate) rows: Vec<Row>,
    /// `detectors_run`
    pub(crate) detectors: Vec<DetectorClaim>,
    pub(crate) findings: Vec<FoundClaim>,
}

/// An entry of `detectors_run`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DetectorClaim {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) ran_at: Option<String>,
    pub(crate) findings_count: Option<String>,
}

/// An entry of `findings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundClaim {
    pub(crate) detector: Option<String>,
    pub(crate) finding_type: Option<String>,
    pub(crate) severity: Option<String>,
    pub(crate) verdict_class: Option<String>,
    pub(crate) audited_at: Option<String>,
    pub(crate) note: Option<String>,
}

/// Members of an integrity event or its payload about the findings, in the order in which they are shown.
const DETAILS: [&str; 4] = ["verdict_class", "severity", "finding_type", "detector"];

impl IntegrityClaim {
    /// The section of an integrity document or a snapshot, which is given with its place.
    pub(super) fn read((holder, place): (Object<'_>, Pointer), look: &mut Look) -> Option<Self> {
        let section = look.object(holder, &place, "integrity")?;
        let place = place.member("integrity");
        let found = rows(section, &["available", "clean", "endpoint", "snapshot_sha256"]);
        let summary = section.get("summary").and_then(|summary| summary.as_object()).unwrap_or_default();
        let counts = summary.members().iter().filter(|member| member.value.as_integer().is_some());
        let counts = counts.filter_map(|member| {
            Some(Row { name: cut(&format!("summary.{}", member.name)), value: shown(member.value)? })
        });
        Some(Self {
            rows: look.first_rows(found.into_iter().chain(counts), &place),
            detectors: entries(section, &place, "detectors_run", look).map(DetectorClaim::read).collect(),
            findings: entries(section, &place, "findings", look).map(FoundClaim::read).collect(),
        })
    }
}

fn entries<'a>(
    section: Object<'a>,
    place: &Pointer,
    list: &str,
    look: &mut Look,
) -> impl Iterator<Item = Object<'a>> + use<'a> {
    look.objects(section, place, list).into_iter().map(|(_, entry)| entry)
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

/// The events of an integrity document, which do not link to others.
pub(super) fn events(document: Object<'_>, look: &mut Look) -> Vec<EventClaim> {
    let array = Pointer::root().member("events");
    let listed = look.objects(document, &Pointer::root(), "events");
    listed.into_iter().map(|(index, event)| event_claim(event, &array.clone().index(index))).collect()
}

fn event_claim(event: Object<'_>, pointer: &Pointer) -> EventClaim {
    let payload = event.get("payload").and_then(|payload| payload.as_object()).unwrap_or_default();
    let mut details = rows(event, &["payload_sha256"]);
    for name in DETAILS {
        let value = claim(payload, name).or_else(|| claim(event, name));
        details.extend(value.map(|value| Row { name: name.to_owned(), value }));
    }
    EventClaim {
        pointer: pointer.as_str().to_owned(),
        event_id: claim(event, "event_id"),
        event_type: claim(event, "event_type"),
        created_at: claim(event, "created_at"),
        signer: SignerClaim { key_id: claim(event, "signing_key_id"), ..SignerClaim::default() },
        in_current: true,
        details,
        ..EventClaim::default()
    }
}
