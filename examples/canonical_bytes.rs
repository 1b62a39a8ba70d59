//! Prints the canonical form of any JSON document, and its SHA-256: the digest that a Pith document states and signs.
//!
//! ```text
//! cargo run --example canonical_bytes -- document.json
//! ```

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;

use pith::Sha256Digest;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: canonical_bytes DOCUMENT")?;
    let (canonical, digest) = canonical_bytes(&fs::read(path)?)?;
    println!("{canonical}\n{digest}");
    Ok(())
}

/// Returns the canonical form, which is always UTF-8, and its digest.
pub fn canonical_bytes(document: &[u8]) -> Result<(String, Sha256Digest), Box<dyn Error>> {
    let canonical = pith::json::canonicalize(document)?;
    let digest = Sha256Digest::of(&canonical);
    Ok((String::from_utf8(canonical)?, digest))
}
