//! `pith man`

use clap::CommandFactory as _;
use clap_mangen::Man;
use pith::text::{cut, escape};

use crate::cli::args::{Args, ManOptions};
use crate::cli::stdout::Stdout;
use crate::cli::{document, exit};

pub fn run(options: &ManOptions) -> u8 {
    let mut pith = Args::command();
    pith.build();
    let command = match &options.verb {
        None => pith,
        Some(verb) => match pith.find_subcommand(verb) {
            Some(command) => command.clone(),
            None => return exit::unchecked(&format!("there is no command `{}`", escape(&cut(verb)))),
        },
    };
    let mut page = Vec::new();
    // Writing to memory cannot fail.
    let _ = Man::new(command).render(&mut page);
    document::print(Stdout::plain(), &page, 0)
}
