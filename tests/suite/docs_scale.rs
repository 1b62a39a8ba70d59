//! The shell lines of docs/scale.md, run in order over a small mirror.
#![cfg(target_os = "linux")]

use std::fs;

use crate::process::{self, Folder, Run, blocks, broken, good};

const DOCS: &str = include_str!("../../docs/scale.md");

/// The `sh` blocks of the section with that heading.
fn section(heading: &str) -> Vec<&'static str> {
    let (_, section) = DOCS.split_once(&format!("\n## {heading}\n")).expect("the section is there");
    blocks(section.split("\n## ").next().unwrap(), "sh")
}

/// Runs a script that stops at the first failure. `sort` and `join` must use one order.
fn shell(folder: &Folder, script: &str) -> Run {
    let script = format!("set -e -o pipefail\n{script}");
    Run::of(process::shell(folder.path(), &script).env("LC_ALL", "C").output().unwrap())
}

/// Twenty lines of which three are broken, and blank ones.
fn lines(folder: &Folder) {
    let mut text = Vec::new();
    for number in 0..20 {
        text.extend_from_slice(&if [3, 11, 19].contains(&number) { broken() } else { good() });
        text.extend_from_slice(b"\n\n");
    }
    folder.write("mirror.ndjson", text);
}

#[test]
fn parts_are_verified_separately_and_none_is_forgotten() {
    let [xargs, parallel, again, sum] = section("Several machines with xargs or GNU parallel")[..] else {
        panic!("four blocks")
    };
    let folder = Folder::new();
    lines(&folder);
    // What an earlier run over a larger mirror has left.
    folder.write("parts/x9.ndjson", good());
    folder.write("verdicts/xaa.ndjson", "an old report");
    folder.write("verdicts/x9.ndjson", "another");
    let done = |run: &Run| assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    done(&shell(&folder, xargs));
    let reports = || -> Vec<String> {
        let report = |name: &String| fs::read_to_string(folder.path().join("verdicts").join(name)).unwrap();
        Folder::names_in(&folder.path().join("parts")).iter().map(report).collect()
    };
    let first = reports();
    assert_eq!(first.len(), 8);
    assert_eq!(Folder::names_in(&folder.path().join("verdicts")).len(), 8);
    // Two workers are lost.
    for name in &Folder::names_in(&folder.path().join("parts"))[2..4] {
        fs::remove_file(folder.path().join("verdicts").join(name)).unwrap();
    }
    assert_eq!(shell(&folder, sum).code, 1, "the sum shows it");
    done(&shell(&folder, again));
    assert_eq!(reports(), first);
    let run = shell(&folder, sum);
    done(&run);
    let counts: Vec<_> = run.out.split_whitespace().collect();
    assert_eq!(counts, ["3", "fail", "17", "pass"]);
    let named = fs::read_to_string(folder.path().join("broken")).unwrap();
    assert_eq!(named.lines().count(), 3);
    assert!(named.lines().all(|name| name.starts_with("parts/")), "{named}");
    fs::remove_dir_all(folder.path().join("verdicts")).unwrap();
    fs::create_dir(folder.path().join("verdicts")).unwrap();
    done(&shell(&folder, &[STAND_IN, parallel].concat()));
    assert_eq!(reports(), first);
}

/// Stands in for GNU parallel, which need not be installed: runs one input after another.
const STAND_IN: &str = r#"parallel() {
    [ "$1" = --jobs ] && [ "$3" = --joblog ] && [ "$5" = --quote ] || return 99
    shift 5
    local command=() failed=0
    while [ "$1" != ::: ]; do command+=("$1"); shift; done
    shift
    for input; do
        local words=("${command[@]//'{/}'/"${input##*/}"}")
        "${words[@]//'{}'/"$input"}" || failed=$((failed + 1))
    done
    return "$failed"
}
"#;

#[test]
fn only_what_changed_is_verified_again() {
    let [script, resumed] = section("Only what changed")[..] else { panic!("two blocks") };
    let folder = Folder::new();
    for name in ["mirror/a.json", "mirror/b  two\tspaces.json", "mirror/c\nline.json", "mirror/new/d.json"] {
        folder.write(name, good());
    }
    let run = shell(&folder, script);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.ends_with("PASS 4 inputs: 4 pass; 4 known\n"), "nothing has changed: {}", run.out);
    // All but the first line, which was run last night.
    let (_, tonight) = script.split_once('\n').unwrap();
    folder.write("mirror/c\nline.json", broken());
    folder.write("mirror/e  f\tg.json", [&good()[..], b"\n"].concat());
    fs::rename(folder.path().join("mirror/a.json"), folder.path().join("mirror/moved.json")).unwrap();
    let run = shell(&folder, tonight);
    assert!(run.out.contains("FAIL mirror/c\\u{a}line.json"), "{}", run.out);
    assert!(run.out.contains("PASS mirror/e  f\\u{9}g.json"), "{}", run.out);
    assert!(run.out.ends_with("FAIL 5 inputs: 4 pass, 1 fail; 3 known\n"), "{}", run.out);
    let run = shell(&folder, tonight);
    assert!(run.out.ends_with("FAIL 5 inputs: 4 pass, 1 fail; 4 known\n"), "what failed stays to be done: {}", run.out);
    let run = shell(&folder, resumed);
    assert_eq!(run.code, 0, "{}", run.err);
    let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    let (first, whole): (String, String) = (read("first.ndjson"), read("whole.ndjson"));
    assert_eq!(whole.replace(",\"known\":4", ""), first);
}
