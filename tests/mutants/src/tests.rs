//! The tests: which mutants each reaches, and how long it takes.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One test of one test binary.
#[derive(Serialize, Deserialize)]
pub struct Test {
    binary: PathBuf,
    folder: PathBuf,
    /// Its name in the binary.
    pub name: String,
    /// How long it takes without a mutant.
    pub time: Duration,
    /// The mutants that it reaches.
    pub reaches: BTreeSet<u32>,
}

impl Test {
    /// Whether it passes with these variables. It fails if it takes longer than `limit`.
    pub fn passes(&self, variable: (&str, &str), limit: Duration) -> bool {
        let started = Instant::now();
        let Ok(child) = self.command(variable).spawn() else { return false };
        let mut child = Group(child);
        loop {
            match child.0.try_wait() {
                Ok(Some(status)) => return status.success(),
                Ok(None) if started.elapsed() < limit => std::thread::sleep(Duration::from_millis(5)),
                _ => return false,
            }
        }
    }

    fn command(&self, (name, value): (&str, &str)) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(&self.binary);
        command.args(["--exact", &self.name, "--test-threads=1"]).env(name, value).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        command
    }
}

/// A test and the programs that it started, which end with it.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// Builds the tests, and runs each of them once without a mutant. Those that fail in the copy are left out. The results
/// are kept in the folder: remove `traces.json` there after a change.
pub fn traced(out: &Path) -> Result<Vec<Test>, Box<dyn Error>> {
    let built = built(out)?;
    if let Ok(bytes) = fs::read(out.join("traces.json")) {
        return Ok(in_order(serde_json::from_slice(&bytes)?));
    }
    let untimed = Mutex::new(built);
    let timed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..workers() {
            let (untimed, timed) = (&untimed, &timed);
            scope.spawn(move || {
                let trace = std::env::temp_dir().join(format!("pith-mutants-{}-{worker}", std::process::id()));
                while let Some(test) = { untimed.lock().expect("a lock").pop() } {
                    match traced_once(test, &trace) {
                        Ok(test) => timed.lock().expect("a lock").push(test),
                        Err(name) => eprintln!("fails without a mutant: {name}"),
                    }
                }
            });
        }
    });
    let tests = timed.into_inner()?;
    fs::write(out.join("traces.json"), serde_json::to_vec(&tests)?)?;
    Ok(in_order(tests))
}

/// The test that catches most of what is seen in a report. It takes seconds, and is worth them before many others.
const STRONGEST: &str = "fixtures::each_report_equals_the_blessed_one";

/// The quick tests first.
fn in_order(mut tests: Vec<Test>) -> Vec<Test> {
    tests.sort_by_key(|test| if test.name == STRONGEST { Duration::from_millis(20) } else { test.time });
    tests
}

fn traced_once(mut test: Test, trace: &Path) -> Result<Test, String> {
    let _ = fs::remove_file(trace);
    let started = Instant::now();
    if !test.passes(("PITH_MUTANT_TRACE", &trace.to_string_lossy()), Duration::from_secs(600)) {
        return Err(test.name);
    }
    test.time = started.elapsed();
    let reached = fs::read(trace).unwrap_or_default();
    test.reaches =
        reached.chunks_exact(4).map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes"))).collect();
    Ok(test)
}

/// How many tests run at once.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn built(out: &Path) -> Result<Vec<Test>, Box<dyn Error>> {
    let output = Command::new("cargo")
        .args(["test", "--locked", "--no-run", "--lib", "--bins", "--tests", "--message-format=json"])
        .env("RUSTFLAGS", "--cap-lints=warn")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .stderr(Stdio::inherit())
        .current_dir(out)
        .output()?;
    let mut tests = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: Value = serde_json::from_str(line)?;
        let Some(binary) = message["executable"].as_str().filter(|_| message["profile"]["test"] == true) else {
            continue;
        };
        let list = Command::new(binary).args(["--list", "--format", "terse"]).current_dir(out).output()?;
        for name in String::from_utf8(list.stdout)?.lines().filter_map(|line| line.strip_suffix(": test")) {
            let (binary, folder) = (PathBuf::from(binary), out.to_owned());
            tests.push(Test { binary, folder, name: name.to_owned(), time: Duration::ZERO, reaches: BTreeSet::new() });
        }
    }
    Ok(tests)
}
