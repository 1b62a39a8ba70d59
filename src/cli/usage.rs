//! Reading the command line; what `--help` and `--version` print, and what a usage error says.

use std::io::Write as _;
use std::path::Path;

use anstream::adapter::strip_str;
use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use pith::report::Verdict;
use pith::text::{cut, escape};

use crate::cli::args::{Args, Color};
use crate::cli::document;
use crate::cli::stdout::Stdout;

/// The command line, or the exit code of a run that ends with it.
pub fn parse() -> Result<Args, u8> {
    Args::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().ansi().to_string();
            document::print(Stdout::coloured(Color::Auto), text.as_bytes(), 0)
        }
        _ => wrong(&error),
    })
}

/// A usage error, on stderr. If that cannot be written there is nobody to tell.
fn wrong(error: &clap::Error) -> u8 {
    let text = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if is_input(word) => not_a_command(word),
        _ => strip_str(&error.render().to_string()).to_string(),
    };
    // It repeats words of the command line, which a file name may have made.
    let lines: Vec<String> = text.lines().map(escape).collect();
    let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
    Verdict::Unchecked.exit_code()
}

/// Whether somebody who wrote this in the place of a command meant an input.
fn is_input(word: &str) -> bool {
    word == "-" || word.contains(['.', '/']) || Path::new(word).exists()
}

fn not_a_command(word: &str) -> String {
    let word = cut(word);
    format!(
        "error: `{word}` is not a command\n\n  tip: to verify a bundle, run `pith verify {word}`\n\n\
         For more information, try '--help'."
    )
}
