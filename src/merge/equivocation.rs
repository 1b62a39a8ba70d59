//! M9 (inferred): two valid events of one signer key with the same non-null `prev_event`, neither
//! superseding the other, are an equivocation. Both stay applied.

use std::collections::HashMap;

use super::{ValidEvent, may_supersede};
use crate::digest::Sha256Digest;

/// Events by which one signer signed two histories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivocation<'a> {
    /// SHA-256 of the signer's key.
    pub key_sha256: Sha256Digest,
    /// The event that they all follow.
    pub prev_event: &'a str,
    /// Their ids, in the order of the replay.
    pub event_ids: Vec<&'a str>,
}

/// The groups, in the order in which their first event stands in the replay.
pub(super) fn find<'a>(events: &[ValidEvent<'_, 'a>]) -> Vec<Equivocation<'a>> {
    let mut order = Vec::new();
    let mut groups: HashMap<(&[u8; 32], &'a str), Vec<&ValidEvent<'_, 'a>>> = HashMap::new();
    for event in events {
        if let Some(prev_event) = event.event().prev_event {
            let name = (event.key_bytes(), prev_event);
            let group = groups.entry(name).or_default();
            if group.is_empty() {
                order.push(name);
            }
            group.push(event);
        }
    }
    let in_order = order.iter().filter_map(|name| groups.get(name).map(|group| (name.1, group)));
    in_order.filter_map(|(prev_event, group)| conflict(prev_event, group)).collect()
}

/// Those of a group that conflict with at least one other: they neither supersede it nor are
/// superseded by it. Counting relations keeps this linear where every pair could conflict.
fn conflict<'a>(prev_event: &'a str, group: &[&ValidEvent<'_, 'a>]) -> Option<Equivocation<'a>> {
    let first = group.first()?;
    let place: HashMap<&str, usize> = group.iter().enumerate().map(|(i, event)| (event.event().event_id, i)).collect();
    let mut related = vec![0_usize; group.len()];
    for (i, event) in group.iter().enumerate() {
        let mut targets: Vec<usize> = event
            .event()
            .superseded_ids()
            .filter_map(|id| place.get(id).copied())
            .filter(|&target| group.get(target).is_some_and(|target| may_supersede(event, target)))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        for related_place in targets.iter().copied().chain(std::iter::repeat_n(i, targets.len())) {
            if let Some(count) = related.get_mut(related_place) {
                *count += 1;
            }
        }
    }
    let conflicting = group.iter().zip(&related).filter(|(_, related)| **related + 1 < group.len());
    let event_ids: Vec<&str> = conflicting.map(|(event, _)| event.event().event_id).collect();
    let key_sha256 = *first.verified.key().key.sha256();
    (event_ids.len() > 1).then_some(Equivocation { key_sha256, prev_event, event_ids })
}
