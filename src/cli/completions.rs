//! `pith completions`

use clap::CommandFactory as _;

use crate::cli::args::{Args, CompletionsOptions};
use crate::cli::document;
use crate::cli::stdout::Stdout;

pub fn run(options: &CompletionsOptions) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Args::command(), "pith", &mut script);
    document::print(Stdout::plain(), &script, 0)
}
