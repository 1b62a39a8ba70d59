//! Every digest of a bundle that is computed: nothing else is ever verified against (docs/format.md, section 1.10).

use std::sync::OnceLock;

use crate::bundle::{Bundle, Event, StateClaim};
use crate::digest::ComputedDigest;
use crate::json::Kind;
use crate::json::canonical::{self, Sink as _, Tee};
use crate::report::Finding;
use crate::threads;

/// The finding, with both digests, if the document states another digest than the computed one.
pub(super) fn misstated(computed: &ComputedDigest, stated: &str, finding: impl FnOnce() -> Finding) -> Option<Finding> {
    (!computed.is_stated_as(stated)).then(|| finding().compare(computed.to_string(), stated))
}

/// From this many events on, all threads take part.
pub(super) const MANY: usize = 32;

/// How many events one thread hashes at a time, where all threads take part.
const PART: usize = 16;

/// The digests of a bundle and of its parts.
pub(super) struct Digests<'b, 'a> {
    bundle: &'b Bundle<'a>,
    /// Over `canonical_record`.
    pub(super) canonical: Option<ComputedDigest>,
    /// Over each entry of `events` that has the shape of an event, without [`Event::NOT_HASHED`].
    pub(super) events: Vec<ComputedDigest>,
    whole: OnceLock<Whole>,
}

/// The digests that take a walk over nearly all of a bundle.
pub(super) struct Whole {
    /// Over `state` without [`StateClaim::NOT_HASHED`].
    pub(super) state: Option<ComputedDigest>,
    /// Over the bundle without `bundle_signature`.
    pub(super) bundle: ComputedDigest,
}

/// The members of a bundle that its own digest leaves out.
pub(super) const NOT_HASHED: &str = "bundle_signature";

impl<'b, 'a> Digests<'b, 'a> {
    /// Computes them: all in one walk over the bundle, or, where there are several threads and many events, those
    /// of the events on all threads and the rest when it is asked for.
    pub(super) fn of(bundle: &'b Bundle<'a>) -> Self {
        let canonical = bundle.canonical_record.as_ref().map(canonical::digest);
        let events = bundle.events.events();
        if events.len() < MANY || !threads::are_many() {
            let mut digests = Vec::with_capacity(events.len());
            let whole = walk(bundle, |event, tee| digests.push(tee.part(event.object, Event::NOT_HASHED)));
            return Self { bundle, canonical, events: digests, whole: whole.into() };
        }
        let of_part = |_, events: &[Event<'_>]| -> Vec<ComputedDigest> {
            events.iter().map(|event| canonical::digest_without(event.object, Event::NOT_HASHED)).collect()
        };
        let events = threads::map_parts(events, PART, of_part).into_iter().flatten().collect();
        Self { bundle, canonical, events, whole: OnceLock::new() }
    }

    /// The digests over the whole.
    pub(super) fn whole(&self) -> &Whole {
        let write = |event: &Event<'a>, tee: &mut Tee| canonical::write_object(event.object, &[], tee);
        self.whole.get_or_init(|| walk(self.bundle, write))
    }

    /// Does `work`, and lets another thread compute the digests over the whole meanwhile if they are not there yet.
    pub(super) fn meanwhile<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.whole.get().is_some() {
            return work();
        }
        let whole = || {
            self.whole();
        };
        threads::meanwhile(whole, work)
    }
}

/// Walks over the bundle once; how an entry of `events` with the shape of an event is written is the caller's.
fn walk<'a>(bundle: &Bundle<'a>, mut write_event: impl FnMut(&Event<'a>, &mut Tee)) -> Whole {
    let mut tee = Tee::default();
    let mut state = None;
    let mut separator: &[u8] = b"{";
    for member in bundle.object.members().iter().filter(|member| member.name != NOT_HASHED) {
        tee.put(separator);
        separator = b",";
        tee.name(member.name);
        match (member.name, member.value.kind()) {
            ("state", Kind::Object(object)) => state = Some(tee.part(object, StateClaim::NOT_HASHED)),
            ("events", Kind::Array(entries)) => {
                tee.put(b"[");
                for (index, (entry, value)) in bundle.events.iter().zip(entries).enumerate() {
                    if index > 0 {
                        tee.put(b",");
                    }
                    match entry {
                        Some(event) => write_event(event, &mut tee),
                        None => canonical::write(value, &mut tee),
                    }
                }
                tee.put(b"]");
            }
            _ => canonical::write(&member.value, &mut tee),
        }
    }
    tee.put(if separator == b"{" { b"{}" } else { b"}" });
    Whole { state, bundle: tee.finish() }
}
