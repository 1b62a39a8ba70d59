//! Expectations that must fail: claims that a bundle repeats, and values that cannot be read, are no evidence.

use crate::process::{BEFORE, Folder, KEYRING, pith};
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use serde_json::Value;

/// Whether the expectation held, and the finding if it did not.
fn held(input: &str, option: &str, value: &str) -> (bool, Option<Value>) {
    let report = pith(&["verify", "--format", "json", "--keyring", KEYRING, option, value, input]).json();
    let code = format!("policy.{}", option.trim_start_matches("--"));
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let finding = checks.iter().find(|check| check["code"] == code.as_str() && check["status"] != "pass");
    let held = report["policy"][0]["held"].as_bool().unwrap();
    assert_eq!(held, finding.is_none(), "{report}");
    assert!(held || report["verdict"] == "fail", "{report}");
    (held, finding.cloned())
}

fn reason(outcome: (bool, Option<Value>)) -> String {
    let (held, finding) = outcome;
    assert!(!held);
    finding.unwrap()["reason"].as_str().unwrap().to_owned()
}

/// The id alone is not enough: a DOI may be spelled as an arXiv id is.
#[test]
fn expect_source_compares_the_kind_of_source() {
    let folder = Folder::new();
    for kind in ["doi", "ArXiv", "arxiv ", "", "openreview"] {
        let paper = Paper { source_kind: kind.to_owned(), ..Paper::example() };
        let bundle = Bundle::published(&paper, &TestKey::registry());
        let path = folder.file("bundle.json", bundle.json.pretty());
        for expected in ["arxiv:2602.00042", "arxiv:2602.00042v1"] {
            assert_eq!(reason(held(&path, "--expect-source", expected)), "differs", "{kind:?} {expected}");
        }
    }
    let bundle = Bundle::example();
    let path = folder.file("bundle.json", bundle.json.pretty());
    assert!(held(&path, "--expect-source", "arxiv:2602.00042v1").0);
}

#[test]
fn expect_source_compares_the_version() {
    let folder = Folder::new();
    let paper = Paper { source_version: 12, ..Paper::example() };
    let path = folder.file("bundle.json", Bundle::published(&paper, &TestKey::registry()).json.pretty());
    assert!(held(&path, "--expect-source", "arxiv:2602.00042v12").0);
    assert!(held(&path, "--expect-source", "arxiv:2602.00042").0);
    for version in ["1", "2", "120", "012"] {
        let expected = format!("arxiv:2602.00042v{version}");
        assert_eq!(reason(held(&path, "--expect-source", &expected)), "version", "{expected}");
    }
}

/// The embedded state and the file contain the same false claim; their agreement proves nothing.
#[test]
fn expect_state_fails_for_a_copy_of_a_wrong_state() {
    let folder = Folder::new();
    let zeros = "00000000000000000000000000000000000000000000000000000000000000ff";
    let edits: [(&str, Json); 8] = [
        ("/event_count", 4_usize.into()),
        ("/valid_event_count", 2_usize.into()),
        ("/invalid_event_count", 1_usize.into()),
        ("/pith_number", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD".into()),
        ("/state_sha256", zeros.into()),
        ("/current/graph_snapshots", Json::Array(Vec::new())),
        ("/current/record_created/target", "graph".into()),
        ("/current/graph_snapshots/0/payload/graph_snapshot/claims/count", 7_usize.into()),
    ];
    for (pointer, value) in edits {
        let mut bundle = Bundle::with_third_event();
        bundle.json.at_mut("/state").set(pointer, value);
        if pointer != "/state_sha256" {
            bundle.seal_state_digest();
        }
        bundle.seal_bundle();
        let path = folder.file("bundle.json", bundle.json.pretty());
        let state = folder.file("state.json", bundle.json.at("/state").pretty());
        let outcome = held(&path, "--state", &state);
        // The place that says most: the digest differs wherever anything does.
        let place = outcome.1.as_ref().unwrap()["pointer"].as_str().unwrap();
        assert!(place.starts_with(&format!("/state{pointer}")), "{place}");
        assert_eq!(reason(outcome), "differs", "{pointer}");
    }
}

/// A file that is nearly the state of the replay.
#[test]
fn expect_state_compares_numbers_to_the_last_digit() {
    let folder = Folder::new();
    let bundle = Bundle::with_third_event();
    let path = folder.file("bundle.json", bundle.json.pretty());
    let state = |pointer: &str, value: Json| {
        let mut state = bundle.json.at("/state").clone();
        state.set(pointer, value);
        folder.file("state.json", state.pretty())
    };
    let count = "/current/graph_snapshots/0/payload/graph_snapshot/claims/count";
    for (pointer, value) in [
        (count, Json::number("0.0")),
        (count, Json::number("-0.0")),
        (count, Json::Bool(false)),
        (count, "0".into()),
        ("/event_count", Json::number("3.0")),
        ("/equivocation_count", Json::Null),
        ("/state_sha256", "".into()),
        ("/more", Json::Null),
    ] {
        assert_eq!(reason(held(&path, "--state", &state(pointer, value.clone()))), "differs", "{pointer} {value:?}");
    }
    let odd = Json::Odd { written: "-0", canonical: "0" };
    assert!(held(&path, "--state", &state(count, odd)).0, "-0 is 0");
}

/// A bundle whose time cannot be read does not count as the later one.
#[test]
fn since_fails_if_a_build_time_cannot_be_read() {
    let folder = Folder::new();
    for built_at in ["yesterday", "", "2026-02-30T00:00:00Z", "2027-01-01T00:00:00", "2027-01-01", "9999"] {
        let mut bundle = Bundle::example();
        bundle.json.set("/built_at", built_at);
        bundle.seal();
        let path = folder.file("bundle.json", bundle.json.pretty());
        let (held, finding) = held(&path, "--since", BEFORE);
        assert!(!held, "{built_at}");
        let finding = finding.unwrap();
        assert_eq!(finding["pointer"], "/built_at", "{finding}");
        let message = finding["message"].as_str().unwrap();
        assert!(message.contains("is not a time"), "says why, and not that it was built before: {message}");
    }
    for value in [Json::Null, Json::number("3"), array![]] {
        let mut bundle = Bundle::example();
        bundle.json.set("/built_at", value.clone());
        bundle.seal();
        let path = folder.file("bundle.json", bundle.json.pretty());
        assert!(!held(&path, "--since", BEFORE).0, "{value:?}");
    }
}

/// A second is the finest step of `built_at`: the same second is no step back, one less is.
#[test]
fn since_fails_for_a_bundle_built_one_second_earlier() {
    let folder = Folder::new();
    let built = |name: &str, built_at: &str| {
        let mut bundle = Bundle::example();
        bundle.json.set("/built_at", built_at);
        bundle.seal();
        folder.file(name, bundle.json.pretty())
    };
    let older = built("older.json", "2026-06-03T19:49:47Z");
    assert!(held(&built("same.json", "2026-06-03T19:49:47Z"), "--since", &older).0);
    assert!(held(&built("later.json", "2026-06-03T19:49:48Z"), "--since", &older).0);
    assert_eq!(reason(held(&built("earlier.json", "2026-06-03T19:49:46Z"), "--since", &older)), "rolled-back");
}

/// Titles and abstracts are held against the record, whichever of the two a text was meant for.
#[test]
fn the_title_does_not_match_as_an_abstract() {
    let folder = Folder::new();
    let bundle = Bundle::example();
    let path = folder.file("bundle.json", bundle.json.pretty());
    let title = folder.file("title", "On the Keeping of Records");
    assert_eq!(reason(held(&path, "--abstract", &title)), "differs");
    assert_eq!(reason(held(&path, "--title", "We keep a record, and say how.")), "differs");
    assert!(held(&path, "--title", "on the keeping of records").0);
}

/// What Python takes for white space is none of a title's words.
#[test]
fn a_title_without_a_word_is_none() {
    for title in ["", " ", "\u{a0} ", "\u{1c}", " \u{1f}", "\u{2003}"] {
        let said = pith(&["verify", "--keyring", KEYRING, "--title", title, "fixtures/valid/example.json"]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{title:?}");
        assert!(said.err.contains("the title is empty"), "{title:?}: {}", said.err);
    }
}

/// A report repeats what was asked, so that a reader knows what held.
#[test]
fn a_report_lists_the_expectations() {
    let bundle = Bundle::with_third_event();
    let digest = bundle.json.at("/bundle_signature/bundle_sha256").text();
    let number = bundle.json.at("/pith_number").text();
    let input = "fixtures/valid/three-events.json";
    for (option, value, shown) in [
        ("--expect-number", number, number),
        ("--expect-source", "arXiv:2602.00042", "arxiv:2602.00042"),
        ("--expect-source", "arxiv:2602.00042v1", "arxiv:2602.00042v1"),
        ("--expect-source", "arxiv:hep-lat/0305021v2", "arxiv:hep-lat/0305021v2"),
        ("--expect-bundle", digest, digest),
        ("--title", " On the  Keeping of Records", " On the  Keeping of Records"),
        ("--abstract", "fixtures/policy/abstract.txt", "fixtures/policy/abstract.txt"),
        ("--state", "fixtures/policy/state.json", "fixtures/policy/state.json"),
        ("--since", BEFORE, BEFORE),
        ("--max-age", "36500", "36500"),
    ] {
        let report = pith(&["verify", "--format", "json", "--keyring", KEYRING, option, value, input]).json();
        let policy = &report["policy"][0];
        assert_eq!((policy["option"].as_str(), policy["value"].as_str()), (option.strip_prefix("--"), Some(shown)));
    }
    let (_, finding) = held(input, "--expect-source", "arxiv:hep-lat/0305021v2");
    let finding = finding.unwrap();
    assert_eq!(finding["expected"], "arxiv:hep-lat/0305021v2");
    assert_eq!(finding["actual"], "arxiv:2602.00042v1");
}

#[test]
fn the_message_counts_the_missing_events() {
    let folder = Folder::new();
    let mut older = Bundle::with_third_event();
    let path = folder.file("older.json", older.json.pretty());
    let message = |older: &str| held(BEFORE, "--since", older).1.unwrap()["message"].as_str().unwrap().to_owned();
    assert!(message(&path).starts_with("1 event of the older bundle "), "{}", message(&path));
    assert!(message(&path).contains(" is missing or not valid in this one"), "{}", message(&path));
    older.add(crate::support::forge::storage_attestation("copy 2"), &TestKey::registry());
    older.seal();
    let path = folder.file("older.json", older.json.pretty());
    assert!(message(&path).starts_with("2 events of the older bundle "), "{}", message(&path));
    assert!(message(&path).contains(" are missing or not valid in this one"), "{}", message(&path));
}

/// The finding points to the part that does not verify, and not to an earlier failure elsewhere.
#[test]
fn an_unverified_expectation_points_to_the_failed_check() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/source_aliases/0/alias_value", "0000.00000");
    let other = TestKey::stranger().sign(&bundle.json.at("/canonical_record").digest());
    bundle.json.set("/events/0/payload/receipt/signature_b64", other);
    bundle.seal_from_event(0);
    let path = folder.file("bundle.json", bundle.json.pretty());
    let (_, finding) = held(&path, "--title", "On the Keeping of Records");
    let finding = finding.unwrap();
    assert_eq!(finding["reason"], "unverified");
    assert!(finding["pointer"].as_str().unwrap().starts_with("/events/0/payload/receipt"), "{finding}");
}
