//! `--format github`: workflow annotations.
//!
//! GitHub shows at most ten errors of a step, so there are ten and then a line that says how many more:
//! a warning, which is counted apart.

use std::io::{self, Write};

use super::{Renderer, Summary, cause};
use crate::report::{InputReport, Verdict};
use crate::text::escape;

const SHOWN: usize = 10;

/// `--format github`.
#[derive(Default)]
pub struct Github {
    errors: usize,
}

impl Renderer for Github {
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        if report.verdict == Verdict::Pass {
            return Ok(());
        }
        self.errors += 1;
        if self.errors > SHOWN {
            return Ok(());
        }
        let cause = cause(report);
        let file = property(&report.input);
        let place = cause.and_then(|cause| cause.position).unwrap_or_default();
        let (title, message) = match (cause, &report.error) {
            (Some(cause), _) => {
                (format!("{} {}", report.verdict.as_str(), cause.code.as_str()), cause.message.as_str())
            }
            (None, Some(error)) => (report.verdict.as_str().to_owned(), error.as_str()),
            (None, None) => (report.verdict.as_str().to_owned(), "not passed"),
        };
        let (line, column) = (place.line.max(1), place.column.max(1));
        let title = property(&title);
        // What is open is no error of the document: it may be our reading that is wrong.
        let level = if report.verdict == Verdict::Undetermined { "warning" } else { "error" };
        writeln!(out, "::{level} file={file},line={line},col={column},title={title}::{}", data(message))
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if let Some(more) = self.errors.checked_sub(SHOWN).filter(|more| *more > 0) {
            let inputs = if more == 1 { "input" } else { "inputs" };
            writeln!(out, "::warning title=pith::{more} more {inputs} did not pass")?;
        }
        writeln!(out, "pith: {}", data(&summary.to_string()))
    }
}

/// The value of a property: `,` and `:` end it, so they are escaped too.
fn property(text: &str) -> String {
    data(text).replace(',', "%2C").replace(':', "%3A")
}

/// The message. A line end in it, which would begin another command, is escaped already.
fn data(text: &str) -> String {
    escape(text).replace('%', "%25")
}
