//! The embedded state: a claim about what the events give (docs/format.md, section 5.7).

use super::fields::{Fields, Shape};
use crate::json::{Object, Place};

/// `state`, as far as it has the shape of one.
#[derive(Clone, Copy)]
pub struct StateClaim<'a> {
    /// The whole object, for hashing and comparing.
    pub object: Object<'a>,
    /// `state_sha256`
    pub state_sha256: Option<&'a str>,
    /// `current`
    pub current: Option<Object<'a>>,
}

impl<'a> StateClaim<'a> {
    /// The member that its digest leaves out (docs/format.md, section 1.10: proven).
    pub const NOT_HASHED: &'static [&'static str] = &["state_sha256"];

    /// The four counts.
    pub const COUNTS: [&'static str; 4] =
        ["event_count", "valid_event_count", "invalid_event_count", "equivocation_count"];

    pub(super) fn read(object: Object<'a>, place: &Place<'_>, shape: &mut Shape) -> Self {
        let mut fields = Fields::new(object, place, shape);
        fields.array("applied_event_ids");
        let current = fields.object("current");
        fields.integer("equivocation_count");
        fields.array("equivocations");
        fields.integer("event_count");
        fields.integer("invalid_event_count");
        fields.array("invalid_events");
        fields.string("merge_version");
        fields.string("pith_number");
        let state_sha256 = fields.string("state_sha256");
        fields.string("state_type");
        fields.string("state_version");
        fields.integer("valid_event_count");
        // Members that the rules do not know are for the comparison with the replay: a state is derived.
        Self { object, state_sha256, current }
    }
}
