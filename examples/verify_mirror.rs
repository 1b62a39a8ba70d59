//! Verifies every bundle of a folder against one pinned key, as a nightly job over a mirror does.
//!
//! A session verifies one bundle after another in the same memory. The program prints each bundle that does not pass,
//! with its findings, then the number of bundles per verdict. It exits with 0 only if all bundles pass.
//!
//! ```text
//! cargo run --example verify_mirror -- fixtures/valid b0328b1f4b87871e7962e69d069b8d2d4ffb75c94945075467d0af1b3c287492
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use pith::{Verdict, Verifier};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(key)) = (arguments.next(), arguments.next()) else {
        return Err("usage: verify_mirror FOLDER KEY".into());
    };
    let counts = verify_mirror(Path::new(&folder), &key)?;
    for (verdict, count) in &counts {
        println!("{verdict}: {count}");
    }
    let all_passed = counts.keys().eq([&Verdict::Pass]);
    Ok(if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Counts the verdicts over the `*.json` files of a folder. `key`, in hex, base64 or PEM, is the only trusted one.
pub fn verify_mirror(folder: &Path, key: &str) -> Result<BTreeMap<Verdict, usize>, Box<dyn Error>> {
    let verifier = Verifier::new().trust_key(key)?.at(SystemTime::now());
    let mut session = verifier.session();
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let report = session.verify(&fs::read(&path)?);
        if report.verdict() != Verdict::Pass {
            eprintln!("{}: {report}", path.display());
        }
        *counts.entry(report.verdict()).or_default() += 1;
    }
    Ok(counts)
}
