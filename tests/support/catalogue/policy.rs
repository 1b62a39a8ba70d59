//! `policy.*`: expectations of the user, held and not held, over bundles that pass.

use super::{Case, bundle_case};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::keys::TestKey;

/// The abstract of the example paper, as a file holds it.
pub const ABSTRACT: &str = "We keep a record, and say how.\n";

/// The state of the three-event bundle.
pub fn state() -> String {
    Bundle::with_third_event().json.at("/state").pretty()
}

/// The state of the two-event bundle.
pub fn other_state() -> String {
    Bundle::example().json.at("/state").pretty()
}

/// The bundle of the same paper before its third event.
pub fn before() -> String {
    Bundle::example().built("2026-06-03T19:00:00Z").json.pretty()
}

/// A bundle of the same paper with an event that the later one lacks.
pub fn before_with_another_event() -> String {
    let mut bundle = Bundle::example();
    bundle.add(storage_attestation("copy 9"), &TestKey::registry());
    bundle.built("2026-06-03T19:30:00Z").json.pretty()
}

/// The cases.
pub fn cases() -> Vec<Case> {
    let bundle = Bundle::with_third_event();
    let digest = bundle.json.at("/bundle_signature/bundle_sha256").text().to_owned();
    let number = bundle.json.at("/pith_number").text().to_owned();
    let held: &[(&str, &str)] = &[
        ("--expect-number", &number),
        ("--expect-source", "arxiv:2602.00042"),
        ("--expect-source", "arxiv:2602.00042v1"),
        ("--expect-bundle", &digest),
        ("--title", "On the Keeping of Records"),
        ("--title", " on  the keeping OF records"),
        ("--abstract", "fixtures/policy/abstract.txt"),
        ("--state", "fixtures/policy/state.json"),
        ("--since", "fixtures/policy/before.json"),
        ("--max-age", "36500"),
    ];
    let broken: &[(&str, &str)] = &[
        ("--expect-number", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD"),
        ("--expect-source", "arxiv:2602.00043"),
        ("--expect-source", "arxiv:2602.00042v2"),
        ("--expect-bundle", super::NO_DIGEST),
        ("--title", "On the Losing of Records"),
        ("--abstract", "fixtures/policy/other-abstract.txt"),
        ("--state", "fixtures/policy/other-state.json"),
        ("--since", "fixtures/policy/before-with-another-event.json"),
        ("--max-age", "1"),
    ];
    let case =
        |flag: &str, value: &str, about| bundle_case("valid/three-events.json", about, &bundle).also(&[flag, value]);
    let mut cases: Vec<_> = held.iter().map(|(flag, value)| case(flag, value, "an expectation that holds")).collect();
    for (flag, value) in broken {
        let code = format!("policy.{}", flag.trim_start_matches("--"));
        cases.push(case(flag, value, "an expectation that does not hold").fail(&code, None, ""));
    }
    cases.push(case("--strict", "--no-progress", "no warnings, so --strict changes nothing"));
    cases.push(strict());
    cases
}

/// `--strict` makes a warning fail.
fn strict() -> Case {
    let mut bundle = Bundle::example();
    let event = NewEvent::new("pith.integrity.v1", "record", object! { "finding": "none" });
    bundle.add(event, &TestKey::registry());
    bundle.seal();
    bundle_case("warn/event.type/unknown-type.json", "a warning that --strict turns into a failure", &bundle)
        .also(&["--strict"])
        .fail("event.type", "unknown-type", "/events/2/event_type")
}
