//! Files that a run writes are complete or absent, and a run that cannot write one fails.
//!
//! A limit on the size of files stops the writing after every kilobyte: before the first byte, in the middle, and at
//! the last bytes, which remain in a buffer until the end.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use crate::process::{Folder, Run, broken, good, untrusted};

const OLD: &str = "an older report";

/// A run under a limit on the size of files. It ignores the signal that would end it, so writing fails.
fn limited(folder: &Folder, kilobytes: usize, args: &[&str]) -> Run {
    let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"");
    let mut command = crate::surroundings::fixed(Command::new("bash"));
    command.args(["-c", &script, "-", env!("CARGO_BIN_EXE_pith")]).args(args).current_dir(folder.path());
    Run::of(command.output().unwrap())
}

fn inputs() -> (Folder, Vec<String>) {
    let folder = Folder::new();
    let mut names = Vec::new();
    for number in 0..9 {
        let name = format!("{number}.json");
        folder.write(&name, [good(), broken(), untrusted()][number % 3].clone());
        names.push(name);
    }
    (folder, names)
}

/// Checks a command that writes `output`, under every limit up to a sufficient one.
fn whole_or_not_at_all(folder: &Folder, args: &[&str], output: &str) {
    let path = folder.path().join(output);
    let _ = fs::remove_file(&path);
    let free = limited(folder, 100_000, args);
    let whole = fs::read(&path).unwrap_or_else(|error| panic!("{args:?}: {error} {}", free.err));
    let enough = whole.len().div_ceil(1024);
    assert!(enough > 1, "{args:?} writes {} bytes", whole.len());
    let names = folder.names();
    for kilobytes in 0..=enough {
        for before in [None, Some(OLD)] {
            let _ = fs::remove_file(&path);
            if let Some(before) = before {
                folder.write(output, before);
            }
            let run = limited(folder, kilobytes, args);
            let found = fs::read(&path).ok();
            if kilobytes == enough {
                assert_eq!((run.code, found.as_ref()), (free.code, Some(&whole)), "{args:?}");
                continue;
            }
            assert_eq!(found.as_deref(), before.map(str::as_bytes), "{args:?} at {kilobytes} kB");
            let code = if free.code == 1 { 1 } else { 2 };
            assert_eq!(run.code, code, "{args:?} at {kilobytes} kB");
            assert!(run.err.contains(&format!("cannot write {output}")), "{args:?} at {kilobytes} kB: {}", run.err);
            let left: Vec<_> = folder.names().into_iter().filter(|name| !names.contains(name)).collect();
            assert!(left.is_empty(), "{args:?} at {kilobytes} kB leaves {left:?}");
        }
    }
}

#[test]
fn reports_of_verify_in_every_format() {
    let (folder, names) = inputs();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for format in ["json", "ndjson", "junit", "html"] {
        let report = format!("{format}=report");
        whole_or_not_at_all(&folder, &[&["verify", "--report", &report], &names[..]].concat(), "report");
        whole_or_not_at_all(&folder, &["verify", "--report", &report, "0.json", "3.json", "6.json"], "report");
    }
    // Of what passes there is next to nothing to write.
    whole_or_not_at_all(&folder, &[&["verify", "--report", "sarif=report"], &names[..3]].concat(), "report");
    for format in ["human", "github"] {
        let report = format!("{format}=report");
        let many = names.iter().cycle().take(90).copied().collect::<Vec<_>>();
        whole_or_not_at_all(&folder, &[&["verify", "--report", &report], &many[..]].concat(), "report");
    }
}

#[test]
fn files_of_merge_and_inspect_are_whole_or_absent() {
    let folder = Folder::new();
    for (name, fixture) in [("a.json", "valid/three-events.json"), ("b.json", "policy/before.json")] {
        folder.write(name, crate::process::fixture(fixture));
    }
    let bundle = ["merge", "--trust-embedded", "--bundle", "out", "a.json", "b.json"];
    whole_or_not_at_all(&folder, &bundle, "out");
    whole_or_not_at_all(&folder, &["merge", "--trust-embedded", "--report", "html=out", "a.json", "b.json"], "out");
    for format in ["html", "json", "human"] {
        whole_or_not_at_all(&folder, &["inspect", "--report", &format!("{format}=out"), "a.json"], "out");
    }
}

/// A report that cannot be written does not affect other reports or standard output.
#[test]
fn an_abandoned_report_is_not_listed_in_the_others() {
    let (folder, names) = inputs();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let args =
        [&["verify", "--format", "json", "--report", "html=large", "--report", "github=small"], &names[..]].concat();
    let run = limited(&folder, 8, &args);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("cannot write large") && !run.err.contains("cannot write small"), "{}", run.err);
    assert!(!folder.path().join("large").exists());
    let small = fs::read_to_string(folder.path().join("small")).unwrap();
    assert_eq!(small.lines().filter(|line| line.starts_with("::error ")).count(), 6, "{small}");
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["summary"]["inputs"], 9);
    let good = ["verify", "--format", "json", "--report", "html=large", "0.json", "3.json"];
    let run = limited(&folder, 1, &good);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, report["verdict"].as_str()), (2, Some("unchecked")), "{}", run.err);
}
