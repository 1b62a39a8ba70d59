//! `pith man`: manual pages.

use clap::CommandFactory as _;
use clap_mangen::Man;
use pith::text::cut;

use crate::cli::exit::Stop;
use crate::cli::stdout::Stdout;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  pith man > pith.1\n  pith man verify > pith-verify.1")]
pub struct Args {
    /// The command to describe [default: pith itself]
    verb: Option<String>,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let mut pith = super::Args::command();
    pith.build();
    let command = match &args.verb {
        None => &pith,
        Some(verb) => pith.find_subcommand(verb).ok_or_else(|| format!("there is no command `{}`", cut(verb)))?,
    };
    Ok(Stdout::plain().print(0, |out| Man::new(command.clone()).render(out)))
}
