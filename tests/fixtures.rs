//! Every fixture: that its file is what the forge makes, and that `pith verify` says about it what it must.
//!
//! `PITH_BLESS=1 cargo test --test fixtures` writes the files anew, and `tests/reports.txt`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use catalogue::{Case, Wanted};
use cli::Outcome;
use serde_json::Value;

#[macro_use]
mod support;
#[path = "support/catalogue/mod.rs"]
mod catalogue;
#[path = "support/cli.rs"]
mod cli;

/// The codes of the contract for a document that can be judged, in its order.
const CODES: [&str; 31] = [
    "bundle.shape",
    "record.digest",
    "record.number",
    "record.aliases",
    "record.agreement",
    "record.title",
    "receipt.digest",
    "receipt.signature",
    "key.encoding",
    "key.fingerprint",
    "key.unique",
    "key.impersonation",
    "event.subject",
    "event.type",
    "event.digest",
    "event.id",
    "event.signature",
    "event.unique",
    "event.links",
    "event.time",
    "snapshot.digest",
    "state.digest",
    "state.counts",
    "state.replay",
    "state.order",
    "state.equivocation",
    "bundle.digest",
    "bundle.signature",
    "timestamp.proof",
    "trust.keys",
    "policy.<option>",
];

/// The codes of the contract for a document that cannot.
const UNUSABLE: [&str; 8] = [
    "json.syntax",
    "json.encoding",
    "json.duplicate_member",
    "json.number",
    "json.depth",
    "input.size",
    "document.type",
    "document.version",
];

/// The options that are an expectation.
const POLICIES: [&str; 7] = ["expect-number", "expect-source", "expect-bundle", "title", "abstract", "state", "since"];

/// The signature reasons of the contract, and the signatures for which they make sense.
const REASONS: [(&str, &[&str]); 11] = [
    ("missing", &EVERY_SIGNATURE),
    ("unsigned", &EVERY_SIGNATURE),
    ("unknown-key", &EVERY_SIGNATURE),
    ("ambiguous-key", &EVERY_SIGNATURE),
    ("algorithm", &EVERY_SIGNATURE),
    ("label", &EVERY_SIGNATURE),
    ("signer", &["event.signature"]),
    ("fingerprint", &EVERY_SIGNATURE),
    ("encoding", &EVERY_SIGNATURE),
    ("digest", &EVERY_SIGNATURE),
    ("invalid", &EVERY_SIGNATURE),
];

const EVERY_SIGNATURE: [&str; 3] = ["receipt.signature", "event.signature", "bundle.signature"];

static CASES: LazyLock<Vec<Case>> = LazyLock::new(catalogue::all);

/// Path below `fixtures/` and content of every file; written if `PITH_BLESS` is set.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let mut made: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for case in CASES.iter() {
        let before = made.insert(case.path.clone(), case.bytes.clone());
        assert!(before.is_none_or(|bytes| bytes == case.bytes), "two fixtures are called {}", case.path);
    }
    for (path, text) in catalogue::files::all() {
        made.insert(path.to_owned(), text.into_bytes());
    }
    if std::env::var_os("PITH_BLESS").is_some() {
        for (path, bytes) in made.iter().filter(|(path, _)| *path != catalogue::real::REAL) {
            let path = root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    made
});

static OUTCOMES: LazyLock<Vec<Outcome>> = LazyLock::new(|| {
    LazyLock::force(&FILES);
    let runs: Vec<_> = CASES.iter().map(verify).collect();
    cli::run_all(&runs)
});

fn verify(case: &Case) -> Vec<String> {
    let path = format!("fixtures/{}", case.path);
    let mut run: Vec<_> = ["verify", "--format", "json"].map(String::from).to_vec();
    run.extend(case.args.iter().cloned());
    run.push(path);
    run
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

#[test]
fn files_are_what_the_forge_makes() {
    let mut wrong = Vec::new();
    for (path, bytes) in FILES.iter() {
        match fs::read(root().join(path)) {
            Ok(found) if found == *bytes => {}
            Ok(_) => wrong.push(format!("{path}: differs from what the forge makes")),
            Err(error) => wrong.push(format!("{path}: {error}")),
        }
    }
    for path in files_below(&root()) {
        if !FILES.contains_key(&path) {
            wrong.push(format!("{path}: belongs to no fixture"));
        }
    }
    assert!(wrong.is_empty(), "{}\nPITH_BLESS=1 writes them anew", wrong.join("\n"));
}

fn files_below(root: &Path) -> Vec<String> {
    let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let names: Vec<_> =
                    path.strip_prefix(root).unwrap().iter().map(|name| name.to_str().unwrap()).collect();
                files.push(names.join("/"));
            }
        }
    }
    files
}

#[test]
fn each_fixture_gets_its_verdict() {
    let mut wrong = String::new();
    for (case, outcome) in CASES.iter().zip(OUTCOMES.iter()) {
        let complaints = compare(case, outcome);
        if !complaints.is_empty() {
            let heading = format!("\n{} ({}) {}\n", case.path, case.about, case.args.join(" "));
            wrong.push_str(&heading);
            wrong.extend(complaints.iter().map(|complaint| format!("    {complaint}\n")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What an outcome has that its case does not want, and the other way round.
fn compare(case: &Case, outcome: &Outcome) -> Vec<String> {
    let Some(report) = &outcome.report else {
        return vec![format!("exit code {}, no report; {}", outcome.exit_code, outcome.stderr)];
    };
    let mut wrong = Vec::new();
    let mut equal = |what: &str, wanted: &str, found: &str| {
        if wanted != found {
            wrong.push(format!("{what}: wanted {wanted}, found {found}"));
        }
    };
    let exit_code = case.exit_code();
    equal("exit code", &exit_code.to_string(), &outcome.exit_code.to_string());
    equal("exit_code", &exit_code.to_string(), &report["exit_code"].to_string());
    equal("verdict", case.verdict, report["verdict"].as_str().unwrap_or("none"));
    equal("inputs", "1", &report["inputs"].as_array().map_or(0, Vec::len).to_string());
    equal("verdict of the input", case.verdict, report["inputs"][0]["verdict"].as_str().unwrap_or("none"));
    let found = outcome.findings();
    for wanted in &case.findings {
        if !found.iter().any(|finding| matches(wanted, finding)) {
            wrong.push(format!("lacks {wanted:?}"));
        }
    }
    for finding in &found {
        let known = case.findings.iter().any(|wanted| wanted.code == finding.code && wanted.status == finding.status);
        if !known {
            wrong.push(format!("also has {finding:?}"));
        }
    }
    if !wrong.is_empty() {
        wrong.extend(found.iter().map(|finding| format!("found {finding:?}")));
    }
    wrong
}

fn matches(wanted: &Wanted, finding: &cli::Finding) -> bool {
    let below = |pointer: &str| {
        let rest = pointer.strip_prefix(wanted.pointer.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    wanted.code == finding.code
        && wanted.status == finding.status
        && wanted.reason.is_none_or(|reason| reason == finding.reason)
        && below(&finding.pointer)
}

/// Every word of every report, so that a change of what people read is seen: `tests/reports.txt` is what it was.
#[test]
fn each_report_is_what_it_was() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports.txt");
    let now: String = CASES.iter().zip(OUTCOMES.iter()).map(|(case, outcome)| report_text(case, outcome)).collect();
    if std::env::var_os("PITH_BLESS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap();
    let changed = before.lines().zip(now.lines()).find(|(before, now)| before != now);
    assert!(changed.is_none(), "was, and is now: {changed:#?}\nPITH_BLESS=1 writes them anew");
    assert_eq!(before.lines().count(), now.lines().count(), "PITH_BLESS=1 writes them anew");
}

/// What did not pass, each on a line; of a document without failures, all of the report.
fn report_text(case: &Case, outcome: &Outcome) -> String {
    let mut text = format!("{} {}\n", case.path, case.args.join(" "));
    let Some(report) = &outcome.report else { return text };
    let mut input = report["inputs"][0].clone();
    let Some(Value::Array(checks)) = input.as_object_mut().and_then(|input| input.remove("checks")) else {
        return text;
    };
    for check in checks.iter().filter(|check| check["status"] != "pass") {
        writeln!(text, "    {check}").unwrap();
    }
    if !case.path.starts_with("fail/") {
        writeln!(text, "    {input}").unwrap();
    }
    text
}

#[test]
fn every_code_is_triggered_and_passed() {
    let triggered: BTreeSet<_> =
        CASES.iter().flat_map(|case| &case.findings).map(|wanted| wanted.code.clone()).collect();
    let passed: BTreeSet<_> = CASES
        .iter()
        .zip(OUTCOMES.iter())
        .filter(|(case, _)| case.verdict == "pass")
        .flat_map(|(_, outcome)| outcome.passed())
        .collect();
    let policies = POLICIES.map(|option| format!("policy.{option}"));
    let judged = CODES.iter().filter(|code| **code != "policy.<option>").map(ToString::to_string).chain(policies);
    let mut wrong = Vec::new();
    for code in judged {
        if !triggered.contains(&code) {
            wrong.push(format!("no fixture triggers {code}"));
        }
        if !passed.contains(&code) {
            wrong.push(format!("no fixture passes {code}"));
        }
    }
    for code in UNUSABLE {
        if !triggered.contains(code) {
            wrong.push(format!("no fixture triggers {code}"));
        }
    }
    for (reason, codes) in REASONS {
        for code in codes {
            let mut wanted = CASES.iter().flat_map(|case| &case.findings);
            if !wanted.any(|wanted| wanted.code == *code && wanted.reason == Some(reason)) {
                wrong.push(format!("no fixture triggers {code} for the reason {reason}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixtures_stand_in_the_folder_of_what_they_show() {
    let mut wrong = Vec::new();
    for case in CASES.iter() {
        let (folder, rest) = case.path.split_once('/').unwrap();
        let code = rest.split_once('/').map(|(code, _)| code);
        let wanted = |status: &str| case.findings.iter().any(|w| w.status == status && Some(w.code.as_str()) == code);
        // A valid file may be used to show what a flag does.
        let fits = match folder {
            "valid" => {
                code.is_none()
                    && !case
                        .findings
                        .iter()
                        .any(|wanted| wanted.status == "fail" && !wanted.code.starts_with("policy."))
            }
            "warn" => wanted("warn") || case.args.iter().any(|arg| arg == "--strict"),
            "fail" => wanted("fail") || case.verdict == "pass",
            "malformed" => wanted("malformed"),
            "untrusted" | "integrity" => code.is_none(),
            _ => false,
        };
        if !fits {
            wrong.push(case.path.as_str());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
