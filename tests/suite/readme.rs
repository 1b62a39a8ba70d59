//! The command line as people meet it: `tests/cmd/*.trycmd` are transcripts, README's examples are run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use pith::report::code::EXPLANATIONS;

/// The command lines in the files of that folder; without any, `trycmd` is content.
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
    // They cannot be taken away here; "0" or nothing says the same.
    for name in crate::surroundings::SETTINGS {
        cases.env(name, if name == "CLICOLOR_FORCE" { "0" } else { "" });
    }
    cases.case("tests/cmd/*.trycmd");
}

/// What is written anew passes, whatever it is: not where nobody looks at the difference.
fn assert_not_blessed(variable: &str) {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(!is_ci || std::env::var_os(variable).is_none(), "{variable} is set where CI is: nothing is blessed there");
}

const README: &str = include_str!("../../README.md");

/// The contents of the fenced blocks of this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Runs a command line with `pith` on the path, stopping at the first failure of a pipe.
fn shell(line: &str) -> Output {
    let folder = Path::new(env!("CARGO_BIN_EXE_pith")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    crate::surroundings::fixed(Command::new("bash")).args(["-c", line]).env("PATH", path).output().unwrap()
}

#[test]
fn readme_shows_what_verify_prints() {
    let shown = shell("pith verify fixtures/valid/arxiv-1804.07612.json");
    assert_eq!(blocks("text"), [String::from_utf8(shown.stdout).unwrap()]);
}

#[test]
fn readme_tour_shows_what_is_printed() {
    let blocks = blocks("console");
    assert_eq!(blocks.len(), 6);
    for block in blocks {
        let (line, expected) = block.strip_prefix("$ ").unwrap().split_once('\n').unwrap();
        let output = shell(line);
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{line}");
        assert!(output.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn readme_examples_run() {
    let lines = blocks("sh").into_iter().flat_map(str::lines).filter(|line| line.starts_with("pith "));
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len(), 6);
    for line in lines {
        let output = shell(line);
        assert!(!output.stdout.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn readme_lists_the_checks_as_the_program_does() {
    let table = README.split("<!-- checks:").nth(1).unwrap().split("<!-- end").next().unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> =
        EXPLANATIONS.iter().map(|one| format!("| `{}` | {} |", one.name, one.summary)).collect();
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
fn a_force_of_zero_forces_no_colour() {
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

/// A descriptor that cannot be written takes no report, whatever the standard library makes of it.
#[test]
fn a_report_that_cannot_be_written_is_never_a_pass() {
    for format in ["human", "json", "ndjson", "junit", "github"] {
        for output in ["1</dev/null", ">/dev/full"] {
            let line = format!("pith verify --format {format} fixtures/valid/arxiv-1804.07612.json {output}");
            let outcome = shell(&line);
            assert_eq!(outcome.status.code(), Some(2), "{line}");
            assert!(!outcome.stderr.is_empty(), "{line}");
        }
    }
}
