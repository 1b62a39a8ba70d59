//! What to do after a verdict.

use crate::render::words::cause;
use crate::report::{CheckCode, Finding, InputReport, Reason, Status, Subject, Verdict};

/// What to do about a key that is not trusted.
pub(super) const PIN: &str =
    "`pith keys` prints the embedded keys; if the owner of one confirms it to you, pin it: `--key`";

/// The next step, in a sentence.
pub(super) fn next_step(report: &InputReport) -> String {
    let explain =
        || cause(report).map_or_else(|| "pith explain".to_owned(), |one| format!("pith explain {}", one.code));
    match report.verdict {
        Verdict::Pass => "`pith inspect` shows the paper and its events".to_owned(),
        Verdict::Fail if is_another(report) => to_the_one_that_was_meant(report),
        Verdict::Fail if !report.diagnosis.causes.is_empty() => {
            format!("get the bundle again from its publisher; `{}` explains the check", explain())
        }
        Verdict::Fail => format!("`{}` explains what failed; get the bundle again from its publisher", explain()),
        Verdict::Untrusted if report.subject == Subject::Integrity => "verify the bundle of the paper".to_owned(),
        Verdict::Untrusted => PIN.to_owned(),
        Verdict::Undetermined => {
            let rule = report.checks.findings().iter().find_map(|finding| finding.rule);
            let name = rule.map_or_else(|| "M9".to_owned(), |rule| rule.as_str().to_owned());
            format!("`pith explain {name}` explains the rule; compare with another mirror, or ask the publisher")
        }
        Verdict::Malformed => format!("{}; `{}` explains why it was refused", other_document(report), explain()),
        Verdict::Unchecked => "check the name and whether the input can be read, then run pith again".to_owned(),
        Verdict::Internal => "report this as a bug, with the input".to_owned(),
    }
}

/// The step to a document that can be judged.
fn other_document(report: &InputReport) -> &'static str {
    if report.is_cut_off {
        return "get the file again: its end is missing";
    }
    match cause(report).map(|finding| finding.reason) {
        Some(Reason::TooLarge) => "if the file is meant to be this large, raise the limit: `--max-bytes`",
        Some(Reason::Gzip) => "unpack it: `zcat FILE | pith verify -`",
        Some(Reason::Lines) => "read each line as a bundle: `--ndjson`",
        Some(Reason::SigningKey) => "verify a bundle with it: `--key @FILE`",
        Some(Reason::UnknownVersion) => "look for a newer pith",
        Some(
            Reason::Html
            | Reason::Pdf
            | Reason::NotAnObject
            | Reason::NoBundleType
            | Reason::UnknownType
            | Reason::State
            | Reason::Record
            | Reason::MirrorManifest
            | Reason::Integrity
            | Reason::Graph,
        ) => "get the bundle (`bundle.json`) of the paper",
        Some(Reason::NotUtf8) => "get the file again, or unpack it",
        _ => "get the file again",
    }
}

/// Whether nothing but the user's expectations fails: it is another bundle than the one that was meant. One that lacks
/// what an older one has is more than that.
pub(super) fn is_another(report: &InputReport) -> bool {
    let is_backward = |finding: &Finding| {
        let compares_nothing = [Reason::OlderNotPassed, Reason::OtherNumber].contains(&finding.reason);
        finding.code == CheckCode::PolicySince && !compares_nothing
    };
    let is_verified = matches!(report.without_expectations, Verdict::Pass | Verdict::Undetermined | Verdict::Untrusted);
    let is_bundle = report.subject == Subject::Bundle;
    report.verdict == Verdict::Fail && is_bundle && is_verified && !report.checks.findings().iter().any(is_backward)
}

/// Whether nothing fails but for this reason.
pub(super) fn all_fail_for(reason: Reason, report: &InputReport) -> bool {
    let mut failures = report.checks.findings().iter().filter(|finding| finding.status == Status::Fail);
    failures.all(|finding| finding.reason == reason)
}

/// The step to a bundle that is what the user expects.
fn to_the_one_that_was_meant(report: &InputReport) -> String {
    let step = if all_fail_for(Reason::OlderNotPassed, report) {
        "give an older bundle that passes: `--since`"
    } else {
        "check what you asked for, or get the bundle that you meant"
    };
    match report.without_expectations {
        Verdict::Untrusted => format!("{step}; {PIN}"),
        _ => step.to_owned(),
    }
}
