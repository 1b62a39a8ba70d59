//! A report keeps 20 findings per code: the deciding ones are among them, and those only counted still count.

use crate::process::{Folder, KEYRING, Run, pith};
use crate::support::event::NewEvent;
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use serde_json::Value;

fn verify(bundle: &Bundle, options: &[&str]) -> Run {
    let folder = Folder::new();
    let path = folder.file("bundle.json", bundle.json.pretty());
    pith(&[&["verify", "--keyring", KEYRING, path.as_str()], options].concat())
}

/// The warnings about keys: reason and place.
fn about_keys(said: &Run) -> Vec<(String, String)> {
    let report = said.json();
    let checks = report["inputs"][0]["checks"].as_array().unwrap().iter();
    let of_keys = checks.filter(|check| check["code"] == "trust.keys" && check["status"] == "warn");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    of_keys.map(|check| (text(&check["reason"]), text(&check["pointer"]))).collect()
}

/// Thirty events of an author that nobody trusts, which are no obstacle, and a seal by a key that nobody trusts either.
#[test]
fn the_deciding_key_is_named_first() {
    let (author, sealer) = (TestKey::author(), TestKey::stranger());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    bundle.embed(&sealer);
    for copy in 0..30 {
        bundle.add(storage_attestation(&format!("copy {copy}")), &author);
    }
    bundle.seal_state();
    bundle.seal_bundle_as(&sealer);
    let said = verify(&bundle, &["--format", "json"]);
    assert_eq!(said.code, 4);
    assert_eq!(about_keys(&said)[0], ("untrusted".to_owned(), "/bundle_signature".to_owned()));
}

/// The registry's key was to be replaced long ago, which is said at each signature; the author's is not trusted.
#[test]
fn an_untrusted_key_is_reported_before_rotated_ones() {
    let author = TestKey::author();
    let mut bundle = Bundle::example();
    bundle.json.set("/public_keys/0/rotates_at", "2020-01-01T00:00:00Z");
    for copy in 0..30 {
        bundle.add(storage_attestation(&format!("copy {copy}")), &TestKey::registry());
    }
    bundle.embed(&author);
    bundle.add(storage_attestation("the author's"), &author);
    bundle.seal();
    // The key is trusted, so that nothing but the finding says that it is not for this signer.
    let folder = Folder::new();
    let elsewhere = folder.file("keyring", author.of("elsewhere.example", "").keyring_line());
    let said = verify(&bundle, &["--keyring", &elsewhere, "--format", "json"]);
    assert_eq!(said.code, 0);
    assert_eq!(about_keys(&said)[0], ("owner".to_owned(), "/events/32/signature".to_owned()));
    let human = verify(&bundle, &["--keyring", &elsewhere]).text();
    assert!(human.contains("some events are signed with keys that are not"), "{human}");
}

/// Twelve entries of M5 and twelve of M8 are more than is kept, and after them comes what M9 decides.
#[test]
fn a_reading_of_m9_that_the_state_contradicts_is_not_reported() {
    let registry = TestKey::registry();
    let mut bundle = Bundle::example();
    let first = bundle.event_id(0);
    for copy in 0..12 {
        bundle.add(storage_attestation(&format!("copy {copy}")).after(&first), &registry);
    }
    let snapshots: Vec<String> = (0..12)
        .map(|_| Paper::example().snapshot())
        .enumerate()
        .map(|(day, snapshot)| {
            let at = format!("2026-05-{:02}T00:00:00Z", day + 19);
            bundle.add(NewEvent::new("graph_snapshot", "graph", snapshot).at(&at), &registry)
        })
        .collect();
    let last = NewEvent::new("graph_snapshot", "graph", Paper::example().snapshot()).at("2026-06-01T00:00:00Z");
    bundle.add(snapshots.iter().fold(last, |event, id| event.supersedes(id)), &registry);
    bundle.seal();
    let readings =
        |bundle: &Bundle| verify(bundle, &["--format", "json"]).json()["inputs"][0]["rules"]["readings"]["M9"].clone();
    assert_eq!(readings(&bundle), "a");
    let superseded: Vec<Json> =
        (0..12).map(|place| entry(bundle.json.at(&format!("/events/{}", 14 + place)))).collect();
    bundle.json.at_mut("/state/current/graph_snapshots").elements_mut().splice(1..1, superseded);
    bundle.json.set("/state/current/storage_attestations", array![]);
    bundle.json.set("/state/equivocations", array![object! { "event_ids": array![&first] }]);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    assert_eq!(verify(&bundle, &[]).code, 5);
    assert_eq!(readings(&bundle), Value::Null);
    // What is not there agrees with no reading.
    bundle.json.remove("/state");
    assert_eq!(readings(&bundle), Value::Null);
}

/// The entry that M3 makes of an event.
fn entry(event: &Json) -> Json {
    object! {
        "created_at": event.at("/created_at"),
        "event_id": event.at("/event_id"),
        "payload": event.at("/payload"),
        "signer": event.at("/signer"),
        "target": event.at("/target"),
    }
}

/// A key that is trusted as a signer's is not tried, so nothing is known of what it signed.
#[test]
fn an_integrity_document_does_not_fail_for_the_role_of_a_pinned_key() {
    let folder = Folder::new();
    let line = "pith.science pith-v1-2026-05 ed25519 stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=";
    for (role, reason) in [("registry", None), ("signer", Some("unknown-key"))] {
        let keyring = folder.file(role, format!("{line} {role}\n"));
        let said =
            pith(&["verify", "--format", "json", "--keyring", &keyring, "fixtures/integrity/real-2604.19423.json"]);
        assert_eq!(said.code, 4, "{role}");
        let report = said.json();
        let checks = report["inputs"][0]["checks"].as_array().unwrap().iter();
        let found =
            checks.filter(|check| check["code"] == "event.signature").find_map(|check| check["reason"].as_str());
        assert_eq!(found, reason, "{role}");
    }
}

/// A document of a version that is not known is malformed for each place that says so: 19 are named, and the rest counted.
#[test]
fn unknown_versions_beyond_nineteen_are_counted_in_words() {
    let places = |copies: usize| {
        let mut bundle = Bundle::example();
        for copy in 0..copies {
            bundle.add(storage_attestation(&format!("copy {copy}")), &TestKey::registry());
        }
        for event in bundle.json.at_mut("/events").elements_mut() {
            event.set("/schema_version", "9.9");
        }
        let said = verify(&bundle, &["--format", "json"]);
        assert_eq!(said.code, 3);
        let report = said.json();
        let checks = report["inputs"][0]["checks"].as_array().unwrap().iter();
        let found = checks.filter(|check| check["code"] == "document.version");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        found.map(|check| (text(&check["pointer"]), text(&check["message"]))).collect::<Vec<_>>()
    };
    let named = |index: usize| {
        (format!("/events/{index}/schema_version"), "a version that this program does not know".to_owned())
    };
    let nineteen: Vec<_> = (0..19).map(named).collect();
    assert_eq!(places(17), nineteen);
    for (copies, more) in [(18, "1 more version"), (19, "2 more versions"), (25, "8 more versions")] {
        let rest = ("/events".to_owned(), format!("{more} that this program does not know"));
        assert_eq!(places(copies), [&nineteen[..], &[rest]].concat());
    }
}

/// The real bundle with its second event 27 times more.
fn with_copies_of_an_event() -> String {
    let mut real = Json::parse(&std::fs::read_to_string("fixtures/valid/arxiv-1804.07612.json").unwrap());
    let events = real.at_mut("/events").elements_mut();
    let copies = vec![events[1].clone(); 27];
    events.extend(copies);
    real.compact()
}

/// Findings that follow from a cause are not shown to people; whether those do that are only counted is not known.
#[test]
fn findings_that_are_counted_are_named_beside_the_causes() {
    let folder = Folder::new();
    let (file, mut bundle) = (folder.path().join("bundle.json"), Json::parse(&with_copies_of_an_event()));
    for (events, counted) in [(29, Some("7 more that are")), (23, Some("1 more that is")), (22, None)] {
        bundle.at_mut("/events").elements_mut().truncate(events);
        std::fs::write(&file, bundle.compact()).unwrap();
        let said = pith(&["verify", file.to_str().unwrap()]).text();
        let lines: Vec<&str> = said.lines().filter(|line| line.contains("fail event.unique")).collect();
        let wanted: Vec<String> =
            counted.iter().map(|more| format!("  fail event.unique and {more} not listed")).collect();
        assert_eq!(lines, wanted, "{said}");
    }
}

/// The registry signed five events with a time that does not exist, and others were changed later: the bundle that was
/// signed fails by itself, which no cause explains.
#[test]
fn what_fails_without_the_changes_is_not_explained_by_them() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    for copy in 0..25 {
        let event = storage_attestation(&format!("copy {copy}"));
        let event = if copy < 20 { event } else { event.at("2026-13-18T00:00:00Z") };
        bundle.add(event, &TestKey::registry());
    }
    bundle.seal();
    let page = folder.path().join("page.html");
    for (changed, counted) in [(1, 0), (20, 5)] {
        let mut json = bundle.json.clone();
        for event in 0..changed {
            json.set(&format!("/events/{}/created_at", 2 + event), "2026-14-18T00:00:00Z");
        }
        let file = folder.file("bundle.json", json.compact());
        let said = pith(&["verify", "--keyring", KEYRING, "--report", &format!("html={}", page.display()), &file]);
        assert_eq!(said.code, 1);
        assert!(said.text().contains("it is the bundle that was signed"), "{}", said.text());
        let listed = said.text().lines().filter(|line| line.starts_with("  fail event.time (")).count();
        assert_eq!(listed, if counted == 0 { 5 } else { 0 }, "{}", said.text());
        let more = format!("fail event.time and {counted} more that are not listed");
        assert_eq!(said.text().contains(&more), counted > 0, "{}", said.text());
        let page = std::fs::read_to_string(&page).unwrap();
        let unfolded =
            "<details class=\"check\" open>\n<summary><span class=\"badge fail\">fail</span> <code>event.time</code>";
        assert!(page.contains(unfolded), "{changed}");
        assert!(page.contains(" because of the causes above"), "others follow from the changes");
    }
}

/// The page has no list of which events the findings are about that are only counted.
#[test]
fn an_event_is_not_called_valid_where_failures_are_only_counted() {
    let folder = Folder::new();
    let page = folder.path().join("page.html");
    let standings = |bundle: String, options: &[&str]| {
        let file = folder.file("bundle.json", bundle);
        pith(&[&["verify", "--report", &format!("html={}", page.display()), &file], options].concat());
        let page = std::fs::read_to_string(&page).unwrap();
        ["valid", "valid, but not all findings are listed", "valid, a check fails"]
            .map(|standing| page.matches(&format!("data-head=\"Standing\">{standing}<")).count())
    };
    assert_eq!(standings(with_copies_of_an_event(), &[]), [0, 9, 20]);
    let mut fewer = Json::parse(&with_copies_of_an_event());
    fewer.at_mut("/events").elements_mut().truncate(22);
    assert_eq!(standings(fewer.compact(), &[]), [2, 0, 20]);
    let mut bundle = Bundle::example();
    for day in 0..24 {
        let mut snapshot = Paper::example().snapshot();
        snapshot.set("/graph_snapshot/claims/snapshot_sha256", "0".repeat(64));
        let at = format!("2026-06-{:02}T00:00:00Z", day + 1);
        bundle.add(NewEvent::new("graph_snapshot", "graph", snapshot).at(&at), &TestKey::registry());
    }
    bundle.seal();
    assert_eq!(standings(bundle.json.compact(), &["--keyring", KEYRING]), [26, 0, 0], "warnings are no failures");
    assert_eq!(standings(bundle.json.compact(), &["--keyring", KEYRING, "--strict"]), [0, 6, 20]);
}

#[test]
fn with_strict_what_is_counted_of_a_code_is_one_entry() {
    let mut bundle = Bundle::example();
    for copy in 0..46 {
        let time = if copy < 23 { "2026-05-18T00:00:00+00:00" } else { "2026-13-18T00:00:00Z" };
        bundle.add(storage_attestation(&format!("copy {copy}")).at(time), &TestKey::registry());
    }
    bundle.seal();
    // How many entries of the code count others, and how many findings it has.
    let of_times = |options: &[&str]| {
        let report = verify(&bundle, &[&["--format", "json"], options].concat()).json();
        let checks = report["inputs"][0]["checks"].as_array().unwrap().iter();
        let of_times = checks.filter(|check| check["code"] == "event.time" && check["status"] != "pass");
        let counts: Vec<Option<u64>> = of_times.map(|check| check["count"].as_u64()).collect();
        (counts.iter().flatten().count(), counts.iter().map(|count| count.unwrap_or(1)).sum::<u64>())
    };
    let (entries, all) = of_times(&[]);
    assert_eq!(entries, 2, "of failures and of warnings");
    assert_eq!(of_times(&["--strict"]), (1, all));
}

/// A reason that inputs share says how many parts it has, also of those that a report only counts.
#[test]
fn a_shared_reason_counts_what_is_not_listed() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    for copy in 0..25 {
        let event = storage_attestation(&format!("copy {copy}")).supersedes(&format!("sha256:{}", "1".repeat(64)));
        bundle.add(event, &TestKey::registry());
    }
    bundle.seal();
    let shared = |bundle: &str, options: &[&str]| {
        let inputs = ["one.json", "other.json"].map(|name| folder.file(name, bundle));
        pith(&[&["verify", &inputs[0], &inputs[1]], options].concat()).text()
    };
    let said = shared(&bundle.json.compact(), &["--keyring", KEYRING]);
    assert!(said.contains("; event.links (absent, rule M8) /events/4/supersedes/0 and 22 more\n"), "{said}");
    let said = shared(&with_copies_of_an_event(), &[]);
    assert!(said.contains("; added /events/4 and 24 more\n"), "{said}");
}
