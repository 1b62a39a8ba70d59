//! A report of a run under other conditions makes nothing known.

use super::{again, known, last, pair};
use crate::process::{BEFORE, Folder, Run, good};

/// The real key.
const KEY: &str = "b2d552b68890857171a78b36a5dccf368a953413288c353f7c9d9d6f94b709b3";

/// The same key in a keyring, under this id.
fn keyring_line(id: &str) -> String {
    format!("pith.science {id} ed25519 stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM= registry\n")
}

/// Nothing is known, and stderr tells why in one line.
fn assert_nothing_known(run: &Run, why: &str) {
    assert_eq!(known(run), 0, "{why}");
    let notes: Vec<&str> = run.err.lines().filter(|line| line.contains("--known")).collect();
    let expected = format!("pith: --known last.ndjson: nothing in it can be used: {why}");
    assert_eq!(notes, [expected], "{}", run.err);
}

#[test]
fn other_keys_make_nothing_known() {
    let folder = pair();
    for keys in [&["--key", KEY][..], &["--trust-embedded"], &["--keyring", &super::keyring()]] {
        let run = again(&folder, &[keys, &["good.json"]].concat());
        assert_nothing_known(&run, "the run that wrote it trusted other keys");
        folder.write("other.ndjson", folder.verify(&[&["--format", "ndjson"], keys, &["good.json"]].concat()).out);
        let args = [&["--format", "ndjson", "--known", "other.ndjson"], keys, &["good.json"]].concat();
        let same = folder.verify(&args);
        assert_eq!(known(&same), u64::from(same.code == 0), "{keys:?}");
    }
}

#[test]
fn other_options_make_nothing_known() {
    let folder = pair();
    let before = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(BEFORE).display().to_string();
    let number = "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD";
    let options: [&[&str]; 5] = [
        &["--strict"],
        &["--max-bytes", "1000000"],
        &["--expect-number", number],
        &["--title", "Revisiting Small Batch Training for Deep Neural Networks"],
        &["--since", &before],
    ];
    for option in options {
        let run = again(&folder, &[option, &["good.json"]].concat());
        assert_nothing_known(&run, "the run that wrote it had other options that decide verdicts");
        // Under the same options it is known, if it passes.
        let args = [option, &["good.json", "broken.json"]].concat();
        folder.write("other.ndjson", folder.verify(&[&["--format", "ndjson"], &args[..]].concat()).out);
        let plain = folder.verify(&[&["--format", "ndjson"], &args[..]].concat());
        let next = folder.verify(&[&["--format", "ndjson", "--known", "other.ndjson"], &args[..]].concat());
        let passes = plain.out.contains("\"verdict\":\"pass\"");
        assert_eq!(known(&next), u64::from(passes), "{option:?}");
        assert_eq!(next.out.replace(",\"known\":1", "").replace(",\"known\":0", ""), plain.out, "policy is as it was");
    }
}

#[test]
fn a_file_of_an_option_counts_by_its_contents() {
    let folder = pair();
    folder.write("abstract", "One.");
    let args = ["--abstract", "abstract", "good.json"];
    folder.write("last.ndjson", folder.verify(&[&["--format", "ndjson"], &args[..]].concat()).out);
    folder.write("abstract", "Another.");
    assert_nothing_known(&again(&folder, &args), "the run that wrote it had other options that decide verdicts");
}

#[test]
fn another_version_makes_nothing_known() {
    let folder = pair();
    let version = concat!("\"version\":\"", env!("CARGO_PKG_VERSION"), "\"");
    for other in [
        "\"version\":\"0.0.9\"",
        concat!("\"version\":\"", env!("CARGO_PKG_VERSION"), " \""),
        "\"version\":\"\\u001b[31m\"",
    ] {
        folder.write("last.ndjson", last(&pair()).replacen(version, other, 1));
        let run = again(&folder, &["good.json"]);
        assert_nothing_known(&run, "another version wrote it");
        assert!(run.is_safe());
    }
    folder.write("last.ndjson", last(&pair()).replacen("pith-report/1", "pith-report/2", 1));
    assert_nothing_known(&again(&folder, &["good.json"]), "another version wrote it");
    folder.write("last.ndjson", last(&pair()).replacen("\"options\":", "\"more\":1,\"options\":", 1));
    assert_nothing_known(&again(&folder, &["good.json"]), "its first line is of another form");
}

#[test]
fn a_run_that_depends_on_the_clock_verifies_everything() {
    let folder = pair();
    let args = ["--max-age", "36500", "good.json"];
    folder.write("last.ndjson", folder.verify(&[&["--format", "ndjson"], &args[..]].concat()).out);
    let run = again(&folder, &args);
    assert_eq!(run.code, 0);
    assert_nothing_known(&run, "with --max-age a verdict depends on the clock, so every input is verified");
}

/// Two keys with long ids look the same in a report, where texts are cut.
#[test]
fn keys_that_reports_do_not_tell_apart_make_nothing_known() {
    let folder = Folder::new();
    folder.write("good.json", good());
    for (id, is_known) in [("k".repeat(200), true), ("k".repeat(201), false)] {
        folder.write("keys", keyring_line(&id));
        let args = ["--keyring", "keys", "good.json"];
        folder.write("last.ndjson", folder.verify(&[&["--format", "ndjson"], &args[..]].concat()).out);
        let run = again(&folder, &args);
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(known(&run) == 1, is_known, "{}", run.err);
        assert_eq!(run.err.contains("a trusted key has an id"), !is_known, "{}", run.err);
    }
}

/// The built-in key as a pinned one, beside `--trust-embedded`: the first lines are equal, but not what a report says of
/// the signers.
#[test]
fn what_trust_rests_on_is_taken_over_from_an_equal_run_alone() {
    let folder = Folder::new();
    folder.write("good.json", good());
    folder.write("keys", keyring_line("pith-v1-2026-05"));
    let builtin = ["--format", "ndjson", "--trust-embedded", "good.json"];
    let pinned = [&["--keyring", "keys"], &builtin[..]].concat();
    let (one, other) = (folder.verify(&builtin), folder.verify(&pinned));
    assert_eq!(one.out.lines().next(), other.out.lines().next());
    assert_ne!(one.out, other.out);
    folder.write("last.ndjson", one.out);
    let run = folder.verify(&[&["--known", "last.ndjson"], &pinned[..]].concat());
    assert_eq!(run.out.replace(",\"known\":0", ""), other.out);
}

/// A pass is one of this run only if each expectation was held against it.
#[test]
fn a_pass_that_an_expectation_was_not_held_against_is_verified_again() {
    let folder = pair();
    let expected = ["--expect-number", "pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD", "good.json"];
    let report = folder.verify(&[&["--format", "ndjson"], &expected[..]].concat()).out;
    let check = ",{\"code\":\"policy.expect-number\",\"status\":\"pass\",\"count\":1}";
    let without = report.replacen(check, "", 1);
    assert_ne!(without, report);
    for (report, count) in [(report, 1), (without, 0)] {
        folder.write("last.ndjson", report);
        let run = again(&folder, &expected);
        assert_eq!((run.code, known(&run)), (0, count));
    }
}
