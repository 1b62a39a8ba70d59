//! Replays the fuzzing corpus (`fuzz/corpus`) through the same properties.

use std::fs;
use std::path::Path;

use crate::support::forge::Bundle;
use crate::support::keys::TestKey;
use pith::report::{InputReport, Trust};

/// Checks the property for every file of a corpus, and names the file that breaks it.
fn replay(target: &str, holds: fn(&[u8])) {
    replay_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target), holds);
}

fn replay_folder(folder: &Path, holds: fn(&[u8])) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
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
    replay("read", crate::property::read::holds);
}

#[test]
fn canonical_bytes() {
    replay("canonical", crate::property::canonical::holds);
}

#[test]
fn verifying_any_bytes() {
    replay("verify", crate::property::verify::holds);
}

#[test]
fn verifying_bundles_that_were_edited_and_sealed_anew() {
    replay("mutated", crate::property::mutated::holds);
}

#[test]
fn keys() {
    replay("keys", crate::property::keys::holds);
}

#[test]
fn tables_of_keys() {
    replay("tables", crate::property::tables::holds);
}

#[test]
fn pointers() {
    replay("pointer", crate::property::pointer::holds);
}

#[test]
fn lines_of_a_stream() {
    replay("lines", crate::property::lines::holds);
}

#[test]
fn text_in_reports() {
    replay("html", crate::property::html::holds);
}

#[test]
fn causes_of_documents_that_were_changed() {
    replay("causes", crate::property::causes::holds);
}

#[test]
fn earlier_reports() {
    replay("known", crate::property::known::holds);
}

#[test]
fn keyrings_and_key_files() {
    replay("keyrings", crate::property::keyrings::holds);
}

#[test]
fn integrity_documents() {
    replay("integrity", crate::property::integrity::holds);
}

#[test]
fn sarif() {
    replay("sarif", crate::property::sarif::holds);
}

/// The message of a panic.
fn panic_of(act: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(act).expect_err("it has to panic");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).expect("a panic with words")
}

/// A property that cannot fail proves nothing. This one fails for a program that trusts another key.
#[test]
fn a_broken_property_is_noticed() {
    let registry = TestKey::registry();
    let trusting = crate::property::verify::trusting(&registry.public(), registry.key_id);
    let forged = Bundle::example().json.compact();
    crate::property::verify::holds(forged.as_bytes());
    let said = panic_of(|| crate::property::verify::holds_for(forged.as_bytes(), &trusting));
    assert!(said.contains("something else than the real bundle passes"), "{said}");
}

/// A report that contradicts itself.
#[test]
fn a_wrong_report_is_noticed() {
    let report = || InputReport::new("a.json".to_owned(), Trust::Builtin);
    crate::property::shown::every_report(&report());
    let hostile = InputReport { error: Some("\u{202e}".to_owned()), ..report() };
    crate::property::shown::every_report(&hostile);
    let said = panic_of(|| crate::property::shown::is_safe("a\u{2066}b"));
    assert!(said.contains("2066"), "{said}");
}

/// The file that breaks a property is named, wherever it is among the others.
#[test]
fn a_corpus_file_that_breaks_a_property_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    replay_folder(folder.path(), |data| assert_ne!(data, b"5"));
    let said = panic_of(|| replay_folder(folder.path(), |data| assert_ne!(data, b"3")));
    assert!(said.ends_with("/c"), "{said}");
    let empty = tempfile::tempdir().unwrap();
    let said = panic_of(|| replay_folder(empty.path(), |_| {}));
    assert!(said.starts_with("0 inputs"), "{said}");
}
