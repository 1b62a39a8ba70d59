//! Standard output, with or without colours, buffered.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::os::fd::AsFd as _;

use anstream::{AutoStream, ColorChoice};

use crate::args::Color;

/// Standard output. What is not flushed is not written: callers flush and look at the result.
///
/// It is written as a file: the standard library takes a descriptor that cannot be written (`1</dev/null`)
/// for one that takes everything, and a report that was not written is never a pass.
pub struct Stdout(BufWriter<AutoStream<Box<dyn Write + Send>>>);

impl Stdout {
    /// With colours as the user asked.
    pub fn coloured(color: Color) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        Self::with(choice)
    }

    /// The bytes as they are.
    pub fn plain() -> Self {
        Self::with(ColorChoice::AlwaysAnsi)
    }

    fn with(choice: ColorChoice) -> Self {
        let out: Box<dyn Write + Send> = match io::stdout().as_fd().try_clone_to_owned() {
            Ok(descriptor) => Box::new(File::from(descriptor)),
            Err(_) => Box::new(io::stdout()),
        };
        Self(BufWriter::with_capacity(1 << 16, AutoStream::new(out, choice)))
    }

    /// Whether a person is looking.
    pub fn is_terminal() -> bool {
        io::stdout().is_terminal()
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
