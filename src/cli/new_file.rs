//! A file that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::cli::identity::target;
use crate::cli::inputs::display_name;

/// A temporary file that is given its name once it is whole, and removed otherwise.
pub struct NewFile {
    file: NamedTempFile,
    /// As the user gave it.
    path: PathBuf,
    /// The file that it means.
    target: PathBuf,
    _begun: Begun,
}

impl NewFile {
    /// Begins the files; that one cannot be written is known before anything is read.
    pub fn begin_all<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Result<Vec<Self>, String> {
        let mut begun: Vec<Self> = Vec::new();
        for path in paths {
            let one = Self::begin(path)?;
            if begun.iter().any(|other| other.target == one.target) {
                return Err(format!("two outputs to {}: the second would replace the first", display_name(path)));
            }
            begun.push(one);
        }
        Ok(begun)
    }

    fn begin(path: &Path) -> Result<Self, String> {
        let begun = target(path).and_then(|target| {
            // Under the lock, so that a signal meets the file either not at all or in the list.
            let mut list = begun_files();
            let file = temporary(&target)?;
            list.push(file.path().to_owned());
            let begun = Begun(file.path().to_owned());
            Ok(Self { file, path: path.to_owned(), target, _begun: begun })
        });
        begun.map_err(|error| unwritable(path, &error))
    }

    /// The name as the user gave it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<(), String> {
        let named: io::Result<File> = (self.file.as_file().sync_all())
            .and_then(|()| self.file.persist(&self.target).map_err(|error| error.error));
        named.map(drop).map_err(|error| unwritable(&self.path, &error))
    }

    /// Writes all of it and gives it its name.
    pub fn finish_with(mut self, bytes: &[u8]) -> Result<(), String> {
        self.write_all(bytes).map_err(|error| unwritable(&self.path, &error))?;
        self.finish()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file beside `target` that is removed unless it is given its name. It will be readable by others, as a
/// report that a shell redirects to a file is; the umask takes its share.
fn temporary(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pith-report-");
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(target.parent().unwrap_or(target))
}

/// The message about an output that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", display_name(path))
}

/// The temporary files that exist: nobody drops them when a signal ends the process.
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn begun_files() -> MutexGuard<'static, Vec<PathBuf>> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An entry of the list, for as long as the file may have its temporary name.
struct Begun(PathBuf);

impl Drop for Begun {
    fn drop(&mut self) {
        begun_files().retain(|path| *path != self.0);
    }
}

/// Removes every temporary file and ends the process; none can be begun in between.
pub fn abandon_all(code: i32) -> ! {
    let begun = begun_files();
    for path in begun.iter() {
        // It may have got its final name, or be gone with its folder.
        let _ = fs::remove_file(path);
    }
    std::process::exit(code)
}
