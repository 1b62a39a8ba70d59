//! `pith explain`

use pith::code::{CheckCode, EXPLANATIONS, Explanation};
use pith::text::{cut, escape};

use crate::args::ExplainOptions;
use crate::stdout::Stdout;
use crate::{document, exit};

pub fn run(options: &ExplainOptions) -> u8 {
    let text = match &options.code {
        None => {
            let lines: Vec<String> =
                EXPLANATIONS.iter().map(|one| format!("{:<24}{}\n", one.name, one.summary)).collect();
            lines.concat()
        }
        Some(name) => match CheckCode::parse(name).and_then(CheckCode::explanation) {
            Some(explanation) => in_full(explanation),
            None => return exit::unchecked(&unknown(name)),
        },
    };
    document::print(Stdout::plain(), text.as_bytes(), 0)
}

fn in_full(explanation: &Explanation) -> String {
    let Explanation { name, summary, why, todo, .. } = explanation;
    format!("{name}\n\n  What    {summary}\n  Why     {why}\n  To do   {todo}\n")
}

/// Names the codes of the same family, where there is one.
fn unknown(name: &str) -> String {
    let family = name.split('.').next().unwrap_or_default();
    let near: Vec<&str> =
        EXPLANATIONS.iter().map(|one| one.name).filter(|known| known.split('.').next() == Some(family)).collect();
    let hint =
        if near.is_empty() { "`pith explain` lists them".to_owned() } else { format!("there is {}", near.join(", ")) };
    format!("no check has the code `{}`; {hint}", escape(&cut(name)))
}
