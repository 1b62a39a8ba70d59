//! What can be checked in the relatives of a bundle that nothing signs: `state.json`, `graph.json` and the record of a
//! number (docs/format.md, section 5.1, seen). The verdict stays `malformed`: not a bundle.

use super::snapshot;
use crate::bundle::identifier::PithNumber;
use crate::bundle::{Family, StateClaim};
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Document, Object, Pointer};
use crate::report::{CheckCode, Checks, DigestPair, Finding, InputReport, Reason, Status};
use crate::text::cut;

/// Adds what can be checked to the report, and what that came to and what is missing to the finding
/// that says which document this is.
pub(super) fn judge(
    document: &Document<'_>,
    family: Option<Family>,
    mut foreign: Vec<Finding>,
    report: &mut InputReport,
) -> Vec<Finding> {
    let Some(object) = document.root().as_object() else { return foreign };
    let missing = match family {
        Some(Family::State) => {
            judge_state(object, report);
            "no events to replay, no keys and no signatures"
        }
        Some(Family::Record) => {
            judge_record(object, report);
            "no events, no receipt, no keys and no signatures"
        }
        Some(Family::Graph) => {
            snapshot::judge_sections(object, Pointer::root, &mut report.checks);
            "no number, no keys and no signatures"
        }
        _ => return foreign,
    };
    report.pith_number = object.text("pith_number").map(cut);
    if let Some(first) = foreign.first_mut() {
        first.message = format!("{}. It has {missing}; {}", first.message, came_to(&report.checks));
    }
    foreign
}

/// What the checks came to, for whoever might take it for a verdict.
fn came_to(checks: &Checks) -> &'static str {
    let found = |status| checks.findings().iter().any(|finding| finding.status == status);
    if found(Status::Fail) {
        "what can be checked in it is wrong"
    } else if found(Status::Warn) {
        "what can be checked in it disagrees with itself"
    } else if checks.passes().next().is_none() {
        "nothing in it can be checked"
    } else {
        "what can be checked in it is right, which proves little"
    }
}

/// `state.digest`, and whether the number follows from the record in `current`.
fn judge_state(state: Object<'_>, report: &mut InputReport) {
    let computed = canonical::digest_without(state, StateClaim::NOT_HASHED);
    let stated = state.text("state_sha256");
    report.state = DigestPair { stated: stated.map(cut), computed: Some(computed) };
    let finding = judge_digest(CheckCode::StateDigest, "state_sha256", stated, &computed);
    report.checks.judge(CheckCode::StateDigest, finding);
    let current = state.get("current").and_then(|current| current.as_object());
    if let Some(record) = current.and_then(|current| current.get("canonical_record")?.as_object()) {
        let digest = canonical::digest_without(record, &[]);
        judge_number(state, record, &digest, report);
    }
}

/// `record.digest` and `record.number`.
fn judge_record(document: Object<'_>, report: &mut InputReport) {
    let Some(record) = document.get("canonical_record").and_then(|record| record.as_object()) else { return };
    let computed = canonical::digest_without(record, &[]);
    let stated = document.text("canonical_sha256");
    report.canonical = DigestPair { stated: stated.map(cut), computed: Some(computed) };
    let finding = judge_digest(CheckCode::RecordDigest, "canonical_sha256", stated, &computed);
    report.checks.judge(CheckCode::RecordDigest, finding);
    judge_number(document, record, &computed, report);
}

fn judge_digest(
    code: CheckCode,
    member: &'static str,
    stated: Option<&str>,
    computed: &ComputedDigest,
) -> Option<Finding> {
    let place = || Pointer::root().member(member);
    let Some(stated) = stated else {
        return Some(Finding::fail(code, Reason::Missing, format!("there is no `{member}`")).at(place()));
    };
    (!computed.is_stated_as(stated)).then(|| {
        let message = format!("`{member}` is not the digest that it should be");
        Finding::fail(code, Reason::Differs, message).compare(computed.to_string(), stated).at(place())
    })
}

/// The numbers that the document states, as far as it does, follow from the record.
fn judge_number(document: Object<'_>, record: Object<'_>, digest: &ComputedDigest, report: &mut InputReport) {
    let submitted_at = record.get("metadata").and_then(|metadata| metadata.as_object()?.text("submitted_at"));
    let number = PithNumber::of(digest);
    let full = submitted_at.and_then(|submitted_at| number.full(submitted_at));
    for (member, expected) in [("pith_number", full), ("short_pith_number", Some(number.short()))] {
        let Some(actual) = document.text(member) else { continue };
        let finding = (expected.as_deref() != Some(actual)).then(|| {
            let message = format!("`{member}` does not follow from the record");
            let finding = Finding::fail(CheckCode::RecordNumber, Reason::Differs, message);
            finding.compare(expected.unwrap_or_default(), actual).at(Pointer::root().member(member))
        });
        report.checks.judge(CheckCode::RecordNumber, finding);
    }
}
