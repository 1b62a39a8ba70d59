//! Events among each other: `event.unique` and `event.links` (M8 to M10, inferred).

use std::collections::HashSet;

use super::digests::Digests;
use super::each::judge_each;
use super::events::Signed;
use crate::bundle::{Bundle, Event};
use crate::digest::ComputedDigest;
use crate::replay::{LinkFault, LinkIndex};
use crate::report::{CheckCode, Checks, Finding, Reason, Rule, Status};

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
    let mut of_event = vec![None; bundle.events.len()];
    for event in signed {
        if let Some(place) = of_event.get_mut(event.subject().index) {
            *place = Some(event);
        }
    }
    let index = LinkIndex::new(bundle.events.events(), of_event);
    checks.merge(judge_each(&bundle.events, |event, checks| judge_event(event, &index, checks)));
    // An id is a digest over the links themselves: where every id recomputes there is no cycle.
    if checks.has(CheckCode::EventId, Status::Fail) {
        judge_cycles(bundle, &index, checks);
    }
}

/// Every event once, and exactly one `record_created` (M10, inferred: a second one with the same record is open).
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
            Some(Finding::fail(CheckCode::EventUnique, Reason::Twice, "the event is listed twice"))
        } else if event.is_record_created() && created > 1 {
            Some(second_record_created(event, bundle))
        } else {
            None
        };
        checks.judge(CheckCode::EventUnique, finding.map(|finding| finding.at(event.pointer())));
    }
}

fn second_record_created(event: &Event<'_>, bundle: &Bundle<'_>) -> Finding {
    let message = "there is more than one `record_created`";
    if event.payload.get("canonical_record") == bundle.canonical_record {
        Finding::open(CheckCode::EventUnique, Rule::M10, Reason::RecordCreated, message)
    } else {
        Finding::fail(CheckCode::EventUnique, Reason::RecordCreated, message)
    }
}

/// The links of one event; at most one finding for each.
fn judge_event<'a>(event: &Event<'a>, index: &LinkIndex<'_, 'a>, checks: &mut Checks) {
    let mut holds = true;
    for (place, target) in event.superseded_ids().enumerate() {
        if let Some(fault) = index.judge_supersedes(event, target) {
            let place = event.pointer().member("supersedes").index(place);
            checks.add(open_link(Rule::M8, "supersedes", fault, target).at(place));
            holds = false;
        }
    }
    if let Some(target) = event.prev_event
        && let Some(fault) = index.judge_prev_event(event, target)
    {
        checks.add(prev_event_finding(fault, target).at(event.pointer().member("prev_event")));
        holds = false;
    }
    if holds {
        checks.pass(CheckCode::EventLinks);
    }
}

/// M9 (inferred): one signer follows another's event at times, and that is worth knowing; the rest is open.
fn prev_event_finding(fault: LinkFault, target: &str) -> Finding {
    if fault == LinkFault::OtherSigner {
        let message = format!("`prev_event` {}", fault.message());
        return Finding::warn(CheckCode::EventLinks, fault.reason(), message).says(target);
    }
    open_link(Rule::M9, "prev_event", fault, target)
}

fn open_link(rule: Rule, member: &str, fault: LinkFault, target: &str) -> Finding {
    let message = format!("`{member}` {}", fault.message());
    Finding::open(CheckCode::EventLinks, rule, fault.reason(), message).says(target)
}

/// Events that lead back to themselves over more than one step.
fn judge_cycles<'a>(bundle: &Bundle<'a>, index: &LinkIndex<'_, 'a>, checks: &mut Checks) {
    let superseding: HashSet<&str> = index.cyclic(Event::superseded_ids).into_iter().collect();
    let following: HashSet<&str> = index.cyclic(|event| event.prev_event.into_iter()).into_iter().collect();
    for event in bundle.events.iter().flatten() {
        let rule = match event.event_id {
            id if superseding.contains(id) => Rule::M8,
            id if following.contains(id) => Rule::M9,
            _ => continue,
        };
        let (reason, message) = (LinkFault::Cycle.reason(), LinkFault::Cycle.message());
        checks.add(Finding::open(CheckCode::EventLinks, rule, reason, message).at(event.pointer()));
    }
}
