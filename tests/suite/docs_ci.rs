//! The commands of docs/ci.md, run as a CI service, a hook or a shell would run them.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::process::{self, Folder, Run, broken, good};
use crate::readers;

const DOCS: &str = include_str!("../../docs/ci.md");

/// Installs `pith`: the only command that is run here with another `cargo`.
const INSTALL: &str = "(cd / && cargo install --locked --git \"$PITH_REPOSITORY\" --rev \"$PITH_COMMIT\" pith)";

/// The code blocks of the section with that heading.
fn blocks(heading: &str) -> Vec<&'static str> {
    let (_, section) = DOCS.split_once(&format!("\n## {heading}\n")).expect("the section is there");
    let section = section.split("\n## ").next().unwrap();
    let parts: Vec<_> = section.split("```").collect();
    parts.chunks(2).filter_map(|chunk| chunk.get(1)).map(|block| block.split_once('\n').unwrap().1).collect()
}

/// The one block of the section that contains a text.
fn block(heading: &str, text: &str) -> &'static str {
    let found: Vec<_> = blocks(heading).into_iter().filter(|block| block.contains(text)).collect();
    assert_eq!(found.len(), 1, "{heading}: {text}");
    found[0]
}

/// The commands of a job after `marker`, without the installation, which must be present.
fn commands(block: &str, marker: &str) -> Vec<String> {
    let commands = block.lines().filter_map(|line| line.trim_start().strip_prefix(marker));
    let (install, commands): (Vec<_>, Vec<_>) = commands.map(str::to_owned).partition(|command| command == INSTALL);
    assert_eq!((install.len(), commands.len()), (1, 1), "{commands:?}");
    commands
}

/// A repository with a bundle that passes.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("bundles/2018/good.json", good());
    folder
}

/// Runs a script with `pith` on the path.
fn shell(folder: &Folder, script: &str) -> Run {
    let mut command = process::shell(folder.path(), &format!("set -e -o pipefail\n{script}"));
    for (name, value) in [("GIT_AUTHOR", "A"), ("GIT_COMMITTER", "C")] {
        command.env(format!("{name}_NAME"), value).env(format!("{name}_EMAIL"), "nobody@example.org");
    }
    // Neither the user's settings of Git, nor those of a hook that runs the tests.
    command.env("HOME", folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    Run::of(command.output().unwrap())
}

/// In the checkout, its `rust-toolchain.toml` would decide which program `cargo` is.
#[test]
fn the_installation_reads_nothing_of_the_checkout() {
    let stand_in = "cargo() { printf '%s|' \"$PWD\" \"$@\"; }; PITH_REPOSITORY=R PITH_COMMIT=C\n";
    let run = shell(&repository(), &[stand_in, INSTALL, "\nprintf %s \"$PWD\""].concat());
    let (installed, after) = run.out.rsplit_once('|').unwrap();
    assert_eq!(installed, "/|install|--locked|--git|R|--rev|C|pith");
    assert_ne!(after, "/");
}

fn junit_failures(folder: &Folder) -> String {
    let text = fs::read_to_string(folder.path().join("pith.xml")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    document.root_element().attribute("failures").unwrap().to_owned()
}

#[test]
fn the_github_job_works() {
    let commands = commands(block("GitHub Actions", INSTALL), "- run: ");
    let folder = repository();
    let run = shell(&folder, &commands[0]);
    assert_eq!((run.code, run.out.as_str()), (0, "pith: 1 input: 1 pass\n"));
    assert_eq!(junit_failures(&folder), "0");
    folder.write("bundles/2019/broken.json", broken());
    let run = shell(&folder, &commands[0]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("::error file=bundles/2019/broken.json,line=1,col="), "{}", run.out);
    assert_eq!(junit_failures(&folder), "1");
}

#[test]
fn the_code_scanning_job_works() {
    let block = block("GitHub code scanning", INSTALL);
    let commands = commands(block, "- run: ");
    let file = block.lines().find_map(|line| line.trim().strip_prefix("sarif_file: ")).unwrap();
    assert!(commands[0].contains(&format!("--report sarif={file} ")) && block.contains("if: always()"));
    let folder = repository();
    let results = || readers::sarif::read(&fs::read_to_string(folder.path().join(file)).unwrap()).results;
    assert_eq!((shell(&folder, &commands[0]).code, results().len()), (0, 0));
    folder.write("bundles/2019/broken.json", broken());
    assert_eq!(shell(&folder, &commands[0]).code, 1);
    assert!(results().iter().any(|one| one.level == "error" && one.path == "bundles/2019/broken.json"));
}

#[test]
fn the_gitlab_job_works() {
    let block = block("GitLab", INSTALL);
    let commands = commands(block.split("artifacts:").next().unwrap(), "- ");
    let folder = repository();
    assert_eq!(shell(&folder, &commands[0]).code, 0);
    assert_eq!(junit_failures(&folder), "0");
    folder.write("bundles/broken.json", broken());
    assert_eq!(shell(&folder, &commands[0]).code, 1);
    assert_eq!(junit_failures(&folder), "1");
    assert!(block.contains("junit: pith.xml"));
}

#[test]
fn the_git_hook_verifies_the_staged_content() {
    let folder = repository();
    assert_eq!(shell(&folder, "git init --quiet").code, 0);
    let hook = folder.write(".git/hooks/pre-commit", blocks("Before a commit")[0]);
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    folder.write("notes.txt", "no bundle");
    let commit = |files: &str| shell(&folder, &format!("git add -- {files}; git commit --quiet --message m"));
    assert_eq!(commit("notes.txt").code, 0, "nothing to verify");
    let run = commit("bundles");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    folder.write("bundles/new/broken.json", broken());
    let run = commit("bundles");
    assert_eq!(run.code, 1);
    assert!(format!("{}{}", run.out, run.err).contains("FAIL bundles/new/broken.json"), "{}{}", run.out, run.err);
    // The content of the work tree does not count.
    folder.write("bundles/new/broken.json", good());
    assert_eq!(shell(&folder, "git commit --quiet --message m").code, 1);
    assert_eq!(commit("bundles").code, 0);
    assert_eq!(shell(&folder, "git log --oneline").out.lines().count(), 3);
    // A name in capitals, and a link in the place of a bundle or of all.
    folder.write("bundles/new/BROKEN.JSON", broken());
    folder.write("forged/broken.json", broken());
    let refused = |script: &str| {
        let run = shell(&folder, &format!("{script}; git add --all; git commit --quiet --message m"));
        assert_ne!(run.code, 0, "{script}: {}{}", run.out, run.err);
        assert_eq!(shell(&folder, "git reset --quiet --hard").code, 0);
    };
    refused("true");
    for script in ["ln -sf ../../forged/broken.json bundles/2018/good.json", "rm -r bundles; ln -s forged bundles"] {
        folder.write("forged/broken.json", broken());
        refused(script);
    }
    assert_eq!(
        shell(&folder, "git rm --quiet -r bundles; git commit --quiet --message m").code,
        0,
        "nothing to verify"
    );
}

/// Runs the entry as pre-commit does, with the names as arguments.
#[test]
fn the_pre_commit_entry_works() {
    let block = block("Before a commit", "language: system");
    let entry = block.lines().find_map(|line| line.trim().strip_prefix("entry: ")).unwrap();
    let folder = repository();
    folder.write("bundles/broken.json", broken());
    assert_eq!(shell(&folder, &format!("{entry} bundles/2018/good.json")).code, 0);
    assert_eq!(shell(&folder, &format!("{entry} bundles/2018/good.json bundles/broken.json")).code, 1);
}

#[test]
fn only_what_a_branch_changed() {
    let script = blocks("Elsewhere")[0];
    let folder = Folder::new();
    folder.write("bundles/old.json", broken());
    let begin =
        "git init --quiet; git add .; git commit --quiet --message m; git update-ref refs/remotes/origin/main HEAD";
    assert_eq!(shell(&folder, begin).code, 0);
    assert_eq!(shell(&folder, script).code, 0, "nothing has changed");
    let commit = "git add bundles; git commit --quiet --message m\n";
    folder.write("bundles/a new.json", good());
    let run = shell(&folder, &[commit, script].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("PASS bundles/a new.json"), "{}", run.out);
    folder.write("bundles/new.json", broken());
    assert_eq!(shell(&folder, &[commit, script].concat()).code, 1);
    for change in [
        "rm bundles/new.json; cp bundles/old.json bundles/C.JSON",
        "rm bundles/C.JSON; mv bundles/old.json forged; ln -s ../forged bundles/old.json",
        "rm -r bundles; mkdir there; cp forged there/a.json; ln -s there bundles",
    ] {
        let run = shell(&folder, &[change, "; git add --all; git commit --quiet --message m\n", script].concat());
        assert_eq!(run.code, 1, "{change}: {}{}", run.out, run.err);
    }
    // A list that was not written is not an empty one, also in a shell that goes on after errors.
    let run = shell(&folder, &["set +e\ngit update-ref -d refs/remotes/origin/main\n", script].concat());
    assert_ne!(run.code, 0, "{}{}", run.out, run.err);
}

/// Machines of CI services have `jq`, and CONTRIBUTING.md requires it.
#[test]
fn the_script_that_reads_the_stream_decides_correctly() {
    let (verify, decide) = blocks("Elsewhere")[1].split_once('\n').unwrap();
    let folder = repository();
    for (verdict, code) in [("pass", 0), ("fail", 1)] {
        assert_eq!(shell(&folder, verify).code, 0);
        let text = fs::read_to_string(folder.path().join("verdicts.ndjson")).unwrap();
        let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!((last["type"].as_str(), last["verdict"].as_str()), (Some("summary"), Some(verdict)));
        let run = shell(&folder, decide);
        assert_eq!(run.code, code, "{}", run.err);
        folder.write("bundles/broken.json", broken());
    }
}
