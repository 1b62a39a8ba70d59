//! `document.type` and `document.version`: the documents that this program can verify.

use crate::bundle::{BUNDLE_TYPE, BUNDLE_VERSION, Family, SCHEMA_VERSION};
use crate::json::{Document, Object, Place, Value};
use crate::replay::MERGE_VERSION;
use crate::report::{CheckCode, Checks, Finding, Reason};
use crate::text::with_article;

/// Why the document cannot be verified as a bundle; empty if it can.
///
/// A version that is missing or no string is for `bundle.shape`: here only other versions count.
pub(super) fn obstacles(document: &Document<'_>, family: Option<Family>) -> Vec<Finding> {
    let Some(object) = document.root().as_object() else {
        let message = format!(
            "the document is {}, not a bundle: a bundle is an object",
            with_article(document.root().type_name())
        );
        return vec![Finding::fail(CheckCode::DocumentType, Reason::NotAnObject, message).at(Place::ROOT.pointer())];
    };
    if family == Some(Family::Bundle) { versions(object) } else { vec![foreign_type(object, family)] }
}

fn foreign_type(object: Object<'_>, family: Option<Family>) -> Finding {
    let (reason, message) = match family {
        Some(Family::State) => {
            (Reason::State, "this is a `state.json`, which nothing signs; verify the bundle of the same number")
        }
        Some(Family::Record) => {
            (Reason::Record, "this is a Pith number record, which nothing signs; verify the bundle of the same number")
        }
        Some(Family::MirrorManifest) => {
            (Reason::MirrorManifest, "this is a mirror manifest, which nothing signs; verify the bundles that it lists")
        }
        Some(Family::SigningKey) => {
            (Reason::SigningKey, "this is a signing key; give it to `--key @FILE` to verify bundles with it")
        }
        Some(Family::Graph) => {
            (Reason::Graph, "this is a `graph.json`, which nothing signs; verify the bundle of the same number")
        }
        Some(Family::Integrity) => {
            (Reason::Integrity, "this is an integrity document; its events are signed, but it is no bundle")
        }
        Some(Family::Bundle) | None if object.get("bundle_type").is_some() => {
            (Reason::UnknownType, "`bundle_type` is not that of a Pith open-graph bundle")
        }
        Some(Family::Bundle) | None => (Reason::NoBundleType, "not a Pith open-graph bundle: it has no `bundle_type`"),
    };
    let actual = object.text("bundle_type").unwrap_or_default();
    let finding = Finding::fail(CheckCode::DocumentType, reason, message);
    let finding = if actual.is_empty() { finding } else { finding.compare(BUNDLE_TYPE, actual) };
    finding.at(Place::ROOT.member("bundle_type").pointer())
}

fn versions(bundle: Object<'_>) -> Vec<Finding> {
    let root = Place::ROOT;
    let record = root.member("canonical_record");
    let state = root.member("state");
    let events = root.member("events");
    let inner = |name: &str, member: &str| bundle.get(name)?.as_object()?.get(member);
    let (mut findings, mut more) = (Vec::new(), 0_usize);
    let mut check = |place: Place<'_>, value: Option<Value<'_>>, known: &str| {
        if let Some(version) = value.and_then(|value| value.as_str())
            && version != known
        {
            if findings.len() + 1 == Checks::KEPT {
                more += 1;
                return;
            }
            let message = "a version that this program does not know";
            let finding = Finding::fail(CheckCode::DocumentVersion, Reason::UnknownVersion, message);
            findings.push(finding.compare(known, version).at(place.pointer()));
        }
    };
    check(root.member("bundle_version"), bundle.get("bundle_version"), BUNDLE_VERSION);
    check(root.member("merge_version"), bundle.get("merge_version"), MERGE_VERSION);
    check(record.member("schema_version"), inner("canonical_record", "schema_version"), SCHEMA_VERSION);
    check(state.member("state_version"), inner("state", "state_version"), SCHEMA_VERSION);
    for (index, event) in
        bundle.get("events").and_then(|events| events.as_array()).unwrap_or_default().iter().enumerate()
    {
        let version = event.as_object().and_then(|event| event.get("schema_version"));
        check(events.index(index).member("schema_version"), version, SCHEMA_VERSION);
    }
    if more > 0 {
        let versions = if more == 1 { "version" } else { "versions" };
        let message = format!("{more} more {versions} that this program does not know");
        findings.push(Finding::fail(CheckCode::DocumentVersion, Reason::UnknownVersion, message).at(events.pointer()));
    }
    findings
}
