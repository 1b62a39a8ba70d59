//! The help: one screen, two examples for every command, and every example runs.
#![cfg(unix)]

use std::path::Path;
use std::process::Output;

use crate::process;

/// The files that the examples name: copies of the real bundle, and a keyring.
const FILES: [(&str, &str); 4] = [
    ("bundle.json", "valid/arxiv-1804.07612.json"),
    ("other.json", "valid/real-pretty.json"),
    ("bundles/bundle.json", "valid/arxiv-1804.07612.json"),
    ("trusted.keyring", "keys/registry.keyring"),
];

/// Runs a line with `pith` on the path, in a folder with the files that the examples name.
fn shell(line: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::create_dir(folder.path().join("bundles")).unwrap();
    for (name, fixture) in FILES {
        std::fs::copy(package.join("fixtures").join(fixture), folder.path().join(name)).unwrap();
    }
    process::shell(folder.path(), line).output().unwrap()
}

fn printed(line: &str) -> String {
    let output = shell(line);
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that `pith --help` lists, but for `help` itself.
fn commands() -> Vec<String> {
    let help = printed("pith --help");
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// The lines below `Examples:` of a command's help.
fn examples(command: &str) -> Vec<String> {
    let help = printed(&format!("pith {command} --help"));
    let below = help.split("Examples:\n").nth(1).unwrap_or_default();
    below.lines().map(str::trim).take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_help_fits_one_screen() {
    let help = printed("pith --help");
    let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
    assert!(help.lines().count() <= 24, "{} lines\n{help}", help.lines().count());
}

#[test]
fn every_documented_command_exists() {
    let verbs = ["verify", "inspect", "state", "canon", "keys", "diff", "merge", "explain", "completions", "man"];
    let commands = commands();
    for verb in verbs {
        assert!(commands.iter().any(|command| command == verb), "{verb}: {commands:?}");
    }
}

#[test]
fn manual_pages_have_the_sections_of_one() {
    let sections = |line: &str| -> Vec<String> {
        let page = printed(line);
        page.lines().filter_map(|line| line.strip_prefix(".SH ")).map(|name| name.replace('"', "")).collect()
    };
    assert_eq!(
        sections("pith man"),
        ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SUBCOMMANDS", "EXIT STATUS", "EXAMPLES", "VERSION"]
    );
    for command in commands() {
        let sections = sections(&format!("pith man {command}"));
        assert_eq!(sections[..4], ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"], "{command}");
        assert_eq!(sections[sections.len() - 2..], ["EXIT STATUS", "EXAMPLES"], "{command}");
        assert!(!sections.iter().any(|name| name == "SUBCOMMANDS"), "{command}");
    }
}

/// `pith diff` says 1 where documents differ; everything else that an example shows works.
#[test]
fn every_example_runs() {
    for command in commands() {
        let examples = examples(&command);
        assert!(examples.len() >= 2, "{command} has {} examples", examples.len());
        for example in examples {
            assert!(example.starts_with(&format!("pith {command}")), "{command}: {example}");
            let output = shell(&example);
            let code = output.status.code().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(code == 0 || (command == "diff" && code == 1), "{example}: exit {code}: {said}");
            assert!(!output.stdout.is_empty() || example.contains(" > "), "{example} prints nothing: {said}");
        }
    }
}

#[test]
fn there_are_completions_for_every_shell() {
    for shell_name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&format!("pith completions {shell_name}"));
        for word in ["expect-number", "merge", "trust-embedded"] {
            assert!(script.contains(word), "{shell_name}: no {word}");
        }
    }
    // The script is one that bash takes.
    printed("pith completions bash > pith.bash && bash -n pith.bash");
    assert_eq!(shell("pith completions tcsh").status.code(), Some(2));
}

#[test]
fn there_is_a_page_for_every_verb() {
    let page = printed("pith man");
    assert!(page.contains(".TH pith 1"), "{page}");
    assert_has_codes_and_examples(
        &page,
        &["0", "1", "2", "3", "4", "5", "70"],
        &["pith verify bundle.json".to_owned()],
    );
    for command in commands() {
        assert!(page.contains(&format!("pith\\-{command}(1)")), "{command}");
        let own = printed(&format!("pith man {command}"));
        assert!(own.contains(&format!(".TH pith-{command} 1")), "{own}");
        let help = printed(&format!("pith {command} --help"));
        let codes = help.split("Exit codes:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        let codes: Vec<&str> = codes.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
        assert!(codes.starts_with(&["0"]) && codes.contains(&"2") && codes.contains(&"70"), "{command}: {codes:?}");
        assert_has_codes_and_examples(&own, &codes, &examples(&command));
    }
    assert_eq!(shell("pith man nothing").status.code(), Some(2));
}

/// Sections of their own, with each exit code as a tag and each example on its line.
fn assert_has_codes_and_examples(page: &str, codes: &[&str], examples: &[String]) {
    let section = |name: &str| {
        let rest = page.split(&format!(".SH {name}\n")).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
        rest.split("\n.SH ").next().unwrap().to_owned()
    };
    let status = section("\"EXIT STATUS\"");
    for code in codes {
        assert!(status.contains(&format!(".TP\n\\fB{code}\\fR\n")), "{code}: {status}");
    }
    let shown = section("EXAMPLES").replace("\\-", "-");
    for example in examples {
        assert!(shown.lines().any(|line| line == example), "{example}: {shown}");
    }
}

/// What groff has to say about a page. It need not be installed.
#[test]
fn pages_are_what_man_takes() {
    for command in ["", "verify", "explain", "merge"] {
        let line = format!("command -v groff > /dev/null || exit 0; pith man {command} | groff -man -Tutf8 -ww -z");
        let output = shell(&line);
        assert!(output.status.success() && output.stderr.is_empty(), "{command}: {output:?}");
    }
}
