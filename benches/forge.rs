//! Makes mirrors of forged bundles, for measuring and for tests at scale. The same seed makes the same bytes.
//!
//! ```text
//! cargo run --release --example forge -- --ndjson mirror.ndjson --bundles 20000 --broken 37 --truth truth.tsv
//! cargo run --release --example forge -- --out mirror --bundles 20000
//! cargo run --release --example forge -- --ndjson large.ndjson --bundles 1 --events 200000
//! ```
//!
//! It prints the signing key, for `pith verify --key`. Anybody can sign with it.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Parser;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use support::forge::{Bundle, long_history};
use support::keys::TestKey;
use support::paper::Paper;

#[macro_use]
#[path = "../tests/support/mod.rs"]
mod support;

/// Forges bundles that pass, and some that do not.
#[derive(Parser)]
#[command(group(clap::ArgGroup::new("where").required(true).args(["out", "ndjson"])))]
struct Args {
    /// Write each bundle to a file below this directory, a thousand per folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write all bundles to this file, one per line
    #[arg(long, value_name = "FILE")]
    ndjson: Option<PathBuf>,
    /// Number of bundles
    #[arg(long, default_value_t = 1)]
    bundles: u64,
    /// Number of events per bundle, at least two
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(2..))]
    events: u32,
    /// Number of broken bundles; the seed decides which ones and how
    #[arg(long, default_value_t = 0)]
    broken: u64,
    /// Another seed makes other bundles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the truth to this file: one line per broken bundle, with its name, its verdict and a code that must be found
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

/// Number of bundles that are made before they are written.
const BATCH: u64 = 1024;

fn main() -> io::Result<()> {
    let args = Args::parse();
    assert!(args.broken <= args.bundles, "--broken is more than --bundles");
    let broken = broken(&args);
    let mut lines = args.ndjson.as_deref().map(create).transpose()?;
    for start in (0..args.bundles).step_by(usize::try_from(BATCH).unwrap()) {
        let batch = start..args.bundles.min(start + BATCH);
        let texts: Vec<String> = batch.clone().into_par_iter().map(|number| text(&args, number, &broken)).collect();
        for (number, text) in batch.zip(texts) {
            match &mut lines {
                Some(lines) => writeln!(lines, "{text}")?,
                None => write_file(&args, number, &text)?,
            }
        }
    }
    if let Some(mut lines) = lines {
        lines.flush()?;
    }
    if let Some(path) = &args.truth {
        let mut truth = create(path)?;
        for (number, defect) in &broken {
            writeln!(truth, "{}\t{}\t{}", name(&args, *number), defect.verdict, defect.code)?;
        }
        truth.flush()?;
    }
    println!("{}", data_encoding::HEXLOWER.encode(&TestKey::registry().public()));
    Ok(())
}

fn create(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}

/// The name under which `pith verify` reports a bundle.
fn name(args: &Args, number: u64) -> String {
    match &args.ndjson {
        Some(path) => format!("{}:{}", path.display(), number + 1),
        None => file(args, number).display().to_string(),
    }
}

fn file(args: &Args, number: u64) -> PathBuf {
    let folder = args.out.as_deref().unwrap_or(Path::new("."));
    folder.join(format!("{:05}", number / 1000)).join(format!("{number:08}.json"))
}

fn write_file(args: &Args, number: u64, text: &str) -> io::Result<()> {
    let path = file(args, number);
    if number.is_multiple_of(1000) {
        fs::create_dir_all(path.parent().unwrap())?;
    }
    fs::write(path, text)
}

/// A defect of a bundle.
#[derive(Clone, Copy)]
struct Defect {
    verdict: &'static str,
    code: &'static str,
    forge: fn(&Paper) -> String,
}

/// One of each kind of damage that a mirror may do, by accident or not.
const DEFECTS: [Defect; 8] = [
    Defect { verdict: "fail", code: "event.digest", forge: another_title },
    Defect { verdict: "fail", code: "bundle.digest", forge: another_time },
    Defect { verdict: "fail", code: "state.counts", forge: miscounted },
    Defect { verdict: "fail", code: "receipt.signature", forge: receipt_of_another },
    Defect { verdict: "fail", code: "state.replay", forge: event_withheld },
    Defect { verdict: "untrusted", code: "trust.keys", forge: by_a_stranger },
    Defect { verdict: "malformed", code: "json.syntax", forge: cut_short },
    Defect { verdict: "malformed", code: "json.duplicate_member", forge: said_twice },
];

/// The numbers of the broken bundles, with their defects.
fn broken(args: &Args) -> BTreeMap<u64, Defect> {
    let mut chosen = BTreeMap::new();
    let mut draw = 0_u64;
    while u64::try_from(chosen.len()).unwrap() < args.broken {
        let digest = Sha256::digest(format!("broken {} {draw}", args.seed));
        let number = u64::from_be_bytes(digest[..8].try_into().unwrap()) % args.bundles;
        let kind = chosen.len() % DEFECTS.len();
        chosen.entry(number).or_insert(DEFECTS[kind]);
        draw += 1;
    }
    chosen
}

/// The text of a bundle, on one line.
fn text(args: &Args, number: u64, broken: &BTreeMap<u64, Defect>) -> String {
    let paper = paper(args.seed, number);
    match broken.get(&number) {
        Some(defect) => (defect.forge)(&paper),
        None if args.events > 2 => long_history(&paper, &TestKey::registry(), args.events - 2).json.compact(),
        None => published(&paper).json.compact(),
    }
}

/// A distinct paper, with an abstract that makes the bundle about as large as a real one.
fn paper(seed: u64, number: u64) -> Paper {
    let sentence = format!("We keep record {number} of {seed}, and say how it is kept, by whom, and for how long. ");
    Paper { abstract_text: sentence.repeat(10), ..Paper::seeded(seed * 100_000_000 + number) }
}

fn published(paper: &Paper) -> Bundle {
    Bundle::published(paper, &TestKey::registry())
}

fn another_title(paper: &Paper) -> String {
    let mut bundle = published(paper);
    bundle.json.set("/events/1/payload/graph_snapshot/paper/title", "On Another Thing");
    bundle.json.compact()
}

fn another_time(paper: &Paper) -> String {
    let mut bundle = published(paper);
    bundle.json.set("/built_at", "2026-06-04T00:00:00Z");
    bundle.json.compact()
}

fn miscounted(paper: &Paper) -> String {
    let mut bundle = published(paper);
    bundle.json.set("/state/event_count", 3_usize);
    bundle.seal_state_digest();
    bundle.seal_bundle();
    bundle.json.compact()
}

fn receipt_of_another(paper: &Paper) -> String {
    let mut bundle = published(paper);
    let other = TestKey::registry().sign(&[0; 32]);
    bundle.json.set("/events/0/payload/receipt/signature_b64", other);
    bundle.seal_from_event(0);
    bundle.json.compact()
}

fn event_withheld(paper: &Paper) -> String {
    let mut bundle = published(paper);
    bundle.json.remove("/events/1");
    bundle.seal_bundle();
    bundle.json.compact()
}

fn by_a_stranger(paper: &Paper) -> String {
    Bundle::published(paper, &TestKey::stranger()).json.compact()
}

fn cut_short(paper: &Paper) -> String {
    let mut text = published(paper).json.compact();
    text.truncate(text.len() / 2);
    text
}

fn said_twice(paper: &Paper) -> String {
    published(paper).json.compact().replacen('{', "{\"bundle_type\":\"pith_open_graph_bundle\",", 1)
}
