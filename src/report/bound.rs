//! How large a report may be: whatever the input, a report has at most 1 MB as JSON, and a pass at most 20 KB.
//!
//! Every text from an input is cut where it enters a report. Many of them together are still too much, so what is
//! beyond a budget is shortened, if it is the first of its kind, or counted.

use std::collections::HashSet;

use super::{Checks, Finding, InputReport, Status};
use crate::json::Pointer;
use crate::text::{cost, cut_to};

/// For findings that keep an input from passing.
const OBSTACLES: usize = 400_000;
/// For warnings and what was skipped, which a pass may have.
const REMARKS: usize = 3_000;
/// For the names of keys.
const SIGNERS: usize = 2_000;

/// The most characters of a message.
const MESSAGE: usize = 1_000;

/// What a finding costs beside its texts.
const FINDING: usize = 150;

impl InputReport {
    /// Bounds everything in the report that the input makes longer. The verdict must have been decided before.
    pub(crate) fn bound(&mut self) {
        let listed = self.signers.len();
        let mut budget = Budget(SIGNERS);
        self.signers.retain(|signer| budget.covers(FINDING + cost(&signer.key_id)));
        self.signers_more += listed - self.signers.len();
        self.checks.bound();
    }
}

impl Checks {
    fn bound(&mut self) {
        let (mut obstacles, mut remarks) = (Budget(OBSTACLES), Budget(REMARKS));
        let mut seen = HashSet::new();
        for mut finding in self.take_findings() {
            let is_first = seen.insert((finding.code, finding.status));
            let budget = match finding.status {
                Status::Fail | Status::Open => &mut obstacles,
                Status::Pass | Status::Warn | Status::Skip => &mut remarks,
            };
            finding.pointer = finding.pointer.as_ref().map(Pointer::shown);
            finding.message = cut_to(&finding.message, MESSAGE);
            if budget.covers(finding.cost()) {
                self.add(finding);
            } else if is_first {
                self.add(finding.shortened());
            } else {
                self.omit(finding.code, finding.status, 1);
            }
        }
    }
}

/// How much may still be written.
struct Budget(usize);

impl Budget {
    fn covers(&mut self, cost: usize) -> bool {
        let rest = self.0.checked_sub(cost);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

impl Finding {
    fn cost(&self) -> usize {
        let pointer = self.pointer.as_ref().map(Pointer::as_str);
        let texts = [pointer, self.expected.as_deref(), self.actual.as_deref(), Some(self.message.as_str())];
        FINDING + texts.into_iter().flatten().map(cost).sum::<usize>()
    }

    /// The finding with little of what the input has in it.
    fn shortened(mut self) -> Self {
        self.pointer = self.pointer.as_ref().map(|pointer| shortened(pointer, 16));
        self.message = cut_to(&self.message, 40);
        self.expected = None;
        self.actual = None;
        self
    }
}

fn shortened(pointer: &Pointer, characters: usize) -> Pointer {
    match pointer.as_str() {
        short if short.len() <= characters => pointer.clone(),
        long => Pointer::parse(&cut_to(long, characters)).unwrap_or_default(),
    }
}
