//! `pith explain`: checks, merge rules and reasons in words.

use pith::report::code::{CheckCode, EXPLANATIONS, Explanation, Note, REASONS, RULES, note};
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
    let line = |name: &str, summary: &str| format!("{name:<24}{summary}\n");
    let checks: String = EXPLANATIONS.iter().map(|one| line(one.name, one.summary)).collect();
    let notes = |notes: &[Note]| notes.iter().map(|one| line(one.name, one.summary)).collect::<String>();
    format!("{checks}\nMerge rules:\n{}\nReasons of signatures and of trust:\n{}", notes(RULES), notes(REASONS))
}

fn found(name: &str) -> Option<String> {
    if let Some(explanation) = CheckCode::parse(name).and_then(CheckCode::explanation) {
        let Explanation { name, summary, why, todo, .. } = explanation;
        return Some(in_full(name, summary, why, todo));
    }
    let Note { name, summary, why, todo } = note(name)?;
    Some(in_full(name, summary, why, todo))
}

fn in_full(name: &str, summary: &str, why: &str, todo: &str) -> String {
    format!("{name}\n\n  What    {summary}\n  Why     {why}\n  To do   {todo}\n")
}

/// The message about an unknown name, with the check codes of the same family if there are any.
fn unknown(name: &str) -> String {
    let family = name.split('.').next().unwrap_or_default();
    let near: Vec<&str> =
        EXPLANATIONS.iter().map(|one| one.name).filter(|known| known.split('.').next() == Some(family)).collect();
    let hint =
        if near.is_empty() { "`pith explain` lists them".to_owned() } else { format!("there is {}", near.join(", ")) };
    format!("no check, merge rule or reason is called `{}`; {hint}", cut(name))
}
