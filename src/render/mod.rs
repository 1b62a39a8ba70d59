//! Reports to bytes: one file a format. Renderers never verify, and verification never prints.
//!
//! Renderers take reports as they come, so that a run over a whole mirror needs no more memory than
//! one over a single bundle; but for `json` and `junit`, which are one document, and `html`, which lists up to 5,000
//! inputs a verdict.

pub mod diff;
mod escape;
pub mod inspection;
pub mod keys;
pub mod merge;
pub mod page;
pub mod report;
pub mod state;
pub mod value;

use std::fmt;
use std::io::{self, Write};

use crate::report::CheckCode;
use crate::report::{Finding, InputReport, PolicyOutcome, Status, Subject, Verdict};

/// A format: takes each report in input order, then the summary.
pub trait Renderer: Send {
    /// The report on one input.
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()>;

    /// The end of the run.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// The finding that best says why an input did not pass: the first failure, else the key that is not
/// trusted, else the first difference that is open.
fn cause(report: &InputReport) -> Option<&Finding> {
    let findings = report.checks.findings();
    let first = |test: fn(&&Finding) -> bool| findings.iter().find(test);
    match report.verdict {
        Verdict::Untrusted if report.subject == Subject::Integrity => {
            first(|finding| finding.code == CheckCode::EventSignature)
                .or(first(|finding| finding.status == Status::Skip))
        }
        Verdict::Untrusted => first(|finding| finding.is_distrust()),
        Verdict::Undetermined => first(|finding| finding.status == Status::Open),
        _ => first(|finding| finding.status == Status::Fail),
    }
}

/// What a run over several inputs came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    counts: [usize; Verdict::ALL.len()],
    hindered: bool,
    policy: Vec<PolicyOutcome>,
    skipped: usize,
    named: Vec<Skipped>,
}

/// Something in a directory that bears the name of an input and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// What it is, and why that is not read.
    pub why: &'static str,
}

/// The most that are named of what was not read; the rest are counted.
const NAMED: usize = 5;

impl Summary {
    /// Counts one more input.
    pub fn add(&mut self, report: &InputReport) {
        self.add_verdict(report.verdict);
        for outcome in &report.policy {
            match self.policy.iter_mut().find(|known| known.option == outcome.option && known.value == outcome.value) {
                Some(known) => known.held &= outcome.held,
                None => self.policy.push(outcome.clone()),
            }
        }
    }

    /// Notes an obstacle that belongs to no input, such as a report that cannot be written: the run is
    /// no pass.
    pub fn hinder(&mut self) {
        self.hindered = true;
    }

    /// Counts one more name that was not read; no verdict rests on it.
    pub fn skip(&mut self, skipped: Skipped) {
        self.skipped += 1;
        if self.named.len() < NAMED {
            self.named.push(skipped);
        }
    }

    /// How many names were not read.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The first of them.
    pub fn named(&self) -> &[Skipped] {
        &self.named
    }

    /// How many more there are than those that are named.
    pub fn unnamed(&self) -> usize {
        self.skipped - self.named.len()
    }

    /// Counts one more verdict.
    fn add_verdict(&mut self, verdict: Verdict) {
        for (known, count) in Verdict::ALL.iter().zip(&mut self.counts) {
            *count += usize::from(*known == verdict);
        }
    }

    /// How many inputs had this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        Verdict::ALL.iter().zip(self.counts).find(|(known, _)| **known == verdict).map_or(0, |(_, count)| count)
    }

    /// How many inputs there were.
    pub fn inputs(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The verdict of the run.
    pub fn verdict(&self) -> Verdict {
        let found = Verdict::ALL.into_iter().filter(|verdict| self.count(*verdict) > 0);
        Verdict::of_run(found.chain(self.hindered.then_some(Verdict::Unchecked)))
    }

    /// The user's expectations, and whether every input met them.
    pub fn policy(&self) -> &[PolicyOutcome] {
        &self.policy
    }
}

/// `3 inputs: 2 pass, 1 fail; 1 skipped`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = Verdict::ALL.into_iter().map(|verdict| (verdict, self.count(verdict)));
        let counts: Vec<String> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| format!("{count} {}", verdict.as_str()))
            .collect();
        let noun = if self.inputs() == 1 { "input" } else { "inputs" };
        let gap = if counts.is_empty() { "" } else { ": " };
        write!(f, "{} {noun}{gap}{}", self.inputs(), counts.join(", "))?;
        if self.skipped > 0 { write!(f, "; {} skipped", self.skipped) } else { Ok(()) }
    }
}
