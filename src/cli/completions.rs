//! `pith completions`: a completion script for a shell.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::stdout::Stdout;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    pith completions bash > pith.bash\n  \
    pith completions fish > pith.fish")]
pub struct Args {
    /// The shell that runs the script
    shell: Shell,
}

pub fn run(args: &Args) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Args::command(), "pith", &mut script);
    Stdout::plain().print(0, |out| out.write_all(&script))
}
