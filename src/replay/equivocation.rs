//! M9 (inferred): events of one signer that follow the same event, none superseding another, are an
//! equivocation: two histories. All stay applied.
//!
//! The rule was never published, and real data has one equivocation that the obvious reading cannot explain. So there
//! are two readings, and a state that agrees with either agrees (docs/format.md, section 4.9).

use std::collections::HashMap;

use crate::digest::Sha256Digest;
use crate::replay::signer::Signers;
use crate::replay::{ValidEvent, may_supersede};

/// A way to read M9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// (a): one signer, one `prev_event`, which is not null.
    PrevEvent,
    /// (b): one signer, one event type, one `prev_event`, null included.
    TypeAndPrevEvent,
}

impl Reading {
    /// Its letter in docs/format.md, section 4.9.
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
    /// Its place in the replay.
    place: usize,
}

impl<'a> Following<'a> {
    fn new(place: usize, event: &ValidEvent<'_, 'a>, reading: Reading) -> Option<Self> {
        let prev_event = event.event().prev_event;
        let event_type = match reading {
            Reading::PrevEvent => prev_event.map(|_| None)?,
            Reading::TypeAndPrevEvent => Some(event.event().event_type),
        };
        let end = prev_event.and_then(|id| id.as_bytes().last_chunk());
        let end = end.map_or(0, |end| u64::from_ne_bytes(*end));
        Some(Self { end, prev_event, event_type, place })
    }

    fn is_beside(&self, other: &Self) -> bool {
        Self { place: 0, ..*self } == Self { place: 0, ..*other }
    }
}

/// The groups, in the order of their first events in the replay.
pub(super) fn find<'a>(events: &[ValidEvent<'_, 'a>], reading: Reading) -> Vec<Equivocation<'a>> {
    let following = events.iter().enumerate().filter_map(|(place, event)| Following::new(place, event, reading));
    let mut following: Vec<Following<'a>> = following.collect();
    following.sort_unstable();
    let several = following.chunk_by(Following::is_beside).filter(|group| group.len() > 1);
    let mut groups: Vec<Vec<usize>> = several.flat_map(|group| by_signer(group, events)).collect();
    groups.sort_unstable();
    let of_group = |places: &Vec<usize>| {
        let group: Vec<_> = places.iter().filter_map(|place| events.get(*place)).collect();
        conflict(&group)
    };
    groups.iter().filter_map(of_group).collect()
}

/// The places of events that follow the same one, parted by who signed them; one event alone is no group.
fn by_signer(group: &[Following<'_>], events: &[ValidEvent<'_, '_>]) -> Vec<Vec<usize>> {
    let of_group = || group.iter().filter_map(|following| Some((following.place, events.get(following.place)?)));
    let signers = Signers::of(of_group().map(|(_, event)| event.signer()));
    let mut numbered: Vec<(usize, usize)> =
        of_group().map(|(place, event)| (signers.number(&event.signer()), place)).collect();
    numbered.sort_unstable();
    let parts = numbered.chunk_by(|a, b| a.0 == b.0).filter(|part| part.len() > 1);
    parts.map(|part| part.iter().map(|(_, place)| *place).collect()).collect()
}

/// Those of a group that conflict with at least one other: they neither supersede it nor are
/// superseded by it. Counting relations keeps this linear where every pair could conflict.
fn conflict<'a>(group: &[&ValidEvent<'_, 'a>]) -> Option<Equivocation<'a>> {
    let first = group.first()?;
    let prev_event = first.event().prev_event;
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
