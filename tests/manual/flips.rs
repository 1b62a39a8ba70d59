//! Every single-bit flip and every truncation of the real bundle: none passes. And what the reports name as changed, of
//! these and of every change of a value, a member or an element, and of pairs of them.
//!
//! `cargo run --release --example flips` tries all of them on all cores and prints the outcomes, as tables for
//! docs/assurance.md; with a number after `--`, one in so many. `tests/suite/flips.rs` tries a sample.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::process::ExitCode;
use std::time::Instant;

#[path = "../support/flips.rs"]
mod flips;
#[path = "../support/named.rs"]
mod named;
#[macro_use]
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/sweep.rs"]
mod sweep;

use named::Tally;

/// One in so many first changes, and one in so many second ones: about 90,000 pairs.
const PAIRS: (usize, usize) = (13, 7);

fn main() -> ExitCode {
    let step = std::env::args().nth(1).map_or(1, |number| number.parse().expect("a number"));
    let started = Instant::now();
    let bits = flips::flips((0..flips::REAL.len() * 8).step_by(step));
    let ends = flips::truncations((0..flips::REAL.len()).step_by(step));
    println!("| change | tried | outcomes |\n|---|---:|---|");
    for (what, outcome) in [("one bit flipped", &bits), ("truncated", &ends)] {
        let counts = outcome.verdicts.iter().map(|(verdict, count)| format!("{count} {verdict}"));
        println!("| {what} | {} | {} |", outcome.tried, counts.collect::<Vec<_>>().join(", "));
    }
    println!("places that nothing signs, or that mean the same: {:?}", flips::places(&bits.same));
    println!("{:.1} s\n", started.elapsed().as_secs_f64());
    let real = std::str::from_utf8(flips::REAL).expect("the real bundle is text");
    let changes = sweep::changes(real, step);
    let pairs = sweep::pairs(real, PAIRS.0 * step, PAIRS.1);
    let tallies = [
        ("one bit flipped", &bits.named),
        ("one value, member or element changed", &changes),
        ("two of these", &pairs),
    ];
    print(&tallies);
    println!("\n{:.1} s", started.elapsed().as_secs_f64());
    let wrong: Vec<_> = bits.wrong.iter().chain(&ends.wrong).collect();
    let misnamed: Vec<&String> = tallies.iter().flat_map(|(_, tally)| &tally.wrong).collect();
    if wrong.is_empty() && misnamed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("WRONG PASSES: {wrong:?}");
    for what in misnamed {
        println!("MISNAMED: {what}");
    }
    ExitCode::FAILURE
}

fn print(tallies: &[(&str, &Tally)]) {
    println!("| change | still JSON | pass | named exactly and complete | named, not complete | silent | misnamed |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for (what, tally) in tallies {
        let Tally { tried, refused, passed, exact, partial, wrong, .. } = tally;
        let silent = tally.silent();
        println!("| {what} | {} | {passed} | {exact} | {partial} | {silent} | {} |", tried - refused, wrong.len());
    }
    for (what, tally) in tallies {
        println!("\nsilent, {what}:");
        let mut places: Vec<_> = tally.silent.iter().collect();
        places.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        places.iter().take(20).for_each(|(place, count)| println!("  {count:6} {place}"));
    }
}
