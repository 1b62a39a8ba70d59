//! M7 (inferred): by `created_at`, then `record_created` first, then event id.

use std::collections::HashSet;

use super::ValidEvent;
use crate::time::Time;

/// Each event once, in the order of rule M7.
///
/// Times are compared as times: `…58Z` comes before `…58.5Z`, which as text it does not. A time that
/// cannot be read fails `event.time`; here it comes first.
pub(super) fn sorted_once<'k, 'a>(events: &[ValidEvent<'k, 'a>]) -> Vec<ValidEvent<'k, 'a>> {
    let mut seen = HashSet::with_capacity(events.len());
    let mut keyed: Vec<(Option<Time>, bool, ValidEvent<'k, 'a>)> = events
        .iter()
        .filter(|event| seen.insert(event.digest))
        .map(|event| (Time::parse(event.event().created_at), !event.event().is_record_created(), *event))
        .collect();
    keyed.sort_unstable_by_key(|(time, later, event)| (*time, *later, event.digest));
    keyed.into_iter().map(|(_, _, event)| event).collect()
}
