//! Integrity documents.

use super::json::Json;
use super::keys::TestKey;

/// An event as the registry of the fixtures would publish it; what its digest is made over, nobody knows.
pub fn event(number: usize, key: &TestKey) -> Json {
    let payload = object! {
        "detector": "doi_compliance",
        "finding_type": "unresolvable_identifier",
        "severity": "critical",
        "verdict_class": "cross_source",
        "note": format!("Identifier {number} could not be found."),
    };
    let digest = object! { "unknown": "rule", "payload": &payload }.digest();
    object! {
        "event_id": 4440 + number,
        "event_type": "pith.integrity.v1",
        "payload_sha256": data_encoding::HEXLOWER.encode(&digest),
        "signature_b64": key.sign(&digest),
        "signing_key_id": key.key_id,
        "created_at": format!("2026-05-20T03:0{number}:40.232856+00:00"),
        "payload": payload,
    }
}

/// The document of a paper with those events; its section recomputes.
pub fn document(events: Vec<Json>) -> Json {
    let detectors = array![object! {
        "name": "doi_compliance",
        "version": "1.0.0",
        "status": "completed",
        "ran_at": "2026-05-20T02:59:02.218159Z",
        "findings_count": events.len(),
    }];
    let findings = Json::Array(events.iter().map(|event| event.at("/payload").clone()).collect());
    let digest = object! { "payload": object! { "detectors": &detectors, "findings": &findings } }.digest();
    object! {
        "schema": "https://registry.example/schemas/pith-integrity/v1.json",
        "pith_number": "2602.00042",
        "arxiv_id": "2602.00042",
        "integrity": object! {
            "available": true,
            "endpoint": "/pith/2602.00042/integrity.json",
            "summary": object! { "critical": events.len(), "advisory": 0_usize, "informational": 0_usize },
            "clean": events.is_empty(),
            "detectors_run": detectors,
            "findings": findings,
            "snapshot_sha256": data_encoding::HEXLOWER.encode(&digest),
        },
        "events": events,
    }
}
