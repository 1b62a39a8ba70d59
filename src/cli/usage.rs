//! The command line, read by clap: help, version and usage errors.

use std::io::Write as _;
use std::path::Path;

use anstream::adapter::strip_str;
use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use pith::report::Verdict;
use pith::text::{cut, escape};

use crate::cli::Args;
use crate::cli::stdout::{ColorArgs, Stdout};

/// The arguments, or the exit code of a run that ends here.
pub fn parse() -> Result<Args, u8> {
    Args::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().ansi().to_string();
            Stdout::coloured(&ColorArgs::default()).print(0, |out| out.write_all(text.as_bytes()))
        }
        _ => wrong(&error),
    })
}

/// Prints a usage error on stderr. A failure to write it is ignored: there is nowhere left to report it.
fn wrong(error: &clap::Error) -> u8 {
    let text = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if is_input(word) => not_a_command(word),
        _ => strip_str(&error.render().to_string()).to_string(),
    };
    // It repeats words of the command line, among them file names that others chose.
    let lines: Vec<String> = text.lines().map(escape).collect();
    let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
    Verdict::Unchecked.exit_code()
}

/// Whether this word in the place of a command was probably meant as an input.
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
