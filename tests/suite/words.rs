//! The words that a user types: completed by shells, and the nearest one after a typo.

use pith::{CheckCode, Reason, Rule};

use crate::process::{Folder, Run, pith, shell};

fn explained() -> Vec<&'static str> {
    let codes = CheckCode::ALL.iter().map(|code| code.as_str());
    codes.chain(Rule::ALL.iter().map(|rule| rule.as_str())).chain(Reason::ALL.iter().map(|one| one.as_str())).collect()
}

/// What bash offers for the last word of a line.
fn completed(line: &str) -> Vec<String> {
    let folder = Folder::new();
    let script = r#"source <(pith completions bash); read -ra COMP_WORDS <<< "$LINE"
        [[ $LINE == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _pith pith "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let run = Run::of(shell(folder.path(), script).env("LINE", line).output().unwrap());
    assert_eq!(run.err, "", "{line}");
    run.out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_codes_rules_and_reasons() {
    let offered = completed("pith explain ");
    for name in explained() {
        assert!(offered.iter().any(|known| known == name), "{name}: {offered:?}");
    }
    for (line, expected) in [
        ("pith explain event.d", &["event.digest"][..]),
        ("pith explain M1", &["M1", "M10", "M11", "M12"]),
        ("pith explain unknown-k", &["unknown-kind", "unknown-key"]),
        ("pith man ver", &["verify"]),
        ("pith man m", &["merge", "man"]),
        ("pith verify --format n", &["ndjson"]),
        ("pith verify --report j", &["json=", "junit="]),
        ("pith inspect --report m", &["mermaid="]),
        ("pith merge --report ", &["html="]),
        ("pith completions z", &["zsh"]),
    ] {
        assert_eq!(completed(line), expected, "{line}");
    }
}

/// Other shells need not be installed: their scripts contain the words, each for its command.
#[test]
fn every_shell_knows_the_words() {
    for (name, start) in [
        ("zsh", "\n"),
        ("fish", "complete -c pith -n \"__fish_pith_using_subcommand explain\" -f -a \""),
        ("elvish", "            cand '"),
        ("powershell", "            [CompletionResult]::new('"),
    ] {
        let script = pith(&["completions", name]).out;
        for word in explained() {
            assert!(
                script.contains(&format!("{start}{word}")) || name == "zsh" && script.contains(word),
                "{name}: {word}"
            );
        }
        for verb in ["verify", "completions"] {
            let line = format!("{}{verb}", start.replace("explain", "man"));
            assert!(script.contains(&line) || name == "zsh", "{name}: {verb}");
        }
    }
    for name in ["zsh", "fish"] {
        let script = pith(&["completions", name]).out;
        assert!(script.contains("junit=") && script.contains("mermaid="), "{name}");
    }
}

/// PowerShell refuses an empty description, so a value without one is described by its name.
#[test]
fn values_are_described_in_the_scripts() {
    let script = pith(&["completions", "powershell"]).out;
    let line = |name: &str, help: &str| {
        format!("[CompletionResult]::new('{name}', '{name}', [CompletionResultType]::ParameterValue, '{help}')\n")
    };
    assert!(script.contains(&line("zsh", "zsh")), "{script}");
    assert!(script.contains(&line("event.digest", "`content_sha256` is not the digest of the event")), "{script}");
    let script = pith(&["completions", "elvish"]).out;
    assert!(script.contains("cand 'event.digest' '`content_sha256` is not the digest of the event'\n"), "{script}");
}

#[test]
fn explain_alone_lists_everything() {
    let run = pith(&["explain"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let listed: Vec<&str> = run.out.lines().filter_map(|line| line.split(' ').next()).collect();
    for name in explained() {
        assert!(listed.contains(&name), "{name}: {listed:?}");
    }
    assert!(run.out.contains("\n\nMerge rules:\nM1 ") && run.out.contains("\n\nReasons:\n"), "{}", run.out);
}

/// What is not installed is not tried; CI has bash alone.
#[test]
fn shells_that_are_installed_take_their_scripts() {
    let folder = Folder::new();
    for name in ["bash", "zsh", "fish"] {
        let script =
            format!("command -v {name} > /dev/null || exit 0; pith completions {name} > script && {name} -n script");
        let run = Run::of(shell(folder.path(), &script).output().unwrap());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}");
    }
}

/// Every name with two neighbours exchanged, a character less, and a character more.
#[test]
fn a_mistyped_name_is_answered_with_the_nearest_one() {
    for name in explained().into_iter().filter(|name| name.len() > 7) {
        let characters: Vec<char> = name.chars().collect();
        let mut typos = vec![format!("{name}x"), name[..name.len() - 1].to_owned()];
        let mut exchanged = characters;
        exchanged.swap(1, 2);
        typos.push(exchanged.into_iter().collect());
        for typo in typos.into_iter().filter(|typo| !explained().contains(&typo.as_str())) {
            let run = pith(&["explain", &typo]);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{typo}");
            assert!(run.err.ends_with(&format!("did you mean `{name}`?\n")), "{typo}: {}", run.err);
        }
    }
    // Of four letters one may be wrong.
    for (args, near) in
        [(["man", "verfy"], "verify"), (["man", "complitions"], "completions"), (["man", "kesy"], "keys")]
    {
        let run = pith(&args);
        assert!(run.code == 2 && run.err.contains(&format!("did you mean `{near}`?")), "{args:?}: {}", run.err);
    }
    for args in [["explain", "nonsense"], ["explain", "M13"], ["man", "nothing"]] {
        let run = pith(&args);
        assert!(run.code == 2 && !run.err.contains("did you mean"), "{args:?}: {}", run.err);
    }
    // A name is found in any letter case.
    assert_eq!(pith(&["explain", "EVENT.digest"]), pith(&["explain", "event.digest"]));
}

#[test]
fn formats_of_a_report_that_there_are_follow_one_that_there_is_not() {
    for (command, formats) in [
        ("verify", "human, json, ndjson, junit, github, sarif, html"),
        ("merge", "html"),
        ("inspect", "human, json, dot, mermaid, html"),
    ] {
        let run = pith(&[command, "--report", "x=y", "a.json"]);
        assert!(run.code == 2 && run.err.contains(&format!("no format `x`: {formats}\n")), "{command}: {}", run.err);
    }
    let run = pith(&["verify", "--report", "json=", "a.json"]);
    assert!(run.code == 2 && run.err.contains("the file name is empty\n"), "{}", run.err);
}
