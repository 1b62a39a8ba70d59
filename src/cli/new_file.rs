//! Output files, which are written completely or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstream::StripStream;
use clap::ValueEnum;
use clap::builder::{PossibleValue, TypedValueParser};
use tempfile::NamedTempFile;

use crate::cli::input::display_name;
use crate::cli::names::Offering;
use crate::cli::outputs::Outputs;
use crate::cli::{platform, signals};

/// `FORMAT=FILE` of `--report`.
#[derive(Clone, Debug)]
pub struct ReportFile<F> {
    pub format: F,
    pub path: PathBuf,
}

impl<F: ValueEnum> ReportFile<F> {
    pub fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("expected FORMAT=FILE, such as html=report.html")?;
        let format = F::from_str(format, false).map_err(|_| format!("no format `{format}`: {}", names::<F>()))?;
        if path.is_empty() {
            return Err("the file name is empty".to_owned());
        }
        if path == "-" {
            return Err("- is standard output, which --format is for; a file of this name is ./-".to_owned());
        }
        Ok(Self { format, path: PathBuf::from(path) })
    }
}

/// Reads `FORMAT=FILE`, and offers the formats to shells that complete.
pub fn report_file<F: ValueEnum + Send + Sync + 'static>() -> impl TypedValueParser<Value = ReportFile<F>> {
    Offering { parser: ReportFile::<F>::parse, offers: starts::<F> }
}

/// `json=` and so on: the file name follows.
fn starts<F: ValueEnum>() -> Vec<PossibleValue> {
    let values = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let start = |value: PossibleValue| {
        let start = PossibleValue::new(format!("{}=", value.get_name()));
        match value.get_help() {
            Some(help) => start.help(help.clone()),
            None => start,
        }
    };
    values.map(start).collect()
}

/// The names of the formats, separated by commas.
fn names<F: ValueEnum>() -> String {
    let values = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ")
}

/// Begins the files that a verb writes besides standard output. Fails if it reads one of its outputs, or standard input
/// twice.
pub fn begin<'p>(
    reads: impl IntoIterator<Item = &'p Path>,
    writes: impl IntoIterator<Item = &'p Path>,
) -> Result<Vec<NewFile>, String> {
    let outputs = Outputs::streams().and_files(writes)?.apart_from(reads)?;
    if outputs.has_files() {
        signals::remove_files();
    }
    outputs.begin()
}

/// A temporary file that gets its name when it is complete, and is removed otherwise.
pub struct NewFile {
    file: BufWriter<NamedTempFile>,
    /// The name that the user gave.
    path: PathBuf,
    /// The file that it leads to.
    target: PathBuf,
    begun: Begun,
}

impl NewFile {
    pub fn begin(path: &Path, target: &Path) -> Result<Self, String> {
        // Under the lock, so that a signal finds the file in the list as soon as it exists.
        let mut list = begun_files();
        let file = temporary(target).map_err(|error| unwritable(path, &error))?;
        list.push(file.path().to_owned());
        let begun = Begun(file.path().to_owned());
        Ok(Self { file: BufWriter::new(file), path: path.to_owned(), target: target.to_owned(), begun })
    }

    /// The name that the user gave.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what `render` produces, without colours.
    pub fn render(&mut self, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
        let mut text = StripStream::new(Vec::new());
        let written = render(&mut text).and_then(|()| self.file.write_all(&text.into_inner()));
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Writes what `render` produces as it is, while it is produced.
    pub fn write(&mut self, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
        render(&mut self.file).map_err(|error| unwritable(&self.path, &error))
    }

    /// Writes the last bytes of the file.
    pub fn complete_with(mut self, bytes: &[u8]) -> Result<CompleteFile, String> {
        self.file.write_all(bytes).map_err(|error| unwritable(&self.path, &error))?;
        self.complete()
    }

    /// Writes everything to the disk.
    pub fn complete(self) -> Result<CompleteFile, String> {
        let Self { file, path, target, begun } = self;
        let complete = file.into_inner().map_err(io::IntoInnerError::into_error);
        let complete = complete.and_then(|file| {
            file.as_file().sync_all()?;
            // Its folder may be gone.
            fs::symlink_metadata(file.path()).map(|_| file)
        });
        match complete {
            Ok(file) => Ok(CompleteFile { file, path, target, _begun: begun }),
            Err(error) => Err(unwritable(&path, &error)),
        }
    }
}

/// A file that is complete, and has yet to get its name. The files of a run get theirs together, so that none of them
/// claims more than the run achieved.
pub struct CompleteFile {
    file: NamedTempFile,
    path: PathBuf,
    target: PathBuf,
    _begun: Begun,
}

impl CompleteFile {
    /// Gives the file its name.
    pub fn name(self) -> Result<(), String> {
        let Self { file, path, target, _begun } = self;
        file.persist(&target).map(drop).map_err(|error| unwritable(&path, &error.error))
    }
}

/// A temporary file beside `target`, with the permissions of a file that a shell writes.
fn temporary(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pith-report-");
    platform::permit(&mut builder);
    builder.tempfile_in(target.parent().unwrap_or(target))
}

/// The message about an output that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", display_name(path))
}

/// The temporary files that exist. A signal ends the process without dropping them.
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn begun_files() -> MutexGuard<'static, Vec<PathBuf>> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An entry of the list, which lives as long as the temporary file.
struct Begun(PathBuf);

impl Drop for Begun {
    fn drop(&mut self) {
        begun_files().retain(|path| *path != self.0);
    }
}

/// Removes all temporary files and ends the process. Holding the lock keeps new ones from being created.
pub fn abandon_all(code: i32) -> ! {
    let begun = begun_files();
    for path in begun.iter() {
        // It may have its final name already, or its folder may be gone.
        let _ = fs::remove_file(path);
    }
    std::process::exit(code)
}
