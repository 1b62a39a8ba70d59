//! A progress bar on stderr, at a terminal only.

use std::env;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pith::render::Summary;
use pith::report::{InputReport, Verdict};

use super::extent::{Counting, Extent};
use super::pace::{left, megabytes, rate, span};

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts the whole of the work; `None` if it cannot be known.
pub type Count = Box<dyn FnOnce() -> Option<Extent> + Send>;

pub struct Progress {
    started: Instant,
    wanted: bool,
    /// Taken when the bar appears: shorter runs count nothing.
    count: Option<Count>,
    /// The bytes that were verified, with line ends.
    bytes: u64,
    bar: Option<(ProgressBar, Counting)>,
}

impl Progress {
    /// Shows progress if stderr is a terminal that can, unless the user declined it.
    pub fn new(unwanted: bool, count: Count) -> Self {
        let is_real = std::io::stderr().is_terminal() && env::var_os("TERM").is_none_or(|kind| kind != "dumb");
        Self { started: Instant::now(), wanted: !unwanted && is_real, count: Some(count), bytes: 0, bar: None }
    }

    /// Counts one more input.
    pub fn add(&mut self, report: &InputReport) {
        self.bytes = self.bytes.saturating_add(report.bytes.unwrap_or(0)).saturating_add(1);
    }

    /// The time since the run began.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn update(&mut self, summary: &Summary) {
        let elapsed = self.elapsed();
        if !self.wanted || elapsed < PATIENCE {
            return;
        }
        let count = self.count.take();
        let (bar, counting) = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new_spinner().with_style(style("{spinner} {wide_msg}"));
            (bar, Counting::begin(move || count.and_then(|count| count())))
        });
        let extent = counting.extent();
        let (message, part) = message(summary, self.bytes, extent, elapsed);
        bar.set_message(message);
        if extent.is_some() && bar.length().is_none() {
            bar.set_length(part.1);
            bar.set_style(style("{bar:16} {wide_msg}"));
        }
        bar.set_position(part.0);
    }

    /// Writes to the terminal while the bar is hidden.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some((bar, _)) => bar.suspend(write),
            None => write(),
        }
    }

    pub fn clear(&mut self) {
        if let Some((bar, _)) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// The most important words first, since a narrow terminal cuts the last ones; and how much of the whole is done.
fn message(summary: &Summary, bytes: u64, extent: Option<Extent>, elapsed: Duration) -> (String, (u64, u64)) {
    let inputs = summary.inputs();
    let failed = inputs - summary.count(Verdict::Pass);
    let count = u64::try_from(inputs).unwrap_or(u64::MAX);
    let (amount, part) = match extent {
        None => (format!("{inputs} verified, {failed} not passed"), (count, 0)),
        Some(Extent::Inputs(total)) => {
            (format!("{inputs} of {total} verified, {failed} not passed"), (count.min(total), total))
        }
        Some(Extent::Bytes(total)) => {
            let done = bytes.min(total);
            let sizes = format!("{} of {}", megabytes(done), megabytes(total));
            (format!("{inputs} verified, {failed} not passed, {sizes}"), (done, total))
        }
    };
    let left = extent.and_then(|_| left(part.0, part.1, elapsed));
    let left = left.map(|left| format!(", {} left", span(left))).unwrap_or_default();
    (format!("{amount}{left}, {}/s", rate(inputs, elapsed)), part)
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
