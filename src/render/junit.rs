//! `--format junit`: a test case an input, its checks in the text.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::{Renderer, Summary};
use crate::report::{InputReport, Status, Verdict};
use crate::text::escape;

/// `--format junit`.
#[derive(Default)]
pub struct Junit {
    cases: Vec<TestCase>,
}

impl Renderer for Junit {
    fn input(&mut self, report: &InputReport, _: &mut dyn Write) -> io::Result<()> {
        let mut case = TestCase::new(escape(&report.input), status(report));
        case.set_classname("pith.verify");
        case.set_system_out(checks(report));
        self.cases.push(case);
        Ok(())
    }

    fn finish(&mut self, _: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut suite = TestSuite::new("pith verify");
        suite.add_test_cases(std::mem::take(&mut self.cases));
        let mut report = Report::new("pith");
        report.add_test_suite(suite);
        report.serialize(out).map_err(io::Error::other)
    }
}

/// A document that does not pass is a failure; what says nothing about the document is an error.
fn status(report: &InputReport) -> TestCaseStatus {
    let kind = match report.verdict {
        Verdict::Pass => return TestCaseStatus::success(),
        Verdict::Fail | Verdict::Malformed | Verdict::Untrusted => NonSuccessKind::Failure,
        Verdict::Unchecked | Verdict::Internal => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(report.verdict.as_str());
    status.set_message(first_cause(report));
    status.set_description(checks(report));
    status
}

fn first_cause(report: &InputReport) -> XmlString {
    let failed = report.checks.findings().iter().find(|finding| finding.status == Status::Fail);
    let found = failed.or(report.checks.findings().first());
    let text = match (found, &report.error) {
        (Some(finding), _) => format!("{}: {}", finding.code.as_str(), finding.message),
        (None, Some(error)) => error.clone(),
        (None, None) => report.verdict.as_str().to_owned(),
    };
    XmlString::new(escape(&text))
}

/// A line a code that passed, a line a finding.
fn checks(report: &InputReport) -> XmlString {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(report.error.iter().map(|error| escape(error)));
    for finding in report.checks.findings() {
        let place = finding.pointer.as_ref().map(|pointer| format!(" {pointer}")).unwrap_or_default();
        let (status, code) = (finding.status.as_str(), finding.code.as_str());
        lines.push(escape(&format!("{status} {code} ({}){place}: {}", finding.reason, finding.message)));
    }
    for (code, status, count) in report.checks.omitted() {
        lines.push(format!("{} {} and {count} more", status.as_str(), code.as_str()));
    }
    lines.extend(report.checks.passes().map(|(code, count)| format!("pass {} x{count}", code.as_str())));
    XmlString::new(lines.join("\n"))
}
