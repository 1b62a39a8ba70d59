//! Documents made of parts of two that were signed.

// Every user needs another part of it.
#![allow(dead_code)]

use crate::support::json::Json;

/// One document with parts of another one in it.
pub struct Splice {
    /// Which parts: from where to where.
    pub parts: String,
    /// The document.
    pub json: Json,
}

/// A part: each place of one document, with the place in the other one that it is put in.
type Part = &'static [(&'static str, &'static str)];

const RECEIPT: (&str, &str) = here("/events/0/payload/receipt");
const RECEIPT_COPY: (&str, &str) = here("/state/current/record_created/payload/receipt");
const RECORD: (&str, &str) = here("/events/0/payload/canonical_record");
const RECORD_COPY: (&str, &str) = here("/state/current/record_created/payload/canonical_record");
const TEXT: &str = "/events/1/signature/signature_b64";
const DIGEST: &str = "/events/1/content_sha256";

/// What is exchanged between bundles: signatures, receipts, records, events, seals, and what names a bundle.
const PARTS: [Part; 33] = [
    &[here("/bundle_signature")],
    &[here("/bundle_signature/signature_b64")],
    &[here("/bundle_signature/bundle_sha256")],
    &[here("/canonical_record")],
    &[here("/canonical_sha256")],
    &[here("/pith_number")],
    &[here("/source")],
    &[here("/source_aliases")],
    &[here("/links")],
    &[here("/state")],
    &[here("/state/current")],
    &[here("/state/current/record_created")],
    &[here("/state/current/canonical_record")],
    &[here("/state/current/graph_snapshots")],
    &[here("/state/applied_event_ids")],
    &[here("/events")],
    &[here("/events/0")],
    &[here("/events/1")],
    &[here("/events/0/signature")],
    &[here("/events/1/signature")],
    &[here("/events/0/payload")],
    &[here("/events/1/payload")],
    &[here("/events/1/subject_pith_number")],
    &[here("/events/1/event_id"), here(DIGEST)],
    &[RECEIPT],
    &[RECEIPT, RECEIPT_COPY],
    &[RECORD, RECORD_COPY],
    &[RECEIPT, RECEIPT_COPY, RECORD, RECORD_COPY],
    &[here("/canonical_record"), here("/canonical_sha256"), here("/pith_number")],
    // One kind of signature for another.
    &[(TEXT, "/bundle_signature/signature_b64"), (DIGEST, "/bundle_signature/bundle_sha256")],
    &[("/bundle_signature/signature_b64", TEXT), ("/bundle_signature/bundle_sha256", DIGEST)],
    &[(TEXT, "/events/0/payload/receipt/signature_b64"), (DIGEST, "/events/0/payload/receipt/canonical_sha256")],
    &[("/events/0/payload/receipt/signature_b64", TEXT), ("/canonical_sha256", DIGEST)],
];

const fn here(place: &'static str) -> (&'static str, &'static str) {
    (place, place)
}

/// `host` with each part of `donor`, and with one in so many pairs of them.
pub fn splices(host: &Json, donor: &Json, step: usize) -> Vec<Splice> {
    let (of_host, of_donor) = (host.pointers(), donor.pointers());
    let is_there = |part: &Part| {
        part.iter()
            .all(|(from, to)| of_donor.iter().any(|place| place == from) && of_host.iter().any(|place| place == to))
    };
    let parts: Vec<Part> = PARTS.into_iter().filter(is_there).collect();
    let alone = parts.iter().map(|part| vec![*part]);
    let pairs = parts.iter().enumerate().flat_map(|(place, one)| {
        // In this order a part can be put into another one, which the other order would write over.
        parts.iter().skip(place + 1).map(|other| vec![*one, *other])
    });
    alone
        .chain(pairs.step_by(step))
        .map(|parts| spliced(host, donor, &parts))
        .filter(|splice| splice.json != *host)
        .collect()
}

fn spliced(host: &Json, donor: &Json, parts: &[Part]) -> Splice {
    let mut json = host.clone();
    let mut names = Vec::new();
    for (from, to) in parts.iter().copied().flatten() {
        json.set(to, donor.at(from).clone());
        names.push(if from == to { (*from).to_owned() } else { format!("{from} as {to}") });
    }
    Splice { parts: names.join(", "), json }
}
