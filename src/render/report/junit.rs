//! `--format junit`: one test case per input, with its checks in the text.
//!
//! The elements and attributes are those that both schemas of Jenkins allow, `jenkins-junit.xsd` and `junit-10.xsd`.
//! There is no time and no host, so that two runs compare byte for byte.

use std::io::{self, Write};

use crate::render::spool::Spool;
use crate::render::words::{changed, reason, why};
use crate::render::{Create, Renderer, Summary};
use crate::report::{InputReport, Verdict};
use crate::text::escape;

/// `--format junit`.
#[derive(Default)]
pub struct Junit {
    /// The test cases as XML, kept back because the counts come before them.
    cases: Spool,
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Junit {
    /// With a temporary file for what has to wait.
    pub fn spooled(create: Create) -> Self {
        Self { cases: Spool::to(create), ..Self::default() }
    }
}

impl Renderer for Junit {
    fn input(&mut self, report: &InputReport, _: &mut dyn Write) -> io::Result<()> {
        self.tests += 1;
        let (name, checks) = (xml(&report.input), checks(report));
        writeln!(self.cases, "    <testcase name=\"{name}\" classname=\"pith.verify\">")?;
        match element(report.verdict) {
            None => writeln!(self.cases, "      <system-out>{checks}</system-out>")?,
            Some(element) => {
                let count = if element == "failure" { &mut self.failures } else { &mut self.errors };
                *count += 1;
                let (code, why) = why(report);
                let message = code.map(|code| format!("{code}: ")).unwrap_or_default() + why;
                let (verdict, message) = (report.verdict.as_str(), xml(&message));
                let cases = &mut self.cases;
                writeln!(cases, "      <{element} type=\"{verdict}\" message=\"{message}\">{checks}</{element}>")?;
            }
        }
        writeln!(self.cases, "    </testcase>")
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let skipped = self.skip(summary)?;
        let Self { cases, tests, failures, errors } = self;
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites name=\"pith\" {counts}>")?;
        writeln!(out, "  <testsuite name=\"pith verify\" {counts} skipped=\"{skipped}\">")?;
        cases.write_to(out)?;
        writeln!(out, "  </testsuite>\n</testsuites>")
    }
}

impl Junit {
    /// Adds one test case per named entry that was not read. Returns the number of test cases.
    fn skip(&mut self, summary: &Summary) -> io::Result<usize> {
        let mut cases: Vec<(String, &str)> = summary.named().iter().map(|one| (one.name.clone(), one.why)).collect();
        if summary.unnamed() > 0 {
            cases.push((format!("{} more", summary.unnamed()), "not read"));
        }
        for (name, why) in &cases {
            let name = xml(name);
            writeln!(self.cases, "    <testcase name=\"{name}\" classname=\"pith.verify\">")?;
            writeln!(self.cases, "      <skipped message=\"{why}\"/>\n    </testcase>")?;
        }
        self.tests += cases.len();
        Ok(cases.len())
    }
}

/// The element for a verdict: a document that does not pass is a failure, and a document without a judgement an error.
const fn element(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Pass => None,
        Verdict::Fail | Verdict::Malformed | Verdict::Untrusted | Verdict::Undetermined => Some("failure"),
        Verdict::Unchecked | Verdict::Internal => Some("error"),
    }
}

/// What was changed, one line per finding, then one line per code that passed.
fn checks(report: &InputReport) -> String {
    let mut lines: Vec<String> = report.error.iter().map(|error| xml(error)).collect();
    lines.extend(changed(report).map(|changed| xml(&changed)));
    for finding in report.checks.findings() {
        let place = finding.pointer.as_ref().map(|pointer| format!(" {pointer}")).unwrap_or_default();
        let (status, code) = (finding.status.as_str(), finding.code.as_str());
        lines.push(xml(&format!("{status} {code} ({}){place}: {}", reason(finding), finding.message)));
    }
    for (code, status, count) in report.checks.omitted() {
        lines.push(format!("{} {} and {count} more", status.as_str(), code.as_str()));
    }
    lines.extend(report.checks.passes().map(|(code, count)| format!("pass {} x{count}", code.as_str())));
    lines.join("\n")
}

/// Text for an attribute or an element, without characters that act on a terminal or that XML 1.0 does not allow.
fn xml(text: &str) -> String {
    let text = escape(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_well_formed_whatever_it_holds() {
        assert_eq!(
            xml("<a b=\"c\">&\u{1b}\n\u{ffff}]]>"),
            "&lt;a b=&quot;c&quot;&gt;&amp;\\u{1b}\\u{a}\\u{ffff}]]&gt;"
        );
    }
}
