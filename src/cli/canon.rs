//! `pith canon`: the exact bytes that are hashed.

use std::path::PathBuf;

use pith::json::canonical;
use pith::json::{Arena, Pointer};
use pith::text::cut;

use crate::cli::exit::Stop;
use crate::cli::help::{Help, SHOWN};
use crate::cli::input::{LimitArgs, Source};
use crate::cli::outputs::Outputs;
use crate::cli::stdout::{Stdout, shown};

pub const HELP: Help = Help {
    exit_codes: SHOWN,
    examples: &["pith canon bundle.json /canonical_record", "pith canon --sha256 bundle.json /canonical_record"],
};

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// A file, or - for standard input
    input: PathBuf,
    /// JSON pointer to the part to print [default: the whole document]
    pointer: Option<String>,
    /// Print the SHA-256 of the bytes instead
    #[arg(long)]
    sha256: bool,
    #[command(flatten)]
    limit: LimitArgs,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    Outputs::streams().apart_from([args.input.as_path()])?;
    let source = Source::read(&args.input, &args.limit)?;
    let pointer = args.pointer.as_deref().unwrap_or_default();
    let pointer = Pointer::parse(pointer).ok_or_else(|| {
        format!("`{}` is not a JSON pointer: it begins with `/`, such as /canonical_record", cut(pointer))
    })?;
    let arena = Arena::new();
    let document = source.document(&arena)?;
    let value =
        document.find(&pointer).ok_or_else(|| format!("{}: no value at {}", source.name, cut(pointer.as_str())))?;
    let bytes = if args.sha256 {
        format!("{}\n", canonical::digest(&value)).into_bytes()
    } else {
        shown(canonical::to_bytes(&value))
    };
    Ok(Stdout::plain().print(0, |out| out.write_all(&bytes)))
}
