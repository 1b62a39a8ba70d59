//! What no cause explains, in a sentence: never a culprit without a proof.

use std::collections::HashSet;

use super::Known;
use super::events::MOST;
use super::explain::{is_below, place_of};
use super::restored::{Restored, Standing};
use super::seal::Seal;
use crate::json::{Object, Place, Value};
use crate::report::{CheckCode, Checks, Finding, Reason, Status};
use crate::text::cut;

/// Why putting back what is proven does not give the bundle that was signed; nothing of a document that is no bundle.
pub(super) fn told<'a>(
    found: Object<'a>,
    seal: &Seal<'_, 'a>,
    events: &[Restored<'a>],
    known: &Known<'_, 'a>,
    checks: &Checks,
) -> Option<String> {
    let stranger = || {
        let key = known.stranger?;
        Some(format!(
            "The bundle was sealed by the key {key}, which is not trusted: anybody can seal a bundle of their own."
        ))
    };
    let lost = || lost_event(found, events).map(|event_id| lost(event_id, events));
    let explained = stranger().or_else(|| unsealed(checks).map(str::to_owned)).or_else(lost);
    explained.or_else(|| seal.is_there().then(|| unknown(seal, events, checks)))
}

/// What is known where nothing is missing.
fn unknown(seal: &Seal<'_, '_>, events: &[Restored<'_>], checks: &Checks) -> String {
    if !seal.signs_the_stated_digest() {
        return if checks.has(CheckCode::BundleDigest, Status::Fail) {
            "Neither the content nor the stated digest is what a trusted key signed: several parts were changed, or the \
             key never signed this bundle."
        } else {
            "The bundle signature itself was changed, or another key made it: the digest that it has to cover is correct."
        }
        .to_owned();
    }
    if events.is_empty() {
        return "The stated digest was signed, perhaps as that of something else: the bundle has no events left to restore \
                it from."
            .to_owned();
    }
    let mut unproven = events.iter().enumerate().filter(|(_, event)| !event.is_proven()).peekable();
    let by_strangers = if unproven.peek().is_some() { ", or an event by a key that is not trusted" } else { "" };
    unproven.take(MOST).find_map(|(index, event)| faulty(index, event, checks)).unwrap_or_else(|| {
        format!(
            "Something that only the bundle signature covers was changed: {ONLY_SEALED}{by_strangers}. Or the bundle \
             signature is that of another bundle."
        )
    })
}

/// The members that only the signature over the bundle covers.
const ONLY_SEALED: &str = "`built_at`, `links`, `mirror_hints`, `public_keys`, `source_aliases`, `timestamp_proofs`, a member that \
                           pith does not know, which events there are and in which order, or the time of an event's \
                           signature";

/// Why no seal can be compared with.
fn unsealed(checks: &Checks) -> Option<&'static str> {
    let finding = checks.findings().iter().find(|finding| finding.code == CheckCode::BundleSignature)?;
    match finding.reason {
        Reason::Missing | Reason::Unsigned => {
            Some("The bundle itself is not signed: nothing covers what the receipt and the events leave out.")
        }
        Reason::UnknownKey | Reason::AmbiguousKey => {
            Some("The bundle signature names no embedded key that is trusted, so who sealed the bundle is unknown.")
        }
        _ => None,
    }
}

/// The first id that the state applies and that none of the events has.
fn lost_event<'a>(found: Object<'a>, events: &[Restored<'a>]) -> Option<&'a str> {
    let applied = found.get("state")?.as_object()?.get("applied_event_ids")?.as_array()?;
    let stated: HashSet<&str> = events.iter().filter_map(Restored::id).collect();
    applied.iter().filter_map(Value::as_str).find(|id| !stated.contains(id))
}

fn lost(event_id: &str, events: &[Restored<'_>]) -> String {
    let event_id = cut(event_id);
    match events.iter().position(|event| !event.is_ours) {
        Some(index) => format!(
            "The entry at /events/{index} is no event about the number of the bundle, and no event has the id {event_id}, which \
             the state lists: perhaps one was exchanged for the other."
        ),
        None => format!(
            "No event has the id {event_id}, which the state lists. If one was taken out, its signature is missing with it, so \
             what it was cannot be proven."
        ),
    }
}

/// What is wrong with an event that no trusted registry signed, if a check fails in it.
fn faulty(index: usize, event: &Restored<'_>, checks: &Checks) -> Option<String> {
    let events = Place::ROOT.member("events");
    let place = events.index(index).pointer();
    let is_about = |finding: &&Finding| is_below(place_of(finding), place.as_str());
    let failing: Vec<&Finding> =
        checks.findings().iter().filter(|finding| finding.status == Status::Fail).filter(is_about).collect();
    let differs = |finding: &&Finding| matches!(finding.code, CheckCode::EventDigest | CheckCode::BundleShape);
    // A key that is not found says nothing of the signature.
    let is_unsigned = |finding: &&Finding| {
        let lacks_key = [Reason::UnknownKey, Reason::AmbiguousKey].contains(&finding.reason);
        finding.code == CheckCode::EventSignature && !lacks_key
    };
    let is_invalid = |finding: &&Finding| is_unsigned(finding) && finding.reason == Reason::Invalid;
    let told = match (failing.iter().any(differs), event.standing) {
        _ if failing.is_empty() => return None,
        (true, Standing::Unknown) => {
            format!("No intact copy of the event at {place} is left, so what was changed in it cannot be told.")
        }
        (true, _) => format!(
            "The event at {place} was changed: the state's copy is what its id says. No trusted registry signed it, so only \
             the bundle signature could prove that."
        ),
        (false, _) if failing.iter().any(is_invalid) => format!(
            "The signature of the event at {place} itself was changed, or another key than the one that it names made it: \
             the event's digest is correct."
        ),
        (false, _) if failing.iter().any(is_unsigned) => format!(
            "The signature of the event at {place} itself was changed, or no trusted key made it: the event's digest is \
             correct."
        ),
        (false, _) => return None,
    };
    Some(told)
}
