//! The command line.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use crate::plant::Mutant;

/// What to try, and how long.
pub struct Arguments {
    /// The folder of the copy with the mutants.
    pub out: PathBuf,
    /// Mutants of files whose names begin so, in this order. All, if there is none.
    pub only: Vec<String>,
    /// The mutants that an earlier run has decided, by its output. They are not tried again.
    pub decided: BTreeSet<u32>,
    /// How long the tests of one mutant may take. A mutant that no test has caught by then is `undecided`.
    pub budget: Duration,
}

impl Arguments {
    /// When a mutant is tried. Nothing, if it is not.
    pub fn place(&self, mutant: &Mutant) -> Option<usize> {
        let file = &mutant.file;
        if self.decided.contains(&mutant.number) {
            None
        } else if self.only.is_empty() {
            Some(0)
        } else {
            self.only.iter().position(|start| file.starts_with(start.as_str()))
        }
    }
}

/// Reads the command line.
pub fn read() -> Result<Arguments, String> {
    let mut words = std::env::args().skip(1);
    let mut out = None;
    let mut only = Vec::new();
    let mut decided = BTreeSet::new();
    let mut budget = Duration::from_secs(120);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} takes a value"));
        match word.as_str() {
            "--only" => only.push(value()?),
            "--after" => {
                decided.extend(decided_in(&std::fs::read_to_string(value()?).map_err(|error| error.to_string())?))
            }
            "--seconds" => budget = Duration::from_secs(value()?.parse().map_err(|_| "--seconds takes a number")?),
            _ => out = Some(PathBuf::from(word)),
        }
    }
    Ok(Arguments { out: out.ok_or("the folder for the copy is missing")?, only, decided, budget })
}

fn decided_in(output: &str) -> impl Iterator<Item = u32> {
    let words = output.lines().map(|line| line.split('\t'));
    words.filter_map(|mut words| {
        let number = words.next()?.parse().ok()?;
        (words.next() != Some("undecided")).then_some(number)
    })
}
