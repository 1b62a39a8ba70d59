//! The events of a bundle with what the checks found of each, for reports that draw them.

use std::collections::{BTreeMap, HashMap};

use crate::bundle::Bundle;
use crate::json::{Object, Pointer, Value};
use crate::replay::{MergedState, ValidEvent};
use crate::report::{CheckCode, Checks, EventClaim, Link, SignerClaim, Standing, Status, Trust};
use crate::text::cut;

/// The most events in a timeline, and the most ids that they supersede together.
const LISTED: usize = 10_000;

/// What the pipeline found of the events, kept until a report asks for it: most reports do not.
#[derive(Default)]
pub(super) struct FoundEvents<'a> {
    /// The entries of `events`.
    entries: &'a [Value<'a>],
    /// Those that are valid, with the trust in their keys, in the order of the document.
    valid: Vec<(usize, Trust)>,
}

impl<'a> FoundEvents<'a> {
    pub(super) fn of(bundle: &Bundle<'a>, valid: &[ValidEvent<'_, 'a>]) -> Self {
        Self {
            entries: bundle.object.get("events").and_then(|events| events.as_array()).unwrap_or_default(),
            valid: valid.iter().map(|event| (event.event().index, event.trust())).collect(),
        }
    }

    /// Every entry of `events` as the document has it, with what the checks found.
    pub(super) fn timeline(&self, merged: &MergedState<'_>, checks: &Checks) -> Vec<EventClaim> {
        let places = self.places();
        let standings = self.standings(checks);
        let mut links = LISTED;
        let claims = self.entries.iter().enumerate().take(LISTED).map(|(index, entry)| {
            let standing = standings.get(&index).copied().unwrap_or(Standing::Invalid);
            let object = entry.as_object().unwrap_or_default();
            let by = object.text("event_id").filter(|_| standing.is_valid()).and_then(|id| merged.superseded.get(id));
            let by = by.into_iter().flatten().filter_map(|id| places.get(id).copied());
            let mut superseded_by: Vec<usize> = by.collect();
            superseded_by.sort_unstable();
            superseded_by.dedup();
            let claim = claim(object, index, &places, &mut links);
            EventClaim { in_current: superseded_by.is_empty(), superseded_by, standing, ..claim }
        });
        claims.collect()
    }

    /// The index of the event with each id: the first valid one, otherwise the first.
    fn places(&self) -> HashMap<&'a str, usize> {
        let valid = self.valid.iter().map(|(index, _)| *index);
        let mut places = HashMap::new();
        for index in valid.chain(0..self.entries.len()) {
            if let Some(id) = self.entries.get(index).and_then(|entry| entry.as_object()?.text("event_id")) {
                places.entry(id).or_insert(index);
            }
        }
        places
    }

    /// What was found of each valid event: the worst of what the checks of it, and the trust in its key, amount to.
    fn standings(&self, checks: &Checks) -> HashMap<usize, Standing> {
        let mut worst: BTreeMap<usize, Status> = BTreeMap::new();
        for finding in checks.findings().iter().filter(|finding| finding.status.stops()) {
            let Some(index) = finding.pointer.as_ref().and_then(event_index) else { continue };
            if finding.status == Status::Fail {
                worst.insert(index, Status::Fail);
            } else {
                worst.entry(index).or_insert(Status::Open);
            }
        }
        let is_all_listed = !checks.omitted().iter().any(|(code, status, _)| status.stops() && is_about_events(*code));
        let standing = |index: &usize, trust: &Trust| match (worst.get(index), trust) {
            (Some(Status::Fail), _) => Standing::Faulty,
            (_, Trust::Untrusted) => Standing::Untrusted,
            (Some(_), _) => Standing::Open,
            (None, _) if is_all_listed => Standing::Valid,
            (None, _) => Standing::Unlisted,
        };
        self.valid.iter().map(|(index, trust)| (*index, standing(index, trust))).collect()
    }
}

/// Whether a check may find something in an event that is valid by itself.
fn is_about_events(code: CheckCode) -> bool {
    let of_contents = [
        CheckCode::BundleShape,
        CheckCode::RecordAgreement,
        CheckCode::RecordTitle,
        CheckCode::ReceiptDigest,
        CheckCode::ReceiptSignature,
        CheckCode::SnapshotDigest,
        CheckCode::TrustKeys,
    ];
    code.as_str().starts_with("event.") || of_contents.contains(&code)
}

/// The index of the event that a place is in.
fn event_index(pointer: &Pointer) -> Option<usize> {
    pointer.as_str().strip_prefix("/events/")?.split('/').next()?.parse().ok()
}

/// The members of an event, as far as they are texts, with `links` left for the ids that it supersedes.
fn claim(event: Object<'_>, index: usize, places: &HashMap<&str, usize>, links: &mut usize) -> EventClaim {
    let text = |object: Object<'_>, name: &str| object.text(name).map(cut);
    let signer = event.get("signer").and_then(|signer| signer.as_object()).unwrap_or_default();
    let link = |id: &str| Link { event_id: cut(id), target: places.get(id).copied() };
    let supersedes = event.get("supersedes").and_then(|ids| ids.as_array()).unwrap_or_default();
    let supersedes = supersedes.get(..*links).unwrap_or(supersedes);
    *links -= supersedes.len();
    EventClaim {
        pointer: Pointer::root().member("events").index(index).as_str().to_owned(),
        event_id: text(event, "event_id"),
        event_type: text(event, "event_type"),
        target: text(event, "target"),
        created_at: text(event, "created_at"),
        signer: SignerClaim {
            signer_id: text(signer, "signer_id"),
            signer_type: text(signer, "signer_type"),
            key_id: text(signer, "key_id"),
        },
        prev_event: event.text("prev_event").map(link),
        supersedes: supersedes.iter().filter_map(Value::as_str).map(link).collect(),
        ..EventClaim::default()
    }
}
