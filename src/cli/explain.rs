//! `pith explain`: checks, merge rules and reasons in words.

use pith::report::{CheckCode, Explanation, Reason, Rule};
use pith::text::cut;

use crate::cli::exit::Stop;
use crate::cli::stdout::Stdout;

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    pith explain\n  pith explain event.digest\n  pith explain M8\n  pith explain unknown-key")]
pub struct Args {
    /// A check code, a merge rule or a reason, such as event.digest, M8 or unknown-key [default: list all]
    code: Option<String>,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let text = match &args.code {
        None => everything(),
        Some(name) => found(name).ok_or_else(|| unknown(name))?,
    };
    Ok(Stdout::plain().print(0, |out| out.write_all(text.as_bytes())))
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

fn found(name: &str) -> Option<String> {
    let mut all = checks().chain(rules()).chain(reasons());
    let Explanation { name, summary, why, todo } = all.find(|one| one.name.eq_ignore_ascii_case(name))?;
    Some(format!("{name}\n\n  What    {summary}\n  Why     {why}\n  To do   {todo}\n"))
}

/// The message about an unknown name, with the check codes of the same family if there are any.
fn unknown(name: &str) -> String {
    let family = name.split('.').next().unwrap_or_default();
    let near: Vec<&str> =
        checks().map(|one| one.name).filter(|known| known.split('.').next() == Some(family)).collect();
    let hint =
        if near.is_empty() { "`pith explain` lists them".to_owned() } else { format!("there is {}", near.join(", ")) };
    format!("no check, merge rule or reason is called `{}`; {hint}", cut(name))
}
