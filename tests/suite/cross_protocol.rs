//! One key signs four kinds of bare digests: records, events, bundles, and the payloads of integrity events, parts of
//! which come from the public. A signature of one kind must not serve as one of another (SECURITY.md).

use std::fs;

use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use pith::json::Arena;
use pith::keys::{TrustStore, TrustedKey};
use pith::report::{CheckCode, InputReport, Status, Verdict};
use pith::verify::{Policy, verify_bytes};

/// A digest and the signature over its raw bytes, as an integrity event states them.
#[derive(Clone, Debug)]
struct Bare {
    digest: String,
    signature: String,
}

/// The events of real integrity documents.
fn real() -> Vec<Bare> {
    let read = |name: &str| {
        let path = format!("{}/tests/vectors/real/{name}.json", env!("CARGO_MANIFEST_DIR"));
        Json::parse(&fs::read_to_string(path).unwrap())
    };
    let documents = [read("integrity-events"), read("integrity-2604.19423")];
    let bare = |event: &Json| Bare {
        digest: event.at("/payload_sha256").text().to_owned(),
        signature: event.at("/signature_b64").text().to_owned(),
    };
    let found: Vec<Bare> = documents.iter().flat_map(|document| document.at("/events").elements()).map(bare).collect();
    assert_eq!(found.len(), 5);
    found
}

/// A digest that the registry of the forge signed as that of an integrity payload.
fn forged() -> Bare {
    let digest = object! { "verdict_class": "cross_source", "note": "what the public wrote" }.digest();
    Bare { digest: data_encoding::HEXLOWER.encode(&digest), signature: TestKey::registry().sign(&digest) }
}

fn real_bundle() -> Json {
    let path = format!("{}/fixtures/valid/arxiv-1804.07612.json", env!("CARGO_MANIFEST_DIR"));
    Json::parse(&fs::read_to_string(path).unwrap())
}

fn report(json: &Json, trust: TrustStore) -> InputReport {
    let text = json.compact();
    let arena = Arena::new();
    verify_bytes("document.json", text.as_bytes(), &arena, &Policy { trust, ..Policy::new(None) }).report
}

fn of_registry() -> TrustStore {
    let hex = data_encoding::HEXLOWER.encode(&TestKey::registry().public());
    TrustStore::pinned(vec![TrustedKey::parse(&hex).unwrap()])
}

/// Nothing was changed where a genuine signature is over something else.
fn assert_calls_nothing_changed(report: &InputReport) {
    let messages: Vec<&str> = report.checks.findings().iter().map(|finding| finding.message.as_str()).collect();
    assert!(!messages.iter().any(|message| message.contains("changed")), "{messages:?}");
}

/// The reasons for which a check fails.
fn faults(report: &InputReport, code: CheckCode) -> Vec<&'static str> {
    let findings = report.checks.findings().iter();
    findings
        .filter(|finding| finding.code == code && finding.status == Status::Fail)
        .map(|f| f.reason.as_str())
        .collect()
}

/// Puts the signature where an event has its own, all labels as they have to be.
fn as_event(bundle: &mut Json, place: usize, bare: &Bare) {
    bundle.set(&format!("/events/{place}/content_sha256"), bare.digest.as_str());
    bundle.set(&format!("/events/{place}/event_id"), format!("sha256:{}", bare.digest));
    bundle.set(&format!("/events/{place}/signature/signature_b64"), bare.signature.as_str());
}

fn as_receipt(bundle: &mut Json, bare: &Bare) {
    bundle.set("/events/0/payload/receipt/canonical_sha256", bare.digest.as_str());
    bundle.set("/events/0/payload/receipt/signature_b64", bare.signature.as_str());
}

fn as_seal(bundle: &mut Json, bare: &Bare) {
    bundle.set("/bundle_signature/bundle_sha256", bare.digest.as_str());
    bundle.set("/bundle_signature/signature_b64", bare.signature.as_str());
}

#[test]
fn real_integrity_signatures_do_not_verify_as_any_other_kind() {
    for bare in real() {
        for place in [0, 1] {
            let mut bundle = real_bundle();
            as_event(&mut bundle, place, &bare);
            let report = report(&bundle, TrustStore::builtin());
            assert_eq!(report.verdict, Verdict::Fail, "{bare:?}");
            assert_eq!(faults(&report, CheckCode::EventSignature), ["digest"], "{bare:?}");
            assert_eq!(faults(&report, CheckCode::EventDigest), ["differs"], "{bare:?}");
            assert_eq!(report.events_valid, 1, "{bare:?}");
            assert_calls_nothing_changed(&report);
        }
        let mut bundle = real_bundle();
        as_receipt(&mut bundle, &bare);
        let receipt = report(&bundle, TrustStore::builtin());
        assert_eq!(receipt.verdict, Verdict::Fail, "{bare:?}");
        assert_eq!(faults(&receipt, CheckCode::ReceiptSignature), ["digest"], "{bare:?}");
        let mut bundle = real_bundle();
        as_seal(&mut bundle, &bare);
        let seal = report(&bundle, TrustStore::builtin());
        assert_eq!(seal.verdict, Verdict::Fail, "{bare:?}");
        assert_eq!(faults(&seal, CheckCode::BundleSignature), ["digest"], "{bare:?}");
        assert_calls_nothing_changed(&seal);

        // The signature beside the digest that is right: it is over another one.
        let mut bundle = real_bundle();
        bundle.set("/events/1/signature/signature_b64", bare.signature.as_str());
        bundle.set("/events/0/payload/receipt/signature_b64", bare.signature.as_str());
        bundle.set("/bundle_signature/signature_b64", bare.signature.as_str());
        let all = report(&bundle, TrustStore::builtin());
        assert_eq!(faults(&all, CheckCode::ReceiptSignature), ["invalid"], "{bare:?}");
        assert!(faults(&all, CheckCode::EventSignature).contains(&"invalid"), "{bare:?}");
        assert_eq!(faults(&all, CheckCode::BundleSignature), ["digest"], "{bare:?}");
    }
}

/// The same key signs all outer layers again, so that only the signature in question can be at fault.
#[test]
fn a_foreign_signature_does_not_count_inside_a_valid_seal() {
    let bare = forged();
    let mut event = Bundle::with_third_event();
    as_event(&mut event.json, 2, &bare);
    event.invalidate(2);
    event.seal();
    let event = report(&event.json, of_registry());
    assert_eq!(event.verdict, Verdict::Fail);
    assert_eq!(faults(&event, CheckCode::EventSignature), ["digest"]);
    assert_eq!(faults(&event, CheckCode::BundleSignature), [""; 0]);

    let mut receipt = Bundle::with_third_event();
    as_receipt(&mut receipt.json, &bare);
    receipt.seal_from_event(0);
    let receipt = report(&receipt.json, of_registry());
    assert_eq!(receipt.verdict, Verdict::Fail);
    assert_eq!(faults(&receipt, CheckCode::ReceiptSignature), ["digest"]);
    assert_eq!(faults(&receipt, CheckCode::ReceiptDigest), ["differs"]);
    assert_eq!(faults(&receipt, CheckCode::BundleSignature), [""; 0]);

    let mut seal = Bundle::with_third_event();
    as_seal(&mut seal.json, &bare);
    let seal = report(&seal.json, of_registry());
    assert_eq!(seal.verdict, Verdict::Fail);
    assert_eq!(faults(&seal, CheckCode::BundleSignature), ["digest"]);
    assert_eq!(faults(&seal, CheckCode::BundleDigest), ["differs"]);
}

/// A signature without its label and the other required members does not count, even over the right digest.
#[test]
fn a_signature_over_the_right_digest_needs_its_label() {
    let label = |holder: &str| format!("{holder}/signed_message");
    let kinds = [
        ("/events/2/signature", CheckCode::EventSignature),
        ("/events/0/payload/receipt", CheckCode::ReceiptSignature),
        ("/bundle_signature", CheckCode::BundleSignature),
    ];
    for (holder, code) in kinds {
        for other in ["payload_sha256_bytes", "integrity", ""] {
            let mut bundle = Bundle::with_third_event();
            bundle.json.set(&label(holder), other);
            let report = sealed(bundle, holder);
            assert_eq!(report.verdict, Verdict::Fail, "{holder} {other}");
            assert_eq!(faults(&report, code), ["label"], "{holder} {other}");
        }
        for absent in ["signed_message", "signature_status", "algorithm", "key_id", "public_key_fingerprint"] {
            let mut bundle = Bundle::with_third_event();
            bundle.json.remove(&format!("{holder}/{absent}"));
            let report = sealed(bundle, holder);
            assert_eq!(report.verdict, Verdict::Fail, "{holder} {absent}");
            assert!(faults(&report, CheckCode::BundleShape).contains(&"missing"), "{holder} {absent}");
        }
    }
}

/// The report on the bundle after what lies outside the signature at `holder` was sealed anew.
fn sealed(mut bundle: Bundle, holder: &str) -> InputReport {
    match holder {
        "/events/2/signature" => {
            bundle.invalidate(2);
            bundle.seal();
        }
        "/events/0/payload/receipt" => bundle.seal_from_event(0),
        _ => {}
    }
    report(&bundle.json, of_registry())
}

/// An integrity event as it is published has none of the members of a bundle's event, labels or not.
#[test]
fn an_integrity_event_is_not_a_bundle_event() {
    let mut bundle = Bundle::with_third_event();
    let bare = forged();
    bundle.json.push(
        "/events",
        object! {
            "event_id": 4442_usize,
            "event_type": "pith.integrity.v1",
            "payload_sha256": bare.digest,
            "signature_b64": bare.signature,
            "signing_key_id": TestKey::registry().key_id,
            "created_at": "2026-05-20T03:02:40.232856+00:00",
            "payload": object! {},
        },
    );
    bundle.invalidate(3);
    bundle.seal_bundle();
    let report = report(&bundle.json, of_registry());
    assert_eq!(report.verdict, Verdict::Fail);
    assert!(report.checks.has(CheckCode::BundleShape, Status::Fail));
    assert_eq!(report.events_valid, 3);
}

/// In the other direction nothing separates the kinds: every signature of a bundle covers a bare digest, which anybody
/// can state in an integrity document. So such a document is at best `untrusted`, even if its payload is the record
/// that the receipt signed and its digest recomputes.
#[test]
fn signatures_of_a_bundle_stated_as_those_of_integrity_events_prove_nothing() {
    let bundle = real_bundle();
    let record = bundle.at("/canonical_record");
    let stolen = [
        ("/canonical_sha256", "/events/0/payload/receipt/signature_b64", record.clone()),
        ("/events/0/content_sha256", "/events/0/signature/signature_b64", object! {}),
        ("/bundle_signature/bundle_sha256", "/bundle_signature/signature_b64", object! {}),
    ];
    for (digest, signature, payload) in stolen {
        let recomputes = payload == *record;
        let document = object! {
            "pith_number": "1804.07612",
            "integrity": object! {
                "detectors_run": array![],
                "findings": array![],
                "snapshot_sha256": "c28c3603d3b5d939e8dc4c7e95fa8dfce3d595e45f758748cecf8e644a296938",
            },
            "events": array![object! {
                "event_id": 1_usize,
                "event_type": "pith.integrity.v1",
                "payload_sha256": bundle.at(digest),
                "signature_b64": bundle.at(signature),
                "signing_key_id": "pith-v1-2026-05",
                "created_at": "2026-05-20T03:02:40.232856+00:00",
                "payload": payload,
            }],
        };
        let report = report(&document, TrustStore::builtin());
        assert_eq!(report.verdict, Verdict::Untrusted, "{digest}");
        assert_eq!(report.checks.passed(CheckCode::EventSignature), 1, "{digest}");
        assert_eq!(report.checks.passed(CheckCode::EventDigest), usize::from(recomputes), "{digest}");
        assert!(report.checks.has(CheckCode::BundleSignature, Status::Skip), "{digest}");
    }
}
