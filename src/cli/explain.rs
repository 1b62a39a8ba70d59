//! `pith explain`

use pith::report::code::{CheckCode, EXPLANATIONS, Explanation, Note, REASONS, RULES, note};
use pith::text::{cut, escape};

use crate::cli::args::ExplainOptions;
use crate::cli::stdout::Stdout;
use crate::cli::{document, exit};

pub fn run(options: &ExplainOptions) -> u8 {
    let text = match &options.code {
        None => everything(),
        Some(name) => match found(name) {
            Some(text) => text,
            None => return exit::unchecked(&unknown(name)),
        },
    };
    document::print(Stdout::plain(), text.as_bytes(), 0)
}

/// A line for each check, merge rule and reason.
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

/// Names the codes of the same family, where there is one.
fn unknown(name: &str) -> String {
    let family = name.split('.').next().unwrap_or_default();
    let near: Vec<&str> =
        EXPLANATIONS.iter().map(|one| one.name).filter(|known| known.split('.').next() == Some(family)).collect();
    let hint =
        if near.is_empty() { "`pith explain` lists them".to_owned() } else { format!("there is {}", near.join(", ")) };
    format!("no check, merge rule or reason is called `{}`; {hint}", escape(&cut(name)))
}
