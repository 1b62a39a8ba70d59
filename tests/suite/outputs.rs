//! What `pith verify` writes: every format, report files, what is listed and what is only counted.
#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::time::Duration;

use crate::process::{Folder, Run, broken, fixture, good, pith, untrusted};
use serde_json::Value;

/// A folder with a bundle for every verdict that a test can bring about; `absent` is the fifth.
fn five() -> (Folder, [&'static str; 5]) {
    let folder = Folder::new();
    folder.write("pass.json", good());
    folder.write("fail.json", broken());
    folder.write("malformed.json", "{\"a\":1,\n\"a\":2}");
    folder.write("untrusted.json", untrusted());
    (folder, ["pass.json", "fail.json", "malformed.json", "absent.json", "untrusted.json"])
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_ndjson_line_is_json() {
    let (folder, inputs) = five();
    let whole: Value =
        serde_json::from_str(&folder.verify(&[&["--format", "json"], &inputs[..]].concat()).out).unwrap();
    let lines = lines(&folder.verify(&[&["--format", "ndjson"], &inputs[..]].concat()));
    assert_eq!(lines.len(), 7);
    assert_eq!(lines[0]["type"], "run");
    let lines = &lines[1..];
    for (line, input) in lines.iter().zip(whole["inputs"].as_array().unwrap()) {
        assert_eq!(line["type"], "input");
        assert_eq!(without(line, "type"), *input);
    }
    assert_eq!(lines[5]["type"], "summary");
    assert_eq!(without(&lines[5], "type"), without(&whole, "inputs"));
    assert_eq!(whole["summary"]["inputs"], 5);
    for verdict in ["pass", "fail", "malformed", "unchecked", "untrusted"] {
        assert_eq!(whole["summary"][verdict], 1, "{verdict}");
    }
}

fn without(value: &Value, member: &str) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove(member).unwrap();
    value
}

#[test]
fn every_outcome_has_the_same_members() {
    let (folder, inputs) = five();
    let lines = lines(&folder.verify(&[&["--format", "ndjson"], &inputs[..]].concat()));
    let members = |line: &Value| line.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for line in &lines[2..6] {
        assert_eq!(members(line), members(&lines[1]));
    }
}

/// The elements and attributes that the `JUnit` schemas of Jenkins know, as far as they are used, and their counts.
#[test]
fn junit_follows_the_published_schemas() {
    let (folder, inputs) = five();
    let run = folder.verify(&[&["--format", "junit"], &inputs[..]].concat());
    let document = roxmltree::Document::parse(&run.out).unwrap();
    let suites = element(document.root(), "testsuites", &["name", "tests", "failures", "errors"]);
    let suite = element(suites, "testsuite", &["name", "tests", "failures", "errors", "skipped"]);
    for counts in [suites, suite] {
        let counts = ["tests", "failures", "errors"].map(|name| counts.attribute(name).unwrap());
        assert_eq!(counts, ["5", "3", "1"]);
    }
    let cases: Vec<_> = suite.children().filter(roxmltree::Node::is_element).collect();
    let expected = [
        ("pass.json", "system-out", None, "pass event.digest x2"),
        ("fail.json", "failure", Some("fail"), "fail bundle.digest (differs) /bundle_signature/bundle_sha256: "),
        ("malformed.json", "failure", Some("malformed"), "fail json.duplicate_member (duplicate)"),
        ("absent.json", "error", Some("unchecked"), "No such file"),
        ("untrusted.json", "failure", Some("untrusted"), "warn trust.keys (untrusted) /bundle_signature: "),
    ];
    assert_eq!(cases.len(), expected.len());
    for (case, (name, child, verdict, line)) in cases.into_iter().zip(expected) {
        assert_eq!(case.tag_name().name(), "testcase");
        assert_attributes(case, &["name", "classname"]);
        assert_eq!(case.attribute("name"), Some(name));
        let attributes: &[&str] = if verdict.is_some() { &["type", "message"] } else { &[] };
        let text = element(case, child, attributes);
        assert_eq!(text.attribute("type"), verdict);
        assert!(text.children().all(|node| node.is_text()), "{name}");
        assert!(text.text().unwrap().contains(line), "{name}: {:?}", text.text());
        let message = text.attribute("message").unwrap_or_default();
        match name {
            "fail.json" => assert!(message.starts_with("bundle.digest: "), "{message}"),
            "untrusted.json" => assert!(message.starts_with("trust.keys: "), "{message}"),
            _ => {}
        }
    }
}

/// The one child element, which has that name and those attributes.
fn element<'a, 'i>(parent: roxmltree::Node<'a, 'i>, name: &str, attributes: &[&str]) -> roxmltree::Node<'a, 'i> {
    let mut children = parent.children().filter(roxmltree::Node::is_element);
    let child = children.next().unwrap();
    assert!(children.next().is_none(), "more than one child of {:?}", parent.tag_name());
    assert_eq!(child.tag_name().name(), name);
    assert_attributes(child, attributes);
    child
}

fn assert_attributes(node: roxmltree::Node<'_, '_>, expected: &[&str]) {
    let names: Vec<_> = node.attributes().map(|attribute| attribute.name()).collect();
    assert_eq!(names, expected, "{:?}", node.tag_name());
}

/// A name full of what XML, a workflow command or a terminal would take for its own.
const HOSTILE: &str = "a&<b>\"'%,:;=\u{1b}[31m\r\n::error::\u{202e}]]>\u{ffff}.json";

#[test]
fn a_hostile_name_stays_text_in_every_format() {
    let folder = Folder::new();
    folder.write(HOSTILE, broken());
    for format in ["human", "json", "ndjson", "junit", "github", "sarif"] {
        let out = folder.verify(&["--format", format, "--color", "never", HOSTILE]).out;
        let raw = out.chars().find(|c| *c != '\n' && (c.is_control() || *c == '\u{202e}'));
        assert_eq!(raw, None, "{format}");
    }
    let lines = lines(&folder.verify(&["--format", "ndjson", HOSTILE]));
    assert_eq!(lines[1]["input"], HOSTILE);
    let out = folder.verify(&["--format", "junit", HOSTILE]).out;
    let document = roxmltree::Document::parse(&out).unwrap();
    let case = document.descendants().find(|node| node.has_tag_name("testcase")).unwrap();
    let shown = "a&<b>\"'%,:;=\\u{1b}[31m\\u{d}\\u{a}::error::\\u{202e}]]>\\u{ffff}.json";
    assert_eq!(case.attribute("name"), Some(shown));
    let out = folder.verify(&["--format", "github", HOSTILE]).out;
    let file = "a&<b>\"'%25%2C%3A;=\\u{1b}[31m\\u{d}\\u{a}%3A%3Aerror%3A%3A\\u{202e}]]>\u{ffff}.json";
    assert!(out.starts_with(&format!("::error file={file},line=")), "{out}");
    assert_eq!(out.lines().count(), 2);
}

#[test]
fn github_shows_where_and_why() {
    let (folder, inputs) = five();
    let run = folder.verify(&[&["--format", "github"], &inputs[..]].concat());
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines.len(), 5, "{}", run.out);
    assert!(lines[0].starts_with("::error file=fail.json,line=1,col="), "{}", lines[0]);
    assert!(lines[0].contains(",title=fail bundle.digest::"), "{}", lines[0]);
    assert!(lines[1].starts_with("::error file=malformed.json,line=2,col="), "{}", lines[1]);
    assert!(
        lines[2].starts_with("::error file=absent.json,line=1,col=1,title=unchecked::No such file"),
        "{}",
        lines[2]
    );
    assert!(lines[3].contains(",title=untrusted trust.keys::"), "{}", lines[3]);
    assert_eq!(lines[4], "pith: 5 inputs: 1 pass, 1 untrusted, 1 unchecked, 1 malformed, 1 fail");
}

#[test]
fn github_lists_ten_errors_and_counts_the_rest() {
    let folder = Folder::new();
    folder.write("a.json", broken());
    for (count, more) in [(10, None), (11, Some("1 more input did")), (13, Some("3 more inputs did"))] {
        let run = folder.verify(&[&["--format", "github"], &vec!["a.json"; count][..]].concat());
        let errors = run.out.lines().filter(|line| line.starts_with("::error ")).count();
        let warnings: Vec<_> = run.out.lines().filter(|line| line.starts_with("::warning ")).collect();
        assert_eq!(errors, 10);
        assert_eq!(
            warnings,
            more.map(|more| format!("::warning title=pith::{more} not pass")).iter().collect::<Vec<_>>()
        );
    }
}

/// GitHub shows ten warnings: one of them is the number of what is not listed.
#[test]
fn github_lists_a_failure_after_ten_that_are_undetermined() {
    let open = "fixtures/open/event.unique/record-created-twice.json";
    let inputs = [&[open; 10][..], &["fixtures/fail/event.unique/same-id.json"]].concat();
    let out = pith(&[&["verify", "--trust-embedded", "--format", "github"], &inputs[..]].concat()).text();
    let count = |start: &str| out.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!([count("::error file="), count("::warning file="), count("::warning ")], [1, 9, 10], "{out}");
    assert!(out.contains("::warning title=pith::1 more input did not pass\n"), "{out}");
}

#[test]
fn the_text_lists_failures_with_causes_and_twenty_passes() {
    let folder = Folder::new();
    folder.write("good.json", good());
    folder.write("broken.json", broken());
    for (passes, listed, more) in [(20, 20, None), (25, 20, Some("PASS 5 more"))] {
        let mut names = vec!["good.json"; passes];
        names.insert(7, "broken.json");
        names.push("absent.json");
        let run = folder.verify(&names);
        let starts = |start: &str| run.out.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(starts("PASS good.json"), listed);
        assert_eq!(starts("FAIL broken.json"), 1);
        assert!(run.out.contains("FAIL broken.json\n  changed /links/resolver line 1 column "));
        assert!(run.out.contains("UNCHECKED absent.json\n  No such file"));
        let tail: Vec<_> = run.out.lines().rev().take(3).collect();
        let summary = format!("FAIL {} inputs: {passes} pass, 1 unchecked, 1 fail", passes + 2);
        assert_eq!(tail[..2], [summary.as_str(), ""]);
        assert_eq!(Some(tail[2]).filter(|line| line.ends_with("more")), more);
    }
}

#[test]
fn several_reports_are_written_beside_the_main_one() {
    let (folder, inputs) = five();
    let (first, second) = ("--report=junit=r.xml", "--report=json=r.json");
    let run = folder.verify(&[&["--format", "ndjson", first, second, "--report", "human=r.txt"], &inputs[..]].concat());
    assert_eq!(run.verdicts().len(), 5);
    for (format, name) in [("junit", "r.xml"), ("json", "r.json"), ("human", "r.txt")] {
        let alone = folder.verify(&[&["--format", format], &inputs[..]].concat());
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), alone.out, "{format}");
    }
    assert_eq!(folder.names().iter().filter(|name| name.starts_with(".pith")).count(), 0);
}

#[test]
fn all_shows_the_checks_that_fail_because_of_a_change() {
    let folder = Folder::new();
    folder.write("a.json", fixture("fail/event.digest/real-title-changed.json"));
    let is_shown = |out: &str| out.lines().any(|line| line.starts_with("  fail bundle.digest "));
    let run = folder.verify(&["a.json"]);
    assert!(run.code == 1 && run.out.contains("bundle.digest") && !is_shown(&run.out), "{}", run.out);
    let run = folder.verify(&["--all", "a.json"]);
    assert!(run.code == 1 && is_shown(&run.out), "{}", run.out);
}

/// A folder has taken the name of the report while the run waited for its input.
#[test]
fn a_report_that_gets_no_name_in_the_end_is_never_a_pass() {
    let folder = Folder::new();
    let mut run = folder.pith(["verify", "--report", "json=d/report.json", "-"]);
    fs::create_dir(folder.path().join("d")).unwrap();
    let mut run = run.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while Folder::names_in(&folder.path().join("d")).is_empty() {
        assert!(run.try_wait().unwrap().is_none(), "it ended without its input");
        std::thread::sleep(Duration::from_millis(5));
    }
    folder.write("d/report.json/kept", "");
    run.stdin.take().unwrap().write_all(&good()).unwrap();
    let run = Run::of(run.wait_with_output().unwrap());
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.starts_with("pith: cannot write d/report.json: "), "{}", run.err);
    assert_eq!(Folder::names_in(&folder.path().join("d")), ["report.json"]);
}

/// Not those of a temporary file, which only its owner reads.
#[test]
fn a_report_has_the_permissions_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode();
    let report = folder.path().join("report.json");
    folder.write("a.json", good());
    assert_eq!(folder.verify(&["--report", "json=report.json", "a.json"]).code, 0);
    assert_eq!(mode(&report), mode(&folder.write("new", "")));
}

#[test]
fn a_report_replaces_the_previous_one_and_keeps_a_link() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("there/report.json", "old, and longer than nothing");
    symlink("there/report.json", folder.path().join("link.json")).unwrap();
    let run = folder.verify(&["--report", "json=link.json", "a.json"]);
    assert_eq!(run.code, 0);
    assert!(folder.path().join("link.json").is_symlink());
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("there/report.json")).unwrap()).unwrap();
    assert_eq!(report["verdict"], "pass");
}

#[test]
fn a_report_that_cannot_be_written_is_never_a_pass() {
    let folder = Folder::new();
    folder.write("a.json", good());
    folder.write("b.json", broken());
    folder.write("file", "");
    fs::create_dir(folder.path().join("directory")).unwrap();
    for path in ["absent/r.json", "file/r.json", "directory", "/dev/full", "/dev/null", "/dev/stdout", ".", ""] {
        for input in ["a.json", "b.json"] {
            let run = folder.verify(&["--report", &format!("json={path}"), input]);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{path}");
            assert!(!run.err.is_empty(), "{path}");
        }
    }
    assert!(fs::metadata("/dev/null").is_ok_and(|null| !null.is_file()), "a device is not replaced");
    let twice = folder.verify(&["--report", "json=r", "--report", "junit=./r", "a.json"]);
    assert_eq!((twice.code, twice.out.as_str()), (2, ""));
    assert_eq!(folder.names(), ["a.json", "b.json", "directory", "file"]);
}

/// The folder goes away during the run: the report cannot get its name. The main report says so too.
#[test]
fn a_report_that_fails_at_the_end_decides_the_exit_code() {
    for (bundle, verdict, code) in [(good(), "unchecked", 2), (broken(), "fail", 1)] {
        let folder = Folder::new();
        fs::create_dir(folder.path().join("gone")).unwrap();
        let args = ["verify", "--ndjson", "-", "--format", "json", "--report", "junit=gone/r.xml"];
        let mut child =
            folder.pith(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let gone = folder.path().join("gone");
        while fs::read_dir(&gone).unwrap().next().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        fs::remove_dir_all(&gone).unwrap();
        stdin.write_all(&bundle).unwrap();
        drop(stdin);
        let run = Run::of(child.wait_with_output().unwrap());
        assert_eq!(run.code, code);
        assert!(run.err.contains("cannot write gone/r.xml"), "{}", run.err);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!((report["verdict"].as_str(), report["exit_code"].as_i64()), (Some(verdict), Some(code.into())));
        assert_eq!(report["summary"]["inputs"], 1);
    }
}

#[test]
fn quiet_prints_nothing_and_still_writes_reports() {
    let folder = Folder::new();
    folder.write("a.json", broken());
    let run = folder.verify(&["--quiet", "--report", "json=r.json", "a.json"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, "", ""));
    assert!(fs::read_to_string(folder.path().join("r.json")).unwrap().contains("\"fail\""));
}

/// A run that takes longer than the bar waits: nothing but the report and the summary is written.
#[test]
fn there_is_no_progress_bar_in_a_pipe() {
    let folder = Folder::new();
    let args = ["verify", "--ndjson", "-", "--format", "ndjson"];
    let mut child =
        folder.pith(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..2 {
        stdin.write_all(&[&good()[..], b"\n"].concat()).unwrap();
        std::thread::sleep(Duration::from_millis(1200));
    }
    drop(stdin);
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.verdicts().len(), 2);
    assert_eq!(run.code, 0);
    let summary = run.err.strip_prefix("pith: 2 inputs: 2 pass (").expect(&run.err);
    assert!(summary.ends_with(" per second)\n") && summary.lines().count() == 1, "{summary}");
}

/// A hyphen is a standard stream everywhere else.
#[test]
fn a_report_is_not_written_to_a_file_called_by_a_hyphen() {
    let folder = Folder::new();
    folder.file("a.json", crate::process::good());
    let said = folder.verify(&["--report", "junit=-", "a.json"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("- is standard output, which --format is for"), "{}", said.err);
    assert_eq!(folder.names(), ["a.json"]);
    assert_eq!(folder.verify(&["--report", "junit=./-", "a.json"]).code, 0);
}
