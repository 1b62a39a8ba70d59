//! The inputs in a directory.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pith::render::Skipped;
use walkdir::{DirEntry, WalkDir};

use crate::cli::identity::{FileId, Outputs};
use crate::cli::inputs::{Job, Jobs, display_name};

/// The endings of the names of inputs, in any case.
const ENDINGS: &[&str] = &["json"];
const NDJSON_ENDINGS: &[&str] = &["json", "ndjson", "jsonl"];

/// The files below a directory, sorted; what bears the name of an input and is not read is named.
///
/// A report of this run is never one of them. It is named first, whether it is there already or not, so that the
/// first run and the second say the same.
pub fn files_below(folder: PathBuf, ndjson: bool, outputs: Arc<Outputs>) -> Jobs {
    let endings = if ndjson { NDJSON_ENDINGS } else { ENDINGS };
    let mut own = outputs.below(&folder);
    own.retain(|path| has_ending(path, endings));
    let own_reports: Vec<Job> = own.iter().map(|path| skipped(path, "a report of this run")).collect();
    let name = display_name(&folder);
    let mut walk = WalkDir::new(folder).follow_links(false).follow_root_links(true).sort_by_file_name().into_iter();
    let walker = Walker { endings, outputs, own };
    let mut found = false;
    let mut over = false;
    Box::new(own_reports.into_iter().chain(std::iter::from_fn(move || {
        while !over {
            let job = match walk.next() {
                None => {
                    over = true;
                    let error = "no *.json files in this directory".to_owned();
                    return (!found).then(|| Job::Obstacle { name: name.clone(), error });
                }
                Some(Ok(entry)) => walker.job(&entry),
                Some(Err(error)) => Some(obstacle(&error)),
            };
            if let Some(job) = job {
                found |= !matches!(job, Job::Skipped(_));
                return Some(job);
            }
        }
        None
    })))
}

/// The output that would replace a document which a walk through one of these folders reads; an earlier report of a run
/// like this one is no document.
pub fn replaced_document<'p>(
    folders: impl IntoIterator<Item = &'p PathBuf>,
    ndjson: bool,
    outputs: &Outputs,
) -> Option<PathBuf> {
    let endings = if ndjson { NDJSON_ENDINGS } else { ENDINGS };
    let below = folders.into_iter().filter(|folder| folder.is_dir()).flat_map(|folder| outputs.below(folder));
    below.filter(|path| has_ending(path, endings)).find(|path| is_document(path))
}

/// The document that standard output would be appended to, and that a walk through one of these folders reads.
pub fn appended_document<'p>(
    folders: impl IntoIterator<Item = &'p PathBuf>,
    ndjson: bool,
    outputs: &Outputs,
) -> Option<PathBuf> {
    let endings = if ndjson { NDJSON_ENDINGS } else { ENDINGS };
    let appended = outputs.appended()?;
    let walks = folders.into_iter().filter(|folder| folder.is_dir()).map(|folder| WalkDir::new(folder).into_iter());
    let files = walks.flatten().flatten().filter(|entry| entry.file_type().is_file());
    let is_appended = |entry: &DirEntry| entry.metadata().is_ok_and(|metadata| FileId::of(&metadata) == appended);
    let paths = files.filter(|entry| has_ending(entry.path(), endings) && is_appended(entry)).map(DirEntry::into_path);
    paths.into_iter().find(|path| is_document(path))
}

/// Whether a file holds JSON that is no report of ours.
fn is_document(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    let start = start.trim_ascii_start();
    let is_report = REPORTS.iter().any(|report| start.starts_with(report.as_bytes()));
    read.is_ok() && start.first().is_some_and(|first| b"{[".contains(first)) && !is_report
}

/// How reports in JSON begin.
const REPORTS: [&str; 3] =
    ["{\"schema\":\"pith-", "{\"type\":\"input\",\"input\":\"", "{\"type\":\"summary\",\"schema\":\"pith-"];

/// Enough to tell a report.
const START: u64 = 256;

struct Walker {
    endings: &'static [&'static str],
    outputs: Arc<Outputs>,
    /// The reports of this run in this directory.
    own: Vec<PathBuf>,
}

impl Walker {
    /// What to do about an entry; directories and files of other names give no job.
    fn job(&self, entry: &DirEntry) -> Option<Job> {
        let (path, kind) = (entry.path(), entry.file_type());
        // The directory itself, which may be given as a link.
        if entry.depth() == 0 || kind.is_dir() {
            return None;
        }
        if entry.path_is_symlink() {
            let may_hide_inputs = has_ending(path, self.endings) || path.is_dir();
            return may_hide_inputs.then(|| skipped(path, "a symbolic link, which is not followed"));
        }
        if !has_ending(path, self.endings) {
            return None;
        }
        if !kind.is_file() {
            // A FIFO or a socket would keep the walk waiting for ever.
            return Some(Job::Obstacle { name: display_name(path), error: "not a regular file".to_owned() });
        }
        if self.is_output(entry) {
            let is_named = self.own.iter().any(|own| own == path);
            if is_named {
                return None;
            }
            // Another name of the output: a document in it would be lost.
            let conflict = if is_document(path) { self.outputs.conflict(path) } else { None };
            return Some(match conflict {
                Some(error) => Job::Obstacle { name: display_name(path), error },
                None => skipped(path, "an output of this run"),
            });
        }
        Some(Job::File(path.to_owned()))
    }

    fn is_output(&self, entry: &DirEntry) -> bool {
        !self.outputs.is_empty() && entry.metadata().is_ok_and(|metadata| self.outputs.holds(FileId::of(&metadata)))
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn skipped(path: &Path, why: &'static str) -> Job {
    Job::Skipped(Skipped { name: display_name(path), why })
}

fn obstacle(error: &walkdir::Error) -> Job {
    let name = error.path().map(display_name).unwrap_or_default();
    let error = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Job::Obstacle { name, error }
}
