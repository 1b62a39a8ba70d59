//! Words that several formats share.

use crate::report::{Finding, InputReport, Status, Trust};

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

/// What was not checked, in the words of the checks, each once.
pub(super) fn skipped(report: &InputReport) -> Vec<&str> {
    let skipped = report.checks.findings().iter().filter(|finding| finding.status == Status::Skip);
    let mut messages: Vec<&str> = skipped.map(|finding| finding.message.as_str()).collect();
    messages.dedup();
    messages
}
