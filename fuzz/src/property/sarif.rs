//! SARIF: every log is one that code scanning reads, whatever the texts of inputs and their names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use pith::json::Arena;
use pith::render::report::sarif::Sarif;
use pith::render::{Renderer as _, Skipped, Summary, why};
use pith::report::{CheckCode, InputReport, Status, Trust, Verdict};
use pith::verify::{Policy, verify_bytes};

use super::edit::{Script, edit};
use super::seal::{self, Layers};
use super::verify::{REAL, trusting};
use crate::readers::sarif::{Found, Run, message, path, read};
use crate::support::forge::{Bundle, storage_attestation};
use crate::support::hostile::{raw, shown};
use crate::support::integrity::{document, event};
use crate::support::json::Json;
use crate::support::keys::TestKey;

/// The real bundle, one with a key that is not trusted, and an integrity document.
static DOCUMENTS: LazyLock<[Json; 3]> = LazyLock::new(|| {
    let (registry, author) = (TestKey::registry(), TestKey::author());
    let mut bundle = Bundle::example();
    bundle.embed(&author);
    bundle.add(storage_attestation("copy 1").at("2026-05-21T00:00:00Z"), &author);
    bundle.seal();
    let real = Json::parse(std::str::from_utf8(REAL).expect("text"));
    [real, bundle.json, document(vec![event(1, &registry), event(2, &author)])]
});

static TRUSTING: LazyLock<[Policy; 2]> = LazyLock::new(|| {
    let registry = TestKey::registry();
    let policy = trusting(&registry.public(), registry.key_id);
    [Policy { strict: true, ..policy.clone() }, policy]
});

/// The most bytes of a name: with longer ones, a log may be longer.
const NAME: usize = 40;

/// The most bytes that a log of one input takes, and what the run adds.
const LONGEST: usize = 1_000_000;

/// Byte 0 says which inputs there are, byte 1 how long their name is; then come the name, and what is in them: edits of a
/// document, or the document itself.
///
/// A second reader reads the log ([`read`]): URIs, rules, places and links of our own alone. And:
///
/// - The results are the findings, in their order, each with its level, its sentence and a place in the file.
/// - Rules are those that have results. Nothing in the log acts on a terminal or is a link or a placeholder of others.
/// - What did not pass is an error, unless it is undetermined. The run was successful if every input could be judged.
/// - The log of an input is no larger than its report may be.
pub fn holds(data: &[u8]) {
    let &[which, length, ref rest @ ..] = data else { return };
    let (name, content) = rest.split_at(rest.len().min(usize::from(length) % (NAME + 1)));
    let name = String::from_utf8_lossy(name).into_owned();
    let source = source(which, content);
    let policy = &TRUSTING[usize::from(which >> 2 & 1)];
    let mut reports = vec![report(which, &name, &source, policy)];
    if which & 0b100_0000 != 0 {
        reports.push(InputReport::unchecked(
            name.clone(),
            Trust::Pinned,
            String::from_utf8_lossy(content).into_owned(),
        ));
    }
    let mut summary = Summary::default();
    if which & 0b1000_0000 != 0 {
        summary.skip(Skipped { name: name.clone(), why: "a link" });
    }
    let text = written(&reports, &mut summary);
    assert!(text.len() < LONGEST * reports.len(), "{} bytes", text.len());
    assert_eq!(raw(&text), None);
    let log = read(&text);
    let mut results = log.results.iter();
    for report in &reports {
        let count = report.checks.findings().len() + report.checks.omitted().len();
        let of_input: Vec<&Found> = results.by_ref().take(count).collect();
        input(report, &of_input, &source);
    }
    assert!(results.next().is_none(), "a result of no input");
    run(&log, &reports, &summary);
}

/// A document as it is, or one of ours after edits, perhaps sealed anew by a stranger.
fn source(which: u8, content: &[u8]) -> Vec<u8> {
    let Some(document) = DOCUMENTS.get(usize::from(which & 3)) else { return content.to_vec() };
    let mut json = document.clone();
    let mut script = Script(content);
    let layers = Layers::of(script.byte());
    edit(&mut json, &mut script);
    seal::anew(&mut json, layers, &TestKey::stranger());
    if which & 8 == 0 { json.compact() } else { json.pretty() }.into_bytes()
}

/// The report on an input, which is a file or a line of one.
fn report(which: u8, name: &str, source: &[u8], policy: &Policy) -> InputReport {
    let line = (which & 16 != 0).then_some(7);
    let name = if line.is_some() { format!("{name}:7") } else { name.to_owned() };
    InputReport { line, ..verify_bytes(&name, source, &Arena::new(), policy).report }
}

fn written(reports: &[InputReport], summary: &mut Summary) -> String {
    let (mut sarif, mut text) = (Sarif::default(), Vec::new());
    for report in reports {
        summary.add(report);
        sarif.input(report, &mut text).expect("memory takes everything");
    }
    sarif.finish(summary, &mut text).expect("memory takes everything");
    String::from_utf8(text).expect("a log is text")
}

/// The results of an input are its findings, and what was counted of them.
fn input(report: &InputReport, results: &[&Found], source: &[u8]) {
    let findings = report.checks.findings().iter().map(|found| (found.code, found.status, found.message.clone()));
    let counted = report.checks.omitted().iter().map(|(code, status, count)| {
        (*code, *status, format!("{count} more findings of this code, counted and not shown"))
    });
    let mut expected: Vec<(CheckCode, Status, String)> = findings.chain(counted).collect();
    expected.sort_by_key(|(code, ..)| *code);
    assert_eq!(results.len(), expected.len());
    let name = report.line.and_then(|line| report.input.strip_suffix(&format!(":{line}"))).unwrap_or(&report.input);
    for (result, (code, status, message)) in results.iter().zip(expected) {
        assert_eq!((&*result.finding.code, &*result.finding.status), (code.as_str(), status.as_str()));
        assert_eq!(result.path, if name == "-" { "stdin" } else { name });
        assert_eq!(result.properties["verdict"], report.verdict.as_str());
        let sentence = shown(&message).replace("](", "] (");
        assert!(result.finding.message.starts_with(&sentence), "{}", result.finding.message);
        level(report, result, status, &message);
        let position = result.finding.position.expect("a region");
        in_file(position, source, report.line);
        result.related.iter().for_each(|related| in_file(related.position, source, report.line));
        let ids: Vec<u64> = result.related.iter().map(|related| related.id).collect();
        assert!(
            ids.iter().zip(1..).all(|(id, number)| *id == number) && result.links == ids,
            "{:?} {ids:?}",
            result.links
        );
    }
    let prints: BTreeSet<&str> = results.iter().map(|result| &*result.fingerprint).collect();
    assert_eq!(prints.len(), results.len(), "a fingerprint twice");
}

/// The level is that of the status; of an untrusted input, the finding that decides is an error too.
fn level(report: &InputReport, result: &Found, status: Status, message: &str) {
    let of_status = match status {
        Status::Fail => "error",
        Status::Open | Status::Warn => "warning",
        _ => "note",
    };
    let decides = report.verdict == Verdict::Untrusted && why(report).1 == message;
    assert!(result.level == of_status || (decides && result.level == "error"), "{} of {status:?}", result.level);
}

/// A place is within the lines of the file, or at the line that the document is.
fn in_file((line, column): (u64, u64), source: &[u8], of_lines: Option<usize>) {
    assert!(line >= 1 && column >= 1);
    if let Some(number) = of_lines {
        return assert_eq!(usize::try_from(line), Ok(number));
    }
    let index = usize::try_from(line).expect("small") - 1;
    let text = source.split(|byte| *byte == b'\n').nth(index).expect("a line of the file");
    let columns = String::from_utf8_lossy(text).chars().count() + 1;
    assert!(column <= u64::try_from(columns).expect("small"), "column {column} of {columns}");
}

/// What the log says of the run.
fn run(log: &Run, reports: &[InputReport], summary: &Summary) {
    let used: BTreeSet<&str> = log.results.iter().map(|result| &*result.finding.code).collect();
    let rules: Vec<&str> = log.rules.iter().map(|rule| rule["id"].as_str().expect("an id")).collect();
    assert_eq!((rules.len(), rules.iter().copied().collect()), (used.len(), used), "each rule once");
    let unexplained: Vec<&InputReport> =
        reports.iter().filter(|report| report.verdict != Verdict::Pass && why(report).0.is_none()).collect();
    let notifications = log.invocation["toolExecutionNotifications"].as_array().map_or(&[][..], Vec::as_slice);
    assert_eq!(notifications.len(), unexplained.len() + summary.skipped());
    for (notification, report) in notifications.iter().zip(&unexplained) {
        assert_eq!(notification["level"], "error");
        assert_eq!(path(&notification["locations"][0]), if report.input == "-" { "stdin" } else { &report.input });
        assert_eq!(message(&notification["message"]).0, shown(why(report).1).replace("](", "] ("));
    }
    for notification in &notifications[unexplained.len()..] {
        assert_eq!(notification["level"], "note");
        assert!(message(&notification["message"]).0.starts_with("not read: "));
    }
    let verdict = summary.verdict();
    let is_judged = unexplained.is_empty() && ![Verdict::Unchecked, Verdict::Internal].contains(&verdict);
    assert_eq!(log.invocation["executionSuccessful"], is_judged);
    assert_eq!(log.invocation["exitCode"], verdict.exit_code());
    assert_eq!(log.properties["verdict"], verdict.as_str());
    let is_error = log.results.iter().any(|result| result.level == "error") || !unexplained.is_empty();
    match verdict {
        Verdict::Pass | Verdict::Undetermined => assert!(!is_error),
        _ => assert!(is_error, "{verdict:?} without an error"),
    }
}
