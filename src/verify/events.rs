//! Each event by itself: `event.subject`, `event.type`, `event.digest`, `event.id`, `event.signature`
//! (docs/format.md, section 4.2).

use std::collections::HashMap;
use std::sync::OnceLock;

use super::compare;
use super::digests::{Digests, misstated};
use crate::bundle::{Bundle, Event, EventType};
use crate::digest::ComputedDigest;
use crate::json::{Object, Place, Pointer, Value};
use crate::keys::Candidates;
use crate::keys::signature::{self, Expectation, SignatureFault, Verified};
use crate::replay::ValidEvent;
use crate::report::{CheckCode, Checks, Finding, Reason};
use crate::threads::map_parts;

pub(super) const LABEL: &str = "open_graph_event_sha256_bytes";

/// How many events one thread checks at a time. If there are no more, no other thread takes part.
const CHUNK: usize = 32;

/// An event whose signature verifies.
pub(super) type Signed<'k, 'a> = Verified<'k, 'a, &'k Event<'a>>;

/// The events of a bundle, each checked by itself.
#[derive(Default)]
pub(super) struct Events<'k, 'a> {
    /// Those that are valid by rule M2.
    pub(super) valid: Vec<ValidEvent<'k, 'a>>,
    /// Those whose signature verifies, valid or not.
    pub(super) signed: Vec<Signed<'k, 'a>>,
    /// How many state another id than follows from their digest.
    pub(super) wrong_ids: usize,
    /// The checks of all of them.
    pub(super) checks: Checks,
}

impl<'k, 'a> Events<'k, 'a> {
    /// Checks every event by itself, on all threads where there are many.
    pub(super) fn of(bundle: &'k Bundle<'a>, digests: &Digests<'_, 'a>, candidates: &'k Candidates<'a>) -> Self {
        let copies = Copies::of(bundle);
        let of_some = |start: usize, events: &'k [Event<'a>]| {
            let mut checked = Self::default();
            for (event, digest) in events.iter().zip(digests.events.iter().skip(start)) {
                checked.check(event, digest, &copies, candidates);
            }
            checked
        };
        map_parts(bundle.events.events(), CHUNK, of_some).into_iter().reduce(Self::and).unwrap_or_default()
    }

    /// M2 (proven for valid ones): the subject is the bundle's number, the digest and id recompute, and
    /// the signature verifies.
    fn check(
        &mut self,
        event: &'k Event<'a>,
        digest: &ComputedDigest,
        copies: &Copies<'_, 'a>,
        candidates: &'k Candidates<'a>,
    ) {
        let expectation = Expectation {
            digest,
            stated_digest: Some(event.content_sha256),
            label: LABEL,
            kind: None,
            signer: Some(&event.signer),
        };
        let signature = signature::verify(event, &event.signature, &expectation, candidates);
        let subject = foreign_subject(event, copies.bundle);
        let stated = wrong_digest(event, digest, signature.as_ref().err(), copies);
        let id = wrong_id(event, digest);
        let is_sound = subject.is_none() && stated.is_none() && id.is_none();
        self.wrong_ids += usize::from(id.is_some());
        self.checks.add_or_pass(CheckCode::EventSubject, subject);
        self.checks.add_or_pass(CheckCode::EventType, odd_type(event));
        self.checks.add_or_pass(CheckCode::EventDigest, stated);
        self.checks.add_or_pass(CheckCode::EventId, id);
        match signature {
            Ok(verified) => {
                self.checks.pass(CheckCode::EventSignature);
                self.signed.push(verified);
                self.valid.extend(is_sound.then_some(ValidEvent { verified, digest: *digest }));
            }
            Err(fault) => {
                let place = event.pointer().member("signature");
                self.checks.extend(signature_finding(CheckCode::EventSignature, &fault, place));
            }
        }
    }

    /// These and the ones after them.
    fn and(mut self, next: Self) -> Self {
        self.valid.extend(next.valid);
        self.signed.extend(next.signed);
        self.wrong_ids += next.wrong_ids;
        self.checks.merge(next.checks);
        self
    }
}

/// An event belongs to the bundle whose number it names.
fn foreign_subject(event: &Event<'_>, bundle: &Bundle<'_>) -> Option<Finding> {
    let expected = bundle.pith_number?;
    (event.subject_pith_number != expected).then(|| {
        let finding = Finding::fail(CheckCode::EventSubject, Reason::Differs, "the event is about another number");
        finding.compare(expected, event.subject_pith_number).at(event.pointer().member("subject_pith_number"))
    })
}

/// The targets of the two types that were ever seen are known; M11 (inferred) for unknown types.
fn odd_type(event: &Event<'_>) -> Option<Finding> {
    let Some(known) = EventType::named(event.event_type) else {
        let message = "an event type that this version does not know: it is checked and applied, and enters no list";
        let finding = Finding::warn(CheckCode::EventType, Reason::UnknownType, message).found(event.event_type);
        return Some(finding.at(event.pointer().member("event_type")));
    };
    let target = known.target?;
    (event.target != target).then(|| {
        let finding =
            Finding::fail(CheckCode::EventType, Reason::Target, "the target does not belong to the event's type");
        finding.compare(target, event.target).at(event.pointer().member("target"))
    })
}

/// The stated digest is that of the event. Which of the two was changed is for the signature to say.
fn wrong_digest<'a>(
    event: &Event<'a>,
    computed: &ComputedDigest,
    fault: Option<&SignatureFault>,
    copies: &Copies<'_, 'a>,
) -> Option<Finding> {
    misstated(computed, event.content_sha256, || {
        let message = match fault {
            None => "the stated digest was changed: the signature covers the content as it is here".to_owned(),
            Some(SignatureFault::Changed) => match copies.changed_place(event) {
                Some(place) => format!("the event was changed after it was signed: {place}"),
                None => "the event is not what was signed: the signature covers the stated digest".to_owned(),
            },
            Some(_) => "`content_sha256` is not the digest of the event".to_owned(),
        };
        let finding = Finding::fail(CheckCode::EventDigest, Reason::Differs, message);
        finding.at(event.pointer().member("content_sha256"))
    })
}

/// The state's copies of the events, by the id they state: what was signed, if the event was changed.
struct Copies<'b, 'a> {
    bundle: &'b Bundle<'a>,
    by_id: OnceLock<HashMap<&'a str, Object<'a>>>,
}

impl<'b, 'a> Copies<'b, 'a> {
    const fn of(bundle: &'b Bundle<'a>) -> Self {
        Self { bundle, by_id: OnceLock::new() }
    }

    /// Looked through once, and only if an event was changed.
    fn get(&self, event_id: &str) -> Option<&Object<'a>> {
        self.by_id.get_or_init(|| self.read()).get(event_id)
    }

    fn read(&self) -> HashMap<&'a str, Object<'a>> {
        let current = self.bundle.state.as_ref().and_then(|state| state.current);
        let lists = current.iter().flat_map(Object::members);
        let entries = lists.flat_map(|list| match list.value.as_array() {
            Some(entries) => entries.iter().filter_map(Value::as_object).collect(),
            None => list.value.as_object().into_iter().collect::<Vec<_>>(),
        });
        entries.filter_map(|entry| Some((entry.text("event_id")?, entry))).collect()
    }

    /// Where the event differs from the state's copy of it.
    fn changed_place(&self, event: &Event<'a>) -> Option<String> {
        let copy = self.get(event.event_id)?;
        let events = Place::ROOT.member("events");
        let place = events.index(event.index);
        ["payload", "signer", "created_at", "target"].into_iter().find_map(|member| {
            let (actual, expected) = (event.object.get(member)?, copy.get(member)?);
            let found = compare::first_difference_shown(&place.member(member), actual, expected)?;
            let (expected, actual) = (found.expected_text(), found.actual_text());
            Some(format!("{} is {actual} where the state's copy has {expected}", found.pointer))
        })
    }
}

fn wrong_id(event: &Event<'_>, computed: &ComputedDigest) -> Option<Finding> {
    let states_it = event.event_id.strip_prefix("sha256:").is_some_and(|hex| computed.is_stated_as(hex));
    (!states_it).then(|| {
        let finding =
            Finding::fail(CheckCode::EventId, Reason::Differs, "the id is not `sha256:` and the event's digest");
        finding.compare(format!("sha256:{computed}"), event.event_id).at(event.pointer().member("event_id"))
    })
}

/// The finding for a signature that does not count, with the member at fault; none where
/// `bundle.shape` has already reported it.
pub(super) fn signature_finding(code: CheckCode, fault: &SignatureFault, place: Pointer) -> Option<Finding> {
    let reason = fault.reason()?;
    let place = if *fault == SignatureFault::Missing { place } else { place.member(fault.member()) };
    let finding = Finding::fail(code, reason, fault.to_string()).at(place);
    Some(match fault.comparison() {
        Some((expected, actual)) => finding.compare(expected, actual),
        None => finding,
    })
}
