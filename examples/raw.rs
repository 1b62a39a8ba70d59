//! The limit that `pith` is measured against: `verify_strict` and nothing else.
//!
//! `cargo run --release --example raw -- COUNT [THREADS]` verifies the bundle signature of the real
//! bundle COUNT times, spread over THREADS, and prints microseconds a signature and thread.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use base64::Engine as _;
use ed25519_dalek::{Signature, VerifyingKey};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(10_000, |count| count.parse().unwrap());
    let threads: u32 = arguments.next().map_or(1, |threads| threads.parse().unwrap());
    let source = std::fs::read("fixtures/valid/arxiv-1804.07612.json").unwrap();
    let bundle: serde_json::Value = serde_json::from_slice(&source).unwrap();
    let base64 = |pointer: &str| {
        let text = bundle.pointer(pointer).unwrap().as_str().unwrap();
        base64::engine::general_purpose::STANDARD.decode(text).unwrap()
    };
    let key = VerifyingKey::try_from(base64("/public_keys/0/public_key_b64").as_slice()).unwrap();
    let signature = Signature::try_from(base64("/bundle_signature/signature_b64").as_slice()).unwrap();
    let digest = hex::decode(bundle.pointer("/bundle_signature/bundle_sha256").unwrap().as_str().unwrap()).unwrap();

    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..count / threads {
                    black_box(&key).verify_strict(black_box(&digest), black_box(&signature)).unwrap();
                }
            });
        }
    });
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(count / threads);
    println!("{each:.2} us for each signature on each of {threads} threads");
}
