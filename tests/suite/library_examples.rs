//! The programs in `examples` do what their first lines promise.

// `main` of each is for `cargo run --example`.
#[allow(dead_code)]
#[path = "../../examples/canonical_bytes.rs"]
mod canonical_bytes;
#[allow(dead_code)]
#[path = "../../examples/verify_file.rs"]
mod verify_file;
#[allow(dead_code)]
#[path = "../../examples/verify_mirror.rs"]
mod verify_mirror;

use std::collections::BTreeMap;
use std::path::Path;

use pith::Verdict;

use crate::process::{Folder, broken, good, untrusted};

const PRODUCTION_KEY: &str = "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3";
const TEST_KEY: &str = include_str!("../../fixtures/keys/registry.hex");

#[test]
fn one_file_is_verified() {
    let genuine = verify_file::verify_file(Path::new("fixtures/valid/arxiv-1804.07612.json")).unwrap();
    let (number, title) = genuine.split_once(": ").unwrap();
    assert_eq!(number, "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD");
    assert_eq!(title, "Revisiting Small Batch Training for Deep Neural Networks");

    let changed = Path::new("fixtures/fail/event.digest/real-title-changed.json");
    let error = verify_file::verify_file(changed).unwrap_err().to_string();
    let wanted =
        "fail\nchanged since it was signed: /events/1/payload/graph_snapshot/paper/title\nfail event.digest at ";
    assert!(error.starts_with(wanted), "{error}");
    assert!(verify_file::verify_file(Path::new("no such file")).is_err());
}

#[test]
fn a_mirror_is_verified_against_the_pinned_key_alone() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    folder.write("c.txt", "not a bundle");
    folder.write("d.json", untrusted());
    // Each key passes its own bundle; the changed one fails under any key.
    let one_each = BTreeMap::from([(Verdict::Pass, 1), (Verdict::Fail, 1), (Verdict::Untrusted, 1)]);
    for key in [PRODUCTION_KEY, TEST_KEY.trim()] {
        assert_eq!(verify_mirror::verify_mirror(folder.path(), key).unwrap(), one_each, "{key}");
    }
    assert!(verify_mirror::verify_mirror(folder.path(), "no key").is_err());
}

#[test]
fn a_document_has_canonical_bytes_and_a_digest() {
    let (canonical, digest) = canonical_bytes::canonical_bytes(b"{\"b\": 1.50, \"a\": [true]}").unwrap();
    assert_eq!(canonical, r#"{"a":[true],"b":1.5}"#);
    assert_eq!(digest.to_string(), "c7d7156ba3a2af8a2f03b75b5575b20ba6ac991d45d7df0f114438441d79d383");
    assert!(canonical_bytes::canonical_bytes(b"{\"a\": 1, \"a\": 2}").is_err(), "a name occurs twice");
}
