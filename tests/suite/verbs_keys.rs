//! `pith keys`: embedded keys as a keyring that `--keyring` reads, and that confers no trust by itself.

use crate::process::{AFTER, Folder, KEYRING, REAL, pith};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::keys::TestKey;

const PRODUCTION_SHA256: &str = "8d4b5ee74e4693bcd1df2446408b0d5482a309de1c419767f60368d28c5dfb06";

#[test]
fn the_output_of_keys_is_a_keyring() {
    let said = pith(&["keys", AFTER]);
    assert_eq!(said.code, 0);
    assert!(said.text().starts_with("# UNVERIFIED"), "{}", said.text());
    assert!(said.text().contains("NOT trusted"), "{}", said.text());
    assert!(said.text().contains(&(TestKey::registry().keyring_line_as("registry") + "\n")), "{}", said.text());
    let folder = Folder::new();
    let keyring = folder.file("found.keyring", said.out);
    assert_eq!(pith(&["verify", "--keyring", &keyring, AFTER]).code, 0);
    assert_eq!(pith(&["verify", "--keyring", &keyring, REAL]).code, 4);
}

#[test]
fn trust_follows_the_options() {
    for (args, standing) in [
        (vec!["keys", REAL], "trusted: this key is built into pith"),
        (vec!["keys", "--keyring", KEYRING, REAL], "NOT trusted"),
        (vec!["keys", "--keyring", KEYRING, AFTER], "trusted: you gave this key"),
        (vec!["keys", "--trust-embedded", AFTER], "taken at face value"),
    ] {
        let text = pith(&args).text();
        assert!(text.lines().any(|line| line.starts_with("# SHA-256 ") && line.contains(standing)), "{text}");
    }
    assert!(pith(&["keys", REAL]).text().contains(PRODUCTION_SHA256));
}

#[test]
fn signers_are_named_by_the_events() {
    let mut bundle = Bundle::example();
    let author = TestKey::author();
    bundle.embed(&author);
    bundle.add(NewEvent::new("author_attestation", "paper", object! { "name": "Ada" }), &author);
    bundle.seal();
    let folder = Folder::new();
    let text = pith(&["keys", &folder.file("two.json", bundle.json.pretty())]).text();
    assert_eq!(lines(&text), [TestKey::registry().keyring_line_as("registry"), author.keyring_line_as("signer")]);
}

/// What `--keyring` reads of a listing.
fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

/// A key is listed in the role that it has in the document, with one line per signer.
#[test]
fn keyring_lines_contain_the_role_in_the_document() {
    let (registry, successor, author) = (TestKey::registry(), TestKey::successor(), TestKey::author());
    let (as_registry, nobody) = (author.clone().of("registry.example", ""), successor.clone().of("-", ""));
    for (path, wanted) in [
        // It attests in its own name and makes a snapshot in another.
        (
            "valid/author-of-two-names.json",
            vec![
                registry.keyring_line_as("registry"),
                author.keyring_line_as("signer"),
                as_registry.keyring_line_as("registry"),
            ],
        ),
        (
            "untrusted/author-snapshot.json",
            vec![registry.keyring_line_as("registry"), author.keyring_line_as("registry")],
        ),
        (
            "untrusted/author-creates.json",
            vec![registry.keyring_line_as("registry"), author.keyring_line_as("registry")],
        ),
        // No event says whose key it is.
        (
            "untrusted/author-receipts.json",
            vec![registry.keyring_line_as("registry"), author.clone().of("-", "").keyring_line_as("registry")],
        ),
        (
            "untrusted/bundle-signature.json",
            vec![registry.keyring_line_as("registry"), nobody.keyring_line_as("registry")],
        ),
        ("warn/trust.keys/unused.json", vec![registry.keyring_line_as("registry"), nobody.keyring_line_as("signer")]),
        (
            "valid/rotated-registry.json",
            vec![registry.keyring_line_as("registry"), successor.keyring_line_as("registry")],
        ),
        (
            "warn/trust.keys/author-attests-as-registry.json",
            vec![registry.keyring_line_as("registry"), as_registry.keyring_line_as("signer")],
        ),
    ] {
        let path = format!("fixtures/{path}");
        assert_eq!(lines(&pith(&["keys", &path]).text()), wanted, "{path}");
        let listed = pith(&["keys", "--format", "json", &path]).json();
        let keys = listed["keys"].as_array().unwrap().iter();
        let in_json: Vec<_> =
            keys.flat_map(|key| key["keyring_lines"].as_array().unwrap()).map(|line| line.as_str().unwrap()).collect();
        assert_eq!(in_json, wanted, "{path}");
    }
}

/// A document passes with the keyring that `pith keys` prints for it.
#[test]
fn a_document_passes_with_the_keyring_that_keys_prints() {
    let folder = Folder::new();
    let valid = std::fs::read_dir("fixtures/valid").unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = valid.map(|path| path.to_str().unwrap().to_owned()).collect();
    paths.sort();
    assert!(paths.len() > 50, "{} fixtures", paths.len());
    for name in ["bundle-signature", "receipt", "record-created", "author-as-registry", "author-snapshot"] {
        paths.push(format!("fixtures/untrusted/{name}.json"));
    }
    for path in paths {
        let listed = pith(&["keys", &path]);
        assert_eq!(listed.code, 0, "{path}: {}", listed.err);
        let keyring = folder.file("found.keyring", listed.out);
        let said = pith(&["verify", "--format", "json", "--keyring", &keyring, &path]);
        let report = said.json();
        assert_eq!((said.code, report["verdict"].as_str()), (0, Some("pass")), "{path}: {report}");
        let checks = report["inputs"][0]["checks"].as_array().unwrap();
        let of_trust = checks.iter().find(|check| check["code"] == "trust.keys" && check["status"] != "pass");
        assert!(of_trust.is_none(), "{path}: {of_trust:?}");
    }
}

#[test]
fn an_id_that_a_keyring_cannot_express_is_a_comment() {
    for id in ["a b", "a#b", "", "a\u{a0}b", "a\nregistry.example evil ed25519 AAAA", "a\u{202e}b", "a\u{1b}[2J"] {
        let mut bundle = Bundle::example();
        bundle.json.set("/public_keys/0/key_id", id);
        bundle.json.set("/events/0/signer/key_id", id);
        let folder = Folder::new();
        let said = pith(&["keys", &folder.file("hostile.json", bundle.json.pretty())]);
        assert_eq!(said.code, 0, "{id:?}: {}", said.err);
        assert!(said.text().lines().all(|line| line.starts_with('#')), "{id:?}: {}", said.text());
        assert!(said.is_safe(), "{id:?}");
    }
}

/// In a keyring `-` means every owner. A signer named `-` must not gain that from the listing of its key.
#[test]
fn a_signer_named_dash_gets_no_keyring_line() {
    let author = TestKey::author().of("-", "author");
    let mut bundle = Bundle::with_third_event();
    bundle.embed(&author);
    bundle.add(storage_attestation("copy 2"), &author);
    bundle.seal();
    let folder = Folder::new();
    let said = pith(&["keys", &folder.file("everybody.json", bundle.json.pretty())]);
    assert_eq!(lines(&said.text()), [TestKey::registry().keyring_line_as("registry")]);
    assert!(said.text().contains("# not a keyring line: signer -,"), "{}", said.text());
}

#[test]
fn a_faulty_key_is_a_comment_with_the_reason() {
    for (path, why) in [
        ("fixtures/fail/key.encoding/small-order.json", "small order"),
        ("fixtures/fail/key.encoding/torsion.json", "torsion"),
        ("fixtures/fail/key.fingerprint/hex-other.json", "the fingerprint is not that of the key"),
        ("fixtures/fail/key.unique/id-twice.json", "another embedded key has this id"),
        ("fixtures/fail/key.impersonation/pinned-id.json", "it is another key"),
    ] {
        let listed = pith(&["keys", "--keyring", KEYRING, "--format", "json", path]).json();
        let keys = listed["keys"].as_array().unwrap();
        let faulty: Vec<_> = keys.iter().filter(|key| !key["faults"].as_array().unwrap().is_empty()).collect();
        assert!(faulty.iter().any(|key| key["faults"].to_string().contains(why)), "{path}: {listed}");
        assert!(faulty.iter().all(|key| key["keyring_line"].is_null()), "{path}: {listed}");
        let said = pith(&["keys", "--keyring", KEYRING, path]);
        assert!(
            said.text().lines().any(|line| line.starts_with("# ") && line.contains(why)),
            "{path}: {}",
            said.text()
        );
        let lines = said.text().lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines, keys.len() - faulty.len(), "{path}: {}", said.text());
    }
    // Of two keys with one id, neither is what the id stands for.
    let listed = pith(&["keys", "--format", "json", "fixtures/fail/key.unique/id-twice.json"]).json();
    let bearers = listed["keys"].as_array().unwrap().iter().filter(|key| key["key_id"] == "pith-test-2026-02");
    let faults: Vec<_> = bearers.map(|key| key["faults"].as_array().unwrap().len()).collect();
    assert_eq!(faults, [1, 1]);
}

#[test]
fn a_bundle_without_a_sound_key_exits_with_1() {
    let mut bundle = Bundle::example();
    bundle.json.set("/public_keys/0/fingerprint_sha256_hex", "00".repeat(16));
    let folder = Folder::new();
    let said = pith(&["keys", &folder.file("fault.json", bundle.json.pretty())]);
    assert_eq!(said.code, 1);
    assert!(said.text().lines().all(|line| line.starts_with('#')), "{}", said.text());
    assert!(said.err.ends_with("fault.json: no usable key; the output contains the reasons\n"), "{}", said.err);
}

#[test]
fn manifests_and_signing_keys_have_keys_and_other_documents_have_none() {
    for path in ["fixtures/malformed/document.type/manifest.json", "fixtures/malformed/document.type/signing-key.json"]
    {
        let said = pith(&["keys", path]);
        assert_eq!(said.code, 0, "{path}: {}", said.err);
        assert!(said.text().contains("pith-test-2026-01 ed25519 "), "{path}: {}", said.text());
    }
    for path in ["fixtures/malformed/document.type/state.json", "fixtures/malformed/json.syntax/empty.json"] {
        let said = pith(&["keys", path]);
        assert_eq!((said.code, said.text().as_str()), (3, ""), "{path}");
    }
}

#[test]
fn a_key_file_may_be_any_of_the_published_forms() {
    for file in [
        "fixtures/keys/registry.hex",
        "fixtures/keys/registry.base64",
        "fixtures/keys/registry.json",
        "fixtures/malformed/document.type/manifest.json",
        "fixtures/malformed/document.type/signing-key.json",
    ] {
        assert_eq!(pith(&["verify", "--key", &format!("@{file}"), AFTER]).code, 0, "{file}");
        assert_eq!(pith(&["verify", "--key", &format!("@{file}"), REAL]).code, 4, "{file}");
    }
}

#[test]
fn json_has_the_same_keys() {
    let said = pith(&["keys", "--format", "json", REAL]).json();
    assert_eq!(said["schema"], "pith-keys/1");
    assert_eq!(said["verified"], false);
    let key = &said["keys"][0];
    assert_eq!(key["key_sha256"], PRODUCTION_SHA256);
    assert_eq!(key["trust"], "builtin");
    assert_eq!(key["signer_ids"][0], "pith.science");
    assert!(pith(&["keys", REAL]).text().contains(key["keyring_line"].as_str().unwrap()));
}

/// The line alone would trust a key beyond its rotation; a bundle and a key file say when that is.
#[test]
fn a_time_of_rotation_stands_beside_the_line_that_cannot_hold_it() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    bundle.json.set("/public_keys/0/rotates_at", "2027-01-01T00:00:00Z");
    bundle.seal();
    let bundle = folder.file("rotates.json", bundle.json.pretty());
    for (path, time) in
        [("fixtures/keys/registry-rotated.json", "2026-06-01T00:00:00Z"), (bundle.as_str(), "2027-01-01T00:00:00Z")]
    {
        let text = pith(&["keys", path]).text();
        assert!(text.contains(&format!("# rotates_at {time}: a keyring line cannot hold it")), "{text}");
        assert_eq!(lines(&text).len(), 1, "{text}");
        assert_eq!(pith(&["keys", "--format", "json", path]).json()["keys"][0]["rotates_at"], time);
    }
    assert!(!pith(&["keys", AFTER]).text().contains("rotates_at"));
    assert!(pith(&["keys", "--format", "json", AFTER]).json()["keys"][0]["rotates_at"].is_null());
}

/// All its signers again for each time would be as many names as there are keys times signers.
#[test]
fn a_key_that_is_embedded_again_is_listed_without_its_signers() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    let key = bundle.json.at("/public_keys/0").clone();
    bundle.json.push("/public_keys", key);
    let listed = pith(&["keys", "--format", "json", &folder.file("twice.json", bundle.json.pretty())]).json();
    let signers = |place: usize| listed["keys"][place]["signer_ids"].as_array().unwrap().len();
    assert_eq!((signers(0), signers(1)), (1, 0));
    assert_eq!(listed["keys"][1]["faults"].as_array().unwrap().len(), 1);
}

/// A key that no event names is nobody's, in the role in which it is used: that of a signer if it is not.
#[test]
fn keys_that_no_event_names_have_the_role_of_what_they_seal() {
    let (sealer, unused) = (TestKey::successor(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&sealer);
    bundle.embed(&unused);
    bundle.seal_state();
    bundle.seal_bundle_as(&sealer);
    let folder = Folder::new();
    let text = pith(&["keys", &folder.file("sealed.json", bundle.json.pretty())]).text();
    let nobodys = |key: &TestKey, role| key.clone().of("-", "").keyring_line_as(role);
    let wanted =
        [TestKey::registry().keyring_line_as("registry"), nobodys(&sealer, "registry"), nobodys(&unused, "signer")];
    assert_eq!(lines(&text), wanted);
}

#[test]
fn what_is_no_key_and_more_faults_than_are_listed_are_told() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    bundle.json.push("/public_keys", 5_i64);
    let text = pith(&["keys", &folder.file("shapeless.json", bundle.json.pretty())]).text();
    assert!(text.contains("# the entry does not have the shape of a key"), "{text}");
    assert_eq!(lines(&text), [TestKey::registry().keyring_line_as("registry")]);
    let mut bundle = Bundle::example();
    for number in 0..25 {
        let mut key = TestKey::new(60 + number, "somebody.example", "author", "a").named("a").embedded();
        key.set("/key_id", format!("key {number}"));
        key.set("/fingerprint_sha256_hex", "00".repeat(16));
        bundle.json.push("/public_keys", key);
    }
    let listed = pith(&["keys", "--format", "json", &folder.file("many.json", bundle.json.pretty())]).json();
    let faults: Vec<String> = listed["keys"].as_array().unwrap().iter().map(|key| key["faults"].to_string()).collect();
    let told = |words: &str| faults.iter().filter(|fault| fault.contains(words)).count();
    assert_eq!(told("the fingerprint is not that of the key"), 20);
    assert_eq!(told("too many keys have faults to list those of this one"), 6);
    assert!(listed["keys"].as_array().unwrap().iter().all(|key| key["keyring_line"].is_null()));
}
