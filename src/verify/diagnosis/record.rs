//! The record that was signed, found among its copies (docs/format.md, section 8.4).

use super::authority::{Authority, Signed};
use super::edit::{DEPTH, majority};
use super::restored::Restored;
use super::root;
use crate::bundle::Record;
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Arena, Object, Value};

/// A record that a receipt by a trusted key covers.
#[derive(Clone, Copy)]
pub(super) struct ProvenRecord<'a> {
    pub(super) value: Value<'a>,
    pub(super) digest: ComputedDigest,
}

impl<'a> ProvenRecord<'a> {
    /// Whether the document `found` is about this record, which its receipt alone does not say: a receipt may be that of
    /// another bundle. Proven events are about it and none is about another, and of the members that name the record no
    /// more than one names another.
    pub(super) fn is_anchored(&self, found: Object<'a>, events: &[Restored<'a>]) -> bool {
        let mut proven = events.iter().filter(|event| event.is_proven()).peekable();
        let [number, short] = root::numbers(*self).unwrap_or_default();
        let state = found.get("state").and_then(|state| state.as_object()).unwrap_or_default();
        let named = [
            found.text("canonical_sha256").is_some_and(|stated| self.digest.is_stated_as(stated)),
            found.text(number.0) == Some(&number.1),
            found.text(short.0) == Some(&short.1),
            state.text(number.0) == Some(&number.1),
        ];
        let others = named.into_iter().filter(|is_named| !is_named).count();
        others <= 1 && proven.peek().is_some() && proven.all(|event| event.is_ours)
    }
}

/// The most copies of the record, and the most receipts, that are looked at: an honest bundle has four and two.
const COPIES: usize = 6;

/// The records that a receipt covers: copies in the document, or what most copies agree on at each member. More than one
/// is proven where parts of two bundles were put together; `is_the_first` says that `canonical_record` is known to be.
pub(super) fn proven<'a>(
    root: Object<'a>,
    is_the_first: bool,
    authority: &Authority,
    arena: &'a Arena,
) -> Vec<ProvenRecord<'a>> {
    let payloads: Vec<Object<'a>> = payloads(root).take(COPIES).collect();
    let in_root =
        [root.get("canonical_record"), root::current(root).and_then(|current| current.get("canonical_record"))];
    let in_payloads = payloads.iter().map(|payload| payload.get("canonical_record"));
    let copies: Vec<Option<Value<'a>>> = in_root.into_iter().chain(in_payloads).flatten().map(Some).collect();
    let mut versions: Vec<Value<'a>> = Vec::new();
    for value in copies.iter().copied().chain([majority(arena, &copies, DEPTH)]).flatten() {
        if Record::is_one(value) && !versions.contains(&value) {
            versions.push(value);
        }
    }
    let versions = versions.into_iter().map(|value| ProvenRecord { value, digest: canonical::digest(&value) });
    let mut versions: Vec<ProvenRecord<'a>> = versions.collect();
    if versions.len() > 1 || !is_the_first {
        let receipts = receipts(root, &payloads, authority);
        versions.retain(|record| receipts.iter().any(|receipt| receipt.covers(&record.digest).is_some()));
    }
    versions
}

/// The receipts that are there, each once.
fn receipts<'t, 'a>(root: Object<'a>, payloads: &[Object<'a>], authority: &'t Authority) -> Vec<Signed<'t, 'a>> {
    let mut claims: Vec<Object<'a>> = Vec::new();
    for receipt in payloads.iter().filter_map(|payload| payload.get("receipt")?.as_object()) {
        if !claims.iter().any(|claim| claim.text("signature_b64") == receipt.text("signature_b64")) {
            claims.push(receipt);
        }
    }
    let stated = |receipt: &Object<'a>| [receipt.text("canonical_sha256"), root.text("canonical_sha256")];
    claims.iter().map(|receipt| Signed::new(authority, *receipt, &stated(receipt))).collect()
}

/// The payloads of `record_created`, in the events and in the state.
fn payloads<'a>(root: Object<'a>) -> impl Iterator<Item = Object<'a>> {
    let events = root.get("events").and_then(|events| events.as_array()).unwrap_or_default();
    let entry = root::current(root).and_then(|current| current.get("record_created"));
    let payload = |event: &Value<'a>| event.as_object()?.get("payload")?.as_object();
    let has_record =
        |payload: &Object<'a>| payload.get("receipt").is_some() || payload.get("canonical_record").is_some();
    events.iter().copied().chain(entry).filter_map(move |event| payload(&event)).filter(has_record)
}
