//! `pith verify --expect-… --title --abstract --state --since --max-age`: each held, each not held, each an obstacle.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[macro_use]
mod support;
#[path = "support/verb.rs"]
mod verb;

use serde_json::Value;
use support::event::NewEvent;
use support::forge::{Bundle, storage_attestation};
use support::json::Json;
use support::keys::TestKey;
use support::paper::Paper;
use verb::{AFTER, BEFORE, Folder, KEYRING, OTHER, REAL, Said, pith};

const NUMBER: &str = "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD";
const TITLE: &str = "Revisiting Small Batch Training for Deep Neural Networks";
const BUNDLE: &str = "dde46d0546ec18abf98595f3d5a2c6e07d0740faaccc36676b9fc6fa893db48a";

/// `pith verify` of an input, as JSON, with that option.
fn verify(input: &str, option: &str, value: &str) -> Said {
    pith(&["verify", "--format", "json", "--keyring", KEYRING, option, value, input])
}

fn verify_real(option: &str, value: &str) -> Said {
    pith(&["verify", "--format", "json", option, value, REAL])
}

/// Exit code, `held`, and reason of the finding of the policy.
fn outcome(said: &Said) -> (i32, bool, String) {
    let report = said.json();
    let policy = &report["policy"];
    assert_eq!(policy.as_array().map(Vec::len), Some(1), "{report}");
    assert_eq!(policy[0]["source"], "flag");
    let code = format!("policy.{}", policy[0]["option"].as_str().unwrap());
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let reason = checks.iter().find(|check| check["code"] == code.as_str()).map_or(String::new(), reason_of);
    (said.code, policy[0]["held"].as_bool().unwrap(), reason)
}

fn reason_of(check: &Value) -> String {
    check["reason"].as_str().unwrap_or_default().to_owned()
}

fn held() -> (i32, bool, String) {
    (0, true, String::new())
}

fn broken(reason: &str) -> (i32, bool, String) {
    (1, false, reason.to_owned())
}

#[test]
fn the_real_bundle_is_the_one_that_was_meant() {
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
fn another_bundle_is_not_the_one_that_was_meant() {
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

#[test]
fn what_is_no_expectation_is_an_obstacle() {
    let folder = Folder::new();
    let not_utf8 = folder.file("abstract", b"\xff\xfe");
    for (option, value) in [
        ("--expect-number", "6CB5P4A4IXK6Y2AGFDY5KCUYHD"),
        ("--expect-number", "pith:6CB5P4A4"),
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
fn a_number_is_that_of_the_record_and_not_what_the_bundle_states() {
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
fn texts_beyond_ascii_hold_if_they_match_and_are_undetermined_otherwise() {
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
fn an_abstract_is_that_of_the_record() {
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
    assert_eq!((finding["expected"].as_str(), finding["actual"].as_str()), (Some("3"), Some("4")));
}

/// A file that repeats a false embedded state is not the state of the replay.
#[test]
fn a_state_that_repeats_a_false_one_does_not_hold() {
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
fn everything_of_an_older_bundle_is_still_there() {
    assert_eq!(outcome(&verify(AFTER, "--since", BEFORE)), held());
    assert_eq!(outcome(&verify(AFTER, "--since", AFTER)), held());
    assert_eq!(outcome(&verify(AFTER, "--since", OTHER)), broken("withheld"));
    assert_eq!(outcome(&verify(BEFORE, "--since", AFTER)), broken("withheld"));
}

#[test]
fn an_older_bundle_has_to_pass_under_the_same_trust() {
    let said = pith(&["verify", "--format", "json", "--trust-embedded", "--since", BEFORE, AFTER]);
    assert_eq!(outcome(&said), held());
    let said = pith(&["verify", "--format", "json", "--since", BEFORE, REAL]);
    assert_eq!(outcome(&said), broken("older-not-passed"));
    let said = verify(AFTER, "--since", "fixtures/fail/bundle.signature/unsigned.json");
    assert_eq!(outcome(&said), broken("older-not-passed"));
    assert!(said.text().contains("does not pass itself (fail)"), "{}", said.text());
}

#[test]
fn time_does_not_go_backwards_and_the_number_stays() {
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

/// An event that is listed but broken is withheld: it no longer says anything.
#[test]
fn an_event_that_is_no_longer_valid_is_withheld() {
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/events/2/payload/locator", "copy 2");
    bundle.invalidate(2);
    bundle.seal();
    let folder = Folder::new();
    let path = folder.file("broken.json", bundle.json.pretty());
    assert_eq!(outcome(&verify(&path, "--since", AFTER)), broken("withheld"));
}

#[test]
fn nothing_holds_over_what_cannot_be_judged() {
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
fn a_policy_that_fails_outweighs_a_key_that_is_not_trusted() {
    let said = pith(&["verify", "--format", "json", "--title", "Another", AFTER]);
    assert_eq!(said.json()["verdict"], "fail");
    let said = pith(&["verify", "--format", "json", "--title", "On the Keeping of Records", AFTER]);
    assert_eq!((said.code, said.json()["policy"][0]["held"].as_bool()), (4, Some(true)));
}

#[test]
fn people_are_told() {
    let said = pith(&["verify", "--keyring", KEYRING, "--title", "Another\u{1b}[2J", "--since", BEFORE, AFTER]);
    assert!(said.is_safe());
    assert!(said.text().contains("fail policy.title (differs)"), "{}", said.text());
    assert!(said.text().contains("NOT held: --title Another\\u{1b}[2J"), "{}", said.text());
    assert!(said.text().contains("held: --since fixtures/policy/before.json"), "{}", said.text());
}

#[test]
fn a_state_and_a_record_say_what_was_checked_and_what_is_missing() {
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
    assert!(wrong["error"].as_str().unwrap().contains("what can be checked in it is wrong"), "{wrong}");

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

/// The finding of the only policy.
fn policy_finding(said: &Said) -> Value {
    let report = said.json();
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let is_policy = |check: &&Value| check["code"].as_str().unwrap().starts_with("policy.");
    checks.iter().find(is_policy).unwrap().clone()
}

#[test]
fn one_second_has_one_content() {
    let folder = Folder::new();
    let mut links = Bundle::with_third_event();
    links.json.set("/links/resolver", "https://elsewhere.example");
    links.seal();
    let links = folder.file("links.json", links.json.pretty());
    let said = verify(&links, "--since", AFTER);
    assert_eq!(outcome(&said), broken("same-second"));
    let finding = policy_finding(&said);
    assert_eq!((finding["pointer"].as_str(), finding["line"].is_u64()), (Some("/links/resolver"), true));
    assert_eq!(finding["actual"], "\"https://elsewhere.example\"");
    assert!(
        finding["message"].as_str().unwrap().contains(&format!("{AFTER} (built 2026-06-03T19:49:47Z)")),
        "{finding}"
    );
    // An event more in the same second, too: the older bundle lacked it.
    let same = folder.file("same.json", Bundle::example().json.pretty());
    assert_eq!(outcome(&verify(AFTER, "--since", &same)), broken("same-second"));
    let mut again = Bundle::with_third_event();
    again.json.set("/events/2/signature/signed_at", "2026-06-03T19:49:47.900000Z");
    let again = folder.file("again.json", again.built("2026-06-03T19:49:47.9Z").json.pretty());
    assert_eq!(outcome(&verify(&again, "--since", AFTER)), held());
    assert_eq!(outcome(&verify(AFTER, "--since", &again)), held());
}

#[test]
fn a_timestamp_proof_is_not_dropped() {
    let folder = Folder::new();
    let bundle = |name: &str, proofs: Json, built_at: &str| {
        let mut bundle = Bundle::with_third_event();
        bundle.json.set("/timestamp_proofs", proofs);
        folder.file(name, bundle.built(built_at).json.pretty())
    };
    let (first, second) = (|| object! { "ots": "AAAA" }, || object! { "ots": "BBBB" });
    let older = bundle("older.json", array![first(), second(), first()], "2026-06-03T00:00:00Z");
    for (proofs, expected) in [
        (array![second(), first()], held()),
        (array![object! { "ots": "CCCC" }, second(), first()], held()),
        (array![first()], broken("proof-dropped")),
        (array![first(), object! { "ots": "BBBC" }], broken("proof-dropped")),
        (array![], broken("proof-dropped")),
    ] {
        let newer = bundle("newer.json", proofs, "2026-06-04T00:00:00Z");
        assert_eq!(outcome(&verify(&newer, "--since", &older)), expected);
    }
    let same = bundle("same.json", array![], "2026-06-03T00:00:00Z");
    let said = verify(&same, "--since", &older);
    assert_eq!(outcome(&said), broken("proof-dropped"));
    let message = policy_finding(&said)["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("3 timestamp proofs of the older bundle"), "{message}");
    assert!(message.contains("first /timestamp_proofs/0 there"), "{message}");
}

#[test]
fn two_histories_are_named_as_such() {
    let previous = Bundle::with_third_event().event_id(2);
    let folder = Folder::new();
    let branch = |name: &str, event: NewEvent, built_at: &str| {
        let mut bundle = Bundle::with_third_event();
        let id = bundle.add(event.after(&previous), &TestKey::registry());
        (folder.file(name, bundle.built(built_at).json.pretty()), id)
    };
    let (left, on_left) = branch("left.json", storage_attestation("left"), "2026-06-03T20:00:00Z");
    let (right, on_right) = branch("right.json", storage_attestation("right"), "2026-06-04T00:00:00Z");
    let said = verify(&right, "--since", &left);
    assert_eq!(outcome(&said), broken("two-histories"));
    let finding = policy_finding(&said);
    assert_eq!((&finding["expected"], &finding["actual"]), (&Value::from(on_left.as_str()), &Value::from(on_right)));
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains(&left) && message.contains("built 2026-06-04T00:00:00Z"), "{message}");
    // One that replaces what is missing is no second history; the other one is withheld all the same.
    let (replacing, _) =
        branch("replacing.json", storage_attestation("new").supersedes(&on_left), "2026-06-04T00:00:00Z");
    assert_eq!(outcome(&verify(&replacing, "--since", &left)).2, "withheld");
}

/// Its signatures cover what it holds, whatever an inferred rule says of its state.
#[test]
fn an_older_bundle_that_is_undetermined_is_evidence() {
    let folder = Folder::new();
    let undetermined = |mut bundle: Bundle| {
        bundle.json.set("/state/current/retractions", array!["one"]);
        bundle.seal_state_digest();
        bundle.seal_bundle();
        bundle.json.pretty()
    };
    let older = folder.file("older.json", undetermined(Bundle::example().built("2026-06-03T00:00:00Z")));
    assert_eq!(outcome(&verify(AFTER, "--since", &older)), held());
    let lost = folder.file("lost.json", undetermined(Bundle::with_third_event().built("2026-06-03T00:00:00Z")));
    let newer = folder.file("newer.json", Bundle::example().json.pretty());
    assert_eq!(outcome(&verify(&newer, "--since", &lost)), broken("withheld"));
}

#[test]
fn a_bundle_without_a_time_of_building_is_not_known_to_be_newer() {
    let folder = Folder::new();
    let bundle = |built_at: Json| {
        let mut bundle = Bundle::with_third_event();
        bundle.json.set("/built_at", built_at);
        bundle.seal();
        folder.file("bundle.json", bundle.json.pretty())
    };
    for built_at in [Json::from("yesterday"), Json::from(""), Json::from("2026-06-31T00:00:00Z"), Json::Null] {
        let path = bundle(built_at);
        assert_eq!(outcome(&verify(&path, "--since", BEFORE)), broken("built-at"));
        assert_eq!(outcome(&verify(&path, "--max-age", "36500")), broken("built-at"));
        assert_eq!(outcome(&verify(AFTER, "--since", &path)), broken("older-not-passed"));
    }
}

/// Each way to change a record so that it is about another paper.
#[test]
fn expectations_do_not_hold_of_a_changed_record() {
    let title = "A paper that was never written";
    let paper =
        Paper { title: title.into(), source_id: "9999.00001".into(), abstract_text: "None".into(), ..Paper::example() };
    let folder = Folder::new();
    let none = folder.file("abstract", "None");
    let mut changed = Bundle::example();
    changed.json.set("/canonical_record", paper.record());
    let bare = folder.file("bare.json", changed.json.pretty());
    // Everything stated follows from the new record; the receipt and the events are those of the old one.
    let other = Bundle::published(&paper, &TestKey::stranger());
    let mut consistent = Bundle::example();
    for member in
        ["pith_number", "short_pith_number", "canonical_sha256", "canonical_record", "source", "source_aliases"]
    {
        let pointer = format!("/{member}");
        consistent.json.set(&pointer, other.json.at(&pointer));
    }
    let number = other.json.at("/pith_number").text().to_owned();
    let consistent = folder.file("consistent.json", consistent.json.pretty());
    // Sealed anew by the registry, but the receipt is none of this record.
    let mut sealed = Bundle::published(&paper, &TestKey::registry());
    sealed.json.set(
        "/events/0/payload/receipt/signature_b64",
        Bundle::example().json.at("/events/0/payload/receipt/signature_b64"),
    );
    sealed.seal_from_event(0);
    let sealed = folder.file("sealed.json", sealed.json.pretty());
    for path in [&bare, &consistent, &sealed] {
        for (option, value) in
            [("--title", title), ("--expect-source", "arxiv:9999.00001"), ("--abstract", none.as_str())]
        {
            assert_eq!(outcome(&verify(path, option, value)), broken("unverified"), "{path} {option}");
        }
    }
    assert_eq!(outcome(&verify(&bare, "--expect-number", &number)), broken("differs"));
    assert_eq!(outcome(&verify(&consistent, "--expect-number", &number)), broken("unverified"));
    assert_eq!(outcome(&verify(&sealed, "--expect-number", &number)), broken("unverified"));
}

/// What the seal alone covers: the digest, the completeness of the events, the time of building.
#[test]
fn expectations_of_the_whole_do_not_hold_without_its_seal() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    let digest = bundle.json.at("/bundle_signature/bundle_sha256").text().to_owned();
    bundle.json.set("/bundle_signature/signature_b64", Bundle::example().json.at("/bundle_signature/signature_b64"));
    let path = folder.file("unsealed.json", bundle.json.pretty());
    for (option, value) in [
        ("--expect-bundle", digest.as_str()),
        ("--since", BEFORE),
        ("--state", "fixtures/policy/state.json"),
        ("--max-age", "36500"),
    ] {
        assert_eq!(outcome(&verify(&path, option, value)), broken("unverified"), "{option}");
    }
    // The receipt covers the record all the same.
    assert_eq!(outcome(&verify(&path, "--title", "On the Keeping of Records")), (1, true, String::new()));
}

/// The file repeats what no event gives, as the bundle does.
#[test]
fn a_state_that_is_open_does_not_hold() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/state/current/retractions", array!["one"]);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    let path = folder.file("bundle.json", bundle.json.pretty());
    let state = folder.file("state.json", bundle.json.at("/state").pretty());
    assert_eq!(outcome(&verify(&path, "--state", &state)), broken("undetermined"));
    assert_eq!(outcome(&verify(&path, "--state", "fixtures/policy/state.json")), broken("undetermined"));
    assert_eq!(outcome(&verify(&path, "--state", "fixtures/policy/other-state.json")), broken("differs"));
}

/// The present time and so many seconds, as a bundle writes it.
fn from_now(seconds: i64) -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let second = i64::try_from(since.as_secs()).unwrap() + seconds;
    jiff::Timestamp::from_second(second).unwrap().to_string()
}

const DAY: i64 = 86_400;

#[test]
fn an_old_bundle_is_not_young_enough() {
    let folder = Folder::new();
    let aged = |seconds: i64, days: &str| {
        let bundle = Bundle::with_third_event().built(&from_now(seconds));
        outcome(&verify(&folder.file("bundle.json", bundle.json.pretty()), "--max-age", days))
    };
    assert_eq!(aged(-60, "1"), held());
    assert_eq!(aged(-DAY + 60, "1"), held());
    assert_eq!(aged(-DAY - 60, "1"), broken("too-old"));
    assert_eq!(aged(-DAY - 60, "2"), held());
    assert_eq!(aged(-30 * DAY - 60, "30"), broken("too-old"));
    assert_eq!(aged(120, "1"), held());
    assert_eq!(aged(600, "1"), broken("ahead"));
    assert_eq!(aged(10 * DAY, "36500"), broken("ahead"));
}

/// Two runs compare byte for byte, so no finding says what the clock says.
#[test]
fn the_age_of_a_bundle_is_told_without_the_time_of_day() {
    let said = verify(AFTER, "--max-age", "1");
    assert_eq!(outcome(&said), broken("too-old"));
    let finding = policy_finding(&said);
    assert_eq!(
        (finding["pointer"].as_str(), finding["actual"].as_str()),
        (Some("/built_at"), Some("2026-06-03T19:49:47Z"))
    );
    assert_eq!(finding["message"], "the bundle was built more than 1 day ago: look for a newer one");
    assert_eq!(said.json()["policy"][0]["value"], "1");
}
