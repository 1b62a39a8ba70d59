//! The inputs in a directory.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pith::render::Skipped;
use pith::text::cut;
use walkdir::{DirEntry, WalkDir};

use crate::cli::input::display_name;
use crate::cli::outputs::Outputs;
use crate::cli::platform::FileId;

use super::jobs::{Job, Jobs, unless_empty};

/// The files below a directory, sorted. A file that has the name of an input and is not read is named.
///
/// A report of this run is never an input. It is named first, even if it does not exist yet, so that the first run and
/// the second produce the same output. Anything else in its place is an input, which the walk finds.
pub fn files_below(folder: PathBuf, ndjson: bool, outputs: Arc<Outputs>) -> Jobs {
    let mut own = outputs.below(&folder);
    own.retain(|path| is_input(path, ndjson));
    let replaced = own.iter().filter(|path| is_replaceable(path));
    let own_reports: Vec<Job> = replaced.map(|path| skipped(path, "a report of this run")).collect();
    let name = display_name(&folder);
    let walk = WalkDir::new(folder).follow_links(false).follow_root_links(true).sort_by_file_name();
    let walker = Walker { ndjson, outputs, own };
    let found = walk.into_iter().filter_map(move |entry| match entry {
        Ok(entry) => walker.job(&entry),
        Err(error) => Some(obstacle(&error)),
    });
    let nothing = if ndjson {
        "no *.json, *.ndjson or *.jsonl files in this directory or below it"
    } else {
        "no *.json files in this directory or below it"
    };
    Box::new(own_reports.into_iter().chain(unless_empty(found, name, nothing)))
}

/// The file below one of these folders that an output would replace, or that a standard stream would be appended to. An
/// earlier report of such a run may be.
pub fn overwritten(folders: &[PathBuf], ndjson: bool, outputs: &Outputs) -> Option<PathBuf> {
    let is_read = |path: &PathBuf| is_input(path, ndjson) && !is_replaceable(path);
    let folders: Vec<&PathBuf> = folders.iter().filter(|folder| folder.is_dir()).collect();
    let replaced = folders.iter().flat_map(|folder| outputs.below(folder)).find(is_read);
    replaced.or_else(|| {
        let is_appended = |entry: &DirEntry| FileId::at(entry.path()).is_ok_and(|file| outputs.appends_to(file));
        let folders = folders.into_iter().filter(|_| outputs.appends());
        let entries = folders.flat_map(WalkDir::new).flatten();
        let files = entries.filter(|entry| entry.file_type().is_file() && is_appended(entry));
        files.map(DirEntry::into_path).find(is_read)
    })
}

/// Whether a report in the place of this file would destroy nothing but an earlier report of such a run: there is no
/// file, it is empty, or it begins as such a report does. Where that is in doubt, it is not.
fn is_replaceable(path: &Path) -> bool {
    let mut start = Vec::new();
    match File::open(path).and_then(|file| file.take(START).read_to_end(&mut start)) {
        Ok(_) => start.is_empty() || REPORTS.iter().any(|report| start.starts_with(report)),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

/// The beginnings of the reports that may have the names of inputs: `json`, `ndjson` and `sarif`.
const REPORTS: [&[u8]; 3] = [
    b"{\"schema\":\"pith-report/1\",\"tool\":{\"name\":\"pith\",\"version\":\"",
    b"{\"type\":\"run\",\"schema\":\"pith-report/1\",\"tool\":{\"name\":\"pith\",\"version\":\"",
    b"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\
      \"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[",
];

/// The bytes that are enough to recognise a report.
const START: u64 = 256;

struct Walker {
    ndjson: bool,
    outputs: Arc<Outputs>,
    /// The reports of this run in this directory.
    own: Vec<PathBuf>,
}

impl Walker {
    /// The job of an entry; directories and files with other names have none.
    fn job(&self, entry: &DirEntry) -> Option<Job> {
        let (path, kind) = (entry.path(), entry.file_type());
        // The directory itself, which may be a link.
        if entry.depth() == 0 || kind.is_dir() {
            return None;
        }
        if entry.path_is_symlink() {
            let may_hide_inputs = is_input(path, self.ndjson) || path.is_dir();
            return may_hide_inputs.then(|| skipped(path, "a symbolic link, which is not followed"));
        }
        if !is_input(path, self.ndjson) {
            return None;
        }
        if !kind.is_file() {
            // Reading a FIFO or a socket could block the run for ever.
            return Some(Job::Obstacle { name: display_name(path), error: "not a regular file".to_owned() });
        }
        if self.is(path, Outputs::is_earlier) {
            return Some(skipped(path, "an earlier report that is given with --known"));
        }
        if self.is(path, Outputs::fills) {
            return Some(skipped(path, "an output of this run"));
        }
        let is_own = self.own.iter().any(|own| own == path);
        if is_own || self.is(path, Outputs::holds) {
            let conflict = if is_replaceable(path) { None } else { self.outputs.conflict(path) };
            return match conflict {
                Some(error) => Some(Job::Obstacle { name: display_name(path), error }),
                // It is named already.
                None if is_own => None,
                None => Some(skipped(path, "an output of this run")),
            };
        }
        Some(Job::File(path.to_owned()))
    }

    /// Whether a file is one that the run does not only read.
    fn is(&self, path: &Path, test: impl Fn(&Outputs, FileId) -> bool) -> bool {
        !self.outputs.is_empty() && FileId::at(path).is_ok_and(|file| test(&self.outputs, file))
    }
}

/// Whether a file in a directory has the name of an input, in any letter case. `.json` alone is such a name, too.
fn is_input(path: &Path, ndjson: bool) -> bool {
    let endings: &[&str] = if ndjson { &["json", "ndjson", "jsonl"] } else { &["json"] };
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let ending = name.rsplit(|byte| *byte == b'.').next().filter(|ending| ending.len() < name.len());
    ending.is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known.as_bytes())))
}

fn skipped(path: &Path, why: &'static str) -> Job {
    Job::Skipped(Skipped { name: cut(&display_name(path)), why })
}

fn obstacle(error: &walkdir::Error) -> Job {
    let name = error.path().map(display_name).unwrap_or_default();
    let error = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Job::Obstacle { name, error }
}
