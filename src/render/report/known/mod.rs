//! Lines of an earlier NDJSON report, read back (`--known`): of inputs that passed without a finding, and no others.
//!
//! A line is read only if it is, byte for byte, one that `ndjson` could have written in a run under the same conditions.
//! So it can be written again as it is, under another name, and is what verifying the input would have written.

mod pass;
mod text;

use self::text::Text;
use super::ndjson::Ndjson;
use crate::digest::Sha256Digest;
use crate::keys::TrustStore;
use crate::render::{Renderer, Run};
use crate::report::{CheckCode, InputReport, Known, PolicyOutcome, Trust, Verdict};
use crate::text::{SHOWN, cut};

/// The most bytes of a line after its name: those of a pass.
const LIMIT: usize = 20_000;

/// The beginning of the line about an input, up to its name.
const BEGINNING: &str = "{\"type\":\"input\",\"input\":";

/// The line of an input that passed, as far as it takes to find it again.
pub struct Passed {
    /// SHA-256 of the input.
    pub sha256: Sha256Digest,
    /// Whether it is the line of a brief report.
    pub is_brief: bool,
}

/// Finds the lines about inputs that passed, by their beginning and their end. What is between is not looked at.
pub fn passed(line: &[u8]) -> Option<Passed> {
    let name_and_rest = line.strip_prefix(BEGINNING.as_bytes())?;
    let end = name_and_rest.windows(NAMED.len()).position(|window| window == NAMED)?;
    let rest = name_and_rest.get(end + 1..)?;
    let start = rest.get(..ENOUGH).unwrap_or(rest);
    let mut text = Text(start.utf8_chunks().next()?.valid());
    let (_, sha256) = head(&mut text)?;
    let is_brief = text.has("\"pith_number\":");
    let end = if is_brief { "\"}" } else { pass::END };
    line.ends_with(end.as_bytes()).then_some(Passed { sha256, is_brief })
}

/// What follows a name. No name contains it: a quote in a name has a backslash before it.
const NAMED: &[u8] = b"\",\"bytes\":";
/// More than the members from `bytes` to the one after `verdict` have.
const ENOUGH: usize = 200;

/// Reads the members from `bytes` to `verdict`.
fn head(text: &mut Text<'_>) -> Option<(u64, Sha256Digest)> {
    text.literal(",\"bytes\":")?;
    let bytes = text.integer()?.parse().ok()?;
    text.literal(",\"sha256\":")?;
    let sha256 = text.digest()?;
    text.literal(",\"verdict\":\"pass\",")?;
    Some((bytes, sha256))
}

/// An input of this run, as far as it is known without reading it as JSON.
pub struct Unjudged<'i> {
    /// Its name in this run.
    pub name: &'i str,
    /// Its line, in a file of lines.
    pub line: Option<usize>,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Sha256Digest,
}

/// What all reports of a run on inputs that pass have in common.
pub struct Passes {
    assurance: Trust,
    /// What trust in the signing keys may rest on.
    trust: Vec<Trust>,
    /// The user's expectations, each with its check: a pass meets all of them.
    policy: Vec<(Option<CheckCode>, PolicyOutcome)>,
}

impl Passes {
    /// Those of a run under these conditions.
    pub fn of(run: &Run<'_>) -> Self {
        let met = run.expected.iter().map(|one| {
            let outcome = PolicyOutcome { option: one.option, value: cut(&one.value), held: true };
            (format!("policy.{}", one.option).parse().ok(), outcome)
        });
        let embedded = (run.trust.assurance() == Trust::Embedded).then_some(Trust::Embedded);
        Self {
            assurance: run.trust.assurance(),
            trust: [run.trust.basis()].into_iter().chain(embedded).collect(),
            policy: met.collect(),
        }
    }

    /// The report on `input` that a line of an earlier report gives, without its line end. `None` if the line is about
    /// other bytes, or is not one that was written for a pass without a finding.
    pub fn read(&self, line: &[u8], input: &Unjudged<'_>) -> Option<InputReport> {
        let mut text = Text(std::str::from_utf8(line).ok()?);
        text.literal(BEGINNING)?;
        text.string()?;
        let rest = text.0;
        if rest.len() > LIMIT || head(&mut text)? != (input.bytes, input.sha256) {
            return None;
        }
        let report = InputReport {
            line: input.line,
            bytes: Some(input.bytes),
            sha256: Some(input.sha256),
            verdict: Verdict::Pass,
            policy: self.policy.iter().map(|(_, outcome)| outcome.clone()).collect(),
            ..InputReport::new(input.name.to_owned(), self.assurance)
        };
        if text.has("\"pith_number\":") {
            let pith_number = Some(text.string()?.into_owned());
            return (text.0 == "}").then_some(InputReport { pith_number, known: Some(Known::Brief), ..report });
        }
        let report = pass::read(text, report)?;
        self.is_a_pass(&report).then(|| InputReport { known: Some(Known::Whole(rest.into())), ..report })
    }

    /// Whether its checks make a pass of this run.
    fn is_a_pass(&self, report: &InputReport) -> bool {
        report.checks.verdict(true) == Verdict::Pass
            && self.policy.iter().all(|(code, _)| code.is_some_and(|code| report.checks.passed(code) > 0))
            && report.signers.iter().all(|signer| self.trust.contains(&signer.trust))
    }
}

/// Why nothing of an earlier report can be known in a run, whatever the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknowable {
    /// `--max-age`.
    #[error("with --max-age a verdict depends on the clock, so every input is verified")]
    Clock,
    /// Two keys may look the same in a report.
    #[error("a trusted key has an id, an owner or a time of more than {SHOWN} characters, which reports cut")]
    LongName,
}

/// The first line of the reports whose passes are passes of this run too, without its line end.
pub fn first_line(run: &Run<'_>) -> Result<Vec<u8>, Unknowable> {
    if run.expected.iter().any(|expected| expected.option == MAX_AGE) {
        return Err(Unknowable::Clock);
    }
    if has_long_names(run.trust) {
        return Err(Unknowable::LongName);
    }
    let mut line = Vec::new();
    // Writing to memory cannot fail.
    let _ = Ndjson::default().begin(run, &mut line);
    line.pop_if(|last| *last == b'\n');
    Ok(line)
}

const MAX_AGE: &str = "max-age";

/// Whether a text that tells one trusted key from another is cut in reports.
fn has_long_names(trust: &TrustStore) -> bool {
    trust.trusted_keys().iter().any(|key| {
        let texts = [&key.key_id, &key.grant.owner, &key.grant.rotates_at];
        texts.into_iter().flatten().any(|text| cut(text) != *text)
    })
}
