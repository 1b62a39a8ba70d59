//! Windows.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, IsTerminal as _, Write};
use std::os::windows::fs::FileExt as _;
use std::os::windows::io::AsHandle;
use std::path::{self, Component, Path, Prefix};
use std::sync::mpsc;

use anstream::AutoStream;
use winapi_util::Handle;
use winapi_util::file::{information, typ};

/// A file, whatever its name: volume and index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileId {
    volume: u64,
    index: u64,
}

impl FileId {
    /// The file or folder that a name leads to, with links followed.
    pub fn at(path: &Path) -> io::Result<Self> {
        Self::of(&Handle::from_path_any(path)?)
    }

    fn of(file: &Handle) -> io::Result<Self> {
        let file = information(file)?;
        Ok(Self { volume: file.volume_serial_number(), index: file.file_index() })
    }
}

/// The regular file that a standard stream is, with its size.
pub fn regular(stream: impl AsHandle) -> Option<(FileId, u64)> {
    let file = Handle::from_file(duplicate(stream).ok()?);
    if !typ(&file).ok()?.is_disk() {
        return None;
    }
    Some((FileId::of(&file).ok()?, information(&file).ok()?.file_size()))
}

fn duplicate(stream: impl AsHandle) -> io::Result<File> {
    stream.as_handle().try_clone_to_owned().map(File::from)
}

/// Whether a name leads to the pipe that is standard input. No name does.
pub fn is_standard_input_pipe(_path: &Path) -> bool {
    false
}

/// The name of a file to write, as the system reads it: `report.json.` is `report.json`. Refuses the names of devices and
/// of alternate streams, which would lead elsewhere: a report is renamed into place, by a name that is taken as it is.
pub fn output_name(path: &Path) -> io::Result<Cow<'_, Path>> {
    let path = path::absolute(path)?;
    let is_device = matches!(path.components().next(), Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::DeviceNS(_)));
    if is_device || is_device_name(path.file_name()) {
        return Err(io::Error::other("this is the name of a device"));
    }
    if path.file_name().is_some_and(|name| name.as_encoded_bytes().contains(&b':')) {
        return Err(io::Error::other("a file name cannot contain `:`"));
    }
    Ok(Cow::Owned(path))
}

/// Whether this is the name of a device in every folder, with any extension.
fn is_device_name(name: Option<&OsStr>) -> bool {
    let name = name.unwrap_or_default().to_string_lossy().to_ascii_uppercase();
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end();
    let is_numbered = |port: &str| {
        let number = stem.strip_prefix(port).unwrap_or_default();
        let mut digits = number.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None))
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem) || is_numbered("COM") || is_numbered("LPT")
}

/// Whether two names in one folder are those of one file. The letter case makes no difference.
pub fn is_same_name(one: &OsStr, other: &OsStr) -> bool {
    one.to_string_lossy().to_lowercase() == other.to_string_lossy().to_lowercase()
}

/// Fills a buffer from a place in a file, whatever other threads read.
pub fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let read = file.seek_read(buffer, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = buffer.get_mut(read..).unwrap_or_default();
        offset = offset.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
    }
    Ok(())
}

/// A file name from the bytes of a list.
pub fn name_of(bytes: Vec<u8>) -> Result<OsString, &'static str> {
    String::from_utf8(bytes).map(OsString::from).map_err(|_| "a name in the list is not UTF-8")
}

/// The bytes of a file name, as reports show it: with `/`, so that reports are the same on every system. A verbatim path
/// stays as it is, because a `/` in it has another meaning.
pub fn shown(name: &OsStr) -> Cow<'_, [u8]> {
    let bytes = name.as_encoded_bytes();
    if bytes.starts_with(br"\\?\") || !bytes.contains(&b'\\') {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect())
}

/// A new file inherits its permissions from its folder.
pub fn permit(_file: &mut tempfile::Builder<'_, '_>) {}

/// Standard output as a file, because the standard library ignores errors of a handle that cannot be written. A console
/// takes UTF-16, which the standard library writes, and shows colours once they are enabled.
pub fn standard_output() -> Box<dyn Write + Send> {
    if io::stdout().is_terminal() {
        return Box::new(AutoStream::always_ansi(io::stdout()));
    }
    match duplicate(io::stdout()) {
        Ok(file) => Box::new(file),
        Err(_) => Box::new(io::stdout()),
    }
}

/// Whether nobody reads the pipe any more. The standard library knows two of the three codes for that.
pub fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe || error.raw_os_error() == Some(PIPE_NOT_CONNECTED)
}

/// `ERROR_PIPE_NOT_CONNECTED`
const PIPE_NOT_CONNECTED: i32 = 233;

/// Ctrl-C, Ctrl-Break, and the end of the console window or of the session.
pub struct Signals(mpsc::Receiver<()>);

/// The number of SIGINT. The exit code is the same on every system.
const SIGINT: i32 = 2;

impl Signals {
    /// Catches them from now on. `None` if that is not possible.
    pub fn catch() -> Option<Self> {
        let (arrives, arrived) = mpsc::channel();
        let handler = move || {
            let _ = arrives.send(());
        };
        ctrlc::set_handler(handler).ok().map(|()| Self(arrived))
    }

    /// Waits for the next one.
    pub fn wait(&mut self) -> Option<i32> {
        self.0.recv().ok().map(|()| SIGINT)
    }
}

/// There is no limit on the size of a file that would end the process.
pub fn survive_the_size_limit() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_devices_in_every_folder() {
        for name in ["NUL", "nul.json", "con", "COM1", "lpt9.txt", "COM\u{b9}", "conout$", "Aux .json", "C:\\a\\nul"] {
            assert!(output_name(Path::new(name)).is_err(), "{name}");
        }
        for name in ["null.json", "console", "COM", "COM10", "a.nul", "lpt.json"] {
            assert!(output_name(Path::new(name)).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_output_is_no_alternate_stream() {
        assert!(output_name(Path::new("bundle.json:report")).is_err());
        assert!(output_name(Path::new("bundle.json::$DATA")).is_err());
        let is_trimmed = |path: Cow<Path>| path.file_name() == Some(OsStr::new("report.json"));
        assert!(output_name(Path::new("report.json. ")).is_ok_and(is_trimmed));
    }

    #[test]
    fn reports_show_slashes() {
        for (name, expected) in [
            (r"bundles\2018\a.json", "bundles/2018/a.json"),
            (r"C:\bundles\a.json", "C:/bundles/a.json"),
            (r"\\?\C:\bundles\a.json", r"\\?\C:\bundles\a.json"),
        ] {
            assert_eq!(shown(OsStr::new(name)), expected.as_bytes());
        }
    }
}
