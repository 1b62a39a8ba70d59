//! Which lines of an earlier report were written under the conditions of this run.
//!
//! This file, `index.rs` and `lines.rs` use no other part of the program but the library, so that `fuzz/` can include
//! them.

use std::io::{self, BufRead as _, BufReader, Read};

use pith::json::{Arena, Document, Object, canonical};
use pith::render::report::known::{Passed, passed};

use super::index::{Index, Place};
use super::lines::{Line, Lines};

/// The byte order mark that some editors put before a text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The first line of a report, or as much of it as a report could have. What follows is not read: the file may be
/// anything.
pub fn first_line(report: impl Read) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    BufReader::new(report.take(FIRST)).read_until(b'\n', &mut line)?;
    Ok(without_mark(&line).to_vec())
}

/// The most bytes of the first line: more than any keyring makes it.
const FIRST: u64 = 64 << 20;

/// Whether a line is about a run of some version.
pub fn is_about_a_run(line: &[u8]) -> bool {
    let arena = Arena::new();
    let Ok(line) = Document::parse(line, &arena) else { return false };
    let Some(line) = line.root().as_object() else { return false };
    line.text("type") == Some("run") && line.text("schema").is_some_and(|schema| schema.starts_with("pith-report/"))
}

/// Adds the places of the passes of a report to the index, as far as the report goes. Returns whether any line was
/// written under these conditions, which are the first line of this run.
///
/// Reports that were put together in one file are each taken by itself, also where the last line of one was cut, so
/// that the first line of the next is on the same line.
pub fn enter(report: impl Read, number: usize, conditions: &[u8], index: &mut Index) -> io::Result<bool> {
    let (mut holds, mut has_held) = (false, false);
    let mut lines = Lines::of(report, longest(conditions));
    while let Some(line) = lines.next()? {
        match passed(line.bytes).filter(|_| line.is_whole) {
            Some(Passed { sha256, is_brief }) if holds => {
                let (offset, length) = (line.offset, line.bytes.len());
                index.add(&sha256, Place { report: number, is_brief, offset, length });
            }
            Some(_) => {}
            None => holds = holds_after(&line, conditions).unwrap_or(holds),
        }
        has_held |= holds;
    }
    Ok(has_held)
}

/// The most bytes of a line that is read: a report on an input has at most 1 MB, beside its name.
const LONGEST: u64 = 1 << 21;

/// A line about a run may be longer than others: it names all trusted keys.
fn longest(conditions: &[u8]) -> u64 {
    LONGEST.max(u64::try_from(conditions.len()).unwrap_or(u64::MAX).saturating_add(2))
}

/// Whether what follows a line was written under these conditions. `None` if the line tells nothing of that.
fn holds_after(line: &Line<'_>, conditions: &[u8]) -> Option<bool> {
    if !line.is_whole {
        return Some(false);
    }
    // What is no line of a report may be what is left of another one's first line, or have it behind itself.
    let arena = Arena::new();
    let of_type =
        Document::parse(without_mark(line.bytes), &arena).ok().and_then(|line| line.root().as_object()?.text("type"));
    let is_within = of_type.is_some_and(|of_type| !matches!(of_type, "run" | "summary")) || line.bytes.is_empty();
    (!is_within).then(|| line.bytes.ends_with(conditions))
}

fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(MARK).unwrap_or(line)
}

/// How the run that wrote a report, which begins with the line `first`, differs from one under these conditions.
pub fn difference(first: &[u8], conditions: &[u8]) -> &'static str {
    let arena = Arena::new();
    let theirs = Document::parse(first, &arena).ok();
    let ours = Document::parse(conditions, &arena).ok();
    let objects = theirs.and_then(|line| line.root().as_object()).zip(ours.and_then(|line| line.root().as_object()));
    objects.map_or("its first line is cut", |(theirs, ours)| in_words(theirs, ours))
}

/// The first member that differs.
fn in_words(theirs: Object<'_>, ours: Object<'_>) -> &'static str {
    let bytes = |line: Object<'_>, name| line.get(name).map(|value| canonical::to_bytes(&value));
    let differs = |name| bytes(theirs, name) != bytes(ours, name);
    if differs("schema") || differs("tool") {
        "another version wrote it"
    } else if differs("assurance") || differs("trusted_keys") {
        "the run that wrote it trusted other keys"
    } else if differs("options") {
        "the run that wrote it had other options that decide verdicts"
    } else {
        "its first line is of another form"
    }
}
