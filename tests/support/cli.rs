//! Runs `pith` many times at once and reads its JSON reports.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::process;

/// The outcome of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit code; -1 if a signal ended the run.
    pub exit_code: i32,
    /// The report, if standard output is JSON.
    pub report: Option<Value>,
    /// Standard error.
    pub stderr: String,
}

/// A check of a report that did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check code.
    pub code: String,
    /// `fail`, `open`, `warn`, `skip`; `malformed` where the input could not be judged.
    pub status: &'static str,
    /// The reason, or nothing.
    pub reason: String,
    /// The inferred rule on which it rests, or nothing.
    pub rule: String,
    /// The place, or nothing.
    pub pointer: String,
}

impl Outcome {
    /// What the first input's checks found.
    pub fn findings(&self) -> Vec<Finding> {
        self.report.as_ref().map_or_else(Vec::new, |report| findings(&report["inputs"][0]))
    }

    /// The codes that passed everywhere in the first input.
    pub fn passed(&self) -> Vec<String> {
        let report = self.report.as_ref();
        let checks = report.and_then(|report| report["inputs"][0]["checks"].as_array());
        let passed = checks.into_iter().flatten().filter(|check| check["status"] == "pass");
        passed.map(|check| text(check, "code")).collect()
    }
}

/// What the checks of an element of `inputs` found, its error included.
pub fn findings(input: &Value) -> Vec<Finding> {
    let malformed = input["verdict"] == "malformed";
    let checks = input["checks"].as_array().into_iter().flatten();
    let error = Some(&input["error"]).filter(|error| error["code"].is_string());
    let mut findings: Vec<Finding> = Vec::new();
    for check in checks.chain(error) {
        let status = match check["status"].as_str() {
            Some("pass") => continue,
            Some("open") => "open",
            Some("warn") => "warn",
            Some("skip") => "skip",
            _ if malformed => "malformed",
            _ => "fail",
        };
        let finding = Finding {
            code: text(check, "code"),
            status,
            reason: text(check, "reason"),
            rule: text(check, "rule"),
            pointer: text(check, "pointer"),
        };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

/// Runs `pith` with these arguments in the folder of the package.
pub fn run(args: &[String]) -> Outcome {
    let run = process::pith(args);
    Outcome { exit_code: run.code, report: serde_json::from_str(&run.out).ok(), stderr: run.err }
}

/// [`run`] for each, on all cores, outcomes in the order of the runs.
pub fn run_all(runs: &[Vec<String>]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::with_capacity(runs.len()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((place, args)) = take(&next, runs) {
                    let outcome = run(args);
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((place, outcome));
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn take<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    items.get(place).map(|item| (place, item))
}
