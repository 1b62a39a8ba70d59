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

/// An event that follows another one; the order is that of groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Following<'k, 'a> {
    /// The end of the id below as one word, which tells most apart.
    end: u64,
    /// The event that it follows.
    prev_event: &'a str,
    /// Who signed it.
    key: &'k [u8; 32],
    /// Its place in the replay.
    place: usize,
}

impl<'k, 'a> Following<'k, 'a> {
    fn new(place: usize, event: &ValidEvent<'k, 'a>) -> Option<Self> {
        let prev_event = event.event().prev_event?;
        let end = prev_event.as_bytes().last_chunk().map_or(0, |end| u64::from_ne_bytes(*end));
        Some(Self { end, prev_event, key: event.key_bytes(), place })
    }

    fn is_beside(&self, other: &Self) -> bool {
        (self.prev_event, self.key) == (other.prev_event, other.key)
    }
}

/// The groups, in the order in which their first event stands in the replay.
pub(super) fn find<'a>(events: &[ValidEvent<'_, 'a>]) -> Vec<Equivocation<'a>> {
    let following = events.iter().enumerate().filter_map(|(place, event)| Following::new(place, event));
    let mut following: Vec<Following<'_, 'a>> = following.collect();
    following.sort_unstable();
    let groups = following.chunk_by(Following::is_beside).filter(|group| group.len() > 1);
    let mut groups: Vec<&[Following<'_, 'a>]> = groups.collect();
    groups.sort_unstable_by_key(|group| group.first().map(|first| first.place));
    let of_group = |group: &[Following<'_, 'a>]| {
        let prev_event = group.first()?.prev_event;
        let group: Vec<_> = group.iter().filter_map(|following| events.get(following.place)).collect();
        conflict(prev_event, &group)
    };
    groups.into_iter().filter_map(of_group).collect()
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
    (!event_ids.is_empty()).then_some(Equivocation { key_sha256, prev_event, event_ids })
}
