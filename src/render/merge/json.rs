//! Merges as `pith-merge/1` (docs/report.md).

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::digest::{ComputedDigest, Sha256Digest};
use crate::json::{Kind, Value};
use crate::merge::{Contradiction, Differing, EventOfUnion, InputOfUnion, Side, Story, Union};
use crate::render::envelope::{Envelope, write_open};
use crate::render::merge::words::story_in_words;
use crate::render::report::json::Input;
use crate::render::value::write_compact;
use crate::replay::Rule;
use crate::text::cut;

/// The union as one JSON object; the same bytes for any order and repetition of inputs.
pub fn json(union: &Union<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_open(&Envelope::new("pith-merge/1", Head::of(union)), out, |out| {
        out.write_all(b",\"state\":")?;
        write_compact(&union.state.unwrap_or(Value::made(Kind::Null)), out)
    })?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Head<'u> {
    verdict: &'static str,
    exit_code: u8,
    assurance: &'static str,
    pith_number: Option<&'u str>,
    inputs: Vec<InputEntry<'u>>,
    events: Vec<Event<'u>>,
    contradictions: Vec<Contradicted<'u>>,
    stories: Vec<Told<'u>>,
    equivocations: Vec<Equivocated<'u>>,
    rules: Rules,
    state_sha256: Option<&'u str>,
    bundle_sha256: Option<&'u str>,
    error: Option<&'u str>,
}

#[derive(Serialize)]
struct InputEntry<'u> {
    report: Input<'u>,
    built_at: Option<&'u str>,
    lacks: Vec<&'u str>,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "named as the documents name them")]
struct Event<'u> {
    event_id: &'u str,
    event_type: &'u str,
    created_at: &'u str,
    signer_id: &'u str,
    key_id: &'u str,
    key_sha256: Sha256Digest,
    trust: &'static str,
    vouched: bool,
    superseded: bool,
    held_by: Vec<&'u str>,
}

#[derive(Serialize)]
struct Contradicted<'u> {
    kind: &'static str,
    about: &'u str,
    message: &'static str,
    versions: Vec<Version<'u>>,
}

#[derive(Serialize)]
struct Version<'u> {
    value: &'u str,
    inputs: Vec<&'u str>,
}

#[derive(Serialize)]
struct Told<'u> {
    kind: &'static str,
    rule: Option<&'static str>,
    about: &'u str,
    message: String,
    sides: Vec<Teller<'u>>,
    places: Vec<Place<'u>>,
}

#[derive(Serialize)]
struct Place<'u> {
    pointer: String,
    sides: [usize; 2],
    values: &'u [Option<String>; 2],
}

#[derive(Serialize)]
struct Teller<'u> {
    inputs: Vec<&'u str>,
    holds: &'u [&'u str],
    lacks: &'u [&'u str],
    content_sha256: Option<ComputedDigest>,
}

#[derive(Serialize)]
struct Equivocated<'u> {
    key_sha256: Sha256Digest,
    prev_event: Option<&'u str>,
    events: Vec<Branch<'u>>,
}

#[derive(Serialize)]
struct Branch<'u> {
    event_id: &'u str,
    inputs: Vec<&'u str>,
}

#[derive(Serialize)]
struct Rules {
    proven: Vec<&'static str>,
    inferred: Vec<&'static str>,
}

impl<'u> Head<'u> {
    fn of(union: &'u Union<'_>) -> Self {
        let bundle_signature = union.bundle.and_then(|bundle| bundle.as_object()?.get("bundle_signature")?.as_object());
        let rules = |proven: bool| -> Vec<&'static str> {
            union.rules.iter().filter(|rule| rule.is_proven() == proven).map(|rule| Rule::as_str(*rule)).collect()
        };
        Self {
            verdict: union.verdict.as_str(),
            exit_code: union.verdict.exit_code(),
            assurance: union.assurance.as_str(),
            pith_number: union.pith_number,
            inputs: union.inputs.iter().map(|input| InputEntry::of(input, union)).collect(),
            events: union.events.iter().map(|event| Event::of(event, union)).collect(),
            contradictions: union.contradictions.iter().map(|found| Contradicted::of(found, union)).collect(),
            stories: union.stories.iter().map(|story| Told::of(story, union)).collect(),
            equivocations: equivocated(union),
            rules: Rules { proven: rules(true), inferred: rules(false) },
            state_sha256: union.state.and_then(|state| state.as_object()?.text("state_sha256")),
            bundle_sha256: bundle_signature.and_then(|signature| signature.text("bundle_sha256")),
            error: union.obstacle.as_deref(),
        }
    }
}

impl<'u> InputEntry<'u> {
    fn of(input: &'u InputOfUnion<'_>, union: &'u Union<'_>) -> Self {
        let lacks = input.lacks.iter().filter_map(|place| union.events.get(*place));
        Self {
            report: Input::of(&input.report),
            built_at: input.built_at,
            lacks: lacks.map(EventOfUnion::event_id).collect(),
        }
    }
}

impl<'u> Event<'u> {
    fn of(event: &'u EventOfUnion<'_>, union: &'u Union<'_>) -> Self {
        let text = |name| event.object.text(name).unwrap_or_default();
        let signer = event.object.get("signer").and_then(|signer| signer.as_object()).unwrap_or_default();
        Self {
            event_id: text("event_id"),
            event_type: text("event_type"),
            created_at: text("created_at"),
            signer_id: signer.text("signer_id").unwrap_or_default(),
            key_id: signer.text("key_id").unwrap_or_default(),
            key_sha256: event.key_sha256,
            trust: event.trust.as_str(),
            vouched: union.is_vouched(event),
            superseded: event.is_superseded,
            held_by: names(union, &event.held_by),
        }
    }
}

impl<'u> Contradicted<'u> {
    fn of(found: &'u Contradiction, union: &'u Union<'_>) -> Self {
        let versions = found.versions.iter();
        Self {
            kind: found.kind.as_str(),
            about: &found.about,
            message: found.kind.message(),
            versions: versions.map(|(value, inputs)| Version { value, inputs: names(union, inputs) }).collect(),
        }
    }
}

impl<'u> Told<'u> {
    fn of(story: &'u Story<'_>, union: &'u Union<'_>) -> Self {
        let teller = |side: &'u Side<'_>| Teller {
            inputs: names(union, &side.inputs),
            holds: &side.holds,
            lacks: &side.lacks,
            content_sha256: side.content,
        };
        let place = |place: &'u Differing| Place {
            pointer: cut(place.pointer.as_str()),
            sides: [0, place.other],
            values: &place.values,
        };
        Self {
            kind: story.kind.as_str(),
            rule: story.kind.rule().map(Rule::as_str),
            about: &story.about,
            message: story_in_words(story, union),
            sides: story.sides.iter().map(teller).collect(),
            places: story.places.iter().map(place).collect(),
        }
    }
}

fn equivocated<'u>(union: &'u Union<'_>) -> Vec<Equivocated<'u>> {
    let by_id: HashMap<&str, &EventOfUnion<'_>> = union.events.iter().map(|event| (event.event_id(), event)).collect();
    let branch = |id: &&'u str| {
        let held_by = by_id.get(id).map(|event| names(union, &event.held_by));
        Branch { event_id: id, inputs: held_by.unwrap_or_default() }
    };
    let groups = union.equivocations.iter().map(|group| Equivocated {
        key_sha256: group.key_sha256,
        prev_event: group.prev_event,
        events: group.event_ids.iter().map(branch).collect(),
    });
    groups.collect()
}

fn names<'u>(union: &'u Union<'_>, places: &[usize]) -> Vec<&'u str> {
    places.iter().filter_map(|place| union.inputs.get(*place)).map(|input| input.report.input.as_str()).collect()
}
