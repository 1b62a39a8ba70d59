//! Reports to bytes: one file a format. Renderers never verify, and verification never prints.
//!
//! Renderers take reports as they come, so that a run over a whole mirror needs no more memory than
//! one over a single bundle (but for `json`, which is one object).

mod escape;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;

use std::fmt;
use std::io::{self, Write};

use crate::report::{InputReport, PolicyOutcome, Verdict};

/// A format: takes each report in input order, then the summary.
pub trait Renderer {
    /// The report on one input.
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()>;

    /// The end of the run.
    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// What a run over several inputs came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    counts: [usize; Verdict::ALL.len()],
    policy: Vec<PolicyOutcome>,
}

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

    /// Counts one more verdict.
    pub fn add_verdict(&mut self, verdict: Verdict) {
        for (known, count) in Verdict::ALL.iter().zip(&mut self.counts) {
            *count += usize::from(*known == verdict);
        }
    }

    /// Notes expectations before any input has met or missed them: over no input none holds.
    pub fn expect(&mut self, policy: impl IntoIterator<Item = PolicyOutcome>) {
        self.policy.extend(policy);
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
        Verdict::of_run(Verdict::ALL.into_iter().filter(|verdict| self.count(*verdict) > 0))
    }

    /// The user's expectations, and whether every input met them.
    pub fn policy(&self) -> &[PolicyOutcome] {
        &self.policy
    }
}

/// `3 inputs: 2 pass, 1 fail`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = Verdict::ALL.into_iter().map(|verdict| (verdict, self.count(verdict)));
        let counts: Vec<String> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(verdict, count)| format!("{count} {}", verdict.as_str()))
            .collect();
        let noun = if self.inputs() == 1 { "input" } else { "inputs" };
        let counts = if counts.is_empty() { "nothing to verify".to_owned() } else { counts.join(", ") };
        write!(f, "{} {noun}: {counts}", self.inputs())
    }
}
