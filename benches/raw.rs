//! Measures `verify_strict` alone, the unit of the other measurements.
//!
//! `cargo run --release --example raw -- COUNT [THREADS]` verifies COUNT signatures on THREADS threads and prints
//! microseconds per signature and thread. The signatures differ, as in a mirror: the processor would learn a single one.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use ed25519_dalek::{Signature, Signer as _, SigningKey};
use pith::digest::Sha256Digest;

/// Too many for a processor to learn.
const DIFFERENT: u32 = 5_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(10_000, |count| count.parse().unwrap());
    let threads: u32 = arguments.next().map_or(1, |threads| threads.parse().unwrap());
    let signing = SigningKey::from_bytes(Sha256Digest::of(b"a key to measure with").as_bytes());
    let key = signing.verifying_key();
    let signed: Vec<(Sha256Digest, Signature)> = (0..DIFFERENT)
        .map(|number| Sha256Digest::of(&number.to_be_bytes()))
        .map(|digest| (digest, signing.sign(digest.as_bytes())))
        .collect();

    let started = Instant::now();
    let each_thread = usize::try_from(count / threads).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for (digest, signature) in signed.iter().cycle().take(each_thread) {
                    black_box(&key).verify_strict(black_box(digest.as_bytes()), black_box(signature)).unwrap();
                }
            });
        }
    });
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(count / threads);
    println!("{each:.2} us for each signature on each of {threads} threads");
}
