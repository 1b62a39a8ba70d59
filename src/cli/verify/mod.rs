//! `pith verify`: many inputs, verified on many threads, to reports and one exit code.

mod expectations;
mod extent;
mod gatherer;
mod jobs;
mod known;
mod pace;
mod parallel;
mod progress;
mod reports;
mod walk;
mod worker;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use pith::render::{Expected, Run, Summary};
use pith::threads::Pool;
use pith::verify::Policy;

use crate::cli::exit::{self, Stop};
use crate::cli::help::{Help, VERDICTS};
use crate::cli::input::LimitArgs;
use crate::cli::outputs::Outputs;
use crate::cli::signals::{self, Ending};
use crate::cli::trust::TrustArgs;

use expectations::PolicyArgs;
use gatherer::Gatherer;
use jobs::Jobs;
use known::{Known, KnownArgs};
use progress::Progress;
use reports::{Main, OutputArgs, ReportTo};
use worker::Worker;

pub const HELP: Help = Help {
    exit_codes: VERDICTS,
    examples: &[
        "pith verify bundle.json",
        "pith verify --format json bundle.json",
        "pith verify --failures --report junit=pith.xml bundles/",
        "pith verify --expect-source arxiv:1804.07612 bundle.json",
    ],
};

#[derive(clap::Args)]
#[command(after_help = HELP.text())]
pub struct Args {
    /// A file, a directory (every *.json below it, with --ndjson also *.ndjson and *.jsonl, in any letter case, sorted;
    /// links are not followed), or - for standard input
    inputs: Vec<PathBuf>,
    /// Read more input names from FILE, one per line; - for standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// With --files-from: names end with a NUL instead of a line end
    #[arg(short = '0', requires = "files_from")]
    null: bool,
    /// Read each line of an input as one bundle
    #[arg(long)]
    ndjson: bool,
    #[command(flatten)]
    known: KnownArgs,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Number of threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Limits")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    limit: LimitArgs,
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "expected a number of threads, at least 1".to_owned())
}

pub fn run(args: &Args) -> Result<u8, Stop> {
    let Prepared { policy, known, jobs, mut gatherer } = prepare(args)?;
    let pool = Pool::of(args.jobs);
    let new_worker = || {
        let mut worker = Worker::new(args, &policy, known.as_ref(), &pool);
        move |job| worker.judge(job)
    };
    if jobs::is_one_small_file(args) {
        parallel::run_here(jobs, new_worker(), &mut gatherer);
    } else {
        let threads = args.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        parallel::run(jobs, threads, new_worker, &mut gatherer);
    }
    Ok(gatherer.finish())
}

/// A run that has yet to begin.
struct Prepared {
    policy: Policy,
    known: Option<Known>,
    jobs: Jobs,
    gatherer: Gatherer,
}

/// Finds all problems on the user's side before the first input is read.
fn prepare(args: &Args) -> Result<Prepared, String> {
    if args.inputs.is_empty() && args.files_from.is_none() {
        return Err(
            "nothing to verify: give a file, a directory, - or --files-from (see `pith verify --help`)".to_owned()
        );
    }
    let outputs = Arc::new(outputs(args)?);
    let policy = args.policy.apply(args.trust.policy(&args.inputs)?, args.limit.max_bytes)?;
    let run = conditions(&policy, args.limit.max_bytes);
    let (known, notes) = args.known.read(&run)?;
    let jobs = jobs::jobs(args, Arc::clone(&outputs))?;
    for note in &notes {
        exit::complain(note);
    }
    // Before the reports are begun, so that an interrupted run leaves none behind.
    let leaves_nothing = jobs::is_one_small_file(args) && args.output.report.is_empty();
    let ending = if leaves_nothing { Ending::default() } else { signals::note() };
    let reports = ReportTo::begin_all(&args.output, &run, outputs.begin()?)?;
    let main = (!args.output.quiet).then(|| Main::begin(&args.output, &run)).transpose();
    let main = main.map_err(|error| error.to_string())?;
    // Any name in a list may lead to the file that standard output is appended to.
    let is_held = args.files_from.is_some() && outputs.appends_stdout();
    let gatherer = Gatherer {
        main: if is_held { main.map(Main::held) } else { main },
        reports,
        progress: Progress::new(args.output.no_progress || args.output.quiet, jobs::extent(args, Arc::clone(&outputs))),
        outputs,
        summary: if known.is_some() { Summary::counting_known() } else { Summary::default() },
        ending,
    };
    Ok(Prepared { policy, known, jobs, gatherer })
}

/// What the verdicts depend on, for the reports.
fn conditions(policy: &Policy, max_bytes: u64) -> Run<'_> {
    let expected = policy.expectations.iter();
    let expected = expected.map(|one| Expected { option: one.option(), value: one.value(), sha256: one.sha256() });
    Run { trust: &policy.trust, strict: policy.strict, max_bytes, expected: expected.collect() }
}

/// The files that the run writes. Fails if it reads one of them.
fn outputs(args: &Args) -> Result<Outputs, String> {
    let inputs = args.inputs.iter().chain(&args.files_from).map(PathBuf::as_path);
    let reads = inputs.chain(args.known.files()).chain(args.trust.files()).chain(args.policy.files());
    let streams = if args.output.quiet { Outputs::stderr() } else { Outputs::streams() };
    let outputs = streams.and_files(args.output.files())?.apart_from(reads)?.and_earlier(args.known.files());
    let overwritten = walk::overwritten(&args.inputs, args.ndjson, &outputs);
    overwritten.and_then(|path| outputs.conflict(&path)).map_or(Ok(outputs), Err)
}
