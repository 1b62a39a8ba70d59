//! `--known`: inputs that passed in an earlier run are not verified again.

mod conditions;
mod index;
mod lines;
mod report;

use std::path::{Path, PathBuf};

use pith::render::Run;
use pith::render::report::known::{Passes, Unjudged, first_line};
use pith::report::{InputReport, Known as Earlier};

use index::{Index, Place};
use report::Report;

/// The earlier reports.
#[derive(clap::Args)]
pub struct KnownArgs {
    /// Do not verify again what passed without a finding in REPORT, an NDJSON report of the same version with the same
    /// keys and options; repeatable
    #[arg(long = "known", value_name = "REPORT")]
    reports: Vec<PathBuf>,
}

impl KnownArgs {
    /// Whether there are any.
    pub const fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// The files that they are in.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.reports.iter().map(PathBuf::as_path)
    }

    /// Reads the reports, as far as they hold in a run under these conditions. Returns what they make known, if there
    /// are any, and a sentence about each that makes nothing known. Fails if one is not a report.
    pub fn read(&self, run: &Run<'_>) -> Result<(Option<Known>, Vec<String>), String> {
        if self.is_empty() {
            return Ok((None, Vec::new()));
        }
        let conditions = first_line(run);
        let (mut reports, mut index, mut notes) = (Vec::new(), Index::default(), Vec::new());
        for path in &self.reports {
            let report = Report::open(path)?;
            match &conditions {
                Err(why) => notes.push(report.unused(why)),
                Ok(line) if report.enter(reports.len(), line, &mut index)? => {}
                Ok(line) => notes.push(report.unused(&report.difference(line))),
            }
            reports.push(report);
        }
        index.sort();
        Ok((Some(Known { reports, index, passes: Passes::of(run) }), notes))
    }
}

/// The passes of earlier reports. Only their places are in memory; a line is read again when an input needs it.
pub struct Known {
    reports: Vec<Report>,
    index: Index,
    passes: Passes,
}

impl Known {
    /// The report on an input, if an earlier report tells that it passed. `line` is memory that is used again.
    pub fn report(&self, input: &Unjudged<'_>, enough: Enough, line: &mut Vec<u8>) -> Option<InputReport> {
        self.index.places(&input.sha256).find_map(|place| {
            self.line(place, line)?;
            // The file may have changed meanwhile, so the line is read as if it had never been seen.
            let report = self.passes.read(line, input)?;
            (enough == Enough::Brief || matches!(report.known, Some(Earlier::Whole(_)))).then_some(report)
        })
    }

    fn line(&self, place: Place, line: &mut Vec<u8>) -> Option<()> {
        line.resize(place.length, 0);
        self.reports.get(place.report)?.read_at(place.offset, line).ok()
    }
}

/// How much of an earlier report the reports of this run need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enough {
    /// All of it.
    Whole,
    /// What a brief report has is enough.
    Brief,
}
