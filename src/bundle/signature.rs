//! What the three kinds of signatures claim of themselves (docs/format.md, section 3.4: proven).

use super::fields::{Fields, Nullable, Shape};
use crate::bundle::time::Stamp;
use crate::json::{Object, Place};

/// A signature object: of an event, a receipt, or the bundle.
#[derive(Clone, Copy)]
pub enum SignatureClaim<'a> {
    /// There is none: no object, or no `signature_b64` in it.
    Missing,
    /// It does not have the shape of a signature; `bundle.shape` reports why.
    Unreadable,
    /// It has the shape of one.
    Present(SignatureMembers<'a>),
}

/// The members of a signature object.
#[derive(Clone, Copy)]
pub struct SignatureMembers<'a> {
    /// `signature_status`
    pub signature_status: &'a str,
    /// `algorithm`
    pub algorithm: &'a str,
    /// `key_id`
    pub key_id: &'a str,
    /// `public_key_fingerprint`
    pub public_key_fingerprint: &'a str,
    /// `signature_b64`
    pub signature_b64: &'a str,
    /// `signed_message`: the kind of signature that it claims to be.
    pub signed_message: &'a str,
    /// `signed_at`
    pub signed_at: Stamp<'a>,
}

/// `payload.receipt` of a `record_created` event, as far as it has the shape of a receipt.
#[derive(Clone, Copy)]
pub struct Receipt<'a> {
    /// The whole object.
    pub object: Object<'a>,
    /// `kind`, which has to be `pith_receipt`.
    pub kind: Option<&'a str>,
    /// `canonical_sha256`
    pub canonical_sha256: Option<&'a str>,
    /// The signature members, which a receipt has beside its own.
    pub signature: SignatureClaim<'a>,
}

/// The members of every signature.
pub const SIGNATURE_MEMBERS: &[&str] = &[
    "algorithm",
    "key_id",
    "public_key_fingerprint",
    "signature_b64",
    "signature_status",
    "signed_at",
    "signed_message",
];

impl<'a> SignatureClaim<'a> {
    /// `signature` of an event.
    pub(super) fn of_event(event: &mut Fields<'_, 'a>) -> Self {
        let Some(signature) = event.optional_object("signature") else { return Self::Unreadable };
        let Nullable(Some(object)) = signature else { return Self::Missing };
        event.shape_at("signature", |place, shape| {
            let mut fields = Fields::closed(object, place, shape);
            let signature = Self::read(&mut fields);
            fields.no_others();
            signature
        })
    }

    /// `bundle_signature`, and its `bundle_sha256`. Its other members are signed by nothing, so
    /// unknown ones are no finding: the report lists them as unsigned.
    pub(super) fn of_bundle(bundle: &mut Fields<'_, 'a>) -> (Self, Option<&'a str>) {
        let Some(signature) = bundle.optional_object("bundle_signature") else { return (Self::Unreadable, None) };
        let Nullable(Some(object)) = signature else { return (Self::Missing, None) };
        bundle.shape_at("bundle_signature", |place, shape| {
            let bundle_sha256 = Fields::new(object, place, shape).string("bundle_sha256");
            let signature = Self::read(&mut Fields::new(object, place, shape));
            (signature.unreadable_without(bundle_sha256), bundle_sha256)
        })
    }

    fn read(fields: &mut Fields<'_, 'a>) -> Self {
        let algorithm = fields.string("algorithm");
        let key_id = fields.string("key_id");
        let public_key_fingerprint = fields.string("public_key_fingerprint");
        let signature_b64 = fields.optional_string("signature_b64");
        let signature_status = fields.string("signature_status");
        let signed_at = fields.string("signed_at");
        let signed_message = fields.string("signed_message");
        if matches!(signature_b64, Some(Nullable(None))) {
            return Self::Missing;
        }
        let members = || {
            Some(SignatureMembers {
                signature_status: signature_status?,
                algorithm: algorithm?,
                key_id: key_id?,
                public_key_fingerprint: public_key_fingerprint?,
                signature_b64: signature_b64?.0?,
                signed_message: signed_message?,
                signed_at: signed_at?.into(),
            })
        };
        members().map_or(Self::Unreadable, Self::Present)
    }

    /// A signature that lacks a member of its own kind is not verified; that it is missing can still be reported.
    fn unreadable_without(self, own: Option<&str>) -> Self {
        match (self, own) {
            (Self::Present(_), None) => Self::Unreadable,
            _ => self,
        }
    }

    /// The members, if it has the shape of a signature.
    pub const fn members(&self) -> Option<&SignatureMembers<'a>> {
        match self {
            Self::Present(members) => Some(members),
            Self::Missing | Self::Unreadable => None,
        }
    }
}

/// The receipt of a `record_created` payload.
#[derive(Clone)]
pub enum ReceiptClaim<'a> {
    /// There is none.
    Missing,
    /// It is not an object; `bundle.shape` reports it.
    Unreadable,
    /// It is an object.
    Present(Box<Receipt<'a>>),
}

impl<'a> ReceiptClaim<'a> {
    /// `receipt` of a `record_created` payload.
    pub(super) fn read(payload: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Self {
        let mut fields = Fields::new(payload, place, shape);
        let Some(receipt) = fields.optional_object("receipt") else { return Self::Unreadable };
        let Nullable(Some(object)) = receipt else { return Self::Missing };
        fields.shape_at("receipt", |place, shape| {
            let mut fields = Fields::new(object, place, shape);
            let canonical_sha256 = fields.string("canonical_sha256");
            let kind = fields.string("kind");
            let signature = SignatureClaim::read(&mut Fields::new(object, place, shape));
            let signature = signature.unreadable_without(kind.and(canonical_sha256));
            Self::Present(Box::new(Receipt { object, kind, canonical_sha256, signature }))
        })
    }

    /// The receipt, if there is one.
    pub fn present(&self) -> Option<&Receipt<'a>> {
        match self {
            Self::Present(receipt) => Some(receipt),
            Self::Missing | Self::Unreadable => None,
        }
    }
}
