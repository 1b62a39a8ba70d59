//! `pith state`: prints the state of a bundle that passes, and nothing for any other.

use crate::process::{AFTER, Folder, KEYRING, REAL, pith};
use crate::support::forge::Bundle;
use sha2::{Digest as _, Sha256};

const PUBLISHED: &str = "6e00b70b9c1f31f7e93229b39fdafc321128d472f13988b1167a73497d6f445d";

#[test]
fn raw_bytes_of_the_real_bundle_hash_to_the_published_digest() {
    let raw = pith(&["state", "--raw", REAL]);
    assert_eq!(raw.code, 0);
    assert_eq!(data_encoding::HEXLOWER.encode(&Sha256::digest(&raw.out)), PUBLISHED);
}

#[test]
fn the_indented_state_equals_the_embedded_one() {
    let bundle: serde_json::Value = serde_json::from_slice(&std::fs::read(REAL).unwrap()).unwrap();
    let said = pith(&["state", REAL]);
    assert_eq!(said.code, 0);
    assert_eq!(said.json(), bundle["state"]);
    assert_eq!(said.err, "");
}

#[test]
fn the_state_is_replayed_and_not_the_embedded_one() {
    let mut bundle = Bundle::with_third_event();
    let right = bundle.json.at("/state").clone();
    bundle.json.set("/state/event_count", 7_usize);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    let folder = Folder::new();
    let path = folder.file("wrong-count.json", bundle.json.pretty());
    let said = pith(&["state", "--keyring", KEYRING, "--unverified", &path]);
    assert_eq!(said.code, 1);
    assert_eq!(said.json()["event_count"], 3);
    assert_eq!(said.json()["state_sha256"], right.at("/state_sha256").text());
    assert!(said.err.contains("state.counts"), "{}", said.err);
}

#[test]
fn a_bundle_that_does_not_pass_has_no_state_on_standard_output() {
    let cases = [
        ("fixtures/fail/bundle.signature/unsigned.json", 1, "bundle.signature"),
        (AFTER, 4, "trust.keys"),
        ("fixtures/malformed/document.type/state.json", 3, "document.type"),
        ("fixtures/malformed/json.syntax/empty.json", 3, "json.syntax"),
        ("no-such-file.json", 2, "no-such-file.json"),
    ];
    for (path, code, cause) in cases {
        let mut args = vec!["state", path];
        if code == 1 {
            args.extend(["--keyring", KEYRING]);
        }
        let said = pith(&args);
        assert_eq!((said.code, said.text().as_str()), (code, ""), "{path}: {}", said.err);
        assert!(said.err.contains(cause), "{path}: {}", said.err);
        assert!(!said.err.contains("UNVERIFIED"), "no state is shown: {}", said.err);
    }
}

#[test]
fn unverified_prints_the_state_with_a_warning() {
    let said = pith(&["state", "--unverified", AFTER]);
    assert_eq!(said.code, 4);
    assert_eq!(said.json()["event_count"], 3);
    assert!(said.err.contains("UNVERIFIED"), "{}", said.err);
    let said = pith(&["state", "--unverified", "fixtures/malformed/json.syntax/empty.json"]);
    assert_eq!((said.code, said.text().as_str()), (3, ""));
    assert!(!said.err.contains("UNVERIFIED"), "{}", said.err);
}

#[test]
fn the_json_of_a_state_includes_its_verdict() {
    let said = pith(&["state", "--format", "json", REAL]).json();
    assert_eq!(said["schema"], "pith-state/1");
    assert_eq!(said["verified"], true);
    assert_eq!(said["assurance"], "builtin");
    assert_eq!(said["state_sha256"], PUBLISHED);
    assert_eq!(said["state"]["state_sha256"], PUBLISHED);
    let said = pith(&["state", "--format", "json", "--unverified", AFTER]).json();
    assert_eq!((said["verified"].as_bool(), said["exit_code"].as_i64()), (Some(false), Some(4)));
}

#[test]
fn hostile_text_in_a_state_is_escaped_without_changing_the_data() {
    let mut bundle = Bundle::example();
    let hostile = "\u{1b}[2J\u{202e}evil\u{9b}";
    let event = crate::support::forge::storage_attestation(hostile);
    bundle.add(event, &crate::support::keys::TestKey::registry());
    bundle.seal();
    let folder = Folder::new();
    let path = folder.file("hostile.json", bundle.json.pretty());
    let said = pith(&["state", "--keyring", KEYRING, &path]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.is_safe());
    assert_eq!(said.json()["current"]["storage_attestations"][0]["payload"]["locator"], hostile);
}

#[test]
fn what_is_not_printed_is_said_with_the_way_to_it() {
    let failed = pith(&["state", "fixtures/fail/event.digest/real-title-changed.json"]);
    assert_eq!((failed.code, failed.out.as_str()), (1, ""));
    let told =
        "no state is printed of a bundle that does not pass: `pith verify` says more, --unverified prints it anyway";
    assert!(failed.err.contains(told), "{}", failed.err);
    let folder = Folder::new();
    for verb in ["state", "canon", "inspect", "keys"] {
        let said = pith(&[verb, folder.path().to_str().unwrap()]);
        assert_eq!(said.code, 2, "{verb}");
        assert!(said.err.contains("a directory, where one file is expected"), "{verb}: {}", said.err);
    }
}
