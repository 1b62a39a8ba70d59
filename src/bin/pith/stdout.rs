//! Standard output, with or without colours, buffered.

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};

use crate::args::Color;

/// Standard output. What is not flushed is not written: callers flush and look at the result.
pub struct Stdout(BufWriter<AutoStream<StdoutLock<'static>>>);

impl Stdout {
    /// With colours as the user asked.
    pub fn coloured(color: Color) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        Self(BufWriter::with_capacity(1 << 16, AutoStream::new(io::stdout().lock(), choice)))
    }

    /// The bytes as they are.
    pub fn plain() -> Self {
        Self(BufWriter::with_capacity(1 << 16, AutoStream::new(io::stdout().lock(), ColorChoice::AlwaysAnsi)))
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
