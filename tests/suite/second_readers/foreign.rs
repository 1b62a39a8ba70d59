//! Inputs full of syntax of terminals, XML, HTML and workflow commands, and inputs with more findings of one code than
//! a report keeps.

use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::hostile;
use crate::support::json::Json;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;

/// Ends a tag, an attribute, a command, a line; begins each; and is escaped already, as it seems.
pub const FOREIGN: &str = "a&<b>\"'`%,:;=%0A%25&amp;\\u{41}\u{1b}[31m\r\n::error::x\u{9b}\u{202e}\u{2066}\u{2069}]]>";

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// Arguments and inputs of the runs over them.
pub static RUNS: LazyLock<Vec<(Vec<String>, Vec<String>)>> = LazyLock::new(runs);

fn runs() -> Vec<(Vec<String>, Vec<String>)> {
    let trust = |more: &[&str]| {
        let args = ["--trust-embedded"].iter().chain(more).map(ToString::to_string);
        args.collect::<Vec<_>>()
    };
    let names = [
        ("twice.json", twice()),
        ("version.json", with_member("/bundle_version", FOREIGN.into())),
        ("members.json", unknown_members()),
        ("aliases.json", unknown_aliases()),
        ("alias.json", with_member("/source_aliases/0/alias_value", FOREIGN.into())),
        ("time.json", with_member("/built_at", FOREIGN.into())),
        ("long.json", with_member("/built_at", "<&%".repeat(100).into())),
        ("empty.json", with_member("/built_at", "".into())),
        ("state.json", state_of_other_events()),
        ("everywhere.json", everywhere()),
        ("signers.json", many_signers()),
    ];
    let paths: Vec<String> = names.into_iter().map(|(name, text)| file(name, &text)).collect();
    let named = file(&format!("{}.json", FOREIGN.replace('/', "")), &everywhere());
    let mut runs: Vec<_> = paths.iter().map(|path| (trust(&[]), vec![path.clone()])).collect();
    runs.push((trust(&[]), vec![named.clone()]));
    runs.push((trust(&["--title", FOREIGN]), vec![paths[9].clone()]));
    runs.push((trust(&["--title", "A Title of Another Paper"]), vec![paths[9].clone()]));
    runs.push((trust(&["--since", &named, "--state", "fixtures/policy/state.json"]), vec![named]));
    runs
}

fn file(name: &str, text: &str) -> String {
    let path = FOLDER.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A name twice, which makes the message of what is malformed foreign.
fn twice() -> String {
    let name = Json::from(FOREIGN).compact();
    format!("{{{name}:1,\n{name}:2}}")
}

/// The bundle with one member changed, signed anew.
fn with_member(pointer: &str, value: Json) -> String {
    let mut bundle = Bundle::with_third_event();
    bundle.json.set(pointer, value);
    bundle.seal();
    bundle.json.compact()
}

/// More warnings than are kept.
fn unknown_members() -> String {
    let mut bundle = Bundle::with_third_event();
    for number in 0..30 {
        bundle.json.members_mut().push((format!("{number}{FOREIGN}").into(), FOREIGN.into()));
    }
    bundle.seal();
    bundle.json.compact()
}

/// More failures than are kept.
fn unknown_aliases() -> String {
    let mut bundle = Bundle::with_third_event();
    for number in 0..30 {
        let alias = object! {
            "alias_kind": format!("zz{number}{FOREIGN}"),
            "alias_value": FOREIGN,
            "created_at": "2026-05-18T00:17:58Z",
        };
        bundle.json.push("/source_aliases", alias);
    }
    bundle.seal();
    bundle.json.compact()
}

/// A state that lists events which are not there, under foreign ids.
fn state_of_other_events() -> String {
    let mut bundle = Bundle::with_third_event();
    for number in 0..30 {
        bundle.json.push("/state/applied_event_ids", format!("{number}{FOREIGN}"));
    }
    bundle.json.set("/state/current/storage_attestations/0/payload/locator", FOREIGN);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    bundle.json.compact()
}

/// A bundle that verifies, all of whose free texts are foreign.
fn everywhere() -> String {
    let key = TestKey::new(90, FOREIGN, FOREIGN, FOREIGN);
    let paper = Paper {
        title: FOREIGN.to_owned(),
        abstract_text: FOREIGN.to_owned(),
        authors: FOREIGN.to_owned(),
        license: FOREIGN.to_owned(),
        primary_cat: FOREIGN.to_owned(),
        cross_cats: vec![FOREIGN.to_owned()],
        ..Paper::example()
    };
    let mut bundle = Bundle::published(&paper, &key);
    let first = bundle.add(NewEvent::new(FOREIGN, FOREIGN, object! { "note": FOREIGN }), &key);
    bundle.add(NewEvent::new(FOREIGN, FOREIGN, object! { "note": FOREIGN }).after(&first), &key);
    bundle.json.set("/mirror_hints/0/name", FOREIGN);
    bundle.json.set("/links/bundle", FOREIGN);
    bundle.seal();
    bundle.json.compact()
}

/// More keys than a report lists.
fn many_signers() -> String {
    let mut bundle = Bundle::example();
    for number in 0..40 {
        let name: &'static str = format!("{number}{FOREIGN}").leak();
        let key = TestKey::new(200 + number, name, "author", name);
        bundle.embed(&key);
        bundle.add(NewEvent::new("storage_attestation", "bundle", object! { "locator": name }), &key);
    }
    bundle.seal();
    bundle.json.compact()
}

/// Whatever an input holds, none of the formats has a character of the table in it.
#[test]
fn foreign_text_is_escaped_in_every_format() {
    for run in crate::second_readers::runs::ALONE.iter().chain(&*crate::second_readers::runs::TOGETHER) {
        for (format, text) in &run.texts {
            assert_eq!(hostile::raw(text), None, "{format} {}", run.name);
        }
    }
}
