//! The findings of one input that no cause explains.

use std::io::{self, Write};

use anstyle::Style;

use crate::render::terminal::status_word;
use crate::render::words::{compares_digests, reason};
use crate::report::{Finding, InputReport, Status};
use crate::text::{cut, escape};

/// Failures first, then open differences, then warnings. Findings that follow from a cause are left out, unless `all` of
/// them are wanted; warnings that say the same of several places are one.
pub(super) fn findings(report: &InputReport, which: Which, out: &mut dyn Write) -> io::Result<()> {
    if let Some(error) = report.error.as_ref().filter(|_| report.checks.findings().is_empty()) {
        writeln!(out, "  {}", escape(error))?;
    }
    for status in [Status::Fail, Status::Open, Status::Warn] {
        let mut listed: Vec<(&Finding, usize)> = Vec::new();
        for found in shown(report, which).filter(|finding| finding.status == status) {
            match listed.iter_mut().find(|(other, _)| which == Which::Unexplained && says_the_same(found, other)) {
                Some((_, more)) => *more += 1,
                None => listed.push((found, 0)),
            }
        }
        for (found, more) in listed {
            finding(found, more, out)?;
        }
        for (code, _, count) in report.checks.omitted().iter().filter(|(_, s, _)| *s == status) {
            let are = if *count == 1 { "is" } else { "are" };
            writeln!(out, "  {} {} and {count} more that {are} not listed", status_word(status), code.as_str())?;
        }
    }
    Ok(())
}

/// Which findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Those that no cause explains.
    #[default]
    Unexplained,
    /// All of them.
    All,
}

/// The findings that are shown, in the order of the checks.
pub(super) fn shown(report: &InputReport, which: Which) -> impl Iterator<Item = &Finding> {
    let explained = &report.diagnosis.explained;
    let findings = report.checks.findings().iter().enumerate();
    findings.filter(move |(index, _)| which == Which::All || !explained.contains(index)).map(|(_, finding)| finding)
}

/// Whether a warning differs from another one in its place alone.
fn says_the_same(finding: &Finding, other: &Finding) -> bool {
    finding.status == Status::Warn
        && (finding.code, finding.reason, &finding.message) == (other.code, other.reason, &other.message)
        && (&finding.expected, &finding.actual) == (&other.expected, &other.actual)
}

fn finding(finding: &Finding, more: usize, out: &mut dyn Write) -> io::Result<()> {
    let (bold, code) = (Style::new().bold(), finding.code.as_str());
    write!(out, "  {} {bold}{code}{bold:#} ({})", status_word(finding.status), reason(finding))?;
    if let Some(pointer) = finding.pointer.as_ref().filter(|pointer| !pointer.as_str().is_empty()) {
        write!(out, " {}", escape(&cut(pointer.as_str())))?;
    }
    if let Some(position) = finding.position {
        write!(out, " line {} column {}", position.line, position.column)?;
    }
    if more > 0 {
        write!(out, " and at {more} more {}", if more == 1 { "place" } else { "places" })?;
    }
    writeln!(out, "\n       {}", escape(&finding.message))?;
    let (required, there) =
        if compares_digests(finding.code) { ("computed", "stated") } else { ("expected", "actual") };
    for (name, value) in [(required, &finding.expected), (there, &finding.actual)] {
        let Some(value) = value else { continue };
        let value = if value.is_empty() { "(empty)".into() } else { escape(value) };
        writeln!(out, "       {name:<8}  {value}")?;
    }
    Ok(())
}
