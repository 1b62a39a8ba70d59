//! `pith diff`: words first, pointers in full, entries matched by what names them.

use crate::process::{AFTER, BEFORE, Folder, KEYRING, REAL, pith};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use serde_json::Value;

fn diff(a: &str, b: &str) -> (i32, Value) {
    let said = pith(&["diff", "--keyring", KEYRING, "--format", "json", a, b]);
    let report = said.json();
    assert_eq!(report["schema"], "pith-diff/1");
    assert_eq!(report["exit_code"], said.code);
    (said.code, report)
}

/// `change pointer` of every change.
fn places(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    changes.map(|c| format!("{} {}", c["change"].as_str().unwrap(), c["pointer"].as_str().unwrap())).collect()
}

/// The changes between the example and what `edit` makes of it, nothing sealed anew.
fn edited(edit: impl FnOnce(&mut Json)) -> Value {
    let folder = Folder::new();
    let mut json = Bundle::with_third_event().json;
    edit(&mut json);
    diff(AFTER, &folder.file("edited.json", json.pretty())).1
}

#[test]
fn documents_that_differ_in_spelling_alone_are_the_same() {
    let (code, report) = diff(REAL, "fixtures/valid/real-pretty.json");
    assert_eq!((code, report["same"].as_bool()), (0, Some(true)));
    assert_eq!(places(&report), Vec::<String>::new());
    let said = pith(&["diff", REAL, "fixtures/valid/real-pretty.json"]);
    assert!(said.text().contains("the same document, written differently"), "{}", said.text());
    let said = pith(&["diff", REAL, REAL]);
    assert!(said.text().contains("\nnothing differs\n"), "{}", said.text());
}

#[test]
fn the_words_begin_with_added_events() {
    let (code, report) = diff(BEFORE, AFTER);
    assert_eq!(code, 1);
    let words = report["words"].as_array().unwrap();
    assert!(words[0].as_str().unwrap().starts_with("1 event added: storage_attestation by registry.example"));
    assert_eq!((words[1].as_str(), words[2].as_str()), (Some("no event removed"), Some("title unchanged")));
    assert_eq!(report["events"]["added"][0]["event_type"], "storage_attestation");
    assert_eq!(report["events"]["removed"].as_array().unwrap().len(), 0);
    assert!(places(&report).contains(&"added /events/2".to_owned()), "{report}");
    assert!(!places(&report).iter().any(|place| place.starts_with("changed /events")), "{report}");
    let human = pith(&["diff", "--keyring", KEYRING, BEFORE, AFTER]).text();
    assert!(human.contains("\n1 event added: storage_attestation by registry.example"), "{human}");
    let back = diff(AFTER, BEFORE).1;
    assert!(back["words"][1].as_str().unwrap().starts_with("1 event removed"), "{back}");
}

#[test]
fn events_are_matched_by_id_and_not_by_position() {
    let report = edited(|json| json.at_mut("/events").elements_mut().reverse());
    assert_eq!(places(&report), ["reordered /events"]);
    let report = edited(|json| {
        let events = json.at_mut("/events").elements_mut();
        events.reverse();
        events[0].set("/payload/locator", "copy 2");
    });
    assert_eq!(places(&report), ["changed /events/0/payload/locator", "reordered /events"]);
    let change = &report["changes"][0];
    assert_eq!(
        (change["a_pointer"].as_str(), change["b_pointer"].as_str()),
        (Some("/events/2/payload/locator"), Some("/events/0/payload/locator"))
    );
    assert_eq!((change["a"].as_str(), change["b"].as_str()), (Some("copy 1"), Some("copy 2")));
    assert_eq!(report["events"]["changed"].as_array().unwrap().len(), 1);
}

#[test]
fn list_entries_are_matched_by_name() {
    let report = edited(|json| {
        json.at_mut("/source_aliases").elements_mut().remove(0);
    });
    assert_eq!(places(&report), ["removed /source_aliases/0"]);
    let report = edited(|json| {
        json.at_mut("/public_keys").elements_mut().insert(0, TestKey::author().embedded());
    });
    assert_eq!(places(&report), ["added /public_keys/0"]);
    let report = edited(|json| json.set("/mirror_hints/0/status", "secondary"));
    assert_eq!(places(&report), ["changed /mirror_hints/0/status"]);
    let report = edited(|json| json.set("/mirror_hints/0/name", "Another"));
    assert_eq!(places(&report), ["removed /mirror_hints/0", "added /mirror_hints/0"]);
}

/// The sentences of a report.
fn words(report: &Value) -> Vec<&str> {
    report["words"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect()
}

#[test]
fn the_words_name_exactly_the_differences() {
    let report = edited(|json| json.set("/links/odd", "odd"));
    assert_eq!(words(&report), ["no event added", "no event removed", "title unchanged", "different: links"]);
    // Where the second has no event at all, the three are missed.
    let report = edited(|json| json.at_mut("/events").elements_mut().clear());
    let lines = words(&report);
    assert_eq!(lines[0], "no event added");
    assert!(lines[1].starts_with("3 events removed: record_created by registry.example"), "{lines:?}");
    assert!(!lines[1].contains(" more"), "three are named: {lines:?}");
    let report = edited(|json| json.at_mut("/events").elements_mut().reverse());
    assert_eq!(words(&report), ["no event added", "no event removed", "title unchanged", "in another order: /events"]);
}

#[test]
fn the_words_count_the_events_that_they_do_not_name() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    for copy in ["2", "3", "4", "5"] {
        bundle.add(storage_attestation(copy), &TestKey::registry());
    }
    let lines = diff(AFTER, &folder.file("more.json", bundle.json.pretty())).1;
    let first = words(&lines)[0];
    assert!(first.starts_with("4 events added: storage_attestation by registry.example (sha256:"), "{first}");
    assert!(first.ends_with("), 1 more"), "{first}");
}

/// docs/diff.md: no more than 10,000 places are listed, and the rest is counted.
#[test]
fn unlisted_places_are_counted() {
    let folder = Folder::new();
    let file = |name: &str, from: i64| {
        let mut json = Bundle::with_third_event().json;
        json.set("/links/list", (from..from + 10_005).map(Json::from).collect::<Vec<_>>());
        folder.file(name, json.compact())
    };
    let report = diff(&file("old.json", 0), &file("new.json", 20_000)).1;
    assert_eq!(report["changes"].as_array().unwrap().len(), 10_000);
    assert_eq!(words(&report).last(), Some(&"5 more places, not listed"));
}

#[test]
fn an_applied_event_without_an_entry_is_named_by_its_id() {
    let folder = Folder::new();
    let mut state = Bundle::with_third_event().json.at("/state").clone();
    let old = folder.file("old.json", state.pretty());
    let id = format!("sha256:{}", "ab".repeat(32));
    state.at_mut("/applied_event_ids").elements_mut().push(Json::from(id.clone()));
    let report = diff(&old, &folder.file("new.json", state.pretty())).1;
    assert_eq!(words(&report)[0], "1 event added: event (sha256:abababab)");
    assert_eq!(report["events"]["added"][0]["event_id"], id.as_str());
}

#[test]
fn twenty_members_are_named() {
    let differing = |count: usize| {
        let report = edited(|json| (0..count).for_each(|n| json.set(&format!("/member_{n:02}"), "x")));
        words(&report).last().unwrap().to_string()
    };
    let names: Vec<String> = (0..20).map(|n| format!("member_{n:02}")).collect();
    assert_eq!(differing(20), format!("different: {}", names.join(", ")));
    assert_eq!(differing(25), format!("different: {} and 5 more", names.join(", ")));
}

#[test]
fn twenty_lists_in_another_order_are_named() {
    let folder = Folder::new();
    let with_lists = |count: usize, first: &'static str, second: &'static str| {
        let mut json = Bundle::with_third_event().json;
        (0..count).for_each(|n| json.set(&format!("/links/list_{n:02}"), array![first, second]));
        folder.file(&format!("{count}-{first}.json"), json.pretty())
    };
    let last = |count: usize| {
        let report = diff(&with_lists(count, "a", "b"), &with_lists(count, "b", "a")).1;
        words(&report).last().unwrap().to_string()
    };
    let names: Vec<String> = (0..20).map(|n| format!("/links/list_{n:02}")).collect();
    assert_eq!(last(20), format!("in another order: {}", names.join(", ")));
    assert_eq!(last(23), format!("in another order: {} and 3 more", names.join(", ")));
}

#[test]
fn the_words_name_a_changed_title() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    let mut snapshot = bundle.json.at("/events/1/payload").clone();
    snapshot.set("/graph_snapshot/paper/title", "Another Title");
    let first = bundle.event_id(1);
    bundle.add(NewEvent::new("graph_snapshot", "graph", snapshot).supersedes(&first), &TestKey::registry());
    bundle.seal();
    let (_, report) = diff(BEFORE, &folder.file("retitled.json", bundle.json.pretty()));
    let expected = "title changed from \u{201c}On the Keeping of Records\u{201d} to \u{201c}Another Title\u{201d}";
    assert_eq!(report["words"][2], expected);
}

/// An earlier snapshot by another signer claims to supersede the snapshot in force, which it cannot (M8).
#[test]
fn the_title_of_a_bundle_that_verifies_is_the_verified_one() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    let mut snapshot = bundle.json.at("/events/1/payload").clone();
    snapshot.set("/graph_snapshot/paper/title", "On the keeping  of records");
    let earlier = NewEvent::new("graph_snapshot", "graph", snapshot).at("2026-05-18T00:00:00Z");
    bundle.embed(&TestKey::author());
    bundle.add(earlier.supersedes(&bundle.event_id(1)), &TestKey::author());
    bundle.seal();
    let other = folder.file("other.json", bundle.json.pretty());
    let title = |keyring: &str| {
        let report = pith(&["diff", "--format", "json", "--keyring", keyring, AFTER, &other]).json();
        words(&report).into_iter().find(|line| line.starts_with("title")).map(str::to_owned)
    };
    let changed = "title changed from “On the Keeping of Records” to “On the keeping  of records”";
    assert_eq!(title("fixtures/keys/all.keyring").as_deref(), Some("title unchanged"));
    assert_eq!(title(KEYRING).as_deref(), Some(changed), "the author's key is not trusted, so nothing is verified");
}

#[test]
fn unsigned_documents_are_compared_and_marked_unverified() {
    let (code, report) = diff("fixtures/policy/state.json", "fixtures/policy/other-state.json");
    assert_eq!(code, 1);
    assert_eq!(report["a"]["document"], "state");
    assert!(report["a"]["verdict"].is_null());
    assert!(
        report["words"][1].as_str().unwrap().starts_with("1 event removed: storage_attestation by registry.example")
    );
    let record = "fixtures/malformed/document.type/number-record.json";
    let manifest = "fixtures/malformed/document.type/manifest.json";
    assert_eq!(diff(record, record).0, 0);
    assert_eq!(diff(record, manifest).0, 1);
    let said = pith(&["diff", record, manifest]);
    assert_eq!(said.text().matches("UNVERIFIED: nothing in it is signed").count(), 2, "{}", said.text());
}

const LOG: &str = "fixtures/integrity/two-events.json";

#[test]
fn events_of_integrity_documents_are_matched_by_their_numbers() {
    let folder = Folder::new();
    let log = Json::parse(&std::fs::read_to_string(LOG).unwrap());
    let mut grown = log.clone();
    let mut rescinded = log.at("/events/1").clone();
    rescinded.set("/event_id", 4443_usize);
    rescinded.set("/payload/verdict_class", "rescinded");
    grown.at_mut("/events").elements_mut().insert(0, rescinded);
    let grown = folder.file("grown.json", grown.pretty());
    let (code, report) = diff(LOG, &grown);
    assert_eq!((code, places(&report)), (1, vec!["added /events/0".to_owned()]));
    let event = &report["events"]["added"][0];
    assert_eq!((event["event_id"].as_str(), event["signer_id"].as_str()), (Some("4443"), Some("pith-test-2026-01")));
    assert_eq!((&report["a"]["document"], &report["a"]["verdict"]), (&"integrity".into(), &"untrusted".into()));
    let words = report["words"].to_string();
    assert!(words.contains("1 event added: pith.integrity.v1 by pith-test-2026-01 (4443)"), "{words}");
    assert!(words.contains("no event removed") && !words.contains("only grows"), "{words}");

    let (_, report) = diff(&grown, LOG);
    let words = report["words"].to_string();
    assert!(words.contains("1 event removed: pith.integrity.v1"), "{words}");
    assert!(words.contains("an integrity log only grows"), "{words}");
    let said = pith(&["diff", "--keyring", KEYRING, &grown, LOG]);
    assert!(said.text().contains("integrity, UNVERIFIED: at best its events are signed"), "{}", said.text());
}

#[test]
fn a_changed_event_of_an_integrity_document_is_named() {
    let (_, report) = diff(LOG, "fixtures/integrity/payload-changed.json");
    assert_eq!(places(&report), ["changed /events/0/payload/verdict_class"]);
    assert_eq!(report["events"]["changed"][0]["event_id"], "4441");
    let (_, report) = diff(LOG, "fixtures/integrity/invalid-bit.json");
    assert_eq!(report["b"]["verdict"], "fail");
}

#[test]
fn a_snapshot_by_itself_is_compared() {
    let (graph, changed) =
        ("fixtures/malformed/document.type/graph.json", "fixtures/malformed/document.type/graph-changed.json");
    let (code, report) = diff(graph, changed);
    assert_eq!((code, places(&report)), (1, vec!["changed /claims/count".to_owned()]));
    assert_eq!((&report["a"]["document"], &report["a"]["verdict"]), (&"graph".into(), &Value::Null));
    assert_eq!(report["words"][0], "title unchanged");
}

/// One word for each document, whichever verb says it.
#[test]
fn commands_use_the_same_name_for_a_document() {
    let folder = "fixtures/malformed/document.type";
    for (path, document) in [
        ("state", "state"),
        ("number-record", "record"),
        ("manifest", "mirror-manifest"),
        ("signing-key", "signing-key"),
        ("graph", "graph"),
    ] {
        let path = format!("{folder}/{path}.json");
        assert_eq!(diff(&path, &path).1["a"]["document"], document);
        assert_eq!(pith(&["inspect", "--format", "json", &path]).json()["document"], document);
        let verified = pith(&["verify", "--format", "json", &path]).json();
        let checks = verified["inputs"][0]["checks"].as_array().unwrap();
        assert!(checks.iter().any(|check| check["code"] == "document.type" && check["reason"] == document), "{path}");
    }
}

/// Verbs that need a bundle say that an integrity document is none.
#[test]
fn an_integrity_document_is_not_a_bundle() {
    let merged = pith(&["merge", "--keyring", KEYRING, LOG, AFTER]);
    assert_eq!(merged.code, 3, "{}", merged.text());
    assert!(merged.text().contains("this is an integrity document, not a bundle"), "{}", merged.text());
    let state = pith(&["state", "--keyring", KEYRING, "--unverified", LOG]);
    assert_eq!((state.code, state.text().as_str()), (3, ""), "{}", state.err);
    let since = pith(&["verify", "--keyring", KEYRING, "--since", LOG, AFTER]);
    assert_eq!(since.code, 2, "{}", since.text());
    assert!(since.err.contains("this is an integrity document, not a bundle"), "{}", since.err);
    let keys = pith(&["keys", LOG]);
    assert_eq!((keys.code, keys.text().as_str()), (3, ""), "{}", keys.err);
}

#[test]
fn documents_that_do_not_verify_are_marked() {
    let said = pith(&["diff", BEFORE, AFTER]);
    assert_eq!(said.text().matches("UNVERIFIED: signed by a key that is not trusted").count(), 2, "{}", said.text());
    let said = pith(&["diff", "--keyring", KEYRING, AFTER, "fixtures/fail/bundle.signature/unsigned.json"]);
    assert!(said.text().contains("bundle, it verifies"), "{}", said.text());
    assert!(said.text().contains("UNVERIFIED: verification fails"), "{}", said.text());
}

#[test]
fn unreadable_and_foreign_documents_are_neither_same_nor_different() {
    for (a, b, code) in [
        (REAL, "no-such-file.json", 2),
        ("-", "-", 2),
        (REAL, "fixtures/malformed/json.syntax/empty.json", 3),
        ("fixtures/malformed/json.duplicate_member/same-value.json", REAL, 3),
        (REAL, "fixtures/malformed/document.type/empty-object.json", 3),
    ] {
        let said = pith(&["diff", a, b]);
        assert_eq!((said.code, said.text().as_str()), (code, ""), "{a} {b}: {}", said.err);
    }
}

#[test]
fn numbers_are_compared_and_printed_exactly() {
    let huge = "123456789012345678901234567890123456789012345678901234567890";
    let report = edited(|json| json.set("/links/odd", Json::number(huge)));
    assert_eq!(places(&report), ["added /links/odd"]);
    let folder = Folder::new();
    let mut json = Bundle::with_third_event().json;
    json.set("/links/odd", Json::number(huge));
    let said = pith(&["diff", "--format", "json", AFTER, &folder.file("huge.json", json.pretty())]);
    assert!(said.text().contains(&format!("\"b\":{huge}")), "{}", said.text());
    let one = |text: &'static str| edited(|json| json.set("/canonical_record/source/version", Json::number(text)));
    assert_eq!(places(&one("1.0")), ["changed /canonical_record/source/version"]);
    assert_eq!(places(&one("1")), Vec::<String>::new());
}

/// The lines of the report for people under a link that the second document has in addition.
fn shown(value: &str) -> String {
    let folder = Folder::new();
    let mut json = Bundle::with_third_event().json;
    json.set("/links/odd", value);
    let text = pith(&["diff", AFTER, &folder.file("odd.json", json.pretty())]).text();
    let lines = text.lines().skip_while(|line| *line != "  added /links/odd");
    lines.skip(1).take(1).collect()
}

#[test]
fn the_text_cuts_values_to_two_hundred_characters() {
    assert_eq!(shown("a short one"), "    + \"a short one\"");
    // With the quotes just as many as are shown, each of the most bytes that a character takes.
    let long = "\u{1f600}".repeat(198);
    assert_eq!(shown(&long), format!("    + \"{long}\""));
    assert_eq!(shown(&format!("{long}ab")), format!("    + \"{long}a\u{2026}"));
    // However much is behind them.
    assert_eq!(shown(&"\u{1f600}".repeat(5000)), format!("    + \"{long}\u{1f600}\u{2026}"));
}

#[test]
fn the_text_is_bounded_and_safe() {
    let folder = Folder::new();
    let mut json = Bundle::with_third_event().json;
    let many: Vec<Json> = (0..500).map(|n| Json::from(format!("\u{1b}[2J\u{202e}{n}{}", "x".repeat(1000)))).collect();
    json.set("/links/\u{9b}many", many);
    json.set("/links/list", (0..500_i64).map(Json::from).collect::<Vec<_>>());
    let path = folder.file("many.json", json.pretty());
    let mut other = Bundle::with_third_event().json;
    other.set("/links/list", (500..1000_i64).map(Json::from).collect::<Vec<_>>());
    let said = pith(&["diff", &folder.file("other.json", other.pretty()), &path]);
    assert!(said.is_safe());
    assert!(said.text().len() < 20_000, "{}", said.text().len());
    assert!(said.text().contains("more; --format json lists them all"), "{}", said.text());
    let report = pith(&["diff", "--format", "json", AFTER, &path]);
    assert!(report.is_safe());
    assert_eq!(report.json()["changes"].as_array().unwrap().len(), 2);
}
