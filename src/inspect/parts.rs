//! Source, aliases, keys, mirrors and the bundle's signature, as they are stated.

use serde::Serialize;

use super::lenient::{Look, claim};
use crate::bundle::Family;
use crate::json::{Object, Pointer};

/// `source`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceClaim {
    /// `kind`
    pub kind: Option<String>,
    /// `id`
    pub id: Option<String>,
    /// `version`
    pub version: Option<String>,
}

/// An entry of `source_aliases`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AliasClaim {
    /// `alias_kind`
    pub kind: Option<String>,
    /// `alias_value`
    pub value: Option<String>,
    /// `created_at`
    pub created_at: Option<String>,
}

/// An embedded key: a candidate, never a source of trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyClaim {
    /// `key_id`
    pub key_id: Option<String>,
    /// `algorithm`
    pub algorithm: Option<String>,
    /// `public_key_hex`
    pub public_key_hex: Option<String>,
    /// `fingerprint_sha256_hex`
    #[serde(rename = "fingerprint_sha256_hex")]
    pub fingerprint: Option<String>,
    /// `rotates_at`
    pub rotates_at: Option<String>,
    /// `url`
    pub url: Option<String>,
}

/// A place from which documents are said to be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MirrorClaim {
    /// `name`
    pub name: Option<String>,
    /// `mirror_type`
    pub mirror_type: Option<String>,
    /// `base_url`
    pub base_url: Option<String>,
    /// `bundle_url`, or `bundle_pattern` of a manifest
    pub bundle: Option<String>,
    /// `status`
    pub status: Option<String>,
}

/// `bundle_signature`, all of it a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealClaim {
    /// `key_id`
    pub key_id: Option<String>,
    /// `signature_status`
    #[serde(rename = "signature_status")]
    pub status: Option<String>,
    /// `signed_at`
    pub signed_at: Option<String>,
}

impl SourceClaim {
    /// `source` of the document, or else of its record.
    pub(super) fn read(object: Object<'_>, record: Object<'_>, look: &mut Look) -> Option<Self> {
        let stated = look.object(object, &Pointer::root(), "source");
        let source = stated.or_else(|| record.get("source")?.as_object())?;
        Some(Self { kind: claim(source, "kind"), id: claim(source, "id"), version: claim(source, "version") })
    }
}

impl SealClaim {
    pub(super) fn read(object: Object<'_>, look: &mut Look) -> Option<Self> {
        let seal = look.object(object, &Pointer::root(), "bundle_signature")?;
        Some(Self {
            key_id: claim(seal, "key_id"),
            status: claim(seal, "signature_status"),
            signed_at: claim(seal, "signed_at"),
        })
    }
}

/// `source_aliases` of a bundle, or of a state's `current`.
pub(super) fn aliases(object: Object<'_>, current: Object<'_>, look: &mut Look) -> Vec<AliasClaim> {
    let holder = if object.get("source_aliases").is_some() { object } else { current };
    let entries = look.objects(holder, &Pointer::root(), "source_aliases").into_iter();
    let entries = entries.map(|(_, alias)| AliasClaim {
        kind: claim(alias, "alias_kind"),
        value: claim(alias, "alias_value"),
        created_at: claim(alias, "created_at"),
    });
    entries.collect()
}

/// `public_keys` of a bundle, each mirror's key of a manifest once, or the key that the document is.
pub(super) fn keys(object: Object<'_>, family: Option<Family>, look: &mut Look) -> Vec<KeyClaim> {
    let root = Pointer::root();
    let found: Vec<Object<'_>> = match family {
        Some(Family::SigningKey) => vec![object],
        Some(Family::MirrorManifest) => {
            // What is odd about the mirrors is noted where they are shown.
            let mirrors = Look::default().objects(object, &root, "mirrors").into_iter();
            mirrors.filter_map(|(_, mirror)| mirror.get("public_key")?.as_object()).collect()
        }
        _ => look.objects(object, &root, "public_keys").into_iter().map(|(_, key)| key).collect(),
    };
    let mut keys: Vec<KeyClaim> = found.into_iter().map(KeyClaim::read).collect();
    keys.dedup();
    keys
}

impl KeyClaim {
    fn read(key: Object<'_>) -> Self {
        Self {
            key_id: claim(key, "key_id"),
            algorithm: claim(key, "algorithm"),
            public_key_hex: claim(key, "public_key_hex"),
            fingerprint: claim(key, "fingerprint_sha256_hex"),
            rotates_at: claim(key, "rotates_at"),
            url: claim(key, "url"),
        }
    }
}

/// `mirror_hints` of a bundle, or `mirrors` of a manifest.
pub(super) fn mirrors(object: Object<'_>, look: &mut Look) -> Vec<MirrorClaim> {
    let name = if object.get("mirrors").is_some() { "mirrors" } else { "mirror_hints" };
    let entries = look.objects(object, &Pointer::root(), name).into_iter();
    let entries = entries.map(|(_, mirror)| MirrorClaim {
        name: claim(mirror, "name"),
        mirror_type: claim(mirror, "mirror_type"),
        base_url: claim(mirror, "base_url"),
        bundle: claim(mirror, "bundle_url").or_else(|| claim(mirror, "bundle_pattern")),
        status: claim(mirror, "status"),
    });
    entries.collect()
}
