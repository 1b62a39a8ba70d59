//! `--expect-number` to `--max-age`: what the user expects, read before anything is verified.

use std::path::{Path, PathBuf};

use pith::json::{Arena, Document};
use pith::report::Verdict;
use pith::verify::expect::{Expectation, ExpectedState, Older};
use pith::verify::{self, Policy};

use crate::cli::args::PolicyOptions;
use crate::cli::inputs::{self, Contents};

/// The files that the expectations are read from.
pub fn files(options: &PolicyOptions) -> impl Iterator<Item = &Path> {
    [&options.r#abstract, &options.state, &options.since].into_iter().flatten().map(PathBuf::as_path)
}

/// The expectations, or why a file that they need cannot be used: an obstacle on this side.
pub fn read(options: &PolicyOptions, policy: &Policy, limit: u64) -> Result<Vec<Expectation>, String> {
    let given = [&options.expect_number, &options.expect_source, &options.expect_bundle, &options.title];
    let mut expectations: Vec<Expectation> = given.into_iter().flatten().cloned().collect();
    if let Some(path) = &options.r#abstract {
        expectations.push(abstract_text(path, limit)?);
    }
    if let Some(path) = &options.state {
        expectations.push(state(path, limit)?);
    }
    if let Some(path) = &options.since {
        expectations.push(older(path, policy, limit)?);
    }
    expectations.extend(options.max_age.clone());
    Ok(expectations)
}

fn abstract_text(path: &Path, limit: u64) -> Result<Expectation, String> {
    let (name, source) = contents("--abstract", path, limit)?;
    let text = inputs::text(source).map_err(|obstacle| format!("--abstract {name}: {obstacle}"))?;
    Ok(Expectation::Abstract { name, text })
}

fn state(path: &Path, limit: u64) -> Result<Expectation, String> {
    let (name, source) = contents("--state", path, limit)?;
    let state = ExpectedState::read(&name, source).map_err(|error| format!("--state {name}: {error}"))?;
    Ok(Expectation::State(state))
}

/// Verifies the older bundle under the same trust. That it does not pass is for the policy to say; that it
/// cannot be judged is an obstacle.
fn older(path: &Path, policy: &Policy, limit: u64) -> Result<Expectation, String> {
    let (name, source) = contents("--since", path, limit)?;
    let arena = Arena::new();
    let document = Document::parse(&source, &arena)
        .map_err(|error| format!("--since {name}:{}:{}: {error}", error.position.line, error.position.column))?;
    let mut outcome = verify::verify(&name, &document, policy);
    verify::refuse_integrity(&mut outcome.report);
    if outcome.report.verdict == Verdict::Malformed {
        return Err(format!("--since {name}: {}", outcome.report.error.unwrap_or_default()));
    }
    Ok(Expectation::Since(Older::new(&document, &outcome.report, outcome.merged.as_ref())))
}

fn contents(option: &str, path: &Path, limit: u64) -> Result<(String, Vec<u8>), String> {
    let name = inputs::display_name(path);
    let mut source = Vec::new();
    match inputs::read(path, limit, &mut source) {
        Ok(Contents::Whole) => Ok((name, source)),
        Ok(Contents::TooLarge) => Err(format!("{option} {name}: larger than the limit of {limit} bytes (--max-bytes)")),
        Err(error) => Err(format!("{option} {name}: {error}")),
    }
}
