//! Texts that are no trusted key: each is refused with a reason (exit code 2), without a verdict on the bundle.

use data_encoding::{BASE64, HEXLOWER};
use pith::digest::Sha256Digest;

use crate::process::{Folder, REAL, pith};
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;

const EXAMPLE: &str = "fixtures/valid/example.json";
const PRODUCTION_SHA256: &str = "8d4b5ee74e4693bcd1df2446408b0d5482a309de1c419767f60368d28c5dfb06";

/// Asserts that `pith verify` refuses this option, with a reason.
fn refused(option: &str, value: &str, why: &str) {
    for input in [EXAMPLE, REAL] {
        let said = pith(&["verify", option, value, input]);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{option} {value}: {}", said.err);
        assert!(said.err.contains(why), "{option} {value}: {} lacks {why}", said.err);
    }
}

/// The same for a key in a file.
fn refused_in_file(contents: &str, why: &str) {
    let folder = Folder::new();
    refused("--key", &format!("@{}", folder.file("key", contents)), why);
}

/// The registry's published key with another member.
fn published(member: &str, value: impl Into<Json>) -> String {
    let mut key = TestKey::registry().embedded();
    key.set(&format!("/{member}"), value.into());
    key.pretty()
}

fn manifest(mirrors: &Json) -> String {
    object! { "manifest_type": "pith_mirror_manifest", "mirrors": mirrors }.pretty()
}

fn mirror(key: Json, status: impl Into<Json>) -> Json {
    object! { "name": "Example", "public_key": key, "status": status.into() }
}

#[test]
fn a_keyring_line_has_four_words_and_perhaps_a_role() {
    let line = TestKey::registry().keyring_line();
    let words: Vec<&str> = line.split(' ').collect();
    for (line, why) in [
        (format!("{line} author"), "`author`"),
        (format!("{line} Registry"), "`Registry`"),
        (format!("{line} registry,signer"), "`registry,signer`"),
        (format!("{line} registry signer"), "6 words"),
        (format!("{line} registry registry"), "6 words"),
        (words[..3].join(" "), "3 words"),
        (words[3].to_owned(), "found 1 word"),
        (line.replace("ed25519", "rsa"), "`rsa`"),
        (format!("{} {} ed25519 {PRODUCTION_SHA256}", words[0], words[1]), "line 2"),
    ] {
        let folder = Folder::new();
        let keyring = folder.file("keys", format!("# one line, and it is wrong\n{line}\n"));
        refused("--keyring", &keyring, "line 2");
        refused("--keyring", &keyring, why);
    }
    let folder = Folder::new();
    refused("--keyring", &folder.file("keys", "# no key\n\n"), "no key");
    for role in ["", " registry", "\tregistry  # the role", " registry\r"] {
        let keyring = folder.file("keys", format!("{line}{role}\n"));
        assert_eq!(pith(&["verify", "--keyring", &keyring, EXAMPLE]).code, 0, "{role:?}");
    }
    let keyring = folder.file("keys", format!("{line} signer\n"));
    assert_eq!(pith(&["verify", "--keyring", &keyring, EXAMPLE]).code, 4, "a signer's key seals nothing");
}

#[test]
fn a_revoked_key_is_refused() {
    for contents in [
        published("revoked", true),
        published("revoked", "yes"),
        published("revoked", "false"),
        published("revoked", 0_usize),
        published("revoked", object! {}),
        published("revoked_at", "2026-07-01T00:00:00Z"),
        published("revoked_at", ""),
        published("revoked_at", 1_780_000_000_usize),
        published("status", "revoked"),
        published("status", "Revoked"),
    ] {
        refused_in_file(&contents, "the key pith-test-2026-01 is revoked");
    }
    let revoked = Json::parse(&published("revoked", true));
    refused_in_file(&manifest(&array![mirror(revoked, "active")]), "is revoked");
}

/// Nobody has published how a key is given up, so a file that may say it gives no key.
#[test]
fn a_key_that_the_file_does_not_call_in_use_is_refused() {
    for status in ["compromised", "revoked ", "Revoked: key lost", "Active", "retired", ""] {
        refused_in_file(&published("status", status), &format!("the status \"{status}\""));
    }
    refused_in_file(&published("status", "compromised"), "ask its owner which key is in use");
    for (member, value) in [
        ("revocation", object! { "reason": "key lost" }),
        ("revocation_reason", "lost".into()),
        ("Revoked", true.into()),
        ("revokedAt", "2026-07-01T00:00:00Z".into()),
    ] {
        refused_in_file(&published(member, value), "the key pith-test-2026-01 is revoked");
    }
    for (member, value) in [
        ("expires_at", Json::from("2020-01-01T00:00:00Z")),
        ("expires_at", "sometime".into()),
        ("expires_at", "2099-01-01".into()),
        ("expires_at", 4_102_444_800_usize.into()),
        ("expires", "2020-01-01T00:00:00Z".into()),
        ("expired", true.into()),
        ("Expiry", "2020-01-01T00:00:00Z".into()),
    ] {
        refused_in_file(&published(member, value), &format!("`{member}` is "));
    }
    let expired = |mut mirrors: Json| {
        mirrors.set("/0/expires_at", "2020-01-01T00:00:00Z");
        manifest(&mirrors)
    };
    refused_in_file(
        &expired(array![mirror(TestKey::registry().embedded(), "active")]),
        "the mirror of a key: `expires_at`",
    );
    let mut whole = Json::parse(&manifest(&array![mirror(TestKey::registry().embedded(), "active")]));
    whole.set("/revoked_at", "2026-07-01T00:00:00Z");
    refused_in_file(&whole.pretty(), "the manifest is revoked");
}

#[test]
fn what_says_nothing_against_a_key_is_no_reason_to_refuse_it() {
    let folder = Folder::new();
    for contents in [
        published("status", "active"),
        published("status", "primary"),
        published("expires_at", "2099-01-01T00:00:00Z"),
        published("expires_at", Json::Null),
        published("expired", false),
        published("revocation", Json::Null),
        published("revoked", false),
    ] {
        let file = folder.file("key.json", &contents);
        let said = pith(&["verify", "--key", &format!("@{file}"), EXAMPLE]);
        assert_eq!(said.code, 0, "{contents}: {}", said.err);
    }
    // A key that is no longer in use may stand beside one that is.
    let mut old = mirror(TestKey::stranger().embedded(), "retired");
    old.set("/expires_at", "2020-01-01T00:00:00Z");
    let file = folder.file("manifest.json", manifest(&array![old, mirror(TestKey::registry().embedded(), "active")]));
    assert_eq!(pith(&["verify", "--key", &format!("@{file}"), EXAMPLE]).code, 0);
}

/// If they were ignored, the key could sign for every owner, or forever.
#[test]
fn a_key_file_with_a_member_of_another_type_is_refused() {
    for name in ["algorithm", "key_id", "public_key_b64", "public_key_hex", "rotates_at", "signer_id", "status"] {
        for value in [Json::from(1_580_000_000_usize), Json::from(true), array!["registry.example"], object! {}] {
            refused_in_file(&published(name, value), &format!("`{name}` of the key is not a string"));
        }
    }
    let nameless = Json::parse(&published("signer_id", array!["registry.example"]));
    refused_in_file(&manifest(&array![mirror(nameless, "active")]), "`signer_id` of the key is not a string");
    for name in ["rotates_at", "signer_id", "status", "revoked"] {
        let folder = Folder::new();
        let file = folder.file("key.json", published(name, Json::Null));
        assert_eq!(pith(&["verify", "--key", &format!("@{file}"), EXAMPLE]).code, 0, "{name}");
    }
}

#[test]
fn an_inactive_mirror_contributes_no_key() {
    let key = || TestKey::registry().embedded();
    for (mirrors, why) in [
        (array![mirror(key(), "revoked")], "no mirror in this manifest is active"),
        (array![mirror(key(), "Active")], "no mirror in this manifest is active"),
        (array![mirror(key(), "primary ")], "no mirror in this manifest is active"),
        (array![mirror(key(), "")], "no mirror in this manifest is active"),
        (array![mirror(key(), Json::Null)], "no mirror in this manifest is active"),
        (array![mirror(key(), true)], "no mirror in this manifest is active"),
        (array![mirror(key(), "retired"), mirror(TestKey::successor().embedded(), "revoked")], "retired"),
        (array![], "no key"),
        (array![object! { "status": "active" }], "no key"),
    ] {
        refused_in_file(&manifest(&mirrors), why);
    }
    // The publisher's manifest says `primary`.
    for status in ["active", "primary"] {
        let folder = Folder::new();
        let file = folder.file("manifest.json", manifest(&array![mirror(key(), status)]));
        assert_eq!(pith(&["verify", "--key", &format!("@{file}"), EXAMPLE]).code, 0, "{status}");
    }
}

#[test]
fn pem_of_anything_but_an_ed25519_public_key_is_refused() {
    let pem = TestKey::registry().pem();
    let base64 = pem.lines().nth(1).unwrap();
    for text in [
        pem.replace("PUBLIC", "PRIVATE"),
        pem.replace("PUBLIC KEY", "CERTIFICATE"),
        pem.replace("-----END PUBLIC KEY-----\n", ""),
        pem.replace(base64, ""),
        pem.replace(base64, &base64[4..]),
        // X25519 has another number.
        pem.replace("MCowBQYDK2Vw", "MCowBQYDK2Vu"),
        pem.replace("MCowBQYDK2Vw", ""),
        pem.repeat(2),
        pem.replace("-----END", "-----BEGIN"),
    ] {
        assert_ne!(text, pem);
        refused_in_file(&text, "-----BEGIN PUBLIC KEY-----");
        refused("--key", &text, "-----BEGIN PUBLIC KEY-----");
    }
}

#[test]
fn a_fingerprint_given_as_a_key_is_named_as_such() {
    for text in [PRODUCTION_SHA256.to_owned(), PRODUCTION_SHA256.to_uppercase()] {
        refused("--key", &text, "this is the fingerprint of the key pith-v1-2026-05");
        refused_in_file(&format!("{text}\n"), "this is the fingerprint of the key pith-v1-2026-05");
    }
    refused("--key", &PRODUCTION_SHA256[..32], "short fingerprint");
    refused("--key", &PRODUCTION_SHA256[..16], "a key has 64 hex digits, and this text has 16");
    refused("--key", &PRODUCTION_SHA256[..63], "a key has 64 hex digits, and this text has 63");
    let base64 = BASE64.encode(&HEXLOWER.decode(PRODUCTION_SHA256.as_bytes()).unwrap());
    refused("--key", &base64, "this is the fingerprint of the key pith-v1-2026-05");
    let keyring = Folder::new();
    let keyring = keyring.file("keys", format!("pith.science pith-v1-2026-05 ed25519 {base64}"));
    refused("--keyring", &keyring, "line 1: this is the fingerprint of the key pith-v1-2026-05");
    refused("--key", "", "a key is 64 hex digits");
    refused("--key", "keys.txt", "a file with one is given as @FILE");
    refused_in_file(&published("public_key_hex", PRODUCTION_SHA256), "fingerprint");
}

/// Also of a key that an input embeds, whether the digits are given on the command line or in a file.
#[test]
fn the_fingerprint_of_an_embedded_key_is_named_as_such() {
    let embedded = Sha256Digest::of(&TestKey::registry().public()).to_string();
    let folder = Folder::new();
    let file = format!("@{}", folder.file("key.hex", format!(" {embedded}\n")));
    let base64 = BASE64.encode(Sha256Digest::of(&TestKey::registry().public()).as_bytes());
    for value in [&embedded, &file, &base64] {
        let said = pith(&["verify", "--key", value, EXAMPLE]);
        assert_eq!(said.code, 2, "{value}");
        let key_id = TestKey::registry().key_id;
        let why = format!("this is the fingerprint of the key {key_id}, which {EXAMPLE} embeds");
        assert!(said.err.contains(&why), "{}", said.err);
        let line = folder.file("keyring", format!("# mine\nregistry.example k ed25519 {base64}\n"));
        let said = pith(&["verify", "--keyring", &line, EXAMPLE]);
        assert_eq!((said.code, said.err.contains(&format!("line 2: {why}"))), (2, true), "{}", said.err);
    }
}

/// The id of the production key is known, so a user who gives its bytes alone is not told that another key is it.
#[test]
fn a_key_with_the_id_of_the_production_key_is_an_impersonation_however_that_is_given() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    bundle.json.set("/public_keys/0/key_id", "pith-v1-2026-05".to_owned());
    bundle.seal();
    let input = folder.file("bundle.json", bundle.json.pretty());
    let base64 = "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=";
    let hex = "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3";
    let json = format!("@{}", folder.file("key.json", format!("{{\"public_key_hex\":\"{hex}\"}}")));
    for trust in [&[][..], &["--key", hex], &["--key", base64], &["--key", &json]] {
        let said = pith(&[&["verify", "--trust-embedded", "--format", "json", &input][..], trust].concat());
        let codes: Vec<String> = said.json()["inputs"][0]["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|check| check["status"] == "fail")
            .map(|check| check["code"].as_str().unwrap().to_owned())
            .collect();
        assert!(said.code == 1 && codes.contains(&"key.impersonation".to_owned()), "{trust:?}: {codes:?}");
    }
}

#[test]
fn the_keys_of_a_bundle_have_to_be_listed_first() {
    refused("--key", &format!("@{REAL}"), "it is a bundle, and anybody can embed a key; `pith keys` lists its keys");
}
