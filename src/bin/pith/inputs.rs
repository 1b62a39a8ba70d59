//! What to verify: names to jobs, and jobs to bytes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::args::VerifyOptions;
pub use crate::lines::Contents;
use crate::lines::{read_entry, read_line};

/// One bundle to verify.
pub enum Job {
    /// The contents of a file, or of standard input.
    File(PathBuf),
    /// A line of NDJSON that has been read, with its name `FILE:LINE`.
    Line { name: String, line: Vec<u8>, contents: Contents },
    /// Something that gives no bundle to judge, and why.
    Obstacle { name: String, error: String },
}

/// All jobs of a run, found while earlier ones are being verified.
pub fn jobs(options: &VerifyOptions) -> Result<Jobs, String> {
    let given = options.inputs.iter().chain(&options.files_from);
    if given.filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err("standard input can be read only once, and - is given more than once".to_owned());
    }
    let listed = match &options.files_from {
        Some(list) => Some(listed_names(list, options.null)?),
        None => None,
    };
    let (ndjson, limit) = (options.ndjson, options.max_bytes);
    let arguments = options.inputs.clone().into_iter().map(Ok);
    let all = arguments.chain(listed.into_iter().flatten());
    let files = all.flat_map(move |name| match name {
        Ok(path) => files_at(path, ndjson),
        Err(obstacle) => Box::new(std::iter::once(obstacle)),
    });
    if !ndjson {
        return Ok(Box::new(files));
    }
    Ok(Box::new(files.flat_map(move |job| match job {
        Job::File(path) => lines_of(&path, limit),
        other => Box::new(std::iter::once(other)),
    })))
}

/// Jobs as they are found.
pub type Jobs = Box<dyn Iterator<Item = Job> + Send>;

/// The most bytes of a name in a list: more than any system takes.
const NAME_LIMIT: u64 = 1 << 16;

/// The names in a list, as they are read. A `-` among them is a file of that name.
fn listed_names(list: &Path, null: bool) -> Result<impl Iterator<Item = Result<PathBuf, Job>> + Send + use<>, String> {
    let name = display_name(list);
    let mut reader = open(list).map_err(|error| format!("--files-from {name}: {error}"))?;
    let end = if null { 0 } else { b'\n' };
    let mut seen = false;
    let mut over = false;
    Ok(std::iter::from_fn(move || {
        while !over {
            let mut entry = Vec::new();
            let obstacle = match read_entry(&mut reader, end, NAME_LIMIT, &mut entry) {
                Ok(Some(Contents::Whole)) if entry.is_empty() => continue,
                Ok(Some(Contents::Whole)) => {
                    seen = true;
                    let path = path_from_bytes(entry);
                    return Some(Ok(if path.as_os_str() == "-" { Path::new(".").join(path) } else { path }));
                }
                Ok(Some(Contents::TooLarge)) => {
                    seen = true;
                    "a name in the list is too long".to_owned()
                }
                Ok(None) => {
                    over = true;
                    if seen {
                        return None;
                    }
                    "the list of inputs is empty".to_owned()
                }
                Err(error) => {
                    over = true;
                    error.to_string()
                }
            };
            return Some(Err(Job::Obstacle { name: name.clone(), error: obstacle }));
        }
        None
    }))
}

#[cfg(unix)]
fn path_from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_from_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// The file itself, or the files below a directory.
fn files_at(path: PathBuf, ndjson: bool) -> Jobs {
    if path.as_os_str() == "-" || !path.is_dir() {
        return Box::new(std::iter::once(Job::File(path)));
    }
    let mut found = false;
    let name = display_name(&path);
    let mut walk = WalkDir::new(&path).follow_links(false).follow_root_links(true).sort_by_file_name().into_iter();
    let mut over = false;
    Box::new(std::iter::from_fn(move || {
        while !over {
            let job = match walk.next() {
                None => {
                    over = true;
                    let error = "no *.json files in this directory".to_owned();
                    return (!found).then(|| Job::Obstacle { name: name.clone(), error });
                }
                Some(Ok(entry)) => entry_job(entry, ndjson),
                Some(Err(error)) => Some(walk_obstacle(&error)),
            };
            if job.is_some() {
                found = true;
                return job;
            }
        }
        None
    }))
}

/// A `*.json` file below a directory; links, directories and files of other names are no job.
fn entry_job(entry: DirEntry, ndjson: bool) -> Option<Job> {
    let endings: &[&str] = if ndjson { &["json", "ndjson", "jsonl"] } else { &["json"] };
    let ending = entry.path().extension()?;
    if !endings.iter().any(|known| ending == *known) || entry.file_type().is_dir() || entry.path_is_symlink() {
        return None;
    }
    if !entry.file_type().is_file() {
        // A FIFO or a socket would keep the walk waiting for ever.
        let name = display_name(entry.path());
        return Some(Job::Obstacle { name, error: "not a regular file".to_owned() });
    }
    Some(Job::File(entry.into_path()))
}

fn walk_obstacle(error: &walkdir::Error) -> Job {
    let name = error.path().map(display_name).unwrap_or_default();
    let error = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Job::Obstacle { name, error }
}

/// The most bytes that are made ready for a line before it is read.
const LIKE_THE_LAST: usize = 1 << 16;

/// The lines of an NDJSON file that are not blank, each a job; memory holds one line.
fn lines_of(path: &Path, limit: u64) -> Jobs {
    let name = display_name(path);
    let mut reader = match open(path) {
        Ok(reader) => reader,
        Err(error) => return Box::new(std::iter::once(Job::Obstacle { name, error: error.to_string() })),
    };
    let mut number = 0_usize;
    let mut seen = false;
    let mut over = false;
    let mut last_length = 0;
    Box::new(std::iter::from_fn(move || {
        while !over {
            // Lines of one file are often alike; but one long line must not make all others large.
            let mut line = Vec::with_capacity(LIKE_THE_LAST.min(last_length + last_length / 8));
            match read_line(&mut reader, limit, &mut line) {
                Ok(None) => {
                    over = true;
                    let error = "there is no line in it".to_owned();
                    return (!seen).then(|| Job::Obstacle { name: name.clone(), error });
                }
                Ok(Some(contents)) => {
                    number += 1;
                    last_length = line.len();
                    // Of a line beyond the limit the rest is not known: it is never blank.
                    if contents == Contents::TooLarge || !line.trim_ascii().is_empty() {
                        seen = true;
                        return Some(Job::Line { name: format!("{name}:{number}"), line, contents });
                    }
                }
                Err(error) => {
                    over = true;
                    return Some(Job::Obstacle { name: name.clone(), error: error.to_string() });
                }
            }
        }
        None
    }))
}

/// Reads a file, or standard input for `-`, into `bytes`, and no more than `limit` of it.
pub fn read(path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Contents> {
    bytes.clear();
    if path.as_os_str() == "-" {
        return read_up_to(io::stdin().lock(), limit, bytes);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() && metadata.len() > limit {
        return Ok(Contents::TooLarge);
    }
    bytes.try_reserve(usize::try_from(metadata.len().saturating_add(1)).unwrap_or(0))?;
    read_up_to(file, limit, bytes)
}

fn read_up_to(reader: impl io::Read, limit: u64, bytes: &mut Vec<u8>) -> io::Result<Contents> {
    let mut reader = reader.take(limit.saturating_add(1));
    reader.read_to_end(bytes)?;
    let is_whole = u64::try_from(bytes.len()).unwrap_or(u64::MAX) <= limit;
    Ok(if is_whole { Contents::Whole } else { Contents::TooLarge })
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)))
}

/// A file name as reports show it: bytes that are no UTF-8 as `\xNN`.
pub fn display_name(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    name
}
