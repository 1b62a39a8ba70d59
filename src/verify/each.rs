//! Events that are judged one by one.

use crate::bundle::{Entries, Event};
use crate::report::Checks;
use crate::threads::map_parts;

/// How many events one thread judges at a time; if there are no more, no other thread takes part.
const CHUNK: usize = 256;

/// What `judge` says of each event, in the order of the events, whichever thread said it.
pub(super) fn judge_each<'a>(entries: &Entries<'a>, judge: impl Fn(&Event<'a>, &mut Checks) + Sync) -> Checks {
    let judge_some = |_, events: &[Event<'a>]| {
        let mut checks = Checks::default();
        for event in events {
            judge(event, &mut checks);
        }
        checks
    };
    let mut checks = Checks::default();
    for part in map_parts(entries.events(), CHUNK, judge_some) {
        checks.merge(part);
    }
    checks
}
