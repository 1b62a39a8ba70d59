//! The published and measured vectors of `tests/vectors`, all of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pith::bundle::identifier::PithNumber;
use pith::digest::{Sha256Digest, StatedDigest};
use pith::json::canonical;
use pith::json::{Arena, Document, ReadError, ReadErrorKind};
use pith::keys::{KeyFault, PublicKey, Tabled, TrustStore, verifies_vector};
use pith::report::{CheckCode, Reason, Status, Verdict};
use pith::verify::{Policy, verify_bytes};
use serde::Deserialize;

#[derive(Deserialize)]
struct CanonicalCase {
    name: String,
    #[serde(alias = "data_b64")]
    input_b64: String,
    strict: String,
    canonical_b64: Option<String>,
}

fn canonical_bytes(source: &[u8]) -> Result<Vec<u8>, ReadError> {
    let arena = Arena::new();
    Ok(canonical::to_bytes(&Document::parse(source, &arena)?.root()))
}

/// Runs every case and gives those whose bytes or refusal are not the expected ones.
fn mismatches(cases: &[CanonicalCase]) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in cases {
        let outcome = canonical_bytes(&STANDARD.decode(&case.input_b64).unwrap());
        let expected = case.canonical_b64.as_ref().map(|bytes| STANDARD.decode(bytes).unwrap());
        assert_eq!(expected.is_some(), case.strict == "accept", "{}: the vector contradicts itself", case.name);
        if outcome.as_ref().ok() != expected.as_ref() {
            wrong.push(format!("{}: {outcome:?}", case.name));
        }
    }
    wrong
}

#[test]
fn canonical_bytes_are_those_of_cpython() {
    let cases: Vec<CanonicalCase> = serde_json::from_str(include_str!("../vectors/canonical.json")).unwrap();
    assert_eq!(cases.len(), 289);
    assert_eq!(mismatches(&cases), Vec::<String>::new());
}

#[test]
fn the_json_test_suite_is_canonicalised_or_refused_as_listed() {
    let cases: Vec<CanonicalCase> = serde_json::from_str(include_str!("../vectors/jsontestsuite/index.json")).unwrap();
    assert_eq!(cases.len(), 340);
    assert_eq!(mismatches(&cases), Vec::<String>::new());
}

#[test]
fn doubles_are_printed_as_cpython_prints_them() {
    #[derive(Deserialize)]
    struct Floats {
        floats: Vec<(String, String)>,
    }
    let Floats { floats } = serde_json::from_str(include_str!("../vectors/floats.json")).unwrap();
    assert_eq!(floats.len(), 9028);
    for (bits, expected) in floats {
        let double = f64::from_bits(u64::from_str_radix(&bits, 16).unwrap());
        assert_eq!(canonical::python_repr(double), expected, "{bits}");
        // Reading the digits back gives the same double, and so the same bytes.
        assert_eq!(canonical_bytes(expected.as_bytes()).unwrap(), expected.as_bytes());
    }
}

#[derive(Deserialize)]
struct SignatureVectors {
    vectors: Vec<SignatureVector>,
}

#[derive(Deserialize)]
struct SignatureVector {
    id: String,
    pk: String,
    sig: String,
    msg: String,
    verify_strict: bool,
    flags: Option<Vec<String>>,
}

fn signature_vectors() -> Vec<SignatureVector> {
    let SignatureVectors { vectors } = serde_json::from_str(include_str!("../vectors/ed25519-expected.json")).unwrap();
    assert_eq!(vectors.len(), 1077);
    vectors
}

#[test]
fn signatures_verify_as_verify_strict_does() {
    let mut accepted = 0;
    for vector in signature_vectors() {
        let [key, message, signature] = [&vector.pk, &vector.msg, &vector.sig].map(|text| hex::decode(text).unwrap());
        let verifies = verifies_vector(&key, &message, &signature);
        assert_eq!(verifies, vector.verify_strict, "{}", vector.id);
        accepted += usize::from(verifies);
    }
    assert_eq!(accepted, 132);
}

#[test]
fn signatures_verify_by_tables_as_verify_strict_does() {
    let (mut compared, mut accepted) = (0, 0);
    for vector in signature_vectors() {
        let [key, message, signature] = [&vector.pk, &vector.msg, &vector.sig].map(|text| hex::decode(text).unwrap());
        // Tables are made of sound keys alone, and signatures are 64 bytes before they come to one.
        let (Ok(key), Ok(signature)) = (PublicKey::from_bytes(&key), signature.try_into()) else { continue };
        let verifies = Tabled::new(&key).verifies(&message, &signature);
        assert_eq!(verifies, vector.verify_strict, "{}", vector.id);
        compared += 1;
        accepted += usize::from(verifies);
    }
    assert_eq!((compared, accepted), (169, 89));
}

#[test]
fn keys_of_small_order_or_with_torsion_are_refused() {
    let mut refused = 0;
    for vector in signature_vectors() {
        let has = |flag: &str| vector.flags.as_ref().is_some_and(|flags| flags.iter().any(|known| known == flag));
        let outcome = PublicKey::from_bytes(&hex::decode(&vector.pk).unwrap());
        if has("low_order_A") || has("non_canonical_A") || has("low_order_component_A") {
            let fault = outcome.expect_err(&vector.id);
            assert!(!matches!(fault, KeyFault::Length(_)), "{}", vector.id);
            refused += 1;
        }
    }
    assert!(refused > 300, "only {refused} vectors have such keys");
}

#[derive(Deserialize)]
struct RealRecords {
    public_key_b64: Option<String>,
    #[serde(default)]
    receipts: Vec<RealRecord>,
    records: Vec<RealRecord>,
}

#[derive(Deserialize)]
struct RealRecord {
    pith_number: String,
    canonical_sha256: String,
    canonical_record: Option<serde_json::Value>,
    #[serde(alias = "receipt_signature_b64")]
    signature_b64: Option<String>,
    title: Option<String>,
}

#[test]
fn real_records_recompute_to_their_published_digests_numbers_and_receipts() {
    let first: RealRecords = serde_json::from_str(include_str!("../vectors/real/real-receipts.json")).unwrap();
    let second: RealRecords = serde_json::from_str(include_str!("../vectors/real/records.json")).unwrap();
    let third: RealRecords = serde_json::from_str(include_str!("../vectors/real/records-2.json")).unwrap();
    let key = STANDARD.decode(first.public_key_b64.unwrap()).unwrap();
    let (mut records, mut receipts, mut titles) = (0, 0, 0);
    for real in first.receipts.iter().chain(&first.records).chain(&second.records).chain(&third.records) {
        let stated = Sha256Digest::parse(&real.canonical_sha256).unwrap();
        if let Some(signature) = &real.signature_b64 {
            assert!(
                verifies_vector(&key, stated.as_bytes(), &STANDARD.decode(signature).unwrap()),
                "{}",
                real.pith_number
            );
            receipts += 1;
        }
        let Some(record) = &real.canonical_record else { continue };
        let arena = Arena::new();
        let text = record.to_string();
        let document = Document::parse(text.as_bytes(), &arena).unwrap();
        let digest = canonical::digest(&document.root());
        assert!(digest.is_stated_as(&real.canonical_sha256), "{}", real.pith_number);
        let metadata = &record["metadata"];
        let number = PithNumber::of(&digest).full(metadata["submitted_at"].as_str().unwrap());
        assert_eq!(number, Some(real.pith_number.clone()));
        records += 1;
        if let Some(title) = real.title.as_ref().filter(|title| title.is_ascii()) {
            let computed = pith::bundle::title::text_digest(title).to_string();
            assert_eq!(metadata["title_canon_sha256"].as_str().unwrap(), computed, "{title}");
            titles += 1;
        }
    }
    assert_eq!((records, receipts, titles), (80, 12, 48));
}

#[derive(Deserialize)]
struct RealEvents {
    events: Vec<RealEvent>,
}

#[derive(Deserialize)]
struct RealEvent {
    payload_sha256: String,
    signature_b64: String,
    signing_key_id: String,
}

/// The events of integrity documents, and the one document in which an event was seen.
fn integrity_events() -> Vec<RealEvent> {
    let texts = [
        include_str!("../vectors/real/integrity-events.json"),
        include_str!("../vectors/real/integrity-2604.19423.json"),
    ];
    let documents = texts.map(|text| serde_json::from_str::<RealEvents>(text).unwrap());
    documents.into_iter().flat_map(|document| document.events).collect()
}

#[test]
fn real_integrity_events_are_signed_over_the_digest_that_they_state() {
    let trust = TrustStore::builtin();
    let key = &trust.trusted_keys()[0];
    let events = integrity_events();
    assert_eq!(events.len(), 5);
    for event in events {
        assert_eq!(Some(&event.signing_key_id), key.key_id.as_ref());
        let signature: [u8; 64] = STANDARD.decode(&event.signature_b64).unwrap().try_into().unwrap();
        let digest = StatedDigest::parse(&event.payload_sha256).unwrap();
        assert!(key.key.signed_bare_digest(&digest, &signature).is_some(), "{}", event.payload_sha256);
        let other = StatedDigest::parse(&"00".repeat(32)).unwrap();
        assert!(key.key.signed_bare_digest(&other, &signature).is_none(), "{}", event.payload_sha256);
        let mut flipped = signature;
        flipped[0] ^= 1;
        assert!(key.key.signed_bare_digest(&digest, &flipped).is_none(), "{}", event.payload_sha256);
    }
}

/// The statuses of `snapshot.digest` in an integrity document with that section.
fn section_statuses(section: &serde_json::Value) -> (usize, bool) {
    let document = serde_json::json!({"pith_number": "2604.00001", "integrity": section, "events": []}).to_string();
    let arena = Arena::new();
    let checks = verify_bytes("integrity.json", document.as_bytes(), &arena, &Policy::new(None)).report.checks;
    (checks.passed(CheckCode::SnapshotDigest), checks.has(CheckCode::SnapshotDigest, Status::Warn))
}

#[test]
fn real_integrity_sections_recompute() {
    let published: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/real/integrity-snapshots.json")).unwrap();
    let documents = published["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 6);
    for section in documents {
        assert_eq!(section_statuses(section), (1, false), "{}", section["arxiv_id"]);
        let mut swapped = section.clone();
        swapped["findings"] = section["detectors_run"].clone();
        swapped["detectors_run"] = section["findings"].clone();
        assert_eq!(section_statuses(&swapped), (0, true), "{}", section["arxiv_id"]);
        let mut reversed = section.clone();
        let order = |section: &mut serde_json::Value| section["detectors_run"].as_array_mut().unwrap().reverse();
        order(&mut reversed);
        let alike = section["detectors_run"] == reversed["detectors_run"];
        assert_eq!(section_statuses(&reversed), (usize::from(alike), !alike), "{}", section["arxiv_id"]);
    }
}

#[test]
fn a_real_newer_snapshot_recomputes_the_id_of_its_event() {
    let published: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/real/graph-snapshot-event.json")).unwrap();
    let arena = Arena::new();
    let event = published["event"].to_string();
    let digest = canonical::digest(&Document::parse(event.as_bytes(), &arena).unwrap().root());
    assert_eq!(published["event_id"], format!("sha256:{digest}"));

    // The snapshot by itself is what `graph.json` is: each section that carries its lists recomputes.
    let graph = published["event"]["payload"]["graph_snapshot"].to_string();
    let arena = Arena::new();
    let report = verify_bytes("graph.json", graph.as_bytes(), &arena, &Policy::new(None)).report;
    assert_eq!(report.verdict, Verdict::Malformed);
    assert_eq!(report.checks.findings().iter().map(|finding| finding.reason).collect::<Vec<_>>(), [Reason::Graph]);
    assert_eq!(report.checks.passed(CheckCode::SnapshotDigest), 5);
}

#[test]
fn refusals_have_the_right_kind() {
    let refusal = |source: &[u8]| canonical_bytes(source).unwrap_err().kind;
    assert_eq!(refusal(b" \n"), ReadErrorKind::Empty);
    assert_eq!(refusal(b"\x1f\x8b\x08"), ReadErrorKind::Gzip);
    assert_eq!(refusal(b"<!doctype html>"), ReadErrorKind::Html);
    assert_eq!(refusal(b"\xef\xbb\xbf{}"), ReadErrorKind::ByteOrderMark);
    assert_eq!(refusal(b"\xff\xfe{\0}\0"), ReadErrorKind::WideEncoding);
    assert_eq!(refusal(b"[\"\xff\"]"), ReadErrorKind::NotUtf8(0xff));
    assert_eq!(refusal(br#"["\ud800"]"#), ReadErrorKind::LoneSurrogate);
    assert_eq!(refusal(b"[NaN]"), ReadErrorKind::NotFinite);
    assert_eq!(refusal(b"[-Infinity]"), ReadErrorKind::NotFinite);
    assert_eq!(refusal(b"[1e400]"), ReadErrorKind::DoubleOverflow);
    assert_eq!(refusal("1".repeat(4301).as_bytes()), ReadErrorKind::TooManyDigits);
    assert_eq!(refusal("[".repeat(129).as_bytes()), ReadErrorKind::TooDeep);
    assert!(matches!(refusal(br#"{"a":1,"\u0061":2}"#), ReadErrorKind::DuplicateMember { name } if name == "a"));
    assert!(matches!(refusal(b"{} x"), ReadErrorKind::Syntax(_)));
}

#[test]
fn refusals_name_the_place() {
    let place = |source: &[u8]| {
        let position = canonical_bytes(source).unwrap_err().position;
        (position.line, position.column)
    };
    assert_eq!(place("{\n  \"\u{e9}\": NaN\n}".as_bytes()), (2, 8));
    assert_eq!(place(b"{\"a\":1,\n \"b\":2,\n \"a\" : 3}"), (3, 2));
    assert_eq!(place(br#"{"x\"y":1, "x\"y":2}"#), (1, 12));
    assert_eq!(place(b"{}\n\n]"), (3, 1));
}

/// The standard library drops the last digits of exponents from 655,360 on; Python reads these as 0.0 and 1.0.
#[test]
fn a_far_exponent_is_not_cut_when_a_double_is_read() {
    let signed = std::fs::read_to_string("fixtures/valid/odd-values.json").unwrap();
    let verdict =
        |text: &str| verify_bytes("odd-values.json", text.as_bytes(), &Arena::new(), &Policy::new(None)).report.verdict;
    assert_eq!(verdict(&signed), Verdict::Untrusted);
    for (double, other) in [
        ("1.50", format!("15{}e-655361", "0".repeat(65_535))),
        ("1e-400", format!("0.{}1e700001", "0".repeat(700_000))),
    ] {
        assert!(signed.contains(double), "{double}");
        assert_eq!(verdict(&signed.replace(double, &other)), Verdict::Fail, "{double}");
    }
}
