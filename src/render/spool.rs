//! Text that waits for the end of a run: in memory while it is short, and then in a temporary file.

use std::fs::File;
use std::io::{self, BufReader, Seek as _, Write};

/// Creates a temporary file that nobody else has a name for.
pub type Create = fn() -> io::Result<File>;

/// Text that waits. Written is first to memory, and what is too much for that to a file.
#[derive(Default)]
pub(super) struct Spool {
    /// The last part.
    text: Vec<u8>,
    /// The parts before it.
    file: Option<File>,
    /// `None` if all of it is to stay in memory.
    create: Option<Create>,
}

/// As much is kept in memory.
const KEPT: usize = 1 << 18;

impl Spool {
    /// Puts what is too much for memory into a file that `create` makes.
    pub(super) fn to(create: Create) -> Self {
        Self { create: Some(create), ..Self::default() }
    }

    /// Whether nothing was written.
    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.file.is_none()
    }

    /// Writes all of it to `out`.
    pub(super) fn write_to(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.rewind().map_err(|error| fault(&error))?;
            io::copy(&mut BufReader::with_capacity(KEPT, file), out)?;
        }
        out.write_all(&self.text)
    }

    fn spill(&mut self, create: Create) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(create().map_err(|error| fault(&error))?),
        };
        file.write_all(&self.text).map_err(|error| fault(&error))?;
        self.text.clear();
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        if let Some(create) = self.create.filter(|_| self.text.len() >= KEPT) {
            self.spill(create)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The error of a temporary file, told from those of the report itself.
fn fault(error: &io::Error) -> io::Error {
    io::Error::other(format!(
        "the report is kept in a temporary file until its end, and that failed: {error}; make room, or set TMPDIR to \
         another directory"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something in a file of its own, so that the test sees it.
    fn create() -> io::Result<File> {
        tempfile::tempfile()
    }

    fn refused() -> io::Result<File> {
        Err(io::Error::other("full"))
    }

    #[test]
    fn a_text_comes_out_as_it_went_in_whatever_its_length() {
        let own: Create = create;
        for create in [None, Some(own)] {
            for pieces in [0, 1, 100, 10_000] {
                let mut spool = create.map_or_else(Spool::default, Spool::to);
                let mut expected = Vec::new();
                for number in 0..pieces {
                    let piece = format!("piece {number} {}\n", "x".repeat(number % 200));
                    spool.write_all(piece.as_bytes()).unwrap();
                    expected.extend_from_slice(piece.as_bytes());
                }
                assert_eq!(spool.is_empty(), pieces == 0);
                assert_eq!(spool.file.is_some(), create.is_some() && pieces == 10_000);
                assert!(create.is_none() || spool.text.len() < KEPT);
                let mut out = Vec::new();
                spool.write_to(&mut out).unwrap();
                assert!(out == expected, "{pieces}");
            }
        }
    }

    #[test]
    fn a_temporary_file_that_cannot_be_made_is_an_error_only_if_it_is_needed() {
        let mut spool = Spool::to(refused);
        spool.write_all("x".repeat(KEPT - 1).as_bytes()).unwrap();
        let error = spool.write_all(b"x").unwrap_err().to_string();
        assert!(error.contains("temporary file") && error.contains("full") && error.contains("TMPDIR"), "{error}");
    }
}
