//! Content that is not checked, so that it is not mistaken for checked content: timestamp proofs and anchors, and
//! receipts in other places than that of the receipt.

use super::each::of_each;
use crate::bundle::{Bundle, Event};
use crate::json::{Kind, Object, Place, Value};
use crate::report::{CheckCode, Checks, Finding, Reason, Status};

/// The content that is present and not checked (`timestamp.proof`, `receipt.signature`, status skip).
pub(super) fn checks(bundle: &Bundle<'_>) -> Checks {
    let mut checks = Checks::default();
    checks.add_or_pass(CheckCode::TimestampProof, timestamp_proofs(bundle));
    checks.merge(of_each(&bundle.events, of_event));
    let root = Place::ROOT;
    let others = bundle.object.members().iter().filter(|member| !["events", "state"].contains(&member.name));
    for member in others {
        receipts(&member.value, &root.member(member.name), &mut checks);
    }
    checks
}

/// No filled list was ever seen, so its rules are not known.
fn timestamp_proofs(bundle: &Bundle<'_>) -> Option<Finding> {
    let count = bundle.timestamp_proofs.len();
    (count > 0).then(|| {
        let (noun, verb) = if count == 1 { ("proof", "is") } else { ("proofs", "are") };
        let message = format!("{count} timestamp {noun} {verb} not checked");
        let finding = Finding::skip(CheckCode::TimestampProof, Reason::NotChecked, message);
        finding.at(Place::ROOT.member("timestamp_proofs").pointer())
    })
}

fn of_event(event: &Event<'_>, checks: &mut Checks) {
    if event.event_type == "timestamp_anchor" {
        let message = "the proof in this timestamp anchor is not checked";
        checks.add(Finding::skip(CheckCode::TimestampProof, Reason::NotChecked, message).at(event.pointer()));
    }
    let events = Place::ROOT.member("events");
    let place = events.index(event.index);
    for member in event.object.members().iter().filter(|member| member.name != "payload") {
        receipts(&member.value, &place.member(member.name), checks);
    }
    let payload = place.member("payload");
    receipt(event.payload, &payload, checks);
    for member in event.payload.members() {
        let place = payload.member(member.name);
        let is_checked = event.is_record_created() && member.name == "receipt";
        match member.value.as_object().filter(|_| is_checked) {
            Some(checked) => receipts_in(checked, &place, checks),
            None => receipts(&member.value, &place, checks),
        }
    }
}

/// Every receipt in `value`, at any depth.
fn receipts(value: &Value<'_>, place: &Place<'_>, checks: &mut Checks) {
    match value.kind() {
        Kind::Object(object) => {
            receipt(object, place, checks);
            receipts_in(object, place, checks);
        }
        Kind::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                receipts(element, &place.index(index), checks);
            }
        }
        _ => {}
    }
}

/// Every receipt below `object`.
fn receipts_in(object: Object<'_>, place: &Place<'_>, checks: &mut Checks) {
    for member in object.members() {
        receipts(&member.value, &place.member(member.name), checks);
    }
}

/// One name may be part of very many places, so a pointer is made only for a finding that is kept.
fn receipt(object: Object<'_>, place: &Place<'_>, checks: &mut Checks) {
    if object.text("kind") != Some("pith_receipt") {
        return;
    }
    checks.add_if_kept(CheckCode::ReceiptSignature, Status::Skip, || {
        let message = "a receipt in another place than that of the bundle's receipt is not checked";
        Finding::skip(CheckCode::ReceiptSignature, Reason::Elsewhere, message).at(place.pointer())
    });
}
