//! The command line, read by clap: help, version and usage errors.

use std::env;
use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use anstream::adapter::strip_str;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser as _};
use pith::report::Verdict;
use pith::text::{cut, escape};

use crate::cli::Args;
use crate::cli::exit;
use crate::cli::stdout::{ColorArgs, Stdout};

/// The arguments, or the exit code of a run that ends here.
pub fn parse() -> Result<Args, u8> {
    Args::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render().ansi().to_string();
            Stdout::coloured(&ColorArgs::default()).print(asked(), |out| out.write_all(text.as_bytes()))
        }
        _ => wrong(&error),
    })
}

/// The exit code after help or the version. If anything other than the command is on the command line, such as inputs, it is
/// not that of a pass: a file may be called `-h`, and nothing was verified.
fn asked() -> u8 {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let is_alone = match words.as_slice() {
        [_] => true,
        [command, _] => command == "help" || Args::command().find_subcommand(command).is_some(),
        _ => false,
    };
    if is_alone {
        return Verdict::Pass.exit_code();
    }
    exit::complain("nothing was verified, because help was asked for; put `--` before names that begin with `-`");
    Verdict::Unchecked.exit_code()
}

/// Prints a usage error on stderr. A failure to write it is ignored: there is nowhere left to report it.
fn wrong(error: &clap::Error) -> u8 {
    let error = &escaped(error);
    let text = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if is_input(word) => not_a_command(word),
        _ => strip_str(&error.render().to_string()).to_string(),
    };
    let lines: Vec<String> = text.lines().map(escape).collect();
    let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
    Verdict::Unchecked.exit_code()
}

/// The error about the same command line with every word escaped. It repeats words, among them file names that others
/// chose, and a line end in one would begin a line that looks like one of ours.
fn escaped(error: &clap::Error) -> clap::Error {
    let words = env::args_os().map(|word| escape(&word.to_string_lossy()));
    let again = Args::try_parse_from(words).err().filter(|again| again.kind() == error.kind());
    again.unwrap_or_else(|| refused_as_it_was(error))
}

/// The error about a word that is wrong only as it was: one of control characters, or that is not UTF-8.
fn refused_as_it_was(error: &clap::Error) -> clap::Error {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(escape(word)),
        _ => None,
    };
    let why = error.source().map(|why| escape(&why.to_string()));
    let parts = word(ContextKind::InvalidArg).zip(word(ContextKind::InvalidValue)).zip(why);
    let error = parts.map_or_else(
        || clap::Error::new(error.kind()),
        |((option, value), why)| {
            clap::Error::raw(
                error.kind(),
                format!("invalid value '{value}' for '{option}': {why}\n\nFor more information, try '--help'.\n"),
            )
        },
    );
    error.with_cmd(&Args::command())
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
