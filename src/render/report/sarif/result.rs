//! Findings as results, with the causes behind them as related locations.

use std::ptr;

use serde::Serialize;

use super::location::{Artifact, Location};
use super::message::{Message, link, plain};
use crate::digest::Sha256Digest;
use crate::json::Pointer;
use crate::render::words::{self, cause};
use crate::report::{Cause, CheckCode, Finding, InputReport, Reason, Rule, Status, Verdict};
use crate::text::cut;

/// A result: a finding, or the number of those that are counted and not listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found<'r> {
    #[serde(skip)]
    pub(super) code: CheckCode,
    rule_id: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
    properties: Properties<'r>,
}

/// What tells a result from others, in this run and in the next.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    /// The name under which code scanning looks for it.
    primary_location_line_hash: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'r> {
    verdict: &'static str,
    status: &'static str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    merge_rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
}

/// The results of an input, in the order of the checks.
pub(super) fn results<'r>(report: &'r InputReport, artifact: &Artifact) -> Vec<Found<'r>> {
    let input = Input { report, artifact, deciding: cause(report) };
    let mut found: Vec<Found<'r>> = report.checks.findings().iter().map(|finding| input.result(finding)).collect();
    found.extend(report.checks.omitted().iter().map(|(code, status, count)| input.counted(*code, *status, *count)));
    found.sort_by_key(|result| result.code);
    number(&mut found);
    found
}

/// Ends each fingerprint with how often it occurred so far, as code scanning does.
fn number(results: &mut [Found<'_>]) {
    let hashes: Vec<String> =
        results.iter().map(|result| result.partial_fingerprints.primary_location_line_hash.clone()).collect();
    for (place, (result, hash)) in results.iter_mut().zip(&hashes).enumerate() {
        let times = hashes.iter().take(place + 1).filter(|other| *other == hash).count();
        result.partial_fingerprints.primary_location_line_hash = format!("{hash}:{times}");
    }
}

struct Input<'r, 'f> {
    report: &'r InputReport,
    artifact: &'f Artifact,
    /// The finding that explains best why the input did not pass.
    deciding: Option<&'r Finding>,
}

impl<'r> Input<'r, '_> {
    fn result(&self, finding: &'r Finding) -> Found<'r> {
        let (code, position) = (finding.code, finding.position);
        let causes = self.causes(finding);
        Found {
            code,
            rule_id: code.as_str(),
            level: self.level(finding),
            message: self.message(finding, &causes),
            locations: [Location::of(self.report, self.artifact, finding.pointer.as_ref(), position)],
            related_locations: (1..).zip(causes).map(|(id, cause)| self.related(id, cause)).collect(),
            partial_fingerprints: self.fingerprint(code, finding.reason, finding.pointer.as_ref()),
            properties: Properties {
                merge_rule: finding.rule.map(Rule::as_str),
                expected: finding.expected.as_deref(),
                actual: finding.actual.as_deref(),
                complete: self.report.diagnosis.complete.filter(|_| self.is_deciding(finding)),
                ..self.properties(finding.status, finding.reason)
            },
        }
    }

    /// What was found, what of the document was changed, and what remains unexplained.
    fn message(&self, finding: &Finding, causes: &[&Cause]) -> Message {
        let diagnosis = &self.report.diagnosis;
        let remains = diagnosis.remains.as_deref().filter(|_| self.is_deciding(finding)).map(plain);
        let changed = changed(causes, diagnosis.causes.len() + diagnosis.more);
        let message = Message::new(&finding.message);
        changed.into_iter().chain(remains).fold(message, |message, sentence| message.and(&sentence))
    }

    /// The findings of one code and status that are not listed.
    fn counted(&self, code: CheckCode, status: Status, count: usize) -> Found<'r> {
        Found {
            code,
            rule_id: code.as_str(),
            level: level(status),
            message: Message::new(&format!(
                "{} of this code, counted and not shown",
                words::count(count, "more finding")
            )),
            locations: [Location::of(self.report, self.artifact, None, None)],
            related_locations: Vec::new(),
            partial_fingerprints: self.fingerprint(code, Reason::More, None),
            properties: Properties { count: Some(count), ..self.properties(status, Reason::More) },
        }
    }

    fn properties(&self, status: Status, reason: Reason) -> Properties<'r> {
        Properties {
            verdict: self.report.verdict.as_str(),
            status: status.as_str(),
            reason: reason.as_str(),
            merge_rule: None,
            count: None,
            expected: None,
            actual: None,
            complete: None,
        }
    }

    fn is_deciding(&self, finding: &Finding) -> bool {
        self.deciding.is_some_and(|deciding| ptr::eq(deciding, finding))
    }

    /// An untrusted input is no lesser obstacle than one that fails, though its finding is a warning.
    fn level(&self, finding: &Finding) -> &'static str {
        let is_obstacle = self.report.verdict == Verdict::Untrusted && self.is_deciding(finding);
        if is_obstacle { "error" } else { level(finding.status) }
    }

    /// All causes for the result that decides; for any other, the first one that it follows from.
    fn causes(&self, finding: &Finding) -> Vec<&'r Cause> {
        let causes = &self.report.diagnosis.causes;
        if self.is_deciding(finding) {
            return causes.iter().collect();
        }
        causes
            .iter()
            .find(|cause| finding.status.stops() && cause.explains.contains(&finding.code))
            .into_iter()
            .collect()
    }

    fn related(&self, id: usize, cause: &Cause) -> Location {
        let message = format!(
            "{}: signed {}, found {} (proven by {})",
            cause.kind.as_str(),
            cut(&cause.signed.to_string()),
            cut(&cause.found.to_string()),
            cause.proof
        );
        let place = Location::of(self.report, self.artifact, Some(&cause.pointer), cause.position);
        place.related(id, Message::new(&message))
    }

    /// What was found, where in the document, and in which document, whatever its lines and its name. A line of a file of
    /// lines is told from others by its digest.
    fn fingerprint(&self, code: CheckCode, reason: Reason, pointer: Option<&Pointer>) -> Fingerprints {
        let line = self.report.sha256.filter(|_| self.report.line.is_some()).map(|digest| digest.to_string());
        let parts = [
            code.as_str(),
            reason.as_str(),
            pointer.map(Pointer::as_str).unwrap_or_default(),
            self.report.pith_number.as_deref().unwrap_or_default(),
            line.as_deref().unwrap_or_default(),
        ];
        let mut hash = Sha256Digest::of(parts.join("\0").as_bytes()).to_string();
        hash.truncate(16);
        Fingerprints { primary_location_line_hash: hash }
    }
}

const fn level(status: Status) -> &'static str {
    match status {
        Status::Fail => "error",
        Status::Open | Status::Warn => "warning",
        Status::Skip | Status::Pass => "note",
    }
}

/// `Changed since it was signed: …`, with a link to each place, and how many more there are than these.
fn changed(causes: &[&Cause], total: usize) -> Option<String> {
    let links: Vec<String> = (1..).zip(causes).map(|(id, cause)| link(name(&cause.pointer), id)).collect();
    let more = match total - causes.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!links.is_empty()).then(|| format!("Changed since it was signed: {}{more}.", links.join(", ")))
}

fn name(pointer: &Pointer) -> &str {
    if pointer.as_str().is_empty() { "the document" } else { pointer.as_str() }
}
