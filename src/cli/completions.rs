//! `pith completions`: a completion script for a shell.

use clap::builder::PossibleValue;
use clap::{Arg, Command, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::help::{Help, PRINTED};
use crate::cli::stdout::Stdout;

pub const HELP: Help =
    Help { exit_codes: PRINTED, examples: &["pith completions bash > pith.bash", "pith completions fish > pith.fish"] };

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// The shell that runs the script
    shell: Shell,
}

pub fn run(args: &Args) -> u8 {
    let mut pith = super::Args::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut pith, "pith", &mut script);
    // Its parts are text, so this loses nothing.
    let script = with_words(args.shell, String::from_utf8_lossy(&script).into_owned(), &pith);
    Stdout::plain().print(0, |out| out.write_all(script.as_bytes()))
}

/// The script with the words that may follow a command, such as check codes. The scripts for bash and zsh have them.
fn with_words(shell: Shell, script: String, pith: &Command) -> String {
    pith.get_subcommands().fold(script, |script, command| {
        let verb = command.get_name();
        let values = command.get_positionals().flat_map(Arg::get_possible_values);
        let words: String = values.map(|value| word(shell, verb, &value)).collect();
        match shell {
            Shell::Fish => script + &words,
            Shell::Elvish => after(&script, &format!("&'pith;{verb}'= {{\n"), &words),
            Shell::PowerShell => after(&script, &format!("'pith;{verb}' {{\n"), &words),
            _ => script,
        }
    })
}

/// A line of the script that offers a word after a command.
fn word(shell: Shell, verb: &str, value: &PossibleValue) -> String {
    let (name, help) = (value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default());
    match shell {
        Shell::Fish => {
            let help = help.replace('\\', "\\\\").replace('\'', "\\'");
            format!("complete -c pith -n \"__fish_pith_using_subcommand {verb}\" -f -a \"{name}\" -d '{help}'\n")
        }
        Shell::Elvish => format!("            cand '{name}' '{}'\n", help.replace('\'', "''")),
        _ => {
            let help = if help.is_empty() { name.to_owned() } else { help.replace('\'', "''") };
            let kind = "[CompletionResultType]::ParameterValue";
            format!("            [CompletionResult]::new('{name}', '{name}', {kind}, '{help}')\n")
        }
    }
}

/// The script with lines after the first place of these words.
fn after(script: &str, words: &str, lines: &str) -> String {
    script.replacen(words, &format!("{words}{lines}"), 1)
}
