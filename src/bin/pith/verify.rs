//! `pith verify`: jobs in, reports out, one exit code.

use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use pith::json::Arena;
use pith::render::Summary;
use pith::report::{InputReport, Verdict};
use pith::time::Time;
use pith::verify::{self, Policy};

use crate::args::VerifyOptions;
use crate::destination::{Main, ReportTo};
use crate::engine::{self, Gather};
use crate::exit;
use crate::inputs::{self, Contents, Job};
use crate::keys;
use crate::progress::Progress;

pub fn run(options: &VerifyOptions) -> u8 {
    match prepare(options) {
        Ok((policy, jobs, gatherer)) => verify_all(options, &policy, jobs, gatherer),
        Err(obstacle) => exit::unchecked(&obstacle),
    }
}

type Jobs = Box<dyn Iterator<Item = Job> + Send>;

/// Everything that can go wrong on this side before the first input is read.
fn prepare(options: &VerifyOptions) -> Result<(Policy, Jobs, Gatherer), String> {
    if options.inputs.is_empty() && options.files_from.is_none() {
        return Err(
            "nothing to verify: give a file, a directory, - or --files-from (see `pith verify --help`)".to_owned()
        );
    }
    let policy = Policy { trust: keys::trust_store(&options.trust)?, strict: options.strict, now: now() };
    let jobs = inputs::jobs(options)?;
    let output = &options.output;
    let reports = output.report.iter().map(ReportTo::create).collect::<Result<Vec<_>, _>>()?;
    let gatherer = Gatherer {
        main: (!output.quiet).then(|| Main::new(output.format, output.color)),
        reports,
        summary: Summary::default(),
        progress: Progress::new(output.no_progress || output.quiet),
        interrupted: on_interrupt()?,
        obstacle: None,
    };
    Ok((policy, jobs, gatherer))
}

fn verify_all(options: &VerifyOptions, policy: &Policy, jobs: Jobs, mut gatherer: Gatherer) -> u8 {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = options.jobs.unwrap_or(cores);
    // The events of one large bundle are spread over as many threads as bundles are.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
    if let Err(error) = pool {
        return exit::unchecked(&format!("cannot start {threads} threads: {error}"));
    }
    let new_worker = || {
        let mut worker = Worker { policy, limit: options.max_bytes, arena: Arena::new(), bytes: Vec::new() };
        move |job| worker.verify(job)
    };
    engine::run(jobs, threads, new_worker, &mut gatherer);
    gatherer.finish()
}

fn now() -> Option<Time> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Time::from_unix(i64::try_from(since.as_secs()).ok()?)
}

/// The first SIGINT ends the run with a summary; a second one ends it at once.
fn on_interrupt() -> Result<Arc<AtomicBool>, String> {
    let flag = Arc::new(AtomicBool::new(false));
    let signal = signal_hook::consts::SIGINT;
    signal_hook::flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&flag))
        .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
        .map_err(|error| format!("cannot listen for SIGINT: {error}"))?;
    Ok(flag)
}

/// The exit code of a run that SIGINT ended.
const INTERRUPTED: i32 = 130;

/// What one thread keeps between inputs: memory that is used again.
struct Worker<'p> {
    policy: &'p Policy,
    limit: u64,
    arena: Arena,
    bytes: Vec<u8>,
}

/// Beyond this, memory is given back after an input instead of being kept for the next one.
const KEPT_BYTES: usize = 1 << 20;

impl Worker<'_> {
    fn verify(&mut self, job: Job) -> InputReport {
        let assurance = self.policy.trust.assurance();
        let (name, contents) = match job {
            Job::Obstacle { name, error } => return InputReport::unchecked(name, assurance, error),
            Job::Line { name, line, contents } => {
                self.bytes = line;
                (name, Ok(contents))
            }
            Job::File(path) => {
                let contents = inputs::read(&path, self.limit, &mut self.bytes);
                (inputs::display_name(&path), contents)
            }
        };
        let report = match contents {
            Ok(Contents::Whole) => self.verify_bytes(&name),
            Ok(Contents::TooLarge) => verify::too_large(&name, self.limit, self.policy),
            Err(error) => InputReport::unchecked(name, assurance, error.to_string()),
        };
        if self.bytes.capacity() > KEPT_BYTES {
            self.bytes = Vec::new();
            self.arena = Arena::new();
        }
        self.arena.reset();
        report
    }

    /// A panic is a bug; it must not hide what the other inputs are.
    fn verify_bytes(&self, name: &str) -> InputReport {
        let verify = AssertUnwindSafe(|| verify::verify_bytes(name, &self.bytes, &self.arena, self.policy).report);
        catch_unwind(verify).unwrap_or_else(|_| {
            let error = "a bug in pith: it panicked over this input".to_owned();
            let report = InputReport::unchecked(name.to_owned(), self.policy.trust.assurance(), error);
            InputReport { verdict: Verdict::Internal, ..report }
        })
    }
}

/// Takes the reports in order and passes them on.
struct Gatherer {
    main: Option<Main>,
    reports: Vec<ReportTo>,
    summary: Summary,
    progress: Progress,
    interrupted: Arc<AtomicBool>,
    /// The first report file that could not be written.
    obstacle: Option<String>,
}

impl Gather<InputReport> for Gatherer {
    fn result(&mut self, report: InputReport) {
        self.summary.add(&report);
        if let Some(main) = &mut self.main
            && let Err(error) = main.input(&report)
        {
            self.give_up(&error);
        }
        for to in &mut self.reports {
            if let Err(error) = to.input(&report) {
                self.obstacle.get_or_insert(error);
            }
        }
        self.look_around();
    }

    fn idle(&mut self) {
        if let Some(main) = &mut self.main
            && let Err(error) = main.flush()
        {
            self.give_up(&error);
        }
        self.look_around();
    }
}

impl Gatherer {
    fn look_around(&mut self) {
        self.progress.update(&self.summary);
        if self.interrupted.load(Ordering::Relaxed) {
            self.progress.clear();
            self.reports.clear();
            exit::complain(&format!("interrupted; judged so far: {}", self.summary));
            std::process::exit(INTERRUPTED);
        }
    }

    /// Standard output cannot be written: nobody reads what would come, so the run ends here.
    fn give_up(&mut self, error: &io::Error) -> ! {
        self.progress.clear();
        self.reports.clear();
        exit::unwritten("standard output", error);
        self.summary.add_verdict(Verdict::Unchecked);
        std::process::exit(self.summary.verdict().exit_code().into())
    }

    /// Ends every report, and gives the exit code: a report that was not written is never 0.
    fn finish(mut self) -> u8 {
        self.progress.clear();
        let mut run = self.summary.clone();
        let mut obstacles: Vec<String> = self.obstacle.into_iter().collect();
        for to in self.reports {
            obstacles.extend(to.finish(&self.summary).err());
        }
        for obstacle in obstacles {
            exit::complain(&obstacle);
            run.add_verdict(Verdict::Unchecked);
        }
        if let Some(main) = self.main
            && let Err(error) = main.finish(&self.summary)
        {
            exit::unwritten("standard output", &error);
            run.add_verdict(Verdict::Unchecked);
        }
        run.verdict().exit_code()
    }
}
