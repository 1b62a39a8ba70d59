//! The work on one job, on one thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pith::digest::Sha256Digest;
use pith::json::{Arena, Document};
use pith::render::report::known::Unjudged;
use pith::report::{InputReport, Trust, Verdict};
use pith::threads::Pool;
use pith::verify::{self, Policy, expect};

use crate::cli::input::{Unread, display_name, read_into};

use super::Args;
use super::gatherer::Judged;
use super::jobs::Job;
use super::known::{Enough, Known};
use super::reports::Format;

/// A thread's part of the work, with memory that is used again for each input.
pub struct Worker<'p> {
    policy: &'p Policy,
    /// The inputs that need not be verified.
    known: Option<&'p Known>,
    /// How much of an earlier report the reports of this run need.
    enough: Enough,
    limit: u64,
    arena: Arena,
    bytes: Vec<u8>,
    /// A line of an earlier report.
    line: Vec<u8>,
    /// Whether a report shows the events.
    shows_events: bool,
    /// Whether a report shows the SHA-256 of an input; it decides no verdict.
    shows_sha256: bool,
    /// The threads for the events of one large bundle.
    pool: &'p Pool,
}

/// Memory beyond this is freed after an input instead of being kept for the next one.
const KEPT_BYTES: usize = 1 << 20;

impl<'p> Worker<'p> {
    pub fn new(args: &Args, policy: &'p Policy, known: Option<&'p Known>, pool: &'p Pool) -> Self {
        Self {
            policy,
            known,
            enough: args.output.enough(),
            limit: args.limit.max_bytes,
            arena: Arena::new(),
            bytes: Vec::new(),
            line: Vec::new(),
            shows_events: args.output.includes(&[Format::Html]),
            shows_sha256: args.output.includes(&[Format::Json, Format::Ndjson, Format::Sarif, Format::Html]),
            pool,
        }
    }

    /// The result of a job.
    pub fn judge(&mut self, job: Job) -> Judged {
        let mut report = match job {
            Job::Skipped(skipped) => return Judged::Skipped(skipped),
            Job::Obstacle { name, error } => InputReport::unchecked(name, self.policy.trust.assurance(), error),
            Job::Line { name, number, contents } => {
                let contents = contents.map(|line| self.bytes = line);
                self.verify(&name, Some(number), contents)
            }
            Job::File(path) => {
                let contents = read_into(&path, self.limit, &mut self.bytes);
                self.verify(&display_name(&path), None, contents)
            }
        };
        if report.policy.is_empty() {
            // Expectations of an input that was not judged do not hold.
            report.policy = expect::unjudged(&self.policy.expectations);
        }
        Judged::Input(Box::new(report))
    }

    /// The report on an input. A panic over one input does not affect the reports on others.
    fn verify(&mut self, name: &str, line: Option<usize>, contents: Result<(), Unread>) -> InputReport {
        let policy = self.policy;
        let report = caught(name, policy.trust.assurance(), || match contents {
            Ok(()) => self.report(name, line),
            Err(unread) => unread.report(name, policy),
        });
        let report = InputReport { line, ..report };
        if self.bytes.capacity() > KEPT_BYTES {
            self.bytes = Vec::new();
            self.arena = Arena::new();
        }
        self.arena.reset();
        report
    }

    /// The report on the bytes that were read: the earlier one if they are known, or that of verifying them.
    fn report(&mut self, name: &str, line: Option<usize>) -> InputReport {
        let sha256 = (self.shows_sha256 || self.known.is_some()).then(|| Sha256Digest::of(&self.bytes));
        let known = self.known.zip(sha256).and_then(|(known, sha256)| {
            let input = Unjudged { name, line, bytes: u64::try_from(self.bytes.len()).ok()?, sha256 };
            known.report(&input, self.enough, &mut self.line)
        });
        known.unwrap_or_else(|| self.verify_bytes(name, sha256))
    }

    fn verify_bytes(&mut self, name: &str, sha256: Option<Sha256Digest>) -> InputReport {
        let Self { policy, arena, bytes, shows_events, pool, .. } = self;
        pool.run(bytes.len(), move || {
            let arena = &*arena;
            let Ok(document) = Document::parse(bytes, arena) else {
                // Reads it again, to report the error.
                return verify::verify_bytes(name, bytes, arena, policy).report;
            };
            let outcome = verify::verify(name, &document, policy);
            let timeline = if *shows_events { outcome.timeline() } else { Vec::new() };
            let mut report = InputReport { timeline, ..outcome.report };
            report.bytes = u64::try_from(bytes.len()).ok();
            report.sha256 = sha256;
            report
        })
    }
}

/// The report that `verify` returns, or a report on the bug that made it panic.
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
    use std::num::NonZeroUsize;

    use pith::render::Summary;

    use super::*;
    use crate::cli::verify::parallel::{self, Gather};

    #[derive(Default)]
    struct Verdicts(Summary);

    impl Gather<InputReport> for Verdicts {
        fn result(&mut self, report: InputReport) {
            self.0.add(&report);
        }

        fn tick(&mut self) {}
    }

    /// The worker wraps each input in `caught`; here the verification of one input panics.
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
            parallel::run(0..500, NonZeroUsize::new(threads).unwrap(), || verify, &mut verdicts);
            assert_eq!(verdicts.0.count(Verdict::Pass), 499);
            assert_eq!(verdicts.0.count(Verdict::Internal), 1);
            assert_eq!(verdicts.0.verdict().exit_code(), 70);
        }
    }
}
