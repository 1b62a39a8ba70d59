//! Holds the two ways of verifying a signature against each other: tables of the key, and `verify_strict`.
//!
//! `cargo run --release --example tables -- COUNT` compares COUNT attempts at a signature, made with a thousand keys, on
//! all cores, and prints how many of each kind verified. It fails at the first difference.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::time::Instant;

use ed25519_dalek::SigningKey;
use pith::digest::Sha256Digest;
use pith::keys::{PublicKey, Tabled};
use rayon::prelude::*;
use support::signatures::attempts;

#[macro_use]
#[path = "../support/mod.rs"]
mod support;

const KEYS: u64 = 1_000;

/// Attempts and verified ones, by kind.
type Counts = BTreeMap<&'static str, (u64, u64)>;

fn main() {
    let count: u64 = std::env::args().nth(1).map_or(10_000_000, |count| count.parse().expect("a number"));
    let started = Instant::now();
    let counts = (0..KEYS).into_par_iter().map(|key| compare(key, count / KEYS)).reduce(Counts::new, sum);
    println!("| attempt | compared | verified |\n|---|---:|---:|");
    for (kind, (compared, verified)) in &counts {
        println!("| {kind} | {compared} | {verified} |");
    }
    let compared: u64 = counts.values().map(|(compared, _)| compared).sum();
    println!("\n{compared} compared, no difference, {:.0} s", started.elapsed().as_secs_f64());
}

/// Compares so many attempts with one key.
fn compare(key: u64, count: u64) -> Counts {
    let signing = SigningKey::from_bytes(Sha256Digest::of(&key.to_le_bytes()).as_bytes());
    let tabled = Tabled::new(&PublicKey::from_bytes(signing.verifying_key().as_bytes()).expect("a sound key"));
    let seeds = (0..).map(|number: u64| [key, number].map(u64::to_le_bytes).concat());
    let mut counts = Counts::new();
    for attempt in seeds.flat_map(|seed| attempts(&signing, &seed)).take(count.try_into().expect("a number")) {
        let verifies = tabled.verifies(&attempt.message, &attempt.signature);
        let strictly = tabled.verifies_strictly(&attempt.message, &attempt.signature);
        assert_eq!(verifies, strictly, "key {key}: {}", attempt.kind);
        let (compared, verified) = counts.entry(attempt.kind).or_default();
        *compared += 1;
        *verified += u64::from(verifies);
    }
    counts
}

fn sum(mut counts: Counts, others: Counts) -> Counts {
    for (kind, (compared, verified)) in others {
        let sum = counts.entry(kind).or_default();
        sum.0 += compared;
        sum.1 += verified;
    }
    counts
}
