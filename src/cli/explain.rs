//! `pith explain`

use pith::report::{CheckCode, Explanation, Reason, Rule};
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

/// Names the codes of the same family, where there is one.
fn unknown(name: &str) -> String {
    let family = name.split('.').next().unwrap_or_default();
    let near: Vec<&str> =
        checks().map(|one| one.name).filter(|known| known.split('.').next() == Some(family)).collect();
    let hint =
        if near.is_empty() { "`pith explain` lists them".to_owned() } else { format!("there is {}", near.join(", ")) };
    format!("no check, merge rule or reason is called `{}`; {hint}", escape(&cut(name)))
}
