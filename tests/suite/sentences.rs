//! The sentences of reports for people say no more than what is proven.

use crate::process::{Folder, KEYRING, REAL, pith};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// The report for people, and the page.
fn said(args: &[&str]) -> [String; 2] {
    let text = pith(&[&["verify", "--all"], args].concat()).out;
    let page = pith(&[&["verify", "--format", "html"], args].concat()).out;
    [text, page]
}

fn assert_says(args: &[&str], wanted: &str, never: &[&str]) {
    for text in said(args) {
        assert!(text.contains(wanted), "{args:?} has to say {wanted:?}: {text}");
        for words in never {
            assert!(!text.contains(words), "{args:?} must not say {words:?}: {text}");
        }
    }
}

fn real() -> Json {
    Json::parse(&std::fs::read_to_string(REAL).unwrap())
}

#[test]
fn only_a_bundle_that_passes_without_the_expectation_is_called_genuine() {
    let stranger = "fixtures/valid/by-a-stranger.json";
    let open = "fixtures/open/event.unique/record-created-twice.json";
    for expected in [["--title", "Another"], ["--max-age", "1"], ["--expect-source", "arxiv:1.1"]] {
        let with = |args: &[&'static str]| [expected.as_slice(), args].concat();
        assert_says(
            &with(&[REAL]),
            "The bundle is genuine, but it is not what you asked for.",
            &["trusted key is not"],
        );
        let never = &["bundle is genuine", "ll digests and signatures verify"];
        assert_says(&with(&["--keyring", KEYRING, stranger]), "must be by a trusted key is not", never);
        assert_says(&with(&["--trust-embedded", stranger]), "does not prove who made it", never);
        assert_says(
            &with(&["--keyring", KEYRING, open]),
            "differs from our reading of an unpublished merge rule",
            never,
        );
    }
    let text = pith(&["verify", "--keyring", KEYRING, "--title", "Another", stranger]).out;
    assert!(text.contains("check what you asked for") && text.contains("pin it: `--key`"), "{text}");
    // How such a title is hashed is not settled.
    let undetermined = "The bundle is genuine, but whether it is what you asked for cannot be determined.";
    assert_says(&["--title", "\u{dc}nique", REAL], undetermined, &["it is not what you asked for"]);
    let failed = "fixtures/fail/event.digest/real-title-changed.json";
    assert_says(&["--title", "Another", failed], "changed after it was signed", &["bundle is genuine"]);
}

#[test]
fn an_older_bundle_that_does_not_pass_is_no_fault_of_the_newer_one() {
    let folder = Folder::new();
    let mut older = real();
    older.set("/short_pith_number", "pith:AAAAAAAA");
    let older = folder.file("older.json", older.compact());
    let told = "(--since) does not pass itself, so nothing was compared with it";
    assert_says(&["--since", &older, REAL], told, &["do not rely"]);
    let stranger = "fixtures/valid/by-a-stranger.json";
    for trust in [["--keyring", KEYRING].as_slice(), &["--trust-embedded"]] {
        let older = ["--since", "fixtures/fail/event.digest/real-title-changed.json"];
        let args = [trust, &older, &[stranger]].concat();
        assert_says(&args, told, &["not what you asked for", "bundle is genuine"]);
    }
    let text = pith(&["verify", "--since", &older, REAL]);
    assert_eq!(text.code, 1);
    let report = pith(&["verify", "--format", "json", "--since", &older, REAL]).json();
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let finding = checks.iter().find(|check| check["code"] == "policy.since").unwrap();
    assert_eq!((&finding["reason"], &finding["pointer"]), (&"older-not-passed".into(), &"".into()));
    assert!(text.out.contains("give an older bundle that passes: `--since`"), "{}", text.out);
}

#[test]
fn an_untrusted_bundle_with_an_open_difference_is_told_of_both() {
    let open = "fixtures/open/event.unique/record-created-twice.json";
    let never = &["Everything verifies", "bundle is genuine"];
    assert_says(&[open], "not, and the document differs from our reading of an unpublished merge rule", never);
}

#[test]
fn a_digest_within_what_was_signed_is_content() {
    let folder = Folder::new();
    let changed = |pointer: &str| {
        let mut json = real();
        let text = json.at(pointer).text().replacen(['0', '1', '2'], "f", 1);
        json.set(pointer, text);
        folder.file("changed.json", json.compact())
    };
    let of_a_part = "Its content is as it was signed, but the stated digest was changed";
    for pointer in ["/canonical_sha256", "/events/1/content_sha256", "/events/0/event_id", "/state/state_sha256"] {
        assert_says(&[&changed(pointer)], of_a_part, &["changed after it was signed"]);
    }
    for pointer in [
        "/events/0/payload/canonical_sha256",
        "/events/0/payload/receipt/canonical_sha256",
        "/state/current/record_created/payload/canonical_sha256",
        "/state/current/record_created/event_id",
    ] {
        assert_says(
            &[&changed(pointer)],
            "changed after it was signed, in 1 place",
            &["Its content is as it was signed"],
        );
    }
    let mut json = real();
    json.remove("/bundle_signature/bundle_sha256");
    let removed = folder.file("removed.json", json.compact());
    assert_says(
        &[&removed],
        "With this undone, it is the bundle that was signed",
        &["Its content is as it was signed"],
    );
}

#[test]
fn a_label_of_the_seal_is_required_and_not_signed() {
    let folder = Folder::new();
    for name in ["algorithm", "key_id", "public_key_fingerprint", "signature_status", "signed_message"] {
        let mut json = real();
        json.set(&format!("/bundle_signature/{name}"), "another");
        let input = folder.file("bundle.json", json.compact());
        let [text, page] = said(&[&input]);
        let proof = "he bundle signature verifies with this value; no signature covers such a label";
        for text in [&text, &page] {
            assert!(text.contains(proof) && !text.contains("signed value put back"), "{name}: {text}");
        }
        assert!(text.contains("          required  ") && !text.contains("          signed    "), "{text}");
        assert!(page.contains("<dt>Required</dt>") && !page.contains("<dt>Signed</dt>"), "{page}");
    }
    // Neither are the digest and the signature itself, whatever they are called.
    for name in ["bundle_sha256", "signature_b64"] {
        let mut json = real();
        let members = json.at_mut("/bundle_signature").members_mut();
        members.iter_mut().find(|(known, _)| known == name).unwrap().0 = format!("{name}_").into();
        let input = folder.file("bundle.json", json.compact());
        assert_says(&[&input], "the bundle signature covers the whole document", &["such a label"]);
    }
    let mut json = real();
    json.set("/bundle_signature/bundle_sha256", "00".repeat(32));
    let input = folder.file("bundle.json", json.compact());
    assert_says(&[&input], "the signed value put back, the bundle signature covers", &["no signature covers such"]);
}

/// Beside a proven change, the labels and times that no signature covers may have been changed as well.
#[test]
fn nothing_is_said_of_what_no_signature_covers() {
    let folder = Folder::new();
    let mut json = real();
    json.set("/events/1/payload/graph_snapshot/paper/title", "Another");
    json.set("/bundle_signature/signed_at", "2001-01-01T00:00:00Z");
    let input = folder.file("bundle.json", json.compact());
    assert_says(&[&input], "With this undone, it is the bundle that was signed", &["nothing else", "exactly that"]);
}

#[test]
fn what_was_added_has_no_signed_value() {
    let folder = Folder::new();
    let mut json = real();
    json.set("/events/1/payload/graph_snapshot/added", "x");
    let input = folder.file("bundle.json", json.compact());
    assert_says(&[&input], "ithout it, the signature of the event covers the event", &["signed value put back"]);
    let mut json = real();
    json.set("/added", "x");
    let input = folder.file("bundle.json", json.compact());
    assert_says(&[&input], "ithout it, the bundle signature covers the whole document", &["signed value put back"]);
}

/// Nothing proves whose event it is, or whether the record around it is the one that was exchanged.
#[test]
fn an_entry_is_not_said_to_belong_to_another_bundle() {
    let folder = Folder::new();
    let lost = "is no event about the number of the bundle, and no event has the id sha256:";
    let other = Json::parse(&std::fs::read_to_string("fixtures/fail/event.subject/other-paper.json").unwrap());
    for value in [Json::from("x"), Json::from(5_i64), object! {}, array![], other.at("/events/1").clone()] {
        let mut json = real();
        json.set("/events/1", value);
        let input = folder.file("bundle.json", json.compact());
        assert_says(&[&input], lost, &["belongs to another bundle"]);
    }
}

/// The signature of an author's event verifies, and another of its checks fails.
#[test]
fn the_signature_of_an_event_is_blamed_only_where_it_fails() {
    let folder = Folder::new();
    let author = TestKey::author();
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    bundle.add(storage_attestation("copy 1"), &author);
    bundle.json.set("/events/2/subject_pith_number", "pith:2020:AAAAAAAAAAAAAAAAAAAAAAAAAA");
    bundle.seal_event(2);
    bundle.invalidate(2);
    bundle.seal();
    let mut json = bundle.json;
    json.set("/mirror_hints", array![]);
    json.set("/timestamp_proofs", array!["x"]);
    let input = folder.file("bundle.json", json.compact());
    let never = &["The signature of the event at /events/2 itself was changed"];
    let keys = folder.file("keys", std::fs::read_to_string(KEYRING).unwrap() + &author.keyring_line_as("signer"));
    assert_says(&["--keyring", &keys, &input], "bundle.signature", never);
    // Nor where the key is not there to verify it.
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    bundle.add(storage_attestation("copy 1"), &author);
    bundle.seal();
    let mut json = bundle.json;
    json.remove("/public_keys/1");
    let input = folder.file("bundle.json", json.compact());
    assert_says(&["--keyring", &keys, &input], "only the bundle signature covers was changed", never);
}

#[test]
fn reports_for_ci_name_what_was_changed() {
    let failed = "fixtures/fail/event.digest/real-title-changed.json";
    let changed = "changed since it was signed: /events/1/payload/graph_snapshot/paper/title";
    for format in ["github", "junit"] {
        let text = pith(&["verify", "--format", format, failed]).out;
        assert!(text.contains(changed), "{format}: {text}");
        assert!(!pith(&["verify", "--format", format, REAL]).out.contains("changed"));
    }
}
