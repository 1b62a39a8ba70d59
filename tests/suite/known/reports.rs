//! The files that are given with `--known`: what is no report, what cannot be read twice, what a run must not write.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use super::{again, inputs, known, last, pair};
use crate::process::{Folder, Run, good, shell};

#[test]
fn a_file_that_is_no_report_ends_the_run() {
    let folder = pair();
    let report = last(&folder);
    let lines: Vec<&str> = report.lines().collect();
    folder.write("empty", "");
    folder.write("json", folder.verify(&["--format", "json", "good.json"]).out);
    folder.write("inputs", lines[1..].join("\n"));
    folder.write("swapped", format!("{}\n{}\n", lines[1], lines[0]));
    folder.write("text", "PASS good.json\n");
    folder.write("other", "{\"type\":\"run\",\"schema\":\"another/1\"}\n");
    folder.write("utf-16", report.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    folder.write("endless", vec![b'{'; 3 << 20]);
    for name in ["empty", "json", "inputs", "swapped", "text", "other", "utf-16", "endless", "good.json"] {
        let run = folder.verify(&["--known", name, "good.json"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{name}");
        let expected = format!("pith: --known {name}: not an NDJSON report: expected the output of");
        assert!(run.err.starts_with(&expected), "{name}: {}", run.err);
    }
    // Also beside one that is a report.
    assert_eq!(folder.verify(&["--known", "last.ndjson", "--known", "empty", "good.json"]).code, 2);
}

#[test]
fn what_cannot_be_read_ends_the_run() {
    let folder = pair();
    assert!(Command::new("mkfifo").arg(folder.path().join("fifo")).status().unwrap().success());
    for (name, why) in [
        ("absent", "No such file"),
        (".", "not a regular file, and it is read twice"),
        ("/dev/zero", "not a regular file, and it is read twice"),
        ("fifo", "not a regular file, and it is read twice"),
        ("-", "not a regular file, and it is read twice"),
    ] {
        let run = folder.verify_piped(&["--known", name, "good.json"], b"");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{name}");
        assert!(run.err.starts_with(&format!("pith: --known {name}: {why}")), "{}", run.err);
    }
}

#[test]
fn several_reports_are_taken_together() {
    let folder = Folder::new();
    let lines: Vec<String> =
        fs::read_to_string(pair().path().join("last.ndjson")).unwrap().lines().map(str::to_owned).collect();
    let other = String::from_utf8(good()).unwrap().replace("\"links\":", " \"links\":");
    folder.write("one.json", good());
    folder.write("two.json", &other);
    folder.write("one.ndjson", lines.join("\n") + "\n");
    folder.write("two.ndjson", folder.verify(&["--format", "ndjson", "two.json"]).out);
    let plain = folder.verify(&["--format", "ndjson", "one.json", "two.json"]);
    let both = ["--known", "one.ndjson", "--known", "two.ndjson", "--known", "one.ndjson"];
    for (reports, count) in [(&both[..], 2), (&both[..2], 1), (&both[2..4], 1)] {
        let run = folder.verify(&[&["--format", "ndjson"], reports, &["one.json", "two.json"]].concat());
        assert_eq!(known(&run), count);
        assert_eq!(inputs(&run.out), inputs(&plain.out));
    }
}

/// What follows a line about another run is of that run, however the line is written.
#[test]
fn a_report_of_another_run_ends_the_one_before_it_whatever_the_form_of_its_first_line() {
    let folder = pair();
    let ours = last(&folder);
    let ours = ours.lines().next().unwrap();
    let other = folder.verify(&["--strict", "--format", "ndjson", "good.json"]).out;
    let (first, rest) = other.split_once('\n').unwrap();
    // As other programs write it.
    let again: serde_json::Value = serde_json::from_str(first).unwrap();
    let spaced = serde_json::to_string_pretty(&again).unwrap().replace('\n', "");
    let escaped = first.replace("\"run\"", "\"r\\u0075n\"");
    let cut = &first[..first.len() - 9];
    for first in [first, &format!(" {first}"), &format!("\t{first}"), &again.to_string(), &spaced, &escaped, cut] {
        folder.write("both.ndjson", format!("{ours}\n{first}\n{rest}"));
        let run = folder.verify(&["--format", "ndjson", "--known", "both.ndjson", "good.json"]);
        assert_eq!((run.code, known(&run)), (0, 0), "{first}");
    }
    // Nor does anything count that follows the last line of a report, however that is written.
    let twice = r#"{"type":"summary","type":"summary"}"#;
    let summaries =
        [r#"{"type":"summary"}"#, r#" {"verdict":"pass","type":"summ\u0061ry"}"#, r#"{"type":"summary","i"#, twice];
    // Nor what follows a line that is none of a report: the first line of another one may be what is left of it.
    let others = [" ", "garbage", "null", "{}", &first[..8], &first[20..], &format!("[{first}]"), &format!("{first},")];
    for line in summaries.into_iter().chain(others) {
        folder.write("both.ndjson", format!("{ours}\n{line}\n{rest}"));
        let run = folder.verify(&["--format", "ndjson", "--known", "both.ndjson", "good.json"]);
        assert_eq!((run.code, known(&run)), (0, 0), "{line}");
    }
    // A blank line and one of another kind end nothing.
    folder.write("both.ndjson", format!("{ours}\n\n{{\"type\":\"note\",\"of\":\"run\"}}\n{rest}"));
    let run = folder.verify(&["--format", "ndjson", "--known", "both.ndjson", "good.json"]);
    assert_eq!((run.code, known(&run)), (0, 1));
}

/// An earlier report is read, so it is never written, by whatever name.
#[test]
fn an_earlier_report_is_never_an_output() {
    let folder = pair();
    let report = last(&folder);
    fs::hard_link(folder.path().join("last.ndjson"), folder.path().join("hard")).unwrap();
    symlink("last.ndjson", folder.path().join("soft")).unwrap();
    for name in ["last.ndjson", "./last.ndjson", "hard", "soft"] {
        let run = folder.verify(&["--known", "last.ndjson", "--report", &format!("ndjson={name}"), "good.json"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{name}");
        assert!(run.err.contains("is read by this run, and cannot be its output"), "{}", run.err);
        assert_eq!(last(&folder), report);
    }
    let append = "pith verify --format ndjson --known last.ndjson good.json >> last.ndjson";
    let run = Run::of(shell(folder.path(), append).output().unwrap());
    assert_eq!((run.code, last(&folder)), (2, report));
    assert!(run.err.contains("standard output goes to it"), "{}", run.err);
}

#[test]
fn an_earlier_report_is_no_input_of_a_directory() {
    let folder = Folder::new();
    folder.write("m/a.json", good());
    folder.write("m/last.ndjson", folder.verify(&["--format", "ndjson", "m/a.json"]).out);
    let args = ["--format", "ndjson", "--known", "m/last.ndjson", "--ndjson", "m"];
    let run = folder.verify(&args);
    assert_eq!((run.code, known(&run)), (0, 1), "{}", run.out);
    assert_eq!(run.verdicts(), [("m/a.json:1".to_owned(), "pass".to_owned())]);
    assert!(run.out.contains("\"skipped\":1"), "{}", run.out);
    let human = folder.verify(&["--known", "m/last.ndjson", "--ndjson", "m"]);
    assert!(human.out.contains("skip m/last.ndjson: an earlier report that is given with --known"), "{}", human.out);
}

/// The lines of a report are read again when they are needed. What is not there any more is verified.
#[test]
fn a_report_that_changes_during_the_run_is_not_believed() {
    let folder = pair();
    let report = last(&folder);
    for (change, count) in
        [("", 1), (": > last.ndjson", 0), ("sed -i.bak s/pass/fail/ last.ndjson; cat last.ndjson.bak > last.ndjson", 1)]
    {
        folder.write("last.ndjson", &report);
        // The names come from a pipe, so the report has been read when the first one is.
        let script = format!(
            "(sleep 0.4; {change}\n echo good.json) | pith verify --format ndjson --known last.ndjson --files-from -"
        );
        let run = Run::of(shell(folder.path(), &script).output().unwrap());
        assert_eq!((run.code, known(&run)), (0, count), "{change}: {}", run.err);
        assert_eq!(inputs(&run.out), [inputs(&report)[0]]);
    }
}

#[test]
fn lines_without_end_take_no_memory() {
    let folder = pair();
    let mut report = last(&folder).lines().next().unwrap().as_bytes().to_vec();
    report.extend(b"\n{\"type\":\"input\",\"input\":\"");
    report.extend(vec![b'a'; 200 << 20]);
    report.extend([b"\"}\n", inputs(&last(&folder))[0].as_bytes(), b"\n"].concat());
    folder.write("last.ndjson", report);
    let limited = "ulimit -v 150000; pith verify --format ndjson --jobs 1 --known last.ndjson good.json";
    let run = Run::of(shell(folder.path(), limited).stdin(Stdio::null()).output().unwrap());
    assert_eq!((run.code, known(&run)), (0, 0), "what follows may be of another run: {}", run.err);
    assert_eq!(inputs(&again(&folder, &["good.json"]).out).len(), 1);
}

/// As much as the earlier report tells is shown to people as in the full run.
#[test]
fn people_see_what_the_earlier_report_tells() {
    let folder = pair();
    let rows = |said: &str| -> Vec<String> {
        let labels = ["  number ", "  source ", "  signed by ", "  events ", "  merge rules "];
        let rows = said.lines().filter(|line| labels.iter().any(|label| line.starts_with(label)));
        rows.map(str::to_owned).collect()
    };
    let full = folder.verify(&["good.json"]);
    let known = folder.verify(&["--known", "last.ndjson", "good.json"]);
    assert!(known.out.contains("They were not verified again"), "{}", known.out);
    assert_eq!((known.code, rows(&known.out)), (0, rows(&full.out)));
    assert_eq!(rows(&known.out).len(), 5, "{}", known.out);
}
