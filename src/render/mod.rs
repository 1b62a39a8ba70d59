//! Reports to bytes: one folder per subject, one file per format. Renderers never verify, and verification never
//! prints.
//!
//! A run over a whole mirror needs no more memory than a run over a single bundle: most renderers write each report as
//! it comes, and `json`, `junit` and `html`, whose beginning is known at the end only, put what waits into a temporary
//! file if their caller lends them one.

pub mod diff;
mod envelope;
mod escape;
pub mod inspection;
pub mod keys;
pub mod merge;
pub mod page;
pub mod report;
mod run;
mod spool;
pub mod state;
mod summary;
mod terminal;
pub mod value;
mod words;
pub mod wrap;

use std::io::{self, Write};

use crate::report::InputReport;

pub use run::{Expected, Run};
pub use spool::Create;
pub use summary::{Skipped, Summary};
pub use words::{changed, why};

/// A format of reports: takes the conditions of the run, each report in input order, then the summary.
pub trait Renderer: Send {
    /// The beginning of the run. Most formats do not tell its conditions.
    fn begin(&mut self, _run: &Run<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// The report on one input.
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()>;

    /// The end of the run.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}
