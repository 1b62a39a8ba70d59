//! The published and measured vectors of `tests/vectors`, all of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pith::canonical;
use pith::digest::Sha256Digest;
use pith::identifier::PithNumber;
use pith::json::{Arena, Document, ReadError, ReadErrorKind};
use pith::keyring::{KeyFault, PublicKey, verifies_vector};
use pith::report::Verdict;
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
    let cases: Vec<CanonicalCase> = serde_json::from_str(include_str!("vectors/canonical.json")).unwrap();
    assert_eq!(cases.len(), 289);
    assert_eq!(mismatches(&cases), Vec::<String>::new());
}

#[test]
fn the_json_test_suite_gives_the_bytes_or_the_refusal() {
    let cases: Vec<CanonicalCase> = serde_json::from_str(include_str!("vectors/jsontestsuite/index.json")).unwrap();
    assert_eq!(cases.len(), 340);
    assert_eq!(mismatches(&cases), Vec::<String>::new());
}

#[test]
fn doubles_are_printed_as_cpython_prints_them() {
    #[derive(Deserialize)]
    struct Floats {
        floats: Vec<(String, String)>,
    }
    let Floats { floats } = serde_json::from_str(include_str!("vectors/floats.json")).unwrap();
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
    let SignatureVectors { vectors } = serde_json::from_str(include_str!("vectors/ed25519-expected.json")).unwrap();
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
fn real_records_give_their_published_digests_numbers_and_receipts() {
    let first: RealRecords = serde_json::from_str(include_str!("vectors/real/real-receipts.json")).unwrap();
    let second: RealRecords = serde_json::from_str(include_str!("vectors/real/records.json")).unwrap();
    let key = STANDARD.decode(first.public_key_b64.unwrap()).unwrap();
    let (mut records, mut receipts, mut titles) = (0, 0, 0);
    for real in first.receipts.iter().chain(&first.records).chain(&second.records) {
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
            let computed = pith::verify::ascii_text_digest(title).to_string();
            assert_eq!(metadata["title_canon_sha256"].as_str().unwrap(), computed, "{title}");
            titles += 1;
        }
    }
    assert_eq!((records, receipts, titles), (70, 12, 43));
}

#[test]
fn refusals_say_which_kind_they_are() {
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
fn refusals_say_where() {
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
fn a_signed_double_is_not_one_with_an_exponent_that_is_cut() {
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
