//! M7 (inferred): by `created_at`, then `record_created` first, then event id.

use crate::replay::ValidEvent;

/// Each event once, in the order of rule M7.
///
/// Times are compared as times: `…58Z` comes before `…58.5Z`, which as text it does not. A time that
/// cannot be read fails `event.time`; here it comes first.
pub(super) fn sorted_once<'k, 'a>(events: &[ValidEvent<'k, 'a>]) -> Vec<ValidEvent<'k, 'a>> {
    let key =
        |event: &ValidEvent<'k, 'a>| (event.event().created_at.time, !event.event().is_record_created(), event.digest);
    let mut keyed: Vec<_> = events.iter().map(|event| (key(event), event)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    // The same digest is the same content, and so the same key: copies are side by side.
    keyed.dedup_by(|(a, _), (b, _)| a == b);
    keyed.into_iter().map(|(_, event)| *event).collect()
}
