//! `pith`: the command line. What is verified, and how, is the library's.

mod args;
mod canon;
mod destination;
mod engine;
mod exit;
mod explain;
mod inputs;
mod keys;
mod progress;
mod stdout;
mod verify;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser as _;
use pith::report::Verdict;

use args::{Args, Command};

fn main() -> ExitCode {
    // A panic is a bug, and says nothing about a bundle: it is never 0, and never clap's or Rust's own code.
    let outcome = catch_unwind(AssertUnwindSafe(|| run(Args::parse())));
    let code = outcome.unwrap_or_else(|_| {
        exit::complain("this is a bug in pith; nothing was verified");
        Verdict::Internal.exit_code()
    });
    ExitCode::from(code)
}

fn run(args: Args) -> u8 {
    match args.command {
        Command::Verify(options) => verify::run(&options),
        Command::Canon(options) => canon::run(&options),
        Command::Explain(options) => explain::run(&options),
    }
}
