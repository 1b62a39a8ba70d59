//! Every fixture: its file equals the forged document, and `pith verify` reports the stated outcome.
//!
//! `PITH_BLESS=1 cargo test --test suite fixtures::` rewrites the files, `fixtures/index.json` and `tests/reports.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use pith::CheckCode;

use crate::catalogue::{Case, Wanted};
use crate::cli::Outcome;
use crate::process::pith;

/// The signature reasons of docs/report.md, and the signatures for which they make sense.
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

/// What is open, by which rule and for which reasons.
const OPEN: [(&str, &str, &[&str]); 10] = [
    ("event.links", "M8", &["absent", "itself", "other-signer", "other-type", "later", "cycle"]),
    ("event.links", "M9", &["absent", "itself", "later", "cycle"]),
    ("event.unique", "M10", &["record-created"]),
    ("state.counts", "M9", &["differs"]),
    ("state.replay", "M5", &["differs", "more"]),
    ("state.replay", "M8", &["differs"]),
    ("state.replay", "M9", &["differs"]),
    ("state.replay", "M10", &["differs"]),
    ("state.replay", "M11", &["differs", "unknown-member"]),
    ("state.replay", "M12", &["differs"]),
];

/// Warnings that rules of their own decide.
const WARNINGS: [(&str, &[&str]); 5] = [
    ("event.links", &["other-signer"]),
    ("event.time", &["ahead", "order", "offset", "impossible"]),
    ("state.replay", &["unknown-member"]),
    ("state.equivocation", &["two-histories"]),
    ("trust.keys", &["untrusted", "owner", "role", "rotated", "rotates-at", "unused"]),
];

pub static CASES: LazyLock<Vec<Case>> = LazyLock::new(crate::catalogue::all);

/// Path below `fixtures/` and content of every file; written if `PITH_BLESS` is set.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let mut made: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for case in CASES.iter() {
        let before = made.insert(case.path.clone(), case.bytes.clone());
        assert!(before.is_none_or(|bytes| bytes == case.bytes), "two fixtures are called {}", case.path);
    }
    for (path, text) in crate::catalogue::files::all() {
        made.insert(path.to_owned(), text.into_bytes());
    }
    if is_blessed() {
        for (path, bytes) in made.iter().filter(|(path, _)| *path != crate::catalogue::real::REAL) {
            let path = root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    made
});

/// Whether fixtures and reports are blessed. Blessed files pass whatever they contain, so CI, where nobody reads the
/// difference, refuses to bless.
fn is_blessed() -> bool {
    let is_blessed = std::env::var_os("PITH_BLESS").is_some();
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(!(is_blessed && is_ci), "PITH_BLESS is set where CI is: nothing is blessed there");
    is_blessed
}

pub static OUTCOMES: LazyLock<Vec<Outcome>> = LazyLock::new(|| {
    LazyLock::force(&FILES);
    let runs: Vec<_> = CASES.iter().map(verify).collect();
    crate::cli::run_all(&runs)
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
fn fixture_files_equal_the_forged_documents() {
    let mut wrong = Vec::new();
    for (path, bytes) in FILES.iter() {
        match fs::read(root().join(path)) {
            Ok(found) if found == *bytes => {}
            Ok(_) => wrong.push(format!("{path}: differs from what the forge makes")),
            Err(error) => wrong.push(format!("{path}: {error}")),
        }
    }
    for path in files_below(&root()) {
        if !FILES.contains_key(&path) && !["README.md", "index.json"].contains(&path.as_str()) {
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

/// The differences between an outcome and its case.
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
        let is_alike = |wanted: &Wanted| {
            wanted.code == finding.code && wanted.status == finding.status && has_rule(wanted, finding)
        };
        let known = case.findings.iter().any(is_alike);
        if !known {
            wrong.push(format!("also has {finding:?}"));
        }
    }
    if !wrong.is_empty() {
        wrong.extend(found.iter().map(|finding| format!("found {finding:?}")));
    }
    wrong
}

fn matches(wanted: &Wanted, finding: &crate::cli::Finding) -> bool {
    let below = |pointer: &str| {
        let rest = pointer.strip_prefix(wanted.pointer.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    wanted.code == finding.code
        && wanted.status == finding.status
        && wanted.reason.is_none_or(|reason| reason == finding.reason)
        && has_rule(wanted, finding)
        && below(&finding.pointer)
}

/// An open finding names the rule that its case names. What `--strict` makes of one still has its rule.
fn has_rule(wanted: &Wanted, finding: &crate::cli::Finding) -> bool {
    wanted.status != "open" || wanted.rule == Some(finding.rule.as_str())
}

/// Compares every word of every report with `tests/reports.txt`, so that each change of a text is noticed.
#[test]
fn each_report_equals_the_blessed_one() {
    let now: String = CASES.iter().zip(OUTCOMES.iter()).map(|(case, outcome)| report_text(case, outcome)).collect();
    assert_is_what_it_was("tests/reports.txt", &now);
}

/// The conformance suite for other implementations: `fixtures/README.md` describes it.
#[test]
fn the_index_has_every_case() {
    let report = |outcome: &'static Outcome| outcome.report.as_ref().unwrap_or_else(|| panic!("{}", outcome.stderr));
    let runs = CASES.iter().zip(OUTCOMES.iter()).map(|(case, outcome)| (case, report(outcome)));
    assert_is_what_it_was("fixtures/index.json", &crate::catalogue::index::text(runs));
}

/// Compares a text line by line with the file that has it; a line that is not indented is a heading.
fn assert_is_what_it_was(file: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if is_blessed() {
        fs::write(&path, now).unwrap();
    }
    let before = fs::read_to_string(&path).unwrap();
    let mut heading = "";
    for (before, now) in before.lines().zip(now.lines()) {
        if !now.starts_with(' ') {
            heading = now;
        }
        assert_eq!(now, before, "{file}, {heading}: as it is now, and as it was\nPITH_BLESS=1 writes it anew");
    }
    assert_eq!(before.lines().count(), now.lines().count(), "{file}: PITH_BLESS=1 writes it anew");
}

/// The paper is that of the last snapshot in force by a trusted key, whatever other snapshots show.
#[test]
fn the_paper_is_that_of_the_trusted_snapshot_in_force() {
    LazyLock::force(&FILES);
    let (all, both) = (crate::catalogue::ALL_KEYS, "fixtures/keys/registries.keyring");
    let (first, third) = ("Ada Example, Bob Example", "Ada Example, Bob Example, Cy Example");
    let record = "On the Keeping of Records";
    for (path, keyring, title, authors) in [
        ("valid/superseded-snapshot.json", crate::catalogue::KEYRING, record, third),
        (
            "valid/superseded-twice.json",
            crate::catalogue::KEYRING,
            record,
            "Ada Example, Bob Example, Cy Example, Di Example",
        ),
        ("open/event.links/supersedes-later-stays.json", crate::catalogue::KEYRING, record, "In Force"),
        ("open/state.replay/snapshot-stays-last.json", crate::catalogue::KEYRING, record, third),
        ("valid/rotated-registry.json", both, record, third),
        ("valid/rotated-registry.json", crate::catalogue::KEYRING, record, first),
        ("untrusted/snapshot.json", all, "A Paper That Was Never Written", first),
        ("untrusted/snapshot.json", crate::catalogue::KEYRING, record, first),
        ("untrusted/author-snapshot.json", "fixtures/keys/author-beside.keyring", record, first),
    ] {
        let text = pith(&["verify", "--format", "human", "--keyring", keyring, &format!("fixtures/{path}")]).out;
        let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with("paper "));
        let shown = lines.next().map(|line| line.trim_start().trim_start_matches("paper").trim());
        assert_eq!((shown, lines.next().map(str::trim)), (Some(title), Some(authors)), "{path} {keyring}\n{text}");
    }
}

/// The whole report: each check on a line, those that passed with their counts, then all that is not a check.
fn report_text(case: &Case, outcome: &Outcome) -> String {
    let mut text = format!("{} {}\n", case.path, case.args.join(" "));
    let mut report = outcome.report.clone().unwrap_or_else(|| panic!("{}: {}", case.path, outcome.stderr));
    let mut input = report["inputs"][0].take();
    let checks = input["checks"].take();
    let (passed, found): (Vec<_>, Vec<_>) =
        checks.as_array().unwrap().iter().partition(|check| check["status"] == "pass");
    let passed = passed.iter().map(|check| format!(" {} {}", check["code"].as_str().unwrap(), check["count"]));
    writeln!(text, "    pass{}", passed.collect::<String>()).unwrap();
    for check in found {
        writeln!(text, "    {check}").unwrap();
    }
    for member in ["schema", "tool", "inputs"] {
        report.as_object_mut().unwrap().remove(member).unwrap();
    }
    input.as_object_mut().unwrap().remove("checks").unwrap();
    writeln!(text, "    {input}\n    {report}").unwrap();
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
    let mut wrong = Vec::new();
    for code in CheckCode::ALL {
        if !triggered.contains(code.as_str()) {
            wrong.push(format!("no fixture triggers {code}"));
        }
        if !code.is_malformed() && !passed.contains(code.as_str()) {
            wrong.push(format!("no fixture passes {code}"));
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
fn every_open_rule_and_every_warning_is_triggered() {
    let mut wrong = Vec::new();
    let has = |code: &str, status: &str, rule: Option<&str>, reason: &str| {
        CASES.iter().flat_map(|case| &case.findings).any(|wanted| {
            (wanted.code.as_str(), wanted.status, wanted.rule, wanted.reason) == (code, status, rule, Some(reason))
        })
    };
    for (code, rule, reasons) in OPEN {
        let missing = reasons.iter().filter(|reason| !has(code, "open", Some(rule), reason));
        wrong.extend(missing.map(|reason| format!("no fixture has {code} open by {rule} for the reason {reason}")));
    }
    let is_listed = |wanted: &Wanted| {
        let found = (wanted.code.as_str(), wanted.rule.unwrap(), wanted.reason.unwrap());
        OPEN.iter().any(|(code, rule, reasons)| (*code, *rule) == (found.0, found.1) && reasons.contains(&found.2))
    };
    let open = CASES.iter().flat_map(|case| &case.findings).filter(|wanted| wanted.status == "open");
    wrong.extend(open.filter(|wanted| !is_listed(wanted)).map(|wanted| format!("OPEN lacks {wanted:?}")));
    for (code, reasons) in WARNINGS {
        let missing = reasons.iter().filter(|reason| !has(code, "warn", None, reason));
        wrong.extend(missing.map(|reason| format!("no fixture has the warning {code} for the reason {reason}")));
    }
    for (case, outcome) in CASES.iter().zip(OUTCOMES.iter()) {
        let rules = outcome.report.as_ref().map(|report| report["inputs"][0]["rules"]["inferred"].to_string());
        let unnamed = case
            .findings
            .iter()
            .filter_map(|wanted| wanted.rule)
            .filter(|rule| rules.as_ref().is_none_or(|rules| !rules.contains(&format!("\"{rule}\""))));
        wrong.extend(unnamed.map(|rule| format!("{}: the verdict does not rest on {rule}, which is open", case.path)));
    }
    for rule in ["M5", "M8", "M9", "M10", "M11", "M12"] {
        let alone = |case: &Case| {
            let mut open = case.findings.iter().filter(|wanted| wanted.status == "open").peekable();
            case.verdict == "undetermined" && open.peek().is_some() && open.all(|wanted| wanted.rule == Some(rule))
        };
        if !CASES.iter().any(alone) {
            wrong.push(format!("no fixture is undetermined for the rule {rule} alone"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixtures_are_in_the_folder_of_their_verdict_and_code() {
    let mut wrong = Vec::new();
    for case in CASES.iter() {
        let (folder, rest) = case.path.split_once('/').unwrap();
        let code = rest.split_once('/').map(|(code, _)| code);
        // A file may be used to show what a flag makes of it.
        let mut of_file = CASES.iter().filter(|other| other.path == case.path);
        let has = |case: &Case, status: &str| {
            case.findings.iter().any(|w| w.status == status && Some(w.code.as_str()) == code)
        };
        let fits = match folder {
            "valid" => {
                code.is_none()
                    && !case
                        .findings
                        .iter()
                        .any(|wanted| wanted.status == "fail" && !wanted.code.starts_with("policy."))
            }
            "warn" => of_file.any(|case| case.verdict == "pass" && has(case, "warn")),
            "open" => of_file.any(|case| case.verdict == "undetermined" && has(case, "open")),
            "fail" => of_file.any(|case| case.verdict == "fail" && has(case, "fail")),
            "malformed" => has(case, "malformed"),
            "untrusted" => code.is_none() && of_file.any(|case| case.verdict == "untrusted"),
            "integrity" => code.is_none(),
            "changed" => code.is_none() && case.verdict == "fail" && case.changed.is_some(),
            _ => false,
        };
        if !fits {
            wrong.push(case.path.as_str());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
