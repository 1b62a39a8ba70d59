//! The outcome of a run.

use std::fmt;

use crate::render::words;
use crate::report::{InputReport, PolicyOutcome, Verdict};

/// The outcome of a run over several inputs.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    counts: Counts,
    hindered: bool,
    policy: Vec<PolicyOutcome>,
    skipped: usize,
    named: Vec<Skipped>,
    known: Option<usize>,
}

/// An entry of a directory that has the name of an input and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Its kind, and why that is not read.
    pub why: &'static str,
}

/// The most skipped entries that are named; the rest are counted.
const NAMED: usize = 5;

impl Summary {
    /// Of a run that need not verify all inputs, and tells how many it did not (`--known`).
    pub fn counting_known() -> Self {
        Self { known: Some(0), ..Self::default() }
    }

    /// Counts one more input.
    pub fn add(&mut self, report: &InputReport) {
        self.counts.add(report.verdict);
        if report.known.is_some() {
            *self.known.get_or_insert(0) += 1;
        }
        for outcome in &report.policy {
            match self.policy.iter_mut().find(|known| known.option == outcome.option && known.value == outcome.value) {
                Some(known) => known.held &= outcome.held,
                None => self.policy.push(outcome.clone()),
            }
        }
    }

    /// Notes an obstacle that belongs to no input, such as a report that cannot be written. The run is no pass then.
    pub fn hinder(&mut self) {
        self.hindered = true;
    }

    /// Counts one more skipped entry; no verdict rests on it.
    pub fn skip(&mut self, skipped: Skipped) {
        self.skipped += 1;
        if self.named.len() < NAMED {
            self.named.push(skipped);
        }
    }

    /// The number of skipped entries.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The first of them.
    pub fn named(&self) -> &[Skipped] {
        &self.named
    }

    /// The number of the others.
    pub fn unnamed(&self) -> usize {
        self.skipped - self.named.len()
    }

    /// The number of inputs that passed in an earlier run and were not verified again; `None` if no earlier report was
    /// given.
    pub fn known(&self) -> Option<usize> {
        self.known
    }

    /// The number of inputs with this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.of(verdict)
    }

    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.counts.total()
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

/// `3 inputs: 2 pass, 1 fail; 1 known; 1 skipped`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = Verdict::ALL.into_iter().map(|verdict| (verdict, self.count(verdict)));
        let counts: Vec<String> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| format!("{count} {}", verdict.as_str()))
            .collect();
        let gap = if counts.is_empty() { "" } else { ": " };
        write!(f, "{}{gap}{}", words::count(self.inputs(), "input"), counts.join(", "))?;
        if let Some(known) = self.known {
            write!(f, "; {known} known")?;
        }
        if self.skipped > 0 { write!(f, "; {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// The number of inputs with each verdict.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts([usize; Verdict::ALL.len()]);

impl Counts {
    pub(super) fn add(&mut self, verdict: Verdict) {
        for (known, count) in Verdict::ALL.iter().zip(&mut self.0) {
            *count += usize::from(*known == verdict);
        }
    }

    pub(super) fn of(&self, verdict: Verdict) -> usize {
        Verdict::ALL.iter().zip(self.0).find(|(known, _)| **known == verdict).map_or(0, |(_, count)| count)
    }

    pub(super) fn total(&self) -> usize {
        self.0.iter().sum()
    }
}
