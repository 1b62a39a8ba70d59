//! `--expect-number` to `--strict`: the expectations of the user, read before anything is verified.

use std::path::{Path, PathBuf};

use pith::verify::Policy;
use pith::verify::expect::{Expectation, ExpectedState, Older};

use crate::cli::input;
use crate::cli::typed;

/// The expectations that every input must meet.
#[derive(clap::Args)]
#[command(next_help_heading = "Policy")]
pub struct PolicyArgs {
    /// Require this Pith number: pith:YEAR:SUFFIX
    #[arg(long, value_name = "N", value_parser = Expectation::number)]
    expect_number: Option<Expectation>,
    /// Require a record of this source, and of this version if given: arxiv:ID[vV]
    #[arg(long, value_name = "SOURCE", value_parser = Expectation::source)]
    expect_source: Option<Expectation>,
    /// Require this digest of the bundle (`bundle_sha256`)
    #[arg(long, value_name = "HEX", value_parser = Expectation::bundle)]
    expect_bundle: Option<Expectation>,
    /// Require a paper with this title
    #[arg(long, value_name = "TEXT", value_parser = Expectation::title)]
    title: Option<Expectation>,
    /// Require a paper with the abstract in FILE
    #[arg(long, value_name = "FILE")]
    r#abstract: Option<PathBuf>,
    /// Require the `state.json` in FILE to be the state that the events produce
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Require all events and timestamp proofs of the older bundle in FILE, and times that did not go backwards
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Require a bundle that was built at most DAYS days ago (`built_at`)
    #[arg(long, value_name = "DAYS", value_parser = Expectation::max_age)]
    max_age: Option<Expectation>,
    /// Treat warnings and open differences as failures
    #[arg(long)]
    strict: bool,
}

impl PolicyArgs {
    /// The files that the expectations are read from.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        [&self.r#abstract, &self.state, &self.since].into_iter().flatten().map(PathBuf::as_path)
    }

    /// Adds the expectations to a policy. Fails if a file that they need cannot be used.
    pub fn apply(&self, policy: Policy, limit: u64) -> Result<Policy, String> {
        let given = [&self.expect_number, &self.expect_source, &self.expect_bundle, &self.title];
        let mut expectations: Vec<Expectation> = given.into_iter().flatten().cloned().collect();
        if let Some(path) = &self.r#abstract {
            expectations.push(abstract_text(path, limit)?);
        }
        if let Some(path) = &self.state {
            expectations.push(state(path, limit)?);
        }
        if let Some(path) = &self.since {
            expectations.push(older(path, &policy, limit)?);
        }
        expectations.extend(self.max_age.clone());
        Ok(Policy { strict: self.strict, expectations, ..policy })
    }
}

fn abstract_text(path: &Path, limit: u64) -> Result<Expectation, String> {
    let (name, source) = contents("--abstract", path, limit)?;
    let text = typed::text(source).map_err(|error| format!("--abstract {name}: {error}"))?;
    Ok(Expectation::Abstract { name, text })
}

fn state(path: &Path, limit: u64) -> Result<Expectation, String> {
    let (name, source) = contents("--state", path, limit)?;
    let state = ExpectedState::read(&name, source).map_err(|error| format!("--state {name}: {error}"))?;
    Ok(Expectation::State(state))
}

fn older(path: &Path, policy: &Policy, limit: u64) -> Result<Expectation, String> {
    let (name, source) = contents("--since", path, limit)?;
    let older = Older::read(&name, &source, policy).map_err(|error| format!("--since {error}"))?;
    Ok(Expectation::Since(older))
}

fn contents(option: &str, path: &Path, limit: u64) -> Result<(String, Vec<u8>), String> {
    let name = input::display_name(path);
    match input::read(path, limit) {
        Ok(source) => Ok((name, source)),
        Err(error) => Err(format!("{option} {name}: {error}")),
    }
}
