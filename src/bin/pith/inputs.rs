//! What to verify: names to jobs, and jobs to bytes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::args::VerifyOptions;

/// One bundle to verify.
pub enum Job {
    /// The contents of a file, or of standard input.
    File(PathBuf),
    /// A line of NDJSON that has been read, with its name `FILE:LINE`.
    Line { name: String, line: Vec<u8>, contents: Contents },
    /// Something that gives no bundle to judge, and why.
    Obstacle { name: String, error: String },
}

/// Whether reading reached the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contents {
    /// All of it.
    Whole,
    /// It goes on beyond the limit.
    TooLarge,
}

/// All jobs of a run, found while earlier ones are being verified.
pub fn jobs(options: &VerifyOptions) -> Result<Box<dyn Iterator<Item = Job> + Send>, String> {
    let listed = match &options.files_from {
        Some(list) => Some(listed_names(list, options.null)?),
        None => None,
    };
    let (ndjson, limit) = (options.ndjson, options.max_bytes);
    let arguments = options.inputs.clone().into_iter().map(Ok);
    let names = arguments.chain(listed.into_iter().flatten());
    let files = names.flat_map(move |name| match name {
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

type Jobs = Box<dyn Iterator<Item = Job> + Send>;

/// The names in a list, as they are read.
fn listed_names(list: &Path, null: bool) -> Result<impl Iterator<Item = Result<PathBuf, Job>> + Send + use<>, String> {
    let name = display_name(list);
    let mut reader = open(list).map_err(|error| format!("--files-from {name}: {error}"))?;
    let end = if null { 0 } else { b'\n' };
    let mut seen = false;
    let mut over = false;
    Ok(std::iter::from_fn(move || {
        while !over {
            let mut entry = Vec::new();
            match reader.read_until(end, &mut entry) {
                Ok(0) => {
                    over = true;
                    let error = "the list of inputs is empty".to_owned();
                    return (!seen).then(|| Err(Job::Obstacle { name: name.clone(), error }));
                }
                Ok(_) => {
                    entry.pop_if(|last| *last == end);
                    if !entry.is_empty() {
                        seen = true;
                        return Some(Ok(path_from_bytes(entry)));
                    }
                }
                Err(error) => {
                    over = true;
                    return Some(Err(Job::Obstacle { name: name.clone(), error: error.to_string() }));
                }
            }
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
    Box::new(std::iter::from_fn(move || {
        while !over {
            let mut line = Vec::new();
            match read_line(&mut reader, limit, &mut line) {
                Ok(None) => {
                    over = true;
                    let error = "there is no line in it".to_owned();
                    return (!seen).then(|| Job::Obstacle { name: name.clone(), error });
                }
                Ok(Some(contents)) => {
                    number += 1;
                    if !line.trim_ascii().is_empty() {
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

/// Reads up to the next line end; what is beyond the limit is read past and not kept.
fn read_line(reader: &mut impl BufRead, limit: u64, line: &mut Vec<u8>) -> io::Result<Option<Contents>> {
    let room = limit.saturating_add(2);
    if reader.by_ref().take(room).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    let is_complete = line.pop_if(|last| *last == b'\n').is_some();
    line.pop_if(|last| *last == b'\r');
    if u64::try_from(line.len()).unwrap_or(u64::MAX) <= limit {
        return Ok(Some(Contents::Whole));
    }
    line.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if !is_complete {
        reader.skip_until(b'\n')?;
    }
    Ok(Some(Contents::TooLarge))
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
    bytes.reserve(usize::try_from(metadata.len().saturating_add(1)).unwrap_or(0));
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

/// A file name as reports show it: bytes that are no UTF-8 as `\xNN`, so that two names stay two.
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
