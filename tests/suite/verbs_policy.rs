//! `pith verify --expect-… --title --abstract --state --since --max-age`: each option held, not held, and unusable.

use crate::expectation::{broken, held, outcome, verify};
use crate::process::{AFTER, BEFORE, Folder, KEYRING, OTHER, REAL, Run, pith};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use serde_json::Value;

const NUMBER: &str = "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD";
const TITLE: &str = "Revisiting Small Batch Training for Deep Neural Networks";
const BUNDLE: &str = "dde46d0546ec18abf98595f3d5a2c6e07d0740faaccc36676b9fc6fa893db48a";

fn verify_real(option: &str, value: &str) -> Run {
    pith(&["verify", "--format", "json", option, value, REAL])
}

#[test]
fn the_real_bundle_meets_its_expectations() {
    for (option, value) in [
        ("--expect-number", NUMBER),
        ("--expect-source", "arxiv:1804.07612"),
        ("--expect-source", "arXiv:1804.07612v1"),
        ("--expect-bundle", BUNDLE),
        ("--title", TITLE),
        ("--title", "revisiting small\nBATCH  training for deep neural networks "),
    ] {
        assert_eq!(outcome(&verify_real(option, value)), held(), "{option} {value}");
    }
}

#[test]
fn expect_bundle_fails_for_another_bundle() {
    for (option, value, reason) in [
        ("--expect-number", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHE", "differs"),
        ("--expect-number", "pith:2019:6CB5P4A4IXK6Y2AGFDY5KCUYHD", "differs"),
        ("--expect-source", "arxiv:1804.07613", "differs"),
        ("--expect-source", "arxiv:1804.0761", "differs"),
        ("--expect-source", "arxiv:1804.07612v2", "version"),
        ("--expect-bundle", "dde46d0546ec18abf98595f3d5a2c6e07d0740faaccc36676b9fc6fa893db48b", "differs"),
        ("--title", "Revisiting Large Batch Training for Deep Neural Networks", "differs"),
        ("--title", "Revisiting Small Batch Training for D\u{e9}ep Neural Networks", "undetermined"),
    ] {
        assert_eq!(outcome(&verify_real(option, value)), broken(reason), "{option} {value}");
    }
}

/// What stands at the pointer is `actual`: the stated digest only if it is that of the bundle.
#[test]
fn the_digest_of_another_bundle_is_that_of_the_whole_where_the_stated_one_is_not() {
    let other = "dde46d0546ec18abf98595f3d5a2c6e07d0740faaccc36676b9fc6fa893db48b";
    let changed = "fixtures/fail/event.digest/real-title-changed.json";
    for (path, pointer) in [(REAL, "/bundle_signature/bundle_sha256"), (changed, "")] {
        let report = verify(path, "--expect-bundle", other).json();
        let checks = report["inputs"][0]["checks"].as_array().unwrap();
        let finding = checks.iter().find(|check| check["code"] == "policy.expect-bundle").unwrap();
        assert_eq!((finding["expected"].as_str(), finding["pointer"].as_str()), (Some(other), Some(pointer)), "{path}");
        assert_ne!(finding["actual"], other);
    }
}

#[test]
fn an_invalid_expectation_is_a_usage_error() {
    let folder = Folder::new();
    let not_utf8 = folder.file("abstract", b"\xff\xfe");
    for (option, value) in [
        ("--expect-number", "6CB5P4A4IXK6Y2AGFDY5KCUYHD"),
        ("--expect-number", "pith:6CB5P4A4"),
        ("--expect-number", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD "),
        ("--expect-source", "1804.07612"),
        ("--expect-source", "doi:10.48550/arxiv.1804.07612"),
        ("--expect-bundle", "dde46d05"),
        ("--expect-bundle", &BUNDLE.to_uppercase()),
        ("--title", " "),
        ("--abstract", "no-such-file"),
        ("--abstract", &not_utf8),
        ("--state", "no-such-file"),
        ("--state", REAL),
        ("--state", "fixtures/malformed/json.syntax/empty.json"),
        ("--since", "no-such-file"),
        ("--since", "fixtures/policy/state.json"),
        ("--since", "fixtures/malformed/json.syntax/empty.json"),
        ("--max-age", "0"),
        ("--max-age", "36501"),
        ("--max-age", "-1"),
        ("--max-age", "1.5"),
        ("--max-age", "1d"),
        ("--max-age", ""),
    ] {
        let said = verify_real(option, value);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{option} {value}: {}", said.err);
        assert!(!said.err.is_empty());
    }
}

#[test]
fn expect_number_compares_the_number_of_the_record() {
    let mut bundle = Bundle::example();
    let right = bundle.json.at("/pith_number").text().to_owned();
    let stated = "pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA";
    bundle.json.set("/pith_number", stated);
    bundle.seal();
    let folder = Folder::new();
    let path = folder.file("renamed.json", bundle.json.pretty());
    assert_eq!(outcome(&verify(&path, "--expect-number", stated)), broken("differs"));
    assert_eq!(outcome(&verify(&path, "--expect-number", &right)), broken("differs"));
}

#[test]
fn non_ascii_texts_match_or_are_undetermined() {
    let paper =
        Paper { title: "\u{dc}ber  Datens\u{e4}tze".into(), abstract_text: "Na\u{ef}ve".into(), ..Paper::example() };
    let folder = Folder::new();
    let bundle = Bundle::published(&paper, &TestKey::registry());
    let path = folder.file("bundle.json", bundle.json.pretty());
    let text = folder.file("abstract", "na\u{ef}ve\n");
    let decomposed = folder.file("decomposed", "nai\u{308}ve\n");
    assert_eq!(outcome(&verify(&path, "--title", "\u{fc}ber datens\u{e4}tze")), held());
    assert_eq!(outcome(&verify(&path, "--title", "u\u{308}ber datensa\u{308}tze")), broken("undetermined"));
    assert_eq!(outcome(&verify(&path, "--title", "ueber datensaetze")), broken("differs"));
    assert_eq!(outcome(&verify(&path, "--abstract", &text)), held());
    assert_eq!(outcome(&verify(&path, "--abstract", &decomposed)), broken("undetermined"));
}

#[test]
fn expect_abstract_compares_the_digest_of_the_record() {
    assert_eq!(outcome(&verify(AFTER, "--abstract", "fixtures/policy/abstract.txt")), held());
    assert_eq!(outcome(&verify(AFTER, "--abstract", "fixtures/policy/other-abstract.txt")), broken("differs"));
    let folder = Folder::new();
    assert_eq!(outcome(&verify(AFTER, "--abstract", &folder.file("empty", ""))), broken("differs"));
}

#[test]
fn a_state_is_that_of_the_replay() {
    assert_eq!(outcome(&verify(AFTER, "--state", "fixtures/policy/state.json")), held());
    assert_eq!(outcome(&verify(AFTER, "--state", "fixtures/policy/other-state.json")), broken("differs"));
    let mut state = Bundle::with_third_event().json.at("/state").clone();
    state.set("/event_count", 4_usize);
    let folder = Folder::new();
    let path = folder.file("state.json", state.pretty());
    let said = verify(AFTER, "--state", &path);
    assert_eq!(outcome(&said), broken("differs"));
    let report = said.json();
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let finding = checks.iter().find(|check| check["code"] == "policy.state").unwrap();
    assert_eq!(finding["pointer"], "/state/event_count");
    // What the user requires at the pointer, and what stands there.
    assert_eq!((finding["expected"].as_str(), finding["actual"].as_str()), (Some("4"), Some("3")));

    // Of a list in another order there are no two values but the lists.
    let ids = Bundle::with_third_event().json.at("/state/applied_event_ids").clone();
    let mut state = Bundle::with_third_event().json.at("/state").clone();
    state.at_mut("/applied_event_ids").elements_mut().reverse();
    let report = verify(AFTER, "--state", &folder.file("reversed.json", state.pretty())).json();
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let finding = checks.iter().find(|check| check["code"] == "policy.state").unwrap();
    assert_eq!(finding["pointer"], "/state/applied_event_ids");
    let begins = |id: &Json| format!("[\"{}", id.text());
    let [first, .., last] = ids.elements() else { panic!("no ids") };
    assert!(finding["expected"].as_str().unwrap().starts_with(&begins(last)), "{finding}");
    assert!(finding["actual"].as_str().unwrap().starts_with(&begins(first)), "{finding}");
}

/// A file that repeats a false embedded state is not the state of the replay.
#[test]
fn expect_state_fails_if_both_states_are_false() {
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/state/current/graph_snapshots", array![]);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    let folder = Folder::new();
    let path = folder.file("bundle.json", bundle.json.pretty());
    let state = folder.file("state.json", bundle.json.at("/state").pretty());
    assert_eq!(outcome(&verify(&path, "--state", &state)), broken("differs"));
    // The state of the replay is right, and still not that of this bundle.
    assert_eq!(outcome(&verify(&path, "--state", "fixtures/policy/state.json")), broken("unverified"));
}

#[test]
fn since_fails_if_an_event_of_the_older_bundle_is_missing() {
    assert_eq!(outcome(&verify(AFTER, "--since", BEFORE)), held());
    assert_eq!(outcome(&verify(AFTER, "--since", AFTER)), held());
    assert_eq!(outcome(&verify(AFTER, "--since", OTHER)), broken("withheld"));
    assert_eq!(outcome(&verify(BEFORE, "--since", AFTER)), broken("withheld"));
}

#[test]
fn since_requires_the_older_bundle_to_pass_under_the_same_trust() {
    let said = pith(&["verify", "--format", "json", "--trust-embedded", "--since", BEFORE, AFTER]);
    assert_eq!(outcome(&said), held());
    let said = pith(&["verify", "--format", "json", "--since", BEFORE, REAL]);
    assert_eq!(outcome(&said), broken("older-not-passed"));
    let said = verify(AFTER, "--since", "fixtures/fail/bundle.signature/unsigned.json");
    assert_eq!(outcome(&said), broken("older-not-passed"));
    assert!(said.text().contains("does not pass itself (fail)"), "{}", said.text());
}

#[test]
fn since_fails_if_time_goes_backwards_or_the_number_changes() {
    let folder = Folder::new();
    let mut later = Bundle::example();
    later.json.set("/built_at", "2026-06-04T00:00:00Z");
    later.seal();
    let later = folder.file("later.json", later.json.pretty());
    assert_eq!(outcome(&verify(&later, "--since", BEFORE)), held());
    assert_eq!(outcome(&verify(AFTER, "--since", &later)), broken("rolled-back"));
    let other = Bundle::published(&Paper::seeded(7), &TestKey::registry());
    let other = folder.file("other.json", other.json.pretty());
    assert_eq!(outcome(&verify(AFTER, "--since", &other)), broken("other-number"));
}

/// An event that is listed but broken counts as withheld, since it proves nothing any more.
#[test]
fn since_treats_an_event_that_became_invalid_as_withheld() {
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/events/2/payload/locator", "copy 2");
    bundle.invalidate(2);
    bundle.seal();
    let folder = Folder::new();
    let path = folder.file("broken.json", bundle.json.pretty());
    assert_eq!(outcome(&verify(&path, "--since", AFTER)), broken("withheld"));
}

#[test]
fn expectations_fail_for_a_malformed_input() {
    for (input, code) in [
        ("fixtures/malformed/json.syntax/empty.json", 3),
        ("fixtures/malformed/document.type/state.json", 3),
        ("fixtures/malformed/document.version/bundle-version.json", 3),
        ("no-such-file.json", 2),
    ] {
        let said = verify(input, "--title", "On the Keeping of Records");
        assert_eq!(said.code, code, "{input}");
        assert_eq!(said.json()["policy"][0]["held"], false, "{input}");
    }
}

#[test]
fn an_expectation_holds_if_every_input_meets_it() {
    let title = "On the Keeping of Records";
    let both = |second: &str| {
        let said = pith(&["verify", "--format", "json", "--keyring", KEYRING, "--title", title, AFTER, second]);
        let report = said.json();
        assert_eq!(report["policy"].as_array().unwrap().len(), 1);
        (said.code, report["policy"][0]["held"].as_bool().unwrap(), report["inputs"][0]["verdict"].to_string())
    };
    let pass = "\"pass\"".to_owned();
    assert_eq!(both(BEFORE), (0, true, pass.clone()));
    assert_eq!(both(REAL), (1, false, pass.clone()));
    assert_eq!(both("no-such-file.json"), (2, false, pass));
}

#[test]
fn a_failed_expectation_outweighs_an_untrusted_key() {
    let said = pith(&["verify", "--format", "json", "--title", "Another", AFTER]);
    assert_eq!(said.json()["verdict"], "fail");
    let said = pith(&["verify", "--format", "json", "--title", "On the Keeping of Records", AFTER]);
    assert_eq!((said.code, said.json()["policy"][0]["held"].as_bool()), (4, Some(true)));
}

#[test]
fn the_text_lists_the_expectations() {
    let said = pith(&["verify", "--keyring", KEYRING, "--title", "Another\u{1b}[2J", "--since", BEFORE, AFTER]);
    assert!(said.is_safe());
    assert!(said.text().contains("fail policy.title (differs)"), "{}", said.text());
    assert!(said.text().contains("NOT held: --title Another\\u{1b}[2J"), "{}", said.text());
    assert!(said.text().contains("held: --since fixtures/policy/before.json"), "{}", said.text());
}

#[test]
fn a_state_and_a_record_report_their_checks_and_their_missing_parts() {
    let folder = Folder::new();
    let mut state = Bundle::example().json.at("/state").clone();
    let report = |path: &str| {
        let said = pith(&["verify", "--format", "json", path]);
        assert_eq!(said.code, 3);
        said.json()["inputs"][0].clone()
    };
    let right = report(&folder.file("state.json", state.pretty()));
    let passes = |report: &Value, code: &str| {
        report["checks"].as_array().unwrap().iter().any(|check| check["code"] == code && check["status"] == "pass")
    };
    assert!(passes(&right, "state.digest") && passes(&right, "record.number"), "{right}");
    assert!(right["error"].as_str().unwrap().contains("no events to replay, no keys and no signatures"), "{right}");
    state.set("/event_count", 9_usize);
    let wrong = report(&folder.file("wrong.json", state.pretty()));
    assert!(!passes(&wrong, "state.digest"), "{wrong}");
    assert!(wrong["error"].as_str().unwrap().contains("a check of its content fails"), "{wrong}");

    let record = report("fixtures/malformed/document.type/number-record.json");
    assert!(passes(&record, "record.digest") && passes(&record, "record.number"), "{record}");
    let text = std::fs::read_to_string("fixtures/malformed/document.type/number-record.json").unwrap();
    let record = report(&folder.file("record.json", text.replacen("cs.DL", "cs.LG", 10)));
    assert!(!passes(&record, "record.digest") && !passes(&record, "record.number"), "{record}");
}

#[test]
fn superseding_does_not_withhold() {
    let mut bundle = Bundle::with_third_event();
    let third = bundle.event_id(2);
    let next: NewEvent = storage_attestation("copy 2").supersedes(&third);
    bundle.add(next, &TestKey::registry());
    let later = bundle.built("2026-06-04T00:00:00Z");
    let folder = Folder::new();
    assert_eq!(outcome(&verify(&folder.file("later.json", later.json.pretty()), "--since", AFTER)), held());
}
