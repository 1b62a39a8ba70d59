//! Merging, `pith-open-graph-merge-v1`: verified events to the state (docs/format.md, section 4).
//!
//! No published text of the rules exists; each rule is marked as proven or inferred.
//! The outcome depends on the set of events alone, never on the order or the mirror they came from.

mod equivocation;
mod links;
mod order;
mod signer;
mod state;

use std::collections::HashMap;

use crate::bundle::{Event, EventType};
use crate::digest::ComputedDigest;
use crate::json::canonical;
use crate::json::{Arena, Value};
use crate::keys::Role;
use crate::keys::signature::Verified;
use crate::report::Trust;

pub use crate::report::Rule;
pub use equivocation::{Equivocation, Reading};
pub use links::{LinkFault, LinkIndex};
pub use signer::Signer;
pub use state::{entry, equivocation_list};

/// The merge version that these rules are for.
pub const MERGE_VERSION: &str = "pith-open-graph-merge-v1";

/// The most entries of `invalid_events` that the replay makes. Their shape is ours (M12, inferred), and entries of
/// `events` can be as short as `0`: beyond this, only `invalid_event_count` counts them.
pub const LISTED: usize = 100_000;

/// An event that is valid by rule M2: its subject, digest and id are right and its signature verifies.
#[derive(Clone, Copy)]
pub struct ValidEvent<'k, 'a> {
    /// The event with the key that signed it.
    pub verified: Verified<'k, 'a, &'k Event<'a>>,
    /// Its digest, which is its identity.
    pub digest: ComputedDigest,
}

impl<'k, 'a> ValidEvent<'k, 'a> {
    /// The event.
    pub const fn event(&self) -> &'k Event<'a> {
        self.verified.subject()
    }

    /// Who signed it.
    pub fn signer(&self) -> Signer<'k, 'a> {
        Signer::of(&self.verified)
    }

    /// What trust in the key that signed it rests on, for an event of this type by this signer. A key that is trusted,
    /// but not for this, is not trusted here.
    pub fn trust(&self) -> Trust {
        let (event, warrant) = (self.event(), &self.verified.key().warrant);
        let covers = warrant.covers(Some(event.signer.signer_id), Role::needed_for(event.event_type));
        covers.map_or(Trust::Untrusted, |()| warrant.basis)
    }

    /// The 32 bytes of the key that signed it.
    pub fn key_bytes(&self) -> &'k [u8; 32] {
        self.verified.key().key.as_bytes()
    }
}

/// Members of the bundle that its state repeats (rules M1 and M6).
#[derive(Clone)]
pub struct Header<'a> {
    /// `pith_number`
    pub pith_number: Option<&'a str>,
    /// `source_aliases`
    pub source_aliases: Value<'a>,
    /// How many entries `events` has.
    pub event_count: usize,
    /// What each entry that is not applied states as its id, if it states one; of more than [`LISTED`], the first.
    pub not_applied: Vec<Option<&'a str>>,
}

/// Superseded ids, each with the ids of the events that supersede it.
pub type Superseded<'a> = HashMap<&'a str, Vec<&'a str>>;

/// The state that verified events produce.
pub struct MergedState<'a> {
    /// The `state` object without `state_sha256`, the digest over it.
    pub unsealed: Value<'a>,
    /// How many different valid events there are.
    pub valid_event_count: usize,
    /// Entries of `events` that are not one of these.
    pub invalid_event_count: usize,
    /// How rule M9 was read.
    pub reading: Reading,
    /// The groups of rule M9.
    pub equivocations: Vec<Equivocation<'a>>,
    /// The ids that are superseded, each with the ids of the events that supersede it.
    pub superseded: Superseded<'a>,
    /// The merge rules that took part.
    pub rules: Vec<Rule>,
}

impl<'a> MergedState<'a> {
    /// The ids of the applied events, in their order.
    pub fn applied_ids(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let applied = self.unsealed.as_object().and_then(|state| state.get("applied_event_ids")?.as_array());
        applied.unwrap_or_default().iter().filter_map(Value::as_str)
    }

    /// The whole `state` object, `state_sha256` and all.
    pub fn sealed(&self, arena: &'a Arena) -> Value<'a> {
        let digest = arena.alloc_str(&canonical::digest(&self.unsealed).to_string());
        let members = self.unsealed.as_object().unwrap_or_default().members().iter();
        let members = members.map(|member| (member.name, member.value));
        Value::made_object(arena, members.chain([("state_sha256", Value::made_text(digest))]))
    }
}

/// Replays `events` and returns the state; pure.
///
/// An event that is given twice is applied once. `reading` is how M9 is read.
pub fn replay<'a>(
    header: &Header<'a>,
    events: &[ValidEvent<'_, 'a>],
    reading: Reading,
    arena: &'a Arena,
) -> MergedState<'a> {
    let events = order::sorted_once(events);
    let superseded = superseded(&events);
    let equivocations = equivocation::find(&events, reading);
    let rules = rules_in(&events, header);
    MergedState {
        unsealed: state::build(header, &events, &superseded, &equivocations, arena),
        valid_event_count: events.len(),
        invalid_event_count: header.event_count.saturating_sub(events.len()),
        reading,
        equivocations,
        superseded,
        rules,
    }
}

/// The groups of rule M9 among `events`, in one reading.
pub fn equivocations<'a>(events: &[ValidEvent<'_, 'a>], reading: Reading) -> Vec<Equivocation<'a>> {
    equivocation::find(&order::sorted_once(events), reading)
}

/// M8 (inferred): a valid event takes those that it names in `supersedes` out of `current`, if they
/// have the same signer and the same type.
fn superseded<'a>(events: &[ValidEvent<'_, 'a>]) -> Superseded<'a> {
    if events.iter().all(|event| event.event().supersedes.is_empty()) {
        return HashMap::new();
    }
    let by_id: HashMap<&str, &ValidEvent<'_, 'a>> =
        events.iter().map(|event| (event.event().event_id, event)).collect();
    let mut superseded = Superseded::new();
    for event in events {
        for id in event.event().superseded_ids() {
            if by_id.get(id).is_some_and(|target| may_supersede(event, target)) {
                superseded.entry(id).or_default().push(event.event().event_id);
            }
        }
    }
    superseded
}

/// M8 (inferred): the same signer, the same type, and not the event itself. One that was created later is superseded
/// all the same; `event.links` is open then.
fn may_supersede(event: &ValidEvent<'_, '_>, target: &ValidEvent<'_, '_>) -> bool {
    event.digest != target.digest
        && event.event().event_type == target.event().event_type
        && event.signer().is(&target.signer())
}

/// The rules that take part in replaying these events.
fn rules_in(events: &[ValidEvent<'_, '_>], header: &Header<'_>) -> Vec<Rule> {
    let mut rules = vec![Rule::M1, Rule::M2, Rule::M3, Rule::M4, Rule::M6, Rule::M10];
    let any = |test: &dyn Fn(&Event<'_>) -> bool| events.iter().any(|event| test(event.event()));
    if any(&|event| EventType::named(event.event_type).is_some_and(|known| known.rule == Rule::M5)) {
        rules.push(Rule::M5);
    }
    if events.len() > 1 {
        rules.push(Rule::M7);
    }
    if any(&|event| !event.supersedes.is_empty()) {
        rules.push(Rule::M8);
    }
    // Events that only reading (b) tells apart make that reading, or the other one, what the state rests on.
    if any(&|event| event.prev_event.is_some()) || !equivocation::find(events, Reading::TypeAndPrevEvent).is_empty() {
        rules.push(Rule::M9);
    }
    if any(&|event| EventType::named(event.event_type).is_none()) {
        rules.push(Rule::M11);
    }
    if header.event_count != events.len() {
        rules.push(Rule::M12);
    }
    rules.sort_unstable();
    rules
}
