//! The state that a bundle gives: the replay of its events (docs/format.md, section 8.4).

use crate::bundle::Bundle;
use crate::json::{Arena, Object, Value};
use crate::keys::TrustStore;
use crate::replay::Header;
use crate::verify::digests::Digests;
use crate::verify::events::Events;
use crate::verify::{keys, state};

/// The whole `state` of the bundle `root`, replayed from its events.
pub(super) fn replayed<'a>(root: Object<'a>, trust: &TrustStore, arena: &'a Arena) -> Option<Value<'a>> {
    let bundle = Bundle::of(root);
    let digests = Digests::of(&bundle);
    let (candidates, _) = keys::candidates(&bundle, trust);
    let valid = Events::of(&bundle, &digests, &candidates).valid;
    let header = Header {
        pith_number: bundle.pith_number,
        source_aliases: bundle.source_aliases?,
        event_count: bundle.events.len(),
        not_applied: Vec::new(),
    };
    Some(state::replay(&header, &bundle, &valid, arena).sealed(arena))
}
