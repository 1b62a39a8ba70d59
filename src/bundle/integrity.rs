//! A typed view of an integrity document (docs/format.md, section 5.14, seen).

use super::fields::{Fields, Nullable, Shape};
use crate::json::{Document, Object, Place, Value};
use crate::report::Checks;

/// The type of the events that were seen.
pub const EVENT_TYPE: &str = "pith.integrity.v1";

/// An integrity document as far as it has the shape of one.
pub struct IntegrityDocument<'a> {
    /// `schema`, where the document has one.
    pub schema: Option<&'a str>,
    /// `integrity`
    pub section: Option<Object<'a>>,
    /// The events that have the shape of one.
    pub events: Vec<IntegrityEvent<'a>>,
    /// How many entries `events` has.
    pub listed: usize,
}

/// An entry of `events` that has the shape of an integrity event.
///
/// It is no [`super::Event`]: it has another envelope, and none of the members that identify an event.
#[derive(Clone, Copy)]
pub struct IntegrityEvent<'a> {
    /// Its place in `events`.
    pub index: usize,
    /// `event_id`, as its digits.
    pub event_id: &'a str,
    /// `event_type`
    pub event_type: &'a str,
    /// `created_at`
    pub created_at: &'a str,
    /// `payload`
    pub payload: Value<'a>,
    /// `payload_sha256`: what is signed.
    pub payload_sha256: &'a str,
    /// `signature_b64`; `None` where it is absent or null.
    pub signature_b64: Option<&'a str>,
    /// `signing_key_id`
    pub signing_key_id: &'a str,
}

impl<'a> IntegrityDocument<'a> {
    /// Views a document as an integrity document; the checks report what does not have the shape (`bundle.shape`).
    ///
    /// Members that are not known are no finding: nothing signs them.
    pub fn view(document: &Document<'a>) -> (Self, Checks) {
        let mut shape = Shape::default();
        let view = Self::read(document.root().as_object().unwrap_or_default(), &mut shape);
        (view, shape.into_checks())
    }

    fn read(object: Object<'a>, shape: &mut Shape) -> Self {
        let root = Place::ROOT;
        let mut fields = Fields::new(object, &root, shape);
        let entries = fields.array("events").unwrap_or_default();
        let section = fields.object("integrity");
        fields.string("pith_number");
        let schema = fields.optional_string("schema").and_then(|Nullable(schema)| schema);
        if let Some(section) = section {
            let place = root.member("integrity");
            let mut fields = Fields::new(section, &place, shape);
            fields.array("detectors_run");
            fields.array("findings");
            fields.string("snapshot_sha256");
        }
        let array = root.member("events");
        let mut events = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let place = array.index(index);
            let object = shape.an_object(entry, &place);
            events.extend(object.and_then(|object| IntegrityEvent::read(object, index, &place, shape)));
        }
        Self { schema, section, events, listed: entries.len() }
    }
}

impl<'a> IntegrityEvent<'a> {
    fn read(object: Object<'a>, index: usize, place: &Place<'_>, shape: &mut Shape) -> Option<Self> {
        let mut fields = Fields::new(object, place, shape);
        let created_at = fields.string("created_at");
        let event_id = fields.integer("event_id");
        let event_type = fields.string("event_type");
        let payload = fields.object("payload").and(object.get("payload"));
        let payload_sha256 = fields.string("payload_sha256");
        let signature_b64 = fields.optional_string("signature_b64");
        let signing_key_id = fields.string("signing_key_id");
        Some(Self {
            index,
            event_id: event_id?,
            event_type: event_type?,
            created_at: created_at?,
            payload: payload?,
            payload_sha256: payload_sha256?,
            signature_b64: signature_b64?.0,
            signing_key_id: signing_key_id?,
        })
    }

    /// The place of its member `name`.
    pub fn place_of(&self, name: &str) -> crate::json::Pointer {
        crate::json::Pointer::root().member("events").index(self.index).member(name)
    }
}
