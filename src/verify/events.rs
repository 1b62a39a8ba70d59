//! Each event by itself: `event.subject`, `event.type`, `event.digest`, `event.id`, `event.signature`
//! (format.md sections 1, 3 and 4).

use rayon::prelude::*;

use super::compare;
use crate::bundle::{Bundle, Event};
use crate::canonical;
use crate::digest::ComputedDigest;
use crate::json::{Pointer, Value};
use crate::keyring::Candidates;
use crate::merge::{self, ValidEvent};
use crate::report::{CheckCode, Checks, Finding};
use crate::signature::{self, Expectation, SignatureFault};

const LABEL: &str = "open_graph_event_sha256_bytes";

/// From this many events on, all threads take part.
const MANY: usize = 32;

/// The checks that every event goes through here.
const CODES: [CheckCode; 4] =
    [CheckCode::EventSubject, CheckCode::EventType, CheckCode::EventDigest, CheckCode::EventId];

/// What judging one event gave.
struct Judged<'k, 'a> {
    findings: Vec<Finding>,
    /// The event, if it is valid by M2.
    valid: Option<ValidEvent<'k, 'a>>,
    /// Whether its signature verifies, even if something else is wrong with it.
    signature_verifies: bool,
}

/// Judges every event and gives those that are valid by rule M2.
pub(super) fn judge<'k, 'a>(
    bundle: &'k Bundle<'a>,
    candidates: &'k Candidates<'a>,
    checks: &mut Checks,
) -> Vec<ValidEvent<'k, 'a>> {
    let mut valid = Vec::with_capacity(bundle.events.len());
    let mut take = |judged: Judged<'k, 'a>| {
        for code in CODES {
            if !judged.findings.iter().any(|finding| finding.code == code) {
                checks.pass(code);
            }
        }
        if judged.signature_verifies {
            checks.pass(CheckCode::EventSignature);
        }
        checks.extend(judged.findings);
        valid.extend(judged.valid);
    };
    let events = &bundle.events;
    if events.len() < MANY {
        for event in events.iter().flatten() {
            take(judge_one(event, bundle, candidates));
        }
    } else {
        // In chunks, so that what is waiting to be gathered stays small.
        for chunk in events.chunks(8192) {
            let judged: Vec<_> = chunk.par_iter().flatten().map(|event| judge_one(event, bundle, candidates)).collect();
            judged.into_iter().for_each(&mut take);
        }
    }
    valid
}

/// M2 (proven for valid ones): the subject is the bundle's number, the digest and id recompute, and
/// the signature verifies.
fn judge_one<'k, 'a>(event: &'k Event<'a>, bundle: &Bundle<'a>, candidates: &'k Candidates<'a>) -> Judged<'k, 'a> {
    let digest = canonical::digest_without(event.object, Event::NOT_HASHED);
    let subject = judge_subject(event, bundle);
    let stated = judge_digest(event, &digest, bundle);
    let id = judge_id(event, &digest);
    let is_sound = subject.is_none() && stated.is_none() && id.is_none();
    let mut findings: Vec<Finding> = [subject, judge_type(event), stated, id].into_iter().flatten().collect();

    let expectation = Expectation {
        digest: &digest,
        stated_digest: Some(event.content_sha256),
        label: LABEL,
        kind: None,
        signer: Some(&event.signer),
    };
    match signature::verify(event, &event.signature, &expectation, candidates) {
        Ok(verified) => {
            let valid = is_sound.then_some(ValidEvent { verified, digest });
            Judged { findings, valid, signature_verifies: true }
        }
        Err(fault) => {
            let place = event.pointer().member("signature");
            findings.extend(signature_finding(CheckCode::EventSignature, &fault, place));
            Judged { findings, valid: None, signature_verifies: false }
        }
    }
}

/// An event belongs to the bundle whose number it names.
fn judge_subject(event: &Event<'_>, bundle: &Bundle<'_>) -> Option<Finding> {
    let expected = bundle.pith_number?;
    (event.subject_pith_number != expected).then(|| {
        let finding = Finding::fail(CheckCode::EventSubject, "differs", "the event is about another number");
        finding.compare(expected, event.subject_pith_number).at(event.pointer().member("subject_pith_number"))
    })
}

/// The targets of the two types that were ever seen are known; M11 (inferred) for unknown types.
fn judge_type(event: &Event<'_>) -> Option<Finding> {
    let target = match event.event_type {
        "record_created" => "record",
        "graph_snapshot" => "graph",
        known if merge::is_known_type(known) => return None,
        unknown => {
            let message =
                "an event type that this version does not know: it is checked and applied, and enters no list";
            let finding = Finding::warn(CheckCode::EventType, "unknown-type", message).compare("", unknown);
            return Some(finding.at(event.pointer().member("event_type")));
        }
    };
    (event.target != target).then(|| {
        let finding = Finding::fail(CheckCode::EventType, "target", "the target does not belong to the event's type");
        finding.compare(target, event.target).at(event.pointer().member("target"))
    })
}

fn judge_digest(event: &Event<'_>, computed: &ComputedDigest, bundle: &Bundle<'_>) -> Option<Finding> {
    (!computed.is_stated_as(event.content_sha256)).then(|| {
        let message = match changed_place(event, bundle) {
            Some(place) => format!("the event was changed after it was signed: {place}"),
            None => "the event was changed after it was signed: its content has another digest".to_owned(),
        };
        let finding = Finding::fail(CheckCode::EventDigest, "differs", message);
        finding.compare(computed.to_string(), event.content_sha256).at(event.pointer().member("content_sha256"))
    })
}

/// Where the event differs from the state's copy of it, which says what was signed.
fn changed_place(event: &Event<'_>, bundle: &Bundle<'_>) -> Option<String> {
    let state = bundle.state.as_ref()?;
    let entry = state.current.members().iter().find_map(|list| match list.name {
        "record_created" => list.value.as_object().filter(|entry| entry.text("event_id") == Some(event.event_id)),
        _ => list
            .value
            .as_array()?
            .iter()
            .filter_map(Value::as_object)
            .find(|entry| entry.text("event_id") == Some(event.event_id)),
    })?;
    for member in ["payload", "signer", "created_at", "target"] {
        let (actual, expected) = (event.object.get(member)?, entry.get(member)?);
        if let Some(found) = compare::first_difference(&event.pointer().member(member), actual, expected) {
            let (expected, actual) = (found.expected_text(), found.actual_text());
            return Some(format!("{} is {actual} where the state's copy has {expected}", found.pointer));
        }
    }
    None
}

fn judge_id(event: &Event<'_>, computed: &ComputedDigest) -> Option<Finding> {
    let states_it = event.event_id.strip_prefix("sha256:").is_some_and(|hex| computed.is_stated_as(hex));
    (!states_it).then(|| {
        let finding = Finding::fail(CheckCode::EventId, "differs", "the id is not `sha256:` and the event's digest");
        finding.compare(format!("sha256:{computed}"), event.event_id).at(event.pointer().member("event_id"))
    })
}

/// The finding for a signature that does not count, with the member at fault; none where
/// `bundle.shape` has already said it.
pub(super) fn signature_finding(code: CheckCode, fault: &SignatureFault, place: Pointer) -> Option<Finding> {
    let reason = fault.reason()?;
    let place = if *fault == SignatureFault::Missing { place } else { place.member(fault.member()) };
    let finding = Finding::fail(code, reason, fault.to_string()).at(place);
    Some(match fault.comparison() {
        Some((expected, actual)) => finding.compare(expected, actual),
        None => finding,
    })
}
