//! What becomes of the results of `pith verify`: reports, a summary, one exit code.

use std::io;
use std::sync::Arc;

use pith::render::{Skipped, Summary};
use pith::report::{InputReport, Verdict};

use crate::cli::destination::{Main, ReportTo};
use crate::cli::engine::Gather;
use crate::cli::exit;
use crate::cli::identity::Outputs;
use crate::cli::progress::Progress;
use crate::cli::signals::Ending;

/// What became of a job.
pub enum Judged {
    Input(Box<InputReport>),
    Skipped(Skipped),
}

/// Takes the reports in order and passes them on.
pub struct Gatherer {
    /// The report on standard output, unless the user asked for quiet.
    pub main: Option<Main>,
    pub reports: Vec<ReportTo>,
    pub outputs: Arc<Outputs>,
    pub summary: Summary,
    pub progress: Progress,
    pub ending: Ending,
}

impl Gather<Judged> for Gatherer {
    fn result(&mut self, judged: Judged) {
        let report = match judged {
            Judged::Input(report) => report,
            Judged::Skipped(skipped) => return self.summary.skip(skipped),
        };
        self.summary.add(&report);
        self.say_if_quiet(&report);
        self.report(&report);
        match self.main.as_mut().map(|main| main.input(&report)) {
            None | Some(Ok(false)) => {}
            Some(Ok(true)) => self.pass_on(),
            Some(Err(error)) => self.give_up(&error),
        }
    }

    fn tick(&mut self) {
        self.pass_on();
        self.progress.update(&self.summary);
        self.stop_if_told();
    }
}

impl Gatherer {
    /// Adds an input to every report file. One that cannot be written is given up: it would have a gap.
    fn report(&mut self, report: &InputReport) {
        for mut to in std::mem::take(&mut self.reports) {
            match to.input(report) {
                Ok(()) => self.reports.push(to),
                Err(obstacle) => self.hinder(&obstacle),
            }
        }
    }

    /// Writes to standard output what waits for it.
    fn pass_on(&mut self) {
        if let Some(main) = self.main.as_mut().filter(|main| main.is_waiting())
            && let Err(error) = self.progress.aside(|| main.flush())
        {
            self.give_up(&error);
        }
    }

    fn stop_if_told(&mut self) {
        if let Some(code) = self.ending.code() {
            self.progress.clear();
            self.reports.clear();
            exit::complain(&format!("interrupted; judged so far: {}", self.summary));
            std::process::exit(code);
        }
    }

    /// Without a report on standard output, only this says why something was not verified.
    fn say_if_quiet(&self, report: &InputReport) {
        if self.main.is_none() && report.verdict == Verdict::Unchecked {
            let error = report.error.as_deref().unwrap_or("could not be checked");
            exit::complain(&format!("{}: {error}", report.input));
        }
    }

    /// An obstacle that belongs to no input: the run goes on and is no pass.
    fn hinder(&mut self, obstacle: &str) {
        self.progress.aside(|| exit::complain(obstacle));
        self.summary.hinder();
    }

    /// Standard output cannot be written: nobody reads what would come, so the run ends here.
    fn give_up(&mut self, error: &io::Error) -> ! {
        self.progress.clear();
        self.reports.clear();
        exit::unwritten("standard output", error);
        self.summary.hinder();
        std::process::exit(self.summary.verdict().exit_code().into())
    }

    /// Ends every report, and gives the exit code: a report that was not written is never 0.
    ///
    /// The report files come first, so that standard output can say that one could not be written.
    pub fn finish(mut self) -> u8 {
        self.progress.clear();
        for to in std::mem::take(&mut self.reports) {
            if self.outputs.was_read(to.path()) {
                // The input says so already.
                self.summary.hinder();
            } else if let Err(obstacle) = to.finish(&self.summary) {
                self.hinder(&obstacle);
            }
        }
        if let Some(Err(error)) = self.main.take().map(|main| main.finish(&self.summary)) {
            exit::unwritten("standard output", &error);
            self.summary.hinder();
        }
        self.summary.verdict().exit_code()
    }
}
