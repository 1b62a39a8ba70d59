#![allow(warnings, clippy::all)]
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use pith::bundle::Bundle;
use pith::digest::Sha256Digest;
use pith::json::{Arena, Document};
use pith::keyring::{TrustStore, TrustedKey};
use pith::verify::{Policy, verify_bytes};
use std::hint::black_box;
use std::time::{Duration, Instant};
fn main() {
    let text = std::fs::read("/tmp/b/m.ndjson").unwrap();
    let lines: Vec<&[u8]> = text.split(|b| *b == b'\n').filter(|l| !l.is_empty()).collect();
    let key = TrustedKey::parse("b0328b1f4b87871e7962e69d069b8d2d4ffb75c94945075467d0af1b3c287492").unwrap();
    let policy = Policy { trust: TrustStore::pinned(vec![key]), ..Policy::new(None) };
    let signing = SigningKey::from_bytes(Sha256Digest::of(b"a key to measure with").as_bytes());
    let vk = signing.verifying_key();
    let signed: Vec<(Sha256Digest, Signature)> =
        (0..5000u32).map(|n| Sha256Digest::of(&n.to_be_bytes())).map(|d| (d, signing.sign(d.as_bytes()))).collect();
    let mut i = 0;
    let mut raw = || {
        for _ in 0..4 {
            let (d, s) = &signed[i % 5000];
            i += 1;
            black_box(&vk).verify_strict(black_box(d.as_bytes()), black_box(s)).unwrap();
        }
    };
    let mut arena = Arena::new();
    let mut pa = Arena::new();
    match std::env::args().nth(1).as_deref() {
        Some("parse") => {
            for line in &lines[..500] {
                pa.reset();
                black_box(Document::parse(line, &pa).unwrap().root().at());
            }
            return;
        }
        Some("view") => {
            for line in &lines[..1] {
                pa.reset();
                let d = Document::parse(line, &pa).unwrap();
                for _ in 0..500 {
                    black_box(Bundle::view(&d).1.findings().len());
                }
            }
            return;
        }
        Some("verify") => {
            for line in &lines[..500] {
                pa.reset();
                black_box(verify_bytes("x", line, &pa, &policy).report.bytes);
            }
            return;
        }
        _ => {}
    }
    let mut buf = Vec::with_capacity(1 << 20);
    for round in 0..2 {
        let mut t = [Duration::ZERO; 4];
        for line in &lines {
            raw();
            buf.clear();
            buf.extend_from_slice(line);
            pa.reset();
            let s = Instant::now();
            black_box(std::str::from_utf8(&buf).unwrap().len());
            t[3] += s.elapsed();
            let s = Instant::now();
            let d = Document::parse(&buf, &pa).unwrap();
            black_box(d.root().at());
            t[0] += s.elapsed();
            drop(d);
            pa.reset();
            let s = Instant::now();
            let d = Document::parse(&buf, &pa).unwrap();
            black_box(d.root().at());
            t[1] += s.elapsed();
            drop(d);
            pa.reset();
            let s = Instant::now();
            let d = Document::parse(lines[0], &pa).unwrap();
            black_box(d.root().at());
            t[2] += s.elapsed();
        }
        let n = lines.len() as u32;
        let f = |d: Duration| d.as_secs_f64() * 1e6 / n as f64;
        println!(
            "utf8 {:.1} parse after raw, copied {:.1}; again at once {:.1}; another, always the same {:.1}",
            f(t[3]),
            f(t[0]),
            f(t[1]),
            f(t[2])
        );
    }
    for round in 0..3 {
        let mut t = [Duration::ZERO; 7];
        for line in &lines {
            let s = Instant::now();
            raw();
            t[0] += s.elapsed();
            let s = Instant::now();
            black_box(verify_bytes("x", line, &arena, &policy).report.bytes);
            t[1] += s.elapsed();
            arena.reset();
            raw();
            let s = Instant::now();
            let d = Document::parse(line, &arena).unwrap();
            t[2] += s.elapsed();
            raw();
            let s = Instant::now();
            black_box(Bundle::view(&d).1.findings().len());
            t[3] += s.elapsed();
            raw();
            let s = Instant::now();
            black_box(pith::canonical::digest(&d.root()).as_bytes());
            t[4] += s.elapsed();
            raw();
            let s = Instant::now();
            black_box(Sha256Digest::of(line));
            t[5] += s.elapsed();
            raw();
            let s = Instant::now();
            black_box(pith::canonical::to_bytes(&d.root()));
            t[6] += s.elapsed();
            arena.reset();
        }
        let n = lines.len() as u32;
        let f = |d: Duration| d.as_secs_f64() * 1e6 / n as f64;
        println!(
            "raw4 {:.1} verify {:.1} ratio {:.3} parse {:.1} view {:.1} canondigest {:.1} filesha {:.1} canon {:.1}",
            f(t[0]),
            f(t[1]),
            f(t[0]) / f(t[1]),
            f(t[2]),
            f(t[3]),
            f(t[4]),
            f(t[5]),
            f(t[6])
        );
    }
}
