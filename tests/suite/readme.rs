//! The command line as users see it: transcripts (`tests/cmd/*.trycmd`) and the examples of README and docs.

use std::fs;
use std::path::Path;
use std::process::Output;

use pith::CheckCode;

use crate::process::blocks;

/// Runs the transcripts of `tests/cmd`. Counts them, because `trycmd` accepts an empty folder.
#[test]
fn transcripts() {
    assert_not_blessed("TRYCMD");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["canon.trycmd", "explain.trycmd", "verify.trycmd"]);
    for file in &files {
        let lines = fs::read_to_string(file).unwrap().lines().filter(|line| line.starts_with("$ pith ")).count();
        assert!(lines >= 2, "{} has {lines} command lines", file.display());
    }
    let cases = trycmd::TestCases::new();
    // `trycmd` cannot remove a variable; "0" or an empty value has the same effect.
    for name in crate::surroundings::SETTINGS {
        cases.env(name, if name == "CLICOLOR_FORCE" { "0" } else { "" });
    }
    cases.case("tests/cmd/*.trycmd");
}

/// Blessed files pass whatever they contain, so CI refuses to bless.
fn assert_not_blessed(variable: &str) {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(!is_ci || std::env::var_os(variable).is_none(), "{variable} is set where CI is: nothing is blessed there");
}

const README: &str = include_str!("../../README.md");

/// Runs a command line in the folder of the package.
fn shell(line: &str) -> Output {
    crate::process::shell(Path::new(env!("CARGO_MANIFEST_DIR")), line).output().unwrap()
}

/// Pages with command lines and what these print.
const PAGES: [(&str, &str, usize); 7] = [
    ("README.md", README, 2),
    ("docs/diff.md", include_str!("../../docs/diff.md"), 1),
    ("docs/inspect.md", include_str!("../../docs/inspect.md"), 1),
    ("docs/keys.md", include_str!("../../docs/keys.md"), 1),
    ("docs/merge.md", include_str!("../../docs/merge.md"), 1),
    ("docs/policies.md", include_str!("../../docs/policies.md"), 2),
    ("docs/state.md", include_str!("../../docs/state.md"), 1),
];

#[test]
fn documentation_shows_the_real_output() {
    for (page, text, count) in PAGES {
        let blocks = blocks(text, "console");
        assert_eq!(blocks.len(), count, "{page}");
        for block in blocks {
            let (line, expected) = block.strip_prefix("$ ").unwrap().split_once('\n').unwrap();
            let output = shell(line);
            let printed = String::from_utf8_lossy(&output.stdout);
            assert!(is_shown(expected, &printed), "{page}: {line}\n{printed}");
            assert!(output.stderr.is_empty(), "{page}: {line}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

/// Whether `shown` is what was printed; each of its lines `...` is for one or more lines that are left out.
fn is_shown(shown: &str, printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().collect();
    let shown: Vec<&str> = shown.lines().collect();
    let mut parts = shown.split(|line| *line == "...");
    let Some(mut rest) = parts.next().and_then(|first| printed.strip_prefix(first)) else { return false };
    for part in parts {
        let mut places = 1..=rest.len();
        let Some(place) = places.find(|place| rest[*place..].starts_with(part)) else { return false };
        rest = if part.is_empty() { &[] } else { &rest[place + part.len()..] };
    }
    rest.is_empty()
}

#[test]
fn documentation_omits_output_only_at_dots() {
    for (shown, printed) in [("a\nb\n", "a\nb\n"), ("a\n...\n", "a\nb\nc\n"), ("a\n...\nc\n", "a\nb\nc\n"), ("", "")] {
        assert!(is_shown(shown, printed), "{shown} {printed}");
    }
    for (shown, printed) in [
        ("a\n", "a\nb\n"),
        ("a\nc\n", "a\nb\nc\n"),
        ("b\n...\n", "a\nb\nc\n"),
        ("a\n...\nb\n", "a\nb\n"),
        ("a\n...\n", "a\n"),
        ("a\n...\nb\n", "a\nc\nb\nd\n"),
        ("a\n", ""),
    ] {
        assert!(!is_shown(shown, printed), "{shown} {printed}");
    }
}

#[test]
fn readme_examples_run() {
    let lines = blocks(README, "sh").into_iter().flat_map(str::lines).filter(|line| line.starts_with("pith "));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len(), 6);
    for line in lines {
        let output = shell(line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.stdout.is_empty(), "{line}: {said}");
        let is_summary = said.starts_with("pith: ") && said.ends_with(" per second)\n") && said.lines().count() == 1;
        assert!(said.is_empty() || is_summary, "{line}: {said}");
    }
}

#[test]
fn readme_lists_the_checks_as_the_program_does() {
    let table = README.split("<!-- checks:").nth(1).unwrap().split("<!-- end").next().unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> =
        CheckCode::ALL.iter().map(|code| format!("| `{code}` | {} |", code.explanation().summary)).collect();
    assert_eq!(rows, expected);
    for row in rows {
        let code = row.split('`').nth(1).unwrap();
        let explained = shell(&format!("pith explain {code}"));
        assert!(String::from_utf8(explained.stdout).unwrap().contains("To do"), "{code}");
    }
}

#[test]
fn no_color_and_pipes_give_plain_text_and_always_gives_colour() {
    let verify = "pith verify fixtures/valid/arxiv-1804.07612.json";
    let zero = format!("CLICOLOR_FORCE=0 {verify}");
    for plain in [verify, &zero, &format!("NO_COLOR=1 {verify}"), &format!("{verify} --color never")] {
        assert!(!shell(plain).stdout.contains(&0x1b), "{plain}");
    }
    for coloured in [&format!("{verify} --color always"), &format!("CLICOLOR_FORCE=1 {verify}")] {
        assert!(shell(coloured).stdout.contains(&0x1b), "{coloured}");
    }
}

/// Every verb that colours something, on either stream, and `--help`.
#[test]
fn clicolor_force_zero_does_not_force_colour() {
    let (real, broken) =
        ("fixtures/valid/arxiv-1804.07612.json", "fixtures/fail/bundle.signature/real-link-changed.json");
    for line in [
        "pith --help".to_owned(),
        format!("pith inspect {real}"),
        format!("pith state {broken}"),
        format!("pith diff {real} {broken}"),
        format!("pith merge {real} {broken}"),
        format!("pith verify {real} {broken}"),
    ] {
        let coloured = |value: &str| {
            let output = shell(&format!("CLICOLOR_FORCE={value} {line}"));
            [output.stdout, output.stderr].concat().contains(&0x1b)
        };
        assert_eq!([coloured("0"), coloured(""), coloured("1")], [false, false, true], "{line}");
        assert!(!coloured("1 NO_COLOR=1"), "{line}");
    }
}

#[test]
fn two_runs_compare_byte_for_byte() {
    let run = || shell("pith verify --format json fixtures/valid fixtures/fail").stdout;
    assert_eq!(run(), run());
}

/// A report to an unwritable descriptor fails, although the standard library may ignore the error.
#[test]
fn an_unwritable_standard_output_is_never_a_pass() {
    for format in ["human", "json", "ndjson", "junit", "github", "sarif"] {
        let line = format!("pith verify --format {format} fixtures/valid/arxiv-1804.07612.json 1</dev/null");
        let outcome = shell(&line);
        assert_eq!(outcome.status.code(), Some(2), "{line}");
        assert!(!outcome.stderr.is_empty(), "{line}");
    }
}
