//! M9 (inferred): events of one signer that follow the same event, none superseding another, are an
//! equivocation: two histories. All stay applied.
//!
//! The rule was never published, and real data has one equivocation that the obvious reading cannot explain. So there
//! are two readings, and a state that agrees with either agrees (docs/rules.md).

use std::collections::HashMap;

use super::signer::Signers;
use super::{ValidEvent, may_supersede};
use crate::digest::Sha256Digest;

/// A way to read M9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// (a): one signer, one `prev_event`, which is not null.
    PrevEvent,
    /// (b): one signer, one event type, one `prev_event`, null included.
    TypeAndPrevEvent,
}

impl Reading {
    /// Its letter in docs/rules.md.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PrevEvent => "a",
            Self::TypeAndPrevEvent => "b",
        }
    }
}

/// Events by which one signer signed two histories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivocation<'a> {
    /// SHA-256 of the key that signed the first of them.
    pub key_sha256: Sha256Digest,
    /// The event that they all follow; `None` for the beginning.
    pub prev_event: Option<&'a str>,
    /// Their ids, in the order of the replay.
    pub event_ids: Vec<&'a str>,
}

/// What the events of a group share, and the place of one of them; the order is that of groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Following<'a> {
    /// The end of the id below as one word, which tells most apart.
    end: u64,
    /// The event that it follows.
    prev_event: Option<&'a str>,
    /// Its type, where the reading asks for it.
    event_type: Option<&'a str>,
    /// Who signed it.
    signer: usize,
    /// Its place in the replay.
    place: usize,
}

impl<'a> Following<'a> {
    fn new(place: usize, event: &ValidEvent<'_, 'a>, reading: Reading, signer: usize) -> Option<Self> {
        let prev_event = event.event().prev_event;
        let event_type = match reading {
            Reading::PrevEvent => prev_event.map(|_| None)?,
            Reading::TypeAndPrevEvent => Some(event.event().event_type),
        };
        let end = prev_event.and_then(|id| id.as_bytes().last_chunk());
        let end = end.map_or(0, |end| u64::from_ne_bytes(*end));
        Some(Self { end, prev_event, event_type, signer, place })
    }

    fn is_beside(&self, other: &Self) -> bool {
        Self { place: 0, ..*self } == Self { place: 0, ..*other }
    }
}

/// The groups, in the order in which their first event stands in the replay.
pub(super) fn find<'a>(events: &[ValidEvent<'_, 'a>], reading: Reading) -> Vec<Equivocation<'a>> {
    let mut following = following(events, reading);
    following.sort_unstable();
    let groups = following.chunk_by(Following::is_beside).filter(|group| group.len() > 1);
    let mut groups: Vec<&[Following<'a>]> = groups.collect();
    groups.sort_unstable_by_key(|group| group.first().map(|first| first.place));
    let of_group = |group: &[Following<'a>]| {
        let prev_event = group.first()?.prev_event;
        let group: Vec<_> = group.iter().filter_map(|following| events.get(following.place)).collect();
        conflict(prev_event, &group)
    };
    groups.into_iter().filter_map(of_group).collect()
}

fn following<'a>(events: &[ValidEvent<'_, 'a>], reading: Reading) -> Vec<Following<'a>> {
    if reading == Reading::PrevEvent && events.iter().all(|event| event.event().prev_event.is_none()) {
        return Vec::new();
    }
    let signers = Signers::of(events.iter().map(ValidEvent::signer));
    let following = events.iter().enumerate();
    following
        .filter_map(|(place, event)| Following::new(place, event, reading, signers.number(&event.signer())))
        .collect()
}

/// Those of a group that conflict with at least one other: they neither supersede it nor are
/// superseded by it. Counting relations keeps this linear where every pair could conflict.
fn conflict<'a>(prev_event: Option<&'a str>, group: &[&ValidEvent<'_, 'a>]) -> Option<Equivocation<'a>> {
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
