//! One earlier report: whether it is one, whether it holds in this run, and where its passes are.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _};
use std::path::{Path, PathBuf};

use pith::json::{Arena, Document, Object, canonical};
use pith::render::report::known::{Passed, passed};

use crate::cli::input::{display_name, is_standard_input};
use crate::cli::platform::read_exact_at;

use super::index::{Index, Place};
use super::lines::{Line, Lines};

/// An earlier report.
pub struct Report {
    path: PathBuf,
    file: File,
    /// Its first line: the conditions of the run that wrote it.
    first: Vec<u8>,
}

/// The beginning of a line about a run.
const RUN: &[u8] = b"{\"type\":\"run\",";
/// The byte order mark that some editors put before a text.
const MARK: &[u8] = b"\xef\xbb\xbf";

impl Report {
    /// Opens a report. It must be in a file that can be read twice, and begin with a line about a run.
    pub fn open(path: &Path) -> Result<Self, String> {
        let file = regular(path).map_err(|error| fault(path, &error))?;
        let first = first_line(&file).map_err(|error| fault(path, &error))?;
        if is_about_a_run(&first) {
            Ok(Self { path: path.to_owned(), file, first })
        } else {
            Err(fault(path, &NO_REPORT))
        }
    }

    /// Adds the places of its passes to the index, as far as it goes. Returns whether any line was written under these
    /// conditions, which are the first line of this run.
    ///
    /// Reports that were put together in one file are each taken by itself, also where the last line of one was cut, so
    /// that the first line of the next is on the same line.
    pub fn enter(&self, number: usize, conditions: &[u8], index: &mut Index) -> Result<bool, String> {
        let fault = |error: io::Error| fault(&self.path, &error);
        let mut holds = self.first == conditions;
        let mut has_held = holds;
        let mut lines = Lines::of(&self.file, longest(conditions)).map_err(fault)?;
        while let Some(line) = lines.next().map_err(fault)? {
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

    /// Reads the bytes at a place again.
    pub fn read_at(&self, offset: u64, line: &mut [u8]) -> io::Result<()> {
        read_exact_at(&self.file, line, offset)
    }

    /// Why nothing in it is known, in a sentence.
    pub fn unused(&self, why: &dyn Display) -> String {
        fault(&self.path, &format!("nothing in it can be used: {why}"))
    }

    /// How the run that wrote it differs from one under these conditions.
    pub fn difference(&self, conditions: &[u8]) -> String {
        let arena = Arena::new();
        let theirs = Document::parse(&self.first, &arena).ok();
        let ours = Document::parse(conditions, &arena).ok();
        let objects =
            theirs.and_then(|line| line.root().as_object()).zip(ours.and_then(|line| line.root().as_object()));
        objects.map_or("its first line is cut", |(theirs, ours)| in_words(theirs, ours)).to_owned()
    }
}

/// Whether what follows a line was written under these conditions. `None` if the line tells nothing of that.
fn holds_after(line: &Line<'_>, conditions: &[u8]) -> Option<bool> {
    if !line.is_whole {
        return Some(false);
    }
    // A line about an input may quote anything, also such a beginning; but then it is whole.
    let is_about_a_run =
        without_mark(line.bytes).starts_with(RUN) || (contains_a_run(line.bytes) && !is_one(line.bytes));
    is_about_a_run.then(|| line.bytes.ends_with(conditions))
}

fn contains_a_run(line: &[u8]) -> bool {
    line.windows(RUN.len()).any(|window| window == RUN)
}

/// Whether a line is one JSON document, and not a cut one with another behind it.
fn is_one(line: &[u8]) -> bool {
    Document::parse(line, &Arena::new()).is_ok()
}

fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(MARK).unwrap_or(line)
}

/// Opens a regular file. Anything else is not opened: a pipe without a writer would block.
fn regular(path: &Path) -> io::Result<File> {
    if is_standard_input(path) || !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file, and it is read twice: save the report to one"));
    }
    File::open(path)
}

/// A sentence about an earlier report.
fn fault(path: &Path, what: &dyn Display) -> String {
    format!("--known {}: {what}", display_name(path))
}

const NO_REPORT: &str = "not an NDJSON report: expected the output of `pith verify --format ndjson`, whose first \
                         line has the type `run`";

/// The most bytes of a line that is read: a report on an input has at most 1 MB, beside its name.
const LONGEST: u64 = 1 << 21;

/// A line about a run may be longer than others: it names all trusted keys.
fn longest(conditions: &[u8]) -> u64 {
    LONGEST.max(u64::try_from(conditions.len()).unwrap_or(u64::MAX).saturating_add(2))
}

/// The first line, or as much of it as a report could have. What follows is not read: the file may be anything.
fn first_line(mut file: &File) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut line = Vec::new();
    BufReader::new(file.take(FIRST)).read_until(b'\n', &mut line)?;
    line.pop_if(|last| *last == b'\n');
    line.pop_if(|last| *last == b'\r');
    Ok(without_mark(&line).to_vec())
}

/// The most bytes of the first line: more than any keyring makes it.
const FIRST: u64 = 64 << 20;

/// Whether a line is about a run of some version.
fn is_about_a_run(line: &[u8]) -> bool {
    let arena = Arena::new();
    let Ok(line) = Document::parse(line, &arena) else { return false };
    let Some(line) = line.root().as_object() else { return false };
    line.text("type") == Some("run") && line.text("schema").is_some_and(|schema| schema.starts_with("pith-report/"))
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
