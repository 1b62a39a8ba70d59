//! A typed view of a bundle, borrowed from its document (docs/format.md, section 5.2).
//!
//! The view is for reading; digests are always taken over the document's own values. What breaks the
//! shape is left out of the view and reported as `bundle.shape`, so that the checks after it need not
//! ask again whether a member is there.

mod content;
mod entries;
mod event;
mod event_type;
mod family;
mod fields;
pub mod identifier;
mod integrity;
mod key;
mod paper;
mod record;
mod signature;
mod state;
pub mod time;
pub mod title;

use crate::bundle::time::Stamp;
use crate::json::{Document, Object, Place, Value};
use crate::report::{Checks, Reason};
use crate::threads::map_parts;

pub(crate) use content::content;
pub use entries::Entries;
pub use event::{Event, EventSigner};
pub use event_type::{EventType, GRAPH_SNAPSHOT, RECORD_CREATED};
pub use family::{BUNDLE_TYPE, Family};
pub use integrity::{EVENT_TYPE as INTEGRITY_EVENT, IntegrityDocument, IntegrityEvent};
pub use key::EmbeddedKey;
pub use paper::claimed_snapshot;
pub use record::{Alias, Record, Source};
pub use signature::{Receipt, ReceiptClaim, SIGNATURE_MEMBERS, SignatureClaim, SignatureMembers};
pub use state::StateClaim;

use fields::{Fields, Shape};

/// The `bundle_version` that this program knows.
pub const BUNDLE_VERSION: &str = "1.0";
/// The `schema_version` of records and events that this program knows.
pub const SCHEMA_VERSION: &str = "1.0";

/// A bundle as far as it has the shape of one.
pub struct Bundle<'a> {
    /// The whole object, for hashing.
    pub object: Object<'a>,
    /// `pith_number`
    pub pith_number: Option<&'a str>,
    /// `short_pith_number`
    pub short_pith_number: Option<&'a str>,
    /// `canonical_record` itself, for hashing and comparing.
    pub canonical_record: Option<Value<'a>>,
    /// The members of `canonical_record`.
    pub record: Record<'a>,
    /// `canonical_sha256`
    pub canonical_sha256: Option<&'a str>,
    /// `source` itself, for comparing.
    pub source: Option<Value<'a>>,
    /// `source_aliases` itself, whatever it is, for the replay.
    pub source_aliases: Option<Value<'a>>,
    /// The aliases that have the shape of one, with their index.
    pub aliases: Vec<(usize, Alias<'a>)>,
    /// `events`
    pub events: Entries<'a>,
    /// `timestamp_proofs`
    pub timestamp_proofs: &'a [Value<'a>],
    /// The keys that have the shape of one, with their index.
    pub keys: Vec<(usize, EmbeddedKey<'a>)>,
    /// `built_at`
    pub built_at: Option<Stamp<'a>>,
    /// `state`
    pub state: Option<StateClaim<'a>>,
    /// `bundle_signature`
    pub signature: SignatureClaim<'a>,
    /// `bundle_signature.bundle_sha256`
    pub bundle_sha256: Option<&'a str>,
}

impl<'a> Bundle<'a> {
    /// Views a document as a bundle; the checks report what does not have the shape (`bundle.shape`).
    ///
    /// Gives `None` only where the document is not an object at all.
    pub fn view(document: &Document<'a>) -> (Option<Self>, Checks) {
        let mut shape = Shape::default();
        let bundle = document.root().as_object().map(|object| Self::read(object, &mut shape));
        (bundle, shape.into_checks())
    }

    /// Views an object that was put together in memory as a bundle, as far as it has the shape of one.
    pub(crate) fn of(object: Object<'a>) -> Self {
        Self::read(object, &mut Shape::default())
    }

    fn read(object: Object<'a>, shape: &mut Shape) -> Self {
        let root = Place::ROOT;
        let mut fields = Fields::closed(object, &root, shape);
        let built_at = fields.string("built_at");
        let (signature, bundle_sha256) = SignatureClaim::of_bundle(&mut fields);
        fields.string("bundle_type");
        fields.string("bundle_version");
        let canonical_record = fields.object("canonical_record");
        let canonical_sha256 = fields.string("canonical_sha256");
        let events = fields.array("events");
        fields.object("links");
        fields.string("merge_version");
        fields.array("mirror_hints");
        let pith_number = fields.string("pith_number");
        let keys = fields.array("public_keys").unwrap_or_default();
        let short_pith_number = fields.string("short_pith_number");
        let source = fields.object("source");
        let source_aliases = fields.array("source_aliases");
        let state = fields.object("state");
        let timestamp_proofs = fields.array("timestamp_proofs").unwrap_or_default();
        fields.no_others();

        if events.is_some_and(<[_]>::is_empty) {
            let message = || "`events` is empty: a bundle has at least its `record_created`".to_owned();
            shape.add(&root.member("events"), Reason::Empty, message);
        }
        let record = canonical_record.map(|record| Record::read(record, &root.member("canonical_record"), shape));
        if let Some(source) = source {
            Source::read(source, &root.member("source"), shape);
        }
        Self {
            object,
            pith_number,
            short_pith_number,
            canonical_record: canonical_record.and(object.get("canonical_record")),
            record: record.unwrap_or_default(),
            canonical_sha256,
            source: source.and(object.get("source")),
            source_aliases: object.get("source_aliases"),
            aliases: read_each(source_aliases.unwrap_or_default(), "source_aliases", shape, Alias::read),
            events: read_events(events.unwrap_or_default(), shape),
            timestamp_proofs,
            keys: read_each(keys, "public_keys", shape, EmbeddedKey::read),
            built_at: built_at.map(Stamp::from),
            state: state.map(|state| StateClaim::read(state, &root.member("state"), shape)),
            signature,
            bundle_sha256,
        }
    }
}

/// How many events one thread reads at a time; if there are no more, no other thread takes part.
const CHUNK: usize = 256;

/// Reads the elements of the array `name` that are objects of the right shape.
fn read_each<'a, T>(
    elements: &'a [Value<'a>],
    name: &str,
    shape: &mut Shape,
    read: impl Fn(Object<'a>, &Place<'_>, &mut Shape) -> Option<T>,
) -> Vec<(usize, T)> {
    let array = Place::ROOT.member(name);
    let mut found = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        let place = array.index(index);
        if let Some(item) = shape.an_object(element, &place).and_then(|object| read(object, &place, shape)) {
            found.push((index, item));
        }
    }
    found
}

/// Reads the entries of `events`, on all threads where there are many.
fn read_events<'a>(elements: &'a [Value<'a>], shape: &mut Shape) -> Entries<'a> {
    let array = Place::ROOT.member("events");
    let read_some = |start: usize, elements: &'a [Value<'a>]| {
        let (mut events, mut shape) = (Vec::new(), Shape::default());
        for (place, element) in elements.iter().enumerate() {
            let index = start + place;
            let place = array.index(index);
            let object = shape.an_object(element, &place);
            events.extend(object.and_then(|object| Event::read(object, index, &place, &mut shape)));
        }
        (events, shape)
    };
    let mut parts = map_parts(elements, CHUNK, read_some).into_iter();
    let Some((mut events, first)) = parts.next() else { return Entries::default() };
    shape.checks.merge(first.checks);
    for (part, found) in parts {
        events.extend(part);
        shape.checks.merge(found.checks);
    }
    Entries::new(elements.len(), events)
}
