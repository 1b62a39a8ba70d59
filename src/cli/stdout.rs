//! Standard output, with or without colours, buffered.

use std::env;
use std::io::{self, BufWriter, IsTerminal as _, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use pith::render::wrap::wrapped;
use pith::text::escape;

use crate::cli::{exit, platform};

/// The colours of the verbs that print for people.
#[derive(clap::Args, Default)]
pub struct ColorArgs {
    /// When to use colours
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub color: Color,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Color {
    /// At a terminal, unless `NO_COLOR` is set; in a pipe too, if `CLICOLOR_FORCE` is
    #[default]
    Auto,
    Always,
    Never,
}

/// The format of the verbs that have two.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum TextFormat {
    /// Text for people
    #[default]
    Human,
    /// One JSON object
    Json,
}

/// Standard output. It is written as a file, because the standard library ignores errors of a descriptor that cannot be
/// written (`1</dev/null`), and a report that was not written is never a pass.
pub struct Stdout(AutoStream<Box<dyn Write + Send>>);

impl Stdout {
    /// With colours as the user asked.
    pub fn coloured(args: &ColorArgs) -> Self {
        Self::with(match args.color {
            Color::Auto => automatic(&io::stdout()),
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        })
    }

    /// The bytes as they are.
    pub fn plain() -> Self {
        Self::with(ColorChoice::AlwaysAnsi)
    }

    fn with(choice: ColorChoice) -> Self {
        // The filter of colours is before the buffer, since it passes on each word by itself.
        let out: Box<dyn Write + Send> = Box::new(BufWriter::with_capacity(1 << 16, platform::standard_output()));
        Self(AutoStream::new(out, choice))
    }

    /// Writes a part of the output, now.
    pub fn write(&mut self, text: &[u8]) -> io::Result<()> {
        self.0.write_all(text)?;
        self.0.flush()
    }

    /// Writes everything that is in `from`.
    pub fn copy(&mut self, mut from: impl io::Read) -> io::Result<()> {
        io::copy(&mut from, &mut self.0)?;
        self.0.flush()
    }

    /// Writes all of the output of a verb. Returns `code` if that succeeds.
    pub fn print(mut self, code: u8, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
        match write(&mut self.0).and_then(|()| self.0.flush()) {
            Ok(()) => code,
            // A failed output does not hide a verdict that outweighs it.
            Err(error) => exit::first(exit::unwritten(&error), code),
        }
    }

    /// The same of an output for people: at a terminal, its lines are broken between words.
    pub fn print_for_people(self, code: u8, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
        let Some(columns) = columns() else { return self.print(code, write) };
        self.print(code, |out| {
            let mut text = Vec::new();
            write(&mut text)?;
            out.write_all(wrapped(&String::from_utf8_lossy(&text), columns).as_bytes())
        })
    }
}

/// The width of the terminal on standard output, taken to be at least 60 and at most 200 columns.
pub fn columns() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(columns).clamp(60, 200))
}

/// Bytes as they are, but with everything that could act on a terminal escaped if they go to one.
pub fn shown(bytes: Vec<u8>) -> Vec<u8> {
    if !io::stdout().is_terminal() {
        return bytes;
    }
    let text = String::from_utf8_lossy(&bytes);
    let safe = escape(&text);
    if safe != text {
        exit::complain("control characters are escaped at a terminal; pipe the output to get the exact bytes");
    }
    (safe + "\n").into_bytes()
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

/// Standard error, with colours where a terminal wants them.
pub fn stderr() -> AutoStream<io::Stderr> {
    let choice = automatic(&io::stderr());
    AutoStream::new(io::stderr(), choice)
}
