//! The files that a run writes, and the guarantee that it reads none of them.
//!
//! Files are compared by their identity: hard links, symbolic links and bind mounts make no difference. A
//! file that does not exist yet is a name in a folder, and folders are compared in the same way.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::exit;
use crate::cli::input::{self, display_name};
use crate::cli::new_file::{NewFile, unwritable};
use crate::cli::platform::{self, FileId};

/// The file or future file that a name leads to, with links followed.
enum Place {
    There(FileId),
    NotYet { folder: FileId, name: OsString },
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::There(one), Self::There(other)) => one == other,
            (Self::NotYet { folder, name }, Self::NotYet { folder: other, name: named }) => {
                folder == other && platform::is_same_name(name, named)
            }
            _ => false,
        }
    }
}

impl Place {
    /// `None` if not even the folder can be found.
    fn of(path: &Path) -> Option<Self> {
        if input::is_standard_input(path) {
            // An output can replace standard input only if that is a file, not a pipe or a terminal.
            return platform::regular(io::stdin()).map(|(file, _)| Self::There(file));
        }
        if let Ok(file) = FileId::at(path) {
            return Some(Self::There(file));
        }
        let target = target(path).ok()?;
        let folder = FileId::at(target.parent()?).ok()?;
        Some(Self::NotYet { folder, name: target.file_name()?.to_owned() })
    }
}

/// The most links that are followed one after another, as on Linux.
const MOST_LINKS: usize = 40;

/// The file that writing to a path replaces or creates. A link stays a link, so this is the file that it leads to.
fn target(path: &Path) -> io::Result<PathBuf> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        // Renaming over a device would replace it for the whole system.
        return Err(io::Error::other("something other than a regular file is there"));
    }
    let mut path = platform::output_name(path)?.into_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(whole) = fs::canonicalize(&path) {
            return Ok(whole);
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        let unlinked = fs::canonicalize(folder)?.join(name);
        match fs::read_link(&unlinked) {
            // A link to a file that is not there yet.
            Ok(next) => path = unlinked.parent().unwrap_or(folder).join(next),
            Err(_) => return Ok(unlinked),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Whether two targets are one file, now or once they are written.
fn is_same_target(one: &Path, other: &Path) -> bool {
    let same_name = |one, other| platform::is_same_name(one, other);
    one.parent() == other.parent()
        && one.file_name().zip(other.file_name()).is_some_and(|(one, other)| same_name(one, other))
}

/// The files that a run writes.
#[derive(Default)]
pub struct Outputs {
    files: Vec<Output>,
    stdout: Option<Stream>,
    stderr: Option<Stream>,
    /// Reports of earlier runs, which are read as such.
    earlier: Vec<FileId>,
    /// Whether something reads standard input. A list of names, which is read during the run, may name it.
    stdin_is_read: AtomicBool,
}

struct Output {
    /// The name that the user gave.
    path: PathBuf,
    /// The file that it leads to.
    target: PathBuf,
    /// Whether it is an input too. A list of names, which is read during the run, may contain it.
    is_read: AtomicBool,
}

/// A standard stream that is a file.
struct Stream {
    name: &'static str,
    file: FileId,
    /// Whether the file had contents before, which stay.
    is_appended: bool,
    /// Whether it is an input too.
    is_read: AtomicBool,
}

impl Stream {
    fn of(name: &'static str, regular: Option<(FileId, u64)>) -> Option<Self> {
        regular.map(|(file, size)| Self { name, file, is_appended: size > 0, is_read: AtomicBool::new(false) })
    }

    fn is_read(&self) -> bool {
        self.is_read.load(Ordering::Relaxed)
    }
}

impl Outputs {
    /// The standard streams.
    pub fn streams() -> Self {
        Self { stdout: Stream::of("standard output", platform::regular(io::stdout())), ..Self::stderr() }
    }

    /// Standard error alone.
    pub fn stderr() -> Self {
        Self { stderr: Stream::of("standard error", platform::regular(io::stderr())), ..Self::default() }
    }

    /// Adds files.
    pub fn and_files<'p>(mut self, paths: impl IntoIterator<Item = &'p Path>) -> Result<Self, String> {
        for path in paths {
            let target = target(path).map_err(|error| unwritable(path, &error))?;
            let place = Place::of(&target);
            if let Some(stream) = self.open().find(|stream| place == Some(Place::There(stream.file))) {
                let (name, stream) = (display_name(path), stream.name);
                return Err(format!("{stream} goes to {name} too: one of the two would replace the other"));
            }
            if self.files.iter().any(|other| is_same_target(&other.target, &target)) {
                return Err(format!("two outputs to {}: the second would replace the first", display_name(path)));
            }
            self.files.push(Output { path: path.to_owned(), target, is_read: AtomicBool::new(false) });
        }
        Ok(self)
    }

    /// Fails if `reads` has an output of the run, under whatever name, or standard input twice.
    pub fn apart_from<'p>(self, reads: impl IntoIterator<Item = &'p Path>) -> Result<Self, String> {
        let reads: Vec<&Path> = reads.into_iter().collect();
        match reads.into_iter().find_map(|path| self.conflict(path).or_else(|| self.stdin_again(path))) {
            Some(conflict) => Err(conflict),
            None => Ok(self),
        }
    }

    /// Adds reports of earlier runs: they are not written, but they are no documents either.
    #[must_use]
    pub fn and_earlier<'p>(self, reports: impl IntoIterator<Item = &'p Path>) -> Self {
        Self { earlier: reports.into_iter().filter_map(|path| FileId::at(path).ok()).collect(), ..self }
    }

    /// Whether this file is the report of an earlier run.
    pub fn is_earlier(&self, file: FileId) -> bool {
        self.earlier.contains(&file)
    }

    /// Creates the files under temporary names, so that a file that cannot be written is known before anything is
    /// verified.
    pub fn begin(&self) -> Result<Vec<NewFile>, String> {
        self.files.iter().map(|output| NewFile::begin(&output.path, &output.target)).collect()
    }

    /// The reason that `path` cannot be read, if it is an output. That output will not be written.
    pub fn conflict(&self, path: &Path) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let place = Place::of(path)?;
        let name = display_name(path);
        if let Some(output) = self.files.iter().find(|output| Place::of(&output.target).as_ref() == Some(&place)) {
            output.is_read.store(true, Ordering::Relaxed);
            let output = display_name(&output.path);
            let same = if output == name { String::new() } else { format!(" (it is the same file as {output})") };
            return Some(format!("{name}{same} is read by this run, and cannot be its output: choose another name"));
        }
        let mut conflict = None;
        for stream in self.open().filter(|stream| place == Place::There(stream.file)) {
            stream.is_read.store(true, Ordering::Relaxed);
            conflict = conflict.or(Some(stream.name));
        }
        if self.stderr.as_ref().is_some_and(Stream::is_read) {
            // Not even the reason may be written there.
            exit::fall_silent();
        }
        conflict.map(|stream| format!("{name} is read by this run, and {stream} goes to it: redirect it elsewhere"))
    }

    /// The reason that `path` cannot be read, if it is standard input and something else reads that.
    pub fn stdin_again(&self, path: &Path) -> Option<String> {
        let is_again = reads_standard_input(path) && self.stdin_is_read.swap(true, Ordering::Relaxed);
        is_again.then(|| "standard input can be read only once, and it is given more than once".to_owned())
    }

    /// The standard streams that are files.
    fn open(&self) -> impl Iterator<Item = &Stream> {
        [&self.stdout, &self.stderr].into_iter().flatten()
    }

    /// Whether an output is this file.
    pub fn holds(&self, file: FileId) -> bool {
        let is_this = |output: &Output| Place::of(&output.target) == Some(Place::There(file));
        self.open().any(|stream| stream.file == file) || self.files.iter().any(is_this)
    }

    /// Whether a standard stream is appended to this file, whose contents stay.
    pub fn appends_to(&self, file: FileId) -> bool {
        self.open().any(|stream| stream.is_appended && stream.file == file)
    }

    /// Whether a standard stream is appended to a file.
    pub fn appends(&self) -> bool {
        self.open().any(|stream| stream.is_appended)
    }

    /// Whether everything in this file is from this run: it was empty before, and is a standard stream.
    pub fn fills(&self, file: FileId) -> bool {
        self.open().any(|stream| !stream.is_appended && stream.file == file)
    }

    /// Whether standard output is appended to a file.
    pub fn appends_stdout(&self) -> bool {
        self.stdout.as_ref().is_some_and(|stdout| stdout.is_appended)
    }

    /// Whether the run reads the file that standard output goes to.
    pub fn stdout_was_read(&self) -> bool {
        self.stdout.as_ref().is_some_and(Stream::is_read)
    }

    /// Whether the run writes files other than the standard streams.
    pub fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// Whether the run writes no files, not even as a standard stream, and has no earlier reports.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.open().next().is_none() && self.earlier.is_empty()
    }

    /// The output files below a folder, existing or not, as paths that begin with `folder`.
    pub fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(whole) = fs::canonicalize(folder) else { return Vec::new() };
        let inside = self.files.iter().filter_map(|output| output.target.strip_prefix(&whole).ok());
        inside.map(|rest| folder.join(rest)).collect()
    }

    /// Whether the run reads the file that this output would replace.
    pub fn was_read(&self, path: &Path) -> bool {
        self.files.iter().any(|output| output.path == path && output.is_read.load(Ordering::Relaxed))
    }
}

/// Whether a name is `-`, or another name of the pipe that is standard input, such as `/dev/stdin`.
fn reads_standard_input(path: &Path) -> bool {
    input::is_standard_input(path) || platform::is_standard_input_pipe(path)
}
