//! The library as its users see it.

use std::time::SystemTime;

use pith::{ExpectationError, Status, Verdict, Verifier, verify};

fn real() -> Vec<u8> {
    std::fs::read("fixtures/valid/arxiv-1804.07612.json").unwrap()
}

#[test]
fn a_session_gives_what_single_calls_give() {
    let forged = String::from_utf8(real()).unwrap().replacen("Small Batch", "Large Batch", 1).into_bytes();
    let verifier = Verifier::new();
    let mut session = verifier.session();
    for bytes in [real(), forged, b"{".to_vec(), real()] {
        assert_eq!(session.verify(&bytes).to_string(), verify(&bytes).to_string());
    }
}

#[test]
fn what_did_not_pass_is_an_error_that_says_why() {
    let forged = String::from_utf8(real()).unwrap().replacen("Small Batch", "Large Batch", 1);
    let error = verify(forged.as_bytes()).into_result().unwrap_err();
    assert_eq!(error.report().verdict(), Verdict::Fail);
    let causes = "changed since it was signed: /events/1/payload/graph_snapshot/paper/title";
    assert!(error.to_string().starts_with(&format!("fail\n{causes}\nfail event.digest at ")), "{error}");
    assert!(verify(&real()).into_result().is_ok());
}

#[test]
fn each_expectation_is_held_against_the_bundle() {
    let verdict = |verifier: Result<Verifier, ExpectationError>| verifier.unwrap().verify(&real()).verdict();
    assert_eq!(verdict(Verifier::new().expect_source("arxiv:1804.07612")), Verdict::Pass);
    assert_eq!(verdict(Verifier::new().expect_source("arxiv:1804.07613")), Verdict::Fail);
    assert_eq!(verdict(Verifier::new().expect_title("Another title")), Verdict::Fail);
    assert_eq!(verdict(Verifier::new().expect_bundle(&"0".repeat(64))), Verdict::Fail);
    assert!(Verifier::new().expect_number("pith:6CB5P4A4").is_err(), "40 bits pin nothing");
}

#[test]
fn given_keys_are_trusted_together_and_instead_of_the_built_in_one() {
    let other = std::fs::read("fixtures/valid/three-events.json").unwrap();
    let verdicts = |verifier: &Verifier| [real(), other.clone()].map(|bytes| verifier.verify(&bytes).verdict());
    assert_eq!(verdicts(&Verifier::default()), [Verdict::Pass, Verdict::Untrusted]);
    let keyring = std::fs::read_to_string("fixtures/keys/registry.keyring").unwrap();
    let of_fixtures = Verifier::new().trust_keyring(&keyring).unwrap();
    assert_eq!(verdicts(&of_fixtures), [Verdict::Untrusted, Verdict::Pass]);
    let key = "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3";
    assert_eq!(verdicts(&Verifier::new().trust_key(key).unwrap()), [Verdict::Pass, Verdict::Untrusted]);
    assert_eq!(verdicts(&of_fixtures.trust_key(key).unwrap()), [Verdict::Pass, Verdict::Pass]);
    let report = verify(&real());
    let signers: Vec<_> = report.signers().iter().map(|signer| (signer.key_id.as_str(), signer.signatures)).collect();
    assert_eq!(signers, [("pith-v1-2026-05", 4)]);
}

#[test]
fn the_clock_decides_warnings_alone_and_strictness_makes_them_failures() {
    let early = Verifier::new().at(SystemTime::UNIX_EPOCH);
    assert_eq!(early.verify(&real()).verdict(), Verdict::Pass);
    assert!(early.verify(&real()).findings().iter().any(|finding| finding.status == Status::Warn));
    assert_eq!(early.strict().verify(&real()).verdict(), Verdict::Fail);
}

#[test]
fn the_serialised_report_is_that_of_the_command_line() {
    let report = serde_json::to_value(verify(&real())).unwrap();
    assert_eq!(report["schema"], "pith-report/1");
    assert_eq!(report["summary"]["pass"], 1);
    assert_eq!(report["inputs"][0]["pith_number"], "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD");
}

/// There is no moment at which no time is in the future.
#[test]
fn a_moment_before_1970_is_a_moment() {
    let before = SystemTime::UNIX_EPOCH - std::time::Duration::from_secs(1);
    let warnings = |now| Verifier::new().at(now).verify(&real()).findings().len();
    assert!(warnings(before) > verify(&real()).findings().len());
    assert_eq!(warnings(before), warnings(SystemTime::UNIX_EPOCH));
}

#[test]
fn causes_beyond_those_that_are_listed_are_counted() {
    let added = (0..30).map(|number| format!("\"added {number}\":0")).collect::<Vec<_>>().join(",");
    let forged = String::from_utf8(real()).unwrap().replacen('{', &format!("{{{added},"), 1);
    let report = verify(forged.as_bytes());
    assert_eq!((report.causes().len(), report.more_causes(), report.is_explained()), (20, 10, Some(true)));
    assert!(report.to_string().contains("/added 0, /added 1, /added 2 and 27 more"), "{report}");
}
