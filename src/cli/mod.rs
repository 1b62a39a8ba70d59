//! The command line: one file a verb. What is verified, and how, is the library's.

mod annotation;
mod args;
mod canon;
mod completions;
mod destination;
mod diff;
mod document;
mod engine;
mod exit;
mod expectations;
mod explain;
mod gatherer;
mod identity;
mod inputs;
mod inspect;
mod keys;
mod lines;
mod man;
mod merge;
mod new_file;
mod progress;
mod signals;
mod state;
mod stdout;
mod trust;
mod usage;
mod verify;
mod walk;

use std::panic::catch_unwind;
use std::process::ExitCode;

use pith::report::Verdict;

use args::{Args, Command};

/// Runs the program: its exit code is that of the verdict.
pub fn main() -> ExitCode {
    // What a panic says may hold text of an input: it is escaped like everything else.
    std::panic::set_hook(Box::new(|panic| exit::complain(&panic.to_string())));
    // A panic is a bug, and says nothing about a bundle: it is never 0, and never clap's or Rust's own code.
    signals::survive_the_size_limit();
    let outcome = catch_unwind(|| usage::parse().map_or_else(|code| code, run));
    let code = outcome.unwrap_or_else(|_| {
        exit::complain("this is a bug in pith; nothing was verified");
        Verdict::Internal.exit_code()
    });
    ExitCode::from(code)
}

fn run(args: Args) -> u8 {
    match args.command {
        Command::Verify(options) => verify::run(&options),
        Command::Inspect(options) => inspect::run(&options),
        Command::State(options) => state::run(&options),
        Command::Canon(options) => canon::run(&options),
        Command::Keys(options) => keys::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Merge(options) => merge::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Completions(options) => completions::run(&options),
        Command::Man(options) => man::run(&options),
    }
}
