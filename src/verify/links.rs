//! Events among each other: `event.unique` and `event.links` (M8 to M10, inferred).

use std::collections::HashSet;

use super::digests::Digests;
use super::each::of_each;
use super::events::Events;
use crate::bundle::{Bundle, Event};
use crate::digest::ComputedDigest;
use crate::replay::{self, LinkFault, LinkIndex, ValidEvent};
use crate::report::{CheckCode, Checks, Finding, Reason, Rule};

/// The events of a bundle among each other.
pub(super) struct Links {
    /// How many entries repeat an earlier one.
    repeated: usize,
    /// The checks of duplicates and links.
    pub(super) checks: Checks,
}

impl Links {
    /// Signers are compared where both signatures verify, whatever else is wrong with the events.
    pub(super) fn of(bundle: &Bundle<'_>, digests: &Digests<'_, '_>, events: &Events<'_, '_>) -> Self {
        let mut links = Self { repeated: 0, checks: Checks::default() };
        links.check_unique(bundle, digests, events);
        links.checks.merge(of_links(bundle, events));
        links
    }

    /// The stated id of each entry of `events` that is not applied, if it states one: of those that are not valid, and
    /// of the copies of `valid` ones. Of more than [`replay::LISTED`], the first.
    pub(super) fn not_applied<'a>(&self, bundle: &Bundle<'a>, valid: &[ValidEvent<'_, 'a>]) -> Vec<Option<&'a str>> {
        let entries = bundle.object.get("events").and_then(|events| events.as_array()).unwrap_or_default();
        let mut seen = HashSet::new();
        let first_copies = valid.iter().filter(|event| self.repeated == 0 || seen.insert(event.digest));
        // Both are in the order of the document.
        let mut applied = first_copies.map(|event| event.event().index).peekable();
        let rest = entries.iter().enumerate().filter(|(index, _)| applied.next_if_eq(index).is_none());
        let listed = rest.take(replay::LISTED);
        listed.map(|(_, entry)| entry.as_object().and_then(|event| event.text("event_id"))).collect()
    }

    /// Every event once, and exactly one `record_created` (M10, inferred: a second one with the same record is open).
    fn check_unique(&mut self, bundle: &Bundle<'_>, digests: &Digests<'_, '_>, events: &Events<'_, '_>) {
        let mut ids: HashSet<&str> = HashSet::new();
        let mut seen: HashSet<ComputedDigest> = HashSet::with_capacity(digests.events.len());
        let mut created = 0;
        for (event, digest) in bundle.events.events().iter().zip(&digests.events) {
            // Where every id follows from the digest, the digests alone tell events apart.
            let id_is_new = events.wrong_ids == 0 || ids.insert(event.event_id);
            let digest_is_new = seen.insert(*digest);
            created += usize::from(event.is_record_created());
            let finding = if !id_is_new || !digest_is_new {
                self.repeated += 1;
                Some(Finding::fail(CheckCode::EventUnique, Reason::Twice, "the event is listed twice"))
            } else if event.is_record_created() && created > 1 {
                Some(second_record_created(event, bundle))
            } else {
                None
            };
            self.checks.add_or_pass(CheckCode::EventUnique, finding.map(|finding| finding.at(event.pointer())));
        }
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

/// What events name in `supersedes` and `prev_event`.
fn of_links(bundle: &Bundle<'_>, events: &Events<'_, '_>) -> Checks {
    let mut checks = Checks::default();
    let is_linked = |event: &Event<'_>| event.prev_event.is_some() || !event.supersedes.is_empty();
    if !bundle.events.events().iter().any(is_linked) {
        checks.pass_times(CheckCode::EventLinks, bundle.events.events().len());
        return checks;
    }
    let mut signed = vec![None; bundle.events.len()];
    for event in &events.signed {
        if let Some(place) = signed.get_mut(event.subject().index) {
            *place = Some(event);
        }
    }
    let index = LinkIndex::new(bundle.events.events(), signed);
    checks.merge(of_each(&bundle.events, |event, checks| of_event(event, &index, checks)));
    // An id is a digest over the links themselves: where every id follows from its digest there is no cycle.
    if events.wrong_ids > 0 {
        checks.extend(cycles(bundle, &index));
    }
    checks
}

/// The links of one event; at most one finding for each.
fn of_event<'a>(event: &Event<'a>, index: &LinkIndex<'_, 'a>, checks: &mut Checks) {
    let mut holds = true;
    for (place, target) in event.superseded_ids().enumerate() {
        if let Some(fault) = index.superseding_fault(event, target) {
            let place = event.pointer().member("supersedes").index(place);
            checks.add(open_link(Rule::M8, "supersedes", fault, target).at(place));
            holds = false;
        }
    }
    if let Some(target) = event.prev_event
        && let Some(fault) = index.following_fault(event, target)
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
    if fault == LinkFault::OTHER_SIGNER {
        let LinkFault(reason, message) = fault;
        return Finding::warn(CheckCode::EventLinks, reason, format!("`prev_event` {message}")).found(target);
    }
    open_link(Rule::M9, "prev_event", fault, target)
}

fn open_link(rule: Rule, member: &str, LinkFault(reason, message): LinkFault, target: &str) -> Finding {
    Finding::open(CheckCode::EventLinks, rule, reason, format!("`{member}` {message}")).found(target)
}

/// Events that lead back to themselves over more than one step.
fn cycles<'a>(bundle: &Bundle<'a>, index: &LinkIndex<'_, 'a>) -> impl Iterator<Item = Finding> {
    let superseding: HashSet<&str> = index.cyclic(Event::superseded_ids).into_iter().collect();
    let following: HashSet<&str> = index.cyclic(|event| event.prev_event.into_iter()).into_iter().collect();
    bundle.events.events().iter().filter_map(move |event| {
        let rule = match event.event_id {
            id if superseding.contains(id) => Rule::M8,
            id if following.contains(id) => Rule::M9,
            _ => return None,
        };
        let LinkFault(reason, message) = LinkFault::CYCLE;
        Some(Finding::open(CheckCode::EventLinks, rule, reason, message).at(event.pointer()))
    })
}
