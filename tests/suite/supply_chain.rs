//! The parts of the program: crates, their features and licences, and sources without `unsafe`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// Licences that a crate may be under, alone or as one choice of several: those of `deny.toml`, which has the one list.
static LICENCES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let list = include_str!("../../deny.toml").split("\nallow = [\n").nth(1).and_then(|list| list.split(']').next());
    let lines = list.expect("a list of licences").lines().filter(|line| !line.trim().is_empty());
    let name = |line: &'static str| {
        let name = line.trim().strip_prefix('"').and_then(|line| line.strip_suffix("\","));
        name.unwrap_or_else(|| panic!("a licence a line, not {line:?}"))
    };
    lines.map(name).collect()
});

/// Features that would change the meaning of numbers or signatures.
const FORBIDDEN: [(&str, &str); 4] = [
    ("serde_json", "arbitrary_precision"),
    ("serde_json", "raw_value"),
    ("ed25519-dalek", "legacy_compatibility"),
    ("curve25519-dalek", "legacy_compatibility"),
];

/// The tree for this platform, all of whose crates are there once this test is built: no network is asked.
fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let platform = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", platform])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member].as_str().unwrap_or_default()
}

#[test]
fn no_crate_turns_on_a_feature_that_changes_numbers_or_signatures() {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    for (name, feature) in FORBIDDEN {
        let marked = format!("#{name}@");
        let found: Vec<_> = nodes.iter().filter(|node| text(node, "id").contains(&marked)).collect();
        assert!(!found.is_empty(), "{name} is not in the tree: is its name spelled right?");
        for node in found {
            let features = node["features"].as_array().unwrap();
            assert!(!features.iter().any(|on| on == feature), "{name} is built with {feature}");
        }
    }
}

/// Of every platform: the lock file has them all.
#[test]
fn every_crate_is_from_the_registry_and_pinned_by_its_digest() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let packages: Vec<_> = lock.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 50, "{} packages", packages.len());
    for package in packages.iter().filter(|package| !package.contains("\nname = \"pith\"\n")) {
        assert!(
            package.contains("\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n"),
            "{package}"
        );
        assert!(package.contains("\nchecksum = \""), "{package}");
    }
}

#[test]
fn the_licence_of_every_crate_is_allowed() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50, "{} packages", packages.len());
    for package in packages {
        let licence = text(package, "license");
        assert!(is_allowed(licence), "{}: {licence:?}", text(package, "name"));
    }
}

/// Whether an expression of licences can be met: one side of each `OR`, every side of each `AND`.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let all = expression.replace(['(', ')'], " ");
    // `A AND (B OR C)` is what crates write: every part that `AND` joins has a choice that is allowed.
    all.split(" AND ").all(|part| part.split(" OR ").any(|one| LICENCES.contains(&one.trim())))
}

/// A licence on the list that no crate uses would admit a new crate unnoticed.
#[test]
fn every_allowed_licence_is_used() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let expressions: Vec<&str> = packages.iter().map(|package| text(package, "license")).collect();
    assert!(LICENCES.len() > 3, "{LICENCES:?}");
    for licence in LICENCES.iter() {
        let needs = |expression: &&str| expression.contains(licence);
        assert!(expressions.iter().any(needs), "{licence} is allowed, and no crate is under it");
    }
}

#[test]
fn licences_outside_the_list_are_noticed() {
    for allowed in ["MIT", "MIT OR GPL-3.0", "Unlicense/MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for other in ["", "GPL-3.0", "MIT AND GPL-3.0", "MITX", "LGPL-2.1 OR AGPL-3.0"] {
        assert!(!is_allowed(other), "{other}");
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let (mut section, mut seen) = ("", 0);
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && !line.starts_with('#') && !line.trim().is_empty() {
            seen += 1;
            let reason = line.split_once("# ").map_or("", |(_, reason)| reason);
            assert!(reason.trim().len() > 3, "no reason in {section}: {line}");
        }
    }
    assert!(seen > 15, "{seen} dependencies");
}

#[test]
fn the_sources_contain_no_unsafe() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    let mut files = 0;
    for entry in walkdir::WalkDir::new(root.join("src")) {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            files += 1;
            let source = fs::read_to_string(&path).unwrap();
            let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                assert!(!words.into_iter().any(|word| word == "unsafe"), "{}: {line}", path.display());
            }
        }
    }
    assert!(files > 50, "{files} files");
}
