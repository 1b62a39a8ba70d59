//! A file that is there whole or not at all.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::destination::{target, temporary, unwritable};

/// A temporary file that is given its name once it is whole.
pub struct NewFile {
    file: NamedTempFile,
    /// As the user gave it.
    path: PathBuf,
    /// The file that it means.
    target: PathBuf,
}

impl NewFile {
    /// Begins the files; that one cannot be written is known before anything is read.
    pub fn begin_all<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Result<Vec<Self>, String> {
        let mut begun: Vec<Self> = Vec::new();
        for path in paths {
            let one = Self::begin(path)?;
            if begun.iter().any(|other| other.target == one.target) {
                let name = crate::inputs::display_name(path);
                return Err(format!("two outputs to {name}: the second would replace the first"));
            }
            begun.push(one);
        }
        Ok(begun)
    }

    /// Begins a file.
    pub fn begin(path: &Path) -> Result<Self, String> {
        let begun = target(path).and_then(|target| Ok((temporary(&target)?, target)));
        let (file, target) = begun.map_err(|error| unwritable(path, &error))?;
        Ok(Self { file, path: path.to_owned(), target })
    }

    /// Writes all of it and gives it its name.
    pub fn finish(mut self, bytes: &[u8]) -> Result<(), String> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.as_file().sync_all());
        let named: io::Result<()> =
            written.and_then(|()| self.file.persist(&self.target).map(drop).map_err(|error| error.error));
        named.map_err(|error| unwritable(&self.path, &error))
    }
}
