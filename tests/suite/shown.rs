//! What the verbs beside `verify` write about a few documents, and its pages, blessed: what changes in it is read.

use std::fmt::Write as _;
use std::fs;

use crate::process::{Folder, REAL, pith};

/// The file of `tests/shown`, the verb with its options, and the documents of each run.
type Scenes<'s> = (&'s str, &'s [&'s str], &'s [&'s [&'s str]]);

/// Bundles with rotated keys, other signers, an equivocation, odd values, superseded events, nothing optional, a member
/// missing, and documents of other kinds.
const DOCUMENTS: &[&[&str]] = &[
    &[REAL],
    &["fixtures/valid/rotates-later.json"],
    &["fixtures/valid/other-signers.json"],
    &["fixtures/valid/settled-equivocation.json"],
    &["fixtures/valid/odd-values.json"],
    &["fixtures/valid/superseded-correction.json"],
    &["fixtures/valid/claims.json"],
    &["fixtures/warn/state.equivocation/four-groups.json"],
    &["fixtures/valid/no-hints-no-links.json"],
    &["fixtures/changed/record-member-removed.json"],
    &["fixtures/changed/event-dropped.json"],
    &["fixtures/integrity/real-2604.19423.json"],
    &["fixtures/keys/manifest-rotated.json"],
    &["fixtures/keys/registry-rotated.json"],
];

const GRAPHS: &[&[&str]] = &[
    &["fixtures/valid/nineteen-events.json"],
    &["fixtures/valid/superseded-correction.json"],
    &["fixtures/changed/event-dropped.json"],
    &["fixtures/keys/registry-rotated.json"],
];

const PAGES: &[&[&str]] = &[&["fixtures/valid/other-signers.json"], &["fixtures/integrity/real-2604.19423.json"]];

/// Each kind of cause, what remains, expectations, findings that are alike, a list of inputs of every verdict, and an
/// input that is not there.
const REPORTS: &[&[&str]] = &[
    &["fixtures/changed/four-changes.json"],
    &["fixtures/changed/events-exchanged.json"],
    &["fixtures/changed/alias-added.json", "--title", "Another"],
    &["fixtures/changed/event-member-renamed.json"],
    &[
        "fixtures/fail/bundle.signature/algorithm.json",
        "--keyring",
        "fixtures/keys/registry.keyring",
        "--expect-source",
        "arxiv:1.1",
    ],
    &["fixtures/changed/event-dropped.json"],
    &["fixtures/valid/rotated-registry.json"],
    &[
        REAL,
        "fixtures/changed/four-changes.json",
        "fixtures/changed/event-value.json",
        "fixtures/malformed/document.type/number.json",
        "fixtures/open/event.unique/record-created-twice.json",
        "fixtures/integrity/real-2604.19423.json",
        "absent.json",
    ],
];

const PAIRS: &[&[&str]] = &[
    &["fixtures/valid/example.json", "fixtures/valid/event-correction.json"],
    &[REAL, "fixtures/changed/four-changes.json"],
    &[REAL, "fixtures/changed/event-signer.json"],
    &["fixtures/valid/three-events.json", "fixtures/valid/shuffled.json"],
    &["fixtures/valid/example.json", "fixtures/valid/other-source.json"],
    &["fixtures/valid/integrity.json", "fixtures/valid/integrity-half.json"],
];

const UNIONS: &[&[&str]] = &[
    &["fixtures/valid/event-correction.json", "fixtures/valid/event-citation-signature.json"],
    &["fixtures/valid/settled-equivocation.json", "fixtures/valid/example.json"],
    &[REAL, "fixtures/changed/event-value.json"],
    &["fixtures/valid/other-signers.json", "fixtures/warn/state.equivocation/two-successors.json"],
    &["fixtures/valid/example.json", "fixtures/valid/other-source.json"],
];

const SHOWN: &[Scenes<'_>] = &[
    ("inspect.txt", &["inspect"], DOCUMENTS),
    ("inspect.jsonl", &["inspect", "--format", "json"], DOCUMENTS),
    ("inspect.dot", &["inspect", "--format", "dot"], GRAPHS),
    ("inspect.mermaid", &["inspect", "--format", "mermaid"], GRAPHS),
    ("inspect.html", &["inspect", "--format", "html"], PAGES),
    ("diff.txt", &["diff"], PAIRS),
    ("diff.jsonl", &["diff", "--format", "json"], PAIRS),
    ("merge.txt", &["merge", "--keyring", "fixtures/keys/registry.keyring"], UNIONS),
    ("merge-untrusted.txt", &["merge"], &[&["fixtures/valid/example.json", "fixtures/valid/escaped.json"]]),
    (
        "merge-embedded.txt",
        &["merge", "--trust-embedded"],
        &[&["fixtures/valid/example.json", "fixtures/valid/escaped.json"]],
    ),
    ("merge.jsonl", &["merge", "--format", "json", "--keyring", "fixtures/keys/registry.keyring"], UNIONS),
    ("keys.txt", &["keys"], DOCUMENTS),
    ("verify.html", &["verify", "--format", "html"], REPORTS),
];

/// Whether a file of `tests/shown` has this text, which is without the styles that all pages share.
fn is_blessed(file: &str, text: &str) -> bool {
    let path = format!("tests/shown/{file}");
    let text = text.replace(include_str!("../../src/render/page/style.css").trim_end(), "STYLE");
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if std::env::var_os("PITH_BLESS").is_some() {
        fs::create_dir_all("tests/shown").unwrap();
        fs::write(&path, &text).unwrap();
    }
    fs::read_to_string(&path).unwrap_or_default() == text
}

#[test]
fn each_output_is_as_it_was_blessed() {
    let mut differing = Vec::new();
    for (file, verb, runs) in SHOWN {
        let mut text = String::new();
        for documents in *runs {
            let run = pith(&[*verb, *documents].concat());
            // The time that a run over several inputs takes is another each time.
            let told = if run.err.contains(" inputs: ") { "" } else { run.err.as_str() };
            write!(text, "=== {} -> {}\n{}{told}", documents.join(" "), run.code, run.out).unwrap();
        }
        if !is_blessed(file, &text) {
            differing.push(file);
        }
    }
    assert!(differing.is_empty(), "{differing:?} differ: read the difference, and bless");
}

#[test]
fn each_page_of_merged_bundles_is_as_it_was_blessed() {
    let folder = Folder::new();
    let page = folder.path().join("page.html");
    let report = format!("html={}", page.display());
    let merge = ["merge", "--keyring", "fixtures/keys/registry.keyring", "--report", &report];
    let mut text = String::new();
    for documents in UNIONS {
        let run = pith(&[&merge, *documents].concat());
        let shown = fs::read_to_string(&page).unwrap();
        writeln!(text, "=== {} -> {}\n{shown}", documents.join(" "), run.code).unwrap();
        fs::remove_file(&page).unwrap();
    }
    assert!(is_blessed("merge.html", &text), "merge.html differs: read the difference, and bless");
}
