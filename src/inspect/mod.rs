//! Claims of a document of the family, for people to look at. Nothing here is verified.
//!
//! Reading is lenient where verification is strict, so that broken bundles can be inspected, and so can the other
//! documents of the family: state, record document, mirror manifest, signing key, integrity document and snapshot
//! (docs/format.md, section 5.1). A value of an unexpected type is shown as JSON and noted as an oddity. Every text is
//! cut to a bounded length.

mod events;
mod integrity;
pub mod keys;
mod lenient;
mod paper;
mod parts;
mod timeline;

use serde::{Serialize, Serializer};

use crate::bundle::{Family, StateClaim, claimed_snapshot};
use crate::digest::Sha256Digest;
use crate::json::canonical::{self, Sink};
use crate::json::{Document, Object, Pointer};

pub use crate::report::{EventClaim, Link, Row, Standing};
pub use events::listed_events;
pub use integrity::{DetectorClaim, FoundClaim, IntegrityClaim};
pub use lenient::Oddity;
pub use paper::{ClaimEntry, PaperClaim};
pub use parts::{AliasClaim, KeyClaim, MirrorClaim, SealClaim, SourceClaim};
pub use timeline::{Branch, DRAWN_DEPTH, short_id, tree};

use lenient::{LISTED, Look, claim, rows};

/// The sentence at the top of everything that is made from an [`Inspection`].
pub const UNVERIFIED: &str = "UNVERIFIED: these are claims of the document; `pith verify` checks them";

/// The size of a top-level member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Size {
    /// The member.
    pub name: String,
    /// The length of its canonical form.
    pub bytes: usize,
}

/// Everything that a document claims; plain data, none of it verified. Serialises as in `pith-inspect/1`.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The number of bytes.
    pub bytes: usize,
    /// SHA-256 of these bytes: computed, not claimed.
    pub sha256: Sha256Digest,
    /// The document of the family that it claims to be or resembles, if any.
    #[serde(rename = "document", serialize_with = "serialize_family")]
    pub family: Option<Family>,
    /// `pith_number`
    pub pith_number: Option<String>,
    /// `short_pith_number`
    pub short_pith_number: Option<String>,
    /// `built_at`, or `generated_at` of a manifest
    pub built_at: Option<String>,
    /// Its type and versions.
    pub versions: Vec<Row>,
    /// `source`
    pub source: Option<SourceClaim>,
    /// The paper, from the record document or from the latest snapshot.
    pub paper: Option<PaperClaim>,
    /// `canonical_record.metadata`
    pub record: Vec<Row>,
    /// `source_aliases`
    pub aliases: Vec<AliasClaim>,
    /// The claims in the latest snapshot.
    pub claims: Vec<ClaimEntry>,
    /// The numbers in the latest snapshot.
    pub counts: Vec<Row>,
    /// The `integrity` section of an integrity document, or of the latest snapshot.
    pub integrity: Option<IntegrityClaim>,
    /// `verification_status` and `attestation_state` of a record document.
    pub status: Vec<Row>,
    /// The events, in the document's order.
    pub events: Vec<EventClaim>,
    /// The counts of the state.
    pub state: Vec<Row>,
    /// The embedded keys.
    pub keys: Vec<KeyClaim>,
    /// `mirror_hints`, or the mirrors of a manifest.
    pub mirrors: Vec<MirrorClaim>,
    /// `links`
    pub links: Vec<Row>,
    /// The digests that it states.
    pub digests: Vec<Row>,
    /// `bundle_signature`
    #[serde(rename = "signature")]
    pub seal: Option<SealClaim>,
    /// The top-level members by size, the largest first.
    pub sizes: Vec<Size>,
    /// Members that are missing or have an unexpected type.
    pub oddities: Vec<Oddity>,
}

/// Members that a document of this kind must have.
const fn expected(family: Option<Family>) -> &'static [&'static str] {
    match family {
        Some(Family::Bundle) => {
            &["canonical_record", "events", "pith_number", "public_keys", "state", "bundle_signature"]
        }
        Some(Family::State) => &["applied_event_ids", "current", "pith_number", "state_sha256"],
        Some(Family::Record) => &["canonical_record", "canonical_sha256", "pith_number"],
        Some(Family::MirrorManifest) => &["mirrors"],
        Some(Family::Integrity) => &["events", "integrity", "pith_number"],
        Some(Family::Graph) => &["claims", "paper", "source"],
        Some(Family::SigningKey) | None => &[],
    }
}

const VERSIONS: [&str; 13] = [
    "schema",
    "bundle_type",
    "bundle_version",
    "state_type",
    "state_version",
    "record_type",
    "schema_version",
    "schema_url",
    "manifest_type",
    "manifest_version",
    "merge_version",
    "builder_version",
    "notes",
];

impl Inspection {
    /// Reads the claims of a document. Reading cannot fail: missing members are left out.
    pub fn of(document: &Document<'_>) -> Self {
        let mut look = Look::default();
        let object = document.root().as_object();
        if object.is_none() {
            let message = format!("the document is of type {}, not an object", document.root().type_name());
            look.note(&Pointer::root(), message);
        }
        let object = object.unwrap_or_default();
        let family = Family::resembled(document.root());
        for name in expected(family).iter().filter(|name| object.get(name).is_none()) {
            look.note(&Pointer::root().member(name), "is missing".to_owned());
        }

        let root = Pointer::root();
        let state = if family == Some(Family::State) { Some(object) } else { look.object(object, &root, "state") };
        let current = state.and_then(|state| state.get("current")?.as_object()).unwrap_or_default();
        let in_bundle = root.clone().member("state");
        let place_of_current = if family == Some(Family::State) { &root } else { &in_bundle }.clone().member("current");
        let (record, holder) = match look.object(object, &root, "canonical_record") {
            Some(record) => (record, &root),
            None => (
                current.get("canonical_record").and_then(|record| record.as_object()).unwrap_or_default(),
                &place_of_current,
            ),
        };
        let snapshot = match family {
            Some(Family::Graph) => Some((object, root.clone())),
            _ => claimed_snapshot(object, (current, &place_of_current)),
        };
        let events = match family {
            Some(Family::State) => events::state_events(object, &mut look),
            Some(Family::Integrity) => integrity::events(object, &mut look),
            _ => events::read_bundle(object, &mut look),
        };
        if let Some(state) = object.get("state").and_then(|state| state.as_object()) {
            look.object(state, &in_bundle, "current");
        }
        let place_of_record = holder.clone().member("canonical_record");
        let metadata = look.object(record, &place_of_record, "metadata");
        let links = look.object(object, &root, "links");
        Self {
            bytes: document.source().len(),
            sha256: Sha256Digest::of(document.source()),
            family,
            pith_number: claim(object, "pith_number"),
            short_pith_number: claim(object, "short_pith_number"),
            built_at: claim(object, "built_at").or_else(|| claim(object, "generated_at")),
            versions: rows(object, &VERSIONS),
            source: SourceClaim::read(object, record, &mut look),
            paper: PaperClaim::read(object, snapshot.as_ref(), &mut look),
            record: look.first_rows(lenient::all_rows(metadata), &place_of_record.member("metadata")),
            aliases: parts::aliases(object, (current, place_of_current), &mut look),
            claims: paper::claims(snapshot.as_ref(), &mut look),
            counts: paper::counts(snapshot.as_ref(), &mut look),
            integrity: match family {
                Some(Family::Integrity) => IntegrityClaim::read((object, root.clone()), &mut look),
                _ => snapshot.and_then(|snapshot| IntegrityClaim::read(snapshot, &mut look)),
            },
            status: paper::status(object, &mut look),
            events,
            state: state.map(|state| rows(state, &StateClaim::COUNTS)).unwrap_or_default(),
            keys: parts::keys(object, family, &mut look),
            mirrors: parts::mirrors(object, &mut look),
            links: look.first_rows(lenient::all_rows(links), &root.clone().member("links")),
            digests: stated_digests(object, state),
            seal: SealClaim::read(object, &mut look),
            sizes: sizes(object, &mut look),
            oddities: look.oddities,
        }
    }

    /// The kind of document, in a word.
    pub fn document(&self) -> &'static str {
        document(self.family)
    }
}

fn document(family: Option<Family>) -> &'static str {
    family.map_or("other", Family::as_str)
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn serialize_family<S: Serializer>(family: &Option<Family>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(document(*family))
}

fn stated_digests(object: Object<'_>, state: Option<Object<'_>>) -> Vec<Row> {
    let mut found = rows(object, &["canonical_sha256"]);
    found.extend(state.map(|state| rows(state, &["state_sha256"])).unwrap_or_default());
    let seal = object.get("bundle_signature").and_then(|seal| seal.as_object());
    found.extend(seal.map(|seal| rows(seal, &["bundle_sha256"])).unwrap_or_default());
    found
}

/// The canonical length of each top-level member, the largest first; equal ones by name.
fn sizes(object: Object<'_>, look: &mut Look) -> Vec<Size> {
    let size = |member: &crate::json::Member<'_>| {
        let mut count = Count(0);
        canonical::write(&member.value, &mut count);
        Size { name: crate::text::cut(member.name), bytes: count.0 }
    };
    let mut sizes: Vec<Size> = object.members().iter().map(size).collect();
    sizes.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    look.note_more(&Pointer::root(), LISTED, "members", sizes.len().saturating_sub(LISTED));
    sizes.truncate(LISTED);
    sizes
}

/// Counts bytes without keeping them.
struct Count(usize);

impl Sink for Count {
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }
}
