//! Sealing an edited bundle anew, from the inside out, whatever is left of it.

use data_encoding::HEXLOWER;

use crate::support::json::Json;
use crate::support::keys::TestKey;

/// Which layers are sealed anew.
#[allow(clippy::struct_excessive_bools, reason = "one bit a layer")]
#[derive(Clone, Copy)]
pub struct Layers {
    /// The key and its names wherever a signer is named.
    pub names: bool,
    /// Digests of the record, wherever they are stated, and receipts.
    pub receipts: bool,
    /// Events.
    pub events: bool,
    /// The digest of the state.
    pub state: bool,
    /// The bundle.
    pub bundle: bool,
}

impl Layers {
    /// One bit a layer.
    pub const fn of(bits: u8) -> Self {
        Self {
            bundle: bits & 1 != 0,
            state: bits & 2 != 0,
            events: bits & 4 != 0,
            receipts: bits & 8 != 0,
            names: bits & 16 != 0,
        }
    }
}

/// Seals those layers with `key`; what an edit has made unfit for it stays as it is.
pub fn anew(json: &mut Json, layers: Layers, key: &TestKey) {
    if layers.names {
        put(json, "public_keys", Json::Array(vec![key.embedded()]));
    }
    let record = member(json, "canonical_record").map(|record| record.digest());
    if let (true, Some(digest)) = (layers.receipts, record) {
        put(json, "canonical_sha256", HEXLOWER.encode(&digest).into());
    }
    for event in elements(json, "events") {
        if layers.names {
            put(event, "signer", key.signer());
        }
        if let (true, Some(digest), Some(payload)) = (layers.receipts, record, member(event, "payload")) {
            if member(payload, "canonical_sha256").is_some() {
                put(payload, "canonical_sha256", HEXLOWER.encode(&digest).into());
            }
            if let Some(receipt) = member(payload, "receipt") {
                put(receipt, "canonical_sha256", HEXLOWER.encode(&digest).into());
                sign(receipt, &digest, layers.names, key);
            }
        }
        if layers.events {
            let digest = event.digest_without(&["signature", "content_sha256", "event_id"]);
            put(event, "content_sha256", HEXLOWER.encode(&digest).into());
            put(event, "event_id", format!("sha256:{}", HEXLOWER.encode(&digest)).into());
            if let Some(signature) = member(event, "signature") {
                sign(signature, &digest, layers.names, key);
            }
        }
    }
    if let (true, Some(state)) = (layers.state, member(json, "state")) {
        let digest = state.digest_without(&["state_sha256"]);
        put(state, "state_sha256", HEXLOWER.encode(&digest).into());
    }
    if layers.bundle {
        let digest = json.digest_without(&["bundle_signature"]);
        if let Some(signature) = member(json, "bundle_signature") {
            put(signature, "bundle_sha256", HEXLOWER.encode(&digest).into());
            sign(signature, &digest, layers.names, key);
        }
    }
}

fn sign(signature: &mut Json, digest: &[u8; 32], names: bool, key: &TestKey) {
    put(signature, "signature_b64", key.sign(digest).into());
    if names {
        put(signature, "key_id", key.key_id.into());
        put(signature, "public_key_fingerprint", crate::support::keys::fingerprint(&key.public()).into());
    }
}

/// The member of that name, if this is an object that has it.
fn member<'j>(json: &'j mut Json, name: &str) -> Option<&'j mut Json> {
    match json {
        Json::Object(members) => members.iter_mut().find(|(found, _)| found == name).map(|(_, value)| value),
        _ => None,
    }
}

/// Replaces the member of that name, or adds it, if this is an object.
fn put(json: &mut Json, name: &'static str, value: Json) {
    if let Some(old) = member(json, name) {
        *old = value;
    } else if let Json::Object(members) = json {
        members.push((name.into(), value));
    }
}

fn elements<'j>(json: &'j mut Json, name: &str) -> &'j mut [Json] {
    match member(json, name) {
        Some(Json::Array(elements)) => elements,
        _ => &mut [],
    }
}
