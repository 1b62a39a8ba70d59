//! Integrity documents: `integrity.json` of a paper (docs/format.md, section 3.8).
//!
//! Each event is signed, but over a digest that the event states, and how that digest is made of the payload is not
//! known. Nothing signs the list of events, and nothing the section. So the most that can be proven is which trusted
//! key signed which stated digest; the verdict is at best `untrusted`, whatever the checks find.

use std::collections::HashSet;

use super::Policy;
use super::snapshot;
use super::times::TOLERANCE_SECONDS;
use crate::bundle::time::Time;
use crate::bundle::{INTEGRITY_EVENT, IntegrityDocument, IntegrityEvent};
use crate::digest::StatedDigest;
use crate::json::canonical;
use crate::json::{Document, Pointer};
use crate::keys::signature::{SignatureFault, verify_bare};
use crate::keys::{BareSignature, Role, TrustStore, TrustedKey};
use crate::report::{CheckCode, Checks, Finding, InputReport, Reason, Signer, Subject};
use crate::text::cut;
use crate::verify::expect;

/// What the `schema` of a document of this version ends in, whatever host serves it.
const SCHEMA: &str = "/schemas/pith-integrity/v1.json";

/// The report on an integrity document, without a verdict: that is for [`Checks::verdict_without_proof`].
pub(super) fn report(document: &Document<'_>, policy: &Policy, report: InputReport) -> InputReport {
    let (integrity, shape) = IntegrityDocument::view(document);
    let foreign = integrity.schema.and_then(unknown_schema);
    let is_foreign = foreign.is_some();
    let mut checks = Checks::default();
    checks.pass(CheckCode::DocumentType);
    checks.add_or_pass(CheckCode::DocumentVersion, foreign);
    if is_foreign {
        return InputReport { subject: Subject::Integrity, checks, ..report };
    }
    checks.merge(shape);
    if let Some(section) = integrity.section {
        let place = || Pointer::root().member(snapshot::INTEGRITY);
        snapshot::integrity(section, place, &mut checks);
    }
    let (signed, signatures) = signatures(&integrity.events, &policy.trust);
    checks.merge(signatures);
    let latest = policy.now.and_then(|now| now.plus_seconds(TOLERANCE_SECONDS));
    let mut names = Names::default();
    let mut events_valid = 0;
    for (event, signature) in integrity.events.iter().zip(&signed) {
        let digest = unproven_digest(event, signature.is_some());
        events_valid += usize::from(digest.is_none() && signature.is_some());
        checks.add_or_pass(CheckCode::EventDigest, digest);
        checks.add_or_pass(CheckCode::EventType, unknown_type(event));
        checks.add_or_pass(CheckCode::EventUnique, names.repetition(event));
        checks.add_or_pass(CheckCode::EventTime, wrong_time(event, latest));
    }
    checks.extend(unsealed(&integrity));
    let (policy_outcomes, expectations) = expect::unprovable(&policy.expectations);
    checks.merge(expectations);
    InputReport {
        subject: Subject::Integrity,
        signers: signers(&integrity.events, &signed, &policy.trust),
        signatures_total: integrity.listed,
        signatures_verified: signed.iter().flatten().count(),
        events_total: integrity.listed,
        events_valid,
        unsigned: unsigned_members(document),
        policy: policy_outcomes,
        checks,
        ..report
    }
}

/// Turns the report on an integrity document into one on a document that cannot be verified, where a bundle is needed:
/// an integrity document contains no state and nothing to merge. Leaves every other report as it is.
pub fn refuse_integrity(report: &mut InputReport) {
    if report.subject != Subject::Integrity {
        return;
    }
    let message = "this is an integrity document, not a bundle: it has no state and no events that a bundle lists; \
                   give the bundle of the paper";
    report.checks = Checks::default();
    report.checks.add(Finding::fail(CheckCode::DocumentType, Reason::Integrity, message).at(Pointer::root()));
    report.error = Some(message.to_owned());
    report.verdict = report.checks.verdict_without_proof();
}

fn unknown_schema(schema: &str) -> Option<Finding> {
    (!schema.ends_with(SCHEMA)).then(|| {
        let message = "a version of integrity documents that this program does not know";
        let finding = Finding::fail(CheckCode::DocumentVersion, Reason::UnknownVersion, message);
        finding.compare(format!("a URL that ends in {SCHEMA}"), schema).at(Pointer::root().member("schema"))
    })
}

/// For each event the signature that a trusted key made, and the checks of all of them.
///
/// The trusted key of a registry is tried if its id is the one that the event names, or if it has none. A signature is
/// known to be wrong only where the id is a trusted key's; otherwise all that is known is that no trusted key made it.
fn signatures<'k>(events: &[IntegrityEvent<'_>], trust: &'k TrustStore) -> (Vec<Option<BareSignature<'k>>>, Checks) {
    let mut checks = Checks::default();
    let outcomes: Vec<_> = events.iter().map(|event| verify(event, trust)).collect();
    // An id is known if a key that was tried has it, or has signed under it without having one.
    let tried = trust.trusted_keys().iter().filter(|trusted| is_registry(trusted));
    let mut known: HashSet<&str> = tried.filter_map(|key| key.key_id.as_deref()).collect();
    let signed = events.iter().zip(&outcomes).filter(|(_, outcome)| outcome.is_ok());
    known.extend(signed.map(|(event, _)| event.signing_key_id));
    for (event, outcome) in events.iter().zip(&outcomes) {
        let fault = outcome.as_ref().err();
        let finding = fault.and_then(|fault| signature_finding(event, fault, known.contains(event.signing_key_id)));
        match (fault, finding) {
            (_, Some(finding)) => checks.add(finding),
            (None, None) => checks.pass(CheckCode::EventSignature),
            (Some(_), None) => {}
        }
    }
    (outcomes.into_iter().map(Result::ok).collect(), checks)
}

/// Whether a key is trusted with these signatures.
fn is_registry(trusted: &TrustedKey) -> bool {
    trusted.grant.role == Role::Registry
}

/// Which trusted key signed the digest that the event states.
fn verify<'k>(event: &IntegrityEvent<'_>, trust: &'k TrustStore) -> Result<BareSignature<'k>, SignatureFault> {
    let signature = event.signature_b64.ok_or(SignatureFault::Missing)?;
    let digest = StatedDigest::parse(event.payload_sha256).ok_or(SignatureFault::Unreadable)?;
    let is_meant = |key_id: Option<&str>| key_id.is_none_or(|key_id| key_id == event.signing_key_id);
    let keys = trust
        .trusted_keys()
        .iter()
        .filter(|trusted| is_meant(trusted.key_id.as_deref()))
        .filter(|trusted| is_registry(trusted));
    verify_bare(&digest, signature, keys.map(|trusted| &trusted.key))
}

/// The finding for a signature that does not count; none where `event.digest` has already reported it.
fn signature_finding(event: &IntegrityEvent<'_>, fault: &SignatureFault, id_is_known: bool) -> Option<Finding> {
    let fail = |reason, message: &str| Finding::fail(CheckCode::EventSignature, reason, message);
    let reason = fault.reason()?;
    if *fault == SignatureFault::Invalid && !id_is_known {
        let message = "no trusted key of a registry made this signature, and none has the id that the event names: to \
                       check it, give the publisher's key with `--key` or `--keyring`";
        let finding = Finding::warn(CheckCode::EventSignature, Reason::UnknownKey, message);
        return Some(finding.found(event.signing_key_id).at(event.place_of("signing_key_id")));
    }
    let finding = match fault {
        SignatureFault::Invalid => {
            fail(reason, "the signature does not verify: this key did not sign the digest that the event states")
        }
        fault => fail(reason, &fault.to_string()),
    };
    let finding = match fault.comparison() {
        Some((expected, actual)) => finding.compare(expected, actual),
        None => finding,
    };
    Some(finding.at(event.place_of(fault.member())))
}

/// Why the stated digest is not known to be that of the payload. Where it is not that of the payload's canonical bytes,
/// nothing follows: what it is made over is not known.
fn unproven_digest(event: &IntegrityEvent<'_>, is_signed: bool) -> Option<Finding> {
    let place = || event.place_of("payload_sha256");
    if StatedDigest::parse(event.payload_sha256).is_none() {
        let finding = Finding::fail(CheckCode::EventDigest, Reason::Form, "`payload_sha256` is not a digest");
        return Some(finding.compare("64 lower-case hex digits", event.payload_sha256).at(place()));
    }
    (!canonical::digest(&event.payload).is_stated_as(event.payload_sha256)).then(|| {
        let standing = if is_signed { "signed; content not checked" } else { "content not checked" };
        let message = format!("{standing}: how `payload_sha256` is made of the payload is not published");
        Finding::skip(CheckCode::EventDigest, Reason::NotChecked, message).at(place())
    })
}

fn unknown_type(event: &IntegrityEvent<'_>) -> Option<Finding> {
    (event.event_type != INTEGRITY_EVENT).then(|| {
        let message = "an event of a type that this program does not know";
        let finding = Finding::warn(CheckCode::EventType, Reason::UnknownType, message);
        finding.compare(INTEGRITY_EVENT, event.event_type).at(event.place_of("event_type"))
    })
}

/// The ids and digests that have been seen.
#[derive(Default)]
struct Names<'a> {
    ids: HashSet<&'a str>,
    digests: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    /// Why this event is not the only one of its id and digest.
    fn repetition(&mut self, event: &IntegrityEvent<'a>) -> Option<Finding> {
        let digest_is_new = self.digests.insert(event.payload_sha256);
        if !self.ids.insert(event.event_id) {
            let finding = Finding::fail(CheckCode::EventUnique, Reason::EventTwice, "another event has this id");
            return Some(finding.found(event.event_id).at(event.place_of("event_id")));
        }
        let message = "another event states this digest: one signature serves both";
        let finding = || Finding::warn(CheckCode::EventUnique, Reason::DigestTwice, message);
        (!digest_is_new).then(|| finding().at(event.place_of("payload_sha256")))
    }
}

/// The publisher writes the times of these events with `+00:00`, so that form is nothing to remark here.
fn wrong_time(event: &IntegrityEvent<'_>, latest: Option<Time>) -> Option<Finding> {
    let text = event.created_at;
    let place = || event.place_of("created_at");
    let with_offset = || Time::parse(&format!("{}Z", text.strip_suffix("+00:00")?));
    let Some(time) = Time::parse(text).or_else(with_offset) else {
        let message = "not a time in UTC, or one that does not exist";
        let finding = Finding::fail(CheckCode::EventTime, Reason::Form, message);
        return Some(finding.compare("YYYY-MM-DDTHH:MM:SS[.ffffff]+00:00", text).at(place()));
    };
    latest.is_some_and(|latest| time > latest).then(|| {
        let message = "the time is ahead of this machine's clock";
        Finding::warn(CheckCode::EventTime, Reason::Ahead, message).found(text).at(place())
    })
}

/// Why the document as a whole proves nothing, even if all that is in it verifies.
fn unsealed(integrity: &IntegrityDocument<'_>) -> impl Iterator<Item = Finding> {
    let no_events = (integrity.listed == 0).then(|| {
        let message = "there are no events, so nothing in this document is signed";
        Finding::skip(CheckCode::EventSignature, Reason::NoEvents, message).at(Pointer::root().member("events"))
    });
    let message = "an integrity document has no signature over the whole: its section and the completeness of its \
                   events are claims";
    let not_sealed = Finding::skip(CheckCode::BundleSignature, Reason::NotSealed, message).at(Pointer::root());
    no_events.into_iter().chain([not_sealed])
}

/// The trusted keys that signed, in the order of their first event.
fn signers(events: &[IntegrityEvent<'_>], made: &[Option<BareSignature<'_>>], trust: &TrustStore) -> Vec<Signer> {
    let mut found: Vec<Signer> = Vec::new();
    for (event, signature) in events.iter().zip(made) {
        let Some(key_sha256) = signature.as_ref().map(|signature| *signature.key().sha256()) else { continue };
        match found.iter_mut().find(|known| known.key_sha256 == key_sha256) {
            Some(known) => known.signatures += 1,
            None => found.push(Signer {
                key_id: cut(event.signing_key_id),
                key_sha256,
                trust: trust.basis(),
                signatures: 1,
            }),
        }
    }
    found
}

/// The members of the document beside `events`: nothing signs them. Names too long to show are left out.
fn unsigned_members(document: &Document<'_>) -> Vec<Pointer> {
    let members = document.root().as_object().unwrap_or_default().members().iter();
    let names = members.map(|member| member.name).filter(|name| *name != "events" && cut(name) == *name);
    names.take(Checks::KEPT).map(|name| Pointer::root().member(name)).collect()
}
