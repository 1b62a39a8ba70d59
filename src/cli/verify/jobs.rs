//! The inputs of a run as jobs: files, lines of files, and names that lead to no bundle.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead};
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pith::render::Skipped;

use crate::cli::input::{Unread, display_name, is_standard_input, open};
use crate::cli::lines::{Contents, read_entry, read_line};
use crate::cli::outputs::Outputs;
use crate::cli::platform::name_of;
use crate::cli::typed::without_mark;

use super::progress::Count;
use super::{Args, extent, walk};

/// One bundle to verify.
pub enum Job {
    /// A file, or standard input.
    File(PathBuf),
    /// A line of NDJSON, with its name `FILE:LINE` and its number.
    Line { name: String, number: usize, contents: Result<Vec<u8>, Unread> },
    /// An input without a bundle to judge, and the reason.
    Obstacle { name: String, error: String },
    /// A file in a directory that has the name of an input and is not read.
    Skipped(Skipped),
}

/// Jobs, found while earlier ones are verified.
pub type Jobs = Box<dyn Iterator<Item = Job> + Send>;

/// All jobs of a run. None of them reads one of `outputs`.
pub fn jobs(args: &Args, outputs: Arc<Outputs>) -> Result<Jobs, String> {
    let listed = match &args.files_from {
        Some(list) => listed_names(list, args.null, Arc::clone(&outputs))?,
        None => Box::new(iter::empty()),
    };
    let (ndjson, limit) = (args.ndjson, args.limit.max_bytes);
    let names = args.inputs.clone().into_iter().map(Job::File).chain(listed);
    let files = files(names, ndjson, outputs);
    if !ndjson {
        return Ok(files);
    }
    Ok(Box::new(files.flat_map(move |job| match job {
        Job::File(path) => lines_of(&path, limit),
        job => Box::new(iter::once(job)),
    })))
}

/// A file below this is verified before anybody could interrupt it.
const SMALL: u64 = 1 << 20;

/// Whether the run is over one small file. Starting threads, for the work or to wait for signals, would take longer than
/// the work.
pub fn is_one_small_file(args: &Args) -> bool {
    let [path] = args.inputs.as_slice() else { return false };
    let is_alone = args.files_from.is_none() && !args.ndjson && !is_standard_input(path);
    is_alone && fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < SMALL)
}

/// Counts the work of the run. `None` if it cannot be known before it is done: a list of names or standard input.
pub fn extent(args: &Args, outputs: Arc<Outputs>) -> Count {
    let (inputs, ndjson) = (args.inputs.clone(), args.ndjson);
    let is_known = args.files_from.is_none() && !inputs.iter().any(|path| is_standard_input(path));
    Box::new(move || {
        let files = is_known.then(|| files(inputs.into_iter().map(Job::File), ndjson, outputs))?;
        if ndjson { extent::bytes(files) } else { Some(extent::inputs(files)) }
    })
}

/// The files that are named, and those in directories that are named.
fn files(names: impl Iterator<Item = Job> + Send + 'static, ndjson: bool, outputs: Arc<Outputs>) -> Jobs {
    Box::new(names.flat_map(move |job| match job {
        Job::File(path) if !is_standard_input(&path) && path.is_dir() => {
            walk::files_below(path, ndjson, Arc::clone(&outputs))
        }
        job => Box::new(iter::once(job)),
    }))
}

/// The most bytes of a name in a list: more than any system allows.
const NAME_LIMIT: u64 = 1 << 16;

/// The names in a list, as they are read. A `-` among them is a file of that name. An output of this run is not read;
/// it will not be written either. Nor is standard input read again.
fn listed_names(list: &Path, null: bool, outputs: Arc<Outputs>) -> Result<Jobs, String> {
    let name = display_name(list);
    let reader = open(list).map_err(|error| format!("--files-from {name}: {error}"))?;
    let end = if null { 0 } else { b'\n' };
    let entries = entries(reader, NAME_LIMIT, move |reader, limit, entry| read_entry(reader, end, limit, entry));
    let list = name.clone();
    let jobs = entries.enumerate().filter_map(move |(index, entry)| {
        let error = match entry {
            Ok(entry) => match named(entry, index, null) {
                Ok(name) if name.is_empty() => return None,
                Ok(name) => return Some(unless_in_use(name.into(), &outputs)),
                Err(error) => error,
            },
            Err(Unread::TooLarge(_)) => "a name in the list is too long".to_owned(),
            Err(Unread::Failed(error)) => error.to_string(),
        };
        Some(Job::Obstacle { name: list.clone(), error })
    });
    Ok(unless_empty(jobs, name, "the list of inputs is empty"))
}

/// The name in an entry of a list. A byte order mark before the first and a `\r` before a line end are of the list, and no
/// part of a name, unless a file has this very name: then the entry may mean two files, and is refused.
fn named(entry: Vec<u8>, index: usize, null: bool) -> Result<OsString, String> {
    let whole = name_of(entry.clone())?;
    let mut entry = if index == 0 { without_mark(entry) } else { entry };
    if !null {
        entry.pop_if(|last| *last == b'\r');
    }
    let name = name_of(entry)?;
    if name != whole && fs::symlink_metadata(&whole).is_ok() {
        let (name, whole) = (display_name(Path::new(&name)), display_name(Path::new(&whole)));
        return Err(format!(
            "a name in the list may mean {whole} or {name}: end names with NUL (-0), and begin them with `./`"
        ));
    }
    Ok(name)
}

fn unless_in_use(path: PathBuf, outputs: &Outputs) -> Job {
    let path = if is_standard_input(&path) { Path::new(".").join(path) } else { path };
    match outputs.conflict(&path).or_else(|| outputs.stdin_again(&path)) {
        Some(error) => Job::Obstacle { name: display_name(&path), error },
        None => Job::File(path),
    }
}

/// The lines of an NDJSON file that are not blank. One line at a time is in memory.
fn lines_of(path: &Path, limit: u64) -> Jobs {
    let name = display_name(path);
    let reader = match open(path) {
        Ok(reader) => reader,
        Err(error) => return Box::new(iter::once(Job::Obstacle { name, error: error.to_string() })),
    };
    let file = name.clone();
    let jobs = (1..).zip(entries(reader, limit, read_line)).filter_map(move |(number, line)| match line {
        Ok(line) if line.trim_ascii().is_empty() => None,
        Err(Unread::Failed(error)) => Some(Job::Obstacle { name: file.clone(), error: error.to_string() }),
        contents => Some(Job::Line { name: format!("{file}:{number}"), number, contents }),
    });
    unless_empty(jobs, name, "it contains no lines to verify")
}

/// The most bytes that are reserved for a line before it is read.
const RESERVED: usize = 1 << 16;

/// The entries that `read` finds one after another. A failed read ends them; an entry beyond the limit does not.
fn entries(
    mut reader: Box<dyn BufRead + Send>,
    limit: u64,
    read: impl Fn(&mut Box<dyn BufRead + Send>, u64, &mut Vec<u8>) -> io::Result<Option<Contents>>,
) -> impl Iterator<Item = Result<Vec<u8>, Unread>> {
    let mut last_length = 0;
    let mut over = false;
    iter::from_fn(move || {
        if over {
            return None;
        }
        // Lines of one file often have similar lengths, but a single long line must not make all others large.
        let mut entry = Vec::with_capacity(RESERVED.min(last_length + last_length / 8));
        let found = read(&mut reader, limit, &mut entry);
        last_length = entry.len();
        over = !matches!(found, Ok(Some(_)));
        match found {
            Ok(Some(Contents::Whole)) => Some(Ok(entry)),
            Ok(Some(Contents::TooLarge)) => Some(Err(Unread::TooLarge(limit))),
            Ok(None) => None,
            Err(error) => Some(Err(error.into())),
        }
    })
}

/// The jobs, or an obstacle if there are none but skipped ones.
pub fn unless_empty(mut jobs: impl Iterator<Item = Job> + Send + 'static, name: String, error: &'static str) -> Jobs {
    let mut is_empty = true;
    Box::new(iter::from_fn(move || match jobs.next() {
        Some(job) => {
            is_empty &= matches!(job, Job::Skipped(_));
            Some(job)
        }
        None => std::mem::take(&mut is_empty).then(|| Job::Obstacle { name: name.clone(), error: error.to_owned() }),
    }))
}
