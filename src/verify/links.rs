//! Events among each other: `event.unique` and `event.links` (M8 to M10, inferred).

use std::collections::HashSet;

use super::digests::Digests;
use super::each::judge_each;
use super::events::Signed;
use crate::bundle::{Bundle, Event};
use crate::digest::ComputedDigest;
use crate::merge::{LinkFault, LinkIndex};
use crate::report::{CheckCode, Checks, Finding, Status};

/// Judges duplicates and links.
///
/// Signers are compared where both signatures verify, whatever else is wrong with the events.
pub(super) fn judge<'a>(
    bundle: &Bundle<'a>,
    digests: &Digests<'_, '_>,
    signed: &[Signed<'_, 'a>],
    checks: &mut Checks,
) {
    judge_unique(bundle, digests, checks);
    let is_linked = |event: &Event<'_>| event.prev_event.is_some() || !event.supersedes.is_empty();
    if !bundle.events.iter().flatten().any(is_linked) {
        checks.pass_times(CheckCode::EventLinks, bundle.events.iter().flatten().count());
        return;
    }
    let mut keys = vec![None; bundle.events.len()];
    for event in signed {
        if let Some(key) = keys.get_mut(event.subject().index) {
            *key = Some(event.key().key.as_bytes());
        }
    }
    let index = LinkIndex::new(bundle.events.events(), keys);
    checks.merge(judge_each(&bundle.events, |event, checks| judge_event(event, &index, checks)));
    // An id is a digest over the links themselves: where every id recomputes there is no cycle.
    if checks.has(CheckCode::EventId, Status::Fail) {
        judge_cycles(bundle, &index, checks);
    }
}

/// Every event once, and exactly one `record_created` (M10).
fn judge_unique(bundle: &Bundle<'_>, digests: &Digests<'_, '_>, checks: &mut Checks) {
    let mut ids: HashSet<&str> = HashSet::new();
    let mut seen: HashSet<ComputedDigest> = HashSet::with_capacity(digests.events.len());
    let mut created = 0;
    // Where every id is that of the digest, the digests alone tell events apart.
    let ids_are_digests = !checks.has(CheckCode::EventId, Status::Fail);
    for (event, digest) in bundle.events.events().iter().zip(&digests.events) {
        let id_is_new = ids_are_digests || ids.insert(event.event_id);
        let digest_is_new = seen.insert(*digest);
        created += usize::from(event.is_record_created());
        let finding = if !id_is_new || !digest_is_new {
            Some(Finding::fail(CheckCode::EventUnique, "twice", "the event is listed twice"))
        } else if event.is_record_created() && created > 1 {
            Some(Finding::fail(CheckCode::EventUnique, "record-created", "there is more than one `record_created`"))
        } else {
            None
        };
        checks.judge(CheckCode::EventUnique, finding.map(|finding| finding.at(event.pointer())));
    }
}

/// The links of one event; at most one finding for each.
fn judge_event<'a>(event: &Event<'a>, index: &LinkIndex<'_, 'a>, checks: &mut Checks) {
    let mut holds = true;
    for (place, target) in event.superseded_ids().enumerate() {
        if let Some(fault) = index.judge_supersedes(event, target) {
            let place = event.pointer().member("supersedes").index(place);
            checks.add(link_finding("supersedes", fault, target).at(place));
            holds = false;
        }
    }
    if let Some(target) = event.prev_event
        && let Some(fault) = index.judge_prev_event(event, target)
    {
        checks.add(link_finding("prev_event", fault, target).at(event.pointer().member("prev_event")));
        holds = false;
    }
    if holds {
        checks.pass(CheckCode::EventLinks);
    }
}

fn link_finding(member: &str, fault: LinkFault, target: &str) -> Finding {
    let message = format!("`{member}` {}", fault.message());
    Finding::fail(CheckCode::EventLinks, fault.reason(), message).says(target)
}

/// Events that lead back to themselves over more than one step.
fn judge_cycles<'a>(bundle: &Bundle<'a>, index: &LinkIndex<'_, 'a>, checks: &mut Checks) {
    let mut cyclic: HashSet<&str> = HashSet::new();
    cyclic.extend(index.cyclic(Event::superseded_ids));
    cyclic.extend(index.cyclic(|event| event.prev_event.into_iter()));
    for event in bundle.events.iter().flatten().filter(|event| cyclic.contains(event.event_id)) {
        let finding = Finding::fail(CheckCode::EventLinks, LinkFault::Cycle.reason(), LinkFault::Cycle.message());
        checks.add(finding.at(event.pointer()));
    }
}
