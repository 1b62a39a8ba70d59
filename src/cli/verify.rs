//! `pith verify`: jobs in, reports out, one exit code.

use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use pith::bundle::time::Time;
use pith::digest::Sha256Digest;
use pith::inspect::judged_events;
use pith::json::{Arena, Document};
use pith::render::Summary;
use pith::report::{InputReport, Trust, Verdict};
use pith::threads::Pool;
use pith::verify::{self, Policy};

use crate::cli::args::{Format, OutputOptions, VerifyOptions};
use crate::cli::destination::{Main, ReportTo};
use crate::cli::engine;
use crate::cli::gatherer::{Gatherer, Judged};
use crate::cli::identity::Outputs;
use crate::cli::inputs::{self, Contents, Job, Jobs};
use crate::cli::progress::Progress;
use crate::cli::{exit, expectations, signals, trust, walk};

pub fn run(options: &VerifyOptions) -> u8 {
    match prepare(options) {
        Ok((policy, jobs, gatherer)) => verify_all(options, &policy, jobs, gatherer),
        Err(obstacle) => exit::unchecked(&obstacle),
    }
}

/// Everything that can go wrong on this side before the first input is read.
fn prepare(options: &VerifyOptions) -> Result<(Policy, Jobs, Gatherer), String> {
    if options.inputs.is_empty() && options.files_from.is_none() {
        return Err(
            "nothing to verify: give a file, a directory, - or --files-from (see `pith verify --help`)".to_owned()
        );
    }
    let outputs = Arc::new(outputs(options)?);
    let trust = trust::store(&options.trust, &options.inputs)?;
    let base = Policy { trust, ..Policy::new(now()) };
    let expectations = expectations::read(&options.policy, &base, options.max_bytes)?;
    let policy = Policy { strict: options.strict, expectations, ..base };
    let jobs = inputs::jobs(options, &outputs)?;
    let output = &options.output;
    // Before reports are begun: an interrupted run leaves none behind.
    let ending = signals::note();
    let reports = ReportTo::create_all(&output.report)?;
    let gatherer = Gatherer {
        main: (!output.quiet).then(|| Main::new(output.format, output.color)),
        reports,
        outputs,
        summary: Summary::default(),
        progress: Progress::new(output.no_progress || output.quiet),
        ending,
    };
    Ok((policy, jobs, gatherer))
}

/// The files that the run writes; none of them is one that it reads.
fn outputs(options: &VerifyOptions) -> Result<Outputs, String> {
    let inputs = options.inputs.iter().chain(&options.files_from).map(PathBuf::as_path);
    let reads = inputs.chain(trust::files(&options.trust)).chain(expectations::files(&options.policy));
    let writes = options.output.report.iter().map(|report| report.path.as_path());
    let stdout = if options.output.quiet { Outputs::default() } else { Outputs::stdout() };
    let outputs = stdout.and_files(writes)?.apart_from(reads)?;
    if let Some(path) = walk::replaced_document(&options.inputs, options.ndjson, &outputs) {
        let name = inputs::display_name(&path);
        return Err(format!("{name} is read by this run, and cannot be its output: choose another name"));
    }
    let appended = walk::appended_document(&options.inputs, options.ndjson, &outputs);
    appended.and_then(|path| outputs.conflict(&path)).map_or(Ok(outputs), Err)
}

fn verify_all(options: &VerifyOptions, policy: &Policy, jobs: Jobs, mut gatherer: Gatherer) -> u8 {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = options.jobs.unwrap_or(cores);
    let pool = Pool::of(threads);
    let new_worker = || {
        let mut worker = Worker {
            policy,
            limit: options.max_bytes,
            arena: Arena::new(),
            bytes: Vec::new(),
            draws_events: formats(&options.output).any(Format::draws_events),
            shows_sha256: formats(&options.output).any(Format::shows_sha256),
            pool: &pool,
        };
        move |job| worker.judge(job)
    };
    engine::run(jobs, threads, new_worker, &mut gatherer);
    gatherer.finish()
}

/// The formats of all reports of the run.
fn formats(output: &OutputOptions) -> impl Iterator<Item = Format> {
    let reports = output.report.iter().map(|report| report.format);
    reports.chain((!output.quiet).then_some(output.format))
}

pub fn now() -> Option<Time> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Time::from_unix(i64::try_from(since.as_secs()).ok()?)
}

/// What one thread keeps between inputs: memory that is used again.
struct Worker<'p> {
    policy: &'p Policy,
    limit: u64,
    arena: Arena,
    bytes: Vec<u8>,
    /// Whether some report draws the events.
    draws_events: bool,
    /// Whether some report shows the SHA-256 of an input.
    shows_sha256: bool,
    /// The threads that the events of one large bundle are spread over.
    pool: &'p Pool,
}

/// Beyond this, memory is given back after an input instead of being kept for the next one.
const KEPT_BYTES: usize = 1 << 20;

impl Worker<'_> {
    /// What becomes of a job.
    fn judge(&mut self, job: Job) -> Judged {
        let report = match job {
            Job::Skipped(skipped) => return Judged::Skipped(skipped),
            Job::Obstacle { name, error } => InputReport::unchecked(name, self.policy.trust.assurance(), error),
            Job::Line { name, number, line, contents } => {
                self.bytes = line;
                InputReport { line: Some(number), ..self.verify(&name, Ok(contents)) }
            }
            Job::File(path) => {
                let contents = inputs::read(&path, self.limit, &mut self.bytes);
                self.verify(&inputs::display_name(&path), contents)
            }
        };
        Judged::Input(Box::new(with_outcomes(report, self.policy)))
    }

    /// The report on what was read, whatever happens: a panic over one input must not hide what the others are.
    fn verify(&mut self, name: &str, contents: io::Result<Contents>) -> InputReport {
        let assurance = self.policy.trust.assurance();
        let report = caught(name, assurance, || match contents {
            Ok(Contents::Whole) => self.verify_bytes(name),
            Ok(Contents::TooLarge) => verify::too_large(name, self.limit, self.policy),
            Err(error) => InputReport::unchecked(name.to_owned(), assurance, error.to_string()),
        });
        if self.bytes.capacity() > KEPT_BYTES {
            self.bytes = Vec::new();
            self.arena = Arena::new();
        }
        self.arena.reset();
        report
    }

    fn verify_bytes(&mut self, name: &str) -> InputReport {
        let Self { policy, arena, bytes, draws_events, shows_sha256, pool, .. } = self;
        pool.run(bytes.len(), move || {
            let arena = &*arena;
            let Ok(document) = Document::parse(bytes, arena) else {
                // The same again, which says why.
                return verify::verify_bytes(name, bytes, arena, policy).report;
            };
            let outcome = verify::verify(name, &document, policy);
            let mut report = outcome.report;
            report.bytes = u64::try_from(bytes.len()).ok();
            report.sha256 = shows_sha256.then(|| Sha256Digest::of(bytes));
            if let Some(merged) = outcome.merged.filter(|_| *draws_events) {
                report.timeline = judged_events(&document, merged.applied_ids());
            }
            report
        })
    }
}

/// An expectation over an input that was not judged did not hold.
fn with_outcomes(mut report: InputReport, policy: &Policy) -> InputReport {
    if report.policy.is_empty() {
        report.policy = pith::verify::expect::unjudged(&policy.expectations);
    }
    report
}

/// What `verify` gives, or the report on a bug that made it panic.
fn caught(name: &str, assurance: Trust, verify: impl FnOnce() -> InputReport) -> InputReport {
    catch_unwind(AssertUnwindSafe(verify)).unwrap_or_else(|_| {
        let error = "a bug in pith: it panicked over this input".to_owned();
        let report = InputReport::unchecked(name.to_owned(), assurance, error);
        InputReport { verdict: Verdict::Internal, ..report }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cli::engine::Gather;

    #[derive(Default)]
    struct Verdicts(Summary);

    impl Gather<InputReport> for Verdicts {
        fn result(&mut self, report: InputReport) {
            self.0.add(&report);
        }

        fn tick(&mut self) {}
    }

    /// What the worker does around every input, with a verification that panics over one of them.
    #[test]
    fn a_panic_over_one_input_hides_no_other() {
        let verify = |number: usize| {
            let name = number.to_string();
            caught(&name, Trust::Builtin, || {
                assert_ne!(number, 3, "a bug, made for this test");
                InputReport { verdict: Verdict::Pass, ..InputReport::new(name.clone(), Trust::Builtin) }
            })
        };
        for threads in [1, 2, 7] {
            let mut verdicts = Verdicts::default();
            engine::run(0..500, NonZeroUsize::new(threads).unwrap(), || verify, &mut verdicts);
            assert_eq!(verdicts.0.count(Verdict::Pass), 499);
            assert_eq!(verdicts.0.count(Verdict::Internal), 1);
            assert_eq!(verdicts.0.verdict().exit_code(), 70);
        }
    }
}
