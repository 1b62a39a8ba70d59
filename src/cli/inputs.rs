//! What to verify: names to jobs, and jobs to bytes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pith::render::Skipped;

use crate::cli::args::VerifyOptions;
use crate::cli::identity::Outputs;
pub use crate::cli::lines::Contents;
use crate::cli::lines::{read_entry, read_line};
use crate::cli::walk;

/// One bundle to verify.
pub enum Job {
    /// The contents of a file, or of standard input.
    File(PathBuf),
    /// A line of NDJSON that has been read, with its name `FILE:LINE` and its number.
    Line { name: String, number: usize, line: Vec<u8>, contents: Contents },
    /// Something that gives no bundle to judge, and why.
    Obstacle { name: String, error: String },
    /// Something in a directory that bears the name of an input and is not read.
    Skipped(Skipped),
}

/// All jobs of a run, found while earlier ones are being verified. None of `outputs` is among them.
pub fn jobs(options: &VerifyOptions, outputs: &Arc<Outputs>) -> Result<Jobs, String> {
    let listed = match &options.files_from {
        Some(list) => Some(listed_names(list, options.null)?),
        None => None,
    };
    let (ndjson, limit) = (options.ndjson, options.max_bytes);
    let arguments = options.inputs.clone().into_iter().map(Ok);
    let outside = Arc::clone(outputs);
    let listed = listed.into_iter().flatten().map(move |name| name.and_then(|path| unless_output(path, &outside)));
    let outputs = Arc::clone(outputs);
    let files = arguments.chain(listed).flat_map(move |name| match name {
        Ok(path) => files_at(path, ndjson, &outputs),
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

/// A name of a list, unless an output goes to that file: it is not read then, and the output is given up.
fn unless_output(path: PathBuf, outputs: &Outputs) -> Result<PathBuf, Job> {
    let conflict = if outputs.is_empty() { None } else { outputs.conflict(&path) };
    match conflict {
        Some(error) => Err(Job::Obstacle { name: display_name(&path), error }),
        None => Ok(path),
    }
}

/// Jobs as they are found.
pub type Jobs = Box<dyn Iterator<Item = Job> + Send>;

/// The most bytes of a name in a list: more than any system takes.
const NAME_LIMIT: u64 = 1 << 16;

/// The names in a list, as they are read. A `-` among them is a file of that name.
fn listed_names(list: &Path, null: bool) -> Result<impl Iterator<Item = Result<PathBuf, Job>> + Send + use<>, String> {
    let name = display_name(list);
    let mut reader = open(list).map_err(|error| format!("--files-from {name}: {error}"))?;
    let mut is_first = true;
    let mut seen = false;
    let mut over = false;
    Ok(std::iter::from_fn(move || {
        while !over {
            let mut entry = Vec::new();
            let read = if null {
                read_entry(&mut reader, 0, NAME_LIMIT, &mut entry)
            } else {
                read_line(&mut reader, NAME_LIMIT, &mut entry)
            };
            if std::mem::take(&mut is_first) && entry.starts_with(BYTE_ORDER_MARK) {
                entry.drain(..BYTE_ORDER_MARK.len());
            }
            let obstacle = match read {
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
fn files_at(path: PathBuf, ndjson: bool, outputs: &Arc<Outputs>) -> Jobs {
    if path.as_os_str() == "-" || !path.is_dir() {
        return Box::new(std::iter::once(Job::File(path)));
    }
    walk::files_below(path, ndjson, Arc::clone(outputs))
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
                        return Some(Job::Line { name: format!("{name}:{number}"), number, line, contents });
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
    let file = open_file(path)?;
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
    Ok(Box::new(BufReader::with_capacity(1 << 16, open_file(path)?)))
}

fn open_file(path: &Path) -> io::Result<File> {
    File::open(path).map_err(|error| if is_address(path) { io::Error::other(NOT_FETCHED) } else { error })
}

/// Whether a name that leads to no file is an address in a network.
fn is_address(path: &Path) -> bool {
    let scheme = path.to_str().and_then(|name| name.split_once("://")).map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

const NOT_FETCHED: &str = "this is a URL, and pith fetches nothing: pipe it, as in `curl -sS URL | pith verify -`";

/// How editors of some systems begin a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of a file that people write, such as a key file; a byte order mark does no harm.
pub fn text(mut bytes: Vec<u8>) -> Result<String, &'static str> {
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    String::from_utf8(bytes).map_err(|_| "not UTF-8 text")
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
