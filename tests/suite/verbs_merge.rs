//! `pith merge`: the union of several mirrors, and the differences between them.

use crate::process::{AFTER, BEFORE, Folder, KEYRING, OTHER, REAL, pith};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use crate::union::{merge, names, with_event};
use serde_json::Value;

#[test]
fn each_input_lists_the_events_that_it_lacks() {
    let said = merge(&[AFTER, OTHER]);
    assert_eq!(said.code, 5, "{}", said.err);
    let report = said.json();
    assert_eq!((report["schema"].as_str(), report["verdict"].as_str()), (Some("pith-merge/1"), Some("undetermined")));
    assert_eq!(report["events"].as_array().unwrap().len(), 4);
    assert_eq!(report["state"]["event_count"], 4);
    assert_eq!(report["state"]["current"]["storage_attestations"].as_array().unwrap().len(), 2);
    for input in report["inputs"].as_array().unwrap() {
        let lacks = names(&input["lacks"]);
        assert_eq!(lacks.len(), 1, "{input}");
        let event = report["events"].as_array().unwrap().iter().find(|event| event["event_id"] == lacks[0]).unwrap();
        let name = input["report"]["input"].as_str().unwrap();
        assert!(!names(&event["held_by"]).contains(&name), "{report}");
    }
}

#[test]
fn the_merge_of_one_input_is_its_own_state() {
    let report = pith(&["merge", "--format", "json", REAL]).json();
    let bundle: Value = serde_json::from_slice(&std::fs::read(REAL).unwrap()).unwrap();
    assert_eq!(report["state"], bundle["state"]);
    assert_eq!(report["state_sha256"], bundle["state"]["state_sha256"]);
}

/// An input that contains an event twice is named once.
#[test]
fn an_input_holds_an_event_once() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    let event = bundle.json.at("/events/2").clone();
    bundle.json.push("/events", event);
    bundle.seal();
    let twice = folder.file("twice.json", bundle.json.pretty());
    let report = merge(&[AFTER, &twice]).json();
    let holders = report["events"].as_array().unwrap().iter().map(|event| names(&event["held_by"]));
    assert!(holders.clone().any(|names| names.contains(&twice.as_str())), "{report}");
    for names in holders {
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}

#[test]
fn order_and_repetition_of_inputs_do_not_change_the_output() {
    let one = merge(&[BEFORE, AFTER, OTHER]).out;
    for other in
        [[OTHER, AFTER, BEFORE].as_slice(), &[AFTER, OTHER, BEFORE, AFTER, AFTER], &[BEFORE, OTHER, OTHER, AFTER]]
    {
        assert_eq!(merge(other).out, one, "{other:?}");
    }
}

#[test]
fn every_command_shows_that_the_union_is_unsigned() {
    let folder = Folder::new();
    let path = folder.path().join("union.json");
    let path = path.to_str().unwrap();
    let said = merge(&["--bundle", path, AFTER, OTHER]);
    assert_eq!(said.code, 5, "{}", said.err);
    assert!(said.err.contains("UNSIGNED"), "{}", said.err);
    let verified = pith(&["verify", "--keyring", KEYRING, "--format", "json", path]).json();
    let checks = verified["inputs"][0]["checks"].as_array().unwrap();
    let wrong: Vec<_> = checks.iter().filter(|check| check["status"] == "fail" || check["status"] == "warn").collect();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!((wrong[0]["code"].as_str(), wrong[0]["reason"].as_str()), (Some("bundle.signature"), Some("unsigned")));
    assert_eq!(verified["inputs"][0]["digests"]["bundle"]["computed"], said.json()["bundle_sha256"]);
    let state = pith(&["state", "--keyring", KEYRING, path]);
    assert_eq!((state.code, state.text().as_str()), (1, ""));
    assert!(state.err.contains("unsigned"), "{}", state.err);
    let diff = pith(&["diff", "--keyring", KEYRING, AFTER, path]);
    assert!(diff.text().contains("UNVERIFIED: verification fails"), "{}", diff.text());
    assert!(diff.text().contains("\"unsigned\""), "{}", diff.text());
    assert!(pith(&["keys", path]).text().contains("UNVERIFIED"));
    let again = merge(&[path, BEFORE]);
    assert_eq!((again.code, again.json()["state"].clone()), (1, said.json()["state"].clone()));
    assert!(again.text().contains("unsigned"), "{}", again.text());
}

#[test]
fn a_union_that_cannot_be_written_is_an_error_without_leftovers() {
    let folder = Folder::new();
    let inside = folder.path().join("no-such-folder").join("union.json");
    let said = merge(&["--bundle", inside.to_str().unwrap(), AFTER]);
    assert_eq!((said.code, said.text().as_str()), (2, ""), "{}", said.err);
    let path = folder.path().join("union.json");
    let said = merge(&["--bundle", path.to_str().unwrap(), "no-such-file.json"]);
    assert_eq!(said.code, 2);
    assert!(!path.exists());
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
}

#[test]
fn the_exit_code_is_the_worst_of_the_inputs() {
    let empty = "fixtures/malformed/json.syntax/empty.json";
    let unsigned = "fixtures/fail/bundle.signature/unsigned.json";
    for (inputs, code, events) in [
        (vec![AFTER, "no-such-file.json"], 2, 3),
        (vec![AFTER, empty], 3, 3),
        (vec![AFTER, empty, "no-such-file.json"], 3, 3),
        (vec![AFTER, empty, unsigned], 1, 3),
        (vec![empty], 3, 0),
        (vec!["no-such-file.json"], 2, 0),
        (vec!["fixtures/malformed/document.type/state.json"], 3, 0),
    ] {
        let said = merge(&inputs);
        let report = said.json();
        assert_eq!(said.code, code, "{inputs:?}");
        assert_eq!(report["exit_code"], code);
        assert_eq!(report["events"].as_array().unwrap().len(), events, "{inputs:?}");
        assert_eq!(report["state"].is_null(), events == 0);
    }
    assert_eq!(pith(&["merge", AFTER, BEFORE]).code, 4);
    assert_eq!(pith(&["merge", "-", "-"]).code, 2);
    assert_eq!(pith::<&str>(&["merge"]).code, 2);
}

#[test]
fn bundles_of_several_numbers_are_not_merged() {
    let folder = Folder::new();
    let other = Bundle::published(&Paper::seeded(3), &TestKey::registry());
    let said = merge(&[AFTER, &folder.file("other.json", other.json.pretty())]);
    assert_eq!(said.code, 2);
    assert!(said.json()["state"].is_null());
    assert!(said.json()["error"].as_str().unwrap().contains("several numbers"));
}

#[test]
fn one_number_with_two_records_is_a_contradiction() {
    let folder = Folder::new();
    let record = Paper::seeded(5).record();
    let number = Bundle::with_third_event().json.at("/pith_number").text().to_owned();
    let forged = Bundle::found_as(&record, &number, &TestKey::registry());
    let path = folder.file("forged.json", forged.json.pretty());
    let said = merge(&[AFTER, &path]);
    assert_eq!(said.code, 1);
    let report = said.json();
    let found = report["contradictions"].as_array().unwrap();
    let kinds: Vec<_> = found.iter().map(|found| found["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"record") && kinds.contains(&"record-created"), "{kinds:?}");
    let record = found.iter().find(|found| found["kind"] == "record").unwrap();
    assert_eq!(record["versions"].as_array().unwrap().len(), 2);
    // The record of the union is the one from which the number follows.
    let human = pith(&["merge", "--keyring", KEYRING, AFTER, &path]).text();
    assert!(human.contains("contradiction (record)"), "{human}");
    assert!(human.contains("the inputs have one number and different records"), "{human}");
}

#[test]
fn an_unverified_event_is_not_merged() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    bundle.json.set("/events/2/payload/locator", "copy 2");
    let path = folder.file("changed.json", bundle.json.pretty());
    let said = merge(&[BEFORE, &path]);
    assert_eq!(said.code, 1);
    assert_eq!(said.json()["events"].as_array().unwrap().len(), 2);
    let said = merge(&[AFTER, &path]);
    let report = said.json();
    assert_eq!(report["state"]["current"]["storage_attestations"][0]["payload"]["locator"], "copy 1");
    assert_eq!(report["contradictions"][0]["kind"], "event");
}

/// Events by a foreign key with the id of the trusted one are not merged.
#[test]
fn events_of_an_impersonator_are_not_merged() {
    let folder = Folder::new();
    let forger = TestKey::stranger().named(TestKey::registry().key_id);
    let mut bundle = Bundle::published(&Paper::example(), &forger);
    bundle.add(storage_attestation("forged"), &forger);
    bundle.seal();
    let path = folder.file("forged.json", bundle.json.pretty());
    let report = merge(&[BEFORE, &path]).json();
    assert_eq!(report["events"].as_array().unwrap().len(), 2, "{report}");
    assert_eq!(report["verdict"], "fail");
    assert!(report["contradictions"].to_string().contains("\"kind\":\"key\""), "{report}");
}

#[test]
fn an_unvouched_event_is_named() {
    let folder = Folder::new();
    let author = TestKey::author();
    let mut bundle = with_event(storage_attestation("the author's copy"), &author);
    let signed = folder.file("signed.json", bundle.json.pretty());
    bundle.json.set("/built_at", "2026-06-05T00:00:00Z");
    let broken = folder.file("broken.json", bundle.json.pretty());
    let vouched = |inputs: &[&str]| {
        let report = merge(inputs).json();
        let events = report["events"].as_array().unwrap();
        let event = events.iter().find(|event| event["signer_id"] == "author.example").unwrap();
        event["vouched"].as_bool().unwrap()
    };
    assert!(vouched(&[&signed, AFTER]));
    let mut open = with_event(storage_attestation("the author's copy"), &author);
    open.json.set("/state/current/retractions", array!["one"]);
    open.seal_state_digest();
    open.seal_bundle();
    let open = folder.file("open.json", open.json.pretty());
    assert_eq!(pith(&["verify", "--keyring", KEYRING, &open]).code, 5);
    assert!(vouched(&[&open, AFTER]));
    assert!(vouched(&[&signed, &broken]));
    assert!(!vouched(&[&broken, AFTER]));
    let human = pith(&["merge", "--keyring", KEYRING, &broken, AFTER]).text();
    assert!(human.contains("unvouched "), "{human}");
    assert!(human.contains("UNVERIFIED as a whole"), "{human}");
}

#[test]
fn the_text_is_safe() {
    let folder = Folder::new();
    let hostile = "\u{1b}[2J\u{202e}\u{9b}";
    let bundle = with_event(storage_attestation(hostile), &TestKey::registry());
    let mut other = bundle.json.clone();
    other.set("/source_aliases/0/alias_value", hostile);
    other.set("/built_at", hostile);
    other.set("/links/x", Json::from(hostile));
    let inputs = [folder.file("a.json", bundle.json.pretty()), folder.file("b.json", other.pretty())];
    for format in ["human", "json"] {
        let said = pith(&["merge", "--keyring", KEYRING, "--format", format, &inputs[0], &inputs[1]]);
        assert_eq!(said.code, 1);
        assert!(said.is_safe(), "{format}");
    }
}

/// A key that is trusted for one signer is not trusted for another's events.
#[test]
fn trust_in_an_event_is_trust_in_its_key_for_its_signer() {
    let folder = Folder::new();
    let author = TestKey::author();
    let mut bundle = with_event(storage_attestation("the author's copy"), &author);
    bundle.json.set("/built_at", "2026-06-05T00:00:00Z");
    let unsealed = folder.file("unsealed.json", bundle.json.pretty());
    let line = author.keyring_line();
    let trust = |line: &str| {
        let keyring = folder.file("keyring", format!("{}\n{line}\n", TestKey::registry().keyring_line()));
        let report = pith(&["merge", "--keyring", &keyring, "--format", "json", &unsealed]).json();
        let events = report["events"].as_array().unwrap();
        let event = events.iter().find(|event| event["signer_id"] == "author.example").unwrap();
        (event["trust"].as_str().unwrap().to_owned(), event["vouched"].as_bool().unwrap())
    };
    assert_eq!(trust(&format!("{line} signer")), ("pinned".to_owned(), true));
    let other = line.replace("author.example", "somebody.example");
    assert_eq!(trust(&format!("{other} signer")), ("untrusted".to_owned(), false));
}

/// Long texts are compared in full and cut only for display.
#[test]
fn long_texts_with_equal_beginnings_are_compared_in_full() {
    let long = |end: &str| -> &'static str { format!("{}{end}", "k".repeat(300)).leak() };
    let (one, other) = (TestKey::author().named(long("1")), TestKey::replicator().named(long("2")));
    let folder = Folder::new();
    let mut bundle = with_event(storage_attestation("copy 2"), &one);
    bundle.embed(&other);
    bundle.add(storage_attestation("copy 3"), &other);
    bundle.seal();
    let said = merge(&[&folder.file("keys.json", bundle.json.pretty())]);
    assert_eq!((said.code, &said.json()["contradictions"]), (0, &serde_json::json!([])), "two ids, two keys");

    let named = |value: &str, built_at: &str| {
        let mut record = Paper::example().record();
        record.set("/source/kind", "zenodo");
        let mut bundle = Bundle::found(&record, &TestKey::registry());
        bundle.json.push("/source_aliases", crate::support::paper::alias("zenodo", value, "2026-05-18T00:17:58Z"));
        bundle.built(built_at).json.pretty()
    };
    let first = folder.file("first.json", named(long("1"), "2026-06-03T19:49:47Z"));
    let second = folder.file("second.json", named(long("2"), "2026-06-04T19:49:47Z"));
    for path in [&first, &second] {
        assert_eq!(merge(&[path]).code, 0);
    }
    let said = merge(&[&first, &second]);
    assert_eq!((said.code, &said.json()["contradictions"][0]["kind"]), (1, &serde_json::json!("alias")));
}
