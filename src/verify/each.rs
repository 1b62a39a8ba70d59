//! Events that are judged one by one.

use rayon::prelude::*;

use crate::bundle::Event;
use crate::report::Checks;

/// How many events one thread judges at a time; if there are no more, no other thread takes part.
const CHUNK: usize = 256;

/// What `judge` says of each event, in the order of the events, whichever thread said it.
pub(super) fn judge_each<'a>(events: &[Option<Event<'a>>], judge: impl Fn(&Event<'a>, &mut Checks) + Sync) -> Checks {
    let judge_some = |events: &[Option<Event<'a>>]| {
        let mut checks = Checks::default();
        events.iter().flatten().for_each(|event| judge(event, &mut checks));
        checks
    };
    if events.len() <= CHUNK {
        return judge_some(events);
    }
    let parts: Vec<Checks> = events.par_chunks(CHUNK).map(judge_some).collect();
    let mut checks = Checks::default();
    for part in parts {
        checks.merge(part);
    }
    checks
}
