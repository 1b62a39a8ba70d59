//! Every digest of a bundle that is computed: nothing else is ever verified against (format.md section 1, proven).

use rayon::prelude::*;

use crate::bundle::{Bundle, Event, StateClaim};
use crate::canonical::{self, Sink as _, Tee};
use crate::digest::ComputedDigest;
use crate::json::Value;

/// From this many events on, all threads take part.
pub(super) const MANY: usize = 32;

/// The digests of a bundle and of its parts.
pub(super) struct Digests {
    /// Over `canonical_record`.
    pub(super) canonical: Option<ComputedDigest>,
    /// Over each entry of `events` that has the shape of an event, without [`Event::NOT_HASHED`].
    pub(super) events: Vec<Option<ComputedDigest>>,
    /// Over `state` without [`StateClaim::NOT_HASHED`].
    pub(super) state: Option<ComputedDigest>,
    /// Over the bundle without `bundle_signature`.
    pub(super) bundle: ComputedDigest,
}

/// The members of a bundle that its own digest leaves out.
const NOT_HASHED: &str = "bundle_signature";

impl Digests {
    /// Computes them in one walk over the bundle, or on all threads where there are some, and many events.
    pub(super) fn of(bundle: &Bundle<'_>) -> Self {
        if bundle.events.len() < MANY || rayon::current_num_threads() == 1 {
            let mut digests = Vec::with_capacity(bundle.events.len());
            return walk(bundle, |event, value, tee| {
                let digest = event.map(|event| tee.part(event.object, Event::NOT_HASHED));
                if digest.is_none() {
                    canonical::write(value, tee);
                }
                digests.push(digest);
            })
            .with_events(digests);
        }
        let whole = || walk(bundle, |_, value, tee| canonical::write(value, tee));
        let each = || bundle.events.par_iter().map(|event| event.as_ref().map(of_event)).collect();
        let (whole, events) = rayon::join(whole, each);
        whole.with_events(events)
    }

    fn with_events(self, events: Vec<Option<ComputedDigest>>) -> Self {
        Self { events, ..self }
    }
}

fn of_event(event: &Event<'_>) -> ComputedDigest {
    canonical::digest_without(event.object, Event::NOT_HASHED)
}

/// Walks over the bundle once; what is done for each entry of `events` is the caller's.
fn walk<'a>(bundle: &Bundle<'a>, mut event: impl FnMut(Option<&Event<'a>>, &Value<'a>, &mut Tee)) -> Digests {
    let mut tee = Tee::default();
    let (mut canonical, mut state) = (None, None);
    let mut separator: &[u8] = b"{";
    for member in bundle.object.members().iter().filter(|member| member.name != NOT_HASHED) {
        tee.put(separator);
        separator = b",";
        tee.name(member.name);
        match (member.name, member.value.as_object(), member.value.as_array()) {
            ("canonical_record", Some(record), _) => canonical = Some(tee.part(record, &[])),
            ("state", Some(object), _) => state = Some(tee.part(object, StateClaim::NOT_HASHED)),
            ("events", _, Some(entries)) => {
                tee.put(b"[");
                for (index, (entry, value)) in bundle.events.iter().zip(entries).enumerate() {
                    if index > 0 {
                        tee.put(b",");
                    }
                    event(entry.as_ref(), value, &mut tee);
                }
                tee.put(b"]");
            }
            _ => canonical::write(&member.value, &mut tee),
        }
    }
    tee.put(if separator == b"{" { b"{}" } else { b"}" });
    Digests { canonical, events: Vec::new(), state, bundle: tee.finish() }
}
