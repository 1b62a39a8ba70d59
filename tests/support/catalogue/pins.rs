//! Every way to say whom one trusts, and what a file that pins a key says of it.

use super::{Case, bundle_case, registry};
use crate::support::forge::Bundle;
use crate::support::keys::TestKey;

/// The cases.
pub fn cases() -> Vec<Case> {
    let mut cases = texts();
    cases.extend(rotation());
    cases.extend(manifests());
    cases
}

/// The two-event bundle.
fn example(about: &'static str, args: &[&str]) -> Case {
    bundle_case("valid/example.json", about, &Bundle::example()).args(args)
}

fn texts() -> Vec<Case> {
    let hex = data_encoding::HEXLOWER.encode(&registry().public());
    let base64 = data_encoding::BASE64.encode(&registry().public());
    let stranger = data_encoding::HEXLOWER.encode(&TestKey::stranger().public());
    let pem = registry().pem();
    let one_line = pem.replacen('\n', "", 1).replace('\n', " ");
    vec![
        example("pinned as hex", &["--key", &hex]),
        example("pinned as hex in upper case", &["--key", &hex.to_uppercase()]),
        example("pinned as base64", &["--key", &base64]),
        example("pinned as PEM", &["--key", &pem]),
        example("pinned as PEM on one line", &["--key", &one_line]),
        example("pinned as a file with hex", &["--key", "@fixtures/keys/registry.hex"]),
        example("pinned as a file with base64", &["--key", "@fixtures/keys/registry.base64"]),
        example("pinned as a file with PEM", &["--key", "@fixtures/keys/registry.pem"]),
        example("pinned as a published key", &["--key", "@fixtures/keys/registry.json"]),
        example("pinned among others", &["--key", &stranger, "--key", &hex]),
        example("pinned by a keyring and a key", &["--keyring", "fixtures/keys/stranger.keyring", "--key", &hex]),
        example("embedded keys taken at face value", &["--trust-embedded"]),
    ]
}

/// The file that pins the key says when it is to be replaced; the bundle says nothing.
fn rotation() -> Vec<Case> {
    let pinned = |about, name: &str| example(about, &["--key", &format!("@fixtures/keys/{name}")]);
    let later =
        |case: Case, reason| {
            case.warn("trust.keys", reason, "/events/0/signature")
                .warn("trust.keys", reason, "/events/1/signature")
                .warn("trust.keys", reason, "/bundle_signature")
        };
    let all = |case: Case, reason| later(case, reason).warn("trust.keys", reason, "/events/0/payload/receipt");
    vec![
        // The receipt was signed before: `tests/reports.txt` has the places.
        later(pinned("rotates_at in the key file is before the last signatures", "registry-rotated.json"), "rotated"),
        all(pinned("rotates_at in the key file is not a time", "registry-rotates-sometime.json"), "rotates-at"),
        pinned("rotates_at in the key file is the moment of the last signature", "registry-rotates-then.json"),
        pinned("the key file states that the key is not revoked", "registry-not-revoked.json"),
        later(pinned("the same in a manifest", "manifest-rotated.json"), "rotated"),
    ]
}

/// Mirrors that are not active give no key.
fn manifests() -> Vec<Case> {
    let manifest = ["--key", "@fixtures/keys/manifest-one-active.json"];
    let other = || {
        let bundle = Bundle::published(&crate::support::paper::Paper::example(), &TestKey::stranger());
        bundle_case("valid/by-a-stranger.json", "pinned by a mirror manifest", &bundle)
    };
    vec![
        example("pinned by a manifest with one active mirror of two", &manifest),
        other().args(&["--keyring", "fixtures/keys/stranger.keyring"]),
        other()
            .args(&manifest)
            .warn("trust.keys", "untrusted", "/events/0/payload/receipt")
            .warn("trust.keys", "untrusted", "/events/0/signature")
            .warn("trust.keys", "untrusted", "/events/1")
            .warn("trust.keys", "untrusted", "/bundle_signature")
            .verdict("untrusted"),
    ]
}
