//! The union of the verified events of several bundles of one number, replayed.
//!
//! It is a union of sets: events by their digest, keys, aliases and hints by what names them. Where two
//! inputs have different values in a place that can hold one, the choice is the least by canonical bytes,
//! never the first. So the outcome is the same for any order, grouping or repetition of inputs.
//!
//! An event counts if it is valid by itself (rule M2) under a key that impersonates no trusted one, even
//! if the bundle around it does not pass: its signature covers it. Its verdict, the worst of the
//! inputs', tells whether the union deserves trust.

mod bundle;
mod contradiction;
mod input;
mod story;

use std::collections::BTreeMap;

use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::canonical;
use crate::json::{Arena, Object, Value};
use crate::replay::{self, Equivocation, Header, Reading, Rule, ValidEvent};
use crate::report::{InputReport, Trust, Verdict};
use crate::verify::Policy;

pub use contradiction::{Contradiction, ContradictionKind};
pub use input::Given;
pub use story::{Differing, Side, Story, StoryKind};

use input::Judged;

/// The union of several bundles of one number.
pub struct Union<'a> {
    /// The answer: the worst verdict of the inputs; `fail` where they contradict each other, `undetermined` where they
    /// tell different stories.
    pub verdict: Verdict,
    /// What trust rests on.
    pub assurance: Trust,
    /// The number; `None` if no input is a bundle, or they are of several numbers.
    pub pith_number: Option<&'a str>,
    /// Why there is no union.
    pub obstacle: Option<String>,
    /// The inputs, by name, each once.
    pub inputs: Vec<InputOfUnion<'a>>,
    /// The events, in the order of the replay.
    pub events: Vec<EventOfUnion<'a>>,
    /// Where inputs contradict each other.
    pub contradictions: Vec<Contradiction>,
    /// Where inputs tell different stories.
    pub stories: Vec<Story<'a>>,
    /// One signer, two histories (rule M9).
    pub equivocations: Vec<Equivocation<'a>>,
    /// The merge rules that took part.
    pub rules: Vec<Rule>,
    /// The merged state, `state_sha256` and all.
    pub state: Option<Value<'a>>,
    /// The union as an unsigned bundle; `None` if there is no union, or no input has a member that a bundle needs, such as
    /// the record, `links` or `built_at`.
    pub bundle: Option<Value<'a>>,
}

/// One input, and what it has of the union.
pub struct InputOfUnion<'a> {
    /// The report on it.
    pub report: InputReport,
    /// When it was built, as it claims.
    pub built_at: Option<&'a str>,
    /// The events of the union that it lacks, or has without their being valid there: by their place
    /// in [`Union::events`].
    pub lacks: Vec<usize>,
}

/// An event of the union.
pub struct EventOfUnion<'a> {
    /// The event as the inputs contain it.
    pub object: Object<'a>,
    /// SHA-256 of the key that signed it.
    pub key_sha256: Sha256Digest,
    /// What trust in that key rests on, for an event of this type by this signer.
    pub trust: Trust,
    /// Whether another event of the union supersedes it.
    pub is_superseded: bool,
    /// The inputs in which it is valid, by their place in [`Union::inputs`].
    pub held_by: Vec<usize>,
}

impl<'a> EventOfUnion<'a> {
    /// `event_id`
    pub fn event_id(&self) -> &'a str {
        self.object.text("event_id").unwrap_or_default()
    }
}

impl Union<'_> {
    /// Whether somebody vouches for an event: its key is trusted, or an input that passes or is undetermined holds it.
    pub fn is_vouched(&self, event: &EventOfUnion<'_>) -> bool {
        let is_evidence = |place: &usize| self.inputs.get(*place).is_some_and(|i| i.report.verdict.is_evidence());
        event.trust != Trust::Untrusted || event.held_by.iter().any(is_evidence)
    }
}

/// Verifies each input and unites them.
pub fn unite<'a>(given: Vec<Given<'a>>, arena: &'a Arena, policy: &Policy) -> Union<'a> {
    let mut judged: Vec<Judged<'a>> = given.into_iter().map(|given| Judged::new(given, arena, policy)).collect();
    judged.sort_by(|a, b| a.order().cmp(&b.order()));
    judged.dedup_by(|a, b| a.order() == b.order());

    let mut union = Union {
        verdict: Verdict::Unchecked,
        assurance: policy.trust.assurance(),
        pith_number: None,
        obstacle: None,
        inputs: Vec::new(),
        events: Vec::new(),
        contradictions: Vec::new(),
        stories: Vec::new(),
        equivocations: Vec::new(),
        rules: Vec::new(),
        state: None,
        bundle: None,
    };
    let mut verdicts: Vec<Verdict> = judged.iter().map(|input| input.report.verdict).collect();
    match input::common_number(&judged) {
        Ok(number) => {
            union.pith_number = Some(number);
            union.fill(number, &judged, arena, policy);
            verdicts.extend((!union.contradictions.is_empty()).then_some(Verdict::Fail));
            verdicts.extend((!union.stories.is_empty()).then_some(Verdict::Undetermined));
        }
        Err(obstacle) => {
            union.obstacle = Some(obstacle);
            verdicts.push(Verdict::Unchecked);
        }
    }
    union.verdict = Verdict::of_run(verdicts);
    union.inputs = inputs_of(judged, &union.events);
    union
}

/// One event, with every valid copy of it and the input that each is in.
type Copies<'k, 'a> = BTreeMap<ComputedDigest, Vec<(usize, ValidEvent<'k, 'a>)>>;

impl<'a> Union<'a> {
    fn fill(&mut self, number: &'a str, judged: &[Judged<'a>], arena: &'a Arena, policy: &Policy) {
        let mut copies = Copies::new();
        for (place, input) in judged.iter().enumerate().filter(|(_, input)| input.is_of(number)) {
            for event in input.valid_events(policy) {
                copies.entry(event.digest).or_default().push((place, event));
            }
        }
        let events: Vec<ValidEvent<'_, 'a>> = copies.values().filter_map(|copies| least(copies)).collect();
        let header = Header {
            pith_number: Some(number),
            source_aliases: bundle::aliases(number, judged, arena),
            event_count: events.len(),
            not_applied: Vec::new(),
        };
        let merged = replay::replay(&header, &events, Reading::PrevEvent, arena);
        let by_id: BTreeMap<&str, &ValidEvent<'_, 'a>> = events.iter().map(|e| (e.event().event_id, e)).collect();
        let in_order: Vec<&ValidEvent<'_, 'a>> = merged.applied_ids().filter_map(|id| by_id.get(id).copied()).collect();
        self.events = in_order
            .iter()
            .map(|event| EventOfUnion {
                object: event.event().object,
                key_sha256: *event.verified.key().key.sha256(),
                trust: event.trust(),
                is_superseded: merged.superseded.contains_key(event.event().event_id),
                held_by: copies.get(&event.digest).into_iter().flatten().map(|(place, _)| *place).collect(),
            })
            .collect();
        for event in &mut self.events {
            event.held_by.dedup();
        }
        self.contradictions = contradiction::find(number, judged, &in_order);
        let state = merged.sealed(arena);
        self.bundle = bundle::build(number, judged, &copies, &in_order, state, arena);
        self.state = Some(state);
        self.rules = merged.rules;
        self.equivocations = merged.equivocations;
        self.stories = story::find(number, judged, &self.events, &self.equivocations, arena);
    }
}

/// The copy to keep: they are one event, but the members that its signature does not cover may differ.
fn least<'k, 'a>(copies: &[(usize, ValidEvent<'k, 'a>)]) -> Option<ValidEvent<'k, 'a>> {
    let first = copies.first()?;
    if copies.iter().all(|(_, copy)| copy.event().object == first.1.event().object) {
        return Some(first.1);
    }
    let bytes = |copy: &ValidEvent<'_, '_>| {
        let mut bytes = Vec::new();
        canonical::write_object(copy.event().object, &[], &mut bytes);
        bytes
    };
    copies.iter().map(|(_, copy)| *copy).min_by_key(bytes)
}

fn inputs_of<'a>(judged: Vec<Judged<'a>>, events: &[EventOfUnion<'a>]) -> Vec<InputOfUnion<'a>> {
    let lacks = |place: usize| -> Vec<usize> {
        let missing = events.iter().enumerate().filter(|(_, event)| !event.held_by.contains(&place));
        missing.map(|(index, _)| index).collect()
    };
    let inputs = judged.into_iter().enumerate();
    inputs
        .map(|(place, input)| InputOfUnion { built_at: input.built_at(), lacks: lacks(place), report: input.report })
        .collect()
}
