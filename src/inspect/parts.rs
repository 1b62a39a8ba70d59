//! Source, aliases, keys, mirrors and the bundle's signature, as stated. A field without a comment has the name of
//! its member.

use serde::Serialize;

use super::lenient::{Look, claim};
use crate::bundle::Family;
use crate::json::{Object, Pointer};

/// `source`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceClaim {
    pub(crate) kind: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) version: Option<String>,
}

/// An entry of `source_aliases`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AliasClaim {
    /// `alias_kind`
    pub(crate) kind: Option<String>,
    /// `alias_value`
    pub(crate) value: Option<String>,
    pub(crate) created_at: Option<String>,
}

/// An embedded key: a candidate, never a source of trust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyClaim {
    pub(crate) key_id: Option<String>,
    pub(crate) algorithm: Option<String>,
    pub(crate) public_key_hex: Option<String>,
    /// `fingerprint_sha256_hex`
    #[serde(rename = "fingerprint_sha256_hex")]
    pub(crate) fingerprint: Option<String>,
    pub(crate) rotates_at: Option<String>,
    pub(crate) url: Option<String>,
}

/// An address that the document names as a mirror.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MirrorClaim {
    pub(crate) name: Option<String>,
    pub(crate) mirror_type: Option<String>,
    pub(crate) base_url: Option<String>,
    /// `bundle_url`, or `bundle_pattern` of a manifest
    pub(crate) bundle: Option<String>,
    pub(crate) status: Option<String>,
}

/// `bundle_signature`, all of it a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealClaim {
    pub(crate) key_id: Option<String>,
    /// `signature_status`
    #[serde(rename = "signature_status")]
    pub(crate) status: Option<String>,
    pub(crate) signed_at: Option<String>,
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

/// `source_aliases` of a bundle, or else of the `current` of a state, given with its place.
pub(super) fn aliases(object: Object<'_>, current: (Object<'_>, Pointer), look: &mut Look) -> Vec<AliasClaim> {
    let (holder, place) = if object.get("source_aliases").is_some() { (object, Pointer::root()) } else { current };
    let entries = look.objects(holder, &place, "source_aliases").into_iter();
    let entries = entries.map(|(_, alias)| AliasClaim {
        kind: claim(alias, "alias_kind"),
        value: claim(alias, "alias_value"),
        created_at: claim(alias, "created_at"),
    });
    entries.collect()
}

/// `public_keys` of a bundle, the distinct keys of a manifest's mirrors, or the one key of a signing-key document.
pub(super) fn keys(object: Object<'_>, family: Option<Family>, look: &mut Look) -> Vec<KeyClaim> {
    let root = Pointer::root();
    let found: Vec<Object<'_>> = match family {
        Some(Family::SigningKey) => vec![object],
        Some(Family::MirrorManifest) => {
            // `mirrors` notes the oddities of this list.
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
