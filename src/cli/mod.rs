//! The command line: one file or folder per verb, with its arguments. The library decides what verifies.

mod canon;
mod completions;
mod diff;
mod exit;
mod explain;
mod help;
mod input;
mod inspect;
mod keys;
mod lines;
mod man;
mod merge;
mod names;
mod new_file;
mod outputs;
mod platform;
mod signals;
mod state;
mod stdout;
mod trust;
mod typed;
mod usage;
mod verify;

use std::panic::catch_unwind;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use help::Help;
use pith::report::Verdict;

/// The independent verifier of Pith open-graph bundles.
#[derive(Parser)]
#[command(name = "pith", version = env!("PITH_VERSION"), max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 pass, 1 fail, 2 unchecked, 3 malformed, 4 untrusted,\n            \
                        5 undetermined, 70 bug.\n\
                        pith uses no network and reads no configuration.")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Verify bundles: digests, signatures, keys, replay of the events
    Verify(Box<verify::Args>),
    /// Show the claims of any Pith document, UNVERIFIED
    Inspect(inspect::Args),
    /// Verify a bundle, and print the state that its events produce
    State(state::Args),
    /// Print the exact bytes that are hashed, of any JSON document
    Canon(canon::Args),
    /// Print the embedded keys as keyring lines, UNVERIFIED
    Keys(keys::Args),
    /// Compare two documents: events by id, entries by name
    Diff(diff::Args),
    /// Merge the verified events of several mirrors, and replay them
    Merge(merge::Args),
    /// Explain a check, a merge rule or a reason, and what to do
    Explain(explain::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print a manual page
    Man(man::Args),
}

/// For the manual page; the help of `pith` itself is shorter, to fit one screen.
const HELP: Help = Help {
    exit_codes: help::VERDICTS,
    examples: &[
        "pith verify bundle.json",
        "pith verify --format json bundles/ > report.json",
        "curl -sSf https://pith.science/pith/6CB5P4A4IXK6Y2AGFDY5KCUYHD/bundle.json | pith verify -",
        "pith explain event.digest",
    ],
};

/// Exit codes and examples of a command, by its name.
fn help_of(verb: &str) -> Help {
    match verb {
        "verify" => verify::HELP,
        "inspect" => inspect::HELP,
        "state" => state::HELP,
        "canon" => canon::HELP,
        "keys" => keys::HELP,
        "diff" => diff::HELP,
        "merge" => merge::HELP,
        "explain" => explain::HELP,
        "completions" => completions::HELP,
        "man" => man::HELP,
        _ => HELP,
    }
}

/// Runs the program. Its exit code is that of the verdict.
pub fn main() -> ExitCode {
    // The message of a panic may contain text of an input, so it is escaped like everything else.
    std::panic::set_hook(Box::new(|panic| exit::complain(&panic.to_string())));
    // A panic is a bug and proves nothing about a bundle: its exit code is never 0, nor one of clap's or Rust's own.
    platform::survive_the_size_limit();
    let outcome = catch_unwind(|| usage::parse().map_or_else(|code| code, run));
    let code = outcome.unwrap_or_else(|_| {
        exit::complain("this is a bug in pith; nothing was verified");
        Verdict::Internal.exit_code()
    });
    ExitCode::from(code)
}

fn run(args: Args) -> u8 {
    let outcome = match args.command {
        Command::Verify(args) => verify::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::State(args) => state::run(&args),
        Command::Canon(args) => canon::run(&args),
        Command::Keys(args) => keys::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => Ok(completions::run(&args)),
        Command::Man(args) => man::run(&args),
    };
    outcome.unwrap_or_else(|stop| stop.report())
}
