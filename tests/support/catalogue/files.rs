//! Files that are no documents to verify: keys, and what the policy flags point to.

use data_encoding::{BASE64, HEXLOWER};

use super::policy;
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// Path below `fixtures/` and content.
pub fn all() -> Vec<(&'static str, String)> {
    [keyrings(), keys(), manifests(), policies()].concat()
}

fn keyrings() -> Vec<(&'static str, String)> {
    let everybody = [TestKey::registry(), TestKey::successor(), TestKey::author(), TestKey::replicator()];
    let lines = |keys: &[TestKey]| keys.iter().map(|key| key.keyring_line() + "\n").collect::<String>();
    let with_roles =
        |keys: &[(TestKey, &str)]| keys.iter().map(|(key, role)| key.keyring_line_as(role) + "\n").collect::<String>();
    let (registry, author) = (TestKey::registry, TestKey::author);
    let as_registry = || author().of("registry.example", "pith_registry");
    let ownerless = |role| with_roles(&[(registry().of("-", ""), "registry"), (author().of("-", ""), role)]);
    let two_registries = [registry(), TestKey::successor().of("registry-two.example", "pith_registry")];
    vec![
        ("keys/registry.keyring", lines(&everybody[..1])),
        ("keys/registries.keyring", lines(&everybody[..2])),
        ("keys/all.keyring", lines(&everybody)),
        ("keys/stranger.keyring", lines(&[TestKey::stranger()])),
        ("keys/two-registries.keyring", lines(&two_registries)),
        ("keys/author-beside.keyring", with_roles(&[(registry(), "registry"), (author(), "signer")])),
        (
            "keys/two-lines.keyring",
            with_roles(&[(registry(), "registry"), (as_registry(), "registry"), (author(), "signer")]),
        ),
        (
            "keys/two-lines-signer.keyring",
            with_roles(&[(registry(), "registry"), (as_registry(), "signer"), (author(), "registry")]),
        ),
        ("keys/ownerless.keyring", ownerless("registry")),
        ("keys/ownerless-signer.keyring", ownerless("signer")),
    ]
}

fn keys() -> Vec<(&'static str, String)> {
    let registry = TestKey::registry();
    let published = |edit: &[(&str, Json)]| {
        let mut key = registry.embedded();
        for (member, value) in edit {
            key.set(&format!("/{member}"), value);
        }
        key.pretty()
    };
    let not_revoked = [("revoked", false.into()), ("revoked_at", Json::Null), ("status", Json::from("active"))];
    vec![
        ("keys/registry.hex", HEXLOWER.encode(&registry.public()) + "\n"),
        ("keys/registry.base64", BASE64.encode(&registry.public()) + "\n"),
        ("keys/registry.pem", registry.pem()),
        ("keys/registry.json", published(&[])),
        ("keys/registry-rotated.json", published(&[("rotates_at", "2026-06-01T00:00:00Z".into())])),
        ("keys/registry-rotates-sometime.json", published(&[("rotates_at", "next May".into())])),
        ("keys/registry-rotates-then.json", published(&[("rotates_at", "2026-06-03T19:49:47.227921Z".into())])),
        ("keys/registry-not-revoked.json", published(&not_revoked)),
    ]
}

fn manifests() -> Vec<(&'static str, String)> {
    let mirror = |key: Json, status: &str| {
        object! { "name": "Example Registry", "base_url": "https://registry.example", "public_key": key, "status": status }
    };
    let manifest = |mirrors: Json| {
        object! { "manifest_type": "pith_mirror_manifest", "manifest_version": "1.0", "mirrors": mirrors }.pretty()
    };
    let mut rotated = TestKey::registry().embedded();
    rotated.set("/rotates_at", "2026-06-01T00:00:00Z");
    let one_active =
        array![mirror(TestKey::stranger().embedded(), "revoked"), mirror(TestKey::registry().embedded(), "active")];
    vec![
        ("keys/manifest-one-active.json", manifest(one_active)),
        ("keys/manifest-rotated.json", manifest(array![mirror(rotated, "active")])),
    ]
}

fn policies() -> Vec<(&'static str, String)> {
    vec![
        ("policy/abstract.txt", policy::ABSTRACT.to_owned()),
        ("policy/other-abstract.txt", "We keep no record.\n".to_owned()),
        ("policy/state.json", policy::state()),
        ("policy/other-state.json", policy::other_state()),
        ("policy/before.json", policy::before()),
        ("policy/before-with-another-event.json", policy::before_with_another_event()),
    ]
}
