//! Parts of all reports for people at a terminal.
//!
//! Styles are always written; the stream that they go to removes them where they are not wanted. Text of an input and
//! file names are always escaped.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::report::{Status, Verdict};
use crate::text::escape;

/// A word and a name, and a sentence below them.
pub(super) fn heading(word: &str, name: &str, sentence: &str, out: &mut dyn Write) -> io::Result<()> {
    let dim = Style::new().dimmed();
    writeln!(out, "{word} {}\n{dim}{sentence}{dim:#}\n", escape(name))
}

/// The lines under a label, which the first one has beside it.
pub(super) fn rows<L: AsRef<str>>(
    label: &str,
    lines: impl IntoIterator<Item = L>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut label = label;
    for line in lines {
        row(label, line.as_ref(), out)?;
        label = "";
    }
    Ok(())
}

/// A label and a value.
pub(super) fn row(label: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
    let dim = Style::new().dimmed();
    writeln!(out, "  {dim}{label:<12}{dim:#} {}", escape(value))
}

/// The verdict in capitals and colour.
pub(super) fn verdict_word(verdict: Verdict) -> String {
    let color = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Undetermined | Verdict::Untrusted | Verdict::Unchecked => AnsiColor::Yellow,
        Verdict::Malformed | Verdict::Fail | Verdict::Internal => AnsiColor::Red,
    };
    let style = color.on_default().bold();
    format!("{style}{}{style:#}", verdict.as_str().to_uppercase())
}

/// The status in colour.
pub(super) fn status_word(status: Status) -> String {
    let style = status_color(status);
    format!("{style}{}{style:#}", status.as_str())
}

/// The colour of a status.
pub(super) const fn status_color(status: Status) -> Style {
    let color = match status {
        Status::Pass => AnsiColor::Green,
        Status::Open | Status::Warn | Status::Skip => AnsiColor::Yellow,
        Status::Fail => AnsiColor::Red,
    };
    color.on_default()
}
