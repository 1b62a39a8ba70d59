//! The inputs that fuzzing kept (`fuzz/corpus`), judged by the same properties as there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use std::fs;
use std::path::Path;

#[macro_use]
mod support;
#[path = "../src/bin/pith/lines.rs"]
#[allow(dead_code)]
mod lines;
#[path = "../fuzz/src/property/mod.rs"]
mod property;

/// Holds every file of a corpus to its property; says which one broke it.
fn replay(target: &str, holds: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 3, "{} inputs in {}", paths.len(), folder.display());
    for path in paths {
        let data = fs::read(&path).unwrap();
        let held = std::panic::catch_unwind(|| holds(&data));
        assert!(held.is_ok(), "the property does not hold for {}", path.display());
    }
}

#[test]
fn reading() {
    replay("read", property::read::holds);
}

#[test]
fn canonical_bytes() {
    replay("canonical", property::canonical::holds);
}

#[test]
fn verifying_any_bytes() {
    replay("verify", property::verify::holds);
}

#[test]
fn verifying_bundles_that_were_edited_and_sealed_anew() {
    replay("mutated", property::mutated::holds);
}

#[test]
fn keys() {
    replay("keys", property::keys::holds);
}

#[test]
fn pointers() {
    replay("pointer", property::pointer::holds);
}

#[test]
fn lines_of_a_stream() {
    replay("lines", property::lines::holds);
}

#[test]
fn text_in_reports() {
    replay("html", property::html::holds);
}

/// A property that nothing can break proves nothing.
#[test]
fn a_property_that_does_not_hold_is_seen() {
    let broken = std::panic::catch_unwind(|| property::read::holds(b"{\"a\":1,\"a\":2}"));
    assert!(broken.is_ok(), "a name that stands twice is refused, and that is right");
    let real = property::verify::REAL;
    let moved = String::from_utf8_lossy(real).replacen("\"signed_at\"", "\"signed_at \"", 1);
    property::verify::holds(moved.as_bytes());
}
