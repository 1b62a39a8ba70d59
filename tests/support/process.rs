//! Runs `pith` and shells: files in a temporary folder, pipes, exit codes, output.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::hostile;
use crate::surroundings;

pub use surroundings::plain;

/// The keyring that trusts the registry of the fixtures.
pub const KEYRING: &str = "fixtures/keys/registry.keyring";
/// A bundle of two events.
pub const BEFORE: &str = "fixtures/policy/before.json";
/// The same bundle with a third event.
pub const AFTER: &str = "fixtures/valid/three-events.json";
/// The same bundle with another third event.
pub const OTHER: &str = "fixtures/policy/before-with-another-event.json";
/// The real bundle.
pub const REAL: &str = "fixtures/valid/arxiv-1804.07612.json";

/// Runs `pith` with these arguments in the folder of the package.
pub fn pith<S: AsRef<str>>(args: &[S]) -> Run {
    let mut command = surroundings::fixed(Command::new(env!("CARGO_BIN_EXE_pith")));
    command.args(args.iter().map(AsRef::as_ref)).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    Run::of(command.output().expect("the binary runs"))
}

/// A shell that runs this script in a folder, with `pith` on its path.
pub fn shell(folder: &Path, script: &str) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_pith")).parent().expect("a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").expect("a path"));
    let mut command = surroundings::fixed(Command::new("bash"));
    command.args(["-c", script]).current_dir(folder).env("PATH", path).stdin(Stdio::null());
    command
}

/// The contents of the fenced blocks in this language.
pub fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().expect("the end of a block")).collect()
}

/// A temporary folder, removed at the end of a test.
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and returns its path as text.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        self.write(name, contents).to_str().expect("the path is text").to_owned()
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    /// The names in it, sorted.
    #[cfg_attr(windows, allow(dead_code, reason = "of tests of Unix alone"))]
    pub fn names(&self) -> Vec<String> {
        Self::names_in(self.path())
    }

    /// The names in any folder, sorted.
    #[cfg_attr(windows, allow(dead_code, reason = "of tests of Unix alone"))]
    pub fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder can be read");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// `pith` with these arguments in this folder, without standard input.
    pub fn pith<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = surroundings::fixed(Command::new(env!("CARGO_BIN_EXE_pith")));
        command.args(args).current_dir(self.path()).stdin(Stdio::null());
        plain(&mut command);
        command
    }

    /// Everything that a script prints at a terminal of 80 columns, which `script` provides. `$PITH` is the program.
    #[cfg_attr(windows, allow(dead_code, reason = "of tests of Unix alone"))]
    pub fn at_a_terminal(&self, script: &str) -> String {
        let mut command = surroundings::fixed(Command::new("script"));
        let line = format!("stty rows 24 columns 80; {script}");
        command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(self.path());
        command.env("TERM", "xterm").env("PITH", env!("CARGO_BIN_EXE_pith"));
        Run::of(command.output().expect("`script` of util-linux")).out
    }

    /// Runs `pith verify` with these arguments.
    pub fn verify(&self, args: &[&str]) -> Run {
        Run::of(self.pith([&["verify"], args].concat()).output().expect("the binary runs"))
    }

    /// Runs `pith verify` with these arguments and this standard input.
    #[cfg_attr(windows, allow(dead_code, reason = "of tests of Unix alone"))]
    pub fn verify_piped(&self, args: &[&str], input: &[u8]) -> Run {
        let mut command = self.pith([&["verify"], args].concat());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        std::thread::scope(|scope| {
            // Ignores a failure: the program may stop reading early.
            scope.spawn(move || drop(stdin.write_all(input)));
            Run::of(child.wait_with_output().expect("it ends"))
        })
    }
}

/// The outcome of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// The exit code; -1 if a signal ended the run.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// The outcome of a finished process.
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output.
    pub fn text(&self) -> String {
        self.out.clone()
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// Whether the output contains nothing that acts on a terminal.
    pub fn is_safe(&self) -> bool {
        hostile::raw(&self.out).is_none() && hostile::raw(&self.err).is_none()
    }

    /// Name and verdict of every input of an NDJSON report, which must be complete.
    pub fn verdicts(&self) -> Vec<(String, String)> {
        let lines: Vec<Value> = self.out.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
        let (run, lines) = lines.split_first().unwrap_or_else(|| panic!("no report; {}", self.err));
        let (summary, inputs) = lines.split_last().unwrap_or_else(|| panic!("no report; {}", self.err));
        assert_eq!(run["type"], "run");
        assert_eq!(summary["type"], "summary");
        assert_eq!(summary["summary"]["inputs"], inputs.len());
        assert_eq!(summary["exit_code"], self.code);
        inputs.iter().map(|input| (text(&input["input"]), text(&input["verdict"]))).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// A file of `fixtures/`.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The real bundle, on one line: it passes by the built-in key.
pub fn good() -> Vec<u8> {
    one_line("valid/arxiv-1804.07612.json")
}

/// The real bundle with a link changed, on one line: its verdict is `fail`.
pub fn broken() -> Vec<u8> {
    one_line("fail/bundle.signature/real-link-changed.json")
}

/// A bundle by a test key, on one line: its verdict is `untrusted`.
pub fn untrusted() -> Vec<u8> {
    one_line("valid/compact.json")
}

fn one_line(name: &str) -> Vec<u8> {
    let bytes = fixture(name).trim_ascii_end().to_vec();
    assert!(!bytes.contains(&b'\n'), "{name} has more than one line");
    bytes
}

/// The expected form of [`Run::verdicts`].
#[cfg_attr(windows, allow(dead_code, reason = "of tests of Unix alone"))]
pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, verdict)| ((*name).to_owned(), (*verdict).to_owned())).collect()
}
