//! `--format github`: workflow annotations.
//!
//! GitHub shows at most ten errors and ten warnings per step. So the first ten errors and nine warnings are written, and the
//! tenth warning is the number of the others.

use std::io::{self, Write};

use crate::json::Position;
use crate::render::words::{cause, changed, file, line_and_column, why};
use crate::render::{Renderer, Summary};
use crate::report::{InputReport, Verdict};
use crate::text::escape;

const ERRORS: usize = 10;
const WARNINGS: usize = 9;

/// `--format github`.
pub struct Github {
    errors: usize,
    warnings: usize,
    place: fn(&str) -> String,
}

impl Default for Github {
    /// Files have the names of the inputs.
    fn default() -> Self {
        Self::placed(str::to_owned)
    }
}

impl Github {
    /// `place` returns the path of an input from the root of the checkout, by which GitHub knows the file.
    pub const fn placed(place: fn(&str) -> String) -> Self {
        Self { errors: 0, warnings: 0, place }
    }

    /// The file that an input is in, and the line and column to look at.
    fn place(&self, report: &InputReport) -> (String, Position) {
        let position = cause(report).and_then(|cause| cause.position);
        ((self.place)(file(report)), line_and_column(report, position))
    }
}

impl Renderer for Github {
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        if report.verdict == Verdict::Pass {
            return Ok(());
        }
        // An open difference may be a fault of our reading, not of the document.
        let (level, count, most) = match report.verdict {
            Verdict::Undetermined => ("warning", &mut self.warnings, WARNINGS),
            _ => ("error", &mut self.errors, ERRORS),
        };
        *count += 1;
        if *count > most {
            return Ok(());
        }
        let (code, message) = why(report);
        let (file, Position { line, column }) = self.place(report);
        let code = code.map(|code| format!(" {code}")).unwrap_or_default();
        let (file, title) = (property(&file), property(&format!("{}{code}", report.verdict.as_str())));
        let message = [Some(message.to_owned()), changed(report)].into_iter().flatten().collect::<Vec<_>>().join("; ");
        writeln!(out, "::{level} file={file},line={line},col={column},title={title}::{}", data(&message))
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let more = self.errors.saturating_sub(ERRORS) + self.warnings.saturating_sub(WARNINGS);
        if more > 0 {
            let inputs = if more == 1 { "input" } else { "inputs" };
            writeln!(out, "::warning title=pith::{more} more {inputs} did not pass")?;
        }
        if summary.skipped() > 0 {
            let names: Vec<String> =
                summary.named().iter().map(|one| format!("{} ({})", (self.place)(&one.name), one.why)).collect();
            let more = if summary.unnamed() > 0 { format!(" and {} more", summary.unnamed()) } else { String::new() };
            writeln!(out, "::notice title=pith::not read: {}{more}", data(&names.join(", ")))?;
        }
        writeln!(out, "pith: {}", data(&summary.to_string()))
    }
}

/// The value of a property. `,` and `:` would end it, so they are escaped too.
fn property(text: &str) -> String {
    data(text).replace(',', "%2C").replace(':', "%3A")
}

/// The message. Line ends, which would begin another command, are escaped too.
fn data(text: &str) -> String {
    escape(text).replace('%', "%25")
}
