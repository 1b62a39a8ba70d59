//! The merge rules of `pith-open-graph-merge-v1` (docs/format.md, section 4).

use super::words::words;

/// For the reader of a difference that an inferred rule decides.
const OPEN: &str = "Where a finding is open because of it, the document may be wrong, or our reading of the rule: ask \
                    the publisher, and compare mirrors.";
/// For the reader of a difference that a proven rule decides.
const PROVEN: &str = "A document that contradicts it fails: do not rely on it, and get the file again.";
/// The evidence for an inferred rule of which there is nothing more to say.
const INFERRED: &str = "Inferred: the rules were never published, and there is too little data to prove this one.";

words! {
    /// A merge rule by its name in docs/format.md, section 4.
    Rule:
    M1 "M1" "the four counts in the state match what they count; `pith_number` and `merge_version` repeat the bundle's"
        ("Proven on the state of a real bundle.",
         PROVEN);
    M2 "M2"
        "an event is valid if it is about the bundle's number, its digest and id recompute, and its signature verifies"
        ("Proven for valid events; what an invalid one looks like in a state was never seen.",
         PROVEN);
    M3 "M3" "each valid event becomes an entry with `event_id`, `target`, `created_at`, `signer` and `payload`"
        ("Proven on the state of a real bundle.",
         PROVEN);
    M4 "M4"
        "`record_created` becomes `current.record_created` and the record, `graph_snapshot` an entry of \
         `graph_snapshots`"
        ("Proven on the state of a real bundle.",
         PROVEN);
    M5 "M5"
        "attestations, anchors, citations, replications, corrections and mirror hints go to the lists with the \
         plurals of their names"
        ("Inferred from the names of the state's lists; no real event of these types was seen.",
         OPEN);
    M6 "M6" "`current.source_aliases` is the bundle's; the bundle's own `mirror_hints` do not enter the state"
        ("Proven on the state of a real bundle.",
         PROVEN);
    M7 "M7" "entries are ordered by `created_at`, then `record_created` first, then event id"
        ("Inferred; the real bundle agrees. A state in another order is a warning, never a failure.",
         "Nothing, unless you rely on the order.");
    M8 "M8"
        "an event removes those that it names in `supersedes` from `current`, if they have its signer and its type; \
         they stay applied"
        (INFERRED,
         OPEN);
    M9 "M9"
        "two events of one signer that both follow the same event, neither superseding the other, are an equivocation"
        ("Inferred, in two readings. (a): one signer and one `prev_event` that is not null. (b): one signer, one \
          event type and one `prev_event`, null included. A real state counts one equivocation, which fits (b). A \
          state that agrees with either is accepted.",
         "Two histories of one signer are worth asking about, whatever the state counts: compare mirrors. Where a \
          state agrees with neither reading, ask the publisher.");
    M10 "M10" "there is exactly one `record_created`"
        (INFERRED,
         OPEN);
    M11 "M11" "an event of an unknown type is checked like any other, counted and applied, and enters no list"
        ("Inferred. A member of the state that the replay does not know falls under it too: nothing in the events \
          produces it.",
         "Look for a newer `pith`. Where a finding is open because of it, ask the publisher what the member means.");
    M12 "M12"
        "entries of `equivocations` and `invalid_events` are compared by their number and the event ids in them alone"
        ("Inferred: no such entry was ever seen, so their shape is unknown.",
         OPEN);
}

impl Rule {
    /// Whether it was recomputed on real data; the others are our reading.
    pub const fn is_proven(self) -> bool {
        matches!(self, Self::M1 | Self::M2 | Self::M3 | Self::M4 | Self::M6)
    }
}
