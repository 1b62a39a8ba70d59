//! Every single-bit flip and every truncation of the real bundle: none passes.
//!
//! `cargo run --release --example flips` tries all of them on all cores and prints the outcomes. `tests/suite/flips.rs`
//! tries a sample.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::process::ExitCode;
use std::time::Instant;

#[path = "../support/flips.rs"]
mod flips;

fn main() -> ExitCode {
    let started = Instant::now();
    let bits = flips::flips(0..flips::REAL.len() * 8);
    let ends = flips::truncations(0..flips::REAL.len());
    for (what, outcome) in [("bit flips", &bits), ("truncations", &ends)] {
        println!("{what}: {} tried", outcome.tried);
        for (verdict, count) in &outcome.verdicts {
            println!("  {verdict}: {count}");
        }
        println!("  passes with the same signed content: {}", outcome.same.len());
    }
    println!("places that nothing signs, or that mean the same: {:?}", flips::places(&bits.same));
    println!("{:.1} s", started.elapsed().as_secs_f64());
    let wrong: Vec<_> = bits.wrong.iter().chain(&ends.wrong).collect();
    if wrong.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("WRONG: {wrong:?}");
    ExitCode::FAILURE
}
