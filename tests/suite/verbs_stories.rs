//! `pith merge` of inputs that verify alone but do not fit together: stories, exceptions, and the inputs that can tell
//! one.

use crate::process::{AFTER, BEFORE, Folder, KEYRING, pith};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use crate::union::{merge, names, with_event};
use serde_json::Value;

/// The only story of this kind.
fn story<'r>(report: &'r Value, kind: &str) -> &'r Value {
    let stories = report["stories"].as_array().unwrap();
    let mut found = stories.iter().filter(|story| story["kind"] == kind);
    let story = found.next().unwrap_or_else(|| panic!("no story {kind} in {stories:#?}"));
    assert!(found.next().is_none(), "two stories {kind}");
    story
}

/// The inputs of each side, with the events that they contain.
fn sides(story: &Value) -> Vec<(Vec<&str>, Vec<&str>)> {
    sorted(story["sides"].as_array().unwrap().iter().map(|side| (names(&side["inputs"]), names(&side["holds"]))))
}

fn sorted<T: Ord>(list: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = list.into_iter().collect();
    list.sort();
    list
}

/// The ids of the events that a file lists.
fn event_ids(path: &str) -> Vec<String> {
    let bundle: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let events = bundle["events"].as_array().unwrap();
    events.iter().map(|event| event["event_id"].as_str().unwrap().to_owned()).collect()
}

/// Both inputs pass alone. Only together do they show two `record_created` events of one record, which contradicts an
/// inferred rule (M10).
#[test]
fn two_record_created_events_of_one_record_are_a_story() {
    let folder = Folder::new();
    let mut other = Bundle::example();
    other.json.set("/events/0/created_at", "2026-05-18T00:17:57Z");
    other.seal_from_event(0);
    let path = folder.file("other.json", other.json.pretty());
    assert_eq!(pith(&["verify", "--keyring", KEYRING, &path]).code, 0);
    let said = merge(&[AFTER, &path]);
    assert_eq!(said.code, 5);
    let report = said.json();
    assert_eq!(report["contradictions"], serde_json::json!([]));
    let story = story(&report, "record-created");
    assert_eq!((&story["rule"], &story["about"]), (&Value::from("M10"), &report["pith_number"]));
    let ids = [Bundle::example().event_id(0), other.event_id(0)];
    assert_eq!(sides(story), sorted([(vec![AFTER], vec![ids[0].as_str()]), (vec![path.as_str()], vec![&ids[1]])]));
}

/// The signature of a trusted key proves an event, whatever becomes of the bundle around it.
#[test]
fn the_record_created_of_an_input_that_fails_is_part_of_a_story() {
    let folder = Folder::new();
    let mut other = Bundle::example();
    other.json.set("/events/0/created_at", "2026-05-18T00:17:57Z");
    other.seal_from_event(0);
    other.json.set("/links/resolver", "https://elsewhere.example");
    let said = merge(&[AFTER, &folder.file("other.json", other.json.pretty())]);
    assert_eq!(said.code, 1);
    assert_eq!(sides(story(&said.json(), "record-created")).len(), 2);
}

#[test]
fn two_histories_are_shown_with_the_inputs_that_contain_them() {
    let folder = Folder::new();
    let previous = Bundle::with_third_event().event_id(2);
    let branch = |copy: &str| {
        let event = storage_attestation(copy).after(&previous).at("2026-05-19T00:00:00Z");
        with_event(event, &TestKey::registry()).json.pretty()
    };
    let (left, right) = (folder.file("left.json", branch("left")), folder.file("right.json", branch("right")));
    for path in [&left, &right] {
        let report = pith(&["verify", "--keyring", KEYRING, "--format", "json", path]).json();
        assert_eq!(report["verdict"], "pass");
    }
    let said = merge(&[&left, &right]);
    assert_eq!(said.code, 5);
    let report = said.json();
    let story = story(&report, "two-histories");
    assert_eq!((story["rule"].as_str(), story["about"].as_str()), (Some("M9"), Some(previous.as_str())));
    let of = |path: &str| event_ids(path).pop().unwrap();
    let (on_left, on_right) = (of(&left), of(&right));
    let expected = [(vec![left.as_str()], vec![on_left.as_str()]), (vec![right.as_str()], vec![on_right.as_str()])];
    assert_eq!(sides(story), sorted(expected));
    let group = &report["equivocations"][0];
    assert_eq!(report["equivocations"].as_array().unwrap().len(), 1);
    assert_eq!(group["prev_event"], previous.as_str());
    let mut holders: Vec<Vec<&str>> = group["events"].as_array().unwrap().iter().map(|e| names(&e["inputs"])).collect();
    holders.sort();
    assert_eq!(holders, [vec![left.as_str()], vec![right.as_str()]]);
    let human = pith(&["merge", "--keyring", KEYRING, &left, &right]).text();
    assert!(human.contains("equivocation by the key"), "{human}");
    let settled = merge(&[&left, &left]);
    assert_eq!((settled.code, settled.json()["stories"].clone()), (0, serde_json::json!([])));
    assert_eq!(settled.json()["equivocations"].as_array().unwrap().len(), 0);
}

/// The later one passes alone, and no published rule requires that events persist.
#[test]
fn an_event_missing_from_a_later_build_is_a_story() {
    let folder = Folder::new();
    let later = folder.file("later.json", Bundle::example().built("2026-06-05T00:00:00Z").json.pretty());
    let third = Bundle::with_third_event().event_id(2);
    for inputs in [[AFTER, &later], [&later, AFTER]] {
        let said = merge(&inputs);
        assert_eq!(said.code, 5);
        let report = said.json();
        assert_eq!(report["stories"].as_array().unwrap().len(), 1, "{report}");
        let story = story(&report, "withheld");
        assert_eq!(story["rule"], Value::Null);
        let (holds, lacks) = (&story["sides"][0], &story["sides"][1]);
        assert_eq!((names(&holds["inputs"]), names(&holds["holds"])), (vec![AFTER], vec![third.as_str()]));
        assert_eq!((names(&lacks["inputs"]), names(&lacks["lacks"])), (vec![later.as_str()], vec![third.as_str()]));
        assert_eq!((names(&holds["lacks"]), names(&lacks["holds"])), (vec![], vec![]));
        let message = story["message"].as_str().unwrap();
        assert!(message.contains(&format!("{AFTER} (built 2026-06-03T19:49:47Z) holds {third}")), "{message}");
        assert!(message.contains(&format!("{later} (built 2026-06-05T00:00:00Z) lacks {third}")), "{message}");
        let human = pith(&["merge", "--keyring", KEYRING, inputs[0], inputs[1]]).text();
        assert!(human.starts_with("UNDETERMINED"), "{human}");
        assert!(human.contains("different stories (withheld)"), "{human}");
        assert!(human.contains(&format!("{later} (built 2026-06-05T00:00:00Z) lacks {third}")), "{human}");
    }
}

/// Bundles grow: an event that the earlier one lacks is no story.
#[test]
fn an_event_missing_from_an_earlier_build_is_no_story() {
    let said = merge(&[BEFORE, AFTER]);
    assert_eq!((said.code, said.json()["stories"].clone()), (0, serde_json::json!([])));
    assert!(pith(&["merge", "--keyring", KEYRING, BEFORE, AFTER]).text().contains("together they tell one story"));
}

/// The first of three builds contains an event, the second lacks it, and the third contains it again.
#[test]
fn the_first_build_with_an_event_is_compared_with_each_later_one() {
    let folder = Folder::new();
    let with = Bundle::with_third_event();
    let first = folder.file("first.json", with.clone().built("2026-06-04T00:00:00Z").json.pretty());
    let second = folder.file("second.json", Bundle::example().built("2026-06-05T00:00:00Z").json.pretty());
    let third = folder.file("third.json", with.built("2026-06-06T00:00:00Z").json.pretty());
    let report = merge(&[&third, &second, &first]).json();
    let story = story(&report, "withheld");
    assert_eq!(names(&story["sides"][0]["inputs"]), [first.as_str()]);
    assert_eq!(names(&story["sides"][1]["inputs"]), [second.as_str()]);
}

#[test]
fn builds_of_one_second_must_have_one_content() {
    let folder = Folder::new();
    let links = Bundle::served_elsewhere();
    let mut order = Bundle::with_third_event();
    order.json.at_mut("/mirror_hints").elements_mut().push(object! { "name": "another" });
    order.seal();
    for (name, other, pointer) in [
        ("links.json", links.json.pretty(), "/links/resolver"),
        ("hints.json", order.json.pretty(), "/mirror_hints/1"),
        ("dropped.json", Bundle::example().json.pretty(), "/events/2"),
    ] {
        let path = folder.file(name, other);
        assert_eq!(pith(&["verify", "--keyring", KEYRING, &path]).code, 0, "{name}");
        let said = merge(&[AFTER, &path]);
        assert_eq!(said.code, 5, "{name}");
        let report = said.json();
        let story = story(&report, "built-at");
        assert_eq!((&story["rule"], &story["about"]), (&Value::Null, &Value::from("2026-06-03T19:49:47Z")));
        assert_eq!(sides(story), sorted([(vec![AFTER], vec![]), (vec![path.as_str()], vec![])]));
        let contents: Vec<&Value> =
            story["sides"].as_array().unwrap().iter().map(|side| &side["content_sha256"]).collect();
        assert!(contents.len() == 2 && contents[0] != contents[1] && contents[0].is_string(), "{contents:?}");
        let places = story["places"].as_array().unwrap();
        let place = places.iter().find(|place| place["pointer"] == pointer).unwrap_or_else(|| panic!("{places:#?}"));
        assert_eq!((&place["sides"], place["values"].as_array().unwrap().len()), (&serde_json::json!([0, 1]), 2));
        assert_ne!(place["values"][0], place["values"][1]);
    }
    let human = pith(&["merge", "--keyring", KEYRING, AFTER, &folder.file("links.json", links.json.pretty())]).text();
    assert!(human.contains("different stories (built-at) 2026-06-03T19:49:47Z"), "{human}");
    assert!(human.contains("\"https://elsewhere.example\" in "), "{human}");
}

/// A publisher that builds on request signs the same events again, in the second of the build.
#[test]
fn builds_that_differ_only_in_their_signing_are_equal() {
    let folder = Folder::new();
    let mut again = Bundle::with_third_event();
    for place in 0..3 {
        again.json.set(&format!("/events/{place}/signature/signed_at"), "2026-06-03T19:49:47.900000Z");
    }
    again.json.set("/built_at", "2026-06-03T19:49:47.9Z");
    again.seal();
    again.json.set("/bundle_signature/signed_at", "2026-06-03T19:49:47.900001Z");
    let path = folder.file("again.json", again.json.pretty());
    let said = merge(&[AFTER, &path]);
    assert_eq!((said.code, said.json()["stories"].clone()), (0, serde_json::json!([])), "{}", said.text());
    // The same holds a second later, but not for other content.
    let next = folder.file("next.json", again.clone().built("2026-06-03T19:49:48Z").json.pretty());
    assert_eq!(merge(&[AFTER, &path, &next]).code, 0);
    again.json.set("/links/resolver", "https://elsewhere.example");
    again.seal();
    assert_eq!(merge(&[AFTER, &folder.file("other.json", again.json.pretty())]).code, 5);
}

/// A fraction of a second does not count: `built_at` is cut to seconds.
#[test]
fn builds_are_compared_at_whole_seconds() {
    let folder = Folder::new();
    let lacking = folder.file("lacking.json", Bundle::example().built("2026-06-03T19:49:47.999Z").json.pretty());
    let report = merge(&[AFTER, &lacking]).json();
    assert_eq!(report["stories"].as_array().unwrap().len(), 1);
    story(&report, "built-at");
    let lacking = folder.file("lacking.json", Bundle::example().built("2026-06-03T19:49:48Z").json.pretty());
    let report = merge(&[AFTER, &lacking]).json();
    assert_eq!(report["stories"].as_array().unwrap().len(), 1);
    story(&report, "withheld");
}

/// Anybody can build a bundle that lacks an event, has other content in the same second, or has another
/// `record_created`.
#[test]
fn inputs_without_evidence_tell_no_story() {
    let folder = Folder::new();
    let stranger = |built_at: &str| Bundle::published(&Paper::example(), &TestKey::stranger()).built(built_at);
    let mut forged = Bundle::example().built("2026-06-05T00:00:00Z");
    forged.json.set("/links/resolver", "https://elsewhere.example");
    for (name, json, code) in [
        ("stranger-later.json", stranger("2026-06-05T00:00:00Z").json, 4),
        ("stranger-now.json", stranger("2026-06-03T19:49:47Z").json, 4),
        ("forged.json", forged.json, 1),
    ] {
        let path = folder.file(name, json.pretty());
        let said = merge(&[AFTER, &path]);
        let report = said.json();
        assert_eq!((said.code, report["stories"].clone()), (code, serde_json::json!([])), "{name}");
        assert!(!names(&report["inputs"][1]["lacks"]).is_empty() || !names(&report["inputs"][0]["lacks"]).is_empty());
    }
}

/// Its signatures cover its content, even if its state differs from an inferred rule.
#[test]
fn an_undetermined_input_can_tell_a_story() {
    let folder = Folder::new();
    let mut bundle = Bundle::example().built("2026-06-05T00:00:00Z");
    bundle.json.set("/state/current/retractions", array!["one"]);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    let later = folder.file("later.json", bundle.json.pretty());
    assert_eq!(pith(&["verify", "--keyring", KEYRING, &later]).code, 5);
    let alone = merge(&[&later]);
    assert_eq!((alone.code, alone.json()["stories"].clone()), (5, serde_json::json!([])));
    assert!(pith(&["merge", "--keyring", KEYRING, &later]).text().contains("depends on unpublished rules"));
    let report = merge(&[AFTER, &later]).json();
    assert_eq!(names(&story(&report, "withheld")["sides"][1]["inputs"]), [later.as_str()]);
}

/// A story neither softens a worse verdict nor is hidden by one.
#[test]
fn a_worse_verdict_outweighs_a_story() {
    let folder = Folder::new();
    let later = folder.file("later.json", Bundle::example().built("2026-06-05T00:00:00Z").json.pretty());
    let empty = "fixtures/malformed/json.syntax/empty.json";
    let unsigned = "fixtures/fail/bundle.signature/unsigned.json";
    for (more, code) in [(vec![], 5), (vec!["no-such-file.json"], 2), (vec![empty], 3), (vec![unsigned], 1)] {
        let said = merge(&[vec![AFTER, later.as_str()], more].concat());
        assert_eq!(said.code, code);
        story(&said.json(), "withheld");
    }
}

/// Many events of a registry follow nothing, such as the snapshot and the record.
#[test]
fn events_that_follow_nothing_are_one_history() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    bundle.add(storage_attestation("copy 2"), &TestKey::registry());
    let later = folder.file("later.json", bundle.built("2026-06-05T00:00:00Z").json.pretty());
    let said = merge(&[AFTER, &later]);
    assert_eq!((said.code, said.json()["stories"].clone()), (0, serde_json::json!([])));
}

/// A registry with a rotated key is one signer if both keys are trusted for it.
#[test]
fn a_rotated_key_is_the_same_signer() {
    let folder = Folder::new();
    let (old, new) = (TestKey::registry(), TestKey::successor());
    let previous = Bundle::with_third_event().event_id(2);
    let left = with_event(storage_attestation("left").after(&previous).at("2026-05-19T00:00:00Z"), &old);
    let right = with_event(storage_attestation("right").after(&previous).at("2026-05-19T00:00:00Z"), &new);
    let left = folder.file("left.json", left.json.pretty());
    let right = folder.file("right.json", right.built("2026-06-04T00:00:00Z").json.pretty());
    let keyring = folder.file("keyring", format!("{}\n{}\n", old.keyring_line(), new.keyring_line()));
    let merge = |keyring: &str| pith(&["merge", "--keyring", keyring, "--format", "json", &left, &right]).json();
    story(&merge(&keyring), "two-histories");
    let kinds = |report: &Value| -> Vec<String> {
        report["stories"].as_array().unwrap().iter().map(|story| story["kind"].to_string()).collect()
    };
    assert_eq!(kinds(&merge(KEYRING)), ["\"withheld\""]);
}

#[test]
fn stories_are_on_the_page() {
    let folder = Folder::new();
    let later = folder.file("later.json", Bundle::example().built("2026-06-05T00:00:00Z").json.pretty());
    let page = folder.path().join("page.html");
    let report = format!("html={}", page.display());
    let said = pith(&["merge", "--keyring", KEYRING, "--report", &report, AFTER, &later]);
    assert_eq!(said.code, 5);
    let page = std::fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("<h2>Different stories</h2>").unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    let third = Bundle::with_third_event().event_id(2);
    assert_eq!(section.matches(">withheld: ").count(), 2);
    assert!(section.contains(&format!("{AFTER} (built 2026-06-03T19:49:47Z) holds {third}</td>")), "{section}");
    assert!(section.contains(&format!("later.json (built 2026-06-05T00:00:00Z) lacks {third}</td>")), "{section}");
    assert!(page.contains("they do not tell one story"), "{page}");
}

#[test]
fn the_text_of_stories_is_safe_and_bounded() {
    let folder = Folder::new();
    let hostile = "\u{1b}[2J\u{202e}\u{9b}\u{2066}\r\n";
    let mut bundle = Bundle::example();
    bundle.json.set("/links/x\u{1b}]0;x\u{7}", hostile);
    bundle.json.set("/links/long", "y".repeat(100_000));
    bundle.seal();
    let path = folder.file("\u{1b}[31m.json", bundle.json.pretty());
    let example = folder.file("example.json", Bundle::example().json.pretty());
    for format in ["human", "json"] {
        let said = pith(&["merge", "--keyring", KEYRING, "--format", format, &path, &example]);
        assert_eq!(said.code, 5);
        assert!(said.is_safe(), "{format}");
        assert!(said.out.len() < 60_000, "{format}: {}", said.out.len());
    }
    let text = pith(&["merge", "--keyring", KEYRING, &path, &example]).text();
    assert!(text.contains("/links/x\\u{1b}]0;x\\u{7}: "), "{text}");
}

/// `verify` warns of it. Merging the bundle with itself or with an earlier one adds no story.
#[test]
fn an_equivocation_that_every_input_shows_is_one_story() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    let previous = bundle.event_id(2);
    for copy in ["left", "right"] {
        bundle.add(storage_attestation(copy).after(&previous), &TestKey::registry());
    }
    let forked = folder.file("forked.json", bundle.clone().built("2026-06-04T00:00:00Z").json.pretty());
    let again = folder.file("again.json", bundle.clone().built("2026-06-05T00:00:00Z").json.pretty());
    assert_eq!(pith(&["verify", "--keyring", KEYRING, &forked]).code, 0);
    for inputs in [vec![forked.as_str()], vec![AFTER, &forked, &again]] {
        let said = merge(&inputs);
        let report = said.json();
        assert_eq!((said.code, report["stories"].clone()), (0, serde_json::json!([])));
        assert_eq!(report["equivocations"].as_array().unwrap().len(), 1);
        let human = pith(&[&["merge", "--keyring", KEYRING], inputs.as_slice()].concat()).text();
        assert!(human.contains("one story, in which a signer signed two histories"), "{human}");
    }
    // Before, it showed one of the two.
    bundle.json.at_mut("/events").elements_mut().pop();
    let before = folder.file("before.json", bundle.built("2026-06-03T20:00:00Z").json.pretty());
    let said = merge(&[&before, &forked]);
    assert_eq!(said.code, 5);
    let report = said.json();
    assert_eq!(report["stories"].as_array().unwrap().len(), 1);
    let both = |side: &&Value| names(&side["inputs"]) == [before.as_str(), &forked];
    let sides = story(&report, "two-histories")["sides"].as_array().unwrap();
    assert_eq!((sides.len(), sides.iter().filter(both).count()), (2, 1), "{sides:#?}");
}

/// An event that supersedes another continues its history.
#[test]
fn a_successor_that_replaces_another_is_one_history() {
    let folder = Folder::new();
    let mut bundle = Bundle::with_third_event();
    let previous = bundle.event_id(2);
    let first = bundle.add(storage_attestation("first").after(&previous), &TestKey::registry());
    let older = folder.file("older.json", bundle.clone().built("2026-06-04T00:00:00Z").json.pretty());
    bundle.add(storage_attestation("second").after(&previous).supersedes(&first), &TestKey::registry());
    let newer = folder.file("newer.json", bundle.built("2026-06-05T00:00:00Z").json.pretty());
    let said = merge(&[&older, &newer]);
    assert_eq!((said.code, said.json()["stories"].clone()), (0, serde_json::json!([])));
}

#[test]
fn the_first_twenty_places_are_named() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    for number in 0..30 {
        bundle.json.set(&format!("/links/mirror_{number:02}"), "https://mirror.example");
    }
    bundle.seal();
    let path = folder.file("links.json", bundle.json.pretty());
    let example = folder.file("example.json", Bundle::example().json.pretty());
    let mut hints = Bundle::example();
    hints.json.set("/mirror_hints/0/status", "secondary");
    hints.seal();
    let third = folder.file("hints.json", hints.json.pretty());
    let report = merge(&[&path, &example, &third]).json();
    let story = story(&report, "built-at");
    assert_eq!(story["sides"].as_array().unwrap().len(), 3);
    let places = story["places"].as_array().unwrap();
    assert_eq!(places.len(), 20);
    assert!(places.iter().all(|place| place["sides"][0] == 0 && [1, 2].contains(&place["sides"][1].as_i64().unwrap())));
}

#[test]
fn twenty_places_are_named_of_all_versions_together() {
    let folder = Folder::new();
    let mut paths = vec![folder.file("example.json", Bundle::example().json.pretty())];
    for version in ["a", "b", "c"] {
        let mut bundle = Bundle::example();
        for number in 0..8 {
            bundle.json.set(&format!("/links/{version}_{number}"), "https://mirror.example");
        }
        bundle.seal();
        paths.push(folder.file(&format!("{version}.json"), bundle.json.pretty()));
    }
    let report = merge(&paths.iter().map(String::as_str).collect::<Vec<_>>()).json();
    let story = story(&report, "built-at");
    assert_eq!(story["sides"].as_array().unwrap().len(), 4);
    let others: Vec<i64> =
        story["places"].as_array().unwrap().iter().map(|p| p["sides"][1].as_i64().unwrap()).collect();
    // Those of the second version first, then those of the third, as far as they go.
    assert_eq!(others.len(), 20, "{others:?}");
    assert!(others.is_sorted() && others[0] == 1 && others[19] > 1, "{others:?}");
}

/// A timestamp proof is no event: that a later build dropped one is for `--since` to say.
#[test]
fn a_timestamp_proof_that_a_later_build_dropped_is_no_story() {
    let folder = Folder::new();
    let bundle = |name: &str, proofs, built_at: &str| {
        let mut bundle = Bundle::with_third_event();
        bundle.json.set("/timestamp_proofs", proofs);
        folder.file(name, bundle.built(built_at).json.pretty())
    };
    let older = bundle("older.json", array![object! { "ots": "AAAA" }], "2026-06-03T00:00:00Z");
    let newer = bundle("newer.json", array![], "2026-06-04T00:00:00Z");
    assert_eq!(pith(&["verify", "--keyring", KEYRING, "--since", &older, &newer]).code, 1);
    let said = merge(&[&older, &newer]);
    assert_eq!((said.code, &said.json()["stories"]), (0, &serde_json::json!([])));
    // In one second it is another content.
    let same = bundle("same.json", array![], "2026-06-03T00:00:00Z");
    let said = merge(&[&older, &same]);
    assert_eq!(
        (said.code, &story(&said.json(), "built-at")["places"][0]["pointer"]),
        (5, &"/timestamp_proofs/0".into())
    );
}
