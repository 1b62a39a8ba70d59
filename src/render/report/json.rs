//! `--format json` and `ndjson`: the frozen shape of `pith-report/1` (docs/report.md).

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::render::escape::write_json;
use crate::render::{Renderer, Summary};
use crate::report::{
    DigestPair, Finding, InputReport, PolicyOutcome, Reason, Rule, Signer, SourceName, Status, Verdict,
};

const SCHEMA: &str = "pith-report/1";

/// `--format json`: one object, once all inputs are judged.
#[derive(Default)]
pub struct Json {
    /// The elements of `inputs`, written already, with commas between them.
    inputs: Vec<u8>,
}

impl Renderer for Json {
    fn input(&mut self, report: &InputReport, _: &mut dyn Write) -> io::Result<()> {
        if !self.inputs.is_empty() {
            self.inputs.push(b',');
        }
        write_json(&Input::of(report), &mut self.inputs)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut head = Vec::new();
        write_json(&Head::of(summary), &mut head)?;
        // The object is open still: `inputs` is its last member.
        head.pop();
        out.write_all(&head)?;
        out.write_all(b",\"inputs\":[")?;
        out.write_all(&self.inputs)?;
        out.write_all(b"]}\n")
    }
}

/// `--format ndjson`: a line an input, then a line that sums up, so that a cut stream shows.
pub struct Ndjson;

impl Renderer for Ndjson {
    fn input(&mut self, report: &InputReport, out: &mut dyn Write) -> io::Result<()> {
        write_json(&Line { r#type: "input", rest: Input::of(report) }, out)?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        write_json(&Line { r#type: "summary", rest: Head::of(summary) }, out)?;
        out.write_all(b"\n")
    }
}

/// The same object over one input, for a serializer of the caller's.
pub(crate) fn document<S: Serializer>(report: &InputReport, serializer: S) -> Result<S::Ok, S::Error> {
    let mut summary = Summary::default();
    summary.add(report);
    Whole { head: Head::of(&summary), inputs: [Input::of(report)] }.serialize(serializer)
}

#[derive(Serialize)]
struct Whole<'r> {
    #[serde(flatten)]
    head: Head<'r>,
    inputs: [Input<'r>; 1],
}

#[derive(Serialize)]
struct Line<T> {
    r#type: &'static str,
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize)]
struct Head<'r> {
    schema: &'static str,
    tool: Tool,
    verdict: &'static str,
    exit_code: u8,
    policy: Vec<Policy<'r>>,
    summary: Counts,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Policy<'r> {
    option: &'static str,
    value: &'r str,
    source: &'static str,
    held: bool,
}

#[derive(Serialize)]
struct Counts {
    inputs: usize,
    pass: usize,
    fail: usize,
    malformed: usize,
    unchecked: usize,
    untrusted: usize,
    undetermined: usize,
    internal: usize,
    skipped: usize,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "docs/report.md calls the member `input`")]
pub(in crate::render) struct Input<'r> {
    input: &'r str,
    bytes: Option<u64>,
    sha256: Option<String>,
    verdict: &'static str,
    assurance: &'static str,
    pith_number: Option<&'r str>,
    source: Option<Source<'r>>,
    digests: Digests<'r>,
    signers: Vec<SignedBy<'r>>,
    signers_more: usize,
    events: Events,
    checks: Vec<Check<'r>>,
    rules: Rules<'r>,
    unsigned: Vec<&'r str>,
    error: Option<&'r str>,
}

#[derive(Serialize)]
struct Source<'r> {
    kind: &'r str,
    id: &'r str,
    version: Version<'r>,
}

/// A number where it fits one; else the digits.
#[derive(Serialize)]
#[serde(untagged)]
enum Version<'r> {
    Number(i64),
    Digits(&'r str),
}

#[derive(Serialize)]
struct Digests<'r> {
    canonical: Digest<'r>,
    state: Digest<'r>,
    bundle: Digest<'r>,
}

#[derive(Serialize)]
struct Digest<'r> {
    stated: Option<&'r str>,
    computed: Option<String>,
}

#[derive(Serialize)]
struct SignedBy<'r> {
    key_id: &'r str,
    key_sha256: String,
    trust: &'static str,
    signatures: usize,
}

#[derive(Serialize)]
struct Events {
    total: usize,
    valid: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Check<'r> {
    Passed {
        code: &'static str,
        status: &'static str,
        count: usize,
    },
    Found(Found<'r>),
    /// Findings that were counted and not kept.
    Omitted {
        code: &'static str,
        status: &'static str,
        reason: &'static str,
        count: usize,
        message: &'static str,
    },
}

#[derive(Serialize)]
struct Found<'r> {
    code: &'static str,
    status: &'static str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    pointer: Option<&'r str>,
    line: Option<usize>,
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<&'r str>,
    message: &'r str,
}

#[derive(Serialize)]
struct Rules<'r> {
    proven: &'r [&'static str],
    inferred: &'r [&'static str],
    readings: Readings,
}

#[derive(Serialize)]
struct Readings {
    #[serde(rename = "M9")]
    m9: Option<&'static str>,
}

impl<'r> Head<'r> {
    fn of(summary: &'r Summary) -> Self {
        let verdict = summary.verdict();
        Self {
            schema: SCHEMA,
            tool: Tool { name: "pith", version: env!("CARGO_PKG_VERSION") },
            verdict: verdict.as_str(),
            exit_code: verdict.exit_code(),
            policy: summary.policy().iter().map(Policy::of).collect(),
            summary: Counts {
                inputs: summary.inputs(),
                pass: summary.count(Verdict::Pass),
                fail: summary.count(Verdict::Fail),
                malformed: summary.count(Verdict::Malformed),
                unchecked: summary.count(Verdict::Unchecked),
                untrusted: summary.count(Verdict::Untrusted),
                undetermined: summary.count(Verdict::Undetermined),
                internal: summary.count(Verdict::Internal),
                skipped: summary.skipped(),
            },
        }
    }
}

impl<'r> Policy<'r> {
    fn of(outcome: &'r PolicyOutcome) -> Self {
        Self { option: outcome.option, value: &outcome.value, source: "flag", held: outcome.held }
    }
}

impl<'r> Input<'r> {
    pub(in crate::render) fn of(report: &'r InputReport) -> Self {
        Self {
            input: &report.input,
            bytes: report.bytes,
            sha256: report.sha256.map(|digest| digest.to_string()),
            verdict: report.verdict.as_str(),
            assurance: report.assurance.as_str(),
            pith_number: report.pith_number.as_deref(),
            source: report.source.as_ref().map(Source::of),
            digests: Digests {
                canonical: Digest::of(&report.canonical),
                state: Digest::of(&report.state),
                bundle: Digest::of(&report.bundle),
            },
            signers: report.signers.iter().map(SignedBy::of).collect(),
            signers_more: report.signers_more,
            events: Events { total: report.events_total, valid: report.events_valid },
            checks: checks(report),
            rules: Rules {
                proven: &report.rules_proven,
                inferred: &report.rules_inferred,
                readings: Readings { m9: report.m9_reading },
            },
            unsigned: report.unsigned.iter().map(crate::json::Pointer::as_str).collect(),
            error: report.error.as_deref(),
        }
    }
}

impl<'r> Source<'r> {
    fn of(source: &'r SourceName) -> Self {
        let version = source.version.parse().map_or(Version::Digits(&source.version), Version::Number);
        Self { kind: &source.kind, id: &source.id, version }
    }
}

impl<'r> Digest<'r> {
    fn of(pair: &'r DigestPair) -> Self {
        Self { stated: pair.stated.as_deref(), computed: pair.computed.map(|digest| digest.to_string()) }
    }
}

impl<'r> SignedBy<'r> {
    fn of(signer: &'r Signer) -> Self {
        Self {
            key_id: &signer.key_id,
            key_sha256: signer.key_sha256.to_string(),
            trust: signer.trust.as_str(),
            signatures: signer.signatures,
        }
    }
}

impl<'r> Found<'r> {
    fn of(finding: &'r Finding) -> Self {
        Self {
            code: finding.code.as_str(),
            status: finding.status.as_str(),
            reason: finding.reason.as_str(),
            rule: finding.rule.map(Rule::as_str),
            pointer: finding.pointer.as_ref().map(crate::json::Pointer::as_str),
            line: finding.position.map(|position| position.line),
            column: finding.position.map(|position| position.column),
            expected: finding.expected.as_deref(),
            actual: finding.actual.as_deref(),
            message: &finding.message,
        }
    }
}

/// One entry a code that passed everywhere, one a finding otherwise, in the order of the checks.
fn checks(report: &InputReport) -> Vec<Check<'_>> {
    let passed = report
        .checks
        .passes()
        .map(|(code, count)| (code, Check::Passed { code: code.as_str(), status: Status::Pass.as_str(), count }));
    let found = report.checks.findings().iter().map(|finding| (finding.code, Check::Found(Found::of(finding))));
    let omitted = report.checks.omitted().iter().map(|(code, status, count)| {
        let message = "more findings of this code, counted and not shown";
        (
            *code,
            Check::Omitted {
                code: code.as_str(),
                status: status.as_str(),
                reason: Reason::More.as_str(),
                count: *count,
                message,
            },
        )
    });
    let mut checks: Vec<_> = passed.chain(found).chain(omitted).collect();
    checks.sort_by_key(|(code, _)| *code);
    checks.into_iter().map(|(_, check)| check).collect()
}
