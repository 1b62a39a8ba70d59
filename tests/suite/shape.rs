//! Every required member of a bundle: if it is absent, null or of another type, `bundle.shape` fails at its place.

use std::fs;

use crate::support::forge::Bundle;
use crate::support::json::Json;

/// An object of the bundle, and its required members that are strings.
const STRINGS: [(&str, &[&str]); 13] = [
    ("", &["bundle_version", "pith_number", "short_pith_number", "canonical_sha256", "merge_version", "built_at"]),
    ("/canonical_record", &["schema_version"]),
    ("/canonical_record/source", &["kind", "id"]),
    (
        "/canonical_record/metadata",
        &["license", "primary_cat", "submitted_at", "title_canon_sha256", "abstract_canon_sha256"],
    ),
    ("/source", &["kind", "id"]),
    ("/source_aliases/0", &["alias_kind", "alias_value", "created_at"]),
    (
        "/events/2",
        &["event_type", "subject_pith_number", "target", "created_at", "content_sha256", "schema_version", "event_id"],
    ),
    ("/events/2/signer", &["signer_id", "signer_type", "key_id", "public_key_fingerprint"]),
    ("/events/2/signature", &SIGNATURE),
    ("/events/0/payload/receipt", &SIGNATURE),
    ("/bundle_signature", &SIGNATURE),
    (
        "/public_keys/0",
        &[
            "key_id",
            "algorithm",
            "format",
            "public_key_b64",
            "public_key_hex",
            "fingerprint_sha256_b32_first128bits",
            "fingerprint_sha256_hex",
        ],
    ),
    ("/state", &["state_type", "state_version", "pith_number", "merge_version", "state_sha256"]),
];

/// The required strings of every signature; without `signature_b64` it is `missing`.
const SIGNATURE: [&str; 6] =
    ["signature_status", "algorithm", "key_id", "public_key_fingerprint", "signed_message", "signed_at"];

/// Other required members, and what they are.
const OTHERS: [(&str, Kind); 29] = [
    ("/canonical_record", Kind::Object),
    ("/source", Kind::Object),
    ("/links", Kind::Object),
    ("/state", Kind::Object),
    ("/source_aliases", Kind::Array),
    ("/events", Kind::Array),
    ("/timestamp_proofs", Kind::Array),
    ("/mirror_hints", Kind::Array),
    ("/public_keys", Kind::Array),
    ("/canonical_record/source", Kind::Object),
    ("/canonical_record/source/version", Kind::Integer),
    ("/canonical_record/metadata", Kind::Object),
    ("/canonical_record/metadata/cross_cats_sorted", Kind::Array),
    ("/source/version", Kind::Integer),
    ("/events/2/payload", Kind::Object),
    ("/events/2/signer", Kind::Object),
    ("/events/2/supersedes", Kind::Array),
    ("/bundle_signature/bundle_sha256", Kind::String),
    ("/events/0/payload/receipt/kind", Kind::String),
    ("/events/0/payload/receipt/canonical_sha256", Kind::String),
    ("/state/event_count", Kind::Integer),
    ("/state/valid_event_count", Kind::Integer),
    ("/state/invalid_event_count", Kind::Integer),
    ("/state/equivocation_count", Kind::Integer),
    ("/state/current", Kind::Object),
    ("/state/equivocations", Kind::Array),
    ("/state/invalid_events", Kind::Array),
    ("/state/applied_event_ids", Kind::Array),
    ("/canonical_record/schema_version", Kind::String),
];

/// Members that may be null or absent in some way, and what they must not be.
const NEVER: [(&str, Option<&str>); 12] = [
    ("/events/2/prev_event", None),
    ("/events/2/prev_event", Some("1")),
    ("/events/2/signature", Some("\"signed_v1\"")),
    ("/events/2/signature/signature_b64", Some("[]")),
    ("/events/0/payload/receipt", Some("[]")),
    ("/events/0/payload/receipt/signature_b64", Some("0")),
    ("/bundle_signature", Some("[]")),
    ("/bundle_signature/signature_b64", Some("{}")),
    ("/public_keys/0/rotates_at", Some("0")),
    ("/events/2", Some("null")),
    ("/public_keys/0", Some("\"\"")),
    ("/source_aliases/0", Some("[]")),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    Integer,
    String,
}

impl Kind {
    /// Values of other types; 1.0 is no integer.
    fn others(self) -> Vec<Option<Json>> {
        let mut others = vec![None, Some(Json::Null), Some(true.into()), Some(Json::number("1.0"))];
        let all = [
            (Self::Object, object! {}),
            (Self::Array, array![]),
            (Self::Integer, 1_usize.into()),
            (Self::String, "1".into()),
        ];
        others.extend(all.into_iter().filter(|(kind, _)| *kind != self).map(|(_, value)| Some(value)));
        others
    }
}

#[test]
fn every_required_member_is_required() {
    let strings = STRINGS
        .iter()
        .flat_map(|(parent, names)| names.iter().map(move |name| (format!("{parent}/{name}"), Kind::String)));
    let others = OTHERS.iter().map(|(pointer, kind)| ((*pointer).to_owned(), *kind));
    let changes = strings
        .chain(others)
        .flat_map(|(pointer, kind)| kind.others().into_iter().map(move |value| (pointer.clone(), value)));
    let never = NEVER.iter().map(|(pointer, value)| ((*pointer).to_owned(), value.map(Json::parse)));
    let changes: Vec<_> = changes.chain(never).collect();
    assert!(changes.len() > 400, "{} changes", changes.len());
    let wrong = complaints(&changes);
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), changes.len(), wrong.join("\n"));
}

/// The changes after which the report does not say `bundle.shape` at their place.
fn complaints(changes: &[(String, Option<Json>)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["verify", "--format", "json", "--keyring", "fixtures/keys/registry.keyring"];
    let bundle = Bundle::with_third_event();
    let mut run: Vec<_> = flags.map(String::from).to_vec();
    for (place, (pointer, value)) in changes.iter().enumerate() {
        let path = folder.path().join(format!("{place:04}.json"));
        fs::write(&path, changed(bundle.clone(), pointer, value.clone()).json.compact()).unwrap();
        run.push(path.to_str().unwrap().to_owned());
    }
    let outcome = crate::cli::run(&run);
    assert_eq!(outcome.exit_code, 1, "{}", outcome.stderr);
    let report = outcome.report.unwrap();
    let inputs = report["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), changes.len());
    let mut wrong = Vec::new();
    for ((pointer, value), input) in changes.iter().zip(inputs) {
        let reason = if value.is_some() { "type" } else { "missing" };
        let findings = crate::cli::findings(input);
        let named = findings.iter().any(|finding| {
            finding.code == "bundle.shape"
                && finding.status == "fail"
                && finding.reason == reason
                && finding.pointer == *pointer
        });
        if !named || input["verdict"] != "fail" {
            let value = value.as_ref().map_or_else(|| "absent".to_owned(), Json::compact);
            let found: Vec<_> = findings.iter().map(|f| format!("{} {} {}", f.code, f.reason, f.pointer)).collect();
            wrong.push(format!("{pointer} {value}: {} [{}]", input["verdict"], found.join(", ")));
        }
    }
    wrong
}

/// A bundle with another value at one place, its signature made anew unless that is the place.
fn changed(mut bundle: Bundle, pointer: &str, value: Option<Json>) -> Bundle {
    match value {
        Some(value) => bundle.json.set(pointer, value),
        None => drop(bundle.json.remove(pointer)),
    }
    if !pointer.starts_with("/bundle_signature") {
        bundle.seal_bundle();
    }
    bundle
}
