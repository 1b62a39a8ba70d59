//! The end of every verification: findings in order and with their places, and the verdict.

use std::collections::BTreeSet;

use super::{Policy, expect};
use crate::json::{Document, ReadError, ReadErrorKind, positions};
use crate::report::{CheckCode, Checks, Finding, InputReport, Reason, Verdict};

/// The report with its findings in order, each with its line and column, and with the verdict on its checks.
pub(super) fn concluded(
    mut report: InputReport,
    document: &Document<'_>,
    policy: &Policy,
    verdict: impl Fn(&Checks) -> Verdict,
) -> InputReport {
    if policy.strict {
        report.checks.make_strict();
    }
    report.checks.sort();
    locate(document, report.checks.findings_mut());
    report.verdict = verdict(&report.checks);
    report.without_expectations = match report.verdict {
        Verdict::Fail => verdict(&report.checks.without_expectations()),
        other => other,
    };
    if report.verdict == Verdict::Malformed {
        report.policy = expect::unjudged(&policy.expectations);
        report.error = report.checks.findings().first().map(|finding| finding.message.clone());
    }
    report.bound();
    report
}

/// Line and column of every finding, in one pass over the source.
fn locate(document: &Document<'_>, findings: &mut [Finding]) {
    let offset_of = |finding: &Finding| finding.pointer.as_ref().map(|pointer| document.offset(pointer));
    let offsets: BTreeSet<usize> = findings.iter().filter_map(offset_of).collect();
    let offsets: Vec<usize> = offsets.into_iter().collect();
    let places = positions(document.source(), &offsets);
    for finding in findings {
        let place = offset_of(finding).and_then(|offset| offsets.binary_search(&offset).ok());
        finding.position = place.and_then(|place| places.get(place)).copied();
    }
}

/// The report on an input that is not JSON, or not strictly so.
pub(super) fn refused(name: &str, error: &ReadError, policy: &Policy) -> InputReport {
    let (code, reason) = match error.kind {
        ReadErrorKind::TooLarge { .. } => (CheckCode::InputSize, Reason::TooLarge),
        ReadErrorKind::Gzip => (CheckCode::JsonEncoding, Reason::Gzip),
        ReadErrorKind::ByteOrderMark => (CheckCode::JsonEncoding, Reason::ByteOrderMark),
        ReadErrorKind::WideEncoding => (CheckCode::JsonEncoding, Reason::Utf16Or32),
        ReadErrorKind::NotUtf8(_) | ReadErrorKind::Compressed(_) => (CheckCode::JsonEncoding, Reason::NotUtf8),
        ReadErrorKind::LoneSurrogate => (CheckCode::JsonEncoding, Reason::LoneSurrogate),
        ReadErrorKind::DuplicateMember { .. } => (CheckCode::JsonDuplicateMember, Reason::Duplicate),
        ReadErrorKind::NotFinite => (CheckCode::JsonNumber, Reason::NotFinite),
        ReadErrorKind::DoubleOverflow => (CheckCode::JsonNumber, Reason::Overflow),
        ReadErrorKind::TooManyDigits => (CheckCode::JsonNumber, Reason::TooManyDigits),
        ReadErrorKind::TooDeep => (CheckCode::JsonDepth, Reason::TooDeep),
        ReadErrorKind::Empty => (CheckCode::JsonSyntax, Reason::Empty),
        ReadErrorKind::Html => (CheckCode::JsonSyntax, Reason::Html),
        ReadErrorKind::Pdf => (CheckCode::JsonSyntax, Reason::Pdf),
        ReadErrorKind::Lines => (CheckCode::JsonSyntax, Reason::Lines),
        ReadErrorKind::CutOff(_) | ReadErrorKind::Syntax(_) => (CheckCode::JsonSyntax, Reason::Syntax),
    };
    let mut report = InputReport::new(name.to_owned(), policy.trust.assurance());
    let mut finding = Finding::fail(code, reason, error.to_string());
    finding.position = Some(error.position);
    report.is_cut_off = matches!(error.kind, ReadErrorKind::CutOff(_));
    report.error = Some(finding.message.clone());
    report.diagnosis.complete = Some(false);
    report.policy = expect::unjudged(&policy.expectations);
    report.checks.add(finding);
    report.verdict = report.checks.verdict(false);
    report
}
