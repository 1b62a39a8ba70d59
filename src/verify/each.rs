//! Checks of events one by one.

use crate::bundle::{Entries, Event};
use crate::report::Checks;
use crate::threads::map_parts;

/// How many events one thread checks at a time. If there are no more, no other thread takes part.
const CHUNK: usize = 256;

/// The results that `check` adds for each event, in the order of the events, whichever thread ran it.
pub(super) fn of_each<'a>(entries: &Entries<'a>, check: impl Fn(&Event<'a>, &mut Checks) + Sync) -> Checks {
    let of_some = |_, events: &[Event<'a>]| {
        let mut checks = Checks::default();
        for event in events {
            check(event, &mut checks);
        }
        checks
    };
    map_parts(entries.events(), CHUNK, of_some).into_iter().collect()
}
