//! The bundle that `pith merge --bundle` writes: the least of differing members by canonical bytes, the keys of events
//! and receipts, and the record from which the number follows.

use crate::process::{Folder, pith};
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::{RECEIPT_LABEL, TestKey};
use crate::support::paper::{self, Paper};
use serde_json::Value;

/// The written bundle of these inputs, which is the same in either order.
fn union(folder: &Folder, inputs: [&str; 2]) -> Value {
    let path = folder.path().join("union.json");
    let written = |inputs: [&str; 2]| -> Value {
        let _ = std::fs::remove_file(&path);
        let said = pith(&["merge", "--trust-embedded", "--bundle", path.to_str().unwrap(), inputs[0], inputs[1]]);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{error}: {}{}", said.text(), said.err));
        serde_json::from_slice(&bytes).unwrap()
    };
    let [a, b] = inputs;
    let (one, other) = (written([a, b]), written([b, a]));
    assert_eq!(one, other);
    one
}

/// The example with something else at that place, built a second later.
fn with(folder: &Folder, name: &str, second: u32, pointer: &str, value: impl Into<Json>) -> String {
    let mut bundle = Bundle::with_third_event();
    bundle.json.set(pointer, value);
    bundle.json.set("/built_at", format!("2026-06-03T19:50:{second:02}Z"));
    bundle.seal();
    folder.file(name, bundle.json.pretty())
}

/// Whoever is named or built first: `a` is less than `b`.
#[test]
fn the_union_takes_the_least_of_differing_members() {
    let folder = Folder::new();
    let resolver = "/links/resolver";
    let created_at = "/source_aliases/0/created_at";
    let note = "/public_keys/0/notes";
    for (pointer, less, more) in [
        (resolver, "https://a.example", "https://b.example"),
        (created_at, "2026-05-19T00:00:00Z", "2026-05-20T00:00:00Z"),
        (note, "a", "b"),
        // A space is before the quote that ends the other.
        (note, "a ", "a"),
    ] {
        for (first, second) in [(less, more), (more, less)] {
            let one = with(&folder, "1.json", 1, pointer, first);
            let two = with(&folder, "2.json", 2, pointer, second);
            assert_eq!(union(&folder, [&one, &two]).pointer(pointer).unwrap(), less, "{pointer}");
        }
    }
}

/// The union includes a key that signed only the receipt, which is needed to verify it, but no key that signed nothing.
#[test]
fn the_union_includes_the_keys_of_receipts() {
    let folder = Folder::new();
    let (registry, successor, author) = (TestKey::registry(), TestKey::successor(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&successor);
    bundle.embed(&author);
    let digest = bundle.json.at("/canonical_record").digest();
    let signature = successor.signature(RECEIPT_LABEL, &digest, "2026-05-18T00:17:58Z");
    for member in ["key_id", "public_key_fingerprint", "signature_b64"] {
        let pointer = format!("/{member}");
        bundle.json.set(&format!("/events/0/payload/receipt{pointer}"), signature.at(&pointer));
    }
    bundle.seal_from_event(0);
    let one = folder.file("1.json", bundle.json.pretty());
    bundle.json.set("/built_at", "2026-06-03T19:50:00Z");
    bundle.seal();
    let two = folder.file("2.json", bundle.json.pretty());
    let union = union(&folder, [&one, &two]);
    let ids: Vec<&str> =
        union["public_keys"].as_array().unwrap().iter().map(|key| key["key_id"].as_str().unwrap()).collect();
    let mut wanted = [registry.key_id, successor.key_id];
    wanted.sort_unstable();
    assert_eq!(ids, wanted);
}

/// Another record under the number of the example is not the record of the union, wherever its digest is in the order.
#[test]
fn the_union_takes_the_record_of_its_number() {
    let folder = Folder::new();
    let right = Bundle::with_third_event();
    let digest = right.json.at("/canonical_record").digest();
    let path = folder.file("right.json", right.json.pretty());
    let (mut less, mut more) = (0, 0);
    for number in 0..8 {
        let record = Paper { license: format!("licence {number}"), ..Paper::example() }.record();
        if record.digest() < digest {
            less += 1;
        } else {
            more += 1;
        }
        let number = right.json.at("/pith_number").text();
        assert_ne!(number, paper::number(&record));
        let other = Bundle::found_as(&record, number, &TestKey::registry());
        let other = folder.file("a-other.json", other.json.pretty());
        let union = union(&folder, [&path, &other]);
        assert_eq!(
            union["canonical_record"]["metadata"]["license"],
            right.json.at("/canonical_record/metadata/license").text()
        );
        assert_eq!(union["canonical_sha256"], right.json.at("/canonical_sha256").text());
    }
    assert!(less > 0 && more > 0, "{less} digests before, {more} after");
}

/// Inputs whose number follows from their record decide of which number the union is; one that only states another
/// number takes part in nothing.
#[test]
fn a_computed_number_outweighs_a_stated_one() {
    let folder = Folder::new();
    let right = folder.file("right.json", Bundle::with_third_event().json.pretty());
    let mut renamed = Bundle::with_third_event();
    renamed.json.set("/pith_number", "pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA");
    renamed.json.set("/source_aliases/0/alias_value", "0000.00000");
    renamed.seal();
    let renamed = folder.file("a-renamed.json", renamed.json.pretty());
    let json = |inputs: &[&str]| pith(&[&["merge", "--trust-embedded", "--format", "json"], inputs].concat()).json();
    let report = json(&[&renamed, &right]);
    assert_eq!(report["exit_code"], 1);
    assert_eq!(report["error"], Value::Null);
    assert_eq!(report["pith_number"], Bundle::with_third_event().json.at("/pith_number").text());
    assert_eq!(report["contradictions"], serde_json::json!([]), "it is of another number");
    let events = report["events"].as_array().unwrap();
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event["held_by"] == serde_json::json!([right])), "{report}");
    // Where no number follows from a record, what is stated has to do; two of them are too many.
    let alone = json(&[&renamed]);
    assert_eq!(alone["pith_number"], "pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA");
    let other = folder.file("other.json", Bundle::published(&Paper::seeded(7), &TestKey::registry()).json.pretty());
    let report = json(&[&other, &right]);
    assert_eq!((report["exit_code"].as_i64(), report["pith_number"].clone()), (Some(2), Value::Null));
    assert!(report["error"].as_str().unwrap().contains("several numbers"), "{report}");
}

/// A later bundle without an event of an earlier one: a sentence for people, and the same for scripts.
#[test]
fn a_story_is_described_in_one_sentence() {
    let folder = Folder::new();
    let earlier = folder.file("earlier.json", Bundle::with_third_event().json.pretty());
    let mut later = Bundle::example();
    later.json.set("/built_at", "2026-06-04T00:00:00Z");
    later.seal();
    let later = folder.file("later.json", later.json.pretty());
    let line = ["merge", "--trust-embedded", "--format", "json", &earlier, &later];
    let said = pith(&line);
    assert_eq!(said.code, 5, "{}", said.err);
    let message = said.json()["stories"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("built later lacks"), "{message}");
    let people = pith(&["merge", "--trust-embedded", &earlier, &later]).text();
    assert!(people.contains("built later lacks"), "{people}");
}

#[test]
fn the_bundle_is_one_line() {
    let folder = Folder::new();
    let (path, one) = (folder.path().join("union.json"), with(&folder, "one.json", 0, "/links/resolver", "https://a"));
    assert_eq!(pith(&["merge", "--trust-embedded", "--bundle", path.to_str().unwrap(), &one]).code, 0);
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written.find('\n'), Some(written.len() - 1));
}

#[test]
fn without_a_union_no_bundle_is_written() {
    let folder = Folder::new();
    let path = folder.path().join("union.json");
    let said = pith(&["merge", "--bundle", path.to_str().unwrap(), &folder.file("a.json", "[]")]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("pith: no bundle was written: there is no union\n"), "{}", said.err);
    assert!(!path.exists());
    // A union of events, but of no input that has what no event gives a bundle.
    let mut bundle = Bundle::example();
    bundle.json.remove("/links");
    let file = folder.file("no-links.json", bundle.json.pretty());
    let said = pith(&["merge", "--trust-embedded", "--bundle", path.to_str().unwrap(), &file]);
    assert_eq!(said.code, 1);
    assert!(said.text().contains("2, all of them in every input"), "{}", said.text());
    assert!(
        said.err.contains("pith: no bundle was written: no input has a member that it needs (the record"),
        "{}",
        said.err
    );
    assert!(!path.exists());
}
