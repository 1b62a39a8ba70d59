//! Standard output, with or without colours, buffered.

use std::env;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::os::fd::AsFd as _;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};

use crate::cli::args::Color;

/// Standard output. What is not flushed is not written: callers flush and look at the result.
///
/// It is written as a file: the standard library takes a descriptor that cannot be written (`1</dev/null`)
/// for one that takes everything, and a report that was not written is never a pass.
pub struct Stdout(BufWriter<AutoStream<Box<dyn Write + Send>>>);

impl Stdout {
    /// With colours as the user asked.
    pub fn coloured(color: Color) -> Self {
        let choice = match color {
            Color::Auto => automatic(&io::stdout()),
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

/// Colours at a terminal, unless `NO_COLOR` is set, and in a pipe if `CLICOLOR_FORCE` is; its value 0 asks for none.
fn automatic(stream: &impl RawStream) -> ColorChoice {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return ColorChoice::Never;
    }
    match set("CLICOLOR_FORCE") {
        Some(value) if value == "0" => ColorChoice::Never,
        Some(_) => ColorChoice::AlwaysAnsi,
        None => AutoStream::choice(stream),
    }
}

/// Standard error, for what is coloured on it.
pub fn stderr() -> AutoStream<io::Stderr> {
    let choice = automatic(&io::stderr());
    AutoStream::new(io::stderr(), choice)
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
