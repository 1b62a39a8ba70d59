//! `pith keys`: the keys that a document embeds. None is trusted for that. Exit code 0 if at least one is usable.

use std::path::PathBuf;

use pith::inspect::keys;
use pith::json::Arena;
use pith::render::keys::{json, keyring};
use pith::report::Verdict;

use crate::cli::exit::{self, Stop};
use crate::cli::help::Help;
use crate::cli::input::{LimitArgs, Source};
use crate::cli::stdout::{Stdout, TextFormat};
use crate::cli::trust::TrustArgs;

pub const HELP: Help = Help {
    exit_codes: &[
        (0, "at least one key is usable"),
        (1, "no key is usable"),
        (2, "a problem on your side (usage, files)"),
        (3, "malformed: not strict JSON, or a document without keys"),
        (70, "a bug in pith"),
    ],
    examples: &["pith keys bundle.json", "pith keys --keyring trusted.keyring bundle.json"],
};

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// A bundle, a mirror manifest or a signing key, or - for standard input
    input: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
    /// Keyring lines, or one JSON object
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: TextFormat,
    #[command(flatten)]
    limit: LimitArgs,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let (source, policy) = Source::with_policy(&args.input, &args.trust, &args.limit)?;
    let name = &source.name;
    let arena = Arena::new();
    let document = source.document(&arena)?;
    let listing = keys::list(&document, &policy.trust, policy.now)
        .map_err(|error| Stop::Malformed(format!("{name}: {error}")))?;
    let is_usable = listing.keys.iter().any(|key| key.key.is_some() && key.faults.is_empty());
    if !is_usable {
        exit::complain(&format!("{name}: no usable key; the output contains the reasons"));
    }
    let verdict = if is_usable { Verdict::Pass } else { Verdict::Fail };
    Ok(Stdout::plain().print(verdict.exit_code(), |out| match args.format {
        TextFormat::Human => keyring::write(name, &listing, out),
        TextFormat::Json => json::write(name, &listing, out),
    }))
}
