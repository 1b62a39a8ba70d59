//! What was changed: place, signed and found value, the source around it, and what follows from it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::render::terminal::status_color;
use crate::render::words::{count, place, proof};
use crate::render::wrap::columns;
use crate::report::{Cause, CauseKind, Diagnosis, Excerpt, Status};
use crate::text::{cut_to, escape};

/// Beside the word for the kind of a cause.
const INDENT: &str = "          ";

/// Every cause with its source and its proof.
pub(super) fn causes(diagnosis: &Diagnosis, out: &mut dyn Write) -> io::Result<()> {
    for (place, cause) in diagnosis.causes.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        values(cause, out)?;
        excerpt(cause, out)?;
        writeln!(out, "{INDENT}proof     {}", proof(cause))?;
        follows(cause, out)?;
    }
    more(diagnosis, out)
}

/// Every cause in as few lines as show what was changed.
pub(super) fn brief(diagnosis: &Diagnosis, out: &mut dyn Write) -> io::Result<()> {
    for cause in &diagnosis.causes {
        values(cause, out)?;
        follows(cause, out)?;
    }
    more(diagnosis, out)
}

fn more(diagnosis: &Diagnosis, out: &mut dyn Write) -> io::Result<()> {
    if diagnosis.more > 0 {
        writeln!(out, "  and {}", count(diagnosis.more, "more change"))?;
    }
    Ok(())
}

/// The place, and what was signed beside what is there.
fn values(cause: &Cause, out: &mut dyn Write) -> io::Result<()> {
    let (color, bold) = (status_color(Status::Fail), Style::new().bold());
    write!(out, "  {color}{:<7}{color:#} {bold}{}{bold:#}", cause.kind.as_str(), escape(place(cause)))?;
    match cause.position {
        Some(position) => writeln!(out, " line {} column {}", position.line, position.column)?,
        None => writeln!(out)?,
    }
    let (green, red) = (AnsiColor::Green.on_default(), AnsiColor::Red.on_default());
    // `1.5` and `"1.5"` are told apart by their quotation marks alone.
    let is_same_text = text(&cause.signed) == text(&cause.found);
    let text = if is_same_text { json } else { text };
    if cause.kind != CauseKind::Added {
        let label = if cause.is_label() { "required" } else { "signed" };
        writeln!(out, "{INDENT}{label:<10}{green}{}{green:#}", text(&cause.signed))?;
    }
    if cause.kind != CauseKind::Removed {
        writeln!(out, "{INDENT}found     {red}{}{red:#}", text(&cause.found))?;
    }
    Ok(())
}

/// A text as it is, anything else as JSON.
fn text(value: &serde_json::Value) -> String {
    match value.as_str() {
        Some("") => "(empty)".to_owned(),
        Some(text) => escape(text),
        None => json(value),
    }
}

fn json(value: &serde_json::Value) -> String {
    escape(&cut_to(&value.to_string(), 400))
}

/// The line of the source, with the place marked under it.
fn excerpt(cause: &Cause, out: &mut dyn Write) -> io::Result<()> {
    let (Excerpt { before, marked, after }, Some(position)) = (&cause.excerpt, cause.position) else { return Ok(()) };
    let window = Window::around(before, marked, after);
    let (dim, red) = (Style::new().dimmed(), AnsiColor::Red.on_default().bold());
    let number = position.line.to_string();
    let gap = " ".repeat(number.len());
    let under = format!("{}{}", " ".repeat(columns(&window.before)), "^".repeat(columns(&window.marked).max(1)));
    writeln!(out, "{INDENT}{dim}{number} |{dim:#} {}{red}{}{red:#}{}", window.before, window.marked, window.after)?;
    writeln!(out, "{INDENT}{dim}{gap} |{dim:#} {red}{under}{red:#}")
}

/// As much of an excerpt as fits in the narrowest terminal.
struct Window {
    before: String,
    marked: String,
    after: String,
}

/// How many characters of each part are shown.
const BEFORE: usize = 16;
const MARKED: usize = 20;
const AFTER: usize = 2;

impl Window {
    fn around(before: &str, marked: &str, after: &str) -> Self {
        let skipped = before.chars().count().saturating_sub(BEFORE);
        let start: String = before.chars().skip(skipped).collect();
        let ellipsis = if skipped > 0 { "\u{2026}" } else { "" };
        Self {
            before: escape(&format!("{ellipsis}{start}")),
            marked: escape(&cut_to(marked, MARKED)),
            after: escape(&cut_to(after, AFTER + MARKED.saturating_sub(marked.chars().count()))),
        }
    }
}

fn follows(cause: &Cause, out: &mut dyn Write) -> io::Result<()> {
    if cause.explains.is_empty() {
        return Ok(());
    }
    let codes: Vec<&str> = cause.explains.iter().map(|code| code.as_str()).collect();
    let verb = if codes.len() == 1 { "check fails" } else { "checks fail" };
    writeln!(out, "{INDENT}{} {verb} because of this: {}", codes.len(), codes.join(", "))
}
