//! Words that several formats share.

use crate::json::Position;
use crate::report::{Cause, CauseKind, CheckCode, Finding, InputReport, Status, Subject, Trust, Verdict};

/// `1 input`, `2 inputs`
pub(super) fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The number of entries beyond those that are shown, if there are any.
pub(super) fn beyond(count: usize, shown: usize) -> Option<usize> {
    count.checked_sub(shown).filter(|more| *more > 0)
}

/// The basis of trust in a key.
pub(super) const fn trust(trust: Trust) -> &'static str {
    match trust {
        Trust::Builtin => "trusted: this key is built into pith",
        Trust::Pinned => "trusted: you gave this key",
        Trust::Embedded => "taken at face value (--trust-embedded)",
        Trust::Untrusted => "NOT trusted",
    }
}

/// `differs, rule M9`
pub(super) fn reason(finding: &Finding) -> String {
    let rule = finding.rule.map(|rule| format!(", rule {}", rule.as_str())).unwrap_or_default();
    format!("{}{rule}", finding.reason)
}

/// Whether the check compares what the document states with what follows from its content.
pub(super) const fn compares_digests(code: CheckCode) -> bool {
    matches!(
        code,
        CheckCode::RecordDigest
            | CheckCode::ReceiptDigest
            | CheckCode::KeyFingerprint
            | CheckCode::EventDigest
            | CheckCode::EventId
            | CheckCode::StateDigest
            | CheckCode::BundleDigest
    )
}

/// The signature that proves a cause, in words.
pub(super) fn proof(cause: &Cause) -> &'static str {
    match (cause.proof, cause.kind) {
        (_, CauseKind::Added) if cause.is_label() => {
            "the bundle signature verifies without it; no signature covers such a label"
        }
        _ if cause.is_label() => "the bundle signature verifies with this value; no signature covers such a label",
        (CheckCode::EventSignature, CauseKind::Added) => "without it, the signature of the event covers the event",
        (CheckCode::ReceiptSignature, CauseKind::Added) => "without it, the receipt of the record covers the record",
        (_, CauseKind::Added) => "without it, the bundle signature covers the whole document",
        (CheckCode::EventSignature, _) => "with the signed value put back, the signature of the event covers it",
        (CheckCode::ReceiptSignature, _) => "with the signed value put back, the receipt of the record covers it",
        _ => "with the signed value put back, the bundle signature covers the whole document",
    }
}

/// `changed since it was signed: …`, with the first places at which it was.
pub fn changed(report: &InputReport) -> Option<String> {
    const SHOWN: usize = 3;
    let diagnosis = &report.diagnosis;
    let pointers: Vec<&str> = diagnosis.causes.iter().take(SHOWN).map(place).collect();
    let more = beyond(diagnosis.causes.len() + diagnosis.more, pointers.len());
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    (!pointers.is_empty()).then(|| format!("changed since it was signed: {}{more}", pointers.join(", ")))
}

/// The pointer; in words for the whole document, which has an empty one.
pub(super) fn place(cause: &Cause) -> &str {
    if cause.pointer.as_str().is_empty() { "the whole document" } else { cause.pointer.as_str() }
}

/// Facts that were not checked, though a reader might think so, each once.
pub(super) fn not_checked(report: &InputReport) -> Vec<&str> {
    let skipped = report.checks.findings().iter().filter(|finding| finding.status == Status::Skip);
    let mut messages: Vec<&str> = skipped.map(|finding| finding.message.as_str()).collect();
    messages.dedup();
    messages.push("whether the paper is right, whether events were withheld, and whether links lead anywhere");
    messages
}

/// The file that an input is in: without the line, if the document is one line of a file.
pub(super) fn file(report: &InputReport) -> &str {
    let line = report.line.and_then(|line| report.input.strip_suffix(&format!(":{line}")));
    line.unwrap_or(&report.input)
}

/// The line of the file, from 1, and the column to look at.
pub(super) fn line_and_column(report: &InputReport, position: Option<Position>) -> Position {
    let Position { line, column } = position.unwrap_or_default();
    Position { line: report.line.unwrap_or_else(|| line.max(1)), column: column.max(1) }
}

/// The check that explains best why an input did not pass, if one does, and the reason in a sentence.
pub fn why(report: &InputReport) -> (Option<CheckCode>, &str) {
    match (cause(report), &report.error) {
        (Some(finding), _) => (Some(finding.code), &finding.message),
        (None, Some(error)) => (None, error),
        (None, None) => (None, "not passed"),
    }
}

/// The finding that best explains why an input did not pass: the first failure, key that is not trusted, or open
/// difference, by the verdict.
pub(super) fn cause(report: &InputReport) -> Option<&Finding> {
    let findings = report.checks.findings();
    let first = |test: fn(&&Finding) -> bool| findings.iter().find(test);
    match report.verdict {
        Verdict::Untrusted if report.subject == Subject::Integrity => {
            first(|finding| finding.code == CheckCode::EventSignature)
                .or(first(|finding| finding.status == Status::Skip))
        }
        Verdict::Untrusted => first(|finding| finding.is_distrust()),
        Verdict::Undetermined => first(|finding| finding.status == Status::Open),
        _ => first(|finding| finding.status == Status::Fail),
    }
}
