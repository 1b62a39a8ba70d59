//! What to do after a verdict.

use crate::render::words::cause;
use crate::report::{CheckCode, InputReport, Reason, Status, Subject, Verdict};

/// What to do about a key that is not trusted.
pub(super) const PIN: &str =
    "`pith keys` prints the embedded keys; if the owner of one confirms it to you, pin it: `--key`";

/// The next step, in a sentence.
pub(super) fn next_step(report: &InputReport) -> String {
    let explain =
        || cause(report).map_or_else(|| "pith explain".to_owned(), |one| format!("pith explain {}", one.code));
    match report.verdict {
        Verdict::Pass => "`pith inspect` shows the paper and its events".to_owned(),
        Verdict::Fail if is_another(report) => "check what you asked for, or get the bundle that you meant".to_owned(),
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

/// Whether the bundle is genuine, and only the user's expectations do not hold.
pub(super) fn is_another(report: &InputReport) -> bool {
    let mut failures = report.checks.findings().iter().filter(|finding| finding.status == Status::Fail);
    // A bundle that lacks events of an older one is not just another one.
    let is_policy = |code: CheckCode| code.as_str().starts_with("policy.") && code != CheckCode::PolicySince;
    report.verdict == Verdict::Fail
        && report.diagnosis.complete.is_none()
        && failures.all(|finding| is_policy(finding.code) && finding.reason != Reason::Unverified)
}
