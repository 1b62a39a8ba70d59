//! What a bundle costs, beside the raw signatures of the same run.
//!
//! `cargo bench --bench bundle`; the figures and what they are held against are in docs/performance.md.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[macro_use]
#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use pith::bundle::Bundle;
use pith::digest::Sha256Digest;
use pith::json::canonical;
use pith::json::{Arena, Document};
use pith::keys::{PublicKey, Tabled, TrustStore, TrustedKey};
use pith::render::Renderer as _;
use pith::render::report::json::Json;
use pith::report::Verdict;
use pith::verify::{Policy, verify_bytes};
use rayon::ThreadPoolBuilder;
use support::forge::{Bundle as Forged, long_history};
use support::keys::TestKey;
use support::paper::Paper;

const REAL: &[u8] = include_bytes!("../fixtures/valid/arxiv-1804.07612.json");

/// Different signatures of one key, as a mirror has them: one and the same over and over is faster,
/// because the processor learns it by heart.
struct Raw {
    key: VerifyingKey,
    signed: Vec<(Sha256Digest, Signature)>,
}

impl Raw {
    fn new(different: u32) -> Self {
        let signing = SigningKey::from_bytes(Sha256Digest::of(b"a key to measure with").as_bytes());
        let digests = (0..different).map(|number| Sha256Digest::of(&number.to_be_bytes()));
        let signed = digests.map(|digest| (digest, signing.sign(digest.as_bytes()))).collect();
        Self { key: signing.verifying_key(), signed }
    }

    fn verify(&self, times: usize) {
        for (digest, signature) in self.signed.iter().cycle().take(times) {
            black_box(&self.key).verify_strict(black_box(digest.as_bytes()), black_box(signature)).unwrap();
        }
    }
}

/// The same signatures, by a table of the key.
struct ByTable {
    raw: Raw,
    tabled: Tabled,
}

impl ByTable {
    fn new(raw: Raw) -> Self {
        let tabled = Tabled::new(&PublicKey::from_bytes(raw.key.as_bytes()).unwrap());
        Self { raw, tabled }
    }

    fn verify(&self, times: usize) {
        for (digest, signature) in self.raw.signed.iter().cycle().take(times) {
            assert!(black_box(&self.tabled).verifies(black_box(digest.as_bytes()), black_box(&signature.to_bytes())));
        }
    }
}

/// Verifies and expects a pass; the arena is used again.
fn verify(source: &[u8], arena: &mut Arena, policy: &Policy) {
    let report = verify_bytes("bundle", source, arena, policy).report;
    assert_eq!(report.verdict, Verdict::Pass);
    arena.reset();
}

/// The parts of the work on the real bundle, and the whole of it.
fn one_bundle(criterion: &mut Criterion) {
    // The bundle's own four are the same every time too.
    let raw = Raw::new(4);
    let tabled = ByTable::new(Raw::new(4));
    let policy = Policy::new(None);
    let mut arena = Arena::new();
    let mut group = criterion.benchmark_group("one bundle");
    group.bench_function("four raw signatures", |b| b.iter(|| raw.verify(4)));
    group.bench_function("four signatures by a table", |b| b.iter(|| tabled.verify(4)));
    group.bench_function("verify", |b| b.iter(|| verify(REAL, &mut arena, &policy)));
    group.bench_function("read", |b| {
        b.iter_batched_ref(
            Arena::new,
            |arena| black_box(Document::parse(REAL, arena).unwrap().root().at()),
            BatchSize::SmallInput,
        );
    });
    let kept = Arena::new();
    let document = Document::parse(REAL, &kept).unwrap();
    group.bench_function("view", |b| b.iter(|| black_box(Bundle::view(&document).1.findings().len())));
    group.bench_function("canonical bytes", |b| b.iter(|| black_box(canonical::to_bytes(&document.root()))));
    group.bench_function("sha-256 of the file", |b| b.iter(|| black_box(Sha256Digest::of(REAL))));
    let report = verify_bytes("bundle", REAL, &kept, &policy).report;
    group.bench_function("json report", |b| {
        b.iter(|| {
            let mut json = Json::default();
            json.input(&report, &mut std::io::sink()).unwrap();
            black_box(json)
        });
    });
}

fn pinned(key: &TestKey) -> Policy {
    let key = TrustedKey::parse(&hex::encode(key.public())).unwrap();
    Policy { trust: TrustStore::pinned(vec![key]), ..Policy::new(None) }
}

/// Many different bundles of the real one's size, one after another on one thread.
fn mirror(criterion: &mut Criterion) {
    let raw = Raw::new(5_000);
    let tabled = ByTable::new(Raw::new(5_000));
    let key = TestKey::registry();
    let policy = pinned(&key);
    let bundles: Vec<String> = (0..3000)
        .map(|number| {
            let title = format!("Paper {number}: {}", "on the weight of words ".repeat(60));
            let paper = Paper { title, ..Paper::example() };
            Forged::published(&paper, &key).json.canonical()
        })
        .collect();
    let mut arena = Arena::new();
    let mut group = criterion.benchmark_group("mirror of 3,000");
    group.sample_size(10).throughput(Throughput::Elements(3000));
    group.bench_function("raw signatures", |b| b.iter(|| raw.verify(4 * 3000)));
    group.bench_function("signatures by a table", |b| b.iter(|| tabled.verify(4 * 3000)));
    group.bench_function("making a table", |b| {
        let key = PublicKey::from_bytes(raw.key.as_bytes()).unwrap();
        b.iter(|| black_box(Tabled::new(&key)));
    });
    group.bench_function("verify", |b| {
        b.iter(|| bundles.iter().for_each(|bundle| verify(bundle.as_bytes(), &mut arena, &policy)));
    });
}

/// One bundle of many events, on one thread and on two; linear from 5,000 on.
fn large(criterion: &mut Criterion) {
    let raw = Raw::new(5_000);
    let key = TestKey::registry();
    let policy = pinned(&key);
    for events in [5_000_u32, 50_000] {
        let bundle = long_history(&Paper::example(), &key, events).json.canonical();
        let mut group = criterion.benchmark_group(format!("{events} events"));
        group.sample_size(10).throughput(Throughput::Elements(events.into()));
        let signatures = usize::try_from(events).unwrap() + 4;
        group.bench_function("raw signatures", |b| b.iter(|| raw.verify(signatures)));
        for threads in [1, 2] {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            group.bench_function(format!("verify on {threads}"), |b| {
                b.iter(|| pool.install(|| verify(bundle.as_bytes(), &mut Arena::new(), &policy)));
            });
        }
    }
}

criterion_group!(benches, one_bundle, mirror, large);
criterion_main!(benches);
