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
    Pointer::parse(&cut_to(pointer.as_str(), characters)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Sha256Digest;
    use crate::report::{CheckCode, Reason, Signer, Trust};

    /// A finding that costs so many bytes.
    fn finding(status: fn(CheckCode, Reason, String) -> Finding, code: CheckCode, cost: usize) -> Finding {
        let rest = cost - FINDING - "/a".len();
        let message = "\u{1}".repeat(rest / 12) + &"m".repeat(rest % 12);
        let finding = status(code, Reason::Differs, message).at(Pointer::root().member("a"));
        assert_eq!(finding.cost(), cost);
        finding
    }

    fn bounded(findings: Vec<Finding>) -> Checks {
        let mut checks = Checks::default();
        checks.extend(findings);
        checks.bound();
        checks
    }

    /// How many of its findings have their whole message, and how many a shortened one.
    fn whole_and_shortened(checks: &Checks) -> (usize, usize) {
        let shortened = checks.findings().iter().filter(|finding| finding.message.chars().count() == 41).count();
        (checks.findings().len() - shortened, shortened)
    }

    #[test]
    fn what_is_beyond_the_budget_is_shortened_or_counted() {
        let fail = |cost| finding(Finding::fail, CheckCode::EventDigest, cost);
        let other = |cost| finding(Finding::fail, CheckCode::EventId, cost);
        let warn = |cost| finding(Finding::warn, CheckCode::EventDigest, cost);
        // Two codes with as many findings as are kept take all of the budget.
        let (kept, each) = (2 * Checks::KEPT, OBSTACLES / (2 * Checks::KEPT));
        let full = || {
            let codes = [CheckCode::EventDigest, CheckCode::EventType].into_iter();
            codes.flat_map(|code| (0..Checks::KEPT).map(move |_| finding(Finding::fail, code, each)))
        };
        let checks = bounded(full().collect());
        assert_eq!((whole_and_shortened(&checks), checks.omitted()), ((kept, 0), &[][..]));
        let checks = bounded(full().chain([other(2_000), other(2_000), warn(REMARKS)]).collect());
        assert_eq!(whole_and_shortened(&checks), (kept + 1, 1));
        assert_eq!(checks.omitted(), [(CheckCode::EventId, Status::Fail, 1)]);
        let checks = bounded(vec![warn(REMARKS - 999), warn(1_000), warn(999)]);
        assert_eq!(whole_and_shortened(&checks), (2, 0));
        assert_eq!(checks.omitted(), [(CheckCode::EventDigest, Status::Warn, 1)]);
        assert_eq!(whole_and_shortened(&bounded(vec![warn(REMARKS + 1)])), (0, 1));
        assert_eq!(whole_and_shortened(&bounded(vec![fail(REMARKS + 1)])), (1, 0));
    }

    #[test]
    fn messages_and_pointers_have_a_most() {
        let long = |length: usize| Finding::fail(CheckCode::EventDigest, Reason::Differs, "m".repeat(length));
        let message = |length| bounded(vec![long(length)]).findings()[0].message.clone();
        assert_eq!(message(MESSAGE), "m".repeat(MESSAGE));
        assert_eq!(message(MESSAGE + 1), "m".repeat(MESSAGE) + "\u{2026}");
        let place = |text: &str| shortened(&Pointer::parse(text).unwrap(), 16).to_string();
        assert_eq!(place("/sixteen/letters"), "/sixteen/letters");
        assert_eq!(place("/seventeen/letter"), "/seventeen/lette\u{2026}");
    }

    #[test]
    fn signers_without_room_are_counted() {
        let signer = |length: usize| Signer {
            key_id: "k".repeat(length),
            key_sha256: Sha256Digest::of(b""),
            trust: Trust::Untrusted,
            signatures: 1,
        };
        for (lengths, kept) in [([SIGNERS - FINDING, 0], 1), ([SIGNERS - FINDING + 1, 0], 1), ([900, 800], 2)] {
            let mut report = InputReport::new("i".to_owned(), Trust::Untrusted);
            report.signers = lengths.map(signer).to_vec();
            report.signers_more = 3;
            report.checks.add(finding(Finding::warn, CheckCode::EventDigest, REMARKS + 1));
            report.bound();
            assert_eq!((report.signers.len(), report.signers_more), (kept, 3 + 2 - kept));
            assert_eq!(whole_and_shortened(&report.checks), (0, 1), "its findings are bounded, too");
        }
    }
}
