//! The report for people at a terminal.

mod causes;
mod claims;
mod findings;
mod shared;

use std::io::{self, Write};

use self::claims::claims;
use self::findings::{findings, shown};
use self::shared::Shared;
use crate::render::report::detail::Detail;
use crate::render::report::meaning::meaning;
use crate::render::report::next::next_step;
use crate::render::terminal::{heading, row, status_word, verdict_word};
use crate::render::words::beyond;
use crate::render::{Renderer, Summary};
use crate::report::{InputReport, Status, Verdict};
use crate::text::escape;

pub use self::findings::Which;

/// The most passes that are listed in a run over many inputs; the rest are counted.
const LISTED: usize = 20;

/// `--format human`.
#[derive(Default)]
pub struct Human {
    /// The first report, kept back until it is known whether it is the only one.
    first: Option<InputReport>,
    seen: usize,
    passes: Passes,
    shared: Shared,
    which: Which,
    detail: Detail,
}

/// What is shown of the inputs that pass.
enum Passes {
    /// So many were seen; the first ones are listed.
    Listed(usize),
    /// Nothing.
    Hidden,
}

impl Default for Passes {
    fn default() -> Self {
        Self::Listed(0)
    }
}

impl Human {
    /// With these findings of each input.
    pub fn showing(which: Which) -> Self {
        Self { which, ..Self::default() }
    }

    /// Shows as much of the only input as `detail` asks for.
    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// Shows nothing of inputs that pass (`--failures`).
    #[must_use]
    pub fn of_failures(self) -> Self {
        Self { passes: Passes::Hidden, ..self }
    }
}

impl Renderer for Human {
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        self.seen += 1;
        if self.seen == 1 {
            self.first = Some(report.clone());
            return Ok(());
        }
        if let Some(first) = self.first.take() {
            self.one_of_many(&first, out)?;
        }
        self.one_of_many(report, out)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let only_passes = summary.count(Verdict::Pass) == summary.inputs();
        let is_empty = matches!(self.passes, Passes::Hidden) && only_passes;
        if let Some(only) = self.first.take().filter(|_| !is_empty) {
            match self.detail {
                Detail::Brief if only.passes_without_finding() => briefly(&only, self.which, out)?,
                _ => whole(&only, self.which, out)?,
            }
            if summary.skipped() > 0 {
                writeln!(out)?;
            }
            return skipped(summary, out);
        }
        if let Passes::Listed(seen) = self.passes
            && let Some(more) = beyond(seen, LISTED)
        {
            writeln!(out, "{} {more} more", verdict_word(Verdict::Pass))?;
        }
        self.shared.write(out)?;
        skipped(summary, out)?;
        if !is_empty || summary.skipped() > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} {summary}", verdict_word(summary.verdict()))
    }
}

impl Human {
    /// One line for a pass; the findings too for any other verdict, if no earlier input had them.
    fn one_of_many(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        let is_shown = if report.verdict == Verdict::Pass { self.passes.show() } else { self.shared.is_first(report) };
        if is_shown { briefly(report, self.which, out) } else { Ok(()) }
    }
}

impl Passes {
    /// Counts one more. Returns whether it is listed.
    fn show(&mut self) -> bool {
        match self {
            Self::Hidden => false,
            Self::Listed(seen) => {
                *seen += 1;
                *seen <= LISTED
            }
        }
    }
}

/// The verdict on one input and the reasons for it, for commands with another output.
pub fn brief(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    briefly(report, Which::Unexplained, out)
}

fn briefly(report: &InputReport, which: Which, out: &mut dyn Write) -> io::Result<()> {
    let number = report.pith_number.as_deref().filter(|_| report.verdict == Verdict::Pass).unwrap_or_default();
    let gap = if number.is_empty() { "" } else { "  " };
    writeln!(out, "{} {}{gap}{}", verdict_word(report.verdict), escape(&report.input), escape(number))?;
    if report.verdict == Verdict::Pass {
        return Ok(());
    }
    causes::brief(&report.diagnosis, out)?;
    findings(report, which, out)?;
    remains(report, out)
}

/// Everything about one input.
fn whole(report: &InputReport, which: Which, out: &mut dyn Write) -> io::Result<()> {
    heading(&verdict_word(report.verdict), &report.input, &meaning(report), out)?;
    causes::causes(&report.diagnosis, out)?;
    let is_more =
        shown(report, which).any(|finding| finding.status != Status::Skip) || report.diagnosis.remains.is_some();
    if is_more && !report.diagnosis.causes.is_empty() {
        writeln!(out)?;
    }
    findings(report, which, out)?;
    remains(report, out)?;
    if report.verdict == Verdict::Pass && shown(report, which).any(|finding| finding.status == Status::Warn) {
        writeln!(out)?;
    }
    claims(report, out)?;
    row("next", &next_step(report), out)
}

/// What no cause explains, in a sentence.
fn remains(report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
    match &report.diagnosis.remains {
        Some(sentence) => writeln!(out, "  {}", escape(sentence)),
        None => Ok(()),
    }
}

/// The entries of directories that were not read.
fn skipped(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let word = status_word(Status::Skip);
    for one in summary.named() {
        writeln!(out, "{word} {}: {}", escape(&one.name), one.why)?;
    }
    match summary.unnamed() {
        0 => Ok(()),
        more => writeln!(out, "{word} {more} more"),
    }
}
