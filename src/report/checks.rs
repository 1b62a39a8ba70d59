//! The results of checks, and the verdict that follows from them.

use std::collections::BTreeSet;

use super::finding::{Finding, Status};
use super::rule::Rule;
use super::verdict::Verdict;
use crate::report::CheckCode;

/// The results of checks over one input, in the order in which they ran. Each check returns its part; the parts of all
/// checks are collected into one.
#[derive(Debug, Clone, Default)]
pub struct Checks {
    passes: Vec<(CheckCode, usize)>,
    findings: Vec<Finding>,
    /// Findings that were counted but not kept.
    more: Vec<(CheckCode, Status, usize)>,
    /// The rules that every finding rests on, kept or counted.
    rules: BTreeSet<(CheckCode, Rule)>,
}

/// Puts parts together, in their order.
impl FromIterator<Self> for Checks {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        let and = |mut whole: Self, part| {
            whole.merge(part);
            whole
        };
        parts.into_iter().reduce(and).unwrap_or_default()
    }
}

impl Checks {
    /// The most findings that are kept per code and status; the rest are counted.
    pub const KEPT: usize = 20;

    /// The rule behind `code` holds at one more place.
    pub fn pass(&mut self, code: CheckCode) {
        self.pass_times(code, 1);
    }

    /// The rule behind `code` holds at `times` more places.
    pub fn pass_times(&mut self, code: CheckCode, times: usize) {
        match self.passes.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += times,
            None => self.passes.push((code, times)),
        }
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        let (code, status) = (finding.code, finding.status);
        self.rules.extend(finding.rule.map(|rule| (code, rule)));
        let known = self.findings.iter().filter(|f| f.code == code && f.status == status).count();
        if known < Self::KEPT {
            self.findings.push(finding);
            return;
        }
        self.omit(code, status, 1);
    }

    /// Adds a finding of this code and status, which is made only if it is kept.
    pub(crate) fn add_if_kept(&mut self, code: CheckCode, status: Status, finding: impl FnOnce() -> Finding) {
        match self.more.iter_mut().find(|(c, s, _)| (*c, *s) == (code, status)) {
            Some((_, _, count)) => *count += 1,
            None => self.add(finding()),
        }
    }

    pub(super) fn omit(&mut self, code: CheckCode, status: Status, more: usize) {
        match self.more.iter_mut().find(|(c, s, _)| (*c, *s) == (code, status)) {
            Some((_, _, count)) => *count += more,
            None => self.more.push((code, status, more)),
        }
    }

    /// Adds findings.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            self.add(finding);
        }
    }

    /// Adds the results of other checks.
    pub fn merge(&mut self, other: Self) {
        for (code, times) in other.passes {
            self.pass_times(code, times);
        }
        self.extend(other.findings);
        for (code, status, count) in other.more {
            self.omit(code, status, count);
        }
        self.rules.extend(other.rules);
    }

    /// Adds the finding if there is one, and a pass of `code` otherwise.
    pub fn add_or_pass(&mut self, code: CheckCode, finding: Option<Finding>) {
        match finding {
            Some(finding) => self.add(finding),
            None => self.pass(code),
        }
    }

    /// How often `code` passed.
    pub fn passed(&self, code: CheckCode) -> usize {
        self.passes.iter().find(|(known, _)| *known == code).map_or(0, |(_, count)| *count)
    }

    /// Whether `code` has a finding of this status.
    pub fn has(&self, code: CheckCode, status: Status) -> bool {
        self.findings.iter().any(|f| f.code == code && f.status == status)
    }

    /// Whether `code` was seen to hold and never failed.
    pub fn holds(&self, code: CheckCode) -> bool {
        self.passed(code) > 0 && !self.has(code, Status::Fail)
    }

    /// Whether a key that signed is not trusted for what it signed.
    pub fn has_distrust(&self) -> bool {
        self.findings.iter().any(Finding::is_distrust)
    }

    /// The findings, in the order in which they were made.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings of this code and status were counted without being kept.
    pub fn omitted(&self) -> &[(CheckCode, Status, usize)] {
        &self.more
    }

    /// The inferred rules that open findings rest on, also those of findings that are not kept, with the check.
    pub(crate) fn open_rules(&self) -> impl Iterator<Item = (CheckCode, Rule)> + '_ {
        self.rules.iter().copied()
    }

    /// The findings, taken out.
    pub(super) fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// The findings, for adding their positions.
    pub(crate) fn findings_mut(&mut self) -> &mut [Finding] {
        &mut self.findings
    }

    /// The codes that passed everywhere, with how often. What had nothing to check did not pass.
    pub fn passes(&self) -> impl Iterator<Item = (CheckCode, usize)> + '_ {
        let passed = self.passes.iter().copied().filter(|(_, times)| *times > 0);
        passed.filter(|(code, _)| !self.findings.iter().any(|f| f.code == *code))
    }

    /// `--strict`: every warning and every open difference, kept or counted, becomes a failure.
    pub(crate) fn make_strict(&mut self) {
        let strict = |status| if matches!(status, Status::Warn | Status::Open) { Status::Fail } else { status };
        for finding in &mut self.findings {
            finding.status = strict(finding.status);
        }
        for (code, status, count) in std::mem::take(&mut self.more) {
            self.omit(code, strict(status), count);
        }
    }

    /// What decides the verdict, without what the user expected.
    pub(crate) fn without_expectations(&self) -> Self {
        let findings = self.findings.iter().filter(|finding| !finding.code.is_expectation());
        let more = self.more.iter().filter(|(code, _, _)| !code.is_expectation());
        Self {
            findings: findings.map(Finding::without_place).collect(),
            more: more.copied().collect(),
            passes: self.passes.clone(),
            rules: self.rules.clone(),
        }
    }

    /// Puts findings into the order of the checks, so that a cause stands before what follows from it.
    pub(crate) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| finding.code);
        self.passes.sort_by_key(|(code, _)| *code);
    }

    /// The verdict on a document that could be read: the only place where one is decided.
    ///
    /// It starts from "not passed". Each of [`CheckCode::REQUIRED`] must have been seen to hold at
    /// least once, nothing may have failed, `trusted` must say that the keys which have to be
    /// trusted are, and nothing may be open.
    pub fn verdict(&self, trusted: bool) -> Verdict {
        self.verdict_over(&CheckCode::REQUIRED, trusted)
    }

    /// The verdict on an integrity document: the same, but at best `untrusted`, since nothing proves its content.
    pub fn verdict_without_proof(&self) -> Verdict {
        self.verdict_over(&[CheckCode::DocumentType, CheckCode::BundleShape], false)
    }

    fn verdict_over(&self, required: &[CheckCode], trusted: bool) -> Verdict {
        if self.findings.iter().any(|f| f.code.is_malformed() && f.status == Status::Fail) {
            return Verdict::Malformed;
        }
        if self.findings.iter().any(|f| f.status == Status::Fail) {
            return Verdict::Fail;
        }
        let held =
            |code: &CheckCode| self.passed(*code) > 0 || self.has(*code, Status::Warn) || self.has(*code, Status::Open);
        if !required.iter().all(held) {
            return Verdict::Fail;
        }
        if !trusted {
            return Verdict::Untrusted;
        }
        let is_open = self.findings.iter().any(|f| f.status == Status::Open);
        if is_open { Verdict::Undetermined } else { Verdict::Pass }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Reason;

    #[test]
    fn a_required_check_that_was_not_seen_to_hold_is_no_pass() {
        for left_out in CheckCode::REQUIRED {
            let mut checks = Checks::default();
            CheckCode::REQUIRED.into_iter().filter(|code| *code != left_out).for_each(|code| checks.pass(code));
            assert_eq!(checks.verdict(true), Verdict::Fail, "{left_out}");
            checks.pass(left_out);
            assert_eq!(checks.verdict(true), Verdict::Pass);
        }
    }

    #[test]
    fn findings_that_are_not_kept_are_counted_through_every_step() {
        let fail = |code| Finding::fail(code, Reason::Differs, "");
        let many = |count: usize| {
            let mut checks = Checks::default();
            checks.extend((0..count).map(|_| fail(CheckCode::EventDigest)));
            checks
        };
        assert_eq!((many(Checks::KEPT).findings().len(), many(Checks::KEPT).omitted()), (Checks::KEPT, &[][..]));
        let mut checks = many(Checks::KEPT + 2);
        checks.add(Finding::warn(CheckCode::EventDigest, Reason::Differs, ""));
        checks.add(fail(CheckCode::EventId));
        assert_eq!(checks.findings().len(), Checks::KEPT + 2);
        assert_eq!(checks.omitted(), [(CheckCode::EventDigest, Status::Fail, 2)]);
        checks.merge(many(Checks::KEPT + 1));
        assert_eq!(checks.omitted(), [(CheckCode::EventDigest, Status::Fail, 2 + Checks::KEPT + 1)]);
        let mut made = 0;
        checks.add_if_kept(CheckCode::EventDigest, Status::Fail, || {
            made += 1;
            fail(CheckCode::EventDigest)
        });
        assert_eq!((made, checks.omitted()[0].2), (0, 2 + Checks::KEPT + 2));
        assert_eq!(checks.take_findings().len(), Checks::KEPT + 2);
        assert_eq!(checks.findings().len(), 0);
    }

    #[test]
    fn the_rules_of_findings_that_are_not_kept_are_kept() {
        let mut others = Checks::default();
        others.extend((0..Checks::KEPT).map(|_| Finding::open(CheckCode::StateReplay, Rule::M7, Reason::Differs, "")));
        others.add(Finding::open(CheckCode::StateReplay, Rule::M9, Reason::Differs, ""));
        let mut checks = Checks::default();
        checks.add(Finding::open(CheckCode::StateCounts, Rule::M12, Reason::Differs, ""));
        checks.merge(others);
        let rules: Vec<_> = checks.open_rules().collect();
        assert_eq!(
            rules,
            [
                (CheckCode::StateCounts, Rule::M12),
                (CheckCode::StateReplay, Rule::M7),
                (CheckCode::StateReplay, Rule::M9),
            ]
        );
    }

    #[test]
    fn findings_and_passes_are_in_the_order_of_the_checks() {
        let mut checks = Checks::default();
        for code in [CheckCode::EventId, CheckCode::RecordDigest, CheckCode::EventDigest] {
            checks.pass(code);
            checks.add(Finding::warn(code, Reason::Differs, ""));
        }
        checks.pass(CheckCode::StateReplay);
        checks.pass(CheckCode::BundleShape);
        checks.sort();
        let codes: Vec<_> = checks.findings().iter().map(|finding| finding.code).collect();
        assert!(codes.is_sorted() && codes.len() == 3, "{codes:?}");
        assert!(checks.passes.is_sorted_by_key(|(code, _)| *code));
        // What has a finding did not pass everywhere.
        let passes: Vec<_> = checks.passes().collect();
        assert_eq!(passes, [(CheckCode::BundleShape, 1), (CheckCode::StateReplay, 1)]);
    }
}
