//! Events (docs/format.md, section 5.4).

use super::event_type::RECORD_CREATED;
use super::fields::{Fields, Shape};
use super::signature::{ReceiptClaim, SignatureClaim};
use crate::bundle::time::Stamp;
use crate::json::{Object, Place, Pointer, Value};

/// An entry of `events` that has the shape of an event.
#[derive(Clone)]
pub struct Event<'a> {
    /// Its place in `events`.
    pub index: usize,
    /// The whole object, for hashing.
    pub object: Object<'a>,
    /// `event_type`
    pub event_type: &'a str,
    /// `subject_pith_number`
    pub subject_pith_number: &'a str,
    /// `target`
    pub target: &'a str,
    /// `payload`
    pub payload: Object<'a>,
    /// `signer`
    pub signer: EventSigner<'a>,
    /// `created_at`
    pub created_at: Stamp<'a>,
    /// `supersedes`: all strings.
    pub supersedes: &'a [Value<'a>],
    /// `prev_event`
    pub prev_event: Option<&'a str>,
    /// `signature`
    pub signature: SignatureClaim<'a>,
    /// `content_sha256`
    pub content_sha256: &'a str,
    /// `event_id`
    pub event_id: &'a str,
    /// `payload.receipt` of a `record_created` event.
    pub receipt: ReceiptClaim<'a>,
}

/// `signer` of an event.
#[derive(Clone, Copy)]
pub struct EventSigner<'a> {
    /// The whole object, for the replay.
    pub object: Object<'a>,
    /// `signer_id`
    pub signer_id: &'a str,
    /// `key_id`
    pub key_id: &'a str,
    /// `public_key_fingerprint`
    pub public_key_fingerprint: &'a str,
}

impl<'a> Event<'a> {
    /// The members that its digest leaves out (docs/format.md, section 1.10: proven).
    pub const NOT_HASHED: &'static [&'static str] = &["content_sha256", "event_id", "signature"];

    pub(super) fn read(object: Object<'a>, index: usize, place: &Place<'_>, shape: &mut Shape) -> Option<Self> {
        let mut fields = Fields::closed(object, place, shape);
        let content_sha256 = fields.string("content_sha256");
        let created_at = fields.string("created_at");
        let event_id = fields.string("event_id");
        let event_type = fields.string("event_type");
        let payload = fields.object("payload");
        let prev_event = fields.string_or_null("prev_event");
        let schema_version = fields.string("schema_version");
        let signature = SignatureClaim::of_event(&mut fields);
        let signer = fields.object("signer");
        let subject_pith_number = fields.string("subject_pith_number");
        let supersedes = fields.strings("supersedes");
        let target = fields.string("target");
        fields.no_others();
        let signer = signer.and_then(|signer| EventSigner::read(signer, &place.member("signer"), shape));
        let receipt = match (event_type, payload) {
            (Some(RECORD_CREATED), Some(payload)) => ReceiptClaim::read(payload, &place.member("payload"), shape),
            _ => ReceiptClaim::Missing,
        };
        schema_version?;
        Some(Self {
            index,
            object,
            event_type: event_type?,
            subject_pith_number: subject_pith_number?,
            target: target?,
            payload: payload?,
            signer: signer?,
            created_at: created_at?.into(),
            supersedes: supersedes?,
            prev_event: prev_event?.0,
            signature,
            content_sha256: content_sha256?,
            event_id: event_id?,
            receipt,
        })
    }

    /// Whether this is the event that creates the record.
    pub fn is_record_created(&self) -> bool {
        self.event_type == RECORD_CREATED
    }

    /// Whether it was created after `other`, as both say; not if one of the times cannot be read.
    pub fn is_later_than(&self, other: &Self) -> bool {
        self.created_at.time.zip(other.created_at.time).is_some_and(|(this, other)| this > other)
    }

    /// The ids that it supersedes.
    pub fn superseded_ids(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.supersedes.iter().filter_map(Value::as_str)
    }

    /// Its place.
    pub fn pointer(&self) -> Pointer {
        Pointer::root().member("events").index(self.index)
    }
}

impl<'a> EventSigner<'a> {
    fn read(object: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Option<Self> {
        let mut fields = Fields::closed(object, place, shape);
        let key_id = fields.string("key_id");
        let public_key_fingerprint = fields.string("public_key_fingerprint");
        let signer_id = fields.string("signer_id");
        let signer_type = fields.string("signer_type");
        fields.no_others();
        signer_type?;
        let (signer_id, key_id) = (signer_id?, key_id?);
        Some(Self { object, signer_id, key_id, public_key_fingerprint: public_key_fingerprint? })
    }
}
