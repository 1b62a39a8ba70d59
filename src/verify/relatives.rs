//! The checks of the relatives of a bundle that nothing signs: `state.json`, `graph.json` and the record of a number
//! (docs/format.md, section 5.1, seen). The verdict stays `malformed`: not a bundle.

use super::digests::misstated;
use super::{record, snapshot};
use crate::bundle::identifier::PithNumber;
use crate::bundle::{Family, StateClaim};
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Document, Object, Pointer};
use crate::report::{CheckCode, Checks, DigestPair, Finding, InputReport, Reason, Status};
use crate::text::cut;

/// The report on a document of another kind: what can be checked in it, and why it is not a bundle. The first of the
/// `obstacles` also names what is missing.
pub(super) fn report(
    document: &Document<'_>,
    family: Option<Family>,
    mut obstacles: Vec<Finding>,
    mut report: InputReport,
) -> InputReport {
    let object = document.root().as_object().unwrap_or_default();
    let mut checks = Checks::default();
    let missing = match family {
        Some(Family::State) => {
            report.state = state(object, &mut checks);
            Some("no events to replay, no keys and no signatures")
        }
        Some(Family::Record) => {
            report.canonical = record(object, &mut checks);
            Some("no events, no receipt, no keys and no signatures")
        }
        Some(Family::Graph) => {
            snapshot::sections(object, Pointer::root, &mut checks);
            Some("no number, no keys and no signatures")
        }
        _ => None,
    };
    if let (Some(missing), Some(first)) = (missing, obstacles.first_mut()) {
        report.pith_number = object.text("pith_number").map(cut);
        first.message = format!("{}. It has {missing}; {}", first.message, summary(&checks));
    }
    checks.extend(obstacles);
    InputReport { checks, ..report }
}

/// The outcome of the checks, for a reader who might take it for a verdict.
fn summary(checks: &Checks) -> &'static str {
    let found = |status| checks.findings().iter().any(|finding| finding.status == status);
    if found(Status::Fail) {
        "a check of its content fails"
    } else if found(Status::Warn) {
        "its parts contradict each other"
    } else if checks.passes().next().is_none() {
        "nothing in it can be checked"
    } else {
        "the checks of its content pass, which proves little"
    }
}

/// `state.digest`, and whether the number follows from the record in `current`.
fn state(state: Object<'_>, checks: &mut Checks) -> DigestPair {
    let computed = canonical::digest_without(state, StateClaim::NOT_HASHED);
    let current = state.get("current").and_then(|current| current.as_object());
    let digests = digest(CheckCode::StateDigest, "state_sha256", state, computed, checks);
    if let Some(record) = current.and_then(|current| current.get("canonical_record")?.as_object()) {
        let place = Pointer::root().member("current").member("canonical_record");
        numbers(state, record, &place, &canonical::digest_without(record, &[]), checks);
    }
    digests
}

/// `record.digest` and `record.number`.
fn record(document: Object<'_>, checks: &mut Checks) -> DigestPair {
    let Some(record) = document.get("canonical_record").and_then(|record| record.as_object()) else {
        return DigestPair::default();
    };
    let computed = canonical::digest_without(record, &[]);
    let digests = digest(CheckCode::RecordDigest, "canonical_sha256", document, computed, checks);
    numbers(document, record, &Pointer::root().member("canonical_record"), &computed, checks);
    digests
}

/// The digest that the document states in `member`.
fn digest(
    code: CheckCode,
    member: &str,
    document: Object<'_>,
    computed: ComputedDigest,
    checks: &mut Checks,
) -> DigestPair {
    let fail = |reason, message| Finding::fail(code, reason, message).at(Pointer::root().member(member));
    let stated = document.text(member);
    let finding = match stated {
        None => Some(fail(Reason::Missing, format!("there is no `{member}`"))),
        Some(stated) => misstated(&computed, stated, || {
            fail(Reason::Differs, format!("`{member}` is not the digest of the content"))
        }),
    };
    checks.add_or_pass(code, finding);
    DigestPair::of(stated, computed)
}

/// The numbers that the document states, as far as it does, follow from the record at a place.
fn numbers(document: Object<'_>, record: Object<'_>, place: &Pointer, digest: &ComputedDigest, checks: &mut Checks) {
    let submitted_at = record.get("metadata").and_then(|metadata| metadata.as_object()?.text("submitted_at"));
    let stated = [document.text("pith_number"), document.text("short_pith_number")];
    if let ([Some(_), _], None) = (stated, submitted_at) {
        let message = "there is no `submitted_at`, so no number follows from the record";
        checks.add(Finding::fail(CheckCode::RecordNumber, Reason::Missing, message).at(place.clone()));
    }
    checks.merge(record::numbers(&PithNumber::of(digest), stated[0].and(submitted_at), place, stated));
}
