//! The results of the jobs, gathered into reports, a summary and one exit code.

use std::io;
use std::sync::Arc;

use pith::render::{Skipped, Summary};
use pith::report::{InputReport, Verdict};

use crate::cli::exit;
use crate::cli::new_file::CompleteFile;
use crate::cli::outputs::Outputs;
use crate::cli::signals::Ending;

use super::pace::{rate, span};
use super::parallel::Gather;
use super::progress::Progress;
use super::reports::{Main, ReportTo};

/// The result of a job.
pub enum Judged {
    Input(Box<InputReport>),
    Skipped(Skipped),
}

/// Takes the results in order and passes them on.
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
        self.progress.add(&report);
        self.complain_if_quiet(&report);
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
    /// Adds an input to every report file. One that cannot be written is abandoned, because it would have a gap.
    fn report(&mut self, report: &InputReport) {
        for mut to in std::mem::take(&mut self.reports) {
            match to.input(report) {
                Ok(()) => self.reports.push(to),
                Err(obstacle) => self.hinder(&obstacle),
            }
        }
    }

    /// Writes the pending text to standard output.
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

    /// Reports an input that was not verified on stderr, if there is no report on standard output.
    fn complain_if_quiet(&self, report: &InputReport) {
        if self.main.is_none() && report.verdict == Verdict::Unchecked {
            let error = report.error.as_deref().unwrap_or("could not be checked");
            exit::complain(&format!("{}: {error}", report.input));
        }
    }

    /// Reports a problem that concerns no single input. The run continues, and is not a pass.
    fn hinder(&mut self, obstacle: &str) {
        self.progress.aside(|| exit::complain(obstacle));
        self.summary.hinder();
    }

    /// Ends the run, because standard output cannot be written.
    fn give_up(&mut self, error: &io::Error) -> ! {
        self.progress.clear();
        self.reports.clear();
        exit::unwritten(error);
        self.summary.hinder();
        std::process::exit(self.summary.verdict().exit_code().into())
    }

    /// Completes every report and returns the exit code, which is never 0 if a report was not written.
    ///
    /// The report files are complete before the end of the report on standard output, which can so count a failure, and
    /// get their names after it. One that states another verdict than the run has in the end, since an output failed after
    /// it, gets none: no report claims more than the run achieved.
    pub fn finish(mut self) -> u8 {
        self.progress.clear();
        let complete = self.complete();
        self.print();
        let verdict = self.summary.verdict();
        for (stated, file) in complete {
            if stated == verdict
                && let Err(obstacle) = file.name()
            {
                self.hinder(&obstacle);
            }
        }
        self.summary.verdict().exit_code()
    }

    /// Completes the report files, each with the verdict that it states.
    fn complete(&mut self) -> Vec<(Verdict, CompleteFile)> {
        let mut complete = Vec::new();
        for to in std::mem::take(&mut self.reports) {
            if self.outputs.was_read(to.path()) {
                // The report on the input contains the reason.
                self.summary.hinder();
                continue;
            }
            let stated = self.summary.verdict();
            match to.complete(&self.summary) {
                Ok(file) => complete.push((stated, file)),
                Err(obstacle) => self.hinder(&obstacle),
            }
        }
        complete
    }

    /// Writes the end of the report on standard output.
    fn print(&mut self) {
        let Some(main) = self.main.take() else { return };
        if main.is_held() && self.outputs.stdout_was_read() {
            self.hinder("nothing was written to standard output: it goes to a file that the run reads");
            return;
        }
        match main.finish(&self.summary) {
            Ok(()) => self.sum_up(),
            Err(error) => {
                exit::unwritten(&error);
                self.summary.hinder();
            }
        }
    }

    /// Counts, time taken and rate of a run over several inputs, on stderr: reports contain no time, so that two runs
    /// compare byte for byte.
    fn sum_up(&self) {
        if self.summary.inputs() > 1 {
            let (time, rate) = (self.progress.elapsed(), rate(self.summary.inputs(), self.progress.elapsed()));
            exit::complain(&format!("{} ({}, {rate} per second)", self.summary, span(time)));
        }
    }
}
