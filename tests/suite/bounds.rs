//! Whatever the input, its report is bounded, in every format (docs/report.md).
#![cfg(unix)]

use crate::process::{Folder, KEYRING, Run, good};
use crate::support::event::NewEvent;
use crate::support::forge::Bundle;
use crate::support::json::Json;
use crate::support::keys::TestKey;

const FORMATS: [&str; 6] = ["human", "json", "ndjson", "junit", "github", "sarif"];

/// The real bundle with a piece of it replaced, once.
fn edited(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(good()).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

/// Anybody can add members to `bundle_signature`, and the bundle still passes.
#[test]
fn a_pass_with_long_unsigned_names_fits_in_20_kb() {
    let folder = Folder::new();
    let hostile: Vec<String> = (0..60).map(|number| format!("\"{number}{}\":1,", "\u{202e}".repeat(9_000))).collect();
    let members = format!("\"bundle_signature\":{{\"{}\":1,{}", "x".repeat(500_000), hostile.concat());
    folder.write("long.json", edited("\"bundle_signature\":{", &members));
    for format in FORMATS {
        let run = folder.verify(&["--format", format, "long.json"]);
        assert_eq!(run.code, 0, "{format}");
        assert!(run.out.len() <= 20_000, "{format}: {} bytes", run.out.len());
    }
    let json = folder.verify(&["--format", "json", "long.json"]).out;
    assert!(json.contains("\"/bundle_signature\""), "what is left out is named as a whole");
}

#[test]
fn a_long_title_and_long_names_are_cut_in_every_format() {
    let folder = Folder::new();
    folder.write("title.json", edited("Revisiting Small Batch", &"T".repeat(1_000_000)));
    folder.write("name.json", edited("{\"bundle_", &format!("{{\"{}\":{{}},\"bundle_", "k".repeat(1_000_000))));
    for name in ["title.json", "name.json"] {
        for format in FORMATS {
            let run = folder.verify(&["--format", format, name]);
            assert_eq!(run.code, 1, "{name} {format}");
            assert!(run.out.len() <= 30_000, "{name} {format}: {} bytes", run.out.len());
        }
    }
}

/// What a page may take (docs/report.md): that of a pass, and any other.
const PAGE: [usize; 2] = [200_000, 1_000_000];

/// The length of the page that `pith` writes for these arguments, and its exit code.
fn page(folder: &Folder, args: &[&str]) -> (i32, usize) {
    let path = folder.path().join("page.html");
    let report = format!("html={}", path.display());
    let run = Run::of(folder.pith([args, &["--report", &report]].concat()).output().unwrap());
    (run.code, std::fs::read(path).unwrap_or_else(|error| panic!("{args:?}: {error}: {}", run.err)).len())
}

fn bounded_pages(folder: &Folder, name: &str, code: i32) {
    let keyring = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(KEYRING);
    let keyring = ["--keyring", keyring.to_str().unwrap()];
    let [pass, other] = PAGE;
    let (found, length) = page(folder, &[["verify", name], keyring].concat());
    assert_eq!(found, code, "{name}");
    assert!(length <= if code == 0 { pass } else { other }, "verify {name}: {length} bytes");
    let (found, length) = page(folder, &["inspect", name]);
    assert!(found == 0 && length <= other, "inspect {name}: {length} bytes");
    let (_, length) = page(folder, &[["merge", name], keyring].concat());
    assert!(length <= other, "merge {name}: {length} bytes");
}

/// Anybody whose events a registry lists can give them long texts, and the bundle still passes.
#[test]
fn the_page_of_a_pass_is_bounded_whatever_its_events() {
    let folder = Folder::new();
    let mut bundle = Bundle::example();
    for number in 0..150 {
        let text = format!("{number}{}", "\u{e0001}".repeat(300));
        bundle.add(NewEvent::new(&text, &text, object! { "note": text.as_str() }), &TestKey::registry());
    }
    bundle.seal();
    folder.write("pass.json", bundle.json.pretty());
    bounded_pages(&folder, "pass.json", 0);
}

#[test]
fn every_page_is_bounded_whatever_its_lists() {
    let folder = Folder::new();
    let hostile = "\u{e0001}".repeat(210);
    let signer = object! { "signer_id": hostile.as_str(), "key_id": hostile.as_str() };
    let long = object! {
        "event_id": hostile.as_str(), "event_type": hostile.as_str(), "target": hostile.as_str(), "signer": signer,
        "created_at": hostile.as_str(), "prev_event": hostile.as_str(),
    };
    let small = object! { "event_id": "<", "event_type": "<".repeat(100), "prev_event": "<".repeat(100) };
    for (name, entry, count) in [("zeros", Json::from(0_usize), 10_000), ("small", small, 5_000), ("long", long, 600)] {
        let mut bundle = Json::parse(&String::from_utf8(good()).unwrap());
        bundle.at_mut("/events").elements_mut().extend(vec![entry; count]);
        folder.write(format!("{name}.json"), bundle.pretty());
        bounded_pages(&folder, &format!("{name}.json"), 1);
    }
    // Each list and object that a page shows, filled up.
    let mut bundle = Json::parse(&String::from_utf8(good()).unwrap());
    for (list, names) in [
        ("/source_aliases", ["alias_kind", "alias_value", "created_at"]),
        ("/public_keys", ["key_id", "algorithm", "public_key_hex"]),
        ("/mirror_hints", ["name", "base_url", "status"]),
        ("/events/1/payload/graph_snapshot/claims/items", ["claim_id", "kind", "text"]),
    ] {
        bundle.set(list, array![]);
        for _ in 0..200 {
            let mut element = object! {};
            for name in names {
                element.set(&format!("/{name}"), hostile.as_str());
            }
            bundle.push(list, element);
        }
    }
    for object in ["/links", "/canonical_record/metadata"] {
        for number in 0..150 {
            bundle.set(&format!("{object}/{number}{hostile}"), hostile.as_str());
        }
    }
    folder.write("lists.json", bundle.pretty());
    bounded_pages(&folder, "lists.json", 1);
}
