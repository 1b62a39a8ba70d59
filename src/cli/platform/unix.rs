//! Linux, macOS and other Unix systems.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{FileExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};

/// A file, whatever its name: device and inode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// The file or folder that a name leads to, with links followed.
    pub fn at(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::of(&metadata))
    }

    fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), inode: metadata.ino() }
    }
}

/// The regular file that a standard stream is, with its size.
pub fn regular(stream: impl AsFd) -> Option<(FileId, u64)> {
    metadata(stream).filter(Metadata::is_file).map(|file| (FileId::of(&file), file.len()))
}

fn metadata(stream: impl AsFd) -> Option<Metadata> {
    File::from(stream.as_fd().try_clone_to_owned().ok()?).metadata().ok()
}

/// Whether a name leads to the pipe that is standard input, as `/dev/stdin` may.
pub fn is_standard_input_pipe(path: &Path) -> bool {
    let is_pipe = |metadata: &Metadata| metadata.file_type().is_fifo();
    let Some(pipe) = fs::metadata(path).ok().filter(is_pipe) else { return false };
    metadata(io::stdin()).is_some_and(|stdin| FileId::of(&stdin) == FileId::of(&pipe))
}

/// The name of a file to write, as the system reads it.
#[expect(clippy::unnecessary_wraps, reason = "Windows refuses some names")]
pub fn output_name(path: &Path) -> io::Result<Cow<'_, Path>> {
    Ok(Cow::Borrowed(path))
}

/// Whether two names in one folder are those of one file. The usual file systems of macOS ignore the letter case.
pub fn is_same_name(one: &OsStr, other: &OsStr) -> bool {
    one == other
        || cfg!(target_vendor = "apple")
            && one.to_string_lossy().to_lowercase() == other.to_string_lossy().to_lowercase()
}

/// Fills a buffer from a place in a file, whatever other threads read.
pub fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    file.read_exact_at(buffer, offset)
}

/// A file name from the bytes of a list.
#[expect(clippy::unnecessary_wraps, reason = "names on Windows are no bytes")]
pub fn name_of(bytes: Vec<u8>) -> Result<OsString, &'static str> {
    Ok(OsString::from_vec(bytes))
}

/// The bytes of a file name, as reports show it.
pub fn shown(name: &OsStr) -> Cow<'_, [u8]> {
    Cow::Borrowed(name.as_encoded_bytes())
}

/// Gives a temporary file the permissions of one that a shell writes: 0666 less the umask.
pub fn permit(file: &mut tempfile::Builder<'_, '_>) {
    file.permissions(fs::Permissions::from_mode(0o666));
}

/// Standard output as a file, because the standard library ignores errors of a descriptor that cannot be written.
pub fn standard_output() -> Box<dyn Write + Send> {
    match io::stdout().as_fd().try_clone_to_owned() {
        Ok(descriptor) => Box::new(File::from(descriptor)),
        Err(_) => Box::new(io::stdout()),
    }
}

/// Whether nobody reads the pipe any more.
pub fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// The signals that end a run: SIGINT, SIGTERM and SIGHUP.
pub struct Signals(signal_hook::iterator::Signals);

impl Signals {
    /// Catches them from now on. `None` if that is not possible.
    pub fn catch() -> Option<Self> {
        signal_hook::iterator::Signals::new(ending_signals()).ok().map(Self)
    }

    /// Waits for the next one.
    pub fn wait(&mut self) -> Option<i32> {
        self.0.forever().next()
    }
}

/// SIGHUP stays ignored under `nohup`.
fn ending_signals() -> Vec<i32> {
    let mut signals = vec![SIGINT, SIGTERM];
    signals.extend((!is_ignored(SIGHUP)).then_some(SIGHUP));
    signals
}

/// Whether this process was started with the signal ignored. Only Linux tells.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (signal - 1)) != 0
}

/// Makes a file that grows beyond the limit on its size (`ulimit -f`) an error to report, instead of the end of the
/// process.
pub fn survive_the_size_limit() {
    // If it cannot be caught, it keeps its default effect.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}
