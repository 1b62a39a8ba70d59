//! `pith explain`: checks, merge rules and reasons in words.

use clap::builder::{PossibleValue, StringValueParser};
use pith::report::{CheckCode, Explanation, Reason, Rule};
use pith::text::cut;

use crate::cli::exit::Stop;
use crate::cli::help::{Help, PRINTED};
use crate::cli::names::{Offering, nearest};
use crate::cli::stdout::Stdout;

pub const HELP: Help = Help {
    exit_codes: PRINTED,
    examples: &["pith explain", "pith explain event.digest", "pith explain M8", "pith explain unknown-key"],
};

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// A check code, a merge rule or a reason, such as event.digest, M8 or unknown-key [default: list all]
    #[arg(hide_possible_values = true, value_parser = Offering { parser: StringValueParser::new(), offers: names })]
    code: Option<String>,
}

/// What there is to explain, for shells that complete.
fn names() -> Vec<PossibleValue> {
    all().map(|one| PossibleValue::new(one.name).help(one.summary)).collect()
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let text = match &args.code {
        None => everything(),
        Some(name) => found(name).ok_or_else(|| unknown(name))?,
    };
    Ok(Stdout::plain().print_for_people(0, |out| out.write_all(text.as_bytes())))
}

/// One line per check, merge rule and reason.
fn everything() -> String {
    let line = |one: Explanation| format!("{:<24}{}\n", one.name, one.summary);
    let (checks, rules): (String, String) = (checks().map(line).collect(), rules().map(line).collect());
    let reasons: String = reasons().map(line).collect();
    format!("{checks}\nMerge rules:\n{rules}\nReasons:\n{reasons}")
}

fn checks() -> impl Iterator<Item = Explanation> {
    CheckCode::ALL.iter().map(|code| code.explanation())
}

fn rules() -> impl Iterator<Item = Explanation> {
    Rule::ALL.iter().map(|rule| rule.explanation())
}

fn reasons() -> impl Iterator<Item = Explanation> {
    Reason::ALL.iter().map(|reason| reason.explanation())
}

fn all() -> impl Iterator<Item = Explanation> {
    checks().chain(rules()).chain(reasons())
}

fn found(name: &str) -> Option<String> {
    let Explanation { name, summary, why, todo } = all().find(|one| one.name.eq_ignore_ascii_case(name))?;
    Some(format!("{name}\n\n  What    {summary}\n  Why     {why}\n  To do   {todo}\n"))
}

/// The message about an unknown name, with the nearest name, or else the check codes of the same family.
fn unknown(name: &str) -> String {
    let hint = match nearest(name, all().map(|one| one.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => family(name),
    };
    format!("no check, merge rule or reason is called `{}`; {hint}", cut(name))
}

fn family(name: &str) -> String {
    let family = name.split('.').next().unwrap_or_default();
    let codes: Vec<&str> =
        checks().map(|one| one.name).filter(|known| known.split('.').next() == Some(family)).collect();
    if codes.is_empty() { "`pith explain` lists them".to_owned() } else { format!("there is {}", codes.join(", ")) }
}
