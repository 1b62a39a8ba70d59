//! `--since`: nothing was withheld or rolled back since an older bundle.

use std::collections::HashSet;

use super::Evidence;
use crate::json::{Document, Pointer};
use crate::merge::MergedState;
use crate::report::{CheckCode, Finding, InputReport, Verdict};
use crate::text::cut;
use crate::time::Time;

/// What is kept of an older bundle that was verified under the same trust.
#[derive(Clone, Debug)]
pub struct Older {
    name: String,
    verdict: Verdict,
    pith_number: String,
    built_at: String,
    event_ids: Vec<String>,
}

impl Older {
    /// Keeps what the rule needs of the older bundle and of what verifying it gave.
    pub fn new(document: &Document<'_>, report: &InputReport, merged: Option<&MergedState<'_>>) -> Self {
        let root = document.root().as_object().unwrap_or_default();
        let text = |name| root.text(name).unwrap_or_default().to_owned();
        let event_ids = merged.into_iter().flat_map(MergedState::applied_ids).map(str::to_owned).collect();
        let (pith_number, built_at) = (text("pith_number"), text("built_at"));
        Self { name: report.input.clone(), verdict: report.verdict, pith_number, built_at, event_ids }
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The older bundle passes, is of the same number, was built no later, and each of its events is a
    /// valid event of this bundle.
    pub(super) fn judge(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let fail = |reason, message: String| Finding::fail(CheckCode::PolicySince, reason, message);
        let name = cut(&self.name);
        if self.verdict != Verdict::Pass {
            let message = format!("the older bundle {name} does not pass itself ({})", self.verdict.as_str());
            return Some(fail("older-not-passed", message).compare("pass", self.verdict.as_str()));
        }
        let number = evidence.bundle.pith_number.unwrap_or_default();
        if number != self.pith_number {
            let message = format!("the older bundle {name} is that of another number");
            let place = Pointer::root().member("pith_number");
            return Some(fail("other-number", message).compare(&self.pith_number, number).at(place));
        }
        self.judge_events(evidence).or_else(|| self.judge_time(evidence))
    }

    fn judge_events(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let here: HashSet<&str> = evidence.merged.applied_ids().collect();
        let mut missing = self.event_ids.iter().filter(|id| !here.contains(id.as_str()));
        let first = missing.next()?;
        let count = 1 + missing.count();
        let noun = if count == 1 { "event" } else { "events" };
        let message = format!("{count} {noun} of the older bundle {}: not here, or not valid here", cut(&self.name));
        let finding = Finding::fail(CheckCode::PolicySince, "withheld", message).compare(first, "");
        Some(finding.at(Pointer::root().member("events")))
    }

    fn judge_time(&self, evidence: &Evidence<'_, '_>) -> Option<Finding> {
        let newer = evidence.bundle.built_at.map_or("", |built_at| built_at.text);
        let (before, after) = (Time::parse(&self.built_at), Time::parse(newer));
        let goes_on = before.zip(after).is_some_and(|(before, after)| before.to_second() <= after.to_second());
        (!goes_on).then(|| {
            let message = format!("this bundle was built before the older one, {}: rolled back", cut(&self.name));
            let finding = Finding::fail(CheckCode::PolicySince, "rolled-back", message);
            finding.compare(&self.built_at, newer).at(Pointer::root().member("built_at"))
        })
    }
}
