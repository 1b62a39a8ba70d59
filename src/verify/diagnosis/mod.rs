//! What was changed since a bundle was signed, with the proof (docs/format.md, section 8.4).
//!
//! A bundle has most of what is signed more than once, and much of the rest follows from something else. So the document
//! is put together as it may have been, from its other copies; what comes out counts only where a signature by a trusted
//! key covers the digest of it. The diagnosis runs only where the bundle's own signature does not verify, decides nothing,
//! and does a bounded number of walks over the document.

mod addresses;
mod authority;
mod causes;
mod edit;
mod events;
mod excerpt;
mod explain;
mod hashing;
mod keys;
mod names;
mod record;
mod remains;
mod restored;
mod root;
mod seal;
mod state;

use std::collections::HashSet;

use self::authority::Authority;
use self::causes::Change;
use self::events::Sources;
use self::hashing::Hashing;
use self::record::ProvenRecord;
use self::restored::Restored;
use self::seal::{Seal, Search};
use crate::bundle::Bundle;
use crate::diff::paired;
use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Document, Object, Pointer, Value};
use crate::keys::signature::Verified;
use crate::keys::{Candidate, Role, TrustStore};
use crate::replay::{MergedState, ValidEvent};
use crate::report::{CheckCode, Checks, Diagnosis, Trust};
use crate::verify::digests::NOT_HASHED;

/// What the checks found out that need not be found out again.
#[derive(Default)]
pub(super) struct Known<'m, 'a> {
    /// Whether the bundle's own signature, by a key that is trusted for it, covers the content and the stated digest.
    pub(super) is_sealed: bool,
    /// Whether a trusted registry gave a receipt for the record as it is in `canonical_record`.
    record_is_proven: bool,
    /// The places of the events that are valid and by a key that is trusted for them.
    valid: HashSet<usize>,
    /// The replay of the valid events.
    merged: Option<&'m MergedState<'a>>,
    /// Whether the stated digest of the bundle is not that of its content, if that was found out.
    digest_differs: Option<bool>,
    /// The key that sealed the bundle, if it is none that is trusted for it.
    stranger: Option<Sha256Digest>,
}

impl<'m, 'a> Known<'m, 'a> {
    pub(super) fn of(
        bundle: &Bundle<'a>,
        digest: &ComputedDigest,
        events: &[ValidEvent<'_, 'a>],
        receipts: &[Verified<'_, 'a, usize>],
        seal: Option<&Verified<'_, 'a, ()>>,
        merged: &'m MergedState<'a>,
    ) -> Self {
        let is_registry = |key: &Candidate<'_>| key.warrant.covers(None, Role::Registry).is_ok();
        let is_trusted = |event: &&ValidEvent<'_, 'a>| event.trust() != Trust::Untrusted;
        let digest_differs = !bundle.bundle_sha256.is_some_and(|stated| digest.is_stated_as(stated));
        let seal = seal.map(Verified::key).filter(|_| !digest_differs);
        Self {
            is_sealed: seal.is_some_and(is_registry),
            record_is_proven: receipts.iter().any(|receipt| is_registry(receipt.key())),
            valid: events.iter().filter(is_trusted).map(|event| event.event().index).collect(),
            merged: Some(merged),
            digest_differs: Some(digest_differs),
            stranger: seal.filter(|key| !is_registry(key)).map(|key| *key.key.sha256()),
        }
    }
}

/// The document as it was signed, as far as that is known.
struct Original<'a> {
    root: Object<'a>,
    record: Option<ProvenRecord<'a>>,
    /// The entries of `events`, in the order of the document.
    events: Vec<Restored<'a>>,
    /// Whether the bundle's own signature covers all of it.
    is_sealed: bool,
}

/// Finds out what was changed in a bundle whose own signature does not verify.
pub(super) fn diagnose<'a>(
    document: &Document<'a>,
    trust: &TrustStore,
    known: &Known<'_, 'a>,
    checks: &Checks,
) -> Diagnosis {
    let is_bundle = |found: &Object<'a>| {
        let found = names::repaired(document.arena(), *found, &names::OF_BUNDLE);
        [NOT_HASHED, "events"].iter().any(|name| found.get(name).is_some())
    };
    let found = document.root().as_object().filter(is_bundle).filter(|found| is_plausible(*found, document.source()));
    let Some(found) = found else { return Diagnosis { complete: Some(false), ..Diagnosis::default() } };
    let authority = Authority::of(trust, found);
    let seal = Seal::of(found, &authority, document.arena());
    let length = document.source().len();
    let search = Search { found, seal: &seal, trust, known, arena: document.arena(), length };
    let hashing = Hashing::of_events(length);
    let original = original(&search, &authority, &hashing);
    let changes = causes::between(document.root(), edit::value(original.root));
    let with_proof = changes.list.iter().map(|change| Some((change, original.proof(change)?)));
    let mut proven: Vec<(&Change<'a>, CheckCode)> = with_proof.flatten().collect();
    proven.sort_by_key(|(change, _)| document.offset(&change.pointer));
    let kept = proven.get(..Checks::KEPT).unwrap_or(&proven);
    let causes = explain::causes(kept, document, checks);
    // Of those that were not kept, only the seal could prove each.
    let not_kept = if original.is_sealed { changes.more } else { 0 };
    let more = proven.len() - causes.len() + not_kept;
    // A document that is as it was signed has nothing to explain: another version of the format, perhaps.
    let is_as_signed = original.is_sealed || known.stranger.is_some();
    let complete = (!is_as_signed || !causes.is_empty()).then_some(original.is_sealed);
    let remains = if original.is_sealed { None } else { remains::told(found, &seal, &original.events, known, checks) };
    let explained = proven.iter().flat_map(|(change, _)| explain::following(change, document, checks)).collect();
    Diagnosis { causes, more, complete, remains, explained }
}

/// Whether the lists have as many entries as a document of this length can have: of others, each version would take many
/// times the memory of the document.
fn is_plausible(found: Object<'_>, source: &[u8]) -> bool {
    let most = 100 + source.len() / SHORTEST;
    ["events", "public_keys", "source_aliases"].iter().all(|name| {
        let entries = found.get(name).and_then(|list| list.as_array()).unwrap_or_default();
        entries.len() <= most
    })
}

/// No alias is shorter than this, and no key or event.
const SHORTEST: usize = 64;

/// Puts the document together as it may have been, until the bundle's signature covers it; otherwise with what other
/// signatures prove. Which record is the bundle's, its signature tells, or else what the document says of the record.
fn original<'a>(search: &Search<'_, 'a>, authority: &Authority, hashing: &Hashing) -> Original<'a> {
    if let Some(original) = without_signatures(search, authority) {
        return original;
    }
    let records = record::proven(search.found, search.known.record_is_proven, authority, search.arena);
    let mut each = records.iter().map(|record| (record, with_record(search, authority, hashing, Some(*record))));
    let is_right = |(record, original): &(&ProvenRecord<'a>, Original<'a>)| {
        original.is_sealed || (records.len() == 1 && record.is_anchored(search.found, &original.events))
    };
    each.find(is_right).map_or_else(|| with_record(search, authority, hashing, None), |(_, original)| original)
}

/// The same without the signatures of record and events, which need not be verified if only their surroundings were
/// changed: where a key was, the checks verified none of them.
fn without_signatures<'a>(search: &Search<'_, 'a>, authority: &Authority) -> Option<Original<'a>> {
    let (found, arena) = (search.found, search.arena);
    let draft = keys::restored_all(root::of_record(found, None, arena), authority, arena);
    let draft = addresses::restored(root::build(root::aliases(draft, None, arena), arena), arena);
    let root = search.signed_as(draft)?;
    Some(Original { root, record: None, events: Vec::new(), is_sealed: true })
}

/// The same, if this is the record that was signed.
fn with_record<'a>(
    search: &Search<'_, 'a>,
    authority: &Authority,
    hashing: &Hashing,
    record: Option<ProvenRecord<'a>>,
) -> Original<'a> {
    let (found, arena) = (search.found, search.arena);
    let draft = keys::restored_all(root::of_record(found, record, arena), authority, arena);
    let sources = Sources::new(found, draft.text("pith_number"), record, authority, hashing, arena);
    let entries = draft.get("events").and_then(|events| events.as_array()).unwrap_or_default();
    let events = sources.restored(entries, &search.known.valid);
    let in_place: Vec<Value<'a>> = events.iter().map(|event| event.value).collect();
    let in_place = Value::made_array(arena, &in_place);
    // Nothing but what other signatures prove: a key may be embedded otherwise than the user knows it, and a seal may
    // cover signatures that are not written as they have to be.
    let proven = edit::with(arena, root::of_record(found, record, arena), "events", in_place);
    let bodies = edit::with(arena, proven, "events", Value::made_array(arena, &sources.bodies(entries, &events)));
    // And a seal may cover events that were not signed so: no other than those that prove themselves was changed then.
    let as_found =
        entries.iter().zip(&events).map(|(found, event)| if event.proves_itself() { event.value } else { *found });
    let least = edit::with(arena, proven, "events", Value::made_array(arena, &as_found.collect::<Vec<_>>()));
    let in_place = edit::with(arena, draft, "events", in_place);
    // A publisher may write what seems to follow from the rest otherwise, so each list of events is tried without it too.
    let both = |draft| {
        let derived = addresses::restored(root::build(root::aliases(draft, record, arena), arena), arena);
        [derived, draft]
    };
    let arranged = sources.arrangements(&events).into_iter().map(|events| Value::made_array(arena, &events));
    let arranged: Vec<_> = arranged.map(|events| both(edit::with(arena, draft, "events", events))).collect();
    let [derived, in_place] = both(in_place);
    let sealed = search.signed(&arranged, &[derived, in_place, proven, bodies, least]);
    Original { root: sealed.unwrap_or(in_place), record, events, is_sealed: sealed.is_some() }
}

impl<'a> Original<'a> {
    /// The signature that covers the signed value of the changed place: the innermost one that does.
    fn proof(&self, change: &Change<'a>) -> Option<CheckCode> {
        let member = change.pointer.as_str().split('/').nth(1).unwrap_or_default();
        if self.is_proven_by_event(change) {
            Some(CheckCode::EventSignature)
        } else if OF_RECORD.contains(&member) && self.has_proven_record() {
            Some(CheckCode::ReceiptSignature)
        } else {
            self.is_sealed.then_some(CheckCode::BundleSignature)
        }
    }

    /// Whether the signature of the event at the changed place proves what was there. An event about another paper was
    /// put here as a whole: what is in it is as it was signed. A seal may cover an event that was changed before. And
    /// where events were exchanged, the place was compared with one of another event.
    fn is_proven_by_event(&self, change: &Change<'a>) -> bool {
        let Some((found, signed)) = in_event(&change.pointer).zip(in_event(&change.signed_pointer)) else {
            return false;
        };
        let is_covered = [found.1, signed.1] != ["signature"; 2];
        let entry = |index: usize| self.root.get("events")?.as_array()?.get(index).copied();
        let is_proof = |event: &&Restored<'a>| event.proves_itself() || (self.is_sealed && event.is_proven());
        let event = self.events.get(found.0).filter(is_proof);
        is_covered && event.zip(entry(signed.0)).is_some_and(|(event, entry)| has_the_body(entry, event.value))
    }

    /// Whether the record of the bundle is the one that a receipt covers.
    fn has_proven_record(&self) -> bool {
        self.record.is_some_and(|record| self.root.get("canonical_record") == Some(record.value))
    }
}

/// The event of which this is a place, by its index, and the member of it.
fn in_event(pointer: &Pointer) -> Option<(usize, &str)> {
    let mut tokens = pointer.as_str().strip_prefix("/events/")?.split('/');
    Some((tokens.next()?.parse().ok()?, tokens.next()?))
}

/// Whether two events differ in nothing but their signatures.
fn has_the_body<'a>(entry: Value<'a>, event: Value<'a>) -> bool {
    let differs = |(name, a, b): (&str, Option<Value<'a>>, Option<Value<'a>>)| name != "signature" && a != b;
    entry.as_object().zip(event.as_object()).is_some_and(|(entry, event)| !paired(entry, event).any(differs))
}

/// The members of a bundle that are or follow from the record, which a receipt covers.
const OF_RECORD: [&str; 5] = ["canonical_record", "canonical_sha256", "pith_number", "short_pith_number", "source"];
