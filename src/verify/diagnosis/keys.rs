//! Embedded keys and the members of signatures that follow from the keys that are trusted (docs/format.md, section 8.4).

use std::cmp::Reverse;
use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;

use super::authority::{Authority, id_in};
use super::edit::{self, text, with};
use super::names::{self, repaired};
use crate::bundle::SIGNATURE_MEMBERS;
use crate::bundle::identifier::Fingerprints;
use crate::json::{Arena, Kind, Member, Object, Value};
use crate::keys::TrustedKey;
use crate::keys::signature::{ALGORITHM, STATUS};
use crate::verify::events;
use crate::verify::seal::LABEL;

/// What every bundle of pith.science that was seen has beside the bytes of its key (docs/format.md, section 5.6: seen).
const PUBLISHED: (&str, [(&str, &str); 2]) = (
    "pith-v1-2026-05",
    [
        ("url", "https://pith.science/pith-signing-key.json"),
        (
            "notes",
            "Pith uses this Ed25519 key to sign canonical record SHA-256 digests. Verify with: \
             ed25519_verify(public_key, message=canonical_sha256_bytes, signature=base64decode(signature_b64)).",
        ),
    ],
);

/// The bundle with the embedded keys that are trusted written as they are, each once.
pub(super) fn restored_all<'a>(root: Object<'a>, authority: &Authority, arena: &'a Arena) -> Object<'a> {
    let list = |name| root.get(name).and_then(|list| list.as_array()).unwrap_or_default();
    let embedded = list("public_keys");
    let named = list("events").iter().filter_map(|event| event.as_object()?.get("signer")?.as_object()?.text("key_id"));
    let is_another = |id: &&str| authority.all().any(|key| key.key_id.as_deref() == Some(*id));
    let named: HashSet<&str> = named.filter(|id| !is_another(id)).collect();
    let trusted: Vec<Trusted<'_>> = authority.all().map(|key| (key, members(key))).collect();
    let only = trusted.first().filter(|_| authority.keys().len() == 1);
    let (first, others) = embedded.split_at_checked(MOST).unwrap_or((embedded, &[]));
    let mut keys: Vec<Value<'a>> = Vec::with_capacity(embedded.len());
    for value in first {
        let key = edit::value(restored(value.as_object().unwrap_or_default(), &trusted, only, &named, arena));
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.extend(others);
    if let ([], Some(only)) = (embedded, only) {
        keys.push(edit::value(written(Object::default(), only, &named, arena)));
    }
    with(arena, root, "public_keys", Value::made_array(arena, &keys))
}

/// The most embedded keys that are restored: a list of keys is short, or of no interest.
const MOST: usize = 100;

/// A trusted key with the members of an embedded key that follow from its bytes.
type Trusted<'t> = (&'t TrustedKey, [(&'static str, String); 4]);

/// An embedded key as the trusted key that most of its members name; the only key of a registry where it is empty.
fn restored<'a>(
    embedded: Object<'a>,
    trusted: &[Trusted<'_>],
    only: Option<&Trusted<'_>>,
    named: &HashSet<&str>,
    arena: &'a Arena,
) -> Object<'a> {
    let embedded = repaired(arena, embedded, &names::OF_KEY);
    let names = |(key, members): &Trusted<'_>| {
        let is_id = key.key_id.is_some() && embedded.text("key_id") == key.key_id.as_deref();
        usize::from(is_id) + members.iter().filter(|(name, value)| embedded.text(name) == Some(value)).count()
    };
    let named_most = trusted.iter().min_by_key(|key| Reverse(names(key))).filter(|key| names(key) > 0);
    let only = only.filter(|_| embedded.members().is_empty());
    named_most.or(only).map_or(embedded, |key| written(embedded, key, named, arena))
}

/// An embedded key as this trusted key. Its id stays if events name it: the user may call the key otherwise.
fn written<'a>(
    embedded: Object<'a>,
    (key, members): &Trusted<'_>,
    named: &HashSet<&str>,
    arena: &'a Arena,
) -> Object<'a> {
    let mut draft = embedded;
    let mut set = |name: &'static str, value: &str| draft = with(arena, draft, name, text(arena, value));
    for (name, value) in members {
        set(name, value);
    }
    set("algorithm", ALGORITHM);
    set("format", "raw");
    let is_named = embedded.text("key_id").is_some_and(|id| named.contains(id));
    if let Some(key_id) = key.key_id.as_ref().filter(|_| !is_named) {
        set("key_id", key_id);
    }
    let (published, members) = PUBLISHED;
    if key.key_id.as_deref() == Some(published) {
        for (name, value) in members {
            set(name, value);
        }
        draft = with(arena, draft, "rotates_at", Value::made(Kind::Null));
    }
    draft
}

/// The members of an embedded key that follow from its bytes.
fn members(key: &TrustedKey) -> [(&'static str, String); 4] {
    let bytes = key.key.as_bytes();
    let fingerprints = Fingerprints::of(key.key.sha256());
    [
        ("public_key_b64", STANDARD.encode(bytes)),
        ("public_key_hex", HEXLOWER.encode(bytes)),
        ("fingerprint_sha256_hex", fingerprints.hex),
        ("fingerprint_sha256_b32_first128bits", fingerprints.base32),
    ]
}

/// The members of the bundle's signature, also those under a name that nearly is theirs.
pub(super) fn claim<'a>(signature: Object<'a>, arena: &'a Arena) -> Object<'a> {
    // Nothing tells what the time of the seal was: only a name like it can have been its name.
    let is_like = |name: &str| signature.members().iter().any(|member| names::resemble(name, member.name));
    let mut known: Vec<&'static str> = SIGNATURE_MEMBERS.iter().copied().chain(["bundle_sha256"]).collect();
    known.retain(|name| *name != "signed_at" || is_like(name));
    repaired(arena, signature, &known)
}

/// The members of the bundle's signature that follow from the format, from the key that made it, and from the digest
/// that it covers. Unknown members stay unless they have the value of a missing one: no signature tells whether they
/// were there.
pub(super) fn labels<'a>(
    signature: Object<'a>,
    key: Option<&TrustedKey>,
    (bundle, digest): (Object<'a>, &str),
    arena: &'a Arena,
) -> Object<'a> {
    let mut draft = claim(signature, arena);
    let mut set = |name: &'static str, value: &str| draft = with(arena, draft, name, text(arena, value));
    set("algorithm", ALGORITHM);
    set("signature_status", STATUS);
    set("signed_message", LABEL);
    set("bundle_sha256", digest);
    if let Some(key) = key {
        set("public_key_fingerprint", &Fingerprints::of(key.key.sha256()).hex);
        if let Some(key_id) = id_in(bundle, key) {
            set("key_id", key_id);
        }
    }
    let restored = draft.members().iter().filter(|member| signature.get(member.name).is_none());
    let restored: Vec<Value<'a>> = restored.map(|member| member.value).collect();
    let is_kept = |member: &&Member<'a>| draft.get(member.name).is_none() && !restored.contains(&member.value);
    let kept: Vec<Member<'a>> = signature.members().iter().filter(is_kept).copied().collect();
    edit::make(arena, draft.members().iter().copied().chain(kept))
}

/// The signature of an event with the members that follow from the format and from the event's signer.
pub(super) fn labels_of_event<'a>(arena: &'a Arena, signature: Object<'a>, signer: Object<'a>) -> Object<'a> {
    let mut labelled = signature;
    for (name, label) in [("algorithm", ALGORITHM), ("signature_status", STATUS), ("signed_message", events::LABEL)] {
        labelled = with(arena, labelled, name, Value::made_text(label));
    }
    for name in ["key_id", "public_key_fingerprint"] {
        if let Some(value) = signer.get(name) {
            labelled = with(arena, labelled, name, value);
        }
    }
    labelled
}
