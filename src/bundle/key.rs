//! Embedded keys (docs/format.md, sections 3.1 and 5.6: proven).

use super::fields::{Fields, Shape};
use crate::json::{Object, Place};

/// An entry of `public_keys`.
#[derive(Clone, Copy)]
pub struct EmbeddedKey<'a> {
    /// `key_id`
    pub key_id: &'a str,
    /// `algorithm`
    pub algorithm: &'a str,
    /// `format`
    pub format: &'a str,
    /// `public_key_b64`
    pub public_key_b64: &'a str,
    /// `public_key_hex`
    pub public_key_hex: &'a str,
    /// `fingerprint_sha256_b32_first128bits`
    pub fingerprint_base32: &'a str,
    /// `fingerprint_sha256_hex`
    pub fingerprint_hex: &'a str,
    /// `rotates_at`
    pub rotates_at: Option<&'a str>,
}

impl<'a> EmbeddedKey<'a> {
    pub(super) fn read(object: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Option<Self> {
        let mut fields = Fields::closed(object, place, shape);
        let algorithm = fields.string("algorithm");
        let fingerprint_base32 = fields.string("fingerprint_sha256_b32_first128bits");
        let fingerprint_hex = fields.string("fingerprint_sha256_hex");
        let format = fields.string("format");
        let key_id = fields.string("key_id");
        fields.value("notes");
        let public_key_b64 = fields.string("public_key_b64");
        let public_key_hex = fields.string("public_key_hex");
        let rotates_at = fields.optional_string("rotates_at");
        fields.value("url");
        fields.no_others();
        Some(Self {
            key_id: key_id?,
            algorithm: algorithm?,
            format: format?,
            public_key_b64: public_key_b64?,
            public_key_hex: public_key_hex?,
            fingerprint_base32: fingerprint_base32?,
            fingerprint_hex: fingerprint_hex?,
            rotates_at: rotates_at?.0,
        })
    }
}
