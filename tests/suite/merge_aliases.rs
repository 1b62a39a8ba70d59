//! `pith merge` of inputs with different aliases of one paper: it reports them, and merges only those that follow from
//! the record.

use crate::process::{Folder, KEYRING, pith};
use crate::support::forge::Bundle;
use crate::support::keys::TestKey;
use crate::support::paper::Paper;
use serde_json::Value;

/// The report of a merge, and the bundle that it wrote.
fn merged(folder: &Folder, inputs: &[&str]) -> (Value, Option<Value>) {
    let path = folder.path().join("union.json");
    let _ = std::fs::remove_file(&path);
    let mut args = vec!["merge", "--keyring", KEYRING, "--format", "json", "--bundle", path.to_str().unwrap()];
    args.extend(inputs);
    let said = pith(&args);
    let written = std::fs::read(&path).ok().map(|bytes| serde_json::from_slice(&bytes).unwrap());
    let report = said.json();
    assert_eq!(report["exit_code"], said.code);
    (report, written)
}

/// The example with another alias; the registry signs it all the same.
fn with_alias(folder: &Folder, name: &str, pointer: &str, value: &str) -> String {
    let mut bundle = Bundle::with_third_event();
    bundle.json.set(pointer, value);
    bundle.seal();
    folder.file(name, bundle.json.pretty())
}

const RIGHT: [(&str, &str); 6] = [
    ("arxiv", "2602.00042"),
    ("arxiv_version", "2602.00042v1"),
    ("doi", "10.48550/arxiv.2602.00042"),
    ("pith_short_12", "SWPSZPRX6HP6"),
    ("pith_short_16", "SWPSZPRX6HP6WKS2"),
    ("pith_short_8", "SWPSZPRX"),
];

fn aliases(bundle: &Value) -> Vec<(&str, &str)> {
    let aliases = bundle.as_array().unwrap().iter();
    aliases.map(|alias| (alias["alias_kind"].as_str().unwrap(), alias["alias_value"].as_str().unwrap())).collect()
}

#[test]
fn contradicting_aliases_are_reported_and_only_correct_ones_are_merged() {
    let folder = Folder::new();
    let right = folder.file("right.json", Bundle::with_third_event().json.pretty());
    // Before and after the right one, in the order in which the least is chosen.
    for (place, (kind, value)) in RIGHT.iter().enumerate() {
        for wrong in ["0", "zzz"] {
            let pointer = format!("/source_aliases/{place}/alias_value");
            let other = with_alias(&folder, "a-wrong.json", &pointer, wrong);
            for inputs in [[right.as_str(), &other], [&other, &right]] {
                let (report, union) = merged(&folder, &inputs);
                assert_eq!((report["verdict"].as_str(), report["exit_code"].as_i64()), (Some("fail"), Some(1)));
                let found = report["contradictions"].as_array().unwrap();
                let found: Vec<_> = found.iter().filter(|found| found["kind"] == "alias").collect();
                assert_eq!(found.len(), 1, "{report}");
                assert_eq!(found[0]["about"], *kind);
                let versions = found[0]["versions"].as_array().unwrap();
                let version = |said: &str| versions.iter().find(|version| version["value"] == said).unwrap();
                assert_eq!(version(value)["inputs"], serde_json::json!([right]));
                assert_eq!(version(wrong)["inputs"], serde_json::json!([other]));
                assert_eq!(aliases(&report["state"]["current"]["source_aliases"]), RIGHT, "{kind} {wrong}");
                if let Some(union) = union {
                    assert_eq!(aliases(&union["source_aliases"]), RIGHT, "{kind} {wrong}");
                }
            }
        }
    }
}

#[test]
fn the_text_of_merge_names_the_sides() {
    let folder = Folder::new();
    let right = folder.file("right.json", Bundle::with_third_event().json.pretty());
    let other = with_alias(&folder, "wrong.json", "/source_aliases/2/alias_value", "10.1000/other");
    let said = pith(&["merge", "--keyring", KEYRING, &right, &other]);
    assert_eq!(said.code, 1);
    let text = said.text();
    assert!(text.contains("contradiction (alias) doi\n"), "{text}");
    assert!(text.contains(&format!("10.1000/other: {other}\n")), "{text}");
    assert!(text.contains(&format!("10.48550/arxiv.2602.00042: {right}\n")), "{text}");
}

/// When an alias was given may differ from mirror to mirror: that is no contradiction.
#[test]
fn aliases_with_different_times_do_not_contradict_each_other() {
    let folder = Folder::new();
    let right = folder.file("right.json", Bundle::with_third_event().json.pretty());
    let later = with_alias(&folder, "later.json", "/source_aliases/2/created_at", "2026-05-19T00:00:00Z");
    let (report, _) = merged(&folder, &[&right, &later]);
    assert!(!report["contradictions"].as_array().unwrap().iter().any(|found| found["kind"] == "alias"), "{report}");
    assert_eq!(aliases(&report["state"]["current"]["source_aliases"]), RIGHT);
}

/// An input whose number does not follow from its record contributes nothing, even if its aliases do.
#[test]
fn the_union_takes_no_aliases_of_an_unsound_input() {
    let folder = Folder::new();
    let mut changed = Bundle::with_third_event();
    changed.json.set("/canonical_record/source/id", "0000.00000");
    changed.json.set("/source_aliases/0/alias_value", "0000.00000");
    changed.seal();
    let number = changed.json.at("/pith_number").text().to_owned();
    let other = Paper { source_id: "0000.00000".to_owned(), ..Paper::example() };
    let misnumbered = Bundle::found_as(&other.record(), &number, &TestKey::registry());
    let right = folder.file("right.json", Bundle::with_third_event().json.pretty());
    for unsound in [changed, misnumbered] {
        let unsound = folder.file("unsound.json", unsound.json.pretty());
        let (report, _) = merged(&folder, &[&unsound, &right]);
        assert_eq!(report["exit_code"], 1);
        assert_eq!(aliases(&report["state"]["current"]["source_aliases"]), RIGHT);
    }
}
