//! One earlier report: whether it is one, and where its passes are.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

use crate::cli::input::{display_name, is_standard_input};
use crate::cli::platform::read_exact_at;

use super::conditions::{self, first_line, is_about_a_run};
use super::index::Index;

/// An earlier report.
pub struct Report {
    path: PathBuf,
    file: File,
    /// Its first line: the conditions of the run that wrote it.
    first: Vec<u8>,
}

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

    /// Adds the places of its passes to the index. Returns whether any line was written under these conditions, which
    /// are the first line of this run.
    pub fn enter(&self, number: usize, conditions: &[u8], index: &mut Index) -> Result<bool, String> {
        let mut file = &self.file;
        let entered = file.rewind().and_then(|()| conditions::enter(file, number, conditions, index));
        entered.map_err(|error| fault(&self.path, &error))
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
    pub fn difference(&self, conditions: &[u8]) -> &'static str {
        conditions::difference(&self.first, conditions)
    }
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
