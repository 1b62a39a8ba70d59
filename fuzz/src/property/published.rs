//! Key files, as a second reader finds what they say.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use pith::keys::{Role, TrustedKey};
use serde_json::Value;

use super::keyrings::is_sound;
use crate::support::keys::TestKey;

/// A key file: PEM, hex, base64, or JSON.
pub(super) fn of_file(text: &str) {
    let Ok(found) = TrustedKey::parse_file(text, None) else { return };
    assert!(found.iter().all(|key| is_sound(key.key.as_bytes()) && key.grant.role == Role::Registry));
    if text.trim_start().starts_with('{') {
        let Ok(document) = serde_json::from_str::<Value>(text) else { return };
        let mut expected: Vec<Published> = Vec::new();
        for key in objects(&document) {
            in_force(key);
            let key = Published::of(key);
            if !expected.contains(&key) {
                expected.push(key);
            }
        }
        let found = found.iter().map(|key| Published {
            bytes: key.key.as_bytes().to_vec(),
            key_id: key.key_id.clone(),
            owner: key.grant.owner.clone(),
            rotates_at: key.grant.rotates_at.clone(),
        });
        return assert_eq!(found.collect::<Vec<_>>(), expected);
    }
    let [key] = found.as_slice() else { panic!("one text is one key") };
    assert_eq!((&key.key_id, &key.grant.owner, &key.grant.rotates_at), (&None, &None, &None));
    let text = text.trim();
    let bytes = match text.strip_prefix("-----BEGIN PUBLIC KEY-----") {
        Some(rest) => {
            let base64 = rest.strip_suffix("-----END PUBLIC KEY-----").expect("the end of PEM");
            let base64: String = base64.chars().filter(|c| !c.is_ascii_whitespace()).collect();
            let der = BASE64.decode(base64.as_bytes()).expect("base64");
            der.strip_prefix(b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00").expect("of Ed25519").to_vec()
        }
        None => key_text(text),
    };
    assert_eq!(key.key.as_bytes().to_vec(), bytes);
}

/// Hex or base64.
fn key_text(text: &str) -> Vec<u8> {
    let hex = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok().filter(|bytes| bytes.len() == 32);
    hex.or_else(|| BASE64.decode(text.as_bytes()).ok()).expect("hex or base64")
}

/// The keys of a document: of the mirrors that serve, or the one that it is.
fn objects(document: &Value) -> Vec<&Value> {
    let Some(mirrors) = document["mirrors"].as_array() else { return vec![document] };
    let serves = |mirror: &&Value| match mirror.get("status") {
        None => true,
        Some(status) => status == "active" || status == "primary",
    };
    mirrors.iter().filter(serves).map(|mirror| &mirror["public_key"]).filter(|key| key.is_object()).collect()
}

/// Nothing in the object says that the key is not to be used, or, without a clock, that it is of use for a time.
fn in_force(key: &Value) {
    for (name, value) in key.as_object().into_iter().flatten() {
        let name = name.to_ascii_lowercase();
        let may_end = name.starts_with("revo") || name.starts_with("expir");
        assert!(!may_end || value.is_null() || *value == false, "a key that is out of use is trusted: {key}");
    }
    let status = &key["status"];
    assert!(
        status.is_null() || status == "active" || status == "primary",
        "a key that is out of use is trusted: {key}"
    );
    assert!(key.get("algorithm").is_none_or(|algorithm| algorithm == "ed25519"));
    for name in ["key_id", "signer_id", "rotates_at", "status"] {
        assert!(key[name].is_null() || key[name].is_string(), "`{name}` is passed over: {key}");
    }
}

/// A key of a document.
#[derive(Debug, PartialEq, Eq)]
struct Published {
    bytes: Vec<u8>,
    key_id: Option<String>,
    owner: Option<String>,
    rotates_at: Option<String>,
}

impl Published {
    fn of(key: &Value) -> Self {
        let text = |name: &str| key[name].as_str().map(str::to_owned);
        let each = [text("public_key_b64"), text("public_key_hex").filter(|hex| !hex.contains("-----"))];
        let bytes = each.into_iter().flatten().map(|text| key_text(text.trim())).next();
        let bytes = bytes.unwrap_or_else(|| TestKey::author().public().to_vec());
        Self { bytes, key_id: text("key_id"), owner: text("signer_id"), rotates_at: text("rotates_at") }
    }
}
