//! Reports to bytes: one folder per subject, one file per format. Renderers never verify, and verification never
//! prints.
//!
//! Most renderers write each report as it comes, so a run over a whole mirror needs no more memory than a run over a
//! single bundle. Exceptions are `json` and `junit`, which write one document, and `html`, which lists up to 5,000
//! inputs per verdict.

pub mod diff;
mod envelope;
mod escape;
pub mod inspection;
pub mod keys;
pub mod merge;
pub mod page;
pub mod report;
pub mod state;
mod summary;
mod terminal;
pub mod value;
mod words;
pub mod wrap;

use std::io::{self, Write};

use crate::report::InputReport;

pub use summary::{Skipped, Summary};

/// A format of reports: takes each report in input order, then the summary.
pub trait Renderer: Send {
    /// The report on one input.
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()>;

    /// The end of the run.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}
