//! The findings of one input.

use std::io::{self, Write};

use anstyle::Style;

use crate::render::terminal::status_word;
use crate::render::words::reason;
use crate::report::{Finding, InputReport, Status};
use crate::text::{cut, escape};

/// Failures first, then open differences, then warnings.
pub(super) fn findings(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    if let Some(error) = report.error.as_ref().filter(|_| report.checks.findings().is_empty()) {
        writeln!(out, "  {}", escape(error))?;
    }
    for status in [Status::Fail, Status::Open, Status::Warn] {
        for found in report.checks.findings().iter().filter(|finding| finding.status == status) {
            finding(found, out)?;
        }
        for (code, _, count) in report.checks.omitted().iter().filter(|(_, s, _)| *s == status) {
            writeln!(out, "  {} {} and {count} more like this", status_word(status), code.as_str())?;
        }
    }
    Ok(())
}

fn finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (bold, code) = (Style::new().bold(), finding.code.as_str());
    write!(out, "  {} {bold}{code}{bold:#} ({})", status_word(finding.status), reason(finding))?;
    if let Some(pointer) = finding.pointer.as_ref().filter(|pointer| !pointer.as_str().is_empty()) {
        write!(out, " {}", escape(&cut(pointer.as_str())))?;
    }
    if let Some(position) = finding.position {
        write!(out, " line {} column {}", position.line, position.column)?;
    }
    writeln!(out, "\n       {}", escape(&finding.message))?;
    for (name, value) in [("expected", &finding.expected), ("actual", &finding.actual)] {
        let Some(value) = value else { continue };
        let value = if value.is_empty() { "(empty)".into() } else { escape(value) };
        writeln!(out, "       {name:<8} {value}")?;
    }
    Ok(())
}
