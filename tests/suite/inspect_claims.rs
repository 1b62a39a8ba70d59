//! `pith inspect`: the title that is in force, and every value of another type than a document of its kind has.

use crate::process::{Folder, pith};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use serde_json::Value;

fn inspect(path: &str) -> Value {
    let said = pith(&["inspect", "--format", "json", path]);
    assert_eq!(said.code, 0, "{}", said.err);
    said.json()
}

/// A snapshot with this title, made on this day of June.
fn snapshot(title: &str, day: u32) -> NewEvent {
    let paper = Paper { title: title.to_owned(), ..Paper::example() };
    NewEvent::new("graph_snapshot", "graph", paper.snapshot()).at(&format!("2026-06-{day:02}T00:00:00Z"))
}

/// The title, in JSON and for people and on the page; and whether any format shows one of the others as the paper's.
fn titles(folder: &Folder, bundle: &Bundle) -> String {
    let path = folder.file("bundle.json", bundle.json.pretty());
    let title = inspect(&path)["paper"]["title"].as_str().unwrap().to_owned();
    let human = pith(&["inspect", &path]).text();
    assert!(human.contains(&format!("\n  paper        {title}\n")), "{human}");
    let page = pith(&["inspect", "--format", "html", &path]).text();
    assert!(page.contains(&format!("<h1>{title}</h1>")), "{title}");
    let state = folder.file("state.json", bundle.json.at("/state").pretty());
    assert_eq!(inspect(&state)["paper"]["title"], title.as_str(), "the state shows the same");
    title
}

#[test]
fn the_title_of_a_superseded_snapshot_is_not_the_papers() {
    let folder = Folder::new();
    let key = TestKey::registry();
    let found = || Bundle::found(&Paper::example().record(), &key);

    let mut bundle = found();
    let first = bundle.add(snapshot("The First", 1), &key);
    bundle.seal();
    assert_eq!(titles(&folder, &bundle), "The First");
    let second = bundle.add(snapshot("The Second", 2).supersedes(&first), &key);
    bundle.seal();
    assert_eq!(titles(&folder, &bundle), "The Second");
    bundle.add(snapshot("The Third", 2).supersedes(&second), &key);
    bundle.seal();
    assert_eq!(titles(&folder, &bundle), "The Third", "at one time the one that supersedes, whatever its id is");

    let mut bundle = found();
    bundle.add(snapshot("The Later", 3), &key);
    bundle.add(snapshot("The Earlier", 2), &key);
    bundle.seal();
    assert_eq!(titles(&folder, &bundle), "The Later", "the order in the document says nothing");
}

/// Of two snapshots of one time the superseding one is shown, whatever the order of their ids.
#[test]
fn the_title_in_force_does_not_depend_on_ids() {
    let folder = Folder::new();
    let key = TestKey::registry();
    for number in 0..8 {
        let mut bundle = Bundle::found(&Paper::example().record(), &key);
        let old = bundle.add(snapshot(&format!("Old {number}"), 1), &key);
        bundle.add(snapshot(&format!("New {number}"), 1).supersedes(&old), &key);
        bundle.seal();
        assert_eq!(titles(&folder, &bundle), format!("New {number}"));
    }
}

/// What the type of a value is called, and one of it.
fn values() -> [(&'static str, Json); 7] {
    [
        ("null", Json::Null),
        ("boolean", Json::Bool(true)),
        ("integer", Json::number("7")),
        ("double", Json::number("7.5")),
        ("string", "text".into()),
        ("array", array![1_usize]),
        ("object", object! { "a": 1_usize }),
    ]
}

#[test]
fn every_value_of_another_type_is_an_oddity() {
    let folder = Folder::new();
    let places = [
        ("/canonical_record", "an object"),
        ("/canonical_record/metadata", "an object"),
        ("/source", "an object"),
        ("/source_aliases", "an array"),
        ("/source_aliases/1", "an object"),
        ("/events", "an array"),
        ("/events/1", "an object"),
        ("/events/1/signer", "an object"),
        ("/events/1/supersedes", "an array"),
        ("/public_keys", "an array"),
        ("/public_keys/0", "an object"),
        ("/mirror_hints", "an array"),
        ("/mirror_hints/0", "an object"),
        ("/links", "an object"),
        ("/state", "an object"),
        ("/state/current", "an object"),
        ("/bundle_signature", "an object"),
    ];
    let mut wrong = Vec::new();
    for (pointer, expected) in places {
        for (name, value) in values() {
            let mut bundle = Bundle::example();
            bundle.json.set(pointer, value);
            let said = inspect(&folder.file("odd.json", bundle.json.compact()));
            let odd = said["oddities"].as_array().unwrap();
            let found: Vec<_> = odd.iter().filter(|odd| odd["pointer"] == pointer).map(|odd| &odd["message"]).collect();
            let is_right = expected.ends_with(name);
            let message = format!("is of type {name}, not {expected}");
            // Nothing is no other type where there may be nothing.
            let may_be_silent = is_right || name == "null";
            if !(found == [message.as_str()] || may_be_silent && found.is_empty()) || is_right && !found.is_empty() {
                wrong.push(format!("{pointer} is of type {name}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A value of another type is shown as its JSON, in the place of the text.
#[test]
fn values_other_than_text_are_shown_as_json() {
    let folder = Folder::new();
    for (value, shown) in [
        (Json::Null, Value::Null),
        (Json::Bool(false), "false".into()),
        (Json::number("7"), "7".into()),
        (Json::number("-0.0"), "-0.0".into()),
        ("".into(), "".into()),
        (array![], "none".into()),
        (array!["a", 1_usize], "[\"a\",1]".into()),
        (object! { "b": 1_usize, "a": Json::Null }, "{\"a\":null,\"b\":1}".into()),
    ] {
        let mut bundle = Bundle::example();
        for pointer in ["/pith_number", "/built_at", "/events/1/created_at", "/source/id", "/public_keys/0/key_id"] {
            bundle.json.set(pointer, value.clone());
        }
        let said = inspect(&folder.file("odd.json", bundle.json.compact()));
        for found in [
            &said["pith_number"],
            &said["built_at"],
            &said["events"][1]["created_at"],
            &said["source"]["id"],
            &said["keys"][0]["key_id"],
        ] {
            assert_eq!(*found, shown, "{value:?}");
        }
    }
}

/// docs/inspect.md: lists end after 10,000 entries, and an oddity counts the rest; it stands first, however odd the
/// list is.
#[test]
fn entries_beyond_the_end_of_a_list_are_counted() {
    let folder = Folder::new();
    let listed = |entries: usize, odd: usize| {
        let aliases = (0..entries).map(|n| object! {"kind": "k", "value": n.to_string()});
        let list: Vec<Json> = (0..odd).map(|_| Json::from("odd")).chain(aliases).collect();
        let mut bundle = Bundle::example();
        bundle.json.set("/source_aliases", list);
        let said = inspect(&folder.file("long.json", bundle.json.compact()));
        let aliases = said["aliases"].as_array().unwrap().len();
        (aliases, said["oddities"].as_array().unwrap().clone())
    };
    assert_eq!(listed(10_000, 0), (10_000, Vec::new()));
    let rest = serde_json::json!({
        "pointer": "/source_aliases", "message": "only the first 10000 entries are shown; there are 3 more"
    });
    assert_eq!(listed(10_003, 0), (10_000, vec![rest.clone()]));
    let (shown, odd) = listed(10_003, 60);
    assert_eq!((shown, &odd[0], odd.len()), (10_000, &rest, 50));
}

/// An inspection's remark on what it leaves out, and its place.
fn left_out(said: &Value) -> Vec<(&str, &str)> {
    let odd = said["oddities"].as_array().unwrap().iter();
    let odd = odd.map(|odd| (odd["pointer"].as_str().unwrap(), odd["message"].as_str().unwrap()));
    odd.filter(|(_, message)| message.starts_with("only the first ")).collect()
}

fn numbers(count: usize) -> Json {
    (0..count).fold(object! {}, |mut numbers, n| {
        numbers.set(&format!("/n{n}"), Json::from(1_usize));
        numbers
    })
}

/// docs/inspect.md: an oddity counts the rest of each list, also of those in the latest snapshot.
#[test]
fn what_a_snapshot_has_beyond_the_end_of_a_list_is_counted() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    let snapshot = "/events/1/payload/graph_snapshot";
    bundle.json.set(&format!("{snapshot}/references"), numbers(150));
    bundle.json.set(&format!("{snapshot}/paper/cross_cats"), vec![Json::from("cs.LG"); 52]);
    bundle.json.set(&format!("{snapshot}/claims/items"), vec![object! {}; 10_002]);
    let integrity = object! {"summary": numbers(120), "findings": vec![object! {}; 10_003], "detectors_run": 7_usize};
    bundle.json.set(&format!("{snapshot}/integrity"), integrity);
    let said = inspect(&folder.file("long.json", bundle.json.compact()));
    let place = |below: &str| format!("{snapshot}{below}");
    let rows = |list: &Value| list.as_array().unwrap().len();
    assert_eq!((rows(&said["counts"]), rows(&said["integrity"]["section"])), (100, 100));
    let mut found = left_out(&said);
    found.sort_unstable();
    let only = |below: &str, rest: &'static str| (place(below), rest);
    let expected = [
        // 150 of `references`, and five of other sections.
        only("", "only the first 100 members are shown; there are 55 more"),
        only("/claims/items", "only the first 10000 entries are shown; there are 2 more"),
        only("/integrity", "only the first 100 members are shown; there are 20 more"),
        only("/integrity/findings", "only the first 10000 entries are shown; there are 3 more"),
        only("/paper/cross_cats", "only the first 50 categories are shown; there are 2 more"),
    ];
    assert_eq!(found, expected.each_ref().map(|(place, rest)| (place.as_str(), *rest)));
    let odd = said["oddities"].as_array().unwrap().last().unwrap();
    assert_eq!(odd["pointer"], place("/integrity/detectors_run").as_str());

    let mut state = bundle.json.at("/state").clone();
    state.set("/current/graph_snapshots/0/payload/graph_snapshot/references", numbers(150));
    let said = inspect(&folder.file("state.json", state.compact()));
    assert_eq!(left_out(&said)[0].0, "/current/graph_snapshots/0/payload/graph_snapshot");
    bundle.json.remove("/events");
    bundle.json.set("/state", state);
    let said = inspect(&folder.file("no-events.json", bundle.json.compact()));
    assert_eq!(left_out(&said)[0].0, "/state/current/graph_snapshots/0/payload/graph_snapshot");
}

/// The schema of `pith-inspect/1` has room for a hundred rows, of which `attestation_state` is one.
#[test]
fn the_status_of_a_record_has_a_hundred_rows() {
    let folder = Folder::new();
    let mut record = Bundle::example().json;
    for member in ["/events", "/state", "/bundle_signature"] {
        record.remove(member);
    }
    record.set("/attestation_state", "computed");
    for (members, rest) in [(99, None), (100, Some("only the first 100 members are shown; there are 1 more"))] {
        record.set("/verification_status", numbers(members));
        let said = inspect(&folder.file("record.json", record.compact()));
        assert_eq!(said["status"].as_array().unwrap().len(), 100);
        let rest: Vec<_> = rest.map(|rest| ("/verification_status", rest)).into_iter().collect();
        assert_eq!(left_out(&said), rest);
    }
}

/// A list that is not shown as a whole says how much of it is missing.
#[test]
fn formats_say_how_much_of_a_list_they_leave_out() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    let key = TestKey::registry();
    let first = bundle.add(snapshot("The First", 1), &key);
    for day in 2..7 {
        bundle.add(snapshot(&format!("Day {day}"), day).supersedes(&first), &key);
    }
    (0..30).for_each(|n| bundle.json.set(&format!("/member_{n:02}"), "x"));
    let members = bundle.json.members_mut().len();
    let path = folder.file("bundle.json", bundle.json.pretty());
    let human = pith(&["inspect", &path]).text();
    assert_eq!(human.matches("superseded by 2 more").count(), 1, "{human}");
    assert!(human.contains(&format!("in {} more members", members - 12)), "{human}");
    let page = pith(&["inspect", "--format", "html", &path]).text();
    assert!(page.contains(&format!(">{} more members<", members - 20)));
}

/// Where a bundle lacks a part, it is read from the state, and so are its oddities.
#[test]
fn oddities_of_what_is_read_from_the_state_have_its_place() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    bundle.json.remove("/source_aliases");
    bundle.json.remove("/canonical_record");
    bundle.json.set("/state/current/source_aliases", array![2_usize]);
    bundle.json.set("/state/current/canonical_record/metadata", "odd");
    let odd = |name: &str, document: &Json| -> Vec<String> {
        let said = inspect(&folder.file(name, document.compact()));
        let odd = said["oddities"].as_array().unwrap().iter().filter(|odd| odd["message"] != "is missing");
        odd.map(|odd| odd["pointer"].as_str().unwrap().to_owned()).collect()
    };
    let places = ["/current/canonical_record/metadata", "/current/source_aliases/0"];
    assert_eq!(odd("bundle.json", &bundle.json), places.map(|place| format!("/state{place}")));
    assert_eq!(odd("state.json", bundle.json.at("/state")), places);
}

/// The ids that an event supersedes count towards the 10,000 of all events together.
#[test]
fn the_superseded_ids_of_all_events_share_one_limit() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    for event in 0..2 {
        let ids: Vec<Json> = (0..6_000).map(|n| Json::from(format!("{event}-{n}"))).collect();
        bundle.json.set(&format!("/events/{event}/supersedes"), ids);
    }
    let said = inspect(&folder.file("links.json", bundle.json.compact()));
    let shown = |event: usize| said["events"][event]["supersedes"].as_array().unwrap().len();
    assert_eq!((shown(0), shown(1)), (6_000, 4_000));
}

/// docs/inspect.md: members beyond the hundredth, and links beyond the 10,000th, are counted.
#[test]
fn members_and_links_beyond_those_shown_are_counted() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    let many = || (0..150).map(|n| (format!("m{n:03}").into(), Json::from("v"))).collect::<Vec<_>>();
    bundle.json.at_mut("/links").members_mut().extend(many());
    bundle.json.at_mut("/canonical_record/metadata").members_mut().extend(many());
    bundle.json.members_mut().extend(many());
    bundle.json.set("/events/1/supersedes", (0..10_001).map(|n| Json::from(n.to_string())).collect::<Vec<_>>());
    bundle.json.set("/source_aliases", (0..60).map(|_| Json::from("odd")).collect::<Vec<_>>());
    let [links, metadata] =
        ["/links", "/canonical_record/metadata"].map(|at| bundle.json.at_mut(at).members_mut().len());
    let file = folder.file("many.json", bundle.json.compact());
    let said = inspect(&file);
    let odd: Vec<(&str, &str)> = said["oddities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|odd| (odd["pointer"].as_str().unwrap(), odd["message"].as_str().unwrap()))
        .collect();
    let first = |what: &str, more: usize| format!("only the first {what} are shown; there are {more} more");
    for (pointer, message) in [
        ("/links", first("100 members", links - 100)),
        ("/canonical_record/metadata", first("100 members", metadata - 100)),
        ("/events", first("10000 entries of `supersedes`", 1)),
    ] {
        assert!(odd.contains(&(pointer, &message)), "{pointer}: {odd:?}");
    }
    let members = bundle.json.members_mut().len();
    assert_eq!(said["sizes"].as_array().unwrap().len(), members);
    let people = pith(&["inspect", &file]).text();
    assert!(people.contains(&format!("in {} more members\n", members - 12)), "{people}");
}

#[test]
fn a_member_called_state_in_a_state_has_its_own_place() {
    let folder = Folder::new();
    let mut state = Bundle::example().json.at("/state").clone();
    state.set("/state", object! {"current": 5_usize});
    let odd = inspect(&folder.file("state.json", state.compact()))["oddities"].clone();
    assert_eq!(odd, serde_json::json!([{"pointer": "/state/current", "message": "is of type integer, not an object"}]));
}
