//! Reports with and without `--known` tell the same.

use std::fs;

use serde_json::Value;

use super::{again, fixtures, inputs, keyring, known, last, pair};
use crate::process::{Folder, Run, broken, good};

/// Inputs whose line in an NDJSON report has a pass, and nothing else.
fn without_finding(report: &str) -> usize {
    let lines = inputs(report).into_iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_plain = |line: &Value| line["checks"].as_array().unwrap().iter().all(|check| check["status"] == "pass");
    lines.filter(|line| line["verdict"] == "pass" && is_plain(line)).count()
}

#[test]
fn every_line_is_the_one_that_verifying_writes_and_only_passes_without_a_finding_are_known() {
    let (folder, keyring) = (fixtures(), keyring());
    let run = folder.verify(&["--format", "ndjson", "--keyring", &keyring, "m"]);
    folder.write("last.ndjson", &run.out);
    let expected = without_finding(&run.out);
    assert!(expected > 45 && expected < inputs(&run.out).len() - 5, "{expected}");
    for jobs in ["1", "2", "7"] {
        let next = again(&folder, &["--keyring", &keyring, "--jobs", jobs, "m"]);
        assert_eq!(next.code, run.code);
        assert_eq!(known(&next), expected as u64, "{jobs}");
        assert_eq!(inputs(&next.out), inputs(&run.out), "{jobs}");
        let (before, after) = (run.out.lines().last().unwrap(), next.out.lines().last().unwrap());
        assert_eq!(after.replace(&format!(",\"known\":{expected}"), ""), before);
        assert!(next.err.contains(&format!("; {expected} known (")), "{}", next.err);
    }
}

/// Formats for programs are the same but for the number in the summary; those for people name the known ones.
#[test]
fn every_format_is_the_same_but_for_the_count() {
    let (folder, keyring) = (fixtures(), keyring());
    let keys = ["--keyring", &keyring, "m"];
    let last = folder.verify(&[&["--format", "ndjson"], &keys[..]].concat()).out;
    let count = without_finding(&last);
    folder.write("last.ndjson", last);
    for format in ["human", "json", "junit", "github", "sarif"] {
        let run = |more: &[&str]| folder.verify(&[&["--format", format], more, &keys[..]].concat());
        let (before, after) = (run(&[]), run(&["--known", "last.ndjson"]));
        assert_eq!(before.code, after.code);
        let without_count =
            after.out.replace(&format!(",\"known\":{count}"), "").replace(&format!("; {count} known"), "");
        assert_eq!(without_count, before.out, "{format}");
        assert_eq!(without_count == after.out, format == "junit", "{format} counts");
    }
    let page = folder.verify(&[&["--format", "html", "--known", "last.ndjson"], &keys[..]].concat()).out;
    assert!(page.contains(&format!("; {count} known")));
}

#[test]
fn names_are_those_of_this_run() {
    let folder = pair();
    folder.write("other/<&\u{202e}\"\\.json", good());
    let args = ["other"];
    let run = again(&folder, &args);
    assert_eq!((run.code, known(&run)), (0, 1));
    let plain = folder.verify(&["--format", "ndjson", "other"]);
    assert_eq!(inputs(&run.out), inputs(&plain.out));
    assert_ne!(inputs(&run.out)[0], inputs(&last(&folder))[0]);
}

#[test]
fn lines_and_files_with_the_same_bytes_are_the_same_inputs() {
    let folder = pair();
    folder.write("m.ndjson", [&good()[..], b"\n\n", &broken(), b"\n", &good()].concat());
    let plain = folder.verify(&["--format", "ndjson", "--ndjson", "m.ndjson"]);
    let run = again(&folder, &["--ndjson", "m.ndjson"]);
    assert_eq!((run.code, known(&run)), (1, 2));
    assert_eq!(inputs(&run.out), inputs(&plain.out));
    folder.write("last.ndjson", &plain.out);
    let run = again(&folder, &["good.json", "broken.json", "good.json"]);
    assert_eq!((run.code, known(&run)), (1, 2));
    assert_eq!(
        inputs(&run.out),
        inputs(&folder.verify(&["--format", "ndjson", "good.json", "broken.json", "good.json"]).out)
    );
}

/// One byte anywhere makes other bytes, and those are verified. The first and the last byte, and some between.
#[test]
fn one_changed_byte_is_always_found() {
    let folder = pair();
    let good = good();
    let places = (0..good.len()).step_by(331).chain([good.len() - 1]);
    let names: Vec<String> = places
        .map(|place| {
            let mut bytes = good.clone();
            bytes[place] ^= 1;
            folder.write(format!("m/{place}.json"), bytes);
            format!("m/{place}.json")
        })
        .collect();
    for name in ["m/longer.json", "m/shorter.json"] {
        folder.write(
            name,
            if name == "m/longer.json" { [&good[..], b" "].concat() } else { good[..good.len() - 1].to_vec() },
        );
    }
    let run = again(&folder, &["m"]);
    assert_eq!(known(&run), 0);
    assert_eq!(inputs(&run.out), inputs(&folder.verify(&["--format", "ndjson", "m"]).out));
    assert!(names.len() > 40 && run.code != 0);
}

#[test]
fn a_single_known_input_is_named_as_such() {
    let folder = pair();
    let run = folder.verify(&["--known", "last.ndjson", "good.json"]);
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("PASS good.json\nAn earlier report states that these bytes passed"), "{}", run.out);
    assert!(run.out.contains("number       pith:2018:6CB5P4A4IXK6Y2AGFDY5KCUYHD\n"), "{}", run.out);
    assert!(!run.out.contains("digests"), "nothing was computed: {}", run.out);
    let page = folder.verify(&["--format", "html", "--known", "last.ndjson", "good.json"]).out;
    assert!(page.contains("They were not verified again"), "{page}");
}

#[test]
fn a_quiet_run_has_the_same_exit_code() {
    let folder = pair();
    for (inputs, code) in [(&["good.json"][..], 0), (&["good.json", "broken.json"], 1), (&["good.json", "absent"], 2)] {
        let run = folder.verify(&[&["--quiet", "--known", "last.ndjson"], inputs].concat());
        assert_eq!((run.code, run.out.as_str()), (code, ""));
    }
}

/// What an interrupted run had judged is known to the next one.
#[test]
fn a_report_that_was_cut_serves_as_far_as_it_goes() {
    let folder = Folder::new();
    folder.write("m.ndjson", [&good()[..], b"\n"].concat().repeat(10));
    let run = folder.verify(&["--format", "ndjson", "--ndjson", "m.ndjson"]);
    let whole = run.out.lines().take(2).collect::<Vec<_>>().join("\n");
    // All of one line about an input but its end, the end, and half of the next line.
    for (length, count) in [(whole.len(), 0), (whole.len() + 1, 10), (whole.len() + 1_000, 10)] {
        folder.write("last.ndjson", &run.out[..length]);
        let next = again(&folder, &["--ndjson", "m.ndjson"]);
        assert_eq!(known(&next), count, "{length}");
        assert_eq!(inputs(&next.out), inputs(&run.out));
    }
}

#[test]
fn a_run_without_it_counts_nothing() {
    let folder = pair();
    let summaries = |run: &Run| run.out.contains("known") || run.err.contains("known");
    assert!(!summaries(&folder.verify(&["--format", "ndjson", "good.json", "good.json"])));
    assert!(fs::exists(folder.path().join("last.ndjson")).unwrap());
}
