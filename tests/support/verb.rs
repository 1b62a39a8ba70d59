//! Running a verb as a person does: words in, exit code and text out.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::hostile;
use crate::surroundings;

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

/// What a run said.
pub struct Said {
    /// The exit code; -1 if a signal ended the run.
    pub code: i32,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.out.clone()).expect("standard output is UTF-8")
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.text(), self.err))
    }

    /// Whether nothing that acts on a terminal is in what was printed.
    pub fn is_safe(&self) -> bool {
        hostile::raw(&(self.text() + &self.err)).is_none()
    }
}

/// Runs `pith` with those arguments in the folder of the package.
pub fn pith<S: AsRef<str>>(args: &[S]) -> Said {
    let output = surroundings::fixed(Command::new(env!("CARGO_BIN_EXE_pith")))
        .args(args.iter().map(AsRef::as_ref))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A folder that is removed at the end of a test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, contents).expect("the file can be written");
        path.to_str().expect("the path is text").to_owned()
    }

    /// The path of a file that may not exist.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
