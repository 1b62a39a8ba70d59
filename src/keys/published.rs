//! Keys in published JSON: a key object, a signing key, or the mirrors of a manifest (docs/format.md, section 7.3).

use super::public_key::PublicKey;
use super::role::{Grant, Role};
use super::signature::ALGORITHM;
use super::text::{KeyTextError, from_base64, parse_key};
use super::trust::TrustedKey;
use crate::bundle::time::Time;
use crate::json::canonical;
use crate::json::{Document, Kind, Member, Object, Value};
use crate::text::cut;

/// The key of a signing-key document or key object, or the keys of the active mirrors of a manifest.
pub(super) fn keys(document: &Document<'_>, now: Option<Time>) -> Result<Vec<TrustedKey>, KeyTextError> {
    let root = document.root().as_object().unwrap_or_default();
    let Some(mirrors) = root.get("mirrors").and_then(|mirrors| mirrors.as_array()) else {
        return Ok(vec![from_key_object(root, now)?]);
    };
    check_in_use(root, "the manifest", now)?;
    let mut keys: Vec<TrustedKey> = Vec::new();
    let mut inactive = None;
    for mirror in mirrors.iter().filter_map(Value::as_object) {
        let Some(object) = mirror.get("public_key").and_then(|key| key.as_object()) else { continue };
        if let Some(status) = mirror.get("status").filter(|status| !is_active(status)) {
            inactive.get_or_insert(status);
            continue;
        }
        check_in_use(mirror, "the mirror of a key", now)?;
        let key = from_key_object(object, now)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    match inactive {
        _ if !keys.is_empty() => Ok(keys),
        Some(status) => Err(KeyTextError::Inactive(canonical::brief(&status))),
        None => Err(KeyTextError::Empty),
    }
}

/// Whether a mirror serves: the publisher's own manifest calls its one mirror `primary`.
fn is_active(status: &Value<'_>) -> bool {
    status.as_str().is_some_and(|status| ["active", "primary"].contains(&status))
}

/// The members of a key object that are text, where they are there.
const TEXTS: [&str; 7] =
    ["algorithm", "key_id", "public_key_b64", "public_key_hex", "rotates_at", "signer_id", "status"];

fn from_key_object(object: Object<'_>, now: Option<Time>) -> Result<TrustedKey, KeyTextError> {
    let is_other = |name: &&str| object.get(name).is_some_and(|value| !value.is_null() && value.as_str().is_none());
    if let Some(name) = TEXTS.into_iter().find(is_other) {
        return Err(KeyTextError::NotText(name));
    }
    if object.get("algorithm").is_some_and(|algorithm| algorithm.as_str() != Some(ALGORITHM)) {
        return Err(KeyTextError::Document("the key's `algorithm` is not `ed25519`"));
    }
    let key = key_of(object)?;
    let owned = |name| object.text(name).map(str::to_owned);
    let name = owned("key_id").map_or_else(|| key.sha256().to_string(), |key_id| cut(&key_id));
    check_in_use(object, &format!("the key {name}"), now)?;
    check_status(object, name)?;
    let grant = Grant { owner: owned("signer_id"), role: Role::Registry, rotates_at: owned("rotates_at") };
    Ok(TrustedKey { key_id: owned("key_id"), key, grant })
}

fn key_of(object: Object<'_>) -> Result<PublicKey, KeyTextError> {
    match (object.text("public_key_b64"), object.text("public_key_hex")) {
        (None, None) if object.get("public_keys").is_some() => {
            Err(KeyTextError::Document("it is a bundle, and anybody can embed a key; `pith keys` lists its keys"))
        }
        (None, None) => Err(KeyTextError::Document("it contains no `public_key_b64` or `public_key_hex`")),
        (Some(base64), None) => from_base64(base64),
        (None, Some(hex)) => parse_key(hex),
        (Some(base64), Some(hex)) => {
            let key = from_base64(base64)?;
            if key != parse_key(hex)? {
                return Err(KeyTextError::Document("`public_key_b64` and `public_key_hex` differ"));
            }
            Ok(key)
        }
    }
}

/// A key without a status is in use, as are those that are published today.
fn check_status(object: Object<'_>, key: String) -> Result<(), KeyTextError> {
    match object.get("status").filter(|status| !status.is_null() && !is_active(status)) {
        None => Ok(()),
        Some(status) if status.as_str().is_some_and(|status| status.eq_ignore_ascii_case("revoked")) => {
            Err(KeyTextError::Revoked(format!("the key {key}")))
        }
        Some(status) => Err(KeyTextError::Status { key, status: canonical::brief(&status) }),
    }
}

/// How a key is revoked was never published. A member whose name begins in one of these ways may say it, so it has to
/// say nothing, or of an expiry that it is still to come.
fn check_in_use(object: Object<'_>, what: &str, now: Option<Time>) -> Result<(), KeyTextError> {
    let begins = |member: &&Member<'_>, start: &str| member.name.to_ascii_lowercase().starts_with(start);
    let says = |member: &&Member<'_>| !matches!(member.value.kind(), Kind::Null | Kind::Bool(false));
    let said = || object.members().iter().filter(says);
    if said().any(|member| begins(&member, "revo")) {
        return Err(KeyTextError::Revoked(what.to_owned()));
    }
    let is_to_come = |member: &&Member<'_>| {
        let time = member.value.as_str().and_then(Time::parse);
        time.zip(now).is_some_and(|(time, now)| time > now)
    };
    match said().find(|member| begins(member, "expir") && !is_to_come(member)) {
        None => Ok(()),
        Some(member) => Err(KeyTextError::Expired {
            what: what.to_owned(),
            member: cut(member.name),
            value: canonical::brief(&member.value),
        }),
    }
}
