//! What `supersedes` and `prev_event` name (M8 and M9, inferred).
//!
//! Links are resolved over *stated* ids and over every entry that has the shape of an event, so that
//! a link to a broken event is not reported as one to an absent event.

use std::collections::HashMap;

use crate::bundle::Event;
use crate::keys::signature::Verified;
use crate::replay::signer::Signer;
use crate::report::Reason;

/// Why a link does not hold: the reason in reports, and the end of a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFault(pub Reason, pub &'static str);

impl LinkFault {
    const ABSENT: Self = Self(Reason::Absent, "names an event that is not in the bundle");
    const ITSELF: Self = Self(Reason::Itself, "names the event itself");
    const OTHER_TYPE: Self = Self(Reason::OtherType, "names an event of another type");
    const LATER: Self = Self(Reason::Later, "names an event that was created later");
    /// The other event is by another signer.
    pub const OTHER_SIGNER: Self = Self(Reason::OtherSigner, "names an event of another signer");
    /// Following the links leads back to the event.
    pub const CYCLE: Self = Self(Reason::Cycle, "following the links leads back to the event");
}

/// An event whose signature verifies.
type Signed<'e, 'a> = Verified<'e, 'a, &'e Event<'a>>;

/// The events of a bundle by stated id.
pub struct LinkIndex<'e, 'a> {
    events: HashMap<&'a str, &'e Event<'a>>,
    /// Each entry of `events` whose signature verifies, by its place there: two entries may state one id.
    signed: Vec<Option<&'e Signed<'e, 'a>>>,
}

impl<'e, 'a> LinkIndex<'e, 'a> {
    /// Indexes events; `signed` has for each place in `events` the event if its signature verifies.
    pub fn new(events: &'e [Event<'a>], signed: Vec<Option<&'e Signed<'e, 'a>>>) -> Self {
        Self { events: events.iter().map(|event| (event.event_id, event)).collect(), signed }
    }

    /// M8: what `event` may not supersede by the id `target`.
    pub fn superseding_fault(&self, event: &Event<'a>, target: &str) -> Option<LinkFault> {
        if target == event.event_id {
            return Some(LinkFault::ITSELF);
        }
        let Some(other) = self.events.get(target) else { return Some(LinkFault::ABSENT) };
        if self.is_by_another(event, other) {
            return Some(LinkFault::OTHER_SIGNER);
        }
        if other.event_type != event.event_type {
            return Some(LinkFault::OTHER_TYPE);
        }
        other.is_later_than(event).then_some(LinkFault::LATER)
    }

    /// M9: why `event` may not follow the event `target`. Another signer is reported only where
    /// nothing worse is wrong: people follow one another's events.
    pub fn following_fault(&self, event: &Event<'a>, target: &str) -> Option<LinkFault> {
        if target == event.event_id {
            return Some(LinkFault::ITSELF);
        }
        let Some(other) = self.events.get(target) else { return Some(LinkFault::ABSENT) };
        // Times are cut to seconds: an event of the same second may well be the earlier one.
        if other.is_later_than(event) {
            return Some(LinkFault::LATER);
        }
        self.is_by_another(event, other).then_some(LinkFault::OTHER_SIGNER)
    }

    /// Whether both signers are known and differ.
    fn is_by_another(&self, event: &Event<'a>, other: &Event<'a>) -> bool {
        matches!((self.signer_of(event), self.signer_of(other)), (Some(signer), Some(other)) if !signer.is(&other))
    }

    fn signer_of(&self, event: &Event<'a>) -> Option<Signer<'e, 'a>> {
        self.signed.get(event.index).copied().flatten().map(Signer::of)
    }

    /// The ids on a cycle of `links`, which returns the ids that an event names.
    ///
    /// Ids are digests over the links themselves, so valid events cannot form one; forged ids can.
    pub fn cyclic<L, I>(&self, links: L) -> Vec<&'a str>
    where
        L: Fn(&Event<'a>) -> I,
        I: Iterator<Item = &'a str>,
    {
        // Take away what nothing names, again and again: what remains is on a cycle or named from one.
        // Doing it in both directions leaves the cycles and the paths between them.
        let mut alive: HashMap<&'a str, Vec<&'a str>> = HashMap::new();
        for (id, event) in &self.events {
            let known = links(event).filter(|target| *target != *id && self.events.contains_key(target));
            alive.insert(id, known.collect());
        }
        let alive = without_unnamed(&alive);
        let alive = without_unnamed(&reversed(&alive));
        let mut ids: Vec<&'a str> = alive.into_keys().collect();
        ids.sort_unstable();
        ids
    }
}

/// The graph without the nodes that no remaining node names.
fn without_unnamed<'a>(graph: &HashMap<&'a str, Vec<&'a str>>) -> HashMap<&'a str, Vec<&'a str>> {
    let mut named: HashMap<&str, usize> = graph.keys().map(|id| (*id, 0)).collect();
    for target in graph.values().flatten() {
        *named.entry(target).or_default() += 1;
    }
    let mut unnamed: Vec<&str> = named.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut rest = graph.clone();
    while let Some(id) = unnamed.pop() {
        for target in rest.remove(id).unwrap_or_default() {
            if let Some(count) = named.get_mut(target) {
                *count -= 1;
                if *count == 0 {
                    unnamed.push(target);
                }
            }
        }
    }
    rest
}

fn reversed<'a>(graph: &HashMap<&'a str, Vec<&'a str>>) -> HashMap<&'a str, Vec<&'a str>> {
    let mut reversed: HashMap<&str, Vec<&str>> = graph.keys().map(|id| (*id, Vec::new())).collect();
    for (id, targets) in graph {
        for target in targets {
            reversed.entry(target).or_default().push(id);
        }
    }
    reversed
}
