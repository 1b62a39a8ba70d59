//! The first line of NDJSON: everything that verdicts depend on besides the bytes and the clock.

use serde_json::{Value, json};

use crate::process::{AFTER, BEFORE, KEYRING, REAL, pith};
use crate::support::forge::Bundle;

/// The first line of a run.
fn first(args: &[&str]) -> Value {
    let run = pith(&[&["verify", "--format", "ndjson"], args].concat());
    let line = run.out.lines().next().unwrap_or_else(|| panic!("{args:?}: {}", run.err));
    serde_json::from_str(line).unwrap()
}

#[test]
fn the_first_line_names_keys_and_options() {
    let run = json!({
        "type": "run", "schema": "pith-report/1", "tool": {"name": "pith", "version": env!("CARGO_PKG_VERSION")},
        "assurance": "builtin",
        "trusted_keys": [{
            "key_sha256": "8d4b5ee74e4693bcd1df2446408b0d5482a309de1c419767f60368d28c5dfb06",
            "key_id": "pith-v1-2026-05", "signer_id": "pith.science", "role": "registry", "rotates_at": null,
        }],
        "options": {"trust_embedded": false, "strict": false, "max_bytes": 67_108_864, "policy": []},
    });
    assert_eq!(first(&[REAL]), run);
    // Neither inputs nor how they are verified are conditions of a verdict.
    for args in [&["--jobs", "1", "--no-progress", AFTER, "absent.json"][..], &["--failures", REAL]] {
        assert_eq!(first(args), run, "{args:?}");
    }
}

#[test]
fn every_option_that_decides_verdicts_changes_the_first_line() {
    let folder = crate::process::Folder::new();
    let file = |name: &str, text: &str| folder.file(name, text);
    let (one, other) = (file("one/abstract", "One."), file("other/abstract", "Another."));
    let state = folder.file("state.json", Bundle::with_third_event().json.at("/state").compact());
    let options: [&[&str]; 17] = [
        &[],
        &["--keyring", KEYRING],
        &["--key", "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3"],
        &["--trust-embedded"],
        &["--strict"],
        &["--max-bytes", "1000000"],
        &["--expect-number", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD"],
        &["--expect-source", "arxiv:1804.07612"],
        &["--expect-source", "arxiv:1804.07612v1"],
        &["--expect-bundle", "dde46d0546ec18abf98595f3d5a2c6e07d0740faaccc36676b9fc6fa893db48a"],
        &["--title", "A title"],
        &["--abstract", &one],
        &["--abstract", &other],
        &["--state", &state],
        &["--since", BEFORE],
        &["--max-age", "30"],
        &["--max-age", "31"],
    ];
    let lines: Vec<String> = options.iter().map(|args| first(&[args, &[REAL][..]].concat()).to_string()).collect();
    for (place, line) in lines.iter().enumerate() {
        assert!(!lines[..place].contains(line), "{:?} changes nothing: {line}", options[place]);
    }
}

/// A file is known by its contents and a long value by its digest: both may look the same where they are shown.
#[test]
fn equal_looks_do_not_make_equal_conditions() {
    let folder = crate::process::Folder::new();
    let path = folder.file("abstract", "One.");
    let before = first(&["--abstract", &path, REAL]);
    folder.file("abstract", "Another.");
    let after = first(&["--abstract", &path, REAL]);
    let policy = |run: &Value| run["options"]["policy"][0].clone();
    assert_eq!(policy(&before)["value"], policy(&after)["value"]);
    assert_ne!(policy(&before)["sha256"], policy(&after)["sha256"]);
    for option in ["--state", "--since"] {
        let bundles = [Bundle::example(), Bundle::with_third_event()];
        let documents = bundles.map(|bundle| match option {
            "--state" => bundle.json.at("/state").compact(),
            _ => bundle.json.compact(),
        });
        let runs = documents.map(|document| first(&[option, &folder.file("document.json", document), REAL]));
        assert_eq!(policy(&runs[0])["value"], policy(&runs[1])["value"]);
        assert_ne!(policy(&runs[0])["sha256"], policy(&runs[1])["sha256"], "{option}");
    }
    let long = "t".repeat(300);
    let titles = [long.clone() + "a", long + "b"].map(|title| policy(&first(&["--title", &title, REAL])));
    assert_eq!(titles[0]["value"], titles[1]["value"]);
    assert_ne!(titles[0]["sha256"], titles[1]["sha256"]);
}

#[test]
fn neither_order_nor_repetition_of_keys_matters() {
    let keys = ["fixtures/keys/all.keyring", KEYRING];
    let run = |order: [&str; 2]| first(&["--keyring", order[0], "--keyring", order[1], REAL]);
    let sorted = run(keys);
    assert!(sorted["trusted_keys"].as_array().unwrap().len() > 1, "{sorted}");
    assert_eq!(sorted, run([keys[1], keys[0]]));
    assert_eq!(sorted, first(&["--keyring", keys[0], REAL]), "the second keyring is part of the first");
    assert_eq!(sorted["assurance"], "pinned");
}
