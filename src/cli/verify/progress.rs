//! A progress bar on stderr, at a terminal only.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use pith::render::Summary;
use pith::report::Verdict;

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

pub struct Progress {
    started: Instant,
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows progress if stderr is a terminal, unless the user declined it.
    pub fn new(unwanted: bool) -> Self {
        Self { started: Instant::now(), wanted: !unwanted && std::io::stderr().is_terminal(), bar: None }
    }

    pub fn update(&mut self, summary: &Summary) {
        if !self.wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} verified, {msg}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
            ProgressBar::new_spinner().with_style(style).with_elapsed(self.started.elapsed())
        });
        let verified = u64::try_from(summary.inputs()).unwrap_or(u64::MAX);
        let rate = verified / self.started.elapsed().as_secs().max(1);
        bar.set_position(verified);
        bar.set_message(format!("{rate}/s, {} not passed", summary.inputs() - summary.count(Verdict::Pass)));
    }

    /// Writes to the terminal while the bar is hidden.
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
