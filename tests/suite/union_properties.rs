//! The union does not depend on the order, grouping or repetition of inputs, over generated histories with
//! `supersedes`, `prev_event`, forks, broken copies, and mirrors that differ in members that no event covers.

use std::collections::BTreeSet;

use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::replay;
use pith::json::Arena;
use pith::json::canonical;
use pith::keys::{TrustStore, TrustedKey};
use pith::merge::{Given, unite};
use pith::render::merge::json;
use pith::verify::Policy;
use proptest::prelude::*;
use serde_json::Value;

/// An event to make: who signs it, of which type, at which second, and which earlier events it names.
#[derive(Clone, Debug)]
struct Step {
    signer: usize,
    event_type: usize,
    second: u32,
    supersedes: Option<usize>,
    follows: Option<usize>,
}

/// A mirror: which events it has, which of them it broke, and how it differs otherwise.
#[derive(Clone, Debug)]
struct Mirror {
    has: Vec<bool>,
    broken: Option<usize>,
    reversed: bool,
    variant: u8,
}

const TYPES: [&str; 4] = ["storage_attestation", "citation_signature", "graph_snapshot", "pith.integrity.v1"];

fn signers() -> [TestKey; 3] {
    [TestKey::registry(), TestKey::author(), TestKey::replicator()]
}

fn step() -> impl Strategy<Value = Step> {
    (0..3_usize, 0..4_usize, 0..3_u32, prop::option::of(0..8_usize), prop::option::of(0..8_usize)).prop_map(
        |(signer, event_type, second, supersedes, follows)| Step { signer, event_type, second, supersedes, follows },
    )
}

fn mirror() -> impl Strategy<Value = Mirror> {
    (
        prop::collection::vec(prop::bool::weighted(0.7), 9),
        prop::option::weighted(0.2, 0..9_usize),
        any::<bool>(),
        0..3_u8,
    )
        .prop_map(|(has, broken, reversed, variant)| Mirror { has, broken, reversed, variant })
}

/// The whole history, at `/events`.
fn history(steps: &[Step]) -> Bundle {
    let mut bundle = Bundle::example();
    let keys = signers();
    keys.iter().skip(1).for_each(|key| bundle.embed(key));
    // Of each event: signer, type, id.
    let mut made: Vec<(usize, usize, String)> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let payload = object! { "number": number };
        let target = if TYPES[step.event_type] == "graph_snapshot" { "graph" } else { "bundle" };
        let mut event = NewEvent::new(TYPES[step.event_type], target, payload);
        event = event.at(&format!("2026-05-19T00:00:0{}Z", step.second));
        let named = |place: Option<usize>, of_type: bool| {
            let fits = |(signer, event_type, _): &&(usize, usize, String)| {
                *signer == step.signer && (!of_type || *event_type == step.event_type)
            };
            let fitting: Vec<_> = made.iter().filter(fits).collect();
            place.and_then(|place| fitting.get(place % fitting.len().max(1)).map(|(_, _, id)| id.clone()))
        };
        if let Some(id) = named(step.supersedes, true) {
            event = event.supersedes(&id);
        }
        if let Some(id) = named(step.follows, false) {
            event = event.after(&id);
        }
        let id = bundle.add(event, &keys[step.signer]);
        made.push((step.signer, step.event_type, id));
    }
    bundle
}

/// What a mirror publishes of the history.
fn published(history: &Bundle, mirror: &Mirror) -> Vec<u8> {
    let mut bundle = history.clone();
    let events = bundle.json.at_mut("/events").elements_mut();
    let mut place = 0;
    events.retain(|_| {
        place += 1;
        place == 1 || mirror.has.get(place - 1).copied().unwrap_or(true)
    });
    if mirror.reversed {
        events.reverse();
    }
    if let Some(broken) = mirror.broken.filter(|broken| *broken < events.len()) {
        events[broken].set("/target", "changed after signing");
    }
    let variant = usize::from(mirror.variant);
    // Not covered by the event's signature: another copy of the same event.
    bundle.json.set("/events/0/signature/signed_at", format!("2026-06-03T19:49:47.{variant}Z"));
    bundle.json.set("/public_keys/0/notes", format!("as mirror {variant} prints it"));
    bundle.json.set("/built_at", format!("2026-06-0{}T00:00:00Z", variant + 1));
    bundle.json.set("/links/resolver", format!("https://mirror-{variant}.example"));
    bundle.json.set("/mirror_hints/0/base_url", format!("https://mirror-{variant}.example"));
    for alias in bundle.json.at_mut("/source_aliases").elements_mut() {
        alias.set("/created_at", format!("2026-05-18T00:17:5{variant}Z"));
    }
    bundle.seal();
    bundle.json.pretty().into_bytes()
}

/// The result of a union: the whole report, the state, the unsigned bundle.
#[derive(Debug, PartialEq)]
struct Outcome {
    report: String,
    state: String,
    bundle: String,
}

fn united(inputs: &[(String, Vec<u8>)]) -> Outcome {
    let keys: Vec<TrustedKey> = [TestKey::registry()]
        .iter()
        .map(|key| TrustedKey::parse(&data_encoding::HEXLOWER.encode(&key.public())).unwrap())
        .collect();
    let policy = Policy { trust: TrustStore::pinned(keys), ..Policy::new(None) };
    let arena = Arena::new();
    let given = inputs.iter().map(|(name, source)| Given::Bytes { name: name.clone(), source }).collect();
    let union = unite(given, &arena, &policy);
    let mut report = Vec::new();
    json::json(&union, &mut report).unwrap();
    let text = |value| String::from_utf8(canonical::to_bytes(&value)).unwrap();
    Outcome {
        report: String::from_utf8(report).unwrap(),
        state: text(union.state.expect("a state")),
        bundle: text(union.bundle.expect("a bundle")),
    }
}

fn named(sources: Vec<Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    sources.into_iter().enumerate().map(|(number, source)| (format!("mirror-{number}.json"), source)).collect()
}

/// A history and what several mirrors publish of it.
fn mirrors() -> impl Strategy<Value = (Bundle, Vec<Mirror>)> {
    (prop::collection::vec(step(), 0..8), prop::collection::vec(mirror(), 1..5))
        .prop_map(|(steps, mirrors)| (history(&steps), mirrors))
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.json.pretty())
    }
}

fn inputs_of(history: &Bundle, mirrors: &[Mirror]) -> Vec<(String, Vec<u8>)> {
    named(mirrors.iter().map(|mirror| published(history, mirror)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn merge_is_commutative((history, mirrors) in mirrors(), turn in 0..5_usize) {
        let inputs = inputs_of(&history, &mirrors);
        let expected = united(&inputs);
        let mut other = inputs.clone();
        other.reverse();
        prop_assert_eq!(&united(&other), &expected);
        let count = other.len();
        other.rotate_left(turn % count);
        prop_assert_eq!(&united(&other), &expected);
        // Under other names the report differs, and nothing else.
        let renamed = named(other.into_iter().rev().map(|(_, source)| source).collect());
        let renamed = united(&renamed);
        prop_assert_eq!((&renamed.state, &renamed.bundle), (&expected.state, &expected.bundle));
    }

    #[test]
    fn merge_is_idempotent((history, mirrors) in mirrors()) {
        let inputs = inputs_of(&history, &mirrors);
        let expected = united(&inputs);
        let twice: Vec<_> = inputs.iter().chain(&inputs).cloned().collect();
        prop_assert_eq!(&united(&twice), &expected);
        let itself = vec![("union.json".to_owned(), expected.bundle.clone().into_bytes())];
        let again = united(&itself);
        prop_assert_eq!((&again.state, &again.bundle), (&expected.state, &expected.bundle));
        let with_itself: Vec<_> = inputs.iter().cloned().chain(itself).collect();
        let again = united(&with_itself);
        prop_assert_eq!((&again.state, &again.bundle), (&expected.state, &expected.bundle));
    }

    #[test]
    fn merge_is_associative((history, mirrors) in mirrors(), cut in 0..5_usize) {
        let inputs = inputs_of(&history, &mirrors);
        let expected = united(&inputs);
        let (left, right) = inputs.split_at(cut % inputs.len());
        // Names that turn the order of the groups round: what stands first must not matter.
        let mut grouped = vec![("a.json".to_owned(), united(right).bundle.into_bytes())];
        if !left.is_empty() {
            grouped.push(("z.json".to_owned(), united(left).bundle.into_bytes()));
        }
        let regrouped = united(&grouped);
        prop_assert_eq!((&regrouped.state, &regrouped.bundle), (&expected.state, &expected.bundle));
        let mixed: Vec<_> = left.iter().cloned().chain(grouped.into_iter().take(1)).collect();
        let mixed = united(&mixed);
        prop_assert_eq!((&mixed.state, &mixed.bundle), (&expected.state, &expected.bundle));
    }

    /// Against the forge, which replays on its own: the union has every event that some mirror has unbroken.
    #[test]
    fn a_merge_is_complete_and_replayed((history, mirrors) in mirrors()) {
        let found: Value = serde_json::from_str(&united(&inputs_of(&history, &mirrors)).state).unwrap();
        let mut whole = history.clone();
        let mut valid = BTreeSet::new();
        for mirror in &mirrors {
            let published: Value = serde_json::from_slice(&published(&history, mirror)).unwrap();
            let listed = published["events"].as_array().unwrap();
            let sound = listed.iter().filter(|event| event["target"] != "changed after signing");
            valid.extend(sound.map(|event| event["event_id"].as_str().unwrap().to_owned()));
        }
        whole.json.at_mut("/events").elements_mut().retain(|event| valid.contains(event.at("/event_id").text()));
        let aliases = found["current"]["source_aliases"].as_array().unwrap().len();
        let expected: Json = replay::replay(&whole.json, &replay::Reading::default());
        let expected: Value = serde_json::from_str(&expected.pretty()).unwrap();
        prop_assert_eq!(&found["applied_event_ids"], &expected["applied_event_ids"]);
        prop_assert_eq!(&found["equivocation_count"], &expected["equivocation_count"]);
        prop_assert_eq!(&found["event_count"], &expected["event_count"]);
        prop_assert_eq!(aliases, 6);
        for list in ["graph_snapshots", "storage_attestations", "citation_signatures", "record_created", "canonical_record"] {
            prop_assert_eq!(&found["current"][list], &expected["current"][list], "{}", list);
        }
    }

    /// The stories are those that the mirrors' own lists of events tell.
    #[test]
    fn stories_are_found_exactly_where_the_evidence_differs((history, mirrors) in mirrors()) {
        let inputs = inputs_of(&history, &mirrors);
        let report: Value = serde_json::from_str(&united(&inputs).report).unwrap();
        let told = told(&report);
        let expected = expected(&report, &inputs);
        prop_assert_eq!(&told, &expected);
        let is_one = told == Stories::default();
        prop_assert_eq!(is_one, report["stories"] == serde_json::json!([]));
        let worst = ["fail", "malformed", "unchecked", "untrusted"].contains(&report["verdict"].as_str().unwrap());
        prop_assert!(is_one || worst || report["verdict"] == "undetermined", "{}", report["verdict"]);
    }
}

/// Pairs of an input and an event that it lacks too late; seconds that have several contents; events with several
/// successors of one signer.
type Stories = (BTreeSet<(String, String)>, BTreeSet<String>, BTreeSet<String>);

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// What the report says.
fn told(report: &Value) -> Stories {
    let mut stories = Stories::default();
    for story in report["stories"].as_array().unwrap() {
        match story["kind"].as_str().unwrap() {
            "withheld" => {
                let side = &story["sides"][1];
                let (inputs, lacks) = (texts(&side["inputs"]), texts(&side["lacks"]));
                stories.0.extend(inputs.iter().flat_map(|i| lacks.iter().map(move |id| (i.clone(), id.clone()))));
            }
            "built-at" => drop(stories.1.insert(story["about"].as_str().unwrap().to_owned())),
            "two-histories" => drop(stories.2.insert(story["about"].as_str().unwrap().to_owned())),
            kind => panic!("{kind}"),
        }
    }
    stories
}

/// What follows from the lists of events of the inputs that are evidence.
fn expected(report: &Value, inputs: &[(String, Vec<u8>)]) -> Stories {
    let is_evidence = |name: &str| {
        let inputs = report["inputs"].as_array().unwrap().iter().map(|input| &input["report"]);
        let verdict = inputs.filter(|report| report["input"] == name).map(|report| report["verdict"].as_str().unwrap());
        verdict.into_iter().all(|verdict| ["pass", "undetermined"].contains(&verdict))
    };
    let evidence: Vec<(&str, String, Vec<String>)> = inputs
        .iter()
        .filter(|(name, _)| is_evidence(name))
        .map(|(name, source)| {
            let bundle: Value = serde_json::from_slice(source).unwrap();
            let ids =
                bundle["events"].as_array().unwrap().iter().map(|event| event["event_id"].as_str().unwrap().to_owned());
            (name.as_str(), bundle["built_at"].as_str().unwrap().to_owned(), ids.collect())
        })
        .collect();
    let mut stories = Stories::default();
    for (_, before, held) in &evidence {
        for (name, after, ids) in &evidence {
            if before < after {
                let lacked = held.iter().filter(|id| !ids.contains(id));
                stories.0.extend(lacked.map(|id| ((*name).to_owned(), id.clone())));
            } else if before == after && held != ids {
                stories.1.insert(before.clone());
            }
        }
    }
    for group in report["equivocations"].as_array().unwrap() {
        let members: Vec<&str> =
            group["events"].as_array().unwrap().iter().map(|event| event["event_id"].as_str().unwrap()).collect();
        let shown = |ids: &Vec<String>| members.iter().filter(|id| ids.iter().any(|other| other == *id)).count();
        if evidence.iter().any(|(_, _, ids)| (1..members.len()).contains(&shown(ids))) {
            stories.2.insert(group["prev_event"].as_str().unwrap().to_owned());
        }
    }
    stories
}
