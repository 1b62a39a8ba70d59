//! `record.title` and `snapshot.digest`: the contents of snapshots (docs/format.md, sections 1.11 and 2.4).

use super::digests::misstated;
use crate::bundle::title::{is_settled, text_digest};
use crate::bundle::{Bundle, GRAPH_SNAPSHOT};
use crate::digest::ComputedDigest;
use crate::json::canonical::{self, Sink as _, Tee};
use crate::json::{Object, Pointer, Value};
use crate::replay::ValidEvent;
use crate::report::{CheckCode, Checks, Finding, Reason};

/// `snapshot_sha256` of an empty section: SHA-256 of `{"payload":[]}` (proven).
const EMPTY: &str = "258153158e38e3291e3d48162225fcdb2d5a3ed65a07baac614ab91432fd4f57";

/// The sections of a snapshot and the member of each that counts its entries.
const SECTIONS: [(&str, &str); 4] =
    [("claims", "count"), ("references", "count"), ("author_claims", "count"), ("formal_canon", "evidence_count")];

/// The checks of the snapshots among the valid events.
pub(super) fn checks(bundle: &Bundle<'_>, events: &[ValidEvent<'_, '_>]) -> Checks {
    let mut checks = Checks::default();
    let mut seen = false;
    for event in events.iter().filter(|event| event.event().event_type == GRAPH_SNAPSHOT) {
        let place = || event.event().pointer().member("payload").member("graph_snapshot");
        let Some(snapshot) = event.event().payload.get("graph_snapshot").and_then(|value| value.as_object()) else {
            let message = "the event is a snapshot and contains none: `graph_snapshot` is not an object";
            checks.add(Finding::warn(CheckCode::SnapshotDigest, Reason::Missing, message).at(place()));
            continue;
        };
        seen = true;
        checks.add_or_pass(CheckCode::RecordTitle, title(bundle, snapshot, place));
        source(bundle, snapshot, place, &mut checks);
        sections(snapshot, place, &mut checks);
    }
    if !seen {
        let message = "no verified snapshot contains a title to check";
        checks.add(
            Finding::skip(CheckCode::RecordTitle, Reason::NoSnapshot, message).at(Pointer::root().member("events")),
        );
    }
    checks
}

/// Checks the digests of a snapshot's sections.
pub(super) fn sections(snapshot: Object<'_>, place: impl Fn() -> Pointer, checks: &mut Checks) {
    for (section, count) in SECTIONS {
        if let Some(object) = snapshot.get(section).and_then(|value| value.as_object()) {
            let fault = no_digest(object).or_else(|| wrong_section(object, count));
            let finding = fault.map(|(member, finding)| finding.at(place().member(section).member(member)));
            checks.add_or_pass(CheckCode::SnapshotDigest, finding);
        }
    }
    if let Some(section) = snapshot.get(INTEGRITY).and_then(|value| value.as_object()) {
        match no_digest(section) {
            Some((member, finding)) => checks.add(finding.at(place().member(INTEGRITY).member(member))),
            None => integrity(section, || place().member(INTEGRITY), checks),
        }
    }
}

/// The section of a snapshot, and of an integrity document, with the findings of detectors.
pub(super) const INTEGRITY: &str = "integrity";

/// `snapshot_sha256` of an `integrity` section is the digest of its two lists, in the order in which they are published
/// (docs/format.md, section 1.11: proven). Says nothing of a section that carries only one of them.
pub(super) fn integrity(section: Object<'_>, place: impl FnOnce() -> Pointer, checks: &mut Checks) {
    let list = |name| section.get(name).filter(|list| list.as_array().is_some());
    let (Some(detectors), Some(findings)) = (list("detectors_run"), list("findings")) else { return };
    let Some(stated) = section.text("snapshot_sha256") else { return };
    let finding = misstated(&integrity_digest(detectors, findings), stated, || {
        let message = "`snapshot_sha256` is not the digest of `detectors_run` and `findings`";
        Finding::warn(CheckCode::SnapshotDigest, Reason::Digest, message).at(place().member("snapshot_sha256"))
    });
    checks.add_or_pass(CheckCode::SnapshotDigest, finding);
}

/// The digest of `{"payload": {"detectors": detectors, "findings": findings}}`.
fn integrity_digest(detectors: Value<'_>, findings: Value<'_>) -> ComputedDigest {
    let mut tee = Tee::default();
    tee.put(b"{\"payload\":{\"detectors\":");
    canonical::write(&detectors, &mut tee);
    tee.put(b",\"findings\":");
    canonical::write(&findings, &mut tee);
    tee.put(b"}}");
    tee.finish()
}

/// SHA-256 of the title, white space collapsed and lower-cased (proven for ASCII titles).
fn title(bundle: &Bundle<'_>, snapshot: Object<'_>, place: impl Fn() -> Pointer) -> Option<Finding> {
    let place = || place().member("paper").member("title");
    let title = snapshot.get("paper").and_then(|paper| paper.as_object()?.text("title"));
    let (Some(title), Some(stated)) = (title, bundle.record.title_canon_sha256) else {
        let message = "the snapshot has no title, or the record no hash of one";
        return Some(Finding::skip(CheckCode::RecordTitle, Reason::NoTitle, message).at(place()));
    };
    if !is_settled(title) {
        let message = "the title is not ASCII, and how such titles are hashed is not settled";
        return Some(Finding::skip(CheckCode::RecordTitle, Reason::Undetermined, message).at(place()));
    }
    let computed = text_digest(title).to_string();
    (computed != stated).then(|| {
        let message = "the snapshot's title does not hash to the record's `title_canon_sha256`";
        let finding = Finding::warn(CheckCode::RecordTitle, Reason::Differs, message);
        finding.compare(stated, computed).at(place())
    })
}

/// A snapshot is about the source of the record.
fn source(bundle: &Bundle<'_>, snapshot: Object<'_>, place: impl Fn() -> Pointer, checks: &mut Checks) {
    let expected = bundle.canonical_record.and_then(|record| record.as_object()?.get("source"));
    let (Some(expected), Some(actual)) = (expected, snapshot.get("source")) else { return };
    let finding = (expected != actual).then(|| {
        let message = "the snapshot's source is not that of the record";
        let finding = Finding::warn(CheckCode::SnapshotDigest, Reason::Source, message);
        finding.at(place().member("source"))
    });
    checks.add_or_pass(CheckCode::SnapshotDigest, finding);
}

/// A section's count, items and digest agree, as far as it carries them and what they are over.
///
/// `{"payload": items}` is proven for the empty list and inferred for a list of claims; the other
/// sections do not carry their list, so there only "empty or not" can be compared.
fn wrong_section(section: Object<'_>, count: &str) -> Option<(&'static str, Finding)> {
    let warn = |reason, message: &str| Finding::warn(CheckCode::SnapshotDigest, reason, message);
    let (count, stated) = (section.get(count), section.text("snapshot_sha256"));
    if let Some(items) = section.get("items") {
        let Some(entries) = items.as_array() else {
            return Some(("items", warn(Reason::Count, "`items` is not a list")));
        };
        if count.is_some_and(|count| count.as_count() != Some(entries.len())) {
            return Some(("items", warn(Reason::Count, "the count is not the number of items")));
        }
        let message = "`snapshot_sha256` is not the digest of the items (rule inferred)";
        let finding = misstated(&payload_digest(items), stated?, || warn(Reason::Digest, message));
        return finding.map(|finding| ("snapshot_sha256", finding));
    }
    ((count?.as_count() == Some(0)) != (stated? == EMPTY)).then(|| {
        let message = "the count and `snapshot_sha256` disagree on whether the section is empty";
        ("snapshot_sha256", warn(Reason::Empty, message))
    })
}

/// A digest is a text; a section whose digest is `null` states none.
fn no_digest(section: Object<'_>) -> Option<(&'static str, Finding)> {
    let stated = section.get("snapshot_sha256").filter(|stated| !stated.is_null() && stated.as_str().is_none())?;
    let finding = Finding::warn(CheckCode::SnapshotDigest, Reason::Digest, "`snapshot_sha256` is not a string");
    Some(("snapshot_sha256", finding.found(canonical::brief(&stated))))
}

/// The digest of `{"payload": items}`.
fn payload_digest(items: Value<'_>) -> ComputedDigest {
    let mut tee = Tee::default();
    tee.put(b"{\"payload\":");
    canonical::write(&items, &mut tee);
    tee.put(b"}");
    tee.finish()
}
