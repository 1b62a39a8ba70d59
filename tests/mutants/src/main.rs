//! Mutation testing of the whole of `src` with one build.
//!
//! All mutants are planted into one copy of the tree. Each is chosen by a number in the environment, so that it costs a
//! run of tests and not a build. Every test is run once without a mutant to see which places it reaches, and how long
//! it takes. Each mutant is then tried against the tests that reach it, the quick ones first, until one fails.
//!
//! `cargo run --release --manifest-path tests/mutants/Cargo.toml -- OUT [--only src/json]... [--seconds 120]`

mod arguments;
mod changes;
mod compile;
mod plant;
mod tests;
mod tree;
mod trial;
mod values;

use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments::read()?;
    tree::copy(&arguments.out)?;
    let mutants = compile::plant_what_compiles(&arguments.out)?;
    let tests = tests::traced(&arguments.out)?;
    let mut counts: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    trial::each(&arguments, &mutants, &tests, |mutant, outcome| {
        println!("{}\t{}\t{mutant}", mutant.number, outcome);
        *counts.entry(mutant.part()).or_default().entry(outcome.name()).or_default() += 1;
    });
    for (part, outcomes) in counts {
        println!("{part}\t{outcomes:?}");
    }
    Ok(())
}
