//! `document.type` and `document.version`: what this program can judge.

use crate::bundle::{BUNDLE_TYPE, BUNDLE_VERSION, SCHEMA_VERSION};
use crate::json::{Document, Object, Place, Value};
use crate::merge::MERGE_VERSION;
use crate::report::{CheckCode, Checks, Finding};
use crate::text::with_article;

/// Why the document cannot be judged; empty if it can.
///
/// A version that is missing or no string is for `bundle.shape`: here only other versions count.
pub(super) fn judge(document: &Document<'_>) -> Vec<Finding> {
    let Some(object) = document.root().as_object() else {
        let message = format!(
            "the document is {}, not a bundle: a bundle is an object",
            with_article(document.root().type_name())
        );
        return vec![Finding::fail(CheckCode::DocumentType, "not-an-object", message).at(Place::ROOT.pointer())];
    };
    if object.text("bundle_type") != Some(BUNDLE_TYPE) {
        return vec![foreign_type(object)];
    }
    versions(object)
}

fn foreign_type(object: Object<'_>) -> Finding {
    let (reason, message) = relative(object).unwrap_or_else(|| match object.get("bundle_type") {
        Some(_) => ("unknown-type", "`bundle_type` is not that of a Pith open-graph bundle"),
        None => ("no-bundle-type", "not a Pith open-graph bundle: it has no `bundle_type`"),
    });
    let actual = object.text("bundle_type").unwrap_or_default();
    let finding = Finding::fail(CheckCode::DocumentType, reason, message);
    let finding = if actual.is_empty() { finding } else { finding.compare(BUNDLE_TYPE, actual) };
    finding.at(Place::ROOT.member("bundle_type").pointer())
}

/// Which other document of the family this is (format.md section 5, seen).
fn relative(object: Object<'_>) -> Option<(&'static str, &'static str)> {
    let named = |member: &str, name: &str| object.text(member) == Some(name);
    if named("state_type", "pith_open_graph_state") {
        Some(("state", "this is a `state.json`, which nothing signs; verify the bundle of the same number"))
    } else if named("record_type", "pith_number_record") {
        Some(("record", "this is a Pith number record, which nothing signs; verify the bundle of the same number"))
    } else if named("manifest_type", "pith_mirror_manifest") {
        Some(("manifest", "this is a mirror manifest, which nothing signs; verify the bundles that it lists"))
    } else if object.get("bundle_type").is_none() && object.get("public_key_b64").is_some() {
        Some(("key", "this is a signing key; give it to `--key @FILE` to verify bundles with it"))
    } else {
        None
    }
}

fn versions(bundle: Object<'_>) -> Vec<Finding> {
    let root = Place::ROOT;
    let record = root.member("canonical_record");
    let state = root.member("state");
    let events = root.member("events");
    let inner = |name: &str, member: &str| bundle.get(name)?.as_object()?.get(member);
    let (mut findings, mut more) = (Vec::new(), 0_usize);
    let mut judge = |place: Place<'_>, value: Option<Value<'_>>, known: &str| {
        if let Some(version) = value.and_then(|value| value.as_str())
            && version != known
        {
            if findings.len() + 1 == Checks::KEPT {
                more += 1;
                return;
            }
            let message = "a version that this program does not know";
            let finding = Finding::fail(CheckCode::DocumentVersion, "unknown-version", message);
            findings.push(finding.compare(known, version).at(place.pointer()));
        }
    };
    judge(root.member("bundle_version"), bundle.get("bundle_version"), BUNDLE_VERSION);
    judge(root.member("merge_version"), bundle.get("merge_version"), MERGE_VERSION);
    judge(record.member("schema_version"), inner("canonical_record", "schema_version"), SCHEMA_VERSION);
    judge(state.member("state_version"), inner("state", "state_version"), SCHEMA_VERSION);
    for (index, event) in
        bundle.get("events").and_then(|events| events.as_array()).unwrap_or_default().iter().enumerate()
    {
        let version = event.as_object().and_then(|event| event.get("schema_version"));
        judge(events.index(index).member("schema_version"), version, SCHEMA_VERSION);
    }
    if more > 0 {
        let message = format!("{more} more versions that this program does not know");
        findings.push(Finding::fail(CheckCode::DocumentVersion, "unknown-version", message).at(events.pointer()));
    }
    findings
}
