//! `--known`: what passed in an earlier run is not verified again, and everything else is.
#![cfg(unix)]

mod brief;
mod conditions;
mod lines;
mod reports;
mod same;

use std::fs;
use std::path::Path;

use crate::process::{Folder, Run, broken, good};

/// A keyring that trusts the keys of all fixtures.
fn keyring() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys/all.keyring").display().to_string()
}

/// Every fixture of `fixtures/valid`, one that fails, and one that is no bundle, below `m`.
fn fixtures() -> Folder {
    let folder = Folder::new();
    let valid = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid");
    for name in Folder::names_in(&valid) {
        folder.write(format!("m/{name}"), fs::read(valid.join(name)).unwrap());
    }
    folder.write("m/broken.json", broken());
    folder.write("m/none.json", "{}");
    folder
}

/// One good and one broken bundle, and a report on them, `last.ndjson`.
fn pair() -> Folder {
    let folder = Folder::new();
    folder.write("good.json", good());
    folder.write("broken.json", broken());
    folder.write("last.ndjson", folder.verify(&["--format", "ndjson", "good.json", "broken.json"]).out);
    folder
}

/// The report `last.ndjson`.
fn last(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join("last.ndjson")).unwrap()
}

/// How many inputs were not verified again, by the last line of an NDJSON report.
fn known(run: &Run) -> u64 {
    let last = run.out.lines().last().unwrap_or_else(|| panic!("no report: {}", run.err));
    let summary: serde_json::Value = serde_json::from_str(last).unwrap();
    summary["summary"]["known"].as_u64().unwrap_or_else(|| panic!("no count: {last}"))
}

/// The lines about inputs.
fn inputs(report: &str) -> Vec<&str> {
    report.lines().filter(|line| line.starts_with("{\"type\":\"input\"")).collect()
}

/// Runs `pith verify --format ndjson --known last.ndjson` with further arguments.
fn again(folder: &Folder, args: &[&str]) -> Run {
    folder.verify(&[&["--format", "ndjson", "--known", "last.ndjson"], args].concat())
}
