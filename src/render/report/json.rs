//! `--format json`: the frozen shape of `pith-report/1` (docs/report.md).

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::digest::Sha256Digest;
use crate::json::Pointer;
use crate::render::envelope::{Envelope, write_open};
use crate::render::escape::write_json;
use crate::render::report::detail::Detail;
use crate::render::spool::Spool;
use crate::render::{Create, Renderer, Summary};
use crate::report::{
    Cause, DigestPair, Finding, InputReport, Known, Reason, Rule, Signer, SourceName, Status, Trust, Verdict,
};

/// `--format json`: one object, written when all inputs are judged.
#[derive(Default)]
pub struct Json {
    /// The elements of `inputs` as JSON, with commas between them.
    inputs: Spool,
    detail: Detail,
}

impl Json {
    /// With as much of each input as `detail` asks for.
    #[must_use]
    pub fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    /// With a temporary file for what has to wait.
    pub fn spooled(create: Create) -> Self {
        Self { inputs: Spool::to(create), ..Self::default() }
    }
}

impl Renderer for Json {
    fn input(&mut self, report: &InputReport, _: &mut dyn Write) -> io::Result<()> {
        if !self.inputs.is_empty() {
            self.inputs.write_all(b",")?;
        }
        self.inputs.write_all(b"{")?;
        write_members(report, self.detail, &mut self.inputs)
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        write_open(&Head::of(summary), out, |out| {
            out.write_all(b",\"inputs\":[")?;
            self.inputs.write_to(out)?;
            out.write_all(b"]")
        })?;
        out.write_all(b"\n")
    }
}

/// Writes the members of an input, and the brace after them.
///
/// A known input is written as the earlier report has it: the same bytes as verifying it again would give.
pub(super) fn write_members(report: &InputReport, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    if detail == Detail::Brief && report.passes_without_finding() {
        return write_rest(&Brief::of(report), out);
    }
    match &report.known {
        Some(Known::Whole(rest)) => {
            out.write_all(b"\"input\":")?;
            write_json(&report.input, out)?;
            out.write_all(rest.as_bytes())
        }
        _ => write_rest(&Input::of(report), out),
    }
}

/// Writes an object without its first brace.
fn write_rest(object: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    write_json(object, &mut text)?;
    out.write_all(text.get(1..).unwrap_or_default())
}

/// Serialises the object over one input.
pub(crate) fn document<S: Serializer>(report: &InputReport, serializer: S) -> Result<S::Ok, S::Error> {
    let mut summary = Summary::default();
    summary.add(report);
    Whole { head: Head::of(&summary), inputs: [Input::of(report)] }.serialize(serializer)
}

#[derive(Serialize)]
struct Whole<'r> {
    #[serde(flatten)]
    head: Envelope<Head<'r>>,
    inputs: [Input<'r>; 1],
}

#[derive(Serialize)]
pub(super) struct Head<'r> {
    verdict: &'static str,
    exit_code: u8,
    policy: Vec<Policy<'r>>,
    summary: &'r Summary,
}

#[derive(Serialize)]
struct Policy<'r> {
    option: &'static str,
    value: &'r str,
    source: &'static str,
    held: bool,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "docs/report.md calls the member `input`")]
pub(in crate::render) struct Input<'r> {
    input: &'r str,
    bytes: Option<u64>,
    sha256: Option<Sha256Digest>,
    verdict: &'static str,
    assurance: Trust,
    pith_number: Option<&'r str>,
    source: Option<&'r SourceName>,
    digests: Digests<'r>,
    signers: &'r [Signer],
    signers_more: usize,
    events: Events,
    checks: Vec<Check<'r>>,
    rules: Rules<'r>,
    unsigned: &'r [Pointer],
    causes: Vec<Changed<'r>>,
    causes_more: usize,
    complete: Option<bool>,
    remains: Option<&'r str>,
    error: Option<&'r str>,
}

/// An input that passed without a finding, in a brief report.
#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "docs/report.md calls the member `input`")]
struct Brief<'r> {
    input: &'r str,
    bytes: Option<u64>,
    sha256: Option<Sha256Digest>,
    verdict: &'static str,
    pith_number: Option<&'r str>,
}

impl<'r> Brief<'r> {
    fn of(report: &'r InputReport) -> Self {
        Self {
            input: &report.input,
            bytes: report.bytes,
            sha256: report.sha256,
            verdict: report.verdict.as_str(),
            pith_number: report.pith_number.as_deref(),
        }
    }
}

/// What was changed since the bundle was signed.
#[derive(Serialize)]
struct Changed<'r> {
    pointer: &'r Pointer,
    line: Option<usize>,
    column: Option<usize>,
    kind: &'static str,
    signed: &'r serde_json::Value,
    found: &'r serde_json::Value,
    proof: &'static str,
    explains: Vec<&'static str>,
}

#[derive(Serialize)]
struct Digests<'r> {
    canonical: &'r DigestPair,
    state: &'r DigestPair,
    bundle: &'r DigestPair,
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
    pointer: Option<&'r Pointer>,
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
    pub(super) fn of(summary: &'r Summary) -> Envelope<Self> {
        let verdict = summary.verdict();
        let policy = summary.policy().iter().map(|outcome| Policy {
            option: outcome.option,
            value: &outcome.value,
            source: "flag",
            held: outcome.held,
        });
        let head =
            Self { verdict: verdict.as_str(), exit_code: verdict.exit_code(), policy: policy.collect(), summary };
        Envelope::new("pith-report/1", head)
    }
}

/// The number of inputs, of those with each verdict, of entries that were not read, and with `--known` of inputs that
/// were not verified again.
impl Serialize for Summary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const ORDER: [Verdict; 7] = [
            Verdict::Pass,
            Verdict::Fail,
            Verdict::Malformed,
            Verdict::Unchecked,
            Verdict::Untrusted,
            Verdict::Undetermined,
            Verdict::Internal,
        ];
        let counts = ORDER.into_iter().map(|verdict| (verdict.as_str(), self.count(verdict)));
        let known = self.known().map(|known| ("known", known));
        let counts = [("inputs", self.inputs())].into_iter().chain(counts).chain([("skipped", self.skipped())]);
        serializer.collect_map(counts.chain(known))
    }
}

impl<'r> Input<'r> {
    pub(in crate::render) fn of(report: &'r InputReport) -> Self {
        Self {
            input: &report.input,
            bytes: report.bytes,
            sha256: report.sha256,
            verdict: report.verdict.as_str(),
            assurance: report.assurance,
            pith_number: report.pith_number.as_deref(),
            source: report.source.as_ref(),
            digests: Digests { canonical: &report.canonical, state: &report.state, bundle: &report.bundle },
            signers: &report.signers,
            signers_more: report.signers_more,
            events: Events { total: report.events_total, valid: report.events_valid },
            checks: checks(report),
            rules: Rules {
                proven: &report.rules_proven,
                inferred: &report.rules_inferred,
                readings: Readings { m9: report.m9_reading },
            },
            unsigned: &report.unsigned,
            causes: report.diagnosis.causes.iter().map(Changed::of).collect(),
            causes_more: report.diagnosis.more,
            complete: report.diagnosis.complete,
            remains: report.diagnosis.remains.as_deref(),
            error: report.error.as_deref(),
        }
    }
}

impl<'r> Changed<'r> {
    fn of(cause: &'r Cause) -> Self {
        Self {
            pointer: &cause.pointer,
            line: cause.position.map(|position| position.line),
            column: cause.position.map(|position| position.column),
            kind: cause.kind.as_str(),
            signed: &cause.signed,
            found: &cause.found,
            proof: cause.proof.as_str(),
            explains: cause.explains.iter().map(|code| code.as_str()).collect(),
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
            pointer: finding.pointer.as_ref(),
            line: finding.position.map(|position| position.line),
            column: finding.position.map(|position| position.column),
            expected: finding.expected.as_deref(),
            actual: finding.actual.as_deref(),
            message: &finding.message,
        }
    }
}

/// One entry per code that passed everywhere, and one per finding otherwise, in the order of the checks.
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
