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

    /// The ids on a cycle of `links`, which returns the ids that an event names; a link to the event itself is none.
    ///
    /// Ids are digests over the links themselves, so valid events cannot form one; forged ids can.
    pub fn cyclic<L, I>(&self, links: L) -> Vec<&'a str>
    where
        L: Fn(&Event<'a>) -> I,
        I: Iterator<Item = &'a str>,
    {
        let mut ids: Vec<&'a str> = self.events.keys().copied().collect();
        ids.sort_unstable();
        let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let targets = |id: &&'a str| -> Vec<usize> {
            let known = self.events.get(*id).into_iter().flat_map(|event| links(event));
            known.filter(|target| target != id).filter_map(|target| places.get(target).copied()).collect()
        };
        let graph: Vec<Vec<usize>> = ids.iter().map(targets).collect();
        let mut on_a_cycle: Vec<usize> =
            components(&graph).into_iter().filter(|part| part.len() > 1).flatten().collect();
        on_a_cycle.sort_unstable();
        on_a_cycle.into_iter().filter_map(|place| ids.get(place).copied()).collect()
    }
}

/// The strongly connected components of a graph: nodes that lead to each other (Kosaraju). Takes linear time, and no
/// stack: a chain may be as long as the document.
fn components(graph: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; graph.len()];
    let mut order: Vec<usize> = (0..graph.len()).flat_map(|start| walk(graph, start, &mut seen)).collect();
    let reversed = reversed(graph);
    seen.fill(false);
    order.reverse();
    let parts = order.into_iter().map(|start| walk(&reversed, start, &mut seen));
    // A node of a part that is complete leads to nothing new.
    parts.filter(|part| !part.is_empty()).collect()
}

/// The nodes that `start` leads to and that were not seen, each after those that it leads to.
fn walk(graph: &[Vec<usize>], start: usize, seen: &mut [bool]) -> Vec<usize> {
    let mut is_new = |node: usize| seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true));
    let targets = |node: usize| (node, graph.get(node).into_iter().flatten());
    let mut finished = Vec::new();
    let mut open: Vec<_> = is_new(start).then(|| targets(start)).into_iter().collect();
    while let Some((node, rest)) = open.last_mut() {
        if let Some(target) = rest.find(|target| is_new(**target)) {
            open.push(targets(*target));
        } else {
            finished.push(*node);
            open.pop();
        }
    }
    finished
}

fn reversed(graph: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); graph.len()];
    for (node, targets) in graph.iter().enumerate() {
        for target in targets {
            if let Some(sources) = reversed.get_mut(*target) {
                sources.push(node);
            }
        }
    }
    reversed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(graph: &[&[usize]]) -> Vec<Vec<usize>> {
        let graph: Vec<Vec<usize>> = graph.iter().map(|targets| targets.to_vec()).collect();
        let mut cycles = components(&graph);
        cycles.retain(|part| part.len() > 1);
        for part in &mut cycles {
            part.sort_unstable();
        }
        cycles.sort_unstable();
        cycles
    }

    #[test]
    fn a_path_between_two_cycles_is_on_neither() {
        assert_eq!(cycles(&[&[1], &[0], &[0], &[4], &[3, 2]]), [[0, 1], [3, 4]]);
        assert_eq!(cycles(&[&[1], &[2], &[0, 3], &[4], &[5], &[4]]), [vec![0, 1, 2], vec![4, 5]]);
        assert_eq!(cycles(&[&[1, 1], &[2], &[]]), Vec::<Vec<usize>>::new());
        assert_eq!(cycles(&[&[1, 2], &[3], &[3], &[0]]), [[0, 1, 2, 3]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let chain: Vec<Vec<usize>> = (0..200_000).map(|node| vec![(node + 1) % 200_000]).collect();
        assert_eq!(components(&chain).len(), 1);
    }
}
