//! What no cause explains, in a sentence: never a culprit without a proof.

use super::events::Restored;
use super::seal::Seal;
use crate::json::{Object, Value};
use crate::report::{CheckCode, Checks, Status};
use crate::text::cut;

/// Why putting back what is proven does not give the bundle that was signed.
pub(super) fn told<'a>(found: Object<'a>, seal: &Seal<'_, 'a>, events: &[Restored<'a>], checks: &Checks) -> String {
    let has = |reason: &str| {
        let seal = checks.findings().iter().find(|finding| finding.code == CheckCode::BundleSignature);
        seal.is_some_and(|finding| finding.reason == reason)
    };
    let digest_holds = !checks.has(CheckCode::BundleDigest, Status::Fail);
    if let Some(event_id) = lost_event(found) {
        return format!(
            "The state lists the event {}, which is not in the bundle: its signature went with it, and only that could \
             prove what it was.",
            cut(event_id)
        );
    }
    if has("missing") || has("unsigned") {
        return "The bundle itself is not signed, so nothing covers what the receipt and the events do not.".to_owned();
    }
    if has("unknown-key") || has("ambiguous-key") {
        return "The bundle signature names a key that is not trusted and not embedded: whoever sealed this bundle is \
                unknown."
            .to_owned();
    }
    if seal.signs_the_stated_digest() {
        return match events.iter().position(|event| !event.is_proven) {
            Some(index) => format!(
                "No intact copy of what was signed as the event at /events/{index} is left, so what was changed in it \
                 cannot be told."
            ),
            None => format!("Something that only the bundle signature covers was changed: one of {}.", ONLY_SEALED),
        };
    }
    if digest_holds {
        return "The bundle signature itself was changed, or was made by another key: the digest that it has to cover is \
                correct."
            .to_owned();
    }
    "Neither the content nor the stated digest is what a trusted key signed: several parts were changed, or this bundle \
     was never signed by that key."
        .to_owned()
}

/// The members that only the signature over the bundle covers and that follow from nothing else.
const ONLY_SEALED: &str = "built_at, links, mirror_hints, public_keys, timestamp_proofs, the time and the signature in \
                           an event's signature, or a member that is gone";

/// The first id that the state applies and that no event has.
fn lost_event(found: Object<'_>) -> Option<&str> {
    let state = found.get("state")?.as_object()?;
    let applied = state.get("applied_event_ids")?.as_array()?;
    let events = found.get("events")?.as_array()?;
    if applied.len() <= events.len() {
        return None;
    }
    let stated: std::collections::HashSet<&str> =
        events.iter().filter_map(|event| event.as_object()?.text("event_id")).collect();
    applied.iter().filter_map(Value::as_str).find(|id| !stated.contains(id))
}
