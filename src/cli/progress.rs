//! A progress bar on stderr, for a person who waits; never in a pipe.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pith::render::Summary;
use pith::report::Verdict;

/// Runs that are over sooner show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

pub struct Progress {
    started: Instant,
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows progress if a person looks at stderr and did not ask otherwise.
    pub fn new(unwanted: bool) -> Self {
        Self { started: Instant::now(), wanted: !unwanted && std::io::stderr().is_terminal(), bar: None }
    }

    pub fn update(&mut self, summary: &Summary) {
        if !self.wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} verified, {msg}");
            let bar = ProgressBar::new_spinner().with_elapsed(self.started.elapsed());
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        let verified = u64::try_from(summary.inputs()).unwrap_or(u64::MAX);
        let rate = verified / self.started.elapsed().as_secs().max(1);
        bar.set_position(verified);
        bar.set_message(format!("{rate}/s, {} not passed", summary.inputs() - summary.count(Verdict::Pass)));
    }

    /// Writes to the terminal without the bar in the way.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
