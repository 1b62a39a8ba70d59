//! Reading an input: a file or standard input, up to a limit.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use pith::json::{Arena, Document};
use pith::report::InputReport;
use pith::text::cut_to_cost;
use pith::verify::{self, Policy};

use crate::cli::exit::Stop;
use crate::cli::outputs::Outputs;
use crate::cli::platform;
use crate::cli::trust::TrustArgs;

/// The limit on inputs, for all verbs.
#[derive(clap::Args)]
pub struct LimitArgs {
    /// Maximum size of one document, in bytes
    #[arg(long, value_name = "N", default_value_t = 64 << 20, value_parser = bytes, help_heading = "Limits")]
    pub max_bytes: u64,
}

fn bytes(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a number of bytes, such as {}", 64 << 20))
}

/// The reason that an input was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error("larger than the limit of {0} bytes (--max-bytes)")]
    TooLarge(u64),
    #[error(transparent)]
    Failed(#[from] io::Error),
}

impl Unread {
    /// The report on an input that was not read.
    pub fn report(&self, name: &str, policy: &Policy) -> InputReport {
        match self {
            Self::TooLarge(limit) => verify::too_large(name, *limit, policy),
            Self::Failed(error) => InputReport::unchecked(name.to_owned(), policy.trust.assurance(), error.to_string()),
        }
    }
}

/// The input of a verb that is about one document.
pub struct Source {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Source {
    pub fn read(path: &Path, limit: &LimitArgs) -> Result<Self, Stop> {
        let name = display_name(path);
        match read(path, limit.max_bytes) {
            Ok(bytes) => Ok(Self { name, bytes }),
            Err(unread @ Unread::TooLarge(_)) => Err(Stop::Malformed(format!("{name}: {unread}"))),
            Err(Unread::Failed(error)) => Err(Stop::Unchecked(format!("{name}: {error}"))),
        }
    }

    /// The input of a verb whose only other inputs are keys, and the policy. No standard stream that is written may be one of them.
    pub fn with_policy(path: &Path, trust: &TrustArgs, limit: &LimitArgs) -> Result<(Self, Policy), Stop> {
        Outputs::streams().apart_from(trust.files().chain([path]))?;
        let policy = trust.policy([path])?;
        Ok((Self::read(path, limit)?, policy))
    }

    /// The document in it, read strictly.
    pub fn document<'a>(&'a self, arena: &'a Arena) -> Result<Document<'a>, Stop> {
        document(&self.name, &self.bytes, arena).map_err(Stop::Malformed)
    }
}

/// The document in `source`, or where and why it is not JSON.
pub fn document<'a>(name: &str, source: &'a [u8], arena: &'a Arena) -> Result<Document<'a>, String> {
    Document::parse(source, arena)
        .map_err(|error| format!("{name}:{}:{}: {error}", error.position.line, error.position.column))
}

/// The bytes of a file, or of standard input for `-`.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    read_into(path, limit, &mut bytes)?;
    Ok(bytes)
}

/// The same, in memory that is used again.
pub fn read_into(path: &Path, limit: u64, bytes: &mut Vec<u8>) -> Result<(), Unread> {
    bytes.clear();
    if is_standard_input(path) {
        return read_up_to(io::stdin().lock(), limit, bytes);
    }
    let file = open_file(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "a directory, where one file is expected").into());
    }
    if metadata.is_file() && metadata.len() > limit {
        return Err(Unread::TooLarge(limit));
    }
    bytes.try_reserve(usize::try_from(metadata.len().saturating_add(1)).unwrap_or(0)).map_err(io::Error::from)?;
    read_up_to(file, limit, bytes)
}

fn read_up_to(reader: impl io::Read, limit: u64, bytes: &mut Vec<u8>) -> Result<(), Unread> {
    reader.take(limit.saturating_add(1)).read_to_end(bytes)?;
    let is_whole = u64::try_from(bytes.len()).unwrap_or(u64::MAX) <= limit;
    if is_whole { Ok(()) } else { Err(Unread::TooLarge(limit)) }
}

/// A file, or standard input for `-`, to be read in parts.
pub fn open(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    if is_standard_input(path) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, open_file(path)?)))
}

/// Whether a name means standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open_file(path: &Path) -> io::Result<File> {
    File::open(path).map_err(|error| if is_url(path) { io::Error::other(NOT_FETCHED) } else { error })
}

fn is_url(path: &Path) -> bool {
    let scheme = path.to_str().and_then(|name| name.split_once("://")).map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

const NOT_FETCHED: &str = "this is a URL, and pith fetches nothing: pipe it, as in `curl -sS URL | pith verify -`";

/// The most bytes of a name in any format, more than a path may have on Linux. Only names that are mostly escapes are cut.
const NAME: usize = 4_096;

/// A file name as reports show it, with bytes that are not UTF-8 as `\xNN`, and cut if it makes a report too long.
pub fn display_name(path: &Path) -> String {
    let mut name = String::new();
    for chunk in platform::shown(path.as_os_str()).utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    cut_to_cost(&name, NAME)
}
