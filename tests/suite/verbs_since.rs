//! `pith verify --since` and `--max-age`; expectations about unverified content fail.

use crate::expectation::{broken, held, outcome, verify};
use crate::process::{AFTER, BEFORE, Folder, KEYRING, Run, pith};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use serde_json::Value;

/// The finding of the only policy.
fn policy_finding(said: &Run) -> Value {
    let report = said.json();
    let checks = report["inputs"][0]["checks"].as_array().unwrap();
    let is_policy = |check: &&Value| check["code"].as_str().unwrap().starts_with("policy.");
    checks.iter().find(is_policy).unwrap().clone()
}

#[test]
fn builds_of_one_second_must_have_one_content() {
    let folder = Folder::new();
    let links = Bundle::served_elsewhere();
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
    // Of two entries in one place, the one that is here is at fault.
    let hinted = |name: &str, hint: &str| {
        let mut bundle = Bundle::with_third_event();
        bundle.json.set("/mirror_hints", array![object! { "name": hint }]);
        bundle.seal_bundle();
        folder.file(name, bundle.json.pretty())
    };
    let finding = policy_finding(&verify(&hinted("b.json", "B"), "--since", &hinted("a.json", "A")));
    let place = finding["pointer"].as_str().unwrap();
    assert!(place.starts_with("/mirror_hints/0") && finding["actual"].as_str().unwrap().contains("\"B\""), "{finding}");
    assert!(finding["expected"] != "", "{finding}");
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
fn since_fails_if_a_timestamp_proof_is_dropped() {
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
    assert!(message.contains("first /timestamp_proofs/0 of the older one"), "{message}");
}

#[test]
fn since_names_two_histories() {
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
    // An event that does not verify proves no history, though what is missing is missing.
    let mut bundle = Bundle::with_third_event();
    bundle.add(storage_attestation("right").after(&previous), &TestKey::registry());
    bundle.json.set("/events/2/payload/note", "changed");
    bundle.invalidate(2);
    let unverified = folder.file("unverified.json", bundle.built("2026-06-04T00:00:00Z").json.pretty());
    assert_eq!(outcome(&verify(&unverified, "--since", &left)).2, "withheld");
    // By another signer it is none.
    let mut bundle = Bundle::with_third_event();
    bundle.embed(&TestKey::author());
    bundle.add(storage_attestation("right").after(&previous), &TestKey::author());
    let other = folder.file("other.json", bundle.built("2026-06-04T00:00:00Z").json.pretty());
    assert_eq!(outcome(&verify(&other, "--since", &left)).2, "withheld");
    // One that replaces what is missing is no second history; the other one is withheld all the same.
    let (replacing, _) =
        branch("replacing.json", storage_attestation("new").supersedes(&on_left), "2026-06-04T00:00:00Z");
    assert_eq!(outcome(&verify(&replacing, "--since", &left)).2, "withheld");
}

/// Its signatures cover its content, even if its state differs from an inferred rule.
#[test]
fn since_accepts_an_undetermined_older_bundle() {
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
fn a_bundle_without_a_build_time_does_not_count_as_newer() {
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
fn expectations_about_a_changed_record_fail() {
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
fn expectations_about_the_whole_bundle_require_its_seal() {
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

/// The file is what the other events give, and somebody broke one.
#[test]
fn expect_state_fails_if_an_event_does_not_verify() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/events/2/payload/locator", "copy 2");
    bundle.invalidate(2);
    bundle.seal();
    let path = folder.file("bundle.json", bundle.json.pretty());
    let state = pith(&["state", "--keyring", KEYRING, "--unverified", &path]);
    let state = folder.file("state.json", state.out);
    let said = verify(&path, "--state", &state);
    assert_eq!(outcome(&said), broken("unverified"));
    assert_eq!(
        policy_finding(&said)["message"],
        "an event does not verify (event.digest), so expectations about it do not hold"
    );
}

/// The file repeats what no event gives, as the bundle does.
#[test]
fn expect_state_fails_if_the_embedded_state_is_open() {
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
fn max_age_fails_an_old_bundle() {
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
fn the_age_of_a_bundle_is_reported_without_the_current_time() {
    let said = verify(AFTER, "--max-age", "1");
    assert_eq!(outcome(&said), broken("too-old"));
    let finding = policy_finding(&said);
    assert_eq!(
        (finding["pointer"].as_str(), finding["actual"].as_str()),
        (Some("/built_at"), Some("2026-06-03T19:49:47Z"))
    );
    assert_eq!(finding["message"], "the bundle was built more than 1 day ago: look for a newer one");
    assert_eq!(said.json()["policy"][0]["value"], "1");
    let folder = Folder::new();
    let ahead = Bundle::with_third_event().built(&from_now(600)).json.pretty();
    let finding = policy_finding(&verify(&folder.file("ahead.json", ahead), "--max-age", "1"));
    let message = "`built_at` is ahead of this machine's clock, so the age of the bundle is not known";
    assert_eq!(finding["message"], message);
}
