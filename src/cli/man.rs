//! `pith man`: manual pages.

use std::io::{self, Write};

use clap::builder::{PossibleValue, StringValueParser};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use pith::text::cut;

use crate::cli::exit::Stop;
use crate::cli::help::{Help, PRINTED};
use crate::cli::names::{Offering, nearest};
use crate::cli::stdout::Stdout;

pub const HELP: Help =
    Help { exit_codes: PRINTED, examples: &["pith man > pith.1", "pith man verify > pith-verify.1"] };

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// The command to describe [default: pith itself]
    #[arg(hide_possible_values = true, value_parser = Offering { parser: StringValueParser::new(), offers: verbs })]
    verb: Option<String>,
}

/// The commands that have a page, for shells that complete.
fn verbs() -> Vec<PossibleValue> {
    let pith = super::Args::command();
    let verbs = pith.get_subcommands().map(|verb| PossibleValue::new(verb.get_name().to_owned()));
    verbs.collect()
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let mut pith = super::Args::command();
    pith.build();
    let (command, help) = match args.verb.as_deref() {
        None | Some("pith") => (&pith, super::HELP),
        Some(verb) => {
            let command = pith.find_subcommand(verb).ok_or_else(|| unknown(verb, &pith))?;
            (command, super::help_of(command.get_name()))
        }
    };
    Ok(Stdout::plain().print(0, |out| page(command, &help, out)))
}

fn unknown(verb: &str, pith: &Command) -> String {
    let near = nearest(verb, pith.get_subcommands().map(Command::get_name));
    let hint = near.map_or_else(|| "`pith --help` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
    format!("there is no command `{}`; {hint}", cut(verb))
}

/// The page: what clap knows of a command, and sections for exit codes and examples.
fn page(command: &Command, help: &Help, out: &mut dyn Write) -> io::Result<()> {
    let man = Man::new(command.clone().after_help("").after_long_help(""));
    let mut out = out;
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
    }
    writeln!(out, ".SH \"EXIT STATUS\"")?;
    for (code, meaning) in help.exit_codes {
        writeln!(out, ".TP\n\\fB{code}\\fR\n{}", roff(meaning))?;
    }
    writeln!(out, ".SH EXAMPLES\n.nf")?;
    for example in help.examples {
        writeln!(out, "{}", roff(example))?;
    }
    writeln!(out, ".fi")?;
    // A command has the version of the program.
    if command.get_version().is_some() { man.render_version_section(&mut out) } else { Ok(()) }
}

/// Text as roff shows it: no escapes, and hyphens that can be copied.
fn roff(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}
