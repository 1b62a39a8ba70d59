//! Verifies one bundle with the built-in key, and prints the reasons if it does not pass.
//!
//! ```text
//! cargo run --example verify_file -- fixtures/valid/arxiv-1804.07612.json
//! ```

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: verify_file BUNDLE")?;
    println!("{}", verify_file(Path::new(&path))?);
    Ok(())
}

/// Returns the number and the title of a genuine bundle. For any other, the error contains the verdict and the findings.
pub fn verify_file(path: &Path) -> Result<String, Box<dyn Error>> {
    let report = pith::verify(&fs::read(path)?).into_result()?;
    let number = report.pith_number().unwrap_or("no number");
    let title = report.title().unwrap_or("no title");
    Ok(format!("{number}: {title}"))
}
