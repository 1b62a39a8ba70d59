//! `pith state`: the state that the events of a bundle produce. Nothing is printed that does not verify.

use std::io::{self, Write};
use std::path::PathBuf;

use pith::json::Arena;
use pith::json::canonical;
use pith::render::report::human;
use pith::render::state;
use pith::render::value::write_pretty;
use pith::replay::MergedState;
use pith::report::{InputReport, Verdict};
use pith::threads::Pool;
use pith::verify;

use crate::cli::exit::{self, Stop};
use crate::cli::help::{Help, VERDICTS};
use crate::cli::input::{LimitArgs, Source};
use crate::cli::stdout::{Stdout, TextFormat, shown, stderr};
use crate::cli::trust::TrustArgs;

pub const HELP: Help =
    Help { exit_codes: VERDICTS, examples: &["pith state bundle.json", "pith state --raw bundle.json | sha256sum"] };

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// A bundle, or - for standard input
    input: PathBuf,
    /// Print the bytes that `state_sha256` covers: canonical, without `state_sha256`
    #[arg(long, conflicts_with = "format")]
    raw: bool,
    /// Print the state even if the bundle does not pass; the exit code stays that of `verify`
    #[arg(long)]
    unverified: bool,
    #[command(flatten)]
    trust: TrustArgs,
    /// The indented state, or one JSON object that also contains the verdict
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: TextFormat,
    #[command(flatten)]
    limit: LimitArgs,
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let (source, policy) = Source::with_policy(&args.input, &args.trust, &args.limit)?;
    let mut arena = Arena::new();
    let (arena, policy, source) = (&mut arena, &policy, &source);
    let mut outcome = Pool::of_all_cores()
        .run(source.bytes.len(), move || verify::verify_bytes(&source.name, &source.bytes, arena, policy));
    verify::refuse_integrity(&mut outcome.report);
    let passes = outcome.report.verdict == Verdict::Pass;
    if !passes {
        explain(&outcome.report);
        match (args.unverified, &outcome.merged) {
            (true, Some(_)) => exit::complain("UNVERIFIED: this is the state of a bundle that does not pass"),
            (false, Some(_)) => exit::complain(
                "no state is printed of a bundle that does not pass: `pith verify` says more, --unverified prints it anyway",
            ),
            (_, None) => {}
        }
    }
    let code = outcome.report.verdict.exit_code();
    Ok(match outcome.merged {
        Some(merged) if passes || args.unverified => {
            Stdout::plain().print(code, |out| write(args, &outcome.report, &merged, out))
        }
        _ => code,
    })
}

/// Prints on stderr why the bundle does not pass. A failure to write it is ignored: there is nowhere left to report it.
fn explain(report: &InputReport) {
    let _ = human::brief(report, &mut stderr());
}

fn write(args: &Args, report: &InputReport, merged: &MergedState<'_>, out: &mut dyn Write) -> io::Result<()> {
    if args.raw {
        return out.write_all(&shown(canonical::to_bytes(&merged.unsealed)));
    }
    let arena = Arena::new();
    let sealed = merged.sealed(&arena);
    match args.format {
        TextFormat::Human => write_pretty(&sealed, out),
        TextFormat::Json => state::json(report, sealed, out),
    }
}
